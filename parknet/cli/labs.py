"""`parknet lab`: an emulated park on loopback that stays up, to try the other commands on."""

from pathlib import Path
from typing import Annotated

import typer

from parknet.cli.app import JsonOption, ParkArgument, WorkspaceOption, app, site_of
from parknet.cli.output import EXIT_FAILED, print_json, stdout, talk
from parknet.pipeline.labs import lab_down, lab_status, lab_up, planted_faults
from parknet.units import counted

lab_app = typer.Typer(
    help="Emulate a park on loopback: real SSH and SNMPv3, no devices.",
    no_args_is_help=True,
)
app.add_typer(lab_app, name="lab")


@lab_app.command("up")
def up_command(
    park: ParkArgument,
    seed: Annotated[
        int, typer.Option(metavar="N", help="chooses hosts that are on, and faults")
    ] = 1,
    faults: Annotated[
        int, typer.Option(metavar="N", min=0, help="faults of device state to plant")
    ] = 0,
    workspace: WorkspaceOption = Path(),
) -> None:
    """Start every device of a park as the installer leaves it."""
    site = site_of(workspace, park)
    lab_up(site, seed, planted_faults(site, seed, faults), stays=True)
    site.keep_allocations()
    talk(f"{counted(len(site.network.devices), 'device')} are up; now try: parknet plan {park}")
    talk(f"end it with: parknet lab down {park}")


@lab_app.command("down")
def down_command(park: ParkArgument, workspace: WorkspaceOption = Path()) -> None:
    """End the park's lab."""
    told = {
        "ended": "the lab is down",
        "cleared": "the lab had ended by itself; what it left is cleared away",
        "none": "no lab was up",
    }
    talk(told[lab_down(site_of(workspace, park))])


@lab_app.command("status")
def status_command(
    park: ParkArgument, workspace: WorkspaceOption = Path(), as_json: JsonOption = False
) -> None:
    """Say whether a lab is up, and where its devices listen."""
    found = lab_status(site_of(workspace, park))
    if found is None:
        talk("no lab is up")
        raise typer.Exit(EXIT_FAILED)
    if as_json:
        print_json({name: endpoint.as_json() for name, endpoint in found.items()})
        return
    for name, endpoint in found.items():
        stdout.print(
            f"{name} ssh {endpoint.host}:{endpoint.ssh_port} "
            f"snmp {endpoint.host}:{endpoint.snmp_port}"
        )
