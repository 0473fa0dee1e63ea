"""When devices are due: intervals, spreading, what is owed, back-off and being wanted at once."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parknet.collect.schedule import Schedule, intervals_of
from parknet.model.collector import Profile, Tier
from parknet.model.monitoring import Monitoring

EVERY_S = 60.0
USUAL: dict[Tier, float] = {"ports": 300.0, "health": 60.0, "optics": 900.0, "identity": 3600.0}
names = st.lists(st.text("abcdefgh-0123456789", min_size=1, max_size=12), min_size=1, unique=True)


def schedule(*devices: str, intervals: dict[Tier, float] = USUAL) -> Schedule:
    return Schedule(dict.fromkeys(devices, intervals), EVERY_S, begins=1000.0)


def reads(plan: Schedule, until: float, *, took: float = 0.1) -> Counter[tuple[str, Tier]]:
    """Let every device answer soon, and count what was asked for."""
    counted: Counter[tuple[str, Tier]] = Counter()
    while (now := plan.next_at()) is not None and now < until:
        for due in plan.due(now):
            counted.update((due.device, tier) for tier in due.tiers)
            plan.done(due.device, now + took, answered=True)
    return counted


@given(names)
def test_each_tier_is_read_once_at_first_and_then_once_an_interval(devices: list[str]) -> None:
    hours = 4
    counted = reads(schedule(*devices), 1000.0 + hours * 3600)
    for device in devices:
        for tier, seconds in USUAL.items():
            turns = hours * 3600 / seconds
            assert turns <= counted[device, tier] <= turns + 1


@given(names)
def test_everything_is_read_in_the_first_round(devices: list[str]) -> None:
    counted = reads(schedule(*devices), 1000.0 + EVERY_S)
    assert counted == Counter({(device, tier): 1 for device in devices for tier in USUAL})


def test_a_park_is_never_asked_all_at_once() -> None:
    devices = [f"b{at:02d}-acc{number}" for at in range(50) for number in range(50)]
    plan = schedule(*devices)
    reads(plan, 1000.0 + 3600)
    for second in range(60):
        moment = 1000.0 + 3600 + second + 1
        due = plan.due(moment)
        assert len(due) < 80
        assert sum("identity" in one.tiers for one in due) < 10
        for one in due:
            plan.done(one.device, moment, answered=True)


def test_a_restart_does_not_change_when_a_device_is_asked() -> None:
    first, second = schedule("a", "b"), schedule("b", "c", "a")
    for plan in (first, second):
        reads(plan, 1000.0 + 600)
    due = {one.device for plan in (first,) for one in plan.due(1000.0 + 630)}
    assert due == {one.device for one in second.due(1000.0 + 630)} - {"c"}


def test_a_device_whose_poll_runs_is_not_asked_again_and_is_owed_what_it_was_not_asked_for() -> (
    None
):
    plan = schedule("a", intervals={"health": 60.0, "ports": 600.0})
    plan.due(1060.0)
    plan.done("a", 1061.0, answered=True)
    (begun,) = plan.due(1120.0)
    assert begun.tiers == {"health"}
    assert plan.due(1120.0 + 600) == []
    assert plan.due(1120.0 + 660) == []
    assert plan.tally.skipped == 2
    assert plan.condition("a") == "slow"
    plan.done("a", 1120.0 + 661, answered=True)
    later = plan.next_at()
    assert later is not None
    assert later > 1120.0 + 661
    (due,) = plan.due(later)
    assert due.tiers == {"health", "ports"}


@given(st.integers(1, 20))
def test_a_dead_device_is_asked_less_and_less_but_at_least_every_quarter_of_an_hour(
    failures: int,
) -> None:
    plan = schedule("a")
    gaps, last = [], 1000.0
    for _ in range(failures):
        at = plan.next_at()
        assert at is not None
        gaps.append(at - last)
        last = at
        (due,) = plan.due(at)
        assert due.tiers == USUAL.keys()  # nothing that was never read is forgotten
        plan.done("a", at + 6.0, answered=False)
    assert plan.condition("a") == "dead"
    assert gaps[1:] == sorted(gaps[1:])
    assert max(gaps) <= 900.0 + 6.0 + EVERY_S


def test_a_device_that_answers_again_is_asked_as_often_as_before() -> None:
    plan = schedule("a")
    for answered in (False, False, False, False, True):
        at = plan.next_at() or 0.0
        plan.due(at)
        plan.done("a", at, answered=answered)
    assert plan.condition("a") == "up"
    assert (plan.next_at() or 0.0) - at <= EVERY_S


def test_a_device_that_says_that_something_changed_is_asked_at_once() -> None:
    plan = schedule("a")
    reads(plan, 1070.0)
    now = 1095.0
    plan.want("a", {"ports"}, now)
    (due,) = plan.due(now)
    assert due.tiers == {"ports"}


def test_a_dead_device_that_says_something_is_asked_at_once() -> None:
    plan = schedule("a")
    for _ in range(8):
        at = plan.next_at() or 0.0
        plan.due(at)
        plan.done("a", at, answered=False)
    plan.want("a", {"ports"}, at + 30.0)
    assert plan.next_at() == at + 30.0


def test_a_device_that_says_something_while_it_is_asked_is_asked_again_for_that() -> None:
    plan = schedule("a")
    at = plan.next_at() or 0.0
    plan.due(at)
    plan.want("a", {"ports"}, at + 1.0)
    plan.done("a", at + 2.0, answered=True)
    assert plan.due(at + 2.0) == []  # not within seconds
    (due,) = plan.due(at + 10.0)
    assert due.tiers == {"ports"}


@given(st.lists(st.floats(0.0, 300.0), max_size=300))
def test_traps_cannot_have_a_device_asked_more_than_every_ten_seconds(moments: list[float]) -> None:
    plan = schedule("a", intervals={"ports": 60.0})
    asked: list[float] = []
    for moment in sorted(1000.0 + one for one in moments):
        plan.want("a", {"ports"}, moment)
        for _ in plan.due(moment):
            asked.append(moment)
            plan.done("a", moment, answered=True)
    rounds = {1000.0 + 60.0 * at for at in range(7)}
    assert len(asked) <= 31 + len(rounds)


def test_a_device_that_nobody_reads_is_not_wanted() -> None:
    plan = schedule("a")
    plan.want("b", {"ports"}, 1000.0)
    assert [one.device for one in plan.due(1060.0)] == ["a"]


def test_a_park_without_devices_is_never_due() -> None:
    plan = schedule()
    assert plan.next_at() is None
    assert plan.due(5000.0) == []


@given(
    st.lists(
        st.tuples(st.sampled_from(["due", "done", "failed", "want", "owe"]), st.floats(0.0, 90.0)),
        max_size=200,
    )
)
def test_whatever_happens_a_device_is_asked_by_one_at_a_time_and_what_is_due_is_asked_for(
    steps: list[tuple[str, float]],
) -> None:
    plan = schedule("a", "b")
    running: set[str] = set()
    now = 1000.0
    for step, passed in steps:
        now += passed
        if step == "due":
            for due in plan.due(now):
                assert due.device not in running
                assert due.tiers
                running.add(due.device)
        elif step in ("done", "failed") and running:
            plan.done(running.pop(), now, answered=step == "done")
        elif step == "want":
            plan.want("a", {"ports"}, now)
        elif step == "owe":
            plan.owe("b", {"identity"})
    for device in running:
        plan.done(device, now, answered=True)
    assert {due.device for due in plan.due(now + 1000.0 + EVERY_S)} == {"a", "b"}
    conditions = plan.tally.conditions
    assert sum(conditions.values()) == 2
    assert min(conditions.values()) >= 0


@pytest.mark.parametrize(("role", "ports_s"), [("access", 300.0), ("core", 60.0), ("ap", 60.0)])
def test_access_switches_are_read_less_often_than_what_they_hang_on(
    profiles: dict[str, Profile], role: str, ports_s: float
) -> None:
    used = [profiles["if-mib"], profiles["system"], profiles["entity-sensor"]]
    found = intervals_of(role, used, Monitoring())  # type: ignore[arg-type]  # from a table
    assert found == {"identity": 3600.0, "ports": ports_s, "health": 60.0, "optics": 900.0}


def test_nothing_is_read_more_often_than_a_round(profiles: dict[str, Profile]) -> None:
    found = intervals_of("access", [profiles["if-mib"]], Monitoring(every_s=600))
    assert found == {"identity": 3600.0, "ports": 600.0, "health": 600.0}
