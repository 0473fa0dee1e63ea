"""Buildings in metres in, footprints and labels on a drawing that do not cover one another out."""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from parknet.model.network import BuildingPlan

WIDTH = 760.0  # user units; the page scales the drawing
_TALLEST = 620.0  # of the built area
_MARGIN = 46.0  # half a label, at least
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
    """A building on the drawing: where it stands, and where its label found room."""

    plan: BuildingPlan
    footprint: Box
    label: Box

    @property
    def is_moved(self) -> bool:
        """Return whether the label had to leave its building."""
        return math.dist(self.footprint[:2], self.label[:2]) > self.footprint.height / 2 + 1


class Layout(NamedTuple):
    """The whole drawing; `units_per_m` is its scale."""

    placed: tuple[Placed, ...]
    left: float
    top: float
    width: float
    height: float
    units_per_m: float


def lay_out(
    buildings: Sequence[BuildingPlan], label_sizes: Mapping[str, tuple[float, float]]
) -> Layout:
    """Return where to draw each building, north up.

    Args:
        buildings: at least one, in metres east and north of the park's origin.
        label_sizes: width and height of each label in user units, by building code.
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
        label = _free_place(footprint, label_sizes[building.code], [one.label for one in placed])
        placed.append(Placed(building, footprint, label))
    boxes = [box for one in placed for box in (one.footprint, one.label)]
    left = min(0.0, *(box.left - 8 for box in boxes))
    right = max(WIDTH, *(box.left + box.width + 8 for box in boxes))
    top = min(box.top for box in boxes) - 12
    bottom = max(box.top + box.height for box in boxes)
    return Layout(tuple(placed), left, top, right - left, bottom - top, scale)


def _free_place(footprint: Box, size: tuple[float, float], taken: Sequence[Box]) -> Box:
    """Return the place nearest to the building's middle where its label covers no other label."""
    reach = 0.0
    while True:
        turns = max(1, round(2 * math.pi * reach / _STEP))
        for turn in range(turns):
            angle = math.pi / 2 + 2 * math.pi * turn / turns  # below the building first
            box = Box(
                footprint.x + reach * math.cos(angle),
                footprint.y + reach * math.sin(angle),
                *size,
            )
            if not any(box.overlaps(other, gap=2) for other in taken):
                return box
        reach += _STEP
