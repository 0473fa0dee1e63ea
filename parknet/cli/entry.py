"""Where the program begins: every command is known, every error has its exit code."""

import sys
from importlib import import_module
from typing import Final, NoReturn

import typer

from parknet.cli.app import app
from parknet.cli.output import (
    EXIT_FAILED,
    EXIT_INPUT,
    EXIT_INTERRUPTED,
    print_problems,
    warn,
)
from parknet.errors import ParknetError, ProblemsError, SecretError

# Importing a module registers its commands. Only the one that is asked for is imported, since some
# take a second; an unknown word or --help needs them all.
MODULES: Final = {
    "build": (
        "init",
        "eject",
        "schema",
        "parks",
        "validate",
        "design",
        "render",
        "documents",
        "explain",
    ),
    "push": ("plan", "apply", "drift", "rollback", "status"),
    "measure": ("collect", "assess", "report"),
    "serving": ("feed", "serve"),
    "labs": ("lab",),
    "demo": ("demo",),
}


def register(asked: str = "") -> None:
    """Register the command that is asked for, or all."""
    found = [module for module, names in MODULES.items() if asked in names]
    for module in found or MODULES:
        import_module(f"parknet.cli.{module}")


def main() -> NoReturn:
    """Run the command line and exit with 0, 1 (findings), 2 (bad input) or 3 (failed)."""
    register(sys.argv[1] if len(sys.argv) > 1 else "")
    try:
        code = app(standalone_mode=False, prog_name="parknet")
    except (typer.Abort, KeyboardInterrupt):
        code = _interrupted()
    except typer.TyperException as error:
        _complain(error)
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
    else:
        if code == EXIT_INTERRUPTED:  # typer makes an exit of Ctrl-C
            _interrupted()
    sys.exit(code if isinstance(code, int) else 0)


def _complain(error: typer.TyperException) -> None:
    """Say what is wrong with the command line, with its usage where typer knows it."""
    # typer 0.29 brings a click of its own; of its errors only the root is public.
    show = getattr(error, "show", None)
    if callable(show):
        show()
    else:
        warn(f"parknet: {error}")


def _interrupted() -> int:
    warn("parknet: interrupted; the next run goes on from what is on disk")
    return EXIT_INTERRUPTED
