"""The password of the account that logs in: a line of a change in, /etc/shadow changed on a timer.

UCI holds no password. So that plans, masks and the ledger know of it all the same, an export is
shown with a package that no file stands behind, `shadow`, and what a change says of it goes to
`passwd` instead of `uci`. rpcd's timer does not cover /etc/shadow: the account's former line lies
in memory (0600), and a process of the device's own brings it back unless somebody took that file
away before [C] (BusyBox: passwd.c reads the new one twice from its standard input, and writes by
rename; start_stop_daemon.c, `-S -b`). A restart loses both and keeps the change, as with rpcd.
"""

import re
from collections.abc import Callable
from typing import Final, Protocol

from parknet.drivers.config_text import MASK
from parknet.drivers.exec_session import Reply, complaint
from parknet.drivers.failures import NotUndoneError, OutcomeUnknownError
from parknet.drivers.uci_text import filled
from parknet.errors import CommandRejectedError, DeviceUnreachableError

_SHADOW: Final = "/etc/shadow"
# Beside it, so that it takes its place at once; each process has one of its own.
_NEW: Final = f"{_SHADOW}.$$"
_OURS: Final = re.compile(r"\s*\w+ shadow(?:[. =]|$)")
_LINE: Final = re.compile(r"set shadow\.(\w+)\.password='(.+)'")
_USER: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")


class Machine(Protocol):
    """What runs commands."""

    def _run(self, command: str, stdin: str = "", shown: str | None = None) -> Reply: ...

    def _must(self, command: str, stdin: str = "", shown: str | None = None) -> str: ...


def shown(user: str) -> str:
    r"""Return what an export says of the account: that it has a password.

    Example:
        >>> shown("net-ops").splitlines()[1:]
        ["config account 'net_ops'", "\toption name 'net-ops'", "\toption password '<<secret>>'"]
    """
    name = _section(user)
    return (
        f"package shadow\nconfig account '{name}'\n"
        f"\toption name '{user}'\n\toption password '{MASK}'\n"
    )


def change_shown(user: str) -> str:
    """Return a change of the password as `uci changes` would print it."""
    return f"shadow.{_section(user)}.password='{MASK}'"


def is_password(line: str) -> bool:
    """Return whether a line of a change is not UCI's."""
    return bool(_OURS.match(line))


def password_in(line: str, user: str, secret: Callable[[str], str]) -> str:
    """Return the password that a line of a change sets.

    Args:
        line: with its secret by name.
        user: the account that logs in.
        secret: gives a secret by its name.

    Raises:
        CommandRejectedError: it says anything else.
        SecretError: it is not known, is empty, or holds what no line can.
    """
    match = _LINE.fullmatch(line.strip())
    if match is None or match[1] != _section(user) or match[2] == MASK:
        told = "of /etc/shadow, only the password of the account that logs in is changed"
        raise CommandRejectedError(line.strip().partition("=")[0], told)
    return filled(match[2], secret).replace("'\\''", "'")


def _section(user: str) -> str:
    return re.sub(r"[^A-Za-z0-9_]", "_", user)


class Login:
    """One run's change of the password.

    Attributes:
        claim: the command that ends the timer; it fails where that was faster.
        settle: the command after which nothing brings the former line back.
    """

    def __init__(self, machine: Machine, user: str, place: str) -> None:
        if not _USER.fullmatch(user):
            raise ValueError(f"{user!r} is no account's name")
        self._machine, self._user = machine, user
        self._kept, self._taken = f"{place}.shadow", f"{place}.taken"
        self._undoing = f"{place}.undoing"
        self._undo, self._timer, self._pid = f"{place}.undo", f"{place}.timer", f"{place}.pid"
        self.claim = f"mv {self._kept} {self._taken}"
        self.settle = f"rm -f {self._undo} {self._taken}"

    def change(self, password: str, revert_in: int | None) -> None:
        """Keep the former line, start the timer, and set the password.

        Args:
            password: the new one.
            revert_in: seconds until the former line comes back; None for no timer.

        Raises:
            CommandRejectedError: the device refuses it; nothing has changed.
            OutcomeUnknownError: the session was lost.
        """
        try:
            self._keep(revert_in)
            said = self._machine._run(f"passwd {self._user}", f"{password}\n{password}\n")
            if said.status:
                self.undo()
                told = complaint(said).replace(password, MASK)
                raise CommandRejectedError(f"passwd {self._user}", f"{told}; is the flash full?")
        except DeviceUnreachableError as error:
            raise OutcomeUnknownError(f"{error}; the change may have taken effect") from None

    def _keep(self, revert_in: int | None) -> None:
        must = self._machine._must
        must(f"umask 077 && grep ^{self._user}: {_SHADOW} > {self._kept}")
        must(f"umask 077 && cat > {self._undo}", self._script())
        if revert_in is not None:
            must(f"umask 077 && cat > {self._timer}", f"sleep {revert_in}\nexec sh {self._undo}\n")
            # A process of its own, which outlives the session.
            must(f"start-stop-daemon -S -b -m -p {self._pid} -x /bin/sh -- {self._timer}")

    def _script(self) -> str:
        """Return what brings the line back; whoever moves the file away first decides."""
        return (
            f"set -e\numask 077\nmv {self._kept} {self._undoing}\n"
            f"cat {self._undoing} > {_NEW}\n"
            f"grep -v ^{self._user}: {_SHADOW} >> {_NEW}\n"
            f"mv {_NEW} {_SHADOW}\nrm -f {self._undoing}\n"
        )

    def is_known(self) -> bool:
        """Return whether this run has changed the password, and nobody has ended that."""
        return not self._machine._run(f"ls {self._undo}").status

    def undo(self) -> bool:
        """Bring the former line back; return whether there was one to bring back.

        Raises:
            NotUndoneError: it cannot be written.
        """
        if not self.is_known():
            return False
        self._machine._run(f"mv {self._taken} {self._kept}")  # which a confirmation took
        if self._machine._run(f"ls {self._kept}").status:
            return False  # its timer was faster
        done = self._machine._run(f"sh {self._undo}")
        if done.status:
            raise NotUndoneError(f"the former password is not back: {complaint(done)}")
        self.forget()
        return True

    def forget(self) -> None:
        """Stop the timer and leave nothing behind."""
        self._machine._run(f"start-stop-daemon -K -q -p {self._pid}")
        files = (self._kept, self._taken, self._undo, self._timer, self._pid)
        self._machine._run(f"rm -f {' '.join(files)}")
