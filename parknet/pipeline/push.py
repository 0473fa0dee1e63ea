"""Plan, apply, resume, roll back: what the devices run against what they should."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from parknet import __version__
from parknet.deploy.fitness import hold_unfit
from parknet.deploy.roll_out import resume, roll_out
from parknet.deploy.terms import Fingerprint, Progress, RollOutPolicy
from parknet.deploy.units import longest, together
from parknet.design.explain import ownership_place
from parknet.dialect import compare, fingerprint, speaks
from parknet.errors import StateError
from parknet.model.change import (
    Change,
    ChangeSet,
    ChangeStep,
    DeviceConfig,
    DeviceFailure,
    FailureKind,
    Grade,
    Outcome,
    OutcomeStatus,
    RunningConfig,
)
from parknet.model.network import DevicePlan
from parknet.names import PLACEHOLDER
from parknet.pipeline.cut_off import hold_for_hosts, latest_cut_off
from parknet.pipeline.doubts import summed, waiting
from parknet.pipeline.lock import exclusive
from parknet.pipeline.logins import LOGIN, SNMP, first_files_of, next_of, rotated
from parknet.pipeline.moving import hops_to, remember_places, remember_seen
from parknet.pipeline.parks import Site
from parknet.pipeline.plan_files import digests_of, expiry_of, guarded_lines, held_without_timer
from parknet.pipeline.reach import Reach
from parknet.pipeline.signing import adjacent_of, only_new_keys
from parknet.pipeline.strangers import hold_for, known_strangers
from parknet.pipeline.surroundings import surroundings_of
from parknet.pipeline.told_clock import ToldClock
from parknet.units import counted

TIERS: Final = {"ap": 0, "access": 0, "controller": 1, "aggregation": 1, "core": 2, "gateway": 3}
# A stackable switch takes some minutes to load; VRP 5 counts its timer in whole minutes besides.
REBOOT_S: Final = 600


def make_plan(site: Site, reach: Reach, opted_in: frozenset[Grade] = frozenset()) -> ChangeSet:
    """Read every device and work out what it needs; nothing is changed.

    Args:
        site: the park.
        reach: where its devices are.
        opted_in: grades of safety beyond A and B that a person allowed for this plan.
    """
    names = [device.name for device in site.network.devices if speaks(device.platform)]
    site.talk(f"reading the configuration of {counted(len(names), 'device')} over SSH")
    answers = reach.fleet().running(names, whole=True)
    recorded = site.ledger.applied_secrets(reach.vault.world)
    held_secrets = _held_secrets(site, reach)
    former_raw = site.ledger.raw_lines()
    strangers = known_strangers(site, rehearsal=reach.rehearsal)
    cut_off = latest_cut_off(site, rehearsal=reach.rehearsal)
    seen = site.ledger.places(rehearsal=reach.rehearsal)
    hops = hops_to(site.network)
    changes: list[Change] = []
    unchanged: list[str] = []
    failures: list[DeviceFailure] = []
    for device in site.network.devices:
        if not speaks(device.platform):
            failures.append(_unspoken(site, device))
            continue
        answer = answers[device.name]
        if isinstance(answer, DeviceFailure):
            failures.append(_why_unread(site, reach, answer))
            continue
        change = compared(
            site,
            device,
            answer,
            held_secrets.get(device.name, frozenset()),
            opted_in=opted_in,
            former_raw=former_raw.get(device.name, ()),
            managed_at=seen.get(device.name, ""),
            hops=hops.get(device.name, 0),
        )
        if change is None:
            unchanged.append(device.name)
        else:
            change = only_new_keys(change, site.network, recorded)
            change = hold_for_hosts(hold_for(change, strangers), device, cut_off)
            changes.append(held_without_timer(site, change, rehearsal=reach.rehearsal))
    first_files_of(site, reach.vault).runs(unchanged)
    read = [name for name in names if isinstance(answers[name], RunningConfig)]
    remember_seen(site, reach, read, changes)
    return ChangeSet(
        park=site.park,
        tool=__version__,
        created=datetime.fromtimestamp(site.clock.now(), UTC).isoformat(timespec="seconds"),
        expires=expiry_of(site),
        intent_digest=site.network.intent_digest,
        digests=digests_of(site),
        changes=together(
            changes,
            site.network,
            (failure.device for failure in failures),
            adjacent_of(reach.fleet(), changes),
        ),
        unchanged=tuple(unchanged),
        failures=tuple(failures),
        unverified=summed(changes),
        waiting=waiting(site.intent, changes),
        raw={device.name: len(device.raw) for device in site.network.devices if device.raw},
    )


def _why_unread(site: Site, reach: Reach, failure: DeviceFailure) -> DeviceFailure:
    """Return why a device was not read; one that a running lab does not have is told with why."""
    if not reach.rehearsal or failure.device in reach.targets:
        return failure
    told = (
        "the lab was started before this device was designed: parknet lab down "
        f"{site.park}, then parknet lab up {site.park}"
    )
    return failure.model_copy(update={"detail": told})


def _unspoken(site: Site, device: DevicePlan) -> DeviceFailure:
    """Return why a device of a platform without a driver is in no plan."""
    title = site.intent.library.platforms[device.platform].title
    return DeviceFailure(
        device=device.name,
        kind=FailureKind.UNSUPPORTED,
        detail=f"this release designs and renders {title}, and cannot push it: use the text that "
        f"parknet render {site.park} writes",
    )


def compared(
    site: Site,
    device: DevicePlan,
    running: RunningConfig,
    current_secrets: frozenset[str],
    *,
    opted_in: frozenset[Grade],
    former_raw: Sequence[str],
    managed_at: str = "",
    hops: int = 0,
) -> Change | None:
    """Return what brings a device to its plan, if it is the one; None where it runs that."""
    platform = site.intent.library.platforms[device.platform]
    change = compare(
        running,
        site.configs[device.name],
        ownership=device.ownership,
        ownership_at=_ownership_line(site, device),
        deletion_budget=device.deletion_budget,
        current_secrets=current_secrets,
        grade=Grade(platform.oses[running.os].grade),
        restarts=platform.oses[running.os].restarts,
        opted_in=opted_in,
        place=(device.building, device.floor),
        tier=TIERS[device.role],
        features=platform.oses[running.os].features,
        trusted=frozenset(site.intent.park.management.unverified),
        raw=device.raw,
        former_raw=former_raw,
        guarded=guarded_lines(site, device),
        management=str(device.management4.ip),
        managed_at=managed_at,
        hops=hops,
        ap_groups_at_once=site.intent.park.wlan.groups_at_once,
        controller_allowed=site.intent.park.management.vendor_controller == "allowed",
    )
    if change is None:
        return None
    at = site.intent.origin("park", "management", "serials", device.name)
    return hold_unfit(change, running, device.serial, at)


def _held_secrets(site: Site, reach: Reach) -> dict[str, frozenset[str]]:
    """Return the names of the secrets that each device holds in their present value."""
    vault = reach.vault
    others = {name: reach.logins(name) for name in (*LOGIN.secrets, *SNMP.secrets)}
    return {
        device: frozenset(
            name
            for name, digest in digests.items()
            if name in vault
            # Where a rotation is under way, the next secret is the right one already.
            and (vault.digest(name) == digest or others.get(name, {}).get(device) == next_of(name))
        )
        for device, digests in site.ledger.applied_secrets(vault.world).items()
    }


def apply_plan(
    site: Site, reach: Reach, plan: ChangeSet, policy: RollOutPolicy, progress: Progress
) -> tuple[str, list[Outcome]]:
    """Push a plan in waves and return the run's name and what became of each device.

    Raises:
        StateError: another run of this park is under way, or an earlier one is unfinished.
    """
    credential = rotated(plan.changes)
    if credential is not None:
        raise StateError(
            f"this plan gives devices another {credential.title}: parknet credentials rotate "
            f"{site.park} PLAN"
        )
    with exclusive(site.state / "push.lock"):
        unfinished = site.ledger.open_runs()
        if unfinished:
            raise StateError(
                f"run {unfinished[0]} was interrupted and is not settled: "
                f"parknet apply {site.park} --resume reads its devices back and finishes it"
            )
        _refuse_short_timers(plan.changes, policy, reach)
        run = new_run(site)
        policy = for_park(site, policy, plan.changes)
        outcomes = roll_out(
            plan,
            reach.fleet(changes=plan.changes),
            site.ledger,
            ToldClock(site.clock, site.talk),
            policy=policy,
            progress=progress,
            run=run,
            fingerprint=_fingerprint_of(plan.changes),
            surroundings=surroundings_of(site.network, plan.changes),
        )
        _settle(site, reach, run, plan.changes, outcomes)
    return run, outcomes


def resume_runs(
    site: Site, reach: Reach, policy: RollOutPolicy, progress: Progress
) -> dict[str, list[Outcome]]:
    """Finish every run of this park that was interrupted; return the outcomes by run."""
    finished = {}
    with exclusive(site.state / "push.lock"):
        for run in site.ledger.open_runs():
            changes = tuple(site.ledger.changes(run))
            credential = rotated(changes)
            if credential is not None:
                raise StateError(
                    f"run {run} gives devices another {credential.title}, and was interrupted: "
                    f"parknet credentials rotate {site.park} --resume"
                )
            _refuse_short_timers(changes, policy, reach)
            site.ledger.take_over(run)
            patient = for_park(site, policy, changes)
            plan = ChangeSet(
                park=site.park,
                tool=__version__,
                created="",
                intent_digest="",
                changes=changes,
            )
            outcomes = resume(
                plan,
                reach.fleet(changes=changes),
                site.ledger,
                ToldClock(site.clock, site.talk),
                policy=patient,
                progress=progress,
                run=run,
                fingerprint=_fingerprint_of(changes),
                surroundings=surroundings_of(site.network, changes),
            )
            _settle(site, reach, run, changes, outcomes)
            finished[run] = outcomes
    return finished


def _refuse_short_timers(changes: Iterable[Change], policy: RollOutPolicy, reach: Reach) -> None:
    needed_s, unit = longest(changes, reach.sessions)
    if policy.revert_in_s < needed_s:
        raise StateError(
            f"{counted(len(unit), 'device')} change together, first {unit[0]}, {reach.sessions} at "
            f"a time, and {policy.revert_in_s} s are too short for that: say --revert-in "
            f"{needed_s}, in an hour in which they may be cut off for as long"
        )


def abandon_runs(site: Site) -> dict[str, dict[str, str]]:
    """Close interrupted runs without touching a device; return what the ledger knew, by run.

    For devices that a person has settled by hand: the next plan reads them as they are.
    """
    with exclusive(site.state / "push.lock"):
        found = {run: dict(site.ledger.states(run)) for run in site.ledger.open_runs()}
        for run in found:
            site.ledger.finish(run, "abandoned")
    return found


def _pairs(site: Site) -> tuple[frozenset[str], ...]:
    """Return the devices that stand in for one another."""
    links = (link for link in site.network.links if link.kind == "pair")
    controllers = frozenset(d.name for d in site.network.devices if d.role == "controller")
    backups = (controllers,) if len(controllers) > 1 else ()
    return (*{frozenset((link.a.device, link.b.device)): None for link in links}, *backups)


def for_park(site: Site, policy: RollOutPolicy, changes: Iterable[Change]) -> RollOutPolicy:
    """Never change both of a pair at once, and wait longer for devices that revert by rebooting."""
    rejoin_s = site.intent.park.wlan.rejoin_s
    policy = replace(policy, pairs=(*policy.pairs, *_pairs(site)), rejoin_s=rejoin_s)
    if any(change.grade is Grade.R for change in changes):
        return replace(policy, margin_s=max(policy.margin_s, REBOOT_S))
    return policy


def _fingerprint_of(changes: Iterable[Change]) -> Fingerprint:
    """Return what reads the digest of our part of a device, its raw lines included."""
    raw = {change.device: (*change.raw, *change.raw_gone) for change in changes}
    return lambda running: fingerprint(running, raw.get(running.device, ()))


def _settle(
    site: Site, reach: Reach, run: str, changes: Iterable[Change], outcomes: Sequence[Outcome]
) -> None:
    """Remember which secrets devices hold now, and close the run if nothing is open."""
    by_device = {change.device: change for change in changes}
    if any(change.steps for change in by_device.values()):
        by_device |= {change.device: change for change in site.ledger.changes(run)}
    good = (OutcomeStatus.APPLIED, OutcomeStatus.UNCHANGED)
    first_files_of(site, reach.vault).runs(it.device for it in outcomes if it.status in good)
    for outcome in outcomes:
        change = by_device[outcome.device]
        ended = outcome.status in good
        # Where only the first steps stay, what a later one would have sent again is not all there.
        kept = [change] if ended else change.steps[: change.steps_done]
        lacking = () if ended else change.steps[change.steps_done :]
        digests = {name: reach.vault.digest(name) for name in _sent(kept) - _sent(lacking)}
        site.ledger.record_secrets(reach.vault.world, outcome.device, digests)
    remember_places(site, reach, by_device.values(), outcomes)
    if not any(outcome.status is OutcomeStatus.UNKNOWN for outcome in outcomes):
        site.ledger.finish(run, "done")


def _sent(parts: Iterable[Change | ChangeStep]) -> set[str]:
    """Return the names of the secrets that parts of a change send."""
    return {name for part in parts for name in PLACEHOLDER.findall("\n".join(part.patch))}


def new_run(site: Site) -> str:
    """Return a run's name, unique for ever."""
    moment = datetime.fromtimestamp(site.clock.now(), UTC).strftime("%Y%m%dT%H%M%SZ")
    return f"{moment}-{secrets.token_hex(3)}"


def _ownership_line(site: Site, device: DevicePlan) -> str:
    place = ownership_place(site.intent, device)
    key = ".".join(map(str, place[1:] if place[0] == "park" else place))
    return f"{key} in {site.intent.origin(*place)}"


def push_lines(site: Site, reach: Reach, device: str, wanted: str) -> ChangeSet:
    """Return a plan that brings one device to a given configuration: for drills in a lab."""
    return push_texts(site, reach, {device: wanted})


def push_texts(site: Site, reach: Reach, wanted: Mapping[str, str]) -> ChangeSet:
    """Return a plan that brings devices to given configurations: for drills in a lab."""
    answers = reach.fleet().running(list(wanted))
    held = _held_secrets(site, reach)
    changes = []
    for device, text in wanted.items():
        answer = answers[device]
        if isinstance(answer, DeviceFailure):
            raise StateError(f"{device}: {answer.detail}")
        plan = site.network.device(device)
        change = compare(
            answer,
            DeviceConfig(device=device, platform=plan.platform, text=text),
            ownership=plan.ownership,
            deletion_budget=plan.deletion_budget,
            current_secrets=held.get(device, frozenset()),
            grade=Grade(site.intent.library.platforms[plan.platform].oses[answer.os].grade),
            management=str(plan.management4.ip),
            place=(plan.building, plan.floor),
            tier=TIERS[plan.role],
            ap_groups_at_once=site.intent.park.wlan.groups_at_once,
        )
        if change is not None:
            changes.append(change)
    return ChangeSet(
        park=site.park,
        tool=__version__,
        created=datetime.fromtimestamp(site.clock.now(), UTC).isoformat(timespec="seconds"),
        intent_digest=site.network.intent_digest,
        changes=together(changes, site.network, (), adjacent_of(reach.fleet(), changes)),
    )
