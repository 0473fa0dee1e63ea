"""Where events go: a file of JSON lines, or a platform that speaks `parknet-feed/1` over HTTPS.

A sink takes a batch of one stream in rising order and answers with the cursor that is durable at
the other side. What a platform rejects for good is told and passed over, never sent again.
"""

import gzip
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import httpx

from parknet.evidence import sha256_hex
from parknet.model.event import Event
from parknet.store import Cursor

MAX_EVENTS = 500  # parknet-feed/1 section 4
_BEGINNING = b'{"specversion":'
MAX_BYTES = 1 << 20  # uncompressed, the same section


@dataclass(frozen=True, slots=True)
class Delivered:
    """The receiver has these on disk.

    Attributes:
        cursor: the last event it holds.
        rejected: (event id, code) of events it will never take.
    """

    cursor: Cursor
    rejected: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Rewind:
    """The receiver misses earlier events: send again from `cursor`."""

    cursor: Cursor


@dataclass(frozen=True, slots=True)
class Later:
    """Not now: try again, after `after_s` seconds where the receiver said so."""

    reason: str
    after_s: float | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """The receiver will not talk to us (key, certificate): a person must act."""

    reason: str


@dataclass(frozen=True, slots=True)
class TooLarge:
    """The batch must be halved."""


Answer = Delivered | Rewind | Later | Refused | TooLarge


class Sink(Protocol):
    """Somewhere events go."""

    @property
    def name(self) -> str:
        """Return what cursors are kept under."""
        ...

    def deliver(self, node: str, events: Sequence[Event]) -> Answer:
        """Hand over one batch of one stream, in rising order, not empty."""
        ...


class FileSink:
    """A file of JSON lines: for archives, front-end machines (前置机) and tests.

    A run that was killed while writing leaves half a line: the next delivery cuts it off and the
    events, which were never acknowledged, are written again.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def name(self) -> str:
        """Return the file's name."""
        return f"file:{self._path.resolve()}"

    def deliver(self, node: str, events: Sequence[Event]) -> Answer:  # noqa: ARG002 - one shape for all sinks
        """Append the batch and wait until it is on disk."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("a+b") as file:
                if not _is_feed(file.fileno()):
                    return Refused(f"{self._path} holds something else than a feed: name another")
                _cut_half_line(file.fileno())
                for event in events:
                    file.write(event.model_dump_json().encode() + b"\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            return Later(f"{self._path}: {error.strerror}")
        return Delivered(_cursor_of(events[-1]))


class HttpSink:
    """A platform over HTTPS (or HTTP on loopback)."""

    def __init__(self, base: str, client: httpx.Client) -> None:
        """Speak to `base`, `https://platform.example/`, by a client that checks certificates."""
        self._base = base.rstrip("/")
        self._client = client

    @property
    def name(self) -> str:
        """Return the platform's address."""
        return self._base

    def deliver(self, node: str, events: Sequence[Event]) -> Answer:
        """POST one batch; only a 200 is an acknowledgement."""
        body = json.dumps([event.model_dump() for event in events], ensure_ascii=False).encode()
        if len(events) > 1 and len(body) > MAX_BYTES:
            return TooLarge()
        headers = {
            "Content-Type": "application/cloudevents-batch+json",
            "Content-Encoding": "gzip",
            "Idempotency-Key": sha256_hex(body),
        }
        url = f"{self._base}/feed/v1/nodes/{node}/batches"
        try:
            reply = self._client.post(url, content=gzip.compress(body), headers=headers)
        except httpx.HTTPError as error:
            return Later(f"{self._base} did not answer ({type(error).__name__})")
        return _answer(reply, events)


def _answer(reply: httpx.Response, events: Sequence[Event]) -> Answer:
    answer: Answer
    match reply.status_code:
        case 200:
            answer = _delivered(reply, events)
        case 409:
            answer = _rewind(reply, events)
        case 413 if len(events) > 1:
            answer = TooLarge()
        case 401 | 403:
            answer = Refused(f"the platform refused this node's key (HTTP {reply.status_code})")
        case 400 | 413 | 422:
            answer = Refused(f"the platform cannot take this batch (HTTP {reply.status_code})")
        case status:
            answer = Later(f"the platform answered HTTP {status}", _retry_after(reply))
    return answer


def _delivered(reply: httpx.Response, events: Sequence[Event]) -> Answer:
    stream = events[0].stream
    try:
        body = reply.json()
        place = body["cursor"][stream]
        cursor = Cursor(int(place["epoch"]), int(place["sequence"]))
        rejected = tuple((str(row["id"]), str(row["code"])) for row in body["rejected"])
    except (ValueError, KeyError, TypeError):
        return Later("the platform's acknowledgement cannot be read")
    if cursor < _cursor_of(events[0]):
        return Later("the platform said 200 and kept nothing")
    return Delivered(min(cursor, _cursor_of(events[-1])), rejected)


def _rewind(reply: httpx.Response, events: Sequence[Event]) -> Answer:
    try:
        expected = int(reply.json()["expected"])
    except (ValueError, KeyError, TypeError):
        return Later("the platform's answer 409 cannot be read")
    return Rewind(Cursor(int(events[0].epoch), expected - 1))


def _retry_after(reply: httpx.Response) -> float | None:
    try:
        return float(reply.headers["Retry-After"])
    except (KeyError, ValueError):
        return None


def _cursor_of(event: Event) -> Cursor:
    return Cursor(int(event.epoch), int(event.sequence))


def _is_feed(descriptor: int) -> bool:
    """Return whether a file is empty or begins as ours do: nobody's notes are appended to."""
    begun = os.pread(descriptor, len(_BEGINNING), 0)
    return _BEGINNING.startswith(begun)


def _cut_half_line(descriptor: int) -> None:
    size = os.fstat(descriptor).st_size
    keep = size
    while keep:
        start = max(0, keep - 65536)
        chunk = os.pread(descriptor, keep - start, start)
        newline = chunk.rfind(b"\n")
        if newline >= 0:
            keep = start + newline + 1
            break
        keep = start
    if keep != size:
        os.ftruncate(descriptor, keep)
