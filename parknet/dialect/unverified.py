"""Lines and the features they belong to in, how many commands nobody verified out.

A platform's file says which commands of an operating system are unverified (`FeatureSource.lines`).
A line counts for a feature if it, or the head of a section it stands in, begins with one of the
feature's patterns; what takes a command back counts as the command.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import Final

from parknet.model.change import Unverified
from parknet.model.platforms import FeatureSource

_TAKES_BACK: Final = re.compile(r"^(undo|no) ")
_SHOWN: Final = 4
_Patterns = tuple[tuple[str, tuple[str, ...]], ...]


def unverified(
    paths: Iterable[Sequence[str]], features: Mapping[str, FeatureSource]
) -> tuple[Unverified, ...]:
    """Return what `paths` hold of each feature's unverified commands, in the features' order.

    Args:
        paths: lines, each behind the heads of the sections it stands in.
        features: of the operating system that takes the lines.

    Example:
        >>> port = FeatureSource(known="U", source="…", lines=("port-security ",))
        >>> lines = [("interface GE0/0/1", "undo port-security enable"), ("sysname a",)]
        >>> [(one.feature, one.commands) for one in unverified(lines, {"mac-limit": port})]
        [('mac-limit', 1)]
    """
    counts: dict[str, int] = {}
    examples: dict[str, str] = {}
    patterns = tuple(
        (feature, source.lines) for feature, source in features.items() if source.lines
    )
    for path in paths:
        for feature in _of(path, patterns):
            counts[feature] = counts.get(feature, 0) + 1
            examples.setdefault(feature, path[-1])
    return tuple(
        Unverified(feature=feature, commands=counts[feature], example=examples[feature])
        for feature in features
        if feature in counts
    )


def held_for(found: Iterable[Unverified], trusted: AbstractSet[str], system: str) -> Iterator[str]:
    """Yield why a change waits: commands of features that nobody allowed.

    A plan says once for all devices what they are and what to write where (`ChangeSet.waiting`).

    Args:
        found: what the change holds.
        trusted: features that the park file allows.
        system: the operating system, as the driver detected it.
    """
    waiting = [one for one in found if one.feature not in trusted]
    if not waiting:
        return
    names = ", ".join(one.feature for one in waiting[:_SHOWN])
    more = f" and {len(waiting) - _SHOWN} more" if len(waiting) > _SHOWN else ""
    commands = sum(one.commands for one in waiting)
    yield (
        f"{commands} command{'' if commands == 1 else 's'} that nobody verified on {system} "
        f"({names}{more}): management.unverified does not allow them"
    )


def _of(path: Sequence[str], patterns: _Patterns) -> frozenset[str]:
    return frozenset().union(*(_of_line(line, patterns) for line in path))


@lru_cache(maxsize=16384)
def _of_line(line: str, patterns: _Patterns) -> frozenset[str]:
    plain = _TAKES_BACK.sub("", line)
    return frozenset(
        feature for feature, lines in patterns if any(re.match(pattern, plain) for pattern in lines)
    )
