"""Collect, assess, report: from devices that answer to a page that says what it means."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, Literal, get_args

from pydantic import TypeAdapter, ValidationError

from parknet.assess import assess
from parknet.collect import collect, read_profiles
from parknet.drivers.snmp.gufo import GufoReader
from parknet.drivers.snmp.pysnmp_reader import PysnmpReader
from parknet.errors import StateError
from parknet.feed.drafts import drafts_of
from parknet.messages import Language
from parknet.model.packs import Purpose
from parknet.model.snapshot import Snapshot
from parknet.model.verdict import Assessment
from parknet.pipeline.agents import (
    bearings_of,
    keep_bearings,
    told_exceptions,
    with_exceptions,
)
from parknet.pipeline.evidence import measured_beside
from parknet.pipeline.files import write_whole
from parknet.pipeline.identity import outbox_of
from parknet.pipeline.parks import Site
from parknet.pipeline.reach import Reach
from parknet.report.page import to_html
from parknet.report.rows import clauses_csv, findings_csv, to_json, to_junit
from parknet.store import Archive
from parknet.units import counted

ReaderName = Literal["gufo", "pysnmp"]
READERS: Final[Mapping[str, Callable[..., GufoReader | PysnmpReader]]] = {
    "gufo": GufoReader,
    "pysnmp": PysnmpReader,
}
ReportFormat = Literal["html", "json", "junit", "csv"]
FORMATS: tuple[ReportFormat, ...] = get_args(ReportFormat)
_SNAPSHOT = TypeAdapter(Snapshot)
# Which counters have 32 bits matters to rates, and those are made while devices are read.
_UNKEPT: Final = {"devices": {"__all__": {"columns": {"__all__": {"narrow"}}}}}


def collect_park(site: Site, reach: Reach, reader: ReaderName = "gufo") -> Snapshot:
    """Read every device once and keep the snapshot as the latest."""
    site.talk(f"reading {counted(len(site.network.devices), 'device')} over SNMPv3 ({reader})")
    for line in told_exceptions(reach):
        site.talk(line)
    bearings = bearings_of(site)
    snapshot = collect(
        site.network,
        read_profiles(site.workspace.collector_profiles()),
        site.intent.library.platforms,
        READERS[reader](reach.snmp_targets(), reach.snmp_credential(), bearings=bearings),
        site.clock,
        rehearsal=reach.rehearsal,
    )
    keep_bearings(site, bearings)
    return keep_snapshot(site, reach, snapshot)


def keep_snapshot(site: Site, reach: Reach, snapshot: Snapshot) -> Snapshot:
    """Write a snapshot as the latest, which assess and report go by, and return it."""
    kept = with_exceptions(snapshot, reach)
    write_whole(_snapshot_path(site), _SNAPSHOT.dump_json(kept, exclude=_UNKEPT))
    return kept


def latest_snapshot(site: Site) -> Snapshot:
    """Return what was read last.

    Raises:
        StateError: nothing was read yet, or the file is damaged.
    """
    path = _snapshot_path(site)
    try:
        return _SNAPSHOT.validate_json(path.read_bytes())
    except FileNotFoundError:
        raise StateError(
            f"nothing was read from {site.park} yet: run parknet collect {site.park}"
        ) from None
    except ValidationError:
        raise StateError(
            f"{path} is damaged: run parknet collect {site.park} to read the devices again"
        ) from None


def assess_park(site: Site, snapshot: Snapshot, purpose: Purpose) -> Assessment:
    """Judge a snapshot; the verdicts and their feed events are kept in one transaction."""
    assessment = assess(
        site.network,
        site.register,
        site.packs,
        site.contracts,
        snapshot,
        purpose,
        measured_beside(site, snapshot),
    )
    # Upward goes what is watched every day; an acceptance report is handed in by a person.
    drafts = (
        drafts_of(assessment, len(site.network.devices)) if purpose is Purpose.MONITORING else []
    )
    Archive(site.database).record(assessment, outbox_of(site), drafts)
    return assessment


def latest_assessment(site: Site, purpose: Purpose) -> Assessment:
    """Return the newest assessment for a purpose.

    Raises:
        StateError: there is none.
    """
    found = Archive(site.database).latest(site.park, purpose)
    if found is None:
        raise StateError(
            f"{site.park} was not assessed for {purpose.value} yet: run parknet assess "
            f"{site.park} --purpose {purpose.value}"
        )
    return found


def render_report(
    site: Site, assessment: Assessment, language: Language, wanted: ReportFormat
) -> dict[str, bytes]:
    """Return the files of a report by name."""
    stem = f"report-{assessment.purpose.value}"
    makers: dict[ReportFormat, Callable[[], dict[str, bytes]]] = {
        "html": lambda: {f"{stem}.{language}.html": to_html(assessment, site.network, language)},
        "json": lambda: {f"{stem}.json": to_json(assessment)},
        "junit": lambda: {f"{stem}.junit.xml": to_junit(assessment, language)},
        "csv": lambda: {
            f"{stem}.clauses.{language}.csv": clauses_csv(assessment, language),
            f"{stem}.findings.{language}.csv": findings_csv(assessment, language),
        },
    }
    return makers[wanted]()


def write_report(
    site: Site, assessment: Assessment, language: Language, wanted: ReportFormat, folder: Path
) -> list[Path]:
    """Write a report's files into a folder and return them."""
    written = []
    for name, content in render_report(site, assessment, language, wanted).items():
        path = folder / name
        write_whole(path, content)
        written.append(path)
    return written


def _snapshot_path(site: Site) -> Path:
    return site.state / "snapshot.json"
