"""Tests of cables and fibres: each is kept once, whatever file brought it; none is forgotten."""

from collections.abc import Iterable

from sqlalchemy import delete, insert, select

from parknet.evidence import canonical_json, sha256_hex
from parknet.model.instruments import FieldTest
from parknet.store.database import Database, field_tests


class FieldTests:
    """Every test that was ever imported into a park."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, park: str, tests: Iterable[FieldTest], now: float) -> int:
        """Keep tests, all or none, and return how many were new.

        A test that is known already stays as it was read first. One that was kept without its
        building gives way to itself with it.
        """
        new = 0
        mine = field_tests.c.park == park
        with self._database.transaction() as connection:
            known = {
                (content, building)
                for content, building in connection.execute(
                    select(field_tests.c.content, field_tests.c.building).where(mine)
                )
            }
            contents = {content for content, _ in known}
            for test in tests:
                content = sha256_hex(canonical_json(test.identity()))
                if (content, test.building) in known or (not test.building and content in contents):
                    continue
                if test.building and (content, "") in known:
                    connection.execute(
                        delete(field_tests).where(
                            mine, field_tests.c.content == content, field_tests.c.building == ""
                        )
                    )
                    known.discard((content, ""))
                else:
                    new += 1
                known.add((content, test.building))
                contents.add(content)
                connection.execute(
                    insert(field_tests).values(
                        park=park,
                        content=content,
                        building=test.building,
                        taken_at=test.taken_at,
                        imported_at=now,
                        body=test.model_dump_json(),
                    )
                )
        return new

    def all(self, park: str) -> tuple[FieldTest, ...]:
        """Return a park's tests, the latest first."""
        with self._database.transaction() as connection:
            bodies = connection.execute(
                select(field_tests.c.body)
                .where(field_tests.c.park == park)
                .order_by(
                    field_tests.c.taken_at.desc(), field_tests.c.content, field_tests.c.building
                )
            ).scalars()
            return tuple(FieldTest.model_validate_json(body) for body in bodies)
