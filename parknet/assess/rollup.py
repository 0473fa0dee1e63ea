"""Findings in, a verdict for every clause out, and the park's whole assessment.

Counts are added, never rates averaged. A clause passes when every member of its population does,
fails when one that binds fails, and is unknown otherwise.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from parknet.assess import metrics
from parknet.assess.answers import Known
from parknet.assess.cabling import differences
from parknet.assess.cells import Cells
from parknet.assess.checks import checks_of, deciding
from parknet.assess.expect import expect, required_level
from parknet.assess.facts import hearing, ipv6_readiness, wlan_load
from parknet.assess.judge import judge
from parknet.assess.places import Places
from parknet.model.measured import NOTHING, Measured
from parknet.model.network import Network
from parknet.model.packs import Clause, Contract, Level, Measure, Pack, Purpose
from parknet.model.register import Register
from parknet.model.snapshot import Snapshot
from parknet.model.verdict import (
    Assessment,
    ClauseVerdict,
    Counts,
    Finding,
    Reason,
    Status,
)
from parknet.units import format_speed

DEFAULT_WIFI_CONTRACT = "w2"


def assess(  # noqa: PLR0917 - each is a record of another room, and this is where they meet
    network: Network,
    register: Register,
    packs: Sequence[Pack],
    contracts: Sequence[Contract],
    snapshot: Snapshot,
    purpose: Purpose,
    measured: Measured = NOTHING,
) -> Assessment:
    """Return a park judged for one purpose.

    Args:
        network: the design.
        register: what exists, whoever modelled it.
        packs: policies; only those that the park names are judged.
        contracts: contract profiles; the park's own decides what its policies leave open.
        snapshot: what was read.
        measured: what is known beside it: instruments' tests, what ports showed before.
        purpose: monitoring, or acceptance, which is content with nothing less than active tests.

    Raises:
        PackError: a clause cannot be judged as it is written.
        ValueError: a pack that the park names was not given.
    """
    named = [pack for pack in packs if pack.pack in network.policies]
    absent = set(network.policies) - {pack.pack for pack in named}
    if absent:
        raise ValueError(f"packs not given: {', '.join(sorted(absent))}")
    profiles = deciding(network.contracts, contracts)
    known = Known(Cells(snapshot), measured, profiles)
    answer = partial(judge, known=known)
    findings = answer(expect(network, register, named, purpose))
    by_clause: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        by_clause[finding.expectation.because].append(finding)
    wifi = _wifi_contract(network, contracts)
    verdicts = tuple(
        _verdict(clause, pack, by_clause[clause.id], purpose, wifi)
        for pack in named
        for clause in pack.clauses
    )
    unbinding = {verdict.clause.id for verdict in verdicts if not verdict.clause.binding}
    places = Places.of(network, register)
    return Assessment(
        park=network.park,
        name=network.name,
        kind=network.kind,
        region=network.region,
        purpose=purpose,
        rehearsal=snapshot.rehearsal,
        taken_at=snapshot.taken_at,
        intent_digest=network.intent_digest,
        register_digest=register.digest,
        verdicts=verdicts,
        pack_titles={pack.pack: pack.title.model_dump() for pack in named},
        findings=tuple(_without_force(findings, unbinding)),
        segment_names=network.segment_names,
        unmodelled=places.unmodelled(),
        unregistered=places.unregistered(),
        unreachable=_unreachable(network, snapshot),
        deviations=network.deviations,
        raw=network.raw,
        checks=checks_of(places, profiles, purpose, answer),
        cabling=differences(network, snapshot),
        hearing=hearing(snapshot),
        ipv6=tuple(ipv6_readiness(places, snapshot, known)),
        wlan=tuple(wlan_load(places, snapshot, known)),
    )


def _wifi_contract(network: Network, contracts: Iterable[Contract]) -> str:
    """Return the contract profile that decides WiFi coverage: the park's own, or the default."""
    kinds = {contract.contract: contract.kind for contract in contracts}
    named = [name for name in network.contracts if kinds.get(name) == "wifi"]
    return named[0] if named else DEFAULT_WIFI_CONTRACT


def _without_force(findings: Iterable[Finding], unbinding: set[str]) -> Iterable[Finding]:
    """Yield findings; those of clauses that do not bind show their value and judge nothing."""
    for finding in findings:
        if finding.expectation.because in unbinding:
            yield replace(finding, status=Status.NOT_APPLICABLE, reason=Reason.NOT_BINDING)
        else:
            yield finding


def _unreachable(network: Network, snapshot: Snapshot) -> Mapping[str, str]:
    """Return why each planned device was not, or not wholly, read."""
    why: dict[str, str] = {}
    for device in network.devices:
        read = snapshot.devices.get(device.name)
        if read is None:
            why[device.name] = str(Reason.NOT_COLLECTED)
        elif read.failure is not None:
            why[device.name] = f"{read.failure.kind}: {read.failure.detail}"
    return why


def _verdict(
    clause: Clause, pack: Pack, findings: Sequence[Finding], purpose: Purpose, wifi: str
) -> ClauseVerdict:
    if findings:
        counts = _count(findings)
        status, reason = _decide(counts, findings)
    else:
        status, reason = _without_population(clause)
        counts = Counts(**{_FIELDS[status]: 1})
    if not clause.binding:
        status, reason = Status.NOT_APPLICABLE, Reason.NOT_BINDING
    return ClauseVerdict(
        clause=clause,
        pack=pack.pack,
        pack_version=pack.version,
        pack_sha256=pack.sha256,
        status=status,
        required=required_level(clause, purpose),
        level=_weakest(findings),
        counts=counts,
        observed=_summary(findings),
        reason=reason,
        contract=wifi if clause.contract == "wifi" else "",
    )


_FIELDS = {
    Status.PASS: "passed",
    Status.FAIL: "failed",
    Status.UNKNOWN: "unknown",
    Status.NOT_APPLICABLE: "not_applicable",
    Status.WAIVED: "waived",
}


def _count(findings: Iterable[Finding]) -> Counts:
    tally = Counter(_FIELDS[finding.status] for finding in findings)
    return Counts(**tally)


def _decide(counts: Counts, findings: Iterable[Finding]) -> tuple[Status, Reason]:
    """Return a clause's status and the reason that most of the members it hangs on give."""
    if counts.failed:
        status = Status.FAIL
    elif counts.unknown:
        status = Status.UNKNOWN
    elif counts.passed:
        status = Status.PASS
    elif counts.waived:
        status = Status.WAIVED
    else:
        status = Status.NOT_APPLICABLE
    reasons = Counter(finding.reason for finding in findings if finding.status is status)
    return status, Reason(min(reasons, key=lambda reason: (-reasons[reason], reason)))


def _without_population(clause: Clause) -> tuple[Status, Reason]:
    if clause.measure is Measure.NONE:
        return Status.UNKNOWN, Reason.NOT_MEASURED
    if clause.measure is Measure.WIFI_COVERAGE:
        return Status.UNKNOWN, Reason.NEEDS_SURVEY  # open ground is in no register of buildings
    return Status.NOT_APPLICABLE, Reason.NO_POPULATION


def _weakest(findings: Iterable[Finding]) -> Level | None:
    levels = {finding.level for finding in findings if finding.level is not None}
    return min(levels, key=lambda level: level.rank, default=None)


def _summary(findings: Sequence[Finding]) -> str:
    """Return how many members meet the target, of all that must, and the lowest value read.

    A value that meets the target counts here even where its level is too low for a pass.
    """
    asked = [finding for finding in findings if finding.status is not Status.NOT_APPLICABLE]
    if not asked or asked[0].expectation.metric == metrics.WIFI_COVERAGE:
        return ""
    met = sum(
        finding.status is Status.PASS or finding.reason == Reason.BELOW_LEVEL for finding in asked
    )
    share = f"{met}/{len(asked)}"
    first = asked[0].expectation
    if first.metric == metrics.MEDIUM:
        return f"{share} fibre"
    if first.metric != metrics.SPEED:
        return f"{share} IPv6"
    speeds = [
        0 if finding.reason == Reason.LINK_DOWN else float(finding.observed or 0)
        for finding in asked
        if isinstance(finding.observed, int | float) or finding.reason == Reason.LINK_DOWN
    ]
    lowest = f" (min {format_speed(min(speeds))})" if speeds else ""
    return f"{share} ≥ {format_speed(float(first.target))}{lowest}"
