"""Segments that move into routing tables of their own, on a park that runs: pushed and undone."""

import shutil
from collections import Counter
from pathlib import Path

import pytest

from parknet.deploy.terms import RollOutPolicy
from parknet.model.change import Grade, OutcomeStatus
from parknet.pipeline.parks import Site
from parknet.pipeline.push import apply_plan, make_plan
from parknet.workspace import Workspace
from tests.pipeline.rig import rig_of

PARK = "wuhan-agricultural"
POLICY = RollOutPolicy(revert_in_s=300, error_budget=0)
TABLES = {"guest": "visitors"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a workspace with a copy of an example park."""
    park = tmp_path / "inventory" / "parks" / PARK
    shutil.copytree(Workspace(tmp_path).library / "inventory" / "parks" / PARK, park)
    return tmp_path


def give_tables(folder: Path) -> None:
    """Write a `vrf` into segments; their filters lose many lines for what is in other tables."""
    path = folder / "inventory" / "parks" / PARK / "park.yml"
    text = path.read_text(encoding="utf-8")
    head = "\nmanagement:\n"
    assert text.count(head) == 1
    text = text.replace(head, f"{head}  deletion_budget: 200\n")
    text = text.replace("  unverified: [", "  unverified: [vrf, ")
    for segment, vrf in TABLES.items():
        head = f"\n  {segment}:\n    vlan:"
        assert text.count(head) == 1
        text = text.replace(head, f"\n  {segment}:\n    vrf: {vrf}\n    vlan:")
    path.write_text(text, encoding="utf-8")


def test_segments_move_into_tables_while_the_park_runs(folder: Path) -> None:
    with rig_of(folder, PARK, configured=True) as rig:
        rig.site.keep_allocations()
        give_tables(folder)
        rig.site = Site(Workspace(folder), PARK)
        rig.site.clock = rig.lab.clock
        routers = {d.name for d in rig.site.network.devices if d.vrfs}
        assert routers
        plan = make_plan(rig.site, rig.reach, frozenset({Grade.R}))
        _, outcomes = apply_plan(rig.site, rig.reach, plan, POLICY, lambda _: None)
        assert {outcome.status for outcome in outcomes} == {OutcomeStatus.APPLIED}, Counter(
            (outcome.status, outcome.detail) for outcome in outcomes
        )
        again = make_plan(rig.site, rig.reach, frozenset({Grade.R}))
        assert (again.changes, again.failures) == ((), ())
        assert all(rig.lab.is_reached(device.name) for device in rig.site.network.devices)
        for vrf in TABLES.values():
            carrying = {d.name for d in rig.site.network.devices if vrf in {v.name for v in d.vrfs}}
            assert rig.lab.joined_in(vrf) == carrying
