"""A configuration's text in; its blocks out: a line at the margin and the lines indented under it.

Comware indents lines of the top level by one blank where they stand alone after a `#`.
"""

from typing import NamedTuple


class Line(NamedTuple):
    """A line without its indentation, and its number from 1."""

    number: int
    text: str


class Block(NamedTuple):
    """A line of the top level and what stands under it."""

    head: Line
    lines: tuple[Line, ...]


def blocks_of(text: str) -> tuple[Block, ...]:
    r"""Return the blocks of a configuration; separators, comments and blank lines are left out.

    Example:
        >>> [(b.head.text, [l.text for l in b.lines]) for b in blocks_of("#\n a\n#\nb\n c\n")]
        [('a', []), ('b', ['c'])]
    """
    found: list[tuple[Line, list[Line]]] = []
    is_open = False
    for number, raw in enumerate(text.split("\n"), start=1):
        stripped = raw.strip()
        if stripped[:1] in {"", "#", "!"}:
            # `!` separates on other platforms, `#` here; a blank line separates nothing.
            is_open = is_open and not stripped
            continue
        line = Line(number, stripped)
        if raw[0].isspace() and is_open:
            found[-1][1].append(line)
        else:
            found.append((line, []))
            is_open = not raw[0].isspace()
    return tuple(Block(head, tuple(lines)) for head, lines in found)
