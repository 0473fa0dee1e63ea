"""Steps of a patch in, the lines to type out; and the difference as people read it."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

from parknet.dialect.engine import Step
from parknet.dialect.language import Platform
from parknet.dialect.lines import Tree
from parknet.dialect.vlans import lists, ranges

_VLAN: Final = re.compile(r"^((?:undo|no) )?vlan (\d+)$")
# The router id stands behind the process's name, not in its view [D: OSPF "ospf router-id"]; so
# does the VPN instance [D: OSPF "ospf vpn-instance", OSPFv3 "ospfv3 vpn-instance"].
_PROCESS: Final = re.compile(r"^(ospf \d+ router-id|ospfv3 \d+ vpn-instance) ")


def commands(steps: Iterable[Step], platform: Platform) -> Iterator[str]:
    """Yield what to type from the system view: and end where it began."""
    views: tuple[str, ...] = ()
    leave = platform.leave
    by_batch = _batch_of if platform.batch else _by_itself
    for undo, group in groupby(steps, by_batch):
        if undo is not None:
            yield from [leave] * len(views)
            views = ()
            yield from _batches(undo, group, platform)
            continue
        for step in group:
            *parents, line = step.path
            opens = step.opens or (not platform.batch and _batch_of(step) == "")
            opened = (*step.path,) if opens else (*parents,)
            if len(parents) == 1 and _PROCESS.match(f"{parents[0]} {line}"):
                yield from [leave] * len(views)
                yield f"{parents[0]} {line}"
                views = (parents[0],)
                continue
            common = _common(views, tuple(parents))
            yield from [leave] * (len(views) - common)
            yield from parents[common:]
            yield line
            views = opened
    yield from [leave] * len(views)


def _common(views: tuple[str, ...], others: tuple[str, ...]) -> int:
    count = 0
    for view, other in zip(views, others, strict=False):
        if view != other:
            break
        count += 1
    return count


def _batch_of(step: Step) -> str | None:
    """Return `undo ` or nothing for a VLAN that only comes or goes, else None."""
    match = _VLAN.match(step.path[0]) if len(step.path) == 1 else None
    return None if match is None else (match[1] or "")


def _by_itself(_: Step) -> str | None:
    """Put no step into a batch."""
    return None


def _batches(undo: str, steps: Iterable[Step], platform: Platform) -> Iterator[str]:
    mask = 0
    for step in steps:
        mask |= 1 << int(step.path[0].rpartition(" ")[2])
    many = platform.batch_takes_lists
    for part in lists(mask, platform.vlan_style) if many else ranges(mask):
        yield undo + platform.batch.format(part)
        if not undo and ("one" if part.isdigit() else "many") in platform.batch_opens:
            yield platform.leave


def difference(old: Tree, new: Tree, depth: int = 0) -> Iterator[str]:
    """Yield what goes (-) and what comes (+), under the views it stands in."""
    margin = " " * depth
    coming = {row: inside for row, inside in new.items() if row not in old}
    for row, inside in old.items():
        if row not in new:
            yield from _whole("-", row, inside, depth)
            word = row.partition(" ")[0]
            replacing = [other for other in coming if depth and other.partition(" ")[0] == word]
            for other in replacing:
                yield from _whole("+", other, coming.pop(other), depth)
        elif inside != new[row]:
            yield f" {margin}{row}"
            yield from difference(inside, new[row], depth + 1)
    for row, inside in coming.items():
        yield from _whole("+", row, inside, depth)


def _whole(sign: str, row: str, inside: Tree, depth: int) -> Iterator[str]:
    yield f"{sign}{' ' * depth}{row}"
    for line, deeper in inside.items():
        yield from _whole(sign, line, deeper, depth + 1)
