"""An intent in; what is wrong with the prefixes it hands to customers' routers, out: lint V1."""

from collections.abc import Iterator, Sequence

from parknet.design.addressing import SitePlan, building_length
from parknet.design.delegation import assign_delegated, places_of
from parknet.design.places import Places, ShortageError
from parknet.design.scope import BuildingScope
from parknet.errors import Problem
from parknet.model.intent import Intent
from parknet.model.network import Allocations


def delegation(intent: Intent, scopes: Sequence[BuildingScope]) -> Iterator[Problem]:
    """Yield what is wrong with `delegate` and `customers` of segments."""
    park = intent.park
    site = park.addressing.ipv6
    length = building_length(site, len(scopes), len(park.segments))
    sound = length is not None
    for name, segment in park.segments.items():
        at = ("park", "segments", name)
        if segment.delegate is None:
            if "customers" in segment.model_fields_set:
                yield Problem(
                    intent.origin(*at, "customers"),
                    f"segment {name} has customers, but no prefix is delegated to them",
                    "add delegate, the length of each customer's prefix, or remove the line",
                )
            continue
        where = intent.origin(*at, "delegate")
        if segment.delegate % 4:
            sound = False
            yield Problem(
                where,
                f"a /{segment.delegate} does not end at a nibble: customers' subnets would not be "
                "whole digits of an address (RIPE-690, 4.2)",
                "delegate a /60",
            )
        elif length is not None and segment.delegate <= length:
            sound = False
            yield Problem(
                where,
                f"segment {name} delegates a /{segment.delegate}, but a building's block is a "
                f"/{length} of the site prefix {site}",
                _longer(length),
            )
        if not segment.dhcp:
            yield Problem(
                where,
                f"segment {name} delegates by DHCPv6, but says dhcp: false",
                "remove dhcp: false, or delegate",
            )
        for scope in scopes:
            # What was handed out is known to the switch that relayed, and to no other.
            if scope.second is not None and name in dict(scope.segments):
                yield Problem(
                    where,
                    f"segment {name} delegates in {scope.code}, where two switches share the "
                    "gateway: only the one that relayed knows the way to a customer",
                    f"use a stack in {scope.code}, or leave {name} out of its segments",
                )
        if name == park.management.segment:
            yield Problem(
                where, "the management segment has no customers", "delegate in another segment"
            )
    if sound and length is not None:
        yield from _room(intent, SitePlan(site, park.addressing.ipv4_links, length))


def _longer(length: int) -> str:
    if length < 60:
        return "delegate a /60"
    return "use a shorter site prefix, so that a building has a /56, or do not delegate"


def _room(intent: Intent, plan: SitePlan) -> Iterator[Problem]:
    """Yield a problem where a building's block has fewer prefixes than customers' routers."""
    park = intent.park
    places = Places(Allocations())
    try:
        numbers = places.assign_numbers("segment6", park.segments, plan.segment_numbers)
        assign_delegated(park, places, plan, numbers)
    except ShortageError:
        segments = {n: s for n, s in park.segments.items() if s.delegate is not None}
        wanted = sum(segment.customers for segment in segments.values())
        room = len(places_of(plan)) - (len(park.segments) - 1) // 16
        last = list(segments)[-1] if segments else ""
        yield Problem(
            intent.origin("park", "segments", last, "delegate"),
            f"{wanted} customers' routers of {len(segments)} segments need a prefix in a building, "
            f"whose /{plan.building_length} has room for {room} beside its own segments",
            "lower customers, or delegate in fewer segments",
        )
