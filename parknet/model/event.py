"""One CloudEvent of the status feed, as `docs/feed.md` describes the envelope."""

from collections.abc import Mapping
from typing import Any

from parknet.model.record import Record

# JSON has no closed type in Python; the schema of each event type closes it.
Json = Any


class Event(Record):
    """A CloudEvents 1.0 event with parknet's extension attributes."""

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
    data: Mapping[str, Json]
