"""Buildings and their states in, a picture of the park (inline SVG) out.

A state shows by the shape and sign of its mark, by the line around the building, and by colour.
"""

import unicodedata
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from parknet.messages import Language, say
from parknet.report.layout import MARK, Layout, Placed, lay_out
from parknet.report.marks import SIGNS
from parknet.report.places import BuildingState

_LATIN_WIDTH = 7.0  # of a character at 12 units; a Chinese one takes twice as much
_FOOT = 40.0  # room for the scale bar
_LONGEST = 14  # of a label, in Latin characters


def park_map(states: Sequence[BuildingState], language: Language) -> str:
    """Return the park as SVG, north up; nothing where there is no building.

    Args:
        states: of the designed buildings, whose `at` and `size` are in metres.
        language: of the tooltips.
    """
    if not states:
        return ""
    labels = {state.plan.code: short(state.plan.name) for state in states}
    layout = lay_out(
        [state.plan for state in states],
        {code: columns(label) * _LATIN_WIDTH for code, label in labels.items()},
    )
    drawn = list(zip(layout.placed, states, strict=True))
    grounds = [_ground(placed, state) for placed, state in drawn]
    names = [_name(placed, state, labels, language) for placed, state in drawn]
    height = layout.height + _FOOT
    title = quoteattr(say("report.map.label", language))
    return (
        f'<svg class="park" role="img" aria-label={title} '
        f'viewBox="{layout.left:.0f} {layout.top:.0f} {layout.width:.0f} {height:.0f}">'
        f"{''.join(grounds)}{''.join(names)}{_scale_bar(layout)}{_north(layout, language)}</svg>"
    )


def _ground(placed: Placed, state: BuildingState) -> str:
    box = placed.footprint
    leader = ""
    if placed.is_moved:
        leader = (
            f'<path class="leader" d="M{box.x:.1f} {box.y:.1f}'
            f'L{placed.label.x:.1f} {placed.label.top + MARK / 2:.1f}"/>'
        )
    return (
        f'<g class="{state.status.value}"><rect class="ground" x="{box.left:.1f}" '
        f'y="{box.top:.1f}" width="{box.width:.1f}" height="{box.height:.1f}" rx="2"/>{leader}</g>'
    )


def _name(placed: Placed, state: BuildingState, labels: dict[str, str], language: Language) -> str:
    plan, status = state.plan, state.status
    box = placed.label
    told = say(
        "report.map.tooltip",
        language,
        name=plan.name,
        code=plan.code,
        kind=say(f"building.{plan.kind}", language),
        state=say(f"status.{status.value}", language),
        failed=state.failed,
        unknown=state.unknown,
        passed=state.passed,
    )
    return (
        f'<g class="{status.value}"><title>{escape(told)}</title>'
        f'<g transform="translate({box.x:.1f} {box.top + MARK / 2:.1f})">{SIGNS[status]}</g>'
        f'<text x="{box.x:.1f}" y="{box.top + box.height - 4:.1f}">'
        f"{escape(labels[plan.code])}</text></g>"
    )


def columns(text: str) -> int:
    """Return how many Latin characters wide a text is.

    Example:
        >>> columns("3#厂房")
        6
    """
    return sum(2 if unicodedata.east_asian_width(one) in "WFA" else 1 for one in text)


def short(name: str, limit: int = _LONGEST) -> str:
    """Return a name that fits on the drawing.

    Example:
        >>> short("3#厂房"), short("国家级研发中心大楼东翼")
        ('3#厂房', '国家级研发中…')
    """
    if columns(name) <= limit:
        return name
    kept = ""
    for character in name:
        if columns(kept + character) > limit - 2:
            break
        kept += character
    return kept + "…"


def _scale_bar(layout: Layout) -> str:
    lengths = [step * 10**power for power in range(5) for step in (1, 2, 5)]
    metres = next((m for m in lengths if m * layout.units_per_m >= 60), lengths[-1])
    length = metres * layout.units_per_m
    x, y = layout.left + 14, layout.top + layout.height + _FOOT - 14
    told = f"{metres} m" if metres < 1000 else f"{metres // 1000} km"
    return (
        f'<g class="scale"><path d="M{x:.1f} {y - 5:.1f}v5h{length:.1f}v-5"/>'
        f'<text x="{x + length + 8:.1f}" y="{y:.1f}">{told}</text></g>'
    )


def _north(layout: Layout, language: Language) -> str:
    x, y = layout.left + layout.width - 24, layout.top + layout.height + _FOOT - 10
    return (
        f'<g class="scale"><path class="arrow" d="M{x:.1f} {y - 26:.1f}l6 22l-6-4l-6 4z"/>'
        f'<text x="{x - 12:.1f}" y="{y - 10:.1f}" class="end">'
        f"{escape(say('report.map.north', language))}</text></g>"
    )
