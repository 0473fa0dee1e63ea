from dataclasses import replace

import pytest

from parknet.lab.dayzero.devices import day_zero
from parknet.lab.displays import interface_brief, lldp_brief, short_name
from parknet.lab.faults import STATE_KINDS, Fault, live_outlets, plant, possible
from parknet.lab.park import Lab
from parknet.model.network import Network
from tests.lab.parks import PARKS, SECRETS, configs_of, network_of


def view_of(lab: Lab, name: str):
    return lab.source(name).view()


def port_of(lab: Lab, device: str, port: str):
    return next(row for row in view_of(lab, device).ports if row.name == port)


@pytest.fixture
def urban() -> tuple[Network, Lab]:
    network = network_of("wuhan-urban")
    return network, Lab(network, configs_of("wuhan-urban"), SECRETS, seed=3)


@pytest.mark.parametrize("park", PARKS)
def test_day_zero_reaches_every_device(park: str) -> None:
    network = network_of(park)
    lab = Lab(network, {plan.name: day_zero(plan) for plan in network.devices}, SECRETS)
    assert lab.refused == {}
    assert [plan.name for plan in network.devices if not lab.is_reached(plan.name)] == []


@pytest.mark.parametrize("park", PARKS)
def test_every_rendered_configuration_is_taken_and_reached(park: str) -> None:
    network = network_of(park)
    lab = Lab(network, configs_of(park), SECRETS)
    assert lab.refused == {}
    assert [plan.name for plan in network.devices if not lab.is_reached(plan.name)] == []


@pytest.mark.parametrize("park", PARKS)
def test_a_park_without_faults_meets_every_speed(park: str) -> None:
    network = network_of(park)
    lab = Lab(network, configs_of(park), SECRETS, seed=5)
    live = live_outlets(network, 5)
    for link in network.links:
        for end in (link.a, link.b):
            assert port_of(lab, end.device, end.port).speed_bps == link.speed_bps
    for outlet in network.outlets:
        port = port_of(lab, outlet.end.device, outlet.end.port)
        assert (port.oper == "up") is (outlet.id in live)
        assert outlet.id not in live or port.speed_bps >= outlet.minimum_bps
    joined = {ap.name for plan in network.devices for ap in view_of(lab, plan.name).aps if ap.up}
    assert joined == {ap.id for ap in network.aps}


def test_lags_add_up_their_members(urban: tuple[Network, Lab]) -> None:
    network, lab = urban
    plan = next(plan for plan in network.devices if plan.lags and plan.role == "access")
    lag = plan.lags[0]
    ports = [port_of(lab, plan.name, member) for member in lag.members]
    assert port_of(lab, plan.name, lag.name).speed_bps == sum(port.speed_bps for port in ports)
    lab.configure(plan.name, f"interface {lag.members[0]}", "shutdown")
    assert port_of(lab, plan.name, lag.name).speed_bps == sum(p.speed_bps for p in ports[1:])
    assert lab.is_reached(plan.name) is (len(ports) > 1)


def test_a_port_shut_at_one_end_is_down_at_both(urban: tuple[Network, Lab]) -> None:
    network, lab = urban
    link = network.links[0]
    version = lab.source(link.b.device).version
    lab.configure(link.a.device, f"interface {link.a.port}", "shutdown")
    near, far = (port_of(lab, end.device, end.port) for end in (link.a, link.b))
    assert (near.admin_up, near.oper) == (False, "down")
    assert (far.admin_up, far.oper) == (True, "down")
    assert lab.source(link.b.device).version > version


def test_neighbours_are_those_of_the_cabling(urban: tuple[Network, Lab]) -> None:
    network, lab = urban
    seen = {
        (plan.name, near.port_name, near.remote_name, near.remote_port)
        for plan in network.devices
        for near in view_of(lab, plan.name).neighbours
    }
    ends = [(link.a, link.b) for link in network.links]
    ends += [(b, a) for a, b in ends]
    assert seen == {(a.device, a.port, b.device, b.port) for a, b in ends}


def test_an_unfed_access_point_is_down(urban: tuple[Network, Lab]) -> None:
    network, lab = urban
    for os in ("vrp8", "comware7"):
        ap = next(ap for ap in network.aps if network.device(ap.end.device).os == os)
        lab.configure(ap.end.device, f"interface {ap.end.port}", "undo poe enable")
        assert not next(row for row in view_of(lab, ap.controller).aps if row.name == ap.id).up


def shown_faults(network: Network, lab: Lab) -> set[str]:
    """Return the subjects that look wrong from outside, by a reading of the views of our own."""
    found = set()
    live = live_outlets(network, 3)
    for link in network.links:
        if port_of(lab, link.a.device, link.a.port).speed_bps < link.speed_bps:
            found.add(f"link/{link.id}")
    for outlet in network.outlets:
        speed_bps = port_of(lab, outlet.end.device, outlet.end.port).speed_bps
        if outlet.id in live and speed_bps < outlet.minimum_bps:
            found.add(f"outlet/{outlet.id}")
    for plan in network.devices:
        view = view_of(lab, plan.name)
        found |= {f"ap/{ap.name}" for ap in view.aps if not ap.up}
        six = {row.port_index for row in view.addresses if row.address.version == 6}
        index = {row.name: row.index for row in view.ports}
        found |= {
            f"vlan/{plan.building}/{svi.segment}"
            for svi in plan.svis
            if svi.role == "segment" and svi.ipv6 is not None and index[svi.name] not in six
        }
    return found


@pytest.mark.parametrize("seed", range(6))
def test_what_is_planted_shows_and_nothing_else(urban: tuple[Network, Lab], seed: int) -> None:
    network, lab = urban
    configured = {plan.name: lab.running(plan.name) for plan in network.devices}
    planted = plant(network, 3, seed)
    assert len(planted) == seed
    for fault in planted:
        lab.plant(fault)
    assert shown_faults(network, lab) == {fault.subject for fault in planted}
    assert {plan.name: lab.running(plan.name) for plan in network.devices} == configured
    for fault in planted:
        lab.heal(fault)
    assert shown_faults(network, lab) == set()


def test_planting_is_decided_by_the_seed_and_takes_every_kind() -> None:
    network = network_of("wuhan-industrial")
    assert plant(network, 1, 8) == plant(network, 1, 8) != plant(network, 2, 8)
    assert {fault.kind for fault in plant(network, 1, 8)} == set(STATE_KINDS)
    assert plant(network, 1, 0) == ()
    everything = sum(len(pool) for pool in possible(network, 1).values())
    assert len(plant(network, 1, everything + 5)) == everything


def test_a_slow_desktop_is_one_with_a_machine() -> None:
    network = network_of("wuhan-industrial")
    live = live_outlets(network, 9)
    assert 0.8 < len(live) / len(network.outlets) < 0.9
    slow = possible(network, 9)["desktop_slow"]
    assert {fault.subject.removeprefix("outlet/") for fault in slow} <= live


# One change at the far end of an aggregation's way up, or its own, cuts it and what is behind it.
CUTS = {
    "own port shut": lambda link, svi, far: (link.a.device, f"interface {link.a.port}", "shutdown"),
    "far port shut": lambda link, svi, far: (link.b.device, f"interface {link.b.port}", "shutdown"),
    "far vlan gone": lambda link, svi, far: (
        link.b.device, f"interface {link.b.port}", f"undo port trunk allow-pass vlan {svi.vlan}",
    ),
    "own address gone": lambda link, svi, far: (
        link.a.device, f"interface {svi.name}", "undo ip address",
    ),
    "own ospf gone": lambda link, svi, far: (
        link.a.device, f"interface {svi.name}", "undo ospf enable 1 area 0.0.0.0",
    ),
    "far ospf process gone": lambda link, svi, far: (link.b.device, "undo ospf 1"),
    "own network type differs": lambda link, svi, far: (
        link.a.device, f"interface {svi.name}", "undo ospf network-type",
    ),
}  # fmt: skip


@pytest.mark.parametrize("cut", CUTS.values(), ids=CUTS)
def test_a_cut_way_takes_the_device_and_all_behind_it(urban: tuple[Network, Lab], cut) -> None:
    network, lab = urban
    link = next(
        link
        for link in network.links
        if link.kind == "building" and network.device(link.a.device).os == "vrp8"
    )
    plan = network.device(link.a.device)
    svi = next(svi for svi in plan.svis if svi.role == "link")
    device, *lines = cut(link, svi, network.device(link.b.device))
    behind = {other.name for other in network.devices if other.building == plan.building}
    lab.configure(device, *lines)
    assert not any(lab.is_reached(name) for name in behind)
    assert all(lab.source(name).is_silent for name in behind)
    assert lab.is_reached("gw-1")
    if "far ospf process" not in str(lines) and "undo ospf 1" not in lines:
        assert lab.is_reached(link.b.device)


def test_a_switch_without_ssh_or_loopback_is_not_reached(urban: tuple[Network, Lab]) -> None:
    network, lab = urban
    aggregation, access = (
        next(plan for plan in network.devices if plan.role == role and plan.os == "vrp8")
        for role in ("aggregation", "access")
    )
    lab.configure(access.name, "undo stelnet server enable")
    assert not lab.is_reached(access.name)
    lab.configure(aggregation.name, f"undo interface {aggregation.management_interface}")
    assert not lab.is_reached(aggregation.name)
    others = [p.name for p in network.devices if p.role == "access" and p.name != access.name]
    assert all(lab.is_reached(name) for name in others)


def test_a_wrong_default_gateway_loses_an_access_switch(urban: tuple[Network, Lab]) -> None:
    network, lab = urban
    plan = next(plan for plan in network.devices if plan.role == "access" and plan.os == "vrp8")
    route = next(route for route in plan.routes if route.prefix.version == 4)
    lab.configure(plan.name, f"undo ip route-static 0.0.0.0 0 {route.next_hop}")
    assert not lab.is_reached(plan.name)


def test_two_ends_of_a_lag_must_agree(urban: tuple[Network, Lab]) -> None:
    network, lab = urban
    plan = next(plan for plan in network.devices if plan.role == "access" and plan.os == "vrp8")
    lag = plan.lags[0]
    with pytest.raises(ValueError, match="delete the member interfaces"):
        lab.configure(plan.name, f"interface {lag.name}", "undo mode")
    alone = [line for port in lag.members for line in (f"interface {port}", "undo eth-trunk")]
    joined = [line for port in lag.members for line in (f"interface {port}", "eth-trunk 1")]
    lab.configure(plan.name, *alone, f"interface {lag.name}", "undo mode", *joined)
    assert not lab.is_reached(plan.name)


def test_an_untagged_vlan_that_differs_at_both_ends_does_not_pass(
    urban: tuple[Network, Lab],
) -> None:
    network, lab = urban
    plan = next(plan for plan in network.devices if plan.role == "access" and plan.os == "vrp8")
    managed = next(svi.vlan for svi in plan.svis if svi.role == "management")
    lines = (f"interface {plan.lags[0].name}", f"port trunk pvid vlan {managed}")
    lab.configure(plan.name, *lines)
    assert not lab.is_reached(plan.name)
    far = next(
        there.device
        for link in network.links
        for here, there in ((link.a, link.b), (link.b, link.a))
        if here.device == plan.name
    )
    above = next(
        lag.name
        for lag in network.device(far).lags
        if any(
            (far, member) in {(link.a.device, link.a.port), (link.b.device, link.b.port)}
            and plan.name in (link.a.device, link.b.device)
            for link in network.links
            for member in lag.members
        )
    )
    lab.configure(far, f"interface {above}", lines[1])
    assert lab.is_reached(plan.name)


def test_routers_with_different_keys_do_not_hear_one_another(urban: tuple[Network, Lab]) -> None:
    network, lab = urban
    routers = {plan.name for plan in network.devices if plan.router_id is not None}
    link = next(
        found
        for found in network.links
        if found.a.device in routers and network.device(found.b.device).role == "core"
    )
    assert network.device(link.a.device).os == "vrp8"
    sign = ("ospf 1", "area 0.0.0.0", "authentication-mode hmac-sha256 1 cipher one-Key+1")
    lab.configure(link.a.device, *sign)
    assert not lab.is_reached(link.a.device)
    lab.configure(link.b.device, *sign[:2], sign[2].replace("one-Key+1", "another-Key+2"))
    assert not lab.is_reached(link.a.device)


def test_another_network_is_another_cabling() -> None:
    network = network_of("wuhan-urban")
    slower = replace(network, links=tuple(replace(link, speed_bps=10**9) for link in network.links))
    lab = Lab(slower, configs_of("wuhan-urban"), SECRETS)
    link = network.links[0]
    assert port_of(lab, link.a.device, link.a.port).speed_bps == 10**9


def test_counters_grow_with_time_and_nothing_else_does(urban: tuple[Network, Lab]) -> None:
    network, lab = urban
    link = network.links[0]
    version, before = lab.source(link.a.device).version, port_of(lab, link.a.device, link.a.port)
    lab.advance(60)
    after = port_of(lab, link.a.device, link.a.port)
    assert after.in_octets > before.in_octets
    assert lab.source(link.a.device).version == version


def test_a_fault_that_is_none_of_the_sessions_is_refused(urban: tuple[Network, Lab]) -> None:
    _, lab = urban
    with pytest.raises(ValueError, match="no session fault"):
        lab.plant(Fault("meteor", "device/gw-1", "gw-1"))  # type: ignore[arg-type]


def test_the_command_line_prints_what_the_agent_shows(urban: tuple[Network, Lab]) -> None:
    network, lab = urban
    for os in ("vrp8", "comware7"):
        plan = next(plan for plan in network.devices if plan.role == "access" and plan.os == os)
        device = lab.device(plan.name)
        printed = interface_brief(device)
        for port in view_of(lab, plan.name).ports:
            name = short_name(port.name) if os == "comware7" else port.name
            row = next(row for row in printed.splitlines() if row.startswith(f"{name} "))
            assert row.split()[1].lower() in ("up" if port.oper == "up" else "down *down adm")
        for near in view_of(lab, plan.name).neighbours:
            assert near.remote_name in lldp_brief(device)
