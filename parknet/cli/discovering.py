"""The commands that look for what is there: discover, trace."""

from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import Annotated

import typer

from parknet.cli.app import JsonOption, ParkArgument, WorkspaceOption, app, site_of
from parknet.cli.inspecting import credential_of
from parknet.cli.output import EXIT_FAILED, EXIT_FINDINGS, print_json, print_table, talk, warn
from parknet.clock import SystemClock
from parknet.collect import read_profiles
from parknet.drivers.snmp.target import SnmpCommunity
from parknet.model.discovery import Discovery
from parknet.model.location import Location, Place
from parknet.pipeline.discovery import discover, findings, look_around
from parknet.pipeline.exploring import Bounds
from parknet.pipeline.files import write_whole
from parknet.pipeline.findings_as_yaml import found_proposals, proposals_text
from parknet.pipeline.reach import reach_of
from parknet.pipeline.tracing import trace
from parknet.units import counted
from parknet.workspace import Workspace


@app.command("discover")
def discover_command(
    park: Annotated[
        str | None,
        typer.Argument(metavar="PARK", help="a folder of inventory/parks; left out: none"),
    ] = None,
    seeds: Annotated[
        list[str] | None,
        typer.Option(
            "--from", metavar="ADDRESS", help="begin here, not at the gateways and cores; repeats"
        ),
    ] = None,
    within: Annotated[
        list[str] | None,
        typer.Option(
            "--within", metavar="PREFIX", help="ask there, not in the park's management; repeats"
        ),
    ] = None,
    most: Annotated[int, typer.Option("--max", min=1, help="addresses asked at most")] = 500,
    depth: Annotated[int, typer.Option(min=0, help="steps from where it begins at most")] = 10,
    community: Annotated[
        str | None, typer.Option(metavar="NAME", help="ask over SNMPv2c, which anybody can read")
    ] = None,
    v3: Annotated[
        str,
        typer.Option(
            metavar="USER",
            help="the SNMPv3 user without a park; secrets as of inspect",
        ),
    ] = "parknet",
    propose: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="write what is not in the park's files as YAML"),
    ] = None,
    workspace: WorkspaceOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Search by what neighbours tell: what is really there.

    Nothing of the park's files is changed. Without a park, `--from` and `--within` are needed.
    """
    begin = [_address(text) for text in seeds or ()]
    prefixes = [_prefix(text) for text in within or ()]
    if park is None:
        if not begin or not prefixes or propose is not None:
            raise typer.BadParameter(
                "without a park, give --from ADDRESS and --within PREFIX, and no --propose",
                param_hint="PARK",
            )
        found = look_around(
            read_profiles(Workspace(workspace).collector_profiles()),
            SystemClock(),
            credential_of(community, v3),
            begin,
            Bounds(tuple(prefixes), most, depth),
            talk=talk,
        )
    else:
        site = site_of(workspace, park)
        found = discover(
            site,
            reach_of(site),
            begin,
            within=prefixes,
            most=most,
            depth=depth,
            credential=SnmpCommunity(community) if community else None,
        )
        if propose is not None:
            proposals = found_proposals(site, found)
            write_whole(propose, proposals_text(park, proposals).encode())
            talk(f"wrote {len(proposals)} proposals to {propose}")
    if as_json:
        print_json(found.model_dump(mode="json") | {"strange": list(found.strange)})
    else:
        _show_found(found)
    told = findings(found)
    for line in told:
        warn(line)
    if all(one.failure for one in found.devices):
        raise typer.Exit(EXIT_FAILED)
    if told:
        raise typer.Exit(EXIT_FINDINGS)


def _address(text: str) -> str:
    try:
        return str(ip_address(text))
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no IP address", param_hint="--from") from None


def _prefix(text: str) -> IPv4Network | IPv6Network:
    try:
        return ip_network(text)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--within") from None


def _planned(found: Discovery, *, is_planned: bool) -> str:
    return ("yes" if is_planned else "no") if found.park else ""


def _show_found(found: Discovery) -> None:
    print_table(
        "Devices",
        ("device", "address", "in the design", "vendor", "model", "found by", "failure"),
        [
            (
                one.name,
                one.address,
                _planned(found, is_planned=one.planned),
                one.vendor,
                one.model,
                one.via,
                one.failure,
            )
            for one in found.devices
        ],
    )
    if found.heard:
        print_table(
            "Heard, not asked",
            ("device", "address", "in the design", "used as", "heard by", "because"),
            [
                (
                    one.name,
                    one.address,
                    _planned(found, is_planned=one.planned),
                    one.capabilities,
                    one.via,
                    one.why,
                )
                for one in found.heard
            ],
        )
    rehearsal = " of an emulated lab: a rehearsal" if found.rehearsal else ""
    counts = f"{counted(len(found.devices), 'device')} and {counted(len(found.links), 'link')}"
    held = f"; {len(found.differences)} cables differ, {len(found.missing)} devices are missing"
    talk(counts + rehearsal + (held if found.park else ""))
    if found.cut:
        warn("a limit was met: --max or --depth may show more")


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
