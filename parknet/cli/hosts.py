"""The command that says who would lose service if what is watched were enforced: cut-off."""

from pathlib import Path
from typing import Annotated

import typer

from parknet.cli.app import JsonOption, ParkArgument, WorkspaceOption, app, site_of
from parknet.cli.output import (
    EXIT_FAILED,
    EXIT_FINDINGS,
    print_json,
    print_table,
    talk,
    warn,
)
from parknet.model.occupants import CutOffList
from parknet.pipeline.cut_off import find_cut_off, rows_of, write_csv
from parknet.pipeline.reach import reach_of
from parknet.units import counted


@app.command("cut-off")
def cut_off_command(
    park: ParkArgument,
    csv_file: Annotated[
        Path | None, typer.Option("--csv", metavar="FILE", help="also write the list to this file")
    ] = None,
    workspace: WorkspaceOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """List the hosts that enforcing guards would cut off.

    Nothing is changed; the next plan holds what would cut them off.
    """
    site = site_of(workspace, park)
    found = find_cut_off(site, reach_of(site))
    if csv_file is not None:
        write_csv(found, csv_file)
        talk(f"wrote {csv_file}")
    if as_json:
        print_json(found.model_dump(mode="json"))
    else:
        _show(found)
    if found.unknown:
        raise typer.Exit(EXIT_FAILED)
    if found.hosts:
        raise typer.Exit(EXIT_FINDINGS)


def _show(found: CutOffList) -> None:
    if not found.modes:
        talk("802.1X, ARP inspection and source guard are all off: nobody would be cut off")
        return
    if found.hosts:
        print_table(
            "Would lose service",
            ("building", "floor", "outlet", "port", "mac", "addresses", "guards", "why", "remedy"),
            ((row[0], row[1], row[2], row[4], *row[6:]) for row in rows_of(found.hosts)),
        )
    for device, reasons in found.unknown.items():
        warn(f"{device}: unknown: {'; '.join(reasons)}")
    rehearsal = " of an emulated lab: a rehearsal" if found.rehearsal else ""
    modes = ", ".join(f"{guard} {mode}" for guard, mode in found.modes.items())
    talk(
        f"{len(found.hosts)} hosts on {found.ports} guarded ports{rehearsal} would lose service "
        f"({modes}); {counted(len(found.unknown), 'device')} are not or only partly known"
    )
