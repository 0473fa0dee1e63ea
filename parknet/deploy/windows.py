"""Change windows: when a park may be changed, and a moment in; when it closes or opens out.

Offsets from UTC are fixed: 产业园区 live in one time zone without daylight saving.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone

from parknet.model.approval import DAYS, Window


def closes_at(windows: Sequence[Window], offset: timedelta, now: float) -> float | None:
    """Return when the window closes that is open now, in Unix time; None outside of all.

    Args:
        windows: of the park; none means that it may be changed at any time.
        offset: the park's clock from UTC.
        now: Unix time in seconds.
    """
    moment = datetime.fromtimestamp(now, timezone(offset))
    ends = [end for start, end in _around(windows, moment) if start <= moment < end]
    return max(ends).timestamp() if ends else None


def opens_at(windows: Sequence[Window], offset: timedelta, now: float) -> float:
    """Return when the next window opens, in Unix time."""
    moment = datetime.fromtimestamp(now, timezone(offset))
    return min(start for start, _ in _around(windows, moment) if start > moment).timestamp()


def _around(windows: Sequence[Window], moment: datetime) -> list[tuple[datetime, datetime]]:
    """Return every window from yesterday, which may last into today, to a week from now."""
    found = []
    for ahead in range(-1, 9):
        day = moment.date() + timedelta(days=ahead)
        for window in windows:
            if DAYS[day.weekday()] not in window.days:
                continue
            start = datetime.combine(day, window.start, moment.tzinfo)
            end = datetime.combine(day, window.end, moment.tzinfo)
            found.append((start, end if end > start else end + timedelta(days=1)))
    return found


def local(moment: float, offset: timedelta) -> str:
    """Return a moment as the park's people read it.

    Example:
        >>> local(0, timedelta(hours=8))
        '1970-01-01 08:00 UTC+08:00'
    """
    return datetime.fromtimestamp(moment, timezone(offset)).strftime("%Y-%m-%d %H:%M %Z")
