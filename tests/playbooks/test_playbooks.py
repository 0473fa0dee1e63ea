"""Playbooks as engineers run them: through parknet, and by hand."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.playbooks.conftest import PLAYBOOKS, Desk

pytestmark = pytest.mark.slow


def test_a_park_goes_from_plan_to_rollback_by_playbooks(desk: Desk) -> None:
    planned = desk.parknet("playbook", "run", "plan", "my-park", "-e", "output=plan.json", "--diff")
    assert planned.code == 0, planned.text
    assert "+dhcp snooping enable" in planned.text
    assert "4 devices to change, 0 held" in planned.text

    refused = desk.parknet("playbook", "run", "deploy", "my-park", "-e", "plan=plan.json")
    assert refused.code == 3
    assert "nobody has approved it" in refused.text
    assert desk.here("approve", "my-park", "plan.json", "--yes").code == 0

    # By hand, changing nothing; what it shows is what the plan shows.
    tried = desk.ansible("deploy", "-e", "plan=plan.json", "--check", "--diff")
    assert tried.code == 0, tried.text
    assert "+dhcp snooping enable" in tried.text
    assert "4 devices would be pushed" in tried.text
    assert json.loads(desk.here("status", "my-park", "--json").text) == []

    deployed = desk.parknet("playbook", "run", "deploy", "my-park", "-e", "plan=plan.json")
    assert deployed.code == 0, deployed.text
    assert "canary: b01-1f-acc1 applied" in deployed.text, "told while it goes on"
    assert "4 applied" in deployed.text

    verified = desk.ansible("verify")
    assert verified.code == 0, verified.text
    assert "0 devices differ from what is intended" in verified.text

    kept = desk.parknet("playbook", "run", "backup", "my-park")
    assert "4 devices read, 4 changed" in kept.text
    again = desk.here("backup", "my-park")
    assert "4 devices read, 0 new or changed" in again.text

    fit = desk.parknet("playbook", "run", "upgrade-preflight", "my-park")
    assert "4 devices are fit for an upgrade, 0 are not" in fit.text
    young = ("playbook", "run", "upgrade-preflight", "my-park", "-e", "minimum_uptime=999999999")
    assert desk.parknet(*young).code == 3

    (run,) = json.loads(desk.here("status", "my-park", "--json").text)
    back = desk.ansible("rollback", "-e", f"run={run['run']}")
    assert back.code == 0, back.text
    assert "4 devices run what they ran before, 0 do not" in back.text
    assert desk.ansible("verify").code != 0, "devices differ from what is intended by now"

    rows = json.loads(desk.here("playbook", "list", "my-park", "--json").text)
    ended = {row["playbook"]: row["ended"] for row in rows}
    assert ended | {"validate": ""} == {
        "plan": "successful",
        "deploy": "successful",
        "backup": "successful",
        "upgrade-preflight": "failed",
        "rollback": "",
        "services": "",
        "validate": "",
        "verify": "",
    }


def test_no_secret_is_in_what_playbooks_say_or_leave(desk: Desk) -> None:
    secrets = (desk.folder / "state/my-park/lab/secrets").read_text().splitlines()
    values = [line.partition("=")[2] for line in secrets]
    assert values
    said = desk.ansible("plan", "--diff", "-vvvv").text
    assert not [value for value in values if value in said]
    for path in desk.folder.rglob("*"):
        if path.is_file() and path.name != "secrets":
            content = path.read_bytes()
            assert not [value for value in values if value.encode() in content], path


def test_bad_input_is_told_in_the_result_and_not_as_a_traceback(desk: Desk) -> None:
    for said, words in (
        (desk.here("playbook", "run", "depoly", "my-park"), "there is no playbook 'depoly'"),
        (desk.here("playbook", "run", "plan", "my-park", "-e", "x"), "'x' is not NAME=VALUE"),
        (desk.ansible("rollback", "-e", "run=nope"), "the ledger knows no run 'nope'"),
        (desk.ansible("deploy", "-e", "plan=none.json"), "none.json: is missing"),
        (desk.ansible("plan", "-e", "allow_grade=Z"), "'Z' is not a valid Grade"),
        (desk.ansible("plan", "-e", "parknet_park=nowhere"), "nowhere"),
    ):
        assert said.code != 0
        assert words in said.text
        assert "Traceback" not in said.text


def test_the_inventory_has_devices_and_services_hosts_and_no_secret(desk: Desk) -> None:
    program = Path(sys.executable).parent / "ansible-inventory"
    done = subprocess.run(
        [str(program), "-i", str(PLAYBOOKS / "inventory.py"), "--list"],
        cwd=desk.folder,
        env={"PATH": f"{program.parent}:/usr/bin:/bin", "PYTHONPATH": str(PLAYBOOKS.parent)},
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(done.stdout)
    assert set(found["parknet_devices"]["hosts"]) == {"gw-1", "core-1", "b01-agg", "b01-1f-acc1"}
    assert found["role_access"]["hosts"] == ["b01-1f-acc1"]
    files = {
        (one["file"], one["to"])
        for name in found["parknet_services"]["hosts"]
        for one in found["_meta"]["hostvars"][name]["parknet_files"]
    }
    assert ("kea-dhcp4.conf", "/etc/kea/kea-dhcp4.conf") in files
    for line in (desk.folder / "state/my-park/lab/secrets").read_text().splitlines():
        assert line.partition("=")[2] not in done.stdout


def test_playbooks_are_taken_into_a_workspace_and_changed_there(desk: Desk) -> None:
    assert desk.here("eject", "playbooks").code == 0
    folder = desk.folder / "playbooks"
    try:
        assert (folder / "inventory.py").stat().st_mode & 0o111
        text = (
            (folder / "validate.yml").read_text().replace("name: Validate", "name: Our own way of")
        )
        (folder / "validate.yml").write_text(text)
        (folder / "inventory.py").chmod(0o644)  # as an installed package has it
        said = desk.parknet("playbook", "run", "validate", "my-park")
        assert said.code == 0, said.text
        assert "Our own way of the park" in said.text
        assert "no problems" in said.text
    finally:
        shutil.rmtree(folder)


def test_every_playbook_is_documented() -> None:
    page = (PLAYBOOKS / "README.md").read_text(encoding="utf-8")
    for path in PLAYBOOKS.glob("*.yml"):
        assert f"`{path.stem}`" in page
        assert yaml.safe_load(path.read_text(encoding="utf-8"))
