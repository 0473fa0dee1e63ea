"""Segments with multicast in; who snoops, who routes it and where its streams meet, out.

Switches of a building snoop IGMP and MLD in the VLANs of such segments; the gateway of each is its
querier. Routers of the park speak PIM sparse mode to one another for both IP versions, on the
segments' gateways and on the links between routers, never towards a carrier. They are all told one
rendezvous point, the first core's loopback: see docs/routing-and-wifi.md for what that means.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from parknet.design.addressing import SitePlan
from parknet.design.features import Want, has, placed, unmet
from parknet.design.scope import BuildingScope
from parknet.errors import Problem
from parknet.model.intent import Intent, Path
from parknet.model.policy import MulticastPlan

SNOOPING: Final = ("igmp-snooping", "mld-snooping")
ROUTING: Final = "pim"


def multicast_plan(
    intent: Intent, plan: SitePlan, loopbacks: dict[str, int]
) -> MulticastPlan | None:
    """Return the rendezvous point of a park, or None where no segment has multicast.

    Args:
        intent: a valid park.
        plan: its addresses.
        loopbacks: number of every router's loopback.
    """
    if not any(segment.multicast for segment in intent.park.segments.values()):
        return None
    rp4, rp6 = plan.loopback(loopbacks[intent.park.cores[0].device])
    return MulticastPlan(rp4.ip, rp6.ip)


def routes_multicast(intent: Intent, profile: str) -> bool:
    """Return whether a router of a profile takes part, where the park has multicast."""
    return has(intent, profile, ROUTING)


def snooped_vlans(intent: Intent, scope: BuildingScope, profile: str) -> tuple[int, ...]:
    """Return the VLANs that a switch of a building snoops in."""
    if not all(has(intent, profile, feature) for feature in SNOOPING):
        return ()
    return tuple(segment.vlan for _, segment in scope.segments if segment.multicast)


def snooping_wants(scope: BuildingScope) -> tuple[Want, ...]:
    """Return what the segments of a building ask of its switches."""
    return tuple(
        Want(feature, _line(name))
        for name, segment in scope.segments
        if segment.multicast
        for feature in SNOOPING
    )


def routing_wants(intent: Intent) -> Iterator[Want]:
    """Yield what multicast asks of every router: at the first line that asks for it."""
    for name, segment in intent.park.segments.items():
        if segment.multicast:
            yield Want(ROUTING, _line(name))
            return


def check_multicast(intent: Intent, scopes: Sequence[BuildingScope]) -> Iterator[Problem]:
    """Yield the access switches that cannot snoop where a segment asks for it."""
    by_want: dict[Want, list[tuple[str, str]]] = {}
    for scope in scopes:
        wants = snooping_wants(scope)
        if not wants:
            continue
        switches = [(o.device, o.profile) for o in placed(intent, [scope]) if o.role == "access"]
        for want in wants:
            by_want.setdefault(want, []).extend(switches)
    for want, switches in by_want.items():
        yield from unmet(intent, switches, [want])


def _line(segment: str) -> Path:
    return ("park", "segments", segment, "multicast")
