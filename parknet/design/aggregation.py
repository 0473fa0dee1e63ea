"""A building in; its aggregation switches out: the layer-3 gateways of its segments.

Two that share the gateway addresses (`pair`, kind `vrrp`): hosts know the first address of a
subnet, which whichever is active answers to; each has an address of its own beside it. They are
joined by a trunk of all segments, which also routes, so that one without a way up has its
neighbour's.
"""

from collections.abc import Mapping, Sequence
from ipaddress import IPv4Interface, IPv6Interface
from typing import Final

from parknet.design.bundles import Bundle, ring_bundles, rings_of
from parknet.design.cabling import link_needs, plug_links, stack_members
from parknet.design.check_pairs import pair_wants
from parknet.design.check_routing import segment_wants
from parknet.design.delegation import discards
from parknet.design.draft import Draft
from parknet.design.features import has
from parknet.design.mlags import is_mlag, mlag_plan, shared
from parknet.design.multicast import routes_multicast, snooped_vlans
from parknet.design.queueing import mark_of, queues
from parknet.design.rings import control_vlan, ring_plan, ring_vlans
from parknet.design.rollout import name_servers, nat64_prefix, rollout_wants
from parknet.design.routers import all_ports, link_ports, link_svis, router
from parknet.design.scope import BuildingScope, is_stack
from parknet.design.sockets import Model
from parknet.design.tables import link_vlan_plans, link_vlans, tables_of_scope
from parknet.model.network import DevicePlan, SviPlan
from parknet.model.policy import FilterPlan, VrrpPlan
from parknet.units import parse_speed

# IEEE 802.1Q: 32768 is the default, the lowest is the root; a second one stands in for it.
_BRIDGE_PRIORITIES: Final = (4096, 8192)
# RFC 9568: 100 is the default, the highest is active.
_VRRP_PRIORITIES: Final = (120, 110)


def aggregation(
    draft: Draft, scope: BuildingScope, at: int, links: Sequence[Bundle], hosts: Mapping[str, int]
) -> DevicePlan:
    """Return a switch that is the layer-3 gateway of its building.

    Args:
        draft: what is designed so far.
        scope: the building.
        at: 0, or 1 for the second of two.
        links: of the building; those that do not end here are passed over.
        hosts: numbers in the management subnet, by device, of two that share the first.
    """
    name = scope.aggregations[at]
    pair = scope.building.pair
    model = draft.model(scope.building.aggregation)
    if is_stack(pair):
        model = model.stacked()
    bundles = [bundle for bundle in links if name in (bundle.lower, bundle.upper)]
    switch = plug_links(name, model, draft.places, link_needs(name, model, bundles, pair))
    stack = stack_members(switch, pair)
    user_vlans = tuple(segment.vlan for _, segment in scope.segments)
    routed = [bundle for bundle in bundles if bundle.owner in draft.link_vlans]
    between = [svi for bundle in routed for svi in link_svis(draft, model, bundle, name)]
    rings = rings_of(draft.intent, scope)
    ring_by_owner = {
        bundle.owner: ring for ring in rings for bundle in ring_bundles(draft.intent, scope, ring)
    }

    def carried(bundle: Bundle) -> tuple[int, ...]:
        if bundle.kind == "ring":
            return ring_vlans(draft, scope, ring_by_owner[bundle.owner])
        link = link_vlans(draft, bundle) if bundle in routed else ()
        return link if bundle.kind == "building" else (*user_vlans, *link)

    ports, lags = link_ports(
        draft,
        name,
        switch,
        [(bundle, carried(bundle)) for bundle in bundles],
        queued=queues(draft.intent, model.name),
    )
    mlag = None
    if is_mlag(scope):
        lags = shared(draft, scope, bundles, lags)
        mlag = mlag_plan(draft, scope, name, bundles, lags)
    vlans = [draft.vlan(segment.vlan, segment_name) for segment_name, segment in scope.segments]
    ownership = scope.building.ownership or draft.intent.park.management.ownership
    return router(
        draft,
        name=name,
        role="aggregation",
        model=model,
        building=scope.code,
        ownership=ownership.value,
        vlans=[
            *vlans,
            *(control_vlan(draft, ring) for ring in rings),
            *link_vlan_plans(draft, between),
        ],
        ports=all_ports(draft, model, ports, stack),
        lags=lags,
        svis=[
            *segment_svis(draft, model, scope, at, hosts),
            *between,
        ],
        routes=(),
        stub_areas=draft.stub_areas([scope.code]),
        snooped_multicast=snooped_vlans(draft.intent, scope, model.name),
        asked=[
            *segment_wants(scope),
            *rollout_wants(draft.intent.park, scope.segments),
            *pair_wants(scope),
        ],
        # Two that share link aggregations are one bridge.
        stp_priority=_BRIDGE_PRIORITIES[0 if mlag is not None else at],
        mlag=mlag,
        origin=draft.intent.origin("buildings", scope.code, "aggregation"),
        filters=segment_filters(draft, scope, hosts),
        discards=discards(draft, scope),
        stack=stack,
        rings=tuple(
            ring_plan(
                draft, scope, ring, name, [b for b in bundles if ring_by_owner.get(b.owner) is ring]
            )
            for ring in rings
        ),
        tables=tables_of_scope(scope),
    )


def segment_filters(
    draft: Draft, scope: BuildingScope, hosts: Mapping[str, int]
) -> tuple[FilterPlan, ...]:
    """Return what the gateways of a building's segments let in."""
    if draft.filters is None:
        return ()
    subnets = draft.subnets[scope.code]
    found: list[FilterPlan] = []
    for name, _ in scope.segments:
        addresses = [subnets.gateway(name)]
        if scope.second is not None:
            addresses += [_own(draft, scope, at, name, hosts) for at in (0, 1)]
        found += draft.filters.of_segment(name, addresses, subnets.delegated.get(name, ()))
    return tuple(found)


def _own(
    draft: Draft, scope: BuildingScope, at: int, segment: str, hosts: Mapping[str, int]
) -> tuple[IPv4Interface | None, IPv6Interface]:
    """Return the addresses that a gateway has in a segment.

    Of two that share the first address: the second and third, but in the management segment what
    `allocations.lock` gives them, for access switches may have those.
    """
    subnets = draft.subnets[scope.code]
    if scope.second is None:
        return subnets.gateway(segment)
    is_management = segment == draft.intent.park.management.segment
    return subnets.gateway(segment, hosts[scope.aggregations[at]] if is_management else 2 + at)


def _virtual(draft: Draft, scope: BuildingScope, at: int, segment: str) -> VrrpPlan | None:
    if scope.second is None:
        return None
    ipv4, ipv6 = draft.subnets[scope.code].gateway(segment)
    vlan = draft.intent.park.segments[segment].vlan
    # A group is of its VLAN alone, so numbers may stand again.
    group, priority = (vlan - 1) % 255 + 1, _VRRP_PRIORITIES[at]
    pair = scope.building.pair
    is_anycast = pair is not None and pair.gateway == "anycast"
    return VrrpPlan(group, priority, ipv4 and ipv4.ip, ipv6.ip, is_anycast)


def segment_svis(
    draft: Draft, model: Model, scope: BuildingScope, at: int, hosts: Mapping[str, int]
) -> list[SviPlan]:
    """Return the gateway of every segment of a building."""
    park = draft.intent.park
    can_limit = has(draft.intent, model.name, "rate-limit")
    can_name = has(draft.intent, model.name, "rdnss")
    can_translate = has(draft.intent, model.name, "pref64")
    subnets = draft.subnets[scope.code]
    svis = []
    for name, segment in scope.segments:
        ipv4, ipv6 = _own(draft, scope, at, name, hosts)
        filter4, filter6 = draft.filter_names(name)
        svis.append(
            SviPlan(
                name=draft.platform(model).svi.format(vlan=segment.vlan),
                vlan=segment.vlan,
                role="management" if name == park.management.segment else "segment",
                description=segment.description or name,
                ipv4=ipv4,
                ipv6=ipv6,
                segment=name,
                ospf=True,
                passive=True,
                ra=segment.ipv6,
                relay4=park.services.dhcp if segment.dhcp and ipv4 is not None else (),
                relay6=park.services.dhcpv6 if segment.dhcp else (),
                area=draft.area(scope.code),
                traffic=mark_of(draft.intent, model.name, segment.traffic),
                rate_bps=parse_speed(segment.rate) if segment.rate and can_limit else 0,
                multicast=segment.multicast and routes_multicast(draft.intent, model.name),
                delegated=subnets.delegated.get(name, ()),
                rdnss=name_servers(park, name) if can_name else (),
                pref64=nat64_prefix(park, name) if can_translate else None,
                filter4=filter4 if ipv4 is not None else "",
                filter6=filter6,
                vrrp=_virtual(draft, scope, at, name),
                vrf=segment.vrf or "",
                origin=draft.intent.origin("park", "segments", name),
            )
        )
    return svis
