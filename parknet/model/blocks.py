"""Numbers of many instances in one array: how rates and the store pass a device's poll around."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from parknet.model.metrics import METRICS
from parknet.model.snapshot import Column

_Numbers = NDArray[np.uint64] | NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Block:
    """Several metrics of the same instances.

    Attributes:
        metrics: names, one for each row.
        instances: one for each column.
        values: shape (metrics, instances); uint64 for counters, else float64 with NaN for none.
    """

    metrics: tuple[str, ...]
    instances: tuple[str, ...]
    values: _Numbers


@dataclass(frozen=True, slots=True)
class Rates:
    """What one poll says together with the ones before it.

    Attributes:
        at: when the device was read, Unix time in seconds.
        counters: as read.
        rates: derived metrics; none on a first poll.
        warnings: why there is less than there could be.
    """

    device: str
    at: float
    counters: tuple[Block, ...] = ()
    rates: tuple[Block, ...] = ()
    warnings: tuple[str, ...] = field(default=())

    def columns(self) -> Mapping[str, Column]:
        """Return the derived metrics as columns of a snapshot: only what has a value."""
        found: dict[str, Column] = {}
        for block in self.rates:
            known = ~np.isnan(block.values)
            for row, metric in enumerate(block.metrics):
                where = np.flatnonzero(known[row])
                if where.size:
                    found[metric] = Column(
                        metric,
                        METRICS[metric].unit,
                        tuple(block.instances[at] for at in where),
                        tuple(block.values[row, where].tolist()),
                    )
        return found
