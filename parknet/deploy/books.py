"""What everybody in a run shares: its ledger, its clock, and the outcomes so far."""

from dataclasses import dataclass, field
from typing import Final

from parknet.deploy.checks import Checks
from parknet.deploy.reading import ReadBack
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
        self.step(change, state, detail)
        self.report(change, STATUS[state], detail)

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
