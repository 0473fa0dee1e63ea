"""The values of one metric so far, to which several tables may add; a column at the end."""

from collections.abc import Iterator
from typing import Literal

from parknet.model.metrics import METRICS
from parknet.model.snapshot import Column, Value


class Gathered:
    """Instances and values of one metric, each instance once, but for metrics that repeat."""

    def __init__(self, metric: str) -> None:
        self._metric = metric
        self.repeats = METRICS[metric].repeats
        self.instances: list[str] = []
        self.narrow: set[str] = set()  # instances with a counter of 32 bits
        self._values: list[Value] = []
        self._at: dict[str, int] = {}
        self._rows: dict[str, int] = {}  # rows that were combined, by instance
        self.in_service: set[str] = set()

    def add(
        self, instance: str, value: Value, combine: Literal["sum", "mean", "max"] | None = None
    ) -> bool:
        """Add a value; False where the instance already has its one value, which stays."""
        at = self._at.get(instance)
        if at is None or self.repeats:
            self._at[instance] = len(self.instances)
            self.instances.append(instance)
            self._values.append(value)
            return True
        before = self._values[at]
        if combine is None and before == value:
            return True
        if combine is None or isinstance(before, str) or isinstance(value, str):
            return False
        if combine == "max":
            self._values[at] = max(before, value)
        elif combine == "sum":
            self._values[at] = before + value
        else:
            rows = self._rows.get(instance, 1)
            self._rows[instance] = rows + 1
            self._values[at] = (before * rows + value) / (rows + 1)
        return True

    def extend(self, instances: list[str], values: list[Value]) -> None:
        """Take a whole column; each instance stands in it once, and there was none before."""
        self.instances = instances
        self._values = values
        self._at = dict(zip(instances, range(len(instances)), strict=True))

    def pairs(self) -> Iterator[tuple[str, Value]]:
        """Yield instances with their values."""
        return zip(self.instances, self._values, strict=True)

    def column(self) -> Column:
        """Return what was gathered."""
        return Column(
            self._metric,
            METRICS[self._metric].unit,
            tuple(self.instances),
            tuple(self._values),
            frozenset(self.narrow),
            frozenset(self.in_service),
        )
