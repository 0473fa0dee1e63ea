"""Rates of one poll in, shares of frames out: errors, discards, collisions, in percent.

RFC 2863 counts what is delivered to higher layers (ifInUcastPkts and its kin) apart from what was
damaged or thrown away, so all that came is their sum; what is to be sent holds what was not.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from parknet.model.blocks import Block

_Floats = NDArray[np.float64]
# The share, what it is a share of, and the way of the frames.
_SHARES: Final = (
    ("interface.in_error_rate", "interface.in_error_ratio", "in"),
    ("interface.out_error_rate", "interface.out_error_ratio", "out"),
    ("interface.in_discard_rate", "interface.in_discard_ratio", "in"),
    ("interface.out_discard_rate", "interface.out_discard_ratio", "out"),
    ("interface.fcs_error_rate", "interface.fcs_error_ratio", "in"),
    ("interface.late_collision_rate", "interface.late_collision_ratio", "out"),
)
_CASTS: Final = ("unicast", "multicast", "broadcast")


def ratios_of(rates: Sequence[Block]) -> list[Block]:
    """Return rates of all frames and shares of them, as blocks of their own.

    A total needs unicast, multicast and broadcast frames of the same poll: a share of some of them
    would be too high.
    """
    found: list[Block] = []
    totals: dict[str, tuple[tuple[str, ...], _Floats]] = {}
    for way in ("in", "out"):
        home = _home(rates, f"interface.{way}_unicast_rate")
        if home is None:
            continue
        parts = [_row(rates, f"interface.{way}_{cast}_rate", home.instances) for cast in _CASTS]
        known = [part for part in parts if part is not None]
        if len(known) < len(_CASTS):
            continue
        frames = np.sum(known, axis=0)
        found.append(Block((f"interface.{way}_packet_rate",), home.instances, frames[None, :]))
        totals[way] = (home.instances, _all_frames(rates, way, home.instances, frames))
    by_instances: dict[tuple[str, ...], list[tuple[str, _Floats]]] = {}
    for of, share, way in _SHARES:
        home = _home(rates, of)
        if home is None or way not in totals:
            continue
        part = home.values[home.metrics.index(of)]
        whole = _take(totals[way][1], totals[way][0], home.instances)
        ratio = np.full(len(part), np.nan)
        np.divide(100 * part, whole, out=ratio, where=whole > 0)
        by_instances.setdefault(home.instances, []).append((share, np.minimum(ratio, 100.0)))
    for instances, shares in by_instances.items():
        metrics = tuple(metric for metric, _ in shares)
        found.append(Block(metrics, instances, np.array([values for _, values in shares])))
    return found


def _all_frames(
    rates: Sequence[Block], way: str, instances: tuple[str, ...], delivered: _Floats
) -> _Floats:
    """Return what came, with what was not delivered; or what was to be sent."""
    if way == "out":
        return delivered
    lost = [_row(rates, f"interface.in_{fault}_rate", instances) for fault in ("error", "discard")]
    for part in lost:
        if part is not None:
            delivered = delivered + np.nan_to_num(part)
    return delivered


def _home(rates: Sequence[Block], metric: str) -> Block | None:
    return next((block for block in rates if metric in block.metrics), None)


def _row(rates: Sequence[Block], metric: str, instances: tuple[str, ...]) -> _Floats | None:
    home = _home(rates, metric)
    if home is None:
        return None
    return _take(home.values[home.metrics.index(metric)], home.instances, instances)


def _take(values: _Floats, of: tuple[str, ...], wanted: tuple[str, ...]) -> _Floats:
    if of is wanted or of == wanted:
        return values
    known = dict(zip(of, values.tolist(), strict=True))
    return np.array([known.get(instance, np.nan) for instance in wanted])
