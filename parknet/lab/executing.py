"""Commands that come over SSH without a terminal: what a device with a Unix shell answers."""

from dataclasses import dataclass
from typing import Protocol, runtime_checkable


@dataclass(frozen=True, slots=True)
class Executed:
    """What became of one command."""

    status: int = 0
    stdout: str = ""
    stderr: str = ""


@runtime_checkable
class Executor(Protocol):
    """A device that runs commands; others refuse such channels, as switches do."""

    def execute(self, user: str, command: str, stdin: str) -> Executed:
        """Run one command to its end.

        Raises:
            SessionLostError: the session breaks, as a fault or a restart wants it.
        """
        ...
