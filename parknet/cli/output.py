"""Data to stdout, talk to stderr; NO_COLOR is honoured by rich."""

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table

from parknet.errors import Problem

EXIT_CLEAN = 0
EXIT_FINDINGS = 1  # findings or changes
EXIT_INPUT = 2  # what people wrote cannot be used
EXIT_FAILED = 3  # something could not be reached or failed
EXIT_INTERRUPTED = 130  # 128 + SIGINT, as shells have it
EXIT_NO_READER = 141  # 128 + SIGPIPE

_UNFOLDED = 10_000  # wider than any row
_SHORTEST = 12  # a text that is cut keeps so many columns

# Neither markup nor emoji: rich takes `[x]` for a style, and `:100:` in an address for a picture.
stderr = Console(stderr=True, highlight=False, soft_wrap=True, markup=False, emoji=False)
stdout = Console(highlight=False, soft_wrap=True, markup=False, emoji=False)


def talk(message: str) -> None:
    """Tell a person what is going on."""
    stderr.print(message)


def warn(message: str) -> None:
    """Tell a person what went wrong."""
    stderr.print(message, style="red")


def print_problems(problems: Iterable[Problem]) -> None:
    """Print each problem on a line of its own, as editors and CI read them."""
    count = 0
    for problem in problems:
        count += 1
        stderr.print(f"{problem.where}: ", style="bold", end="")
        stderr.print(f"{problem.what}; {problem.remedy}")
    if count:
        stderr.print(f"{count} problem{'s' if count > 1 else ''}; nothing was written")


def print_json(value: Any) -> None:
    """Print a value for programs."""
    is_unicode = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    json.dump(value, sys.stdout, ensure_ascii=not is_unicode, indent=1)
    sys.stdout.write("\n")


def print_table(
    title: str, header: Sequence[str], rows: Iterable[Sequence[object]], cut: str = ""
) -> None:
    """Print rows for people; a file or a pipe gets every row on one line, however long.

    Args:
        title: stands above.
        header: names of the columns.
        rows: a cell for each column.
        cut: the column that a terminal may show the beginning of; the others are folded.
    """
    stdout.print(title, style="bold")
    cells = [[str(cell) for cell in row] for row in rows]
    if not cells:
        return
    console = stdout if stdout.is_terminal else Console(width=_UNFOLDED, markup=False, emoji=False)
    table = Table(box=None, pad_edge=False)
    for index, name in enumerate(header):
        if name == cut:
            others = (
                column for at, column in enumerate(zip(header, *cells, strict=True)) if at != index
            )
            left = console.width - sum(max(map(cell_len, column)) + 2 for column in others)
            table.add_column(
                name, overflow="ellipsis", no_wrap=True, max_width=max(left, _SHORTEST)
            )
        else:
            table.add_column(name, overflow="fold")
    for row in cells:
        table.add_row(*row)
    with console.capture() as captured:
        console.print(table, soft_wrap=False)
    for line in captured.get().splitlines():
        stdout.out(line.rstrip(), highlight=False)
