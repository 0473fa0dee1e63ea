"""Segments that name a `vrf` in; routing tables of their own through the whole park, out.

VRF-lite: every link between routers that must carry a table has one more link VLAN for it, with
its own /31 and /127, and each table has an OSPF and an OSPFv3 process of its own. Tables meet the
global one at the gateways alone, by static routes: a table's default leads straight to the
carriers' next hops, and what carriers bring for a table is handed to its link. Nothing else
crosses, filters or not: a gateway drops what a table sends to the park's own pools, and a core
drops what the global table sends there and knows no route for.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    collapse_addresses,
    ip_network,
)
from typing import Final

from parknet.design.addressing import SitePlan, service_addresses
from parknet.design.bundles import Bundle
from parknet.design.draft import DEFAULT4, DEFAULT6, Draft
from parknet.design.ground import mapped, relied_on
from parknet.design.places import Places
from parknet.design.rollout import pools4
from parknet.design.scope import BuildingScope
from parknet.model.intent import Park, Uplink
from parknet.model.network import SviPlan, TableRoute, VlanPlan, VrfPlan
from parknet.model.policy import Prefix

# OSPF processes: 1 is that of the global table.
VRF_NUMBERS: Final = range(2, 256)
_POOL: Final = "vlan/link"


def tables_of_scope(scope: BuildingScope) -> tuple[str, ...]:
    """Return the routing tables that a building's segments are in, by name."""
    return tuple(sorted({s.vrf for _, s in scope.segments if s.vrf is not None}))


def tables_of(scopes: Iterable[BuildingScope]) -> tuple[str, ...]:
    """Return the routing tables of a park beside the global one, by name."""
    return tuple(sorted({vrf for scope in scopes for vrf in tables_of_scope(scope)}))


def carried(
    scopes: Sequence[BuildingScope], bundles: Iterable[Bundle]
) -> dict[str, tuple[str, ...]]:
    """Return the tables that each link between routers carries: a backbone link carries all.

    A controller is a host of the global table.
    """
    of_building = {scope.code: tables_of_scope(scope) for scope in scopes}
    every = tables_of(scopes)
    found = {
        b.owner: of_building[b.building] if b.building else every
        for b in bundles
        if b.kind != "controller"
    }
    return {owner: tables for owner, tables in found.items() if tables}


def link_numbers(places: Places, plan: SitePlan, vrf: str = "") -> Sequence[int]:
    """Return the VLANs that links of one table may have: what other tables hold is not among them.

    The global table takes them from the bottom, the others from the top: neither is renumbered when
    the other grows.
    """
    own = f"{_POOL}/{vrf}" if vrf else _POOL
    others = {
        text
        for pool in (_POOL, *(f"{_POOL}/{rest}" for rest, _ in places.pools(_POOL)))
        if pool != own
        for text in places.held(pool).values()
    }
    if not others and not vrf:
        return plan.link_vlans
    free = [number for number in plan.link_vlans if str(number) not in others]
    return free[::-1] if vrf else free


def table_link_vlans(
    places: Places,
    plan: SitePlan,
    bundles: Sequence[Bundle],
    tables: Mapping[str, tuple[str, ...]],
) -> dict[tuple[str, str], int]:
    """Return the VLAN of every link in every table that it carries, by (table, link's owner).

    Raises:
        ShortageError: there are fewer VLANs or /31s than links.
    """
    found: dict[tuple[str, str], int] = {}
    for vrf in sorted({vrf for here in tables.values() for vrf in here}):
        in_table = [bundle for bundle in bundles if vrf in tables.get(bundle.owner, ())]
        numbers = places.assign_numbers(
            f"{_POOL}/{vrf}",
            [bundle.lock_name for bundle in in_table],
            link_numbers(places, plan, vrf),
        )
        found |= {(vrf, bundle.owner): numbers[bundle.lock_name] for bundle in in_table}
    return found


def link_vlans(draft: Draft, bundle: Bundle) -> tuple[int, ...]:
    """Return the VLANs of a link between routers: of the global table, then of its others."""
    return tuple(draft.link_vlan(bundle, vrf) for vrf in link_tables(draft, bundle))


def link_tables(draft: Draft, bundle: Bundle) -> tuple[str, ...]:
    """Return the tables that a link between routers carries, the global one ("") first."""
    return ("", *draft.tables.get(bundle.owner, ()))


def link_vlan_plans(draft: Draft, svis: Iterable[SviPlan]) -> list[VlanPlan]:
    """Return the VLANs of links, named by the routing table they are for."""
    return [draft.vlan(svi.vlan, f"link-{svi.vrf}" if svi.vrf else "link") for svi in svis]


def vrf_plans(
    draft: Draft, device: str, tables: Iterable[str], circuits: int
) -> tuple[VrfPlan, ...]:
    """Return the tables of a device beside the global one.

    Args:
        draft: the park.
        device: its name.
        tables: by name.
        circuits: how many carriers' circuits end on it: with any it hands out a default.
    """
    router_id = draft.plan.loopback(draft.loopbacks[device])[0].ip
    return tuple(
        VrfPlan(vrf, draft.vrf_numbers[vrf], router_id, default_originate=circuits > 0)
        for vrf in sorted(tables)
    )


def core_routes(draft: Draft, uplinks: Sequence[Bundle]) -> tuple[TableRoute, ...]:
    """Return what keeps the global table of a core out of the others: the pools lead nowhere.

    What the global table knows a route for is more specific; hosts that the park relies on and that
    live in its pools lie beyond the gateways.
    """
    if not draft.vrf_numbers:
        return ()
    park = draft.intent.park
    relied = map(ip_network, relied_on(park))
    inside = _inside(park, (*relied, *park.operators.stations, *_translator(park)))
    routes = [TableRoute("", prefix) for prefix in _pools(park)]
    for bundle in uplinks:
        upper = draft.plan.link(draft.link_vlans[bundle.owner])[1]
        routes += _towards(inside, (upper[0].ip, upper[1].ip), TableRoute("", DEFAULT4))
    return tuple(routes)


def gateway_routes(
    draft: Draft, svis: Iterable[SviPlan], circuits: Sequence[Uplink], downlinks: Sequence[Bundle]
) -> tuple[TableRoute, ...]:
    """Return the static routes that join the tables to the carriers, and nothing else."""
    park = draft.intent.park
    services = map(ip_network, service_addresses(park))
    inside = _inside(park, (*services, *_translator(park)))
    names = {svi.vlan: svi.name for svi in svis}
    routes: list[TableRoute] = []
    for vrf in sorted(draft.vrf_numbers):
        routes += [TableRoute(vrf, prefix) for prefix in _discarded(park)]
        for uplink in circuits:
            carrier = names[draft.link_vlans[f"circuit/{uplink.uplink}"]]
            ends = (uplink.ipv4_next_hop, uplink.ipv6_next_hop)
            outside = TableRoute(vrf, DEFAULT4, interface=carrier)
            routes += _towards((DEFAULT4, DEFAULT6, *inside), ends, outside)
        for bundle in downlinks:
            vlan = draft.table_vlans.get((vrf, bundle.owner))
            if vlan is None:
                continue
            lower = draft.plan.link(vlan)[0]
            into = TableRoute("", DEFAULT4, next_vrf=vrf, interface=names[vlan])
            behind = _behind(draft, vrf, bundle.lower)
            routes += _towards(behind, (lower[0].ip, lower[1].ip), into)
    return tuple(routes)


def _towards(
    prefixes: Iterable[Prefix], hops: tuple[IPv4Address, IPv6Address], route: TableRoute
) -> Iterator[TableRoute]:
    """Yield a route as the one given for every prefix, by the next hop of its IP version."""
    for prefix in prefixes:
        yield replace(route, prefix=prefix, next_hop=hops[prefix.version == 6])


def _behind(draft: Draft, vrf: str, core: str) -> list[Prefix]:
    """Return the subnets of a table in the buildings that are linked to a core."""
    park = draft.intent.park
    found4: list[IPv4Network] = []
    found6: list[IPv6Network] = []
    for code, given in sorted(draft.subnets.items()):
        uplink = draft.intent.buildings[code].uplink
        if core not in (uplink.core or park.cores[0].device, uplink.second):
            continue
        for name, prefix6 in given.ipv6.items():
            if park.segments[name].vrf == vrf:
                found6.append(prefix6)
                found4 += [given.ipv4[name]] if name in given.ipv4 else []
    return [*collapse_addresses(found4), *collapse_addresses(found6)]


def _pools(park: Park) -> tuple[Prefix, ...]:
    addressing = park.addressing
    pools4 = collapse_addresses((addressing.ipv4, addressing.ipv4_links))
    return (*pools4, addressing.ipv6)


def _discarded(park: Park) -> tuple[Prefix, ...]:
    """Return what a table sends to no carrier: the park, and its IPv4 as NAT64 (RFC 6052) maps it.

    What translators leave with is the park's too.
    """
    own = tuple(collapse_addresses(pools4(park)))
    shown = () if park.ipv6.phase == "dual-stack" else own
    hidden = collapse_addresses(mapped(park.ipv6.nat64, pool) for pool in shown)
    return (*own, park.addressing.ipv6, *hidden)


def _translator(park: Park) -> tuple[Prefix, ...]:
    """Return where NAT64 is beyond the carriers, as it is with tables: see `check_tables`."""
    return () if park.ipv6.phase == "dual-stack" else (park.ipv6.nat64,)


def _inside(park: Park, prefixes: Iterable[Prefix]) -> tuple[Prefix, ...]:
    """Return those of the prefixes that lie in the park's own pools, once each."""
    pools = _pools(park)
    return tuple(
        prefix for prefix in dict.fromkeys(prefixes) if any(_holds(pool, prefix) for pool in pools)
    )


def _holds(pool: Prefix, prefix: Prefix) -> bool:
    return (
        pool.version == prefix.version
        and pool.prefixlen <= prefix.prefixlen
        and int(pool.network_address) <= int(prefix.network_address)
        and int(prefix.network_address) <= int(pool.broadcast_address)
    )
