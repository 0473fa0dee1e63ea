"""A device's poll and what was kept of the ones before in, rates out: the only place that does it.

Counters wrap, are cleared, begin anew, and now and then lie. What is not sure gives no rate and a
warning, and the next poll starts from what was read: a gap is honest, a spike is not.

* Only counters of 32 bits wrap, and only while the agent runs on; a step back of more than half
  their range is no wrap. A wider one that goes back was cleared, and so was its whole port.
* A counter of 32 bits that might have wrapped twice says nothing (RFC 2863, section 3.1.6).
* No port carries more than its speed, nor more frames than the smallest ones would be.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from parknet.collect.elapsed import Moment, elapsed
from parknet.collect.notes import Notes
from parknet.collect.ratios import ratios_of
from parknet.model.blocks import Block, Rates
from parknet.model.snapshot import Column, DeviceSnapshot

_Floats = NDArray[np.float64]
_Counts = NDArray[np.uint64]
_Flags = NDArray[np.bool_]

_WAYS: Final = ("in", "out")
_OCTETS: Final = {
    f"{family}.{way}_octets": f"{family}.{way}_rate"
    for family in ("interface", "ipv4", "ipv6")
    for way in _WAYS
}
_FRAMES: Final = {
    f"interface.{way}_{cast}": f"interface.{way}_{cast}_rate"
    for cast in ("unicast", "multicast", "broadcast")
    for way in _WAYS
}
_FAULTS: Final = {  # no agent has these wider than 32 bits, so wrapping twice is no question
    f"interface.{way}_{fault}s": f"interface.{way}_{fault}_rate"
    for fault in ("error", "discard")
    for way in _WAYS
} | {
    "interface.fcs_errors": "interface.fcs_error_rate",
    "interface.late_collisions": "interface.late_collision_rate",
}
RATE_OF: Final[Mapping[str, str]] = _OCTETS | _FRAMES | _FAULTS

_WRAP: Final = np.uint64(2**32)
_HALF: Final = np.uint64(2**31)
_FASTEST_BPS: Final = 25.6e12  # as collectors/if-mib.yml has it, where a port tells no speed
_SMALLEST_FRAME_BITS: Final = 8 * (64 + 20)  # with preamble and gap (IEEE 802.3)
# Agents that count every few seconds seem faster than their ports. [U]: no maker says how much.
_STALE_S: Final = 5.0


@dataclass(frozen=True, slots=True)
class _Table:
    """Counters of one poll that share their instances; speed and discontinuity are NaN if none."""

    block: Block
    values: _Counts
    moment: Moment
    speed: _Floats
    discontinuity: _Floats


@dataclass(frozen=True, slots=True)
class Baseline:
    """What the next rates of a device are made from: each counter as last read."""

    places: Mapping[str, tuple[_Table, int]] = field(default_factory=dict)


def rates_of(
    before: Baseline | None, now: DeviceSnapshot, monotonic_s: float | None = None
) -> tuple[Rates, Baseline]:
    """Return a poll's rates, and what to hand in with the next.

    Args:
        before: what the device's last call returned; None on a first poll.
        now: what was read; tiers may be read apart, each counter has its own last time.
        monotonic_s: a clock that nobody sets, at the time of the poll; rates are over it.
    """
    places = before.places if before is not None else {}
    if now.failure is not None and not now.columns:
        return Rates(now.device, now.taken_at), Baseline(places)
    moment = moment_of(now, monotonic_s)
    notes = Notes()
    counters: list[Block] = []
    rates: list[Block] = []
    kept = dict(places)
    for columns, earlier in _groups(now, places):
        table = _table(columns, now, moment, earlier)
        counters.append(table.block)
        kept.update({column.metric: (table, row) for row, column in enumerate(columns)})
        if earlier is not None:
            rows = [places[column.metric][1] for column in columns]
            found = _rates(columns, table, earlier, rows, notes)
            if found is not None:
                metrics = tuple(RATE_OF[column.metric] for column in columns)
                rates.append(
                    _with_shares(Block(metrics, table.block.instances, found), table.speed)
                )
    derived = (*rates, *ratios_of(rates))
    return (
        Rates(now.device, now.taken_at, tuple(counters), derived, notes.warnings()),
        Baseline(kept),
    )


def moment_of(now: DeviceSnapshot, monotonic_s: float | None) -> Moment:
    """Return when a device was read, by every clock there is."""

    def scalar(metric: str) -> float | None:
        column = now.columns.get(metric)
        value = column.values[0] if column is not None and column.values else None
        return None if value is None or isinstance(value, str) else float(value)

    return Moment(
        now.taken_at,
        monotonic_s,
        scalar("system.uptime"),
        scalar("system.engine_boots"),
        scalar("system.engine_time"),
    )


def _groups(
    now: DeviceSnapshot, places: Mapping[str, tuple[_Table, int]]
) -> list[tuple[list[Column], _Table | None]]:
    """Return counters that have their instances, and the poll they were last in, in common."""
    groups: dict[tuple[tuple[str, ...], int], tuple[list[Column], _Table | None]] = {}
    for column in now.columns.values():
        if column.metric not in RATE_OF or not column.instances:
            continue
        place = places.get(column.metric)
        earlier = place[0] if place is not None else None
        key = (column.instances, id(earlier))
        groups.setdefault(key, ([], earlier))[0].append(column)
    return list(groups.values())


def _table(
    columns: Sequence[Column], now: DeviceSnapshot, moment: Moment, earlier: _Table | None
) -> _Table:
    instances = columns[0].instances
    if earlier is not None and earlier.block.instances == instances:
        instances = earlier.block.instances  # one copy of the names is enough for all polls
    values = _counts(columns)
    metrics = tuple(column.metric for column in columns)
    speed = _aligned(now.columns.get("interface.speed"), instances)
    return _Table(
        Block(metrics, instances, values),
        values,
        moment,
        np.where(speed > 0, speed, np.nan),
        _aligned(now.columns.get("interface.discontinuity"), instances),
    )


def _counts(columns: Sequence[Column]) -> _Counts:
    try:
        return np.array([column.values for column in columns], dtype=np.uint64)
    except OverflowError:  # scaled beyond what 64 bits hold
        most = 2**64 - 1
        cells = [[min(max(int(one), 0), most) for one in column.values] for column in columns]
        return np.array(cells, dtype=np.uint64)


def _aligned(column: Column | None, instances: tuple[str, ...]) -> _Floats:
    if column is None:
        return np.full(len(instances), np.nan)
    if column.instances == instances:
        return np.array(column.values, dtype=np.float64)
    known = dict(zip(column.instances, column.values, strict=True))
    return np.array([known.get(instance, np.nan) for instance in instances], dtype=np.float64)


def _rates(
    columns: Sequence[Column],
    table: _Table,
    earlier: _Table,
    rows: Sequence[int],
    notes: Notes,
) -> _Floats | None:
    """Return rates, NaN where there is none, or None where nothing can be said of any."""
    passed = elapsed(earlier.moment, table.moment)
    if passed.warning:
        notes.add("rates", passed.warning)
    if passed.restarted:
        return None
    if passed.seconds <= 0:
        notes.add("rates", "no time has passed since the last poll, or the clock was set back")
        return None
    instances = table.block.instances
    at, known = _places(instances, earlier.block.instances)
    last = earlier.values[list(rows)][:, at]
    delta = table.values - last  # modulo 2^64
    narrow = _narrow(columns, instances)
    doubtful = table.values < last
    if narrow is not None:
        wrapped = doubtful & narrow & (last < _WRAP)
        delta = np.where(wrapped, delta % _WRAP, delta)
        doubtful = doubtful & ~wrapped | wrapped & (delta > _HALF)
    cleared = known & (doubtful.any(axis=0) | _broke_off(table, earlier, at))
    if cleared.any():
        _tell(
            notes, columns, cleared, instances, "counters began anew; no rate until the next poll"
        )
    bits = np.array([8.0 if column.metric in _OCTETS else 1.0 for column in columns])
    rates = delta * (bits[:, None] / passed.seconds)
    speed = np.fmax(table.speed, earlier.speed[at])
    absurd = _absurd(columns, rates, speed, passed.seconds) & known & ~cleared
    if absurd.any():
        _tell(notes, columns, absurd, instances, "more than the port's speed allows; not believed")
    unsure = np.zeros_like(absurd)
    if narrow is not None:
        unsure = narrow & (delta > 0) & _may_wrap_twice(columns, speed, passed.seconds)
        unsure &= known & ~cleared & ~absurd
        if unsure.any():
            _tell(notes, columns, unsure, instances, "32 bits may wrap twice between two polls")
    return np.where(known & ~cleared & ~absurd & ~unsure, rates, np.nan)


def _places(
    instances: tuple[str, ...], before: tuple[str, ...]
) -> tuple[NDArray[np.intp] | slice, _Flags]:
    """Return where each instance stood before, and whether it did: keys are names."""
    if instances is before:
        return slice(None), np.ones(len(instances), dtype=np.bool_)
    where = {instance: at for at, instance in enumerate(before)}
    at = np.array([where.get(instance, -1) for instance in instances], dtype=np.intp)
    return at, at >= 0


def _narrow(columns: Sequence[Column], instances: tuple[str, ...]) -> _Flags | None:
    if not any(column.narrow for column in columns):
        return None
    flags = np.zeros((len(columns), len(instances)), dtype=np.bool_)
    for row, column in enumerate(columns):
        if len(column.narrow) == len(instances):
            flags[row] = True
        elif column.narrow:
            flags[row] = [instance in column.narrow for instance in instances]
    return flags


def _broke_off(table: _Table, earlier: _Table, at: NDArray[np.intp] | slice) -> _Flags:
    """Return the instances whose ifCounterDiscontinuityTime has moved (RFC 2863)."""
    return np.abs(table.discontinuity - earlier.discontinuity[at]) > 0.005


def _absurd(columns: Sequence[Column], rates: _Floats, speed: _Floats, seconds: float) -> _Flags:
    most = np.where(np.isnan(speed), _FASTEST_BPS, speed * (1 + _STALE_S / seconds))
    share = np.array(
        [1.0 if column.metric in _OCTETS else 1 / _SMALLEST_FRAME_BITS for column in columns]
    )
    found: _Flags = rates > share[:, None] * most
    return found


def _may_wrap_twice(columns: Sequence[Column], speed: _Floats, seconds: float) -> _Flags:
    """Return which counters could pass 2^32 in the time; a port that tells no speed could."""
    bits = np.array(
        [
            8.0 if column.metric in _OCTETS
            else float(_SMALLEST_FRAME_BITS) if column.metric in _FRAMES
            else np.inf
            for column in columns
        ]
    )  # fmt: skip
    fastest = np.where(np.isnan(speed), _FASTEST_BPS, speed)
    found: _Flags = fastest * (seconds / bits)[:, None] > float(_WRAP)
    return found


def _tell(
    notes: Notes,
    columns: Sequence[Column],
    flags: _Flags,
    instances: tuple[str, ...],
    reason: str,
) -> None:
    """Note each instance, once for a whole port or once for each of its metrics."""
    if flags.ndim == 1:
        for at in np.flatnonzero(flags):
            notes.add("rates", reason, instances[at])
        return
    for row, at in np.argwhere(flags):
        notes.add(RATE_OF[columns[row].metric], reason, instances[at])


def _with_shares(block: Block, speed: _Floats) -> Block:
    """Return a block with the share that its rates are of the ports' speed, at most all of it."""
    rows = {metric: row for row, metric in enumerate(block.metrics)}
    found = [way for way in _WAYS if f"interface.{way}_rate" in rows]
    if not found:
        return block
    shares = [
        np.minimum(100 * block.values[rows[f"interface.{way}_rate"]] / speed, 100.0)
        for way in found
    ]
    metrics = (*block.metrics, *(f"interface.{way}_utilisation" for way in found))
    return Block(metrics, block.instances, np.vstack([block.values, *shares]))
