"""A session's terminal: keys in, echo and paged output out; `parknet.lab.ssh` moves the bytes."""

import re
from typing import Final

from parknet.lab.shell import Shell

# Text that is only echoed, in one piece; every other key by itself.
_RUNS: Final = re.compile(r"[^\x00-\x1f?\x7f]+|[\x00-\x1f?\x7f]")
_CTRL_C: Final = "\x03"
_CTRL_Z: Final = "\x1a"


class Terminal:
    """What a person or a program types into, and what it sees."""

    def __init__(self, shell: Shell, height: int = 24) -> None:
        self.shell = shell
        self.height = height if height > 1 else 24
        self._typed = ""
        self._waiting: list[str] = []  # lines not shown yet
        self._after_return = False

    def open(self) -> str:
        """Return what is shown before anything is typed."""
        return _crlf(self.shell.banner()) + self.shell.prompt()

    def feed(self, keys: str) -> str:
        """Take keys and return what appears.

        Raises:
            SessionLostError: the session breaks, as a fault or a restart wants it.
        """
        shown = []
        for part in _RUNS.findall(keys):
            if len(part) > 1 and not self._waiting:
                self._typed += part
                self._after_return = False
                shown.append(part)
            else:
                shown += [self._key(key) for key in part]
        return "".join(shown)

    @property
    def is_closed(self) -> bool:
        """Return whether the user has left."""
        return self.shell.is_closed

    def _key(self, key: str) -> str:  # noqa: PLR0911 - a table of keys
        after_return, self._after_return = self._after_return, key == "\r"
        if key == "\n" and after_return:
            return ""
        if self._waiting:
            return self._turn_page(key)
        if key in "\r\n":
            return self._enter()
        if key in "\x7f\b":
            shorter, self._typed = bool(self._typed), self._typed[:-1]
            return "\b \b" if shorter else ""
        if key == _CTRL_C:
            self._typed = ""
            return "\r\n" + self.shell.prompt()
        if key == _CTRL_Z:
            self._typed = self.shell.top
            return self._enter()
        if key == "?" and self.shell.question is None:
            shown = _crlf(self.shell.help(self._typed))
            return f"?\r\n{shown}{self.shell.prompt()}{self._typed}"
        if key < " ":
            return ""
        self._typed += key
        return key

    def _enter(self) -> str:
        line, self._typed = self._typed, ""
        output = self.shell.enter(line)
        if self.is_closed:
            return "\r\n"
        rows = output.splitlines()
        if not self.shell.pages or len(rows) < self.height:
            return "\r\n" + _crlf(output) + self.shell.prompt()
        self._waiting = rows
        return "\r\n" + self._show(self.height - 1)

    def _show(self, count: int) -> str:
        now, self._waiting = self._waiting[:count], self._waiting[count:]
        text = "".join(f"{row}\r\n" for row in now)
        return text + (self.shell.more if self._waiting else self.shell.prompt())

    def _turn_page(self, key: str) -> str:
        erase = self.shell.erase
        if key == " ":
            return erase + self._show(self.height - 1)
        if key in "\r\n":
            return erase + self._show(1)
        self._waiting = []
        return erase + self.shell.prompt()


def _crlf(text: str) -> str:
    return text.replace("\n", "\r\n")
