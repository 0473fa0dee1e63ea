"""What a stage needs from the world, as Protocols; who answers is up to `pipeline`.

Every call that reaches devices takes many and gives one answer each: a device that fails is a
`DeviceFailure` in the answer, and the others go on.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from parknet.model.change import Change, DeviceFailure, Outcome, RunningConfig
from parknet.model.standing import Standing


class Clock(Protocol):
    """Time as an argument, so that tests move it."""

    def now(self) -> float:
        """Return Unix time in seconds."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait, or move a test's clock."""
        ...


class SteadyClock(Clock, Protocol):
    """A clock that can also tell how much time has passed, whoever sets it meanwhile."""

    def monotonic(self) -> float:
        """Return seconds of a clock that nobody sets."""
        ...


class Secrets(Protocol):
    """Secrets by name, in plain: only drivers ask."""

    def get(self, name: str) -> str:
        """Return a secret; raises `SecretError` where there is none of this name."""
        ...


class Fleet(Protocol):
    """The devices of a park, reached over their command lines."""

    def running(self, devices: Sequence[str]) -> Mapping[str, RunningConfig | DeviceFailure]:
        """Read running configurations, secrets masked."""
        ...

    def standing(
        self, devices: Sequence[str], ahead_of: Sequence[Change] = (), run: str = ""
    ) -> Mapping[str, Standing | DeviceFailure]:
        """Over a NEW session: read what devices are joined to; nothing is changed.

        Sessions of devices in `ahead_of` may stay open for the next step of their changes in this
        run, but never from before a commit until after it.
        """
        ...

    def release(self) -> None:
        """Close sessions that stay open for a step that does not come."""
        ...

    def commit(
        self, changes: Sequence[Change], revert_in_s: int, run: str
    ) -> Mapping[str, Outcome]:
        """Arm each device's timer and apply its patch; refuse a stale running digest."""
        ...

    def confirm(self, devices: Sequence[str], run: str) -> Mapping[str, Outcome]:
        """Over a NEW session: prove the device is reachable, stop its timer, save."""
        ...

    def pending(self, devices: Sequence[str], run: str) -> Mapping[str, bool | None]:
        """Ask devices whether a timer of this run is armed; None where they cannot tell."""
        ...

    def save(self, devices: Sequence[str]) -> Mapping[str, Outcome]:
        """Make what runs what devices start with; only where no timer may still run."""
        ...

    def rollback(self, changes: Sequence[Change], run: str) -> Mapping[str, Outcome]:
        """Bring devices back to what they ran before the run."""
        ...


@dataclass(frozen=True, slots=True)
class PollRequest:
    """What to read of one device: scalar objects and table columns by numeric OID.

    Attributes:
        spares: columns to read only where another came back empty: `{spare: the other}`.
        repetitions: most rows of one answer, of columns whose agents bear no more.
    """

    device: str
    scalars: tuple[str, ...]
    columns: tuple[str, ...]
    spares: Mapping[str, str] = field(default_factory=dict)
    repetitions: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PollReply:
    """What came back: `cells[column][index]` is the raw value, `index` the rest of the OID.

    A scalar's index is `0`. Octets are bytes; object identifiers and IpAddress are text.

    Attributes:
        partial: columns of which rows may be missing; what they do not hold may yet be there.
    """

    device: str
    cells: Mapping[str, Mapping[str, int | bytes | str]]
    warnings: tuple[str, ...] = ()
    failure: DeviceFailure | None = None
    partial: tuple[str, ...] = ()


class Reader(Protocol):
    """SNMP: many requests in, one reply each out, in the order they finish."""

    def poll_many(self, requests: Iterable[PollRequest]) -> Iterator[PollReply]:
        """Read devices at once, one request in flight to each."""
        ...


class Ledger(Protocol):
    """Every step of a run, durable before it is taken."""

    def begin(self, run: str, changes: Iterable[Change]) -> None:
        """Record a run's devices as planned."""
        ...

    def step(self, run: str, device: str, state: str, detail: str = "") -> None:
        """Record one step of one device."""
        ...

    def advance(self, run: str, device: str, done: int, running_digest: str) -> None:
        """Record that so many steps of a change have come to stay, and what is run now."""
        ...

    def states(self, run: str) -> Mapping[str, str]:
        """Return the last state of each device."""
        ...

    def keep_standings(self, run: str, found: Iterable[Standing]) -> None:
        """Record what devices are joined to before a wave; a later record replaces it."""
        ...

    def standings(self, run: str) -> Mapping[str, Standing]:
        """Return what was recorded of each device last."""
        ...

    def open_runs(self) -> Sequence[str]:
        """Return runs that neither finished nor were rolled back."""
        ...
