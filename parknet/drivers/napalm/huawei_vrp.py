"""NAPALM driver of Huawei VRP: two-stage (VRP 8) and immediate (VRP 5), told apart by the prompt.

VRP 8 (prompt `[~` or `[*`) has a candidate and reverts a trial by itself. VRP 5 (prompt `[`) has
neither: lines are live at once and are undone by their inverse, or, where that was agreed to, by a
reboot on a timer into the saved configuration. The model name says nothing about which it is.

Commands and texts: [D] NetEngine 8000 F1A command reference (commit, abort trial, save), S-series
command reference (schedule reboot, compare configuration); [U] `commit persist` as confirmation.
"""

import re
from collections.abc import Sequence
from typing import Any, Final, Literal

from parknet.drivers.failures import NotUndoneError, OutcomeUnknownError
from parknet.drivers.huawei_session import VrpSession
from parknet.drivers.napalm import interface_config
from parknet.drivers.napalm.huawei import parse as vrp_parse
from parknet.drivers.napalm.live import LiveDriver
from parknet.drivers.session import Answer
from parknet.errors import CommandRejectedError, DeviceUnreachableError

_ERROR: Final = re.compile(r"^\s*(?:\^?\s*Error\s*:|%\s|Failed\b)", re.MULTILINE)
_TRIAL_S: Final = range(60, 65536)  # [D] commit trial

_SAVE_ANSWERS: Final = (
    # [D] save, without a file name, in VRP 5 and 8.
    Answer(r"(?i)configuration will be written to .*continue ?\? ?\[y/n\] ?:?$", "y"),
    Answer(r"(?i)are you sure to continue ?\? ?\[y/n\] ?:?$", "y"),
)
# [D] schedule reboot. The first question offers to save what runs now: yes would make the timer
# bring back the very change it guards against. So any question about saving gets N, first.
_REBOOT_ANSWERS: Final = (
    Answer(r"(?i)\bsav(?:e|ed|ing)\b.*\[y/n\] ?:?$", "n"),
    Answer(r"(?i)reboot.*(?:continue|confirm) ?\? ?\[y/n\] ?:?$", "y"),
)
_ABORT_ANSWERS: Final = (Answer(r"(?i)trial configuration.*\[y/n\] ?:?$", "y"),)
_AUTOSAVE: Final = re.compile(
    r"^\s*(?:set save-configuration|autosave (?:interval|time))\b", re.MULTILINE
)


class HuaweiVrpDriver(LiveDriver):
    """Huawei VRP over SSH."""

    session_type = VrpSession
    _addresses_in = staticmethod(interface_config.addresses)
    _vlans_in = staticmethod(interface_config.vlans)

    def __init__(
        self,
        hostname: str,
        username: str,
        password: str,
        timeout: int = 60,
        optional_args: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(hostname, username, password, timeout, optional_args)
        self._os: Literal["vrp5", "vrp8", ""] = ""

    def open(self) -> None:
        """Connect and tell VRP 8 from VRP 5."""
        super().open()
        self._to_system_view()
        self._os = "vrp8" if self._session().prompt.startswith(("[~", "[*")) else "vrp5"
        self._to_user_view()

    @property
    def os(self) -> str:
        """Return `vrp5` or `vrp8`, or an empty text before `open`."""
        return self._os

    def _error_in(self, reply: str, *, is_configuration: bool) -> str:  # noqa: ARG002  # Comware
        match = _ERROR.search(reply)
        return "" if match is None else " ".join(reply[match.start() :].split())

    def _compare_saved(self) -> bool:
        try:
            reply = " ".join(self._show("compare configuration").split())
        except CommandRejectedError:  # not on every release
            return bool(super()._compare_saved())
        return not re.search(r"(?i)configuration is the same as", reply)

    # -- life cycle ------------------------------------------------------------------------------

    def _load(self, lines: Sequence[str]) -> None:
        """Send lines into the candidate of VRP 8; after a refusal it is empty again."""
        if self._os != "vrp8":
            return
        if self._session().prompt.startswith("<"):
            if not self.baseline_digest:
                self.baseline_digest = self._running_digest()
            self._show("system-view")
        for line in lines:
            try:
                self._configure(line)
            except CommandRejectedError:
                self._candidate = ()
                if self._session().is_alive():
                    self._show("clear configuration candidate")
                raise

    def compare_config(self) -> str:
        """Return `display configuration candidate changes` of VRP 8."""
        if self._os != "vrp8" or not self._candidate:
            return str(super().compare_config())
        return self._show("display configuration candidate changes").strip("\n")

    def discard_config(self) -> None:
        """Empty the candidate."""
        if self._os == "vrp8" and self._candidate:
            self._show("clear configuration candidate")
        super().discard_config()

    def commit_config(self, message: str = "", revert_in: int | None = None) -> None:
        """Make the candidate take effect; nothing is saved before `confirm_commit`.

        Args:
            message: a label of the rollback point where there is one (VRP 8, without a timer).
            revert_in: seconds until the device reverts by itself. VRP 8: 60 to 65535. VRP 5:
                whole minutes, rounded up, by a reboot, only with `allow_reboot`.
        """
        if self._os == "vrp8":
            self._commit_two_stage(message, revert_in)
        else:
            self._commit_immediate(revert_in)
        self._is_pending = revert_in is not None

    def _commit_two_stage(self, message: str, revert_in: int | None) -> None:
        if self._is_pending or not self._candidate:
            self._guard_commit()
        command = "commit"
        if revert_in is not None:
            if revert_in not in _TRIAL_S:
                raise ValueError(f"revert_in is {revert_in} s; a VRP 8 trial takes 60 to 65535 s")
            command = f"commit trial {revert_in} persist {self.persist_id}"
        elif message:
            command = f"commit description {re.sub(r'[^A-Za-z0-9 ._-]', '_', message)[:60]}"
        try:
            reply = self._show(command)
        except CommandRejectedError:
            self._candidate = ()
            if self._session().is_alive():
                self._show("clear configuration candidate")
            raise
        except DeviceUnreachableError as error:
            raise OutcomeUnknownError(f"{error}; the commit may have taken effect") from None
        self._candidate = ()
        if revert_in is not None and not re.search(r"(?i)\btrial\b", reply):
            raise OutcomeUnknownError(
                "the device does not say that a trial has begun: it may run the change for good,"
                " or nothing has changed"
            )

    def _commit_immediate(self, revert_in: int | None) -> None:
        if self._compare_saved():
            raise CommandRejectedError(
                "compare configuration",
                "the device runs changes that are not saved: a reboot or a save would mix them"
                " with ours; save or undo them first",
            )
        self._guard_commit()
        if revert_in is not None:
            self._arm_reboot(revert_in)
        self._apply_live(self._candidate)
        self._to_user_view()
        self._candidate = ()

    def _arm_reboot(self, revert_in: int) -> None:
        if not self.allow_reboot:
            raise CommandRejectedError(
                "schedule reboot",
                "VRP 5 reverts on a timer only by rebooting, which nobody has agreed to for this"
                " device",
            )
        if _AUTOSAVE.search(self.get_config("running")["running"]):
            raise CommandRejectedError(
                "schedule reboot", "the device saves by itself, so a reboot would not revert"
            )
        minutes = max(1, -(-revert_in // 60))
        try:
            reply = self._exchange(
                f"schedule reboot delay {minutes}", is_configuration=False, answers=_REBOOT_ANSWERS
            )
        except DeviceUnreachableError as error:
            raise OutcomeUnknownError(f"{error}; a reboot may be due") from None
        if not re.search(r"(?i)reboot .*(?:\d+:\d\d|in \d+ )", " ".join(reply.split())):
            raise CommandRejectedError("schedule reboot", "the device names no time of its reboot")

    def has_pending_commit(self) -> bool:
        """Return whether a trial runs on the device (VRP 8), or this object armed a reboot."""
        if self._os != "vrp8":
            return self._is_pending
        try:
            shown = self._show("display configuration trial status")
        except CommandRejectedError:
            return self._is_pending
        return bool(re.search(r"(?i)status *: *active", shown))

    def _is_armed(self) -> bool | None:
        """Return whether the trial of `persist_id` runs, or on VRP 5 whether a reboot is due."""
        try:
            if self._os != "vrp8":
                shown = self._show("display schedule reboot")
                return bool(re.search(r"(?i)reboot .*(?:\d+:\d\d|in \d+ )", shown))
            shown = self._show("display configuration trial status")
        except CommandRejectedError:
            return None
        mine = re.search(rf"(?i)persist id *: *{re.escape(self.persist_id)}\s", shown)
        return mine is not None and bool(re.search(r"(?i)status *: *active", shown))

    def _changes_nothing(self) -> bool:
        """Return whether VRP 8 marks its candidate as equal to what runs, by `~` in the prompt."""
        prompt = self._session().prompt
        return self._os == "vrp8" and bool(self._candidate) and prompt.startswith("[~")

    def confirm_commit(self) -> None:
        """Stop the timer that `persist_id` names, in any session, and save."""
        if self._os == "vrp8":
            self._to_system_view()
            self._lost_means_unknown(
                lambda: self._show(f"commit persist {self.persist_id}"),
                "it may have been confirmed",
            )
            self._to_user_view()
        else:
            self._disarm_reboot()
        self._save()
        self._ends_pending()

    def _disarm_reboot(self) -> None:
        try:
            self._show("undo schedule reboot")
        except CommandRejectedError as error:
            # Without a timer the device says so, as an error on some releases [U].
            if not re.search(r"(?i)\b(?:not|no)\b", error.reply):
                raise

    def _save(self) -> None:
        """Make what runs what the device starts with, and check that it is."""
        self._check_saved(
            lambda: self._exchange("save", is_configuration=False, answers=_SAVE_ANSWERS)
        )

    def rollback(self) -> None:
        """Bring back what ran before the commit of `persist_id`, and prove it by reading back."""
        if self._os == "vrp8":
            self._abort_or_invert()
        else:
            self._undo_live()
            self._prove_baseline("the inverse did not bring back what ran before")
            self._disarm_reboot()
            if self._compare_saved():
                self._save()
        self._ends_pending()

    def _abort_or_invert(self) -> None:
        self._to_system_view()
        try:
            self._exchange(
                f"abort trial persist {self.persist_id}",
                is_configuration=False,
                answers=_ABORT_ANSWERS,
            )
            is_inverted = False
        except CommandRejectedError:  # no such trial: it has reverted, or was confirmed
            is_inverted = self._running_digest() != self.baseline_digest
            if is_inverted:
                self._commit_inverse()
        self._to_user_view()
        self._prove_baseline("the device does not run what it ran before")
        if is_inverted:
            self._save()

    def _commit_inverse(self) -> None:
        if not self.inverse:
            raise NotUndoneError("the trial is confirmed and no inverse is known")
        self._candidate = ()
        self.load_merge_candidate(config="\n".join(self.inverse))
        self._commit_two_stage("", None)

    # -- getters ---------------------------------------------------------------------------------

    def get_facts(self) -> dict[str, Any]:
        """Return version, uptime, model, serial number, interfaces."""
        try:
            serial = vrp_parse.serial_number(self._show("display esn"))
        except CommandRejectedError:
            serial = ""
        text = self.get_config("running", sanitized=True)["running"]
        return vrp_parse.facts(self._show("display version"), text, serial)

    def get_interfaces(self) -> dict[str, dict[str, Any]]:
        """Return the state of every interface; speeds in Mbit/s."""
        return vrp_parse.interfaces(self._show("display interface"))

    def get_lldp_neighbors(self) -> dict[str, list[dict[str, str]]]:
        """Return LLDP neighbours by local interface."""
        return vrp_parse.lldp_neighbours(self._show("display lldp neighbor brief"))
