"""The status feed's events: a draft as a stage makes it, and the CloudEvent that leaves."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from parknet.model.record import Record

# JSON has no closed type in Python; the schema of each event type closes it.
Json = Any


class Draft(NamedTuple):
    """What is to be told; the outbox gives it its place in the stream.

    Attributes:
        stream: `verdict`, `linkstate`, `heartbeat`, …
        subject: opaque id within the park: never a person, a MAC or a client's address.
        time: when it was so, UTC, `2026-11-20T08:00:00.000Z`.
    """

    stream: str
    subject: str
    time: str
    data: Mapping[str, Json]


class Event(Record):
    """A CloudEvents 1.0 event with the extension attributes of `docs/feed.md`."""

    specversion: str = "1.0"
    id: str
    source: str
    type: str
    subject: str
    time: str
    datacontenttype: str = "application/json"
    dataschema: str
    stream: str
    epoch: str
    sequence: str
    prevhash: str
    routeepoch: str
    kid: str
    sig: str = ""
    data: Mapping[str, Json]
