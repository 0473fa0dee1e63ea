"""Half-written state: the next run says what it found, and what to do."""

import socket
from pathlib import Path

import pytest

from parknet.cli.entry import run
from tests.cli.conftest import Parknet, Place

DAMAGED = b"\xff\xfe half a fi"
# File of state/my-park, a command that needs it, what is said.
CASES = {
    "feed.key": (["feed", "my-park", "--card"], 3, "is not a whole signing key: restore it"),
    "parknet.db": (["status", "my-park"], 3, "is not a parknet database or is damaged"),
    "snapshot.json": (["assess", "my-park"], 3, "is damaged: run parknet collect my-park"),
    "vault.key": (["plan", "my-park"], 2, "vault.key is not UTF-8 text"),
    "secrets": (["plan", "my-park"], 2, "secrets is not UTF-8 text"),
}


@pytest.mark.parametrize("name", CASES)
def test_a_damaged_file_is_named(name: str, desk: Place, parknet: Parknet) -> None:
    arguments, code, expected = CASES[name]
    path = desk.folder / "state" / "my-park" / name
    path.parent.mkdir(parents=True)
    path.write_bytes(DAMAGED * 50)
    path.chmod(0o600)
    said = parknet(*arguments, "-C", str(desk.folder))
    assert said.code == code
    assert str(path) in said.lines[-1]
    assert expected in said.lines[-1]
    assert path.read_bytes() == DAMAGED * 50


@pytest.mark.parametrize("name", ["feed.key", "vault.key"])
def test_a_key_of_right_length_and_wrong_letters_is_no_key(
    name: str, desk: Place, parknet: Parknet
) -> None:
    path = desk.folder / "state" / "my-park" / name
    path.parent.mkdir(parents=True)
    path.write_text("!" * (43 if name == "feed.key" else 64), encoding="ascii")
    path.chmod(0o600)
    said = parknet(*CASES[name][0], "-C", str(desk.folder))
    assert said.code == CASES[name][1]
    assert len(said.lines) == 1


def test_a_key_that_others_can_read_is_refused(desk: Place, parknet: Parknet) -> None:
    assert run(["feed", "my-park", "--card", "-C", str(desk.folder)]) == 0
    key = desk.folder / "state" / "my-park" / "feed.key"
    assert key.stat().st_mode & 0o777 == 0o600
    key.chmod(0o644)
    said = parknet("feed", "my-park", "--card", "-C", str(desk.folder))
    assert said.code == 3
    assert f"chmod 600 {key}" in said.err


def test_the_card_is_the_same_at_each_call(desk: Place, parknet: Parknet) -> None:
    first = parknet("feed", "my-park", "--card", "-C", str(desk.folder))
    again = parknet("feed", "my-park", "--card", "-C", str(desk.folder))
    assert first == again
    assert [path.name for path in (desk.folder / "state/my-park").iterdir()] == ["feed.key"]


def test_allocations_that_are_cut_off_stop_every_command_that_gives_out(
    desk: Place, parknet: Parknet
) -> None:
    assert run(["design", "my-park", "-C", str(desk.folder)]) == 0
    lock = desk.folder / "inventory/parks/my-park/allocations.lock"
    lock.write_bytes(lock.read_bytes()[:-20])
    before = desk.tree()
    for command in ("validate", "design", "render", "plan"):
        said = parknet(command, "my-park", "-C", str(desk.folder))
        assert said.code == 2
        assert "allocations.lock" in said.lines[0]
        assert "is cut off" in said.lines[0]
    assert desk.tree() == before


def test_a_damaged_platform_database_is_told(desk: Place, parknet: Parknet) -> None:
    database = desk.folder / "state" / "hub.db"
    database.parent.mkdir()
    database.write_bytes(DAMAGED * 50)
    said = parknet("serve", "--port", "0", "-C", str(desk.folder))
    assert said.code == 3
    assert "is not a platform's database or is damaged" in said.lines[-1]


def test_a_port_that_is_taken_is_named(desk: Place, parknet: Parknet) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = parknet("serve", "--port", str(port), "-C", str(desk.folder))
    assert said.code == 3
    assert said.lines == [f"parknet: Address already in use: 127.0.0.1:{port}"]


def test_what_a_dead_lab_left_is_never_taken_for_the_real_devices(
    desk: Place, parknet: Parknet
) -> None:
    lab: Path = desk.folder / "state" / "my-park" / "lab"
    lab.mkdir(parents=True)
    (lab / "lab.json").write_text('{"pid": 1, "star', encoding="utf-8")  # half a record
    for command in ("plan", "collect", "drift"):
        said = parknet(command, "my-park", "-C", str(desk.folder))
        assert said.code == 3
        assert "the emulated lab of this park has ended by itself" in said.err
    assert "cleared away" in parknet("lab", "down", "my-park", "-C", str(desk.folder)).err
    assert "no lab was up" in parknet("lab", "down", "my-park", "-C", str(desk.folder)).err
    assert parknet("plan", "my-park", "-C", str(desk.folder)).code == 2  # for want of secrets
