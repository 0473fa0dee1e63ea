"""The command line of Arista EOS: sessions with a draft of their own, timers, saving, displays.

Sources: [D] Arista EOS User Manual 4.32, Command-Line Interface, Configure Session, Switch
Administration (copy running-config startup-config, reload); texts as people published them. EOS
puts no caret under what is wrong.
"""

import json
from datetime import UTC, datetime
from typing import Final

from parknet.lab.cisco.cisco_shell import EXEC, CiscoShell, table
from parknet.lab.device import Device
from parknet.lab.eos import sessions
from parknet.lab.eos.around import COMMANDS as AROUND
from parknet.lab.eos.around import handlers as around_handlers
from parknet.lab.eos.displays import dot1x_hosts, interfaces_status, lldp_neighbors, records
from parknet.lab.eos.language import VERSION
from parknet.lab.grammar import Match, Refusal
from parknet.lab.hardware import CISCO as HARDWARE
from parknet.lab.hardware import handlers as hardware_handlers
from parknet.lab.hardware import serial_of
from parknet.lab.shell import Handler, Question, SessionLostError, commands, section
from parknet.lab.tree import Config

_SHOWS: Final = (
    "show running-config",
    "show running-config diffs",
    "show running-config interfaces <text>",
    "show startup-config",
    "show version",
    "show hostname",
    "show clock",
    "show interfaces",
    "show interfaces status",
    "show lldp neighbors",
    "show mac address-table",
    "show dot1x hosts",
    "show ip arp",
    "show ipv6 neighbors",
    "show configuration sessions",
    "show configuration sessions detail",
    "show session-config named <word>",
    "show session-config named <word> diffs",
    *AROUND,
)
_EXEC: Final = (
    *HARDWARE,
    "configure",
    "configure session",
    "configure session <word>",
    "configure session <word> commit",
    "configure session <word> commit timer <word>",
    "configure session <word> abort",
    "no configure session <word>",
    "write",
    "write memory",
    "copy running-config startup-config",
    "reload",
    "reload now",
)
_IN_SESSION: Final = (
    "commit",
    "commit timer <word>",
    "abort",
    "rollback clean-config",
    "show session-config",
    "show session-config diffs",
)
_SHORT: Final = {"Ethernet": "Et", "Port-Channel": "Po", "Vlan": "Vl", "Loopback": "Lo",
                 "Management": "Ma"}  # fmt: skip
# The prompt shows so much of a session's name [D].
_SHOWN_OF_NAME: Final = 6


class EosShell(CiscoShell):
    """An EOS session."""

    user_commands = commands(*EXEC, *_EXEC, *_SHOWS)
    config_table = table(*_IN_SESSION, *_SHOWS)

    def __init__(self, device: Device, user: str) -> None:
        super().__init__(device, user)
        self.session = ""  # the configuration session that one stands in
        self.draft: Config | None = None

    def starts_privileged(self) -> bool:
        """Return whether authorization gives the user the privilege of his account [D] aaa."""
        account = self.device.running.find(f"username {self.user}")
        return (
            account is not None
            and "15" in account.words
            and self.device.running.find("aaa authorization exec default") is not None
        )

    def enable_password(self) -> str | None:
        """Return that nobody is asked: there is no enable password unless one is configured [D]."""
        return ""

    def prompt(self) -> str:
        """Return the prompt, or the question that waits."""
        if self.question is not None or self.path is None or not self.session:
            return super().prompt()
        name = self.session[:_SHOWN_OF_NAME]
        return f"{self.device.sysname}(config-s-{name}{self.view_name()})#"

    def view_name(self) -> str:
        """Return what the prompt shows of a mode: interfaces by their short names."""
        shown = super().view_name()
        for whole, short in _SHORT.items():
            shown = shown.replace(f"if-{whole}", f"if-{short}")
        return shown

    def editing(self) -> Config:
        """Return what lines change: the session's draft, or what runs."""
        return self.draft if self.draft is not None else self.device.running

    def edited(self, line: str) -> None:
        """Tell that what runs has changed, unless a draft did."""
        if self.draft is None:
            super().edited(line)

    def to_user_view(self) -> str:
        """Leave all modes; a session's draft waits on the device."""
        self.session, self.draft = "", None
        return super().to_user_view()

    def leave(self) -> str:
        """Go one mode up."""
        return self.to_user_view() if self.path == () else super().leave()

    def refused(self, refusal: Refusal, prompt: str | None = None) -> str:  # noqa: ARG002 - no caret
        """Return a refusal as EOS prints it."""
        return f"{self.device.grammar.refusals[refusal.why]}\n"

    def _run(self, match: Match, filtering: str) -> str:
        if filtering.strip() == "json":
            found = records(self.device, " ".join(match.words))
            return f"{json.dumps(found, indent=4)}\n" if found else "% Unconverted command\n"
        if match.line.pattern in _IN_SESSION and not self.session:
            return self.refused(Refusal("unrecognized", 0))
        return super()._run(match, filtering)

    def exec_handlers(self) -> dict[str, Handler]:
        """Return what each exec command does."""
        running, startup = self.device.running, self.device.startup
        return {
            **around_handlers(self.device),
            **hardware_handlers(self.device),
            "show interfaces status connected": (
                lambda _: interfaces_status(self.device, only_up=True)
            ),
            "configure": lambda _: self.configure(),
            "configure session": lambda _: self._open(f"sess-{len(self.device.drafts) + 1}"),
            "configure session <word>": lambda words: self._open(words[2]),
            "configure session <word> commit": lambda words: self._commit(words[2]),
            "configure session <word> commit timer <word>": (
                lambda words: self._commit_timer(words[2], words[5])
            ),
            "configure session <word> abort": lambda words: sessions.abort(self.device, words[2]),
            "no configure session <word>": lambda words: sessions.abort(self.device, words[3]),
            "write": lambda _: self._save(),
            "write memory": lambda _: self._save(),
            "copy running-config startup-config": lambda _: self._save(),
            "reload": lambda _: self._reload(),
            "reload now": lambda _: self._restart(),
            "show running-config": lambda _: self._whole("running-config", running),
            "show running-config diffs": lambda _: sessions.differences(
                self.device, startup, "startup"
            ),
            "show running-config interfaces <text>": lambda words: self._section(words[-1]),
            "show startup-config": lambda _: self._whole("startup-config", startup),
            "show version": lambda _: self._version(),
            "show hostname": lambda _: (
                f"Hostname: {self.device.sysname}\nFQDN:     {self.device.sysname}\n"
            ),
            "show clock": lambda _: f"{self._time()}\nTimezone: UTC\nClock source: local\n",
            "show interfaces status": lambda _: interfaces_status(self.device),
            "show interfaces": lambda _: interfaces_status(self.device),
            "show lldp neighbors": lambda _: lldp_neighbors(self.device),
            "show dot1x hosts": lambda _: dot1x_hosts(self.device),
            # The tables of these are not emulated: programs read their records.
            **dict.fromkeys(
                ("show mac address-table", "show ip arp", "show ipv6 neighbors"), lambda _: ""
            ),
            "show configuration sessions": lambda _: sessions.shown(self.device),
            "show configuration sessions detail": lambda _: sessions.shown(self.device),
            "show session-config named <word>": lambda words: self._named(words[3]),
            "show session-config named <word> diffs": lambda words: self._changes_of(words[3]),
        }

    def config_handlers(self) -> dict[str, Handler]:
        """Return what each command of a session does."""
        return {
            "commit": lambda _: self._commit(self.session),
            "commit timer <word>": lambda words: self._commit_timer(self.session, words[2]),
            "abort": lambda _: self._abort(),
            "rollback clean-config": lambda _: self._start_clean(),
            "show session-config": lambda _: self._whole("session-config", self.editing()),
            "show session-config diffs": lambda _: self._changes_of(self.session),
        }

    # Sessions

    def _open(self, name: str) -> str:
        draft = sessions.opened(self.device, name)
        if isinstance(draft, str):
            return draft
        self.session, self.draft, self.path = name, draft, ()
        return ""

    def _commit(self, name: str, timer_s: int | None = None) -> str:
        refusal = sessions.commit(self.device, name, timer_s)
        if refusal:
            return refusal
        self.to_user_view()
        drop, self.device.faults.drop_in_commit = self.device.faults.drop_in_commit, False
        if drop:
            raise SessionLostError
        return ""

    def _commit_timer(self, name: str, time: str) -> str:
        timer_s = sessions.seconds(time)
        if not timer_s:
            return self.refused(Refusal("wrong", 0))
        return self._commit(name, timer_s)

    def _abort(self) -> str:
        self.device.drafts.pop(self.session, None)
        return self.to_user_view()

    def _start_clean(self) -> str:
        self.draft = self.device.drafts[self.session] = self.device.blank()
        self.path = ()
        return ""

    def _changes_of(self, name: str) -> str:
        draft = self.device.drafts.get(name)
        if draft is None:
            return f"% Session {name} does not exist\n"
        return sessions.differences(self.device, draft, name)

    def _named(self, name: str) -> str:
        draft = self.device.drafts.get(name)
        if draft is None:
            return f"% Session {name} does not exist\n"
        return self._whole("session-config", draft)

    # Saving and restarting

    def _save(self) -> str:
        if not self.device.save():
            return (
                "% Error copying system:/running-config to flash:/startup-config "
                "(No space left on device)\n"
            )
        return "Copy completed successfully.\n"

    def _reload(self) -> str:
        if self.device.running.same(self.device.startup):
            return self.confirm("Proceed with reload? ", self._restart)

        def answer(typed: str) -> str:
            if typed == "yes":
                self._save()
            if typed in ("yes", "no"):
                return self.confirm("Proceed with reload? ", self._restart)
            return ""

        text = "System configuration has been modified. Save? [yes/no/cancel/diff]:"
        self.question = Question(text, answer)
        return ""

    def _restart(self) -> str:
        self.device.restart()
        raise SessionLostError

    # Displays

    def _time(self) -> str:
        return datetime.fromtimestamp(self.device.clock.now(), UTC).strftime("%a %b %e %H:%M:%S %Y")

    def _whole(self, what: str, config: Config) -> str:
        """Return a configuration under the comments that EOS puts above it."""
        head = f"! Command: show {what}\n! device: {self.device.sysname} ({self.device.model}, "
        if what == "startup-config":
            head += f"EOS-{VERSION})\n! Startup-config last modified at {self._time()} by admin\n"
        else:
            head += f"EOS-{VERSION})\n"
        return f"{head}!\n! boot system flash:/EOS.swi\n{config.text()}end\n"

    def _section(self, interface: str) -> str:
        return section(self.device.running, interface) or "% Interface does not exist\n"

    def _version(self) -> str:
        up_s = int(self.device.clock.now() - self.device.booted_s)
        return (
            f"Arista {self.device.model}\nHardware version: 11.00\n"
            f"Serial number: {serial_of(self.device)}\n"
            "Hardware MAC address: 0200.0000.0001\nSystem MAC address: 0200.0000.0001\n\n"
            f"Software image version: {VERSION}\nArchitecture: i686\n"
            f"Internal build version: {VERSION}-0000000.4283M\n\n"
            f"Uptime: {up_s // 86400} days, {up_s // 3600 % 24} hours and "
            f"{up_s // 60 % 60} minutes\n"
            "Total memory: 8152448 kB\nFree memory: 6120140 kB\n"
        )
