"""A park of Ruijie switches: planned, pushed, planned again; nothing there reverts by itself."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from parknet.lab.device import RELOAD_S
from parknet.lab.faults import Fault, plant
from parknet.model.change import Grade, OutcomeStatus
from parknet.model.occupants import Occupants
from parknet.model.packs import Purpose
from parknet.pipeline.measure import assess_park, collect_park
from parknet.pipeline.parks import Site
from parknet.pipeline.push import apply_plan, make_plan, push_lines, resume_runs
from parknet.pipeline.undo import roll_back
from parknet.workspace import Workspace
from tests.pipeline.rig import Rig, rig_of
from tests.pipeline.ruijie import PARK, ruijie_park
from tests.pipeline.test_faults_found import failing
from tests.pipeline.test_pushes import POLICY, apply, no_progress


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    ruijie_park(tmp_path)
    with rig_of(tmp_path, PARK) as rig:
        yield rig


def test_a_park_is_brought_from_day_zero_to_its_design_and_a_second_plan_is_empty(
    rig: Rig,
) -> None:
    assert rig.lab.refused == {}
    plan = make_plan(rig.site, rig.reach)
    assert {change.grade for change in plan.changes} == {Grade.B}
    statuses = Counter(outcome.status for outcome in apply(rig, plan).values())
    assert statuses == {OutcomeStatus.APPLIED: len(rig.site.network.devices)}
    again = make_plan(rig.site, rig.reach)
    assert (again.changes, again.failures) == ((), ())
    assert all(rig.lab.is_reached(device.name) for device in rig.site.network.devices)


def test_a_run_is_undone_on_every_device(rig: Rig) -> None:
    before = {d.name: rig.lab.running(d.name) for d in rig.site.network.devices}
    plan = make_plan(rig.site, rig.reach)
    run, _ = apply_plan(rig.site, rig.reach, plan, POLICY, no_progress)
    outcomes = roll_back(rig.site, rig.reach, run)
    assert {outcome.status for outcome in outcomes} == {OutcomeStatus.ROLLED_BACK}
    assert {d.name: rig.lab.running(d.name) for d in rig.site.network.devices} == before


def farther(rig: Rig, count: int) -> list[str]:
    """Return access switches that are not the canary."""
    access = sorted(d.name for d in rig.site.network.devices if d.role == "access")
    return access[1 : 1 + count]


def drift(rig: Rig, device: str) -> None:
    """Change ports of a device behind the plan's back, and save."""
    ports = [p for p in rig.site.network.device(device).ports if p.role == "outlet" and p.enabled]
    for port in ports[:3]:
        rig.lab.configure(device, f"interface {port.name}", "description theirs", "poe enable")
    assert rig.lab.device(device).save()


def test_a_session_lost_between_two_lines_is_taken_back_by_the_inverse(rig: Rig) -> None:
    apply(rig, make_plan(rig.site, rig.reach))
    (bad,) = farther(rig, 1)
    access = [d.name for d in rig.site.network.devices if d.role == "access"]
    for name in access:
        drift(rig, name)
    before = rig.lab.running(bad)
    plan = make_plan(rig.site, rig.reach)
    assert sorted(change.device for change in plan.changes) == sorted(access)
    rig.lab.plant(Fault("dropped_session", f"device/{bad}", bad, detail="4"))
    outcomes = apply(rig, plan)
    assert outcomes[bad].status is OutcomeStatus.ROLLED_BACK
    assert "cut off while it changed" in outcomes[bad].detail
    assert rig.lab.running(bad) == before
    others = {name: out.status for name, out in outcomes.items() if name != bad}
    assert set(others.values()) == {OutcomeStatus.APPLIED}


def test_what_holds_secrets_is_not_taken_back_blindly(rig: Rig) -> None:
    """Their former values are known to nobody; a restart without saving brings them back."""
    (bad,) = farther(rig, 1)
    before = rig.lab.running(bad)
    plan = make_plan(rig.site, rig.reach)
    rig.lab.plant(Fault("dropped_session", f"device/{bad}", bad, detail="9"))
    outcome = apply(rig, plan)[bad]
    assert outcome.status is OutcomeStatus.UNKNOWN
    assert "no timer takes it back" in outcome.detail
    rig.lab.restart(bad)
    rig.lab.advance(RELOAD_S + 1)
    assert rig.lab.running(bad) == before


def test_devices_that_refuse_a_line_are_undone_and_the_others_go_on(rig: Rig) -> None:
    bad = [*farther(rig, 2), "core-1"]
    before = {name: rig.lab.running(name) for name in bad}
    plan = make_plan(rig.site, rig.reach)
    for at, name in enumerate(bad):
        rig.lab.plant(Fault("refused_line", f"device/{name}", name, detail=str(4 + 7 * at)))
    outcomes = apply(rig, plan)
    assert {outcomes[name].status for name in bad} == {OutcomeStatus.ROLLED_BACK}
    assert all("was refused" in outcomes[name].detail for name in bad)
    assert {name: rig.lab.running(name) for name in bad} == before
    assert all(
        outcome.status is OutcomeStatus.APPLIED
        for name, outcome in outcomes.items()
        if name not in bad
    )


def test_what_may_lock_us_out_of_a_real_device_is_held(rig: Rig) -> None:
    """Without a timer nobody finds out in time: the plan waits, and says what for."""
    plan = make_plan(rig.site, replace(rig.reach, rehearsal=False))
    assert plan.changes
    for change in plan.changes:
        assert change.sensitive
        assert "of a device of grade B, not A" in change.held


def test_a_change_that_cuts_its_own_management_stays_unknown_and_says_what_to_do(
    tmp_path: Path,
) -> None:
    ruijie_park(tmp_path)
    with rig_of(tmp_path, PARK, configured=True) as rig:
        device = next(d for d in rig.site.network.devices if d.role == "access")
        vlan = next(svi.vlan for svi in device.svis if svi.role == "management")
        text = rig.site.configs[device.name].text
        wanted = re.sub(rf"(allowed vlan only .*),{vlan}\b", r"\1", text)
        plan = push_lines(rig.site, rig.reach, device.name, wanted)
        assert any("remove" in line for line in plan.changes[0].patch)
        (outcome,) = apply(rig, plan).values()
        assert outcome.status is OutcomeStatus.UNKNOWN
        assert "no timer takes the change back" in outcome.detail
        assert "restart it at its console" in outcome.detail
        assert not rig.lab.is_reached(device.name)
        # Nothing was saved: a power cycle brings back what ran before, and the run is settled.
        rig.lab.restart(device.name)
        rig.lab.advance(RELOAD_S + 1)
        assert rig.lab.is_reached(device.name)
        ((settled,),) = resume_runs(rig.site, rig.reach, POLICY, no_progress).values()
        assert settled.status is OutcomeStatus.ROLLED_BACK
        assert "runs what it ran before" in settled.detail


def test_a_change_that_loses_a_routing_neighbour_is_seen_and_taken_back(rig: Rig) -> None:
    """It keeps its management, so that a new session alone would have confirmed it."""
    apply(rig, make_plan(rig.site, rig.reach))
    before = rig.lab.running("b01-agg")
    text = rig.site.configs["b01-agg"].text
    lost = re.sub(r"\n ipv6 ospf 1 area \S+\n ipv6 ospf network point-to-point", "", text)
    plan = push_lines(rig.site, rig.reach, "b01-agg", lost)
    (outcome,) = apply(rig, plan).values()
    assert outcome.status is OutcomeStatus.ROLLED_BACK
    assert "lost the OSPFv3 neighbour" in outcome.detail
    assert "core-1 lost the OSPFv3 neighbour" in outcome.detail
    assert rig.lab.running("b01-agg") == before


def test_everything_is_asked_of_every_device_and_nothing_is_left_unchecked(rig: Rig) -> None:
    apply(rig, make_plan(rig.site, rig.reach))
    names = [device.name for device in rig.site.network.devices]
    found = rig.reach.fleet().standing(names)
    assert all(answer.unchecked == () for answer in found.values())
    kinds = {tie.kind for answer in found.values() for tie in answer.ties}
    assert kinds == {"port", "lldp", "ospf", "ospfv3", "gateway"}


def test_who_is_on_the_ports_is_read_and_who_routes_tells_addresses(rig: Rig) -> None:
    apply(rig, make_plan(rig.site, rig.reach))
    seen = rig.reach.fleet().occupants(["b01-1f-acc1"], ["b01-agg"])
    switch, router = seen["b01-1f-acc1"], seen["b01-agg"]
    assert isinstance(switch, Occupants)
    assert isinstance(router, Occupants)
    ports = {port.name for port in rig.site.network.device("b01-1f-acc1").ports}
    assert switch.macs
    assert {seen.port for seen in switch.macs} <= ports
    assert {bound.mac for bound in switch.bindings} == {seen.mac for seen in switch.macs}
    assert {bound.mac for bound in switch.bindings} <= {near.mac for near in router.neighbours}
    assert router.unread == ()


@pytest.mark.parametrize("seed", range(4))
def test_agents_without_sha_2_are_read_and_exactly_what_was_planted_fails(
    seed: int, tmp_path: Path
) -> None:
    ruijie_park(tmp_path)
    network = Site(Workspace(tmp_path), PARK).network
    faults = plant(network, seed, count=2 * seed)
    with rig_of(tmp_path, PARK, seed=seed, faults=faults, configured=True) as rig:
        snapshot = collect_park(rig.site, rig.reach)
        assert {name for name, found in snapshot.devices.items() if found.failure} == set()
        monitoring = assess_park(rig.site, snapshot, Purpose.MONITORING)
    # Which table of Ruijie has the power of ports is not known: access points stay unknown.
    told = {fault.subject for fault in faults if fault.kind != "ap_down"}
    assert failing(monitoring) == told
