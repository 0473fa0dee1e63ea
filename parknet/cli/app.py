"""The application, and the arguments that commands share."""

import logging
import os
from pathlib import Path
from typing import Annotated

import typer

from parknet import __version__
from parknet.cli.output import talk
from parknet.log import level_named, set_up_logging
from parknet.pipeline.parks import Site
from parknet.vault import PREFIX, open_vault
from parknet.workspace import Workspace

app = typer.Typer(
    name="parknet",
    help="Industrial park connectivity as code: from policy clause to signed evidence.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

ParkArgument = Annotated[str, typer.Argument(metavar="PARK", help="a folder of inventory/parks")]
WorkspaceOption = Annotated[
    Path,
    typer.Option(
        "--workspace",
        "-C",
        metavar="DIR",
        help="the folder with inventory/ and coverage/",
        file_okay=False,
        exists=True,
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="print data for programs to stdout")]


def site_of(workspace: Path, park: str) -> Site:
    """Return a park with its talk going to stderr.

    Raises:
        IntentError: there is no such park; nothing of it is made on disk then.
    """
    known = Workspace(workspace)
    known.require(park)
    return Site(known, park, talk=talk)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"parknet {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[  # noqa: ARG001 - its callback answers and exits
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="and exit")
    ] = False,
    verbose: Annotated[
        int,
        typer.Option(
            "--verbose",
            "-v",
            count=True,
            show_default=False,
            help="log to stderr what is done; twice: every detail (or PARKNET_LOG=info, =debug)",
        ),
    ] = 0,
) -> None:
    """Take what goes before a command."""
    asked = os.environ.get("PARKNET_LOG", "")
    if not verbose and not asked:
        return
    try:
        level = logging.DEBUG if verbose > 1 else logging.INFO if verbose else level_named(asked)
    except ValueError as error:
        raise typer.BadParameter(f"PARKNET_LOG: {error}") from None
    # Files and vaults of secrets are read once a park needs them: see `parknet.pipeline.reach`.
    here = {name: value for name, value in os.environ.items() if name.startswith(PREFIX)}
    set_up_logging(level, open_vault(here))
