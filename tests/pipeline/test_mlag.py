"""Pairs that share link aggregations, of two makers: the loop, one lost, and a split."""

from pathlib import Path

import pytest

from parknet.model.change import Grade, OutcomeStatus
from parknet.model.network import DevicePlan
from parknet.model.packs import Purpose
from parknet.pipeline.measure import assess_park, collect_park
from parknet.pipeline.push import make_plan
from parknet.pipeline.undo import roll_back
from tests.pipeline.rig import Rig, rig_of
from tests.pipeline.test_pairs import PARK, apply_whole, failing, folder_of, lose, pair_up, plain

__all__ = ["plain"]
MLAG = "pair: {kind: mlag, link: 10G, links: 2}\n"


def as_mlag(root: Path) -> None:
    """Let every building's pair share link aggregations; unverified lines are wanted."""
    for building in folder_of(root).glob("buildings/*.yml"):
        text = building.read_text(encoding="utf-8")
        building.write_text(text.replace("kind: vrrp", "kind: mlag"), "utf-8")
    park = folder_of(root) / "park.yml"
    text = park.read_text(encoding="utf-8")
    park.write_text(text.replace("unverified: [\n", "unverified: [\n    mlag,\n"), "utf-8")


@pytest.fixture
def workspace(plain: Path) -> Path:
    pair_up(plain)
    as_mlag(plain)
    return plain


def active(rig: Rig, switch: DevicePlan) -> set[str]:
    """Return the devices to which cables of a switch's one link aggregation pass frames."""
    (lag,) = switch.lags
    described = {port.name: port.description for port in switch.ports}
    return {described[port] for port in rig.lab.members(switch.name, lag.name)}


def access(rig: Rig) -> list[DevicePlan]:
    return [device for device in rig.site.network.devices if device.role == "access"]


def test_a_park_that_shares_link_aggregations_is_pushed_and_a_second_plan_is_empty(
    workspace: Path,
) -> None:
    with rig_of(workspace, PARK) as rig:
        apply_whole(rig)
        again = make_plan(rig.site, rig.reach, frozenset({Grade.R}))
        assert (again.changes, again.failures) == ((), ())
        network = rig.site.network
        assert {d.platform for d in network.devices if d.mlag} == {"huawei_vrp", "h3c_comware"}
        assert all(rig.lab.is_reached(device.name) for device in network.devices)
        for switch in access(rig):
            assert active(rig, switch) == {f"{switch.building}-agg", f"{switch.building}-agg2"}
        assessment = assess_park(rig.site, collect_park(rig.site, rig.reach), Purpose.MONITORING)
        assert failing(assessment) == set()


@pytest.mark.parametrize("which", ["aggregation", "second"])
def test_a_building_that_loses_one_of_two_is_still_reached_over_the_other(
    which: str, workspace: Path
) -> None:
    with rig_of(workspace, PARK, configured=True) as rig:
        assert rig.lab.refused == {}
        network = rig.site.network
        lost = {getattr(building, which) for building in network.buildings}
        for name in lost:
            lose(rig, name)
        reached = {device.name for device in network.devices if rig.lab.is_reached(device.name)}
        assert reached == {device.name for device in network.devices} - lost
        for switch in access(rig):
            assert not active(rig, switch) & lost


def test_when_only_the_link_between_them_is_lost_the_second_lets_the_first_serve(
    workspace: Path,
) -> None:
    with rig_of(workspace, PARK, configured=True) as rig:
        network = rig.site.network
        for link in network.links:
            if link.kind == "pair":
                rig.lab.configure(link.a.device, f"interface {link.a.port}", "shutdown")
        # Both are managed, and hosts go one way.
        assert all(rig.lab.is_reached(device.name) for device in network.devices)
        for switch in access(rig):
            assert active(rig, switch) == {f"{switch.building}-agg"}


def test_two_that_name_themselves_differently_are_two_to_an_access_switch(
    workspace: Path,
) -> None:
    with rig_of(workspace, PARK, configured=True) as rig:
        network = rig.site.network
        for building in network.buildings:
            second = network.device(building.second)
            for lag in second.lags:
                if second.os == "comware7":
                    rig.lab.configure(second.name, "drni system-mac 0200-0000-0001")
                elif lag.mlag is not None:
                    line = "lacp m-lag system-id 0200-0000-0001"
                    rig.lab.configure(second.name, f"interface {lag.name}", line)
        for switch in access(rig):
            assert len(active(rig, switch)) == 1
        assert all(rig.lab.is_reached(device.name) for device in network.devices)


def test_a_pair_of_gateways_becomes_one_that_shares_link_aggregations_and_back(
    plain: Path,
) -> None:
    pair_up(plain)
    with rig_of(plain, PARK) as rig:
        rig.site.keep_allocations()
        apply_whole(rig)
        before = {device.name: rig.lab.running(device.name) for device in rig.site.network.devices}
    as_mlag(plain)
    with rig_of(plain, PARK, startup=before) as rig:
        network = rig.site.network
        running = {name: rig.lab.running(name) for name in before}
        run = apply_whole(rig)
        assert all(rig.lab.is_reached(device.name) for device in network.devices)
        again = make_plan(rig.site, rig.reach, frozenset({Grade.R}))
        assert (again.changes, again.failures) == ((), ())
        for switch in access(rig):
            assert active(rig, switch) == {f"{switch.building}-agg", f"{switch.building}-agg2"}
        outcomes = roll_back(rig.site, rig.reach, run)
        assert {outcome.status for outcome in outcomes} == {OutcomeStatus.ROLLED_BACK}
        assert {name: rig.lab.running(name) for name in before} == running
