"""NAPALM driver of Ruijie RGOS over SSH: lines are live at once, and nothing takes them back.

No document at hand shows a timer that undoes a change. A restart on a timer ([U] `reload in`) is
used only where people have agreed to it (`allow_reboot`). So the path must survive the change: what
is refused is undone by the inverse, what is lost stays unknown until somebody reads the device.
Until `write` a power cycle brings back what ran before: the driver refuses to begin where anything
is unsaved, and never saves before a new session has confirmed. A copy of the saved configuration
stays on the flash for the run's time.

Commands: [D] RGOS 11.4 System Configuration, Basic Management and File System; `write`, `copy
flash:config.text flash:…`, `delete` as in sessions that people published. [D] IP Routing, OSPFv2,
`router-id`: a process that runs asks before it takes another.
"""

import contextlib
import re
from collections.abc import Sequence
from typing import Any, Final

from netmiko.ruijie.ruijie_os import RuijieOSSSH

from parknet.drivers.cisco_session import CiscoSession
from parknet.drivers.failures import OutcomeUnknownError
from parknet.drivers.napalm.reloading import ReloadingDriver
from parknet.drivers.napalm.ruijie import parse as rgos_parse
from parknet.drivers.rgos_text import comparable_rgos, mask_rgos
from parknet.drivers.session import Answer
from parknet.errors import CommandRejectedError, DeviceError

_ERROR: Final = re.compile(
    r"^\s*(?:%(?!\s*Warning\b)|\^|(?:Error|Fail(?:ed|ure)?|Command rejected|Cannot)\b)",
    re.MULTILINE | re.IGNORECASE,
)
# Not every refusal begins with a mark [U], so in configuration whatever is not known to be harmless
# counts as an error: a false alarm only takes back.
_HARMLESS: Final = re.compile(
    r"^(?:Enter configuration commands|% ?Warning\b|Warning\b|Info\b|Note\b|Notice\b|Please wait"
    r"|Change router-id|\*?[A-Z][a-z]{2} +\d+ .*%[A-Z]|\.+$|\[OK\]$)",
    re.IGNORECASE,
)
_DONE: Final = re.compile(r"(?i)\[OK\]|\bsuccess\w*\b|\bdone\b")
_OPENS: Final = re.compile(
    r"^(?:interface |vlan \d+$|(?:ipv6 )?router |(?:ip|ipv6) access-list |policy-map |class "
    r"|key chain |key \d+$|line |vrf definition |address-family |erps raps-vlan )"
)
_SAVED: Final = "flash:config.text"
_ROUTER_ID: Final = (
    Answer(r"(?i)change router-id and update ospf process ?!? ?\[yes/no\] ?:?$", "yes"),
)
_OVERWRITE: Final = (Answer(r"(?i)overwrite \[[^\]]*\] ?\? ?\[y/n\] ?:?$", "y"),)
_DELETE: Final = (Answer(r"(?i)delete \[?[^\]?]*\]? ?\? ?\[?y(?:es)?/no?\]? ?:?$", "y"),)


# Yes and no in capitals, in brackets of either kind.
_QUESTION: Final = (
    rf"(?:(?i:{CiscoSession.question.pattern.removesuffix('[ ]*$')})"
    r"|\[[Yy]/[Nn]\]\s*:?|\([Yy]/[Nn]\)\s*:?)[ ]*$"
)


class RgosSession(CiscoSession, RuijieOSSSH):  # type: ignore[misc]  # overrides differ on purpose
    """A command line of RGOS."""

    netmiko_type = "ruijie_os"
    # [D] CLI: a terminal is at most 256 wide.
    paging_off = ("terminal length 0", "terminal width 256")
    question = re.compile(_QUESTION)
    # A password that has aged is changed by people, not here [C] netmiko.
    login_answers = (Answer(r"(?i)do you want to change the password.*\[?(?:y/n|yes/no)\]?", "n"),)

    @staticmethod
    def prompts_of(names: Sequence[str]) -> re.Pattern[str]:
        """Return the pattern of every prompt: modes of interfaces name them, blanks and all."""
        known = "|".join(re.escape(name) for name in names)
        return re.compile(rf"(?:^|\n)((?:{known})(?:[>#]|\(config[^()\n]*\)#))[ ]?$")


class RuijieRgosDriver(ReloadingDriver):
    """Ruijie RGOS over SSH."""

    session_type = RgosSession
    _addresses_in = staticmethod(rgos_parse.addresses)
    _vlans_in = staticmethod(rgos_parse.vlans)
    enter_command = "configure terminal"
    return_command = "end"
    leave_command = "exit"
    negation = "no"
    opens_view = _OPENS
    saves = ("write", "copy")
    shows = {"running": "show running-config", "startup": "show startup-config"}  # noqa: RUF012
    ends = "end"

    def open(self) -> None:
        """Connect, check that it is RGOS and that the user may change it."""
        super().open()
        try:
            if not self._session().prompt.endswith("#"):
                raise DeviceError(f"{self.hostname}:{self.port}: the user has no privilege")
            if not rgos_parse.is_rgos(self._show("show version")):
                raise DeviceError(f"{self.hostname}:{self.port}: this is not Ruijie RGOS")
        except BaseException:
            self.close()
            raise

    @property
    def os(self) -> str:
        """Return `rgos`; `open` has checked it."""
        return "rgos"

    @property
    def snapshot(self) -> str:
        """Return where on the flash stands what ran before this run."""
        return f"flash:{self.persist_id}.text"

    def _error_in(self, reply: str, *, is_configuration: bool) -> str:
        match = _ERROR.search(reply)
        if match is not None:
            return " ".join(reply[match.start() :].split()).lstrip("^ ")
        if is_configuration:
            for line in reply.splitlines():
                if line.strip() and not _HARMLESS.match(line.strip()):
                    return line.strip()
        return ""

    def _configure(self, line: str, *, answers: Sequence[Answer] = ()) -> str:
        about = line.strip().removeprefix("no ")
        foreseen = _ROUTER_ID if about.startswith("router-id") else ()
        return super()._configure(line, answers=(*answers, *foreseen))

    def _comparable(self, text: str) -> str:
        return comparable_rgos(text)

    def _masked(self, text: str) -> str:
        return mask_rgos(text)

    # -- life cycle ------------------------------------------------------------------------------

    def commit_config(
        self,
        message: str = "",  # noqa: ARG002  # napalm's signature
        revert_in: int | None = None,
    ) -> None:
        """Copy what is saved, then send the lines; nothing is saved before `confirm_commit`.

        Args:
            message: not kept: RGOS has no place for it.
            revert_in: seconds until the device restarts into what is saved, rounded up to whole
                minutes; only with `allow_reboot`, since nothing else takes a change back.
        """
        if revert_in is not None and not self.allow_reboot:
            raise CommandRejectedError(
                "reload in",
                "RGOS takes no change back on a timer but by a restart, which is not verified, and"
                " which nobody has agreed to for this device",
            )
        self._guard_commit()
        if self._compare_saved():
            raise CommandRejectedError(
                "show startup-config",
                "the device runs changes that are not saved: a power cycle or a save would mix"
                " them with ours; save or undo them first",
            )
        self._keep_copy()
        if revert_in is not None:
            self._arm_reload(revert_in)
        self._is_pending = True
        try:
            self._apply_live(self._candidate)
        except OutcomeUnknownError as error:
            raise OutcomeUnknownError(f"{error}; {self._what_to_do}") from None
        self._lost_means_unknown(self._to_user_view, self._what_to_do)
        self._candidate = ()

    @property
    def _what_to_do(self) -> str:
        return (
            "no timer takes it back and nothing is saved: read the device, roll the run back, or"
            f" restart it without saving at its console; {self.snapshot} holds what ran before"
        )

    def _keep_copy(self) -> None:
        reply = self._exchange(
            f"copy {_SAVED} {self.snapshot}", is_configuration=False, answers=_OVERWRITE
        )
        if not _DONE.search(reply):
            told = " ".join(reply.split()) or "nothing"
            raise CommandRejectedError(
                f"copy {_SAVED}", f"no copy was made; the device told: {told}"
            )

    def _forget_copy(self) -> None:
        """Delete the copy; one that stays harms nobody."""
        with contextlib.suppress(CommandRejectedError):
            self._exchange(f"delete {self.snapshot}", is_configuration=False, answers=_DELETE)

    def confirm_commit(self) -> None:
        """Cancel the restart where one was armed, in any session, and save what runs."""
        if self._is_reloading():
            self._cancel_reload()
        elif self.allow_reboot:
            raise CommandRejectedError(
                "reload cancel", "no restart of this run is due: it has reverted, or was confirmed"
            )
        self._save()
        self._forget_copy()
        self._ends_pending()

    def _save(self) -> None:
        """Make what runs what the device starts with, and check that it is."""

        def write() -> str:
            reply = self._show("write")
            return f"{reply} success" if _DONE.search(reply) else reply

        self._check_saved(write)
        if self._compare_saved():
            raise DeviceError("it was told to save, but would start with another configuration")

    def rollback(self) -> None:
        """Send the inverse and prove it by reading back; then a copy is needed no more."""
        self._undo_live()
        self._prove_baseline(
            f"the inverse did not bring back what ran before; {self.snapshot} holds it"
        )
        if self._is_reloading():
            self._cancel_reload()
        if self._compare_saved():
            self._save()
        self._forget_copy()
        self._ends_pending()

    def _is_armed(self) -> bool | None:
        """Return whether the restart of `persist_id` is due."""
        return self._is_reloading()

    # -- getters ---------------------------------------------------------------------------------

    def get_facts(self) -> dict[str, Any]:
        """Return version, uptime, model, serial number, interfaces."""
        text = self.get_config("running", sanitized=True)["running"]
        return rgos_parse.facts(self._show("show version"), text)

    def get_interfaces(self) -> dict[str, dict[str, Any]]:
        """Return the state of every port; speeds in Mbit/s."""
        text = self.get_config("running", sanitized=True)["running"]
        return rgos_parse.interfaces(self._show("show interfaces status"), text)

    def get_lldp_neighbors(self) -> dict[str, list[dict[str, str]]]:
        """Return LLDP neighbours by local interface."""
        return rgos_parse.lldp_neighbours(self._show("show lldp neighbors"))
