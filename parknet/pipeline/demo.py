"""The whole loop on an example park and an emulated lab, told as it goes.

Faults are planted in device state, never in configuration, so that only measuring can find them.
"""

import csv
import io
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from parknet.deploy.terms import RollOutPolicy
from parknet.errors import IntentError, ParknetError
from parknet.hub.server import HubServer
from parknet.lab.faults import Fault
from parknet.lab.process import LabControl
from parknet.model.change import DeviceFailure, Grade, Outcome, OutcomeStatus
from parknet.model.network import DevicePlan
from parknet.model.packs import Purpose
from parknet.model.verdict import Assessment
from parknet.pipeline.files import write_whole
from parknet.pipeline.identity import card_of
from parknet.pipeline.labs import LabClock, lab_of, planted_faults
from parknet.pipeline.measure import FORMATS, assess_park, collect_park, write_report
from parknet.pipeline.parks import Site, Talk, problems_of, write_configs
from parknet.pipeline.plan_files import approve_plan, approved_plan, save_plan, signer_of
from parknet.pipeline.push import apply_plan, make_plan, push_lines
from parknet.pipeline.reach import Reach, lab_files, lab_reach
from parknet.pipeline.serving import running_platform
from parknet.pipeline.tell import send
from parknet.report.summary import faults as faults_of
from parknet.workspace import Workspace

UNMODELLED = "老锅炉房"  # the old boiler house: in the register, in nobody's drawing
# VRP 5 comes back from a bad push by rebooting only: a person has to allow it, here the demo does.
OPTED_IN = frozenset({Grade.R})
POLICY = RollOutPolicy(revert_in_s=300, error_budget=0)


class DemoError(ParknetError):
    """The demo did not end as it must."""


@dataclass
class Told:
    """What the demo found out.

    Attributes:
        planted: what was put wrong, by subject.
        found: what the judge found wrong, by subject.
        reports: files written.
        seconds: wall time of each step.
    """

    planted: frozenset[str] = frozenset()
    found: frozenset[str] = frozenset()
    unmodelled: tuple[str, ...] = ()
    reports: tuple[Path, ...] = ()
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def is_exact(self) -> bool:
        """Return whether exactly what was planted was found."""
        return self.planted == self.found


def run_demo(
    folder: Path,
    park: str,
    *,
    seed: int,
    faults: int,
    unmodelled: bool,
    talk: Talk,
    show: Callable[[HubServer], None] | None = None,
) -> Told:
    """Run the loop in a folder of its own and return what was planted and found.

    Args:
        folder: where the demo's workspace, state and reports go.
        park: an example park.
        seed: chooses the faults and the hosts that are on.
        faults: how many faults of device state to plant.
        unmodelled: put a building into the register that nobody modelled.
        talk: told what happens.
        show: given the running platform at the end, on a terminal.
    """
    told = Told()
    # What the use cases say belongs to the step that is being told.
    site = Site(Workspace(folder), park, talk=lambda message: talk(f"   {message}"))
    with _step(told, talk, "describe", f"1 · {park}: validate, design, render"):
        _describe(site, unmodelled)
    planted = planted_faults(site, seed, faults)
    told.planted = frozenset(fault.subject for fault in planted)
    with ExitStack() as until_measured:
        with _step(told, talk, "lab", "2 · the emulated lab: SSH and SNMPv3 on loopback"):
            lab = until_measured.enter_context(lab_of(site, seed, planted))
            _say_planted(site, planted, unmodelled)
        reach = lab_reach(site, lab_files(site))
        with _step(told, talk, "push", "3 · plan and apply: one canary, then waves"):
            _push(site, reach)
        with _step(told, talk, "safe", "4 · a change that cuts its own management path"):
            _cut_itself_off(replace(site, clock=LabClock(lab)), reach, lab)
        with _step(told, talk, "key", "5 · a device that shows another host key"):
            _show_wrong_key(site, reach, lab)
        with _step(told, talk, "measure", "6 · collect over SNMPv3, judge, report"):
            assessment = _measure(site, reach, told)
    cards = [card_of(site)]
    hub = folder / "state" / "hub.db"
    with running_platform(site.workspace, hub, cards, "127.0.0.1", 0) as server:
        with _step(told, talk, "feed", "7 · the feed: signed events to a file and to a platform"):
            _feed(site, server)
        _conclude(site, told, assessment, talk)
        if show is not None:
            show(server)
    return told


@contextmanager
def _step(told: Told, talk: Talk, key: str, title: str) -> Iterator[None]:
    talk(f"\n{title}")
    began = time.monotonic()
    yield
    told.seconds[key] = time.monotonic() - began
    talk(f"   {told.seconds[key]:.1f} s")


def _describe(site: Site, unmodelled: bool) -> None:
    problems = problems_of(site.workspace, site.park)
    if problems:
        raise IntentError(*problems)
    if unmodelled:
        _register_one_more(site)
    files = write_configs(site)
    site.keep_allocations()
    network = site.network
    roles = Counter(device.role for device in network.devices)
    systems = Counter(device.os for device in network.devices)
    site.talk(
        f"{len(network.devices)} devices ("
        + ", ".join(f"{count} {role}" for role, count in roles.items())
        + "; "
        + ", ".join(f"{count} {name}" for name, count in sorted(systems.items()))
        + f"), {len(network.outlets)} outlets, {len(network.aps)} access points"
    )
    lines = sum(config.text.count("\n") for config in site.configs.values())
    site.talk(f"{lines} lines of configuration in {files[0].parent}")


def _register_one_more(site: Site) -> None:
    """Write the register with a building more than anybody modelled."""
    name = f"coverage/registers/{site.park}.csv"
    text = (site.workspace.library / name).read_text(encoding="utf-8-sig")
    row = io.StringIO()
    csv.writer(row, lineterminator="\n").writerow(
        [UNMODELLED, "factory", "1F", "锅炉房", "1F-001..1F-004", "demo"]
    )
    if not text.endswith("\n"):
        text += "\n"
    write_whole(site.workspace.root / name, (text + row.getvalue()).encode())


def _say_planted(site: Site, planted: tuple[Fault, ...], unmodelled: bool) -> None:
    site.talk(f"{len(site.network.devices)} devices are up, as the installer left them")
    for fault in planted:
        site.talk(f"planted: {fault.kind.replace('_', ' ')}: {fault.subject}")
    if unmodelled:
        site.talk(f"planted: in the register, modelled by nobody: {UNMODELLED}")
    if not planted and not unmodelled:
        site.talk("planted: nothing")


def _push(site: Site, reach: Reach) -> None:
    plan = make_plan(site, reach, OPTED_IN)
    if plan.failures:
        raise DemoError(f"{plan.failures[0].device}: {plan.failures[0].detail}")
    added = sum(line.startswith("+") for change in plan.changes for line in change.diff)
    grades = Counter(change.grade.value for change in plan.changes)
    site.talk(
        f"{len(plan.changes)} devices to change, {added} lines to add; grades "
        + ", ".join(f"{grade}: {count}" for grade, count in sorted(grades.items()))
    )
    path = site.state / "plan.json"
    save_plan(plan, path)
    approve_plan(site, path, signer_of(site))
    waves: Counter[str] = Counter()

    def progress(outcome: Outcome) -> None:
        waves[outcome.wave] += 1

    approved = approved_plan(site, path, rehearsal=reach.rehearsal)
    run, outcomes = apply_plan(site, reach, approved, POLICY, progress)
    bad = [found for found in outcomes if found.status is not OutcomeStatus.APPLIED]
    if bad:
        raise DemoError(f"{bad[0].device} {bad[0].status.value}: {bad[0].detail}")
    site.talk("" + ", ".join(f"{name}: {count}" for name, count in waves.items()))
    site.talk(f"{len(outcomes)} applied, each confirmed over a new session; run {run}")
    again = make_plan(site, reach, OPTED_IN)
    if again.changes or again.failures:
        raise DemoError(f"the second plan is not empty: {[c.device for c in again.changes]}")
    site.talk(f"a second plan is empty on all {len(again.unchanged)} devices")


def _victim(site: Site) -> DevicePlan:
    """Return an access switch whose device reverts by itself."""
    grades = site.intent.library.platforms
    return next(
        device
        for device in site.network.devices
        if device.role == "access" and grades[device.platform].oses[device.os].grade == "A"
    )


def _cut_itself_off(site: Site, reach: Reach, lab: LabControl) -> None:
    device = _victim(site)
    lag = next(lag for lag in device.lags if lag.role == "uplink")
    svi = next(svi for svi in device.svis if svi.role == "management")
    wanted = _without_vlan(site.configs[device.name].text, lag.name, svi.vlan)
    plan = push_lines(site, reach, device.name, wanted)
    site.talk(f"{device.name}: take VLAN {svi.vlan} off {lag.name}, its only way to be managed")
    before = lab.running(device.name)
    _, (outcome,) = apply_plan(site, reach, plan, POLICY, lambda _: None)
    after = lab.running(device.name)
    if outcome.status is not OutcomeStatus.ROLLED_BACK or _shape(before) != _shape(after):
        raise DemoError(f"{device.name} did not revert: {outcome.status.value} {outcome.detail}")
    if make_plan(site, reach, OPTED_IN).changes:
        raise DemoError(f"{device.name} reverted to something else")
    site.talk(f"the session was lost, no new one got through: {outcome.detail}")
    site.talk(
        f"the lab's clock was moved past the {POLICY.revert_in_s} s timer: the device reverted "
        "by itself and runs what it ran before"
    )


def _without_vlan(text: str, interface: str, vlan: int) -> str:
    """Return a configuration whose trunk on `interface` no longer carries a VLAN."""
    lines, inside = [], False
    for line in text.splitlines():
        if not line.startswith(" "):
            inside = line == f"interface {interface}"
        words = line.split()
        if inside and words[:2] == ["port", "trunk"] and str(vlan) in words:
            words.remove(str(vlan))
            line = " " + " ".join(words)  # noqa: PLW2901 - the line as it is to be
        lines.append(line)
    return "\n".join(lines) + "\n"


def _shape(text: str) -> list[str]:
    """Return a configuration without what is salted anew each time it is shown."""
    return [line for line in text.splitlines() if not {"cipher", "hash"} & set(line.split())]


def _show_wrong_key(site: Site, reach: Reach, lab: LabControl) -> None:
    device = site.network.devices[-1].name
    fault = Fault("wrong_host_key", f"device/{device}", device)
    lab.plant(fault)
    answer = reach.fleet().running([device])[device]
    lab.heal(fault)
    if not isinstance(answer, DeviceFailure) or answer.kind.value != "host_key":
        raise DemoError(f"{device} was trusted with another host key")
    site.talk(f"{device}: {answer.detail}")


def _measure(site: Site, reach: Reach, told: Told) -> Assessment:
    snapshot = collect_park(site, reach)
    count = sum(
        len(column.values)
        for device in snapshot.devices.values()
        for column in device.columns.values()
    )
    site.talk(f"{count} readings from {len(snapshot.devices)} devices")
    monitoring = assess_park(site, snapshot, Purpose.MONITORING)
    acceptance = assess_park(site, snapshot, Purpose.ACCEPTANCE)
    told.found = frozenset(fault.subject for fault in faults_of(monitoring))
    told.unmodelled = monitoring.unmodelled
    written = []
    for assessment in (monitoring, acceptance):
        for wanted in FORMATS:
            written += write_report(site, assessment, "zh", wanted, site.build)
        written += write_report(site, assessment, "en", "html", site.build)
    told.reports = tuple(written)
    return monitoring


def _feed(site: Site, server: HubServer) -> None:
    file = site.build / "feed.jsonl"
    for to in (str(file), server.url):
        drained = send(site, to)
        if drained.trouble or drained.rejected:
            raise DemoError(f"the feed to {to}: {drained.trouble or drained.rejected}")
        site.talk(f"{drained.sent} events acknowledged by {to}")
    site.talk(f"sent again: {send(site, server.url).sent} (each event counts once)")


def _conclude(site: Site, told: Told, assessment: Assessment, talk: Talk) -> None:
    talk("\nWhat was found")
    for fault in faults_of(assessment):
        breaks = ", ".join(one for one in fault.breaks if one != "design") or "the design"
        talk(f"   {fault.label}: {fault.observed}, should be {fault.wanted}; breaks {breaks}")
    for name in (name for name in assessment.unmodelled if "/" not in name):
        talk(f"   {name}: unknown, since nobody modelled it")
    if not told.found and not assessment.unmodelled:
        talk("   nothing")
    if not told.is_exact:
        missed, extra = told.planted - told.found, told.found - told.planted
        raise DemoError(
            f"planted but not found: {sorted(missed)}; found, not planted: {sorted(extra)}"
        )
    talk(f"   planted {len(told.planted)}, found {len(told.found)}: the same")
    talk("\nReports (a rehearsal: an emulated lab proves the design, never a real park)")
    for path in told.reports:
        if path.suffix == ".html":
            talk(f"   {path}")
    talk(f"   and JSON, JUnit and CSV in {site.build}")
