"""Grade R where there is nothing better: IOS without an archive, and RGOS, by leave of the plan."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from parknet.lab.dayzero.devices import day_zero
from parknet.model.change import Grade, OutcomeStatus
from parknet.pipeline.parks import Site
from parknet.pipeline.push import make_plan
from parknet.workspace import Workspace
from tests.pipeline import cisco, ruijie
from tests.pipeline.rig import Rig, rig_of
from tests.pipeline.test_pushes import apply

LEAVE = frozenset({Grade.R})


@pytest.fixture(params=["ios", "rgos"])
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    """Yield a park of which no device has a timer of its own."""
    if request.param == "rgos":
        ruijie.ruijie_park(tmp_path)
        with rig_of(tmp_path, ruijie.PARK) as rig:
            yield rig
        return
    cisco.cisco_park(tmp_path)
    site = Site(Workspace(tmp_path), cisco.PARK)
    bare = {
        device.name: re.sub(r"^archive\n(?: .*\n)*", "", day_zero(device), flags=re.MULTILINE)
        for device in site.network.devices
    }
    assert not any("archive" in text for text in bare.values())
    with rig_of(tmp_path, cisco.PARK, startup=bare) as rig:
        yield rig


def test_a_restart_is_offered_only_by_leave(rig: Rig) -> None:
    without, by_leave = make_plan(rig.site, rig.reach), make_plan(rig.site, rig.reach, LEAVE)
    assert Grade.R not in {change.grade for change in without.changes}
    assert {change.grade for change in by_leave.changes} == {Grade.R}
    assert [change.held for change in by_leave.changes if change.held] == []
    for change in without.changes:
        if change.grade is Grade.A:
            assert "--allow-grade R" in change.held


def test_a_park_is_pushed_under_restarts_and_none_is_due_afterwards(rig: Rig) -> None:
    outcomes = apply(rig, make_plan(rig.site, rig.reach, LEAVE))
    assert {outcome.status for outcome in outcomes.values()} == {OutcomeStatus.APPLIED}
    assert all(rig.lab.device(device.name).reboot is None for device in rig.site.network.devices)
    again = make_plan(rig.site, rig.reach, LEAVE)
    assert (again.changes, again.failures) == ((), ())


def test_a_change_that_cuts_management_comes_back_by_a_restart(rig: Rig) -> None:
    plan = make_plan(rig.site, rig.reach, LEAVE)
    change = next(it for it in plan.changes if rig.site.network.device(it.device).role == "access")
    name = change.device
    before = rig.lab.running(name)
    device = rig.site.network.device(name)
    cut = (f"interface {device.management_interface}", "shutdown", "exit")
    bad = change.model_copy(update={"patch": (*change.patch, *cut), "unit": ()})
    outcome = apply(rig, plan.model_copy(update={"changes": (bad,)}))[name]
    assert outcome.status is OutcomeStatus.ROLLED_BACK, outcome
    assert rig.lab.is_reached(name)
    assert rig.lab.running(name) == before
