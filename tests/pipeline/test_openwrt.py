"""A park with OpenWrt switches and access points: pushed, undone, cut off, without power."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import napalm
import pytest
from napalm.base import models
from napalm.base.test import helpers

from parknet.lab.faults import Fault
from parknet.lab.hosts import Host
from parknet.lab.openwrt.device import OpenWrtDevice
from parknet.model.change import ChangeSet, Grade, OutcomeStatus
from parknet.model.occupants import Occupants
from parknet.model.packs import Purpose
from parknet.pipeline.measure import assess_park, collect_park
from parknet.pipeline.push import apply_plan, make_plan, push_lines
from parknet.pipeline.undo import roll_back
from tests.pipeline.openwrt_park import PARK, openwrt_park
from tests.pipeline.rig import SECRETS, Rig, rig_of
from tests.pipeline.test_pairs import failing
from tests.pipeline.test_pushes import POLICY, apply, no_progress


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return openwrt_park(tmp_path)


@pytest.fixture
def configured(workspace: Path) -> Iterator[Rig]:
    with rig_of(workspace, PARK, configured=True) as rig:
        yield rig


def of_openwrt(rig: Rig) -> list[str]:
    return [d.name for d in rig.site.network.devices if d.platform == "openwrt"]


def device(rig: Rig, name: str) -> OpenWrtDevice:
    found = rig.lab.device(name)
    assert isinstance(found, OpenWrtDevice)
    return found


def test_a_park_is_pushed_and_a_second_plan_is_empty_and_the_run_can_be_undone(
    workspace: Path,
) -> None:
    with rig_of(workspace, PARK) as rig:
        switches = make_plan(rig.site, rig.reach)
        # The ports of access points carry nothing yet: they are reached by the second plan.
        behind = {failure.device for failure in switches.failures}
        assert behind == {"b02-ap-ap01", "b02-ap-ap02"}
        assert {outcome.status for outcome in apply(rig, switches).values()} == {"applied"}
        plan = make_plan(rig.site, rig.reach)
        assert {change.device for change in plan.changes} == behind
        assert {change.grade for change in plan.changes} == {Grade.A}
        run, outcomes = apply_plan(rig.site, rig.reach, plan, POLICY, no_progress)
        assert {outcome.status for outcome in outcomes} == {"applied"}
        again = make_plan(rig.site, rig.reach)
        assert (again.changes, again.failures) == ((), ())
        assert all(rig.lab.is_reached(d.name) for d in rig.site.network.devices)
        undone = roll_back(rig.site, rig.reach, run)
        assert {outcome.status for outcome in undone} == {OutcomeStatus.ROLLED_BACK}
        back = make_plan(rig.site, rig.reach).changes
        assert {change.device for change in back} == behind


def test_every_device_answers_snmp_and_nothing_falls_short_because_of_openwrt(
    configured: Rig,
) -> None:
    snapshot = collect_park(configured.site, configured.reach)
    assert [name for name, found in snapshot.devices.items() if found.failure] == []
    switch = snapshot.devices["b01-1f-acc1"]
    assert switch.value("interface.oper_status", "lan3") == "up"
    assert failing(assess_park(configured.site, snapshot, Purpose.MONITORING)) == set()


def test_getters_tell_what_the_device_does(configured: Rig) -> None:
    target = configured.reach.targets["b02-ap-ap01"]
    driver = napalm.get_network_driver("openwrt")(
        target.host, target.username, SECRETS["ssh-password"],
        optional_args={"port": target.port, "known_hosts": target.known_hosts},
    )  # fmt: skip
    driver.open()
    interfaces = driver.get_interfaces()
    assert (interfaces["eth0"]["is_up"], interfaces["eth0"]["speed"]) == (True, 1000.0)
    assert not interfaces["eth1"]["is_up"]
    for found in interfaces.values():
        assert helpers.test_model(models.InterfaceDict, found)
    plan = configured.site.network.device("b02-ap-ap01")
    addresses = driver.get_interfaces_ip()["vlan100"]
    assert addresses["ipv4"] == {str(plan.management4.ip): {"prefix_length": 26}}
    assert [*addresses["ipv6"].values()] == [{"prefix_length": 64}]
    (neighbour,) = driver.get_lldp_neighbors()["eth0"]
    assert neighbour == {"hostname": "b02-1f-acc1", "port": "GigabitEthernet1/0/24"}
    assert driver.get_facts()["hostname"] == "b02-ap-ap01"
    assert driver.get_vlans()["40"]["interfaces"] == ["eth0"]
    driver.close()


def test_hosts_are_found_on_the_ports_they_are_plugged_into(configured: Rig) -> None:
    outlet = next(o for o in configured.site.network.outlets if o.end.device == "b01-1f-acc1")
    configured.lab.plug(outlet.id, Host("02:11:22:33:44:55"))
    found = configured.reach.fleet().occupants(["b01-1f-acc1"], [])["b01-1f-acc1"]
    assert isinstance(found, Occupants)
    here = [(one.port, one.vlan) for one in found.macs if one.mac == "02:11:22:33:44:55"]
    plan = configured.site.network.device("b01-1f-acc1")
    port = next(port for port in plan.ports if port.name == outlet.end.port)
    assert here == [(port.name, port.vlan)]
    assert found.unread == ("bindings", "sessions")


def test_no_secret_stays_on_a_device_beside_its_configuration(workspace: Path) -> None:
    with rig_of(workspace, PARK, configured=True) as rig:
        names = of_openwrt(rig)
        for name in names:
            rig.lab.configure(name, "set system.@system[0].hostname='someone'")
        outcomes = apply(rig, make_plan(rig.site, rig.reach))
        assert {outcomes[name].status for name in names} == {OutcomeStatus.APPLIED}
        for name in names:
            found = device(rig, name)
            assert set(found.texts) == {"/etc/shadow"}
            assert (found.staged, found.rpcd.sessions) == ({}, {})
            assert found.rpcd.pending is None


def cutting(text: str, cut: Mapping[str, str]) -> str:
    for old, new in cut.items():
        assert old in text
        text = text.replace(old, new)
    return text


CUTS = {
    "the uplink leaves the management VLAN": ("b01-1f-acc1", {
        "config bridge-vlan 'vid100'\n\toption device 'br-lan'\n\toption vlan '100'\n"
        "\tlist ports 'bond1:t'\n":
        "config bridge-vlan 'vid100'\n\toption device 'br-lan'\n\toption vlan '100'\n",
    }),
    "the firewall lets nobody in": (
        "b01-1f-acc1", {"option dest_port '22'": "option dest_port '23'"}),
    "dropbear listens on an interface without an address": (
        "b02-ap-ap01", {"option Interface 'vlan100'": "option Interface 'vlan40'"}),
    "the way back is another": ("b02-ap-ap01", {"option gateway '10.": "option gateway '11."}),
    "the bond is none": ("b01-2f-acc1", {"option policy '802.3ad'": "option policy 'balance-xor'"}),
}  # fmt: skip


@pytest.mark.parametrize("cut", CUTS)
def test_a_change_that_cuts_its_own_management_reverts_by_itself(configured: Rig, cut: str) -> None:
    name, changes = CUTS[cut]
    before = configured.lab.running(name)
    wanted = cutting(configured.site.configs[name].text, changes)
    plan = push_lines(configured.site, configured.reach, name, wanted)
    (change,) = plan.changes
    plan = plan.model_copy(update={"changes": (change.model_copy(update={"held": ""}),)})
    (outcome,) = apply(configured, plan).values()
    assert outcome.status is OutcomeStatus.ROLLED_BACK
    assert configured.lab.is_reached(name)
    assert configured.lab.running(name) == before


def rename(rig: Rig, name: str) -> ChangeSet:
    """Change something at the console; return the plan that changes it back, and no other."""
    rig.lab.configure(name, "set lldpd.config.lldp_hostname='another'")
    return of_one(rig, name)


def of_one(rig: Rig, name: str) -> ChangeSet:
    plan = make_plan(rig.site, rig.reach)
    changes = tuple(change for change in plan.changes if change.device == name)
    return plan.model_copy(update={"changes": changes})


@pytest.mark.parametrize("kind", ["dropped_session", "refused_line", "dropped_commit"])
def test_a_device_that_fails_in_the_push_ends_in_one_state_or_the_other(
    configured: Rig, kind: str
) -> None:
    bad = "b01-1f-acc1"
    plan = rename(configured, bad)
    before = configured.lab.running(bad)
    configured.lab.plant(Fault(kind, f"device/{bad}", bad, detail="1"))  # type: ignore[arg-type]
    (outcome,) = apply(configured, plan).values()
    now = configured.lab.running(bad)
    if kind == "dropped_commit":
        assert outcome.status is OutcomeStatus.APPLIED  # it was read back, and confirmed
        assert of_one(configured, bad).changes == ()
    else:
        assert outcome.status in (OutcomeStatus.REJECTED, OutcomeStatus.UNREACHABLE)
        assert now == before


def test_a_full_flash_changes_nothing_and_is_told(configured: Rig) -> None:
    bad = "b01-1f-acc1"
    plan = rename(configured, bad)
    before = configured.lab.running(bad)
    configured.lab.plant(Fault("flash_full", f"device/{bad}", bad))
    outcome = apply(configured, plan)[bad]
    assert outcome.status is OutcomeStatus.REJECTED
    assert "flash" in outcome.detail
    assert configured.lab.running(bad) == before


def test_power_lost_before_the_confirmation_keeps_the_change_and_it_is_found(
    configured: Rig,
) -> None:
    """Rpcd commits at once and its timer lies in memory: the change is read back and kept."""
    name = "b01-1f-acc1"
    plan = rename(configured, name)
    fleet = configured.reach.fleet()
    run = "run-1"
    assert fleet.commit(plan.changes, 300, run)[name].status is OutcomeStatus.APPLIED
    configured.lab.clock.schedule(1, device(configured, name).restart)
    configured.lab.advance(400)
    assert fleet.confirm([name], run)[name].status is OutcomeStatus.UNKNOWN
    found = device(configured, name)
    assert "another" not in found.running.text()


def test_a_plan_is_refused_once_somebody_has_staged_something(configured: Rig) -> None:
    name = "b01-1f-acc1"
    plan = rename(configured, name)
    staged = device(configured, name).execute(
        "root", "uci batch", "set system.@system[0].hostname='else'\n"
    )
    assert staged.stderr == ""
    assert apply(configured, plan)[name].status is OutcomeStatus.REJECTED
    (held,) = of_one(configured, name).changes
    assert "somebody has staged changes" in held.held


def test_without_rpcd_a_device_is_of_grade_b_and_is_pushed_and_undone(configured: Rig) -> None:
    name = "b01-1f-acc1"
    device(configured, name).has_rpcd = False
    plan = rename(configured, name)
    (change,) = plan.changes
    assert (change.grade, change.os) == (Grade.B, "openwrt2305_plain")
    run, (outcome,) = apply_plan(configured.site, configured.reach, plan, POLICY, no_progress)
    assert outcome.status is OutcomeStatus.APPLIED
    assert of_one(configured, name).changes == ()
    (undone,) = roll_back(configured.site, configured.reach, run)
    assert undone.status is OutcomeStatus.ROLLED_BACK
    assert "another" in configured.lab.running(name)


def test_no_plain_secret_is_in_a_plan(configured: Rig) -> None:
    for name in of_openwrt(configured):
        configured.lab.configure(name, "delete snmpd.parknet")
    plan = make_plan(configured.site, configured.reach)
    assert {change.device for change in plan.changes} >= set(of_openwrt(configured))
    text = plan.model_dump_json()
    assert not [value for value in SECRETS.values() if value in text]
    assert "<<secret:snmp-auth>>" in text


def test_a_device_tells_what_its_flash_has_left(configured: Rig) -> None:
    names = of_openwrt(configured)
    device(configured, names[0]).free_kib = 40
    found = configured.reach.fleet().running(names, whole=True)
    assert [found[name].free_bytes for name in names[:2]] == [40_960, 365_292 * 1024]
