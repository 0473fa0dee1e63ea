"""What the platform keeps: nodes, their events, and the latest of each, in SQLite or PostgreSQL.

Effect exactly once: (source, epoch, stream, sequence) is the key, a batch is one transaction, and
the cursor that the sender gets back is read from what was committed.
"""

from collections.abc import Mapping
from threading import Lock
from typing import Any, NamedTuple

from pydantic import Field
from sqlalchemy import (
    Column,
    Engine,
    Float,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    event,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.exc import DatabaseError

from parknet.errors import StateError
from parknet.model.event import Event
from parknet.model.record import Bilingual, Record
from parknet.store.durable import make_durable

metadata = MetaData()

nodes = Table(
    "node",
    metadata,
    Column("node", String, primary_key=True),
    Column("source", String, nullable=False, unique=True),
    Column("name_zh", String, nullable=False),
    Column("name_en", String, nullable=False),
    Column("kid", String, nullable=False),
    Column("public_key", String, nullable=False),
    Column("route_epoch", Integer, nullable=False),
)
received = Table(
    "event",
    metadata,
    Column("source", String, primary_key=True),
    Column("epoch", Integer, primary_key=True),
    Column("stream", String, primary_key=True),
    Column("sequence", Integer, primary_key=True),
    Column("hash", String, nullable=False),
    Column("rejected", String, nullable=False),  # "" or the code: it keeps its place in the chain
    Column("received_at", Float, nullable=False),
    Column("body", Text, nullable=False),
)
latest = Table(
    "latest",
    metadata,
    Column("source", String, primary_key=True),
    Column("stream", String, primary_key=True),
    Column("subject", String, primary_key=True),
    Column("time", String, nullable=False),
    Column("body", Text, nullable=False),
)


class NodeCard(Record):
    """What a park hands to a platform once, so that its events are believed."""

    node: str = Field(pattern=r"^[a-z0-9-]{1,60}$")
    source: str = Field(pattern=r"^urn:parknet:[0-9]{6}:[a-z]+:[a-z0-9-]+$")
    name: Bilingual
    kid: str
    public_key: str
    route_epoch: int = Field(ge=1)


class Place(NamedTuple):
    """The last event held of a stream."""

    epoch: int
    sequence: int
    hash: str


class Accepted(NamedTuple):
    """An event as it goes into the store."""

    event: Event
    hash: str
    rejected: str


class HubStorage:
    """The platform's database."""

    def __init__(self, url: str) -> None:
        """Open `url`, such as `sqlite:////var/lib/parknet/hub.db` or `postgresql+psycopg://…`.

        Raises:
            StateError: the file is damaged, or is none of ours.
        """
        self._engine: Engine = create_engine(url)
        self.ingesting = Lock()
        if self._engine.dialect.name == "sqlite":
            event.listen(self._engine, "connect", make_durable)
        try:
            metadata.create_all(self._engine)
        except DatabaseError as error:
            where = self._engine.url.database or self._engine.dialect.name
            raise StateError(
                f"{where} is not a platform's database or is damaged ({error.orig}): restore it "
                "from a backup, or move it away: parks then send again what they still hold"
            ) from None

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def enrol(self, card: NodeCard) -> None:
        """Register a node, or renew its key and name."""
        values = {
            "source": card.source,
            "name_zh": card.name.zh,
            "name_en": card.name.en,
            "kid": card.kid,
            "public_key": card.public_key,
            "route_epoch": card.route_epoch,
        }
        with self._engine.begin() as connection:
            changed = connection.execute(
                update(nodes).where(nodes.c.node == card.node).values(**values)
            )
            if changed.rowcount == 0:
                connection.execute(insert(nodes).values(node=card.node, **values))

    def node(self, node: str) -> NodeCard | None:
        """Return a node's card, or None if nobody enrolled it."""
        with self._engine.connect() as connection:
            row = connection.execute(select(nodes).where(nodes.c.node == node)).first()
        return None if row is None else _card(row)

    def nodes(self) -> list[NodeCard]:
        """Return all nodes by name."""
        with self._engine.connect() as connection:
            return [_card(row) for row in connection.execute(select(nodes).order_by(nodes.c.node))]

    def place(self, source: str, stream: str) -> Place | None:
        """Return the last event held of a stream."""
        with self._engine.connect() as connection:
            row = connection.execute(
                select(received.c.epoch, received.c.sequence, received.c.hash)
                .where(received.c.source == source, received.c.stream == stream)
                .order_by(received.c.epoch.desc(), received.c.sequence.desc())
                .limit(1)
            ).first()
        return None if row is None else Place(*row)

    def hashes(self, source: str, stream: str, epoch: int, first: int, last: int) -> dict[int, str]:
        """Return the hash of each event held between two sequence numbers, ends included."""
        with self._engine.connect() as connection:
            rows = connection.execute(
                select(received.c.sequence, received.c.hash).where(
                    received.c.source == source,
                    received.c.stream == stream,
                    received.c.epoch == epoch,
                    received.c.sequence.between(first, last),
                )
            )
            return {row.sequence: row.hash for row in rows}

    def streams(self, source: str) -> dict[str, Place]:
        """Return the last event held of every stream of a node."""
        with self._engine.connect() as connection:
            names = connection.execute(
                select(received.c.stream).where(received.c.source == source).distinct()
            ).scalars()
            found = {name: self.place(source, name) for name in names}
        return {name: place for name, place in found.items() if place is not None}

    def keep(self, accepted: list[Accepted], now: float) -> None:
        """Store a batch and move the latest state, whole or not at all."""
        with self._engine.begin() as connection:
            connection.execute(
                insert(received),
                [
                    {
                        "source": item.event.source,
                        "epoch": int(item.event.epoch),
                        "stream": item.event.stream,
                        "sequence": int(item.event.sequence),
                        "hash": item.hash,
                        "rejected": item.rejected,
                        "received_at": now,
                        "body": item.event.model_dump_json(),
                    }
                    for item in accepted
                ],
            )
            good = [item.event for item in accepted if not item.rejected]
            for told in {(item.stream, item.subject): item for item in good}.values():
                key = (
                    (latest.c.source == told.source)
                    & (latest.c.stream == told.stream)
                    & (latest.c.subject == told.subject)
                )
                values = {"time": told.time, "body": told.model_dump_json()}
                if connection.execute(update(latest).where(key).values(**values)).rowcount == 0:
                    connection.execute(
                        insert(latest).values(
                            source=told.source, stream=told.stream, subject=told.subject, **values
                        )
                    )

    def latest(self, source: str, stream: str) -> list[Event]:
        """Return the newest event of every subject of a stream."""
        with self._engine.connect() as connection:
            rows = connection.execute(
                select(latest.c.body)
                .where(latest.c.source == source, latest.c.stream == stream)
                .order_by(latest.c.subject)
            )
            return [Event.model_validate_json(row.body) for row in rows]

    def counts(self, source: str) -> Mapping[str, int]:
        """Return how many events are held of each stream."""
        with self._engine.connect() as connection:
            rows = connection.execute(
                select(received.c.stream, func.count())
                .where(received.c.source == source)
                .group_by(received.c.stream)
            )
            return {row[0]: row[1] for row in rows}


def _card(row: Any) -> NodeCard:
    return NodeCard(
        node=row.node,
        source=row.source,
        name=Bilingual(zh=row.name_zh, en=row.name_en),
        kid=row.kid,
        public_key=row.public_key,
        route_epoch=row.route_epoch,
    )
