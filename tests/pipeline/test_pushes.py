"""Pushing to a park: one device failing never stops the rest, nothing stays cut off."""

import shutil
from collections import Counter
from pathlib import Path

import pytest

from parknet.deploy.terms import RollOutPolicy
from parknet.errors import PlanError, StateError
from parknet.lab.faults import Fault
from parknet.model.change import ChangeSet, Grade, Outcome, OutcomeStatus
from parknet.pipeline.plan_files import open_plan, save_plan
from parknet.pipeline.push import (
    apply_plan,
    make_plan,
    push_lines,
    resume_runs,
)
from parknet.pipeline.undo import roll_back
from tests.pipeline.rig import Rig, rig_of

PARK = "wuhan-agricultural"
POLICY = RollOutPolicy(revert_in_s=300, error_budget=5)


def no_progress(_: Outcome) -> None:
    pass


def apply(rig: Rig, plan: ChangeSet) -> dict[str, Outcome]:
    _, outcomes = apply_plan(rig.site, rig.reach, plan, POLICY, no_progress)
    return {outcome.device: outcome for outcome in outcomes}


# `make demo` pushes the largest example park in the same way.
@pytest.mark.parametrize("park", ["wuhan-urban", PARK])
def test_a_second_plan_is_empty_on_every_device(park: str, tmp_path: Path) -> None:
    with rig_of(tmp_path, park) as rig:
        plan = make_plan(rig.site, rig.reach, frozenset({Grade.R}))
        statuses = Counter(outcome.status for outcome in apply(rig, plan).values())
        assert statuses == {OutcomeStatus.APPLIED: len(rig.site.network.devices)}
        again = make_plan(rig.site, rig.reach, frozenset({Grade.R}))
        assert (again.changes, again.failures) == ((), ())
        assert len(again.unchanged) == len(rig.site.network.devices)


@pytest.mark.parametrize(
    ("kind", "failure"),
    [
        ("wrong_host_key", "host_key"),
        ("wrong_password", "authentication"),
        ("silent", "unreachable"),
    ],
)
def test_one_device_that_cannot_be_used_does_not_stop_the_plan(
    kind: str, failure: str, tmp_path: Path
) -> None:
    with rig_of(tmp_path, PARK) as rig:
        bad = rig.site.network.devices[-1].name
        rig.lab.plant(Fault(kind, f"device/{bad}", bad))  # type: ignore[arg-type]
        plan = make_plan(rig.site, rig.reach)
        assert [(found.device, found.kind.value) for found in plan.failures] == [(bad, failure)]
        assert len(plan.changes) == len(rig.site.network.devices) - 1


@pytest.mark.parametrize("kind", ["dropped_session", "refused_line", "dropped_commit"])
def test_a_device_that_fails_in_the_push_is_settled_and_the_others_go_on(
    kind: str, tmp_path: Path
) -> None:
    with rig_of(tmp_path, PARK) as rig:
        plan = make_plan(rig.site, rig.reach)
        canary = min(plan.changes, key=lambda change: (change.tier, change.wave_key, change.device))
        bad = next(
            change.device
            for change in plan.changes
            if change.tier == 0 and change.device != canary.device
        )
        before = rig.lab.running(bad).splitlines()
        rig.lab.plant(Fault(kind, f"device/{bad}", bad, detail="5"))  # type: ignore[arg-type]
        outcomes = apply(rig, plan)
        good = [name for name, outcome in outcomes.items() if outcome.status == "applied"]
        assert len(good) >= len(plan.changes) - 1
        if outcomes[bad].status is not OutcomeStatus.APPLIED:
            assert outcomes[bad].status in (OutcomeStatus.ROLLED_BACK, OutcomeStatus.REJECTED)
            now = rig.lab.running(bad).splitlines()
            assert [line for line in now if "hash" not in line and "cipher" not in line] == [
                line for line in before if "hash" not in line and "cipher" not in line
            ]


def test_a_change_that_cuts_its_own_management_reverts_by_itself(tmp_path: Path) -> None:
    with rig_of(tmp_path, PARK, configured=True) as rig:
        device = next(d for d in rig.site.network.devices if d.role == "access")
        vlan = next(svi.vlan for svi in device.svis if svi.role == "management")
        text = rig.site.configs[device.name].text
        cut = text.replace(f" port trunk permit vlan 10 30 35 40 50 {vlan}\n", "")
        wanted = "\n".join(
            line.replace(f" {vlan}", "") if "trunk permit vlan" in line else line
            for line in cut.splitlines()
        )
        plan = push_lines(rig.site, rig.reach, device.name, wanted + "\n")
        (outcome,) = apply(rig, plan).values()
        assert outcome.status is OutcomeStatus.ROLLED_BACK
        assert rig.lab.is_reached(device.name)


def test_a_run_can_be_undone(tmp_path: Path) -> None:
    with rig_of(tmp_path, PARK) as rig:
        plan = make_plan(rig.site, rig.reach)
        run, _ = apply_plan(rig.site, rig.reach, plan, POLICY, no_progress)
        outcomes = roll_back(rig.site, rig.reach, run)
        assert {outcome.status for outcome in outcomes} == {OutcomeStatus.ROLLED_BACK}
        again = make_plan(rig.site, rig.reach)
        assert [change.device for change in again.changes] == [c.device for c in plan.changes]


def test_a_plan_made_on_another_running_configuration_is_refused(tmp_path: Path) -> None:
    with rig_of(tmp_path, PARK) as rig:
        plan = make_plan(rig.site, rig.reach)
        touched = plan.changes[-1].device
        rig.lab.configure(touched, "vlan 77")
        outcomes = apply(rig, plan)
        assert outcomes[touched].status is OutcomeStatus.REJECTED
        assert "stale" in outcomes[touched].detail


def test_a_plan_with_one_byte_changed_is_refused(tmp_path: Path) -> None:
    with rig_of(tmp_path, PARK) as rig:
        path = tmp_path / "plan.json"
        save_plan(make_plan(rig.site, rig.reach), path)
        text = path.read_text()
        path.write_text(text.replace("description spare", "description spore", 1))
        with pytest.raises(PlanError, match="was changed after it was made"):
            open_plan(rig.site, path)


def test_no_secret_is_in_any_file_that_a_push_leaves(tmp_path: Path) -> None:
    from tests.pipeline.rig import SECRETS

    with rig_of(tmp_path, PARK) as rig:
        plan = make_plan(rig.site, rig.reach)
        save_plan(plan, tmp_path / "plan.json")
        apply(rig, plan)
    rig.site.database.close()
    for path in tmp_path.rglob("*"):
        if path.is_file() and path.name != "secrets":
            content = path.read_bytes()
            assert not [value for value in SECRETS.values() if value.encode() in content], path


def test_an_interrupted_run_blocks_the_next_until_it_is_settled(tmp_path: Path) -> None:
    with rig_of(tmp_path, PARK) as rig:
        plan = make_plan(rig.site, rig.reach)
        rig.site.ledger.begin("killed", plan.changes)
        rig.site.ledger.step("killed", plan.changes[0].device, "committing")
        with pytest.raises(StateError, match="--resume"):
            apply(rig, plan)
        finished = resume_runs(rig.site, rig.reach, POLICY, no_progress)
        assert {outcome.status.value for outcome in finished["killed"]} == {"applied"}
        assert make_plan(rig.site, rig.reach).changes == ()


def test_another_machine_at_an_address_is_held_with_what_to_do_and_the_others_are_pushed(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "inventory" / "parks" / PARK
    shutil.copytree(Path(__file__).parents[2] / "inventory" / "parks" / PARK, folder)
    file = folder / "park.yml"
    text = file.read_text("utf-8")
    line = "  serials: {core-1: 210235A1AMB169000012, gw-1: 210235A1AMB169000013}\n"
    file.write_text(text.replace("\nmanagement:\n", f"\nmanagement:\n{line}", 1), "utf-8")
    with rig_of(tmp_path, PARK) as rig:
        rig.lab.device("core-1").serial = "210235A1AMB169000099"
        plan = make_plan(rig.site, rig.reach)
        held = {change.device: change.held for change in plan.changes if change.held}
        assert held.keys() == {"core-1"}
        assert "serial number 210235A1AMB169000099, and " in held["core-1"]
        assert "park.yml:" in held["core-1"]
        expected = {change.device: change.serial for change in plan.changes if change.serial}
        assert expected["gw-1"] == "210235A1AMB169000013"


def test_what_nobody_saved_is_held_on_a_platform_with_a_timer_too(tmp_path: Path) -> None:
    with rig_of(tmp_path, PARK) as rig:
        device = rig.site.network.devices[-1]
        port = next(port for port in device.ports if port.role == "outlet")
        rig.lab.configure(device.name, f"interface {port.name}", "description by hand")
        changes = {change.device: change for change in make_plan(rig.site, rig.reach).changes}
        assert "save or undo them first" in changes[device.name].held
