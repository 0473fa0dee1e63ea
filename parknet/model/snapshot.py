"""What was read from devices, as columns: a park has hundreds of thousands of readings.

Metric names and units are those of `docs/metrics.md`; an instance is a stable key (interface name,
AP name), never a table index; a status is the MIB's own word (`up`, `lowerLayerDown`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from parknet.model.change import DeviceFailure

Value = float | int | str


class Reading(NamedTuple):
    """One value: the view of one cell of a column."""

    metric: str
    instance: str
    value: Value
    unit: str
    at: float  # Unix time, s


@dataclass(frozen=True, slots=True)
class Column:
    """One metric of one device: `values[i]` belongs to `instances[i]`.

    An instance stands once, but for the metrics that repeat (`parknet.model.metrics`).

    Attributes:
        narrow: instances whose counter has 32 bits only, and so begins again at 0 by itself.
        in_service: of an access point's states, those in which it serves users.
        taken_at: Unix time in s, where that is not the device's.
    """

    metric: str
    unit: str
    instances: tuple[str, ...]
    values: tuple[Value, ...]
    narrow: frozenset[str] = frozenset()
    in_service: frozenset[str] = frozenset()
    taken_at: float | None = None


@dataclass(frozen=True, slots=True)
class DeviceSnapshot:
    """All columns of one device by metric, or why there are none.

    Attributes:
        partial: metrics of which values may be missing: an absence there is no evidence.
    """

    device: str
    taken_at: float
    columns: Mapping[str, Column] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    failure: DeviceFailure | None = None
    partial: tuple[str, ...] = ()

    def value(self, metric: str, instance: str) -> Value | None:
        """Return one value, or None where it was not read."""
        column = self.columns.get(metric)
        if column is None:
            return None
        try:
            return column.values[column.instances.index(instance)]
        except ValueError:
            return None

    def values(self, metric: str, instance: str) -> tuple[Value, ...]:
        """Return all values of an instance, such as the addresses of an interface."""
        column = self.columns.get(metric)
        if column is None:
            return ()
        return tuple(
            value
            for key, value in zip(column.instances, column.values, strict=True)
            if key == instance
        )

    def readings(self) -> Iterator[Reading]:
        """Yield every value."""
        for column in self.columns.values():
            at = self.taken_at if column.taken_at is None else column.taken_at
            for instance, value in zip(column.instances, column.values, strict=True):
                yield Reading(column.metric, instance, value, column.unit, at)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One collection over a park."""

    park: str
    taken_at: float
    devices: Mapping[str, DeviceSnapshot]
    rehearsal: bool  # read from a lab: proves the design, never a real park's clauses
