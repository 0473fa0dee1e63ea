"""What becomes of devices in a run, whatever fails and whenever the process dies."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parknet.deploy import FINAL_STATES, RollOutPolicy, resume, roll_out
from parknet.model.change import Outcome, RunningConfig
from tests.deploy.fakes import Bench, KilledError, bench, change, digest

POLICY = RollOutPolicy(revert_in_s=120, margin_s=10, error_budget=1)
LEAVES = tuple(change(f"acc{number}", place=("b01", "1F")) for number in range(4))
PARK = (*LEAVES, change("b01-agg", 1, ("b01", "")), change("core-1", 2), change("core-2", 2))


def go(it: Bench, policy: RollOutPolicy = POLICY, verb=roll_out, **more) -> dict[str, Outcome]:
    outcomes = verb(
        it.plan,
        it.fleet,
        it.ledger,
        it.clock,
        policy=policy,
        progress=it.told.append,
        run="run-1",
        **more,
    )
    assert [outcome.device for outcome in outcomes] == [it.device for it in it.plan.changes]
    return {outcome.device: outcome for outcome in outcomes}


def statuses(outcomes: dict[str, Outcome]) -> dict[str, str]:
    return {device: outcome.status.value for device, outcome in outcomes.items()}


def assert_ledger_is_right(it: Bench) -> None:
    """Hold the ledger's last word against what each device runs once all timers have fired."""
    it.clock.time += 100_000
    for device, state in it.ledger.states("run-1").items():
        fake = it.fleet.devices[device]
        fake.tick()
        is_new = fake.text == f"new {device}"
        if state in {"confirmed", "unchanged"}:
            assert is_new, (device, state)
        elif state in FINAL_STATES:
            assert not is_new, (device, state)


def test_every_device_is_changed_and_confirmed() -> None:
    it = bench(*PARK)
    assert set(statuses(go(it)).values()) == {"applied"}
    assert_ledger_is_right(it)
    assert it.clock.slept == []


def test_no_step_is_taken_before_the_ledger_has_it() -> None:
    it = bench(*PARK)
    seen: list[str] = []
    it.ledger.on_step = seen.append
    it.fleet.on_call = seen.append
    go(it)
    for call, state in (("commit", "committing"), ("confirm", "confirming")):
        for index, entry in enumerate(seen):
            if entry == call:
                assert seen[:index].count(state) >= seen[: index + 1].count(call)


def test_a_held_change_is_skipped_with_its_reason() -> None:
    it = bench(change("a", held="ownership is observe"), change("b"))
    outcomes = go(it)
    assert outcomes["a"].detail == "ownership is observe"
    assert statuses(outcomes) == {"a": "skipped", "b": "applied"}
    assert it.fleet.devices["a"].pushes == 0


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        ("refuse", "rejected"),
        ("dead", "unreachable"),
        ("vanish", "rolled_back"),
        ("forget", "rolled_back"),
        ("mute", "applied"),
        ("stuck", "unknown"),
    ],
)
def test_one_device_that_fails_does_not_stop_the_others(fault: str, status: str) -> None:
    it = bench(*PARK, acc2=fault)
    found = statuses(go(it))
    assert found.pop("acc2") == status
    assert set(found.values()) == {"applied"}
    assert_ledger_is_right(it)


def test_a_device_that_the_change_cuts_off_is_waited_for_until_it_has_reverted() -> None:
    it = bench(*PARK, acc2="vanish")
    outcome = go(it)["acc2"]
    assert outcome.detail == "reverted by itself: it was not confirmed"
    assert it.clock.slept == [130]


def test_others_are_confirmed_before_a_silent_device_is_waited_for() -> None:
    it = bench(*PARK, acc2="vanish")
    go(it)
    steps = it.ledger.steps
    assert steps.index(("acc3", "confirmed")) < steps.index(("acc2", "rolled_back"))


@pytest.mark.parametrize("fault", ["refuse", "dead", "vanish", "forget", "stuck"])
def test_a_failed_canary_ends_the_run(fault: str) -> None:
    it = bench(*PARK, acc0=fault)
    found = statuses(go(it, RollOutPolicy(120, 10, error_budget=99)))
    assert found.pop("acc0") != "applied"
    assert set(found.values()) == {"skipped"}
    assert sum(device.pushes for name, device in it.fleet.devices.items() if name != "acc0") == 0
    assert_ledger_is_right(it)


def test_more_failures_than_the_budget_roll_the_wave_back_and_end_the_run() -> None:
    it = bench(*PARK, acc1="refuse", acc2="forget")
    outcomes = go(it)
    assert statuses(outcomes) == {
        "acc0": "applied",  # the canary's wave was over
        "acc1": "rejected",
        "acc2": "rolled_back",
        "acc3": "rolled_back",
        "b01-agg": "skipped",
        "core-1": "skipped",
        "core-2": "skipped",
    }
    assert "2 devices failed, more than the error budget of 1" in outcomes["core-1"].detail
    assert_ledger_is_right(it)


def test_a_wave_beyond_the_budget_is_rolled_back_without_confirming_it_first() -> None:
    it = bench(*PARK, acc1="refuse", acc2="refuse")
    go(it)
    assert ("acc3", "confirming") not in it.ledger.steps
    assert it.fleet.devices["acc3"].text == "old acc3"


def test_a_stale_plan_is_refused_by_the_device_and_not_forced() -> None:
    it = bench(*LEAVES)
    it.fleet.devices["acc1"].text = "somebody was here"
    assert statuses(go(it))["acc1"] == "rejected"
    assert it.fleet.devices["acc1"].text == "somebody was here"


def test_cores_are_never_changed_together() -> None:
    it = bench(*PARK)
    go(it)
    assert all(len({"core-1", "core-2"} & set(devices)) < 2 for devices in it.fleet.together)


FAULTS = st.fixed_dictionaries(
    {},
    optional={
        name: st.sampled_from(["refuse", "dead", "vanish", "forget", "mute", "stuck"])
        for name in ("acc0", "acc1", "acc2", "core_1")
    },
)


@given(FAULTS, st.integers(0, 4))
def test_the_ledger_is_right_whatever_fails(faults: dict[str, str], budget: int) -> None:
    it = bench(*PARK, **faults)
    go(it, RollOutPolicy(120, 10, error_budget=budget))
    assert_ledger_is_right(it)
    assert {outcome.device for outcome in it.told} == set(it.fleet.devices)


def killer(at: int):
    """Return what lets `at` things happen and then ends the process."""
    left = [at]

    def happen(_: str) -> None:
        if left[0] == 0:
            raise KilledError
        left[0] -= 1

    return happen


@settings(max_examples=300)
@given(FAULTS, st.lists(st.integers(0, 60), min_size=1, max_size=3), st.integers(0, 400))
def test_a_run_killed_anywhere_is_finished_without_a_blind_push(
    faults: dict[str, str], kills: list[int], pause: int
) -> None:
    it = bench(*PARK, **faults)
    policy = RollOutPolicy(120, 10, error_budget=2)
    verb = roll_out
    for at in kills:
        it.ledger.on_step = it.fleet.on_call = killer(at)
        try:
            go(it, policy, verb)
        except KilledError:
            verb = resume if "run-1" in it.ledger.runs else roll_out
            it.clock.time += pause
        else:
            verb = resume  # finished: resuming changes nothing
            break
    it.ledger.on_step = it.fleet.on_call = lambda _: None
    outcomes = go(it, policy, verb)
    assert_ledger_is_right(it)
    for device, outcome in outcomes.items():
        fake = it.fleet.devices[device]
        if outcome.status == "applied":
            assert fake.text == f"new {device}"
    for device in it.fleet.devices:
        calls = [call for call, name in it.fleet.calls if name == device]
        pushes = [index for index, call in enumerate(calls) if call == "commit"]
        for earlier, later in pairwise(pushes):
            assert "running" in calls[earlier:later], "pushed again without reading back"


def test_a_run_killed_between_confirming_and_writing_it_down_is_seen_as_confirmed() -> None:
    it = bench(*LEAVES)
    it.ledger.on_step = lambda state: killer(0)("") if state == "confirmed" else None
    with pytest.raises(KilledError):
        go(it)
    it.ledger.on_step = lambda _: None
    assert it.ledger.states("run-1")["acc0"] == "confirming"
    outcomes = go(it, verb=resume)
    assert set(statuses(outcomes).values()) == {"applied"}
    assert outcomes["acc0"].detail == "runs the change although its timer is over; saved"
    assert it.fleet.devices["acc0"].saved == "new acc0"
    assert it.fleet.devices["acc0"].pushes == 1


def test_a_device_is_read_back_by_the_lines_that_are_ours() -> None:
    it = bench(*LEAVES, acc1="mute")
    it.fleet.shows_more = True
    assert statuses(go(it))["acc1"] == "rolled_back"
    it = bench(*LEAVES, acc1="mute")
    it.fleet.shows_more = True

    def ours(running: RunningConfig) -> str:
        return digest(running.text.partition(" and ")[0])

    assert statuses(go(it, fingerprint=ours))["acc1"] == "applied"


def test_no_wave_begins_that_the_change_window_would_not_see_the_end_of() -> None:
    it = bench(*PARK, acc1="forget")
    # The second wave waits for the timer of acc1; after that, none could be over in time.
    until = it.clock.now() + POLICY.revert_in_s + POLICY.margin_s + 10
    outcomes = go(it, replace(POLICY, until=until))
    assert statuses(outcomes)["acc3"] == "applied"
    assert {statuses(outcomes)[name] for name in ("b01-agg", "core-1", "core-2")} == {"skipped"}
    assert "the change window closes" in outcomes["core-1"].detail
    assert_ledger_is_right(it)
