"""A park and contract profiles in; what each profile asks of it, and how far that is met, out.

Policies give no limits for cabling, light or the health of links: contracts and standards do. These
checks are shown beside the clauses and decide none of them. They are asked of everything that the
design and the register hold, so that what nobody measured is unknown and counted.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from parknet.assess import metrics
from parknet.assess.health import CRITERIA
from parknet.assess.places import Places
from parknet.assess.sampling import drawn, sample_size
from parknet.assess.tested import value_of
from parknet.model.network import End
from parknet.model.packs import Contract, ContractKind, Level, Purpose
from parknet.model.register import Register
from parknet.model.verdict import Check, Counts, Expectation, Finding, Operator, Reason, Status

# Failures that a check names one by one; the counts hold all.
SHOWN_FAILURES = 100
_LEVELS = {Purpose.MONITORING: Level.OBSERVED, Purpose.ACCEPTANCE: Level.VERIFIED}


class Demand(NamedTuple):
    """One check and what it asks of whom."""

    check: str
    kind: ContractKind
    contract: Contract
    limit: str
    unit: str
    expectations: tuple[Expectation, ...]
    sample: frozenset[str] = frozenset()  # subjects that must be tested, where not all must be


def checks_of(
    places: Places,
    contracts: Iterable[Contract],
    purpose: Purpose,
    judge: Callable[[Iterable[Expectation]], Sequence[Finding]],
) -> tuple[Check, ...]:
    """Return every check of the profiles that decide.

    Args:
        places: the park.
        contracts: one of each kind.
        purpose: decides how well tests must be known.
        judge: what answers an expectation.
    """
    found: list[Check] = []
    for contract in contracts:
        for demand in _demands(places, contract, _LEVELS[purpose]):
            findings = judge(demand.expectations)
            if findings:
                found.append(_answered(demand, findings))
    return tuple(found)


def deciding(named: Sequence[str], contracts: Iterable[Contract]) -> tuple[Contract, ...]:
    """Return one profile of each kind: the first that a park names, or the first there is."""
    order = {name: place for place, name in enumerate(named)}
    ranked = sorted(contracts, key=lambda one: (order.get(one.contract, len(order)), one.contract))
    found: dict[ContractKind, Contract] = {}
    for contract in ranked:
        found.setdefault(contract.kind, contract)
    return tuple(found.values())


def _demands(places: Places, contract: Contract, level: Level) -> Iterator[Demand]:
    if contract.kind == "wired":
        yield from _health(places, contract)
    elif contract.kind == "optical":
        yield _light(places, contract)
        yield _fibres(places, contract, level)
    elif contract.kind == "cabling":
        yield _cabling(places, contract, level)


class _Cable(NamedTuple):
    subject: str
    label: str
    ends: tuple[End, ...]
    building: str
    origin: str


def _cables(places: Places) -> Iterator[_Cable]:
    """Yield every link among devices, and every circuit."""
    for link in places.network.links:
        label = f"{link.a.device} – {link.b.device}"
        yield _Cable(f"link/{link.id}", label, (link.a, link.b), link.building, link.origin)
    for circuit in places.network.circuits:
        label = f"{circuit.carrier} {circuit.id}"
        yield _Cable(f"circuit/{circuit.id}", label, (circuit.end,), "", circuit.origin)


def _asked(
    contract: Contract, check: str, cable: _Cable, end: End, *,
    metric: str, target: float | str, unit: str, operator: Operator = "<=",
    level: Level = Level.OBSERVED, excused: Reason | None = None,
) -> Expectation:  # fmt: skip
    other = next((one for one in cable.ends if one != end), None)
    return Expectation(
        id=f"{contract.contract}:{check}:{cable.subject}:{end.device}",
        subject=cable.subject,
        label=cable.label,
        device=end.device,
        metric=metric,
        instance=end.port,
        operator=operator,
        target=target,
        unit=unit,
        level=level,
        because=f"{contract.contract}:{check}",
        origin=cable.origin,
        excused=excused,
        far=(other.device, other.port) if other else None,
    )


def _health(places: Places, contract: Contract) -> Iterator[Demand]:
    """Yield T-HEALTH: its figures are what devices count, so that no instrument is asked for."""
    carried = {plan.code: _segments(places, plan.aggregation) for plan in places.network.buildings}
    for criterion in contract.criteria:
        if criterion.id not in CRITERIA or criterion.value is None:
            continue
        unit = CRITERIA[criterion.id]
        ask = partial(
            _asked,
            contract,
            criterion.id,
            metric=metrics.HEALTH + criterion.id,
            target=criterion.value,
            unit=unit,
        )
        exempt = frozenset(criterion.exempt_segments)
        expectations = tuple(
            ask(cable, cable.ends[0], excused=Reason.EXEMPT if is_exempt else None)
            for cable in _cables(places)
            for is_exempt in (bool(exempt & carried.get(cable.building, frozenset())),)
        )
        limit = f"≤ {criterion.value:g} {unit}"
        yield Demand(criterion.id, "wired", contract, limit, unit, expectations)


def _segments(places: Places, device: str) -> frozenset[str]:
    return frozenset(svi.segment for svi in places.network.device(device).svis if svi.segment)


def _light(places: Places, contract: Contract) -> Demand:
    expectations = tuple(
        _asked(contract, "received-power", cable, end, metric=metrics.RX_POWER, target="",
               unit="dBm", operator="contains")
        for cable in _cables(places)
        for end in cable.ends
    )  # fmt: skip
    return Demand("received-power", "optical", contract, "", "dBm", expectations)


def _fibres(places: Places, contract: Contract, level: Level) -> Demand:
    expectations = tuple(
        _asked(contract, "fibre-loss", cable, cable.ends[0], metric=metrics.FIBRE_TEST, target="",
               unit="dB", operator="contains", level=level)
        for cable in _cables(places)
    )  # fmt: skip
    return Demand("fibre-loss", "optical", contract, "", "dB", expectations)


def _cabling(places: Places, contract: Contract, level: Level) -> Demand:
    codes = {plan.name: plan.code for plan in places.network.buildings}
    expectations = tuple(
        Expectation(
            id=f"{contract.contract}:cabling:{outlet_subject(codes, building, name)}",
            subject=outlet_subject(codes, building, name),
            label=f"{building} {room.room} {name}",
            device="",
            metric=metrics.CABLE_TEST,
            instance="",
            operator="contains",
            target="",
            unit="m",
            level=level,
            because=f"{contract.contract}:cabling",
            origin=room.origin,
        )
        for (building, name), room in places.register.outlets().items()
    )
    longest = value_of(contract, "cable.length")
    limit = f"≤ {longest:g} m" if longest is not None else ""
    sample = cabling_sample(places.register, codes, contract)
    return Demand("cabling", "cabling", contract, limit, "m", expectations, sample)


def _answered(demand: Demand, findings: Sequence[Finding]) -> Check:
    tally = Counter(finding.status for finding in findings)
    counts = Counts(
        passed=tally[Status.PASS],
        failed=tally[Status.FAIL],
        unknown=tally[Status.UNKNOWN],
        not_applicable=tally[Status.NOT_APPLICABLE],
    )
    if demand.kind == "cabling":
        status, reason = _sampled(demand, counts, findings)
    else:
        status, reason = _all(counts, findings)
    worst = _worst(demand, findings)
    contract = demand.contract
    failed = tuple(finding for finding in findings if finding.status is Status.FAIL)
    return Check(
        check=demand.check,
        kind=demand.kind,
        contract=contract.contract,
        contract_version=contract.version,
        contract_sha256=contract.sha256,
        limit=demand.limit,
        status=status,
        reason=reason,
        counts=counts,
        observed=f"{worst.observed:g} {demand.unit}" if worst else "",
        where=worst.expectation.label if worst else "",
        findings=failed[:SHOWN_FAILURES],
    )


def _all(counts: Counts, findings: Iterable[Finding]) -> tuple[Status, Reason]:
    if counts.failed:
        status = Status.FAIL
    elif counts.unknown:
        status = Status.UNKNOWN
    else:
        status = Status.PASS if counts.passed else Status.NOT_APPLICABLE
    reasons = Counter(finding.reason for finding in findings if finding.status is status)
    return status, Reason(min(reasons, key=lambda reason: (-reasons[reason], reason)))


def _sampled(demand: Demand, counts: Counts, findings: Sequence[Finding]) -> tuple[Status, Reason]:
    """Return the answer of a check that is content with a drawn sample, and with few failures."""
    tested = counts.passed + counts.failed
    most = value_of(demand.contract, "cable.failed-share")
    if counts.failed and (most is None or counts.failed > tested * most / 100):
        return _all(counts, findings)
    answered = {Status.PASS, Status.FAIL}
    open_ = [
        one
        for one in findings
        if one.status not in answered and one.expectation.subject in demand.sample
    ]
    if open_ or not demand.sample:
        is_weak = any(one.reason == Reason.BELOW_LEVEL for one in open_)
        return Status.UNKNOWN, Reason.BELOW_LEVEL if is_weak else Reason.TOO_FEW
    return Status.PASS, Reason.MET


def cabling_sample(
    register: Register, codes: Mapping[str, str], contract: Contract
) -> frozenset[str]:
    """Return the outlets whose cabling is to be tested at least, as subjects.

    Args:
        register: what exists; its digest seeds the draw.
        codes: of designed buildings by name.
        contract: of kind cabling; its digest seeds the draw too.
    """
    share = value_of(contract, "cable.sample")
    if share is None:
        return frozenset()
    outlets = [outlet_subject(codes, building, name) for building, name in register.outlets()]
    least = value_of(contract, "cable.sample-minimum") or 0
    wanted = sample_size(len(outlets), share, least)
    return drawn(outlets, wanted, contract.contract, contract.sha256, register.digest)


def outlet_subject(codes: Mapping[str, str], building: str, name: str) -> str:
    """Return how findings and tests name a registered outlet."""
    return f"outlet/{codes.get(building, building)}/{name}"


def _worst(demand: Demand, findings: Iterable[Finding]) -> Finding | None:
    """Return the highest value that was read; of light the lowest."""
    told = [one for one in findings if isinstance(one.observed, int | float)]
    sign = -1 if demand.check == "received-power" else 1
    return max(told, key=lambda one: sign * float(one.observed or 0), default=None)
