"""Segments that hand prefixes to customers' routers in; whose prefixes, whose routes, out.

Each building delegates from its own block: customers have its last /60s, one place for each router,
the same number in every building. The aggregation switch relays DHCPv6 and learns from the answers
who has which prefix. Its cores lead the building's whole block to it by a static route, which OSPF
carries: a stub area takes no routes from outside. What nobody was handed, the switch drops.
"""

from collections.abc import Iterator, Mapping, Sequence
from ipaddress import IPv6Network
from typing import Final

from parknet.design.addressing import SitePlan
from parknet.design.bundles import Bundle
from parknet.design.draft import Draft
from parknet.design.features import has
from parknet.design.places import Places
from parknet.design.scope import BuildingScope
from parknet.model.intent import Intent, Park
from parknet.model.network import StaticRoute

POOL: Final = "delegate6"
_NIBBLE: Final = 60  # between a building's block and a LAN, the only length that ends at a nibble


def places_of(plan: SitePlan) -> range:
    """Return the numbers of delegated prefixes within a building's block, the preferred first."""
    return range((1 << max(_NIBBLE - plan.building_length, 0)) - 1, 0, -1)


def held_numbers(places: Places) -> set[int]:
    """Return the numbers of segments that lie in prefixes which were given to customers."""
    held = {int(text) for text in places.held(POOL).values() if text.isdigit()}
    return {place << (64 - _NIBBLE) | low for place in held for low in range(1 << (64 - _NIBBLE))}


def assign_delegated(
    park: Park, places: Places, plan: SitePlan, segment_numbers: Mapping[str, int]
) -> dict[str, tuple[int, ...]]:
    """Return the places of every delegating segment, in each building the same.

    Raises:
        ShortageError: a building's block has too few.
    """
    used = {number >> (64 - _NIBBLE) for number in segment_numbers.values()}
    owners = [owner for name in park.segments for owner in _owners(park, name)]
    free = [place for place in places_of(plan) if place not in used]
    given = places.assign_numbers(POOL, owners, free) if owners else {}
    return {
        name: tuple(given[owner] for owner in _owners(park, name))
        for name, segment in park.segments.items()
        if segment.delegate is not None
    }


def _owners(park: Park, name: str) -> list[str]:
    segment = park.segments[name]
    if segment.delegate is None:
        return []
    return [f"{name}.{number}" for number in range(1, segment.customers + 1)]


def block(plan: SitePlan, number: int) -> IPv6Network:
    """Return a building's block by its number."""
    start = int(plan.site.network_address) + (number << (128 - plan.building_length))
    return IPv6Network((start, plan.building_length))


def delegated_in(
    plan: SitePlan, number: int, numbers: Mapping[str, Sequence[int]], scope: BuildingScope
) -> dict[str, tuple[IPv6Network, ...]]:
    """Return what is delegated in a building, by segment."""
    start = int(block(plan, number).network_address)
    return {
        name: tuple(
            IPv6Network((start + (place << (128 - _NIBBLE)), _NIBBLE))
            for place in sorted(numbers[name])
        )
        for name, _ in scope.segments
        if name in numbers
    }


def delegates(intent: Intent, scope: BuildingScope) -> bool:
    """Return whether a building's gateway hands prefixes out, and can."""
    asked = any(segment.delegate is not None for _, segment in scope.segments)
    return asked and has(intent, scope.building.aggregation, "dhcpv6-pd")


def discards(draft: Draft, scope: BuildingScope) -> tuple[IPv6Network, ...]:
    """Return what the gateway of a building drops where it knows no longer prefix."""
    if not delegates(draft.intent, scope):
        return ()
    return (block(draft.plan, draft.building_numbers[scope.code]),)


def block_routes(draft: Draft, downlinks: Sequence[Bundle]) -> Iterator[StaticRoute]:
    """Yield a core's routes to the blocks of buildings that delegate."""
    for bundle in downlinks:
        if bundle.building in draft.delegating:
            prefix = block(draft.plan, draft.building_numbers[bundle.building])
            yield StaticRoute(prefix, draft.link_addresses(bundle, bundle.lower)[1].ip)
