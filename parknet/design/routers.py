"""Buildings, cores and gateways in; the switches that route out: aggregation, core, gateway."""

from collections.abc import Iterable, Sequence
from ipaddress import IPv6Network

from parknet.design.addressing import CIRCUIT_VLANS
from parknet.design.cabling import Bundle, plug_links
from parknet.design.carriers import bgp_plan, carrier_port, carrier_svi
from parknet.design.check_routing import segment_wants, wants
from parknet.design.delegation import block_routes, discards
from parknet.design.draft import DEFAULT4, DEFAULT6, Draft
from parknet.design.features import Want, has, settle
from parknet.design.multicast import routes_multicast, snooped_vlans
from parknet.design.operators import operator_wants
from parknet.design.raw import raw_of
from parknet.design.rollout import name_servers, rollout_wants
from parknet.design.scope import BuildingScope
from parknet.design.sockets import Model, Need, Switch
from parknet.design.translators import attached, translator_needs
from parknet.design.wireless import controller_of
from parknet.model.intent import CoreDevice, Intent
from parknet.model.network import (
    DevicePlan,
    LagPlan,
    PortPlan,
    Role,
    StaticRoute,
    SviPlan,
    VlanPlan,
)
from parknet.model.policy import BgpPlan, FilterPlan, PortGuard
from parknet.units import parse_speed

LAG_NUMBERS = range(1, 128)
ROOT_PRIORITY = 4096  # IEEE 802.1Q: 32768 is the default, the lowest is the root
OSPF_SECRET = "ospf"  # noqa: S105 - a secret's name


def link_ports(
    draft: Draft,
    device: str,
    switch: Switch,
    bundles: Sequence[tuple[Bundle, tuple[int, ...]]],
    guard: PortGuard | None = None,
) -> tuple[dict[int, PortPlan], tuple[LagPlan, ...]]:
    """Return a device's ports by index and its LAGs, for bundles with the VLANs they carry.

    Uplinks get `guard`: a LAG for its members.
    """
    model = switch.model
    lag_of = _lag_numbers(draft, device, [bundle for bundle, _ in bundles if bundle.is_lag])
    ports: dict[int, PortPlan] = {}
    lags: list[LagPlan] = []
    ends = draft.ends.setdefault(device, {})
    for bundle, tagged in bundles:
        up = device == bundle.lower
        far = bundle.upper if up else bundle.lower
        lag = None
        if bundle.is_lag:
            number = lag_of[bundle.owner]
            lag = draft.platform(model).lag.format(number=number)
            lags.append(
                LagPlan(
                    name=lag,
                    number=number,
                    role="uplink" if up else "downlink",
                    description=far,
                    members=tuple(
                        model.ports[index].name
                        for index in sorted(switch.index_of[owner] for owner in bundle.owners())
                    ),
                    native=None,
                    tagged=tagged,
                    stp=not bundle.is_routed,
                    guard=guard if up else None,
                    subject=f"link/{bundle.owner}",
                )
            )
        for link, owner in zip(bundle.ids(), bundle.owners(), strict=True):
            index = switch.index_of[owner]
            port = model.ports[index]
            ends[owner] = port.name
            ports[index] = PortPlan(
                name=port.name,
                role="uplink" if up else "downlink",
                description=far,
                speed_bps=port.speed_bps,
                minimum_bps=bundle.speed_bps,
                lag=lag,
                mode="none" if lag else "trunk",
                tagged=() if lag else tagged,
                stp=not bundle.is_routed,
                has_poe=port.poe_w > 0,
                guard=guard if up and lag is None else None,
                subject=f"link/{link}",
                origin=bundle.origin,
            )
    return ports, tuple(sorted(lags, key=lambda lag: lag.number))


def _lag_numbers(draft: Draft, device: str, bundles: Sequence[Bundle]) -> dict[str, int]:
    """Return the number of every LAG of a device; an access switch has but one."""
    if [bundle.lower for bundle in bundles if bundle.kind == "access"] == [device]:
        return {bundles[0].owner: 1}
    return draft.places.assign_numbers(
        f"lag/{device}", [bundle.owner for bundle in bundles], LAG_NUMBERS
    )


def all_ports(draft: Draft, model: Model, used: dict[int, PortPlan]) -> tuple[PortPlan, ...]:
    """Return every port of a device in the profile's order; what is not used is shut."""
    return tuple(used.get(at, spare) for at, spare in enumerate(draft.spares(model)))


def link_svi(draft: Draft, model: Model, bundle: Bundle, device: str) -> SviPlan:
    """Return the VLAN interface on one end of a link between routers."""
    vlan = draft.link_vlans[bundle.owner]
    ipv4, ipv6 = draft.link_addresses(bundle, device)
    far = bundle.upper if device == bundle.lower else bundle.lower
    return SviPlan(
        name=draft.platform(model).svi.format(vlan=vlan),
        vlan=vlan,
        role="link",
        description=far,
        ipv4=ipv4,
        ipv6=ipv6,
        ospf=True,
        area=draft.area(bundle.building),
        bfd=draft.intent.park.routing.bfd and has(draft.intent, model.name, "bfd"),
        multicast=draft.multicast is not None and routes_multicast(draft.intent, model.name),
        origin=bundle.origin,
    )


def router(
    draft: Draft,
    *,
    name: str,
    role: Role,
    model: Model,
    building: str,
    ownership: str,
    vlans: Iterable[VlanPlan],
    ports: tuple[PortPlan, ...],
    lags: tuple[LagPlan, ...],
    svis: Iterable[SviPlan],
    routes: tuple[StaticRoute, ...],
    origin: str,
    stub_areas: Iterable[str] = (),
    snooped_multicast: tuple[int, ...] = (),
    bgp: BgpPlan | None = None,
    asked: Sequence[Want] = (),
    filters: tuple[FilterPlan, ...] = (),
    discards: tuple[IPv6Network, ...] = (),
) -> DevicePlan:
    """Return a device that routes and is managed on its loopback."""
    loopback4, loopback6 = draft.plan.loopback(draft.loopbacks[name])
    platform = draft.platform(model)
    asked = [*wants(draft.intent, role, name), *asked]
    return DevicePlan(
        name=name,
        role=role,
        platform=model.profile.platform,
        os=model.profile.os,
        model=model.name,
        building=building,
        floor="",
        ownership=ownership,
        deletion_budget=draft.intent.park.management.deletion_budget,
        management4=loopback4,
        management6=loopback6,
        management_interface=platform.loopback,
        router_id=loopback4.ip,
        default_originate=any(r.prefix.prefixlen == 0 for r in routes) or bgp is not None,
        redistributes=any(r.prefix.prefixlen > 0 for r in routes),
        vlans=tuple(sorted(vlans, key=lambda vlan: vlan.vlan)),
        ports=ports,
        lags=lags,
        svis=tuple(sorted(svis, key=lambda svi: svi.vlan)),
        routes=routes,
        services=draft.services_of(model.name),
        origin=origin,
        description_limit=platform.description_limit,
        operators=draft.operators(building),
        loopback_area=draft.area(building),
        stub_areas=tuple(stub_areas),
        ospf_secret=OSPF_SECRET if draft.intent.park.routing.authentication else "",
        stp_priority=ROOT_PRIORITY if role == "aggregation" else None,
        snooped_multicast=snooped_multicast,
        multicast=draft.multicast if routes_multicast(draft.intent, model.name) else None,
        bgp=bgp,
        raw=raw_of(draft.intent.park.raw, name, role, model.profile.platform),
        wlan=draft.wlan if is_controller(draft.intent, name, model.name) else None,
        deviations=settle(
            draft.intent,
            name,
            model.name,
            [*asked, *operator_wants(draft.intent)],
            draft.problems,
        ),
        filters=filters,
        discards=discards,
    )


def is_controller(intent: Intent, device: str, profile: str) -> bool:
    """Return whether a device lists the access points and can tell them what to do."""
    return device == controller_of(intent.park) and has(intent, profile, "wlan-controller")


def aggregation(
    draft: Draft, scope: BuildingScope, uplinks: Sequence[Bundle], downlinks: Sequence[Bundle]
) -> DevicePlan:
    """Return the switch that is the layer-3 gateway of its building."""
    name = scope.aggregation
    model = draft.model(scope.building.aggregation)
    needs = [(Need("link", b.speed_bps, from_end=True), b.owners()) for b in uplinks]
    needs += [(Need("link", bundle.speed_bps), bundle.owners()) for bundle in downlinks]
    switch = plug_links(name, model, draft.places, needs)
    link_vlans = {bundle: draft.link_vlans[bundle.owner] for bundle in uplinks}
    user_vlans = tuple(segment.vlan for _, segment in scope.segments)
    ports, lags = link_ports(
        draft,
        name,
        switch,
        [
            *((bundle, (vlan,)) for bundle, vlan in link_vlans.items()),
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
        vlans=[*vlans, *(draft.vlan(vlan, "link") for vlan in link_vlans.values())],
        ports=all_ports(draft, model, ports),
        lags=lags,
        svis=[
            *segment_svis(draft, model, scope),
            *(link_svi(draft, model, bundle, name) for bundle in uplinks),
        ],
        routes=(),
        stub_areas=draft.stub_areas([scope.code]),
        snooped_multicast=snooped_vlans(draft.intent, scope, model.name),
        asked=[*segment_wants(scope), *rollout_wants(draft.intent.park, scope.segments)],
        origin=draft.intent.origin("buildings", scope.code, "aggregation"),
        filters=segment_filters(draft, scope),
        discards=discards(draft, scope),
    )


def segment_filters(draft: Draft, scope: BuildingScope) -> tuple[FilterPlan, ...]:
    """Return what the gateways of a building's segments let in."""
    if draft.filters is None:
        return ()
    subnets = draft.subnets[scope.code]
    found: list[FilterPlan] = []
    for name, _ in scope.segments:
        own = tuple(address for address in subnets.gateway(name) if address is not None)
        found += draft.filters.of_segment(name, own, subnets.delegated.get(name, ()))
    return tuple(found)


def segment_svis(draft: Draft, model: Model, scope: BuildingScope) -> list[SviPlan]:
    """Return the gateway of every segment of a building: its first address."""
    park = draft.intent.park
    subnets = draft.subnets[scope.code]
    can_mark = has(draft.intent, model.name, "qos")
    can_limit = has(draft.intent, model.name, "rate-limit")
    can_name = has(draft.intent, model.name, "rdnss")
    svis = []
    for name, segment in scope.segments:
        ipv4, ipv6 = subnets.gateway(name)
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
                traffic=segment.traffic if can_mark else "default",
                rate_bps=parse_speed(segment.rate) if segment.rate and can_limit else 0,
                multicast=segment.multicast and routes_multicast(draft.intent, model.name),
                delegated=subnets.delegated.get(name, ()),
                rdnss=name_servers(park, name) if can_name else (),
                filter4=filter4 if ipv4 is not None else "",
                filter6=filter6,
                origin=draft.intent.origin("park", "segments", name),
            )
        )
    return svis


def core(
    draft: Draft,
    device: CoreDevice,
    at: int,
    uplinks: Sequence[Bundle],
    downlinks: Sequence[Bundle],
) -> DevicePlan:
    """Return a core switch."""
    name = device.device
    model = draft.model(device.model)
    needs = [(Need("link", bundle.speed_bps, from_end=True), bundle.owners()) for bundle in uplinks]
    needs += [(Need("link", bundle.speed_bps), bundle.owners()) for bundle in downlinks]
    needs += translator_needs(draft.intent.park, name)
    switch = plug_links(name, model, draft.places, needs)
    bundles = [*uplinks, *downlinks]
    ports, lags = link_ports(
        draft, name, switch, [(bundle, (draft.link_vlans[bundle.owner],)) for bundle in bundles]
    )
    hung = attached(draft, name, model, switch)
    return router(
        draft,
        name=name,
        role="core",
        model=model,
        building="",
        ownership=(device.ownership or draft.intent.park.management.ownership).value,
        vlans=[*(draft.vlan(draft.link_vlans[b.owner], "link") for b in bundles), *hung.vlans],
        ports=all_ports(draft, model, {**ports, **hung.ports}),
        lags=lags,
        svis=[*(link_svi(draft, model, bundle, name) for bundle in bundles), *hung.svis],
        routes=(*block_routes(draft, downlinks), *hung.routes),
        stub_areas=draft.stub_areas(bundle.building for bundle in downlinks),
        origin=draft.intent.origin("park", "cores", at),
    )


def gateway(draft: Draft, device: CoreDevice, at: int, downlinks: Sequence[Bundle]) -> DevicePlan:
    """Return a gateway with the carriers' circuits that end on it."""
    name = device.device
    model = draft.model(device.model)
    circuits = [
        (number, uplink)
        for number, uplink in enumerate(draft.intent.park.uplinks)
        if uplink.gateway == name
    ]
    needs = [
        (Need("link", parse_speed(uplink.speed), from_end=True), [f"l:circuit/{uplink.uplink}"])
        for _, uplink in circuits
    ]
    needs += [(Need("link", bundle.speed_bps), bundle.owners()) for bundle in downlinks]
    needs += translator_needs(draft.intent.park, name)
    switch = plug_links(name, model, draft.places, needs)
    ports, lags = link_ports(
        draft, name, switch, [(bundle, (draft.link_vlans[bundle.owner],)) for bundle in downlinks]
    )
    hung = attached(draft, name, model, switch)
    ports |= hung.ports
    svis = [link_svi(draft, model, bundle, name) for bundle in downlinks]
    vlans = [*(draft.vlan(svi.vlan, "link") for svi in svis), *hung.vlans]
    svis += hung.svis
    routes = list(hung.routes)
    filters: list[FilterPlan] = []
    for number, uplink in circuits:
        index = switch.index_of[f"l:circuit/{uplink.uplink}"]
        origin = draft.intent.origin("park", "uplinks", number)
        ports[index] = carrier_port(draft, name, model.ports[index], uplink, origin)
        svi = carrier_svi(draft, model, uplink, origin)
        svis.append(svi)
        vlans.append(draft.vlan(svi.vlan, "carrier"))
        if draft.filters is not None:
            filters += draft.filters.of_circuit(uplink, CIRCUIT_VLANS.index(svi.vlan))
        if uplink.carrier_as is None:
            routes.append(StaticRoute(DEFAULT4, uplink.ipv4_next_hop))
            routes.append(StaticRoute(DEFAULT6, uplink.ipv6_next_hop))
    return router(
        draft,
        name=name,
        role="gateway",
        model=model,
        building="",
        ownership=(device.ownership or draft.intent.park.management.ownership).value,
        vlans=vlans,
        ports=all_ports(draft, model, ports),
        lags=lags,
        svis=svis,
        routes=tuple(routes),
        bgp=bgp_plan(draft.intent.park, [uplink for _, uplink in circuits]),
        origin=draft.intent.origin("park", "gateways", at),
        filters=tuple(filters),
    )
