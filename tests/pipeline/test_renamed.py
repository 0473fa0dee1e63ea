"""A building's file that is renamed makes another building: people are told."""

from pathlib import Path

from parknet.model.network import Allocations
from parknet.pipeline.parks import Site, renamed_buildings
from parknet.workspace import Workspace
from parknet.workspace.starter import init


def told(folder: Path) -> list[str]:
    said: list[str] = []
    Site(Workspace(folder), "my-park", talk=said.append).keep_allocations()
    return said


def test_a_renamed_building_is_told_once(tmp_path: Path) -> None:
    init(tmp_path)
    first = tmp_path / "inventory/parks/my-park/buildings/b01.yml"
    assert told(tmp_path) == []
    first.rename(first.with_name("b1.yml"))
    (line,) = told(tmp_path)
    assert "building b1 is new and b01 is gone" in line
    assert "buildings/b01.yml again" in line
    assert told(tmp_path) == []


def test_a_building_more_or_less_is_no_renamed_one() -> None:
    before = Allocations({"subnet4/b01/office": "10.0.0.0/26", "subnet4/b02/office": "10.0.1.0/26"})
    assert renamed_buildings(before, ["b01", "b02", "b03"]) == []
    assert renamed_buildings(before, ["b01"]) == []
    assert renamed_buildings(Allocations(), ["b01"]) == []
