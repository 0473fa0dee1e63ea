"""Lines of an escape hatch in, a configuration that holds them out: one text, well formed.

A line that stands in a section that the template prints goes to that section's end; all others go
to the end of the text, each section once.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple


class Layout(NamedTuple):
    """How a platform's text is laid out.

    Attributes:
        mark: the line between blocks.
        end: the last line.
        margin: before lines that stand in no section and open none.
        step: by how much a section is indented.
    """

    mark: str
    end: str
    margin: str = ""
    step: int = 1


LAYOUTS: Final = {
    "huawei_vrp": Layout("#", "return"),
    "h3c_comware": Layout("#", "return", margin=" "),
    "cisco_ios": Layout("!", "end"),
    "arista_eos": Layout("!", "end", step=3),
    "ruijie_rgos": Layout("!", "end"),
}

Tree = dict[str, "Tree"]


def tree_of(lines: Sequence[str]) -> Tree:
    """Return lines by the lines they are indented under, however far.

    Example:
        >>> tree_of(["interface A", "  shutdown", "lldp enable"])
        {'interface A': {'shutdown': {}}, 'lldp enable': {}}
    """
    root: Tree = {}
    views: list[tuple[int, Tree]] = []
    for line in lines:
        indent = len(line) - len(line.lstrip())
        while views and views[-1][0] >= indent:
            views.pop()
        inside = (views[-1][1] if views else root).setdefault(line.strip(), {})
        views.append((indent, inside))
    return root


def with_raw(text: str, lines: Sequence[str], platform: str) -> str:
    """Return a device's text with the lines that people wrote for it.

    Args:
        text: as the template printed it.
        lines: in the order of the file; spaces say which section a line stands in.
        platform: a key of `LAYOUTS`.

    Raises:
        ValueError: the platform has no layout: `design` refuses its raw lines.
    """
    layout = LAYOUTS.get(platform)
    if layout is None:
        raise ValueError(f"platform {platform} takes no raw lines")
    rows = text.splitlines()
    at = len(rows) - 1 if rows and rows[-1] == layout.end else len(rows)
    rows, tail = rows[:at], rows[at:]
    if rows and rows[-1] != layout.mark:
        rows.append(layout.mark)
    for head, inside in tree_of(lines).items():
        # The head of an OSPF process also names its router.
        longer = f"{head} router-id "
        found = (i for i, row in enumerate(rows) if row == head or row.startswith(longer))
        section = next(found, None)
        if inside and section is not None:
            _add(rows, section, 0, inside, layout)
        elif inside:
            rows.append(head)
            rows += _printed(inside, layout.step, layout)
            rows.append(layout.mark)
        else:
            rows += [layout.margin + head, layout.mark]
    return "\n".join([*rows, *tail]) + "\n"


def _add(rows: list[str], at: int, indent: int, inside: Tree, layout: Layout) -> None:
    """Put lines into the section whose head is `rows[at]`, at its end."""
    for line, deeper in inside.items():
        end = _end(rows, at, indent)
        margin = " " * (indent + layout.step)
        found = rows.index(margin + line, at, end) if margin + line in rows[at:end] else None
        if deeper and found is not None:
            _add(rows, found, indent + layout.step, deeper, layout)
        else:
            rows[end:end] = _printed({line: deeper}, indent + layout.step, layout)


def _end(rows: list[str], at: int, indent: int) -> int:
    """Return where a section ends: at the next line that is not further in."""
    end = at + 1
    while end < len(rows) and len(rows[end]) - len(rows[end].lstrip()) > indent:
        end += 1
    return end


def _printed(inside: Tree, indent: int, layout: Layout) -> list[str]:
    rows = []
    for line, deeper in inside.items():
        rows.append(" " * indent + line)
        rows += _printed(deeper, indent + layout.step, layout)
    return rows
