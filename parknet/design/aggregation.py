"""A building in; its aggregation switch out: the layer-3 gateway of the building's segments."""

from collections.abc import Sequence

from parknet.design.cabling import Bundle, plug_links
from parknet.design.check_routing import segment_wants
from parknet.design.draft import Draft
from parknet.design.features import has
from parknet.design.routers import all_ports, link_ports, link_svis, router
from parknet.design.scope import BuildingScope
from parknet.design.sockets import Model, Need
from parknet.design.tables import link_vlan_plans, link_vlans, tables_of_scope
from parknet.model.network import DevicePlan, SviPlan
from parknet.model.policy import FilterPlan
from parknet.units import parse_speed


def aggregation(
    draft: Draft, scope: BuildingScope, uplinks: Sequence[Bundle], downlinks: Sequence[Bundle]
) -> DevicePlan:
    """Return the switch that is the layer-3 gateway of its building."""
    name = scope.aggregation
    model = draft.model(scope.building.aggregation)
    needs = [(Need("link", b.speed_bps, from_end=True), b.owners()) for b in uplinks]
    needs += [(Need("link", bundle.speed_bps), bundle.owners()) for bundle in downlinks]
    switch = plug_links(name, model, draft.places, needs)
    link_interfaces = [svi for bundle in uplinks for svi in link_svis(draft, model, bundle, name)]
    user_vlans = tuple(segment.vlan for _, segment in scope.segments)
    ports, lags = link_ports(
        draft,
        name,
        switch,
        [
            *((bundle, link_vlans(draft, bundle)) for bundle in uplinks),
            *((bundle, user_vlans) for bundle in downlinks),
        ],
    )
    vlans = [draft.vlan(segment.vlan, segment_name) for segment_name, segment in scope.segments]
    ownership = scope.building.ownership or draft.intent.park.management.ownership
    return router(
        draft,
        name=name,
        role="aggregation",
        model=model,
        building=scope.code,
        ownership=ownership.value,
        vlans=[*vlans, *link_vlan_plans(draft, link_interfaces)],
        ports=all_ports(draft, model, ports),
        lags=lags,
        svis=[
            *segment_svis(draft, model, scope),
            *link_interfaces,
        ],
        routes=(),
        stub_areas=draft.stub_areas([scope.code]),
        asked=segment_wants(scope),
        origin=draft.intent.origin("buildings", scope.code, "aggregation"),
        filters=segment_filters(draft, scope),
        tables=tables_of_scope(scope),
    )


def segment_filters(draft: Draft, scope: BuildingScope) -> tuple[FilterPlan, ...]:
    """Return what the gateways of a building's segments let in."""
    if draft.filters is None:
        return ()
    first = draft.subnets[scope.code].first
    return tuple(
        plan for name, _ in scope.segments for plan in draft.filters.of_segment(name, first(name))
    )


def segment_svis(draft: Draft, model: Model, scope: BuildingScope) -> list[SviPlan]:
    """Return the gateway of every segment of a building: its first address."""
    park = draft.intent.park
    subnets = draft.subnets[scope.code]
    can_mark = has(draft.intent, model.name, "qos")
    can_limit = has(draft.intent, model.name, "rate-limit")
    svis = []
    for name, segment in scope.segments:
        ipv4, ipv6 = subnets.first(name)
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
                relay4=park.services.dhcp if segment.dhcp else (),
                relay6=park.services.dhcpv6 if segment.dhcp else (),
                area=draft.area(scope.code),
                traffic=segment.traffic if can_mark else "default",
                rate_bps=parse_speed(segment.rate) if segment.rate and can_limit else 0,
                multicast=segment.multicast,
                vrf=segment.vrf or "",
                filter4=filter4,
                filter6=filter6,
                origin=draft.intent.origin("park", "segments", name),
            )
        )
    return svis
