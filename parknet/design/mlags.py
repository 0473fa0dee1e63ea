"""A pair of kind `mlag` in; link aggregations that its two switches share, out.

An access switch sees one device: its links to both are one link aggregation. Either of the two has
its half, under a number that both give it, and they speak over their routed link.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from parknet.design.bundles import Bundle
from parknet.design.draft import Draft
from parknet.design.scope import BuildingScope
from parknet.model.network import LagPlan, PortPlan
from parknet.model.policy import MlagPlan

MLAG_NUMBERS: Final = range(1, 1000)


def is_mlag(scope: BuildingScope) -> bool:
    """Return whether a building's two switches share link aggregations."""
    return scope.building.pair is not None and scope.building.pair.kind == "mlag"


def joined(
    ports: Mapping[int, PortPlan], lags: Sequence[LagPlan]
) -> tuple[dict[int, PortPlan], tuple[LagPlan, ...]]:
    """Return the ports and the one link aggregation of an access switch that sees one device."""
    first, *others = lags
    names = {lag.name for lag in others}
    whole = replace(
        first,
        description=" ".join(lag.description for lag in lags),
        members=tuple(member for lag in lags for member in lag.members),
    )
    moved = {
        index: replace(port, lag=first.name) if port.lag in names else port
        for index, port in ports.items()
    }
    return moved, (whole,)


def shared(
    draft: Draft, scope: BuildingScope, bundles: Sequence[Bundle], lags: Sequence[LagPlan]
) -> tuple[LagPlan, ...]:
    """Return a pair's link aggregations with the numbers that both of it give them.

    Raises:
        ShortageError: there are more access switches than numbers.
    """
    switches = {bundle.lower for bundle in bundles if bundle.kind == "access"}
    numbers = draft.places.assign_numbers(f"mlag/{scope.code}", switches, MLAG_NUMBERS)
    return tuple(replace(lag, mlag=numbers.get(lag.description)) for lag in lags)


def mlag_plan(
    draft: Draft,
    scope: BuildingScope,
    device: str,
    bundles: Sequence[Bundle],
    lags: Sequence[LagPlan],
) -> MlagPlan:
    """Return how a device reaches the other of its pair: over the link between the two."""
    platform = draft.platform(draft.model(scope.building.aggregation))
    (link,) = (bundle for bundle in bundles if bundle.kind == "pair")
    other = link.upper if device == link.lower else link.lower
    (lag,) = (lag for lag in lags if lag.subject == f"link/{link.owner}")
    first, _ = scope.aggregations
    own, heartbeat, of_first = (
        draft.plan.loopback(draft.loopbacks[name])[0].ip for name in (device, other, first)
    )
    return MlagPlan(
        domain=scope.code,
        interface=platform.svi.format(vlan=draft.link_vlans[link.owner]),
        peer=draft.link_addresses(link, other)[0].ip,
        lag=lag.name,
        is_first=device == first,
        own=own,
        heartbeat=heartbeat,
        # Locally administered (IEEE 802, bit 1 of the first octet), and of no other pair.
        mac=f"0200{int(of_first):08x}",
    )
