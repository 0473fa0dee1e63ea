"""Which new device was handed its first file, when and by whom asked, and which runs by now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert as upsert

from parknet.store.database import Database, first_files


@dataclass(frozen=True, slots=True)
class Handed:
    """What is known of one device.

    Attributes:
        given: when it had its first file last, Unix time in seconds; 0 for never.
        asker: the address that it went to.
        is_running: it was seen to run what a push gave it, after that.
    """

    given: float = 0.0
    asker: str = ""
    is_running: bool = False


class FirstFiles:
    """The record of one park, of its real devices or of a lab's.

    Args:
        database: the park's memory.
        park: its name.
        world: tells real devices from emulated ones.
    """

    def __init__(self, database: Database, park: str, world: str) -> None:
        self._database = database
        self._key = {"park": park, "world": world}

    def all(self) -> Mapping[str, Handed]:
        """Return what is known, by device."""
        with self._database.transaction() as connection:
            rows = connection.execute(select(first_files).filter_by(**self._key)).all()
        return {
            row.device: Handed(row.given, row.asker, is_running=bool(row.is_running))
            for row in rows
        }

    def give(self, device: str, asker: str, at: float) -> None:
        """Record that a device has its file: it does not run yet, or no more."""
        self._put([device], {"given": at, "asker": asker, "is_running": 0})

    def runs(self, devices: Iterable[str]) -> None:
        """Record that devices run what a push gave them."""
        self._put(devices, {"is_running": 1})

    def _put(self, devices: Iterable[str], values: Mapping[str, float | str | int]) -> None:
        rows = [
            {"given": 0.0, "asker": "", **self._key, "device": device, **values}
            for device in devices
        ]
        if not rows:
            return
        key = ["park", "world", "device"]
        with self._database.transaction() as connection:
            connection.execute(
                upsert(first_files).on_conflict_do_update(index_elements=key, set_=values), rows
            )
