"""A finished run undone: what it changed, device by device, brought back and read."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from parknet.drivers.base import Fleet
from parknet.errors import StateError
from parknet.model.change import Change, Outcome, OutcomeStatus, RunningConfig
from parknet.pipeline.lock import exclusive
from parknet.pipeline.logins import is_rotation
from parknet.pipeline.parks import Site
from parknet.pipeline.reach import Reach


def roll_back(site: Site, reach: Reach, run: str) -> list[Outcome]:
    """Undo a run on every device that it changed, roots first, and read back.

    Raises:
        StateError: the ledger knows no such run, another run is under way, or a later one changed
            a device again: the inverse of this one would fit only half of what is there.
    """
    with exclusive(site.state / "push.lock"):
        if is_rotation(site.ledger.changes(run)):
            raise StateError(
                f"run {run} gave devices another password: rotate to the former one instead"
            )
        states = site.ledger.states(run)
        done = _touched(site, run)
        _refuse_buried(site, run, done)
        # No timer is left that could bring back a secret: the rest is taken back without it.
        changes = [
            change.model_copy(update={"irreversible": ()})
            if states[change.device] == "confirmed"
            else change
            for change in site.ledger.changes(run)
            if change.device in done
        ]
        site.ledger.take_over(run)
        outcomes: list[Outcome] = []
        fleet = reach.fleet()
        for members in _roots_first(site, [change for change in changes if not change.unit]):
            outcomes += _take_back(site, fleet, run, members)
        for unit in _units(changes):
            outcomes += _take_unit_back(site, fleet, run, unit)
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


def _take_back(site: Site, fleet: Fleet, run: str, members: Sequence[Change]) -> list[Outcome]:
    for change in members:
        site.ledger.step(run, change.device, "rolling_back")
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
        site.ledger.step(run, change.device, "rolling_back")
    for _, stage in groupby(unit, key=lambda change: change.tier):
        answers |= fleet.rollback(list(stage), run)
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
