"""Agents that answer nonsense: no crash, no hang, no unbounded memory, and a word on each."""

import socket
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parknet.collect import decode, read_profiles, request_for
from parknet.drivers.base import PollReply, PollRequest
from parknet.drivers.snmp import (
    GufoReader,
    Limits,
    PysnmpReader,
    SnmpCommunity,
    SnmpCredential,
    SnmpTarget,
)
from parknet.model.change import FailureKind
from parknet.model.collector import Profile
from tests.drivers_snmp import fuzz_agent as fuzz
from tests.drivers_snmp.fuzz_agent import (
    Answer,
    FuzzAgent,
    between,
    dotted,
    octets,
    serving,
    tlv,
)

COLLECTORS = Path(__file__).parents[2] / "collectors"
COLUMN, OTHER = "1.3.6.1.2.1.2.2.1.2", "1.3.6.1.2.1.2.2.1.3"
UPTIME = "1.3.6.1.2.1.1.3"
PUBLIC = SnmpCommunity("public")
HURRIED = Limits(timeout_s=0.05, retries=0, budget_s=1.5, table_s=1.0)
REQUEST = PollRequest("sw1", (UPTIME,), (COLUMN, OTHER))
WIRE = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

both = pytest.mark.parametrize("reader", [GufoReader, PysnmpReader])


def table(count: int = 30, value: bytes | None = None) -> dict[fuzz.Oid, bytes]:
    """Return a device's uptime and two columns."""
    rows = {dotted(f"{UPTIME}.0"): fuzz.number(100_000, fuzz.TICKS)}
    for index in range(1, count + 1):
        rows[dotted(f"{COLUMN}.{index}")] = value or octets(b"port %d" % index)
        rows[dotted(f"{OTHER}.{index}")] = fuzz.number(6)
    return rows


def polled(
    reader: Any,
    target: SnmpTarget,
    limits: Limits = HURRIED,
    request: PollRequest = REQUEST,
    credential: SnmpCommunity | SnmpCredential = PUBLIC,
) -> PollReply:
    (reply,) = reader({"sw1": target}, credential, limits).poll_many([request])
    return reply


def is_told(reply: PollReply) -> bool:
    return reply.failure is not None or bool(reply.warnings)


@pytest.fixture(scope="module")
def profiles() -> list[Profile]:
    documents = {
        file.stem: yaml.safe_load(file.read_text(encoding="utf-8"))
        for file in sorted(COLLECTORS.glob("*.yml"))
    }
    return list(read_profiles(documents).values())


def edits() -> st.SearchStrategy[list[tuple[str, int, bytes]]]:
    """What is done to the octets of one answer, at places that are taken modulo its length."""
    kind = st.sampled_from(["set", "cut", "insert", "end"])
    edit = st.tuples(kind, st.integers(0, 2**16), st.binary(min_size=1, max_size=12))
    return st.lists(edit, min_size=1, max_size=4)


def edited(data: bytes, changes: Sequence[tuple[str, int, bytes]]) -> bytes:
    spoiled = bytearray(data)
    for kind, place, octets_ in changes:
        at = place % (len(spoiled) or 1)
        if kind == "set":
            spoiled[at : at + 1] = octets_[:1]
        elif kind == "cut":
            del spoiled[at : at + len(octets_)]
        elif kind == "insert":
            spoiled[at:at] = octets_
        else:
            del spoiled[at:]
    return bytes(spoiled)


@WIRE
@given(spoils=st.lists(edits(), min_size=1, max_size=5))
def test_malformed_answers_of_v2c_are_survived_and_rows_that_are_missing_are_told(spoils) -> None:
    order = iter(range(10_000))

    def spoil(answer: Answer) -> Sequence[bytes]:
        number = next(order)
        whole = answer.encoded()
        return [edited(whole, spoils[number % len(spoils)])] if number % 3 else [whole]

    with serving(FuzzAgent(table(), spoil)) as target:
        reply = polled(GufoReader, target)
    rows = {column: len(reply.cells.get(column, ())) for column in (COLUMN, OTHER)}
    assert is_told(reply) or min(rows.values()) > 0


@settings(WIRE, max_examples=40)
@given(spoils=st.lists(edits(), min_size=1, max_size=5))
def test_malformed_answers_of_v3_are_survived_and_told(spoils, shared_agent, user) -> None:
    order = iter(range(10_000))

    def spoil(answer: bytes) -> bytes:
        number = next(order)
        return edited(answer, spoils[number % len(spoils)]) if number % 2 else answer

    with between(shared_agent, spoil) as (target, _):
        reply = polled(GufoReader, target, credential=user)
    assert is_told(reply) or reply.cells[COLUMN]


@both
@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda answer: [answer.encoded()[:20]], id="truncated"),
        pytest.param(lambda _: [b""], id="empty"),
        pytest.param(lambda _: [b"\x30\x84\xff\xff\xff\xff"], id="length-of-4-GB"),
        pytest.param(lambda _: [b"\x30\x80" * 500], id="nested-without-end"),
        pytest.param(lambda _: [b"\0" * 60_000], id="60-KB-of-nothing"),
        pytest.param(
            lambda answer: [Answer(answer.request, answer.binds, number=77).encoded()],
            id="another-request-id",
        ),
    ],
)
def test_an_agent_that_only_answers_nonsense_fails_with_a_reason(reader: Any, spoil: Any) -> None:
    with serving(FuzzAgent(table(), spoil)) as target:
        reply = polled(reader, target)
    assert reply.failure is not None
    assert reply.failure.kind is FailureKind.UNREACHABLE
    assert reply.cells.get(COLUMN, {}) == {}


def test_a_report_is_no_answer_to_a_community() -> None:
    def spoil(answer: Answer) -> Sequence[bytes]:
        return [Answer(answer.request, answer.binds, kind=0xA8).encoded()]

    with serving(FuzzAgent(table(), spoil)) as target:
        reply = polled(GufoReader, target)
    assert reply.failure is not None
    assert "report" in reply.failure.detail


def test_answers_to_nothing_without_end_do_not_hold_a_poll() -> None:
    stop = threading.Event()

    def spoil(answer: Answer) -> Iterator[bytes]:
        while not stop.wait(0.01):
            yield Answer(answer.request, answer.binds, number=77).encoded()

    class Flood(FuzzAgent):
        def answers(self, data: bytes) -> Any:
            return spoil(self.answer(fuzz.Request.read(data)))

    with serving(Flood(table())) as target:
        reply = polled(GufoReader, target, Limits(timeout_s=0.1, retries=1, budget_s=0.3))
        stop.set()
    assert reply.failure is not None


def test_an_answer_from_another_port_is_no_answer() -> None:
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as elsewhere,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as bound,
    ):
        bound.bind(("127.0.0.1", 0))
        bound.settimeout(1)
        agent = FuzzAgent(table())

        def run() -> None:
            try:
                while True:
                    data, sender = bound.recvfrom(65535)
                    for answer in agent.answers(data):
                        elsewhere.sendto(answer, sender)
            except TimeoutError:
                return

        thread = threading.Thread(target=run)
        thread.start()
        reply = polled(GufoReader, SnmpTarget("127.0.0.1", bound.getsockname()[1]))
        thread.join()
    assert reply.failure is not None
    assert reply.cells == {}


@both
def test_values_of_12_kb_are_read(reader: Any) -> None:
    large = octets(b"x" * 12_000)
    patient = Limits(timeout_s=0.5, retries=0)
    with serving(FuzzAgent(table(6, large), most=60_000)) as target:
        reply = polled(reader, target, patient)
    assert reply.failure is None
    assert [len(value) for value in reply.cells[COLUMN].values()] == [12_000] * 6  # type: ignore[arg-type]
    assert len(reply.cells[OTHER]) == 6
    assert reply.warnings == ()


def test_large_answers_of_one_column_do_not_slow_the_others_down() -> None:
    agent = FuzzAgent(table(30, octets(b"x" * 400)))
    with serving(agent) as target:
        reader = GufoReader({"sw1": target}, PUBLIC, HURRIED)
        for _ in range(2):
            agent.requests.clear()
            (reply,) = reader.poll_many([REQUEST])
            assert [len(reply.cells[column]) for column in (COLUMN, OTHER)] == [30, 30]
    sizes = {
        column: {r.repetitions for r in agent.requests if r.oids[0][:10] == dotted(column)}
        for column in (COLUMN, OTHER)
    }
    assert sizes == {COLUMN: {5}, OTHER: {25}}


@both
@pytest.mark.parametrize("error", [1, 5], ids=["tooBig", "genErr"])
def test_an_agents_error_is_not_taken_for_the_end_of_a_column(reader: Any, error: int) -> None:
    def spoil(answer: Answer) -> Sequence[bytes]:
        if answer.request.kind != fuzz.GET and answer.request.oids[0][:10] == dotted(COLUMN):
            answer = Answer(answer.request, [], error=error)
        return [answer.encoded()]

    with serving(FuzzAgent(table(), spoil)) as target:
        reply = polled(reader, target)
    assert reply.partial == (COLUMN,)
    assert "the agent answers" in reply.warnings[0]
    assert len(reply.cells[OTHER]) == 30


def test_an_error_in_the_middle_of_a_column_keeps_the_rows_before_it_and_is_told() -> None:
    def spoil(answer: Answer) -> Sequence[bytes]:
        request = answer.request
        if request.oids[0][:10] == dotted(COLUMN) and request.oids[0][10:] >= (25,):
            answer = Answer(request, [(request.oids[0], tlv(fuzz.NULL, b""))], error=5)
        return [answer.encoded()]

    with serving(FuzzAgent(table(), spoil)) as target:
        reply = polled(GufoReader, target)
    assert reply.partial == (COLUMN,)
    assert len(reply.cells[COLUMN]) >= 20
    assert len(reply.cells[OTHER]) == 30


def test_the_end_of_all_that_an_agent_has_is_asked_for_once() -> None:
    agent = FuzzAgent(
        {name: value for name, value in table().items() if name[:10] != dotted(OTHER)}
    )
    beyond = PollRequest("sw1", (UPTIME,), (COLUMN, "1.3.111.2", "1.3.111.3"))
    with serving(agent) as target:
        reader = GufoReader({"sw1": target}, PUBLIC, HURRIED)
        for _ in range(2):
            agent.requests.clear()
            (reply,) = reader.poll_many([beyond])
            assert reply.warnings == ()
            assert reply.cells["1.3.111.2"] == {}
    assert fuzz.GET_NEXT not in {request.kind for request in agent.requests}


@both
def test_a_table_without_end_is_cut_by_octets_and_told(reader: Any) -> None:
    def spoil(answer: Answer) -> Sequence[bytes]:
        request = answer.request
        if request.kind != fuzz.GET:
            first = (*request.oids[0], 0)[10]
            answer.binds = [
                ((*dotted(COLUMN), first + n), octets(b"y" * 100)) for n in range(1, 11)
            ]
        return [answer.encoded()]

    small = Limits(timeout_s=0.3, octets=20_000)
    with serving(FuzzAgent(table(), spoil)) as target:
        reply = polled(reader, target, small, PollRequest("sw1", (UPTIME,), (COLUMN, OTHER)))
    assert COLUMN in reply.partial
    assert OTHER in reply.partial
    assert sum(map(len, reply.cells[COLUMN].values())) < 25_000  # type: ignore[arg-type]
    assert any("0.02 MB" in warning for warning in reply.warnings)


TAGS = (2, 4, 5, 6, 0x40, 0x41, 0x42, 0x43, 0x44, 0x46)
TEXTS = ("3#厂房-东", "楼宇", "端口\0", "GigabitEthernet0/0/1")  # names come twice
VALUES = st.one_of(
    st.tuples(st.sampled_from(TAGS), st.binary(max_size=24)),
    st.tuples(st.just(4), st.sampled_from([text.encode("gb18030") for text in TEXTS])),
    st.tuples(st.just(2), st.binary(min_size=8, max_size=9)),
)


@settings(WIRE, max_examples=25)
@given(values=st.lists(VALUES, min_size=1, max_size=12), data=st.data())
def test_cells_of_any_type_in_any_column_make_no_snapshot_fail(values, data, profiles) -> None:
    request = request_for("sw1", profiles)
    columns = data.draw(st.lists(st.sampled_from(request.columns), min_size=1, max_size=8))
    naming = ["1.3.6.1.2.1.31.1.1.1.1", COLUMN, "1.3.6.1.2.1.2.2.1.8"]
    rows = {}
    for column in (*columns, *naming):
        for index, (tag, content) in enumerate(values, 1):
            rows[(*dotted(column), index)] = tlv(tag, content)
    asked = PollRequest("sw1", (UPTIME,), (*columns, *naming))
    with serving(FuzzAgent(rows)) as target:
        reply = polled(GufoReader, target, request=asked)
    decode(reply, profiles, 0.0)
