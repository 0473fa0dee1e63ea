"""Data to stdout, talk to stderr; NO_COLOR is honoured by rich."""

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from parknet.errors import Problem

EXIT_CLEAN = 0
EXIT_FINDINGS = 1  # findings or changes
EXIT_INPUT = 2  # what people wrote cannot be used
EXIT_FAILED = 3  # something could not be reached or failed
EXIT_INTERRUPTED = 130  # 128 + SIGINT, as shells have it

# What is printed is text, never markup: `2001:db8:40:100::1` holds no emoji, `[1/0/1]` no style.
stderr = Console(stderr=True, highlight=False, soft_wrap=True, markup=False, emoji=False)
stdout = Console(highlight=False, soft_wrap=True, markup=False, emoji=False)


def talk(message: str) -> None:
    """Tell a person what is going on."""
    stderr.print(message, markup=False)


def warn(message: str) -> None:
    """Tell a person what went wrong."""
    stderr.print(message, style="red", markup=False)


def print_problems(problems: Iterable[Problem]) -> None:
    """Print each problem on a line of its own, as editors and CI read them."""
    count = 0
    for problem in problems:
        count += 1
        stderr.print(f"{problem.where}: ", style="bold", end="", markup=False)
        stderr.print(f"{problem.what}; {problem.remedy}", markup=False)
    if count:
        stderr.print(
            f"{count} problem{'s' if count > 1 else ''}; nothing was written", markup=False
        )


def print_json(value: Any) -> None:
    """Print a value for programs."""
    json.dump(value, sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")


def print_table(title: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print rows for people."""
    table = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False)
    for name in header:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*(str(cell) for cell in row))
    stdout.print(table, soft_wrap=False)
