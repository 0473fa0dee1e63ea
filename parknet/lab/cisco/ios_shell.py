"""The command line of Cisco IOS and IOS-XE: every line is live at once, and a timer takes it back.

Sources: [D] IOS Configuration Fundamentals Command Reference: configure terminal revert, configure
confirm, configure revert, configure replace, show archive, copy, write memory, reload; IOS
Configuration Management, Configuration Rollback Confirmed Change (the archive must be on); Network
Management, show snmp user. [C] napalm 5 `ios`: what is said where the archive is off, of pending
changes. [U] words that no document shows.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from parknet.lab.cisco.cisco_shell import EXEC, CiscoShell, table
from parknet.lab.cisco.ios_displays import (
    access_lists,
    interfaces,
    lldp_detail,
    snmp_users,
    version,
    without_hidden,
)
from parknet.lab.cisco.ios_hosts import DISPLAYS
from parknet.lab.grammar import Refusal
from parknet.lab.hardware import CISCO as HARDWARE
from parknet.lab.hardware import handlers as hardware_handlers
from parknet.lab.shell import Handler, Question, SessionLostError, commands, section
from parknet.lab.tree import Config

_STARTUP: Final = "startup-config"
_EXEC: Final = (
    *DISPLAYS,
    *HARDWARE,
    "show running-config",
    "show running-config interface <text>",
    "show startup-config",
    "show version",
    "show clock",
    "show privilege",
    "show interfaces",
    "show snmp user",
    "show ip access-lists",
    "show ipv6 access-list",
    "show lldp neighbors detail",
    "show archive",
    "show archive config rollback timer",
    "show reload",
    "write memory",
    "write",
    "copy running-config startup-config",
    "copy running-config <word>",
    "delete <word>",
    "delete /force <word>",
    "configure terminal revert timer <1-120>",
    "configure confirm",
    "configure revert now",
    "configure revert timer <1-120>",
    "configure replace <word>",
    "configure replace <word> force",
    "reload",
    "reload in <word>",
    "reload in <word> <text>",
    "reload cancel",
)
_NO_ARCHIVE: Final = "%Please turn config archive on before using this feature.\n"
_NONE_PENDING: Final = "%No Rollback Confirmed Change pending\n"
_MODIFIED: Final = "System configuration has been modified. Save? [yes/no]: "


class IosShell(CiscoShell):
    """An IOS session."""

    user_commands = commands(*EXEC, *_EXEC)
    config_table = table(leaving=frozenset({"exit-vrrp", "exit-address-family"}))
    open_to_all = CiscoShell.open_to_all | {"show version", "show clock", "show privilege"}

    def starts_privileged(self) -> bool:
        """Return whether the user's level is 15, which exec authorization gives at once."""
        return self._level() == 15

    def _level(self) -> int:
        account = self.device.running.find(f"username {self.user}")
        return int(account.words[3]) if account is not None else 1

    def entered_configuration(self) -> str:
        """Return what is printed when configuration begins."""
        return "Enter configuration commands, one per line.  End with CNTL/Z.\n"

    def exec_handlers(self) -> dict[str, Handler]:
        """Return what each exec command does."""
        device = self.device
        return {
            **{command: lambda _, show=show: show(device) for command, show in DISPLAYS.items()},  # type: ignore[misc]
            **hardware_handlers(device),
            "show running-config": lambda _: self._whole(device.running),
            "show running-config interface <text>": lambda words: self._section(words[3]),
            "show startup-config": lambda _: self._saved(),
            "show version": lambda _: version(device),
            "show clock": lambda _: f"{self._time()}\n",
            "show privilege": lambda _: (
                f"Current privilege level is {15 if self.is_privileged else 1}\n"
            ),
            "show interfaces": lambda _: interfaces(device),
            "show snmp user": lambda _: snmp_users(device.running),
            "show ip access-lists": lambda _: access_lists(device.running, 4),
            "show ipv6 access-list": lambda _: access_lists(device.running, 6),
            "show lldp neighbors detail": lambda _: lldp_detail(device),
            "show archive": lambda _: self._archive(),
            "show archive config rollback timer": lambda _: self._timer(),
            "show reload": lambda _: self._due(),
            "write memory": lambda _: self._write(),
            "write": lambda _: self._write(),
            "copy running-config startup-config": lambda _: self.ask_name(
                "Destination filename", _STARTUP, lambda _: self._write()
            ),
            "copy running-config <word>": lambda words: self._copy(words[-1]),
            "delete <word>": lambda words: self._delete(words[-1]),
            "delete /force <word>": lambda words: self._gone(words[-1]),
            "configure terminal revert timer <1-120>": lambda words: self._timed(int(words[-1])),
            "configure confirm": lambda _: self._confirm(),
            "configure revert now": lambda _: self._revert(),
            "configure revert timer <1-120>": lambda words: self._extend(int(words[-1])),
            "configure replace <word>": lambda words: self._ask_replace(words[-1]),
            "configure replace <word> force": lambda words: self._replace(words[2]),
            "reload": lambda _: self._reload(),
            "reload in <word>": lambda words: self._reload_in(words[2], ""),
            "reload in <word> <text>": lambda words: self._reload_in(words[2], words[3]),
            "reload cancel": lambda _: self._cancel(),
        }

    # Timed changes

    def _has_archive(self) -> bool:
        return self.device.running.find("archive", "path") is not None

    def _timed(self, minutes: int) -> str:
        if not self._has_archive():
            return _NO_ARCHIVE
        if self.device.trial is not None:
            return "%Rollback Confirmed Change already active.\n"
        self.device.start_trial(self.device.running.copy(), minutes * 60.0, self.user)
        path = self.device.running.node(("archive", "path")).words[-1]
        return f"Rollback Confirmed Change: Backing up current running config to {path}-1\n\n" + (
            self.configure()
        )

    def _confirm(self) -> str:
        if self.device.trial is None:
            return _NONE_PENDING
        if self.device.faults.drop_in_commit:
            raise SessionLostError
        self.device.stop_trial()
        return ""

    def _revert(self) -> str:
        if self.device.trial is None:
            return _NONE_PENDING
        self.device.revert()
        return "Rollback Confirmed Change: Rolling back configuration.\n\nRollback Done\n"

    def _extend(self, minutes: int) -> str:
        trial = self.device.trial
        if trial is None:
            return _NONE_PENDING
        self.device.start_trial(trial.before, minutes * 60.0, trial.persist)
        return ""

    def _archive(self) -> str:
        if not self._has_archive():
            return "Archive feature not enabled\n"
        path = self.device.running.node(("archive", "path")).words[-1]
        return (
            "The maximum archive configurations allowed is 10.\n"
            "There are currently 0 archive configurations saved.\n"
            f"The next archive file will be named {path}-1\n Archive #  Name\n"
        )

    def _timer(self) -> str:
        trial = self.device.trial
        if trial is None:
            return _NONE_PENDING
        left = max(0.0, trial.timer.due_s - self.device.clock.now())
        return (
            f"Time configured(or reconfigured): {self._time()}\nTimer type: absolute timer\n"
            f"Timer value: {int(left // 60) + 1} min\nUser: {trial.persist}\n"
        )

    def _ask_replace(self, name: str) -> str:
        def answer(typed: str) -> str:
            return self._replace(name) if typed.lower() in ("y", "yes") else ""

        self.question = Question(
            "This will apply all necessary additions and deletions\n"
            "to replace the current running configuration with the\n"
            "contents of the specified configuration file, which is\n"
            "assumed to be a complete configuration, not a partial\n"
            "configuration. Enter Y if you are sure you want to proceed. ? [no]: ",
            answer,
        )
        return ""

    def _replace(self, name: str) -> str:
        wanted = self._file(name)
        if wanted is None:
            return f"%Error opening {name} (No such file or directory)\n"
        self.device.replace_running(wanted.copy())
        return "Total number of passes: 1\nRollback Done\n"

    # Files

    def _file(self, name: str) -> Config | None:
        if name in (_STARTUP, f"nvram:{_STARTUP}"):
            return self.device.startup
        return self.device.files.get(name.removeprefix("flash:"))

    def _write(self) -> str:
        if not self.device.save():
            return "Building configuration...\n% Error writing nvram:/startup-config (No space)\n"
        return "Building configuration...\n[OK]\n"

    def _copy(self, target: str) -> str:
        short = target.removeprefix("flash:")

        def write(name: str) -> str:
            if self.device.faults.flash_full:
                return f"%Error opening flash:{name} (No space left on device)\n"
            self.device.files[name] = self.device.running.copy()
            return "4096 bytes copied in 0.5 secs (8192 bytes/sec)\n"

        def named(name: str) -> str:
            if name in self.device.files:
                return self.confirm(
                    "%Warning:There is a file already existing with this name\n"
                    "Do you want to over write? ",
                    lambda: write(name),
                )
            return write(name)

        return self.ask_name("Destination filename", short, named)

    def _delete(self, name: str) -> str:
        def named(typed: str) -> str:
            return self.confirm(f"Delete flash:/{typed}? ", lambda: self._gone(typed))

        return self.ask_name("Delete filename", name.removeprefix("flash:"), named)

    def _gone(self, name: str) -> str:
        short = name.removeprefix("flash:")
        if self.device.files.pop(short, None) is None:
            return f"%Error deleting flash:{short} (No such file or directory)\n"
        return ""

    # Restarting

    def _reload(self) -> str:
        return self._ask_save(lambda: self.confirm("Proceed with reload? ", self._restart))

    def _reload_in(self, typed: str, reason: str) -> str:
        hours, colon, minutes = typed.rpartition(":")
        if not minutes.isdigit() or (colon and not hours.isdigit()):
            return self.refused(Refusal("wrong", len("reload in ")))
        delay_s = (int(hours or 0) * 60 + int(minutes)) * 60.0

        def go() -> str:
            self.device.schedule_reboot(delay_s, reason)
            return ""

        def sure() -> str:
            said = f"Reload scheduled in {int(delay_s // 60)} minutes by {self.user} on vty0\n"
            said += f"Reload reason: {reason}\n" if reason else ""
            self.confirm("Proceed with reload? ", go)
            return said

        return self._ask_save(sure)

    def _ask_save(self, go: Callable[[], str]) -> str:
        """Ask to SAVE what runs where it is not saved: yes would keep a bad change."""

        def answer(typed: str) -> str:
            if typed.lower() in ("y", "yes"):
                return self._write() + go()
            if typed.lower() in ("n", "no"):
                return go()
            self.question = Question(_MODIFIED, answer)
            return "% Please answer 'yes' or 'no'.\n"

        if self.device.running.same(self.device.startup):
            return go()
        self.question = Question(_MODIFIED, answer)
        return ""

    def _restart(self) -> str:
        self.device.restart()
        raise SessionLostError

    def _cancel(self) -> str:
        if not self.device.cancel_reboot():
            return "%No reload is scheduled.\n"
        return "\n\n***\n*** --- SHUTDOWN ABORTED ---\n***\n\n"

    def _due(self) -> str:
        reboot = self.device.reboot
        if reboot is None:
            return "No reload is scheduled.\n"
        left = int(max(0.0, reboot.due_s - self.device.clock.now()) // 60) + 1
        reason = self.device.reboot_reason
        told = f"Reload reason: {reason}\n" if reason else ""
        return f"Reload scheduled in {left} minutes by {self.user} on vty0\n{told}"

    # Displays

    def _time(self) -> str:
        moment = datetime.fromtimestamp(self.device.clock.now(), UTC)
        return moment.strftime("%H:%M:%S.000 UTC %a %b %d %Y")

    def _shown(self, config: Config) -> str:
        return f"version {17.6 if self.device.os == 'iosxe' else 15.2}\n" + without_hidden(config)

    def _whole(self, config: Config) -> str:
        text = self._shown(config)
        return (
            f"Building configuration...\n\nCurrent configuration : {len(text)} bytes\n!\n"
            f"! Last configuration change at {self._time()}\n!\n{text}end\n\n"
        )

    def _saved(self) -> str:
        text = self._shown(self.device.startup)
        return f"Using {len(text)} out of 2097152 bytes\n!\n{text}end\n\n"

    def _section(self, interface: str) -> str:
        found = section(self.device.running, interface)
        if not found:
            return self.refused(Refusal("wrong", len("show running-config interface ")))
        return f"Building configuration...\n\n{found}end\n\n"
