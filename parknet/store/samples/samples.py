"""The store of samples: the one object that others use."""

import sqlite3
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import duckdb
import numpy as np
from numpy.typing import NDArray

from parknet.errors import StateError
from parknet.model.blocks import Rates
from parknet.model.health import Figures
from parknet.model.metrics import METRICS
from parknet.model.retention import Retention
from parknet.model.snapshot import Column, DeviceSnapshot, Value
from parknet.store.samples.cold import Cold, Level
from parknet.store.samples.figures import figures_of
from parknet.store.samples.hot import Hot, Poll, StoredPoll
from parknet.store.samples.housekeeping import keep_house
from parknet.store.samples.packing import NO_COUNT, blocks_of, family_of, unpacked, words_of
from parknet.store.samples.reading import Series, joined, nearest_rank
from parknet.store.samples.rolling import MOST

_MOST_WAITING: Final = 4000  # polls that wait for a full disk: some 40 MB
_CLOCK_SLACK_MS: Final = 120_000


@dataclass(frozen=True, slots=True)
class Latest:
    """What is known of a device now: numbers of its last polls, and its last words."""

    device: str
    at: float
    columns: Mapping[str, Column]


class Samples:
    """Everything that was measured in a park, under one folder."""

    def __init__(self, folder: Path, retention: Retention | None = None) -> None:
        """Open or make the store.

        Raises:
            StateError: its index is damaged or was written by a newer parknet.
        """
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._retention = retention or Retention()
        self._hot = Hot(folder / "hot.db")
        self._cold = Cold(folder, self._hot)
        self._waiting: deque[Poll] = deque()
        self._lost = 0
        self._newest = 0
        self._is_behind = False

    def close(self) -> None:
        """Write what waits, as far as that can be, and let go of the files."""
        self._flush()
        self._cold.close()
        self._hot.close()

    def __enter__(self) -> "Samples":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- writing ---------------------------------------------------------------------------------

    def append(self, snapshot: DeviceSnapshot, rates: Rates) -> tuple[str, ...]:
        """Keep one poll, which survives a kill once this returns; return what is to be told.

        Nothing is raised where the disk is full: polls wait in memory, the oldest are given up.
        """
        at = round(snapshot.taken_at * 1000)
        words = [one for one in words_of(snapshot) if not self._hot.is_known(snapshot.device, one)]
        blocks = blocks_of(snapshot, rates)
        told = self._clock_told(at)
        if not blocks and not words:
            return told
        poll = Poll(snapshot.device, at, blocks, words, frozenset(snapshot.partial))
        self._waiting.append(poll)
        return told + self._flush()

    def _flush(self) -> tuple[str, ...]:
        before = len(self._waiting)
        while self._waiting:
            try:
                self._hot.add(self._waiting[0])
            except sqlite3.Error as error:
                return self._refused(str(error))
            self._waiting.popleft()
        if self._lost:
            lost, self._lost = self._lost, 0
            return (f"samples are written again; {lost} polls were given up",)
        return ("samples are written again; none were lost",) if before > 1 else ()

    def _refused(self, error: str) -> tuple[str, ...]:
        while len(self._waiting) > _MOST_WAITING:
            self._waiting.popleft()
            self._lost += 1
        waiting = len(self._waiting)
        if waiting > 1 and waiting % 100 and not self._lost:  # once in a while is enough
            return ()
        given_up = f", {self._lost} were given up" if self._lost else ""
        return (f"samples cannot be written ({error}): {waiting} polls wait{given_up}",)

    def _clock_told(self, at: int) -> tuple[str, ...]:
        """Say once that the clock was set back; samples are kept as they are stamped."""
        if at >= self._newest - _CLOCK_SLACK_MS:
            self._newest = max(self._newest, at)
            self._is_behind = False
            return ()
        if self._is_behind:
            return ()
        self._is_behind = True
        behind = round((self._newest - at) / 1000)
        return (f"the clock is {behind} s behind the newest sample: was it set back?",)

    def roll(self, now: float) -> tuple[str, ...]:
        """Move what is older than the hot hours to Parquet, merge files, drop what is too old.

        Args:
            now: Unix time in seconds.

        Returns:
            What is to be told: files that are missing or damaged, a disk that is full.
        """
        return keep_house(self._hot, self._cold, self._retention, round(now * 1000))

    # -- reading ---------------------------------------------------------------------------------

    def read(
        self,
        device: str,
        metric: str,
        instance: str,
        *,
        since: float,
        until: float,
        step_s: float = 0,
    ) -> Series:
        """Return one metric of one instance, from `since` until before `until`.

        Args:
            device: by name.
            metric: of the table of metrics; a number.
            instance: its key; empty for what a device has once.
            since: Unix time in seconds.
            until: Unix time in seconds.
            step_s: means and maxima of such steps, at least five minutes where older samples are
                kept no finer; 0 for as fine as it is kept.

        Raises:
            StateError: a damaged file was met again after it had been set aside.
        """
        first, end = round(since * 1000), round(until * 1000)
        pieces = [self._hot_piece(device, metric, instance, since=first, until=end)]
        for level, low, high in self._levels(metric, step_s, first, end):
            columns = [metric] if level == "raw" else [metric, metric + MOST]
            at, values, *most = self._cold_series(
                level, device, instance, columns, since=low, until=high
            )
            pieces.append((at, values, most[0] if most else np.full(len(at), np.nan)))
        return joined(pieces, step_s)

    def percentile(
        self, device: str, metric: str, instance: str,
        *, since: float, until: float, percent: float = 95,
    ) -> float:  # fmt: skip
        """Return a percentile, by nearest rank, of five-minute means; NaN where there is none."""
        found = self.read(device, metric, instance, since=since, until=until, step_s=300)
        return nearest_rank(found.values, percent)

    def figures(
        self, device: str, metrics: Sequence[str], *, since: float, until: float
    ) -> dict[str, dict[str, Figures]]:
        """Return means, percentiles and maxima of a device's five minutes, by instance and metric.

        Args:
            device: by name.
            metrics: gauges and rates; what was never read is left out.
            since: Unix time in seconds.
            until: Unix time in seconds.
        """
        first, end = round(since * 1000), round(until * 1000)
        return figures_of(self._hot, self._cold, device, metrics, since=first, until=end)

    def history(self, device: str, metric: str, instance: str) -> list[tuple[float, str]]:
        """Return when a word changed, and to what; empty for: no more."""
        return self._hot.history(device, metric, instance)

    def latest(self, now: float, within_s: float = 900) -> Iterator[Latest]:
        """Yield what each device said last, with numbers no older than `within_s`."""
        since = round((now - within_s) * 1000)
        for name, number in self._hot.devices().items():
            polls = self._latest_polls(number, since)
            if polls:
                yield Latest(name, polls[0][0] / 1000, self._latest_columns(number, polls))

    def _latest_polls(self, device: int, since: int) -> list[StoredPoll]:
        """Return the last poll of each shape, the last one first; the others are not unpacked."""
        rows = self._hot.connection.execute(
            "SELECT shape, rowid, max(at) FROM sample WHERE device = ? AND at >= ? "
            "GROUP BY shape ORDER BY 3 DESC",
            (device, since),
        ).fetchall()
        found: list[StoredPoll] = []
        for shape, row, at in rows:
            (data,) = self._hot.connection.execute(
                "SELECT data FROM sample WHERE rowid = ?", (row,)
            ).fetchone()
            found.append((at, unpacked(self._hot.layouts(shape), data)))
        return found

    def _latest_columns(self, device: int, polls: list[StoredPoll]) -> dict[str, Column]:
        columns: dict[str, Column] = {}
        for _, blocks in polls:
            for layout, numbers in blocks:
                for row, metric in enumerate(layout.metrics):
                    if metric not in columns:
                        columns[metric] = _column(metric, layout.instances, numbers[row])
        words: dict[str, dict[str, Value]] = {}
        for metric, instance, value in self._hot.all_words(device):
            if metric in METRICS and not METRICS[metric].repeats:
                words.setdefault(metric, {})[instance] = value
        for metric, found in words.items():
            columns[metric] = Column(metric, "", tuple(found), tuple(found.values()))
        return columns

    def _levels(
        self, metric: str, step_s: float, since: int, until: int
    ) -> Iterator[tuple[Level, int, int]]:
        """Yield which files say what is asked, for which time."""
        if METRICS[metric].kind == "counter":
            yield "raw", since, until
            return
        level: Level = "hour" if step_s >= 3600 else "five"
        if step_s >= 300 or METRICS[metric].derived:
            yield level, since, until
            return
        raw = self._cold.files("raw", family_of(metric), since, until)
        begins = max(since, min((one.since for one in raw), default=until))
        yield "five", since, begins
        yield "raw", begins, until

    def _cold_series(
        self, level: Level, device: str, instance: str, columns: list[str],
        *, since: int, until: int,
    ) -> list[NDArray[np.float64]]:  # fmt: skip
        for _ in range(2):
            files = self._cold.files(level, family_of(columns[0]), since, until)
            try:
                return self._cold.series(files, device, instance, columns, since=since, until=until)
            except duckdb.Error as error:
                trouble = str(error).splitlines()[0]
                if not self._cold.set_aside(files):
                    break
        raise StateError(f"samples cannot be read: {trouble}")

    def _hot_piece(
        self, device: str, metric: str, instance: str, *, since: int, until: int
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:  # fmt: skip
        number = self._hot.devices().get(device)
        at: list[int] = []
        values: list[Any] = []
        for when, blocks in self._hot.polls(number, since, until - 1) if number is not None else ():
            for layout, numbers in blocks:
                if metric in layout.metrics and instance in layout.instances:
                    row, place = layout.metrics.index(metric), layout.instances.index(instance)
                    value = numbers[row, place]
                    if value != NO_COUNT or layout.packed != "<u8":
                        at.append(when)
                        values.append(float(value))
        nothing = np.full(len(at), np.nan)
        return np.array(at, dtype=np.float64), np.array(values, dtype=np.float64), nothing


def _column(metric: str, instances: tuple[str, ...], numbers: NDArray[Any]) -> Column:
    where = np.flatnonzero(~np.isnan(numbers) if numbers.dtype.kind == "f" else numbers != NO_COUNT)
    names = tuple(instances[at] for at in where)
    return Column(metric, METRICS[metric].unit, names, tuple(numbers[where].tolist()))
