"""A port's figures of a day in, whether they are within a contract profile's limits out."""

from typing import Final

from parknet.assess import metrics
from parknet.assess.answers import Answer, Known
from parknet.model.verdict import Expectation, Reason, Status

# Criteria of wired contract profiles that samples answer, with their units.
CRITERIA: Final = {
    "utilisation": "%",
    "broadcast": "1/s",
    "multicast": "1/s",
    "error-frames": "%",
    "collisions": "%",
}


def health(expectation: Expectation, known: Known) -> Answer:
    """Judge the mean of a day, of the worse direction."""
    found = known.measured.health.get((expectation.device, expectation.instance))
    criterion = expectation.metric.removeprefix(metrics.HEALTH)
    if found is None or criterion not in found.figures:
        return Answer(Status.UNKNOWN, Reason.TOO_SHORT_A_TIME)
    mean = round(found.figures[criterion].mean, 4)
    is_within = mean <= float(expectation.target)
    return Answer(
        Status.PASS if is_within else Status.FAIL,
        Reason.MET if is_within else Reason.OVER_LIMIT,
        mean,
        evidence=f"samples:{expectation.device}:{criterion}:{expectation.instance}",
    )
