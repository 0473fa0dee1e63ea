"""NAPALM driver for Debian 12 with FRR, Open vSwitch and nftables.

Commands run over SSH, each in a channel of its own, by `sudo -n` unless one logs in as root. A
change is a folder on the device (`parknet.drivers.napalm.frr.scripts`): the daemons' own checkers
are asked first, what is there is kept, a timer that is the device's own is started, and only then
the change is made. It stays only if a new session confirms it. Whatever becomes of the session, the
device goes on.

Secrets travel by standard input, in an archive whose files are root's alone; never as arguments.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from napalm.base.exceptions import MergeConfigException

from parknet.drivers.config_text import digest_of
from parknet.drivers.failures import HalfAppliedError, NotUndoneError, OutcomeUnknownError
from parknet.drivers.napalm.frr import show
from parknet.drivers.napalm.frr.files import (
    ACCOUNTS,
    DAEMONS,
    FILES,
    FRR,
    NFT,
    OVS,
    PACKAGES,
    read_bundle,
    read_written,
    show_bundle,
)
from parknet.drivers.napalm.frr.job import Before, Job, make_job, unpack
from parknet.drivers.napalm.frr.scripts import (
    FOLDERS,
    FRR_RELOAD,
    OVS_SOCKET,
    STATE,
    UNIT,
    WRITTEN,
    boot_unit,
    job_of,
)
from parknet.drivers.napalm.frr.shell import DebianShell
from parknet.drivers.napalm.frr.switch import holding, read_switch
from parknet.errors import CommandRejectedError, DeviceError, DeviceUnreachableError
from parknet.vault import mask

# A switch with many ports and a router with many routes take their time.
APPLY_TIMEOUT_S: Final = 180.0
KEPT_JOBS: Final = 5
_PID: Final = "/run/{}.pid"


class FrrOvsDriver(DebianShell):
    """A Debian machine as a router and a switch."""

    def __init__(
        self,
        hostname: str,
        username: str,
        password: str,
        timeout: int = 60,
        optional_args: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(hostname, username, password, timeout, optional_args)
        self._files: dict[str, bytes] = {}
        self._written: dict[str, str] = {}

    @property
    def is_unsaved(self) -> bool:
        """Return whether FRR runs what its file does not say: a restart would lose it."""
        if self.device is None or FRR not in self._files:
            return False
        done = self._try(FRR_RELOAD, "--test", FRR)
        return not done.status and show.is_different(done.text)

    @property
    def caveat(self) -> str:
        """Return what this device's timer does not guard against; empty where it does."""
        if self._has_systemd:
            return ""
        return "no systemd there: a restart before it is confirmed would keep the change"

    # -- configuration ---------------------------------------------------------------------------

    def get_config(
        self,
        retrieve: str = "all",
        full: bool = False,  # noqa: ARG002  # napalm's signature
        sanitized: bool = False,
        format: str = "text",  # noqa: A002  # napalm's signature
    ) -> dict[str, str]:
        """Return the device's files as one text; it starts with what it runs."""
        if format != "text":
            raise NotImplementedError(f"format {format!r}: these devices show text")
        found = {"running": "", "candidate": "", "startup": ""}
        if retrieve in ("all", "running", "startup"):
            self._read_files()
            text = show_bundle(self._as_it_runs(), self._foreign(), masked=sanitized)
            for name in ("running", "startup"):
                found[name] = text if retrieve in ("all", name) else ""
        if retrieve in ("all", "candidate"):
            found["candidate"] = "".join(f"{line}\n" for line in self._candidate)
        return found

    def _read_files(self) -> None:
        paths = [path.lstrip("/") for path in (*FILES, WRITTEN)]
        found = unpack(self._run("tar", "-cf", "-", "--ignore-failed-read", "-C", "/", *paths))
        self._written = read_written(found.pop(WRITTEN, b"").decode("utf-8", "replace"))
        self._files = found

    def _as_it_runs(self) -> dict[str, bytes]:
        """Return the files, without those lines of the switch's list that it does not hold."""
        if OVS not in self._files or OVS not in self._written:
            return self._files
        lines = self._files[OVS].decode("utf-8", "replace").splitlines()
        held = holding(lines, read_switch(self._as_root))
        return self._files | {OVS: "".join(f"{line}\n" for line in held).encode()}

    def _foreign(self) -> frozenset[str]:
        """Return the files that parknet did not write and that are not as their packages have them.

        A file that parknet wrote and somebody changed is parknet's: it shows as a difference.
        """
        strange = {path for path in self._files if path not in self._written}
        strange -= {path for path in strange if not self._files[path].strip()}
        strange -= {path for path in strange if show.is_plain(path, self._files[path])}
        if not strange:
            return frozenset()
        # [D] dpkg-query(1), ${Conffiles}: path and MD5 of each file as its package has it.
        shipped = self._try("dpkg-query", "-W", "-f=${Conffiles}\\n", *PACKAGES).text
        return frozenset(
            path for path in strange if not show.is_shipped(path, self._files[path], shipped)
        )

    def load_merge_candidate(self, filename: str | None = None, config: str | None = None) -> None:
        """Take a patch: whole files, each headed by `### file: PATH`."""
        if filename is None and config is None:
            raise MergeConfigException("neither a file nor a text was given")
        if filename is not None:
            config = Path(filename).read_text("utf-8")
        lines = tuple((config or "").splitlines())
        read_bundle((*self._candidate, *lines))
        self._candidate = (*self._candidate, *lines)

    def compare_config(self) -> str:
        """Return the candidate's files against the device's, line by line."""
        if not self._candidate:
            return ""
        self._read_files()
        return show.differences(self._files, read_bundle(self._candidate))

    def commit_config(self, message: str = "", revert_in: int | None = None) -> None:
        """Check, keep what is there, start the timer, make the change; never confirms a timed one.

        Raises:
            CommandRejectedError: a checker refused a file; nothing has changed.
            HalfAppliedError: the change ended half-way; the timer runs.
            OutcomeUnknownError: the session was lost while the change was made.
        """
        if message:
            raise NotImplementedError("these devices keep no messages")
        if revert_in is not None and not 1 <= revert_in <= 65535:
            raise MergeConfigException(f"revert_in {revert_in}: 1 to 65535 s")
        self._guard_commit()
        self._push(self.persist_id, self._candidate, revert_in)
        self._is_pending = revert_in is not None

    def _push(self, name: str, lines: tuple[str, ...], revert_in: int | None) -> None:
        self._refuse_pending()
        job = make_job(name, lines, self._before(lines), self._remember)
        try:
            self._upload(job, revert_in or 1)
            self._check(job)
        except CommandRejectedError:
            self._try("rm", "-rf", job_of(name))
            raise
        if revert_in is None:
            self._run("touch", f"{STATE}/confirmed/{name}")
        else:
            self._arm(name, revert_in)
        self._apply(name)
        if revert_in is None:
            self._tidy(name)

    def _refuse_pending(self) -> None:
        self._run("install", "-d", "-m", "0700", STATE, *(f"{STATE}/{part}" for part in FOLDERS))
        for part in ("armed", "undoing"):
            pending = self._run("ls", f"{STATE}/{part}").decode().split()
            if pending:
                raise DeviceError(f"a change is {part} there already: {', '.join(pending)}")

    def _before(self, lines: Sequence[str]) -> Before:
        if not self._files:
            self._read_files()
        bundle = read_bundle(lines)
        touched = {*bundle.files, *bundle.gone}
        routing = switch = filters = accounts = b""
        if touched & {FRR, DAEMONS}:
            routing = self._run("vtysh", "-c", "show running-config no-header")
        if OVS in touched:
            switch = self._run("ovsdb-client", "backup", OVS_SOCKET)
        if NFT in touched:
            filters = self._try("nft", "list", "table", "inet", "parknet").output
        if ACCOUNTS in touched:
            users = [row.partition(":")[0] for row in bundle.files.get(ACCOUNTS, "").splitlines()]
            shadow = self._run("getent", "shadow", *users).decode()
            rows = (row.split(":") for row in shadow.splitlines())
            accounts = "".join(f"{row[0]}:{row[1]}\n" for row in rows).encode()
        return Before(
            self._files, self._written, self._services(), routing, switch, filters, accounts
        )

    def _services(self) -> frozenset[str]:
        if self._has_systemd:
            units = self._run("ls", "/lib/systemd/system").decode().split()
            return frozenset(unit.removesuffix(".service") for unit in units)
        return frozenset(self._run("ls", "/etc/init.d").decode().split())

    def _upload(self, job: Job, seconds: int) -> None:
        folder = job_of(job.name)
        self._run("rm", "-rf", folder)
        self._run("tar", "-xf", "-", "--no-same-owner", "-C", f"{STATE}/jobs",
                  stdin=job.archive(seconds))  # fmt: skip
        kept = [path for path in (*job.plain, *job.bundle.gone) if path in self._files]
        if kept:
            self._run("cp", "-a", "--parents", *kept, f"{folder}/old")

    def _check(self, job: Job) -> None:
        """Ask the programs that the files are for; nothing has changed yet."""
        for path in job.plain:
            new = f"{job_of(job.name)}/new{path}"
            if FILES[path].check:
                self._run(*(word.replace("{}", new) for word in FILES[path].check))
            if path == FRR and DAEMONS not in job.plain:
                self._run(FRR_RELOAD, "--test", new)

    # -- timer -----------------------------------------------------------------------------------

    def _arm(self, name: str, seconds: int) -> None:
        """Start what will undo the change, on the device and in no session of ours."""
        job = job_of(name)
        self._run("touch", f"{STATE}/armed/{name}")
        if self._has_systemd:
            unit = f"/etc/systemd/system/{UNIT}"
            self._run("install", "-m", "0644", "/dev/stdin", unit, stdin=boot_unit(name).encode())
            self._run("systemctl", "daemon-reload")
            self._run("systemctl", "enable", "--quiet", UNIT)
            # [D] systemd-run(1), --on-active
            self._run("systemd-run", "--quiet", "--collect", f"--unit={name}",
                      f"--on-active={seconds}", "--timer-property=AccuracySec=1",
                      "/bin/sh", f"{job}/undo")  # fmt: skip
            return
        # [D] start-stop-daemon(8), --background: a session of its own, detached from ours.
        pid = _PID.format(name)
        self._run("start-stop-daemon", "--start", "--background", "--make-pidfile", "--pidfile",
                  pid, "--exec", "/bin/sh", "--", f"{job}/timer")  # fmt: skip
        self._run("start-stop-daemon", "--status", "--pidfile", pid)

    def _disarm(self, name: str) -> None:
        """Stop the timer; its marker is somebody else's already, so it could do nothing."""
        if self._has_systemd:
            self._try("systemctl", "stop", f"{name}.timer")
            self._try("systemctl", "disable", "--quiet", UNIT)
            self._try("rm", "-f", f"/etc/systemd/system/{UNIT}")
            self._try("systemctl", "daemon-reload")
        else:
            self._try("start-stop-daemon", "--stop", "--oknodo", "--retry", "5", "--pidfile",
                      _PID.format(name), "--remove-pidfile")  # fmt: skip

    def _apply(self, name: str) -> None:
        log = f"{job_of(name)}/log"
        try:
            done = self._try("sh", f"{job_of(name)}/apply", timeout_s=APPLY_TIMEOUT_S)
        except DeviceUnreachableError as error:
            raise OutcomeUnknownError(f"{error}; what it was told goes on by itself") from None
        if done.status:
            line, reply = show.failed_at(self._try("cat", log).text or done.told)
            raise HalfAppliedError(line, mask(reply, self._plain))

    def confirm_commit(self) -> None:
        """Keep the change of this `persist_id`; a new driver object may do so.

        Raises:
            DeviceError: the timer was faster, or the change has not ended.
        """
        name = self.persist_id
        if self._is_in("confirmed", name):
            return self._ends_pending()
        if not self._is_in("armed", name):
            if self._is_in("undone", name) or self._is_in("undoing", name):
                raise DeviceError("its timer was faster: it runs what it ran before")
            raise OutcomeUnknownError(f"the device knows no change {name}")
        if self._try("ls", f"{job_of(name)}/applied").status:
            raise DeviceError("the change has not come to its end; it is undone by its timer")
        moved = self._try("mv", "-T", f"{STATE}/armed/{name}", f"{STATE}/confirmed/{name}")
        if moved.status:
            raise DeviceError("its timer was faster: it is being undone")
        self._disarm(name)
        self._tidy(name)
        return self._ends_pending()

    def _is_armed(self) -> bool:
        """Return whether the change of `persist_id` still waits to be confirmed."""
        return self._is_in("armed", self.persist_id)

    def _is_in(self, part: str, name: str) -> bool:
        return not self._try("ls", f"{STATE}/{part}/{name}").status

    def _tidy(self, name: str) -> None:
        """Leave no secrets of the new files lying about, and only the last few changes to undo."""
        self._try("rm", "-rf", f"{job_of(name)}/new")
        jobs = self._try("ls", "-1t", f"{STATE}/jobs").text.split()
        for old in jobs[KEPT_JOBS:]:
            markers = [f"{STATE}/{part}/{old}" for part in ("confirmed", "undone")]
            self._try("rm", "-rf", job_of(old), *markers)

    def _save(self) -> None:
        """Nothing is left to be saved: files are what the device starts with."""

    def rollback(self) -> None:
        """Bring back what ran before the change of this `persist_id`, and prove it.

        Raises:
            NotUndoneError: it runs something else than before.
        """
        name = self.persist_id
        if self._is_in("confirmed", name):
            # Confirmed long ago: the same undoing is begun by hand.
            self._run("mv", "-T", f"{STATE}/confirmed/{name}", f"{STATE}/armed/{name}")
        elif self._is_in("undoing", name):
            # Its undoing was interrupted, or is under way: it may be done twice.
            self._try("mv", "-T", f"{STATE}/undoing/{name}", f"{STATE}/armed/{name}")
        if self._is_in("armed", name):
            self._undo(name)
        elif not self._is_in("undone", name):
            if self.irreversible:
                raise NotUndoneError(
                    "the machine has lost what it kept of before, and the change holds secrets "
                    "whose former values nobody knows"
                )
            self._push(f"{name}-back", self.inverse, None)
        self._ends_pending()
        self._prove_baseline("it was undone, and yet runs something else than before")

    def _undo(self, name: str) -> None:
        try:
            done = self._try("sh", f"{job_of(name)}/undo", timeout_s=APPLY_TIMEOUT_S)
        except DeviceUnreachableError as error:
            raise OutcomeUnknownError(f"{error}; its undoing goes on by itself") from None
        self._disarm(name)
        if done.status and not self._is_in("undone", name):
            raise NotUndoneError(f"undoing failed: {mask(done.told, self._plain)}")

    def _running_digest(self) -> str:
        return digest_of(self.get_config("running", sanitized=True)["running"])
