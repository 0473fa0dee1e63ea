"""One agent over gufo_snmp, from poll to poll; pysnmp takes what gufo cannot.

gufo 0.13 reads answers of up to 4,080 octets, and does not tell an agent's error from the end of
what it has: both are looked at by pysnmp, which is slow, so that what it found is remembered.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from operator import itemgetter
from typing import Any, Final, cast

from gufo.snmp import NoSuchInstance, SnmpAuthError, SnmpError, SnmpVersion
from gufo.snmp._fast import GetIter
from gufo.snmp.sync import SnmpSession

from parknet.drivers.snmp import sessions
from parknet.drivers.snmp.pysnmp_engine import Engine, PysnmpSession, PysnmpWalk
from parknet.drivers.snmp.target import Credential, SnmpTarget
from parknet.drivers.snmp.walk import (
    SYS_UPTIME,
    Cell,
    NoAnswerError,
    SilentError,
    UnreadableError,
    silence_of,
)
from parknet.errors import AuthenticationError, DeviceError, DeviceUnreachableError

# An agent takes a message for too late after 150 s (RFC 3414, 2.2.3), and gufo knows the agent's
# time only from its last answer: before that, it is asked for.
_STALE_S: Final = 100.0
_PLAIN: Final = frozenset({int, bytes, str})
_VALUE: Final = itemgetter(1)


class GufoSession:
    """One agent; the socket is opened with the first request and stays open.

    Args:
        target: where it is.
        credential: who asks.
        access: what gufo's session is opened with.
        timeout_s: for one answer.
        clock: seconds that only rise.
        second: lends an engine of pysnmp.
    """

    def __init__(
        self,
        target: SnmpTarget,
        credential: Credential,
        access: Mapping[str, Any],
        *,
        timeout_s: float,
        clock: Callable[[], float],
        second: Callable[[Credential], AbstractContextManager[Engine]],
    ) -> None:
        self._target = target
        self._credential = credential
        self._access = access
        self._timeout_s = timeout_s
        self._clock = clock
        self._lend = second
        self._session: SnmpSession | None = None
        self._asked_at = clock()
        self._borrowed = ExitStack()
        self._second: PysnmpSession | None = None
        self.is_new = True
        self.is_good = True
        self.ends = Ends()

    @property
    def is_v3(self) -> bool:
        """Tell whether messages are signed and encrypted."""
        return self._access["version"] is SnmpVersion.v3

    def open(self) -> None:
        """Discover the engine, or see to it that its time is known; else ask for its uptime.

        A session begins with a new socket, so that a late answer to an older one meets nobody.
        """
        if self._session is not None and not self.is_new:
            self._refresh()
            return
        try:
            self._session = SnmpSession(
                self._target.host,
                port=self._target.port,
                timeout=self._timeout_s,
                **self._access,
            )
            if self.is_v3:
                self._session.refresh()
            else:
                self._session.get_many([SYS_UPTIME])
        except NoSuchInstance:
            pass  # an answer all the same
        except BlockingIOError as error:
            # `refresh` discovers the engine in the clear, then synchronises time encrypted.
            if self._opened().get_engine_id():
                raise SilentError("no answer in time") from error
            raise NoAnswerError("no answer in time") from error
        except TimeoutError as error:
            raise (NoAnswerError if self.is_v3 else SilentError)("no answer in time") from error
        except BaseException as error:  # noqa: BLE001 - as `ours` tells
            raise self.ours(error) from None

    def silence(self, detail: str) -> DeviceError:
        """Return what silence means; see `Session`."""
        if self.is_new:
            return silence_of(self._credential, detail)
        return DeviceUnreachableError(detail)

    def get(self, oids: Sequence[str]) -> Mapping[str, Cell]:
        """Return the objects that exist."""
        # One that is missing is an error for all in SNMPv1 (RFC 1157, 4.1.2).
        parts = [oids] if self._access["version"] is not SnmpVersion.v1 else [[o] for o in oids]
        found: dict[str, object] = {}
        for part in parts:
            try:
                found |= self._opened().get_many(part)
            except NoSuchInstance:
                continue
            except BaseException as error:  # noqa: BLE001 - as `ours` tells
                raise self.ours(error) from None
        return {oid: cell(value) for oid, value in found.items() if value is not None}

    def walk(self, column: str, repetitions: int) -> Iterator[Sequence[tuple[str, Cell]]]:
        """Yield answers below `column`; see `Session`."""
        if self._access["version"] is SnmpVersion.v1:  # RFC 1157 has no GETBULK
            repetitions = 1
        return _Answers(self, self._opened()._sock, column, repetitions)

    def second(self) -> PysnmpSession:
        """Return a session of pysnmp on the same agent, for the rest of the poll."""
        if self._second is None:
            engine = self._borrowed.enter_context(self._lend(self._credential))
            self._second = PysnmpSession(engine, self._target, self._timeout_s)
            self._second.open()
        return self._second

    def finish(self, *, failed: bool) -> None:
        """End a poll; after silence or a refusal the next one begins with a new session."""
        self._second = None
        self._borrowed.close()
        self._asked_at = self._clock()
        self.is_new = False
        self.is_good = self.is_good and not failed

    def sever(self) -> None:
        """Have a call that waits in another thread end."""
        self.is_good = False
        if self._session is not None:
            sessions.sever(self._session._fd)

    def ours(self, error: BaseException) -> BaseException:
        """Return gufo's error as ours; its texts hold no secrets, but ours are plainer.

        A panic of its parser on a malformed answer is no `Exception`; what comes from elsewhere,
        such as an interrupt, is given back as it is.
        """
        if isinstance(error, SnmpAuthError):
            # gufo takes any report for that, and a report that is not v3's for one too.
            if self.is_v3:
                return AuthenticationError("the agent refuses the user or one of its keys")
            return UnreadableError("the agent answers with a report")
        if type(error).__name__ == "PanicException":
            self.is_good = False
            return UnreadableError("an answer that cannot be read at all")
        if isinstance(error, SnmpError):
            return UnreadableError("an answer that cannot be read")
        if isinstance(error, OSError | RuntimeError):
            is_late = isinstance(error, TimeoutError | BlockingIOError)
            told = "no answer in time" if is_late else f"{type(error).__name__}: {error}"
            return NoAnswerError(told)
        return error

    def _refresh(self) -> None:
        if not self.is_v3 or self._clock() - self._asked_at < _STALE_S:
            return
        try:
            self._opened().refresh()
        except BaseException as error:  # noqa: BLE001 - as `ours` tells
            raise self.ours(error) from None
        self._asked_at = self._clock()

    def _opened(self) -> SnmpSession:
        if self._session is None:
            raise ValueError("the session is not open")
        return self._session


class Ends:
    """Where an agent's columns end, as pysnmp saw it: what gufo calls an end may be an error."""

    def __init__(self) -> None:
        self._last: dict[str, str] = {}
        self._of_view: tuple[int, ...] | None = None

    def keep(self, column: str, last: str, *, of_view: bool) -> None:
        """Keep that a column ends behind `last`, and perhaps all that the agent has."""
        self._last[column] = last
        if of_view:
            at = _numbers(last)
            self._of_view = at if self._of_view is None else min(at, self._of_view)

    def holds(self, column: str, last: str) -> bool:
        """Tell whether a column is known to end behind `last`."""
        if self._last.get(column) == last:
            return True
        return self._of_view is not None and _numbers(last) >= self._of_view


class _Answers:
    """The answers to one GETBULK or GETNEXT after the other; asked again after a timeout.

    gufo's own iterator gives them row by row, which takes as long again as receiving them does.
    """

    def __init__(self, session: GufoSession, sock: Any, column: str, repetitions: int) -> None:
        self._session = session
        self._column = column
        self._repetitions = repetitions
        self._ask = sock.get_bulk if repetitions > 1 else sock.get_next
        self._state = GetIter(column, repetitions)
        self._last = column
        self._other: PysnmpWalk | None = None
        self._is_over = False

    def __iter__(self) -> "_Answers":
        return self

    def __next__(self) -> Sequence[tuple[str, Cell]]:
        if self._is_over:
            raise StopIteration
        if self._other is not None:
            return self._from_other(self._other)
        try:
            answer = self._ask(self._state)
        except (StopAsyncIteration, NoSuchInstance):
            return self._doubted()
        except BaseException as error:  # noqa: BLE001 - as `ours` tells
            ours = self._session.ours(error)
            if self._repetitions == 1 and isinstance(ours, UnreadableError):
                return self._from_other(self._elsewhere())
            raise ours from None
        if self._repetitions == 1:
            self._last, value = answer
            return ((self._last, cell(value)),)
        # None stands where the agent has left the column.
        rows = answer if answer[-1] is not None else [row for row in answer if row is not None]
        self._is_over = len(rows) != len(answer)
        if not rows:
            raise StopIteration
        self._last = rows[-1][0]
        if _PLAIN.issuperset(map(type, map(_VALUE, rows))):
            return cast("list[tuple[str, Cell]]", rows)
        return [(oid, cell(value)) for oid, value in rows if value is not None]

    def _doubted(self) -> Sequence[tuple[str, Cell]]:
        """Go on with pysnmp where gufo sees an end, unless that is known to be one."""
        if self._session.ends.holds(self._column, self._last):
            raise StopIteration
        return self._from_other(self._elsewhere())

    def _elsewhere(self) -> PysnmpWalk:
        return self._session.second().walk(self._column, 1, self._last)

    def _from_other(self, other: PysnmpWalk) -> Sequence[tuple[str, Cell]]:
        self._other = other
        try:
            answer = next(other)
        except StopIteration:
            of_view = other.is_at_end_of_view
            self._session.ends.keep(self._column, self._last, of_view=of_view)
            raise
        self._last = answer[-1][0]
        return answer


def cell(value: object) -> Cell:
    """Return gufo's value as a cell; a float (Opaque) becomes text."""
    return value if isinstance(value, int | bytes | str) else str(value)


def _numbers(oid: str) -> tuple[int, ...]:
    return tuple(map(int, oid.split(".")))
