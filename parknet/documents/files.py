"""Tables and a drawing in, named files out: one CSV each, one workbook, one SVG."""

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from parknet.documents.drawing import topology_svg
from parknet.documents.segments import Permitted
from parknet.documents.table import Table
from parknet.documents.tables import tables_of
from parknet.messages import Language, say
from parknet.model.intent import Intent
from parknet.model.network import Network
from parknet.spreadsheets import csv_bytes, printable

Files = Mapping[str, bytes]


def write_documents(
    network: Network, intent: Intent, permitted: Permitted, language: Language
) -> Files:
    """Return every paper of a park by file name; see `tables_of`."""
    tables = tables_of(network, intent, permitted, language)
    files: dict[str, bytes] = {
        f"{table.name}.{language}.csv": csv_bytes(_titles(table, language), table.rows)
        for table in tables
    }
    files[f"{network.park}.{language}.xlsx"] = _workbook(tables, network, language)
    files[f"topology.{language}.svg"] = topology_svg(network, language)
    return files


def _titles(table: Table, language: Language) -> list[str]:
    return [
        table.titles[name] if name in table.titles else say(f"column.{name}", language)
        for name in table.header
    ]


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
    head = book.add_format({"bold": True, "bg_color": "#DDE6EE", "border": 1, "text_wrap": True})
    body = book.add_format({"text_wrap": True, "valign": "top"})
    for table in tables:
        sheet = book.add_worksheet(say(f"documents.{table.name}", language))
        titles = _titles(table, language)
        sheet.write_row(0, 0, map(printable, titles), head)
        for number, row in enumerate(table.rows, start=1):
            sheet.write_row(
                number, 0, (printable(c) if isinstance(c, str) else c for c in row), body
            )
        for column, title in enumerate(titles):
            longest = max((_width(str(row[column])) for row in table.rows), default=0)
            sheet.set_column(column, column, min(table.widest, max(longest, _width(title)) + 2))
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(len(table.rows), 1), len(titles) - 1)
    book.close()
    return content.getvalue()


def _width(text: str) -> int:
    """Return the columns a text takes: a Chinese character takes two."""
    return sum(2 if ord(character) > 0x2E80 else 1 for character in text)
