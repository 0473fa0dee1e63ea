"""Commands that read and write files only: init, eject, schema, parks, validate, design, render."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from parknet.cli.app import JsonOption, ParkArgument, WorkspaceOption, app, site_of
from parknet.cli.output import (
    EXIT_FINDINGS,
    EXIT_INPUT,
    print_json,
    print_problems,
    print_table,
    stdout,
    talk,
)
from parknet.design.moves import Move
from parknet.messages import Language
from parknet.pipeline.history import moves_since
from parknet.pipeline.hosts import write_services
from parknet.pipeline.matrix import cells_of, matrix_of
from parknet.pipeline.papers import write_papers
from parknet.pipeline.parks import explain_name, problems_of, write_configs
from parknet.units import counted, format_speed
from parknet.workspace import KINDS, Workspace, eject, init, json_schema


@app.command("init")
def init_command(
    directory: Annotated[
        Path, typer.Argument(metavar="DIR", help="a folder; nothing in it is overwritten")
    ],
) -> None:
    """Write one small park to start from, with schemas for editors."""
    for path in init(directory):
        talk(f"wrote {path}")
    talk(f"next: parknet validate -C {directory}")


@app.command("eject")
def eject_command(
    folder: Annotated[str, typer.Argument(metavar="FOLDER", help="such as templates/huawei_vrp")],
    workspace: WorkspaceOption = Path(),
) -> None:
    """Copy one folder of the built-in library here, to change it."""
    for path in eject(folder, workspace):
        talk(f"wrote {path}")


@app.command("schema")
def schema_command(
    kind: Annotated[
        str, typer.Argument(metavar="KIND", help="park, building, platform, device, port, ap, …")
    ],
) -> None:
    """Print the JSON Schema of a kind of file, for editors."""
    if kind not in KINDS:
        raise typer.BadParameter(f"{kind!r} is none of {', '.join(KINDS)}", param_hint="KIND")
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
        str | None, typer.Argument(metavar="PARK", help="all parks where it is left out")
    ] = None,
    workspace: WorkspaceOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Tell every problem at once: file:line:column, what, remedy."""
    loaded = Workspace(workspace)
    parks = loaded.parks() if park is None else [park]
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
    park: ParkArgument,
    diff: Annotated[
        str | None, typer.Option(metavar="REV", help="show what moved since a git revision")
    ] = None,
    workspace: WorkspaceOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Work out the network and show it.

    What it gives out for the first time (addresses, VLANs, names) is kept in allocations.lock.
    """
    site = site_of(workspace, park)
    if diff is not None:
        _show_moves(moves_since(site, diff), as_json=as_json)
        return
    network = site.network
    if site.keep_allocations():
        talk(f"wrote inventory/parks/{park}/allocations.lock: keep it in git")
    unlisted = sum(len(d.devices) for d in network.deviations if d.feature == "ap-identity")
    if unlisted:
        talk(
            f"{unlisted} of {counted(len(network.aps), 'access point')} without a MAC address or "
            "serial number that is written down: their controller does not admit them"
        )
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
                "aps_not_admitted": unlisted,
            }
        )
        return
    print_table(
        f"{network.name['en']}: {counted(len(network.devices), 'device')}, "
        f"{counted(len(network.links), 'link')}, "
        f"{counted(len(network.outlets), 'outlet')}, {counted(len(network.aps), 'access point')}",
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


def _show_moves(found: list[Move], *, as_json: bool) -> None:
    if as_json:
        print_json([{**move._asdict(), "renumbers": move.renumbers} for move in found])
    else:
        for move in found:
            if move.renumbers:
                stdout.print(f"! {move.kind} {move.name}: {move.before} → {move.after}")
            else:
                sign, place = ("-", move.before) if move.before else ("+", move.after)
                stdout.print(f"{sign} {move.kind} {move.name}: {place}")
        moved = sum(move.renumbers for move in found)
        talk(f"{len(found)} differences, {moved} of them move what stood")
    if found:
        raise typer.Exit(EXIT_FINDINGS)


@app.command("render")
def render_command(park: ParkArgument, workspace: WorkspaceOption = Path()) -> None:
    """Write every configuration to build/PARK.

    Devices' go to `configs`, those of the services hosts to `services`; secrets stand in them as
    placeholders.
    """
    site = site_of(workspace, park)
    files = write_configs(site)
    hosts = write_services(site)
    site.keep_allocations()
    talk(f"wrote {len(files)} configurations to {files[0].parent}" if files else "no devices")
    talk(f"wrote {counted(len(hosts), 'file')} of services hosts to {site.build / 'services'}")


@app.command("documents")
def documents_command(
    park: ParkArgument,
    language: Annotated[Language, typer.Option("--lang", help="of the documents")] = "zh",
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="DIR", help="where to; build/PARK/documents if left out"
        ),
    ] = None,
    workspace: WorkspaceOption = Path(),
) -> None:
    """Write addresses, ports, cables, materials, matrix, drawing."""
    site = site_of(workspace, park)
    for path in write_papers(site, language, output or site.build / "documents"):
        talk(f"wrote {path}")
    site.keep_allocations()


@app.command("explain")
def explain_command(
    park: ParkArgument,
    what: Annotated[
        list[str], typer.Argument(metavar="WHAT", help="a device, a device's port, or a path")
    ],
    workspace: WorkspaceOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Say which lines of which files decide a value."""
    causes = explain_name(site_of(workspace, park), " ".join(what))
    if as_json:
        print_json([cause._asdict() for cause in causes])
    else:
        for cause in causes:
            stdout.print(f"{cause.value} = {cause.shown}")
            stdout.print(f"    {cause.where}")


@app.command("matrix")
def matrix_command(
    park: ParkArgument, workspace: WorkspaceOption = Path(), as_json: JsonOption = False
) -> None:
    """Show who may open what to whom, and by which line."""
    expected = matrix_of(site_of(workspace, park))
    if as_json:
        print_json([asdict(one) for one in expected])
        return
    services, rows = cells_of(expected)
    print_table(
        f"{park}: allowed on every IP version, unless a version is named; - is denied",
        ("from", "to", *services, "by"),
        rows,
    )
