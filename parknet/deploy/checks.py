"""What a wave must not lose: read before it, read again before anything is confirmed.

Everybody in a wave is read before anybody changes: were each read only when it is about to change,
the first change would be in the second device's record. Direct neighbours are read as well, since
who lost its path is often the other end. How a neighbour looked after one wave is how it looks
before the next, unless something beside it was taken back in between.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from parknet.deploy.losses import Expected, Loss, everything_stays, losses
from parknet.drivers.base import Clock, Fleet, Ledger
from parknet.model.change import Change, DeviceFailure
from parknet.model.standing import Standing

# Seconds between looks: protocols need some to converge, and most are there at the first.
_PAUSES_S: Final = (2.0, 3.0, 5.0, 10.0)
# Seconds for which a look after one wave serves as the look before another, as long as a change may
# wait for its confirmation: what comes and goes by itself would be laid to the wrong wave.
FRESH_S: Final = 300.0
_NOBODY: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a roll-out looks at beside the devices it changes.

    Attributes:
        neighbours: devices that a cable joins to each.
        leads_to: the device behind an interface, where a tie of it has only one; by (device, name).
        expected: what may become of what a device is joined to.
    """

    neighbours: Mapping[str, frozenset[str]] = field(default_factory=dict)
    leads_to: Mapping[tuple[str, str], str] = field(default_factory=dict)
    expected: Expected = everything_stays


@dataclass(frozen=True, slots=True)
class Findings:
    """What came of looking at changed devices.

    Attributes:
        lost: why a device must not be confirmed.
        silent: changed devices that let no new session in.
        unchecked: what could not be asked of a device, or around it.
    """

    lost: Mapping[str, str]
    silent: Mapping[str, str]
    unchecked: Mapping[str, str]


class Checks:
    """The checks of one run; what they remember is in the ledger."""

    def __init__(
        self, run: str, fleet: Fleet, ledger: Ledger, clock: Clock, surroundings: Surroundings
    ) -> None:
        self._run = run
        self._fleet = fleet
        self._ledger = ledger
        self._clock = clock
        self._around = surroundings
        self._seen: dict[str, tuple[float, Standing]] = {}  # looks that lacked nothing, and when

    def remember(
        self, changes: Sequence[Change], *, keep: bool = True
    ) -> Mapping[str, DeviceFailure]:
        """Keep what devices and their neighbours are joined to; return who could not be read.

        Args:
            changes: of devices that are about to change.
            keep: whether the changes may be sent over the sessions that are opened here.
        """
        names = [change.device for change in changes]
        oldest = self._clock.now() - FRESH_S
        answers: dict[str, Standing | DeviceFailure] = {
            near: seen
            for near in self._beside(names) - set(names)
            for at, seen in [self._seen.get(near, (0.0, None))]
            if seen is not None and at >= oldest
        }
        unread = sorted({*names, *self._beside(names)} - answers.keys())
        answers |= self._fleet.standing(unread, changes if keep else (), self._run)
        self._ledger.keep_standings(
            self._run,
            [
                answer
                if isinstance(answer, Standing)
                else Standing(device=device, ties=(), unchecked=(f"not read: {answer.detail}",))
                for device, answer in answers.items()
            ],
        )
        return {
            name: answer for name in names if isinstance(answer := answers.get(name), DeviceFailure)
        }

    def look(self, changes: Sequence[Change], until: float) -> Findings:
        """Compare with what was kept, again and again while something is missing.

        Args:
            changes: of devices that run them.
            until: Unix time in seconds after which nobody waits any longer.
        """
        before = self._ledger.standings(self._run)
        changed = {change.device for change in changes}
        asked = sorted(changed | (self._beside(changed) & before.keys()))
        missing: dict[str, tuple[Loss, ...]] = {}
        silent: dict[str, str] = {}
        unchecked: dict[str, set[str]] = {name: set() for name in changed}
        # A neighbour of which nothing is known can lose nothing: nobody waits for its answer.
        waiting = [name for name in asked if name in changed or before[name].ties]
        looks = 0
        while True:
            answers = self._fleet.standing(waiting, changes, self._run)
            for device, answer in answers.items():
                silent.pop(device, None)
                missing.pop(device, None)
                if isinstance(answer, DeviceFailure):
                    silent[device] = answer.detail
                else:
                    lost = self._losses(before.get(device), answer)
                    if lost:
                        missing[device] = lost
                    else:
                        self._seen[device] = (self._clock.now(), answer)
            waiting = sorted({*missing, *silent})
            pause = _PAUSES_S[min(looks, len(_PAUSES_S) - 1)]
            if not waiting or self._clock.now() + pause > until:
                break
            self._clock.sleep(pause)
            looks += 1
        self._note_unchecked(asked, before, unchecked)
        # A neighbour that was read before and is not now has lost its way to us.
        for device in [name for name in silent if name not in changed]:
            was = before.get(device)
            if was is not None and was.ties:
                missing[device] = (Loss("does not answer any more"),)
        return Findings(
            lost=self._blamed(missing, changed),
            silent={name: why for name, why in silent.items() if name in changed},
            unchecked={name: "; ".join(sorted(what)) for name, what in unchecked.items() if what},
        )

    def forget(self, changes: Sequence[Change]) -> None:
        """Look anew at devices whose changes did not come to stay, and at their neighbours."""
        names = {change.device for change in changes}
        for device in names | self._beside(names):
            self._seen.pop(device, None)

    def _losses(self, before: Standing | None, after: Standing) -> tuple[Loss, ...]:
        return () if before is None else losses(before, after, self._around.expected)

    def _beside(self, names: Iterable[str]) -> set[str]:
        return {near for name in names for near in self._around.neighbours.get(name, _NOBODY)}

    def _blamed(self, missing: Mapping[str, tuple[Loss, ...]], changed: set[str]) -> dict[str, str]:
        """Return what each changed device has to answer for: its own losses, and neighbours'."""
        blame: dict[str, list[str]] = {}
        for device, lost in missing.items():
            if device in changed:
                blame.setdefault(device, []).extend(loss.what for loss in lost)
            near = self._around.neighbours.get(device, _NOBODY) & changed
            for loss in lost:
                leads = self._around.leads_to.get((device, loss.at))
                for suspect in near if leads is None else near & {leads}:
                    blame.setdefault(suspect, []).append(f"{device} {loss.what}")
        return {device: "; ".join(dict.fromkeys(lost)) for device, lost in blame.items()}

    def _note_unchecked(
        self, asked: Sequence[str], before: Mapping[str, Standing], notes: Mapping[str, set[str]]
    ) -> None:
        for device in asked:
            kept = before.get(device)
            missed = (
                ("nothing is known of it before the change",) if kept is None else kept.unchecked
            )
            for what in missed:
                if device in notes:
                    notes[device].add(what)
                for near in self._around.neighbours.get(device, _NOBODY) & notes.keys():
                    notes[near].add(f"{device}: {what}")
