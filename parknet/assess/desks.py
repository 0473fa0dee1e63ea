"""What a desk's port shows, has shown, and what its cabling was tested for, in; its verdict out.

Hosts that sleep fall to 10 Mbit/s, so that the best rate counts which the port has shown with a
host on it. Where none was ever seen, a certificate of the cabling speaks, or nobody knows.
"""

from parknet.assess import metrics
from parknet.assess.answers import Answer, Known, at_least, told_by
from parknet.assess.tested import carried_bps
from parknet.model.packs import Level
from parknet.model.verdict import Expectation, Reason, Status


def desk(expectation: Expectation, known: Known, now: Answer) -> Answer:
    """Judge a desk by all that is known of it.

    Args:
        expectation: of the outlet's speed.
        known: all evidence.
        now: what the snapshot alone says.
    """
    shown = _best(expectation, known, now)
    test = known.measured.test(expectation.subject, "cable")
    if test is None:
        return shown
    suffices = shown.status is Status.PASS and expectation.level.rank <= shown.level.rank
    if test.outcome == "fail" and not suffices:
        observed = shown.observed if shown.status is Status.PASS else test.limit or test.outcome
        return Answer(
            Status.FAIL, Reason.CABLE_FAILED, observed, level=test.level, evidence=told_by(test)
        )
    carried = carried_bps(test, known.contract("cabling"))
    if test.outcome != "pass" or carried < float(expectation.target):
        return shown
    if shown.status is Status.PASS and test.level is Level.VERIFIED:
        # The rate is what the port negotiated; that the link carries it is what was tested.
        return shown._replace(level=Level.VERIFIED, evidence=told_by(test))
    if shown.status is Status.UNKNOWN:
        return Answer(
            Status.PASS, Reason.CABLE_PASSED, carried, level=test.level, evidence=told_by(test)
        )
    return shown


def _best(expectation: Expectation, known: Known, now: Answer) -> Answer:
    """Return the better of what the port shows and what it has shown."""
    where = (expectation.device, expectation.instance)
    best = known.measured.best_bps.get(where)
    if best is None or now.status is Status.PASS:
        return now
    if now.status is Status.FAIL and isinstance(now.observed, int | float) and best <= now.observed:
        return now
    earlier = at_least(expectation, best)
    evidence = f"samples:{where[0]}:{metrics.SPEED}:{where[1]}@{known.measured.since:.0f}"
    if earlier.status is Status.PASS:
        return earlier._replace(reason=Reason.SEEN_FASTER, evidence=evidence)
    return earlier._replace(evidence=evidence)
