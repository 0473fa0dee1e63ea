"""Commands of a patch and what they must not touch unseen in, those that touch it out.

A change of management filters, of logins or of a device's own uplink can lock everybody out, and
no check from here sees it in time: such commands are named in every plan, and two people look.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

_TAKES_BACK: Final = re.compile(r"^(undo|no) ")


def sensitive(paths: Iterable[Sequence[str]], guarded: Sequence[str]) -> tuple[str, ...]:
    """Return the commands that touch what is guarded, each behind the sections it stands in.

    Args:
        paths: lines, each behind the heads of the sections it stands in.
        guarded: regular expressions from the start of a line, without what negates it; one that
            matches the head of a section stands for what is inside.

    Example:
        >>> sensitive([("aaa", "undo local-user a"), ("interface GE1",)], ["aaa$"])
        ('aaa: undo local-user a',)
    """
    patterns = tuple(guarded)
    return tuple(
        ": ".join(path) for path in paths if any(_is_guarded(line, patterns) for line in path)
    )


@lru_cache(maxsize=16384)
def _is_guarded(line: str, patterns: tuple[str, ...]) -> bool:
    plain = _TAKES_BACK.sub("", line)
    return any(re.match(pattern, plain) for pattern in patterns)
