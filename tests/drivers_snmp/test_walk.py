"""How devices are walked: against agents that are plain objects and time that the test moves."""

import json
from collections.abc import Iterator, Mapping, Sequence

import pytest

from parknet.drivers.base import PollRequest
from parknet.drivers.snmp.bearing import as_plain, from_plain
from parknet.drivers.snmp.target import Limits, SnmpCredential
from parknet.drivers.snmp.walk import Cell, NoAnswerError, Walker, silence_of
from parknet.errors import AuthenticationError, DeviceError
from parknet.model.change import FailureKind

COLUMN, OTHER = "1.3.6.1.2.1.2.2.1.2", "1.3.6.1.2.1.2.2.1.3"
LIMITS = Limits(timeout_s=2.0, retries=2, budget_s=60.0, table_s=60.0)


class Time:
    """Seconds that pass only when somebody waits."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


class Agent:
    """An agent with columns, and with moods.

    `most` is the largest GETBULK it answers; `lost` requests get lost, by their number.
    """

    def __init__(
        self,
        time: Time,
        columns: Mapping[str, Sequence[str]] | None = None,
        most: int = 1000,
        lost: Sequence[int] = (),
        dead: Sequence[str] = (),
        cost_s: float = 0.0,
    ) -> None:
        self.columns = columns if columns is not None else {COLUMN: [str(n) for n in range(1, 61)]}
        self.most, self.lost, self.dead, self.cost_s = most, lost, dead, cost_s
        self.requests: list[tuple[str, int]] = []
        self._time = time

    def ask(self, what: str, repetitions: int) -> None:
        self.requests.append((what, repetitions))
        self._time.now_s += self.cost_s
        gone = repetitions > self.most or what in self.dead
        if gone or len(self.requests) - 1 in self.lost:
            self._time.now_s += LIMITS.timeout_s
            raise NoAnswerError("no answer in time")

    is_new = True

    def open(self) -> None:
        self.ask("open", 1)

    def silence(self, detail: str) -> DeviceError:
        return silence_of(SnmpCredential("parknet", "auth-secret-1", "priv-secret-1"), detail)

    def get(self, oids: Sequence[str]) -> Mapping[str, Cell]:
        self.ask("get", 1)
        return dict.fromkeys(oids, 5)

    def walk(self, column: str, repetitions: int) -> Iterator[Sequence[tuple[str, Cell]]]:
        return Rows(self, column, repetitions)


class Rows:
    def __init__(self, agent: Agent, column: str, repetitions: int) -> None:
        self.agent, self.column, self.repetitions = agent, column, repetitions
        self.left = list(agent.columns.get(column, ()))

    def __iter__(self) -> "Rows":
        return self

    def __next__(self) -> Sequence[tuple[str, Cell]]:
        self.agent.ask(self.column, self.repetitions)
        answer = self.left[: self.repetitions]
        self.left = self.left[self.repetitions :]
        if not answer:
            raise StopIteration
        return [(f"{self.column}.{index}", int(index.rpartition(".")[2])) for index in answer]


def ask(*columns: str, **spares: str) -> PollRequest:
    return PollRequest("sw1", (), columns or (COLUMN,))


@pytest.mark.parametrize(("most", "step"), [(1000, 25), (24, 10), (9, 5), (4, 1)])
def test_an_agent_that_bears_only_small_requests_is_read_whole_and_remembered(
    most: int, step: int
) -> None:
    time = Time()
    agent = Agent(time, most=most)
    walker = Walker(LIMITS, time)
    reply = walker.poll(ask(), agent)
    assert reply.failure is None
    assert list(reply.cells[COLUMN]) == [str(n) for n in range(1, 61)]
    agent.requests.clear()
    walker.poll(ask(), agent)
    assert {repetitions for what, repetitions in agent.requests if what == COLUMN} == {step}


def test_a_column_whose_answers_are_large_is_remembered_apart_from_the_agent() -> None:
    class Large(Agent):
        def ask(self, what: str, repetitions: int) -> None:
            super().ask(what, 1000 if what == COLUMN and repetitions > 5 else repetitions)

    time = Time()
    rows = [str(n) for n in range(1, 61)]
    agent = Large(time, {OTHER: rows, COLUMN: rows}, most=500)
    walker = Walker(LIMITS, time)
    walker.poll(ask(OTHER, COLUMN), agent)
    agent.requests.clear()
    reply = walker.poll(ask(OTHER, COLUMN), agent)
    assert set(agent.requests) == {("open", 1), (OTHER, 25), (COLUMN, 5)}
    assert [len(reply.cells[column]) for column in (OTHER, COLUMN)] == [60, 60]


def test_a_profile_says_how_many_rows_of_a_table_an_agent_bears() -> None:
    time = Time()
    agent = Agent(time, {COLUMN: [str(n) for n in range(60)], OTHER: ["1"]})
    Walker(LIMITS, time).poll(
        PollRequest("sw1", (), (COLUMN, OTHER), repetitions={COLUMN: 7}), agent
    )
    assert set(agent.requests) == {("open", 1), (COLUMN, 7), (OTHER, 25)}


def test_a_column_that_is_never_answered_does_not_slow_the_others_down() -> None:
    time = Time()
    agent = Agent(time, {OTHER: [str(n) for n in range(60)]}, dead=[COLUMN])
    walker = Walker(LIMITS, time)
    walker.poll(ask(COLUMN, OTHER), agent)
    assert {repetitions for what, repetitions in agent.requests if what == OTHER} == {25}
    agent.requests.clear()
    walker.poll(ask(OTHER), agent)
    assert {repetitions for what, repetitions in agent.requests if what == OTHER} == {25}


def test_a_slow_table_is_cut_and_told_and_the_others_go_on() -> None:
    time = Time()
    third = "1.3.6.1.2.1.31.1.1.1.1"
    agent = Agent(time, {COLUMN: [str(n) for n in range(900)], OTHER: ["1"], third: ["1"]})
    agent.cost_s = 3
    limits = Limits(budget_s=60, table_s=20)
    reply = Walker(limits, time).poll(ask(COLUMN, OTHER, third), agent)
    assert reply.failure is None
    assert reply.partial == (COLUMN, OTHER)
    assert "the table's 20 s" in reply.warnings[0]
    assert reply.cells[third] == {"1": 1}
    assert time.now_s < 40


def test_what_was_learned_of_an_agent_outlives_the_process() -> None:
    time = Time()
    walker = Walker(LIMITS, time)
    walker.poll(ask(), Agent(time, most=5))
    kept = json.loads(json.dumps(as_plain(walker.bearings)))
    agent = Agent(time, most=5)
    Walker(LIMITS, time, from_plain(kept, ["sw1"])).poll(ask(), agent)
    assert {repetitions for what, repetitions in agent.requests if what == COLUMN} == {5}
    assert from_plain({"sw1": {"repetitions": 7}, "sw2": []}, ["sw1", "sw2", "sw3"]) == {}
    assert from_plain(None, ["sw1"]) == {}


def test_an_agent_that_bears_more_again_is_given_more_after_a_while() -> None:
    time = Time()
    agent = Agent(time, most=5)
    walker = Walker(LIMITS, time)
    for _ in range(400):
        agent.requests.clear()
        walker.poll(ask(), agent)
        agent.most = 1000
    assert {repetitions for what, repetitions in agent.requests if what == COLUMN} == {25}


def test_a_device_that_stays_silent_is_asked_once_a_poll_until_it_answers() -> None:
    time = Time()
    agent = Agent(time, dead=["open"])
    walker = Walker(LIMITS, time)
    walker.poll(ask(), agent)
    agent.requests.clear()
    reply = walker.poll(ask(), agent)
    assert len(agent.requests) == 1
    assert reply.failure is not None
    agent.dead = ()
    assert walker.poll(ask(), agent).failure is None
    agent.dead = ["open"]
    agent.requests.clear()
    walker.poll(ask(), agent)
    assert len(agent.requests) == 3


@pytest.mark.parametrize("lost", [0, 1, 2, 3])
def test_one_lost_packet_costs_one_more_request_and_no_rows(lost: int) -> None:
    time = Time()
    agent = Agent(time, lost=[lost])
    reply = Walker(LIMITS, time).poll(ask(), agent)
    assert reply.failure is None
    assert reply.warnings == ()
    assert len(reply.cells[COLUMN]) == 60
    assert {repetitions for what, repetitions in agent.requests if what == COLUMN} == {25}


@pytest.mark.parametrize(
    "indexes",
    [
        pytest.param(["1", "2", "3", "3"] * 50, id="stands-still"),
        pytest.param(["1", "2", "1", "2"] * 50, id="goes-round"),
        pytest.param(["1.4294967295", "1.0"] * 50, id="negative-number"),
        pytest.param(["9", "10", "2"] * 50, id="out-of-order"),
    ],
)
def test_an_agent_that_goes_in_circles_is_left_with_the_rows_so_far(indexes: list[str]) -> None:
    time = Time()
    agent = Agent(time, {COLUMN: indexes, OTHER: ["1"]})
    reply = Walker(LIMITS, time).poll(ask(COLUMN, OTHER), agent)
    assert reply.failure is None
    assert reply.cells[COLUMN]
    assert reply.cells[OTHER] == {"1": 1}
    assert "circles" in reply.warnings[0]
    assert reply.partial == (COLUMN,)


def test_an_endless_table_is_cut_off() -> None:
    time = Time()
    limits = Limits(rows=100)
    reply = Walker(limits, time).poll(
        ask(), Agent(time, {COLUMN: [str(number) for number in range(1000)]})
    )
    assert len(reply.cells[COLUMN]) == 100
    assert reply.partial == (COLUMN,)
    assert "cut off" in reply.warnings[0]


def test_a_slow_device_is_left_when_its_time_is_up_with_the_rows_so_far() -> None:
    time = Time()
    agent = Agent(time, {COLUMN: ["1"], OTHER: [str(n) for n in range(1000)]}, cost_s=15)
    reply = Walker(LIMITS, time).poll(ask(COLUMN, OTHER, "1.3.9"), agent)
    assert reply.failure is None
    assert reply.partial == (OTHER, "1.3.9")
    assert reply.cells[COLUMN] == {"1": 1}
    assert 0 < len(reply.cells[OTHER]) < 1000
    assert "used up" in reply.warnings[0]
    assert time.now_s <= LIMITS.budget_s + 15


def test_one_column_that_is_never_answered_costs_only_itself() -> None:
    time = Time()
    agent = Agent(time, {COLUMN: ["1"], OTHER: ["1"]}, dead=[COLUMN])
    reply = Walker(LIMITS, time).poll(ask(COLUMN, OTHER), agent)
    assert reply.failure is None
    assert reply.cells[OTHER] == {"1": 1}
    assert "no answer" in reply.warnings[0]


def test_a_device_that_dies_halfway_is_given_up_with_the_rows_so_far() -> None:
    time = Time()
    agent = Agent(time, {COLUMN: ["1"]}, lost=range(3, 1000))
    reply = Walker(LIMITS, time).poll(ask(COLUMN, OTHER, "1.3.1", "1.3.2", "1.3.3"), agent)
    assert reply.failure is not None
    assert reply.failure.kind is FailureKind.UNREACHABLE
    assert reply.cells[COLUMN] == {"1": 1}
    assert time.now_s < LIMITS.budget_s


def test_a_silent_device_is_tried_as_often_as_asked_and_no_more() -> None:
    time = Time()
    agent = Agent(time, dead=["open"])
    reply = Walker(LIMITS, time).poll(ask(), agent)
    assert len(agent.requests) == 3
    assert reply.failure is not None
    assert reply.failure.kind is FailureKind.UNREACHABLE
    assert "3 times" in reply.failure.detail


def test_silence_after_the_engine_was_told_is_taken_for_a_wrong_privacy_secret() -> None:
    time = Time()
    reply = Walker(LIMITS, time).poll(PollRequest("sw1", ("1.3.6",), ()), Agent(time, dead=["get"]))
    assert reply.failure is not None
    assert reply.failure.kind is FailureKind.AUTHENTICATION
    assert "privacy" in reply.failure.detail


def test_a_refused_user_is_not_tried_again() -> None:
    class Refusing(Agent):
        def open(self) -> None:
            self.requests.append(("open", 1))
            raise AuthenticationError("the agent refuses the user")

    time = Time()
    agent = Refusing(time)
    reply = Walker(LIMITS, time).poll(ask(), agent)
    assert reply.failure is not None
    assert reply.failure.kind is FailureKind.AUTHENTICATION
    assert len(agent.requests) == 1


def test_a_spare_column_is_read_only_where_the_other_is_empty() -> None:
    time = Time()
    request = PollRequest("sw1", (), (COLUMN, OTHER), {"1.3.7": COLUMN, "1.3.8": OTHER})
    agent = Agent(time, {COLUMN: ["1"], "1.3.7": ["1"], "1.3.8": ["1"]})
    reply = Walker(LIMITS, time).poll(request, agent)
    assert "1.3.7" not in reply.cells
    assert reply.cells["1.3.8"] == {"1": 1}
