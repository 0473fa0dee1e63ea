"""NAPALM driver of Cisco IOS and IOS-XE over SSH: lines are live at once, a timer takes them back.

`configure terminal revert timer` (whole minutes) keeps what runs in the archive and brings it back
unless `configure confirm` comes in time, from any session: [D] IOS Configuration Management,
Configuration Rollback Confirmed Change. It needs the archive; where there is none, nothing is sent,
unless people have agreed to a restart as the way back (`allow_reboot`).

What NAPALM's own driver does otherwise, and why it is not used [C]: of the errors of a merge it
knows "Invalid input detected" alone, and commits past incomplete commands, ambiguous ones and
overlapping addresses; it saves a change that has no timer; a rehearsal writes files; it sends the
password before it has seen the host key. Commands and displays are the same.
"""

import re
from collections.abc import Sequence
from typing import Any, Final

from netmiko.cisco.cisco_ios import CiscoIosSSH

from parknet.drivers.cisco_session import CiscoSession
from parknet.drivers.ios_text import (
    comparable_ios,
    lacks_numbers,
    mask_ios,
    with_numbers,
    with_users,
)
from parknet.drivers.napalm.cisco import parse as ios_parse
from parknet.drivers.napalm.reloading import ReloadingDriver
from parknet.drivers.napalm.ruijie import parse as rgos_parse
from parknet.drivers.session import Answer
from parknet.errors import CommandRejectedError, DeviceError

_LOG: Final = re.compile(r"^\s*\*?\S* ?.*%[A-Z0-9_]+-\d-[A-Z0-9_]+:")
# What is told and is no refusal. [D] PortFast, MPLS vrf forwarding, OSPF router-id, EtherChannels.
_HARMLESS: Final = re.compile(
    r"^(?:Enter configuration commands|Rollback Confirmed Change: Backing up|% ?Warning\b|Warning\b"
    r"|%Portfast has been|host\. Connecting hubs|interface\s+when portfast|Use with CAUTION"
    r"|have effect when|Creating a port-channel interface|Configuring snmpv3 USM user"
    r"|Please create RSA keys|% ?OSPF: Reload or use|% ?Interface \S+ IPv[46] disabled and address"
    r"|% ?IPv4 (?:and IPv6 )?addresses from all interfaces|Building configuration|\[OK\]|\.+$)",
    re.IGNORECASE,
)
_ERROR: Final = re.compile(
    r"^\s*(?:%|\^|Command rejected|Error\b|Invalid\b|Cannot\b|Fail(?:ed|ure)\b)", re.IGNORECASE
)
_OPENS: Final = re.compile(
    r"^(?:interface |vlan [\d,-]+$|(?:ipv6 )?router |(?:ip|ipv6) access-list |policy-map |class "
    r"|key chain |key \d+$|line |vrf definition |address-family |vrrp \d+ address-family |archive$"
    r"|(?:radius|tacacs) server |(?:ipv6 (?:nd raguard|dhcp guard|snooping|source-guard)"
    r"|device-tracking) policy )"
)
_TIMER_MIN: Final = range(1, 121)
_TIMER: Final = "configure terminal revert timer"
_NVRAM: Final = (Answer(r"(?i)overwrite the previous nvram configuration ?\? ?\[confirm\]$", ""),)
# [C] napalm: an account that goes takes along all that was said of its name.
_ACCOUNT: Final = (Answer(r"(?i)remove all username related configurations.*\[confirm\]$", ""),)
_NO_ARCHIVE: Final = (
    "the device keeps no archive, so no timer takes a change back: configure `archive` with a"
    " `path` first"
)


class IosSession(CiscoSession, CiscoIosSSH):  # type: ignore[misc]  # overrides differ on purpose
    """A command line of IOS."""


class CiscoIosDriver(ReloadingDriver):
    """Cisco IOS and IOS-XE over SSH."""

    session_type = IosSession
    _addresses_in = staticmethod(rgos_parse.addresses)
    _vlans_in = staticmethod(ios_parse.vlans)
    enter_command = "configure terminal"
    return_command = "end"
    leave_command = "exit"
    negation = "no"
    opens_view = _OPENS
    saves = ("write", "copy")
    shows = {"running": "show running-config", "startup": "show startup-config"}  # noqa: RUF012
    ends = "end"

    def __init__(
        self,
        hostname: str,
        username: str,
        password: str,
        timeout: int = 60,
        optional_args: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(hostname, username, password, timeout, optional_args)
        self._os = ""

    def open(self) -> None:
        """Connect, check that the user may change the device, tell IOS from IOS-XE."""
        super().open()
        try:
            if not self._session().prompt.endswith("#"):
                raise DeviceError(f"{self.hostname}:{self.port}: the user has no privilege 15")
            self._os = ios_parse.system_of(self._show("show version"))
            if not self._os:
                raise DeviceError(f"{self.hostname}:{self.port}: this is not Cisco IOS")
        except BaseException:
            self.close()
            raise

    @property
    def os(self) -> str:
        """Return `ios` or `iosxe`, or an empty text before `open`."""
        return self._os

    def _error_in(self, reply: str, *, is_configuration: bool) -> str:
        rows = [row for row in reply.splitlines() if row.strip() and not _LOG.match(row)]
        for place, row in enumerate(rows):
            said = row.strip()
            if _HARMLESS.match(said):
                continue
            # In configuration whatever is not known to be harmless counts: `overlaps with` begins
            # with no mark on some releases [U], and a false alarm only takes back.
            if _ERROR.match(row) or is_configuration:
                return " ".join(" ".join(rows[place:]).split()).lstrip("^ ")
        return ""

    def _configure(self, line: str, *, answers: Sequence[Answer] = ()) -> str:
        foreseen = _ACCOUNT if line.strip().startswith("no username ") else ()
        return super()._configure(line, answers=(*answers, *foreseen))

    def _comparable(self, text: str) -> str:
        return comparable_ios(text)

    def _masked(self, text: str) -> str:
        return mask_ios(text)

    def get_config(
        self,
        retrieve: str = "all",
        full: bool = False,
        sanitized: bool = False,
        format: str = "text",  # noqa: A002  # napalm's signature
    ) -> dict[str, str]:
        """Return configurations; sanitized, with the SNMP users and numbers that IOS leaves out.

        The users of the startup configuration are shown nowhere and taken for the same.
        """
        found: dict[str, str] = super().get_config(retrieve, full, sanitized, format)
        if not sanitized:
            return found
        if any("snmp-server group " in found[name] for name in ("running", "startup")):
            users = self._show("show snmp user")
            for name in ("running", "startup"):
                found[name] = with_users(found[name], users) if found[name] else ""
        if any(lacks_numbers(found[name]) for name in ("running", "startup")):
            lists = "\n".join(
                self._show(command) for command in ("show ip access-lists", "show ipv6 access-list")
            )
            for name in ("running", "startup"):
                found[name] = with_numbers(found[name], lists) if found[name] else ""
        if found["running"]:
            self._shown_running = found["running"]
        return found

    # -- life cycle ------------------------------------------------------------------------------

    def commit_config(
        self,
        message: str = "",  # noqa: ARG002  # napalm's signature
        revert_in: int | None = None,
    ) -> None:
        """Arm the timer, then send the lines; nothing is saved before `confirm_commit`.

        Args:
            message: not kept: IOS has no place for it.
            revert_in: seconds until the device reverts by itself, rounded up to whole minutes; at
                most two hours. With `allow_reboot` it reverts by a restart.
        """
        self._guard_commit()
        if revert_in is not None:
            minutes = max(1, -(-revert_in // 60))
            if minutes not in _TIMER_MIN:
                raise ValueError(f"revert_in is {revert_in} s; IOS takes up to 120 minutes")
            if self.allow_reboot:
                self._arm_reload(revert_in)
                self._is_pending = True
            else:
                self._arm(minutes)
        self._apply_live(self._candidate)
        self._to_user_view()
        self._candidate = ()

    def _arm(self, minutes: int) -> None:
        """Start the timer, and see that it runs before anything is sent."""
        if re.search(r"(?i)archive feature not enabled", self._show("show archive")):
            raise CommandRejectedError(_TIMER, _NO_ARCHIVE)
        if self._is_timed():
            raise CommandRejectedError(_TIMER, "another change waits for its confirmation")
        self._show(f"{_TIMER} {minutes}")
        self._to_user_view()
        if not self._is_timed():
            raise CommandRejectedError(_TIMER, "the device does not show the timer it was told of")
        self._is_pending = True

    def has_pending_commit(self) -> bool:
        """Return whether a change waits on the device for its confirmation."""
        return bool(self._is_armed())

    def _is_armed(self) -> bool | None:
        """Return whether a timer runs, or a restart of `persist_id` is due."""
        return self._is_timed() or self._is_reloading()

    def _is_timed(self) -> bool | None:
        """Return whether a timer runs; IOS has one, whoever started it. None if it cannot tell."""
        command = "show archive config rollback timer"
        reply = self._session().run(command)
        if re.search(r"(?i)no rollback confirmed change pending", reply):
            return False
        return True if re.search(r"(?i)timer value", reply) else None

    def confirm_commit(self) -> None:
        """Stop the timer, in any session, and save."""
        self._to_user_view()
        if self._is_reloading():
            self._cancel_reload()
        else:
            self._lost_means_unknown(
                lambda: self._show("configure confirm"), "it may have been confirmed"
            )
        self._save()
        self._ends_pending()

    def _save(self) -> None:
        """Make what runs what the device starts with, and check that it says so."""

        def write() -> str:
            reply = self._exchange("write memory", is_configuration=False, answers=_NVRAM)
            return f"{reply} success" if "[OK]" in reply else reply

        self._check_saved(write)

    def rollback(self) -> None:
        """Bring back what ran before, at once or by the inverse, and prove it by reading back."""
        self._to_user_view()
        if self._is_timed():
            self._show("configure revert now")
        elif self._running_digest() != self.baseline_digest:
            self._undo_live()
        self._prove_baseline("the device does not run what it ran before; a timer still may act")
        if self._is_reloading():
            self._cancel_reload()
        if self._compare_saved():
            self._save()
        self._ends_pending()

    # -- getters ---------------------------------------------------------------------------------

    def get_facts(self) -> dict[str, Any]:
        """Return version, uptime, model, serial number, interfaces."""
        text = self.get_config("running", sanitized=True)["running"]
        return ios_parse.facts(self._show("show version"), text)

    def get_interfaces(self) -> dict[str, dict[str, Any]]:
        """Return the state of every interface; speeds in Mbit/s."""
        return ios_parse.interfaces(self._show("show interfaces"))

    def get_lldp_neighbors(self) -> dict[str, list[dict[str, str]]]:
        """Return LLDP neighbours by local interface."""
        return ios_parse.lldp_neighbours(self._show("show lldp neighbors detail"))
