"""What has become old in; hours moved to files, files merged and dropped. One process at a time."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from typing import Final

import duckdb

from parknet.model.retention import Retention
from parknet.store.samples.cold import LEVELS, Cold, ColdFile, Level
from parknet.store.samples.compacting import compact
from parknet.store.samples.hot import Hot
from parknet.store.samples.rolling import HOUR_MS, chunks_of, grids_of

_DAY_MS: Final = 24 * HOUR_MS
_LEAP_MS: Final = 7 * _DAY_MS  # longer than a machine is down for repair


def keep_house(hot: Hot, cold: Cold, kept: Retention, now_ms: int) -> tuple[str, ...]:
    """Move, merge and drop; return what is to be told. Nothing where another process does it."""
    told: list[str] = []
    with alone(cold.folder) as is_alone:
        if not is_alone:
            return ()
        try:
            told += [f"{name} is missing: what it held is lost" for name in cold.sweep()]
            _roll(hot, cold, (now_ms // HOUR_MS - kept.hot_hours) * HOUR_MS)
            damaged = compact(cold, hot, now_ms)
            told += [f"{name} is damaged and was set aside" for name in damaged]
            told += _clock_told(hot, now_ms)
            if now_ms >= _drops_from(hot):
                _drop(hot, cold, kept, now_ms)
        except (duckdb.Error, sqlite3.Error, OSError) as error:
            told.append(f"samples stay where they are: {str(error).splitlines()[0]}")
    return tuple(told)


@contextmanager
def alone(folder: Path) -> Iterator[bool]:
    """Yield True where no other process keeps house, which then has to wait."""
    with (folder / "roll.lock").open("w") as file:
        try:
            flock(file, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def _roll(hot: Hot, cold: Cold, end: int) -> None:
    hot.delete_rolled()  # what a killed process did not come to
    while (first := hot.oldest()) is not None and first < end:
        move_hour(hot, cold, first // HOUR_MS * HOUR_MS)
        hot.delete_rolled()


def move_hour(hot: Hot, cold: Cold, since: int) -> None:
    """Write an hour's files; in one step they count, and its polls no more."""
    until, last = since + HOUR_MS - 1, hot.last_row()
    files: list[ColdFile] = []
    for level in LEVELS:
        devices = (
            (name, grids_of(hot.polls(number, since, until, last)))
            for name, number in hot.devices().items()
        )
        files += [cold.write(level, family, chunk) for family, chunk in chunks_of(level, devices)]
    with hot.transaction():
        cold.register(files)
        hot.mark_rolled(since, until, last)


def _clock_told(hot: Hot, now_ms: int) -> list[str]:
    """Note the time; after a leap nothing is dropped for a day, for the clock may be wrong."""
    row = hot.connection.execute("SELECT seen, drops FROM clock").fetchone()
    seen, drops = row if row is not None else (now_ms, now_ms)
    told = []
    if now_ms > seen + _LEAP_MS:
        days = (now_ms - seen) // _DAY_MS
        drops = now_ms + _DAY_MS
        told.append(
            f"the clock is {days} days on since the last time; nothing is dropped for a day"
        )
    elif now_ms < seen - _DAY_MS:  # and it was wrong
        drops = now_ms
    with hot.transaction() as connection:
        connection.execute("INSERT OR REPLACE INTO clock VALUES (1, ?, ?)", (now_ms, drops))
    return told


def _drops_from(hot: Hot) -> int:
    (drops,) = hot.connection.execute("SELECT drops FROM clock").fetchone()
    return int(drops)


def _drop(hot: Hot, cold: Cold, kept: Retention, now_ms: int) -> None:
    days: dict[Level, int | None] = {
        "raw": kept.raw_days,
        "five": kept.five_minutes_days,
        "hour": kept.hourly_days,
    }
    for level, most in days.items():
        if most is None:
            continue
        end = now_ms - most * _DAY_MS
        old = [one for one in cold.files(level, until=end) if one.until < end]
        with hot.transaction():
            cold.forget(old)
        cold.remove(old)
