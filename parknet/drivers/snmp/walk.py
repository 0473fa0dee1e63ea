"""A session and a request in, a reply out: retries, adaptive GETBULK, loop guard, time budget.

Both readers run this; a session only sends and receives. Pitfalls are those of real agents:
some never answer a large GETBULK, some repeat themselves for ever, some stop halfway.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Final, Protocol, TypeVar

from parknet.drivers.base import PollReply, PollRequest
from parknet.drivers.snmp.target import Limits
from parknet.errors import AuthenticationError, DeviceError, DeviceUnreachableError
from parknet.model.change import DeviceFailure, FailureKind

Cell = int | bytes | str
T = TypeVar("T")

# Repetitions of a GETBULK, the last being GETNEXT: Huawei and Cisco stacks stop answering big ones
# (glpi-agent#422, Uninett/nav#1339), an AC6605-26 was recorded that answers at 5 and not at 25.
STEPS: Final = (25, 10, 5, 1)
# Columns in a row that nobody answered, after which the device is taken to be gone.
_PATIENCE: Final = 2
# OIDs of one GET; some agents refuse many (an S5720's limit is above 20) [U].
_GET_MANY: Final = 16


class NoAnswerError(Exception):
    """A request got no answer in time, or one that cannot be read."""


class OnlyEngineError(NoAnswerError):
    """The agent told its engine and time, and nothing that was encrypted."""


class Session(Protocol):
    """One agent, one request in flight."""

    def open(self) -> None:
        """Discover the agent's engine and localise keys.

        Raises:
            NoAnswerError: no answer.
            AuthenticationError: the agent refuses the user or a key.
        """
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
    """Reads devices one request after the other and remembers what each agent bears."""

    def __init__(self, limits: Limits, clock: Callable[[], float]) -> None:
        self._limits = limits
        self._clock = clock
        self._step_of: dict[str, int] = {}

    def poll(self, request: PollRequest, session: Session) -> PollReply:
        """Return what one device answered; whatever goes wrong is in the reply."""
        run = _Run(request, session, self._limits, self._clock)
        run.step = self._step_of.get(request.device, 0)
        failure = None
        try:
            run.read()
        except DeviceError as error:
            failure = DeviceFailure(
                device=request.device, kind=_kind(error), detail=str(error) or "no detail"
            )
        self._step_of[request.device] = run.step
        return PollReply(
            device=request.device,
            cells=run.cells,
            warnings=tuple(run.warnings),
            failure=failure,
            partial=tuple(run.partial),
        )


def _kind(error: DeviceError) -> FailureKind:
    if isinstance(error, AuthenticationError):
        return FailureKind.AUTHENTICATION
    if isinstance(error, DeviceUnreachableError):
        return FailureKind.UNREACHABLE
    return FailureKind.PROTOCOL


def _doubt(detail: str) -> AuthenticationError:
    """Return what silence means that begins with encryption.

    Telling engine and time needs no privacy key, and an agent that decrypts to nonsense finds no
    message and says nothing (RFC 3412, 7.2).
    """
    return AuthenticationError(
        f"the agent is there but answers nothing encrypted: is the privacy secret right? ({detail})"
    )


class _Run:
    """One poll of one device."""

    def __init__(
        self, request: PollRequest, session: Session, limits: Limits, clock: Callable[[], float]
    ) -> None:
        self.cells: dict[str, dict[str, Cell]] = {}
        self.warnings: list[str] = []
        self.partial: list[str] = []
        self.step = 0
        self._request = request
        self._session = session
        self._limits = limits
        self._clock = clock
        self._deadline = clock() + limits.budget_s
        self._unanswered = 0

    def read(self) -> None:
        self._persist(self._session.open)
        try:
            self._read_scalars()
        except DeviceUnreachableError as error:
            raise _doubt(str(error)) from error
        columns = list(dict.fromkeys(self._request.columns))
        spares = self._request.spares
        for column in (*columns, *spares):
            if column in spares and self.cells.get(spares[column]):
                continue
            if self._clock() >= self._deadline:
                self._cut(column, f"not read, the {self._limits.budget_s:g} s are used up")
                continue
            self._read_column(column)
            if self._unanswered >= _PATIENCE:
                raise DeviceUnreachableError(f"stopped answering at {column}")

    def _persist(self, call: Callable[[], T]) -> T:
        for attempt in range(1, self._limits.retries + 2):
            try:
                return call()
            except NoAnswerError as error:
                if attempt <= self._limits.retries and self._clock() < self._deadline:
                    continue
                detail = f"{error}, tried {attempt} times"
                if isinstance(error, OnlyEngineError):
                    raise _doubt(detail) from error
                raise DeviceUnreachableError(detail) from error
        raise ValueError("retries is negative")

    def _read_scalars(self) -> None:
        oids = [f"{scalar}.0" for scalar in dict.fromkeys(self._request.scalars)]
        for start in range(0, len(oids), _GET_MANY):
            part = oids[start : start + _GET_MANY]
            for oid, value in self._persist(partial(self._session.get, part)).items():
                self.cells[oid.removesuffix(".0")] = {"0": value}

    def _read_column(self, column: str) -> None:
        self.cells[column] = {}
        while True:
            try:
                self._walk(column, STEPS[self.step])
            except NoAnswerError:
                if self._clock() >= self._deadline or self.step + 1 == len(STEPS):
                    break
                self.step += 1
                continue
            self._unanswered = 0
            return
        self._unanswered += 1
        self._cut(column, f"no answer after {len(self.cells[column])} rows; they are kept")

    def _cut(self, column: str, why: str) -> None:
        self.warnings.append(f"{column}: {why}")
        self.partial.append(column)

    def _walk(self, column: str, repetitions: int) -> None:
        """Read a column from its beginning, as far as it can be had; most rows of a try stay."""
        rows: dict[str, Cell] = {}
        try:
            for answer in self._answers(column, repetitions):
                if self._take(column, rows, answer):
                    return
        finally:
            if len(rows) >= len(self.cells[column]):
                self.cells[column] = rows

    def _answers(self, column: str, repetitions: int) -> Iterator[Sequence[tuple[str, Cell]]]:
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
                if silences > patience or self._clock() >= self._deadline:
                    raise
                continue
            silences = 0
            yield answer

    def _take(self, column: str, rows: dict[str, Cell], answer: Sequence[tuple[str, Cell]]) -> bool:
        """Add an answer's rows; True where that is enough, for a reason that is told."""
        prefix = len(column) + 1
        before = len(rows)
        rows.update((oid[prefix:], value) for oid, value in answer)
        # Tables out of order are read; what comes twice has no end.
        if len(rows) != before + len(answer):
            last = answer[-1][0][prefix:]
            self._cut(column, f"the agent goes in circles at {last}; {len(rows)} rows kept")
        elif len(rows) >= self._limits.rows:
            self._cut(column, f"cut off after {len(rows)} rows")
        elif self._clock() >= self._deadline:
            budget = f"{self._limits.budget_s:g} s"
            self._cut(column, f"the {budget} are used up; {len(rows)} rows kept")
        else:
            return False
        return True
