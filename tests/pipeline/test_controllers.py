"""A park with a WLAN controller of each maker: pushed, planned again, undone; none is lost."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from parknet.dialect import fingerprint
from parknet.lab.aps import REJOIN_S
from parknet.model.change import ChangeSet, Grade, Outcome, OutcomeStatus, RunningConfig
from parknet.pipeline.parks import Site
from parknet.pipeline.push import apply_plan, make_plan, push_lines, resume_runs
from parknet.pipeline.undo import roll_back
from parknet.workspace import Workspace
from tests.pipeline.rig import Rig, rig_of
from tests.pipeline.test_pushes import POLICY, apply, no_progress
from tests.pipeline.wlan_park import MODELS, PARK, wlan_park

GRADES = {"huawei_ac": Grade.R, "h3c_ac": Grade.A, "ruijie_ac": Grade.B}
OPTED = frozenset({Grade.R})


@pytest.fixture(params=MODELS)
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    wlan_park(tmp_path, request.param)
    with rig_of(tmp_path, PARK) as rig:
        yield rig


def platform(rig: Rig) -> str:
    return rig.site.network.device("ac-1").platform


def joined(rig: Rig) -> int | None:
    return rig.reach.fleet().standing(["ac-1"])["ac-1"].aps  # type: ignore[union-attr]


def test_a_park_is_brought_from_day_zero_to_its_design_and_back(rig: Rig) -> None:
    assert rig.lab.refused == {}
    before = {d.name: rig.lab.running(d.name) for d in rig.site.network.devices}
    plan = make_plan(rig.site, rig.reach, OPTED)
    grades = {change.device: change.grade for change in plan.changes}
    assert grades["ac-1"] is GRADES[platform(rig)]
    run, outcomes = apply_plan(rig.site, rig.reach, plan, POLICY, no_progress)
    statuses = Counter(outcome.status for outcome in outcomes)
    assert statuses == {OutcomeStatus.APPLIED: len(rig.site.network.devices)}
    again = make_plan(rig.site, rig.reach, OPTED)
    assert (again.changes, again.failures) == ((), ())
    rig.lab.advance(REJOIN_S)
    assert joined(rig) == len(rig.site.network.aps) > 3
    back = roll_back(rig.site, rig.reach, run)
    assert {outcome.status for outcome in back} == {OutcomeStatus.ROLLED_BACK}
    assert {d.name: rig.lab.running(d.name) for d in rig.site.network.devices} == before


@pytest.fixture(params=MODELS)
def standing(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    """A park that runs as designed, its access points joined."""
    wlan_park(tmp_path, request.param)
    with rig_of(tmp_path, PARK) as rig:
        apply(rig, make_plan(rig.site, rig.reach, OPTED))
        rig.lab.advance(REJOIN_S)
        yield rig


def push(rig: Rig, text: str) -> tuple[OutcomeStatus, str]:
    plan = push_lines(rig.site, rig.reach, "ac-1", text)
    opted = tuple(change.model_copy(update={"held": ""}) for change in plan.changes)
    plan = plan.model_copy(update={"changes": opted})
    (outcome,) = apply(rig, plan).values()
    return outcome.status, outcome.detail


def test_a_change_that_loses_access_points_is_rolled_back(standing: Rig) -> None:
    """The controller itself stays reached: a new session alone would have confirmed it."""
    before, text = standing.lab.running("ac-1"), standing.site.configs["ac-1"].text
    stranger = re.sub(r"00e0([-.])fc00([-.])000b", r"00e0\g<1>fc99\g<2>990b", text)
    assert stranger != text
    status, detail = push(standing, stranger)
    assert status is OutcomeStatus.ROLLED_BACK, detail
    assert "lost 1 of" in detail
    assert standing.lab.running("ac-1") == before


def test_access_points_that_join_again_in_time_are_not_lost(standing: Rig) -> None:
    text = standing.site.configs["ac-1"].text
    other = re.sub(r"^(\s+(?:channel|chan-width).*)\b36\b", r"\g<1>44", text, count=1, flags=re.M)
    assert other != text
    status, detail = push(standing, other)
    assert (status, detail) == (OutcomeStatus.APPLIED, detail)
    assert joined(standing) == len(standing.site.network.aps)


def test_another_name_of_an_ssid_goes_out_and_needs_nothing_more(standing: Rig) -> None:
    text = standing.site.configs["ac-1"].text.replace("machines", "tractors")
    assert push(standing, text)[0] is OutcomeStatus.APPLIED
    assert "tractors" in standing.lab.running("ac-1")
    assert push_lines(standing.site, standing.reach, "ac-1", text).changes == ()


@pytest.fixture
def narrower(standing: Rig) -> Rig:
    """The same park, whose files now want narrower channels in both buildings."""
    root = standing.site.workspace.root
    file = root / "inventory" / "parks" / PARK / "park.yml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("\nwlan:\n", "\nwlan:\n  channel_width_5: 20\n"), encoding="utf-8")
    site = Site(Workspace(root), PARK)
    site.clock = standing.lab.clock
    return Rig(site, standing.lab, standing.reach)


def with_a_stranger(rig: Rig) -> ChangeSet:
    """Return a plan that loses an access point of the second building."""
    text = rig.site.configs["ac-1"].text
    stranger = re.sub(r"00e0([-.])fc00([-.])0101", r"00e0\g<1>fc99\g<2>9901", text)
    assert stranger != text
    plan = push_lines(rig.site, rig.reach, "ac-1", stranger)
    opted = tuple(change.model_copy(update={"held": ""}) for change in plan.changes)
    return plan.model_copy(update={"changes": opted})


def test_access_points_change_group_by_group_in_one_run(narrower: Rig) -> None:
    rig, before = narrower, narrower.lab.running("ac-1")
    plan = make_plan(rig.site, rig.reach, OPTED)
    (change,) = plan.changes
    assert [step.ap_groups for step in change.steps] == [("b01",), ("b02",)]
    began = rig.lab.clock.now()
    run, (outcome,) = apply_plan(rig.site, rig.reach, plan, POLICY, no_progress)
    assert outcome.status is OutcomeStatus.APPLIED, outcome.detail
    assert rig.lab.clock.now() >= began + 2 * REJOIN_S, "counted once they could be there again"
    assert joined(rig) == len(rig.site.network.aps)
    assert make_plan(rig.site, rig.reach, OPTED).changes == ()
    (undone,) = roll_back(rig.site, rig.reach, run)
    assert undone.status is OutcomeStatus.ROLLED_BACK, undone.detail
    assert rig.lab.running("ac-1") == before


def test_a_group_that_loses_access_points_is_taken_back_alone(narrower: Rig) -> None:
    rig, before = narrower, narrower.lab.running("ac-1")
    plan = with_a_stranger(rig)
    steps = plan.changes[0].steps
    assert [step.ap_groups for step in steps] == [("b01",), ("b02",)]
    run, (outcome,) = apply_plan(rig.site, rig.reach, plan, POLICY, no_progress)
    assert outcome.status is OutcomeStatus.ROLLED_BACK
    assert "AP group b02 (2 of 2): lost 1 of" in outcome.detail
    assert "before it, and kept: AP group b01" in outcome.detail
    assert rig.site.ledger.states(run)["ac-1"] == "partly"
    running = rig.reach.fleet().running(["ac-1"])["ac-1"]
    assert isinstance(running, RunningConfig)
    assert fingerprint(running) == steps[0].wanted_digest
    (left,) = make_plan(rig.site, rig.reach, OPTED).changes
    assert (left.ap_groups, left.steps) == (("b02",), ())
    # What stayed of the run is undone like a whole one.
    (undone,) = roll_back(rig.site, rig.reach, run)
    assert undone.status is OutcomeStatus.ROLLED_BACK, undone.detail
    assert rig.lab.running("ac-1") == before


def test_a_run_that_is_killed_between_two_groups_goes_on_with_the_second(narrower: Rig) -> None:
    rig = narrower
    plan = make_plan(rig.site, rig.reach, OPTED)
    told: list[Outcome] = []

    def killed(outcome: Outcome) -> None:
        told.append(outcome)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        apply_plan(rig.site, rig.reach, plan, POLICY, killed)
    assert "AP group b01 (1 of 2)" in told[0].detail
    ((outcome,),) = resume_runs(rig.site, rig.reach, POLICY, no_progress).values()
    assert outcome.status is OutcomeStatus.APPLIED
    assert "AP group b02 (2 of 2)" in outcome.detail
    assert make_plan(rig.site, rig.reach, OPTED).changes == ()
    assert joined(rig) == len(rig.site.network.aps)


def test_a_controller_tells_its_serial_number_and_what_its_flash_has_left(rig: Rig) -> None:
    rig.lab.device("ac-1").serial = "2102351931P0C3000154"
    found = rig.reach.fleet().running(["ac-1"], whole=True)["ac-1"]
    assert (found.serial, found.free_bytes) == ("2102351931P0C3000154", 365_292 * 1024)
