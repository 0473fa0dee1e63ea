"""What samples cost: rates, what goes in, what lies on disk, and a year of one port read back."""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from bench.figures import Figure, in_own_process, peak_mb, resident_mb
from parknet.collect.rates import Baseline, rates_of
from parknet.model.blocks import Rates
from parknet.model.metrics import METRICS
from parknet.model.retention import Retention
from parknet.model.snapshot import Column, DeviceSnapshot
from parknet.pipeline.samples import Keeper
from parknet.store.samples import Samples
from parknet.store.samples.cold import Chunk
from parknet.store.samples.rolling import MOST

PORTS = tuple(f"GigabitEthernet0/0/{number}" for number in range(1, 53))
COUNTERS = tuple(
    f"interface.{way}_{what}"
    for what in ("octets", "unicast", "errors", "discards")
    for way in ("in", "out")
)
NARROW = frozenset(PORTS)
START = 1_767_225_600  # 2026-01-01T00:00:00Z
STEP_S = 60
DEVICES, POLLS = 40, 60  # an hour
YEAR_DEVICES = 8


class Traffic:
    """Counters of a switch as an office has them: half the ports idle, few errors, bursts."""

    def __init__(self, seed: int) -> None:
        self._random = np.random.default_rng(seed)
        busy = self._random.random(len(PORTS))
        self._mean_bps = np.where(busy < 0.5, 0.0, 10 ** (4 + 4 * (busy - 0.5) * 2))
        self._counts = np.zeros((len(COUNTERS), len(PORTS)))
        self._counts[:4] = self._random.integers(0, 2**40, (4, len(PORTS)))

    def step(self) -> list[tuple[int, ...]]:
        """Return the counters after another minute, row by row."""
        for way in range(2):
            burst = self._random.exponential(1.0, len(PORTS))
            octets = self._mean_bps * burst * STEP_S / 8 + 640  # and what every port gets
            self._counts[way] += np.floor(octets)
            self._counts[2 + way] += np.floor(octets / 700) + 8
            self._counts[4 + way] += self._random.random(len(PORTS)) < 0.0005
            self._counts[6 + way] += (self._random.random(len(PORTS)) < 0.002) * 3
        return [tuple(row) for row in self._counts.astype(np.int64).tolist()]


def polls(device: str, seed: int, count: int) -> Iterator[DeviceSnapshot]:
    traffic = Traffic(seed)
    speed = Column("interface.speed", "bit/s", PORTS, (1_000_000_000,) * len(PORTS))
    status = Column("interface.oper_status", "", PORTS, ("up",) * len(PORTS))
    jitter = np.random.default_rng(seed)
    for number in range(count):
        columns = {"interface.speed": speed, "interface.oper_status": status}
        for metric, row in zip(COUNTERS, traffic.step(), strict=True):
            narrow = NARROW if "error" in metric or "discard" in metric else frozenset()
            columns[metric] = Column(metric, METRICS[metric].unit, PORTS, row, narrow)
        at = START + STEP_S * number + float(jitter.integers(0, 400)) / 1000
        uptime = Column("system.uptime", "s", ("",), (1e6 + at - START,))
        yield DeviceSnapshot(device, at, columns | {"system.uptime": uptime})


def rates_and_appends(folder: Path) -> tuple[float, float]:
    """Return CPU seconds a poll for rates, and for the store."""
    made = [list(polls(f"sw{number:03}", number, POLLS)) for number in range(DEVICES)]
    in_time = [poll for row in zip(*made, strict=True) for poll in row]
    baselines: dict[str, Baseline] = {}
    rated: list[Rates] = []
    began = time.process_time()
    for poll in in_time:
        rates, baselines[poll.device] = rates_of(baselines.get(poll.device), poll)
        rated.append(rates)
    for_rates = (time.process_time() - began) / len(in_time)
    with Samples(folder) as samples:
        began = time.process_time()
        for poll, rates in zip(in_time, rated, strict=True):
            samples.append(poll, rates)
        for_store = (time.process_time() - began) / len(in_time)
    return for_rates, for_store


def rolled(folder: Path) -> tuple[float, dict[str, float]]:
    """Return CPU seconds of an hour's roll, and octets on disk by level."""
    with Samples(folder) as samples:
        began = time.process_time()
        told = samples.roll(START + 12 * 3600)
        spent = time.process_time() - began
    assert told == (), told
    sizes = {
        level.name: float(sum(one.stat().st_size for one in level.rglob("*.parquet")))
        for level in folder.iterdir()
        if level.is_dir()
    }
    return spent, sizes


def year(folder: Path) -> tuple[float, float]:
    """Return seconds to read a year of a port: of CPU the first time, of the clock at best of ten.

    Eleven months are a file each, as they are after a year, and the last one's days are.
    """
    rng = np.random.default_rng(1)
    periods = [(30 * month, 30) for month in range(11)] + [(330 + day, 1) for day in range(30)]
    with Samples(folder) as samples:
        for first, days in periods:
            chunk = _five_minutes(first, days, rng)
            samples._cold.register([samples._cold.write("five", "interface", chunk)])
        took, first_read = [], 0.0
        for number in range(11):
            port, device = PORTS[number * 4], f"sw{number % YEAR_DEVICES:03}"
            span = {"since": float(START), "until": START + 366 * 86_400.0}
            began, spent = time.perf_counter(), time.process_time()
            found = samples.read(device, "interface.in_rate", port, **span, step_s=300)
            took.append(time.perf_counter() - began)
            if number == 0:
                first_read = time.process_time() - spent
            assert len(found.values) == 12 * 30 * 288
    return first_read, min(took)


def _five_minutes(first_day: int, days: int, rng: np.random.Generator) -> Chunk:
    steps = days * 288
    at = (START + first_day * 86_400 + 300 * np.arange(steps, dtype=np.int64)) * 1000
    series = YEAR_DEVICES * len(PORTS)
    columns = {}
    for metric in ("interface.in_rate", "interface.out_rate", "interface.in_utilisation"):
        means = rng.exponential(1e6, series * steps).astype(np.float32)
        means.view(np.uint32)[:] &= np.uint32(0xFFFFF000)
        columns[metric] = means
        columns[metric + MOST] = means * np.float32(2)
    names = sorted(PORTS)
    instance = np.tile(np.repeat(np.arange(len(PORTS), dtype=np.int32), steps), YEAR_DEVICES)
    return Chunk(
        devices=[f"sw{number:03}" for number in range(YEAR_DEVICES)],
        instances=names,
        device=np.repeat(np.arange(YEAR_DEVICES, dtype=np.int32), len(PORTS) * steps),
        instance=instance,
        at=np.tile(at, series),
        columns=columns,
    )


def park() -> dict[str, float]:
    """Keep ten polls of 2,500 switches; return memory half-way and at the end, CPU and disk."""
    switches = 2500
    made = list(polls("sw", 1, 10))
    memory = []
    with TemporaryDirectory() as name:
        keeper = Keeper(Path(name), "park", Retention())
        began = time.process_time()
        for number, poll in enumerate(made):
            for switch in range(switches):
                # Names as decoding makes them: of its own for each device.
                columns = {
                    metric: replace(column, instances=tuple(map("".join, column.instances)))
                    for metric, column in poll.columns.items()
                } if not number else poll.columns  # fmt: skip
                device = replace(poll, device=f"sw{switch:04}", columns=columns)
                _, told = keeper.keep(device, poll.taken_at)
                assert told == ()
            if number in (4, 9):
                memory.append(resident_mb())
        spent = time.process_time() - began
        keeper.close()
    polled = switches * len(made)
    return {"half": memory[0], "end": memory[1], "ms": 1000 * spent / polled}


def run() -> list[Figure]:
    """Return the figures; the samples of a poll are 8 counters of 52 ports, rates come on top."""
    samples = len(PORTS) * len(COUNTERS)
    with TemporaryDirectory() as name:
        for_rates, for_store = rates_and_appends(Path(name) / "hot")
        hot = (Path(name) / "hot" / "hot.db").stat().st_size
        roll_s, sizes = rolled(Path(name) / "hot")
        memory = peak_mb()
        first, again = year(Path(name) / "year")
    kept = in_own_process("bench.samples", "park")
    count = DEVICES * POLLS * samples
    speeds = count / 8 * 9  # what lies there: the counters and the speed
    return [
        Figure("rates of a 52-port switch, 8 columns", 1000 * for_rates, "CPU-ms", 0.15),
        Figure("stored, with its rates", 1000 * for_store, "CPU-ms", 0.3),
        Figure(
            "a million counters in", 1e6 / samples * for_store, "CPU-s", 1.0,
            f"{samples / for_store / 1e6:.2f} million a second, rates on top",
        ),
        Figure("a counter or gauge cold, as read", sizes["raw"] / speeds, "octets", 2.0),
        Figure("the same while it is hot, with its rate", hot / count, "octets"),
        Figure(
            "five minutes of a port, all means and maxima",
            sizes["five"] / (DEVICES * len(PORTS) * 12), "octets",
        ),
        Figure("rolling a million counters", roll_s / count * 1e6, "CPU-s"),
        Figure("a year of one port, first read", 1000 * first, "CPU-ms", 200),
        Figure("a year of one port, again", 1000 * again, "ms", 200),
        Figure("memory while rolling", memory, "MB", 600),
        Figure("memory of 2,500 switches kept", kept["end"], "MB", 300),
        Figure("what five more polls of them add", kept["end"] - kept["half"], "MB", 10),
        Figure("each of these polls, rates and all", kept["ms"], "CPU-ms", 0.3),
    ]  # fmt: skip
