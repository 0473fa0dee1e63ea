"""The feed's outbox: drafts in, signed and chained events out, cursors per sink.

An event's id is its place in its stream, so a resend is the same event. `prevhash` chains each
event to the one before it, so nothing can be taken out or put in unseen.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from parknet.evidence import canonical_json, sha256_hex, sign
from parknet.model.event import Draft, Event
from parknet.store.database import Database, cursors, events, streams

GENESIS = sha256_hex("")  # what the first event of a stream follows
SEQUENCE_DIGITS = 20


class FeedIdentity(NamedTuple):
    """Who speaks: `node` is the short name in ids, `source` the URN in events."""

    node: str
    source: str
    route_epoch: int
    kid: str
    signing_key: str


class Cursor(NamedTuple):
    """How far a sink has acknowledged a stream."""

    epoch: int
    sequence: int


class Outbox:
    """The outbox of one node."""

    def __init__(self, database: Database, identity: FeedIdentity) -> None:
        self._database = database
        self._identity = identity

    @property
    def node(self) -> str:
        """Return the node's short name."""
        return self._identity.node

    def append(self, connection: Connection, drafts: Iterable[Draft]) -> list[Event]:
        """Give drafts their places, within the caller's transaction."""
        made: list[Event] = []
        by_stream: dict[str, list[Draft]] = {}
        for draft in drafts:
            by_stream.setdefault(draft.stream, []).append(draft)
        for stream, members in by_stream.items():
            made += self._append_stream(connection, stream, members)
        return made

    def _append_stream(
        self, connection: Connection, stream: str, drafts: Sequence[Draft]
    ) -> list[Event]:
        node = self._identity.node
        row = connection.execute(
            select(streams.c.epoch, streams.c.sequence, streams.c.hash).where(
                streams.c.node == node, streams.c.stream == stream
            )
        ).first()
        epoch, sequence, previous = tuple(row) if row is not None else (1, -1, GENESIS)
        made = []
        for draft in drafts:
            sequence += 1
            event = self._event(stream, epoch, sequence, previous, draft)
            previous = sha256_hex(canonical_json(event.model_dump()))
            made.append(event)
        connection.execute(
            insert(events),
            [
                {
                    "node": node,
                    "stream": stream,
                    "epoch": epoch,
                    "sequence": int(event.sequence),
                    "event": event.model_dump_json(),
                }
                for event in made
            ],
        )
        statement = upsert(streams).values(
            node=node, stream=stream, epoch=epoch, sequence=sequence, hash=previous
        )
        connection.execute(
            statement.on_conflict_do_update(
                index_elements=["node", "stream"],
                set_={"epoch": epoch, "sequence": sequence, "hash": previous},
            )
        )
        return made

    def _event(self, stream: str, epoch: int, sequence: int, previous: str, draft: Draft) -> Event:
        who = self._identity
        place = f"{sequence:0{SEQUENCE_DIGITS}d}"
        event = Event(
            id=f"{who.node}:{stream}:{epoch}:{place}",
            source=who.source,
            type=f"cn.parknet.{stream}.v1",
            subject=draft.subject,
            time=draft.time,
            dataschema=f"https://schema.parknet.invalid/{stream}/1.0.json",
            stream=stream,
            epoch=str(epoch),
            sequence=place,
            prevhash=previous,
            routeepoch=str(who.route_epoch),
            kid=who.kid,
            data=draft.data,
        )
        unsigned = event.model_dump(exclude={"sig"})
        return event.model_copy(update={"sig": sign(unsigned, who.signing_key)})

    def streams(self) -> Mapping[str, Cursor]:
        """Return the last place given out in each stream."""
        with self._database.transaction() as connection:
            rows = connection.execute(
                select(streams.c.stream, streams.c.epoch, streams.c.sequence).where(
                    streams.c.node == self._identity.node
                )
            )
            return {stream: Cursor(epoch, sequence) for stream, epoch, sequence in rows}

    def pending(self, sink: str, stream: str, limit: int) -> list[Event]:
        """Return the oldest events of a stream that a sink has not acknowledged."""
        after = self.cursor(sink, stream)
        with self._database.transaction() as connection:
            rows = connection.execute(
                select(events.c.event)
                .where(
                    events.c.node == self._identity.node,
                    events.c.stream == stream,
                    (events.c.epoch > after.epoch)
                    | ((events.c.epoch == after.epoch) & (events.c.sequence > after.sequence)),
                )
                .order_by(events.c.epoch, events.c.sequence)
                .limit(limit)
            )
            return [Event.model_validate_json(row.event) for row in rows]

    def cursor(self, sink: str, stream: str) -> Cursor:
        """Return how far a sink has acknowledged a stream; before the first event if never."""
        with self._database.transaction() as connection:
            row = connection.execute(
                select(cursors.c.epoch, cursors.c.sequence).where(
                    cursors.c.sink == sink,
                    cursors.c.node == self._identity.node,
                    cursors.c.stream == stream,
                )
            ).first()
        return Cursor(*row) if row is not None else Cursor(0, -1)

    def acknowledge(self, sink: str, stream: str, cursor: Cursor) -> None:
        """Move a sink's cursor; it may move back where the receiver asks for more."""
        statement = upsert(cursors).values(
            sink=sink, node=self._identity.node, stream=stream, **cursor._asdict()
        )
        with self._database.transaction() as connection:
            connection.execute(
                statement.on_conflict_do_update(
                    index_elements=["sink", "node", "stream"], set_=cursor._asdict()
                )
            )
