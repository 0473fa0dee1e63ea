"""The whole error tree: what people get wrong, and what devices and files do to us.

A person's mistakes are gathered as `Problem`s and raised once. One device failing is a value
(`DeviceFailure` in `parknet.model.change`), not an exception that ends a run. Exit codes and HTTP
codes live in `parknet.cli` and `parknet.hub` alone. `ValueError` is a caller's bug.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing a person can mend.

    Attributes:
        where: `file:line:column`, or the name of what is wrong where no file is.
        what: what is wrong, in one sentence without a full stop.
        remedy: what to do about it.
    """

    where: str
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}; {self.remedy}"


class ParknetError(Exception):
    """Anything parknet raises on purpose."""


class ProblemsError(ParknetError):
    """Input that people wrote cannot be used; every problem found is told at once."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))

    @classmethod
    def of(cls, problems: Iterable[Problem]) -> "ProblemsError":
        """Return the error for all of `problems`."""
        return cls(*problems)


class IntentError(ProblemsError):
    """A park's description, its register or its profiles are wrong."""


class PackError(ProblemsError):
    """A policy pack or a contract profile is wrong."""


class PlanError(ProblemsError):
    """A plan file is damaged, stale or not meant for this park."""


class StateError(ParknetError):
    """Our own state (ledger, outbox, allocations) is damaged or held by another run."""


class SecretError(ParknetError):
    """A secret that a configuration needs cannot be resolved."""


class DeviceError(ParknetError):
    """One device could not do what was asked; the text never holds a secret."""


class DeviceUnreachableError(DeviceError):
    """No answer, or the session was lost."""


class HostKeyError(DeviceError):
    """The host key is unknown or differs: refused before any credential was sent."""


class AuthenticationError(DeviceError):
    """The device refused the user or the password."""


class CommandRejectedError(DeviceError):
    """The device answered a line with an error."""

    def __init__(self, line: str, reply: str) -> None:
        self.line = line
        self.reply = reply
        super().__init__(f"line {line!r} was refused: {reply}")
