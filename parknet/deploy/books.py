"""What everybody in a run shares: its ledger, its clock, and the outcomes so far."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from parknet.deploy.checks import Checks
from parknet.deploy.reading import ReadBack
from parknet.deploy.steps import kept_state, of_step
from parknet.deploy.terms import STATUS, Progress, RollOutPolicy, State
from parknet.drivers.base import Clock, Fleet, Ledger
from parknet.model.change import Change, Outcome, OutcomeStatus

_FAILED: Final = frozenset(
    {
        OutcomeStatus.REJECTED,
        OutcomeStatus.ROLLED_BACK,
        OutcomeStatus.UNREACHABLE,
        OutcomeStatus.UNKNOWN,
    }
)


@dataclass(slots=True)
class Books:
    """A run's means and its outcomes so far.

    Attributes:
        wave: the kind of the wave that is under way.
    """

    name: str
    fleet: Fleet
    ledger: Ledger
    clock: Clock
    policy: RollOutPolicy
    progress: Progress
    checks: Checks
    back: ReadBack
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    wave: str = ""

    def report(self, change: Change, status: OutcomeStatus, detail: str) -> None:
        """Keep and tell what became of a device."""
        outcome = Outcome(device=change.device, status=status, detail=detail, wave=self.wave)
        self.outcomes[change.device] = outcome
        self.progress(outcome)

    def step(self, change: Change, state: State, detail: str = "") -> None:
        """Write down what is about to be done."""
        self.ledger.step(self.name, change.device, state.value, detail)

    def end(self, change: Change, state: State, detail: str) -> None:
        """Write down and tell how it ended."""
        told = of_step(change, state, detail)
        self.step(change, kept_state(change, state), told)
        self.report(change, STATUS[state], told)

    def next_steps(self, changes: Sequence[Change]) -> tuple[Change, ...]:
        """Return what follows on devices whose last step came to stay, pinned to what they run."""
        going = [
            change
            for change in changes
            if change.has_next and self.outcomes[change.device].status is OutcomeStatus.APPLIED
        ]
        found = []
        for change, (runs, digest) in zip(going, self.back.after(going), strict=True):
            done = change.steps_done + 1
            self.ledger.advance(self.name, change.device, done, digest)
            following = change.begun(done, digest).step(done)
            if runs in ("wanted", "either"):
                self.back.asked.discard(change.device)
                found.append(following)
            elif runs == "silent":
                self.end(following, State.UNREACHABLE, "nothing was sent: it does not answer")
            else:
                stale = "somebody changed the device after the step before it"
                self.end(following, State.REJECTED, f"nothing was sent: {stale}; plan again")
        return tuple(found)

    def has_failed(self, device: str) -> bool:
        """Return whether a device's change did not come to stay."""
        outcome = self.outcomes.get(device)
        return outcome is not None and outcome.status in _FAILED

    def deadline(self) -> float:
        """Return when a timer that is armed now must have fired, and its device be back."""
        return self.clock.now() + self.policy.revert_in_s + self.policy.margin_s

    def wait(self, deadline: float) -> None:
        """Wait until a moment, if it is not past."""
        left = deadline - self.clock.now()
        if left > 0:
            self.clock.sleep(left)
