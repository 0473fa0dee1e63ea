"""What the loop of `collect --every` costs, and that it does not grow, by a simulated clock.

Devices answer at once; decoding, rates, samples and merging are real. Two ports a device, so that
memory which grows shows beside what stays; `bench.collect` has all ports.
"""

import gc
import time
import tracemalloc
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from bench.figures import Figure, resident_mb
from parknet.collect import read_profiles
from parknet.collect.schedule import Schedule
from parknet.model.collector import Tier
from parknet.model.monitoring import Monitoring
from parknet.model.retention import Retention
from parknet.pipeline.collecting import Collecting
from parknet.pipeline.samples import Keeper
from parknet.pipeline.watching import Polled
from tests.pipeline.simulated import (
    Agent,
    Notebook,
    SimulatedClock,
    SimulatedCrew,
    park_of,
    plan_of,
)

ROOT = Path(__file__).parents[1]
DEVICES, PORTS = 2500, 2
WARM_S, SOAK_S = 120.0, 360.0
DAY_S = 86400.0


def run() -> list[Figure]:
    """Return the figures."""
    with TemporaryDirectory() as folder:
        return [*_loop(Path(folder)), *_day_of_schedule()]


class _Quiet(Notebook):
    """A watcher that forgets, so that only the loop's own memory is measured."""

    def polled(self, polled: Polled) -> None:
        """Forget."""

    def told(self, text: str, device: str = "") -> None:
        """Forget."""


def _loop(folder: Path) -> list[Figure]:
    names = ("system", "if-mib")
    documents = {
        name: yaml.safe_load((ROOT / "collectors" / f"{name}.yml").read_text(encoding="utf-8"))
        for name in names
    }
    profiles = list(read_profiles(documents).values())
    clock = SimulatedClock()
    agents = {f"b{at // 50:02d}-acc{at % 50}": Agent(ports=PORTS) for at in range(DEVICES)}
    crew = SimulatedCrew(clock, agents)
    crew.keeps = False
    loop = Collecting(
        park_of(*(plan_of(name, "aggregation") for name in agents)),
        dict.fromkeys(agents, profiles),
        Monitoring(),
        crew=crew,
        keeper=Keeper(folder, "p", Retention()),
        write=lambda _snapshot: None,
        clock=clock,
        watcher=_Quiet(),
        rehearsal=True,
    )
    marks: list[tuple[float, int, float]] = []

    def mark() -> None:
        gc.collect()
        marks.append((time.process_time(), loop.status().polls, resident_mb()))

    crew.at(WARM_S, mark)
    crew.at(SOAK_S - 1, mark)
    loop.run(SOAK_S)
    (cpu, polls, before), (cpu_end, polls_end, after) = marks
    each_ms = 1000 * (cpu_end - cpu) / (polls_end - polls)
    share = 100 * each_ms / 1000 * DEVICES / 60
    return [
        Figure(f"loop: a poll of {PORTS} ports, all told", each_ms, "ms CPU"),
        Figure(f"loop: {DEVICES} devices every 60 s, of one core", share, "%", 50.0),
        Figure("loop: memory", after, "MB", 600.0),
        Figure("loop: memory that 10,000 polls add", after - before, "MB", 8.0),
    ]


def _day_of_schedule() -> list[Figure]:
    """Return what the schedule of a park adds in a day, by Python's own count."""
    intervals: dict[Tier, float] = {
        "ports": 300.0, "health": 60.0, "optics": 900.0, "identity": 3600.0,
    }  # fmt: skip
    plan = Schedule(dict.fromkeys((f"sw{at}" for at in range(100)), intervals), 60.0, 0.0)
    _turn(plan, 3600.0)
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    _turn(plan, 3600.0 + DAY_S)
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return [Figure("schedule: what a day adds, 100 devices", (after - before) / 1024, "KiB", 64.0)]


def _turn(plan: Schedule, until: float) -> None:
    while (now := plan.next_at()) is not None and now < until:
        for due in plan.due(now):
            plan.done(due.device, now + 0.1, answered=not due.device.endswith("7"))
