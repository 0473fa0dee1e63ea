"""The commands that look for what is there: trace."""

from pathlib import Path
from typing import Annotated

import typer

from parknet.cli.app import JsonOption, ParkArgument, WorkspaceOption, app, site_of
from parknet.cli.output import EXIT_FAILED, EXIT_FINDINGS, print_json, print_table, talk, warn
from parknet.model.location import Location, Place
from parknet.pipeline.reach import reach_of
from parknet.pipeline.tracing import trace


@app.command("trace")
def trace_command(
    park: ParkArgument,
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help="a MAC or IP address")],
    workspace: WorkspaceOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Find where a MAC or IP address is plugged in.

    It is found by ARP, neighbour discovery and forwarding tables, never by what it says of itself.
    """
    site = site_of(workspace, park)
    found = trace(site, reach_of(site), address)
    if as_json:
        print_json(found.model_dump(mode="json"))
    else:
        _show(found)
    if not found.places:
        raise typer.Exit(EXIT_FAILED if found.unread else EXIT_FINDINGS)
    if not found.certain:
        raise typer.Exit(EXIT_FINDINGS)


def _show(found: Location) -> None:
    print_table(
        found.asked,
        ("", ""),
        [
            ("MAC address", ", ".join(found.macs)),
            ("addresses", ", ".join(found.addresses)),
            ("way", " > ".join(f"{hop.device} {hop.port}" for hop in found.way)),
        ],
    )
    if found.places:
        print_table(
            "Place" if found.certain else "Candidates",
            ("device", "port", "VLAN", "building", "floor", "room", "outlet or AP", "because"),
            [_row(place) for place in found.places],
        )
    for note in found.notes:
        warn(note)
    if found.unread:
        warn(f"told nothing: {', '.join(found.unread)}")
    if found.rehearsal:
        talk("from an emulated lab: a rehearsal")


def _row(place: Place) -> tuple[object, ...]:
    members = f" ({', '.join(place.members)})" if place.members else ""
    others = f"; {place.others} other MAC addresses on the port" if place.others else ""
    return (
        place.device,
        f"{place.port}{members}",
        place.vlan or "",
        place.building,
        place.floor,
        place.room,
        place.outlet or place.ap,
        f"{place.why}{others}",
    )
