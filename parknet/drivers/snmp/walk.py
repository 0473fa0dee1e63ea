"""A session and a request in, a reply out: retries, adaptive GETBULK, loop guard, budgets.

Both readers run this; a session only sends and receives. Pitfalls are those of real agents:
some never answer a large GETBULK, some repeat themselves for ever, some stop halfway.
"""

from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from functools import partial
from typing import Final, Protocol, TypeVar

from parknet.drivers.base import PollReply, PollRequest
from parknet.drivers.snmp.bearing import STEPS, Bearing
from parknet.drivers.snmp.target import Credential, Limits, SnmpCommunity
from parknet.errors import AuthenticationError, DeviceError, DeviceUnreachableError
from parknet.model.change import DeviceFailure, FailureKind

Cell = int | bytes | str
T = TypeVar("T")

# Columns in a row that nobody answered, after which the device is taken to be gone.
_PATIENCE: Final = 2
# OIDs of one GET; some agents refuse many (an S5720's limit is above 20) [U].
_GET_MANY: Final = 16
# Every agent has it (RFC 3418), so that whoever does not tell it tells nothing.
SYS_UPTIME: Final = "1.3.6.1.2.1.1.3.0"
_INTEGER_OCTETS: Final = 32  # what CPython holds a number in


class NoAnswerError(Exception):
    """A request got no answer in time."""


class UnreadableError(NoAnswerError):
    """An answer came that cannot be read, such as one too large, or it was an error."""


class SilentError(NoAnswerError):
    """Silence that may be a refusal, which `Session.silence` tells."""


def silence_of(credential: Credential, detail: str) -> DeviceError:
    """Return what it may mean that an agent answers no request.

    An agent that knows no such community says nothing (RFC 3584, 5.2.1). Telling engine and time
    needs no privacy key, and an agent that decrypts to nonsense finds no message and says nothing
    (RFC 3412, 7.2).
    """
    if isinstance(credential, SnmpCommunity):
        return DeviceUnreachableError(
            f"no answer: the community is wrong, SNMP{credential.version} is off, or nobody is "
            f"there ({detail})"
        )
    return AuthenticationError(
        f"the agent is there but answers nothing encrypted: is the privacy secret right? ({detail})"
    )


class Session(Protocol):
    """One agent, one request in flight."""

    @property
    def is_new(self) -> bool:
        """Tell whether the agent has answered nothing since the session was made."""
        ...

    def open(self) -> None:
        """Discover the agent's engine and localise keys, where that was not done before.

        Raises:
            NoAnswerError: no answer.
            AuthenticationError: the agent refuses the user or a key.
        """
        ...

    def silence(self, detail: str) -> DeviceError:
        """Return what it means that an agent which was opened answers no request at all."""
        ...

    def get(self, oids: Sequence[str]) -> Mapping[str, Cell]:
        """Return the objects that exist."""
        ...

    def walk(self, column: str, repetitions: int) -> Iterator[Sequence[tuple[str, Cell]]]:
        """Yield the agent's answers: (OID, value) below `column`, in its order.

        `next` raises `NoAnswerError` where a request gets no answer, and asks again when called
        again. It ends where the agent leaves the column.
        """
        ...


class Walker:
    """Reads devices one request after the other and remembers what each agent bears.

    Args:
        limits: how patient to be.
        clock: seconds that only rise.
        bearings: what was learned of agents before, by device; more is added.
    """

    def __init__(
        self,
        limits: Limits,
        clock: Callable[[], float],
        bearings: MutableMapping[str, Bearing] | None = None,
    ) -> None:
        self._limits = limits
        self._clock = clock
        self.bearings = bearings if bearings is not None else {}

    def poll(self, request: PollRequest, session: Session) -> PollReply:
        """Return what one device answered; whatever goes wrong is in the reply."""
        bearing = self.bearings.setdefault(request.device, Bearing())
        run = _Run(request, session, self._limits, self._clock, bearing)
        failure = None
        try:
            run.read()
        except DeviceError as error:
            failure = DeviceFailure(
                device=request.device, kind=_kind(error), detail=str(error) or "no detail"
            )
        bearing.polled(answered=run.is_answered)
        return PollReply(
            device=request.device,
            cells=run.cells,
            warnings=tuple(run.warnings),
            failure=failure,
            partial=tuple(dict.fromkeys(run.partial)),
        )


def _kind(error: DeviceError) -> FailureKind:
    if isinstance(error, AuthenticationError):
        return FailureKind.AUTHENTICATION
    if isinstance(error, DeviceUnreachableError):
        return FailureKind.UNREACHABLE
    return FailureKind.PROTOCOL


class _Enough(Exception):  # noqa: N818 - no error: what was read is kept
    """Nothing more is asked of a column, for a reason that has been told."""


class _Run:
    """One poll of one device."""

    def __init__(
        self,
        request: PollRequest,
        session: Session,
        limits: Limits,
        clock: Callable[[], float],
        bearing: Bearing,
    ) -> None:
        self.cells: dict[str, dict[str, Cell]] = {}
        self.warnings: list[str] = []
        self.partial: list[str] = []
        self.is_answered = False
        self._request = request
        self._session = session
        self._limits = limits
        self._clock = clock
        self._bearing = bearing
        # Who said nothing last time is asked once: tries of many dead devices must not pile up.
        self._retries = 0 if bearing.silences else limits.retries
        self._deadline = clock() + limits.budget_s
        self._spent: dict[str, float] = {}  # seconds by table
        self._octets = 0
        self._unanswered = 0
        self._borne = 0  # rows of the largest answer

    def read(self) -> None:
        self._persist(self._session.open)
        try:
            self._read_scalars()
        except DeviceUnreachableError as error:
            if self.is_answered:
                raise
            raise self._session.silence(str(error)) from error
        columns = list(dict.fromkeys(self._request.columns))
        spares = self._request.spares
        for column in (*columns, *spares):
            if column in spares and self.cells.get(spares[column]):
                continue
            full = self._why_full(column)
            if full:
                self._cut(column, f"not read, {full}")
                continue
            began = self._clock()
            self._read_column(column)
            table = _table(column)
            self._spent[table] = self._spent.get(table, 0.0) + self._clock() - began
            if self._unanswered >= _PATIENCE:
                raise DeviceUnreachableError(f"stopped answering at {column}")

    def _persist(self, call: Callable[[], T]) -> T:
        for attempt in range(1, self._retries + 2):
            try:
                return call()
            except NoAnswerError as error:
                if attempt <= self._retries and self._clock() < self._deadline:
                    continue
                tries = "once" if attempt == 1 else f"{attempt} times"
                detail = f"{error}, tried {tries}"
                if isinstance(error, SilentError):
                    raise self._session.silence(detail) from error
                raise DeviceUnreachableError(detail) from error
        raise ValueError("retries is negative")

    def _read_scalars(self) -> None:
        oids = [f"{scalar}.0" for scalar in dict.fromkeys(self._request.scalars)]
        if not oids and not self._session.is_new:
            # A session that was kept must show that its agent is there before columns wait for it.
            self._persist(partial(self._session.get, [SYS_UPTIME]))
        for start in range(0, len(oids), _GET_MANY):
            part = oids[start : start + _GET_MANY]
            for oid, value in self._persist(partial(self._session.get, part)).items():
                if oid in part:
                    self.cells[oid.removesuffix(".0")] = {"0": value}
            self.is_answered = True
            self._retries = self._limits.retries

    def _read_column(self, column: str) -> None:
        self.cells[column] = {}
        most = self._request.repetitions.get(column, STEPS[0])
        step = self._bearing.of(column)
        before = self._bearing.step
        while True:
            try:
                self._walk(column, min(STEPS[step], most))
            except NoAnswerError as error:
                smaller = next((s for s in range(step + 1, len(STEPS)) if STEPS[s] < most), None)
                if smaller is None or self._why_full(column):
                    # Nothing is known of other columns: the agent may be stuck in this one only.
                    self._bearing.step = before
                    self._bearing.columns.pop(column, None)
                    self._unanswered += 1
                    rows = len(self.cells[column])
                    self._cut(column, f"{error} after {rows} rows; they are kept")
                    return
                # An agent that gave as many rows of another column bears them: this one is large.
                is_large = isinstance(error, UnreadableError) or self._borne >= STEPS[step]
                step = smaller
                self._bearing.lower(column, step, of_column=is_large)
                continue
            except _Enough:
                pass
            self._unanswered = 0
            self.is_answered = True
            return

    def _cut(self, column: str, why: str) -> None:
        self.warnings.append(f"{column}: {why}")
        self.partial.append(column)

    def _why_full(self, column: str) -> str:
        """Return which budget is used up, if one is."""
        limits = self._limits
        if self._clock() >= self._deadline:
            return f"the {limits.budget_s:g} s are used up"
        if self._spent.get(_table(column), 0.0) >= limits.table_s:
            return f"the table's {limits.table_s:g} s are used up"
        if self._octets >= limits.octets:
            return f"{limits.octets / 1e6:g} MB of one device are enough"
        return ""

    def _walk(self, column: str, repetitions: int) -> None:
        """Read a column from its beginning, as far as it can be had; most rows of a try stay."""
        rows: dict[str, Cell] = {}
        octets = self._octets
        until = self._clock() + self._limits.table_s - self._spent.get(_table(column), 0.0)
        try:
            for answer in self._answers(column, repetitions, min(until, self._deadline)):
                self._take(column, rows, answer, until)
        except NoAnswerError:
            if len(rows) < len(self.cells[column]):
                self._octets = octets
            raise
        finally:
            if len(rows) >= len(self.cells[column]):
                self.cells[column] = rows

    def _answers(
        self, column: str, repetitions: int, until: float
    ) -> Iterator[Sequence[tuple[str, Cell]]]:
        walk = self._session.walk(column, repetitions)
        silences = 0
        # Before a smaller step one more try will do; after the last step there is nothing smaller.
        patience = self._limits.retries if repetitions == STEPS[-1] else 1
        while True:
            try:
                answer = next(walk)
            except StopIteration:
                return
            except NoAnswerError:
                silences += 1
                if silences > patience or self._clock() >= until:
                    raise
                continue
            silences = 0
            yield answer

    def _take(
        self,
        column: str,
        rows: dict[str, Cell],
        answer: Sequence[tuple[str, Cell]],
        until: float,
    ) -> None:
        """Add an answer's rows.

        Raises:
            _Enough: no more of them, for a reason that is told.
        """
        prefix = len(column) + 1
        before = len(rows)
        rows |= {oid[prefix:]: value for oid, value in answer}
        self._octets += _octets(answer)
        self._borne = max(self._borne, len(answer))
        now = self._clock()
        # Tables out of order are read; what comes twice has no end.
        if len(rows) != before + len(answer):
            last = answer[-1][0][prefix:]
            self._cut(column, f"the agent goes in circles at {last}; {len(rows)} rows kept")
        elif len(rows) >= self._limits.rows or self._octets >= self._limits.octets:
            self._cut(column, f"cut off after {len(rows)} rows")
        elif now >= self._deadline:
            budget = f"{self._limits.budget_s:g} s"
            self._cut(column, f"the {budget} are used up; {len(rows)} rows kept")
        elif now >= until:
            budget = f"table's {self._limits.table_s:g} s"
            self._cut(column, f"the {budget} are used up; {len(rows)} rows kept")
        else:
            return
        raise _Enough


def _table(column: str) -> str:
    """Return the OID of a column's row, which the columns of a table share (RFC 2578, 7.1.12)."""
    return column.rpartition(".")[0]


def _octets(answer: Sequence[tuple[str, Cell]]) -> int:
    """Return about what an answer's values take; a column's are of one kind."""
    if isinstance(answer[0][1], int):
        return _INTEGER_OCTETS * len(answer)
    return sum(
        _INTEGER_OCTETS if isinstance(value, int) else _INTEGER_OCTETS + len(value)
        for _, value in answer
    )
