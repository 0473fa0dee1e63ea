"""NAPALM driver of H3C Comware 7: lines are live at once, a timer on the device takes them back.

`configuration commit delay` (whole minutes) remembers what runs and brings it back unless
`configuration commit` comes in time: [D] Comware 7 fundamentals, "Configuring configuration commit
delay". The device shows no list of such timers: whether one still runs is judged by reading back.
"""

import contextlib
import re
from typing import Any, Final

from parknet.drivers.huawei_session import ComwareSession
from parknet.drivers.napalm import interface_config
from parknet.drivers.napalm.h3c import parse as comware_parse
from parknet.drivers.napalm.live import LiveDriver
from parknet.errors import CommandRejectedError, DeviceError

_ERROR: Final = re.compile(r"^\s*(?:%|\^|Error\b|Failed\b)", re.MULTILINE)
# Comware marks semantic errors by nothing at all ("The VLAN does not exist."), so in configuration
# whatever is not known to be harmless counts as an error: a false alarm only reverts.
_HARMLESS: Final = re.compile(
    r"^(?:Info\b|Note\b|Warning\b|Please wait|Configuring |Done\b"
    r"|(?!.*\b(?:not|cannot|fail\w*|error|invalid)\b).*\b(?:done|succeeded|success\w*)\b|\.+$)",
    re.IGNORECASE,
)
_DELAY_MIN: Final = range(1, 65536)


class H3cComwareDriver(LiveDriver):
    """H3C Comware 7 over SSH."""

    session_type = ComwareSession
    _addresses_in = staticmethod(interface_config.addresses)
    _vlans_in = staticmethod(interface_config.vlans)

    @property
    def os(self) -> str:
        """Return `comware7`; `open` has checked it."""
        return "comware7"

    def open(self) -> None:
        """Connect and check that it is Comware 7."""
        super().open()
        if not re.search(r"Comware Software, Version 7\.", self._show("display version")):
            self.close()
            raise DeviceError(f"{self.hostname}:{self.port}: this is not H3C Comware 7")

    def _error_in(self, reply: str, *, is_configuration: bool) -> str:
        match = _ERROR.search(reply)
        if match is not None:
            return " ".join(reply[match.start() :].split()).lstrip("^ ")
        if is_configuration:
            for line in reply.splitlines():
                if line.strip() and not _HARMLESS.match(line.strip()):
                    return line.strip()
        return ""

    def _spoken(self, line: str) -> str:
        """Call a plain secret plain: after `cipher` or `hash` only ciphertext is taken [D]."""
        line = line.replace(" cipher authentication-mode ", " simple authentication-mode ")
        # A keychain has its own word for it [D] Security, Keychain commands, key-string.
        line = re.sub(r"\b(key-string) cipher (?=<<secret:)", r"\1 plain ", line)
        return re.sub(r"\b(?:cipher|hash) (?=<<secret:)", "simple ", line)

    # -- life cycle ------------------------------------------------------------------------------

    def commit_config(
        self,
        message: str = "",  # noqa: ARG002  # napalm's signature
        revert_in: int | None = None,
    ) -> None:
        """Arm the timer, then send the lines; nothing is saved before `confirm_commit`.

        Args:
            message: not kept: Comware 7 has no place for it.
            revert_in: seconds until the device reverts by itself, rounded up to whole minutes.
        """
        self._guard_commit()
        if revert_in is not None:
            minutes = max(1, -(-revert_in // 60))
            if minutes not in _DELAY_MIN:
                raise ValueError(f"revert_in is {revert_in} s; Comware takes up to 65535 minutes")
            self._to_system_view()
            self._show(f"configuration commit delay {minutes}")
            self._is_pending = True
        self._apply_live(self._candidate)
        self._to_user_view()
        self._candidate = ()

    def confirm_commit(self) -> None:
        """Stop the timer, in any session, and save."""
        self._lost_means_unknown(self._stop_timer, "it may have been confirmed")
        self._save()
        self._ends_pending()

    def _stop_timer(self) -> None:
        self._to_system_view()
        reply = self._show("configuration commit")
        self._to_user_view()
        # That no timer ran is told in words only, and their form is not documented [U].
        if re.search(r"(?i)\b(?:not|no|fail(?:ed|ure)?)\b", reply):
            raise CommandRejectedError("configuration commit", " ".join(reply.split()))

    def _save(self) -> None:
        """Make what runs what the device starts with, and check that it is."""
        self._check_saved(lambda: self._show("save force"))

    def rollback(self) -> None:
        """Send the inverse and prove it by reading back; until then the timer stays armed."""
        # What took the way along was sent in another session: it may all be back already.
        if not self.inverse_parting or self._running_digest() != self.baseline_digest:
            self._undo_live()
        self._prove_baseline("the inverse did not bring back what ran before; a timer still may")
        # Whether a timer still ran makes no difference now: it would bring back the same.
        with contextlib.suppress(CommandRejectedError):
            self._stop_timer()
        if self._compare_saved():
            self._save()
        self._ends_pending()

    # -- getters ---------------------------------------------------------------------------------

    def get_facts(self) -> dict[str, Any]:
        """Return version, uptime, model, serial number, interfaces."""
        try:
            serial = comware_parse.serial_number(self._show("display device manuinfo"))
        except CommandRejectedError:
            serial = ""
        text = self.get_config("running", sanitized=True)["running"]
        return comware_parse.facts(self._show("display version"), text, serial)

    def get_interfaces(self) -> dict[str, dict[str, Any]]:
        """Return the state of every interface; speeds in Mbit/s."""
        return comware_parse.interfaces(self._show("display interface"))

    def get_lldp_neighbors(self) -> dict[str, list[dict[str, str]]]:
        """Return LLDP neighbours by local interface."""
        shown = self._show("display lldp neighbor-information list")
        return comware_parse.lldp_neighbours(shown)
