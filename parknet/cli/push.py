"""Commands that look at and change devices: plan, apply, rollback, status."""

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from parknet.cli.app import JsonOption, ParkArgument, WorkspaceOption, app, site_of
from parknet.cli.output import (
    EXIT_FAILED,
    EXIT_FINDINGS,
    print_json,
    print_table,
    stdout,
    talk,
    warn,
)
from parknet.deploy.terms import RollOutPolicy
from parknet.drivers.fleet import DEFAULT_WIDTH
from parknet.model.change import (
    Change,
    ChangeSet,
    Grade,
    Outcome,
    OutcomeStatus,
    Unverified,
    Waiting,
)
from parknet.names import PLACEHOLDER
from parknet.pipeline.plan_files import approved_plan, save_plan
from parknet.pipeline.push import (
    abandon_runs,
    apply_plan,
    make_plan,
    resume_runs,
)
from parknet.pipeline.reach import is_rehearsed, reach_of
from parknet.pipeline.undo import roll_back
from parknet.pipeline.windows import within_window
from parknet.units import counted

_SHOWN = 6  # of names that are listed
# What a device may run differently from what the ledger last proved.
UNSETTLED = {"committing", "committed", "confirming", "rolling_back", "unknown"}

GradeOption = Annotated[
    list[Grade] | None,
    typer.Option(
        "--allow-grade",
        metavar="R|C",
        help="also push where a device reverts only by rebooting (R) or not at all (C); repeatable",
    ),
]
RevertOption = Annotated[
    int,
    typer.Option(
        "--revert-in",
        metavar="SECONDS",
        min=60,
        max=65535,
        help="after which a device reverts by itself unless it was confirmed",
    ),
]
BudgetOption = Annotated[
    int,
    typer.Option(
        "--error-budget", metavar="N", min=0, help="devices that may fail before the run stops"
    ),
]
SessionsOption = Annotated[
    int,
    typer.Option(
        "--sessions", metavar="N", min=1, max=500, help="most devices that are reached at once"
    ),
]


@app.command("plan")
def plan_command(
    park: ParkArgument,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="keep the plan in this file, for apply"
        ),
    ] = None,
    allow_grade: GradeOption = None,
    workspace: WorkspaceOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Read the devices and show what would change.

    Nothing is pushed.
    """
    if output is not None and output.is_dir():
        raise typer.BadParameter(f"{output} is a folder: name a file", param_hint="--output")
    site = site_of(workspace, park)
    reach = reach_of(site)
    plan = make_plan(site, reach, frozenset(allow_grade or ()))
    site.keep_allocations()
    if output is not None:
        save_plan(plan, output)
        talk(f"wrote {output}; read it and approve it with: parknet approve {park} {output}")
    if as_json:
        print_json(plan.model_dump(mode="json"))
    else:
        print_plan(plan)
    for name, devices in sorted(unset_secrets(plan, reach.vault.names()).items()):
        warn(f"{counted(len(devices), 'device')} cannot be pushed: {reach.vault.unset(name)}")
    exit_for(plan)


def _steps(change: Change) -> str:
    """Return in which order the parts of a change go."""
    order = ", then ".join(step.what for step in change.steps)
    return f"; {counted(len(change.steps), 'step')}: {order}" if order else ""


def unset_secrets(plan: ChangeSet, known: Container[str]) -> dict[str, list[str]]:
    """Return the secrets that a plan sends and nobody has set, with the devices that need them."""
    needed: dict[str, list[str]] = {}
    for change in plan.changes:
        if not change.held:
            for name in set(PLACEHOLDER.findall("\n".join(change.patch))):
                if name not in known:
                    needed.setdefault(name, []).append(change.device)
    return needed


def print_plan(plan: ChangeSet) -> None:
    """Show a plan as differences, device by device, and a line that sums it up."""
    for change in plan.changes:
        held = f"; HELD: {change.held}" if change.held else ""
        stdout.print(
            f"{change.device} ({change.platform}, {change.os}, grade {change.grade.value}, "
            f"{counted(change.deletions, 'deletion')}{_raw(plan, change)}"
            f"{_doubts(change.unverified)}{_risk(change)}{_move(change)}{_partners(change)}"
            f"{_steps(change)}{held})",
            style="bold",
        )
        for line in change.diff:
            style = {"+": "green", "-": "red"}.get(line[:1])
            stdout.print(f"  {line}", style=style)
    held_count = sum(1 for change in plan.changes if change.held)
    grades = Counter(change.grade.value for change in plan.changes)
    talk(
        f"{counted(len(plan.changes), 'device')} to change ({held_count} held; grades "
        f"{', '.join(f'{grade}: {count}' for grade, count in sorted(grades.items())) or 'none'}), "
        f"{len(plan.unchanged)} as intended, {len(plan.failures)} not read"
    )
    for unit, why in _units(plan):
        talk(f"together, all of them or none: {_first(unit)} ({why})")
    if plan.raw:
        talk(
            f"escape hatches in use: {counted(sum(plan.raw.values()), 'raw line')} on "
            f"{counted(len(plan.raw), 'device')}"
        )
    if plan.unverified:
        counts = ", ".join(f"{feature} {count}" for feature, count in plan.unverified.items())
        talk(f"{sum(plan.unverified.values())} unverified commands: {counts}")
    if plan.waiting is not None:
        _print_waiting(plan.waiting)
    for failure in plan.failures:
        warn(f"{failure.device}: {failure.detail}")


def _print_waiting(waiting: Waiting) -> None:
    """Say once what holds devices back, and what to write where."""
    talk(f"held on {counted(waiting.devices, 'device')}, because nobody verified these commands:")
    for one in waiting.features:
        talk(
            f"  {one.feature}: {counted(one.commands, 'command')} on "
            f"{counted(one.devices, 'device')}, such as `{one.example}`"
        )
    how = "replace the list by" if waiting.replaces else "write under management"
    talk(f"try them on one device; then at {waiting.where} {how}:")
    talk(f"  {waiting.line}")


def _raw(plan: ChangeSet, change: Change) -> str:
    count = plan.raw.get(change.device, 0)
    return f", {count} raw line{'' if count == 1 else 's'}" if count else ""


def _risk(change: Change) -> str:
    count = len(change.sensitive)
    return f", {count} on management or own uplink" if count else ""


def _move(change: Change) -> str:
    return f", management moves: {change.move}" if change.move else ""


def _partners(change: Change) -> str:
    others = [name for name in change.unit if name != change.device]
    return f", together with {_first(others)}: {_why_together((change,))}" if others else ""


def _units(plan: ChangeSet) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield what changes as one, and what both ends of a link change at once there."""
    for unit in dict.fromkeys(change.unit for change in plan.changes if change.unit):
        yield unit, _why_together(change for change in plan.changes if change.unit == unit)


def _why_together(changes: Iterable[Change]) -> str:
    """Return what both ends change, such as `LAG mode of Eth-Trunk1`."""
    named: dict[str, dict[str, None]] = {}
    for change in changes:
        for end in change.two_ended:
            named.setdefault(end.what, {})[end.at] = None
        if change.move:
            named.setdefault("management", {})[change.device] = None
    return ", ".join(
        f"{what} of {_first(list(filter(None, at)))}" if any(at) else what
        for what, at in named.items()
    )


def _first(names: Sequence[str]) -> str:
    """Return names for people: the first ones, where there are many."""
    shown = ", ".join(names[:_SHOWN])
    return f"{shown} and {len(names) - _SHOWN} more" if len(names) > _SHOWN else shown


def _doubts(found: Iterable[Unverified]) -> str:
    """Return how many commands nobody verified, by feature; nothing where there are none."""
    words = [f"{one.feature} {one.commands}" for one in found]
    return f", unverified commands: {', '.join(words)}" if words else ""


def exit_for(plan: ChangeSet) -> None:
    """Exit 3 where a device was not read, 1 where one differs."""
    if plan.failures:
        raise typer.Exit(EXIT_FAILED)
    if plan.changes:
        raise typer.Exit(EXIT_FINDINGS)


@app.command("apply")
def apply_command(
    park: ParkArgument,
    plan_file: Annotated[
        Path | None, typer.Argument(metavar="PLAN", help="what `parknet plan PARK -o PLAN` wrote")
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="settle runs that were interrupted, by reading back")
    ] = False,
    abandon: Annotated[
        bool, typer.Option("--abandon", help="close interrupted runs that you settled by hand")
    ] = False,
    revert_in: RevertOption = 300,
    error_budget: BudgetOption = 2,
    sessions: SessionsOption = DEFAULT_WIDTH,
    partly: Annotated[
        bool,
        typer.Option("--partly", help="push although some of the plan's devices are held"),
    ] = False,
    outside_window: Annotated[
        bool, typer.Option("--outside-window", help="push although no change window is open")
    ] = False,
    workspace: WorkspaceOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Push an approved plan in waves, one canary first.

    A device reverts by itself unless a new session confirms the change.
    """
    site = site_of(workspace, park)
    policy = RollOutPolicy(revert_in_s=revert_in, error_budget=error_budget)
    if [plan_file is not None, resume, abandon].count(True) != 1:
        raise typer.BadParameter("give a plan file, --resume or --abandon", param_hint="PLAN")
    if abandon:
        closed = abandon_runs(site)
        if as_json:
            print_json(closed)
        for run, states in closed.items():
            unsettled = sorted(name for name, state in states.items() if state in UNSETTLED)
            talk(f"run {run} is closed; look at: {', '.join(unsettled) or 'nothing'}")
        return
    if plan_file is None:
        finished = resume_runs(site, replace(reach_of(site), sessions=sessions), policy, tell)
        if not finished:
            talk("no run was interrupted")
        outcomes = [outcome for run in finished.values() for outcome in run]
    else:
        plan = approved_plan(site, plan_file, rehearsal=is_rehearsed(site), partly=partly)
        reach = replace(reach_of(site), sessions=sessions)
        if outside_window:
            talk("the change windows of this park are not asked")
        else:
            policy = within_window(site, policy)
        run, outcomes = apply_plan(site, reach, plan, policy, tell)
        if any(outcome.status in _MAY_HAVE_CHANGED for outcome in outcomes):
            talk(f"run {run}; undo it with: parknet rollback {park} {run}")
    finish(outcomes, as_json)


@app.command("rollback")
def rollback_command(
    park: ParkArgument,
    run: Annotated[
        str, typer.Argument(metavar="RUN", help="as apply printed it, or parknet status")
    ],
    workspace: WorkspaceOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Bring the devices of a run back to what they ran before it."""
    site = site_of(workspace, park)
    known = [name for name, _, _ in site.ledger.all_runs()]
    if run not in known:
        raise typer.BadParameter(
            f"there is no run {run!r}; parknet status {park} lists {len(known)}", param_hint="RUN"
        )
    outcomes = roll_back(site, reach_of(site), run)
    for outcome in outcomes:
        is_back = outcome.status is OutcomeStatus.ROLLED_BACK
        line = f"{outcome.device} {outcome.status.value}: {outcome.detail}"
        (talk if is_back else warn)(line)
    if not outcomes:
        talk("no device runs what this run gave it: nothing to bring back")
    if as_json:
        print_json([outcome.model_dump(mode="json") for outcome in outcomes])
    if any(outcome.status is not OutcomeStatus.ROLLED_BACK for outcome in outcomes):
        raise typer.Exit(EXIT_FAILED)


@app.command("status")
def status_command(
    park: ParkArgument, workspace: WorkspaceOption = Path(), as_json: JsonOption = False
) -> None:
    """List the pushes of a park and what became of each."""
    site = site_of(workspace, park)
    runs = [
        (
            run,
            datetime.fromtimestamp(started, UTC).isoformat(timespec="seconds"),
            finished or "interrupted",
            Counter(site.ledger.states(run).values()),
        )
        for run, started, finished in site.ledger.all_runs()
    ]
    header = ("run", "started", "state", "devices")
    if as_json:
        print_json([dict(zip(header, row, strict=True)) for row in runs])
        return
    print_table(
        f"{counted(len(runs), 'run')}",
        header,
        (
            (*row, ", ".join(f"{count} {state}" for state, count in devices.items()))
            for *row, devices in runs
        ),
    )


_GOOD = (OutcomeStatus.APPLIED, OutcomeStatus.UNCHANGED)
_MAY_HAVE_CHANGED = (OutcomeStatus.APPLIED, OutcomeStatus.UNREACHABLE, OutcomeStatus.UNKNOWN)


def tell(outcome: Outcome) -> None:
    """Tell what became of a device."""
    wave = f"{outcome.wave}: " if outcome.wave else ""
    line = f"{wave}{outcome.device} {outcome.status.value}"
    good = outcome.status in _GOOD
    (talk if good else warn)(line if good else f"{line}: {outcome.detail}")


def finish(outcomes: list[Outcome], as_json: bool) -> None:
    """Sum a run up, and exit accordingly."""
    if as_json:
        print_json([outcome.model_dump(mode="json") for outcome in outcomes])
    counts = Counter(outcome.status.value for outcome in outcomes)
    talk(", ".join(f"{count} {status}" for status, count in counts.items()) or "nothing to do")
    left = {outcome.status for outcome in outcomes}.difference(_GOOD)
    if left == {OutcomeStatus.SKIPPED}:
        raise typer.Exit(EXIT_FINDINGS)  # nothing failed, but what was held is still to be done
    if left:
        raise typer.Exit(EXIT_FAILED)
