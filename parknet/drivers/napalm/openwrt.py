"""NAPALM driver of OpenWrt: changes are staged, take effect together, and come back by themselves.

rpcd stages in a folder of a session of its own, `uci apply` copies the files it is about to change,
commits, has services reload, and brings the copies back when nobody confirms in time. What that
needs [C] (rpcd, uci.c and session.c; openwrt/uci, cli.c and delta.c):

* `apply`, `confirm` and `rollback` want a `ubus_rpc_session`, and of `confirm` and `rollback` only
  that it is the one of `apply`: so a new SSH session may confirm, and finds the session's id in a
  file of its own (0600, in memory: a restart loses the timer with it).
* whoever may use ubus may create a session and grant it files; `apply` checks that it may write.
* `apply` commits what the daemon's cursor sees, and that looks where it was last told to: so
  `changes` is called with the session right before.
* `uci batch` ends with 0 whatever was refused: any word on standard error counts as a refusal.
* a commit that cannot be written (flash is full) is not told: what stands is read back.

The password of the account that logs in stands in no package: `parknet.drivers.napalm.uci.login`.

Without rpcd there is no timer: changes are staged and committed, and undone by their inverse.
"""

import contextlib
import re
from collections.abc import Sequence
from typing import Any, Final

from parknet.drivers.config_text import check_lines, digest_of
from parknet.drivers.exec_session import complaint
from parknet.drivers.failures import HalfAppliedError, NotUndoneError, OutcomeUnknownError
from parknet.drivers.napalm.uci import login, parse
from parknet.drivers.napalm.uci.shell import OpenWrtShell
from parknet.drivers.uci_text import comparable, filled, masked
from parknet.errors import (
    CommandRejectedError,
    DeviceError,
    DeviceUnreachableError,
    SecretError,
)
from parknet.vault import mask

_RELEASES: Final = {"23.05": "openwrt2305"}
_NO_TIMER: Final = "_plain"  # of systems where nothing reverts by itself
_FOLDER: Final = "/var/run/rpcd/uci-"  # [C] rpcd, include/rpcd/uci.h
# Of a session that nobody uses: longer than any timer, for `confirm` needs its id alone.
_SESSION_S: Final = 7200
_TIMER_S: Final = range(1, 86_401)
_NO_DATA: Final = 5  # [D] ubusmsg.h, UBUS_STATUS_NO_DATA


class OpenWrtDriver(OpenWrtShell):
    """OpenWrt over SSH (dropbear)."""

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
        self._has_timer = False
        self._sid = ""
        self._staged_lines: tuple[str, ...] = ()  # of the candidate, those that UCI takes
        self._password = ""  # that the candidate sets

    def open(self) -> None:
        """Connect, check that it is a known OpenWrt, and whether it can revert by itself."""
        super().open()
        release = self._board().get("release", {})
        version = str(release.get("version", ""))
        known = _RELEASES.get(".".join(version.split(".")[:2]))
        if release.get("distribution") != "OpenWrt" or known is None:
            self.close()
            raise DeviceError(
                f"{self.hostname}:{self.port}: this is {release.get('distribution', 'no OpenWrt')} "
                f"{version}, and OpenWrt {' or '.join(_RELEASES)} is what this release knows"
            )
        self._has_timer = self._run("ubus list uci").status == 0
        self._os = known if self._has_timer else known + _NO_TIMER

    def close(self) -> None:
        """Close the connection; what was staged and not applied is thrown away."""
        if self._candidate and not self._is_pending and self.is_alive()["is_alive"]:
            with contextlib.suppress(DeviceError):
                self._unstage()
        super().close()
        self._forget_candidate()

    def _forget_candidate(self) -> None:
        self._candidate = self._staged_lines = ()
        self._password = ""

    @property
    def _login(self) -> login.Login:
        """Return what changes the password, under this run's name."""
        return login.Login(self, self.username, self._kept)

    @property
    def os(self) -> str:
        """Return the release; without a timer ending in `_plain`; an empty text before `open`."""
        return self._os

    # -- configuration ---------------------------------------------------------------------------

    def get_config(
        self,
        retrieve: str = "all",
        full: bool = False,  # noqa: ARG002  # napalm's signature
        sanitized: bool = False,
        format: str = "text",  # noqa: A002  # napalm's signature
    ) -> dict[str, str]:
        """Return what is committed, which is what runs and what the device starts with."""
        if format != "text":
            raise NotImplementedError(f"format {format!r}: UCI shows text")
        found = {"running": "", "candidate": "", "startup": ""}
        if retrieve in ("all", "running", "startup"):
            text = self._export("uci export")
            shown = masked(text) if sanitized else text
            found |= {name: shown for name in ("running", "startup") if retrieve in ("all", name)}
        if retrieve in ("all", "candidate"):
            found["candidate"] = "".join(f"{line}\n" for line in self._candidate)
        return found

    def _export(self, command: str) -> str:
        text = comparable(self._must(command))
        if "package network\n" not in text:
            raise DeviceError("the configuration did not arrive whole: it has no package network")
        return text + login.shown(self.username)

    def _compare_saved(self) -> bool:
        """Return whether somebody has staged changes that are not committed."""
        return bool(self._must("uci changes").strip())

    def _save(self) -> None:
        """Do nothing: what runs is what stands on flash."""

    # -- life cycle ------------------------------------------------------------------------------

    def _load(self, lines: Sequence[str]) -> None:
        """Stage lines; after a refusal nothing is staged."""
        if len(lines) == len(self._candidate):
            self._refuse_staged()
        staged = tuple(line.strip() for line in lines if not login.is_password(line))
        try:
            if staged and not self._staged_lines:
                self._open_stage()
            for line in lines:
                if login.is_password(line):
                    self._password = login.password_in(line, self.username, self._remember)
            self._staged_lines = (*self._staged_lines, *staged)
            self._stage(staged)
        except (CommandRejectedError, SecretError):
            self._unstage()
            self._forget_candidate()
            raise

    def _stage(self, lines: Sequence[str]) -> None:
        if not lines:
            return
        commands = "".join(f"{filled(line, self._remember)}\n" for line in lines)
        reply = self._run(f"{self._staged} batch", commands)
        if reply.status or reply.stderr.strip():
            said = mask(masked(complaint(reply)), self._plain)
            raise CommandRejectedError("uci batch", f"{said}; nothing has taken effect")

    def _refuse_staged(self) -> None:
        if self._compare_saved():
            self._forget_candidate()
            raise CommandRejectedError(
                "uci changes",
                "somebody has staged changes, which would take effect with ours: commit or revert"
                " them first",
            )
        if not self.baseline_digest:
            self.baseline_digest = self._running_digest()

    def _open_stage(self) -> None:
        if self._has_timer:
            reply = self._ubus("session", "create", timeout=_SESSION_S)
            made = parse.object_of(reply.stdout or "null", "ubus call session create")
            self._sid = parse.session_id(str(made.get("ubus_rpc_session", "")))
            rights = [["*", "read"], ["*", "write"]]
            granted = self._ubus(
                "session", "grant", ubus_rpc_session=self._sid, scope="uci", objects=rights
            )
            if granted.status:
                raise CommandRejectedError("ubus call session grant", complaint(granted))

    @property
    def _staged(self) -> str:
        """Return `uci` as it sees, and keeps, what this session stages."""
        return f"uci -P {_FOLDER}{self._sid}" if self._sid else "uci"

    def _unstage(self) -> None:
        """Throw away what is staged."""
        if self._sid:
            self._ubus("session", "destroy", ubus_rpc_session=self._sid)
            self._sid = ""
            return
        for package in sorted({parse.package_of(line) for line in self._staged_lines}):
            self._must(f"uci revert {package}")

    def compare_config(self) -> str:
        """Return `uci changes`, the device's own list of what is staged, secrets masked."""
        if not self._candidate:
            return ""
        rows = masked(self._must(f"{self._staged} changes")).splitlines()
        return "\n".join([*rows, *([login.change_shown(self.username)] if self._password else [])])

    def discard_config(self) -> None:
        """Throw away what is staged."""
        if self._candidate:
            self._unstage()
        self._forget_candidate()

    def commit_config(
        self,
        message: str = "",  # noqa: ARG002  # napalm's signature; UCI keeps no remarks
        revert_in: int | None = None,
    ) -> None:
        """Make what is staged take effect; all of it, or nothing.

        Args:
            message: not kept.
            revert_in: seconds until rpcd brings back what ran before, 1 to 86400.
        """
        self._guard_commit()
        if revert_in is not None:
            if not self._has_timer:
                raise CommandRejectedError(
                    "uci apply", "no rpcd on the device: nothing would revert by itself"
                )
            if revert_in not in _TIMER_S:
                raise ValueError(f"revert_in is {revert_in} s; a timer takes 1 to 86400 s")
        wanted = digest_of(masked(self._export(f"{self._staged} export")))
        self._make(revert_in)
        self._is_pending = revert_in is not None
        try:
            is_written = self._running_digest() == wanted
        except DeviceUnreachableError as error:
            raise OutcomeUnknownError(f"{error}; the change may have taken effect") from None
        if not is_written:
            self._not_written()
        if revert_in is None:
            self._end_session()
            if self._password:
                self._login.forget()
        self._forget_candidate()

    def _make(self, revert_in: int | None) -> None:
        """Set the password and have UCI's part take effect, or neither."""
        if self._password:
            self._login.change(self._password, revert_in)
        try:
            if self._staged_lines:
                self._apply(revert_in) if self._has_timer else self._commit_at_once()
        except HalfAppliedError:
            raise
        except CommandRejectedError:
            self._login.undo()
            raise
        except DeviceUnreachableError as error:
            if self._password:  # which it has by now
                raise OutcomeUnknownError(str(error)) from None
            raise

    def _apply(self, revert_in: int | None) -> None:
        self._must(f"umask 077 && cat > {self._kept}", f"{self._sid}\n")
        terms: dict[str, Any] = {"rollback": revert_in is not None}
        if revert_in is not None:
            terms["timeout"] = revert_in
        # Tells the daemon's cursor where to look; the next call uses it.
        changes = self._ubus("uci", "changes", ubus_rpc_session=self._sid)
        if changes.status:
            raise CommandRejectedError("ubus call uci changes", complaint(changes))
        try:
            reply = self._ubus("uci", "apply", ubus_rpc_session=self._sid, **terms)
        except DeviceUnreachableError as error:
            raise OutcomeUnknownError(f"{error}; the change may have taken effect") from None
        if reply.status:
            self._unstage()
            self._forget_candidate()
            raise CommandRejectedError("ubus call uci apply", complaint(reply))

    def _commit_at_once(self) -> None:
        """Commit without a timer; services reload what has changed."""
        try:
            self._must("uci commit")
            self._must("reload_config")
        except CommandRejectedError as error:
            raise HalfAppliedError(error.line, error.reply) from None
        except DeviceUnreachableError as error:
            raise OutcomeUnknownError(f"{error}; the change may have taken effect") from None

    def _not_written(self) -> None:
        """Bring back what can be, and say that the device did not do what it was told."""
        line, said = "uci apply", "what was staged does not stand: is the flash full?"
        if self._sid:
            self._ubus("uci", "rollback", ubus_rpc_session=self._sid)
            self._end_session()
        if self._password:
            self._login.undo()
        self._is_pending = False
        self._forget_candidate()
        if self._running_digest() == self.baseline_digest:
            raise CommandRejectedError(line, f"{said} Nothing has changed")
        raise HalfAppliedError(line, said)

    @property
    def _kept(self) -> str:
        """Return the file that keeps the session's id for whoever confirms."""
        return f"/tmp/{re.sub(r'[^A-Za-z0-9-]', '-', self.persist_id)}"  # noqa: S108  # OpenWrt's own

    def _find_session(self) -> str:
        """Return the id of the session that armed a timer, or an empty text."""
        if not self._sid:
            reply = self._run(f"cat {self._kept}")
            self._sid = parse.session_id(reply.stdout.strip()) if reply.status == 0 else ""
        return self._sid

    def _end_session(self) -> None:
        """Forget a session on the device: what it staged may hold secrets."""
        if self._sid:
            self._ubus("session", "destroy", ubus_rpc_session=self._sid)
            self._run(f"rm -f {self._kept}")
        self._sid = ""

    def confirm_commit(self) -> None:
        """Stop the timer, in any session; what runs stands on flash already."""
        if not self._has_timer:  # there is none to stop: a new session got through, and that is all
            self._ends_pending()
            return
        sets_password = self._login.is_known()
        if not self._find_session() and not sets_password:
            raise CommandRejectedError(
                "ubus call uci confirm", "no timer of this run: it has reverted, or was confirmed"
            )
        try:
            self._stop_timers(sets_password=sets_password)
        except DeviceUnreachableError as error:
            raise OutcomeUnknownError(f"{error}; it may have been confirmed") from None
        self._end_session()
        self._ends_pending()

    def _stop_timers(self, *, sets_password: bool) -> None:
        """Have both stay or neither: the device does them in one go."""
        call = f"""ubus call uci confirm '{{"ubus_rpc_session":"{self._sid}"}}'"""
        steps = [call] if self._sid else []
        if sets_password:
            steps = [self._login.claim, *steps, self._login.settle]
        reply = self._run(" && ".join(steps), shown="ubus call uci confirm")
        if not reply.status:
            if sets_password:
                self._login.forget()
            return
        is_over = reply.status == _NO_DATA
        if sets_password:
            is_over |= not self._login.undo()
        if is_over:
            self._end_session()
            raise CommandRejectedError(
                "ubus call uci confirm", "no timer runs: it has reverted, or was confirmed"
            )
        raise CommandRejectedError("ubus call uci confirm", complaint(reply))

    def rollback(self) -> None:
        """Bring back what ran before the commit of `persist_id`, and prove it by reading back."""
        is_password_back = self._login.undo()
        if not (self._find_session() and self._stop_timer()):
            self._end_session()
            is_same = self._running_digest() == self.baseline_digest
            # Nobody can read which password it has: the former one is set anew.
            lines = [line for line in self.inverse
                     if not (is_password_back if login.is_password(line) else is_same)]  # fmt: skip
            if lines or not is_same:
                self._commit_inverse(lines)
        self._prove_baseline("the device does not run what it ran before")
        self._ends_pending()

    def _stop_timer(self) -> bool:
        """Have rpcd bring back its copies now; return whether it had any of this run."""
        reply = self._ubus("uci", "rollback", ubus_rpc_session=self._sid)
        self._end_session()
        return reply.status == 0

    def _commit_inverse(self, lines: Sequence[str]) -> None:
        if not lines:
            raise NotUndoneError("it is confirmed and no inverse is known")
        self._forget_candidate()
        self._is_pending = False
        self.load_merge_candidate(config="\n".join(check_lines(lines)))
        self.commit_config()

    # -- getters ---------------------------------------------------------------------------------

    def get_vlans(self) -> dict[str, dict[str, Any]]:
        """Return configured VLANs with their ports."""
        return parse.vlans(self._export("uci export"))
