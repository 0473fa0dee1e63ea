"""NAPALM driver of Arista EOS over SSH: a draft on the device, a timer that takes it back.

A configuration session bears the name of the run (`persist_id`), so that any later process can
confirm or abort it; the lines go into it, and nothing takes effect before its commit.

What NAPALM's own driver does otherwise, and why it is not used [C]: its `rollback` returns to the
*startup* configuration, which is not what ran before; `confirm_commit` needs the very object that
committed; it speaks the HTTP API, which our templates leave off; it commits over what others have
changed since the session was opened.

Commands: [D] Arista EOS User Manual 4.32, Configure Session. A commit replaces what runs by a copy
that is as old as the session; so what runs is read again before it.
"""

import contextlib
import re
from collections.abc import Sequence
from typing import Any, Final

from netmiko.arista.arista import AristaSSH

from parknet.drivers.cisco_session import CiscoSession
from parknet.drivers.eos_text import Waiting, mask_eos, waiting
from parknet.drivers.failures import NotUndoneError, OutcomeUnknownError
from parknet.drivers.napalm.arista import parse as eos_parse
from parknet.drivers.napalm.configured import ConfiguredDriver
from parknet.errors import CommandRejectedError, DeviceError, DeviceUnreachableError

# `! …` is a remark. [D] Command-Line Interface, error messages.
_ERROR: Final = re.compile(r"^\s*(?:%(?!\s*Warning)|(?:Error|Cannot|Failed)\b)", re.MULTILINE)
_FULL: Final = re.compile(r"(?i)maximum number of pending sessions")
_TIMER_S: Final = range(1, 86_400)  # [D] commit timer hh:mm:ss
_OURS: Final = "parknet-"


class EosSession(CiscoSession, AristaSSH):  # type: ignore[misc]  # overrides differ on purpose
    """A command line of Arista EOS."""

    netmiko_type = "arista_eos"


class AristaEosDriver(ConfiguredDriver):
    """Arista EOS over SSH."""

    session_type = EosSession
    _addresses_in = staticmethod(eos_parse.addresses)
    _vlans_in = staticmethod(eos_parse.vlans)
    enter_command = "configure"
    return_command = "end"
    leave_command = "exit"
    negation = "no"
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
        self._has_draft = False

    def open(self) -> None:
        """Connect, become privileged where that asks nothing, check that it is EOS."""
        super().open()
        try:
            if not self._session().prompt.endswith("#"):
                self._show("enable")
            if not self._session().prompt.endswith("#"):
                raise DeviceError(f"{self.hostname}:{self.port}: the user has no privilege")
            if not eos_parse.is_eos(self._show("show version")):
                raise DeviceError(f"{self.hostname}:{self.port}: this is not Arista EOS")
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close the session; a draft that was not committed is taken off the device."""
        if self._has_draft and self.device is not None and self.device.is_alive():
            with contextlib.suppress(DeviceError):
                self._give_up()
        self._has_draft = False
        super().close()

    @property
    def os(self) -> str:
        """Return `eos`; `open` has checked it."""
        return "eos"

    def _error_in(self, reply: str, *, is_configuration: bool) -> str:  # noqa: ARG002  # Comware
        match = _ERROR.search(reply)
        return "" if match is None else " ".join(reply[match.start() :].split())

    def _spoken(self, line: str) -> str:
        """Call a plain password plain: behind `sha512` only a hash is taken [D] username."""
        return re.sub(r"\bsecret sha512 (?=<<secret:)", "secret 0 ", line)

    def _masked(self, text: str) -> str:
        return mask_eos(text)

    def _compare_saved(self) -> bool:
        try:
            return bool(self._show("show running-config diffs").strip())
        except CommandRejectedError:  # not on every release
            return bool(super()._compare_saved())

    # -- sessions --------------------------------------------------------------------------------

    def _waiting(self) -> Waiting:
        """Return what the device holds of sessions."""
        return waiting(self._show("show configuration sessions detail"))

    def _abort(self, name: str) -> None:
        self._show(f"configure session {name} abort")

    def _load(self, lines: Sequence[str]) -> None:
        """Send lines into the session's draft; after a refusal it is gone."""
        if not self._has_draft and not self.baseline_digest:
            self.baseline_digest = self._running_digest()
        self._open_draft()
        try:
            for line in lines:
                self._configure(line)
        except CommandRejectedError:
            self._candidate = ()
            self._give_up()
            raise
        self._to_user_view()

    def _open_draft(self) -> None:
        """Enter the session of this run: anew, unless this object has opened it."""
        name = self.persist_id
        if not self._has_draft:
            found = self._waiting()
            if found.saves_by_itself:
                raise CommandRejectedError(
                    "configure session", "the device saves at every commit, so nothing would revert"
                )
            if found.timed:
                raise CommandRejectedError(
                    "configure session",
                    f"session {found.timed} is committed and waits for its timer",
                )
            if name in found.drafts:  # an earlier process was cut off
                self._abort(name)
        try:
            self._show(f"configure session {name}")
        except CommandRejectedError as error:
            if not _FULL.search(error.reply):
                raise
            # Only drafts that processes of ours left behind when they were cut off.
            for left in sorted(self._waiting().drafts):
                if left.startswith(_OURS):
                    self._abort(left)
            self._show(f"configure session {name}")
        if "(config-s-" not in self._session().prompt:
            raise DeviceError(f"the prompt shows no session: {self._session().prompt}")
        self._has_draft = True

    def _give_up(self) -> None:
        """Take the draft off the device."""
        self._has_draft = False
        if self._session().is_alive():
            self._to_user_view()
            with contextlib.suppress(CommandRejectedError):  # somebody else was faster
                self._abort(self.persist_id)

    # -- life cycle ------------------------------------------------------------------------------

    def compare_config(self) -> str:
        """Return the device's own difference, secrets masked."""
        if not self._has_draft:
            return str(super().compare_config())
        shown = self._show(f"show session-config named {self.persist_id} diffs")
        return mask_eos("\n".join(shown.strip("\n").splitlines()[2:]))

    def discard_config(self) -> None:
        """Abort the session."""
        if self._has_draft:
            self._give_up()
        super().discard_config()

    def commit_config(
        self,
        message: str = "",  # noqa: ARG002  # napalm's signature; EOS keeps no label
        revert_in: int | None = None,
    ) -> None:
        """Make the draft take effect; nothing is saved before `confirm_commit`.

        Args:
            message: not kept.
            revert_in: seconds until the device reverts by itself, 1 to 86399.
        """
        self._guard_commit()
        if revert_in is not None and revert_in not in _TIMER_S:
            raise ValueError(f"revert_in is {revert_in} s; EOS takes 1 to 86399 s")
        command = f"configure session {self.persist_id} commit"
        if revert_in is not None:
            hours, rest = divmod(revert_in, 3600)
            command += f" timer {hours:02d}:{rest // 60:02d}:{rest % 60:02d}"
        try:
            self._check_draft()
            self._commit(command, is_timed=revert_in is not None)
        except CommandRejectedError:
            self._candidate = ()
            self._give_up()
            raise
        self._is_pending = revert_in is not None

    def _check_draft(self) -> None:
        """Refuse to commit what somebody aborted, or over what somebody changed."""
        if self.persist_id not in self._waiting().drafts:
            # The commit of a session that is not there would commit an empty one.
            raise CommandRejectedError("commit", "the session is gone: somebody aborted it")
        if self._running_digest() != self.baseline_digest:
            raise CommandRejectedError(
                "commit",
                "the device was changed meanwhile, which the commit would undo; plan again",
            )

    def _commit(self, command: str, *, is_timed: bool) -> None:
        try:
            self._show(command)
            self._has_draft = False
            self._candidate = ()
            timed = self._waiting().timed if is_timed else self.persist_id
        except DeviceUnreachableError as error:
            self._has_draft = False
            raise OutcomeUnknownError(f"{error}; the commit may have taken effect") from None
        if timed != self.persist_id:
            raise OutcomeUnknownError(
                "the device does not say that its timer runs: it may run the change for good"
            )

    def has_pending_commit(self) -> bool:
        """Return whether a session runs on a commit timer, whoever committed it."""
        return bool(self._waiting().timed)

    def _is_armed(self) -> bool:
        """Return whether the session of `persist_id` runs on its timer."""
        return self._waiting().timed == self.persist_id

    def _changes_nothing(self) -> bool:
        """Return whether the draft differs in nothing from what runs."""
        if not self._has_draft:
            return False
        return not self._show(f"show session-config named {self.persist_id} diffs").strip()

    def confirm_commit(self) -> None:
        """Stop the timer of `persist_id`'s session, over any connection, and save."""
        self._expect_timer()
        self._lost_means_unknown(
            lambda: self._show(f"configure session {self.persist_id} commit"),
            "it may have been confirmed",
        )
        if self._waiting().timed:
            raise OutcomeUnknownError("the timer still runs after its confirmation")
        self._save()
        self._ends_pending()

    def _expect_timer(self) -> None:
        timed = self._waiting().timed
        if timed != self.persist_id:
            what = f"session {timed} waits" if timed else "no session waits"
            raise DeviceError(f"{what} for a commit timer, and not that of this run")

    def _save(self) -> None:
        """Make what runs what the device starts with, and check that it is."""
        self._check_saved(lambda: self._show("write memory"))

    def rollback(self) -> None:
        """Bring back what ran before the commit of `persist_id`, and prove it by reading back."""
        self._to_user_view()
        found = self._waiting()
        is_inverted = False
        if self.persist_id == found.timed or self.persist_id in found.drafts:
            self._abort(self.persist_id)
        elif self._running_digest() != self.baseline_digest:
            self._commit_inverse()
            is_inverted = True
        self._has_draft = False
        self._prove_baseline("the device does not run what it ran before")
        if is_inverted:
            self._save()
        self._ends_pending()

    def _commit_inverse(self) -> None:
        if not self.inverse:
            raise NotUndoneError("the commit is confirmed and no inverse is known")
        baseline, self.baseline_digest = self.baseline_digest, self._running_digest()
        self._candidate = ()
        self._is_pending = False
        try:
            self.load_merge_candidate(config="\n".join(self.inverse))
            self.commit_config()
        finally:
            self.baseline_digest = baseline

    # -- getters ---------------------------------------------------------------------------------

    def get_facts(self) -> dict[str, Any]:
        """Return version, uptime, model, serial number, interfaces."""
        text = self.get_config("running", sanitized=True)["running"]
        return eos_parse.facts(self._show("show version"), text)

    def get_interfaces(self) -> dict[str, dict[str, Any]]:
        """Return the state of every interface; speeds in Mbit/s."""
        return eos_parse.interfaces(self._show("show interfaces | json"))

    def get_lldp_neighbors(self) -> dict[str, list[dict[str, str]]]:
        """Return LLDP neighbours by local interface."""
        return eos_parse.lldp_neighbours(self._show("show lldp neighbors | json"))
