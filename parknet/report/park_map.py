"""Buildings and their states in, a picture of the park (inline SVG) out."""

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from parknet.messages import Language, say
from parknet.model.network import BuildingPlan
from parknet.model.verdict import Status

WIDTH = 1000.0  # user units; the page scales the picture
_MARGIN = 30.0
_MARKS = {Status.FAIL: "✕", Status.UNKNOWN: "?", Status.PASS: "✓"}


def park_map(
    buildings: Sequence[BuildingPlan], states: Mapping[str, Status], language: Language
) -> str:
    """Return the park as SVG, north up; a state shows by colour and by mark.

    Args:
        buildings: with `at` and `size` in metres east and north of the park's origin.
        states: by building code; a building without one is unknown.
        language: of the tooltips.
    """
    if not buildings:
        return ""
    west = min(b.at[0] - b.size[0] / 2 for b in buildings)
    east = max(b.at[0] + b.size[0] / 2 for b in buildings)
    south = min(b.at[1] - b.size[1] / 2 for b in buildings)
    north = max(b.at[1] + b.size[1] / 2 for b in buildings)
    scale = (WIDTH - 2 * _MARGIN) / max(east - west, 1.0)
    height = (north - south) * scale + 2 * _MARGIN
    shapes = [
        _shape(
            building,
            states.get(building.code, Status.UNKNOWN),
            x=(building.at[0] - building.size[0] / 2 - west) * scale + _MARGIN,
            y=(north - building.at[1] - building.size[1] / 2) * scale + _MARGIN,
            scale=scale,
            language=language,
        )
        for building in buildings
    ]
    title = escape(say("report.map", language))
    return (
        f'<svg viewBox="0 0 {WIDTH:g} {height:.0f}" role="img" aria-label={quoteattr(title)}>'
        f"{''.join(shapes)}{_scale_bar(scale, height)}</svg>"
    )


def _shape(
    building: BuildingPlan,
    status: Status,
    *,
    x: float,
    y: float,
    scale: float,
    language: Language,
) -> str:
    width, depth = building.size[0] * scale, building.size[1] * scale
    # A small building still has to be seen and read on a park of several square kilometres.
    wide, deep = max(width, 62.0), max(depth, 44.0)
    x, y = x - (wide - width) / 2, y - (deep - depth) / 2
    state = say(f"status.{status.value}", language)
    kind = say(f"building.{building.kind}", language)
    tooltip = escape(f"{building.name} ({building.code}, {kind}): {state}")
    middle = x + wide / 2
    return (
        f'<g class="{status.value}"><title>{tooltip}</title>'
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{deep:.1f}" rx="4"/>'
        f'<text class="mark" x="{middle:.1f}" y="{y + deep / 2 - 3:.1f}">{_MARKS[status]}</text>'
        f'<text x="{middle:.1f}" y="{y + deep / 2 + 15:.1f}">{escape(_short(building.name))}</text>'
        "</g>"
    )


def _short(name: str, limit: int = 7) -> str:
    return name if len(name) <= limit else name[: limit - 1] + "…"


def _scale_bar(scale: float, height: float) -> str:
    metres = next(m for m in (50, 100, 200, 500, 1000, 2000, 10_000) if m * scale >= 60)
    length = metres * scale
    y = height - 10
    return (
        f'<g class="scale"><path d="M{_MARGIN:g} {y:.0f} h{length:.1f}"/>'
        f'<text x="{_MARGIN + length + 8:.1f}" y="{y + 4:.0f}">{metres} m</text></g>'
    )
