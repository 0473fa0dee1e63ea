"""An hour of polls in, the chunks of its Parquet files out: as read, by five minutes, by the hour.

Means of rates are rounded to twelve binary digits (0.02 %): the noise below takes most of the space
and says nothing. Gauges and counters stay as they are.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from parknet.model.metrics import METRICS
from parknet.store.samples.cold import Chunk, Level
from parknet.store.samples.hot import StoredPoll
from parknet.store.samples.packing import NO_COUNT, Layout, family_of

FIVE_MINUTES_MS: Final = 300_000
HOUR_MS: Final = 3_600_000
_MOST_ROWS: Final = 250_000  # of a chunk, so that a park's hour needs no park's memory
MOST, HIGH = ":max", ":p95"  # behind a metric's name: the largest, and the 95th percentile


@dataclass(frozen=True, slots=True)
class Grid:
    """One device's numbers of one family: each metric's shape is (instances, times)."""

    instances: Sequence[str]
    times: NDArray[np.int64]
    values: Mapping[str, NDArray[Any]]


def grids_of(polls: Sequence[StoredPoll]) -> dict[str, Grid]:
    """Return a device's polls by family; what was not read is NaN, or `NO_COUNT`."""
    stacks: dict[tuple[str, Layout], list[tuple[int, NDArray[Any]]]] = {}
    for at, blocks in polls:
        for layout, numbers in blocks:
            for family in dict.fromkeys(map(family_of, layout.metrics)):
                stacks.setdefault((family, layout), []).append((at, numbers))
    families: dict[str, list[Layout]] = {}
    for family, layout in stacks:
        families.setdefault(family, []).append(layout)
    return {
        family: _grid({layout: stacks[family, layout] for layout in layouts}, family)
        for family, layouts in families.items()
    }


def _grid(stacks: Mapping[Layout, Sequence[tuple[int, NDArray[Any]]]], family: str) -> Grid:
    instances = sorted({one for layout in stacks for one in layout.instances})
    place = {one: at for at, one in enumerate(instances)}
    times = np.array(sorted({at for stack in stacks.values() for at, _ in stack}), dtype=np.int64)
    values: dict[str, NDArray[Any]] = {}
    for layout, stack in stacks.items():
        rows = np.array([place[one] for one in layout.instances], dtype=np.intp)
        at = np.searchsorted(times, [at for at, _ in stack])
        numbers = np.stack([numbers for _, numbers in stack])
        for row, metric in enumerate(layout.metrics):
            if family_of(metric) != family:
                continue
            if metric not in values:
                nothing = NO_COUNT if layout.packed == "<u8" else np.nan
                shape = (len(instances), len(times))
                values[metric] = np.full(shape, nothing, dtype=layout.packed)
            values[metric][rows[:, None], at[None, :]] = numbers[:, row, :].T
    return Grid(instances, times, values)


def raw_of(grid: Grid) -> Grid:
    """Return what devices said: counters and gauges, no rates."""
    said = {name: one for name, one in grid.values.items() if not METRICS[name].derived}
    return Grid(grid.instances, grid.times, said)


def coarse_of(grid: Grid, step_ms: int, *, high: bool) -> Grid:
    """Return means and maxima of gauges and rates; a maximum only where it is of several.

    Args:
        grid: a device's numbers.
        step_ms: steps begin at its multiples.
        high: also 95th percentiles, by nearest rank.
    """
    steps, starts = np.unique(grid.times // step_ms, return_index=True)
    values: dict[str, NDArray[Any]] = {}
    for metric, numbers in grid.values.items():
        if METRICS[metric].kind != "gauge":
            continue
        known = ~np.isnan(numbers)
        count = np.add.reduceat(known, starts, axis=1, dtype=np.int64)
        total = np.add.reduceat(np.where(known, numbers, 0.0), starts, axis=1, dtype=np.float64)
        mean = np.full(total.shape, np.nan)
        np.divide(total, count, out=mean, where=count > 0)
        several = count > 1
        most = np.where(several, np.fmax.reduceat(numbers, starts, axis=1), np.nan)
        found = {"": mean, MOST: most}
        if high:
            ranked = [np.sort(part, axis=1) for part in np.split(numbers, starts[1:], axis=1)]
            at = np.maximum(np.ceil(0.95 * count).astype(np.intp) - 1, 0)
            ranks = [part[np.arange(len(part)), at[:, step]] for step, part in enumerate(ranked)]
            found[HIGH] = np.where(several, np.array(ranks).T, np.nan)
        round_it = _rounded if METRICS[metric].derived else _as_is
        values |= {metric + suffix: round_it(one) for suffix, one in found.items()}
    return Grid(grid.instances, steps * step_ms, values)


def _as_is(values: NDArray[Any]) -> NDArray[Any]:
    return values.astype(np.float64)


def _rounded(values: NDArray[Any]) -> NDArray[Any]:
    """Return numbers of twelve binary digits, as 32-bit floats; NaN stays."""
    bits = np.ascontiguousarray(values, dtype=np.float32).view(np.uint32)
    near = ((bits + np.uint32(0x800)) & np.uint32(0xFFFFF000)).view(np.float32)
    return np.where(np.isnan(values), np.float32(np.nan), near)


def chunks_of(
    level: Level, devices: Iterable[tuple[str, Mapping[str, Grid]]]
) -> Iterator[tuple[str, Chunk]]:
    """Yield family and rows, as many at a time as memory is meant for.

    Args:
        level: what the rows are to say.
        devices: names with their grids as read, in the order of names.
    """
    waiting: dict[str, list[tuple[str, Grid]]] = {}
    rows: dict[str, int] = {}
    for device, grids in devices:
        for family, grid in grids.items():
            found = _at_level(level, grid)
            if not found.values:
                continue
            waiting.setdefault(family, []).append((device, found))
            rows[family] = rows.get(family, 0) + len(found.instances) * len(found.times)
            if rows[family] >= _MOST_ROWS:
                yield family, _chunk(waiting.pop(family))
                rows[family] = 0
    for family, left in waiting.items():
        yield family, _chunk(left)


def _at_level(level: Level, grid: Grid) -> Grid:
    if level == "raw":
        return raw_of(grid)
    return coarse_of(grid, FIVE_MINUTES_MS if level == "five" else HOUR_MS, high=level == "hour")


def _chunk(grids: Sequence[tuple[str, Grid]]) -> Chunk:
    instances = sorted({one for _, grid in grids for one in grid.instances})
    place = {one: at for at, one in enumerate(instances)}
    shapes = [(len(grid.instances), len(grid.times)) for _, grid in grids]
    metrics: dict[str, Any] = {}  # the type of each metric's column
    for _, grid in grids:
        metrics |= {name: one.dtype for name, one in grid.values.items()}
    return Chunk(
        devices=[device for device, _ in grids],
        instances=instances,
        device=np.repeat(
            np.arange(len(grids), dtype=np.int32), [rows * times for rows, times in shapes]
        ),
        instance=np.concatenate(
            [
                np.repeat(
                    np.array([place[one] for one in grid.instances], np.int32), len(grid.times)
                )
                for _, grid in grids
            ]
        ),
        at=np.concatenate([np.tile(grid.times, len(grid.instances)) for _, grid in grids]),
        columns={
            name: np.concatenate(
                [
                    grid.values[name].ravel()
                    if name in grid.values
                    else np.full(rows * times, NO_COUNT if kind == np.uint64 else np.nan, kind)
                    for (_, grid), (rows, times) in zip(grids, shapes, strict=True)
                ]
            )
            for name, kind in metrics.items()
        },
    )
