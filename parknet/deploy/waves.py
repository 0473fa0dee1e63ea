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
Unit = tuple[Change, ...]  # farthest from the management station first
_KINDS: Final[tuple[Kind, ...]] = ("canary", "floor", "building", "park")


@dataclass(frozen=True, slots=True)
class Wave:
    """Devices that change at the same time."""

    kind: Kind
    changes: tuple[Change, ...]
    is_unit: bool = False  # all of them change or none


def waves(
    changes: Iterable[Change], wave_size: int = 50, pairs: Sequence[frozenset[str]] = ()
) -> list[Wave]:
    """Return the order of a roll-out.

    Args:
        changes: those to be pushed; held ones are left out.
        wave_size: most devices in one wave, at least 1.
        pairs: devices that stand in for one another, beside cores and gateways.
    """
    order = sorted(_units(change for change in changes if not change.held), key=_rank)
    if not order:
        return []
    canary = order[0]
    where = canary[-1].wave_key

    def kind(unit: Unit) -> Kind:
        if unit is canary:
            return "canary"
        if unit[-1].wave_key == where and unit[-1].tier == 0:
            return "floor"
        if unit[-1].wave_key[0] and unit[-1].wave_key[0] == where[0]:
            return "building"
        return "park"

    order.sort(key=lambda unit: _KINDS.index(kind(unit)))
    return [
        wave
        for (name, _), group in groupby(order, key=lambda unit: (kind(unit), unit[-1].tier))
        for wave in _waves(name, list(group), wave_size, pairs)
    ]


def _waves(
    name: Kind, units: Sequence[Unit], wave_size: int, pairs: Sequence[frozenset[str]]
) -> Iterator[Wave]:
    """Yield the waves of one kind and tier; what changes together is one of its own."""
    alone = [unit[0] for unit in units if not unit[0].unit]
    if alone:
        for part in _parts(alone, wave_size, pairs):
            yield Wave(name, part)
    for unit in units:
        if unit[0].unit:
            yield Wave(name, unit, is_unit=True)


def _units(changes: Iterable[Change]) -> list[Unit]:
    """Return changes, those that go together in one, the farthest device first."""
    found: dict[tuple[str, ...], list[Change]] = {}
    for change in changes:
        found.setdefault(change.unit or (change.device,), []).append(change)
    return [
        tuple(sorted(members, key=lambda change: unit.index(change.device)))
        for unit, members in found.items()
    ]


def _rank(unit: Unit) -> tuple[int, bool, tuple[str, str], str]:
    """Order by the nearest device of a unit; one that changes alone is the better canary."""
    return unit[-1].tier, bool(unit[0].unit), unit[-1].wave_key, unit[-1].device


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
