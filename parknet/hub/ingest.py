"""One batch of the feed in, an answer with its HTTP status out: `parknet-feed/1` section 4.

Nothing is believed before its signature is checked against the node's enrolled key. An event whose
content is wrong keeps its place in the chain, marked with why it was rejected, so that one bad
event never stops a stream.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import ValidationError

from parknet.evidence import canonical_json, is_signed, sha256_hex
from parknet.hub.storage import Accepted, HubStorage, NodeCard
from parknet.model.event import Event
from parknet.model.feed import DATA_OF

MAX_EVENTS = 500
MAX_AHEAD = timedelta(hours=24)  # section 8: a time further in the future is `clock`
GENESIS = sha256_hex("")
NOT_BEGUN = (1, -1, GENESIS)


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP status and its JSON body."""

    status: int
    body: dict[str, Any]


class _RefusedError(Exception):
    """Ends the work on a batch with this answer."""

    def __init__(self, reply: Reply) -> None:
        self.reply = reply
        super().__init__(reply.status)


def ingest(storage: HubStorage, card: NodeCard, batch: Any, now: datetime) -> Reply:
    """Store what is new in a batch; answer only after the commit.

    Args:
        storage: the platform's database.
        card: the node the request's path names.
        batch: the parsed JSON body.
        now: the platform's time, UTC.
    """
    try:
        events = _parse(batch, card)
        with storage.ingesting:  # the place of a stream is read and moved by one batch at a time
            return _store(storage, card, events, now)
    except _RefusedError as stop:
        return stop.reply


def _parse(batch: Any, card: NodeCard) -> list[Event]:
    if not isinstance(batch, list) or not batch:
        raise _RefusedError(
            Reply(400, {"code": "batch", "detail": "a non-empty JSON array is expected"})
        )
    if len(batch) > MAX_EVENTS:
        raise _RefusedError(Reply(413, {"code": "size", "detail": f"at most {MAX_EVENTS} events"}))
    try:
        events = [Event.model_validate(item) for item in batch]
    except ValidationError as error:
        raise _RefusedError(
            Reply(400, {"code": "envelope", "detail": str(error.errors()[0]["loc"])})
        ) from None
    if len({(event.stream, event.epoch) for event in events}) != 1:
        raise _RefusedError(
            Reply(400, {"code": "batch", "detail": "one stream and epoch per batch"})
        )
    for event in events:
        if event.source != card.source:
            raise _RefusedError(Reply(403, {"code": "source", "id": event.id}))
        if event.kid != card.kid or not is_signed(
            event.model_dump(exclude={"sig"}), event.sig, card.public_key
        ):
            raise _RefusedError(Reply(403, {"code": "signature", "id": event.id}))
        if event.id != f"{card.node}:{event.stream}:{event.epoch}:{event.sequence}":
            raise _RefusedError(Reply(400, {"code": "id", "id": event.id}))
    numbers = [_number(event.sequence) for event in events]
    if numbers != list(range(numbers[0], numbers[0] + len(numbers))):
        raise _RefusedError(Reply(400, {"code": "order", "detail": "sequence must rise by one"}))
    return events


def _store(storage: HubStorage, card: NodeCard, events: list[Event], now: datetime) -> Reply:
    stream = events[0].stream
    epoch, held, previous = storage.place(card.source, stream) or NOT_BEGUN
    if _number(events[0].epoch) != epoch:
        # A new epoch needs a signed cn.parknet.epoch.v1, which this release does not take.
        raise _RefusedError(Reply(403, {"code": "epoch", "expected": epoch}))
    first = _number(events[0].sequence)
    if first > held + 1:
        raise _RefusedError(Reply(409, {"code": "gap", "expected": held + 1}))
    digests = [sha256_hex(canonical_json(event.model_dump())) for event in events]
    known = storage.hashes(card.source, stream, epoch, first, min(held, first + len(events) - 1))
    accepted: list[Accepted] = []
    for event, digest in zip(events, digests, strict=True):
        number = _number(event.sequence)
        if number <= held:
            if known.get(number) != digest:
                raise _RefusedError(Reply(403, {"code": "conflict", "id": event.id}))
            continue
        if event.prevhash != previous:
            raise _RefusedError(Reply(403, {"code": "chain", "id": event.id}))
        previous = digest
        accepted.append(Accepted(event, digest, _fault(event, card, now)))
    if accepted:
        storage.keep(accepted, now.timestamp())
        held = _number(accepted[-1].event.sequence)
    return Reply(
        200,
        {
            "cursor": {stream: {"epoch": epoch, "sequence": held}},
            "duplicates": len(events) - len(accepted),
            "rejected": [
                {"id": item.event.id, "code": item.rejected, "retryable": False}
                for item in accepted
                if item.rejected
            ],
        },
    )


def _fault(event: Event, card: NodeCard, now: datetime) -> str:
    """Return why an event of good origin is not taken into account; empty if it is."""
    if event.routeepoch != str(card.route_epoch):
        return "route"
    kind = DATA_OF.get(event.stream)
    if kind is None or event.type != f"cn.parknet.{event.stream}.v1":
        return "type"
    try:
        kind.model_validate(event.data)
        time = datetime.fromisoformat(event.time)
    except ValueError:  # pydantic's ValidationError is one
        return "schema"
    if time.tzinfo is None or time.astimezone(UTC) > now + MAX_AHEAD:
        return "clock"
    return ""


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 20):
        raise _RefusedError(
            Reply(400, {"code": "envelope", "detail": "epoch and sequence are digits"})
        )
    number = int(text)
    if number >= 1 << 63:
        raise _RefusedError(
            Reply(400, {"code": "envelope", "detail": "epoch or sequence is too large"})
        )
    return number
