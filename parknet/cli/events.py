"""The command that shows what devices told unasked."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from parknet.cli.app import JsonOption, ParkArgument, WorkspaceOption, app, site_of
from parknet.cli.output import print_json, print_table, talk
from parknet.pipeline.told import happenings_of
from parknet.units import counted


@app.command("events")
def events_command(
    park: ParkArgument,
    workspace: WorkspaceOption = Path(),
    last: Annotated[int, typer.Option(min=1, max=100_000, help="how many, the newest")] = 50,
    as_json: JsonOption = False,
) -> None:
    """Show what devices told by traps and informs."""
    found = happenings_of(site_of(workspace, park), last)
    if as_json:
        print_json(
            [
                {
                    "at": one.at,
                    "device": one.device,
                    "kind": one.kind,
                    "severity": one.severity,
                    "instance": one.instance,
                    "notification": one.notification,
                }
                for one in found
            ]
        )
        return
    print_table(
        counted(len(found), "event"),
        ("UTC", "device", "severity", "what", "of", "notification"),
        (
            (
                datetime.fromtimestamp(one.at, UTC).strftime("%Y-%m-%d %H:%M:%S"),
                one.device,
                one.severity,
                one.kind,
                one.instance,
                one.notification,
            )
            for one in found
        ),
    )
    if not found:
        talk(f"traps are taken by parknet collect {park} --every 60s --traps ADDRESS")
