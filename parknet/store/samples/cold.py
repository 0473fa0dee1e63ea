"""Parquet files of samples: arrays in, files out; a series' numbers back, by DuckDB.

Rows are sorted by device, instance and time, a column for each metric. What a file holds stands in
the catalogue (the hot file's table `file`): a file that is not in it was never finished, and its
polls are still in the hot file.
"""

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, Literal

import duckdb
import numpy as np
from numpy.typing import NDArray

from parknet.store.samples.hot import Hot

Level = Literal["raw", "five", "hour"]
LEVELS: Final[tuple[Level, ...]] = ("raw", "five", "hour")

# Groups half as large as usual: a port is read with fewer of its neighbours.
_FORMAT: Final = "FORMAT parquet, COMPRESSION zstd, PARQUET_VERSION v2, ROW_GROUP_SIZE 61440"


@dataclass(frozen=True, slots=True)
class ColdFile:
    """A file and what it holds: `columns` beside device, instance and time."""

    path: str
    level: Level
    family: str
    columns: frozenset[str]
    first: str
    last: str
    since: int
    until: int
    rows: int


@dataclass(frozen=True, slots=True)
class Chunk:
    """Sorted rows to be written: names as numbers into `devices` and `instances`."""

    devices: Sequence[str]
    instances: Sequence[str]
    device: NDArray[np.int32]
    instance: NDArray[np.int32]
    at: NDArray[np.int64]
    columns: Mapping[str, NDArray[Any]]


class Cold:
    """The folder of files, and the one connection that reads and writes them."""

    def __init__(self, folder: Path, hot: Hot) -> None:
        self.folder = folder
        self._hot = hot
        self._engine: duckdb.DuckDBPyConnection | None = None

    @property
    def engine(self) -> duckdb.DuckDBPyConnection:
        """Return DuckDB, started when it is first needed."""
        if self._engine is None:
            scratch = self.folder / "scratch"
            config: dict[str, str | bool | int | float | list[str]] = {
                "threads": "1",
                "memory_limit": "300MB",
                "temp_directory": str(scratch),
                "preserve_insertion_order": "true",
            }
            self._engine = duckdb.connect(config=config)
            self._engine.execute("SET parquet_metadata_cache = true")
        return self._engine

    def close(self) -> None:
        """Let go of DuckDB."""
        if self._engine is not None:
            self._engine.close()
            self._engine = None

    # -- the catalogue ---------------------------------------------------------------------------

    def files(
        self, level: Level, family: str | None = None, since: int = 0, until: int = 2**62
    ) -> list[ColdFile]:
        """Return files that hold something of a time, in ms, oldest first."""
        rows = self._hot.connection.execute(
            "SELECT path, level, family, columns, first, last, since, until, rows FROM file "
            "WHERE level = ? AND (family = ? OR ? IS NULL) AND until >= ? AND since <= ? "
            "ORDER BY since, path",
            (level, family, family, since, until),
        )
        return [
            ColdFile(path, of, name, frozenset(json.loads(columns)), *rest)
            for path, of, name, columns, *rest in rows
        ]

    def register(self, files: Iterable[ColdFile]) -> None:
        """Make files part of the store; within the caller's transaction."""
        self._hot.connection.executemany(
            "INSERT INTO file VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    *(one.path, one.level, one.family, json.dumps(sorted(one.columns))),
                    *(one.first, one.last, one.since, one.until, one.rows),
                )
                for one in files
            ],
        )

    def forget(self, files: Iterable[ColdFile]) -> None:
        """Take files out of the store; within the caller's transaction."""
        self._hot.connection.executemany(
            "DELETE FROM file WHERE path = ?", [(one.path,) for one in files]
        )

    def remove(self, files: Iterable[ColdFile]) -> None:
        """Delete files that the store has forgotten."""
        for one in files:
            (self.folder / one.path).unlink(missing_ok=True)

    def sweep(self) -> list[str]:
        """Delete what a killed process left unfinished; forget and return what is missing."""
        known = {one.path: one for level in LEVELS for one in self.files(level)}
        for level in LEVELS:
            for path in (self.folder / level).rglob("*"):
                name = str(path.relative_to(self.folder))
                if path.suffix in (".parquet", ".new") and name not in known:
                    path.unlink()
        missing = [name for name in known if not (self.folder / name).is_file()]
        with self._hot.transaction():
            self.forget(known[name] for name in missing)
        return missing

    # -- writing ---------------------------------------------------------------------------------

    def write(self, level: Level, family: str, chunk: Chunk) -> ColdFile:
        """Write a file; it counts once it is registered.

        Raises:
            duckdb.Error, OSError: it could not be written; nothing is left of it.
        """
        engine = self.engine
        rows = {"device": chunk.device, "instance": chunk.instance, "at_ms": chunk.at}
        names = {f"c{at}": name for at, name in enumerate(chunk.columns)}
        rows |= {short: chunk.columns[name] for short, name in names.items()}
        for view, names_of in (("device_name", chunk.devices), ("instance_name", chunk.instances)):
            texts = np.array(list(names_of), dtype=object)
            engine.register(view, {"id": np.arange(len(texts), dtype=np.int32), "name": texts})
        engine.register("chunk", rows)
        values = ", ".join(
            f"{_or_null(short, chunk.columns[name])} AS {quoted(name)}"
            for short, name in names.items()
        )
        query = (
            f"SELECT d.name AS device, i.name AS instance, at_ms, {values} FROM chunk r "
            "JOIN device_name d ON d.id = r.device JOIN instance_name i ON i.id = r.instance "
            "ORDER BY 1, 2, 3"
        )
        try:
            return self._copy(level, family, query, frozenset(chunk.columns))
        finally:
            for view in ("chunk", "device_name", "instance_name"):
                engine.unregister(view)

    def merge(self, files: Sequence[ColdFile], first: str, last: str) -> ColdFile:
        """Write one file of what several hold of the devices from `first` to `last`."""
        columns = frozenset().union(*(one.columns for one in files))
        query = (
            f"SELECT * FROM {self.source(files)} "
            f"WHERE device BETWEEN {literal(first)} AND {literal(last)} ORDER BY 1, 2, 3"
        )
        return self._copy(files[0].level, files[0].family, query, columns)

    def _copy(self, level: Level, family: str, query: str, columns: frozenset[str]) -> ColdFile:
        (number,) = self._hot.connection.execute(
            "SELECT coalesce(max(rowid), 0) FROM file"
        ).fetchone()
        folder = self.folder / level / family
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        while (path := folder / f"{number:09d}.parquet").exists():
            number += 1
        unfinished = path.with_suffix(".new")
        try:
            self._all(f"COPY ({query}) TO {literal(str(unfinished))} ({_FORMAT})")
            (found,) = self._all(
                "SELECT min(device), max(device), min(at_ms), max(at_ms), count(*) "
                f"FROM read_parquet({literal(str(unfinished))})"
            )
            with unfinished.open("rb") as file:
                os.fsync(file.fileno())
            unfinished.rename(path)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise
        name = str(path.relative_to(self.folder))
        return ColdFile(name, level, family, columns, *found)

    # -- reading ---------------------------------------------------------------------------------

    def source(self, files: Sequence[ColdFile]) -> str:
        """Return SQL that names the rows of files."""
        paths = ", ".join(literal(str(self.folder / one.path)) for one in files)
        return f"read_parquet([{paths}], union_by_name = true)"

    def rows_of_devices(self, files: Sequence[ColdFile]) -> list[tuple[str, int]]:
        """Return how many rows files have of each device, in the order of names."""
        return self._all(f"SELECT device, count(*) FROM {self.source(files)} GROUP BY 1 ORDER BY 1")

    def _all(self, query: str) -> list[Any]:
        """Return all rows of an answer: DuckDB begins nothing new before the last was read."""
        return self.engine.execute(query).fetchall()

    def series(
        self, files: Sequence[ColdFile], device: str, instance: str, columns: Sequence[str],
        *, since: int, until: int,
    ) -> list[NDArray[np.float64]]:  # fmt: skip
        """Return times in ms and each column's values, NaN for none, in the order of time."""
        wanted, values = _wanted(files, device, columns)
        if not wanted:
            return [np.empty(0) for _ in range(1 + len(columns))]
        self.engine.execute(
            f"SELECT at_ms, {values} FROM {self.source(wanted)} "
            "WHERE device = ? AND instance = ? AND at_ms >= ? AND at_ms < ? ORDER BY at_ms",
            [device, instance, since, until],
        )
        return [_filled(column) for column in self.engine.fetchnumpy().values()]

    def rows(
        self, files: Sequence[ColdFile], device: str, columns: Sequence[str],
        *, since: int, until: int,
    ) -> Iterator[tuple[str, list[NDArray[np.float64]]]]:  # fmt: skip
        """Yield each instance of a device with its columns' values, NaN for none, by time."""
        wanted, values = _wanted(files, device, columns)
        if not wanted:
            return
        self.engine.execute(
            f"SELECT instance, {values} FROM {self.source(wanted)} "
            "WHERE device = ? AND at_ms >= ? AND at_ms < ? ORDER BY instance, at_ms",
            [device, since, until],
        )
        instances, *found = self.engine.fetchnumpy().values()
        if not len(instances):
            return
        numbers = [_filled(column) for column in found]
        begins = np.flatnonzero(np.r_[True, instances[1:] != instances[:-1]])
        for begin, end in pairwise([*begins.tolist(), len(instances)]):
            yield str(instances[begin]), [column[begin:end] for column in numbers]

    def set_aside(self, files: Iterable[ColdFile]) -> list[str]:
        """Rename files that cannot be read, so that the others can; return their names."""
        damaged = []
        for one in files:
            path = self.folder / one.path
            try:
                self._all(f"SELECT sum(hash(t)) FROM read_parquet({literal(str(path))}) t")
            except duckdb.Error:
                damaged.append(one)
        with self._hot.transaction():
            self.forget(damaged)
        for one in damaged:
            path = self.folder / one.path
            if path.is_file():
                path.rename(path.with_suffix(".damaged"))
        return [one.path for one in damaged]


def _wanted(
    files: Sequence[ColdFile], device: str, columns: Sequence[str]
) -> tuple[list[ColdFile], str]:
    """Return the files that hold something of what is asked, and the columns as SQL."""
    near = [one for one in files if one.first <= device <= one.last]
    wanted = [one for one in near if not one.columns.isdisjoint(columns)]
    there = frozenset().union(*(one.columns for one in wanted))
    values = ", ".join(
        f"{quoted(column) if column in there else 'NULL'}::DOUBLE AS c{at}"
        for at, column in enumerate(columns)
    )
    return wanted, values


def _filled(column: NDArray[Any]) -> NDArray[np.float64]:
    found: NDArray[np.float64] = np.ma.filled(column.astype(np.float64), np.nan)
    return found


def _or_null(short: str, values: NDArray[Any]) -> str:
    if values.dtype == np.uint64:
        return f"nullif({short}, {2**64 - 1}::UBIGINT)"
    return f"nullif({short}, 'NaN'::{'FLOAT' if values.dtype == np.float32 else 'DOUBLE'})"


def literal(text: str) -> str:
    """Return SQL for a text."""
    return "'" + text.replace("'", "''") + "'"


def quoted(name: str) -> str:
    """Return SQL for a column's name."""
    return '"' + name.replace('"', '""') + '"'
