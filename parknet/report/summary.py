"""An assessment in, what a reader is told about it out: faults, groups of clauses, next steps.

Plain values without words: the templates and `parknet.messages` give them a language.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from parknet.model.network import Network
from parknet.model.verdict import Assessment, ClauseVerdict, Expectation, Finding, Reason, Status
from parknet.units import format_speed

_ORDER = {
    Status.FAIL: 0,
    Status.UNKNOWN: 1,
    Status.PASS: 2,
    Status.WAIVED: 3,
    Status.NOT_APPLICABLE: 4,
}


class Fault(NamedTuple):
    """One thing that is wrong, however many clauses it breaks."""

    subject: str
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


class Step(NamedTuple):
    """One thing to do: a key of the catalogue and its values."""

    key: str
    values: Mapping[str, object]


def value_text(value: object, unit: str) -> str:
    """Return a measured or wanted value as people read it.

    Example:
        >>> value_text(100_000_000, "bit/s"), value_text(None, "dBm"), value_text("up", "")
        ('100 Mbit/s', '—', 'up')
    """
    if value is None:
        return "—"
    if unit == "bit/s" and isinstance(value, int | float):
        return format_speed(value)
    if isinstance(value, float):
        value = f"{value:g}"
    return f"{value} {unit}".strip()


def wanted_text(expectation: Expectation) -> str:
    """Return what an expectation demands, as in `≥ 1 Gbit/s`."""
    sign = {">=": "≥ ", "<=": "≤ "}.get(expectation.operator, "")
    return sign + value_text(expectation.target, expectation.unit)


def faults(assessment: Assessment) -> list[Fault]:
    """Return every fault once, in the order of subjects."""
    groups: dict[str, list[Finding]] = {}
    for finding in assessment.findings:
        if finding.status is Status.FAIL:
            groups.setdefault(finding.expectation.subject, []).append(finding)
    return [_fault(subject, findings) for subject, findings in sorted(groups.items())]


def _fault(subject: str, findings: Sequence[Finding]) -> Fault:
    # The design's own demand names the port; a clause names the building or the desk.
    first = min(findings, key=lambda finding: finding.expectation.because != "design")
    named = max(findings, key=lambda finding: finding.expectation.because != "design")
    return Fault(
        subject=subject,
        label=named.expectation.label,
        device=first.expectation.device,
        instance=first.expectation.instance,
        observed=value_text(first.observed, first.expectation.unit),
        wanted=wanted_text(first.expectation),
        reason=first.reason,
        breaks=tuple(sorted({finding.expectation.because for finding in findings})),
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


def judged(assessment: Assessment) -> list[ClauseVerdict]:
    """Return the clauses that something was read for, the failing ones first."""
    found = [verdict for verdict in assessment.verdicts if is_measured(verdict)]
    return sorted(found, key=lambda verdict: (_ORDER[verdict.status], verdict.clause.id))


def unmeasured(assessment: Assessment) -> list[ClauseVerdict]:
    """Return the clauses that nothing was read for, the binding ones first."""
    found = [verdict for verdict in assessment.verdicts if not is_measured(verdict)]
    return sorted(found, key=lambda verdict: (not verdict.clause.binding, verdict.clause.id))


def threshold_text(verdict: ClauseVerdict) -> str:
    """Return the number the text itself gives, or nothing."""
    indicator = verdict.clause.indicator
    threshold = indicator.threshold
    if threshold is None:
        return ""
    sign = {">=": "≥ ", "<=": "≤ ", ">": "> ", "<": "< "}.get(indicator.operator, "")
    unit = indicator.unit or ""
    if isinstance(threshold, Mapping):
        return "; ".join(
            f"{name} {sign}{_number(value)} {unit}" for name, value in threshold.items()
        )
    if isinstance(threshold, tuple):
        return "、".join(_number(value) for value in threshold)
    return (
        f"{sign}{_number(threshold)} {unit if isinstance(threshold, int | float) else ''}".strip()
    )


def _number(value: float | str) -> str:
    return f"{value:g}" if isinstance(value, int | float) and abs(value) < 1e6 else str(value)


def building_states(assessment: Assessment, network: Network) -> dict[str, Status]:
    """Return the worst status found in each building, by its code."""
    of_link = {f"link/{link.id}": link.building for link in network.links}
    states: dict[str, Status] = {}
    for finding in assessment.findings:
        subject = finding.expectation.subject
        code = of_link.get(subject) or _code_in(subject)
        if not code or finding.status not in (Status.FAIL, Status.UNKNOWN, Status.PASS):
            continue
        before = states.get(code)
        if before is None or _ORDER[finding.status] < _ORDER[before]:
            states[code] = finding.status
    return states


def _code_in(subject: str) -> str:
    parts = subject.split("/")
    return parts[1] if parts[0] in ("outlet", "ap", "vlan") and len(parts) > 2 else ""


def next_steps(assessment: Assessment) -> list[Step]:
    """Return what to do, the most urgent first."""
    steps: list[Step] = []
    wrong = faults(assessment)
    binding = [verdict for verdict in assessment.verdicts if verdict.clause.binding]
    if wrong:
        steps.append(Step("report.next.fix", {"count": len(wrong)}))
    if assessment.unreachable:
        steps.append(_named("report.next.reach", sorted(assessment.unreachable)))
    if assessment.unmodelled:
        steps.append(_named("report.next.model", assessment.unmodelled))
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


def _named(key: str, names: Sequence[str]) -> Step:
    shown = "、".join(names[:8]) + ("…" if len(names) > 8 else "")
    return Step(key, {"count": len(names), "names": shown})


def _with_reason(verdicts: Sequence[ClauseVerdict], reason: Reason) -> int:
    return sum(verdict.reason == reason for verdict in verdicts)
