"""Commands that read and write files only: init, eject, schema, parks, validate, design, render."""

from pathlib import Path
from typing import Annotated

import typer

from parknet.cli.app import JsonOption, ParkArgument, WorkspaceOption, app, site_of
from parknet.cli.output import (
    EXIT_INPUT,
    print_json,
    print_problems,
    print_table,
    stdout,
    talk,
)
from parknet.pipeline.hosts import write_services
from parknet.pipeline.parks import problems_of, write_configs
from parknet.units import format_speed
from parknet.workspace import Workspace, eject, init, json_schema


@app.command("init")
def init_command(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="a new or empty folder")],
) -> None:
    """Write one small park to start from, with schemas for editors."""
    for path in init(directory):
        talk(f"wrote {path}")
    talk(f"next: parknet validate -C {directory}")


@app.command("eject")
def eject_command(
    folder: Annotated[str, typer.Argument(help="such as templates/huawei_vrp")],
    workspace: WorkspaceOption = Path(),
) -> None:
    """Copy one folder of the built-in library here, to change it."""
    for path in eject(folder, workspace):
        talk(f"wrote {path}")


@app.command("schema")
def schema_command(
    kind: Annotated[str, typer.Argument(help="park, building, device, port, ap, platform, …")],
) -> None:
    """Print the JSON Schema of a kind of file, for editors."""
    print_json(json_schema(kind))


@app.command("parks")
def parks_command(workspace: WorkspaceOption = Path(), as_json: JsonOption = False) -> None:
    """List the parks of the workspace and of the library."""
    names = Workspace(workspace).parks()
    if as_json:
        print_json(names)
    else:
        for name in names:
            stdout.print(name)


@app.command("validate")
def validate_command(
    park: Annotated[
        str | None, typer.Argument(metavar="[PARK]", help="all parks where it is left out")
    ] = None,
    workspace: WorkspaceOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Tell every problem at once: file:line:column, what, remedy."""
    loaded = Workspace(workspace)
    parks = [park] if park else loaded.parks()
    found = [problem for name in parks for problem in problems_of(loaded, name)]
    problems = sorted(set(found))
    if as_json:
        print_json(
            [{"where": one.where, "what": one.what, "remedy": one.remedy} for one in problems]
        )
    else:
        print_problems(problems)
    if problems:
        raise typer.Exit(EXIT_INPUT)
    talk(f"{', '.join(parks)}: no problems")


@app.command("design")
def design_command(
    park: ParkArgument, workspace: WorkspaceOption = Path(), as_json: JsonOption = False
) -> None:
    """Work out the network, keep what was given out in allocations.lock, and show it."""
    site = site_of(workspace, park)
    network = site.network
    if site.keep_allocations():
        talk(f"wrote inventory/parks/{park}/allocations.lock: keep it in git")
    if as_json:
        print_json(
            {
                "park": network.park,
                "devices": [
                    {
                        "name": device.name,
                        "role": device.role,
                        "platform": device.platform,
                        "os": device.os,
                        "model": device.model,
                        "building": device.building,
                        "management4": str(device.management4.ip),
                        "management6": str(device.management6.ip),
                        "ports": len(device.ports),
                    }
                    for device in network.devices
                ],
                "links": [
                    {
                        "id": link.id,
                        "a": f"{link.a.device} {link.a.port}",
                        "b": f"{link.b.device} {link.b.port}",
                        "speed_bps": link.speed_bps,
                    }
                    for link in network.links
                ],
                "outlets": len(network.outlets),
                "aps": len(network.aps),
            }
        )
        return
    print_table(
        f"{network.name['en']}: {len(network.devices)} devices, {len(network.links)} links, "
        f"{len(network.outlets)} outlets, {len(network.aps)} access points",
        ("device", "role", "model", "os", "management", "uplinks"),
        (
            (
                device.name,
                device.role,
                device.model,
                device.os,
                f"{device.management4.ip} {device.management6.ip}",
                ", ".join(
                    f"{port.name} {format_speed(port.minimum_bps or port.speed_bps)}"
                    for port in device.ports
                    if port.role in ("uplink", "carrier")
                ),
            )
            for device in network.devices
        ),
    )


@app.command("render")
def render_command(park: ParkArgument, workspace: WorkspaceOption = Path()) -> None:
    """Write every device's configuration to build/PARK, and the services hosts'; no secrets."""
    site = site_of(workspace, park)
    files = write_configs(site)
    hosts = write_services(site)
    site.keep_allocations()
    talk(f"wrote {len(files)} configurations to {files[0].parent}" if files else "no devices")
    talk(f"wrote {len(hosts)} files of services hosts to {site.build / 'services'}")
