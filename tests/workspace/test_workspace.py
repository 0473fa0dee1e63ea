"""The workspace: which file is read, what a park becomes, and what is written back."""

import json
from pathlib import Path

import jsonschema
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from parknet.errors import IntentError, PackError
from parknet.library import library_root
from parknet.model.network import Allocations
from parknet.names import expand_range
from parknet.workspace import KINDS, Workspace, eject, init, json_schema
from parknet.workspace.allocations import read_allocations, write_allocations
from parknet.workspace.files import Source

ROOT = Path(__file__).parents[2]
FOLDER = "inventory/parks/my-park/"
PARK = FOLDER + "park.yml"
B01 = FOLDER + "buildings/b01.yml"
LOCK = FOLDER + "allocations.lock"
EXAMPLES = ("wuhan-industrial", "wuhan-urban", "wuhan-agricultural")


def names(value: str | tuple[str, ...]) -> list[str]:
    ranges = (value,) if isinstance(value, str) else value
    return [name for text in ranges for name in expand_range(text)]


# What a park becomes.


def test_the_park_that_init_writes_is_valid_as_it_stands(desk) -> None:
    intent = desk.workspace.load_intent("my-park")
    assert intent.buildings["b01"].building == "1#办公楼"
    assert intent.park.management.ownership == "observe"
    assert len(desk.workspace.load_register("my-park").outlets()) == 15


def test_an_origin_points_at_the_line_that_said_it(desk) -> None:
    intent = desk.workspace.load_intent("my-park")
    lines = desk.read(B01).splitlines()
    for path, text in (
        (("building",), "1#办公楼"),
        (("floors", 0, "rooms", 1, "outlets"), "1F-C01..1F-C03"),
        (("uplink", "speed"), "10G"),
        (("floors", 0, "aps", 0), "{names"),
    ):
        file, line, column = intent.origin("buildings", "b01", *path).split(":")
        assert file == B01
        assert lines[int(line) - 1][int(column) - 1 :].startswith(text)
    assert intent.origin("park", "segments", "wifi", "vlan").startswith(f"{PARK}:52:")
    assert intent.origin("library", "aps", "indoor", "poe_w") == (
        "library/inventory/profiles/aps/indoor.yml:2:8"
    )


def test_the_digest_follows_the_words_and_not_the_place(desk, tmp_path: Path) -> None:
    before = desk.workspace.load_intent("my-park").digest
    init(tmp_path / "elsewhere")
    assert Workspace(tmp_path / "elsewhere").load_intent("my-park").digest == before
    desk.replace(B01, "1F-012", "1F-013")
    assert desk.workspace.load_intent("my-park").digest != before


def test_two_files_may_not_claim_one_building(desk) -> None:
    desk.write(FOLDER + "buildings/b02.yml", desk.read(B01))
    assert desk.complaints() == [
        (
            f"{FOLDER}buildings/b02.yml:3:11: `1#办公楼` is already the building of {B01}:3:11;"
            " give each building its own name"
        )
    ]


def test_problems_of_all_files_are_told_at_once(desk) -> None:
    desk.write(FOLDER + "buildings/b02.yml", b"\xff")
    desk.write(FOLDER + "buildings/B-3.yml", "")
    desk.write(FOLDER + "buildings/b04.yaml", "")
    desk.write("inventory/profiles/ports/kiosk.yml", "minimum_speed: slow\n")
    desk.replace(PARK, "vlan: 10,", "vlan: 1,")
    assert [line.split(": ")[0] for line in desk.complaints()] == [
        f"{FOLDER}buildings/B-3.yml:1:1",
        f"{FOLDER}buildings/b02.yml:1:1",
        f"{FOLDER}buildings/b04.yaml:1:1",
        f"{PARK}:50:18",
        "inventory/profiles/ports/kiosk.yml:1:16",
    ]


def test_a_park_without_buildings_says_so(desk) -> None:
    (desk.root / B01).unlink()
    assert desk.complaints() == [
        f"{FOLDER}buildings/: the park has no buildings; write one file to a building"
    ]


def test_an_unknown_park_is_answered_with_the_known_ones(desk) -> None:
    def load(park: str) -> list[str]:
        return desk.complaints(lambda: desk.workspace.load_intent(park))

    assert load("wuhan-industry") == [
        "inventory/parks/: there is no park `wuhan-industry`; did you mean `wuhan-industrial`?"
    ]
    assert load("x") == [
        (
            "inventory/parks/: there is no park `x`;"
            " use one of my-park, wuhan-agricultural, wuhan-industrial, wuhan-urban"
        )
    ]
    assert load("../my-park")[0].startswith("inventory/parks/: there is no park")


def test_a_profile_of_the_workspace_stands_before_the_librarys(desk) -> None:
    name = "inventory/profiles/aps/indoor.yml"
    assert desk.workspace.load_intent("my-park").library.aps["indoor"].poe_w == 15.4
    desk.write(name, (library_root() / name).read_bytes().replace(b"15.4", b"12.9"))
    library = desk.workspace.load_intent("my-park").library
    assert library.aps["indoor"].poe_w == 12.9
    assert "factory" in library.aps


def test_a_name_that_names_nothing_in_the_library_is_told(desk) -> None:
    name = "inventory/platforms/huawei_vrp.yml"
    desk.write(name, (library_root() / name).read_bytes().replace(b"if-mib", b"if-mibs"))
    desk.replace(PARK, "policies: [wuhan-2016]", "policies: [wuhan-2061]")
    desk.replace(PARK, "contracts: [w2]", "contracts: [x9]")
    contracts = "gb50312-2016, gbt21671-2008, ieee8023-optical, w1, w2"
    assert [line.partition(": ")[2] for line in desk.complaints()] == [
        "there is no policy pack `wuhan-2061`; did you mean `wuhan-2016`?",
        f"there is no contract profile `x9`; use one of {contracts}",
        "there is no collector profile `if-mibs`; did you mean `if-mib`?",
    ]


def test_templates_and_collectors_are_overlaid_file_by_file(desk, tmp_path: Path) -> None:
    library = tmp_path / "library"
    (library / "templates" / "vrp").mkdir(parents=True)
    (library / "templates" / "vrp" / "core.j2").write_text("library core\n")
    (library / "templates" / "vrp" / "access.j2").write_text("library access\n")
    (library / "collectors").mkdir()
    (library / "collectors" / "if_mib.yml").write_text("oid: 1.3.6.1.2.1.2\nscale: 0.5\n")
    desk.write("templates/vrp/core.j2", "our core\n")
    desk.write("collectors/ours.yml", "oid: 1.3.6.1.4.1\n")
    workspace = Workspace(desk.root, library)
    assert workspace.templates() == {
        "vrp": {"core.j2": "our core\n", "access.j2": "library access\n"}
    }
    assert workspace.collector_profiles() == {
        "if_mib": {"oid": "1.3.6.1.2.1.2", "scale": 0.5},
        "ours": {"oid": "1.3.6.1.4.1"},
    }
    desk.write("collectors/ours.yml", "oid: yes\n")
    with pytest.raises(IntentError, match=r"collectors/ours\.yml:1:6: `yes` means one thing"):
        workspace.collector_profiles()


PACK = """\
pack: ours
version: "1"
title: {zh: 我们的, en: Ours}
source: a text
clauses:
  - id: OU-01
    quote: 千兆到楼宇
    translation: gigabit to the building
    category: link
    force: shall
    binding: true
    scope: all buildings
    share: "yes"
    indicator: {what: speed, operator: ">=", threshold: 1, unit: Gbit/s}
    measure: building_uplink_speed
    level: {monitoring: observed, acceptance: verified}
    method: SNMP
    evidence: ifHighSpeed
"""


def test_a_pack_carries_the_digest_of_its_file(desk) -> None:
    desk.write("coverage/targets/ours.yml", PACK)
    pack = desk.workspace.pack_files()["ours"]
    assert len(pack.sha256) == 64
    assert pack.clauses[0].indicator.threshold == 1


def test_a_wrong_pack_is_told_with_its_place(desk) -> None:
    desk.write(
        "coverage/targets/theirs.yml",
        PACK.replace("acceptance: verified", "acceptance: proved").replace("OU-01", "ou1"),
    )
    desk.write("coverage/targets/renamed.yml", PACK + "sha256: abc\n")
    with pytest.raises(PackError) as caught:
        desk.workspace.pack_files()
    assert [str(problem).split(";")[0] for problem in caught.value.problems] == [
        "coverage/targets/renamed.yml:19:1: `sha256` is computed, never written",
        "coverage/targets/theirs.yml:16:47: `acceptance` cannot be `proved`",
        "coverage/targets/theirs.yml:6:9: `ou1` is not allowed here",
    ]


# What is written back.


def test_allocations_come_back_as_they_were_saved(desk) -> None:
    entries = {"subnet4/b03/office": "10.20.12.0/24", "port/b01/厂房 1%": "GE1/0/1", "a/b": "1"}
    assert desk.workspace.load_allocations("my-park") == Allocations()
    assert desk.workspace.save_allocations("my-park", Allocations(entries))
    assert desk.workspace.load_allocations("my-park").entries == entries
    assert not desk.workspace.save_allocations("my-park", Allocations(entries))
    assert desk.read(LOCK).splitlines()[1:-1] == sorted(desk.read(LOCK).splitlines()[1:-1])
    assert [path.name for path in (desk.root / FOLDER).iterdir() if ".new" in path.name] == []


@settings(deadline=None, max_examples=300)
@given(
    entries=st.dictionaries(
        st.tuples(st.sampled_from(["subnet4", "vlan"]), st.text(min_size=1))
        .map("/".join)
        .filter(lambda key: all(key.split("/"))),
        st.text(min_size=1),
    )
)
def test_any_allocation_survives_being_written(entries: dict[str, str], tmp_path_factory) -> None:
    source = Source(tmp_path_factory.getbasetemp(), "any.lock", "any.lock")
    write_allocations(source, Allocations(entries))
    assert read_allocations(source).entries == entries


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("# end\n", "", "is cut off: its last line is not `# end`"),
        ("/16\n# end\n", "/1", "is cut off: its last line is not `# end`"),
        ("vlan/b", "<<<<<<< ours\nvlan/b", "a merge conflict is left in the file"),
        ("vlan/b 10", "vlan/b", "is not `pool/owner value`"),
        ("vlan/b 10", "vlan/b 10\nvlan/b 11", "`vlan/b` is also on line"),
        ("# parknet allocations, version 1", "# parknet allocations, version 9", "does not begin"),
        ("vlan/b", "vlan/\x00b", "control character U+0000"),
    ],
)
def test_damaged_allocations_are_told_and_never_guessed(
    old: str, new: str, said: str, desk
) -> None:
    desk.workspace.save_allocations(
        "my-park", Allocations({"vlan/b": "10", "vlan/a": "11", "zone/a": "10.0.0.0/16"})
    )
    desk.replace(LOCK, old, new)
    (line,) = desk.complaints(lambda: desk.workspace.load_allocations("my-park"))
    assert line.startswith(LOCK)
    assert said in line


def test_init_refuses_to_overwrite_and_then_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / B01).parent.mkdir(parents=True)
    (tmp_path / B01).write_text("mine\n")
    with pytest.raises(IntentError, match="exists already"):
        init(tmp_path)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [tmp_path / B01]


def test_init_hooks_the_schemas_up_to_the_editor(desk) -> None:
    schemas = json.loads(desk.read(".vscode/settings.json"))["yaml.schemas"]
    for schema, files in schemas.items():
        assert json.loads(desk.read(schema))["$schema"].endswith("2020-12/schema")
        assert files.endswith(".yml")
    for name in (PARK, B01):
        modeline = desk.read(name).splitlines()[0].partition("$schema=")[2]
        assert (desk.root / name).parent.joinpath(modeline).resolve().is_file()


def test_eject_copies_one_folder_and_overwrites_nothing(tmp_path: Path) -> None:
    written = eject("inventory/profiles", tmp_path)
    assert tmp_path / "inventory/profiles/ports/desk.yml" in written
    assert not (tmp_path / "inventory/parks").exists()
    with pytest.raises(IntentError, match="exists already"):
        eject("inventory/profiles", tmp_path)
    for folder in ("inventori", "../tests", "/etc", ""):
        with pytest.raises(IntentError, match="the library has no folder"):
            eject(folder, tmp_path)


# The library.


@pytest.mark.parametrize("park", EXAMPLES)
def test_an_example_park_is_valid_and_its_register_names_the_same_outlets(park: str) -> None:
    workspace = Workspace(ROOT)
    intent = workspace.load_intent(park)
    register = workspace.load_register(park)
    modelled = {
        (building.building, floor.floor, room.room, name)
        for building in intent.buildings.values()
        for floor in building.floors
        for room in floor.rooms
        for name in names(room.outlets)
    }
    registered = {
        (room.building, room.floor, room.room, name)
        for room in register.rooms
        for name in room.outlets
    }
    assert modelled == registered
    assert register.buildings() == {b.building: b.kind for b in intent.buildings.values()}


@pytest.mark.parametrize("park", EXAMPLES)
def test_an_example_floor_fits_one_switch_in_ports_and_power(park: str) -> None:
    intent = Workspace(ROOT).load_intent(park)
    library = intent.library
    for code, building in intent.buildings.items():
        for floor in building.floors:
            switch = library.devices[floor.access or building.access]
            ports = sum(len(names(p.names)) for p in switch.ports if p.media == "copper")
            aps = [library.aps[a.profile] for a in floor.aps for _ in names(a.names)]
            outlets = [library.ports[r.profile] for r in floor.rooms for _ in names(r.outlets)]
            power = sum(ap.poe_w for ap in aps) + 30 * sum(outlet.poe for outlet in outlets)
            assert len(aps) + len(outlets) <= ports, (code, floor.floor)
            assert power <= switch.poe_budget_w, (code, floor.floor)


def test_the_industrial_park_is_as_large_as_the_pilots() -> None:
    intent = Workspace(ROOT).load_intent("wuhan-industrial")
    kinds = [building.kind for building in intent.buildings.values()]
    assert (kinds.count("factory"), kinds.count("office")) == (24, 4)
    devices = 2 + sum(1 + len(building.floors) for building in intent.buildings.values())
    assert devices == 70
    oses = {
        intent.library.devices[model].os
        for building in intent.buildings.values()
        for model in (building.access, building.aggregation)
    }
    assert oses == {"vrp5", "vrp8", "comware7"}


@pytest.mark.parametrize("kind", KINDS)
def test_the_librarys_files_satisfy_the_schema_that_editors_use(kind: str) -> None:
    schema = json_schema(kind)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    for file in ROOT.glob(KINDS[kind][1]):
        data = yaml.safe_load(file.read_text(encoding="utf-8"))
        errors = [error.message for error in validator.iter_errors(data)]
        assert errors == [], file


def test_the_schema_refuses_what_the_loader_refuses() -> None:
    validator = jsonschema.Draft202012Validator(json_schema("building"))
    data = yaml.safe_load((ROOT / "inventory/parks/wuhan-urban/buildings/b01.yml").read_text())
    assert validator.is_valid(data)
    for wrong in ({"colour": "red"}, {"kind": "castle"}, {"uplink": {"speed": "fast"}}):
        assert not validator.is_valid(data | wrong)
