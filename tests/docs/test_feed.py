"""docs/feed.md against the models: its examples are real, its tables complete."""

import json
import re
from pathlib import Path

from parknet.evidence import is_signed
from parknet.hub import ingest
from parknet.hub.storage import NodeCard
from parknet.model.event import Event
from parknet.model.feed import DATA_OF

PAGE = (Path(__file__).parents[2] / "docs" / "feed.md").read_text(encoding="utf-8")
EVENT, CARD, ANSWER = map(json.loads, re.findall(r"^```json\n(.*?)^```", PAGE, re.M | re.S))


def test_the_example_event_is_an_event_of_its_type():
    event = Event.model_validate(EVENT)
    assert event.type == f"cn.parknet.{event.stream}.v1"
    DATA_OF[event.stream].model_validate(event.data)


def test_the_example_card_checks_the_example_event():
    event, card = Event.model_validate(EVENT), NodeCard.model_validate(CARD)
    assert event.id == f"{card.node}:{event.stream}:{event.epoch}:{event.sequence}"
    assert (event.source, event.kid) == (card.source, card.kid)
    unsigned = event.model_dump(exclude={"sig"})
    assert is_signed(unsigned, event.sig, card.public_key)
    assert not is_signed(
        unsigned | {"time": "2026-01-01T00:00:00.000Z"}, event.sig, card.public_key
    )


def test_every_attribute_and_every_field_is_explained():
    for name in set(Event.model_fields) - {"specversion", "datacontenttype", "dataschema"}:
        assert re.search(rf"^\|.*`{name}`", PAGE, re.M), name
    for stream, record in DATA_OF.items():
        (row,) = re.findall(rf"^\| `{stream}` \|(.*)$", PAGE, re.M)
        assert set(record.model_fields) <= set(re.findall(r"`(\w+)`", row))


def test_every_error_code_of_the_receiver_is_listed():
    source = Path(ingest.__file__).read_text(encoding="utf-8")
    app = Path(ingest.__file__).with_name("app.py").read_text(encoding="utf-8")
    codes = set(re.findall(r'"code": "(\w+)"', source + app))
    codes |= set(re.findall(r'return "(\w+)"', source))
    assert codes
    assert codes <= set(re.findall(r"`(\w+)`", PAGE))
