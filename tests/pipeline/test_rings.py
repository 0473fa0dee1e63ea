"""Rings of both makers: the loop, and what is reached with one link or one switch lost."""

import shutil
from pathlib import Path

import pytest

from parknet.model.change import Grade
from parknet.model.network import Network
from parknet.pipeline.parks import Site
from parknet.pipeline.push import make_plan
from parknet.pipeline.undo import roll_back
from parknet.workspace import Workspace
from tests.pipeline.rig import Rig, rig_of
from tests.pipeline.test_pairs import PARK, apply_whole, folder_of, pushed

CODES = ("b01", "b02")


def counted(root: Path) -> None:
    """Write how many switches each floor has, as rings want it."""
    for path in folder_of(root).glob("buildings/*.yml"):
        lines = []
        for line in path.read_text(encoding="utf-8").splitlines():
            lines.append(line)
            if line.startswith("  - floor: "):
                lines.append("    switches: 1")
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def ring_text(network: Network, owner: int) -> str:
    """Return the rings that every access switch is on, one to a building."""
    rings = ["rings:"]
    for number, code in enumerate(CODES):
        access = [d.name for d in network.devices if d.role == "access" and d.building == code]
        segments = {svi.segment for svi in network.device(f"{code}-agg").svis if svi.segment}
        rings += [
            f"  - ring: {code}",
            f"    segments: [{', '.join(sorted(segments - {'management'}))}]",
            f"    control_vlan: {2900 + number}",
            f"    devices: [{', '.join([f'{code}-agg', *access])}]",
            f"    owner: {access[owner]}",
        ]
    return "\n".join(rings) + "\n"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Return a workspace whose buildings' access switches are on rings."""
    folder = folder_of(tmp_path)
    shutil.copytree(Workspace(tmp_path).library / "inventory" / "parks" / PARK, folder)
    counted(tmp_path)
    plain = Site(Workspace(tmp_path), PARK).network
    park = folder / "park.yml"
    text = park.read_text(encoding="utf-8")
    text = text.replace("unverified: [", "unverified: [ring, ")
    park.write_text(text + ring_text(plain, owner=1), encoding="utf-8")
    return tmp_path


def cut(rig: Rig, at: int) -> None:
    """Shut one cable of each ring, by its place."""
    for code in CODES:
        links = [
            link for link in rig.site.network.links if (link.kind, link.building) == ("ring", code)
        ]
        link = links[at % len(links)]
        rig.lab.configure(link.a.device, f"interface {link.a.port}", "shutdown")


def test_a_park_with_rings_is_pushed_and_a_second_plan_is_empty(workspace: Path) -> None:
    with rig_of(workspace, PARK) as rig:
        pushed(rig)
        network = rig.site.network
        ringed = [device for device in network.devices if device.rings]
        assert {device.platform for device in ringed} == {"huawei_vrp", "h3c_comware"}
        assert {d.name for d in network.devices if d.role == "access"} < {d.name for d in ringed}
        assert all(rig.lab.is_reached(device.name) for device in network.devices)


@pytest.mark.parametrize("at", range(4))
def test_every_switch_is_reached_with_one_link_cut(at: int, workspace: Path) -> None:
    with rig_of(workspace, PARK, configured=True) as rig:
        cut(rig, at)
        assert all(rig.lab.is_reached(device.name) for device in rig.site.network.devices)


def test_two_cuts_lose_what_lies_between_them(workspace: Path) -> None:
    with rig_of(workspace, PARK, configured=True) as rig:
        network = rig.site.network
        lost = set()
        for code in CODES:
            switch = next(d for d in network.devices if d.building == code and d.role == "access")
            lost.add(switch.name)
            for port in switch.rings[0].ports:
                rig.lab.configure(switch.name, f"interface {port}", "shutdown")
        reached = {device.name for device in network.devices if rig.lab.is_reached(device.name)}
        assert reached == {device.name for device in network.devices} - lost


def test_another_owner_is_pushed_and_taken_back(workspace: Path) -> None:
    with rig_of(workspace, PARK) as rig:
        pushed(rig)
        before = {device.name: rig.lab.running(device.name) for device in rig.site.network.devices}
        plain = rig.site.network
    park = folder_of(workspace) / "park.yml"
    text = park.read_text(encoding="utf-8").partition("rings:\n")[0]
    park.write_text(text + ring_text(plain, owner=2), encoding="utf-8")
    with rig_of(workspace, PARK, startup=before) as rig:
        running = {name: rig.lab.running(name) for name in before}
        run = apply_whole(rig)
        again = make_plan(rig.site, rig.reach, frozenset({Grade.R}))
        assert (again.changes, again.failures) == ((), ())
        outcomes = roll_back(rig.site, rig.reach, run)
        assert len(outcomes) == 2 * len(CODES)
        assert {name: rig.lab.running(name) for name in before} == running
