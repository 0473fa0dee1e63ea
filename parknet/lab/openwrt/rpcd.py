"""rpcd's part of ubus: sessions, and `uci apply` with a timer that brings files back.

[C] rpcd, session.c and uci.c: `apply` takes what a session has staged in a folder of its own, keeps
copies of the files it is about to change, commits and has services reload; `confirm` and `rollback`
want the same session id and nothing else; without either, the copies come back. All of it is in
memory: a device that loses power in between starts with what was committed.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from parknet.lab.clock import LabClock, Timer
from parknet.lab.openwrt.uci import Delta, Package

# [D] ubus, ubusmsg.h, enum ubus_msg_status.
OK, INVALID_ARGUMENT, METHOD_NOT_FOUND, NOT_FOUND, NO_DATA, PERMISSION_DENIED = 0, 2, 3, 4, 5, 6
SAYS: Final = {
    INVALID_ARGUMENT: "Invalid argument",
    METHOD_NOT_FOUND: "Method not found",
    NOT_FOUND: "Not found",
    NO_DATA: "No response",
    PERMISSION_DENIED: "Permission denied",
}
FOLDER: Final = "/var/run/rpcd/uci-"
DEFAULT_APPLY_S: Final = 60
DEFAULT_SESSION_S: Final = 300
Deltas = dict[str, list[Delta]]
Answer = tuple[int, dict[str, Any]]


@dataclass(slots=True)
class Session:
    """A session of rpcd; it ends when nobody uses it for so long."""

    timeout_s: float
    ends_s: float
    scopes: set[tuple[str, str, str]] = field(default_factory=set)


@dataclass(slots=True)
class Pending:
    """An apply that waits for its confirmation."""

    sid: str
    files: dict[str, Package]
    deltas: Deltas
    timer: Timer


@dataclass(slots=True)
class Rpcd:
    """The daemon.

    Attributes:
        clock: lab time.
        staged: what each folder of deltas holds, by package; shared with the device.
        file: returns a copy of a committed package.
        put: puts a package's file back and has services reload.
        commit: commits a session's deltas of packages and has services reload.
    """

    clock: LabClock
    staged: dict[str, Deltas]
    file: Callable[[str], Package]
    put: Callable[[dict[str, Package]], None]
    commit: Callable[[str, list[str]], None]
    pending: Pending | None = None
    sessions: dict[str, Session] = field(default_factory=dict)
    _made: int = 0

    def forget(self) -> None:
        """Lose everything, as in a restart."""
        if self.pending is not None:
            self.pending.timer.cancel()
        self.pending = None
        self.sessions.clear()

    def call(self, path: str, method: str, message: dict[str, Any]) -> Answer:
        """Answer a call of `session` or `uci`."""
        known = {
            "session": {
                "create": self._create,
                "grant": self._grant,
                "destroy": self._destroy,
            },
            "uci": {
                "changes": self._changes,
                "apply": self._apply,
                "confirm": self._confirm,
                "rollback": self._rollback,
            },
        }
        work = known[path].get(method)
        return (METHOD_NOT_FOUND, {}) if work is None else work(message)

    # Sessions

    def _create(self, message: dict[str, Any]) -> Answer:
        self._made += 1
        seed = f"{self.clock.now()} {self._made}".encode()
        sid = hashlib.blake2b(seed, digest_size=16).hexdigest()
        timeout_s = int(message.get("timeout", DEFAULT_SESSION_S))
        self.sessions[sid] = Session(timeout_s, self.clock.now() + timeout_s)
        return OK, {"ubus_rpc_session": sid, "timeout": timeout_s, "expires": timeout_s,
                    "acls": {}, "data": {}}  # fmt: skip

    def _live(self, message: dict[str, Any]) -> Session | None:
        """Return the session of a call, used just now."""
        sid = str(message.get("ubus_rpc_session", ""))
        session = self.sessions.get(sid)
        if session is None:
            return None
        if session.ends_s <= self.clock.now():
            self._drop(sid)
            return None
        session.ends_s = self.clock.now() + session.timeout_s
        return session

    def _drop(self, sid: str) -> None:
        self.sessions.pop(sid, None)
        self.staged.pop(FOLDER + sid, None)

    def _grant(self, message: dict[str, Any]) -> Answer:
        session = self._live(message)
        objects = message.get("objects")
        if session is None or not isinstance(objects, list):
            return (NOT_FOUND if session is None else INVALID_ARGUMENT), {}
        scope = str(message.get("scope", "ubus"))
        session.scopes |= {(scope, str(name), str(right)) for name, right in objects}
        return OK, {}

    def _destroy(self, message: dict[str, Any]) -> Answer:
        if self._live(message) is None:
            return NOT_FOUND, {}
        self._drop(str(message["ubus_rpc_session"]))
        return OK, {}

    # Changes

    def _changes(self, message: dict[str, Any]) -> Answer:
        sid = message.get("ubus_rpc_session")
        folder = "/tmp/.uci" if sid is None else f"{FOLDER}{sid}"  # noqa: S108 - OpenWrt's own path
        return OK, {
            "changes": {
                package: [
                    [delta.command, delta.section, *filter(None, (delta.option, delta.value))]
                    for delta in deltas
                ]
                for package, deltas in self.staged.get(folder, {}).items()
                if deltas
            }
        }

    def _apply(self, message: dict[str, Any]) -> Answer:
        rollback = message.get("rollback") is True
        if self.pending is not None and rollback:
            return PERMISSION_DENIED, {}
        sid = message.get("ubus_rpc_session")
        if not isinstance(sid, str):
            return INVALID_ARGUMENT, {}
        session = self._live(message)
        deltas = {name: list(found) for name, found in self.staged.get(FOLDER + sid, {}).items()
                  if found}  # fmt: skip
        if not deltas:
            return NO_DATA, {}
        if session is None or not all(
            ("uci", name, "write") in session.scopes or ("uci", "*", "write") in session.scopes
            for name in deltas
        ):
            return PERMISSION_DENIED, {}
        if self.pending is not None:
            return OK, {}
        files = {package: self.file(package) for package in deltas}
        if rollback:
            timeout_s = float(message.get("timeout", DEFAULT_APPLY_S))
            timer = self.clock.schedule(timeout_s, self._time_out)
            self.pending = Pending(sid, files, deltas, timer)
        self.commit(FOLDER + sid, list(deltas))
        return OK, {}

    def _time_out(self) -> None:
        pending, self.pending = self.pending, None
        if pending is not None:
            self.put(pending.files)

    def _held(self, message: dict[str, Any]) -> int:
        if self.pending is None:
            return NO_DATA
        sid = message.get("ubus_rpc_session")
        if sid is None:
            return INVALID_ARGUMENT
        return OK if sid == self.pending.sid else PERMISSION_DENIED

    def _confirm(self, message: dict[str, Any]) -> Answer:
        status = self._held(message)
        if status == OK and self.pending is not None:
            self.pending.timer.cancel()
            self.pending = None
        return status, {}

    def _rollback(self, message: dict[str, Any]) -> Answer:
        status = self._held(message)
        pending = self.pending
        if status == OK and pending is not None:
            pending.timer.cancel()
            self.pending = None
            self.put(pending.files)
            self.staged[FOLDER + pending.sid] = pending.deltas
        return status, {}
