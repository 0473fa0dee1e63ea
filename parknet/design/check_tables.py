"""An intent in; what is wrong with its routing tables beside the global one out."""

from collections.abc import Iterator, Sequence
from typing import Final

from parknet.design.addressing import BUILDING_LENGTHS, SitePlan
from parknet.design.bundles import backbone_bundles, building_bundles, pair_bundles
from parknet.design.features import Want
from parknet.design.permissions import INTERNET, SERVICES, in_tables
from parknet.design.scope import BuildingScope
from parknet.design.tables import VRF_NUMBERS, carried, tables_of, tables_of_scope
from parknet.errors import Problem
from parknet.model.intent import Intent, Path

# A Linux interface's name (IFNAMSIZ in linux/if.h), which is the shortest limit.
_LONGEST: Final = 15
# What a command line or the kernel calls the global table, all tables, or an interface.
_TAKEN: Final = frozenset(
    {"all", "default", "global", "lo", "local", "main", "management", "mgmt", "none", "public"}
)


def tables(intent: Intent, scopes: Sequence[BuildingScope]) -> Iterator[Problem]:
    """Yield what is wrong with every `vrf` and with what the park asks across tables."""
    yield from _names(intent)
    yield from _global_only(intent, scopes)
    yield from _announced(intent)
    yield from _crossing(intent)
    yield from _room(intent, scopes)


def table_wants(intent: Intent, names: Sequence[str]) -> list[Want]:
    """Return what carrying these tables asks of a router: the line of each is the first."""
    first: dict[str, Path] = {}
    for name, segment in intent.park.segments.items():
        if segment.vrf is not None:
            first.setdefault(segment.vrf, ("park", "segments", name, "vrf"))
    return [Want("vrf", first[name]) for name in names]


def scope_wants(intent: Intent, scope: BuildingScope) -> list[Want]:
    """Return what a building's tables ask of its aggregation switch."""
    return table_wants(intent, tables_of_scope(scope))


def backbone_wants(intent: Intent, scopes: Sequence[BuildingScope]) -> list[Want]:
    """Return what the park's tables ask of every core and gateway."""
    return table_wants(intent, tables_of(scopes))


def _names(intent: Intent) -> Iterator[Problem]:
    for name, segment in intent.park.segments.items():
        vrf = segment.vrf or ""
        where = intent.origin("park", "segments", name, "vrf")
        if vrf in _TAKEN:
            yield Problem(
                where,
                f"{vrf} is what some command lines call a table or an interface of their own",
                f"give the table another name, such as {name[:_LONGEST].rstrip('-')}",
            )
        elif len(vrf) > _LONGEST:
            yield Problem(
                where,
                f"the table's name {vrf} is {len(vrf)} characters long",
                f"use at most {_LONGEST}: Linux gives an interface no longer name",
            )


def _global_only(intent: Intent, scopes: Sequence[BuildingScope]) -> Iterator[Problem]:
    """Yield segments that only work in the global table, where devices are managed."""
    park = intent.park
    profiles = {aps.profile for scope in scopes for floor in scope.floors for aps in floor.aps}
    library = intent.library.aps
    natives = {library[name].native for name in profiles if name in library}
    for name, segment in park.segments.items():
        if segment.vrf is None:
            continue
        where = intent.origin("park", "segments", name, "vrf")
        if name == park.management.segment:
            yield Problem(
                where,
                f"devices are managed in segment {name}, and in the global table alone",
                "remove vrf here; keep users apart by a table of theirs",
            )
        elif name in natives:
            yield Problem(
                where,
                f"access points live in segment {name} and find their controller in the global "
                "table alone",
                "remove vrf here, or give the access points' profile another native segment",
            )
        if segment.multicast:
            yield Problem(
                intent.origin("park", "segments", name, "multicast"),
                f"this release does not build multicast in a table of its own yet: {name} is in "
                f"{segment.vrf}",
                "remove multicast, or vrf",
            )
    for at, name in enumerate(park.operators.from_segments):
        found = park.segments.get(name)
        if found is not None and found.vrf is not None:
            yield Problem(
                intent.origin("park", "operators", "from_segments", at),
                f"operators in {name} cannot reach command lines: {name} is in the routing table "
                f"{found.vrf}, devices are in the global one",
                "name a segment of the global table, or remove its vrf",
            )


def _announced(intent: Intent) -> Iterator[Problem]:
    """Yield what makes a router announce its static routes: those that join tables are among them.

    Announced, what a gateway hands to a table would lead the whole park into it.
    """
    park = intent.park
    if all(segment.vrf is None for segment in park.segments.values()):
        return
    for name, segment in park.segments.items():
        if segment.delegate is not None:
            yield Problem(
                intent.origin("park", "segments", name, "delegate"),
                "this release does not build delegated prefixes in a park with routing tables of "
                "its own yet",
                "remove delegate, or every vrf",
            )
    for at, one in enumerate(park.ipv6.translators):
        yield Problem(
            intent.origin("park", "ipv6", "translators", at),
            f"this release does not build the translator {one.translator} in a park with routing "
            "tables of its own yet",
            "remove it, or every vrf",
        )


def _crossing(intent: Intent) -> Iterator[Problem]:
    """Yield lines of the matrix that name both ends of a pair in two tables."""
    park = intent.park
    for at, line in enumerate(park.reach):
        pairs = sorted(
            (source, target)
            for source in line.source
            for target in line.to
            if in_tables(park, source, target)
        )
        for source, target in pairs[:1]:
            more = f" (and {len(pairs) - 1} more)" if len(pairs) > 1 else ""
            tables_named = " and ".join(
                park.segments[name].vrf or "the global table" for name in (source, target)
            )
            yield Problem(
                intent.origin("park", "reach", at),
                f"{source} and {target}{more} are in two routing tables, {tables_named}: nothing "
                f"crosses between tables but to {INTERNET} and {SERVICES}",
                "put both segments in one table, or delete them from the line",
            )


def _room(intent: Intent, scopes: Sequence[BuildingScope]) -> Iterator[Problem]:
    """Yield tables that are too many, or whose links have no VLAN or /31 left."""
    names = tables_of(scopes)
    wants = table_wants(intent, names)
    if not wants:
        return
    where = intent.origin(*wants[0].path)
    if len(names) > len(VRF_NUMBERS):
        yield Problem(
            where,
            f"the park has {len(names)} routing tables beside the global one",
            f"use at most {len(VRF_NUMBERS)}",
        )
    bundles = [
        bundle
        for scope in scopes
        for bundle in (*building_bundles(intent, scope), *pair_bundles(intent, scope))
    ]
    bundles += backbone_bundles(intent)
    extra = sum(map(len, carried(scopes, bundles).values()))
    addressing = intent.park.addressing
    plan = SitePlan(addressing.ipv6, addressing.ipv4_links, BUILDING_LENGTHS[0])
    if len(bundles) <= len(plan.link_vlans) < len(bundles) + extra:
        yield Problem(
            where,
            f"{len(bundles)} links between devices and {extra} more for routing tables need "
            f"{len(bundles) + extra} VLANs and /31s, but {addressing.ipv4_links} and VLANs "
            f"{plan.link_vlans.start} to 3949 hold {len(plan.link_vlans)}",
            "join tables, take segments with a vrf out of buildings, or widen ipv4_links",
        )
