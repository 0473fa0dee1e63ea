"""A park of Arista switches: planned, pushed, lost, reverted, undone."""

from pathlib import Path

import pytest

from parknet.deploy.terms import RollOutPolicy
from parknet.lab.faults import Fault
from parknet.lab.hosts import Host
from parknet.lab.park import Lab
from parknet.model.change import ChangeSet, Grade, Outcome, OutcomeStatus
from parknet.model.packs import Purpose
from parknet.model.standing import Standing
from parknet.pipeline.cut_off import find_cut_off
from parknet.pipeline.measure import assess_park, collect_park
from parknet.pipeline.push import apply_plan, make_plan, push_lines
from parknet.pipeline.undo import roll_back
from tests.pipeline.arista import PARK, arista_park, change, folder_of
from tests.pipeline.rig import Rig, rig_of
from tests.pipeline.test_pairs import failing

POLICY = RollOutPolicy(revert_in_s=300, error_budget=0)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return arista_park(tmp_path)


def apply(rig: Rig, plan: ChangeSet) -> dict[str, Outcome]:
    _, outcomes = apply_plan(rig.site, rig.reach, plan, POLICY, lambda _: None)
    return {outcome.device: outcome for outcome in outcomes}


def statuses(outcomes: dict[str, Outcome]) -> set[OutcomeStatus]:
    return {outcome.status for outcome in outcomes.values()}


def empty(rig: Rig) -> bool:
    again = make_plan(rig.site, rig.reach)
    return (again.changes, again.failures) == ((), ())


def drafts(lab: Lab, rig: Rig) -> list[str]:
    """Return sessions that wait on any device, and timers that run."""
    devices = [lab.device(device.name) for device in rig.site.network.devices]
    return [name for device in devices for name in (*device.drafts, *([""] * bool(device.trial)))]


def test_a_park_is_pushed_from_day_zero_and_a_second_plan_is_empty(root: Path) -> None:
    with rig_of(root, PARK) as rig:
        plan = make_plan(rig.site, rig.reach)
        assert {found.grade for found in plan.changes} == {Grade.A}
        assert {found.os for found in plan.changes} == {"eos"}
        assert statuses(apply(rig, plan)) == {OutcomeStatus.APPLIED}
        assert empty(rig)
        assert drafts(rig.lab, rig) == []
        assert all(rig.lab.is_reached(device.name) for device in rig.site.network.devices)
        assessment = assess_park(rig.site, collect_park(rig.site, rig.reach), Purpose.MONITORING)
        assert failing(assessment) == set()


def test_a_run_is_undone_to_what_ran_before(root: Path) -> None:
    with rig_of(root, PARK) as rig:
        names = [device.name for device in rig.site.network.devices]
        before = {name: rig.lab.running(name) for name in names}
        plan = make_plan(rig.site, rig.reach)
        run, _ = apply_plan(rig.site, rig.reach, plan, POLICY, lambda _: None)
        outcomes = roll_back(rig.site, rig.reach, run)
        assert {outcome.status for outcome in outcomes} == {OutcomeStatus.ROLLED_BACK}
        assert {name: rig.lab.running(name) for name in names} == before


def test_a_small_change_is_small_on_the_device(root: Path) -> None:
    with rig_of(root, PARK) as rig:
        apply(rig, make_plan(rig.site, rig.reach))
        rig.site.keep_allocations()
        before = {device.name: rig.lab.running(device.name) for device in rig.site.network.devices}
    change(root, "    vlan: 35\n", "    vlan: 36\n")
    with rig_of(root, PARK, startup=before) as rig:
        plan = make_plan(rig.site, rig.reach)
        for found in plan.changes:
            lists = [line for line in found.patch if "trunk allowed vlan" in line]
            assert all(" add 36" in line or " remove 35" in line for line in lists), lists
        assert statuses(apply(rig, plan)) == {OutcomeStatus.APPLIED}
        assert empty(rig)


def access_of(rig: Rig) -> str:
    return next(d.name for d in rig.site.network.devices if d.role == "access")


def test_a_change_that_cuts_its_own_management_reverts_by_itself(root: Path) -> None:
    with rig_of(root, PARK, configured=True) as rig:
        name = access_of(rig)
        device = rig.site.network.device(name)
        vlan = next(svi.vlan for svi in device.svis if svi.role == "management")
        text = rig.site.configs[name].text
        wanted = "\n".join(
            line.replace(f",{vlan}", "") if "trunk allowed vlan" in line else line
            for line in text.splitlines()
        )
        before = rig.lab.running(name)
        plan = push_lines(rig.site, rig.reach, name, wanted + "\n")
        (outcome,) = apply(rig, plan).values()
        assert outcome.status is OutcomeStatus.ROLLED_BACK
        assert rig.lab.is_reached(name)
        assert rig.lab.running(name) == before


@pytest.mark.parametrize("kind", ["dropped_session", "dropped_commit", "refused_line"])
def test_whatever_fails_a_device_runs_what_it_ran_or_what_was_planned(
    kind: str, root: Path
) -> None:
    with rig_of(root, PARK) as rig:
        name = access_of(rig)
        before = rig.lab.running(name)
        plan = make_plan(rig.site, rig.reach)
        rig.lab.plant(Fault(kind, f"device/{name}", name, detail="3"))  # type: ignore[arg-type]
        outcome = apply(rig, plan)[name]
        rig.lab.heal(Fault(kind, f"device/{name}", name, detail="3"))  # type: ignore[arg-type]
        assert outcome.status is not OutcomeStatus.UNKNOWN, outcome
        is_before = rig.lab.running(name) == before
        assert is_before is (outcome.status is not OutcomeStatus.APPLIED)
        rig.lab.advance(1000)
        assert (rig.lab.running(name) == before) is is_before
        again = make_plan(rig.site, rig.reach)
        assert statuses(apply(rig, again)) <= {OutcomeStatus.APPLIED}
        assert empty(rig)


def test_power_lost_between_commit_and_save_brings_back_what_was_saved(root: Path) -> None:
    with rig_of(root, PARK, configured=True) as rig:
        name = access_of(rig)
        before = rig.lab.running(name)
        text = rig.site.configs[name].text
        wanted = text.replace("!\nvlan ", "!\nlogging host 10.9.9.9\n!\nvlan ", 1)
        plan = push_lines(rig.site, rig.reach, name, wanted)
        outcomes = rig.reach.fleet().commit(plan.changes, 300, "run")
        assert outcomes[name].status is OutcomeStatus.APPLIED
        assert "10.9.9.9" in rig.lab.running(name)
        # Restarts are a timer's affair on the lab's own thread.
        rig.lab.device(name).schedule_reboot(1.0)
        rig.lab.advance(300)
        assert rig.lab.running(name) == before


PAIR = "pair: {kind: mlag, link: 10G, links: 2}\n"


def test_a_pair_that_shares_its_links_is_pushed_one_after_the_other(root: Path) -> None:
    for building in folder_of(root).glob("buildings/*.yml"):
        text = building.read_text(encoding="utf-8")
        building.write_text(text.replace("\naggregation:", f"\n{PAIR}aggregation:"), "utf-8")
    with rig_of(root, PARK) as rig:
        pairs = {(b.aggregation, b.second) for b in rig.site.network.buildings}
        assert all(second for _, second in pairs)
        running: set[str] = set()
        together: list[set[str]] = []

        def watch(name: str) -> None:
            device = rig.lab.device(name)
            (running.add if device.trial is not None else running.discard)(name)
            together.append(set(running))

        for pair in pairs:
            for name in pair:
                rig.lab.device(name).on_change.append(lambda name=name: watch(name))  # type: ignore[misc]
        plan = make_plan(rig.site, rig.reach)
        assert statuses(apply(rig, plan)) == {OutcomeStatus.APPLIED}
        assert together
        assert not [both for both in together for pair in pairs if set(pair) <= both]
        assert empty(rig)
        assert all(rig.lab.is_reached(device.name) for device in rig.site.network.devices)


def test_everything_that_checks_look_at_is_read(root: Path) -> None:
    with rig_of(root, PARK, configured=True) as rig:
        network = rig.site.network
        found = rig.reach.fleet().standing([device.name for device in network.devices])
        for device in network.devices:
            standing = found[device.name]
            assert isinstance(standing, Standing)
            assert standing.unchecked == ()
            ties = {(tie.kind, tie.at): tie.to for tie in standing.ties}
            links = {svi.name for svi in device.svis if svi.role == "link"}
            for kind in ("ospf", "ospfv3"):
                assert {at for each, at in ties if each == kind} == links, device.name
            hops = {str(route.next_hop) for route in device.routes}
            assert {at for each, at in ties if each == "gateway"} == hops
            cabled = {
                here.port: there.device
                for link in network.links
                for here, there in ((link.a, link.b), (link.b, link.a))
                if here.device == device.name
            }
            assert {at: to for (each, at), to in ties.items() if each == "lldp"} == cabled
            up = {at for each, at in ties if each == "port"}
            assert up >= cabled.keys() | {lag.name for lag in device.lags}


@pytest.mark.parametrize("line", ["   ipv6 ospf 1 area", "   ipv6 address"])
def test_a_change_that_loses_a_routing_neighbour_is_rolled_back(line: str, root: Path) -> None:
    with rig_of(root, PARK, configured=True) as rig:
        name = rig.site.network.buildings[0].aggregation
        link = next(svi.name for svi in rig.site.network.device(name).svis if svi.role == "link")
        head, found, rest = rig.site.configs[name].text.partition(f"\ninterface {link}\n")
        section, end, tail = rest.partition("\n!\n")
        kept = "\n".join(row for row in section.split("\n") if not row.startswith(line))
        before = rig.lab.running(name)
        plan = push_lines(rig.site, rig.reach, name, head + found + kept + end + tail)
        (outcome,) = apply(rig, plan).values()
        assert outcome.status is OutcomeStatus.ROLLED_BACK
        assert "lost the OSPFv3 neighbour" in outcome.detail
        assert rig.lab.running(name) == before


DOT1X = """protection: {dot1x: monitor}
radius: {servers: [10.16.0.20], secret: radius}
"""
MUTE = Host("00:e0:fc:00:00:03", login="")
GOOD = Host("00:e0:fc:00:00:04", login="mab")


@pytest.mark.slow
def test_who_does_not_authenticate_is_listed_while_802_1x_is_watched(tmp_path: Path) -> None:
    with rig_of(arista_park(tmp_path, DOT1X), PARK, configured=True) as rig:
        guarded = [
            outlet
            for outlet in rig.site.network.outlets
            for port in rig.site.network.device(outlet.end.device).ports
            if port.name == outlet.end.port and port.guard is not None and port.guard.dot1x != "off"
        ]
        first, second = guarded[0], guarded[-1]
        rig.lab.plug(first.id, MUTE)
        rig.lab.plug(second.id, GOOD)
        found = find_cut_off(rig.site, rig.reach)
        # EOS binds no addresses to ports, which is said and never taken for nobody.
        assert {why for told in found.unknown.values() for why in told} == {
            "it holds no DHCP snooping bindings: nothing tells fixed addresses from others"
        }
        (host,) = found.hosts
        assert (host.mac, host.port, host.guards) == (MUTE.mac, first.end.port, ("dot1x",))


@pytest.mark.parametrize(
    "models", [("s6520x-30qc-ei",), ("s10506", "s6520x-54qc-ei")], ids=["aggregation", "core"]
)
def test_arista_stands_beside_another_maker(models: tuple[str, ...], tmp_path: Path) -> None:
    with rig_of(arista_park(tmp_path, models=models), PARK) as rig:
        assert {device.os for device in rig.site.network.devices} == {"eos", "comware7"}
        assert statuses(apply(rig, make_plan(rig.site, rig.reach))) == {OutcomeStatus.APPLIED}
        assert empty(rig)
        assessment = assess_park(rig.site, collect_park(rig.site, rig.reach), Purpose.MONITORING)
        assert failing(assessment) == set()
