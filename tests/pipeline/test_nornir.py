"""Engineers' own scripts: the inventory by its name, tasks, the example of the documentation."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from nornir import InitNornir

from parknet.drivers.nornir_inventory import inventory_of
from parknet.drivers.nornir_tasks import facts, getters, running, show
from parknet.pipeline.nornir_plugin import ParknetInventory
from parknet.workspace.starter import init
from tests.pipeline.rig import rig_of

ROOT = Path(__file__).parents[2]
PARK = "wuhan-agricultural"


def test_the_inventory_groups_devices_and_holds_no_password(tmp_path: Path) -> None:
    with rig_of(tmp_path, PARK) as rig:
        hosts = inventory_of(rig.site.network, rig.reach.targets, {}).hosts
        assert hosts.keys() == rig.reach.targets.keys()
        assert all(host.password is None for host in hosts.values())
        access = next(plan for plan in rig.site.network.devices if plan.role == "access")
        groups = hosts[access.name].groups
        assert [group.name for group in groups] == [
            "role-access",
            f"platform-{access.platform}",
            f"building-{access.building}",
            f"floor-{access.building}-{access.floor}",
        ]


def python(*arguments: str, folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def park(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("desk")
    init(folder)
    python("-m", "parknet", "lab", "up", "my-park", folder=folder)
    yield folder
    python("-m", "parknet", "lab", "down", "my-park", folder=folder)


def test_tasks_read_devices_and_a_failing_one_is_a_failed_result(park: Path) -> None:
    nornir = InitNornir(
        inventory={
            "plugin": "ParknetInventory",
            "options": {"park": "my-park", "workspace": str(park)},
        },
        runner={"plugin": "threaded"},
        logging={"enabled": False},
    )
    secrets = ParknetInventory("my-park", park).reach.vault
    read = nornir.run(task=facts, secrets=secrets)
    assert {answer[0].result["system"] for answer in read.values()} <= {"vrp5", "vrp8", "comware7"}
    texts = nornir.run(task=running, secrets=secrets)
    assert not texts.failed
    for answer in texts.values():
        assert secrets.get("ssh-password") not in answer[0].result
    told = nornir.run(task=getters, secrets=secrets, names=["interfaces_ip"])
    assert all(answer[0].result["interfaces_ip"] for answer in told.values())
    assert nornir.run(task=show, secrets=secrets, command="reboot").failed
    nornir.data.reset_failed_hosts()
    nornir.inventory.hosts["gw-1"].port = 1
    read = nornir.run(task=facts, secrets=secrets)
    assert list(read.failed_hosts) == ["gw-1"]


def test_the_example_of_the_documentation_runs_as_it_stands(park: Path) -> None:
    example = ROOT / "docs/examples/who_runs_what.py"
    assert example.read_text(encoding="utf-8") in (ROOT / "docs/nornir.md").read_text("utf-8")
    assert "b01-1f-acc1" in python(str(example), "my-park", folder=park)
