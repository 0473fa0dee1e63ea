"""Rates: wraps, resets, restarts, set clocks, lying counters; a gap rather than a spike."""

from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parknet.collect.elapsed import UPTIME_WRAPS_S
from parknet.collect.rates import RATE_OF, Baseline, rates_of
from parknet.model.blocks import Rates
from parknet.model.change import DeviceFailure, FailureKind
from parknet.model.metrics import METRICS
from parknet.model.snapshot import Column, DeviceSnapshot

GIGABIT = 1e9
OCTETS = "interface.in_octets"
RATE = "interface.in_rate"


def poll(
    at: float,
    values: Mapping[str, Sequence[int] | int],
    *,
    ports: Sequence[str] = ("GE1",),
    narrow: Sequence[str] = (),
    speed: float | None = GIGABIT,
    discontinuity: Sequence[float] = (),
    **system: float,
) -> DeviceSnapshot:
    names = tuple(ports)
    columns = {}
    for metric, found in values.items():
        row = (found,) * len(names) if isinstance(found, int) else tuple(found)
        bits = frozenset(names) if metric in narrow else frozenset()
        columns[metric] = Column(metric, METRICS[metric].unit, names, row, bits)
    if speed is not None:
        of = "interface.speed"
        columns[of] = Column(of, "bit/s", names, (speed,) * len(names))
    if discontinuity:
        of = "interface.discontinuity"
        columns[of] = Column(of, "s", names, tuple(discontinuity))
    for name, value in system.items():
        columns[f"system.{name}"] = Column(f"system.{name}", "", ("",), (value,))
    return DeviceSnapshot("sw1", at, columns)


def after(
    *polls: DeviceSnapshot, monotonic: Sequence[float | None] | None = None
) -> tuple[Rates, Baseline]:
    """Return what the last of several polls says."""
    baseline: Baseline | None = None
    found = Rates("sw1", 0.0)
    for snapshot, clock in zip(polls, monotonic or [None] * len(polls), strict=True):
        found, baseline = rates_of(baseline, snapshot, clock)
    assert baseline is not None
    return found, baseline


def rate(found: Rates, metric: str = RATE, port: str = "GE1") -> float | None:
    column = found.columns().get(metric)
    if column is None or port not in column.instances:
        return None
    value = column.values[column.instances.index(port)]
    assert isinstance(value, float)
    return value


def said(found: Rates) -> str:
    return "; ".join(found.warnings)


def test_a_first_poll_has_no_rate_and_says_nothing_odd() -> None:
    found, _ = after(poll(0.0, {OCTETS: 1000}))
    assert found.rates == ()
    assert found.warnings == ()
    assert found.counters[0].values.tolist() == [[1000]]


def test_octets_become_bits_a_second_and_a_share_of_the_speed() -> None:
    found, _ = after(poll(0.0, {OCTETS: 0}), poll(60.0, {OCTETS: 750_000_000}))
    assert rate(found) == pytest.approx(1e8)
    assert rate(found, "interface.in_utilisation") == pytest.approx(10.0)
    assert found.warnings == ()


@given(
    steps=st.lists(st.integers(0, 2**31 - 1), min_size=1, max_size=6),
    start=st.integers(0, 2**32 - 1),
)
def test_a_wrap_of_a_32_bit_counter_counts_on(steps: list[int], start: int) -> None:
    """Each step is below half the range, and so slow that two wraps cannot be."""
    count, baseline = start, None
    _, baseline = rates_of(None, poll(0.0, {OCTETS: start}, narrow=[OCTETS]))
    for number, step in enumerate(steps, 1):
        count += step
        snapshot = poll(34.0 * number, {OCTETS: count % 2**32}, narrow=[OCTETS])
        found, baseline = rates_of(baseline, snapshot)
        assert rate(found) == pytest.approx(8 * step / 34)


@given(before=st.integers(1, 2**64 - 1), data=st.data())
def test_a_64_bit_counter_that_goes_back_gives_no_rate_and_starts_anew(
    before: int, data: st.DataObject
) -> None:
    now = data.draw(st.integers(0, before - 1))
    polls = [poll(0.0, {OCTETS: before}), poll(60.0, {OCTETS: now})]
    found, _ = after(*polls)
    assert rate(found) is None
    assert "began anew" in said(found)
    found, _ = after(*polls, poll(120.0, {OCTETS: min(now + 60, 2**64 - 1)}))
    assert rate(found) is not None
    assert found.warnings == ()


def test_a_port_that_was_cleared_gives_no_rate_at_all_in_that_poll() -> None:
    both = {OCTETS: [5000, 5000], "interface.in_errors": [3, 3]}
    later = {OCTETS: [10, 6000], "interface.in_errors": [4, 4]}
    ports = ("GE1", "GE2")
    narrow = ["interface.in_errors"]
    found, _ = after(
        poll(0.0, both, ports=ports, narrow=narrow), poll(60.0, later, ports=ports, narrow=narrow)
    )
    assert rate(found, "interface.in_error_rate") is None
    assert rate(found, "interface.in_error_rate", "GE2") == pytest.approx(1 / 60)


def test_32_bits_that_step_back_by_more_than_half_were_cleared() -> None:
    errors = "interface.in_errors"
    found, _ = after(
        poll(0.0, {errors: 5000}, narrow=[errors]), poll(60.0, {errors: 0}, narrow=[errors])
    )
    assert rate(found, "interface.in_error_rate") is None
    assert "began anew" in said(found)


def test_a_32_bit_counter_that_could_wrap_twice_says_nothing() -> None:
    slow = after(
        poll(0.0, {OCTETS: 0}, narrow=[OCTETS], speed=1e8),
        poll(300.0, {OCTETS: 3_000_000}, narrow=[OCTETS], speed=1e8),
    )[0]
    fast = after(
        poll(0.0, {OCTETS: 0}, narrow=[OCTETS]), poll(300.0, {OCTETS: 3_000_000}, narrow=[OCTETS])
    )[0]
    untold = after(
        poll(0.0, {OCTETS: 0}, narrow=[OCTETS], speed=None),
        poll(300.0, {OCTETS: 3_000_000}, narrow=[OCTETS], speed=None),
    )[0]
    assert rate(slow) == pytest.approx(80_000)
    assert rate(fast) is None
    assert rate(untold) is None
    assert "wrap twice" in said(fast)


@pytest.mark.parametrize(
    "system",
    [
        {"uptime": (5000.0, 30.0)},
        {"uptime": (5000.0, 5060.0), "engine_boots": (3, 4)},
        {"engine_time": (5000.0, 20.0)},
        {"uptime": (10.0, 40.0)},
    ],
    ids=["uptime went back", "boots", "engine time went back", "less uptime than time"],
)
def test_a_restart_gives_no_rate_even_where_counters_went_up(
    system: dict[str, tuple[float, float]],
) -> None:
    first = {name: values[0] for name, values in system.items()}
    second = {name: values[1] for name, values in system.items()}
    found, _ = after(poll(0.0, {OCTETS: 100}, **first), poll(60.0, {OCTETS: 5000}, **second))
    assert found.rates == ()
    assert "restarted" in said(found)


def test_a_32_bit_counter_is_not_unwrapped_over_a_restart() -> None:
    first = poll(0.0, {OCTETS: 2**32 - 10}, narrow=[OCTETS], uptime=9000.0)
    found, _ = after(first, poll(30.0, {OCTETS: 10}, narrow=[OCTETS], uptime=5.0))
    assert found.rates == ()


@pytest.mark.parametrize("engine", [{}, {"engine_time": (42949600.0, 42949660.0)}])
def test_uptime_that_wraps_after_497_days_is_no_restart(
    engine: dict[str, tuple[float, float]],
) -> None:
    first = {name: values[0] for name, values in engine.items()}
    second = {name: values[1] for name, values in engine.items()}
    found, _ = after(
        poll(0.0, {OCTETS: 0}, uptime=UPTIME_WRAPS_S - 20, **first),
        poll(60.0, {OCTETS: 6000}, uptime=40.0, **second),
    )
    assert rate(found) == pytest.approx(800)
    assert found.warnings == ()


def test_a_moved_discontinuity_time_drops_that_port_only() -> None:
    ports = ("GE1", "GE2")
    found, _ = after(
        poll(0.0, {OCTETS: [100, 100]}, ports=ports, discontinuity=(0.0, 0.0)),
        poll(60.0, {OCTETS: [900, 900]}, ports=ports, discontinuity=(4711.25, 0.0)),
    )
    assert rate(found) is None
    assert rate(found, port="GE2") is not None
    assert "GE1" in said(found)


def test_a_rate_above_the_link_speed_is_dropped_and_told() -> None:
    found, _ = after(poll(0.0, {OCTETS: 0}), poll(60.0, {OCTETS: 10**12}))
    assert rate(found) is None
    assert "speed" in said(found)
    errors = {"interface.in_errors": 0}
    burst, _ = after(poll(0.0, errors), poll(60.0, {"interface.in_errors": 10**9}))
    assert rate(burst, "interface.in_error_rate") is None


@given(
    before=st.integers(0, 2**64 - 1),
    now=st.integers(0, 2**64 - 1),
    span=st.floats(1.0, 1e5),
    narrow=st.booleans(),
)
def test_no_rate_is_ever_negative_or_beyond_the_port(
    before: int, now: int, span: float, narrow: bool
) -> None:
    names = [OCTETS] if narrow else []
    found, _ = after(
        poll(0.0, {OCTETS: before}, narrow=names), poll(span, {OCTETS: now}, narrow=names)
    )
    seen = rate(found)
    assert seen is None or 0 <= seen <= GIGABIT * (1 + 5 / span)
    share = rate(found, "interface.in_utilisation")
    assert share is None or 0 <= share <= 100


def test_ports_that_change_places_keep_their_counters() -> None:
    first = poll(0.0, {OCTETS: [1000, 9000]}, ports=("GE1", "GE2"))
    found, _ = after(first, poll(60.0, {OCTETS: [9060, 7, 1600]}, ports=("GE2", "GE3", "GE1")))
    assert rate(found) == pytest.approx(80.0)
    assert rate(found, port="GE2") == pytest.approx(8.0)
    assert rate(found, port="GE3") is None


def test_a_clock_that_was_set_does_not_bend_rates() -> None:
    first = poll(1000.0, {OCTETS: 0}, uptime=9000.0)
    hour_on, _ = after(first, poll(4660.0, {OCTETS: 6000}, uptime=9060.0))
    assert rate(hour_on) == pytest.approx(800)
    assert "clock" in said(hour_on)
    back, _ = after(first, poll(10.0, {OCTETS: 6000}, uptime=9060.0))
    assert rate(back) == pytest.approx(800)
    kept, _ = after(poll(1000.0, {OCTETS: 0}), poll(10.0, {OCTETS: 6000}), monotonic=[500.0, 560.0])
    assert rate(kept) == pytest.approx(800)
    blind, _ = after(poll(1000.0, {OCTETS: 0}), poll(10.0, {OCTETS: 6000}))
    assert rate(blind) is None


def test_an_agent_whose_uptime_stands_still_has_rates() -> None:
    found, _ = after(poll(0.0, {OCTETS: 0}, uptime=0.0), poll(60.0, {OCTETS: 6000}, uptime=0.0))
    assert rate(found) == pytest.approx(800)


def test_a_device_that_failed_keeps_its_place_and_goes_on_later() -> None:
    failed = DeviceSnapshot(
        "sw1", 60.0, failure=DeviceFailure(device="sw1", kind=FailureKind.UNREACHABLE, detail="")
    )
    found, _ = after(poll(0.0, {OCTETS: 0}), failed, poll(120.0, {OCTETS: 6000}))
    assert rate(found) == pytest.approx(400)


def test_tiers_read_apart_have_rates_over_their_own_time() -> None:
    frames = "interface.in_broadcast"
    found, _ = after(
        poll(0.0, {OCTETS: 0, frames: 0}),
        poll(60.0, {OCTETS: 6000}),
        poll(120.0, {OCTETS: 12000, frames: 120}),
    )
    assert rate(found) == pytest.approx(800)
    assert rate(found, "interface.in_broadcast_rate") == pytest.approx(1.0)


def test_shares_are_of_all_frames_that_came() -> None:
    kinds = ("unicast", "multicast", "broadcast")
    counts = {f"interface.in_{kind}": 0 for kind in kinds}
    later = dict.fromkeys(counts, 3000)
    faults = {"interface.in_errors": 0, "interface.in_discards": 0}
    found, _ = after(
        poll(0.0, counts | faults),
        poll(60.0, later | {"interface.in_errors": 900, "interface.in_discards": 100}),
    )
    assert rate(found, "interface.in_packet_rate") == pytest.approx(150.0)
    assert rate(found, "interface.in_error_ratio") == pytest.approx(9.0)
    assert rate(found, "interface.in_discard_ratio") == pytest.approx(1.0)


def test_a_share_without_all_frames_is_none_and_an_idle_port_has_none() -> None:
    some = {"interface.in_unicast": 0, "interface.in_errors": 0}
    found, _ = after(
        poll(0.0, some), poll(60.0, {"interface.in_unicast": 60, "interface.in_errors": 60})
    )
    assert rate(found, "interface.in_error_ratio") is None
    idle = {f"interface.in_{kind}": 5 for kind in ("unicast", "multicast", "broadcast")}
    idle["interface.in_errors"] = 0
    found, _ = after(poll(0.0, idle), poll(60.0, idle))
    assert rate(found, "interface.in_packet_rate") == 0
    assert rate(found, "interface.in_error_ratio") is None


def test_every_counter_has_its_rate_and_every_derived_metric_comes_from_one() -> None:
    counters = {name for name, metric in METRICS.items() if metric.kind == "counter"}
    assert set(RATE_OF) == counters
    derived = {name for name, metric in METRICS.items() if metric.derived}
    assert set(RATE_OF.values()) <= derived
    ports = ("GE1", "GE2")
    found, _ = after(
        poll(0.0, dict.fromkeys(counters, 100), ports=ports),
        poll(60.0, dict.fromkeys(counters, 700), ports=ports),
    )
    assert set(found.columns()) == derived
    assert all(np.isfinite(block.values).all() for block in found.rates)
