"""What both ends of a link change at once: all of a unit or none, whatever fails and whenever."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parknet.deploy import FINAL_STATES, RollOutPolicy, resume, roll_out, waves
from parknet.model.change import Change
from tests.deploy.fakes import Bench, KilledError, bench, change
from tests.deploy.test_roll_out import POLICY, assert_ledger_is_right, go, killer, statuses

UNIT = ("far-1", "far-2", "near")


def member(device: str, tier: int, unit: tuple[str, ...] = UNIT) -> Change:
    return change(device, tier, ("b01", "")).model_copy(update={"unit": unit})


MEMBERS = (member("far-1", 0), member("far-2", 0), member("near", 1))
PARK = (change("acc0", place=("b01", "1F")), *MEMBERS, change("core-1", 2))
PATIENT = RollOutPolicy(revert_in_s=300, margin_s=10, error_budget=10)


def park(**faults: str) -> Bench:
    it = bench(*PARK, **faults)
    for name in ("far-1", "far-2"):
        it.fleet.devices[name].nearer = it.fleet.devices["near"]
    return it


def texts(it: Bench) -> set[str]:
    return {it.fleet.devices[name].text.partition(" ")[0] for name in UNIT}


def test_a_unit_is_a_wave_of_its_own_and_never_the_canary_where_there_is_another() -> None:
    found = waves(PARK)
    assert [[it.device for it in wave.changes] for wave in found] == [
        ["acc0"],
        ["far-1", "far-2", "near"],
        ["core-1"],
    ]
    assert [wave.is_unit for wave in found] == [False, True, False]


def test_both_ends_are_changed_far_first_and_confirmed_near_first() -> None:
    it = park()
    assert set(statuses(go(it, PATIENT)).values()) == {"applied"}
    steps = [(name, state) for name, state in it.ledger.steps if name in UNIT]
    order = [name for name, state in steps if state == "committing"]
    assert order == ["far-1", "far-2", "near"]
    confirming = [name for name, state in steps if state == "confirming"]
    assert confirming == ["near", "far-1", "far-2"]
    first_end = steps.index(next(step for step in steps if step[1] == "confirmed"))
    assert all(state != "confirming" for _, state in steps[first_end:])
    assert_ledger_is_right(it)


@pytest.mark.parametrize("who", UNIT)
@pytest.mark.parametrize("fault", ["refuse", "dead", "vanish", "forget", "unconfirmed"])
def test_where_one_end_fails_none_keeps_the_change(who: str, fault: str) -> None:
    it = park(**{who.replace("-", "_"): fault})
    found = statuses(go(it, PATIENT))
    assert "applied" not in {found[name] for name in UNIT}
    assert found["acc0"] == found["core-1"] == "applied"
    assert texts(it) == {"old"}
    assert_ledger_is_right(it)


def test_nothing_is_sent_where_one_end_is_not_what_was_planned_on() -> None:
    it = park()
    it.fleet.devices["near"].text = "somebody was here"
    outcomes = go(it, PATIENT)
    assert statuses(outcomes)["near"] == "rejected"
    assert outcomes["far-1"].status == outcomes["far-2"].status == "skipped"
    assert sum(it.fleet.devices[name].pushes for name in UNIT) == 0


def test_a_unit_whose_timers_are_about_to_fire_is_not_half_confirmed() -> None:
    it = park()
    plain = it.fleet.commit

    def slow(changes, revert_in_s, run):
        it.clock.time += 250 if changes[0].device == "near" else 0
        return plain(changes, revert_in_s, run)

    it.fleet.commit = slow  # type: ignore[method-assign]  # a device that takes its time
    found = statuses(go(it, PATIENT))
    assert {found[name] for name in UNIT} == {"rolled_back"}
    assert ("near", "confirming") not in it.ledger.steps
    assert_ledger_is_right(it)


def test_the_later_armed_have_the_shorter_timer() -> None:
    it = park()
    armed: dict[str, int] = {}
    plain = it.fleet.commit

    def note(changes, revert_in_s, run):
        armed.update(dict.fromkeys((each.device for each in changes), revert_in_s))
        it.clock.time += 30
        return plain(changes, revert_in_s, run)

    it.fleet.commit = note  # type: ignore[method-assign]  # the same, and what it was told
    go(it, PATIENT)
    assert armed["near"] == armed["far-1"] - 30


FAULTS = st.fixed_dictionaries(
    {},
    optional={
        name: st.sampled_from(["refuse", "dead", "vanish", "forget", "mute", "unconfirmed"])
        for name in ("far_1", "far_2", "near")
    },
)


@settings(max_examples=300, deadline=None)
@given(FAULTS, st.lists(st.integers(0, 60), min_size=1, max_size=3), st.integers(0, 400))
def test_a_unit_killed_anywhere_ends_whole(
    faults: dict[str, str], kills: list[int], pause: int
) -> None:
    it = park(**faults)
    verb = roll_out
    for at in kills:
        it.ledger.on_step = it.fleet.on_call = killer(at)
        try:
            go(it, PATIENT, verb)
        except KilledError:
            verb = resume if "run-1" in it.ledger.runs else roll_out
            it.clock.time += pause
        else:
            verb = resume
            break
    it.ledger.on_step = it.fleet.on_call = lambda _: None
    outcomes = go(it, PATIENT, verb)
    assert_ledger_is_right(it)
    states = {it.ledger.states("run-1")[name] for name in UNIT}
    if states <= FINAL_STATES:
        assert len(texts(it)) == 1, (states, texts(it))
    for name in UNIT:
        if outcomes[name].status == "applied":
            assert texts(it) == {"new"}


def test_a_failed_unit_counts_against_the_error_budget() -> None:
    it = park(near="refuse")
    found = statuses(go(it, POLICY))
    assert found["core-1"] == "skipped"
