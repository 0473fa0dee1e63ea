"""Rows in, CSV that every spreadsheet opens as text out: nothing in a cell is ever computed."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

from parknet.names import FORBIDDEN_CHARACTERS

# A spreadsheet takes a cell that begins so for a formula (OWASP, CSV injection); some versions
# take the full-width signs too.
_FORMULA: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r")
# Excel takes a file without a byte order mark for the machine's own code page.
_MARK: Final = b"\xef\xbb\xbf"


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return a table as a file: RFC 4180 lines in UTF-8, with a mark for Excel."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([harmless(title) for title in header])
    for row in rows:
        writer.writerow([harmless(cell) for cell in row])
    return _MARK + text.getvalue().encode()


def harmless(cell: object) -> object:
    """Return a cell of CSV that no spreadsheet computes: text that looks like a formula is quoted.

    Example:
        >>> harmless("=1+1"), harmless(" -1F"), harmless(-1), harmless("3#厂房")
        ("'=1+1", "' -1F", -1, '3#厂房')
    """
    if not isinstance(cell, str):
        return cell
    cell = printable(cell)
    return f"'{cell}" if cell.lstrip().startswith(_FORMULA) else cell


def printable(text: str) -> str:
    r"""Return a text without the characters that break lines or reorder what is read.

    Example:
        >>> printable("a\nb")
        'a b'
    """
    return FORBIDDEN_CHARACTERS.sub(" ", text)
