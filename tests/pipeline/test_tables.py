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
from tests.pipeline.test_pairs import PARK as PAIRS
from tests.pipeline.test_pairs import folder_of, lose, pair_up, pushed

PARK = "wuhan-agricultural"
POLICY = RollOutPolicy(revert_in_s=300, error_budget=0)
TABLE = "visitors"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a workspace with a copy of an example park."""
    park = tmp_path / "inventory" / "parks" / PARK
    shutil.copytree(Workspace(tmp_path).library / "inventory" / "parks" / PARK, park)
    return tmp_path


def give_tables(folder: Path, park: str = PARK) -> None:
    """Write a `vrf` into a segment; filters lose many lines for what is in other tables."""
    path = folder / "inventory" / "parks" / park / "park.yml"
    text = path.read_text(encoding="utf-8")
    head = "\nmanagement:\n"
    assert text.count(head) == 1
    text = text.replace(head, f"{head}  deletion_budget: 200\n")
    text = text.replace("  unverified: [", "  unverified: [vrf, bgp, ")
    head = "\n  guest:\n    vlan:"
    assert text.count(head) == 1
    text = text.replace(head, f"\n  guest:\n    vrf: {TABLE}\n    vlan:")
    path.write_text(text, encoding="utf-8")


def test_a_segment_moves_into_a_table_while_the_park_runs(folder: Path) -> None:
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
        assert rig.lab.joined_in(TABLE) == routers


def test_both_of_a_pair_carry_a_table_and_one_is_enough(tmp_path: Path) -> None:
    """Two makers, and the gateway addresses that both share are in the table."""
    shutil.copytree(Workspace(tmp_path).library / "inventory/parks" / PAIRS, folder_of(tmp_path))
    pair_up(tmp_path)
    give_tables(tmp_path, PAIRS)
    path = folder_of(tmp_path) / "park.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("    buildings: [office, public]\n", ""), encoding="utf-8")
    with rig_of(tmp_path, PAIRS) as rig:
        pushed(rig)
        network = rig.site.network
        carrying = {device.name for device in network.devices if device.vrfs}
        both = {name for b in network.buildings for name in (b.aggregation, b.second)}
        assert both <= carrying
        assert rig.lab.joined_in(TABLE) == carrying
        lost = network.buildings[0].aggregation
        lose(rig, lost)
        assert rig.lab.joined_in(TABLE) == carrying - {lost}
