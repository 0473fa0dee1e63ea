"""A device's poll in, blocks of numbers and columns of words out: what is stored, and how packed.

Who is where is not stored: stations, forwarding tables and neighbours are people's devices, and
are asked for when somebody looks (`search`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from parknet.model.blocks import Block, Rates
from parknet.model.metrics import METRICS
from parknet.model.snapshot import Column, DeviceSnapshot

# Counters, rates, gauges: a rate's seven digits are more than any agent's timing is worth.
Packed = Literal["<u8", "<f4", "<f8"]
NO_COUNT: Final = np.uint64(2**64 - 1)

_PEOPLE: Final = frozenset(
    name for name, metric in METRICS.items() if metric.instance == "station" or ".neighbour" in name
)


@dataclass(frozen=True, slots=True)
class Layout:
    """Of what the numbers of a block are: shared by all polls, and all devices, that look alike."""

    metrics: tuple[str, ...]
    instances: tuple[str, ...]
    packed: Packed

    @property
    def size(self) -> int:
        """Return how many octets its numbers take."""
        return len(self.metrics) * len(self.instances) * int(self.packed[2])


def family_of(metric: str) -> str:
    """Return the table a metric belongs to.

    Example:
        >>> family_of("wlan.radio.channel")
        'wlan.radio'
    """
    return metric.rpartition(".")[0]


def blocks_of(snapshot: DeviceSnapshot, rates: Rates) -> list[tuple[Layout, bytes]]:
    """Return every number of a poll."""
    found = [_packed(block, "<u8") for block in rates.counters]
    found += [_packed(block, "<f4") for block in rates.rates]
    found += [_packed(block, "<f8") for block in _gauges(snapshot.columns)]
    return found


def words_of(snapshot: DeviceSnapshot) -> list[Column]:
    """Return the columns of which only changes are stored."""
    return [
        column
        for column in snapshot.columns.values()
        if column.metric not in _PEOPLE and METRICS[column.metric].kind not in ("gauge", "counter")
    ]


def _packed(block: Block, packed: Packed) -> tuple[Layout, bytes]:
    layout = Layout(block.metrics, block.instances, packed)
    return layout, block.values.astype(packed, copy=False).tobytes()


def _gauges(columns: Mapping[str, Column]) -> list[Block]:
    """Return a block for each family; a cell without a value is NaN, so that layouts stay."""
    families: dict[str, list[Column]] = {}
    widest: dict[str, tuple[str, ...]] = {}
    for name, column in columns.items():
        metric = METRICS[name]
        if name in _PEOPLE or metric.repeats:
            continue
        family = family_of(name)
        if len(column.instances) > len(widest.get(family, ())):
            widest[family] = column.instances
        if metric.kind == "gauge":
            families.setdefault(family, []).append(column)
    return [_aligned(found, widest[family]) for family, found in families.items() if widest[family]]


def _aligned(columns: Sequence[Column], widest: tuple[str, ...]) -> Block:
    others = [column for column in columns if column.instances != widest]
    known = set(widest) if others else set()
    more = {one: None for column in others for one in column.instances if one not in known}
    instances = (*widest, *more)
    rows = []
    for column in columns:
        if column.instances == instances:
            rows.append(column.values)
        else:
            cells = dict(zip(column.instances, column.values, strict=True))
            rows.append(tuple(cells.get(one, np.nan) for one in instances))
    metrics = tuple(column.metric for column in columns)
    return Block(metrics, instances, np.array(rows, dtype=np.float64))


def unpacked(layouts: Iterable[Layout], data: bytes) -> list[tuple[Layout, NDArray[Any]]]:
    """Return a stored poll's numbers, each of shape (metrics, instances)."""
    found, at = [], 0
    for layout in layouts:
        shape = (len(layout.metrics), len(layout.instances))
        numbers = np.frombuffer(data, layout.packed, shape[0] * shape[1], at)
        found.append((layout, numbers.reshape(shape)))
        at += layout.size
    return found
