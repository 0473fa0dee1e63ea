"""The prompt of an OpenWrt device, for people: what programs run has a channel of its own."""

from parknet.lab.executing import Executor
from parknet.lab.shell import Shell


class OpenWrtShell(Shell):
    """A login shell of BusyBox: a command with its arguments, and no more."""

    def banner(self) -> str:
        """Return what is printed after login."""
        return "\n\nBusyBox v1.36.1 built-in shell (ash)\n\n"

    def prompt(self) -> str:
        """Return the prompt."""
        return f"{self.user}@{self.device.sysname}:~# "

    def enter(self, typed: str) -> str:
        """Run a line and return what is printed before the next prompt."""
        line = typed.strip()
        if line == "exit":
            self.is_closed = True
        if not line or self.is_closed or not isinstance(self.device, Executor):
            return ""
        try:
            done = self.device.execute(self.user, line, "")
        except ValueError:  # a quote that nobody closed
            return "ash: syntax error: unterminated quoted string\n"
        return done.stdout + done.stderr

    def help(self, typed: str) -> str:
        """Return nothing: a question mark is a character like any other."""
        del typed
        return ""
