"""Cores and gateways in; the switches that route out, and what all routers have alike."""

from collections.abc import Iterable, Sequence
from ipaddress import IPv6Network

from parknet.design.addressing import CIRCUIT_VLANS
from parknet.design.bundles import Bundle
from parknet.design.cabling import link_needs, plug_links, stack_members
from parknet.design.carriers import bgp_plan, carrier_port, carrier_routes, carrier_svi
from parknet.design.check_pairs import stack_wants
from parknet.design.check_routing import wants
from parknet.design.delegation import block_routes
from parknet.design.draft import Draft
from parknet.design.features import Want, has, settle
from parknet.design.gateways import circuit_needs, circuits_of
from parknet.design.multicast import routes_multicast
from parknet.design.operators import operator_wants
from parknet.design.queueing import queues
from parknet.design.raw import raw_of
from parknet.design.scope import is_stack
from parknet.design.sockets import Model, Switch
from parknet.design.tables import (
    core_routes,
    gateway_routes,
    link_tables,
    link_vlan_plans,
    link_vlans,
    vrf_plans,
)
from parknet.design.translators import attached, translator_needs
from parknet.design.wireless import controller_of
from parknet.model.intent import CoreDevice, Intent
from parknet.model.network import (
    DevicePlan,
    LagPlan,
    PortPlan,
    PortRole,
    Role,
    StaticRoute,
    SviPlan,
    TableRoute,
    VlanPlan,
)
from parknet.model.policy import BgpPlan, FilterPlan, MlagPlan, PortGuard, RingPlan, StackMember

LAG_NUMBERS = range(1, 128)
OSPF_SECRET = "ospf"  # noqa: S105 - a secret's name


def link_ports(
    draft: Draft,
    device: str,
    switch: Switch,
    bundles: Sequence[tuple[Bundle, tuple[int, ...]]],
    guard: PortGuard | None = None,
    *,
    queued: bool = False,
) -> tuple[dict[int, PortPlan], tuple[LagPlan, ...]]:
    """Return a device's ports by index and its LAGs, for bundles with the VLANs they carry.

    Uplinks get `guard`: a LAG for its members. On a ring both ways are up.
    """
    model = switch.model
    lag_of = _lag_numbers(draft, device, [bundle for bundle, _ in bundles if bundle.is_lag])
    ports: dict[int, PortPlan] = {}
    lags: list[LagPlan] = []
    ends = draft.ends.setdefault(device, {})
    for bundle, tagged in bundles:
        up = device == bundle.lower
        far = bundle.upper if up else bundle.lower
        # Between two that stand in for one another nothing is up.
        role: PortRole = "uplink" if up and bundle.kind != "pair" else "downlink"
        # Only routers that mark what enters are at both ends.
        believed = queued and bundle.kind in ("building", "backbone")
        lag = None
        if bundle.is_lag:
            number = lag_of[bundle.owner]
            lag = draft.platform(model).lag.format(number=number)
            lags.append(
                LagPlan(
                    name=lag,
                    number=number,
                    role=role,
                    description=far,
                    members=tuple(
                        model.ports[index].name
                        for index in sorted(switch.index_of[owner] for owner in bundle.owners())
                    ),
                    native=None,
                    tagged=tagged,
                    stp=bundle.has_stp,
                    guard=guard if up else None,
                    believed=believed,
                    subject=f"link/{bundle.owner}",
                )
            )
        for link, owner in zip(bundle.ids(), bundle.owners(), strict=True):
            index = switch.index_of[owner]
            port = model.ports[index]
            ends[owner] = port.name
            ports[index] = PortPlan(
                name=port.name,
                role=role,
                description=far,
                speed_bps=port.speed_bps,
                minimum_bps=bundle.speed_bps,
                lag=lag,
                mode="none" if lag else "trunk",
                tagged=() if lag else tagged,
                stp=bundle.has_stp,
                has_poe=port.poe_w > 0,
                guard=guard if lag is None and (up or bundle.kind == "ring") else None,
                queued=queued,
                believed=believed,
                subject=f"link/{link}",
                origin=bundle.origin,
            )
    return ports, tuple(sorted(lags, key=lambda lag: lag.number))


def _lag_numbers(draft: Draft, device: str, bundles: Sequence[Bundle]) -> dict[str, int]:
    """Return the number of every LAG of a device; an access switch has one or two, both up."""
    if bundles and all(bundle.kind == "access" and bundle.lower == device for bundle in bundles):
        return {bundle.owner: number for number, bundle in enumerate(bundles, 1)}
    return draft.places.assign_numbers(
        f"lag/{device}", [bundle.owner for bundle in bundles], LAG_NUMBERS
    )


def all_ports(
    draft: Draft, model: Model, used: dict[int, PortPlan], stack: Sequence[StackMember] = ()
) -> tuple[PortPlan, ...]:
    """Return every port of a device in the profile's order; what is not used is shut.

    Ports that join the members of a stack are left out: whoever forms the stack sets them up.
    """
    reserved = {port for member in stack for port in member.ports}
    return tuple(
        used.get(at, spare)
        for at, spare in enumerate(draft.spares(model))
        if spare.name not in reserved
    )


def link_svis(draft: Draft, model: Model, bundle: Bundle, device: str) -> list[SviPlan]:
    """Return the VLAN interfaces on one end of a link between routers, one for each table."""
    tables = link_tables(draft, bundle)
    return [link_svi(draft, model, bundle, device, vrf) for vrf in tables]


def link_svi(draft: Draft, model: Model, bundle: Bundle, device: str, vrf: str = "") -> SviPlan:
    """Return the VLAN interface on one end of a link between routers, in one routing table.

    Towards a controller OSPF is passive.
    """
    vlan = draft.link_vlan(bundle, vrf)
    ipv4, ipv6 = draft.link_addresses(bundle, device, vrf)
    far = bundle.upper if device == bundle.lower else bundle.lower
    is_leaf = bundle.kind == "controller"
    return SviPlan(
        name=draft.platform(model).svi.format(vlan=vlan),
        vlan=vlan,
        role="link",
        description=f"{far}/{vrf}" if vrf else far,
        ipv4=ipv4,
        ipv6=ipv6,
        vrf=vrf,
        ospf=device != bundle.lower or not is_leaf,
        passive=is_leaf and device != bundle.lower,
        area=draft.area(bundle.building),
        bfd=draft.intent.park.routing.bfd and not is_leaf and has(draft.intent, model.name, "bfd"),
        multicast=draft.multicast is not None
        and not is_leaf
        and not vrf
        and routes_multicast(draft.intent, model.name),
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
    stp_priority: int | None = None,
    filters: tuple[FilterPlan, ...] = (),
    discards: tuple[IPv6Network, ...] = (),
    stack: tuple[StackMember, ...] = (),
    rings: tuple[RingPlan, ...] = (),
    mlag: MlagPlan | None = None,
    tables: Iterable[str] = (),
    circuits: int = 0,
    table_routes: tuple[TableRoute, ...] = (),
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
        serial=draft.intent.park.management.serials.get(name, ""),
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
        stp_priority=stp_priority,
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
        stack=stack,
        rings=rings,
        mlag=mlag,
        vrfs=vrf_plans(draft, name, tables, circuits),
        table_routes=table_routes,
    )


def is_controller(intent: Intent, device: str, profile: str) -> bool:
    """Return whether a device lists the access points and can tell them what to do."""
    return device == controller_of(intent.park) and has(intent, profile, "wlan-controller")


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
    if is_stack(device.pair):
        model = model.stacked()
    bundles = [*uplinks, *downlinks]
    needs = link_needs(name, model, bundles, device.pair)
    needs += translator_needs(draft.intent.park, name)
    switch = plug_links(name, model, draft.places, needs)
    stack = stack_members(switch, device.pair)
    queued = queues(draft.intent, model.name)
    ports, lags = link_ports(
        draft,
        name,
        switch,
        [(bundle, link_vlans(draft, bundle)) for bundle in bundles],
        queued=queued,
    )
    hung = attached(draft, name, model, switch)
    svis = [svi for bundle in bundles for svi in link_svis(draft, model, bundle, name)]
    return router(
        draft,
        name=name,
        role="core",
        model=model,
        building="",
        ownership=(device.ownership or draft.intent.park.management.ownership).value,
        vlans=[*link_vlan_plans(draft, svis), *hung.vlans],
        ports=all_ports(draft, model, {**ports, **hung.ports}, stack),
        lags=lags,
        svis=[*svis, *hung.svis],
        routes=(*block_routes(draft, downlinks), *hung.routes),
        stub_areas=draft.stub_areas(bundle.building for bundle in downlinks),
        asked=stack_wants(device.pair, ("park", "cores", at)),
        origin=draft.intent.origin("park", "cores", at),
        stack=stack,
        tables=draft.vrf_numbers,
        table_routes=core_routes(draft, uplinks),
    )


def gateway(draft: Draft, device: CoreDevice, at: int, bundles: Sequence[Bundle]) -> DevicePlan:
    """Return a gateway with the carriers' circuits that end on it."""
    name = device.device
    model = draft.model(device.model)
    if is_stack(device.pair):
        model = model.stacked()
    circuits = circuits_of(draft.intent.park, name)
    needs = link_needs(name, model, bundles, device.pair, spreads=True)
    needs += circuit_needs(draft.intent.park, name, model.members)
    needs += translator_needs(draft.intent.park, name)
    switch = plug_links(name, model, draft.places, needs)
    stack = stack_members(switch, device.pair)
    downlinks = [bundle for bundle in bundles if bundle.kind != "pair"]
    queued = queues(draft.intent, model.name)
    ports, lags = link_ports(
        draft,
        name,
        switch,
        [(bundle, link_vlans(draft, bundle)) for bundle in bundles],
        queued=queued,
    )
    hung = attached(draft, name, model, switch)
    ports |= hung.ports
    svis = [svi for bundle in bundles for svi in link_svis(draft, model, bundle, name)]
    vlans = [*link_vlan_plans(draft, svis), *hung.vlans]
    svis += hung.svis
    routes = list(hung.routes)
    filters: list[FilterPlan] = []
    for number, uplink in circuits:
        index = switch.index_of[f"l:circuit/{uplink.uplink}"]
        origin = draft.intent.origin("park", "uplinks", number)
        ports[index] = carrier_port(draft, name, model.ports[index], uplink, origin, queued=queued)
        svi = carrier_svi(draft, name, model, uplink, origin)
        svis.append(svi)
        vlans.append(draft.vlan(svi.vlan, "carrier"))
        if draft.filters is not None:
            filters += draft.filters.of_circuit(uplink, CIRCUIT_VLANS.index(svi.vlan))
        routes += carrier_routes(uplink)
    return router(
        draft,
        name=name,
        role="gateway",
        model=model,
        building="",
        ownership=(device.ownership or draft.intent.park.management.ownership).value,
        vlans=vlans,
        ports=all_ports(draft, model, ports, stack),
        lags=lags,
        svis=svis,
        routes=tuple(routes),
        asked=stack_wants(device.pair, ("park", "gateways", at)),
        stack=stack,
        bgp=bgp_plan(draft.intent.park, [uplink for _, uplink in circuits]),
        origin=draft.intent.origin("park", "gateways", at),
        filters=tuple(filters),
        tables=draft.vrf_numbers,
        circuits=len(circuits),
        table_routes=gateway_routes(draft, svis, [uplink for _, uplink in circuits], downlinks),
    )
