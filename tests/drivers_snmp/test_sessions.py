"""Sessions stay open from poll to poll, through restarts of agents and long silences."""

import resource
import threading
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parknet.drivers.base import PollReply, PollRequest, Reader
from parknet.drivers.snmp import GufoReader, Limits, PysnmpReader, SnmpCommunity, SnmpTarget
from parknet.drivers.snmp.sessions import Kept, room_for
from parknet.model.change import FailureKind
from tests.drivers_snmp.fuzz_agent import FuzzAgent, between, dotted, number, octets, serving

NAME, UPTIME = "1.3.6.1.2.1.31.1.1.1.1", "1.3.6.1.2.1.1.3"
REQUEST = PollRequest("b03-agg", (UPTIME,), (NAME,))
ROWS = {dotted(f"{UPTIME}.0"): number(7, 0x43), dotted(f"{NAME}.1"): octets(b"ge1")}
HURRIED = Limits(timeout_s=0.2, retries=1)


class Time:
    """Seconds that pass when the test says so."""

    def __init__(self) -> None:
        self.now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


def poll(reader: Reader, request: PollRequest = REQUEST) -> PollReply:
    (reply,) = reader.poll_many([request])
    return reply


def test_a_second_poll_over_v3_costs_no_discovery(shared_agent: SnmpTarget, user: Any) -> None:
    with between(shared_agent) as (target, asked):
        reader = GufoReader({"b03-agg": target}, user)
        poll(reader)
        first = len(asked)
        asked.clear()
        assert poll(reader).failure is None
    assert len(asked) == first - 2  # the engine, and its time


def test_an_agent_that_was_restarted_between_polls_is_read_without_a_gap(
    lab: Any, make: Any, user: Any
) -> None:
    time = Time()
    device = make()
    reader = GufoReader(lab({"b03-agg": device}, "127.0.0.1", time), user, HURRIED)
    before = poll(reader)
    time.now_s += 60
    device.now = replace(device.now, uptime_s=1.0)
    device.version += 1
    after = poll(reader)
    assert after.failure is None
    assert after.cells[NAME] == before.cells[NAME]
    assert after.cells[UPTIME]["0"] < before.cells[UPTIME]["0"]


@pytest.mark.parametrize("gap_s", [60, 149, 151, 900, 100_000])
def test_an_agent_that_is_asked_seldom_answers_at_once(
    gap_s: float, lab: Any, make: Any, user: Any
) -> None:
    """Messages more than 150 s late are refused (RFC 3414, 2.2.3)."""
    time = Time()
    (target,) = lab({"b03-agg": make()}, "127.0.0.1", time).values()
    with between(target) as (here, asked):
        reader = GufoReader({"b03-agg": here}, user, HURRIED, clock=time)
        poll(reader)
        first = len(asked)
        time.now_s += gap_s
        asked.clear()
        assert poll(reader).failure is None
    assert len(asked) < first


def test_after_silence_a_session_begins_anew() -> None:
    agent = FuzzAgent(ROWS)
    with serving(agent) as target:
        reader = GufoReader({"b03-agg": target}, SnmpCommunity("public"), HURRIED)
        assert poll(reader).failure is None
        agent.community = b"other"
        failed = poll(reader).failure
        assert failed is not None
        assert failed.kind is FailureKind.UNREACHABLE
        assert "community" not in failed.detail  # it was right a moment ago
        agent.community = b"public"
        assert poll(reader).failure is None
        assert len(reader._sessions) == 1


@pytest.mark.parametrize("reader", [GufoReader, PysnmpReader])
@pytest.mark.parametrize("version", ["v1", "v2c"])
def test_a_wrong_community_is_told_as_what_it_may_be(version: Any, reader: Any) -> None:
    with serving(FuzzAgent(ROWS)) as target:
        wrong = SnmpCommunity("not-this-one", version)
        failure = poll(reader({"b03-agg": target}, wrong, HURRIED)).failure
    assert failure is not None
    assert failure.kind is FailureKind.UNREACHABLE
    assert failure.detail.startswith("no answer: the community is wrong, SNMP")
    assert "privacy" not in failure.detail
    assert "not-this-one" not in failure.detail


def test_v1_reads_what_is_there_though_one_object_is_missing() -> None:
    with serving(FuzzAgent(ROWS)) as target:
        reader = GufoReader({"b03-agg": target}, SnmpCommunity("public", "v1"), HURRIED)
        reply = poll(reader, PollRequest("b03-agg", ("1.3.6.1.2.1.1.99", UPTIME), (NAME,)))
    assert reply.failure is None
    assert reply.cells == {UPTIME: {"0": 7}, NAME: {"1": b"ge1"}}
    assert reply.warnings == ()


def test_a_device_asked_by_two_at_once_still_has_one_request_in_flight() -> None:
    class Counting:
        is_good = True

        def __init__(self) -> None:
            self.users = 0

        def sever(self) -> None: ...

    kept: Kept[Counting] = Kept(lambda _: Counting(), 4)
    most = []

    def use() -> None:
        for _ in range(200):
            with kept.of("sw1") as session:
                session.users += 1
                most.append(session.users)
                session.users -= 1

    threads = [threading.Thread(target=use) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(most) == {1}
    assert len(kept) == 1


@given(uses=st.lists(st.integers(0, 9), max_size=60), most=st.integers(1, 6))
def test_sessions_that_were_used_last_stay_and_no_more_than_allowed(uses, most) -> None:
    class One:
        is_good = True

        def sever(self) -> None: ...

    made: list[str] = []

    def make(device: str) -> One:
        made.append(device)
        return One()

    kept: Kept[One] = Kept(make, most)
    for use in uses:
        with kept.of(str(use)):
            pass
    assert len(kept) <= most
    last = list(dict.fromkeys(map(str, reversed(uses))))[:most]
    made.clear()
    for device in reversed(last):
        with kept.of(device):
            pass
    assert made == []


def test_the_limit_of_open_files_is_raised_for_a_park() -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (1024, before[1]))
        assert room_for(2500) == min(2500, before[1] - 256)
        assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] >= min(2756, before[1])
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
