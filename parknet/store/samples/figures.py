"""A device's stored five minutes in, figures of each metric of each instance out."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parknet.model.health import Figures
from parknet.store.samples.cold import Cold
from parknet.store.samples.hot import Hot
from parknet.store.samples.packing import family_of
from parknet.store.samples.reading import nearest_rank
from parknet.store.samples.rolling import FIVE_MINUTES_MS, MOST, coarse_of, grids_of

# An instance, its five-minute means of one metric, and their maxima (NaN: the mean).
_Piece = tuple[str, NDArray[np.float64], NDArray[np.float64]]


def figures_of(
    hot: Hot, cold: Cold, device: str, metrics: Sequence[str], *, since: int, until: int
) -> dict[str, dict[str, Figures]]:  # fmt: skip
    """Return figures by instance and metric, of a device's time in ms; only what has a value."""
    pieces: dict[tuple[str, str], list[_Piece]] = {}
    for family in dict.fromkeys(map(family_of, metrics)):
        wanted = [metric for metric in metrics if family_of(metric) == family]
        columns = [name for metric in wanted for name in (metric, metric + MOST)]
        for instance, values in cold.rows(
            cold.files("five", family, since, until), device, columns, since=since, until=until
        ):
            for at, metric in enumerate(wanted):
                pieces.setdefault((instance, metric), []).append(
                    (instance, values[2 * at], values[2 * at + 1])
                )
    number = hot.devices().get(device)
    grids = grids_of(hot.polls(number, since, until - 1)) if number is not None else {}
    for grid in grids.values():
        coarse = coarse_of(grid, FIVE_MINUTES_MS, high=False)
        for metric in set(metrics) & set(coarse.values):
            for row, instance in enumerate(coarse.instances):
                pieces.setdefault((instance, metric), []).append(
                    (instance, _floats(coarse.values[metric][row]),
                     _floats(coarse.values[metric + MOST][row]))
                )  # fmt: skip
    found: dict[str, dict[str, Figures]] = {}
    for (instance, metric), parts in pieces.items():
        one = _figures(parts)
        if one is not None:
            found.setdefault(instance, {})[metric] = one
    return found


def _floats(values: NDArray[Any]) -> NDArray[np.float64]:
    return values.astype(np.float64)


def _figures(parts: Sequence[_Piece]) -> Figures | None:
    means = np.concatenate([mean for _, mean, _ in parts])
    most = np.concatenate([most for _, _, most in parts])
    known = ~np.isnan(means)
    if not known.any():
        return None
    means, most = means[known], np.fmax(most[known], means[known])
    return Figures(float(means.mean()), nearest_rank(means, 95), float(most.max()), int(means.size))
