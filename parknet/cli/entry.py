"""Where the program begins: every command is known, every error has its exit code."""

import sys
from typing import NoReturn

import click

from parknet.cli import build, demo, labs, measure, push, serving
from parknet.cli.app import app
from parknet.cli.output import (
    EXIT_FAILED,
    EXIT_INPUT,
    EXIT_INTERRUPTED,
    print_problems,
    warn,
)
from parknet.errors import ParknetError, ProblemsError, SecretError

# Importing a module registers its commands.
COMMANDS = (build, demo, labs, measure, push, serving)


def main() -> NoReturn:
    """Run the command line and exit with 0, 1 (findings), 2 (bad input) or 3 (failed)."""
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
