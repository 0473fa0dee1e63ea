"""Threads that ask devices: real ones, and a poll that is a plain function."""

import threading
from collections.abc import Callable

import pytest

from parknet.clock import SystemClock
from parknet.drivers.base import PollReply, PollRequest
from parknet.drivers.snmp.crew import Answer, Crew

PATIENCE_S = 20.0


def request(device: str) -> PollRequest:
    return PollRequest(device, (), ())


def taken(crew: Crew, count: int) -> list[object]:
    found: list[object] = []
    while len(found) < count:
        came = crew.take(PATIENCE_S)
        assert came
        found += came
    return found


def crew_of(poll: Callable[[PollRequest], PollReply], width: int = 2) -> Crew:
    return Crew(poll, width, SystemClock())


def test_every_device_that_is_asked_answers_and_no_more_than_the_width_at_once() -> None:
    lock, at_once, most = threading.Lock(), 0, 0

    def poll(asked: PollRequest) -> PollReply:
        nonlocal at_once, most
        with lock:
            at_once += 1
            most = max(most, at_once)
        with lock:
            at_once -= 1
        return PollReply(asked.device, {})

    crew = crew_of(poll)
    for number in range(50):
        crew.ask(request(f"sw{number}"))
    answers = taken(crew, 50)
    crew.dismiss()
    assert {one.reply.device for one in answers if isinstance(one, Answer)} == {
        f"sw{number}" for number in range(50)
    }
    assert most <= 2


def test_a_device_that_hangs_holds_up_no_other_and_what_waits_can_be_dropped() -> None:
    begun, go_on = threading.Event(), threading.Event()

    def poll(asked: PollRequest) -> PollReply:
        if asked.device == "hangs":
            begun.set()
            go_on.wait(PATIENCE_S)
        return PollReply(asked.device, {})

    crew = crew_of(poll)
    crew.ask(request("hangs"))
    assert begun.wait(PATIENCE_S)
    crew.ask(request("quick"))
    (answer,) = taken(crew, 1)
    assert isinstance(answer, Answer)
    assert answer.reply.device == "quick"
    go_on.set()
    taken(crew, 1)
    crew.dismiss()
    crew.ask(request("late"))
    assert crew.drop_waiting() == ["late"]


def test_what_is_posted_and_what_jobs_return_comes_to_the_same_inbox() -> None:
    crew = crew_of(lambda asked: PollReply(asked.device, {}))
    crew.post("posted")
    crew.run(lambda: "done")
    assert set(taken(crew, 2)) == {"posted", "done"}
    assert crew.take(0.0) == []
    crew.dismiss()


def test_a_fault_of_ours_is_not_swallowed_by_a_thread() -> None:
    def poll(asked: PollRequest) -> PollReply:
        raise ValueError(asked.device)

    crew = crew_of(poll)
    crew.ask(request("sw1"))
    with pytest.raises(ValueError, match="sw1"):
        crew.take(PATIENCE_S)
    crew.dismiss()
