"""A pysnmp engine with an event loop of its own, and a session on it: slow, but complete.

An engine takes tens of milliseconds to build and one for all would share a 208 KB socket buffer, so
each thread borrows an engine and gives it back.
"""

import asyncio
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

from pyasn1.type.univ import Integer
from pysnmp.error import PySnmpError
from pysnmp.hlapi.v3arch.asyncio import (
    USM_AUTH_HMAC96_SHA,
    USM_AUTH_HMAC128_SHA224,
    USM_AUTH_HMAC192_SHA256,
    USM_AUTH_HMAC256_SHA384,
    USM_AUTH_HMAC384_SHA512,
    USM_PRIV_CFB128_AES,
    USM_PRIV_CFB192_AES_BLUMENTHAL,
    USM_PRIV_CFB256_AES_BLUMENTHAL,
    CommunityData,
    ContextData,
    ObjectIdentity,
    ObjectType,
    SnmpEngine,
    Udp6TransportTarget,
    UdpTransportTarget,
    UsmUserData,
    bulk_cmd,
    get_cmd,
    next_cmd,
)
from pysnmp.proto import errind
from pysnmp.proto.rfc1902 import IpAddress, OctetString
from pysnmp.proto.rfc1905 import EndOfMibView, NoSuchInstance, NoSuchObject

from parknet.drivers.snmp.target import Credential, SnmpCommunity, SnmpTarget
from parknet.drivers.snmp.walk import (
    SYS_UPTIME,
    Cell,
    NoAnswerError,
    SilentError,
    UnreadableError,
    silence_of,
)
from parknet.errors import AuthenticationError, DeviceError

AUTHENTICATION: Final = {
    "sha": USM_AUTH_HMAC96_SHA,
    "sha224": USM_AUTH_HMAC128_SHA224,
    "sha256": USM_AUTH_HMAC192_SHA256,
    "sha384": USM_AUTH_HMAC256_SHA384,
    "sha512": USM_AUTH_HMAC384_SHA512,
}
PRIVACY: Final = {
    "aes128": USM_PRIV_CFB128_AES,
    "aes192": USM_PRIV_CFB192_AES_BLUMENTHAL,
    "aes256": USM_PRIV_CFB256_AES_BLUMENTHAL,
}
_REFUSALS: Final = (
    errind.UnknownUserName,
    errind.UnknownSecurityName,
    errind.WrongDigest,
    errind.AuthenticationError,
    errind.AuthenticationFailure,
    errind.DecryptionError,
    errind.UnsupportedSecurityLevel,
)


def _access(credential: Credential) -> Any:
    """Return what pysnmp asks with."""
    if isinstance(credential, SnmpCommunity):
        return CommunityData(credential.name, mpModel=0 if credential.version == "v1" else 1)
    return UsmUserData(
        credential.user,
        authKey=credential.authentication_secret,
        privKey=credential.privacy_secret,
        authProtocol=AUTHENTICATION[credential.authentication],
        privProtocol=PRIVACY[credential.privacy],
    )


class Engine:
    """A pysnmp engine and its event loop; used by one thread at a time."""

    def __init__(self, credential: Credential) -> None:
        self._loop = asyncio.new_event_loop()
        self._engine = self._loop.run_until_complete(_new_engine())
        self._access = _access(credential)
        self.credential = credential

    def transport(self, target: SnmpTarget, timeout_s: float) -> Any:
        """Return where pysnmp is to send; it does not retry, for we do."""
        kind = Udp6TransportTarget if ":" in target.host else UdpTransportTarget
        return self._loop.run_until_complete(
            kind.create((target.host, target.port), timeout=timeout_s, retries=0)
        )

    def ask(
        self, command: Any, transport: Any, numbers: Sequence[int], oids: Sequence[str]
    ) -> list[tuple[str, Any]]:
        """Send one request and return (OID, pysnmp's value) pairs.

        Raises:
            NoAnswerError: nothing usable came.
            AuthenticationError: the agent refuses the user or a key.
        """
        binds = [ObjectType(ObjectIdentity(oid)) for oid in oids]
        try:
            refused, status, _, found = self._loop.run_until_complete(
                command(
                    self._engine,
                    self._access,
                    transport,
                    ContextData(),
                    *numbers,
                    *binds,
                    lookupMib=False,
                    ignoreNonIncreasingOid=True,
                )
            )
        except PySnmpError as error:
            raise NoAnswerError(type(error).__name__) from error
        if isinstance(refused, _REFUSALS):
            raise AuthenticationError("the agent refuses the user or one of its keys")
        if refused is not None:
            raise NoAnswerError(str(refused))
        if int(status) == 2:  # noSuchName: how SNMPv1 agents say that a table has ended
            return []
        if int(status) != 0:
            raise UnreadableError(f"the agent answers {status.prettyPrint()}")
        return [(str(name), value) for name, value in found]

    def close(self) -> None:
        """Give sockets and loop back."""
        self._loop.run_until_complete(_close(self._engine))
        self._loop.close()


class Engines:
    """Engines that nobody uses now, to be lent to one thread each.

    An engine keeps one user of a name, so that there is one for each credential.
    """

    def __init__(self) -> None:
        self._idle: dict[Credential, list[Engine]] = {}
        self._lock = threading.Lock()

    @contextmanager
    def one_for(self, credential: Credential) -> Iterator[Engine]:
        """Lend an engine."""
        with self._lock:
            idle = self._idle.setdefault(credential, [])
            engine = idle.pop() if idle else None
        if engine is None:
            engine = Engine(credential)
        try:
            yield engine
        finally:
            with self._lock:
                idle.append(engine)

    def close(self) -> None:
        """Close those that nobody uses."""
        with self._lock:
            idle = [engine for engines in self._idle.values() for engine in engines]
            self._idle.clear()
        for engine in idle:
            engine.close()


async def _new_engine() -> Any:
    """Build the engine inside the running loop, which its dispatcher takes for its own."""
    return SnmpEngine()


async def _close(engine: Any) -> None:
    engine.close_dispatcher()
    await asyncio.sleep(0)  # transports close in the loop's next round


class PysnmpSession:
    """One agent; see `Session`."""

    is_new = True  # it lasts for one poll

    def __init__(self, engine: Engine, target: SnmpTarget, timeout_s: float) -> None:
        self._engine = engine
        self._target = target
        self._timeout_s = timeout_s
        self._transport: Any = None

    def silence(self, detail: str) -> DeviceError:
        """Return what silence means; see `Session`."""
        return silence_of(self._engine.credential, detail)

    def open(self) -> None:
        """Ask for one small thing: pysnmp discovers the agent's engine on the way."""
        try:
            self._transport = self._engine.transport(self._target, self._timeout_s)
        except (PySnmpError, OSError) as error:
            raise NoAnswerError("the address cannot be reached") from error
        try:
            self._engine.ask(get_cmd, self._transport, (), (SYS_UPTIME,))
        except NoAnswerError as error:
            if isinstance(self._engine.credential, SnmpCommunity):
                raise SilentError(str(error)) from error
            raise

    def get(self, oids: Sequence[str]) -> Mapping[str, Cell]:
        """Return the objects that exist."""
        found = self._engine.ask(get_cmd, self._transport, (), oids)
        return {oid: cell(value) for oid, value in found if not _is_missing(value)}

    def walk(self, column: str, repetitions: int, after: str | None = None) -> "PysnmpWalk":
        """Yield answers below `column`, or those behind `after`; see `Session`."""
        return PysnmpWalk(self._engine, self._transport, column, repetitions, after or column)


class PysnmpWalk:
    """Answers below a column; it can be asked again after a timeout."""

    def __init__(
        self, engine: Engine, transport: Any, column: str, repetitions: int, after: str
    ) -> None:
        self._engine = engine
        self._transport = transport
        self._below = f"{column}."
        self._repetitions = repetitions
        self._last = after
        self._is_over = False
        self.is_at_end_of_view = False

    def __iter__(self) -> "PysnmpWalk":
        return self

    def __next__(self) -> Sequence[tuple[str, Cell]]:
        if self._is_over:
            raise StopIteration
        command = bulk_cmd if self._repetitions > 1 else next_cmd
        numbers = (0, self._repetitions) if self._repetitions > 1 else ()
        rows: list[tuple[str, Cell]] = []
        for oid, value in self._engine.ask(command, self._transport, numbers, (self._last,)):
            if not oid.startswith(self._below) or isinstance(value, EndOfMibView):
                self._is_over = True
                self.is_at_end_of_view = isinstance(value, EndOfMibView)
                break
            rows.append((oid, cell(value)))
        if not rows:
            raise StopIteration
        self._last = rows[-1][0]
        return rows


def _is_missing(value: Any) -> bool:
    return isinstance(value, NoSuchObject | NoSuchInstance | EndOfMibView)


def cell(value: Any) -> Cell:
    """Return pysnmp's value as a cell."""
    if isinstance(value, IpAddress):
        return ".".join(map(str, bytes(value)))
    if isinstance(value, OctetString):
        return bytes(value)
    if isinstance(value, Integer):
        return int(value)
    return str(value)
