"""A park with a WLAN controller of each maker: pushed, planned again, undone; none is lost."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from parknet.lab.aps import REJOIN_S
from parknet.model.change import Grade, OutcomeStatus
from parknet.pipeline.parks import Site
from parknet.pipeline.push import apply_plan, make_plan, push_lines
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


def test_access_points_change_group_by_group_in_plans_of_their_own(standing: Rig) -> None:
    root = standing.site.workspace.root
    file = root / "inventory" / "parks" / PARK / "park.yml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("\nwlan:\n", "\nwlan:\n  channel_width_5: 20\n"), encoding="utf-8")
    site = Site(Workspace(root), PARK)
    site.clock = standing.lab.clock
    rig = Rig(site, standing.lab, standing.reach)
    for groups, waiting in ((("b01",), ("b02",)), (("b02",), ())):
        plan = make_plan(rig.site, rig.reach, OPTED)
        (change,) = plan.changes
        assert (change.ap_groups, change.ap_groups_waiting) == (groups, waiting)
        began = rig.lab.clock.now()
        (outcome,) = apply(rig, plan).values()
        assert outcome.status is OutcomeStatus.APPLIED, outcome.detail
        assert rig.lab.clock.now() >= began + REJOIN_S, "counted once they could be there again"
        assert joined(rig) == len(rig.site.network.aps)
    assert make_plan(rig.site, rig.reach, OPTED).changes == ()
