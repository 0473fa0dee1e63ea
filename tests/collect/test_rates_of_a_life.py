"""A port with steady traffic through everything that befalls devices: its rate, or none at all."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parknet.collect.elapsed import UPTIME_WRAPS_S
from parknet.collect.rates import Baseline, rates_of
from parknet.model.snapshot import Column, DeviceSnapshot

BPS = 40_000_000
EVENTS = (
    "nothing", "nothing", "nothing", "restart", "cleared", "clock set", "missed", "moved",
    "renamed", "quiet agent",
)  # fmt: skip


@dataclass
class Device:
    """A switch whose ports receive 40 Mbit/s each, told by counters of 32 or 64 bits."""

    narrow: bool
    started: float
    octets: dict[str, int]
    now: float = 0.0
    wall: float = 1_800_000_000.0
    boots: int = 1
    discontinuity: dict[str, float] = field(default_factory=dict)
    order: list[str] = field(default_factory=lambda: ["GE1", "GE2"])

    @property
    def uptime(self) -> float:
        return (self.now - self.started) % UPTIME_WRAPS_S

    def run(self, seconds: float) -> None:
        self.now += seconds
        self.wall += seconds
        for name in self.octets:
            self.octets[name] += round(BPS * seconds / 8)

    def restart(self) -> None:
        self.started = self.now
        self.boots += 1
        self.octets = dict.fromkeys(self.octets, 0)
        self.discontinuity.clear()

    def clear(self, name: str) -> None:
        self.octets[name] = 0
        self.discontinuity[name] = self.uptime

    def rename(self) -> None:
        old = self.order[0]
        self.order[0] = f"{old}x"
        self.octets[f"{old}x"] = self.octets.pop(old)

    def poll(self, *, engine: bool) -> DeviceSnapshot:
        names = tuple(self.order)
        modulus = 2**32 if self.narrow else 2**64
        counts = tuple(self.octets[name] % modulus for name in names)
        wraps = frozenset(names) if self.narrow else frozenset()
        columns = [
            Column("interface.in_octets", "octet", names, counts, wraps),
            Column("interface.speed", "bit/s", names, (100_000_000,) * len(names)),
            Column(
                "interface.discontinuity",
                "s",
                names,
                tuple(self.discontinuity.get(name, 0.0) for name in names),
            ),
            Column("system.uptime", "s", ("",), (self.uptime,)),
        ]
        if engine:
            columns.append(Column("system.engine_boots", "", ("",), (self.boots,)))
            columns.append(Column("system.engine_time", "s", ("",), (self.now - self.started,)))
        return DeviceSnapshot("sw1", self.wall, {column.metric: column for column in columns})


@settings(max_examples=300)
@given(
    narrow=st.booleans(),
    engine=st.booleans(),
    monotonic=st.booleans(),
    age=st.floats(0, 3 * UPTIME_WRAPS_S),
    first=st.integers(0, 2**63),
    life=st.lists(
        st.tuples(st.sampled_from(EVENTS), st.floats(0.05, 0.95), st.sampled_from([60.0, 300.0])),
        min_size=2,
        max_size=12,
    ),
)
def test_steady_traffic_has_its_rate_or_none_whatever_happens(
    narrow: bool,
    engine: bool,
    monotonic: bool,
    age: float,
    first: int,
    life: list[tuple[str, float, float]],
) -> None:
    device = Device(narrow, -age, {"GE1": first, "GE2": first // 2})
    baseline: Baseline | None = None
    before = ""
    for event, when, span in life:
        device.run(span * when)
        if event == "restart":
            device.restart()
        elif event == "cleared":
            device.clear(device.order[0])
        elif event == "clock set":
            device.wall += 40_000.0 if when > 0.5 else -40_000.0
        elif event == "moved":
            device.order.reverse()
        elif event == "renamed":
            device.rename()
        device.run(span * (1 - when))
        if event == "missed":
            before = event
            continue
        snapshot = device.poll(engine=engine and event != "quiet agent")
        found, baseline = rates_of(baseline, snapshot, device.now if monotonic else None)
        for block in found.rates:
            rates = block.values[block.metrics.index("interface.in_rate")]
            known = rates[rates == rates]
            assert known == pytest.approx(BPS, rel=0.2)
        if not narrow and event == before == "nothing":
            column = found.columns()["interface.in_rate"]
            assert len(column.instances) == len(device.order)
            assert found.warnings == ()
        before = event
