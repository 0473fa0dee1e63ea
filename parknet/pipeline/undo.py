"""A finished run undone: what it changed, device by device, brought back and read."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from parknet.deploy.together import stages
from parknet.drivers.base import Fleet
from parknet.errors import StateError
from parknet.model.change import Change, Outcome, OutcomeStatus, RunningConfig
from parknet.pipeline.lock import exclusive
from parknet.pipeline.logins import rotated
from parknet.pipeline.moving import remember_places
from parknet.pipeline.parks import Site
from parknet.pipeline.reach import Reach


def roll_back(site: Site, reach: Reach, run: str) -> list[Outcome]:
    """Undo a run on every device that it changed, roots first, and read back.

    Raises:
        StateError: the ledger knows no such run, another run is under way, or a later one changed
            a device again: the inverse of this one would fit only half of what is there.
    """
    with exclusive(site.state / "push.lock"):
        credential = rotated(site.ledger.changes(run))
        if credential is not None:
            raise StateError(
                f"run {run} gave devices another {credential.title}: rotate to the former instead"
            )
        states = site.ledger.states(run)
        done = _touched(site, run)
        _refuse_buried(site, run, done)
        changes = [change for change in site.ledger.changes(run) if change.device in done]
        site.ledger.take_over(run)
        outcomes: list[Outcome] = []
        fleet = reach.fleet(changes=changes)
        for members in _roots_first(site, [change for change in changes if not change.unit]):
            first, failed = _to_first_steps(site, fleet, run, members, states)
            outcomes += failed + _take_back(site, fleet, run, first)
        for unit in _units(changes):
            first, failed = _to_first_steps(site, fleet, run, unit, states)
            outcomes += failed
            if failed:  # the link would be cut at one end
                why = f"{failed[0].device} cannot be taken back with it"
                outcomes += [_skipped(change, why) for change in first]
            else:
                outcomes += _take_unit_back(site, fleet, run, first)
        remember_places(site, reach, changes, outcomes)
        if all(outcome.status is OutcomeStatus.ROLLED_BACK for outcome in outcomes):
            site.ledger.finish(run, "rolled_back")
        elif run not in site.ledger.open_runs():
            site.ledger.let_go(run)
    return outcomes


def _touched(site: Site, run: str) -> set[str]:
    """Return the devices that may run what a run gave them."""
    untouched = ("planned", "unchanged", "rejected", "skipped", "rolled_back")
    return {name for name, state in site.ledger.states(run).items() if state not in untouched}


def _refuse_buried(site: Site, run: str, devices: set[str]) -> None:
    runs = [name for name, _, _ in site.ledger.all_runs()]
    for later in reversed(runs[runs.index(run) + 1 :] if run in runs else []):
        if again := devices & _touched(site, later):
            raise StateError(
                f"run {later} changed {', '.join(sorted(again)[:3])} after run {run}: roll that "
                "one back first, or write what you want into the park's files and plan it"
            )


def _to_first_steps(
    site: Site, fleet: Fleet, run: str, members: Sequence[Change], states: Mapping[str, str]
) -> tuple[list[Change], list[Outcome]]:
    """Undo what came in steps down to the first, the last first; return those, and what failed.

    The ledger names the step that is being undone, so that a second attempt begins there. Once a
    step was confirmed, no timer is left that could bring back a secret: the rest is taken back
    without it.
    """
    first: list[Change] = []
    failed: list[Outcome] = []
    for change in members:
        state = states[change.device]
        is_begun = state not in ("between", "partly")
        number = change.steps_done - (not is_begun)
        part = change.step(number)
        if state == "confirmed" or not is_begun:
            part = _without_secrets(part)
        while number:
            _mark(site, run, part)
            answer = fleet.rollback([part], run)[part.device]
            if answer.status is not OutcomeStatus.ROLLED_BACK:
                site.ledger.step(run, part.device, answer.status.value, answer.detail)
                failed.append(answer)
                break
            if part.ap_groups:
                site.clock.sleep(site.intent.park.wlan.rejoin_s)
            number -= 1
            part = _without_secrets(change.step(number))
        else:
            first.append(part)
    return first, failed


def _without_secrets(change: Change) -> Change:
    return change.model_copy(update={"irreversible": ()})


def _mark(site: Site, run: str, change: Change) -> None:
    """Write down which part of a change is being taken back."""
    if change.steps:
        site.ledger.advance(
            run, change.device, change.steps_done, change.running_digest, "rolling_back"
        )
    else:
        site.ledger.step(run, change.device, "rolling_back")


def _skipped(change: Change, why: str) -> Outcome:
    return Outcome(device=change.device, status=OutcomeStatus.SKIPPED, detail=why)


def _take_back(site: Site, fleet: Fleet, run: str, members: Sequence[Change]) -> list[Outcome]:
    for change in members:
        _mark(site, run, change)
    answers = fleet.rollback(members, run)
    outcomes = [answers[change.device] for change in members]
    for outcome in outcomes:
        site.ledger.step(run, outcome.device, outcome.status.value, outcome.detail)
    return outcomes


def _take_unit_back(
    site: Site, fleet: Fleet, run: str, unit: Sequence[Change]
) -> Iterator[Outcome]:
    """Undo what changed together, the farthest first: each cuts itself off until all are back."""
    answers: dict[str, Outcome] = {}
    for change in unit:
        _mark(site, run, change)
    for stage in stages(unit):
        answers |= fleet.rollback(stage, run)
    cut = [it for it in unit if answers[it.device].status is not OutcomeStatus.ROLLED_BACK]
    read = fleet.running([change.device for change in cut]) if cut else {}
    back = [it.device for it in cut if _runs(read[it.device], it.running_digest)]
    saved = fleet.save(back) if back else {}
    for change in unit:
        outcome = answers[change.device]
        kept = saved.get(change.device)
        if kept is not None and kept.status is OutcomeStatus.APPLIED:
            outcome = outcome.model_copy(
                update={
                    "status": OutcomeStatus.ROLLED_BACK,
                    "detail": "read back: runs what it ran before; saved",
                }
            )
        site.ledger.step(run, change.device, outcome.status.value, outcome.detail)
        yield outcome


def _runs(answer: object, digest: str) -> bool:
    return isinstance(answer, RunningConfig) and answer.digest == digest


def _units(changes: Sequence[Change]) -> Iterator[list[Change]]:
    members = sorted((change for change in changes if change.unit), key=lambda it: it.unit)
    for unit, found in groupby(members, key=lambda it: it.unit):
        yield sorted(found, key=lambda it: unit.index(it.device))


def _roots_first(site: Site, changes: Sequence[Change]) -> Iterator[list[Change]]:
    """Yield changes by tier, and never both of a pair at once."""
    seconds = {link.a.device for link in site.network.links if link.kind == "pair"}
    for tier in sorted({change.tier for change in changes}, reverse=True):
        for is_second in (False, True):
            members = [
                change
                for change in changes
                if change.tier == tier and (change.device in seconds) == is_second
            ]
            if members:
                yield members
