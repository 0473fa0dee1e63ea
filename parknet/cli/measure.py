"""Commands that read devices and say what it means: collect, assess, report."""

from pathlib import Path
from typing import Annotated

import typer

from parknet.cli.app import JsonOption, ParkArgument, WorkspaceOption, app, site_of
from parknet.cli.output import (
    EXIT_FINDINGS,
    print_json,
    print_table,
    talk,
)
from parknet.messages import Language
from parknet.model.packs import Level, Purpose
from parknet.model.verdict import Assessment, Status
from parknet.pipeline.measure import (
    ReportFormat,
    assess_park,
    latest_assessment,
    latest_snapshot,
    write_report,
)
from parknet.report.summary import faults, tally

PurposeOption = Annotated[
    Purpose, typer.Option(help="acceptance is content with nothing less than active tests")
]
LanguageOption = Annotated[Language, typer.Option("--lang", help="of the report")]


@app.command("assess")
def assess_command(
    park: ParkArgument,
    workspace: WorkspaceOption = Path(),
    purpose: PurposeOption = Purpose.MONITORING,
    as_json: JsonOption = False,
) -> None:
    """Judge what was read last, clause by clause."""
    site = site_of(workspace, park)
    _ = site.network  # what is wrong with the park is told before what was never read
    assessment = assess_park(site, latest_snapshot(site), purpose)
    if as_json:
        print_json(assessment.model_dump(mode="json"))
    else:
        print_assessment(assessment)
    answers = [one.status for one in assessment.findings]
    answers += [one.status for one in assessment.checks]
    if Status.FAIL in answers or assessment.cabling:
        raise typer.Exit(EXIT_FINDINGS)


def print_assessment(assessment: Assessment) -> None:
    """Show the faults and the clauses that something was read for."""
    counts = tally(assessment)
    mark = " (REHEARSAL: a lab proves the design, never a real park)"
    title = f"{assessment.name['en']}, {assessment.purpose.value}"
    print_table(
        title + mark if assessment.rehearsal else title,
        ("clause", "verdict", "met", "failed", "unknown", "evidence", "text"),
        (
            (
                verdict.clause.id,
                verdict.status.value,
                f"{verdict.counts.passed}/{verdict.counts.denominator}",
                verdict.counts.failed,
                verdict.counts.unknown,
                _evidence(verdict.level, verdict.required),
                verdict.clause.quote,
            )
            for verdict in assessment.verdicts
            if verdict.counts.denominator and verdict.clause.binding
        ),
        cut="text",
    )
    talk(f"binding clauses: {counts.passed} met, {counts.failed} not met, {counts.unknown} unknown")
    if assessment.checks:
        print_table(
            "contract profiles",
            ("check", "limit", "verdict", "met", "failed", "unknown", "worst", "profile"),
            (
                (
                    one.check,
                    one.limit,
                    one.status.value,
                    f"{one.counts.passed}/{one.counts.denominator}",
                    one.counts.failed,
                    one.counts.unknown,
                    f"{one.observed} {one.where}".strip(),
                    one.contract,
                )
                for one in assessment.checks
            ),
            cut="worst",
        )
    if assessment.cabling:
        print_table(
            f"cables that differ from the plan: {len(assessment.cabling)}",
            ("what", "planned in"),
            ((one.what, one.origin) for one in assessment.cabling),
        )
    wrong = faults(assessment)
    if wrong:
        print_table(
            f"{len(wrong)} faults",
            ("subject", "measured", "should be", "device and port", "breaks"),
            (
                (
                    fault.subject,
                    fault.observed,
                    fault.wanted,
                    f"{fault.device} {fault.instance}",
                    ", ".join(fault.breaks),
                )
                for fault in wrong
            ),
        )


def _evidence(level: Level | None, required: Level) -> str:
    """Return how well something is known, and how well it must be where that is too little."""
    if level is None:
        return "none"
    lacks = level.rank < required.rank
    return f"{level.value} (needs {required.value})" if lacks else level.value


@app.command("report")
def report_command(
    park: ParkArgument,
    workspace: WorkspaceOption = Path(),
    purpose: PurposeOption = Purpose.MONITORING,
    language: LanguageOption = "zh",
    wanted: Annotated[ReportFormat, typer.Option("--format", help="csv gives two files")] = "html",
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="DIR", help="where to; build/PARK if left out"),
    ] = None,
) -> None:
    """Write a report of the newest assessment."""
    site = site_of(workspace, park)
    _ = site.network  # as above
    assessment = latest_assessment(site, purpose)
    for path in write_report(site, assessment, language, wanted, output or site.build):
        talk(f"wrote {path}")
