"""An assessment in, one self-contained HTML page out: nothing on it loads from anywhere."""

from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from importlib.resources import files

from jinja2 import Environment, StrictUndefined, Template

from parknet import __version__
from parknet.messages import Language, say
from parknet.model.network import Network
from parknet.model.verdict import Assessment, ClauseVerdict, Finding, Status
from parknet.report.park_map import park_map
from parknet.report.summary import (
    building_states,
    faults,
    judged,
    next_steps,
    tally,
    threshold_text,
    unmeasured,
    value_text,
    wanted_text,
)

# Findings listed under a clause; the CSV holds all of them.
SHOWN_FINDINGS = 60
CHINA = timezone(timedelta(hours=8))


@cache
def _template() -> Template:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    page = files("parknet.report").joinpath("pages/report.html.j2").read_text(encoding="utf-8")
    return environment.from_string(page)


def to_html(assessment: Assessment, network: Network, language: Language) -> bytes:
    """Return the report that a department head can read.

    Args:
        assessment: the park, judged.
        network: for the picture: buildings and which link serves which.
        language: `zh` or `en`.
    """

    def words(key: str, **values: object) -> str:
        return say(key, language, **values)

    by_clause: dict[str, list[Finding]] = {}
    for finding in assessment.findings:
        by_clause.setdefault(finding.expectation.because, []).append(finding)
    page = _template().render(
        a=assessment,
        lang=language,
        say=words,
        title=assessment.name[language],
        time=_time(assessment.taken_at, language),
        tally=tally(assessment),
        faults=faults(assessment),
        map=park_map(network.buildings, building_states(assessment, network), language),
        judged=judged(assessment),
        unmeasured=unmeasured(assessment),
        steps=next_steps(assessment),
        members=lambda verdict: _members(by_clause.get(verdict.clause.id, []), verdict),
        population=lambda verdict: len(by_clause.get(verdict.clause.id, [])),
        threshold=threshold_text,
        value=value_text,
        wanted=wanted_text,
        packs={v.pack: (v.pack_version, v.pack_sha256) for v in assessment.verdicts},
        version=__version__,
    )
    return page.encode()


def _members(findings: list[Finding], _verdict: ClauseVerdict) -> list[Finding]:
    """Return the findings a reader wants first: what fails, what is unknown, then the rest."""
    order = {Status.FAIL: 0, Status.UNKNOWN: 1, Status.PASS: 2}
    ranked = sorted(findings, key=lambda finding: order.get(finding.status, 3))
    return ranked[:SHOWN_FINDINGS]


def _time(unix_s: float, language: Language) -> str:
    if language == "zh":
        return datetime.fromtimestamp(unix_s, CHINA).strftime("%Y年%m月%d日 %H:%M（北京时间）")
    return datetime.fromtimestamp(unix_s, UTC).strftime("%Y-%m-%d %H:%M UTC")
