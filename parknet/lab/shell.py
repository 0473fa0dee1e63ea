"""The command line of an emulated device: a typed line in, what the device prints out.

Nothing here knows of terminals or sockets: echo and paging are `parknet.lab.terminal`, sessions are
`parknet.lab.ssh`. What differs by vendor is in `vrp_shell`, `comware_shell` and `cisco_shell`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import ndiff
from typing import ClassVar

from parknet.lab.device import Device
from parknet.lab.grammar import Line, Match, Refusal, View
from parknet.lab.tree import Applied, Config, Path

Handler = Callable[[tuple[str, ...]], str]


class SessionLostError(Exception):
    """The session breaks now, as a fault wants it."""


@dataclass(frozen=True, slots=True)
class Question:
    """Something the device wants to know before it goes on."""

    text: str
    answer: Callable[[str], str]


def commands(*patterns: str) -> View:
    """Return a table of commands: the same matching as for configuration lines."""
    return View([[Line(pattern) for pattern in patterns]], {})


def changed_lines(old: str, new: str) -> list[tuple[str, str, str]]:
    """Return (sign, view, line) of each line that differs, in the order of the new text."""
    views = {"-": "", "+": "", " ": ""}
    found = []
    for row in ndiff(old.splitlines(), new.splitlines()):
        sign, line = row[0], row[2:]
        if sign == "?":
            continue
        if not line.startswith(" "):
            for side in ("-", "+") if sign == " " else (sign,):
                views[side] = line
        if sign != " " and line not in ("#", "!"):
            found.append((sign, views[sign], line))
    return found


class Shell:
    """One session's command line.

    Attributes:
        path: the configuration view one stands in; None in user view.
        question: what the device waits for an answer to.
        pages: whether long output stops at `---- More ----`.
        is_closed: the user has left.
    """

    user_commands: ClassVar[View]
    more: ClassVar[str] = "  ---- More ----"
    erase: ClassVar[str] = "\x1b[42D" + " " * 42 + "\x1b[42D"  # what takes `more` off the screen
    top: ClassVar[str] = "return"  # what Ctrl-Z types

    def __init__(self, device: Device, user: str) -> None:
        self.device = device
        self.user = user
        self.path: Path | None = None
        self.question: Question | None = None
        self.pages = True
        self.is_closed = False

    # What vendors fill in

    def banner(self) -> str:
        """Return what is printed after login."""
        raise NotImplementedError

    def prompt(self) -> str:
        """Return the prompt, or the question that waits."""
        if self.question is not None:
            return self.question.text
        name = self.device.sysname
        return f"<{name}>" if self.path is None else f"[{self.mark()}{name}{self.view_name()}]"

    def config_commands(self) -> View:
        """Return the commands, other than configuration lines, that configuration views take."""
        raise NotImplementedError

    def mark(self) -> str:
        """Return what stands before the name in configuration views."""
        return ""

    def editing(self) -> Config:
        """Return the configuration that lines change."""
        return self.device.running

    def handlers(self) -> dict[str, Handler]:
        """Return what each command does, by its pattern."""
        raise NotImplementedError

    def edited(self, line: str) -> None:
        """Take note of a line that changed the configuration."""
        del line
        self.device.changed()

    # Common

    def view_name(self) -> str:
        """Return what the prompt shows of the view."""
        parts = []
        node = self.editing().root
        for key in self._standing():
            node = node.children[key]
            if node.line is not None:
                parts.append(self.device.grammar.prompts[node.line.view].format(*node.words))
        return "".join(f"-{part}" for part in parts)

    def enter(self, typed: str) -> str:
        """Take one line and return what is printed before the next prompt."""
        asked = typed.strip() if self.question is None else self.question.text
        said = self._entered(typed.strip())
        faults = self.device.faults
        if faults.drop_after and re.fullmatch(faults.drop_after, asked, re.DOTALL):
            faults.drop_after = ""
            raise SessionLostError
        return said

    def _entered(self, line: str) -> str:
        if self.question is not None:
            question, self.question = self.question, None
            return question.answer(line)
        if not line:
            return ""
        if self.path is not None:
            self.path = self._standing()
        command, _, filtering = line.partition(" | ")
        table = self.user_commands if self.path is None else self.config_commands()
        match = table.enter(command)
        if isinstance(match, Match):
            return self._run(match, filtering)
        if self.path is None:
            return self.refused(match)
        return self._configure(line, match)

    def _standing(self) -> Path:
        """Return the path as far as it still exists: another session may have removed the view."""
        path: Path = ()
        node = self.editing().root
        for key in self.path or ():
            found = node.children.get(key)
            if found is None:
                break
            node, path = found, (*path, key)
        return path

    def _run(self, match: Match, filtering: str) -> str:
        output = self.handlers()[match.line.pattern](match.words)
        return _filtered(output, filtering) if filtering else output

    def _configure(self, line: str, as_command: Refusal) -> str:
        if line.startswith(self.device.grammar.comment):
            self.path = ()
            return ""
        faults = self.device.faults
        faults.lines_seen += 1
        if faults.drop_at_line and faults.lines_seen >= faults.drop_at_line:
            faults.drop_at_line = 0
            raise SessionLostError
        if faults.power_at_line and faults.lines_seen >= faults.power_at_line:
            faults.power_at_line = 0
            self.device.restart()
            raise SessionLostError
        before = self.prompt()
        if faults.refuse_line and faults.lines_seen == faults.refuse_line:
            return self.refused(Refusal("unrecognized", 0), before)
        done = self.editing().apply(self.path or (), line)
        if done.refusal is not None:
            worst = max(done.refusal, as_command, key=lambda refusal: refusal.column)
            return self.refused(worst, before)
        self.path = done.path
        if done.changed:
            self.edited(line)
        return self._said(done)

    @staticmethod
    def _said(done: Applied) -> str:
        return f"{done.error}\n" if done.error else ""

    def refused(self, refusal: Refusal, prompt: str | None = None) -> str:
        """Return a refusal as its vendor prints it, the caret under the word meant."""
        column = len(self.prompt() if prompt is None else prompt) + refusal.column
        return f"{' ' * column}^\n{self.device.grammar.refusals[refusal.why]}\n"

    def leave(self) -> str:
        """Go one view up; from user view, end the session."""
        if self.path is None:
            self.is_closed = True
        elif self.path:
            self.path = self.path[:-1]
        else:
            self.path = None
        return ""

    def to_user_view(self) -> str:
        """Leave all configuration views."""
        self.path = None
        return ""

    def ask(self, text: str, yes: Callable[[], str], no: Callable[[], str] = str) -> str:
        """Wait for Y or N; anything else asks again."""

        def answer(typed: str) -> str:
            if typed.lower() in ("y", "yes"):
                return yes()
            if typed.lower() in ("n", "no"):
                return no()
            self.question = Question(text, answer)
            return ""

        self.question = Question(text, answer)
        return ""

    def help(self, typed: str) -> str:
        """Return what may follow, as `?` shows it: the first words of this view's lines."""
        table = self.user_commands if self.path is None else self.editing().view(self.path)
        firsts = sorted({line.pattern.split()[0] for line in table.lines})
        return "".join(f"  {word}\n" for word in firsts if word.startswith(typed.strip()))


def _filtered(output: str, filtering: str) -> str:
    kind, _, pattern = filtering.strip().partition(" ")
    found: Callable[[str], object] = re.compile(pattern.strip()).search
    rows = output.splitlines()
    if "include".startswith(kind):
        rows = [row for row in rows if found(row)]
    elif "exclude".startswith(kind):
        rows = [row for row in rows if not found(row)]
    else:
        first = next((at for at, row in enumerate(rows) if found(row)), len(rows))
        rows = rows[first:]
    return "".join(f"{row}\n" for row in rows)


def section(config: Config, interface: str) -> str:
    """Return one interface's part of the configuration; empty where there is no such interface."""
    match = config.grammar.views["system"].enter(f"interface {interface}")
    if isinstance(match, Refusal) or config.find(" ".join(match.words)) is None:
        return ""
    return config.text((" ".join(match.words),))
