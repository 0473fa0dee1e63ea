"""Commands on what test instruments found: instruments import, list, sample."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from parknet.cli.app import JsonOption, ParkArgument, WorkspaceOption, app, site_of
from parknet.cli.output import EXIT_FINDINGS, print_json, print_table, talk, warn
from parknet.model.instruments import FieldTest, unit_of
from parknet.pipeline.instruments import cabling_draw, import_tests, known_tests, place_of
from parknet.units import counted

SHOWN = 20
instruments_app = typer.Typer(
    help="What cable testers, OTDRs and loss test sets found.", no_args_is_help=True
)
app.add_typer(instruments_app, name="instruments")


@instruments_app.command("import")
def import_command(
    park: ParkArgument,
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE", help="CSV, XML or SOR, as exported")
    ],
    building: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="where it was measured, if the files do not say"),
    ] = None,
    wanted: Annotated[
        str | None, typer.Option("--format", metavar="ID", help="a file of coverage/instruments")
    ] = None,
    workspace: WorkspaceOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Keep the results of test instruments as evidence; assess judges by them.

    All files are read or none. A test that is known already is not kept twice.
    """
    site = site_of(workspace, park)
    done = import_tests(site, files, building=building or "", wanted=wanted or "")
    unmatched = done.matches.unmatched
    if as_json:
        print_json(
            {
                "files": [
                    {"sha256": one.sha256, "format": one.format, "tests": len(one.tests)}
                    for one in done.exports
                ],
                "new": done.new,
                "matched": {
                    subject: [test.model_dump(mode="json") for test in tests]
                    for subject, tests in sorted(done.matches.by_subject.items())
                },
                "unmatched": [test.model_dump(mode="json") for test in unmatched],
            }
        )
    count = sum(len(one.tests) for one in done.exports)
    talk(
        f"{counted(count, 'test')} of {counted(len(done.matches.by_subject), 'place')}, "
        f"{done.new} of them new"
    )
    stale = [test for one in done.exports for test in one.tests if test.level.value == "observed"]
    if stale:
        warn(
            f"{counted(len(stale), 'test')} by an instrument without a serial number or a "
            "calibration that held: they count as observed, not as verified"
        )
    for test in unmatched[:SHOWN]:
        warn(f"{test.origin}: {place_of(test)} is no outlet, link or circuit of {park}, or several")
    if len(unmatched) > SHOWN:
        warn(f"and {len(unmatched) - SHOWN} more that fit no place")
    if unmatched:
        raise typer.Exit(EXIT_FINDINGS)


@instruments_app.command("list")
def list_command(
    park: ParkArgument, workspace: WorkspaceOption = Path(), as_json: JsonOption = False
) -> None:
    """Show every test that was imported: the latest of a place first, history below."""
    found = known_tests(site_of(workspace, park))
    rows = [
        (subject, test) for subject, tests in sorted(found.by_subject.items()) for test in tests
    ] + [("", test) for test in found.unmatched]
    if as_json:
        print_json(
            [
                {"subject": subject, "level": test.level.value, **test.model_dump(mode="json")}
                for subject, test in rows
            ]
        )
        return
    print_table(
        counted(len(rows), "test"),
        ("place", "called", "kind", "verdict", "values", "limit", "time", "instrument", "evidence"),
        (
            (
                subject or "–",
                place_of(test),
                test.kind,
                test.outcome + ("*" if test.is_marginal else ""),
                _values(test),
                test.limit,
                datetime.fromtimestamp(test.taken_at, UTC).strftime("%Y-%m-%d %H:%M UTC"),
                " ".join(filter(None, (test.instrument.model, test.instrument.serial))),
                test.level.value,
            )
            for subject, test in rows
        ),
        cut="values",
    )


@instruments_app.command("sample")
def sample_command(
    park: ParkArgument, workspace: WorkspaceOption = Path(), as_json: JsonOption = False
) -> None:
    """Show the outlets whose cabling must be tested at least: drawn by the register and profile."""
    draw = cabling_draw(site_of(workspace, park))
    if as_json:
        print_json(
            {
                "contract": draw.contract,
                "contract_sha256": draw.seed[0],
                "register_sha256": draw.seed[1],
                "population": draw.population,
                "outlets": [
                    {"subject": subject, "label": label, "tested": is_tested}
                    for subject, (label, is_tested) in draw.outlets.items()
                ],
            }
        )
    else:
        print_table(
            f"{len(draw.outlets)} of {draw.population} outlets, by {draw.contract}",
            ("outlet", "where", "tested"),
            (
                (subject.removeprefix("outlet/"), label, "yes" if is_tested else "no")
                for subject, (label, is_tested) in draw.outlets.items()
            ),
        )
    if not all(is_tested for _, is_tested in draw.outlets.values()):
        raise typer.Exit(EXIT_FINDINGS)


def _values(test: FieldTest) -> str:
    return ", ".join(
        f"{name.replace('_', ' ')} {value:g} {unit_of(name)}".strip()
        for name, value in test.values.items()
    )
