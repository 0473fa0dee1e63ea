"""Phrases that problems share."""

from collections.abc import Collection
from difflib import get_close_matches


def suggestion(word: str, known: Collection[str]) -> str:
    """Return the remedy for a name that names nothing: the likely right one, or all there are.

    Example:
        >>> suggestion("offcie", ["office", "guest"])
        'did you mean office?'
        >>> suggestion("x", ["office", "guest"])
        'use one of guest, office'
    """
    close = get_close_matches(word, known, n=1)
    if close:
        return f"did you mean {close[0]}?"
    return f"use one of {', '.join(sorted(known))}" if known else "define it first"
