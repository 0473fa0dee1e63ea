"""The application and what every command shares: the workspace option, exit codes, Ctrl-C."""

import sys
from pathlib import Path
from typing import Annotated, NoReturn

import click
import typer

from parknet import __version__
from parknet.cli.output import (
    EXIT_FAILED,
    EXIT_INPUT,
    EXIT_INTERRUPTED,
    print_problems,
    talk,
    warn,
)
from parknet.errors import ParknetError, ProblemsError, SecretError
from parknet.pipeline.parks import Site
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
    """Return a park with its talk going to stderr."""
    return Site(Workspace(workspace), park, talk=talk)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"parknet {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="and exit")
    ] = False,
) -> None:
    """Take what goes before a command."""


def main() -> NoReturn:
    """Run the command line and exit with 0, 1 (findings), 2 (bad input) or 3 (failed)."""
    import parknet.cli.build
    import parknet.cli.demo
    import parknet.cli.labs
    import parknet.cli.measure
    import parknet.cli.serving
    import parknet.cli.push  # noqa: F401 - importing a module registers its commands

    try:
        code = app(standalone_mode=False)
    except click.exceptions.Abort:
        code = _interrupted()
    except KeyboardInterrupt:
        code = _interrupted()
    except click.ClickException as error:
        error.show()
        code = EXIT_INPUT
    except ProblemsError as error:
        print_problems(error.problems)
        code = EXIT_INPUT
    except SecretError as error:
        warn(f"parknet: {error}")
        code = EXIT_INPUT
    except ParknetError as error:
        warn(f"parknet: {error}")
        code = EXIT_FAILED
    except BrokenPipeError:
        # `parknet … | head`: the reader has had enough; Python would complain at exit.
        sys.stderr.close()
        code = EXIT_FAILED
    except OSError as error:
        warn(f"parknet: {error.strerror}: {error.filename}")
        code = EXIT_FAILED
    sys.exit(code if isinstance(code, int) else 0)


def _interrupted() -> int:
    warn("parknet: interrupted; the next run goes on from what is on disk")
    return EXIT_INTERRUPTED
