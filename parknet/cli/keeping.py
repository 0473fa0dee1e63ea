"""The command that keeps what devices run: backup."""

from pathlib import Path
from typing import Annotated

import typer

from parknet.cli.app import JsonOption, ParkArgument, WorkspaceOption, app, site_of
from parknet.cli.output import EXIT_FAILED, print_json, stdout, talk, warn
from parknet.pipeline.backup import back_up
from parknet.pipeline.reach import reach_of
from parknet.units import counted


@app.command("backup")
def backup_command(
    park: ParkArgument,
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="DIR", help="the repository; left out: state/PARK/backup"),
    ] = None,
    workspace: WorkspaceOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Keep what devices run in a git repository, secrets masked."""
    site = site_of(workspace, park)
    found = back_up(site, reach_of(site), to)
    for failure in found.failures:
        warn(f"{failure.device}: {failure.detail}")
    if as_json:
        print_json(
            {
                "folder": str(found.folder),
                "commit": found.kept.commit,
                "changed": list(found.kept.changed),
                "not_read": {one.device: one.detail for one in found.failures},
            }
        )
    else:
        for device in found.kept.changed:
            stdout.print(device)
    talk(
        f"{counted(found.read, 'device')} read, {len(found.kept.changed)} new or changed; "
        f"git -C {found.folder} log -p shows them"
    )
    if found.failures:
        raise typer.Exit(EXIT_FAILED)
