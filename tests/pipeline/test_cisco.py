"""A park of Cisco switches: planned, pushed on the devices' timers, planned again, rolled back."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

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
