"""The lab's time: timers of emulated devices fire when it is moved, or as real time passes."""

import heapq
import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass, field

Action = Callable[[], None]

# A fixed start, so that what a lab prints is the same in every run: 2026-01-05 08:00 UTC.
START_S = 1_767_600_000.0


@dataclass(slots=True)
class Timer:
    """Something due at a lab time; `cancel` is harmless after it fired."""

    due_s: float
    action: Action
    is_cancelled: bool = False

    def cancel(self) -> None:
        """Keep it from firing."""
        self.is_cancelled = True


def run_here(action: Action) -> None:
    """Run an action at once: what a clock does that no lab has taken over."""
    action()


@dataclass(slots=True)
class LabClock:
    """Unix time that stands still until it is advanced, or ticks where `ticking` says so.

    Attributes:
        ticking: real time passes too (`tick` must be called for timers to fire).
        real: what a ticking clock follows, seconds that only rise.
        runner: runs an action where the lab's state may be changed; set by a running lab.
    """

    start_s: float = START_S
    ticking: bool = False
    real: Callable[[], float] = time.monotonic
    runner: Callable[[Action], None] = run_here
    _moved_s: float = 0.0
    _began: float = field(init=False)
    _queue: list[tuple[float, int, Timer]] = field(default_factory=list)
    _order: "itertools.count[int]" = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        self._began = self.real()

    def now(self) -> float:
        """Return lab time, Unix seconds."""
        passed = self.real() - self._began if self.ticking else 0.0
        return self.start_s + self._moved_s + passed

    def sleep(self, seconds: float) -> None:
        """Move the clock instead of waiting, so that it can stand in for a real one."""
        self.advance(seconds)

    def schedule(self, delay_s: float, action: Action) -> Timer:
        """Let `action` run `delay_s` lab seconds from now."""
        timer = Timer(self.now() + delay_s, action)
        heapq.heappush(self._queue, (timer.due_s, next(self._order), timer))
        return timer

    def advance(self, seconds: float) -> None:
        """Move the clock on and let everything that falls due happen, in order of time."""
        self.runner(lambda: self._advance(seconds))

    def tick(self) -> None:
        """Let what has fallen due happen; a ticking lab calls this now and then."""
        self._advance(0.0)

    def _advance(self, seconds: float) -> None:
        end = self.now() + seconds
        while self._queue and self._queue[0][0] <= end:
            due_s, _, timer = heapq.heappop(self._queue)
            if timer.is_cancelled:
                continue
            self._moved_s += max(0.0, due_s - self.now())
            timer.action()
        self._moved_s += max(0.0, end - self.now())
