"""An intent and what was given out before in; the network and what is given out now, out."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date

from parknet.design.access import ApGroup, OutletGroup, access_switch, ap_groups, outlet_groups
from parknet.design.addressing import (
    CIRCUIT_VLANS,
    SitePlan,
    Subnets,
    assign_blocks,
    assign_subnets,
    service_addresses,
    site_plan,
)
from parknet.design.aggregation import aggregation
from parknet.design.bundles import (
    Bundle,
    backbone_bundles,
    building_bundles,
    controller_bundles,
    pair_bundles,
)
from parknet.design.cabling import PluggedSwitch, place_floor
from parknet.design.check_names import unknown_serials
from parknet.design.check_snmp import accepted, unknown_exceptions
from parknet.design.check_speeds import Demand
from parknet.design.checks import review
from parknet.design.controllers import controller, left_out
from parknet.design.delegation import assign_delegated, delegated_in, delegates, held_numbers
from parknet.design.draft import Draft
from parknet.design.fat_aps import add_fat_aps, fat_names, for_controller
from parknet.design.features import deviation_for, is_clause
from parknet.design.filters import ReachFilters
from parknet.design.multicast import multicast_plan
from parknet.design.places import Places, ShortageError
from parknet.design.raw import raw_in_use
from parknet.design.rings import RING_NUMBERS
from parknet.design.routers import core, gateway
from parknet.design.scope import BuildingScope, scopes_of
from parknet.design.tables import VRF_NUMBERS, carried, link_numbers, table_link_vlans, tables_of
from parknet.design.translators import owner
from parknet.design.wlan import wlan_plan
from parknet.errors import IntentError, Problem
from parknet.model.intent import Intent
from parknet.model.network import (
    Allocations,
    BuildingPlan,
    DeviationPlan,
    DevicePlan,
    Network,
    ServicesPlan,
)


def design(
    intent: Intent,
    allocations: Allocations,
    today: date | None = None,
    demands: Sequence[Demand] | None = None,
) -> tuple[Network, Allocations]:
    """Return the network that follows from an intent, and what was given out for it.

    Args:
        intent: a validated park.
        allocations: what `allocations.lock` holds; it stays, and new places are added.
        today: the day that dated deviations are held against; None leaves their dates alone.
        demands: what the named policies ask of speeds, where they are at hand.

    Raises:
        IntentError: `review` finds problems, or what is held leaves no room.
    """
    problems = review(intent, demands=demands, today=today)
    if problems:
        raise IntentError.of(problems)
    places = Places(allocations)
    scopes = scopes_of(intent)
    try:
        draft = _start(intent, places, scopes)
    except ShortageError as shortage:
        where = intent.origin("park", "addressing")
        raise IntentError(Problem(where, shortage.what, shortage.remedy)) from None
    bundles: list[Bundle] = []
    for scope in scopes:
        bundles += building_bundles(intent, scope)
        with _blamed(draft, "buildings", scope.code):
            _assign_subnets(draft, scope)
    if intent.park.reach:
        draft.filters = ReachFilters(intent, draft.plan, draft.subnets, draft.segment_numbers)
        draft.problems += draft.filters.too_long()
    for scope in scopes:
        if scope.code in draft.subnets:
            with _blamed(draft, "buildings", scope.code):
                _design_building(draft, scope, building_bundles(intent, scope))
    if not draft.problems:
        plan = wlan_plan(draft, scopes)
        draft.wlan = for_controller(draft, plan)
        add_fat_aps(draft, scopes, plan)
    _design_backbone(draft, bundles)
    devices = {device.name for device in draft.devices}
    draft.problems += unknown_serials(intent, devices)
    draft.problems += unknown_exceptions(intent, devices)
    if draft.problems:
        raise IntentError.of(draft.problems)
    return _network(draft), places.allocations()


@contextmanager
def _blamed(draft: Draft, *path: str | int) -> Iterator[None]:
    """Turn a shortage into a problem with the line to blame, and go on."""
    try:
        yield
    except ShortageError as shortage:
        draft.problems.append(Problem(draft.intent.origin(*path), shortage.what, shortage.remedy))


def _start(intent: Intent, places: Places, scopes: tuple[BuildingScope, ...]) -> Draft:
    """Give out what is numbered park-wide."""
    park = intent.park
    plan = site_plan(park, places, len(scopes))
    service_blocks = {
        (int(address) - int(plan.site.network_address)) >> (128 - plan.building_length)
        for address in service_addresses(park)
        if address.version == 6 and address in plan.site
    }
    block_numbers = [n for n in plan.building_numbers if n not in service_blocks]
    assign_blocks(park, places, scopes)
    loopbacks = places.assign_numbers(
        "loopback",
        [
            *(name for scope in scopes for name in scope.aggregations),
            *(device.device for device in park.cores),
            *(device.device for _, device in park.single_gateways),
            *(owner(translator) for translator in park.ipv6.translators),
        ],
        plan.loopback_numbers,
    )
    customers = held_numbers(places)
    segment_numbers = places.assign_numbers(
        "segment6", park.segments, [n for n in plan.segment_numbers if n not in customers]
    )
    bundles = _routed_bundles(intent, scopes)
    tables = carried(scopes, bundles)
    return Draft(
        intent=intent,
        places=places,
        plan=plan,
        services=ServicesPlan(
            ssh_user=park.management.ssh_user,
            snmp_user=park.management.snmp_user,
            ntp=park.services.ntp,
            syslog=park.services.syslog,
            ntp_secret=park.services.ntp_key or "",
        ),
        segment_numbers=segment_numbers,
        delegated=assign_delegated(park, places, plan, segment_numbers),
        delegating={scope.code for scope in scopes if delegates(intent, scope)},
        building_numbers=places.assign_numbers(
            "block6", [scope.code for scope in scopes], block_numbers
        ),
        loopbacks=loopbacks,
        multicast=multicast_plan(intent, plan, loopbacks),
        link_vlans=_link_vlans(intent, places, plan, bundles),
        ring_numbers=places.assign_numbers(
            "ring", [ring.ring for ring in park.rings], RING_NUMBERS
        ),
        vrf_numbers=places.assign_numbers("vrf", tables_of(scopes), VRF_NUMBERS),
        tables=tables,
        table_vlans=table_link_vlans(places, plan, bundles, tables),
    )


def _routed_bundles(intent: Intent, scopes: Sequence[BuildingScope]) -> list[Bundle]:
    """Return all links whose ends route, with those to controllers."""
    bundles = [
        bundle
        for scope in scopes
        for bundle in (*building_bundles(intent, scope), *pair_bundles(intent, scope))
    ]
    return bundles + backbone_bundles(intent)


def _link_vlans(
    intent: Intent, places: Places, plan: SitePlan, bundles: Sequence[Bundle]
) -> dict[str, int]:
    """Return the VLAN of every link between routers in the global table, and of every circuit."""
    translators = [owner(one) for one in intent.park.ipv6.translators]
    by_lock_name = places.assign_numbers(
        "vlan/link",
        [*(bundle.lock_name for bundle in bundles), *translators],
        link_numbers(places, plan),
    )
    vlans = {bundle.owner: by_lock_name[bundle.lock_name] for bundle in bundles}
    vlans |= {name: by_lock_name[name] for name in translators}
    circuits = places.assign_numbers(
        "vlan/circuit", [uplink.uplink for uplink in intent.park.uplinks], CIRCUIT_VLANS
    )
    return vlans | {f"circuit/{uplink}": vlan for uplink, vlan in circuits.items()}


def _assign_subnets(draft: Draft, scope: BuildingScope) -> None:
    """Give a building's segments their subnets: all before any device, for filters name them.

    Raises:
        ShortageError: what is held in `allocations.lock` leaves no room.
    """
    block = draft.building_numbers[scope.code]
    draft.subnets[scope.code] = Subnets(
        ipv4=assign_subnets(draft.intent.park, draft.places, scope),
        ipv6={
            name: draft.plan.segment6(block, draft.segment_numbers[name])
            for name, _ in scope.segments
        },
        delegated=delegated_in(draft.plan, block, draft.delegated, scope)
        if scope.code in draft.delegating
        else {},
    )


def _design_building(draft: Draft, scope: BuildingScope, uplinks: list[Bundle]) -> None:
    """Add a building's devices, links, outlets and access points.

    Raises:
        ShortageError: what is held in `allocations.lock` leaves no room.
    """
    intent, places = draft.intent, draft.places
    plugged: list[PluggedSwitch] = []
    for floor in scope.floors:
        with _blamed(draft, *floor.path):
            plugged += place_floor(scope, floor, draft.model(floor.access), places, intent)
    # A link of a ring has an access switch at either end.
    down = list(dict.fromkeys(bundle for switch in plugged for bundle in switch.bundles))
    across = pair_bundles(intent, scope)
    hosts = _management_hosts(draft, scope, plugged)
    for at, _ in enumerate(scope.aggregations):
        draft.devices.append(aggregation(draft, scope, at, [*uplinks, *across, *down], hosts))
    _add_access(draft, scope, plugged, hosts)
    draft.add_links([*across, *down])
    building = scope.building
    draft.buildings.append(
        BuildingPlan(
            code=scope.code,
            name=building.building,
            kind=building.kind,
            main=building.main,
            at=building.at,
            size=building.size,
            aggregation=scope.aggregation,
            origin=intent.origin("buildings", scope.code),
            second=scope.second or "",
        )
    )


def _management_hosts(
    draft: Draft, scope: BuildingScope, plugged: list[PluggedSwitch]
) -> dict[str, int]:
    """Return the numbers in the management subnet, of switches and of gateways that share one."""
    management = draft.subnets[scope.code].ipv4[draft.intent.park.management.segment]
    names = [switch.name for switch in plugged]
    if scope.second is not None:
        names += scope.aggregations
    # The first address is the gateway's; the last is the broadcast address.
    last = int(management.num_addresses) - 1
    names += fat_names(draft.intent, scope)
    hosts = draft.places.assign_numbers(f"host/{scope.code}", names, range(2, last))
    draft.hosts |= hosts
    return hosts


def _add_access(
    draft: Draft, scope: BuildingScope, plugged: list[PluggedSwitch], hosts: dict[str, int]
) -> None:
    outlets: dict[str, OutletGroup] = {}
    aps: dict[str, ApGroup] = {}
    for floor in scope.floors:
        outlets |= outlet_groups(draft, floor)
        aps |= ap_groups(draft, floor)
    for switch in plugged:
        draft.devices.append(
            access_switch(draft, scope, switch, hosts[switch.name], (outlets, aps))
        )


def _design_backbone(draft: Draft, buildings: list[Bundle]) -> None:
    """Add cores, gateways and controllers, with the links between them and to the buildings."""
    park = draft.intent.park
    backbones = backbone_bundles(draft.intent)
    for at, device in enumerate(park.cores):
        up = [bundle for bundle in backbones if bundle.lower == device.device]
        down = [bundle for bundle in (*buildings, *backbones) if bundle.upper == device.device]
        with _blamed(draft, "park", "cores", at):
            draft.devices.append(core(draft, device, at, up, down))
    for at, device in park.single_gateways:
        name = device.device
        ends = [bundle for bundle in backbones if name in (bundle.lower, bundle.upper)]
        with _blamed(draft, "park", "gateways", at):
            draft.devices.append(gateway(draft, device, at, ends))
    for at, bundle in enumerate(controller_bundles(draft.intent)):
        with _blamed(draft, "park", "controllers", at):
            draft.devices.append(controller(draft, park.controllers[at], at, bundle))
    if not draft.problems:
        draft.add_links([*buildings, *backbones])


_TIER = {"gateway": 0, "core": 1, "controller": 2, "aggregation": 3, "access": 4, "ap": 5}


def _network(draft: Draft) -> Network:
    """Return the finished park: devices from the gateways down, everything else by id."""
    park = draft.intent.park
    devices = sorted(draft.devices, key=lambda d: (_TIER[d.role], d.building, d.name))
    return Network(
        park=park.park,
        name=park.name.model_dump(),
        kind=park.kind,
        region=park.region,
        policies=park.policies,
        contracts=park.contracts,
        devices=tuple(devices),
        links=tuple(sorted(draft.links, key=lambda link: link.id)),
        circuits=tuple(sorted(draft.circuits, key=lambda circuit: circuit.id)),
        outlets=tuple(sorted(draft.outlets, key=lambda outlet: outlet.id)),
        aps=tuple(sorted(draft.aps, key=lambda ap: ap.id)),
        buildings=tuple(draft.buildings),
        intent_digest=draft.intent.digest,
        deviations=(*_deviations(draft.intent, devices), *left_out(draft.intent, draft.wlan)),
        raw=raw_in_use(draft.intent, devices),
        segment_names={
            name: segment.name.model_dump()
            for name, segment in park.segments.items()
            if segment.name is not None
        },
        by_name={device.name: device for device in devices},
    )


def _deviations(intent: Intent, devices: Sequence[DevicePlan]) -> tuple[DeviationPlan, ...]:
    """Return what devices go without, by feature and by who accepted it."""
    found: dict[tuple[str, int], list[str]] = {}
    lines = {id(line): number for number, line in enumerate(intent.park.deviations)}
    for device in devices:
        for feature in device.deviations:
            line = deviation_for(intent, device.name, device.model, feature)
            key = (feature, lines[id(line)] if line is not None else -1)
            found.setdefault(key, []).append(device.name)
    plans = []
    for number, line in enumerate(intent.park.deviations):
        if is_clause(line.feature):
            found[line.feature, number] = list(line.devices)
    for (feature, number), names in sorted(found.items()):
        if number < 0:
            plans.append(DeviationPlan(feature, tuple(names)))
            continue
        line = intent.park.deviations[number]
        where = intent.origin("park", "deviations", number)
        plans.append(DeviationPlan(feature, tuple(names), line.owner, line.until, line.why, where))
    return (*plans, *accepted(intent))
