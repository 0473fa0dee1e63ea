"""What people stumble over: what goes into git, what is wrong before what was never done, logs."""

import io
import logging
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from parknet.cli.approving import sum_up
from parknet.cli.push import unset_secrets
from parknet.errors import StateError
from parknet.log import mask_also, set_up_logging
from parknet.pipeline.push import make_plan
from parknet.pipeline.undo import roll_back
from parknet.vault import Vault
from parknet.workspace import Workspace, init
from tests.cli.conftest import B01, Place
from tests.pipeline.rig import rig_of

SECRET = "canary-Secret-1"


def test_what_init_writes_keeps_secrets_and_state_out_of_git(tmp_path: Path) -> None:
    init(tmp_path)
    git = shutil.which("git") or pytest.skip("git is not installed")
    subprocess.run([git, "init", "-q", str(tmp_path)], check=True)
    for name in ("state/my-park/secrets", "state/my-park/vault.key", "build/my-park/x.cfg", ".env"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", encoding="utf-8")
    listed = subprocess.run(
        [git, "-C", str(tmp_path), "status", "--porcelain", "-uall"],
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    assert "park.yml" in listed
    assert not [line for line in listed.splitlines() if "state" in line or "build/" in line]
    assert ".env" not in listed


def test_a_list_of_ignored_files_that_stands_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("mine\n", encoding="utf-8")
    init(tmp_path)
    assert (tmp_path / ".gitignore").read_text(encoding="utf-8") == "mine\n"


@pytest.mark.parametrize("command", ["assess", "report"])
def test_a_broken_park_is_told_before_that_nothing_was_read(command: str, desk: Place) -> None:
    desk.replace(B01, "kind:", "kimd:")
    said = desk.parknet(command, "my-park")
    assert said.code == 2
    assert any(line.startswith(f"{B01}:") and "kimd" in line for line in said.lines)
    assert "yet: run parknet" not in said.err


def test_a_command_logs_where_it_is_asked_to_and_not_otherwise(desk: Place) -> None:
    quiet = desk.process("validate", "my-park")
    assert "level=" not in quiet.err
    for said in (
        desk.process("-v", "validate", "my-park"),
        desk.process("validate", "my-park", variables={"PARKNET_LOG": "info"}),
    ):
        assert said.code == 0
        assert any('event="command ended"' in line and "exit=0" in line for line in said.lines)
    wrong = desk.process("validate", "my-park", variables={"PARKNET_LOG": "loud"})
    assert wrong.code == 2
    assert "'loud' is no level" in wrong.err


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    set_up_logging(logging.DEBUG, Vault({"one": "canary-environment"}, b""), stream)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)


def test_no_secret_of_a_file_that_is_read_later_is_logged(stream: io.StringIO) -> None:
    log = logging.getLogger("parknet.drivers")
    mask_also(Vault({"two": SECRET}, b""))
    log.info("tried", extra={"fields": {"said": f"login with {SECRET} or canary-environment"}})
    assert "tried" in stream.getvalue()
    assert SECRET not in stream.getvalue()
    assert "canary" not in stream.getvalue()


def test_whoever_reaches_devices_logs_none_of_their_secrets(
    stream: io.StringIO, tmp_path: Path
) -> None:
    with rig_of(tmp_path, "wuhan-agricultural") as rig:
        logging.getLogger("parknet").info("asked", extra={"fields": {"with": "lab-Pass-0001"}})
        assert rig.reach.vault.get("ssh-password") == "lab-Pass-0001"
    assert "asked" in stream.getvalue()
    assert "lab-Pass-0001" not in stream.getvalue()


@pytest.mark.parametrize(
    ("file", "old", "new", "key"),
    [
        ("park.yml", "ownership: enforce", "ownership: observe", "management.ownership"),
        (
            "buildings/b01.yml",
            "\nuplink:",
            "\nownership: monitor\nuplink:",
            "buildings.b01.ownership",
        ),
    ],
)
def test_what_is_held_says_which_line_holds_it(
    file: str, old: str, new: str, key: str, tmp_path: Path
) -> None:
    name = "wuhan-agricultural"
    folder = tmp_path / "inventory" / "parks" / name
    shutil.copytree(Workspace(tmp_path).library / "inventory" / "parks" / name, folder)
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with rig_of(tmp_path, name) as rig:
        held = [change.held for change in make_plan(rig.site, rig.reach).changes if change.held]
    line = next(
        n for n, text in enumerate(path.read_text().splitlines(), 1) if "ownership:" in text
    )
    place = f"({key} in inventory/parks/{name}/{file}:{line}:"
    assert any(place in reason and "set it to enforce" in reason for reason in held), held[:3]


def test_a_plan_names_the_secrets_that_nobody_has_set(tmp_path: Path) -> None:
    name = "wuhan-agricultural"
    folder = tmp_path / "inventory" / "parks" / name
    shutil.copytree(Workspace(tmp_path).library / "inventory" / "parks" / name, folder)
    with rig_of(tmp_path, name) as rig:
        plan = make_plan(rig.site, rig.reach)
    assert unset_secrets(plan, rig.reach.vault.names()) == {}
    lacking = unset_secrets(plan, rig.reach.vault.names() - {"snmp-auth"})
    assert list(lacking) == ["snmp-auth"]
    assert sorted(lacking["snmp-auth"]) == sorted(change.device for change in plan.changes)


def test_whoever_signs_reads_which_devices_stay_as_they_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = "wuhan-agricultural"
    folder = tmp_path / "inventory" / "parks" / name
    shutil.copytree(Workspace(tmp_path).library / "inventory" / "parks" / name, folder)
    building = folder / "buildings" / "b01.yml"
    text = building.read_text(encoding="utf-8")
    building.write_text(text.replace("\nuplink:", "\nownership: monitor\nuplink:", 1), "utf-8")
    with rig_of(tmp_path, name) as rig:
        sum_up(make_plan(rig.site, rig.reach))
    said = capsys.readouterr().err
    assert "  b01-agg stays as it is: " in said
    assert "what passes between a device that changes and one that stays may break" in said


def test_a_run_that_a_later_one_has_built_upon_is_not_rolled_back(tmp_path: Path) -> None:
    name = "wuhan-agricultural"
    folder = tmp_path / "inventory" / "parks" / name
    shutil.copytree(Workspace(tmp_path).library / "inventory" / "parks" / name, folder)
    with rig_of(tmp_path, name) as rig:
        ledger, change = rig.site.ledger, make_plan(rig.site, rig.reach).changes[0]
        for run in ("first", "second"):
            ledger.begin(run, [change])
            ledger.step(run, change.device, "confirmed")
            ledger.finish(run, "done")
        with pytest.raises(StateError, match=f"run second changed {change.device} after run first"):
            roll_back(rig.site, rig.reach, "first")
        assert ledger.states("first") == {change.device: "confirmed"}
