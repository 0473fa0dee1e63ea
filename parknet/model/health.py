"""What a port carried over hours, in the figures that acceptance asks for."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figures:
    """One metric over time, of five-minute means.

    Attributes:
        mean: of all steps.
        high: 95th percentile, by nearest rank.
        most: the largest single reading.
        steps: how many five minutes have a value.
    """

    mean: float
    high: float
    most: float
    steps: int


@dataclass(frozen=True, slots=True)
class PortHealth:
    """A port's figures by criterion, as `coverage/targets/contracts` name them; the worse way.

    Attributes:
        figures: only what was measured for long enough.
        lacking: criteria for which there is too little, with the hours there are.
    """

    device: str
    interface: str
    figures: Mapping[str, Figures]
    lacking: Mapping[str, float]
