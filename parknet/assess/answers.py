"""What rules answer, and the evidence that they look at."""

from collections.abc import Sequence
from typing import NamedTuple

from parknet.assess.cells import Cells
from parknet.model.instruments import FieldTest
from parknet.model.measured import Measured
from parknet.model.packs import Contract, ContractKind, Level
from parknet.model.snapshot import Value
from parknet.model.verdict import Expectation, Reason, Status

# Readings are what devices say of themselves.
SNAPSHOT_LEVEL = Level.OBSERVED


class Answer(NamedTuple):
    """A rule's answer to one expectation."""

    status: Status
    reason: Reason
    observed: Value | None = None
    metric: str = ""  # what was read, where it is not what was asked
    level: Level = SNAPSHOT_LEVEL
    evidence: str = ""  # where it is no reading of the snapshot
    parts: tuple[float, ...] = ()


class Known(NamedTuple):
    """All that is known of a park, and the profiles whose numbers a rule may need."""

    cells: Cells
    measured: Measured
    contracts: Sequence[Contract]

    def contract(self, kind: ContractKind) -> Contract | None:
        """Return the profile of a kind that decides: the first, those of the park come first."""
        return next((one for one in self.contracts if one.kind == kind), None)


def missing(expectation: Expectation, known: Known, metric: str) -> Answer:
    """Return the answer for a value that is not there."""
    return Answer(Status.UNKNOWN, known.cells.absence(expectation.device, metric))


def at_least(expectation: Expectation, value: float, *parts: float) -> Answer:
    """Return the answer for a speed."""
    if value >= float(expectation.target):
        return Answer(Status.PASS, Reason.MET, value, parts=parts)
    return Answer(Status.FAIL, Reason.TOO_SLOW, value, parts=parts)


def told_by(test: FieldTest) -> str:
    """Return where a test is found."""
    return f"test:{test.sha256}:{test.origin}"
