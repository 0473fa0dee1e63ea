"""A change in steps: the next begins where the last stays, wherever it fails or is killed."""

import pytest

from parknet.deploy import RollOutPolicy, resume, roll_out
from parknet.model.change import Change, ChangeStep, Outcome
from tests.deploy.fakes import Bench, KilledError, bench, change, change_set, digest

POLICY = RollOutPolicy(revert_in_s=120, margin_s=10, rejoin_s=30)
TEXTS = ("old ac", "new ac 1", "new ac 2", "new ac 3")
GROUPS = ("b01", "b02", "b03")


def in_steps(place: tuple[str, str] = ("", "")) -> Change:
    """Return a change of `ac` that takes three groups one after the other."""
    steps = tuple(
        ChangeStep(
            what=f"AP group {group}",
            ap_groups=(group,),
            patch=(TEXTS[at + 1],),
            inverse=(TEXTS[at],),
            irreversible=(),
            running_digest="" if at else digest(TEXTS[0]),
            wanted_digest=digest(TEXTS[at + 1]),
        )
        for at, group in enumerate(GROUPS)
    )
    return change("ac", 1, place).model_copy(
        update={
            "patch": TEXTS[1:],
            "ap_groups": GROUPS,
            "steps": steps,
            "wanted_digest": digest(TEXTS[-1]),
        }
    )


def go(it: Bench, policy: RollOutPolicy = POLICY, verb=roll_out) -> Outcome:
    """Run or resume, as the ledger has the changes by now; return what became of the controller."""
    kept = {name: begun for (_, name), begun in it.ledger.digests.items()}
    changes = [
        one.begun(*kept[one.device]) if one.device in kept else one for one in it.plan.changes
    ]
    outcomes = verb(
        change_set(*changes), it.fleet, it.ledger, it.clock,
        policy=policy, progress=it.told.append, run="run-1",
    )  # fmt: skip
    return next(outcome for outcome in outcomes if outcome.device == "ac")


def test_all_groups_go_one_after_the_other_in_one_run() -> None:
    it = bench(in_steps())
    outcome = go(it)
    assert outcome.status == "applied"
    assert "AP group b03 (3 of 3)" in outcome.detail
    assert "before it, and kept: AP group b01, AP group b02" in outcome.detail
    assert it.fleet.devices["ac"].text == it.fleet.devices["ac"].saved == TEXTS[-1]
    assert it.fleet.devices["ac"].pushes == 3
    assert [told.status for told in it.told] == ["applied"] * 3
    assert it.clock.slept == [30.0] * 3, "each is counted once its access points could be back"
    states = [state for _, state in it.ledger.steps]
    one = ["committing", "committed", "confirming", "confirmed"]
    assert states == [*one, "between", *one, "between", *one]


@pytest.mark.parametrize("failing", [0, 1, 2])
def test_a_step_that_fails_is_taken_back_alone_and_none_follows(failing: int) -> None:
    it = bench(in_steps(), change("core-1", 2))
    fake = it.fleet.devices["ac"]

    def fail(call: str) -> None:
        if call == "commit" and fake.pushes == failing:
            fake.fault, fake.before = "vanish", fake.text

    it.fleet.on_call = fail
    outcome = go(it)
    assert outcome.status == "rolled_back"
    assert fake.text == TEXTS[failing]
    assert fake.pushes == failing + 1
    assert it.ledger.states("run-1")["ac"] == ("partly" if failing else "rolled_back")
    for at, group in enumerate(GROUPS):
        head, _, rest = outcome.detail.partition("not begun: ")
        assert (group in rest) == (at > failing)
        assert ("kept" in head and group in head.partition("kept")[2]) == (at < failing)


def test_a_device_that_somebody_changed_between_two_steps_takes_no_further_one() -> None:
    it = bench(in_steps())
    fake = it.fleet.devices["ac"]

    def meddle(state: str) -> None:
        if state == "confirmed":
            fake.text = "theirs"

    it.ledger.on_step = meddle
    outcome = go(it)
    assert outcome.status == "rejected"
    assert "somebody changed the device" in outcome.detail
    assert (fake.text, fake.pushes) == ("theirs", 1)
    assert it.ledger.states("run-1")["ac"] == "partly"


def test_no_step_begins_that_could_not_be_over_before_the_window_closes() -> None:
    it = bench(in_steps())
    outcome = go(it, RollOutPolicy(revert_in_s=120, margin_s=10, rejoin_s=30,
                                   until=it.clock.now() + 135))  # fmt: skip
    assert outcome.status == "skipped"
    assert "window closes" in outcome.detail
    assert it.fleet.devices["ac"].text == TEXTS[1]
    assert it.ledger.states("run-1")["ac"] == "partly"


def test_a_run_that_is_killed_anywhere_is_finished_and_no_step_is_pushed_twice() -> None:
    last = 0
    while True:
        it = bench(in_steps(("b01", "")), change("core-1", 2))
        taken = 0

        def kill(_: str, upto: int = last) -> None:
            nonlocal taken
            taken += 1
            if taken > upto:
                raise KilledError

        it.ledger.on_step = it.fleet.on_call = kill
        try:
            go(it)
        except KilledError:
            pass
        else:
            break
        it.ledger.on_step = it.fleet.on_call = lambda _: None
        if "run-1" not in it.ledger.runs:
            last += 1
            continue
        fake = it.fleet.devices["ac"]
        outcome = go(it, verb=resume)
        fake.tick()
        if outcome.status == "applied":
            assert fake.text == fake.saved == TEXTS[-1], last
            assert fake.pushes == 3, last
        else:
            kept = it.ledger.digests.get(("run-1", "ac"), (0, ""))[0]
            assert outcome.status == "rolled_back", (last, outcome)
            assert fake.text == TEXTS[kept], (last, outcome)
        last += 1
    assert last > 40
