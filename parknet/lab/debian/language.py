"""An emulated Debian machine: commands over SSH in, what a real one would do out.

Scripts are lists of commands, one a line, as `sh` runs them [D] dash(1): `set -e`, `set -x`, output
that goes to a file, input from one. systemd's timers run on the lab's clock [D] systemd-run(1); a
unit that is enabled runs at a start before daemons read their files [D] systemd.unit(5).
"""

import re
import shlex
from contextlib import suppress
from typing import TYPE_CHECKING, ClassVar, Final, cast

from parknet.lab.clock import Timer
from parknet.lab.debian.disk import FailedError, hashed
from parknet.lab.debian.state import DebianState
from parknet.lab.debian.telling import Surroundings
from parknet.lab.debian.tools import Tools
from parknet.lab.device import RELOAD_S, Device
from parknet.lab.executing import Executed
from parknet.lab.hardware import DMI, df, dmi
from parknet.lab.shell import SessionLostError, Shell, commands

if TYPE_CHECKING:
    from parknet.lab.tree import Config

_PLAIN: Final = frozenset({"id", "cat", "ls", "true", "hostname"})  # what anybody may run
_UNITS: Final = "/etc/systemd/system"
_READS: Final = frozenset(
    {
        "df",
        "ovs-appctl",
        "cat",
        "ls",
        "true",
        "getent",
        "dpkg-query",
        "ip",
        "grep",
        "lldpctl",
        "vtysh",
        "hostname",
    }
)
_TO_FILE: Final = re.compile(r"exec >(\S+) 2>&1")
_FROM_FILE: Final = re.compile(r"(.*\S) ?<(/\S+)")


class DebianDevice(Device):
    """A Debian machine on which one may become root by `sudo`."""

    keeps_plain: ClassVar[bool] = True

    def factory(self, ports: frozenset[str]) -> "Config":
        """Return a machine as Debian's installer leaves it."""
        self.timers: dict[str, Timer] = {}
        return cast("Config", DebianState(self.grammar, ports))

    @property
    def state(self) -> DebianState:
        """Return disk and daemons."""
        return cast("DebianState", self.running)

    def boot(self, text: str) -> list[tuple[str, str]]:
        """Start with the files that an installer gave it, and the account that it made."""
        for user, password in self.accounts.items():
            self.state.set_password(user, hashed(password))
        return super().boot(text)

    @property
    def sysname(self) -> str:
        """Return the machine's name."""
        return self.state.hostname

    def save(self) -> bool:
        """Nothing has to be saved: what is on disk is what it starts with."""
        return True

    def restart(self) -> None:
        """Lose the power: what is on disk stays, timers and what runs are gone."""
        for timer in self.timers.values():
            timer.cancel()
        self.timers.clear()
        self.is_on = False
        self.clock.schedule(RELOAD_S, self._start)
        self.changed()

    def _start(self) -> None:
        wanted = f"{_UNITS}/sysinit.target.wants/"
        for path in [p for p in self.state.disk.files if p.startswith(wanted)]:
            self._run_unit(path.removeprefix(wanted))
        self.state.start()
        self.is_on = True
        self.booted_s = self.clock.now()
        self.changed()

    def _run_unit(self, name: str) -> None:
        file = self.state.disk.files.get(f"{_UNITS}/{name}")
        rows = (row.partition("=") for row in file.content.splitlines()) if file else ()
        said = {key: value for key, _, value in rows}
        condition = said.get("ConditionPathExists", "")
        if file is not None and (not condition or self.state.disk.exists(condition)):
            try:
                self._as_root(said["ExecStart"].split(), "")
            except FailedError:
                return

    # -- commands --------------------------------------------------------------------------------

    def execute(self, user: str, command: str, stdin: str) -> Executed:
        """Run one command that came over SSH.

        Raises:
            SessionLostError: the session breaks, as a fault wants it.
        """
        del user  # every account here may become root, and none is root
        words = shlex.split(command)
        version = self.version
        try:
            if words[:3] == ["sudo", "-n", "--"]:
                shown = self._counted(words[3:], stdin)
            elif not words:
                shown = ""
            elif words[0] in _PLAIN:
                shown = "1000\n" if words == ["id", "-u"] else self._tools().run(words, stdin)
            else:
                raise FailedError(f"sh: 1: {' '.join(words[:1])}: Permission denied", 126)
        except FailedError as error:
            return Executed(error.status, stderr=f"{error.told}\n" if error.told else "")
        finally:
            if version == self.version and words[3:4] and words[3] not in _READS:
                self.changed()
        return Executed(0, shown)

    def _counted(self, words: list[str], stdin: str) -> str:
        faults = self.faults
        self.state.disk.is_full = faults.flash_full
        is_change = words[:1] == ["sh"]
        if words[0] not in _READS and not is_change:
            faults.lines_seen += 1
            if faults.drop_at_line and faults.lines_seen >= faults.drop_at_line:
                faults.drop_at_line = 0
                raise SessionLostError
        shown = self._as_root(words, stdin)
        if is_change and faults.drop_in_commit and words[1].endswith("/apply"):
            faults.drop_in_commit = False
            self.changed()
            raise SessionLostError  # the script does not need the session, and has run
        return shown

    def _tools(self) -> Tools:
        around = Surroundings(self.look, self.around, self.occupants, self.resolved)
        return Tools(self.state, around)

    def _as_root(self, words: list[str], stdin: str) -> str:
        match words:
            case ["sh" | "/bin/sh", path]:
                return self._script(path)
            case ["cat", "/proc/uptime"]:
                return f"{self.clock.now() - self.booted_s:.2f} 0.00\n"
            case ["cat" | "df" as tool, *_, path] if tool == "df" or path.startswith(DMI):
                return (df if tool == "df" else dmi)(self, path)
            case ["systemctl", *rest]:
                return self._systemctl([word for word in rest if not word.startswith("-")])
            case ["systemd-run", *rest]:
                return self._systemd_run(rest)
        return self._tools().run(words, stdin)

    def _systemctl(self, words: list[str]) -> str:
        match words:
            case ["daemon-reload"]:
                return ""
            case ["stop", unit]:
                timer = self.timers.pop(unit.removesuffix(".timer"), None)
                if timer is None:
                    raise FailedError(f"Failed to stop {unit}: Unit {unit} not loaded.", 5)
                timer.cancel()
                return ""
            case ["enable", unit]:
                file = self.state.disk.files.get(f"{_UNITS}/{unit}")
                if file is None:
                    raise FailedError(f"Failed to enable unit: Unit file {unit} does not exist.")
                for row in file.content.splitlines():
                    if row.startswith("WantedBy="):
                        folder = f"{_UNITS}/{row.partition('=')[2]}.wants"
                        self.state.disk.make_folders(folder)
                        self.state.disk.write(f"{folder}/{unit}", "")
                return ""
            case ["disable", unit]:
                for path in list(self.state.disk.under(_UNITS)):
                    if path.endswith(f".wants/{unit}"):
                        self.state.disk.remove(path)
                return ""
        raise FailedError(f"Unknown command verb {' '.join(words[:1])}.")

    def _systemd_run(self, words: list[str]) -> str:
        options = dict(word.partition("=")[::2] for word in words if word.startswith("--"))
        command = [word for word in words if not word.startswith("--")]
        name, after = options.get("--unit", ""), options.get("--on-active", "")
        if not name or not after.isdigit():
            raise FailedError("Failed to parse timer value")
        if name in self.timers:
            raise FailedError(f"Failed to start transient timer unit: Unit {name}.timer was "
                              "already loaded")  # fmt: skip
        self.timers[name] = self.clock.schedule(float(after), lambda: self._fire(name, command))
        return ""

    def _fire(self, name: str, command: list[str]) -> None:
        self.timers.pop(name, None)
        with suppress(FailedError):  # the journal has it
            self._as_root(command, "")
        self.changed()

    # -- scripts ---------------------------------------------------------------------------------

    def _script(self, path: str) -> str:
        """Run a list of commands; with `set -e` the first that fails ends it."""
        stops, traces, log = False, False, ""
        output: list[str] = []
        number = 0

        def tell(text: str) -> None:
            if log:
                file = self.state.disk.files.get(log)
                self.state.disk.write(log, (file.content if file else "") + text)
            else:
                output.append(text)

        for line in self.state.disk.read(path, "sh").splitlines():
            row = line.strip()
            if not row or row.startswith("#"):
                continue
            if row.startswith("set "):
                letters = row.split()[1:]
                stops = any("e" in part for part in letters if part[0] == "-") or (
                    stops and not any("e" in part for part in letters if part[0] == "+")
                )
                traces = traces or any("x" in part for part in letters if part[0] == "-")
                continue
            if match := _TO_FILE.fullmatch(row):
                log = match[1]
                self.state.disk.write(log, "")
                continue
            if row.startswith("exec sh "):
                return self._script(row.split()[2])
            match = _FROM_FILE.fullmatch(row)
            words = shlex.split(match[1] if match else row)
            number += 1
            if traces:
                tell(f"+ {' '.join(words)}\n")
            try:
                if path.endswith("/apply") and number == self.faults.refuse_line:
                    raise FailedError(f"{words[0]}: refused")
                stdin = self.state.disk.read(match[2], "sh") if match else ""
                tell(self._as_root(words, stdin))
            except FailedError as error:
                tell(f"{error.told}\n" if error.told else "")
                if stops:
                    raise FailedError("".join(output), error.status) from None
        return "".join(output)


class DebianLogin(Shell):
    """A login shell: what a person at a terminal sees."""

    user_commands = commands()

    def banner(self) -> str:
        """Return what is printed after login."""
        return "Linux 6.1.0 SMP PREEMPT_DYNAMIC Debian 6.1\n"

    def prompt(self) -> str:
        """Return the prompt of bash as Debian sets it."""
        return f"{self.user}@{self.device.sysname}:~$ "

    def enter(self, typed: str) -> str:
        """Run one command and return what it prints."""
        line = typed.strip()
        if line in ("exit", "logout"):
            self.is_closed = True
            return ""
        if not line:
            return ""
        done = cast("DebianDevice", self.device).execute(self.user, line, "")
        return done.stdout + done.stderr
