"""The command that reads devices: once, or round after round with what happens shown."""

from contextlib import nullcontext
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Final

import typer

from parknet.cli.app import JsonOption, ParkArgument, WorkspaceOption, app, site_of
from parknet.cli.output import EXIT_FAILED, print_json, stdout, talk, warn
from parknet.cli.watching import LiveView, summary, watcher_for
from parknet.drivers.snmp.traps import PORT, Place
from parknet.pipeline.measure import ReaderName, collect_park
from parknet.pipeline.parks import Site
from parknet.pipeline.reach import reach_of
from parknet.pipeline.rounds import collect_rounds
from parknet.units import counted, parse_duration

# A round has to end before the next begins; a day between two looks is no monitoring.
_SHORTEST_S: Final = 5.0
_LONGEST_S: Final = 3600.0
_LAST_PORT: Final = 65535


@app.command("collect")
def collect_command(
    park: ParkArgument,
    workspace: WorkspaceOption = Path(),
    reader: Annotated[ReaderName, typer.Option(help="the SNMP library to use")] = "gufo",
    every: Annotated[
        str | None,
        typer.Option(
            metavar="TIME", help="read round after round, such as 60s: see `monitoring` of park.yml"
        ),
    ] = None,
    for_: Annotated[
        str | None,
        typer.Option("--for", metavar="TIME", help="with --every: end by itself, such as 1h"),
    ] = None,
    traps: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ADDRESS[:PORT]",
            help="with --every: take traps and informs here, port 162 if left out; repeatable",
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Read every device over SNMPv3, once or until Ctrl-C."""
    site = site_of(workspace, park)
    if every:
        places = [_place(text) for text in traps or ()]
        _collect_rounds(site, reader, _seconds(every, "--every"), for_, places, as_json=as_json)
        return
    if for_ or traps:
        raise typer.BadParameter("goes with --every", param_hint="--for" if for_ else "--traps")
    snapshot = collect_park(site, reach_of(site), reader)
    failures = {
        name: device.failure.detail
        for name, device in snapshot.devices.items()
        if device.failure is not None
    }
    if as_json:
        print_json(
            [
                {"device": name, **reading._asdict()}
                for name, device in snapshot.devices.items()
                for reading in device.readings()
            ]
        )
    count = sum(
        len(column.values)
        for device in snapshot.devices.values()
        for column in device.columns.values()
    )
    talk(f"{counted(count, 'reading')} from {len(snapshot.devices) - len(failures)} devices")
    for name, detail in failures.items():
        warn(f"{name}: {detail}")
    if failures:
        raise typer.Exit(EXIT_FAILED)


def _collect_rounds(
    site: Site,
    reader: ReaderName,
    every_s: float,
    for_: str | None,
    traps: list[Place],
    *,
    as_json: bool,
) -> None:
    """Read until Ctrl-C, SIGTERM or the time is over; a device that is down is no failure here."""
    if not _SHORTEST_S <= every_s <= _LONGEST_S:
        raise typer.BadParameter("is between 5s and 1h", param_hint="--every")
    for_s = _seconds(for_, "--for") if for_ else None
    reach = reach_of(site)
    title = f"parknet collect {site.park}" + (" (REHEARSAL)" if reach.rehearsal else "")
    watcher = watcher_for(stdout, title, as_json=as_json)
    with watcher if isinstance(watcher, LiveView) else nullcontext():
        status = collect_rounds(
            site, reach, watcher, every_s=every_s, for_s=for_s, reader=reader, traps=traps
        )
    talk(f"ended; {summary(status)}")


def _seconds(text: str, option: str) -> float:
    try:
        return parse_duration(text)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint=option) from None


def _place(text: str) -> Place:
    """Return an address to listen on: `0.0.0.0`, `127.0.0.1:1162`, `[::]:1162`, `::`."""
    host, port = text, str(PORT)
    if text.startswith("["):
        host, _, rest = text[1:].partition("]")
        port = rest.removeprefix(":") or port
    elif text.count(":") == 1:
        host, _, port = text.partition(":")
    try:
        address = ip_address(host)
    except ValueError:
        address = None
    if address is None or not port.isdecimal() or int(port) > _LAST_PORT:
        raise typer.BadParameter(
            f"{text!r} is no address such as 127.0.0.1:1162 or [::]:1162", param_hint="--traps"
        )
    return str(address), int(port)
