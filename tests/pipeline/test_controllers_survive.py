"""Controllers of each maker whose session, power or management is lost in a change of AP groups."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from parknet.dialect import fingerprint
from parknet.lab.aps import REJOIN_S
from parknet.lab.device import RELOAD_S
from parknet.lab.faults import Fault
from parknet.model.change import Change, Outcome, OutcomeStatus, RunningConfig
from parknet.pipeline.push import apply_plan, push_lines, resume_runs
from tests.pipeline.rig import Rig, rig_of
from tests.pipeline.test_controllers import platform
from tests.pipeline.test_pushes import POLICY, no_progress
from tests.pipeline.wlan_park import MODELS, PARK, wlan_park

HAS_TIMER = ("huawei_ac", "h3c_ac")


@pytest.fixture(params=MODELS)
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    """A park that runs as designed, its access points joined."""
    wlan_park(tmp_path, request.param)
    with rig_of(tmp_path, PARK, configured=True) as rig:
        rig.lab.advance(REJOIN_S)
        yield rig


def other_channels(rig: Rig) -> Change:
    """Return a change without secrets that both groups take, one after the other."""
    text = rig.site.configs["ac-1"].text
    other = re.sub(r"^(\s+(?:channel|chan-width).*)\b36\b", r"\g<1>44", text, flags=re.M)
    (change,) = push_lines(rig.site, rig.reach, "ac-1", other).changes
    assert [step.ap_groups for step in change.steps] == [("b01",), ("b02",)]
    return change.model_copy(update={"held": ""})


def pushed(rig: Rig, change: Change) -> tuple[str, Outcome]:
    plan = push_lines(rig.site, rig.reach, "ac-1", rig.site.configs["ac-1"].text)
    plan = plan.model_copy(update={"changes": (change,)})
    run, (outcome,) = apply_plan(rig.site, rig.reach, plan, POLICY, no_progress)
    return run, outcome


def runs(rig: Rig) -> str:
    """Return the fingerprint of what the controller runs."""
    running = rig.reach.fleet().running(["ac-1"])["ac-1"]
    assert isinstance(running, RunningConfig), running
    return fingerprint(running)


def plant(rig: Rig, kind: str, detail: str = "") -> None:
    rig.lab.plant(Fault(kind, "device/ac-1", "ac-1", detail=detail))  # type: ignore[arg-type]


def is_saved(rig: Rig) -> bool:
    device = rig.lab.device("ac-1")
    return device.running.same(device.startup)


@pytest.mark.parametrize("line", ["1", "2"])
@pytest.mark.parametrize("step", [0, 1])
def test_a_session_lost_among_the_lines_of_a_group_leaves_what_ran_before_it(
    line: str, step: int, rig: Rig
) -> None:
    change = other_channels(rig)
    before = [runs(rig), change.steps[0].wanted_digest][step]
    if step == 0:
        plant(rig, "dropped_session", line)
        run, outcome = pushed(rig, change)
    else:

        def then(told: Outcome) -> None:
            if "(1 of 2)" in told.detail:
                plant(rig, "dropped_session", line)

        plan = push_lines(rig.site, rig.reach, "ac-1", rig.site.configs["ac-1"].text)
        plan = plan.model_copy(update={"changes": (change,)})
        run, (outcome,) = apply_plan(rig.site, rig.reach, plan, POLICY, then)
    assert outcome.status is OutcomeStatus.ROLLED_BACK, outcome.detail
    assert rig.site.ledger.states(run)["ac-1"] == ("partly" if step else "rolled_back")
    assert runs(rig) == before
    assert is_saved(rig)
    assert rig.lab.device("ac-1").reboot is None, "nothing restarts later"


# When a session is lost: a command, or a question whose answer is not replied to; and whether the
# change comes to stay.
REPLIES = [
    ("huawei_ac", r"schedule reboot delay .*", False),
    ("huawei_ac", r"confirm\? .*", False),  # the reboot is due by then, and nothing sent
    ("huawei_ac", r"undo schedule reboot", True),
    ("huawei_ac", r"save", True),
    ("huawei_ac", r".*Are you sure to continue.*", True),
    ("h3c_ac", r"configuration commit delay .*", False),
    ("h3c_ac", r"configuration commit", True),
    ("h3c_ac", r"save force", True),
    ("ruijie_ac", r"copy .*", False),
    ("ruijie_ac", r"write", True),
]


@pytest.mark.parametrize(("rig", "asked", "stays"), REPLIES, indirect=["rig"])
def test_a_session_lost_before_or_after_the_lines_is_settled_by_reading(
    rig: Rig, asked: str, *, stays: bool
) -> None:
    change = other_channels(rig)
    before = runs(rig)
    plant(rig, "dropped_reply", asked)
    run, outcome = pushed(rig, change)
    device = rig.lab.device("ac-1")
    assert not device.faults.drop_after, "the session was lost"
    assert runs(rig) == (change.wanted_digest if stays else before)
    assert rig.site.ledger.states(run)["ac-1"] in (
        {"confirmed"} if stays else {"rolled_back", "unreachable"}
    ), outcome
    assert is_saved(rig)
    assert device.reboot is None, "nothing restarts later"


def test_power_lost_between_commit_and_save_leaves_the_group_before(rig: Rig) -> None:
    """The step before was saved, this one was not: that is what the controller starts with."""
    first, second = (other_channels(rig).step(0), other_channels(rig))
    fleet = rig.reach.fleet()
    assert fleet.commit([first], 300, "run-1")["ac-1"].status is OutcomeStatus.APPLIED
    assert fleet.confirm(["ac-1"], "run-1")["ac-1"].status is OutcomeStatus.APPLIED
    running = fleet.running(["ac-1"])["ac-1"]
    assert isinstance(running, RunningConfig)
    after = second.begun(1, running.digest).step(1)
    assert fleet.commit([after], 300, "run-1")["ac-1"].status is OutcomeStatus.APPLIED
    assert runs(rig) == after.wanted_digest
    rig.lab.restart("ac-1")
    rig.lab.advance(RELOAD_S + 600)
    assert runs(rig) == first.wanted_digest
    assert is_saved(rig)


def test_power_lost_among_the_lines_is_read_back_and_no_group_follows(rig: Rig) -> None:
    """The session goes with the power, and the controller is away while it is asked."""
    change = other_channels(rig)
    before = runs(rig)
    plant(rig, "power_lost", "2")
    run, outcome = pushed(rig, change)
    assert outcome.status is OutcomeStatus.ROLLED_BACK, outcome.detail
    assert "not begun: AP group b02" in outcome.detail
    assert rig.site.ledger.states(run)["ac-1"] == "rolled_back"
    assert runs(rig) == before
    assert rig.lab.device("ac-1").reboot is None


def uplink_cut(rig: Rig) -> tuple[str, ...]:
    """Return lines that shut every port of the controller that leads anywhere."""
    ports = [end.port for link in rig.site.network.links for end in (link.a, link.b)
             if end.device == "ac-1"]  # fmt: skip
    assert ports
    leave = "exit" if platform(rig) == "ruijie_ac" else "quit"
    return tuple(line for port in ports for line in (f"interface {port}", "shutdown", leave))


def test_a_group_whose_change_cuts_management_is_not_confirmed(rig: Rig) -> None:
    change = other_channels(rig)
    before = runs(rig)
    cut = uplink_cut(rig)
    steps = (change.steps[0].model_copy(update={"patch": (*change.steps[0].patch, *cut)}),
             change.steps[1])  # fmt: skip
    bad = change.model_copy(update={"steps": steps})
    run, outcome = pushed(rig, bad)
    assert "not begun: AP group b02" in outcome.detail
    if platform(rig) in HAS_TIMER:
        assert outcome.status is OutcomeStatus.ROLLED_BACK, outcome.detail
        assert rig.site.ledger.states(run)["ac-1"] == "rolled_back"
    else:
        assert outcome.status is OutcomeStatus.UNKNOWN
        assert "no timer takes the change back" in outcome.detail
        assert not rig.lab.is_reached("ac-1")
        # Nothing was saved: a power cycle brings back what ran before, and the run is settled.
        rig.lab.restart("ac-1")
        rig.lab.advance(RELOAD_S + REJOIN_S)
        ((settled,),) = resume_runs(rig.site, rig.reach, POLICY, no_progress).values()
        assert settled.status is OutcomeStatus.ROLLED_BACK, settled.detail
    assert rig.lab.is_reached("ac-1")
    assert runs(rig) == before
    assert is_saved(rig)
