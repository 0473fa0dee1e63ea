"""From outbox to platform over real HTTP: nothing lost, nothing doubled, nothing forged."""

import gzip
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parknet.evidence import new_signing_key, public_key
from parknet.feed.sender import drain
from parknet.feed.sinks import FileSink, HttpSink
from parknet.hub.app import create_app
from parknet.hub.server import HubServer
from parknet.hub.storage import HubStorage, NodeCard
from parknet.model.event import Draft, Event
from parknet.model.feed import HeartbeatData, VerdictData
from parknet.model.record import Bilingual
from parknet.store import Cursor, Database, FeedIdentity, Outbox

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
KEY = new_signing_key()
SOURCE = "urn:parknet:420100:park:p1"


def verdict(clause: str, state: str = "pass", **over: object) -> Draft:
    data = {
        "clause": clause, "profile": {"id": "wuhan-2016", "version": "1", "sha256": "0"},
        "purpose": "monitoring", "state": state, "binding": True, "level": "observed",
        "required": "observed", "reason": "", "numerator": 3, "denominator": 4, "unknown": 1,
        "rehearsal": True, "inventory_sha256": "0", "register_sha256": "0", **over,
    }  # fmt: skip
    return Draft("verdict", f"clause/{clause}", "2026-11-20T07:59:00.000Z", data)


def heartbeat(time: str = "2026-11-20T07:59:00.000Z") -> Draft:
    data = HeartbeatData(version="0", devices=70, unreachable=1, rehearsal=True)
    return Draft("heartbeat", "park", time, data.model_dump())


class Rig:
    """An outbox, a platform, and the wire between them."""

    def __init__(self, folder: Path, client: httpx.Client, base: str, storage: HubStorage) -> None:
        self.database = Database(folder / "p.db")
        self.outbox = Outbox(self.database, FeedIdentity("p1", SOURCE, 1, "k1", KEY))
        self.client = client
        self.base = base
        self.storage = storage
        self.sink = HttpSink(base, client)

    def tell(self, *drafts: Draft) -> None:
        with self.database.transaction() as connection:
            self.outbox.append(connection, drafts)

    def post(self, events: list[Event], node: str = "p1") -> httpx.Response:
        return self.client.post(
            f"{self.base}/feed/v1/nodes/{node}/batches",
            content=json.dumps([event.model_dump() for event in events]),
        )


def card(**over: object) -> NodeCard:
    values = {
        "node": "p1", "source": SOURCE, "name": Bilingual(zh="一号园", en="Park <1>"),
        "kid": "k1", "public_key": public_key(KEY), "route_epoch": 1, **over,
    }  # fmt: skip
    return NodeCard.model_validate(values)


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    storage = HubStorage(f"sqlite:///{tmp_path}/hub.db")
    storage.enrol(card())
    with HubServer(create_app(storage, now=lambda: NOW)) as server, httpx.Client() as client:
        rig = Rig(tmp_path, client, server.url, storage)
        yield rig
        rig.database.close()
    storage.close()


def test_what_was_told_is_held_and_a_second_drain_sends_nothing(rig: Rig) -> None:
    rig.tell(*(verdict(f"WH-{n:02d}") for n in range(1, 31)), heartbeat())
    assert drain(rig.outbox, rig.sink).sent == 31
    assert drain(rig.outbox, rig.sink).sent == 0
    assert rig.storage.counts(SOURCE) == {"verdict": 30, "heartbeat": 1}
    assert rig.client.get(f"{rig.base}/feed/v1/nodes/p1/cursor").json() == {
        "verdict": {"epoch": 1, "sequence": 29},
        "heartbeat": {"epoch": 1, "sequence": 0},
    }


def test_a_batch_sent_again_changes_nothing(rig: Rig) -> None:
    rig.tell(verdict("WH-08"), verdict("WH-09"))
    events = rig.outbox.pending("x", "verdict", 10)
    assert rig.post(events).json()["duplicates"] == 0
    assert rig.post(events).json()["duplicates"] == 2
    assert rig.storage.counts(SOURCE) == {"verdict": 2}


def test_a_sender_that_lost_its_cursor_catches_up_without_doubling(rig: Rig) -> None:
    rig.tell(*(verdict(f"WH-{n:02d}") for n in range(1, 5)))
    drain(rig.outbox, rig.sink)
    rig.outbox.acknowledge(rig.sink.name, "verdict", Cursor(1, 0))
    rig.tell(verdict("WH-30"))
    drain(rig.outbox, rig.sink)
    assert rig.storage.counts(SOURCE) == {"verdict": 5}


def test_a_gap_is_409_and_the_sender_goes_back_to_it(rig: Rig) -> None:
    rig.tell(verdict("WH-08"), verdict("WH-09"), verdict("WH-10"))
    events = rig.outbox.pending("x", "verdict", 10)
    reply = rig.post(events[1:])
    assert (reply.status_code, reply.json()["expected"]) == (409, 0)
    rig.outbox.acknowledge(rig.sink.name, "verdict", Cursor(1, 1))
    assert drain(rig.outbox, rig.sink).trouble == ""
    assert rig.storage.counts(SOURCE) == {"verdict": 3}


@pytest.mark.parametrize(
    "forge",
    [
        {"sig": "AAAA"},
        {"data": {"clause": "WH-08"}},
        {"kid": "k2"},
        {"source": "urn:parknet:420100:park:p2"},
        {"time": "2026-11-19T00:00:00.000Z"},
    ],
    ids=lambda forge: next(iter(forge)),
)
def test_a_forged_event_is_refused_and_nothing_is_kept(rig: Rig, forge: dict[str, object]) -> None:
    rig.tell(verdict("WH-08", "fail"))
    (event,) = rig.outbox.pending("x", "verdict", 1)
    assert rig.post([event.model_copy(update=forge)]).status_code == 403
    assert rig.storage.counts(SOURCE) == {}


def test_an_unknown_node_is_refused(rig: Rig) -> None:
    rig.tell(verdict("WH-08"))
    assert rig.post(rig.outbox.pending("x", "verdict", 1), node="p9").status_code == 401


def test_history_cannot_be_rewritten(rig: Rig, tmp_path: Path) -> None:
    rig.tell(verdict("WH-08", "fail"))
    drain(rig.outbox, rig.sink)
    other = Database(tmp_path / "other.db")
    outbox = Outbox(other, FeedIdentity("p1", SOURCE, 1, "k1", KEY))
    with other.transaction() as connection:
        outbox.append(connection, [verdict("WH-08", "pass"), verdict("WH-09")])
    events = outbox.pending("x", "verdict", 2)
    other.close()
    assert rig.post(events).json()["code"] == "conflict"
    assert rig.post(events[1:]).json()["code"] == "chain"


def test_one_bad_event_is_rejected_by_name_and_the_stream_goes_on(rig: Rig) -> None:
    bad = verdict("WH-09", phone="13800000000")
    late = verdict("WH-10")._replace(time="2026-11-22T08:00:00.000Z")
    rig.tell(verdict("WH-08"), bad, late, verdict("WH-11"))
    drained = drain(rig.outbox, rig.sink)
    assert [code for _, code in drained.rejected] == ["schema", "clock"]
    assert drained.sent == 4
    told = [event.subject for event in rig.storage.latest(SOURCE, "verdict")]
    assert told == ["clause/WH-08", "clause/WH-11"]


def test_an_event_of_an_older_route_never_counts(rig: Rig) -> None:
    rig.storage.enrol(card(route_epoch=2))
    rig.tell(verdict("WH-08"))
    assert [code for _, code in drain(rig.outbox, rig.sink).rejected] == ["route"]
    assert rig.storage.latest(SOURCE, "verdict") == []


def test_a_gzip_bomb_is_refused_before_it_unfolds(rig: Rig) -> None:
    bomb = gzip.compress(b" " * (64 << 20))
    reply = rig.client.post(
        f"{rig.base}/feed/v1/nodes/p1/batches", content=bomb, headers={"Content-Encoding": "gzip"}
    )
    assert reply.status_code == 413


@given(body=st.one_of(st.binary(max_size=200), st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20,
).map(lambda value: json.dumps(value).encode())))  # fmt: skip
@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_no_body_makes_the_platform_fail(rig: Rig, body: bytes) -> None:
    reply = rig.client.post(f"{rig.base}/feed/v1/nodes/p1/batches", content=body)
    assert 400 <= reply.status_code < 500


def test_a_platform_that_is_down_loses_nothing(rig: Rig) -> None:
    rig.tell(verdict("WH-08"))
    nowhere = HttpSink("http://127.0.0.1:9", rig.client)
    drained = drain(rig.outbox, nowhere)
    assert (drained.sent, drained.retry) == (0, True)
    assert drain(rig.outbox, rig.sink).sent == 1


@pytest.mark.parametrize(("lang", "word"), [("zh", "不达标"), ("en", "fail")])
def test_the_page_shows_parks_and_clauses_and_escapes_names(rig: Rig, lang: str, word: str) -> None:
    rig.tell(verdict("WH-08", "fail"), heartbeat())
    drain(rig.outbox, rig.sink)
    page = rig.client.get(f"{rig.base}/?lang={lang}")
    assert page.status_code == 200
    assert word in page.text
    assert "WH-08" in page.text
    assert "<1>" not in page.text
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]


def test_a_silent_park_is_unknown_and_never_green(rig: Rig) -> None:
    rig.tell(verdict("WH-08"), heartbeat("2026-11-20T01:00:00.000Z"))
    drain(rig.outbox, rig.sink)
    (park,) = rig.client.get(f"{rig.base}/api/v1/parks").json()
    assert park["is_stale"]
    assert [row["state"] for row in park["clauses"]] == ["unknown"]
    assert park["clauses"][0]["unknown"] == park["clauses"][0]["denominator"] == 4


def test_a_half_written_line_is_cut_and_written_again(rig: Rig, tmp_path: Path) -> None:
    path = tmp_path / "feed.jsonl"
    sink = FileSink(path)
    rig.tell(verdict("WH-08"), verdict("WH-09"))
    events = rig.outbox.pending("x", "verdict", 2)
    path.write_bytes(events[0].model_dump_json().encode() + b"\n" + b'{"specversion": "1.')
    sink.deliver("p1", events[1:])
    lines = path.read_text().splitlines()
    assert [json.loads(line)["id"] for line in lines] == [event.id for event in events]


def test_no_verdict_has_a_field_for_people_or_addresses() -> None:
    assert not {"mac", "ip", "user", "phone", "client"} & set(VerdictData.model_fields)
