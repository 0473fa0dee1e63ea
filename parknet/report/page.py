"""An assessment in, one self-contained HTML page out: nothing on it loads from anywhere."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from importlib.resources import files

from jinja2 import Environment, StrictUndefined, Template

from parknet import __version__
from parknet.messages import Language, say
from parknet.model.features import FEATURES
from parknet.model.network import Network
from parknet.model.packs import Purpose
from parknet.model.verdict import Assessment, Finding, Status
from parknet.report.marks import mark
from parknet.report.park_map import park_map
from parknet.report.places import (
    building_states,
    missing_outlets,
    unmodelled_buildings,
    unread_devices,
)
from parknet.report.summary import (
    faults,
    judged,
    next_steps,
    open_reasons,
    scope,
    tally,
    unmeasured,
    with_status,
)
from parknet.report.values import measured_text, parts_text, threshold_text, value_text

# Rows that a page lists of what may have thousands; the CSV holds all of them.
SHOWN_FINDINGS = 60
SHOWN_FAULTS = 200
SHOWN_NAMES = 60
SHOWN_CLAUSES = 6  # in a tile of the first screen
CHINA = timezone(timedelta(hours=8))
_ORDER = {Status.FAIL: 0, Status.UNKNOWN: 1, Status.PASS: 2}


@cache
def _template() -> Template:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(_file("report.html.j2"))


@cache
def _file(name: str) -> str:
    return files("parknet.report").joinpath("pages", name).read_text(encoding="utf-8")


def to_html(assessment: Assessment, network: Network, language: Language) -> bytes:
    """Return the report that a department head can read.

    Args:
        assessment: the park, judged.
        network: for the picture, and for which building a device or link belongs to.
        language: `zh` or `en`.
    """
    by_clause: dict[str, list[Finding]] = {}
    for finding in assessment.findings:
        by_clause.setdefault(finding.expectation.because, []).append(finding)
    buildings = building_states(assessment, network)
    page = _template().render(
        a=assessment,
        lang=language,
        say=_words(language),
        mark=lambda status: mark(Status(status)),
        style=_file("report.css"),
        title=assessment.name[language],
        heading=_heading(assessment.purpose, language),
        time=_time(assessment.taken_at, language),
        tally=tally(assessment),
        scope=scope(assessment, network),
        with_status={status: with_status(assessment, status) for status in Status},
        faults=faults(assessment, language),
        map=park_map(buildings, language),
        buildings=buildings,
        unmodelled=unmodelled_buildings(assessment, network),
        missing_outlets=missing_outlets(assessment, network),
        judged=judged(assessment),
        unmeasured=unmeasured(assessment),
        open_reasons=open_reasons(assessment),
        steps=next_steps(assessment, network, language),
        unread=unread_devices(assessment, network),
        members=lambda verdict: _members(by_clause.get(verdict.clause.id, [])),
        population=lambda verdict: len(by_clause.get(verdict.clause.id, [])),
        measured=lambda verdict: measured_text(
            verdict, by_clause.get(verdict.clause.id, []), language
        ),
        threshold=lambda verdict: threshold_text(verdict.clause.indicator, language),
        value=lambda finding: value_text(finding.observed, finding.expectation.unit, language),
        parts=lambda finding: parts_text(finding.parts, language),
        frames=lambda text: text.replace(" 1/s", f" {say('unit.frames', language)}"),
        feature_text=lambda feature: _feature_text(feature, language),
        pack_title=lambda pack: assessment.pack_titles.get(pack, {}).get(language, pack),
        packs={v.pack: (v.pack_version, v.pack_sha256) for v in assessment.verdicts},
        shown_faults=SHOWN_FAULTS,
        shown_names=SHOWN_NAMES,
        shown_clauses=SHOWN_CLAUSES,
        version=__version__,
    )
    return page.encode()


def _words(language: Language) -> Callable[..., str]:
    def words(key: str, **values: object) -> str:
        return say(key, language, **values)

    return words


def _heading(purpose: Purpose, language: Language) -> str:
    is_acceptance = purpose is Purpose.ACCEPTANCE
    return say("report.title.acceptance" if is_acceptance else "report.title", language)


def _feature_text(feature: str, language: Language) -> str:
    """Return what a deviation is about: a feature, access points, or a clause of a policy."""
    if feature == "ap-identity":
        return say("report.deviations.ap_feature", language)
    if feature in FEATURES:
        return say(f"feature.{feature}", language)
    return say("report.deviations.clause", language, clause=feature.upper())


def _members(findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings a reader wants first: what fails, what is unknown, then the rest."""
    ranked = sorted(findings, key=lambda finding: _ORDER.get(finding.status, len(_ORDER)))
    return ranked[:SHOWN_FINDINGS]


def _time(unix_s: float, language: Language) -> str:
    if language == "zh":
        return datetime.fromtimestamp(unix_s, CHINA).strftime("%Y年%m月%d日 %H:%M（北京时间）")
    return datetime.fromtimestamp(unix_s, UTC).strftime("%Y-%m-%d %H:%M UTC")
