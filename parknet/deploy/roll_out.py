"""A change set in, an outcome for every change out; each step is in the ledger before it is taken.

Nothing here opens a connection: fleet, ledger and clock are handed in. A device that fails is an
outcome; the others go on as long as the error budget lasts, and a failed canary ends the run.
"""

from typing import Final

from parknet.deploy.checks import Surroundings
from parknet.deploy.run import Run
from parknet.deploy.terms import (
    FINAL_STATES,
    STATUS,
    Fingerprint,
    Progress,
    RollOutPolicy,
    State,
    exact_digest,
)
from parknet.deploy.waves import waves
from parknet.drivers.base import Clock, Fleet, Ledger
from parknet.model.change import Change, ChangeSet, Outcome, OutcomeStatus

NOWHERE: Final = Surroundings()


def roll_out(
    change_set: ChangeSet,
    fleet: Fleet,
    ledger: Ledger,
    clock: Clock,
    *,
    policy: RollOutPolicy,
    progress: Progress,
    run: str,
    fingerprint: Fingerprint = exact_digest,
    surroundings: Surroundings = NOWHERE,
) -> list[Outcome]:
    """Push a change set in waves and return what became of every change, in the set's order.

    Args:
        change_set: the plan; held changes are reported as skipped.
        fleet: reaches the devices.
        ledger: keeps every step; an error of it ends the run before the step is taken.
        clock: waits for timers to fire.
        policy: how much may go wrong.
        progress: told of each device as soon as its outcome is known.
        run: name of this run, unique for ever: devices and ledger keep it.
        fingerprint: what to compare with `wanted_digest` when a device is read back.
        surroundings: what else to look at before changes are confirmed, and what may go.
    """
    ledger.begin(run, [change for change in change_set.changes if not change.held])
    work = Run(
        name=run,
        fleet=fleet,
        ledger=ledger,
        clock=clock,
        policy=policy,
        progress=progress,
        fingerprint=fingerprint,
        surroundings=surroundings,
    )
    for change in change_set.changes:
        if change.held:
            work.report(change, OutcomeStatus.SKIPPED, change.held)
    work.push(change_set.changes)
    return work.in_order(change_set.changes)


def resume(
    change_set: ChangeSet,
    fleet: Fleet,
    ledger: Ledger,
    clock: Clock,
    *,
    policy: RollOutPolicy,
    progress: Progress,
    run: str,
    fingerprint: Fingerprint = exact_digest,
    surroundings: Surroundings = NOWHERE,
) -> list[Outcome]:
    """Finish a run that was killed: read back what is open, settle it, go on with what is left.

    A device is only pushed to again where it was read to run what it ran before and nothing says
    that the change ever took effect. Arguments as for `roll_out`, with the same `change_set`.
    """
    work = Run(
        name=run,
        fleet=fleet,
        ledger=ledger,
        clock=clock,
        policy=policy,
        progress=progress,
        fingerprint=fingerprint,
        surroundings=surroundings,
    )
    states = {name: State(state) for name, state in ledger.states(run).items()}
    left: list[Change] = []
    unsettled: list[Change] = []
    parts = [change.step(change.steps_done) for change in change_set.changes]
    # One of a unit is settled when all are: who is killed in between has ended only some.
    open_units = {
        change.unit
        for change in parts
        if change.unit and states.get(change.device, State.PLANNED) not in FINAL_STATES
    }
    for change in parts:
        state = states.get(change.device, State.PLANNED)
        if change.held:
            work.report(change, OutcomeStatus.SKIPPED, change.held)
        elif state in FINAL_STATES and change.unit not in open_units:
            work.report(change, STATUS[state], "settled before the run was interrupted")
        elif state in (State.PLANNED, State.BETWEEN) and not change.unit:
            left.append(change)
        else:
            unsettled.append(change)
            states.setdefault(change.device, State.PLANNED)
    left += work.pick_up(unsettled, states)
    pushed_again = {change.device for change in left}
    left += work.next_steps([change for change in parts if change.device not in pushed_again])
    first = waves(change_set.changes, policy.wave_size, policy.pairs)[:1]
    if first and work.has_failed(first[0].changes[0].device):
        work.skip(left, f"the canary {first[0].changes[0].device} failed")
    else:
        work.push(left)
    return work.in_order(change_set.changes)
