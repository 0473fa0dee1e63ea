"""Changes in, what their devices run out: what they ran before, what is wanted, or neither."""

from collections.abc import Mapping, Sequence
from typing import Final, Literal

from parknet.deploy.terms import Fingerprint
from parknet.drivers.base import Fleet
from parknet.model.change import Change, DeviceFailure, Grade, RunningConfig

# What a device was read to run: what it ran before, what is wanted, one of both and no reading
# tells which (only secrets differ, and they are masked), neither, or no answer.
Runs = Literal["before", "wanted", "either", "other", "silent"]
HAS_TIMER: Final = frozenset({Grade.A, Grade.R})
UNREAD: Final[Mapping[Runs, str]] = {
    "other": "runs neither what it ran before nor the change: look at it before the next plan",
    "silent": "cannot be read",
    "before": "runs what it ran before",
    "wanted": "still runs the change",
    "either": "holds either the old secrets or the new ones, which no reading tells apart: plan "
    "again, which sends the new ones",
}
# What can be done where nothing takes a change back by itself.
_BY_HAND: Final[Mapping[Runs, str]] = {
    "other": "no timer takes it back",
    "silent": "no timer takes the change back: bring back a way to it and roll the run back, or "
    "restart it at its console, which starts what is saved there",
    "wanted": "no timer takes it back",
}


def doubt_about(change: Change, runs: Runs) -> str:
    """Return what is said of a device whose outcome is unknown, and what to do about it."""
    advice = "" if change.grade in HAS_TIMER else _BY_HAND.get(runs, "")
    return f"{UNREAD[runs]}; {advice}" if advice else UNREAD[runs]


def how_reverted(change: Change) -> str:
    """Return how a device came back that nobody was asked to take back."""
    if change.grade in HAS_TIMER:
        return "reverted by itself: it was not confirmed"
    return "read back: runs what it ran before, as after a restart without saving"


class ReadBack:
    """Reads devices of one run.

    Attributes:
        asked: devices that may have been confirmed, whatever the answer was.
    """

    def __init__(self, run: str, fleet: Fleet, fingerprint: Fingerprint) -> None:
        self._name = run
        self._fleet = fleet
        self._fingerprint = fingerprint
        self.asked: set[str] = set()

    def read(self, changes: Sequence[Change]) -> list[tuple[Change, Runs]]:
        """Read back; where only secrets changed, ask whether the change's timer still runs."""
        if not changes:
            return []
        answers = self._fleet.running([change.device for change in changes])
        found = [(change, self._runs(change, answers.get(change.device))) for change in changes]
        unclear = [change.device for change, runs in found if runs == "either"]
        timers = self._fleet.pending(unclear, self._name) if unclear else {}

        def told(change: Change, runs: Runs) -> Runs:
            runs_timer = timers.get(change.device)
            if runs != "either" or runs_timer is None:
                return runs
            if runs_timer:
                return "wanted"
            return "either" if change.device in self.asked else "before"

        return [(change, told(change, runs)) for change, runs in found]

    def read_late(self, changes: Sequence[Change]) -> list[tuple[Change, Runs]]:
        """Read back after all timers: what nobody asked to confirm has reverted."""
        return [
            (
                change,
                "before"
                if runs == "either"
                and change.grade in HAS_TIMER
                and change.device not in self.asked
                else runs,
            )
            for change, runs in self.read(changes)
        ]

    def after(self, changes: Sequence[Change]) -> list[tuple[Runs, str]]:
        """Read devices whose changes came to stay; return the digest of what they run, too."""
        answers = self._fleet.running([change.device for change in changes]) if changes else {}
        return [
            (self._runs(change, answer), getattr(answer, "digest", ""))
            for change in changes
            for answer in (answers.get(change.device),)
        ]

    def _runs(self, change: Change, answer: RunningConfig | DeviceFailure | None) -> Runs:
        if not isinstance(answer, RunningConfig):
            return "silent"
        is_wanted = self._fingerprint(answer) == change.wanted_digest
        if answer.digest == change.running_digest:
            return "either" if is_wanted else "before"
        return "wanted" if is_wanted else "other"
