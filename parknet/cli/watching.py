"""What the loop that reads a park tells, for people and for programs: see `Watcher`."""

import json
import sys
from collections import deque
from datetime import UTC, datetime
from typing import Final

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from parknet.model.traps import Happening
from parknet.pipeline.watching import Polled, Status, Watcher
from parknet.units import counted

_REFRESH_S: Final = 0.5
_PLAIN_S: Final = 60.0
_RECENT: Final = 10
_TROUBLED: Final = 8
_COLOURS: Final = {"up": "green", "slow": "yellow", "dead": "red", "waiting": "dim"}


class JsonLines:
    """An object a line on stdout, as things happen."""

    def polled(self, polled: Polled) -> None:
        """Print a poll."""
        failure = polled.failure
        self._print(
            "poll",
            polled.at,
            device=polled.device,
            tiers=sorted(polled.tiers),
            readings=polled.readings,
            condition=polled.condition,
            failure=failure.detail if failure is not None else None,
        )

    def told(self, text: str, device: str = "") -> None:
        """Print something odd."""
        self._print("warning", None, device=device, text=text)

    def happened(self, happening: Happening) -> None:
        """Print what a device told unasked."""
        self._print(
            "trap",
            happening.at,
            device=happening.device,
            kind=happening.kind,
            severity=happening.severity,
            instance=happening.instance,
            notification=happening.notification,
        )

    def tick(self, status: Status) -> None:
        """Print nothing: whoever reads lines can count."""

    def _print(self, event: str, at: float | None, **fields: object) -> None:
        when = {"at": round(at, 3)} if at is not None else {}
        sys.stdout.write(json.dumps({"event": event, **when, **fields}, ensure_ascii=False) + "\n")
        sys.stdout.flush()


class PlainLines:
    """A line for what is odd, and one a minute for how things stand.

    Args:
        console: where to.
    """

    def __init__(self, console: Console) -> None:
        self._console = console
        self._next_at = 0.0
        self._pace = _Pace()

    def polled(self, polled: Polled) -> None:
        """Print nothing: a park has dozens a second."""

    def told(self, text: str, device: str = "") -> None:
        """Print something odd."""
        self._console.print(f"{device}: {text}" if device else text)

    def happened(self, happening: Happening) -> None:
        """Print what a device told unasked."""
        self.told(_words_of(happening), happening.device)

    def tick(self, status: Status) -> None:
        """Print how things stand, once a minute."""
        rate = self._pace.per_second(status)
        if status.at < self._next_at:
            return
        self._next_at = status.at + _PLAIN_S
        self._console.print(f"{_clock_text(status.at)} {summary(status, rate)}")


class LiveView:
    """A screen that shows what is going on; used as a context, it gives the terminal back.

    Args:
        console: a terminal.
        title: of the park.
    """

    def __init__(self, console: Console, title: str) -> None:
        self._title = title
        self._width = console.width
        self._live = Live(console=console, auto_refresh=False, transient=False)
        self._pace = _Pace()
        self._recent: deque[tuple[float, str, str]] = deque(maxlen=_RECENT)
        self._troubled: dict[str, Polled] = {}
        self._status = Status(0.0, 0)
        self._shown_at = 0.0

    def __enter__(self) -> "LiveView":
        self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._show(self._status)
        self._live.stop()

    def polled(self, polled: Polled) -> None:
        """Remember devices that are in trouble."""
        self._troubled.pop(polled.device, None)
        if polled.condition != "up":
            self._troubled[polled.device] = polled

    def told(self, text: str, device: str = "") -> None:
        """Remember something odd."""
        self._recent.append((self._status.at, device, text))

    def happened(self, happening: Happening) -> None:
        """Remember what a device told unasked."""
        self._recent.append((happening.at, happening.device, _words_of(happening)))

    def tick(self, status: Status) -> None:
        """Draw the screen anew, twice a second."""
        self._status = status
        if status.at >= self._shown_at + _REFRESH_S or status.at < self._shown_at:
            self._shown_at = status.at
            self._show(status)

    def _show(self, status: Status) -> None:
        self._live.update(self.screen(status), refresh=True)

    def screen(self, status: Status) -> Group:
        """Return what is shown."""
        head = Text(f"{self._title}  {_clock_text(status.at)}", style="bold")
        parts: list[Text | Table] = [head, _counts(status), _pace_line(status, self._pace)]
        if self._troubled:
            parts += [Text(""), self._trouble()]
        if self._recent:
            parts += [Text(""), self._messages()]
        parts.append(
            Text("ending: polls in flight are waited for (Ctrl-C again ends at once)")
            if status.is_ending
            else Text("Ctrl-C ends in order", style="dim")
        )
        return Group(*parts)

    def _trouble(self) -> Table:
        table = _table("device", "is", "since its last poll")
        newest = list(self._troubled.values())[-_TROUBLED:]
        for polled in reversed(newest):
            failure = polled.failure.detail if polled.failure is not None else "answers slowly"
            table.add_row(
                Text(polled.device),
                Text(polled.condition, style=_COLOURS[polled.condition]),
                Text(failure),
            )
        more = len(self._troubled) - len(newest)
        if more > 0:
            table.add_row(f"and {more} more", "", "")
        return table

    def _messages(self) -> Table:
        table = _table("UTC", "device", "what happened")
        for at, device, text in self._recent:
            table.add_row(_clock_text(at) if at else "", Text(device), Text(text))
        return table


class _Pace:
    """Polls per second, over the last minute."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, int]] = deque(maxlen=240)

    def per_second(self, status: Status) -> float:
        """Return it, this status included."""
        if not self._seen or status.at >= self._seen[-1][0] + _REFRESH_S:
            self._seen.append((status.at, status.polls))
        while len(self._seen) > 1 and self._seen[0][0] < status.at - 60:
            self._seen.popleft()
        at, polls = self._seen[0]
        return (status.polls - polls) / (status.at - at) if status.at > at else 0.0


def summary(status: Status, per_second: float | None = None) -> str:
    """Return how things stand, in a line.

    Example:
        >>> summary(Status(0.0, 3, {"up": 2, "dead": 1}, polls=9, failures=1), 0.5)
        '3 devices: 2 up, 1 dead; 9 polls, 1 failed, 0 skipped, 0.5/s'
    """
    found = [f"{count} {name}" for name, count in status.conditions.items() if count]
    pace = "" if per_second is None else f", {per_second:.1f}/s"
    return (
        f"{counted(status.devices, 'device')}: {', '.join(found)}; "
        f"{counted(status.polls, 'poll')}, {status.failures} failed, {status.skipped} skipped{pace}"
    )


def watcher_for(console: Console, title: str, *, as_json: bool) -> Watcher:
    """Return lines for programs or files, a screen for a terminal."""
    if as_json:
        return JsonLines()
    return LiveView(console, title) if console.is_terminal else PlainLines(console)


def _words_of(happening: Happening) -> str:
    what = f"{happening.kind} {happening.instance}".rstrip()
    return f"{happening.severity}: {what} ({happening.notification})"


def _counts(status: Status) -> Text:
    line = Text(f"{status.devices} devices")
    for name, colour in _COLOURS.items():
        count = next((many for of, many in status.conditions.items() if of == name), 0)
        line.append("   ")
        line.append(f"{count} {name}", style=colour if count else "dim")
    return line


def _pace_line(status: Status, pace: _Pace) -> Text:
    following = "" if status.next_in_s is None else f", next in {status.next_in_s:.0f} s"
    return Text(
        f"{pace.per_second(status):.1f} polls/s   {status.polls} polls, {status.failures} failed, "
        f"{status.skipped} skipped   {status.running} running{following}"
    )


def _table(*header: str) -> Table:
    table = Table(box=None, pad_edge=False, expand=True)
    for name in header[:-1]:
        table.add_column(name, no_wrap=True, overflow="ellipsis", max_width=24)
    table.add_column(header[-1], no_wrap=True, overflow="ellipsis", ratio=1)
    return table


def _clock_text(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%H:%M:%S")
