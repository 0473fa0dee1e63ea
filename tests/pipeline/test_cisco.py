"""A park of Cisco switches: planned, pushed on the devices' timers, planned again, rolled back."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from parknet.lab.faults import Fault
from parknet.model.change import Grade, OutcomeStatus
from parknet.pipeline.push import apply_plan, make_plan
from parknet.pipeline.undo import roll_back
from tests.pipeline.cisco import PARK, cisco_park
from tests.pipeline.rig import Rig, rig_of
from tests.pipeline.test_pushes import POLICY, apply, no_progress


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    cisco_park(tmp_path)
    with rig_of(tmp_path, PARK) as rig:
        yield rig


def test_a_park_is_brought_from_day_zero_to_its_design_and_a_second_plan_is_empty(
    rig: Rig,
) -> None:
    assert rig.lab.refused == {}
    plan = make_plan(rig.site, rig.reach)
    assert [change.held for change in plan.changes if change.held] == []
    assert {change.grade for change in plan.changes} == {Grade.A}
    outcomes = apply(rig, plan)
    statuses = Counter(outcome.status for outcome in outcomes.values())
    assert statuses == {OutcomeStatus.APPLIED: len(rig.site.network.devices)}, outcomes
    again = make_plan(rig.site, rig.reach)
    assert (again.changes, again.failures) == ((), ())
    assert all(rig.lab.is_reached(device.name) for device in rig.site.network.devices)


def test_a_run_is_undone_on_every_device(rig: Rig) -> None:
    before = {d.name: rig.lab.running(d.name) for d in rig.site.network.devices}
    plan = make_plan(rig.site, rig.reach)
    run, _ = apply_plan(rig.site, rig.reach, plan, POLICY, no_progress)
    outcomes = roll_back(rig.site, rig.reach, run)
    assert {outcome.status for outcome in outcomes} == {OutcomeStatus.ROLLED_BACK}
    assert {d.name: rig.lab.running(d.name) for d in rig.site.network.devices} == before


def one(rig: Rig) -> str:
    """Return an access switch."""
    return next(d.name for d in rig.site.network.devices if d.role == "access")


def outcome_of(rig: Rig, name: str):
    """Plan, push one device alone, and return what became of it."""
    plan = make_plan(rig.site, rig.reach)
    changes = tuple(change for change in plan.changes if change.device == name)
    plan = plan.model_copy(update={"changes": changes})
    return apply(rig, plan)[name]


def test_a_session_lost_between_two_lines_leaves_what_ran_before(rig: Rig) -> None:
    name = one(rig)
    before = rig.lab.running(name)
    rig.lab.plant(Fault("dropped_session", f"device/{name}", name, detail="12"))
    outcome = outcome_of(rig, name)
    assert outcome.status in (OutcomeStatus.ROLLED_BACK, OutcomeStatus.UNKNOWN)
    rig.lab.advance(POLICY.revert_in_s + 60)
    assert rig.lab.running(name) == before


def test_a_power_cut_between_commit_and_save_leaves_what_was_saved(rig: Rig) -> None:
    name = one(rig)
    before = rig.lab.running(name)
    plan = make_plan(rig.site, rig.reach)
    change = next(change for change in plan.changes if change.device == name)
    fleet = rig.reach.fleet()
    assert fleet.commit([change], 300, "run-1")[name].status is OutcomeStatus.APPLIED
    assert rig.lab.running(name) != before
    rig.lab.restart(name)
    rig.lab.advance(600)
    assert rig.lab.running(name) == before


def test_a_change_that_cuts_management_reverts_by_itself(rig: Rig) -> None:
    """An access switch that loses the VLAN of its management is back when its timer has run."""
    name = one(rig)
    plan = make_plan(rig.site, rig.reach)
    change = next(change for change in plan.changes if change.device == name)
    before = rig.lab.running(name)
    vlan = rig.site.network.device(name).management_interface.removeprefix("Vlan")
    cut = ("interface Port-channel1", f"switchport trunk allowed vlan remove {vlan}", "exit")
    bad = change.model_copy(update={"patch": (*cut, *change.patch)})
    outcome = rig.reach.fleet().commit([bad], 300, "run-1")[name]
    assert outcome.status is OutcomeStatus.UNKNOWN
    assert not rig.lab.is_reached(name)
    rig.lab.advance(360)
    assert rig.lab.is_reached(name)
    assert rig.lab.running(name) == before


def test_a_device_without_an_archive_is_held_and_refused(rig: Rig) -> None:
    name = one(rig)
    change = next(c for c in make_plan(rig.site, rig.reach).changes if c.device == name)
    rig.lab.configure(name, "no archive")
    held = next(c for c in make_plan(rig.site, rig.reach).changes if c.device == name)
    assert "archive" in held.held
    digest = held.running_digest
    forced = change.model_copy(update={"held": "", "running_digest": digest})
    outcome = rig.reach.fleet().commit([forced], 300, "run-1")[name]
    assert outcome.status is OutcomeStatus.REJECTED
    assert "archive" in outcome.detail


def test_a_switch_tells_who_is_on_its_ports_and_a_gateway_whom_it_resolved(tmp_path: Path) -> None:
    cisco_park(tmp_path)
    with rig_of(tmp_path, PARK, configured=True) as rig:
        assert rig.lab.refused == {}
        names = [d.name for d in rig.site.network.devices if d.role == "access"]
        gateways = [d.name for d in rig.site.network.devices if d.role == "aggregation"]
        told = rig.reach.fleet().occupants(names, gateways)
        for name in names:
            there = rig.lab.device(name).occupants()
            assert {seen.mac for seen in told[name].macs} == {host.mac for host in there}
            assert {seen.port for seen in told[name].macs} == {host.port for host in there}
            leased = {(host.mac, host.leased) for host in there if host.leased is not None}
            assert {(one.mac, one.address) for one in told[name].bindings} == leased
            assert "bindings" not in told[name].unread
        for name in gateways:
            behind = rig.lab.device(name).resolved()
            used = {(host.mac, host.used) for host in behind if host.used is not None}
            assert {(one.mac, one.address) for one in told[name].neighbours} == used
