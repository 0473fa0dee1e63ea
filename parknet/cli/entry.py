"""Where the program begins: every command is known, every error has its exit code."""

import logging
import os
import signal
import sys
import traceback
from importlib import import_module
from pathlib import Path
from time import monotonic
from types import FrameType
from typing import Any, Final, NoReturn

import typer
from typer.main import get_command

from parknet.cli.app import app
from parknet.cli.output import (
    EXIT_FAILED,
    EXIT_INPUT,
    EXIT_INTERRUPTED,
    EXIT_NO_READER,
    print_problems,
    talk,
    warn,
)
from parknet.errors import ParknetError, ProblemsError, SecretError

LOG: Final = logging.getLogger(__name__)

# Commands in the order of the loop, as --help lists them, and the modules that register them. Only
# the one that is asked for is imported, since some take a second; an unknown word or --help needs
# them all.
MODULES: Final = {
    "init": "build",
    "eject": "build",
    "schema": "build",
    "parks": "build",
    "validate": "build",
    "design": "build",
    "render": "build",
    "documents": "build",
    "explain": "build",
    "matrix": "build",
    "lab": "labs",
    "demo": "demo",
    "plan": "push",
    "approve": "approving",
    "apply": "push",
    "rollback": "push",
    "status": "push",
    "drift": "drifting",
    "audit": "auditing",
    "cut-off": "hosts",
    "collect": "collecting",
    "events": "events",
    "assess": "measure",
    "report": "measure",
    "inspect": "inspecting",
    "discover": "discovering",
    "trace": "discovering",
    "instruments": "instruments",
    "feed": "serving",
    "serve": "serving",
    "backup": "keeping",
    "enrol": "enrolment",
    "credentials": "credentials",
    "ztp": "ztp",
    "playbook": "playbooks",
}


def register(asked: str = "") -> None:
    """Register the command that is asked for, or all."""
    for module in (MODULES[asked],) if asked in MODULES else dict.fromkeys(MODULES.values()):
        import_module(f"parknet.cli.{module}")


def main() -> NoReturn:
    """Run the command line and exit with 0, 1 (findings), 2 (bad input) or 3 (failed)."""
    interrupts = _count_interrupts()
    try:
        code = run(sys.argv[1:])
        sys.stdout.flush()
    except KeyboardInterrupt:
        code = _end_interrupted()
    except BrokenPipeError:
        # `parknet … | head`: the reader has had enough. Python would complain again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = EXIT_NO_READER
    except Exception as error:  # noqa: BLE001 - exit code 1 would say that something was found
        # Libraries that call back from C turn Ctrl-C into an error of their own.
        code = _end_interrupted() if interrupts else print_fault(error)
    sys.exit(code)


def _count_interrupts() -> list[int]:
    """Return a list that grows with each Ctrl-C; a shell's background job goes on ignoring it."""
    seen: list[int] = []

    def interrupt(number: int, _frame: FrameType | None) -> None:
        seen.append(number)
        raise KeyboardInterrupt

    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, interrupt)
    return seen


def _end_interrupted() -> int:
    warn("parknet: interrupted; the next run goes on from what is on disk")
    return EXIT_INTERRUPTED


def print_fault(error: Exception) -> int:
    """Say where a fault of ours is, never its text: nobody has masked what that may hold."""
    if os.environ.get("PARKNET_TRACEBACK"):
        traceback.print_exception(error)
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if f"{os.sep}parknet{os.sep}" in frame.filename]
    at = (ours or frames)[-1]
    warn(
        f"parknet: internal error: {type(error).__name__} in {Path(at.filename).name}:{at.lineno}; "
        "please report it, with what PARKNET_TRACEBACK=1 shows if that holds no secret"
    )
    return EXIT_FAILED


def run(arguments: list[str]) -> int:
    """Run one command and return its exit code; problems are told on stderr."""
    register(next((word for word in arguments if not word.startswith("-")), ""))
    command: Any = get_command(app)
    command.commands = {
        name: command.commands[name] for name in MODULES if name in command.commands
    }
    began = monotonic()
    code = _run(command, arguments)
    fields = {"exit": code, "seconds": f"{monotonic() - began:.3f}"}
    LOG.info("command ended", extra={"fields": fields})
    return code


def _run(command: Any, arguments: list[str]) -> int:
    """Run a command; its type is typer's own affair."""
    try:
        # Not the command's own `main`: that has exit codes of its own for what is handled here.
        with command.make_context("parknet", arguments) as context:
            command.invoke(context)
    except typer.Exit as end:
        return end.exit_code
    except typer.TyperException as error:
        _print_usage_error(error)
        return EXIT_INPUT
    except BrokenPipeError:
        raise
    except (ParknetError, OSError) as error:
        return _print_error(error)
    return 0


def _print_error(error: ParknetError | OSError) -> int:
    """Say what went wrong; return the exit code for it."""
    if isinstance(error, ProblemsError):
        print_problems(error.problems)
        return EXIT_INPUT
    if isinstance(error, OSError):
        name = f": {error.filename}" if error.filename is not None else ""
        warn(f"parknet: {error.strerror or error}{name}")
        return EXIT_FAILED
    warn(f"parknet: {error}")
    return EXIT_INPUT if isinstance(error, SecretError) else EXIT_FAILED


def _print_usage_error(error: typer.TyperException) -> None:
    message = error.format_message()
    if message.startswith("Usage:"):  # no arguments: the message is the help
        talk(message)
        return
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "parknet"
    message = message.removesuffix(".").replace("Value error, ", "")
    warn(f"{command}: {message} (see {command} --help)")
