"""What the loop that reads a park has to tell, and who listens."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from parknet.collect.schedule import Condition
from parknet.model.change import DeviceFailure
from parknet.model.collector import Tier
from parknet.model.traps import Happening


@dataclass(frozen=True, slots=True)
class Polled:
    """One device was read, or not.

    Attributes:
        at: Unix time in s.
        readings: how many values it gave.
        warnings: what was odd.
    """

    device: str
    at: float
    tiers: frozenset[Tier]
    readings: int
    condition: Condition
    failure: DeviceFailure | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Status:
    """The loop as it stands.

    Attributes:
        at: Unix time in s.
        running: devices that are being asked, or wait for it.
        skipped: rounds in which a device was not asked, for its last poll still ran.
        next_in_s: until the next device is due; None where none ever is.
    """

    at: float
    devices: int
    conditions: Mapping[Condition, int] = field(default_factory=dict)
    polls: int = 0
    failures: int = 0
    skipped: int = 0
    running: int = 0
    next_in_s: float | None = None
    is_ending: bool = False


class Watcher(Protocol):
    """Who is told; what takes long here holds up the loop."""

    def polled(self, polled: Polled) -> None:
        """Take note of a poll."""
        ...

    def told(self, text: str, device: str = "") -> None:
        """Take note of something odd, said once when it begins."""
        ...

    def happened(self, happening: Happening) -> None:
        """Take note of what a device told unasked."""
        ...

    def tick(self, status: Status) -> None:
        """Take note of how things stand; comes about every second, and more often."""
        ...
