"""A park of two makers whose buildings have stacks: the loop, and what is left of one member."""

import shutil
from pathlib import Path

import pytest

from parknet.model.network import DevicePlan
from parknet.workspace import Workspace
from tests.pipeline.rig import rig_of
from tests.pipeline.test_pairs import PARK, folder_of, pushed

STACK = "pair: {kind: stack, link: 10G, links: 2}\n"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Return a workspace whose buildings' aggregation switches are stacks with two ways up."""
    folder = folder_of(tmp_path)
    shutil.copytree(Workspace(tmp_path).library / "inventory" / "parks" / PARK, folder)
    for building in folder.glob("buildings/*.yml"):
        text = building.read_text(encoding="utf-8")
        assert "\nuplink: {speed: 10G}\naggregation:" in text
        text = text.replace(
            "\nuplink: {speed: 10G}\n", f"\nuplink: {{speed: 10G, links: 2}}\n{STACK}"
        )
        building.write_text(text, encoding="utf-8")
    return tmp_path


def member_ports(device: DevicePlan, number: int) -> list[str]:
    """Return the ports of one member that lead to other devices."""
    return [
        port.name
        for port in device.ports
        if port.role in ("uplink", "downlink") and f"{number}/0/" in port.name
    ]


def test_a_park_with_stacks_is_pushed_and_a_second_plan_is_empty(workspace: Path) -> None:
    with rig_of(workspace, PARK) as rig:
        pushed(rig)
        network = rig.site.network
        assert all(network.device(plan.aggregation).stack for plan in network.buildings)
        assert all(rig.lab.is_reached(device.name) for device in network.devices)


@pytest.mark.parametrize("number", [1, 2])
def test_a_building_that_loses_one_member_is_still_reached(number: int, workspace: Path) -> None:
    with rig_of(workspace, PARK, configured=True) as rig:
        network = rig.site.network
        for plan in network.buildings:
            ports = member_ports(network.device(plan.aggregation), number)
            assert ports
            for port in ports:
                rig.lab.configure(plan.aggregation, f"interface {port}", "shutdown")
        assert all(rig.lab.is_reached(device.name) for device in network.devices)
