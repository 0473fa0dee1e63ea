"""A whole configuration in the place of another: commands there and back, whoever owns the lines.

What NAPALM calls replace. `compare` is what parknet itself pushes: it removes only what it owns.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from parknet.dialect.acl import with_steady_numbers
from parknet.dialect.engine import Step, patch
from parknet.dialect.lines import Lines, read
from parknet.dialect.platforms import DIALECTS, PLATFORMS
from parknet.dialect.speak import commands, difference
from parknet.dialect.two_ended import emptied
from parknet.names import PLACEHOLDER


@dataclass(frozen=True, slots=True)
class Replacement:
    """What turns a running configuration into another.

    Attributes:
        diff: for people: lines that begin with +, - or a space; secrets are masked.
        patch, inverse: commands in order; secrets are placeholders.
    """

    diff: tuple[str, ...]
    patch: tuple[str, ...]
    inverse: tuple[str, ...]


def replacement(running: str, wanted: str, platform: str) -> Replacement:
    """Return what leads from one configuration to another exactly, and back.

    Lines that differ in a secret alone count as equal: devices salt what they show.

    Args:
        running: as the device shows it, secrets as placeholders.
        wanted: as the device would show it, in the same way.
        platform: a key of `PLATFORMS` or `DIALECTS`. A dialect of its own knows whole files and
            sections, and keeps those that are somebody else's.
    """
    names = frozenset(PLACEHOLDER.findall(running)) | frozenset(PLACEHOLDER.findall(wanted))
    if platform in DIALECTS:
        way = DIALECTS[platform].way(running, wanted, names)
        return (
            Replacement((), (), ())
            if way is None
            else Replacement(way.diff, way.patch, way.inverse)
        )
    known = PLATFORMS[platform]
    before, after = read(running, platform, names), read(wanted, platform, names)
    old = before.tree
    new = with_steady_numbers(old, after.tree, known.access_lists)
    ahead = emptied(patch(old, new, platform).steps, old, new, known)
    behind = emptied(patch(new, old, platform).steps, new, old, known)
    return Replacement(
        tuple(difference(old, new)),
        tuple(commands(_spoken(ahead, after), known)),
        tuple(commands(_spoken(behind, before), known)),
    )


def _spoken(steps: Iterable[Step], lines: Lines) -> Iterator[Step]:
    for step in steps:
        line = lines.spoken.get(step.path)
        yield step if line is None else Step((*step.path[:-1], line), step.opens)
