"""`parknet demo`: the whole loop, without devices, root or Docker."""

import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from parknet.cli.app import app
from parknet.cli.output import talk
from parknet.hub.server import HubServer
from parknet.pipeline.demo import run_demo


@app.command("demo")
def demo_command(
    park: Annotated[
        str, typer.Argument(metavar="PARK", help="an example park")
    ] = "wuhan-industrial",
    seed: Annotated[int, typer.Option(metavar="N", help="chooses the faults")] = 1,
    faults: Annotated[int, typer.Option(metavar="N", min=0, help="faults to plant")] = 6,
    unmodelled: Annotated[
        bool, typer.Option(help="register a building that nobody modelled")
    ] = True,
    folder: Annotated[
        Path,
        typer.Option(metavar="DIR", help="where its workspace and reports go", file_okay=False),
    ] = Path("build/demo"),
    page: Annotated[
        bool, typer.Option(help="on a terminal, keep the platform's page up at the end")
    ] = True,
) -> None:
    """Take an example park through the whole loop, in a minute.

    It runs in an emulated lab, with faults of device state planted for the judge to find.
    """
    began = time.monotonic()

    def show(server: HubServer) -> None:
        talk(f"\nThe platform's page is at {server.url}/ (Ctrl-C ends it)")
        try:
            server.wait()
        except KeyboardInterrupt:
            talk("the platform has stopped")

    folder.mkdir(parents=True, exist_ok=True)
    wants_page = page and sys.stdin.isatty() and sys.stderr.isatty()
    run_demo(
        folder,
        park,
        seed=seed,
        faults=faults,
        unmodelled=unmodelled,
        talk=talk,
        show=show if wants_page else None,
    )
    talk(f"\ndone in {time.monotonic() - began:.0f} s")
