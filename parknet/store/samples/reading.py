"""A series' pieces from several files in, one series out: sorted, in steps where wanted."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Series:
    """One metric of one instance over time.

    Attributes:
        at: Unix time in seconds; of a step its beginning.
        values: the value, or the mean of a step.
        most: the largest of a step.
    """

    at: _Floats
    values: _Floats
    most: _Floats


def joined(pieces: Sequence[tuple[_Floats, _Floats, _Floats]], step_s: float) -> Series:
    """Return what pieces of times in ms, values and maxima (NaN: the value) make together."""
    at = np.concatenate([np.empty(0), *(piece[0] for piece in pieces)])
    values = np.concatenate([np.empty(0), *(piece[1] for piece in pieces)])
    most = np.concatenate([np.empty(0), *(piece[2] for piece in pieces)])
    known = ~np.isnan(values)
    at, values, most = at[known] / 1000, values[known], most[known]
    most = np.where(np.isnan(most), values, most)
    order = np.argsort(at, kind="stable")
    at, values, most = at[order], values[order], most[order]
    if step_s <= 0 or not at.size:
        return Series(at, values, most)
    steps, starts = np.unique(at // step_s, return_index=True)
    count = np.diff([*starts, at.size])
    return Series(
        steps * step_s,
        np.add.reduceat(values, starts) / count,
        np.maximum.reduceat(most, starts),
    )


def nearest_rank(values: _Floats, percent: float) -> float:
    """Return a percentile by nearest rank, as transit is billed; NaN of nothing.

    Example:
        >>> nearest_rank(np.arange(1.0, 101.0), 95)
        95.0
    """
    if not values.size:
        return float("nan")
    at = max(int(np.ceil(percent / 100 * values.size)) - 1, 0)
    return float(np.sort(values)[at])
