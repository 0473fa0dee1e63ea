"""Requests in one at a time, replies out as they come: threads that poll, and one for odd jobs.

Whoever asks reads one inbox, to which others may post too: traps, and what jobs have to tell.
"""

import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from parknet.drivers.base import PollReply, PollRequest, SteadyClock

T = TypeVar("T")
Job = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply, and when it was whole.

    Attributes:
        at: Unix time in s.
        monotonic_s: by a clock that nobody sets.
    """

    reply: PollReply
    at: float
    monotonic_s: float


class Crew:
    """Threads that end with the process, so that nobody has to wait for a device that hangs.

    Args:
        poll: asks one device; called by several threads, never twice at once for one device.
        width: devices asked at once.
        clock: tells when replies came.
    """

    def __init__(
        self, poll: Callable[[PollRequest], PollReply], width: int, clock: SteadyClock
    ) -> None:
        self._poll = poll
        self._clock = clock
        self._waiting: queue.SimpleQueue[PollRequest | None] = queue.SimpleQueue()
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._inbox: queue.SimpleQueue[object] = queue.SimpleQueue()
        self._width = width
        for at in range(width):
            _start(self._work, f"snmp-{at}")
        _start(self._do_jobs, "odd-jobs")

    def ask(self, request: PollRequest) -> None:
        """Have a device asked once a thread is free; an `Answer` comes to the inbox."""
        self._waiting.put(request)

    def run(self, job: Job) -> None:
        """Have something done beside the polls, one job after the other; its result comes too."""
        self._jobs.put(job)

    def post(self, item: object) -> None:
        """Put something into the inbox, from any thread or a signal's handler."""
        self._inbox.put(item)

    def take(self, wait_s: float) -> Sequence[object]:
        """Return what came, waiting for the first of it; an exception of a thread is raised."""
        found: list[object] = []
        try:
            found.append(self._inbox.get(timeout=max(0.0, wait_s)))
            while True:
                found.append(self._inbox.get_nowait())
        except queue.Empty:
            pass
        for item in found:
            if isinstance(item, BaseException):
                raise item
        return found

    def drop_waiting(self) -> list[str]:
        """Take back requests that no thread has begun with, and return their devices."""
        return [request.device for request in _drained(self._waiting) if request is not None]

    def dismiss(self) -> None:
        """Have threads end once they are done with what they do."""
        for _ in range(self._width):
            self._waiting.put(None)
        self._jobs.put(None)

    def _work(self) -> None:
        while (request := self._waiting.get()) is not None:
            try:
                reply = self._poll(request)
                self._inbox.put(Answer(reply, self._clock.now(), self._clock.monotonic()))
            except BaseException as error:  # noqa: BLE001 - a fault of ours: raised by `take`
                self._inbox.put(error)

    def _do_jobs(self) -> None:
        while (job := self._jobs.get()) is not None:
            try:
                self._inbox.put(job())
            except BaseException as error:  # noqa: BLE001 - as above
                self._inbox.put(error)


def _start(work: Callable[[], None], name: str) -> None:
    threading.Thread(target=work, name=name, daemon=True).start()


def _drained(waiting: "queue.SimpleQueue[T]") -> Iterator[T]:
    try:
        while True:
            yield waiting.get_nowait()
    except queue.Empty:
        return
