"""Commands for the day zero of new devices: ztp render, ztp serve."""

from pathlib import Path
from typing import Annotated

import typer

from parknet.cli.app import JsonOption, ParkArgument, WorkspaceOption, app, site_of
from parknet.cli.output import print_json, stdout, talk
from parknet.pipeline.reach import reach_of
from parknet.pipeline.ztp import write_day_zero
from parknet.pipeline.ztp_server import Handout, day_zero_server
from parknet.units import counted

AgainOption = Annotated[
    list[str] | None,
    typer.Option("--again", metavar="DEVICE", help="a device that starts anew: replaced or reset"),
]

ztp_app = typer.Typer(help="Give new devices their first configuration.", no_args_is_help=True)
app.add_typer(ztp_app, name="ztp")


@ztp_app.command("render")
def render_command(
    park: ParkArgument,
    server: Annotated[
        str, typer.Option("--server", metavar="ADDRESS", help="the file server of VRP 5")
    ],
    url: Annotated[
        str, typer.Option("--url", metavar="URL", help="where `parknet ztp serve` will listen")
    ],
    again: AgainOption = None,
    workspace: WorkspaceOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Write what DHCP and file servers tell new devices, and what OpenWrt's image holds."""
    site = site_of(workspace, park)
    vault = reach_of(site).vault
    written = write_day_zero(site, vault, server, url.rstrip("/"), again or ())
    if as_json:
        print_json([str(path) for path in written])
        return
    for path in written:
        stdout.print(str(path))
    talk("these files hold first passwords: keep them from others, and remove them afterwards")


@ztp_app.command("serve")
def serve_command(
    park: ParkArgument,
    host: Annotated[
        str, typer.Option("--host", metavar="ADDRESS", help="where to listen")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", metavar="N", min=0, max=65535, help="where to listen")
    ] = 8067,
    certificate: Annotated[
        Path | None,
        typer.Option("--cert", metavar="FILE", help="certificate, for HTTPS", exists=True),
    ] = None,
    key: Annotated[
        Path | None, typer.Option("--key", metavar="FILE", help="its private key", exists=True)
    ] = None,
    again: AgainOption = None,
    workspace: WorkspaceOption = Path(),
) -> None:
    """Hand each new device its own configuration, once."""
    if (certificate is None) != (key is None):
        raise typer.BadParameter("give both or none", param_hint="--cert, --key")
    site = site_of(workspace, park)
    handout = Handout(site, reach_of(site).vault, again or ())
    with day_zero_server(handout, host, port, certificate, key) as url:
        talk(f"waiting for {counted(len(handout.left), 'device')} at {url}/ztp (Ctrl-C ends it)")
        try:
            handout.wait()
        except KeyboardInterrupt:
            left = handout.left
            talk(f"not come yet: {', '.join(left[:20]) or 'none'}")
            return
    talk(f"nobody may ask any more; next: parknet enrol {park}, then parknet plan {park}")
