"""An assessment in, the drafts of what is to be told about it out."""

from datetime import UTC, datetime

from parknet import __version__
from parknet.model.event import Draft
from parknet.model.feed import HeartbeatData, LinkStateData, ProfileRef, VerdictData
from parknet.model.verdict import Assessment, ClauseVerdict, Finding, Status


def drafts_of(assessment: Assessment, devices: int) -> list[Draft]:
    """Return one draft per clause, one per planned link or circuit, and a heartbeat.

    Args:
        assessment: the park, judged.
        devices: how many devices the design has.
    """
    time = format_time(assessment.taken_at)
    drafts = [
        Draft("verdict", f"clause/{verdict.clause.id}", time, _verdict(verdict, assessment))
        for verdict in assessment.verdicts
    ]
    drafts += [
        Draft("linkstate", finding.expectation.subject, time, _link(finding, assessment.rehearsal))
        for finding in assessment.findings
        if _is_link(finding)
    ]
    heartbeat = HeartbeatData(
        version=__version__,
        devices=devices,
        unreachable=len(assessment.unreachable),
        rehearsal=assessment.rehearsal,
    )
    drafts.append(Draft("heartbeat", "park", time, heartbeat.model_dump(mode="json")))
    return drafts


def format_time(unix_s: float) -> str:
    """Return a time as the feed writes it: UTC with milliseconds.

    Example:
        >>> format_time(1795161600)
        '2026-11-20T08:00:00.000Z'
    """
    moment = datetime.fromtimestamp(unix_s, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _verdict(verdict: ClauseVerdict, assessment: Assessment) -> dict[str, object]:
    counts = verdict.counts
    return VerdictData(
        clause=verdict.clause.id,
        profile=ProfileRef(
            id=verdict.pack, version=verdict.pack_version, sha256=verdict.pack_sha256
        ),
        purpose=assessment.purpose.value,
        state=verdict.status.value,
        binding=verdict.clause.binding,
        level=verdict.level,
        required=verdict.required,
        reason=verdict.reason,
        numerator=counts.passed,
        denominator=counts.denominator,
        unknown=counts.unknown,
        rehearsal=assessment.rehearsal,
        inventory_sha256=assessment.intent_digest,
        register_sha256=assessment.register_digest,
    ).model_dump(mode="json")


def _is_link(finding: Finding) -> bool:
    expectation = finding.expectation
    return (
        expectation.because == "design"
        and expectation.metric == "interface.speed"
        and expectation.subject.startswith(("link/", "circuit/"))
    )


def _link(finding: Finding, rehearsal: bool) -> dict[str, object]:
    states = {Status.PASS: "as_planned", Status.FAIL: "degraded"}
    observed = finding.observed
    return LinkStateData(
        kind="link" if finding.expectation.subject.startswith("link/") else "circuit",
        state=states.get(finding.status, "unknown"),
        speed_bps=int(observed) if isinstance(observed, int | float) else None,
        planned_bps=int(finding.expectation.target),
        rehearsal=rehearsal,
    ).model_dump(mode="json")
