"""The hot hours in one SQLite file: a row for each device's poll, words only where they change.

Each poll is committed by itself: a killed process loses at most the poll in flight. The file is
not synced at each commit, so a power cut may take the last seconds, never more.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from numpy.typing import NDArray

from parknet.errors import StateError
from parknet.model.metrics import METRICS
from parknet.model.snapshot import Column
from parknet.store.samples.packing import Layout, Packed, unpacked

SCHEMA_VERSION: Final = 1
_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS device (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS layout (
    id INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, body TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS shape (id INTEGER PRIMARY KEY, layouts TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS sample (
    device INTEGER NOT NULL, at INTEGER NOT NULL, shape INTEGER NOT NULL, data BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS sample_of_device ON sample (device, at);
CREATE TABLE IF NOT EXISTS rolled (
    since INTEGER NOT NULL, until INTEGER NOT NULL, last INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS clock (
    kept INTEGER PRIMARY KEY CHECK (kept = 1), seen INTEGER NOT NULL, drops INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS change (
    device INTEGER NOT NULL, metric TEXT NOT NULL, instance TEXT NOT NULL, at INTEGER NOT NULL,
    value TEXT, PRIMARY KEY (device, metric, instance, at)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS file (
    path TEXT PRIMARY KEY, level TEXT NOT NULL, family TEXT NOT NULL, columns TEXT NOT NULL,
    first TEXT NOT NULL, last TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER NOT NULL,
    rows INTEGER NOT NULL
);
"""
_DELETED_AT_ONCE: Final = 50  # devices
_MOST_LAYOUTS: Final = 20_000  # in memory; a park of one maker's switches has some dozens

# A poll as it was stored: its time in ms, and its numbers.
StoredPoll = tuple[int, Sequence[tuple[Layout, NDArray[Any]]]]


@dataclass(frozen=True, slots=True)
class Poll:
    """What one poll of one device has to say.

    Attributes:
        at: Unix time in ms.
        words: columns that differ from the last ones, or may.
        partial: metrics of which an absence says nothing.
    """

    device: str
    at: int
    blocks: Sequence[tuple[Layout, bytes]]
    words: Sequence[Column]
    partial: frozenset[str]


class Hot:
    """The file, its names interned in memory."""

    def __init__(self, path: Path) -> None:
        """Open or make the file.

        Raises:
            StateError: it is damaged or was written by a newer parknet.
        """
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.path = path
        try:
            self.connection = sqlite3.connect(path, isolation_level=None, timeout=10)
            self.connection.execute("PRAGMA journal_mode = WAL")
            self.connection.execute("PRAGMA synchronous = NORMAL")
            (version,) = self.connection.execute("PRAGMA user_version").fetchone()
            if version > SCHEMA_VERSION:
                raise StateError(f"{path} was written by a newer parknet: upgrade parknet")
            if version < SCHEMA_VERSION:  # whoever only reads writes nothing
                self.connection.executescript(_SCHEMA)
                self.connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        except sqlite3.OperationalError as error:
            raise StateError(f"{path} cannot be opened: {error}") from error
        except sqlite3.DatabaseError as error:
            raise StateError(
                f"{path} is damaged ({error}): move it away; what is in files beside it stays"
            ) from error
        self._devices: dict[str, int] = {}
        self._layouts: dict[Layout, int] = {}
        self._shapes: dict[tuple[int, ...], int] = {}
        self._words: dict[tuple[str, str], int] = {}
        self._by_shape: dict[int, list[Layout]] = {}

    def close(self) -> None:
        """Let go of the file."""
        self.connection.close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Yield the connection; what is done is kept whole or not at all."""
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield self.connection
            self.connection.execute("COMMIT")
        except BaseException:
            self._forget()
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            raise

    def _forget(self) -> None:
        """Drop what may have been given out within a transaction that failed."""
        self._devices.clear()
        self._layouts.clear()
        self._shapes.clear()
        self._words.clear()

    def add(self, poll: Poll) -> None:
        """Write a poll; raises `sqlite3.Error` where that cannot be, and nothing is written."""
        with self.transaction() as connection:
            device = self.device(poll.device)
            if poll.blocks:
                shape = self._shape([self._layout(layout) for layout, _ in poll.blocks])
                data = b"".join(data for _, data in poll.blocks)
                connection.execute(
                    "INSERT INTO sample VALUES (?, ?, ?, ?)", (device, poll.at, shape, data)
                )
            for column in poll.words:
                self._add_words(device, poll, column)

    def device(self, name: str) -> int:
        """Return a device's number, a new one where it has none."""
        number = self._devices.get(name)
        if number is None:
            self.connection.execute("INSERT OR IGNORE INTO device (name) VALUES (?)", (name,))
            (number,) = self.connection.execute(
                "SELECT id FROM device WHERE name = ?", (name,)
            ).fetchone()
            self._devices[name] = number
        return number

    def _layout(self, layout: Layout) -> int:
        number = self._layouts.get(layout)
        if number is not None:
            return number
        body = json.dumps([layout.packed, layout.metrics, layout.instances], ensure_ascii=False)
        digest = sha256(body.encode()).digest()
        self.connection.execute(
            "INSERT OR IGNORE INTO layout (digest, body) VALUES (?, ?)", (digest, body)
        )
        (number,) = self.connection.execute(
            "SELECT id FROM layout WHERE digest = ?", (digest,)
        ).fetchone()
        if len(self._layouts) >= _MOST_LAYOUTS:
            self._layouts.clear()
        self._layouts[layout] = number
        return int(number)

    def _shape(self, layouts: list[int]) -> int:
        key = tuple(layouts)
        number = self._shapes.get(key)
        if number is None:
            text = " ".join(map(str, layouts))
            self.connection.execute("INSERT OR IGNORE INTO shape (layouts) VALUES (?)", (text,))
            (number,) = self.connection.execute(
                "SELECT id FROM shape WHERE layouts = ?", (text,)
            ).fetchone()
            if len(self._shapes) >= _MOST_LAYOUTS:
                self._shapes.clear()
            self._shapes[key] = number
        return number

    def layouts(self, shape: int) -> list[Layout]:
        """Return what a stored poll's numbers are."""
        found = self._by_shape.get(shape)
        if found is None:
            (text,) = self.connection.execute(
                "SELECT layouts FROM shape WHERE id = ?", (shape,)
            ).fetchone()
            found = [self._stored_layout(int(number)) for number in text.split()]
            if len(self._by_shape) >= _MOST_LAYOUTS:
                self._by_shape.clear()
            self._by_shape[shape] = found
        return found

    def _stored_layout(self, number: int) -> Layout:
        (body,) = self.connection.execute(
            "SELECT body FROM layout WHERE id = ?", (number,)
        ).fetchone()
        packed: Packed
        packed, metrics, instances = json.loads(body)
        return Layout(tuple(metrics), tuple(instances), packed)

    # -- polls -----------------------------------------------------------------------------------

    def devices(self) -> dict[str, int]:
        """Return all devices' numbers by name, in the order of names."""
        return dict(self.connection.execute("SELECT name, id FROM device ORDER BY name"))

    def polls(self, device: int, since: int, until: int, last: int = 2**62) -> list[StoredPoll]:
        """Return a device's polls that are in no file yet, in the order of time.

        Args:
            device: its number.
            since: Unix time in ms.
            until: Unix time in ms, included.
            last: only what was written before this row, and it.
        """
        rows = self.connection.execute(
            "SELECT at, shape, data FROM sample WHERE device = ? AND at BETWEEN ? AND ? "
            "AND rowid <= ? AND NOT EXISTS (SELECT 1 FROM rolled WHERE sample.rowid <= rolled.last "
            "AND sample.at BETWEEN rolled.since AND rolled.until) ORDER BY at",
            (device, since, until, last),
        )
        return [(at, unpacked(self.layouts(shape), data)) for at, shape, data in rows]

    def oldest(self) -> int | None:
        """Return the time of the oldest poll, in ms."""
        found = [
            self.connection.execute(
                "SELECT min(at) FROM sample WHERE device = ?", (number,)
            ).fetchone()[0]
            for number in self.devices().values()
        ]
        return min((one for one in found if one is not None), default=None)

    def last_row(self) -> int:
        """Return the number of the poll that was written last."""
        (last,) = self.connection.execute("SELECT coalesce(max(rowid), 0) FROM sample").fetchone()
        return int(last)

    def mark_rolled(self, since: int, until: int, last: int) -> None:
        """Say that polls are in files from now on; within the caller's transaction."""
        self.connection.execute("INSERT INTO rolled VALUES (?, ?, ?)", (since, until, last))

    def delete_rolled(self) -> None:
        """Delete polls that are in files, some at a time: others write meanwhile."""
        marks = self.connection.execute("SELECT rowid, since, until, last FROM rolled").fetchall()
        for mark, since, until, last in marks:
            numbers = list(self.devices().values())
            for at in range(0, len(numbers), _DELETED_AT_ONCE):
                with self.transaction() as connection:
                    connection.executemany(
                        "DELETE FROM sample WHERE device = ? AND at BETWEEN ? AND ? AND rowid <= ?",
                        [
                            (number, since, until, last)
                            for number in numbers[at : at + _DELETED_AT_ONCE]
                        ],
                    )
            with self.transaction() as connection:
                connection.execute("DELETE FROM rolled WHERE rowid = ?", (mark,))

    # -- words -----------------------------------------------------------------------------------

    def is_known(self, device: str, column: Column) -> bool:
        """Return True where a column is word for word what this process last wrote of it."""
        return self._words.get((device, column.metric)) == hash((column.instances, column.values))

    def _add_words(self, device: int, poll: Poll, column: Column) -> None:
        before = self._last_words(device, column.metric)
        now = _by_instance(column)
        changed: dict[str, str | None] = {
            one: value for one, value in now.items() if before.get(one, (None, 0))[0] != value
        }
        if column.metric not in poll.partial:
            gone = [one for one, (value, _) in before.items() if value is not None]
            changed |= {one: None for one in gone if one not in now}
        rows = [
            # A clock that was set back does not make what is new older than what it replaces.
            (device, column.metric, one, max(poll.at, before.get(one, (None, 0))[1] + 1), value)
            for one, value in changed.items()
        ]
        self.connection.executemany("INSERT INTO change VALUES (?, ?, ?, ?, ?)", rows)
        key = (poll.device, column.metric)
        self._words[key] = hash((column.instances, column.values))

    def _last_words(self, device: int, metric: str) -> dict[str, tuple[str | None, int]]:
        rows = self.connection.execute(
            "SELECT instance, value, max(at) FROM change WHERE device = ? AND metric = ? "
            "GROUP BY instance",
            (device, metric),
        )
        return {instance: (value, at) for instance, value, at in rows}

    def all_words(self, device: int) -> Iterable[tuple[str, str, str]]:
        """Return metric, instance and value of all that a device says in words."""
        rows = self.connection.execute(
            "SELECT metric, instance, value, max(at) FROM change WHERE device = ? "
            "GROUP BY metric, instance",
            (device,),
        )
        return [(metric, one, value) for metric, one, value, _ in rows if value is not None]

    def history(self, device: str, metric: str, instance: str) -> list[tuple[float, str]]:
        """Return when an instance's word changed, and to what; empty for: no more."""
        rows = self.connection.execute(
            "SELECT at, value FROM change WHERE device = (SELECT id FROM device WHERE name = ?) "
            "AND metric = ? AND instance = ? ORDER BY at",
            (device, metric, instance),
        )
        return [(at / 1000, value or "") for at, value in rows]


def _by_instance(column: Column) -> dict[str, str]:
    """Return a text for each instance: its value, or all of them as JSON where it may repeat."""
    if not METRICS[column.metric].repeats:
        return {one: str(value) for one, value in zip(column.instances, column.values, strict=True)}
    several: dict[str, list[str]] = {}
    for one, value in zip(column.instances, column.values, strict=True):
        several.setdefault(one, []).append(str(value))
    return {one: json.dumps(values, ensure_ascii=False) for one, values in several.items()}
