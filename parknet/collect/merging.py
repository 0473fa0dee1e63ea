"""Polls of one device in, each of some of its tables; all that is known of it now out.

Each column has the time at which it was read. What nobody has confirmed for three of its intervals
is no longer known, and no value is never a pass.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from parknet.model.change import DeviceFailure
from parknet.model.collector import Profile, Tier
from parknet.model.snapshot import Column, DeviceSnapshot

_STALE_AFTER: Final = 3.0  # intervals


@dataclass(frozen=True, slots=True)
class _Kept:
    column: Column
    until: float  # Unix time


class Merged:
    """One device as its polls show it.

    Args:
        device: by name.
        profiles: what it is read with.
        intervals: seconds between readings of each tier.
    """

    def __init__(
        self, device: str, profiles: Iterable[Profile], intervals: Mapping[Tier, float]
    ) -> None:
        self._device = device
        self._intervals = intervals
        self._tiers_of = tiers_of(profiles)
        self._kept: dict[str, _Kept] = {}
        self._told: dict[frozenset[Tier], DeviceSnapshot] = {}  # without columns
        self._failure: DeviceFailure | None = None
        self._answered_at: float | None = None
        self._asked_at = 0.0

    def add(
        self,
        snapshot: DeviceSnapshot,
        tiers: Collection[Tier],
        derived: Mapping[str, Column] | None = None,
    ) -> None:
        """Take a poll.

        Args:
            snapshot: what the device said.
            tiers: what it was asked for.
            derived: metrics that were made of this poll and earlier ones.
        """
        asked = frozenset(tiers)
        at = snapshot.taken_at
        self._failure, self._asked_at = snapshot.failure, at
        if snapshot.failure is None:
            self._answered_at = at
            for metric in self._kept.keys() - snapshot.columns.keys():
                feeding = self._tiers_of.get(metric)
                if feeding and feeding <= asked and metric not in snapshot.partial:
                    del self._kept[metric]  # the device has it no more
        longest = max((self._intervals[tier] for tier in asked), default=0.0)
        for metric, column in {**snapshot.columns, **(derived or {})}.items():
            feeding = self._tiers_of.get(metric, frozenset()) & asked
            interval = max((self._intervals[tier] for tier in feeding), default=longest)
            self._kept[metric] = _Kept(replace(column, taken_at=at), at + _STALE_AFTER * interval)
        self._told = {of: told for of, told in self._told.items() if not of <= asked}
        self._told[asked] = replace(snapshot, columns={}, failure=None)

    def snapshot(self, now: float, every_s: float) -> DeviceSnapshot:
        """Return what is known now.

        Args:
            now: Unix time in seconds.
            every_s: the base interval; of a device that answers no more, nothing is known after
                three of them.
        """
        silent = self._failure is not None and (
            self._answered_at is None or now > self._answered_at + _STALE_AFTER * every_s
        )
        stale = [metric for metric, kept in self._kept.items() if silent or kept.until < now]
        for metric in stale:
            del self._kept[metric]
        told = self._told.values()
        warnings = dict.fromkeys(warning for one in told for warning in one.warnings)
        partial = dict.fromkeys(metric for one in told for metric in one.partial)
        return DeviceSnapshot(
            device=self._device,
            taken_at=self._answered_at if self._answered_at is not None else self._asked_at,
            columns={metric: kept.column for metric, kept in self._kept.items()},
            warnings=tuple(warnings),
            failure=self._failure,
            partial=tuple(partial),
        )


def tiers_of(profiles: Iterable[Profile]) -> dict[str, frozenset[Tier]]:
    """Return the tiers that each metric is read with."""
    found: dict[str, set[Tier]] = {}
    for table in (table for profile in profiles for table in profile.tables):
        for metric in table.metrics:
            found.setdefault(metric.metric, set()).add(table.tier)
    return {metric: frozenset(tiers) for metric, tiers in found.items()}
