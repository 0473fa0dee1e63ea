"""What devices told unasked, in the park's database: the newest are kept, the oldest go."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import delete, insert, select

from parknet.model.traps import Happening
from parknet.store.database import Database, happenings

MOST: Final = 100_000  # of a park


class Happenings:
    """A park's happenings; those of its lab are kept apart."""

    def __init__(self, database: Database, park: str, *, rehearsal: bool) -> None:
        self._database, self._park, self._rehearsal = database, park, int(rehearsal)

    def add(self, found: Sequence[Happening]) -> None:
        """Keep some, in one transaction."""
        if not found:
            return
        with self._database.transaction() as connection:
            connection.execute(
                insert(happenings),
                [
                    {
                        "park": self._park,
                        "rehearsal": self._rehearsal,
                        "at": one.at,
                        "device": one.device,
                        "kind": one.kind,
                        "severity": one.severity,
                        "instance": one.instance,
                        "notification": one.notification,
                    }
                    for one in found
                ],
            )
            newest = (
                select(happenings.c.id)
                .where(happenings.c.park == self._park)
                .order_by(happenings.c.id.desc())
                .offset(MOST)
                .limit(1)
                .scalar_subquery()
            )
            connection.execute(
                delete(happenings).where(happenings.c.park == self._park, happenings.c.id <= newest)
            )

    def newest(self, most: int) -> list[Happening]:
        """Return the newest, the newest first."""
        of = happenings.c
        with self._database.transaction() as connection:
            rows = connection.execute(
                select(of.at, of.device, of.kind, of.severity, of.instance, of.notification)
                .where(of.park == self._park, of.rehearsal == self._rehearsal)
                .order_by(of.id.desc())
                .limit(most)
            )
            return [Happening(*row) for row in rows]
