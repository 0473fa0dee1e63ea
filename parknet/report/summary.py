"""An assessment in, what a reader is told about it first out: faults, tallies, next steps."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from parknet.messages import Language, say
from parknet.model.network import Network
from parknet.model.verdict import Assessment, ClauseVerdict, Finding, Reason, Status
from parknet.report.places import missing_outlets, unmodelled_buildings
from parknet.report.values import label_text, value_text, wanted_text

_ORDER = {
    Status.FAIL: 0,
    Status.UNKNOWN: 1,
    Status.PASS: 2,
    Status.WAIVED: 3,
    Status.NOT_APPLICABLE: 4,
}
# What a fault touches most people through comes first.
_SUBJECTS = ("circuit", "link", "vlan", "ap", "outlet", "other")
_SHOWN_NAMES = 8


class Fault(NamedTuple):
    """One thing that is wrong, however many clauses it breaks."""

    subject: str
    kind: str  # of the subject: circuit, link, vlan, ap, outlet, other
    label: str
    device: str
    instance: str
    observed: str
    wanted: str
    reason: str
    breaks: tuple[str, ...]  # clause ids; "design" among them where the design demands it too


class Tally(NamedTuple):
    """Binding clauses, counted."""

    total: int
    passed: int
    failed: int
    unknown: int
    measured: int


class Scope(NamedTuple):
    """What was looked at, counted."""

    clauses: int
    policies: int
    devices: int
    read: int
    registered: int  # buildings
    modelled: int
    outlets: int
    aps: int
    links: int


class Step(NamedTuple):
    """One thing to do: a key of the catalogue and its values."""

    key: str
    values: Mapping[str, object]


def faults(assessment: Assessment, language: Language = "en") -> list[Fault]:
    """Return every fault once, those that touch most people first."""
    groups: dict[str, list[Finding]] = {}
    for finding in assessment.findings:
        if finding.status is Status.FAIL:
            groups.setdefault(finding.expectation.subject, []).append(finding)
    return [
        _fault(groups[subject], assessment, language)
        for subject in sorted(groups, key=_subject_order)
    ]


def _subject_order(subject: str) -> tuple[int, str]:
    kind = _kind(subject)
    return (_SUBJECTS.index(kind), subject)


def _kind(subject: str) -> str:
    kind = subject.partition("/")[0]
    return kind if kind in _SUBJECTS else _SUBJECTS[-1]


def _fault(findings: Sequence[Finding], assessment: Assessment, language: Language) -> Fault:
    subject = findings[0].expectation.subject
    # The design's own demand names the port; a clause names the building or the desk.
    first = min(findings, key=lambda finding: finding.expectation.because != "design")
    named = max(findings, key=lambda finding: finding.expectation.because != "design")
    breaks = {finding.expectation.because for finding in findings}
    return Fault(
        subject=subject,
        kind=_kind(subject),
        label=label_text(named.expectation, assessment.segment_names, language),
        device=first.expectation.device,
        instance=first.expectation.instance,
        observed=value_text(first.observed, first.expectation.unit, language),
        wanted=wanted_text(first.expectation, language),
        reason=first.reason,
        breaks=tuple(sorted(breaks, key=lambda clause: (clause == "design", clause))),
    )


def is_measured(verdict: ClauseVerdict) -> bool:
    """Return whether anything was read for the clause."""
    return verdict.level is not None


def tally(assessment: Assessment) -> Tally:
    """Count the binding clauses."""
    binding = [verdict for verdict in assessment.verdicts if verdict.clause.binding]
    count = {status: sum(v.status is status for v in binding) for status in Status}
    return Tally(
        total=len(binding),
        passed=count[Status.PASS],
        failed=count[Status.FAIL],
        unknown=count[Status.UNKNOWN],
        measured=sum(map(is_measured, binding)),
    )


def scope(assessment: Assessment, network: Network) -> Scope:
    """Count what the assessment is about."""
    unmodelled = unmodelled_buildings(assessment, network)
    unregistered = {plan.name for plan in network.buildings} & set(assessment.unregistered)
    return Scope(
        clauses=len(assessment.verdicts),
        policies=len({verdict.pack for verdict in assessment.verdicts}),
        devices=len(network.devices),
        read=len(network.devices) - len(assessment.unreachable),
        registered=len(network.buildings) + len(unmodelled) - len(unregistered),
        modelled=len(network.buildings) - len(unregistered),
        outlets=len(network.outlets),
        aps=len(network.aps),
        links=len(network.links) + len(network.circuits),
    )


def judged(assessment: Assessment) -> list[ClauseVerdict]:
    """Return the clauses that something was read for, the failing ones first, in pack order."""
    found = [verdict for verdict in assessment.verdicts if is_measured(verdict)]
    return sorted(found, key=lambda verdict: _ORDER[verdict.status])


def with_status(assessment: Assessment, status: Status) -> list[ClauseVerdict]:
    """Return the measured binding clauses of a status."""
    return [v for v in judged(assessment) if v.clause.binding and v.status is status]


def open_reasons(assessment: Assessment) -> list[Step]:
    """Return why binding clauses are unknown, the commonest first, each with its count."""
    found = Counter(
        (verdict.reason, verdict.contract if verdict.reason == Reason.NEEDS_SURVEY else "")
        for verdict in assessment.verdicts
        if verdict.clause.binding and verdict.status is Status.UNKNOWN
    )
    return [
        Step(f"reason.{reason}", {"contract": contract.upper(), "count": count})
        for (reason, contract), count in found.most_common()
    ]


def unmeasured(assessment: Assessment) -> dict[str, list[ClauseVerdict]]:
    """Return the clauses that nothing was read for by pack, the binding ones first."""
    found: dict[str, list[ClauseVerdict]] = {}
    for verdict in assessment.verdicts:
        if not is_measured(verdict):
            found.setdefault(verdict.pack, []).append(verdict)
    return {
        pack: sorted(verdicts, key=lambda verdict: (not verdict.clause.binding, verdict.clause.id))
        for pack, verdicts in found.items()
    }


def next_steps(assessment: Assessment, network: Network, language: Language) -> list[Step]:
    """Return what to do, the most urgent first."""
    steps: list[Step] = []
    wrong = faults(assessment, language)
    binding = [verdict for verdict in assessment.verdicts if verdict.clause.binding]
    buildings = unmodelled_buildings(assessment, network)
    outlets = missing_outlets(assessment, network)
    if wrong:
        steps.append(Step("report.next.fix", {"count": len(wrong)}))
    if assessment.unreachable:
        steps.append(_named("report.next.reach", sorted(assessment.unreachable), language))
    if buildings:
        steps.append(_named("report.next.model", buildings, language))
    if outlets:
        count = sum(outlets.values())
        step = _named("report.next.outlets", list(outlets), language)
        steps.append(Step(step.key, {**step.values, "count": count}))
    idle = {
        finding.expectation.subject
        for finding in assessment.findings
        if finding.reason == Reason.PORT_DOWN and finding.status is Status.UNKNOWN
    }
    counts = {
        "report.next.ports": len(idle),
        "report.next.verify": _with_reason(binding, Reason.BELOW_LEVEL),
        "report.next.survey": _with_reason(binding, Reason.NEEDS_SURVEY),
        "report.next.evidence": _with_reason(binding, Reason.NOT_MEASURED),
    }
    return steps + [Step(key, {"count": count}) for key, count in counts.items() if count]


def _named(key: str, names: Sequence[str], language: Language) -> Step:
    shown = say("list.separator", language).join(names[:_SHOWN_NAMES])
    return Step(key, {"count": len(names), "names": shown + "…" * (len(names) > _SHOWN_NAMES)})


def _with_reason(verdicts: Sequence[ClauseVerdict], reason: Reason) -> int:
    return sum(verdict.reason == reason for verdict in verdicts)
