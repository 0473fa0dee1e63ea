"""A floor's switches with everything plugged in, in; their device plans, outlets and APs out."""

from ipaddress import IPv4Interface, IPv6Interface
from typing import NamedTuple

from parknet.design.bundles import ring_of
from parknet.design.cabling import PluggedSwitch
from parknet.design.draft import Draft
from parknet.design.features import Want, has, settle
from parknet.design.guards import AccessGuards, access_wants, voice_segment, voice_want
from parknet.design.mlags import is_mlag, joined
from parknet.design.multicast import snooped_vlans, snooping_wants
from parknet.design.operators import operator_wants
from parknet.design.raw import raw_of
from parknet.design.rings import control_vlan, ring_plan, ring_segments, ring_vlans
from parknet.design.routers import all_ports, link_ports
from parknet.design.scope import BuildingScope, FloorScope
from parknet.design.sockets import Model
from parknet.design.wireless import controller_of
from parknet.model.network import ApPlan, DevicePlan, End, OutletPlan, PortPlan, SviPlan
from parknet.units import parse_speed


class OutletGroup(NamedTuple):
    """What the outlets of one room share."""

    room: str
    vlan: int
    edge: bool
    poe: bool
    desktop: bool
    minimum_bps: int
    has_voice: bool
    origin: str


class Protected(NamedTuple):
    """What guards a switch's ports, and what that asks of its operating system."""

    guards: AccessGuards
    voice_vlan: int | None
    wants: tuple[Want, ...]


class ApGroup(NamedTuple):
    """What access points of one kind share."""

    profile: str
    native: int
    tagged: tuple[int, ...]
    minimum_bps: int
    origin: str


def outlet_groups(draft: Draft, floor: FloorScope) -> dict[str, OutletGroup]:
    """Return the group of every outlet of a floor."""
    intent = draft.intent
    groups: dict[str, OutletGroup] = {}
    for outlets in floor.outlets:
        profile = intent.library.ports[outlets.profile]
        segment = intent.park.segments[outlets.segment]
        group = OutletGroup(
            room=outlets.room,
            vlan=segment.vlan,
            edge=profile.edge,
            poe=profile.poe,
            desktop=profile.desktop,
            minimum_bps=parse_speed(profile.minimum_speed),
            # Telephones stand on desks: not behind cameras, machines or in other segments.
            has_voice=profile.desktop and segment.purpose == "office",
            origin=intent.origin(*outlets.path),
        )
        groups.update(dict.fromkeys(outlets.names, group))
    return groups


def ap_groups(draft: Draft, floor: FloorScope) -> dict[str, ApGroup]:
    """Return the group of every access point of a floor."""
    intent = draft.intent
    segments = intent.park.segments
    groups: dict[str, ApGroup] = {}
    for aps in floor.aps:
        profile = intent.library.aps[aps.profile]
        group = ApGroup(
            profile=aps.profile,
            native=segments[profile.native].vlan,
            tagged=tuple(sorted(segments[name].vlan for name in profile.tagged)),
            minimum_bps=parse_speed(profile.speed),
            origin=intent.origin(*aps.path),
        )
        groups.update(dict.fromkeys(aps.names, group))
    return groups


def user_ports(
    draft: Draft,
    code: str,
    plugged: PluggedSwitch,
    groups: tuple[dict[str, OutletGroup], dict[str, ApGroup]],
    protected: Protected,
) -> dict[int, PortPlan]:
    """Return the ports outlets and access points are plugged into, and record both."""
    ports: dict[int, PortPlan] = {}
    outlets, aps = groups
    guards = protected.guards
    model = plugged.switch.model
    floor = plugged.floor.name
    controller = controller_of(draft.intent.park)
    for owner, index in plugged.switch.index_of.items():
        kind, name = owner[0], owner[2:]
        if kind == "l":
            continue
        port = model.ports[index]
        full_name = f"{code}/{name}"
        end = End(plugged.name, port.name)
        if kind == "o":
            group = outlets[name]
            ports[index] = PortPlan(
                name=port.name,
                role="outlet",
                description=full_name,
                speed_bps=port.speed_bps,
                minimum_bps=group.minimum_bps,
                mode="access",
                vlan=group.vlan,
                edge=group.edge,
                poe=group.poe,
                has_poe=port.poe_w > 0,
                guard=guards.of_host(group.vlan, edge=group.edge),
                voice_vlan=protected.voice_vlan if group.has_voice else None,
                subject="outlet/" + full_name,
                origin=group.origin,
            )
            draft.outlets.append(
                OutletPlan(
                    full_name,
                    code,
                    floor,
                    group.room,
                    name,
                    group.desktop,
                    group.minimum_bps,
                    end,
                    group.origin,
                )
            )
        else:
            radio = aps[name]
            ports[index] = PortPlan(
                name=port.name,
                role="ap",
                description=full_name,
                speed_bps=port.speed_bps,
                minimum_bps=radio.minimum_bps,
                mode="trunk",
                vlan=radio.native,
                tagged=radio.tagged,
                poe=True,
                has_poe=True,
                guard=guards.ap,
                subject="ap/" + full_name,
                origin=radio.origin,
            )
            draft.aps.append(
                ApPlan(full_name, code, floor, name, radio.profile, controller, end, radio.origin)
            )
    return ports


def access_switch(
    draft: Draft,
    scope: BuildingScope,
    plugged: PluggedSwitch,
    host: int,
    groups: tuple[dict[str, OutletGroup], dict[str, ApGroup]],
) -> DevicePlan:
    """Return an access switch, managed at address number `host` of the management segment."""
    intent = draft.intent
    management = intent.park.management
    model = plugged.switch.model
    platform = draft.platform(model)
    ring = ring_of(intent, plugged.name)
    segments = ring_segments(draft, scope, ring)
    user_vlans = tuple(s.vlan for _, s in segments)
    carried = user_vlans if ring is None else ring_vlans(draft, scope, ring)
    ownership = scope.building.ownership or management.ownership
    protected = _protected(draft, scope, model.name, enforced=ownership == "enforce")
    if protected.voice_vlan not in user_vlans:
        protected = protected._replace(voice_vlan=None)
    guards = protected.guards
    ports, lags = link_ports(
        draft,
        plugged.name,
        plugged.switch,
        [(bundle, carried) for bundle in plugged.bundles],
        guards.uplink,
    )
    if is_mlag(scope):
        ports, lags = joined(ports, lags)
    ports |= user_ports(draft, scope.code, plugged, groups, protected)
    subnets = draft.subnets[scope.code]
    ipv4, ipv6 = subnets.host(management.segment, host)
    svi = host_svi(draft, model, management.segment, (ipv4, ipv6))
    return DevicePlan(
        name=plugged.name,
        role="access",
        platform=model.profile.platform,
        os=model.profile.os,
        model=model.name,
        building=scope.code,
        floor=plugged.floor.name,
        ownership=ownership.value,
        deletion_budget=management.deletion_budget,
        serial=management.serials.get(plugged.name, ""),
        management4=ipv4,
        management6=ipv6,
        management_interface=svi.name,
        router_id=None,
        default_originate=False,
        vlans=(
            *(draft.vlan(s.vlan, name) for name, s in segments),
            *((control_vlan(draft, ring),) if ring is not None else ()),
        ),
        ports=all_ports(draft, model, ports),
        lags=lags,
        svis=(svi,),
        routes=draft.defaults(via=subnets.first(management.segment)),
        services=draft.services_of(model.name),
        origin=intent.origin(*plugged.floor.path),
        description_limit=platform.description_limit,
        snooped_vlans=tuple(vlan for vlan in user_vlans if vlan in guards.snooped),
        snooped_multicast=snooped_vlans(intent, scope, model.name),
        radius=guards.radius,
        operators=draft.operators(scope.code),
        raw=raw_of(intent.park.raw, plugged.name, "access", model.profile.platform),
        rings=()
        if ring is None
        else (ring_plan(draft, scope, ring, plugged.name, plugged.bundles),),
        deviations=settle(intent, plugged.name, model.name, protected.wants, draft.problems),
    )


def host_svi(
    draft: Draft, model: Model, segment: str, addresses: tuple[IPv4Interface, IPv6Interface]
) -> SviPlan:
    """Return the VLAN interface by which a device that does not route is managed."""
    found = draft.intent.park.segments[segment]
    ipv4, ipv6 = addresses
    return SviPlan(
        name=draft.platform(model).svi.format(vlan=found.vlan),
        vlan=found.vlan,
        role="management",
        description=found.description or segment,
        ipv4=ipv4,
        ipv6=ipv6,
        segment=segment,
        origin=draft.intent.origin("park", "segments", segment),
    )


def _protected(draft: Draft, scope: BuildingScope, profile: str, *, enforced: bool) -> Protected:
    """Return what guards an access switch; nothing where parknet may not change it."""
    intent = draft.intent
    guards = draft.guards(profile, enforced=enforced)
    wants = operator_wants(intent) + snooping_wants(scope)
    if not enforced:
        return Protected(guards, None, wants)
    wants += access_wants(intent)
    voice = voice_segment(scope)
    if voice is None:
        return Protected(guards, None, wants)
    name, segment = voice
    can = has(intent, profile, "voice-vlan")
    return Protected(guards, segment.vlan if can else None, (*wants, voice_want(name)))
