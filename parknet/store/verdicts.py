"""Assessments and their outbox rows: one transaction, so neither stands alone."""

from collections.abc import Iterable

from sqlalchemy import insert, select

from parknet.model.event import Draft, Event
from parknet.model.packs import Purpose
from parknet.model.verdict import Assessment
from parknet.store.database import Database, assessments
from parknet.store.outbox import Outbox


class Archive:
    """Every assessment ever made, and the way each of them enters the feed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(
        self, assessment: Assessment, outbox: Outbox | None, drafts: Iterable[Draft]
    ) -> list[Event]:
        """Keep an assessment and append its events; without an outbox only the archive grows."""
        with self._database.transaction() as connection:
            connection.execute(
                insert(assessments).values(
                    park=assessment.park,
                    purpose=assessment.purpose.value,
                    taken_at=assessment.taken_at,
                    body=assessment.model_dump_json(),
                )
            )
            return outbox.append(connection, drafts) if outbox is not None else []

    def latest(self, park: str, purpose: Purpose) -> Assessment | None:
        """Return the newest assessment of a park for a purpose."""
        with self._database.transaction() as connection:
            body = connection.execute(
                select(assessments.c.body)
                .where(assessments.c.park == park, assessments.c.purpose == purpose.value)
                .order_by(assessments.c.id.desc())
                .limit(1)
            ).scalar()
        return None if body is None else Assessment.model_validate_json(body)
