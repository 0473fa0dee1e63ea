"""One run over a fleet: waves committed, checked, confirmed, rolled back, settled when in doubt."""

from collections.abc import Iterable, Mapping, Sequence

from parknet.deploy.books import Books
from parknet.deploy.checks import Checks, Surroundings
from parknet.deploy.reading import HAS_TIMER, ReadBack, doubt_about, how_reverted
from parknet.deploy.terms import ENDED, Fingerprint, Progress, RollOutPolicy, State
from parknet.deploy.together import Together
from parknet.deploy.waves import Wave, waves
from parknet.drivers.base import Clock, Fleet, Ledger
from parknet.model.change import (
    Change,
    Grade,
    Outcome,
    OutcomeStatus,
)
from parknet.units import counted


class Run:
    """A run's outcomes so far, and the means to get more."""

    def __init__(
        self,
        *,
        name: str,
        fleet: Fleet,
        ledger: Ledger,
        clock: Clock,
        policy: RollOutPolicy,
        progress: Progress,
        fingerprint: Fingerprint,
        surroundings: Surroundings,
    ) -> None:
        self._books = Books(
            name=name,
            fleet=fleet,
            ledger=ledger,
            clock=clock,
            policy=policy,
            progress=progress,
            checks=Checks(name, fleet, ledger, clock, surroundings),
            back=ReadBack(name, fleet, fingerprint),
        )
        self._together = Together(self._books)
        self._failing: set[str] = set()  # known to fail, though their outcome is still open
        self._stopped = ""

    # What the caller sees

    def report(self, change: Change, status: OutcomeStatus, detail: str) -> None:
        """Keep and tell what became of a device."""
        self._books.report(change, status, detail)

    def has_failed(self, device: str) -> bool:
        """Return whether a device's change did not come to stay."""
        return self._books.has_failed(device)

    def in_order(self, changes: Iterable[Change]) -> list[Outcome]:
        """Return the outcomes of `changes`."""
        return [self._books.outcomes[change.device] for change in changes]

    def push(self, changes: Iterable[Change]) -> None:
        """Push changes in waves, until all are done or too many have failed."""
        first = [change.step(change.steps_done) for change in changes]
        for wave in waves(first, self._books.policy.wave_size, self._books.policy.pairs):
            self._books.wave = wave.kind
            waiting = [wave]
            while waiting:
                under_way = waiting.pop(0)
                self._push(under_way)
                waiting = [*self._after(under_way), *waiting]

    def next_steps(self, changes: Sequence[Change]) -> tuple[Change, ...]:
        """Return what follows on devices whose last step came to stay."""
        return self._books.next_steps(changes)

    def skip(self, changes: Iterable[Change], why: str) -> None:
        """Leave devices as they are."""
        for change in changes:
            self._books.end(change, State.SKIPPED, why)

    def pick_up(self, changes: Sequence[Change], states: Mapping[str, State]) -> list[Change]:
        """Settle what an interrupted run left open; return what is still to be pushed."""
        left = self._together.pick_up([change for change in changes if change.unit], states)
        changes = [change for change in changes if not change.unit]
        live: list[Change] = []
        doubtful: list[Change] = []
        leaving: list[Change] = []
        untouched: list[Change] = []
        self._books.back.asked |= {
            name for name, state in states.items() if state is State.CONFIRMING
        }
        # When the timers were armed is not known: the latest moment is now.
        deadline = self._books.deadline()
        for change, runs in self._books.back.read(changes):
            state = states[change.device]
            if runs == "before" and state is State.COMMITTING:
                left.append(change)
            elif runs == "before" and change.grade is Grade.R:
                untouched.append(change)
            elif runs == "before":
                self._books.end(change, State.ROLLED_BACK, "read back: runs what it ran before")
            elif state is State.ROLLING_BACK:
                leaving.append(change)
            elif runs == "wanted":
                live.append(change)
            else:
                doubtful.append(change)
        self._call_off(untouched, deadline)
        self._roll_back(leaving, "the interrupted run was rolling back", deadline)
        self._finish(live, deadline)
        self._settle(doubtful, deadline)
        self._end_looks(changes)
        return left

    # One wave

    def _after(self, wave: Wave) -> list[Wave]:
        """Return what follows on the devices of a wave: still never both of a pair."""
        policy = self._books.policy
        parts = waves(self.next_steps(wave.changes), policy.wave_size, policy.pairs)
        return [Wave(wave.kind, part.changes) for part in parts]

    def _push(self, wave: Wave) -> None:
        if self._must_stop():
            self.skip(wave.changes, self._stopped)
        elif wave.is_unit:
            self._together.push(wave.changes)
            self._must_stop(wave)
        else:
            self._push_wave(wave)
        self._end_looks(wave.changes)

    def _push_wave(self, wave: Wave) -> None:
        changes = self._remembered(wave)
        for change in changes:
            self._books.step(change, State.COMMITTING)
        answers = self._books.fleet.commit(
            changes, self._books.policy.revert_in_s, self._books.name
        )
        deadline = self._books.deadline()
        live: list[Change] = []
        doubtful: list[Change] = []
        for change in changes:
            answer = answers.get(change.device)
            if answer is None or answer.status is OutcomeStatus.UNKNOWN:
                doubtful.append(change)
            elif answer.status is OutcomeStatus.APPLIED:
                self._books.step(change, State.COMMITTED)
                live.append(change)
            else:
                self._books.end(change, ENDED[answer.status], answer.detail)
        found, doubtful = self._sort_out(doubtful, deadline)
        live += found
        if self._must_stop(wave):
            self._roll_back(live, self._stopped, deadline)
        else:
            # Those that answer first: their timers run while the silent ones are waited for.
            self._finish(live, deadline, wave)
        self._settle(doubtful, deadline)
        if self._must_stop(wave):
            stays = [change for change in wave.changes if self._has_changed(change)]
            self._roll_back(stays, self._stopped, deadline)

    def _remembered(self, wave: Wave) -> list[Change]:
        """Keep what a wave must not lose; return the changes of devices that could be read."""
        unread = self._books.checks.remember(wave.changes)
        for change in wave.changes:
            if change.device in unread:
                detail = f"nothing was sent: {unread[change.device].detail}"
                self._books.end(change, State.UNREACHABLE, detail)
        return [change for change in wave.changes if change.device not in unread]

    def _finish(self, live: Sequence[Change], deadline: float, wave: Wave | None = None) -> None:
        """Confirm what lost nothing, roll back the rest."""
        if not live:
            return
        rejoining_s = self._books.policy.rejoining_s(live)
        if rejoining_s:
            self._books.clock.sleep(rejoining_s)
        found = self._books.checks.look(
            live, self._books.clock.now() + self._books.policy.patience_s
        )
        self._failing |= found.lost.keys()
        bad = [change for change in live if change.device in found.lost]
        good = [change for change in live if change.device not in found.lost]
        sound = [change for change in good if change.device not in found.silent]
        unreverted = self._take_back(bad, found.lost)
        doubtful = [change for change in good if change.device in found.silent]
        if self._must_stop(wave):
            why = dict.fromkeys((change.device for change in sound), self._stopped)
            unreverted += self._take_back(sound, why)
        else:
            doubtful += self._ask_to_confirm(sound, found.unchecked)
        self._settle_doubts(doubtful, deadline)
        self._see_reverted(unreverted, found.lost, deadline)

    def _settle_doubts(self, doubtful: Sequence[Change], deadline: float) -> None:
        """Whatever the answer meant: once the timer must have fired, reading tells."""
        if not doubtful:
            return
        self._books.wait(deadline)
        again: list[Change] = []
        for change, runs in self._books.back.read_late(doubtful):
            if runs == "before":
                self._books.end(change, State.ROLLED_BACK, how_reverted(change))
            elif runs == "wanted":
                again.append(change)
            else:
                self._books.end(change, State.UNKNOWN, doubt_about(change, runs))
        if not again:
            return
        found = self._books.checks.look(again, self._books.clock.now())
        for change in [change for change in again if change.device in found.silent]:
            self._books.end(change, State.UNKNOWN, doubt_about(change, "silent"))
        lost = [change for change in again if change.device in found.lost]
        self._see_reverted(self._take_back(lost, found.lost), found.lost, deadline)
        done = found.silent.keys() | found.lost.keys()
        lasting = []
        sound = [change for change in again if change.device not in done]
        for change in self._ask_to_confirm(sound, found.unchecked):
            if change.grade in HAS_TIMER:
                lasting.append(change)
            else:
                self._books.end(
                    change, State.UNKNOWN, "runs the change, but could not be confirmed"
                )
        self._save(lasting, "runs the change although its timer is over")

    def _save(self, lasting: Sequence[Change], how: str) -> None:
        """Save what was confirmed already: whoever did may have been killed before saving it."""
        answers = self._books.fleet.save([change.device for change in lasting]) if lasting else {}
        for change in lasting:
            answer = answers.get(change.device)
            if answer is not None and answer.status is OutcomeStatus.APPLIED:
                self._books.end(change, State.CONFIRMED, f"{how}; saved")
            else:
                why = answer.detail if answer is not None else "no answer"
                self._books.end(change, State.UNKNOWN, f"runs the change, but is not saved: {why}")

    def _ask_to_confirm(
        self, changes: Sequence[Change], unchecked: Mapping[str, str]
    ) -> list[Change]:
        """Confirm; return those whose answer says neither yes nor no."""
        if not changes:
            return []
        for change in changes:
            self._books.step(change, State.CONFIRMING)
        answers = self._books.fleet.confirm([change.device for change in changes], self._books.name)
        doubtful: list[Change] = []
        unsaved: list[Change] = []
        for change in changes:
            answer = answers.get(change.device)
            if answer is None or answer.status is OutcomeStatus.UNKNOWN:
                self._books.back.asked.add(change.device)
            if answer is not None and answer.status is OutcomeStatus.APPLIED:
                note = unchecked.get(change.device, "")
                detail = f"{answer.detail}; not checked: {note}" if note else answer.detail
                self._books.end(change, State.CONFIRMED, detail)
            elif answer is not None and answer.status is OutcomeStatus.ROLLED_BACK:
                self._books.end(change, State.ROLLED_BACK, answer.detail)
            elif answer is not None and answer.stands:
                unsaved.append(change)
            else:
                doubtful.append(change)
        self._save(unsaved, "confirmed")
        return doubtful

    def _roll_back(self, changes: Sequence[Change], why: str, deadline: float) -> None:
        reasons = dict.fromkeys((change.device for change in changes), why)
        self._see_reverted(self._take_back(changes, reasons), reasons, deadline)

    def _take_back(self, changes: Sequence[Change], why: Mapping[str, str]) -> list[Change]:
        """Roll back at once what can be; return those that have to be read later."""
        if not changes:
            return []
        for change in changes:
            self._books.step(change, State.ROLLING_BACK)
        answers = self._books.fleet.rollback(changes, self._books.name)
        doubtful: list[Change] = []
        for change in changes:
            answer = answers.get(change.device)
            if answer is not None and answer.status is OutcomeStatus.ROLLED_BACK:
                self._books.end(change, State.ROLLED_BACK, why[change.device])
            else:
                doubtful.append(change)
        return doubtful

    def _see_reverted(
        self, doubtful: Sequence[Change], why: Mapping[str, str], deadline: float
    ) -> None:
        """Wait until timers must have fired, and read what was not rolled back at once."""
        if not doubtful:
            return
        self._books.wait(deadline)
        for change, runs in self._books.back.read_late(doubtful):
            reason = why.get(change.device, self._stopped)
            if runs == "before":
                self._books.end(change, State.ROLLED_BACK, reason)
            else:
                why_not = doubt_about(change, runs)
                self._books.end(change, State.UNKNOWN, f"{reason}; not rolled back: {why_not}")

    # Reading back

    def _sort_out(
        self, changes: Sequence[Change], deadline: float
    ) -> tuple[list[Change], list[Change]]:
        """Read back what is in doubt; return what runs its change, and what is still in doubt."""
        live: list[Change] = []
        doubtful: list[Change] = []
        untouched: list[Change] = []
        for change, runs in self._books.back.read(changes):
            if runs == "before" and change.grade is Grade.R:
                untouched.append(change)
            elif runs == "before":
                self._books.end(change, State.ROLLED_BACK, "read back: runs what it ran before")
            elif runs == "wanted":
                self._books.step(change, State.COMMITTED)
                live.append(change)
            else:
                self._books.step(change, State.UNKNOWN)
                doubtful.append(change)
        self._call_off(untouched, deadline)
        return live, doubtful

    def _call_off(self, untouched: Sequence[Change], deadline: float) -> None:
        """Take back what nothing came of: the reboot that was to guard it may still be due."""
        self._roll_back(untouched, "read back: runs what it ran before", deadline)

    def _settle(self, doubtful: Sequence[Change], deadline: float) -> None:
        """Wait until timers must have fired, then say what became of each device."""
        if not doubtful:
            return
        self._books.wait(deadline)
        live: list[Change] = []
        halves: list[Change] = []
        for change, runs in self._books.back.read_late(doubtful):
            if runs == "before":
                self._books.end(change, State.ROLLED_BACK, how_reverted(change))
            elif runs == "wanted":
                live.append(change)
            elif runs == "other" and change.grade not in HAS_TIMER:
                halves.append(change)
            else:
                self._books.end(change, State.UNKNOWN, doubt_about(change, runs))
        # Without a timer nothing else takes back what was cut off between two lines.
        self._roll_back(halves, "it was cut off while it changed", deadline)
        self._finish(live, deadline)

    # Bookkeeping

    def _has_changed(self, change: Change) -> bool:
        outcome = self._books.outcomes.get(change.device)
        return outcome is not None and outcome.status is OutcomeStatus.APPLIED

    def _end_looks(self, changes: Iterable[Change]) -> None:
        """Keep of what was seen only what still holds, and no session open."""
        self._books.checks.forget([it for it in changes if not self._has_changed(it)])
        self._books.fleet.release()

    def _must_stop(self, wave: Wave | None = None) -> bool:
        """Return whether the run has to end, and keep why."""
        ended = {device for device in self._books.outcomes if self.has_failed(device)}
        failed = sorted(ended | self._failing)
        if wave is not None and wave.kind == "canary" and failed:
            self._stopped = self._stopped or f"the canary {wave.changes[0].device} failed"
        elif len(failed) > self._books.policy.error_budget:
            self._stopped = self._stopped or (
                f"{counted(len(failed), 'device')} failed, more than the error budget of "
                f"{self._books.policy.error_budget}: {', '.join(failed[:5])}"
            )
        ends = self._books.policy.until
        if wave is None and ends and not self._stopped and self._books.deadline() > ends:
            self._stopped = "the change window closes before this wave could be over"
        return bool(self._stopped)
