"""Views that take a change only while they are off: steps in, those that switch off and on added.

[D] H3C Access Controllers Command References, WLAN access, "service-template enable": a template
that is on is switched off before its SSID or its security changes.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby

from parknet.dialect.engine import Step
from parknet.dialect.language import Platform
from parknet.dialect.lines import Tree


def paused(steps: Iterable[Step], old: Tree, final: Tree, platform: Platform) -> tuple[Step, ...]:
    """Return steps; what is on is switched off before its first change, and on after its last."""
    if platform.paused is None:
        return tuple(steps)
    head, line = platform.paused
    found: list[Step] = []
    for view, group in groupby(steps, lambda step: step.path[0]):
        inside = list(group)
        is_ours = view.startswith(head) and line in old.get(view, {}) and view in final
        found += _switched(view, inside, line, final[view], platform) if is_ours else inside
    return tuple(found)


def _switched(
    view: str, steps: list[Step], line: str, final: Tree, platform: Platform
) -> Iterator[Step]:
    off = f"{platform.negation} {line}"
    others = [step for step in steps if step.path[-1] not in (line, off)]
    if not others and line in final:
        return
    yield Step((view, off))
    yield from others
    if line in final:
        yield Step((view, line))
