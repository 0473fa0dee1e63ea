"""`allocations.lock`: sorted lines of text in, what was given out once and stays out, and back.

One `key value` to a line, so that a review shows what a change gives out, and two branches that
add different things merge. The last line says the file is whole.
"""

import re
from typing import Final
from urllib.parse import quote, unquote

from parknet.errors import IntentError, Problem
from parknet.model.network import Allocations
from parknet.names import FORBIDDEN_CHARACTERS
from parknet.workspace.files import Source, decode_text, read_bytes, write_whole

_HEAD: Final = (
    "# parknet allocations, version 1. Written by parknet: keep it under version control."
)
_END: Final = "# end"
_UNSAFE: Final = re.compile(rf"[\s%#]|{FORBIDDEN_CHARACTERS.pattern}")
_KEY: Final = re.compile(r"[^\s/]+(/[^\s/]+)+")
_CONFLICT: Final = ("<<<<<<<", "=======", ">>>>>>>", "|||||||")


def read_allocations(source: Source) -> Allocations:
    """Read allocations.

    Raises:
        IntentError: the file is cut off, was merged with conflicts, or holds other lines.
    """
    text = decode_text(source, read_bytes(source))
    lines = text.split("\n")
    problems: list[Problem] = []
    if lines[0] != _HEAD:
        problems.append(
            source.problem("does not begin as allocations do", "restore it from version control")
        )
    entries: dict[str, str] = {}
    where: dict[str, int] = {}
    for number, line in enumerate(lines, start=1):
        if line.startswith(_CONFLICT):
            problems.append(
                source.problem(
                    "a merge conflict is left in the file",
                    "keep the lines of the branch that was deployed, then design again",
                    number,
                )
            )
            continue
        if not line or line.startswith("#"):
            continue
        key, _, value = line.partition(" ")
        if not _KEY.fullmatch(key) or not value or _UNSAFE.search(value.replace("%", "")):
            problems.append(
                source.problem(
                    "is not `pool/owner value`", "restore it from version control", number
                )
            )
            continue
        key = unquote(key)
        if key in entries:
            problems.append(
                source.problem(
                    f"`{key}` is also on line {where[key]}",
                    "keep the line that was deployed",
                    number,
                )
            )
            continue
        entries[key], where[key] = unquote(value), number
    if _END not in lines:
        problems.append(
            source.problem(
                f"is cut off: its last line is not `{_END}`",
                "restore it from version control",
                len(lines),
            )
        )
    if problems:
        raise IntentError(*problems)
    return Allocations(entries)


def write_allocations(source: Source, allocations: Allocations) -> bool:
    """Write allocations whole, and return whether anything changed."""
    body = "".join(
        f"{_quoted(key)} {_quoted(value)}\n" for key, value in sorted(allocations.entries.items())
    )
    content = f"{_HEAD}\n{body}{_END}\n".encode()
    if source.path.exists() and read_bytes(source) == content:
        return False
    write_whole(source.path, content)
    return True


def _quoted(text: str) -> str:
    return _UNSAFE.sub(lambda found: quote(found[0], safe=""), text)
