"""What instruments found at a cable or a fibre in, whether it is good enough out.

The instrument's own verdict is against the limits that it was set to, frequency by frequency; those
of GB 50312 annex B are not repeated here. What is added is what no instrument knows: which speed
the class stands for, how long a permanent link may be, and what a fibre's length should cost.
"""

import re
from collections.abc import Iterable

from parknet.assess.answers import Answer, Known, told_by
from parknet.assess.media import seen_medium
from parknet.model.instruments import FieldTest
from parknet.model.packs import Contract, Criterion
from parknet.model.verdict import Expectation, Reason, Status


def cable(expectation: Expectation, known: Known) -> Answer:
    """Judge an outlet's permanent link by its certificate."""
    test = known.measured.test(expectation.subject, "cable")
    if test is None:
        return Answer(Status.UNKNOWN, Reason.NOT_TESTED)
    length = test.values.get("length")
    # A certificate without a length still has the instrument's verdict.
    shown = test.limit or test.outcome or "–"
    if test.outcome == "fail":
        return _of(test, Status.FAIL, Reason.CABLE_FAILED, shown)
    longest = value_of(known.contract("cabling"), "cable.length")
    if length is not None and longest is not None and length > longest:
        return _of(test, Status.FAIL, Reason.TOO_LONG, length)
    if not test.outcome:
        return _of(test, Status.UNKNOWN, Reason.NOT_JUDGED, shown)
    return _of(test, Status.PASS, Reason.MET, shown)


def carried_bps(test: FieldTest, contract: Contract | None) -> float:
    """Return the speed that a test's class stands for; 0 where its limit names none."""
    text = " ".join(test.limit.split()).casefold()
    for one in contract.classes if contract is not None else ():
        for word in one.words:
            pattern = rf"(?<![a-z0-9]){re.escape(word.casefold())}(?![a-z0-9])"
            if re.search(pattern, text):
                return one.carries * 1e6
    return 0


def fibre(expectation: Expectation, known: Known) -> Answer:
    """Judge a fibre by its loss."""
    test = known.measured.test(expectation.subject, "loss", "otdr")
    if test is not None:
        return _loss(test, known.contract("optical"))
    ends = filter(None, ((expectation.device, expectation.instance), expectation.far))
    if any(seen_medium(known, device, port)[0] == "copper" for device, port in ends):
        return Answer(Status.NOT_APPLICABLE, Reason.IS_COPPER)
    return Answer(Status.UNKNOWN, Reason.NOT_TESTED)


def _loss(test: FieldTest, contract: Contract | None) -> Answer:
    """Judge by the instrument's limit, a PON's budget, and what the fibre computes to."""
    loss = test.values.get("loss")
    if test.outcome == "fail":
        shown = loss if loss is not None else test.limit or test.outcome
        return _of(test, Status.FAIL, Reason.LOSS_TOO_HIGH, shown)
    if loss is None:
        is_passed = test.outcome == "pass"
        return _of(
            test,
            Status.PASS if is_passed else Status.UNKNOWN,
            Reason.MET if is_passed else Reason.NOT_JUDGED,
            test.limit or "–",
        )
    low, high = _budget(test, contract)
    limits = [
        one for one in (high, test.values.get("loss_limit"), computed_db(test, contract)) if one
    ]
    if not limits and test.outcome != "pass":
        return _of(test, Status.UNKNOWN, Reason.NOT_JUDGED, loss)
    if limits and loss > min(limits):
        return _of(test, Status.FAIL, Reason.LOSS_TOO_HIGH, loss)
    if low is not None and loss < low:
        return _of(test, Status.FAIL, Reason.LIGHT_TOO_STRONG, loss)
    return _of(test, Status.PASS, Reason.MET, loss)


def computed_db(test: FieldTest, contract: Contract | None) -> float | None:
    """Return what a fibre should lose at most, from its length, connectors and splices.

    None where the test does not tell them, or the profile gives no number.
    """
    per_km = value_of(contract, "fibre.attenuation", f"{test.values.get('wavelength', 0):.0f}")
    each = value_of(contract, "fibre.connector")
    splice = value_of(contract, "fibre.splice")
    length, connectors = test.values.get("length"), test.values.get("connectors")
    # An OTDR's own events count its connectors short: those at either end are in its dead zones.
    if None in (per_km, each, splice, length, connectors) or test.kind != "loss":
        return None
    margin = value_of(contract, "fibre.margin") or 0.0
    whole = (length or 0) / 1000 * (per_km or 0) + (connectors or 0) * (each or 0)
    return round(whole + test.values.get("splices", 0) * (splice or 0) + margin, 3)


def _budget(test: FieldTest, contract: Contract | None) -> tuple[float | None, float | None]:
    """Return what a PON of the class that the test's limit names must lose, and may."""
    return (
        value_of(contract, "fibre.budget-minimum", test.limit),
        value_of(contract, "fibre.budget", test.limit),
    )


def value_of(contract: Contract | None, metric: str, word: str = "") -> float | None:
    """Return a profile's number for a metric: that for a word, where it differs by words."""
    for one in _criteria(contract, metric):
        if not one.applies_to or word.casefold() in {known.casefold() for known in one.applies_to}:
            return one.value
    return None


def _criteria(contract: Contract | None, metric: str) -> Iterable[Criterion]:
    return [one for one in contract.criteria if one.metric == metric] if contract else []


def _of(test: FieldTest, status: Status, reason: Reason, observed: float | str) -> Answer:
    return Answer(status, reason, observed, level=test.level, evidence=told_by(test))
