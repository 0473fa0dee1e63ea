"""Changes in, waves out: one canary, a floor, a building, the rest; leaves before roots.

A device above others waits until what hangs on it is done, and cores and gateways go one by one,
so that never both members of a pair change at once.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from parknet.model.change import Change
from parknet.model.change import Wave as Kind

_CORE_TIER: Final = 2
_KINDS: Final[tuple[Kind, ...]] = ("canary", "floor", "building", "park")


@dataclass(frozen=True, slots=True)
class Wave:
    """Devices that change at the same time."""

    kind: Kind
    changes: tuple[Change, ...]


def waves(
    changes: Iterable[Change], wave_size: int = 50, pairs: Sequence[frozenset[str]] = ()
) -> list[Wave]:
    """Return the order of a roll-out.

    Args:
        changes: those to be pushed; held ones are left out.
        wave_size: most devices in one wave, at least 1.
        pairs: devices that stand in for one another, beside cores and gateways.
    """
    order = sorted((change for change in changes if not change.held), key=_rank)
    if not order:
        return []
    canary = order[0]

    def kind(change: Change) -> Kind:
        if change is canary:
            return "canary"
        if change.wave_key == canary.wave_key and change.tier == 0:
            return "floor"
        if change.wave_key[0] and change.wave_key[0] == canary.wave_key[0]:
            return "building"
        return "park"

    order.sort(key=lambda change: _KINDS.index(kind(change)))
    return [
        Wave(name, part)
        for (name, _), group in groupby(order, key=lambda change: (kind(change), change.tier))
        for part in _parts(list(group), wave_size, pairs)
    ]


def _rank(change: Change) -> tuple[int, tuple[str, str], str]:
    return change.tier, change.wave_key, change.device


def _parts(
    changes: list[Change], wave_size: int, pairs: Sequence[frozenset[str]]
) -> Iterator[tuple[Change, ...]]:
    """Cut changes of one tier into waves."""
    size = 1 if changes[0].tier >= _CORE_TIER else wave_size
    parts: list[list[Change]] = []
    for change in changes:
        others = {name for pair in pairs if change.device in pair for name in pair}
        for part in parts:
            if len(part) < size and not any(it.device in others for it in part):
                part.append(change)
                break
        else:
            parts.append([change])
    return (tuple(part) for part in parts)
