"""`design --diff`: a park that grows moves nothing, and what does move is told."""

import shutil
import subprocess
from pathlib import Path

import pytest

from parknet.errors import IntentError
from parknet.pipeline.history import moves_since
from parknet.pipeline.parks import Site
from parknet.workspace import Workspace

PARK = "wuhan-agricultural"
GIT = shutil.which("git")


def git(folder: Path, *words: str) -> None:
    assert GIT is not None
    who = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run([GIT, "-C", str(folder), *who, *words], check=True, capture_output=True)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    library = Workspace(tmp_path).library
    for part in (f"inventory/parks/{PARK}", "coverage/registers"):
        shutil.copytree(library / part, tmp_path / part)
    Site(Workspace(tmp_path), PARK).keep_allocations()
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "as built")
    return tmp_path


def test_nothing_moved_where_nothing_changed(workspace: Path) -> None:
    assert moves_since(Site(Workspace(workspace), PARK), "HEAD") == []


def test_a_building_more_moves_nothing_that_stands(workspace: Path) -> None:
    buildings = workspace / "inventory" / "parks" / PARK / "buildings"
    text = (buildings / "b03.yml").read_text()
    name = next(line for line in text.splitlines() if line.startswith("building:"))
    (buildings / "b00.yml").write_text(text.replace(name, "building: 新仓库"))
    found = moves_since(Site(Workspace(workspace), PARK), "HEAD")
    assert found
    assert not [move for move in found if move.renumbers]


def test_another_vlan_number_is_told_on_every_gateway_and_outlet(workspace: Path) -> None:
    park = workspace / "inventory" / "parks" / PARK / "park.yml"
    park.write_text(park.read_text().replace("vlan: 10\n", "vlan: 11\n", 1))
    found = moves_since(Site(Workspace(workspace), PARK), "HEAD")
    assert {move.kind for move in found} == {"address", "outlet"}
    assert [move for move in found if move.kind == "outlet" and move.renumbers]


@pytest.mark.parametrize("revision", ["nope", "--output=/tmp/x", ""])
def test_a_revision_that_is_not_there_is_told(workspace: Path, revision: str) -> None:
    with pytest.raises(IntentError):
        moves_since(Site(Workspace(workspace), PARK), revision)
