"""What the database promises: nothing is lost, nothing is doubled, nothing can be slipped in."""

import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parknet.errors import StateError
from parknet.evidence import canonical_json, is_signed, new_signing_key, public_key, sha256_hex
from parknet.model.change import Change, Grade
from parknet.model.event import Draft
from parknet.model.traps import Happening
from parknet.store import Cursor, Database, FeedIdentity, Outbox, StoredLedger
from parknet.store.happenings import Happenings


class FixedClock:
    def now(self) -> float:
        return 1_790_000_000.0

    def sleep(self, seconds: float) -> None:
        pass


def change(device: str) -> Change:
    return Change(
        device=device, platform="huawei_vrp", os="vrp8", grade=Grade.A, diff=("+ a",),
        patch=("a",), deletions=0, running_digest="r", wanted_digest="w",
    )  # fmt: skip


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database(tmp_path / "state" / "parknet.db")


def outbox_of(database: Database) -> Outbox:
    key = new_signing_key()
    return Outbox(database, FeedIdentity("p1", "urn:parknet:420100:park:p1", 1, "k1", key))


def draft(number: int, stream: str = "verdict") -> Draft:
    return Draft(stream, f"building/b{number:02d}", "2026-11-20T08:00:00.000Z", {"n": number})


def test_the_last_step_of_each_device_is_its_state(database: Database) -> None:
    ledger = StoredLedger(database, "p1", FixedClock())
    ledger.begin("run-1", [change("a"), change("b")])
    ledger.step("run-1", "a", "committing")
    ledger.step("run-1", "a", "confirmed")
    assert ledger.states("run-1") == {"a": "confirmed", "b": "planned"}
    assert ledger.open_runs() == ["run-1"]
    ledger.finish("run-1", "done")
    assert ledger.open_runs() == []


def test_what_a_run_set_out_to_do_survives_the_process(database: Database) -> None:
    StoredLedger(database, "p1", FixedClock()).begin("run-1", [change("a")])
    database.close()
    again = StoredLedger(Database(database.path), "p1", FixedClock())
    assert again.changes("run-1") == [change("a")]
    assert StoredLedger(Database(database.path), "p2", FixedClock()).open_runs() == []


def test_a_process_that_wakes_up_after_another_took_its_run_over_writes_no_step(
    database: Database,
) -> None:
    sleeper = StoredLedger(database, "p1", FixedClock())
    sleeper.begin("run-1", [change("a")])
    sleeper.step("run-1", "a", "committing")
    heir = StoredLedger(Database(database.path), "p1", FixedClock())
    with pytest.raises(StateError, match="a is held by another process"):
        heir.step("run-1", "a", "committed")
    heir.take_over("run-1")
    heir.step("run-1", "a", "committed")
    with pytest.raises(StateError, match="this one leaves run run-1 to it"):
        sleeper.step("run-1", "a", "confirming")
    assert heir.states("run-1") == {"a": "committed"}


def test_two_runs_never_hold_one_device_and_a_finished_one_holds_none(database: Database) -> None:
    ledger = StoredLedger(database, "p1", FixedClock())
    ledger.begin("run-1", [change("a"), change("b")])
    with pytest.raises(StateError, match="run run-1 holds 1 of these devices, first b"):
        ledger.begin("run-2", [change("b"), change("c")])
    assert ledger.open_runs() == ["run-1"], "a refused run leaves nothing"
    ledger.begin("run-3", [change("c")])
    StoredLedger(database, "p2", FixedClock()).begin("run-4", [change("a")])
    ledger.finish("run-1", "done")
    ledger.begin("run-2", [change("b")])
    ledger.step("run-2", "b", "committing")


def test_an_unknown_run_is_told_and_not_empty(database: Database) -> None:
    with pytest.raises(StateError, match="knows no run 'nope'"):
        StoredLedger(database, "p1", FixedClock()).changes("nope")


def test_a_file_that_is_no_database_is_told_with_a_remedy(tmp_path: Path) -> None:
    path = tmp_path / "parknet.db"
    path.write_bytes(b"half a file" * 100)
    with pytest.raises(StateError, match="move it away"):
        Database(path)


def test_a_newer_schema_is_refused(database: Database) -> None:
    database.close()
    with sqlite3.connect(database.path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(StateError, match="newer parknet"):
        Database(database.path)


def test_the_database_is_for_its_owner_alone(database: Database) -> None:
    assert database.path.stat().st_mode & 0o077 == 0


def test_events_are_chained_signed_and_named_by_their_place(database: Database) -> None:
    key = new_signing_key()
    outbox = Outbox(database, FeedIdentity("p1", "urn:parknet:420100:park:p1", 1, "k1", key))
    with database.transaction() as connection:
        outbox.append(connection, [draft(1)])
        outbox.append(connection, [draft(2)])
    first, second = outbox.pending("file", "verdict", 10)
    assert first.id == "p1:verdict:1:" + "0" * 20
    assert second.prevhash == sha256_hex(canonical_json(first.model_dump()))
    unsigned = second.model_dump(exclude={"sig"})
    assert is_signed(unsigned, second.sig, public_key(key))
    assert not is_signed({**unsigned, "data": {"n": 3}}, second.sig, public_key(key))


def test_a_transaction_that_fails_leaves_no_event_behind(database: Database) -> None:
    outbox = outbox_of(database)
    with pytest.raises(RuntimeError), database.transaction() as connection:
        outbox.append(connection, [draft(1)])
        raise RuntimeError("power cut")
    assert outbox.pending("file", "verdict", 10) == []
    assert outbox.streams() == {}


@given(
    st.lists(st.tuples(st.sampled_from(["verdict", "linkstate"]), st.integers(1, 4)), max_size=8)
)
def test_every_sink_gets_every_event_once_and_in_order(batches: list[tuple[str, int]]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        database = Database(Path(folder) / "p.db")
        outbox = outbox_of(database)
        sent: dict[str, list[int]] = {"verdict": [], "linkstate": []}
        number = 0
        for stream, size in batches:
            members = []
            for _ in range(size):
                number += 1
                members.append(draft(number, stream))
                sent[stream].append(number)
            with database.transaction() as connection:
                outbox.append(connection, members)
        for stream, numbers in sent.items():
            got = []
            while events := outbox.pending("http", stream, 3):
                got += [event.data["n"] for event in events]
                last = events[-1]
                outbox.acknowledge("http", stream, Cursor(int(last.epoch), int(last.sequence)))
            assert got == numbers
        database.close()


def test_secrets_that_a_labs_devices_hold_are_no_word_about_real_ones(database: Database) -> None:
    ledger = StoredLedger(database, "p1", FixedClock())
    ledger.record_secrets("real", "a", {"ssh-password": "digest of it"})
    ledger.record_secrets("lab", "a", {"ssh-password": "digest of another"})
    assert ledger.applied_secrets("real") == {"a": {"ssh-password": "digest of it"}}


def test_happenings_of_a_park_and_of_its_lab_are_kept_apart_the_newest_first(tmp_path):
    database = Database(tmp_path / "parknet.db")
    real, lab = (Happenings(database, "p", rehearsal=of) for of in (False, True))
    told = [
        Happening(float(at), "sw1", "link-down", "warning", f"GE{at}", "linkDown")
        for at in range(3)
    ]
    real.add(told)
    real.add([])
    lab.add(told[:1])
    assert real.newest(2) == [told[2], told[1]]
    assert lab.newest(9) == told[:1]
    database.close()
