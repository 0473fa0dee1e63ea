"""Expectations and a snapshot in, findings out.

Three rules make a finding honest. What was not read is unknown, whatever else is known. Evidence
below the required level may fail an expectation but never passes it. And a reading that is taken
away never turns anything into a pass.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from parknet.assess import metrics
from parknet.assess.cells import Cells
from parknet.model.packs import Level
from parknet.model.snapshot import Snapshot, Value
from parknet.model.verdict import Expectation, Finding, Operator, Reason, Status

# Readings are what devices say of themselves. Active tests and surveys will be VERIFIED.
SNAPSHOT_LEVEL = Level.OBSERVED
_SUFFICES_FOR = frozenset(level for level in Level if level.rank <= SNAPSHOT_LEVEL.rank)


class _Answer(NamedTuple):
    status: Status
    reason: Reason
    observed: Value | None = None
    metric: str = ""  # what was read, where it is not what was asked


def judge(expectations: Iterable[Expectation], snapshot: Snapshot) -> tuple[Finding, ...]:
    """Return one finding per expectation, in order.

    An expectation already carries the level that the report's purpose demands.
    """
    cells = Cells(snapshot)
    return tuple(_find(expectation, cells) for expectation in expectations)


def _find(expectation: Expectation, cells: Cells) -> Finding:
    status, reason, observed, metric = _answer(expectation, cells)
    if status is Status.PASS and expectation.level not in _SUFFICES_FOR:
        status, reason = Status.UNKNOWN, Reason.BELOW_LEVEL
    if observed is None:
        return Finding(expectation, status, level=None, observed=None, reason=reason)
    return Finding(
        expectation=expectation,
        status=status,
        level=SNAPSHOT_LEVEL,
        observed=observed,
        reason=reason,
        evidence=cells.evidence(
            expectation.device,
            metric or expectation.metric,
            "+".join(expectation.members) or expectation.instance,
        ),
    )


def _answer(expectation: Expectation, cells: Cells) -> _Answer:
    if expectation.excused is not None:
        return _Answer(Status.NOT_APPLICABLE, expectation.excused)
    if expectation.metric == metrics.WIFI_COVERAGE:
        return _Answer(Status.UNKNOWN, Reason.NEEDS_SURVEY)
    if not expectation.device:
        return _Answer(Status.UNKNOWN, Reason.NOT_MODELLED)
    return _RULES.get(expectation.metric, _plain)(expectation, cells)


def _missing(expectation: Expectation, cells: Cells, metric: str) -> _Answer:
    return _Answer(Status.UNKNOWN, cells.absence(expectation.device, metric))


def _unless_up(expectation: Expectation, cells: Cells) -> _Answer | None:
    """Return the answer of an interface that is not up, or None where it is."""
    word = cells.value(expectation.device, metrics.OPER_STATUS, expectation.instance)
    if word == metrics.UP:
        return None
    if word is None:
        return _missing(expectation, cells, metrics.OPER_STATUS)
    reason = Reason.LINK_DOWN if expectation.down is Status.FAIL else Reason.PORT_DOWN
    return _Answer(expectation.down, reason, word, metrics.OPER_STATUS)


def _speed(expectation: Expectation, cells: Cells) -> _Answer:
    """Judge the negotiated rate; that of a port which is down says nothing, so it comes second."""
    answer = _unless_up(expectation, cells)
    if answer is not None:
        return answer
    if expectation.members:
        return _shared_speed(expectation, cells)
    speed_bps = _rate(cells.value(expectation.device, metrics.SPEED, expectation.instance))
    if speed_bps is None:
        return _missing(expectation, cells, metrics.SPEED)
    return _at_least(expectation, speed_bps)


def _shared_speed(expectation: Expectation, cells: Cells) -> _Answer:
    """Judge the sum over members that are up.

    An agent may give a link aggregation's nominal speed, so its own row only says whether it is up.
    A member that was not read may add to the sum: what it lacks then is unknown, not a failure.
    """
    device = expectation.device
    total_bps: float = 0
    gap: _Answer | None = None
    for member in expectation.members:
        word = cells.value(device, metrics.OPER_STATUS, member)
        if word is None:
            gap = _missing(expectation, cells, metrics.OPER_STATUS)
        elif word == metrics.UP:
            speed_bps = _rate(cells.value(device, metrics.SPEED, member))
            if speed_bps is None:
                gap = _missing(expectation, cells, metrics.SPEED)
            else:
                total_bps += speed_bps
    answer = _at_least(expectation, total_bps)
    if gap is not None and answer.status is Status.FAIL:
        return gap
    return answer


def _rate(value: Value | None) -> float | None:
    """Return a rate; a port that is up and says 0, a word or not-a-number tells none."""
    return value if isinstance(value, int | float) and value > 0 else None


def _at_least(expectation: Expectation, value: float) -> _Answer:
    if value >= float(expectation.target):
        return _Answer(Status.PASS, Reason.MET, value)
    return _Answer(Status.FAIL, Reason.TOO_SLOW, value)


def _duplex(expectation: Expectation, cells: Cells) -> _Answer:
    answer = _unless_up(expectation, cells)
    if answer is not None:
        return answer
    word = cells.value(expectation.device, metrics.DUPLEX, expectation.instance)
    if word == metrics.FULL_DUPLEX:
        return _Answer(Status.PASS, Reason.MET, word)
    if word == metrics.HALF_DUPLEX:
        return _Answer(Status.FAIL, Reason.HALF_DUPLEX, word)
    return _missing(expectation, cells, metrics.DUPLEX)


def _gateway(expectation: Expectation, cells: Cells) -> _Answer:
    """Judge an interface's IPv6 address.

    Addresses of an interface that is down are tentative and may be left out of the table, so only
    one that is up can be judged. Absence counts where the device told of other addresses.
    """
    answer = _unless_up(expectation, cells)
    if answer is not None:
        return answer
    found = cells.addresses(expectation.device, expectation.instance)
    if found is None:
        return _missing(expectation, cells, metrics.IPV6_ADDRESS)
    observed = " ".join(found) or "–"
    if expectation.target in found or (not expectation.target and found):
        return _Answer(Status.PASS, Reason.MET, observed)
    if not cells.is_whole(expectation.device, metrics.IPV6_ADDRESS):
        return _missing(expectation, cells, metrics.IPV6_ADDRESS)
    return _Answer(Status.FAIL, Reason.NO_IPV6, observed)


def _access_point(expectation: Expectation, cells: Cells) -> _Answer:
    """Judge an access point; some controllers list only those in service, so absent is unknown."""
    word = cells.ap_state(expectation.device, expectation.instance)
    in_service = cells.in_service(expectation.device)
    if word is None or not in_service:
        return _missing(expectation, cells, metrics.AP_STATE)
    if word in in_service:
        return _Answer(Status.PASS, Reason.MET, word)
    return _Answer(Status.FAIL, Reason.AP_DOWN, word)


def _plain(expectation: Expectation, cells: Cells) -> _Answer:
    """Judge any other metric by the expectation's own operator."""
    value = cells.value(expectation.device, expectation.metric, expectation.instance)
    if value is None:
        return _missing(expectation, cells, expectation.metric)
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


_RULES: Mapping[str, Callable[[Expectation, Cells], _Answer]] = {
    metrics.SPEED: _speed,
    metrics.DUPLEX: _duplex,
    metrics.IPV6_ADDRESS: _gateway,
    metrics.AP_STATE: _access_point,
}
