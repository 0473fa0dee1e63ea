"""A change in steps and how one of them ended in, what is kept and told of it out.

A wireless controller changes its AP groups so: each step has its timer, its count of access points,
its confirmation. The next begins where the last has come to stay; one that fails is taken back
alone, those before it stay, none follows.
"""

from typing import Final

from parknet.deploy.terms import State
from parknet.model.change import Change

# Ends that say of a device that nothing of the change is on it: not true after a first step.
_NOTHING: Final = frozenset(
    {State.REJECTED, State.ROLLED_BACK, State.UNREACHABLE, State.SKIPPED, State.UNCHANGED}
)


def kept_state(change: Change, state: State) -> State:
    """Return what the ledger keeps: what came to stay before is not gone with the last step."""
    return State.PARTLY if change.steps_done and state in _NOTHING else state


def of_step(change: Change, state: State, detail: str) -> str:
    """Return what is told of a step: which it is, and what became of those around it."""
    if not change.steps:
        return detail
    number = change.steps_done
    told = f"{_named(change, number, number + 1)} ({number + 1} of {len(change.steps)}): {detail}"
    if state is State.CONFIRMED and change.has_next:
        return told
    if number:
        told += f"; before it, and kept: {_named(change, 0, number)}"
    if change.has_next:
        told += f"; not begun: {_named(change, number + 1, len(change.steps))}"
    return told


def _named(change: Change, first: int, end: int) -> str:
    return ", ".join(one.what for one in change.steps[first:end])
