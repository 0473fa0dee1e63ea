"""What is wrong in a park's files is told in one run, with exit code 2; nothing is written."""

import pytest

from parknet.errors import IntentError
from parknet.pipeline.parks import problems_of
from parknet.workspace import Workspace
from tests.cli.conftest import B01, PARK, Parknet, Place
from tests.workspace.test_complaints import CASES

CORE = "  - {device: core-1, model: s6730-h48x6c-v2}"
# One mistake of each kind that people make, in two files and the register.
MISTAKES = [
    (B01, "kind: office", "kind: office\ncolour: red"),
    (B01, "profile: camera", "profile: camra"),
    (PARK, "vlan: 10,", "vlan: 4095,"),
    (PARK, "ipv4: 10.40.0.0/16", "ipv4: 10.40.0.0/28"),
    (PARK, CORE, f"{CORE}\n{CORE}"),
    ("coverage/registers/my-park.csv", "1#办公楼,office,1F,大厅", "1#办公楼,offise,1F,大厅"),
]
TOLD = [
    "coverage/registers/my-park.csv:2:7: ",
    f"{B01}:17:73: there is no port profile `camra`; did you mean `camera`?",
    f"{B01}:5:1: the building has no key `colour`; use one of building, kind, main, ",
    f"{PARK}:15:9: the IPv4 pool 10.40.0.0/28 has 16 free addresses, but ",
    f"{PARK}:37:14: device core-1 is also at {PARK}:36:14; give each a name of its own",
    f"{PARK}:51:18: `vlan` is 4095, which is out of range; use a number from 2 to 4094",
    "6 problems; nothing was written",
]
COMMANDS = [
    ["validate"], ["design"], ["render"], ["plan", "-o", "plan.json"], ["drift"], ["collect"],
    ["apply", "--resume"], ["feed", "--card"], ["lab", "up"],
]  # fmt: skip


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_all_mistakes_are_told_at_once_and_nothing_is_written(
    arguments: list[str], desk: Place, parknet: Parknet
) -> None:
    for name, old, new in MISTAKES:
        desk.replace(name, old, new)
    before = desk.tree()
    said = parknet(*arguments, "my-park", "-C", str(desk.folder))
    assert said.code == 2
    assert len(said.lines) == len(TOLD), said.err
    for line, expected in zip(said.lines, TOLD, strict=True):
        assert line.startswith(expected)
    assert desk.tree() == before


def test_the_same_is_told_in_a_process_of_its_own(desk: Place) -> None:
    for name, old, new in MISTAKES:
        desk.replace(name, old, new)
    before = desk.tree()
    said = desk.process("design", "my-park")
    assert (said.code, said.out, len(said.lines)) == (2, "", len(TOLD))
    assert desk.tree() == before


@pytest.mark.parametrize("case", CASES)
def test_looking_further_hides_nothing_and_tells_nothing_twice(case: str, desk: Place) -> None:
    for name, old, new in CASES[case]:
        desk.replace(name, old, new)
    workspace = Workspace(desk.folder)
    with pytest.raises(IntentError) as caught:
        workspace.load_intent("my-park")
    found = problems_of(workspace, "my-park")
    assert set(caught.value.problems) <= set(found)
    further = [problem.where for problem in found if problem not in caught.value.problems]
    assert not set(further) & {problem.where for problem in caught.value.problems}


def test_a_missing_secret_is_named_once_with_its_variable(desk: Place) -> None:
    for arguments, name in (
        (["plan", "my-park"], "SSH_PASSWORD"),
        (["drift", "my-park"], "SSH_PASSWORD"),
        (["collect", "my-park"], "SNMP_AUTH"),
    ):
        said = desk.parknet(*arguments)
        assert said.code == 2
        assert [f"PARKNET_SECRET_{name}" in line for line in said.lines] == [False, True]


PLANS = {
    "missing": (None, "is missing; make it with parknet plan my-park -o plan.json"),
    "empty": (b"", "is not a plan file: line 1, column 1: expecting value; make a new plan"),
    "cut-off": (b'{"format":1,"sha256":"00","plan":{"pa', "is not a plan file: line 1, column 35"),
    "binary": (b"\xff\xfe\x00", "is not a plan file; make a new plan"),
    "other-json": (b"[]", "is not a plan file: its parts are missing; make a new plan"),
}


@pytest.mark.parametrize("case", PLANS)
def test_a_plan_file_that_is_none_is_told(case: str, desk: Place, parknet: Parknet) -> None:
    content, expected = PLANS[case]
    path = desk.folder / "plan.json"
    if content is not None:
        path.write_bytes(content)
    said = parknet("apply", "my-park", str(path), "-C", str(desk.folder))
    assert said.code == 2
    told = said.lines[0].replace(f"{desk.folder}/", "")
    assert told.startswith(f"plan.json: {expected}"), told
    assert not (desk.folder / "state").exists()


def test_a_folder_is_no_plan(desk: Place, parknet: Parknet) -> None:
    said = parknet("apply", "my-park", str(desk.folder), "-C", str(desk.folder))
    assert said.code == 2
    assert "cannot be read: is a directory" in said.err


def test_an_unknown_run_is_told(desk: Place, parknet: Parknet) -> None:
    said = parknet("rollback", "my-park", "run-7", "-C", str(desk.folder))
    assert said.code == 2
    assert "there is no run 'run-7'" in said.err
