"""The small park of `parknet init` in an emulated lab: what is killed or held on the way."""

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest

from tests.cli.conftest import PARK, Place

pytestmark = pytest.mark.slow
INTERRUPTED = "parknet: interrupted; the next run goes on from what is on disk"


@pytest.fixture
def enforced(desk: Place) -> Iterator[Place]:
    """A park whose plans are pushed; its lab is down afterwards."""
    desk.replace(PARK, "ownership: observe", "ownership: enforce")
    desk.replace(PARK, "# unverified", "unverified")
    yield desk
    desk.parknet("lab", "down", "my-park")


def lab_of(place: Place) -> int:
    """Return the process of the lab."""
    record = place.folder / "state/my-park/lab/lab.json"
    return int(json.loads(record.read_text(encoding="utf-8"))["pid"])


def until(condition: Callable[[], bool], seconds: float = 30) -> None:
    """Wait for another process, which has no clock to move."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "nothing happened"
        Event().wait(0.01)


def test_an_observed_park_is_planned_and_nothing_is_pushed(desk: Place) -> None:
    assert desk.process("lab", "up", "my-park").code == 0
    assert desk.parknet("plan", "my-park", "-o", "plan.json").code == 1
    assert desk.parknet("approve", "my-park", "plan.json", "--yes").code == 0
    said = desk.parknet("apply", "my-park", "plan.json")
    assert said.code == 1
    assert "4 skipped" in said.err
    assert "rollback" not in said.err
    assert desk.parknet("lab", "down", "my-park").code == 0


# The ledger's words for a device; a run is killed as soon as any device is so far.
@pytest.mark.parametrize(
    ("how", "state"),
    [
        (signal.SIGKILL, "committing"),
        (signal.SIGKILL, "committed"),
        (signal.SIGKILL, "confirming"),
        (signal.SIGKILL, "confirmed"),
        (signal.SIGINT, "committing"),
        (signal.SIGINT, "confirming"),
    ],
)
def test_an_interrupted_push_is_settled_by_the_next_one(
    how: signal.Signals, state: str, enforced: Place
) -> None:
    enforced.process("lab", "up", "my-park")
    enforced.parknet("plan", "my-park", "-o", "plan.json")
    enforced.parknet("approve", "my-park", "plan.json", "--yes")
    database = enforced.folder / "state/my-park/parknet.db"
    # Killed between confirming and writing it down, the run has to wait for timers: the shortest.
    push = enforced.start("apply", "my-park", "plan.json", "--revert-in", "60")
    until(lambda: push.poll() is not None or state.encode() in _bytes(database))
    push.send_signal(how)
    _, err = push.communicate(timeout=60)
    if push.returncode:  # else it was faster than the signal
        assert push.returncode == (130 if how == signal.SIGINT else -signal.SIGKILL)
        if how == signal.SIGINT:
            assert err.decode().splitlines()[-1] == INTERRUPTED
        again = enforced.parknet("apply", "my-park", "plan.json")
        assert again.code == 3
        assert "was interrupted and is not settled" in again.err
    resumed = enforced.parknet("apply", "my-park", "--resume", "--revert-in", "60")
    assert resumed.code == 0, resumed.err
    after = enforced.parknet("plan", "my-park")
    assert after.code == 0, after.err
    assert "4 as intended" in after.err


def _bytes(database: Path) -> bytes:
    """Return what the database and its log hold by now."""
    found = b""
    for path in (database, database.with_name("parknet.db-wal")):
        found += path.read_bytes() if path.exists() else b""
    return found


def test_a_lab_that_was_killed_is_told_and_cleared_away(enforced: Place) -> None:
    enforced.process("lab", "up", "my-park")
    os.kill(lab_of(enforced), signal.SIGKILL)
    until(lambda: enforced.parknet("plan", "my-park").code == 3)
    said = enforced.parknet("plan", "my-park")
    assert "has ended by itself" in said.err
    assert enforced.process("lab", "up", "my-park").code == 0
    assert enforced.parknet("plan", "my-park").code == 1
    os.kill(lab_of(enforced), signal.SIGKILL)
    until(lambda: "has ended" in enforced.parknet("drift", "my-park").err)
    assert "cleared away" in enforced.parknet("lab", "down", "my-park").err


def test_two_labs_stand_side_by_side(enforced: Place) -> None:
    enforced.process("lab", "up", "my-park")
    assert enforced.process("lab", "up", "wuhan-agricultural").code == 0
    assert enforced.parknet("drift", "wuhan-agricultural").code == 1
    assert enforced.parknet("lab", "down", "wuhan-agricultural").code == 0
    assert enforced.parknet("drift", "my-park").code == 1


LONG = [
    ["demo", "wuhan-agricultural", "--no-page"],
    ["lab", "up", "my-park"],
    ["serve", "--port", "0"],
]


@pytest.mark.parametrize("arguments", LONG, ids=lambda words: words[0])
def test_ctrl_c_ends_a_long_command_cleanly(arguments: list[str], enforced: Place) -> None:
    running = enforced.start(*arguments)
    state = enforced.folder / ("build/demo/state" if arguments[0] == "demo" else "state")
    until(state.exists)
    running.send_signal(signal.SIGINT)
    _, err = running.communicate(timeout=60)
    if b"Traceback" in err:
        pytest.fail(err.decode())
    # A platform that is up already ends as it should.
    assert running.returncode in ((0, 130) if arguments[0] == "serve" else (130,))
    assert not list(enforced.folder.rglob("lab.json"))


def test_closed_ports_are_told_device_by_device(enforced: Place) -> None:
    # Management addresses on loopback, where nothing listens on ports 22 and 161.
    enforced.replace(PARK, "ipv4: 10.40.0.0/16", "ipv4: 127.40.0.0/16")
    enforced.replace(PARK, "ipv4_links: 10.43.0.0/16", "ipv4_links: 127.43.0.0/16")
    secrets = {
        f"PARKNET_SECRET_{name}": f"Not-{name}-1"
        for name in ("SSH_PASSWORD", "SNMP_AUTH", "SNMP_PRIV")
    }
    hosts = enforced.folder / "inventory/parks/my-park/known_hosts"
    hosts.write_text("", encoding="utf-8")
    said = enforced.process("plan", "my-park", variables=secrets)
    assert said.code == 3, said.err
    assert "0 devices to change" in said.err
    assert "4 not read" in said.err
    assert sum("127.4" in line for line in said.lines) == 4
    assert "Not-" not in said.err
    read = enforced.process("collect", "my-park", variables=secrets)
    assert read.code == 3, read.err
    assert "0 readings from 0 devices" in read.err
    assert "Not-" not in read.err
