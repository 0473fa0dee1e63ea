"""A connection to SQLite in; the same, set so that what is committed survives a power cut."""

from contextlib import closing
from typing import Any


def make_durable(connection: Any, _record: Any) -> None:
    """Set a new connection up; SQLAlchemy calls it for each, and gives them no type."""
    with closing(connection.cursor()) as cursor:
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")  # a ledger that a power cut shortens is none
        cursor.execute("PRAGMA busy_timeout = 10000")
