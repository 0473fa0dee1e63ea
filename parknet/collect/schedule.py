"""Devices and how often they are read in; who is due at a moment, and with what, out.

Each device has rounds of its own, a base interval apart and begun at a moment that its name
decides: a park is never asked all at once, and a restart does not change who is asked when. A tier
is read every so many rounds, each tier of each device beginning with another one; what falls on one
round is one request. A device whose poll still runs is not asked again; what it is not asked for by
then is owed.
"""

import heapq
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final, Literal

from parknet.model.collector import Profile, Tier
from parknet.model.monitoring import Monitoring
from parknet.model.network import Role

Condition = Literal["waiting", "up", "slow", "dead"]
NAMES: Final[Tier] = "identity"  # the tier that brings the names of interfaces and parts

_LONGEST_BACK_OFF_S: Final = 900.0
# A device that sends trap after trap is not read after each of them.
_LEAST_BETWEEN_S: Final = 10.0
_SLOW_SHARE: Final = 0.5  # of a round
_ROUNDING: Final = 1e-6  # of a round: a moment that was added up may fall short of it by a little


@dataclass(frozen=True, slots=True)
class Due:
    """A device that is to be asked now, and for what."""

    device: str
    tiers: frozenset[Tier]


@dataclass(slots=True)
class _Turn:
    """One device; moments are in seconds of a clock that nobody sets."""

    device: str
    first_at: float  # of its round 0
    every: Mapping[Tier, int]  # rounds
    shift: Mapping[Tier, int]
    next_at: float
    owed: set[Tier]
    round: int = -1
    asked: frozenset[Tier] = frozenset()
    asked_at: float | None = None
    is_running: bool = False
    is_wanted: bool = False  # again, as soon as the poll that runs has ended
    failures: int = 0
    condition: Condition = "waiting"


@dataclass(slots=True)
class Tally:
    """What became of rounds.

    Attributes:
        skipped: rounds in which a device was not asked, for its last poll still ran.
    """

    polls: int = 0
    failures: int = 0
    skipped: int = 0
    conditions: Counter[Condition] = field(default_factory=Counter)


class Schedule:
    """Says who is due; see the module.

    Args:
        intervals: seconds, for each device and each tier that it has anything in.
        every_s: the base interval.
        begins: the moment of the first round, by the clock that all moments are told in.
    """

    def __init__(
        self, intervals: Mapping[str, Mapping[Tier, float]], every_s: float, begins: float
    ) -> None:
        self._every_s = every_s
        self._turns = {
            device: _turn(device, of, every_s, begins) for device, of in intervals.items()
        }
        self._heap = [(turn.next_at, device) for device, turn in self._turns.items()]
        heapq.heapify(self._heap)
        self._tally = Tally()
        self._tally.conditions["waiting"] = len(self._turns)

    @property
    def tally(self) -> Tally:
        """Return what became of rounds so far, and how devices are now."""
        return self._tally

    def condition(self, device: str) -> Condition:
        """Return how a device is."""
        return self._turns[device].condition

    def next_at(self) -> float | None:
        """Return when the next device is due; it may turn out to have nothing to be asked."""
        self._drop_outdated()
        return self._heap[0][0] if self._heap else None

    def due(self, now: float, most: int | None = None) -> list[Due]:
        """Return who is to be asked now; each is then taken to be asked until `done`.

        Args:
            now: by the schedule's clock.
            most: no more than this many.
        """
        found: list[Due] = []
        while most is None or len(found) < most:
            self._drop_outdated()
            if not self._heap or self._heap[0][0] > now:
                break
            turn = self._turns[heapq.heappop(self._heap)[1]]
            self._owe(turn, now)
            self._put(turn, turn.first_at + (turn.round + 1) * self._every_s)
            if turn.is_running:
                self._tally.skipped += 1
                self._become(turn, "slow")
            elif turn.owed:
                turn.is_running, turn.asked_at = True, now
                turn.asked = frozenset(turn.owed)
                found.append(Due(turn.device, turn.asked))
        return found

    def done(self, device: str, now: float, *, answered: bool) -> None:
        """Take note that a poll has ended; a device that did not answer is asked less often."""
        turn = self._turns[device]
        turn.is_running = False
        self._tally.polls += 1
        if answered:
            turn.failures = 0
            turn.owed -= turn.asked
            took = now - (turn.asked_at if turn.asked_at is not None else now)
            self._become(turn, "slow" if took > _SLOW_SHARE * self._every_s else "up")
        else:
            turn.failures += 1
            self._tally.failures += 1
            self._become(turn, "dead")
            if turn.failures > 1:
                self._put(turn, max(turn.next_at, now + self._back_off_s(turn.failures)))
        if turn.is_wanted:
            turn.is_wanted = False
            self._hurry(turn, now)

    def want(self, device: str, tiers: Collection[Tier], now: float) -> None:
        """Have a device asked as soon as may be: it said that something has changed."""
        turn = self._turns.get(device)
        if turn is None:
            return
        turn.owed.update(set(tiers) & turn.every.keys())
        if turn.is_running:
            turn.is_wanted = True
            # What the poll that runs was asked for may have been read before the change.
            turn.asked -= frozenset(tiers)
        else:
            self._hurry(turn, now)

    def owe(self, device: str, tiers: Collection[Tier]) -> None:
        """Have tiers read with a device's next poll, whenever that is."""
        turn = self._turns[device]
        turn.owed.update(set(tiers) & turn.every.keys())

    def tiers(self, device: str) -> frozenset[Tier]:
        """Return all that a device is ever asked for."""
        return frozenset(self._turns[device].every)

    def _owe(self, turn: _Turn, now: float) -> None:
        """Add what became due in the rounds up to now, however many there were."""
        at = int((now - turn.first_at) / self._every_s + _ROUNDING)
        if at <= turn.round:
            return
        if turn.round >= 0:
            turn.owed.update(
                tier
                for tier, every in turn.every.items()
                if (at + turn.shift[tier]) // every > (turn.round + turn.shift[tier]) // every
            )
        turn.round = at

    def _hurry(self, turn: _Turn, now: float) -> None:
        asked_at = turn.asked_at
        soonest = now if asked_at is None else max(now, asked_at + _LEAST_BETWEEN_S)
        self._put(turn, min(turn.next_at, soonest))

    def _put(self, turn: _Turn, at: float) -> None:
        turn.next_at = at
        heapq.heappush(self._heap, (at, turn.device))

    def _drop_outdated(self) -> None:
        """Forget entries of the heap that another one took the place of."""
        while self._heap and self._turns[self._heap[0][1]].next_at != self._heap[0][0]:
            heapq.heappop(self._heap)

    def _back_off_s(self, failures: int) -> float:
        doubled = self._every_s * 2.0 ** min(failures - 1, 30)
        return min(doubled, max(_LONGEST_BACK_OFF_S, self._every_s))

    def _become(self, turn: _Turn, condition: Condition) -> None:
        self._tally.conditions[turn.condition] -= 1
        self._tally.conditions[condition] += 1
        turn.condition = condition


def intervals_of(
    role: Role, profiles: Iterable[Profile], monitoring: Monitoring
) -> dict[Tier, float]:
    """Return the seconds between readings of each tier that a device's profiles have tables of.

    Args:
        role: what the device is in the park.
        profiles: what it is read with.
        monitoring: the park's intervals; none of them is shorter than a round.
    """
    often = monitoring.every_s
    of: dict[Tier, int] = {
        "ports": monitoring.access_ports_s if role == "access" else often,
        "health": often,
        "radios": often,
        "stations": monitoring.stations_s,
        "optics": monitoring.optics_s,
        "neighbours": monitoring.neighbours_s,
        "identity": monitoring.identity_s,
    }
    used = {table.tier for profile in profiles for table in profile.tables}
    return {tier: float(max(often, seconds)) for tier, seconds in of.items() if tier in used}


def _turn(device: str, intervals: Mapping[Tier, float], every_s: float, begins: float) -> _Turn:
    first_at = begins + _share(device) * every_s
    every: dict[Tier, int] = {
        tier: max(1, round(seconds / every_s)) for tier, seconds in intervals.items()
    }
    shift = {tier: int(_share(f"{device} {tier}") * rounds) for tier, rounds in every.items()}
    return _Turn(device, first_at, every, shift, first_at, set(every))


def _share(text: str) -> float:
    """Return a number from 0 to below 1 that a text decides, on every machine alike."""
    return int.from_bytes(sha256(text.encode()).digest()[:6]) / 2**48
