"""A park whose buildings have two ways up: the whole loop, and what is left when one is lost."""

import shutil
from collections import Counter
from pathlib import Path

import pytest

from parknet.deploy.terms import RollOutPolicy
from parknet.lab.faults import plant, possible
from parknet.model.change import Grade, OutcomeStatus
from parknet.model.network import Network
from parknet.model.packs import Purpose
from parknet.model.verdict import Assessment, Status
from parknet.pipeline.measure import assess_park, collect_park
from parknet.pipeline.parks import Site
from parknet.pipeline.push import apply_plan, make_plan
from parknet.workspace import Workspace
from tests.pipeline.rig import Rig, rig_of

PARK = "wuhan-agricultural"
POLICY = RollOutPolicy(revert_in_s=300, error_budget=0)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Return a workspace whose park has a second core, of another vendor, and second uplinks."""
    folder = tmp_path / "inventory" / "parks" / PARK
    shutil.copytree(Workspace(tmp_path).library / "inventory" / "parks" / PARK, folder)
    park = folder / "park.yml"
    first = "  - {device: core-1, model: s10506}\n"
    text = park.read_text(encoding="utf-8")
    assert first in text
    park.write_text(
        text.replace(first, first + "  - {device: core-2, model: s12700e-4}\n").replace(
            "unverified: [", "unverified: [acl, acl6, lag, login-lock, ntp, poe, snmp-acl, "
        ),
        encoding="utf-8",
    )
    for building in folder.glob("buildings/*.yml"):
        text = building.read_text(encoding="utf-8")
        head, _, rest = text.partition("\nuplink: {")
        building.write_text(f"{head}\nuplink: {{second: core-2, {rest}", encoding="utf-8")
    return tmp_path


def failing(assessment: Assessment) -> set[str]:
    return {
        finding.expectation.subject
        for finding in assessment.findings
        if finding.status is Status.FAIL
    }


def shut(rig: Rig, device: str, links: set[str]) -> None:
    """Shut a core's ends of links by hand."""
    for link in rig.site.network.links:
        if link.id in links:
            port = link.b.port if link.b.device == device else link.a.port
            rig.lab.configure(device, f"interface {port}", "shutdown")


def ways_up(network: Network, core: str) -> set[str]:
    return {link.id for link in network.links if link.b.device == core and link.kind == "building"}


def test_a_park_with_two_cores_is_pushed_and_a_second_plan_is_empty(workspace: Path) -> None:
    with rig_of(workspace, PARK) as rig:
        plan = make_plan(rig.site, rig.reach, frozenset({Grade.R}))
        _, outcomes = apply_plan(rig.site, rig.reach, plan, POLICY, lambda _: None)
        statuses = Counter(outcome.status for outcome in outcomes)
        assert statuses == {OutcomeStatus.APPLIED: len(rig.site.network.devices)}
        again = make_plan(rig.site, rig.reach, frozenset({Grade.R}))
        assert (again.changes, again.failures) == ((), ())
        assert all(rig.lab.is_reached(device.name) for device in rig.site.network.devices)


@pytest.mark.parametrize("core", ["core-1", "core-2"])
def test_a_building_that_loses_one_way_is_still_reached(core: str, workspace: Path) -> None:
    with rig_of(workspace, PARK, configured=True) as rig:
        network = rig.site.network
        shut(rig, core, ways_up(network, core))
        assert all(rig.lab.is_reached(device.name) for device in network.devices)
        snapshot = collect_park(rig.site, rig.reach)
        assessment = assess_park(rig.site, snapshot, Purpose.MONITORING)
        assert failing(assessment) == {f"link/{link}" for link in ways_up(network, core)}


def test_buildings_are_lost_only_when_both_ways_are(workspace: Path) -> None:
    with rig_of(workspace, PARK, configured=True) as rig:
        network = rig.site.network
        for core in ("core-1", "core-2"):
            shut(rig, core, ways_up(network, core))
        assert [d.name for d in network.devices if rig.lab.is_reached(d.name)] == [
            "gw-1",
            "core-1",
            "core-2",
        ]


@pytest.mark.parametrize("seed", range(4))
def test_exactly_what_was_planted_fails_beside_second_uplinks(seed: int, workspace: Path) -> None:
    network = Site(Workspace(workspace), PARK).network
    seconds = [
        fault for fault in possible(network, seed)["uplink_slow"] if "_second/" in fault.subject
    ]
    assert len(seconds) == len(network.buildings)
    faults = {*plant(network, seed, count=6), seconds[seed]}
    with rig_of(workspace, PARK, seed=seed, faults=sorted(faults), configured=True) as rig:
        snapshot = collect_park(rig.site, rig.reach)
    assessment = assess_park(rig.site, snapshot, Purpose.MONITORING)
    assert failing(assessment) == {fault.subject for fault in faults}
