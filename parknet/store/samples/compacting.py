"""Many small files in, few large ones out: an hour's become a day's, a day's become a month's."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from typing import Final

import duckdb

from parknet.store.samples.cold import LEVELS, Cold, ColdFile
from parknet.store.samples.hot import Hot

_DAY_MS: Final = 86_400_000
_LATE_MS: Final = 2 * 3_600_000  # polls that are stamped late, and rolled late
_MOST_ROWS: Final = 2_000_000  # of a file, so that it is sorted in memory


def compact(cold: Cold, hot: Hot, now_ms: int) -> list[str]:
    """Merge the files of days and months that are over; return damaged files, set aside.

    Polls that are stamped with a time long past make files of their own there, and are merged with
    the others at the next occasion.
    """
    damaged: list[str] = []
    for level in LEVELS:
        for files in _mergeable(cold.files(level), now_ms, _day):
            damaged += _merge(cold, hot, files)
        if level != "raw":
            for files in _mergeable(cold.files(level), now_ms, _month):
                damaged += _merge(cold, hot, files)
    return damaged


def _day(at: int) -> tuple[int, int]:
    """Return when the day of a time begins and ends."""
    start = at // _DAY_MS * _DAY_MS
    return start, start + _DAY_MS


def _month(at: int) -> tuple[int, int]:
    """Return when the month of a time begins and ends."""
    when = datetime.fromtimestamp(at / 1000, UTC)
    start = when.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    end = start.replace(year=start.year + start.month // 12, month=start.month % 12 + 1)
    return round(start.timestamp() * 1000), round(end.timestamp() * 1000)


def _mergeable(
    files: Iterable[ColdFile], now_ms: int, period: Callable[[int], tuple[int, int]]
) -> list[list[ColdFile]]:
    """Return files of one family and period that is over, where they have devices in common."""
    groups: dict[tuple[str, int], list[ColdFile]] = {}
    for one in files:
        start, end = period(one.since)
        if one.until < end and end + _LATE_MS <= now_ms:
            groups.setdefault((one.family, start), []).append(one)
    return [found for found in groups.values() if _overlap(found)]


def _overlap(files: Iterable[ColdFile]) -> bool:
    ranges = sorted((one.first, one.last) for one in files)
    return any(later[0] <= before[1] for before, later in pairwise(ranges))


def _merge(cold: Cold, hot: Hot, files: Sequence[ColdFile]) -> list[str]:
    merged: list[ColdFile] = []
    try:
        for first, last in _ranges(cold, files):
            merged.append(cold.merge(files, first, last))
    except duckdb.Error:
        cold.remove(merged)
        damaged = cold.set_aside(files)
        if not damaged:  # not the files' fault: a full disk
            raise
        return damaged
    with hot.transaction():
        cold.forget(files)
        cold.register(merged)
    cold.remove(files)
    return []


def _ranges(cold: Cold, files: Sequence[ColdFile]) -> list[tuple[str, str]]:
    """Return ranges of devices, each of which makes a file that is not too large."""
    counted = cold.rows_of_devices(files)
    ranges: list[tuple[str, str]] = []
    rows = _MOST_ROWS
    for device, count in counted:
        if rows + count > _MOST_ROWS:
            ranges.append((device, device))
            rows = 0
        ranges[-1] = (ranges[-1][0], device)
        rows += count
    return ranges
