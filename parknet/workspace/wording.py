"""Phrases that problems share: lists of choices, did-you-mean, values as people wrote them."""

from collections.abc import Collection
from difflib import get_close_matches
from typing import Any, Final

_MOST_SHOWN: Final = 12


def shown(value: Any) -> str:
    """Return a value as a message shows it: short, on one line.

    Example:
        >>> shown("fac")
        '`fac`'
    """
    if value is None:
        return "empty"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    text = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)
    return f"`{text if len(text) <= 60 else text[:57] + '...'}`"


def one_of(known: Collection[str]) -> str:
    """Return choices as a list to read.

    Example:
        >>> one_of(["desk", "camera", "iot"])
        'desk, camera, iot'
    """
    names = [name for _, name in zip(range(_MOST_SHOWN), known, strict=False)]
    more = len(known) - len(names)
    return ", ".join(names) + (f" and {more} more" if more > 0 else "")


def suggestion(word: str, known: Collection[str]) -> str:
    """Return the remedy for a wrong word: the likely right one, or all there are.

    Example:
        >>> suggestion("camra", ["desk", "camera"])
        'did you mean `camera`?'
        >>> suggestion("x", ["desk", "camera"])
        'use one of desk, camera'
    """
    if not known:
        return "delete it"
    close = closest(word, known)
    return f"did you mean `{close}`?" if close is not None else f"use one of {one_of(known)}"


def closest(word: str, known: Collection[str]) -> str | None:
    """Return the word that was likely meant, or None."""
    return next(iter(get_close_matches(word, known, n=1)), None)
