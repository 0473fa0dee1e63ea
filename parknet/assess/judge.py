"""Expectations and a snapshot in, findings out.

Three rules make a finding honest. What was not read is unknown, whatever else is known. Evidence
below the required level may fail an expectation but never passes it. And a reading that is taken
away never turns anything into a pass.
"""

from collections.abc import Callable, Iterable, Mapping

from parknet.assess import metrics
from parknet.assess.answers import Answer as _Answer
from parknet.assess.answers import Known, at_least
from parknet.assess.answers import missing as _missing
from parknet.assess.desks import desk
from parknet.assess.health import CRITERIA as HEALTH_CRITERIA
from parknet.assess.health import health
from parknet.assess.media import fibre_or_copper, received
from parknet.assess.tested import cable, fibre
from parknet.model.snapshot import Value
from parknet.model.verdict import Expectation, Finding, Operator, Reason, Status


def judge(expectations: Iterable[Expectation], known: Known) -> tuple[Finding, ...]:
    """Return one finding per expectation, in order.

    An expectation already carries the level that the report's purpose demands.
    """
    return tuple(_find(expectation, known) for expectation in expectations)


def _find(expectation: Expectation, known: Known) -> Finding:
    answer = _answer(expectation, known)
    status, reason = answer.status, answer.reason
    if status is Status.PASS and answer.level.rank < expectation.level.rank:
        status, reason = Status.UNKNOWN, Reason.BELOW_LEVEL
    if answer.observed is None:
        return Finding(expectation, status, level=None, observed=None, reason=reason)
    return Finding(
        expectation=expectation,
        status=status,
        level=answer.level,
        observed=answer.observed,
        reason=reason,
        evidence=answer.evidence
        or known.cells.evidence(
            expectation.device,
            answer.metric or expectation.metric,
            "+".join(expectation.members) or expectation.instance,
        ),
        parts=answer.parts,
    )


def _answer(expectation: Expectation, known: Known) -> _Answer:
    if expectation.excused is not None:
        return _Answer(Status.NOT_APPLICABLE, expectation.excused)
    if expectation.metric == metrics.WIFI_COVERAGE:
        return _Answer(Status.UNKNOWN, Reason.NEEDS_SURVEY)
    if expectation.metric in _BY_SUBJECT:
        return _BY_SUBJECT[expectation.metric](expectation, known)
    if not expectation.device:
        return _Answer(Status.UNKNOWN, Reason.NOT_MODELLED)
    return _RULES.get(expectation.metric, _plain)(expectation, known)


def _unless_up(expectation: Expectation, known: Known) -> _Answer | None:
    """Return the answer of an interface that is not up, or None where it is."""
    word = known.cells.value(expectation.device, metrics.OPER_STATUS, expectation.instance)
    if word == metrics.UP:
        return None
    if word is None:
        return _missing(expectation, known, metrics.OPER_STATUS)
    reason = Reason.LINK_DOWN if expectation.down is Status.FAIL else Reason.PORT_DOWN
    return _Answer(expectation.down, reason, word, metrics.OPER_STATUS)


def _speed(expectation: Expectation, known: Known) -> _Answer:
    """Judge the negotiated rate, and that of a desk by what else is known of it."""
    now = _speed_now(expectation, known)
    if expectation.subject.startswith("outlet/"):
        return desk(expectation, known, now)
    return now


def _speed_now(expectation: Expectation, known: Known) -> _Answer:
    """Judge what is read; the rate of a port that is down says nothing, so it comes second."""
    answer = _unless_up(expectation, known)
    if answer is not None:
        return answer
    if expectation.members:
        return _shared_speed(expectation, known)
    speed_bps = _rate(known.cells.value(expectation.device, metrics.SPEED, expectation.instance))
    if speed_bps is None:
        return _missing(expectation, known, metrics.SPEED)
    return at_least(expectation, speed_bps)


def _shared_speed(expectation: Expectation, known: Known) -> _Answer:
    """Judge the sum over active members.

    An agent may give a link aggregation's nominal speed, so its own row only says whether it is up.
    A member that is up and that the aggregation has not taken in carries nothing of it, where the
    device tells who is in. A member that was not read may add to the sum: what it lacks then is
    unknown, not a failure.
    """
    device, cells = expectation.device, known.cells
    inside = [
        member
        for member in expectation.members
        if cells.value(device, metrics.LAG, member) == expectation.instance
    ]
    parts: list[float] = []
    gap: _Answer | None = None
    for member in expectation.members:
        word = cells.value(device, metrics.OPER_STATUS, member)
        if word is None:
            gap = _missing(expectation, known, metrics.OPER_STATUS)
        elif word == metrics.UP and inside and member not in inside:
            if not cells.is_whole(device, metrics.LAG):
                gap = _missing(expectation, known, metrics.LAG)
        elif word == metrics.UP:
            speed_bps = _rate(cells.value(device, metrics.SPEED, member))
            if speed_bps is None:
                gap = _missing(expectation, known, metrics.SPEED)
            else:
                parts.append(speed_bps)
    answer = at_least(expectation, sum(parts), *parts)
    if gap is not None and answer.status is Status.FAIL:
        return gap
    return answer


def _rate(value: Value | None) -> float | None:
    """Return a rate; a port that is up and says 0, a word or not-a-number tells none."""
    return value if isinstance(value, int | float) and value > 0 else None


def _duplex(expectation: Expectation, known: Known) -> _Answer:
    answer = _unless_up(expectation, known)
    if answer is not None:
        return answer
    word = known.cells.value(expectation.device, metrics.DUPLEX, expectation.instance)
    if word == metrics.FULL_DUPLEX:
        return _Answer(Status.PASS, Reason.MET, word)
    if word == metrics.HALF_DUPLEX:
        return _Answer(Status.FAIL, Reason.HALF_DUPLEX, word)
    return _missing(expectation, known, metrics.DUPLEX)


def _gateway(expectation: Expectation, known: Known) -> _Answer:
    """Judge an interface's IPv6 address.

    Addresses of an interface that is down are tentative and may be left out of the table, so only
    one that is up can be judged. Absence counts where the device told of other addresses.
    """
    answer = _unless_up(expectation, known)
    if answer is not None:
        return answer
    found = known.cells.addresses(expectation.device, expectation.instance)
    if found is None:
        return _missing(expectation, known, metrics.IPV6_ADDRESS)
    observed = " ".join(found) or "–"
    if expectation.target in found or (not expectation.target and found):
        return _Answer(Status.PASS, Reason.MET, observed)
    if not known.cells.is_whole(expectation.device, metrics.IPV6_ADDRESS):
        return _missing(expectation, known, metrics.IPV6_ADDRESS)
    return _Answer(Status.FAIL, Reason.NO_IPV6, observed)


def _access_point(expectation: Expectation, known: Known) -> _Answer:
    """Judge an access point; some controllers list only those in service, so absent is unknown."""
    word = known.cells.ap_state(expectation.device, expectation.instance)
    in_service = known.cells.in_service(expectation.device)
    if word is None or not in_service:
        return _missing(expectation, known, metrics.AP_STATE)
    if word in in_service:
        return _Answer(Status.PASS, Reason.MET, word)
    return _Answer(Status.FAIL, Reason.AP_DOWN, word)


def _plain(expectation: Expectation, known: Known) -> _Answer:
    """Judge any other metric by the expectation's own operator."""
    value = known.cells.value(expectation.device, expectation.metric, expectation.instance)
    if value is None:
        return _missing(expectation, known, expectation.metric)
    if _holds(value, expectation.operator, expectation.target):
        return _Answer(Status.PASS, Reason.MET, value)
    return _Answer(Status.FAIL, Reason.DIFFERS, value)


def _holds(value: Value, operator: Operator, target: Value) -> bool:
    if operator == "contains":
        return str(target) in str(value)
    if operator == "==":
        return value == target
    if isinstance(value, str) or isinstance(target, str):
        return False
    return value >= target if operator == ">=" else value <= target


_RULES: Mapping[str, Callable[[Expectation, Known], _Answer]] = {
    metrics.SPEED: _speed,
    metrics.DUPLEX: _duplex,
    metrics.IPV6_ADDRESS: _gateway,
    metrics.AP_STATE: _access_point,
    metrics.MEDIUM: fibre_or_copper,
    metrics.RX_POWER: received,
}
# What instruments and samples tell of a place, whether or not a device stands behind it.
_BY_SUBJECT: Mapping[str, Callable[[Expectation, Known], _Answer]] = {
    metrics.CABLE_TEST: cable,
    metrics.FIBRE_TEST: fibre,
    **{metrics.HEALTH + criterion: health for criterion in HEALTH_CRITERIA},
}
