"""`parknet enrol` as people and scripts call it, on a lab of its own."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Place


@pytest.fixture
def lab(desk: Place) -> Iterator[Place]:
    """A park whose lab is up."""
    assert desk.process("lab", "up", "my-park").code == 0
    yield desk
    desk.parknet("lab", "down", "my-park")


def test_yes_without_fingerprints_is_refused(desk: Place) -> None:
    said = desk.parknet("enrol", "my-park", "--yes")
    assert said.code == 2
    assert "--fingerprints" in said.err


@pytest.mark.slow
def test_only_what_a_file_of_fingerprints_names_is_trusted_unasked(lab: Place) -> None:
    known = lab.folder / "state/my-park/lab/known_hosts"
    text = known.read_text(encoding="utf-8")
    assert lab.parknet("enrol", "my-park").code == 0
    known.write_text("", encoding="utf-8")
    said = lab.parknet("enrol", "my-park", "--json")
    assert said.code == 3
    assert "was not confirmed, so nobody logged in" in said.err
    assert known.read_text(encoding="utf-8") == ""
    keys = json.loads(said.out)["keys"]
    assert {(one["state"], one["trusted"]) for one in keys} == {("new", False)}
    file = Path(lab.folder / "keys.txt")
    first = keys[0]
    file.write_text(f"{first['device']} {first['fingerprint']}\n", encoding="utf-8")
    said = lab.parknet("enrol", "my-park", "--fingerprints", "keys.txt", "--yes", "--json")
    assert said.code == 3
    assert [one["device"] for one in json.loads(said.out)["devices"]] == [first["device"]]
    file.write_text("".join(f"{one['device']} {one['fingerprint']}\n" for one in keys), "utf-8")
    said = lab.parknet("enrol", "my-park", "--fingerprints", "keys.txt", "--yes")
    assert said.code == 0, said.err
    assert sorted(line.split()[:2] for line in known.read_text("utf-8").splitlines()) == sorted(
        line.split()[:2] for line in text.splitlines()
    )
