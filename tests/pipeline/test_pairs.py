"""A park of two makers whose buildings have two aggregation switches: the loop, and one lost."""

import shutil
from collections import Counter
from pathlib import Path

import pytest

from parknet.deploy.terms import RollOutPolicy
from parknet.lab.faults import plant, possible
from parknet.model.change import Grade, OutcomeStatus
from parknet.model.packs import Purpose
from parknet.model.verdict import Assessment, Status
from parknet.pipeline.measure import assess_park, collect_park
from parknet.pipeline.parks import Site
from parknet.pipeline.push import apply_plan, make_plan
from parknet.pipeline.undo import roll_back
from parknet.workspace import Workspace
from tests.pipeline.rig import Rig, rig_of

PARK = "wuhan-urban"
POLICY = RollOutPolicy(revert_in_s=300, error_budget=0)
PAIR = "pair: {kind: vrrp, link: 10G, links: 2}\n"


def folder_of(root: Path) -> Path:
    return root / "inventory" / "parks" / PARK


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    """Return a workspace with the park as it is."""
    shutil.copytree(Workspace(tmp_path).library / "inventory" / "parks" / PARK, folder_of(tmp_path))
    return tmp_path


def pair_up(root: Path) -> None:
    """Give every building a second aggregation switch."""
    for building in folder_of(root).glob("buildings/*.yml"):
        text = building.read_text(encoding="utf-8")
        assert "\naggregation:" in text
        building.write_text(text.replace("\naggregation:", f"\n{PAIR}aggregation:"), "utf-8")


@pytest.fixture
def workspace(plain: Path) -> Path:
    pair_up(plain)
    return plain


def failing(assessment: Assessment) -> set[str]:
    return {
        finding.expectation.subject
        for finding in assessment.findings
        if finding.status is Status.FAIL
    }


def lose(rig: Rig, name: str) -> None:
    """Shut every link of a device, as when it has no power."""
    for link in rig.site.network.links:
        for here, there in ((link.a, link.b), (link.b, link.a)):
            if here.device == name:
                rig.lab.configure(there.device, f"interface {there.port}", "shutdown")


def apply_whole(rig: Rig) -> str:
    """Push what is planned and return the run; every device must take it."""
    plan = make_plan(rig.site, rig.reach, frozenset({Grade.R}))
    run, outcomes = apply_plan(rig.site, rig.reach, plan, POLICY, lambda _: None)
    assert plan.changes
    assert Counter(outcome.status for outcome in outcomes) == {
        OutcomeStatus.APPLIED: len(plan.changes)
    }
    return run


def pushed(rig: Rig) -> None:
    apply_whole(rig)
    again = make_plan(rig.site, rig.reach, frozenset({Grade.R}))
    assert (again.changes, again.failures) == ((), ())


def test_a_park_with_pairs_is_pushed_and_a_second_plan_is_empty(workspace: Path) -> None:
    with rig_of(workspace, PARK) as rig:
        pushed(rig)
        network = rig.site.network
        assert {device.platform for device in network.devices} == {"huawei_vrp", "h3c_comware"}
        assert all(building.second for building in network.buildings)
        assert all(rig.lab.is_reached(device.name) for device in network.devices)
        assessment = assess_park(rig.site, collect_park(rig.site, rig.reach), Purpose.MONITORING)
        assert failing(assessment) == set()


@pytest.mark.parametrize("which", ["aggregation", "second"])
def test_a_building_that_loses_one_of_its_pair_is_still_reached(
    which: str, workspace: Path
) -> None:
    with rig_of(workspace, PARK, configured=True) as rig:
        network = rig.site.network
        lost = {getattr(building, which) for building in network.buildings}
        for name in lost:
            lose(rig, name)
        reached = {device.name for device in network.devices if rig.lab.is_reached(device.name)}
        assert reached == {device.name for device in network.devices} - lost


def test_a_switch_without_a_way_up_routes_through_its_neighbour(workspace: Path) -> None:
    with rig_of(workspace, PARK, configured=True) as rig:
        network = rig.site.network
        first = {building.aggregation for building in network.buildings}
        for link in network.links:
            if link.kind == "building" and link.a.device in first:
                rig.lab.configure(link.b.device, f"interface {link.b.port}", "shutdown")
        assert all(rig.lab.is_reached(device.name) for device in network.devices)


def test_a_building_is_lost_only_when_both_are(workspace: Path) -> None:
    with rig_of(workspace, PARK, configured=True) as rig:
        network = rig.site.network
        for building in network.buildings:
            for name in (building.aggregation, building.second):
                lose(rig, name)
        reached = {device.role for device in network.devices if rig.lab.is_reached(device.name)}
        assert reached == {"gateway", "core"}


def test_a_gateway_address_that_nobody_shares_loses_the_access_switches(workspace: Path) -> None:
    with rig_of(workspace, PARK, configured=True) as rig:
        network = rig.site.network
        for building in network.buildings:
            for name in (building.aggregation, building.second):
                for svi in network.device(name).svis:
                    if svi.role == "management" and svi.vrrp is not None:
                        group = f"vrrp vrid {svi.vrrp.group} virtual-ip {svi.vrrp.ipv4}"
                        rig.lab.configure(name, f"interface {svi.name}", f"undo {group}")
        lost = {device.role for device in network.devices if not rig.lab.is_reached(device.name)}
        assert lost == {"access"}


def test_a_second_switch_is_added_to_a_running_building_and_taken_back(plain: Path) -> None:
    park = folder_of(plain) / "park.yml"
    text = park.read_text(encoding="utf-8")
    # Room for two more addresses.
    park.write_text(text.replace("hosts: 60\n", "hosts: 100\n"), encoding="utf-8")
    with rig_of(plain, PARK) as rig:
        rig.site.keep_allocations()
        pushed(rig)
        before = {device.name: rig.lab.running(device.name) for device in rig.site.network.devices}
    pair_up(plain)
    with rig_of(plain, PARK, startup=before) as rig:
        network = rig.site.network
        running = {name: rig.lab.running(name) for name in before}
        # The new ones are reached once what stands leads to them, and are changed last.
        first = apply_whole(rig)
        assert all(rig.lab.is_reached(device.name) for device in network.devices)
        second = apply_whole(rig)
        again = make_plan(rig.site, rig.reach, frozenset({Grade.R}))
        assert (again.changes, again.failures) == ((), ())
        for run in (second, first):
            outcomes = roll_back(rig.site, rig.reach, run)
            assert {outcome.status for outcome in outcomes} == {OutcomeStatus.ROLLED_BACK}
        assert {name: rig.lab.running(name) for name in before} == running


@pytest.mark.parametrize("seed", range(3))
def test_exactly_what_was_planted_fails_beside_pairs(seed: int, workspace: Path) -> None:
    network = Site(Workspace(workspace), PARK).network
    seconds = [f for f in possible(network, seed)["ipv6_lost"] if f.device.endswith("-agg2")]
    assert seconds
    faults = {*plant(network, seed, count=5), seconds[seed]}
    with rig_of(workspace, PARK, seed=seed, faults=sorted(faults), configured=True) as rig:
        snapshot = collect_park(rig.site, rig.reach)
    assessment = assess_park(rig.site, snapshot, Purpose.MONITORING)
    assert failing(assessment) == {fault.subject for fault in faults}
