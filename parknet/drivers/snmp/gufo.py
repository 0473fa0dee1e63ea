"""`Reader` on gufo_snmp: what polls a park, at about 1 ms of CPU for a switch's table column set.

gufo sends, encrypts and parses without holding the interpreter's lock, so threads fan out.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final, cast

from gufo.snmp import (
    Aes128Key,
    Aes192Key,
    Aes256Key,
    NoSuchInstance,
    Sha1Key,
    Sha224Key,
    Sha256Key,
    Sha384Key,
    Sha512Key,
    SnmpAuthError,
    SnmpError,
    SnmpVersion,
    User,
)
from gufo.snmp._fast import GetIter
from gufo.snmp.sync import SnmpSession
from gufo.snmp.user import KeyType

from parknet.drivers.base import PollReply, PollRequest
from parknet.drivers.snmp.fan_out import fan_out
from parknet.drivers.snmp.target import (
    Credential,
    Limits,
    SnmpCommunity,
    SnmpCredential,
    SnmpTarget,
)
from parknet.drivers.snmp.walk import Cell, NoAnswerError, OnlyEngineError, Walker
from parknet.errors import AuthenticationError
from parknet.model.change import DeviceFailure, FailureKind

_AUTHENTICATION: Final = {
    "sha": Sha1Key,
    "sha224": Sha224Key,
    "sha256": Sha256Key,
    "sha384": Sha384Key,
    "sha512": Sha512Key,
}
_VERSIONS: Final = {"v1": SnmpVersion.v1, "v2c": SnmpVersion.v2c}
_PRIVACY: Final = {"aes128": Aes128Key, "aes192": Aes192Key, "aes256": Aes256Key}


class GufoReader:
    """Reads devices, over SNMPv3 authPriv unless a community is given.

    Args:
        targets: where each device's agent is.
        credential: the user on all of them, with plain secrets; or a community.
        limits: how patient to be.
        clock: seconds that only rise.
    """

    def __init__(
        self,
        targets: Mapping[str, SnmpTarget],
        credential: Credential,
        limits: Limits | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._targets = dict(targets)
        self._limits = limits if limits is not None else Limits()
        self._walker = Walker(self._limits, clock)
        # Stretching a secret takes long: once for each hash that agents use.
        kinds = {credential.on(target) for target in self._targets.values()}
        self._credential = credential
        self._access = {kind: _access(kind) for kind in kinds}

    def poll_many(self, requests: Iterable[PollRequest]) -> Iterator[PollReply]:
        """Yield one reply for each request, in the order they finish."""
        return fan_out(requests, self._poll, self._limits.width)

    def _poll(self, request: PollRequest) -> PollReply:
        target = self._targets.get(request.device)
        if target is None:
            return no_target(request.device)
        access = self._access[self._credential.on(target)]
        session = _GufoSession(target, access, self._limits.timeout_s)
        return self._walker.poll(request, session)


def no_target(device: str) -> PollReply:
    """Return the reply for a device whose address nobody gave."""
    failure = DeviceFailure(
        device=device, kind=FailureKind.UNREACHABLE, detail="its SNMP address is not known"
    )
    return PollReply(device=device, cells={}, failure=failure)


def _access(credential: Credential) -> dict[str, Any]:
    """Return what gufo's session is opened with."""
    if isinstance(credential, SnmpCommunity):
        return {"community": credential.name, "version": _VERSIONS[credential.version]}
    return {"user": _user(credential), "version": SnmpVersion.v3}


def _user(credential: SnmpCredential) -> User:
    """Return gufo's user with master keys, so that the million rounds of hashing are done once.

    RFC 3414, A.2: a secret is stretched to 1 MiB before it is hashed and bound to an engine.
    """
    authentication = _AUTHENTICATION[credential.authentication]
    privacy = _PRIVACY[credential.privacy]
    return User(
        credential.user,
        auth_key=authentication(
            authentication.get_master_key(credential.authentication_secret.encode()),
            KeyType.Master,
        ),
        priv_key=privacy(
            authentication.get_master_key(credential.privacy_secret.encode()), KeyType.Master
        ),
    )


@contextmanager
def _told_as_ours() -> Iterator[None]:
    """Turn gufo's errors into ours; their texts hold no secrets, but ours are plainer."""
    try:
        yield
    except SnmpAuthError as error:
        raise AuthenticationError("the agent refuses the user or one of its keys") from error
    except (TimeoutError, BlockingIOError) as error:  # `refresh` lets the latter through
        raise NoAnswerError("no answer in time") from error
    except (SnmpError, OSError, RuntimeError) as error:
        raise NoAnswerError(f"{type(error).__name__}: {error}") from error


class _GufoSession:
    """One agent; the socket is opened with the first request."""

    def __init__(self, target: SnmpTarget, access: Mapping[str, Any], timeout_s: float) -> None:
        self._target = target
        self._access = access
        self._timeout_s = timeout_s
        self._session: SnmpSession | None = None

    def open(self) -> None:
        """Discover the engine; a new socket each time, so that a late answer meets nobody."""
        with _told_as_ours():
            self._session = SnmpSession(
                self._target.host,
                port=self._target.port,
                timeout=self._timeout_s,
                **self._access,
            )
            if self._access["version"] is not SnmpVersion.v3:
                return  # there is no engine to discover
            try:
                self._session.refresh()
            except BlockingIOError as error:
                # `refresh` discovers the engine in the clear, then synchronises time encrypted.
                if self._session.get_engine_id():
                    raise OnlyEngineError("no answer in time") from error
                raise

    def get(self, oids: Sequence[str]) -> Mapping[str, Cell]:
        """Return the objects that exist."""
        with _told_as_ours():
            try:
                found = self._opened().get_many(oids)
            except NoSuchInstance:
                return {}
        return {oid: _cell(value) for oid, value in found.items() if value is not None}

    def walk(self, column: str, repetitions: int) -> Iterator[Sequence[tuple[str, Cell]]]:
        """Yield answers below `column`; see `Session`."""
        session = self._opened()
        if repetitions > 1 and self._access["version"] is not SnmpVersion.v1:  # RFC 1157 has none
            return _Answers(session, column, repetitions)
        return _Rows(session.getnext(column))

    def _opened(self) -> SnmpSession:
        if self._session is None:
            raise ValueError("the session is not open")
        return self._session


class _Answers:
    """The answers to one GETBULK after the other; it can be asked again after a timeout.

    gufo's own iterator gives them row by row, which takes as long again as receiving them does.
    """

    def __init__(self, session: SnmpSession, column: str, repetitions: int) -> None:
        self._ask = session._sock.get_bulk
        self._state = GetIter(column, repetitions)
        self._is_over = False

    def __iter__(self) -> "_Answers":
        return self

    def __next__(self) -> Sequence[tuple[str, Cell]]:
        if self._is_over:
            raise StopIteration
        with _told_as_ours():
            try:
                answer = self._ask(self._state)
            except (NoSuchInstance, StopAsyncIteration):
                raise StopIteration from None
        # None stands where the agent has left the column.
        rows = [row for row in answer if row is not None]
        self._is_over = len(rows) != len(answer)
        if not rows:
            raise StopIteration
        if all(isinstance(value, int | bytes | str) for _, value in rows):
            return cast("list[tuple[str, Cell]]", rows)
        return [(oid, _cell(value)) for oid, value in rows if value is not None]


class _Rows:
    """What GETNEXT brings, an answer a row; it can be asked again after a timeout."""

    def __init__(self, inner: Iterator[tuple[str, object]]) -> None:
        self._inner = inner

    def __iter__(self) -> "_Rows":
        return self

    def __next__(self) -> Sequence[tuple[str, Cell]]:
        while True:
            with _told_as_ours():
                try:
                    oid, value = next(self._inner)
                except NoSuchInstance:
                    raise StopIteration from None
            if value is not None:
                return ((oid, _cell(value)),)


def _cell(value: object) -> Cell:
    """Return gufo's value as a cell; a float (Opaque) becomes text."""
    return value if isinstance(value, int | bytes | str) else str(value)
