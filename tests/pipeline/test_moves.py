"""A management address that moves: one unit with its gateway, proved where it is, or back."""

import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from ipaddress import IPv4Network
from pathlib import Path

import pytest

from parknet.deploy.terms import RollOutPolicy
from parknet.lab.faults import Fault
from parknet.model.change import ChangeSet, Grade, Outcome
from parknet.pipeline.labs import lab_of
from parknet.pipeline.parks import Site
from parknet.pipeline.push import apply_plan, make_plan, push_texts, resume_runs
from parknet.pipeline.reach import reach_of
from parknet.pipeline.undo import roll_back
from parknet.workspace import Workspace
from tests.pipeline import arista, cisco, debian_park, openwrt_park
from tests.pipeline.rig import Rig, rig_of, targets_of
from tests.pipeline.test_rotation import Killed, KillingLedger
from tests.pipeline.test_units import hold_secrets

PARK = "wuhan-urban"
POLICY = RollOutPolicy(revert_in_s=300, error_budget=5)


def urban(folder: Path) -> str:
    """Write an example park of Huawei's and H3C's switches."""
    park = folder / "inventory" / "parks" / PARK
    shutil.copytree(Workspace(folder).library / "inventory" / "parks" / PARK, park)
    return PARK


def of_cisco(folder: Path) -> str:
    cisco.cisco_park(folder, buildings=2)
    return cisco.PARK


def of_arista(folder: Path) -> str:
    arista.arista_park(folder, buildings=2)
    return arista.PARK


def of_openwrt(folder: Path) -> str:
    openwrt_park.openwrt_park(folder)
    return openwrt_park.PARK


def folder_of(rig: Rig) -> Path:
    return rig.site.workspace.root / "inventory" / "parks" / rig.site.park


def another_vlan(rig: Rig) -> None:
    """Let people write another VLAN of management into the park's file."""
    path = folder_of(rig) / "park.yml"
    head = "\n  management:\n    vlan: "
    text = path.read_text(encoding="utf-8")
    assert text.count(f"{head}100\n") == 1
    path.write_text(text.replace(f"{head}100\n", f"{head}101\n"), encoding="utf-8")
    reopen(rig)


def another_prefix(rig: Rig) -> None:
    """Let management have the last subnet of the block of each building."""
    renumber(
        rig,
        {
            f"subnet4/{building.code}/management": str([*block.subnets(new_prefix=26)][-1])
            for building in rig.site.network.buildings
            for block in [IPv4Network(rig.site.allocations.entries[f"block4/{building.code}"])]
        },
    )


def another_address(rig: Rig) -> None:
    """Give one switch another address of the same subnet."""
    renumber(rig, {f"host/b01/{first_switch(rig)}": "40"})


def renumber(rig: Rig, numbers: Mapping[str, str]) -> None:
    """Write other numbers into the park's allocations, as a person may."""
    path = folder_of(rig) / "allocations.lock"
    text = path.read_text(encoding="utf-8")
    for key, value in numbers.items():
        text, count = re.subn(rf"(?m)^{re.escape(key)} .*$", f"{key} {value}", text)
        assert count == 1
    path.write_text(text, encoding="utf-8")
    reopen(rig)


def first_switch(rig: Rig) -> str:
    """Return an access switch of the first building."""
    devices = rig.site.network.devices
    return next(d.name for d in devices if d.building == "b01" and d.role == "access")


def reopen(rig: Rig) -> None:
    """Begin anew, as another process does: only files and the ledger are remembered."""
    root = rig.site.workspace.root
    rig.site = Site(Workspace(root), rig.site.park)
    rig.site.clock = rig.lab.clock
    targets = targets_of(rig.site, rig.lab, root / "known_hosts")
    rig.reach = replace(rig.reach, targets=targets)


def planned(rig: Rig) -> ChangeSet:
    return make_plan(rig.site, rig.reach, frozenset({Grade.R}))


def apply(rig: Rig, plan: ChangeSet) -> dict[str, Outcome]:
    _, outcomes = apply_plan(rig.site, rig.reach, plan, POLICY, lambda _: None)
    return {outcome.device: outcome for outcome in outcomes}


def is_as_intended(rig: Rig) -> bool:
    reopen(rig)
    again = planned(rig)
    return (again.changes, again.failures) == ((), ())


def running(rig: Rig) -> dict[str, list[str]]:
    """Return what devices run; in which order a section has its options means nothing."""
    names = [device.name for device in rig.site.network.devices]
    return {name: sorted(rig.lab.running(name).splitlines()) for name in names}


@pytest.fixture
def rig(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Rig]:
    """Return a park that runs as designed, and of which everything is known."""
    write: Callable[[Path], str] = getattr(request, "param", urban)
    with rig_of(tmp_path, write(tmp_path), configured=True) as rig:
        rig.site.keep_allocations()
        hold_secrets(rig)
        assert planned(rig).changes == ()
        yield rig


@pytest.mark.parametrize("rig", [urban, of_cisco, of_arista, of_openwrt], indirect=True)
@pytest.mark.parametrize("edit", [another_vlan, another_prefix, another_address])
def test_management_moves_with_its_gateway_and_moves_back(
    rig: Rig, edit: Callable[[Rig], None]
) -> None:
    before = running(rig)
    edit(rig)
    plan = planned(rig)
    moving = {change.device: change for change in plan.changes if change.move}
    assert moving
    for change in moving.values():
        assert change.held == ""
        assert change.move is not None
        assert change.move.after == str(rig.site.network.device(change.device).management4.ip)
        assert change.sensitive, "a second person looks at it"
        assert set(change.unit) & moving.keys()
        gateways = {it.device for it in plan.changes if it.device.endswith("-agg")}
        if edit is not another_address:
            assert set(change.unit) & gateways
    found = apply(rig, plan)
    assert {outcome.status for outcome in found.values()} == {"applied"}, [
        *map(str, found.values())
    ]
    assert is_as_intended(rig)
    undone = roll_back(rig.site, rig.reach, rig.site.ledger.all_runs()[-1][0])
    assert {outcome.status for outcome in undone} == {"rolled_back"}, undone
    assert running(rig) == before
    reopen(rig)
    again = planned(rig)
    assert again.failures == ()
    assert {change.device for change in again.changes if change.move} == moving.keys()


def another_loopback(rig: Rig) -> None:
    """Give the routers of the first building other loopbacks."""
    name = rig.site.network.buildings[0].aggregation
    renumber(rig, {f"loopback/{name}": "77"})


def of_debian(folder: Path) -> str:
    debian_park.debian_workspace(folder)
    return debian_park.PARK


@pytest.mark.parametrize("rig", [urban, of_debian], indirect=True)
def test_a_router_moves_by_itself_and_is_proved_at_its_new_loopback(rig: Rig) -> None:
    another_loopback(rig)
    plan = planned(rig)
    (change,) = (change for change in plan.changes if change.move)
    assert change.unit == (change.device,)
    found = apply(rig, plan)
    assert {outcome.status for outcome in found.values()} == {"applied"}, [
        *map(str, found.values())
    ]
    assert is_as_intended(rig)


@pytest.mark.parametrize("at", [0, -1])
@pytest.mark.parametrize("rig", [urban, of_cisco, of_arista, of_openwrt], indirect=True)
def test_where_the_new_path_does_not_come_to_be_all_are_back_on_the_old_one(
    rig: Rig, at: int
) -> None:
    before = running(rig)
    another_vlan(rig)
    plan = planned(rig)
    agg = rig.site.network.buildings[at].aggregation
    unit = next(change.unit for change in plan.changes if change.device == agg)
    rig.lab.plant(Fault("refused_line", f"device/{agg}", agg, detail="2"))
    found = apply(rig, plan)
    assert {found[name].status for name in unit} <= {"rolled_back", "rejected"}
    rig.lab.advance(100_000)
    after = running(rig)
    for name, outcome in found.items():
        assert (after[name] == before[name]) == (outcome.status != "applied")
    reopen(rig)
    again = planned(rig)
    assert again.failures == ()
    old = {change.device: change.move for change in plan.changes}
    assert {change.device for change in again.changes} >= set(unit)
    assert all(change.move == old[change.device] for change in again.changes)


def test_an_address_that_leads_nowhere_is_taken_back_by_the_timer(rig: Rig) -> None:
    """The switches of two makers move to a VLAN that their gateways do not have."""
    before = running(rig)
    network, configs = rig.site.network, rig.site.configs
    for name in ("b01-01f-acc1", "b02-1f-acc1"):
        svi = network.device(name).management_interface
        text = configs[name].text.replace(f"interface {svi}\n", f"interface {svi[:-3]}10\n")
        plan = push_texts(rig.site, rig.reach, {name: text})
        (change,) = plan.changes
        assert (change.held, change.unit) == ("", (name,))
        (outcome,) = apply(rig, plan).values()
        assert outcome.status == "rolled_back"
        assert "cannot be read" in outcome.detail
    rig.lab.advance(100_000)
    assert running(rig) == before


@pytest.mark.parametrize("steps", [8, 14, 30, 53, 58, 66])
def test_a_move_that_was_killed_ends_whole_whatever_it_was_at(rig: Rig, steps: int) -> None:
    before = running(rig)
    another_vlan(rig)
    plan = planned(rig)
    rig.site.__dict__["ledger"] = KillingLedger(rig.site.ledger, steps)
    with pytest.raises(Killed):
        apply(rig, plan)
    reopen(rig)
    (outcomes,) = resume_runs(rig.site, rig.reach, POLICY, lambda _: None).values()
    rig.lab.advance(100_000)
    for unit in {change.unit for change in plan.changes}:
        found = {outcome.status.value for outcome in outcomes if outcome.device in unit}
        # What comes after a canary that failed is not begun.
        assert found in ({"applied"}, {"rolled_back"}, {"skipped"}), [*map(str, outcomes)]
        after = running(rig)
        assert all((after[name] != before[name]) == (found == {"applied"}) for name in unit)
    reopen(rig)
    if planned(rig).changes:
        found = {outcome.status.value for outcome in apply(rig, planned(rig)).values()}
        assert found == {"applied"}
    assert is_as_intended(rig)


def test_ssh_and_snmp_go_where_a_device_was_seen_last(tmp_path: Path) -> None:
    site = Site(Workspace(tmp_path), urban(tmp_path))
    name, (moved, other) = "b02-1f-acc1", ("10.99.0.7", "b02-2f-acc1")
    site.ledger.record_places({name: moved}, rehearsal=False)
    site.ledger.record_places({other: moved}, rehearsal=True)  # a lab is another world
    reach = reach_of(site)
    assert reach.targets[name].place == (moved, 22)
    assert reach.snmp[name].host == moved
    designed = str(site.network.device(name).management4.ip)
    assert reach.targets[name].others == ((designed, 22),)
    assert reach.targets[other].host == str(site.network.device(other).management4.ip)
    assert reach.targets[other].others == ()


def test_a_lab_that_runs_is_asked_for_the_new_addresses_of_its_devices(tmp_path: Path) -> None:
    park = urban(tmp_path)
    site = Site(Workspace(tmp_path), park)
    site.keep_allocations()
    name = "b02-1f-acc1"
    with lab_of(site, 0, ()) as lab:
        end = lab.endpoints()[name]
        path = tmp_path / "inventory" / "parks" / park / "allocations.lock"
        text = path.read_text(encoding="utf-8").replace(
            f"host/b02/{name} 2\n", f"host/b02/{name} 9\n"
        )
        path.write_text(text, encoding="utf-8")
        target = reach_of(Site(Workspace(tmp_path), park)).targets[name]
        assert target.place == (end.host, end.ssh_port)
        ((host, port),) = target.others
        assert host == end.host
        assert port != end.ssh_port
        lab.stop()
