"""What people read when a file is wrong: one line each, held exactly in `golden/complaints.txt`."""

from pathlib import Path

import pytest

FOLDER = "inventory/parks/my-park/"
PARK = FOLDER + "park.yml"
B01 = FOLDER + "buildings/b01.yml"

# What somebody changed in the park that `parknet init` writes.
CASES: dict[str, list[tuple[str, str, str]]] = {
    "wrong-key": [(B01, "kind: office", "kind: office\ncolour: red")],
    "misspelt-key": [(B01, "aggregation:", "agregation:")],
    "missing-keys": [
        (B01, "at: [120, 80]  # centre", "# at: [120, 80]  # centre"),
        (B01, "{speed: 10G}", "{}"),
    ],
    "number-out-of-range": [
        (PARK, "vlan: 10,", "vlan: 4095,"),
        (PARK, "hosts: 60", "hosts: 1"),
        (PARK, "area_km2: 1.2", "area_km2: 0"),
    ],
    "unknown-enum": [
        (B01, "kind: office", "kind: ofice"),
        (PARK, "ownership: observe", "ownership: yolo"),
    ],
    "unknown-profiles": [
        (B01, "aggregation: s6730-h24x6c-v2", "aggregation: s6730-h24x6c"),
        (B01, "profile: camera", "profile: camra"),
        (B01, "profile: indoor", "profile: stadium"),
        (PARK, "model: ce6881-48s6cq", "model: ce6881"),
    ],
    "unknown-segment": [
        (B01, "segment: office", "segment: ofice"),
        (PARK, "  guest:", "  visitors:"),
    ],
    "unknown-gateway-and-core": [
        (PARK, "gateway: gw-1", "gateway: gw-9"),
        (B01, "uplink: {speed: 10G}", "uplink: {speed: 10G, core: core-2}"),
    ],
    "line-break-in-a-name": [(B01, "building: 1#办公楼", 'building: "1#办公楼\\n shutdown"')],
    "escape-in-a-name": [(B01, "room: 大厅", 'room: "hall\\e[2J"')],
    "bidi-in-a-file": [(B01, "room: 大厅", "room: 大\u202e厅")],
    "space-around-a-name": [(B01, "room: 大厅", 'room: "大厅 "')],
    "empty-and-long-names": [
        (B01, "room: 大厅", 'room: ""'),
        (B01, "room: 监控点", "room: " + "长" * 81),
    ],
    "not-a-speed": [(B01, "uplink: {speed: 10G}", "uplink: {speed: fast}")],
    "number-where-text-is-due": [
        (B01, "floor: 1F", "floor: 1"),
        (PARK, 'region: "420115"', "region: 420115"),
    ],
    "text-where-a-number-is-due": [
        (PARK, "vlan: 10,", 'vlan: "10",'),
        (PARK, "hosts: 120", "hosts: many"),
        (B01, "links: 2", "links: 1.5"),
    ],
    "yaml-1.1-words": [
        (B01, "main: true", "main: yes"),
        (B01, "floor: 1F", "floor: 012"),
        (PARK, "vlan: 10,", "vlan: 0o10,"),
        (PARK, "vlan: 30,", "vlan: 1_0,"),
        (PARK, "vlan: 40,", "vlan: 1:30,"),
        (PARK, "vlan: 50,", "vlan: 1e2,"),
    ],
    "quoted-truth": [(B01, "main: true", 'main: "true"')],
    "no-value": [
        (
            B01,
            "aggregation: s6730-h24x6c-v2  # models of inventory/profiles/devices",
            "aggregation:",
        )
    ],
    "wrong-shapes": [
        (B01, "uplink: {speed: 10G}", "uplink: 10G"),
        (B01, "segment: office}", "segment: [office]}"),
        (PARK, "policies: [wuhan-2016]", "policies: wuhan-2016"),
        (B01, "outlets: 1F-001..1F-012", "outlets: {from: 1}"),
    ],
    "empty-lists": [(PARK, "ntp: [10.16.0.11]", "ntp: []"), (B01, "size: [60, 30]", "size: [60]")],
    "addresses": [
        (PARK, "ipv4: 10.40.0.0/16", "ipv4: 10.40.0.5/16"),
        (PARK, "syslog: [10.16.0.12]", "syslog: [10.16.0.300]"),
        (PARK, "ipv4_next_hop: 203.0.113.1", "ipv4_next_hop: 203.0.113"),
        (PARK, '"2001:db8:ffff::2/126"', '"2001:db8:ffff::2/200"'),
    ],
    "slugs": [(PARK, "  wifi:", "  Wi-Fi:"), (PARK, "device: gw-1", "device: GW_1")],
    "duplicate-key": [(B01, "kind: office", "kind: office\nkind: factory")],
    "anchor-and-alias": [
        (B01, "uplink: {speed: 10G}", "uplink: &link {speed: 10G}"),
        (B01, "access_link: {speed: 10G, links: 2}", "access_link: *link"),
    ],
    "tag": [(B01, "building: 1#办公楼", "building: !!python/object/apply:os.system 1#办公楼")],
    "tab": [(B01, "    rooms:", "\trooms:")],
    "second-document": [(B01, "kind: office", "---\nkind: office")],
    "unclosed-quote": [(B01, "room: 大厅", 'room: "大厅')],
    "colon-in-a-value": [(B01, "kind: office", "kind: office: main")],
    "bad-indent": [(B01, "    aps:", "   aps:")],
    "no-colon": [(B01, "kind: office", "kind office")],
    "a-list-as-key": [(B01, "kind: office", "? [a, b]\n: office")],
    "renamed-park": [(PARK, "park: my-park", "park: your-park")],
    "many-files-at-once": [
        (PARK, "vlan: 10,", "vlan: 1,"),
        (B01, "kind: office", "kind: officee"),
        (B01, "profile: camera", "profil: camera"),
    ],
}


def golden() -> dict[str, list[str]]:
    text = (Path(__file__).parent / "golden" / "complaints.txt").read_text(encoding="utf-8")
    cases: dict[str, list[str]] = {}
    for line in text.splitlines():
        if line.startswith("# "):
            cases[line[2:]] = []
        else:
            cases[list(cases)[-1]].append(line)
    return cases


GOLDEN = golden()


@pytest.mark.parametrize("case", CASES)
def test_a_mistake_is_told_with_its_place_and_its_remedy(case: str, desk) -> None:
    for name, old, new in CASES[case]:
        desk.replace(name, old, new)
    assert [line.replace(FOLDER, "") for line in desk.complaints()] == GOLDEN[case]


def test_every_case_has_its_golden_lines_and_no_other() -> None:
    assert list(GOLDEN) == list(CASES)
    assert all(GOLDEN.values())


def test_no_complaint_speaks_of_the_machinery() -> None:
    text = " ".join(line for lines in GOLDEN.values() for line in lines).lower()
    for word in ("pydantic", "input should", "tuple", "dict", "str_", "validation", "traceback"):
        assert word not in text
