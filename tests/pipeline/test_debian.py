"""Debian machines among switches: the whole loop in a lab, and pushes that fail."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from parknet.deploy.terms import RollOutPolicy
from parknet.lab.debian.language import DebianDevice
from parknet.lab.debian.ovs import transact
from parknet.lab.device import RELOAD_S
from parknet.lab.faults import Fault
from parknet.model.change import ChangeSet, Outcome, OutcomeStatus
from parknet.model.packs import Purpose
from parknet.model.verdict import Status
from parknet.pipeline.measure import assess_park, collect_park
from parknet.pipeline.push import apply_plan, make_plan, push_lines
from parknet.pipeline.undo import roll_back
from tests.pipeline.debian_park import PARK, debian_workspace
from tests.pipeline.rig import SECRETS, Rig, rig_of

POLICY = RollOutPolicy(revert_in_s=300, error_budget=9)
AGG, CORE = "b04-agg", "core-1"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return debian_workspace(tmp_path)


@pytest.fixture
def rig(workspace: Path) -> Iterator[Rig]:
    with rig_of(workspace, PARK, configured=True) as found:
        yield found


def apply(rig: Rig, plan: ChangeSet) -> dict[str, Outcome]:
    _, outcomes = apply_plan(rig.site, rig.reach, plan, POLICY, lambda _: None)
    return {outcome.device: outcome for outcome in outcomes}


def machine(rig: Rig, name: str) -> DebianDevice:
    device = rig.lab.device(name)
    assert isinstance(device, DebianDevice)
    return device


def renamed(rig: Rig, device: str) -> str:
    """Return a configuration that loses nothing."""
    text = rig.site.configs[device].text
    changed = text.replace(" description management\n", " description its own\n", 1)
    assert changed != text
    return changed


def test_a_mixed_park_is_pushed_from_day_zero_and_back(workspace: Path) -> None:
    with rig_of(workspace, PARK) as rig:
        assert rig.lab.refused == {}
        plan = make_plan(rig.site, rig.reach)
        assert plan.failures == ()
        assert {change.device: change.held for change in plan.changes if change.held} == {}
        grades = {change.grade for change in plan.changes if change.platform == "frr_ovs"}
        assert grades == {"A"}
        run, outcomes = apply_plan(rig.site, rig.reach, plan, POLICY, lambda _: None)
        assert {outcome.status for outcome in outcomes} == {OutcomeStatus.APPLIED}
        again = make_plan(rig.site, rig.reach)
        assert (again.changes, again.failures) == ((), ())
        assert all(rig.lab.is_reached(device.name) for device in rig.site.network.devices)
        undone = roll_back(rig.site, rig.reach, run)
        assert {outcome.status for outcome in undone} == {OutcomeStatus.ROLLED_BACK}


def test_what_is_designed_is_what_a_machine_runs(rig: Rig) -> None:
    assert rig.lab.refused == {}
    plan = make_plan(rig.site, rig.reach)
    debians = {d.name for d in rig.site.network.devices if d.platform == "frr_ovs"}
    # The secrets are held, but the ledger of this new workspace does not know it.
    for change in plan.changes:
        if change.device in debians:
            assert all("<<secret:" in row for row in change.diff if row[0] == "+")
    assert debians == {"gw-1", CORE, AGG}


def test_machines_are_polled_and_nothing_of_the_park_fails(rig: Rig) -> None:
    snapshot = collect_park(rig.site, rig.reach)
    for name in ("gw-1", CORE, AGG):
        assert snapshot.devices[name].failure is None
        assert snapshot.devices[name].columns["system.name"].values == (name,)
    assessment = assess_park(rig.site, snapshot, Purpose.MONITORING)
    assert [found for found in assessment.findings if found.status is Status.FAIL] == []


def test_a_change_that_cuts_the_way_to_a_machine_reverts_by_itself(rig: Rig) -> None:
    before = rig.lab.running(CORE)
    text = rig.site.configs[CORE].text
    wanted = text.replace(" meta l4proto 89 accept\n", " meta l4proto 88 accept\n")
    assert wanted != text
    outcome = apply(rig, push_lines(rig.site, rig.reach, CORE, wanted))[CORE]
    assert outcome.status is OutcomeStatus.ROLLED_BACK, outcome
    assert rig.lab.running(CORE) == before
    assert rig.lab.is_reached(CORE)


def test_what_somebody_changed_on_the_switch_is_seen_and_put_right(rig: Rig) -> None:
    assert apply(rig, make_plan(rig.site, rig.reach))[AGG].status is OutcomeStatus.APPLIED
    assert make_plan(rig.site, rig.reach).changes == ()
    state = machine(rig, AGG).state
    name = next(svi.name for svi in rig.site.network.device(AGG).svis if svi.segment == "cameras")
    words = f"set port {name} tag=77".split()
    rig.lab.clock.runner(lambda: state.commit(transact(state.switch, words)[0]))
    (change,) = make_plan(rig.site, rig.reach).changes
    (added,) = (row for row in change.diff if row[0] == "+")
    assert f"add-port br0 {name} " in added
    assert apply(rig, make_plan(rig.site, rig.reach))[AGG].status is OutcomeStatus.APPLIED
    assert state.switch.ports[name]["tag"] != "77"
    assert make_plan(rig.site, rig.reach).changes == ()


def test_a_change_that_loses_a_routing_neighbour_is_rolled_back(rig: Rig) -> None:
    before = rig.lab.running(CORE)
    text = rig.site.configs[CORE].text
    link = next(s.name for s in rig.site.network.device(CORE).svis if s.description == AGG)
    head, found, rest = text.partition(f"interface {link}\n")
    wanted = head + found + rest.replace(" ipv6 ospf6 area 0.0.0.0\n", "", 1)
    outcome = apply(rig, push_lines(rig.site, rig.reach, CORE, wanted))[CORE]
    assert outcome.status is OutcomeStatus.ROLLED_BACK, outcome
    assert "lost the OSPFv3 neighbour" in outcome.detail
    assert rig.lab.running(CORE) == before


@pytest.mark.parametrize(
    ("kind", "detail"),
    [
        ("dropped_session", "1"),
        ("dropped_session", "6"),
        ("dropped_session", "12"),
        ("dropped_commit", ""),
        ("refused_line", "2"),
        ("flash_full", ""),
    ],
)
def test_a_push_that_fails_ends_in_the_old_or_the_new_state(
    kind: str, detail: str, rig: Rig
) -> None:
    before = rig.lab.running(AGG)
    plan = push_lines(rig.site, rig.reach, AGG, renamed(rig, AGG))
    rig.lab.plant(Fault(kind, f"device/{AGG}", AGG, detail=detail))  # type: ignore[arg-type]
    outcome = apply(rig, plan)[AGG]
    rig.lab.heal(Fault(kind, f"device/{AGG}", AGG, detail=detail))  # type: ignore[arg-type]
    now = rig.lab.running(AGG)
    if outcome.status is OutcomeStatus.APPLIED:
        assert " description its own\n" in now
    else:
        assert outcome.status is not OutcomeStatus.UNKNOWN, outcome
        assert now == before
    rig.lab.advance(400)
    assert rig.lab.running(AGG) == now
    if kind in ("refused_line", "flash_full"):
        assert outcome.status is not OutcomeStatus.APPLIED


def test_a_power_cut_before_the_confirmation_ends_in_the_old_state(rig: Rig) -> None:
    before = rig.lab.running(AGG)
    (change,) = push_lines(rig.site, rig.reach, AGG, renamed(rig, AGG)).changes
    fleet = rig.reach.fleet()
    assert fleet.commit([change], 3600, "run-1")[AGG].status is OutcomeStatus.APPLIED
    assert " description its own\n" in rig.lab.running(AGG)
    rig.lab.clock.runner(machine(rig, AGG).restart)
    assert not rig.lab.is_reached(AGG)
    rig.lab.advance(RELOAD_S + 1)
    assert rig.lab.is_reached(AGG)
    assert rig.lab.running(AGG) == before
    assert "its own" not in str(machine(rig, AGG).state.routing)
    assert fleet.confirm([AGG], "run-1")[AGG].status is not OutcomeStatus.APPLIED


def test_what_is_confirmed_outlives_a_power_cut_and_can_still_be_undone(rig: Rig) -> None:
    before = rig.lab.running(AGG)
    (change,) = push_lines(rig.site, rig.reach, AGG, renamed(rig, AGG)).changes
    fleet = rig.reach.fleet()
    fleet.commit([change], 300, "run-1")
    assert fleet.confirm([AGG], "run-1")[AGG].status is OutcomeStatus.APPLIED
    assert not machine(rig, AGG).timers
    rig.lab.clock.runner(machine(rig, AGG).restart)
    rig.lab.advance(RELOAD_S + 1)
    assert " description its own\n" in rig.lab.running(AGG)
    assert fleet.rollback([change], "run-1")[AGG].status is OutcomeStatus.ROLLED_BACK
    assert rig.lab.running(AGG) == before


def forget(rig: Rig) -> None:
    """Let a machine lose what it kept of earlier changes."""
    disk = machine(rig, AGG).state.disk
    for part in ("jobs", "confirmed"):
        for found in disk.inside(f"/var/lib/parknet/{part}"):
            disk.remove(f"/var/lib/parknet/{part}/{found}")


def test_a_machine_that_lost_secrets_it_kept_is_not_undone_by_halves(rig: Rig) -> None:
    (change,) = push_lines(rig.site, rig.reach, AGG, renamed(rig, AGG)).changes
    assert change.irreversible  # the ledger does not know what this machine holds
    fleet = rig.reach.fleet()
    fleet.commit([change], 300, "run-1")
    fleet.confirm([AGG], "run-1")
    now = rig.lab.running(AGG)
    forget(rig)
    outcome = fleet.rollback([change], "run-1")[AGG]
    assert outcome.status is OutcomeStatus.UNKNOWN
    assert "nobody knows" in outcome.detail
    assert rig.lab.running(AGG) == now


def test_a_machine_that_lost_what_it_kept_is_undone_by_the_inverse(rig: Rig) -> None:
    apply(rig, make_plan(rig.site, rig.reach))  # the ledger learns which secrets it holds
    before = rig.lab.running(AGG)
    svis = rig.site.network.device(AGG).svis
    name = next(svi.name for svi in svis if svi.segment == "cameras")
    text = rig.site.configs[AGG].text
    wanted = "".join(
        row for row in text.splitlines(keepends=True) if f"add-port br0 {name} " not in row
    )
    (change,) = push_lines(rig.site, rig.reach, AGG, wanted).changes
    fleet = rig.reach.fleet()
    fleet.commit([change], 300, "run-1")
    assert fleet.confirm([AGG], "run-1")[AGG].status is OutcomeStatus.APPLIED
    state = machine(rig, AGG).state
    assert name not in state.switch.ports
    forget(rig)
    assert fleet.rollback([change], "run-1")[AGG].status is OutcomeStatus.ROLLED_BACK
    assert name in state.switch.ports
    assert rig.lab.running(AGG) == before


def test_a_line_that_frr_does_not_know_changes_nothing(rig: Rig) -> None:
    before = rig.lab.running(AGG)
    wanted = rig.site.configs[AGG].text.replace("router ospf\n", "router ospf\n no such line\n")
    outcome = apply(rig, push_lines(rig.site, rig.reach, AGG, wanted))[AGG]
    assert outcome.status is OutcomeStatus.REJECTED
    assert "no such line" in outcome.detail
    assert rig.lab.running(AGG) == before


def test_secrets_stay_out_of_commands_and_of_readable_files(rig: Rig) -> None:
    plan = make_plan(rig.site, rig.reach)
    apply(rig, plan)
    for path, file in machine(rig, AGG).state.disk.files.items():
        if any(value in file.content for value in SECRETS.values()):
            assert file.mode & 0o077 == 0 or path == "/etc/frr/frr.conf", path
    left = machine(rig, AGG).state.disk.under("/var/lib/parknet/jobs")
    assert not [path for path in left if "/new/" in path]


def test_a_file_of_somebody_else_is_held_until_it_is_given_up(rig: Rig) -> None:
    disk = machine(rig, AGG).state.disk
    record = disk.read("/var/lib/parknet/written", "cat")
    rows = [row for row in record.splitlines() if not row.endswith("/etc/nftables.conf")]
    disk.write("/var/lib/parknet/written", "".join(f"{row}\n" for row in rows), 0o600)
    wanted = rig.site.configs[AGG].text.replace("udp dport 161", "udp dport 162")
    (change,) = push_lines(rig.site, rig.reach, AGG, wanted).changes
    assert "/etc/nftables.conf, which parknet did not write" in change.held


def test_a_machine_tells_its_serial_number_and_what_its_disk_has_left(rig: Rig) -> None:
    name = next(d.name for d in rig.site.network.devices if d.platform == "frr_ovs")
    machine(rig, name).serial, machine(rig, name).free_kib = "PF0W1XYZ", 2_048
    found = rig.reach.fleet().running([name], whole=True)[name]
    assert (found.serial, found.free_bytes) == ("PF0W1XYZ", 2_048 * 1024)
