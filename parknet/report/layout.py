"""Buildings in metres in, footprints and labels on a drawing that do not cover one another out."""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from parknet.model.network import BuildingPlan

WIDTH = 760.0  # user units; the page scales the drawing
_TALLEST = 620.0  # of the built area
_MARGIN = 46.0  # half a label, at least
MARK = 20.0  # a mark with its outline
NAME_HEIGHT = 17.0  # a line of text
_STEP = 6.0  # of the search for a free place
_SMALLEST = 6.0  # a footprint that still can be seen


class Box(NamedTuple):
    """A rectangle by its centre, y down."""

    x: float
    y: float
    width: float
    height: float

    def overlaps(self, other: "Box", gap: float = 0.0) -> bool:
        """Return whether less than `gap` is between the two."""
        return (
            abs(self.x - other.x) < (self.width + other.width) / 2 + gap
            and abs(self.y - other.y) < (self.height + other.height) / 2 + gap
        )

    @property
    def left(self) -> float:
        """Return the left edge."""
        return self.x - self.width / 2

    @property
    def top(self) -> float:
        """Return the upper edge."""
        return self.y - self.height / 2


class Placed(NamedTuple):
    """A building on the drawing: where it stands, and where its mark and name found room."""

    plan: BuildingPlan
    footprint: Box
    label: Box
    is_moved: bool  # mark and name had to leave the building


class Layout(NamedTuple):
    """The whole drawing; `units_per_m` is its scale."""

    placed: tuple[Placed, ...]
    left: float
    top: float
    width: float
    height: float
    units_per_m: float


def lay_out(buildings: Sequence[BuildingPlan], name_widths: Mapping[str, float]) -> Layout:
    """Return where to draw each building, north up.

    Args:
        buildings: at least one, in metres east and north of the park's origin.
        name_widths: of each building's name in user units, by building code.
    """
    west = min(b.at[0] - b.size[0] / 2 for b in buildings)
    east = max(b.at[0] + b.size[0] / 2 for b in buildings)
    south = min(b.at[1] - b.size[1] / 2 for b in buildings)
    north = max(b.at[1] + b.size[1] / 2 for b in buildings)
    across, along = max(east - west, 1.0), max(north - south, 1.0)
    scale = min((WIDTH - 2 * _MARGIN) / across, _TALLEST / along)
    indent = (WIDTH - across * scale) / 2
    placed: list[Placed] = []
    for building in buildings:
        footprint = Box(
            (building.at[0] - west) * scale + indent,
            (north - building.at[1]) * scale + _MARGIN,
            max(building.size[0] * scale, _SMALLEST),
            max(building.size[1] * scale, _SMALLEST),
        )
        wanted = _label(footprint, name_widths[building.code])
        label = _free_place(wanted, [one.label for one in placed])
        placed.append(Placed(building, footprint, label, label != wanted))
    boxes = [box for one in placed for box in (one.footprint, one.label)]
    left = min(0.0, *(box.left - 8 for box in boxes))
    right = max(WIDTH, *(box.left + box.width + 8 for box in boxes))
    top = min(box.top for box in boxes) - 12
    bottom = max(box.top + box.height for box in boxes)
    return Layout(tuple(placed), left, top, right - left, bottom - top, scale)


def _label(footprint: Box, name_width: float) -> Box:
    """Return where a label stands best: the mark in the building's middle, the name below it."""
    height = max(footprint.height / 2 + MARK / 2 + NAME_HEIGHT, MARK + NAME_HEIGHT)
    return Box(
        footprint.x,
        footprint.y - MARK / 2 + height / 2,
        max(name_width, MARK),
        height,
    )


def _free_place(wanted: Box, taken: Sequence[Box]) -> Box:
    """Return the place nearest to the one wanted where a label covers no other label."""
    reach = 0.0
    while True:
        turns = max(1, round(2 * math.pi * reach / _STEP))
        for turn in range(turns):
            angle = math.pi / 2 + 2 * math.pi * turn / turns  # below the building first
            box = wanted
            if reach:
                x = wanted.x + reach * math.cos(angle)
                y = wanted.y + reach * math.sin(angle)
                box = Box(x, y, wanted.width, MARK + NAME_HEIGHT)
            if not any(box.overlaps(other, gap=2) for other in taken):
                return box
        reach += _STEP
