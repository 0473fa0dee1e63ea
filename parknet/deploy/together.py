"""A unit in, all of it changed or none: what both ends of a link have to change at once.

Between the first change and the last the far devices cannot be reached, so they go first, while
there is a way to them, and the nearest last: its change opens the way again. Confirming goes from
near to far: should the far end not be confirmed, its timer takes it back, and the near one, which
is reached either way, is taken back by its inverse.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final

from parknet.deploy.books import Books
from parknet.deploy.reading import UNREAD, Runs
from parknet.deploy.terms import ENDED, State
from parknet.deploy.units import distance
from parknet.model.change import Change, OutcomeStatus

# Seconds before the first timer fires in which nobody begins to confirm: half a unit confirmed is
# worse than none.
RESERVE_S: Final = 60
_PAUSE_S: Final = 5.0
_LEAST_S: Final = 60  # the shortest timer that every system takes
_ROUNDS: Final = 3
Found = list[tuple[Change, Runs]]


class Together:
    """Pushes units of one run."""

    def __init__(self, books: Books) -> None:
        self._books = books

    def push(self, unit: Sequence[Change]) -> None:
        """Change all devices of a unit, farthest first, or none; say what is on each."""
        books = self._books
        books.back.asked -= {change.device for change in unit}
        if self._refuses(unit):
            return
        begun = books.clock.now()
        sent: list[Change] = []
        broken = ""
        for stage in stages(unit):
            if broken:
                for change in stage:
                    books.end(change, State.SKIPPED, f"nothing was sent: {broken}")
                continue
            changed, broken = self._commit(stage, begun)
            sent += changed
        deadline = books.deadline()
        if broken:
            self._bring_back(sent, f"its unit failed: {broken}", deadline)
        elif sent:
            self._finish(sent, begun, deadline)

    def pick_up(self, changes: Sequence[Change], states: Mapping[str, State]) -> list[Change]:
        """Settle units that an interrupted run left; return what may be pushed again.

        Whether all had been confirmed shows once every timer must have fired; otherwise who runs
        the change is brought back.
        """
        books = self._books
        left: list[Change] = []
        for _, members in groupby(sorted(changes, key=lambda it: it.unit), key=lambda it: it.unit):
            unit = sorted(members, key=lambda it: it.unit.index(it.device))
            found = books.back.read(unit)
            untouched = {State.PLANNED, State.COMMITTING}
            if all(states[change.device] is State.PLANNED for change in unit):
                left += unit
                continue
            if all(runs == "before" for _, runs in found) and untouched.issuperset(
                states[change.device] for change in unit
            ):
                left += unit
                continue
            books.back.asked |= {
                change.device for change in unit if states[change.device] is State.CONFIRMING
            }
            deadline = books.deadline()
            books.wait(deadline)
            if all(runs == "wanted" for _, runs in self._read_late(unit)):
                self._keep(unit, "runs the change although its timer is over")
            else:
                self._bring_back(unit, "the run was interrupted before its unit was confirmed", 0)
        return left

    # Changing

    def _refuses(self, unit: Sequence[Change]) -> bool:
        """Return whether a device cannot be changed now, and end the unit if so."""
        books = self._books
        unread = books.checks.remember(unit, keep=False)  # the way to far ends breaks in between
        bad = {device: (State.UNREACHABLE, failure.detail) for device, failure in unread.items()}
        for change, runs in books.back.read([it for it in unit if it.device not in bad]):
            if runs == "silent":
                bad[change.device] = (State.UNREACHABLE, "it does not answer")
            elif runs not in ("before", "either"):
                stale = "stale: the running configuration is not the one that was planned on"
                bad[change.device] = (State.REJECTED, f"{stale}; plan again")
        if not bad:
            return False
        first = next(change.device for change in unit if change.device in bad)
        for change in unit:
            state, why = bad.get(change.device, (State.SKIPPED, f"{first} cannot change with it"))
            books.end(change, state, f"nothing was sent: {why}")
        return True

    def _commit(self, stage: Sequence[Change], begun: float) -> tuple[list[Change], str]:
        """Change devices that are equally far; return those that may run it, and what failed."""
        books = self._books
        for change in stage:
            books.step(change, State.COMMITTING)
        # One deadline: who is armed later has a shorter timer.
        left = books.policy.revert_in_s - int(books.clock.now() - begun)
        answers = books.fleet.commit(stage, max(_LEAST_S, left), books.name)
        sent: list[Change] = []
        broken = ""
        for change in stage:
            answer = answers.get(change.device)
            if answer is None or answer.status in (OutcomeStatus.APPLIED, OutcomeStatus.UNKNOWN):
                sent.append(change)  # unknown is expected: the change itself cuts the session
            else:
                books.end(change, ENDED[answer.status], answer.detail)
                if answer.status is not OutcomeStatus.UNCHANGED:
                    broken = f"{change.device}: {answer.detail}"
        return sent, broken

    # Confirming

    def _finish(self, sent: Sequence[Change], begun: float, deadline: float) -> None:
        """Confirm all, nearest first, where all run the change and lost nothing."""
        books = self._books
        until = books.clock.now() + books.policy.patience_s
        found = self._poll(sent, until, ("wanted", "either"))
        missing = [f"{it.device} {UNREAD[runs]}" for it, runs in found if runs not in _RUNS_IT]
        if missing:
            self._bring_back(sent, f"its unit failed: {'; '.join(missing)}", deadline)
            return
        for change in sent:
            books.step(change, State.COMMITTED)
        seen = books.checks.look(sent, until)
        wrong = [*(f"{device} {why}" for device, why in seen.lost.items())]
        wrong += [f"{device} does not answer" for device in seen.silent]
        if books.clock.now() > begun + books.policy.revert_in_s - RESERVE_S:
            wrong.append("too little time was left to confirm all before a timer fires")
        if wrong:
            self._bring_back(sent, "; ".join(wrong), deadline)
            return
        for stage in reversed(list(stages(sent))):
            bad = self._confirm(stage)
            if bad:
                self._after_half(sent, bad, deadline)
                return
        for change in sent:
            note = seen.unchecked.get(change.device, "")
            tail = f"; not checked: {note}" if note else ""
            unit = ", ".join(change.unit)
            books.end(change, State.CONFIRMED, f"confirmed and saved, together: {unit}{tail}")

    def _confirm(self, stage: Sequence[Change]) -> str:
        """Confirm devices that are equally far; return what failed."""
        books = self._books
        for change in stage:
            books.step(change, State.CONFIRMING)
            books.back.asked.add(change.device)
        answers = books.fleet.confirm([change.device for change in stage], books.name)
        bad = []
        for change in stage:
            answer = answers.get(change.device)
            if answer is None or answer.status is not OutcomeStatus.APPLIED:
                detail = answer.detail if answer is not None else "no answer"
                bad.append(f"{change.device} was not confirmed: {detail}")
        return "; ".join(bad)

    def _after_half(self, unit: Sequence[Change], why: str, deadline: float) -> None:
        """Some are confirmed: keep all if all came to be, else bring everybody back."""
        self._books.wait(deadline)
        if all(runs == "wanted" for _, runs in self._read_late(unit)):
            self._keep(unit, "confirmed")
        else:
            self._bring_back(unit, f"its unit failed: {why}", 0)

    def _keep(self, unit: Sequence[Change], how: str) -> None:
        books = self._books
        answers = books.fleet.save([change.device for change in unit])
        for change in unit:
            answer = answers.get(change.device)
            if answer is not None and answer.status is OutcomeStatus.APPLIED:
                books.end(change, State.CONFIRMED, f"{how}; saved")
            else:
                told = answer.detail if answer is not None else "no answer"
                books.end(change, State.UNKNOWN, f"runs the change, but is not saved: {told}")

    # Going back

    def _bring_back(self, unit: Sequence[Change], why: str, deadline: float) -> None:
        """Roll back whoever runs the change, until nobody does; say what is on each."""
        books = self._books
        for change in unit:
            books.step(change, State.ROLLING_BACK)
        running = list(unit)
        found: Found = []
        for attempt in range(_ROUNDS):
            for stage in stages(running):
                books.fleet.rollback(stage, books.name)
            if attempt == 0:
                found = books.back.read(unit)
                if any(runs != "before" for _, runs in found):
                    books.wait(deadline)
            until = books.clock.now() + books.policy.patience_s
            found = self._poll(unit, until, ("before",), late=True)
            running = [change for change, runs in found if runs in _RUNS_IT]
            if not running:
                break
        # Who went back with the session that told it to may have a timer that still runs.
        moved = [change for change, runs in found if runs == "before" and change.move]
        for stage in stages(moved):
            books.fleet.rollback(stage, books.name)
        # Who may have been confirmed may have saved the change, and would start with it.
        saved = [
            it.device for it, runs in found if runs == "before" and it.device in books.back.asked
        ]
        answers = books.fleet.save(saved) if saved else {}
        for change, runs in found:
            answer = answers.get(change.device)
            if answer is not None and answer.status is not OutcomeStatus.APPLIED:
                detail = f"{why}; runs what it ran before, which is not saved: {answer.detail}"
                books.end(change, State.UNKNOWN, detail)
            elif runs == "before":
                books.end(change, State.ROLLED_BACK, why)
            else:
                books.end(change, State.UNKNOWN, f"{why}; not rolled back: {UNREAD[runs]}")

    # Reading

    def _poll(
        self, unit: Sequence[Change], until: float, good: Sequence[Runs], *, late: bool = False
    ) -> Found:
        """Read until all are as they should be, or it is too late: links take time to come up."""
        books = self._books
        while True:
            found = self._read_late(unit) if late else books.back.read(unit)
            silent = any(runs == "silent" for _, runs in found)
            if all(runs in good for _, runs in found) or (late and not silent):
                return found
            if books.clock.now() + _PAUSE_S > until:
                return found
            books.clock.sleep(_PAUSE_S)

    def _read_late(self, unit: Sequence[Change]) -> Found:
        return self._books.back.read_late(unit)


_RUNS_IT: Final = frozenset({"wanted", "either"})


def stages(unit: Sequence[Change]) -> Iterator[list[Change]]:
    """Yield devices that are equally far from the management station, the farthest first."""
    for _, members in groupby(unit, key=lambda change: distance(change)[:2]):
        yield list(members)
