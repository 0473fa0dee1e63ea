"""The database file and its tables: a path in, transactions out."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Float,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    event,
    text,
)
from sqlalchemy.exc import DatabaseError

from parknet.errors import StateError
from parknet.store.durable import make_durable

SCHEMA_VERSION = 1
metadata = MetaData()

runs = Table(
    "run",
    metadata,
    Column("run", String, primary_key=True),
    Column("park", String, nullable=False),
    Column("started", Float, nullable=False),
    Column("finished", String, nullable=False, default=""),  # "", "done", "rolled_back", "stopped"
)
planned = Table(
    "planned_change",
    metadata,
    Column("run", String, primary_key=True),
    Column("device", String, primary_key=True),
    Column("change", Text, nullable=False),
)
steps = Table(  # append-only: the last row of a device is its state
    "step",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("run", String, nullable=False),
    Column("device", String, nullable=False),
    Column("at", Float, nullable=False),
    Column("state", String, nullable=False),
    Column("detail", Text, nullable=False),
    Index("step_of_run", "run", "device", "id"),
)
playbooks = Table(
    "playbook_run",
    metadata,
    Column("record", String, primary_key=True),
    Column("park", String, nullable=False),
    Column("name", String, nullable=False),
    Column("is_check", Integer, nullable=False),
    Column("started", Float, nullable=False),
    Column("ended", String, nullable=False, default=""),  # "" while it runs, or was killed
)
locks = Table(  # the row without a device keeps the park's latest token
    "device_lock",
    metadata,
    Column("park", String, primary_key=True),
    Column("device", String, primary_key=True),
    Column("run", String, nullable=False),
    Column("token", Integer, nullable=False),
)
standings = Table(  # what devices are joined to before the wave that is under way
    "standing",
    metadata,
    Column("run", String, primary_key=True),
    Column("device", String, primary_key=True),
    Column("standing", Text, nullable=False),
)
secrets = Table(
    "held_secret",
    metadata,
    Column("park", String, primary_key=True),
    Column("device", String, primary_key=True),
    Column("world", String, primary_key=True),  # a lab's devices hold the lab's own
    Column("name", String, primary_key=True),
    Column("digest", String, nullable=False),  # keyed: see parknet.vault
)
first_files = Table(
    "first_file",
    metadata,
    Column("park", String, primary_key=True),
    Column("world", String, primary_key=True),  # real devices or a lab's: see parknet.vault
    Column("device", String, primary_key=True),
    Column("given", Float, nullable=False),  # Unix time; 0 where nobody had it yet
    Column("asker", String, nullable=False),
    Column("is_running", Integer, nullable=False),  # with what a push gave it
)
places = Table(  # by which address each device is managed, as it was last seen
    "management_place",
    metadata,
    Column("park", String, primary_key=True),
    Column("device", String, primary_key=True),
    Column("rehearsal", Integer, primary_key=True),
    Column("address", String, nullable=False),
)
assessments = Table(
    "assessment",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("park", String, nullable=False),
    Column("purpose", String, nullable=False),
    Column("taken_at", Float, nullable=False),
    Column("body", Text, nullable=False),
    Index("assessment_of_park", "park", "purpose", "id"),
)
field_tests = Table(  # of cables and fibres, by instruments; append-only
    "field_test",
    metadata,
    Column("park", String, primary_key=True),
    Column("content", String, primary_key=True),  # digest of what makes it this test
    Column("building", String, primary_key=True),
    Column("taken_at", Float, nullable=False),
    Column("imported_at", Float, nullable=False),
    Column("body", Text, nullable=False),
)
happenings = Table(  # what devices told unasked; the oldest go
    "happening",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("park", String, nullable=False),
    Column("rehearsal", Integer, nullable=False),
    Column("at", Float, nullable=False),
    Column("device", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("severity", String, nullable=False),
    Column("instance", String, nullable=False),
    Column("notification", String, nullable=False),
    Index("happening_of_park", "park", "id"),
)
streams = Table(
    "stream",
    metadata,
    Column("node", String, primary_key=True),
    Column("stream", String, primary_key=True),
    Column("epoch", Integer, nullable=False),
    Column("sequence", Integer, nullable=False),  # last one given out
    Column("hash", String, nullable=False),  # of the last event
)
events = Table(
    "outbox",
    metadata,
    Column("node", String, primary_key=True),
    Column("stream", String, primary_key=True),
    Column("epoch", Integer, primary_key=True),
    Column("sequence", Integer, primary_key=True),
    Column("event", Text, nullable=False),
)
cursors = Table(
    "cursor",
    metadata,
    Column("sink", String, primary_key=True),
    Column("node", String, primary_key=True),
    Column("stream", String, primary_key=True),
    Column("epoch", Integer, nullable=False),
    Column("sequence", Integer, nullable=False),
)


class Database:
    """One SQLite file, written in full transactions that survive a power cut."""

    def __init__(self, path: Path) -> None:
        """Open or make the file.

        Raises:
            StateError: the file is damaged or was written by a newer parknet.
        """
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
        self.engine: Engine = create_engine(f"sqlite:///{path}")
        event.listen(self.engine, "connect", make_durable)
        try:
            with self.engine.begin() as connection:
                found = connection.execute(text("PRAGMA user_version")).scalar_one()
                if found > SCHEMA_VERSION:
                    raise StateError(
                        f"{path} was written by a newer parknet (schema {found}, this one knows "
                        f"{SCHEMA_VERSION}): upgrade parknet"
                    )
                metadata.create_all(connection)
                connection.execute(text(f"PRAGMA user_version = {SCHEMA_VERSION}"))
        except DatabaseError as error:
            raise StateError(
                f"{path} is not a parknet database or is damaged ({error.orig}): move it away and "
                "run again; devices are read back before anything is pushed"
            ) from error

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Yield a connection whose work is kept whole or not at all."""
        try:
            with self.engine.begin() as connection:
                yield connection
        except DatabaseError as error:
            raise StateError(f"{self.path}: {error.orig}") from error

    def close(self) -> None:
        """Let go of the file."""
        self.engine.dispose()
