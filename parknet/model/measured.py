"""What is known of a park beside one reading of its devices: tests, what ports showed before."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from parknet.model.health import PortHealth
from parknet.model.instruments import FieldTest


@dataclass(frozen=True, slots=True)
class Measured:
    """Evidence that a snapshot does not hold; empty where nobody gathered any.

    Attributes:
        tests: of cables and fibres by what they were made at (`outlet/…`, `link/…`, `circuit/…`),
            the latest first.
        best_bps: the best speed that a port has shown while it was up, by device and interface.
        since: from when on `best_bps` looked, Unix time in s.
        health: figures of a day, by device and interface.
    """

    tests: Mapping[str, tuple[FieldTest, ...]] = field(default_factory=dict)
    best_bps: Mapping[tuple[str, str], float] = field(default_factory=dict)
    since: float = 0
    health: Mapping[tuple[str, str], PortHealth] = field(default_factory=dict)

    def test(self, subject: str, *kinds: str) -> FieldTest | None:
        """Return the latest test of some kinds."""
        return next((one for one in self.tests.get(subject, ()) if one.kind in kinds), None)


NOTHING = Measured()
