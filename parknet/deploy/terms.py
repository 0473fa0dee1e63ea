"""The words of a run: what the ledger knows of a device, and how much may go wrong."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from parknet.model.change import Change, Outcome, OutcomeStatus, RunningConfig


class State(StrEnum):
    """What the ledger knows of a device in a run."""

    PLANNED = "planned"
    BETWEEN = "between"  # a step of its change has come to stay, the next has not begun
    COMMITTING = "committing"  # may or may not have reached the device
    COMMITTED = "committed"  # runs the change; its timer runs
    CONFIRMING = "confirming"
    ROLLING_BACK = "rolling_back"
    UNKNOWN = "unknown"  # to be read back before anything else
    CONFIRMED = "confirmed"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"
    ROLLED_BACK = "rolled_back"
    UNREACHABLE = "unreachable"
    SKIPPED = "skipped"
    PARTLY = "partly"  # steps came to stay, and the one after them did not


FINAL_STATES: Final = frozenset(
    {
        State.CONFIRMED,
        State.UNCHANGED,
        State.REJECTED,
        State.ROLLED_BACK,
        State.UNREACHABLE,
        State.SKIPPED,
        State.PARTLY,
    }
)
STATUS: Final = {
    State.CONFIRMED: OutcomeStatus.APPLIED,
    State.UNCHANGED: OutcomeStatus.UNCHANGED,
    State.REJECTED: OutcomeStatus.REJECTED,
    State.ROLLED_BACK: OutcomeStatus.ROLLED_BACK,
    State.UNREACHABLE: OutcomeStatus.UNREACHABLE,
    State.SKIPPED: OutcomeStatus.SKIPPED,
    State.UNKNOWN: OutcomeStatus.UNKNOWN,
    State.PARTLY: OutcomeStatus.ROLLED_BACK,
}
# How a commit may end at once.
ENDED: Final = {
    OutcomeStatus.UNCHANGED: State.UNCHANGED,
    OutcomeStatus.REJECTED: State.REJECTED,
    OutcomeStatus.ROLLED_BACK: State.ROLLED_BACK,
    OutcomeStatus.UNREACHABLE: State.UNREACHABLE,
    OutcomeStatus.SKIPPED: State.SKIPPED,
}

# Reads the digest of what is ours in a running configuration: `parknet.dialect.fingerprint`.
Fingerprint = Callable[[RunningConfig], str]
Progress = Callable[[Outcome], None]


def exact_digest(running: RunningConfig) -> str:
    """Return the digest of the text itself."""
    return running.digest


@dataclass(frozen=True, slots=True)
class RollOutPolicy:
    """How much may go wrong, and how long devices wait.

    Attributes:
        revert_in_s: seconds until a device reverts unless it is confirmed; 60 to 65535.
        margin_s: seconds to wait beyond that before a device is read again: it has to revert.
        error_budget: devices that may fail before the run stops; the canary never may.
        wave_size: most devices in one wave.
        settle_s: seconds that protocols may take to come back after a change; never more than a
            third of `revert_in_s`, so that there is time to confirm.
        pairs: devices that stand in for one another and never change at once.
        rejoin_s: seconds that access points may take to join again before they are counted; never
            more than a third of `revert_in_s`.
        until: no wave begins that could not be over by then, in Unix time; 0 knows no end.
    """

    revert_in_s: int = 300
    margin_s: int = 30
    error_budget: int = 2
    wave_size: int = 50
    pairs: tuple[frozenset[str], ...] = ()
    until: float = 0.0
    settle_s: int = 60
    rejoin_s: int = 60

    def rejoining_s(self, changes: Iterable[Change]) -> float:
        """Return how long to wait before these are looked at: access points leave late, too."""
        if not any(change.ap_groups for change in changes):
            return 0.0
        return min(self.rejoin_s, self.revert_in_s / 3)

    @property
    def patience_s(self) -> float:
        """Return how long to look for what is missing, in seconds."""
        return min(self.settle_s, self.revert_in_s / 3)
