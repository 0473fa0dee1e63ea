"""What an agent bears, learned from one poll and kept for the next, across processes too."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

# Repetitions of a GETBULK, the last being GETNEXT: Huawei and Cisco stacks stop answering big ones
# (glpi-agent#422, Uninett/nav#1339), an AC6605-26 was recorded that answers at 5 and not at 25.
STEPS: Final = (25, 10, 5, 1)
# Polls after which a larger step is tried again: what made answers get lost may be over.
_TRY_AGAIN: Final = 100


@dataclass(slots=True)
class Bearing:
    """What is known of one agent.

    Attributes:
        step: place in `STEPS` that all its columns are read with.
        columns: places of columns whose answers are too large to be read with that.
        silences: polls in a row that it answered nothing of.
        polls: since the step was lowered.
    """

    step: int = 0
    columns: dict[str, int] = field(default_factory=dict)
    silences: int = 0
    polls: int = 0

    def of(self, column: str) -> int:
        """Return the place to begin a column at."""
        return max(self.step, self.columns.get(column, 0))

    def lower(self, column: str, step: int, *, of_column: bool) -> None:
        """Keep a smaller step: of one column, or of the agent, which said nothing at all."""
        if of_column:
            self.columns[column] = step
        elif step > self.step:
            self.step, self.polls = step, 0

    def polled(self, *, answered: bool) -> None:
        """Count a poll; now and then one begins a step larger."""
        self.silences = 0 if answered else self.silences + 1
        self.polls += 1
        if self.polls >= _TRY_AGAIN and (self.step or self.columns):
            self.step, self.polls = max(0, self.step - 1), 0
            self.columns.clear()


def as_plain(bearings: Mapping[str, Bearing]) -> dict[str, object]:
    """Return what has been learned as JSON can say it: agents that bear everything are left out."""
    return {
        device: {"repetitions": STEPS[bearing.step], "columns": _repetitions(bearing.columns)}
        for device, bearing in bearings.items()
        if bearing.step or bearing.columns
    }


def from_plain(plain: object, devices: Iterable[str]) -> dict[str, Bearing]:
    """Return what had been learned of these devices; what makes no sense is forgotten.

    Example:
        >>> from_plain({"sw1": {"repetitions": 5}, "sw2": 7}, ["sw1", "sw2"])
        {'sw1': Bearing(step=2, columns={}, silences=0, polls=0)}
    """
    found: dict[str, Bearing] = {}
    for device in devices:
        told = plain.get(device) if isinstance(plain, dict) else None
        if not isinstance(told, dict) or told.get("repetitions") not in STEPS:
            continue
        columns = told.get("columns")
        found[device] = Bearing(
            STEPS.index(told["repetitions"]),
            {
                str(column): STEPS.index(repetitions)
                for column, repetitions in (columns.items() if isinstance(columns, dict) else ())
                if repetitions in STEPS
            },
        )
    return found


def _repetitions(columns: Mapping[str, int]) -> dict[str, int]:
    return {column: STEPS[step] for column, step in columns.items()}
