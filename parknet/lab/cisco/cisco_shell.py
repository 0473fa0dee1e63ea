"""The command line that Cisco's and its followers' devices have in common.

User EXEC (`>`), privileged EXEC (`#`), configuration modes (`(config)#`). What differs is in the
classes of each maker: how a change is timed, what is shown, how it is saved.

Sources: [D] IOS Configuration Fundamentals Command Reference (configure terminal, do, end, exit,
terminal length, more); Arista EOS User Manual, Command-Line Interface; RGOS Configuration Guide,
CLI. Error texts: [D] IOS Configuration Fundamentals Configuration Guide, "Using the CLI".
"""

from collections.abc import Callable
from typing import ClassVar, Final

from parknet.lab.device import Device
from parknet.lab.grammar import Line, Refusal, View
from parknet.lab.shell import Handler, Question, Shell

# What every privileged user may type, whoever made the device.
EXEC: Final = (
    "enable",
    "disable",
    "exit",
    "logout",
    "quit",
    "end",
    "terminal length <0-512>",
    "terminal width <0-511>",
    "configure terminal",
)
# What users without privilege may type.
USER: Final = frozenset(
    {"enable", "exit", "logout", "quit", "terminal length <0-512>", "terminal width <0-511>"}
)
IN_CONFIGURATION: Final = ("end", "exit", "do <text>")


def table(*patterns: str, leaving: frozenset[str] = frozenset()) -> View:
    """Return the commands of configuration modes; `leaving` are words that leave one as `exit`."""
    return View([[Line(one) for one in (*IN_CONFIGURATION, *sorted(leaving), *patterns)]], {})


class CiscoShell(Shell):
    """A session with modes as Cisco has them.

    Attributes:
        config_table: what configuration modes take beside configuration lines.
        open_to_all: exec commands that need no privilege.
        is_privileged: stands at `#`.
    """

    more = " --More-- "
    erase = "\r" + " " * 10 + "\r"
    top = "end"
    config_table: ClassVar[View]
    open_to_all: ClassVar[frozenset[str]] = USER

    def __init__(self, device: Device, user: str) -> None:
        super().__init__(device, user)
        self.is_privileged = self.starts_privileged()

    # What makers fill in

    def starts_privileged(self) -> bool:
        """Return whether the user stands at `#` after login, by privilege or role."""
        return True

    def enable_password(self) -> str | None:
        """Return what `enable` asks for; "" lets everybody in, None nobody."""
        return None

    def exec_handlers(self) -> dict[str, Handler]:
        """Return what each exec command of this maker does, by its pattern."""
        raise NotImplementedError

    def config_handlers(self) -> dict[str, Handler]:
        """Return what each command of configuration modes does, beside `end`, `exit` and `do`."""
        return {}

    def entered_configuration(self) -> str:
        """Return what is printed when configuration begins."""
        return ""

    # Common

    def banner(self) -> str:
        """Return what is printed after login: nothing."""
        return ""

    def prompt(self) -> str:
        """Return the prompt, or the question that waits."""
        if self.question is not None:
            return self.question.text
        name = self.device.sysname
        if self.path is None:
            return f"{name}{'#' if self.is_privileged else '>'}"
        return f"{name}({self.mark()}config{self.view_name()})#"

    def view_name(self) -> str:
        """Return what the prompt shows of the innermost view alone: Cisco's show no path."""
        path = self._standing()
        if not path:
            return ""
        line = self.editing().node(path).line
        words = self.editing().node(path).words
        shown = "" if line is None else self.device.grammar.prompts[line.view].format(*words)
        return f"-{shown}" if shown else ""

    def config_commands(self) -> View:
        """Return the commands that configuration modes take."""
        return self.config_table

    def handlers(self) -> dict[str, Handler]:
        """Return what each command does."""
        leave: Handler = lambda _: self._exit()  # noqa: E731 - many words for one thing
        common: dict[str, Handler] = {
            "enable": lambda _: self._enable(),
            "disable": lambda _: self._disable(),
            "exit": leave,
            "logout": leave,
            "quit": leave,
            "end": lambda _: self.to_user_view(),
            "terminal length <0-512>": lambda words: self._length(int(words[-1])),
            "terminal width <0-511>": lambda _: "",
            "configure terminal": lambda _: self.configure(),
            "do <text>": lambda words: self._do(words[-1]),
            **dict.fromkeys(self.device.grammar.leaving, leave),
        }
        guarded = {**common, **self.exec_handlers(), **self.config_handlers()}
        if self.path is None and not self.is_privileged:
            return {
                pattern: handler if pattern in self.open_to_all else self._denied
                for pattern, handler in guarded.items()
            }
        return guarded

    def configure(self) -> str:
        """Enter configuration."""
        self.path = ()
        return self.entered_configuration()

    def _denied(self, _: tuple[str, ...]) -> str:
        return self.refused(Refusal("unrecognized", 0))

    def _enable(self) -> str:
        wanted = self.enable_password()
        if self.is_privileged or wanted == "":
            self.is_privileged = True
            return ""
        if wanted is None:
            return "% Error in authentication.\n"

        def check(typed: str) -> str:
            self.is_privileged = typed == wanted
            return "" if self.is_privileged else "% Access denied\n"

        self.question = Question("Password: ", check)
        return ""

    def _disable(self) -> str:
        self.is_privileged = False
        return ""

    def _exit(self) -> str:
        return self.leave()

    def _length(self, rows: int) -> str:
        self.pages = rows != 0
        return ""

    def _do(self, command: str) -> str:
        """Run an exec command from a configuration mode."""
        path, self.path = self.path, None
        try:
            return self.enter(command)
        finally:
            self.path = path

    def confirm(self, text: str, yes: Callable[[], str]) -> str:
        """Wait for Enter, `y` or `yes`; anything else says no."""

        def answer(typed: str) -> str:
            return yes() if typed.lower() in ("", "y", "yes") else ""

        self.question = Question(f"{text}[confirm]", answer)
        return ""

    def ask_name(self, text: str, proposed: str, go: Callable[[str], str]) -> str:
        """Wait for a file's name; Enter takes the one proposed."""
        self.question = Question(f"{text} [{proposed}]? ", lambda typed: go(typed or proposed))
        return ""

    def refused(self, refusal: Refusal, prompt: str | None = None) -> str:
        """Return a refusal as Cisco prints it; only what is invalid gets a caret."""
        text = self.device.grammar.refusals[refusal.why]
        if refusal.why in ("incomplete", "ambiguous"):
            return f"{text}\n"
        column = len(self.prompt() if prompt is None else prompt) + refusal.column
        return f"{' ' * column}^\n{text}\n"
