"""A last day that people wrote, in; what is wrong with it, out."""

from collections.abc import Iterator
from datetime import date

from parknet.errors import Problem


def last_day(
    where: str, text: str, today: date | None, *, what: str, remedy: str
) -> Iterator[Problem]:
    """Yield a problem where a text is no day, or a day that is past.

    Args:
        where: file:line:column of the text.
        text: a day as YYYY-MM-DD.
        today: the day it is held against; None leaves it alone.
        what: what is wrong once the day is past.
        remedy: what to do then.
    """
    try:
        until = date.fromisoformat(text)
    except ValueError:
        yield Problem(where, f"{text} is no date", "write a day of the calendar as YYYY-MM-DD")
        return
    if today is not None and today > until:
        yield Problem(where, what, remedy)
