"""Tables and a drawing in, named files out: one CSV each, one workbook, one SVG."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from parknet.documents.drawing import topology_svg
from parknet.documents.tables import Cell, Table, tables_of
from parknet.messages import Language, say
from parknet.model.intent import Library
from parknet.model.network import Network

Files = Mapping[str, bytes]
# A spreadsheet takes a cell that begins so for a formula (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_WIDEST = 60  # characters of a column


def write_documents(network: Network, library: Library, language: Language) -> Files:
    """Return every paper of a park by file name."""
    tables = tables_of(network, library, language)
    files: dict[str, bytes] = {
        f"{table.name}.{language}.csv": _csv(table, language) for table in tables
    }
    files[f"{network.park}.{language}.xlsx"] = _workbook(tables, network, language)
    files[f"topology.{language}.svg"] = topology_svg(network, language)
    return files


def _titles(table: Table, language: Language) -> list[str]:
    return [say(f"column.{name}", language) for name in table.header]


def _csv(table: Table, language: Language) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_titles(table, language))
    writer.writerows([_harmless(cell) for cell in row] for row in table.rows)
    # Excel takes a file without a byte order mark for the machine's own code page.
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _harmless(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def _workbook(tables: Sequence[Table], network: Network, language: Language) -> bytes:
    import xlsxwriter  # noqa: PLC0415 - a tenth of what every command would load

    content = io.BytesIO()
    book = xlsxwriter.Workbook(
        content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    # The same design gives the same file, byte for byte.
    book.set_properties(
        {"title": network.name[language], "created": datetime(2000, 1, 1, tzinfo=UTC)}
    )
    head = book.add_format({"bold": True, "bg_color": "#DDE6EE", "border": 1})
    for table in tables:
        sheet = book.add_worksheet(say(f"documents.{table.name}", language))
        titles = _titles(table, language)
        sheet.write_row(0, 0, titles, head)
        for number, row in enumerate(table.rows, start=1):
            sheet.write_row(number, 0, row)
        for column, title in enumerate(titles):
            longest = max((_width(str(row[column])) for row in table.rows), default=0)
            sheet.set_column(column, column, min(_WIDEST, max(longest, _width(title)) + 2))
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(len(table.rows), 1), len(titles) - 1)
    book.close()
    return content.getvalue()


def _width(text: str) -> int:
    """Return the columns a text takes: a Chinese character takes two."""
    return sum(2 if ord(character) > 0x2E80 else 1 for character in text)
