"""Bytes of an export in, rows of text by title out: CSV as spreadsheets save it, and XML."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple
from xml.etree import ElementTree

from parknet.errors import IntentError, Problem

MOST_BYTES: Final = 64 * 2**20
MOST_ROWS: Final = 200_000
MOST_CELL: Final = 2_000
# Rows above the header that some software writes: project, site, date of export.
_PREAMBLE: Final = 40
_BINARY: Final = "the export is neither text nor XML"


class Row(NamedTuple):
    """One test of an export: text by normalised title, and where it stands."""

    cells: Mapping[str, str]
    line: int


def normalised(title: str) -> str:
    """Return a title as formats compare it.

    Example:
        >>> normalised(" Cable  ID "), normalised("长度（m）")
        ('cable id', '长度(m)')
    """
    plain = title.translate(str.maketrans("（）：－", "():-")).strip().lstrip("\ufeff")
    return " ".join(plain.split()).casefold()


def decoded(content: bytes, label: str) -> str:
    """Return an export's text: UTF-8, UTF-16 with a mark, or GB 18030.

    Raises:
        IntentError: it is none of them, or too large.
    """
    if len(content) > MOST_BYTES:
        raise IntentError(
            Problem(label, f"is larger than {MOST_BYTES >> 20} MB", "export it in several files")
        )
    encodings = ("utf-8-sig", "gb18030")
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        encodings = ("utf-16", "utf-16")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise IntentError(
        Problem(label, _BINARY, "export the results as CSV or XML from the instrument's software")
    )


def is_xml(text: str) -> bool:
    """Return whether a text is XML."""
    return text.lstrip()[:1] == "<"


def table_rows(text: str, wanted: Sequence[frozenset[str]]) -> tuple[frozenset[str], list[Row]]:
    """Return a table's titles and rows.

    Args:
        text: of the file; cells are parted by commas, semicolons or tabs.
        wanted: sets of titles that formats recognise: the first row that has one is the header.

    Returns:
        The titles, or those of the first row where no header was found; and the rows.
    """
    lines = text.splitlines()[:_PREAMBLE]
    for index, line in enumerate(lines):
        for mark in (",", ";", "\t"):
            titles = [normalised(cell) for cell in next(csv.reader([line], delimiter=mark), [])]
            if any(titles and one <= set(titles) for one in wanted):
                return frozenset(titles), list(_below(text, titles, index, mark))
    first = next((line for line in lines if line.strip()), "")
    titles = [normalised(cell) for cell in next(csv.reader([first]), [])]
    return frozenset(titles), []


def _below(text: str, titles: Sequence[str], header: int, mark: str) -> Iterator[Row]:
    body = io.StringIO(text, newline="")
    for _ in range(header + 1):
        body.readline()
    reader = csv.reader(body, delimiter=mark)
    for count, cells in enumerate(reader):
        if count >= MOST_ROWS:
            return
        line = header + 1 + reader.line_num
        if any(cell.strip() for cell in cells):
            # Of two columns with one title, the first that holds something counts.
            row: dict[str, str] = {}
            for title, cell in zip(titles, cells, strict=False):
                if cell.strip() and title not in row:
                    row[title] = cell.strip()[:MOST_CELL]
            yield Row(row, line)


def xml_root(text: str, label: str) -> ElementTree.Element:
    """Return an XML file's root.

    Raises:
        IntentError: it is damaged, or declares entities, which no export needs.
    """
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise IntentError(Problem(label, "declares a document type", "export it again without one"))
    try:
        # The declaration names the encoding of the bytes, which are decoded already.
        body = text.lstrip()
        if body.startswith("<?xml"):
            body = body.partition("?>")[2]
        return ElementTree.fromstring(body)  # noqa: S314 - no document type, so no entities
    except ElementTree.ParseError as error:
        line, column = error.position
        raise IntentError(
            Problem(
                f"{label}:{line}:{column + 1}",
                "the XML is damaged",
                "export the results again; do not mend them by hand",
            )
        ) from None


def xml_names(root: ElementTree.Element) -> frozenset[str]:
    """Return the names of all elements and attributes of a file."""
    found = {normalised(_local(element.tag)) for element in root.iter()}
    found |= {normalised(_local(name)) for element in root.iter() for name in element.attrib}
    return frozenset(found)


def xml_rows(root: ElementTree.Element, record: str) -> list[Row]:
    """Return every `record` element as a row: texts by path, `instrument/serial` or `pair/@no`.

    What stands in its ancestors, such as the instrument of all tests of a file, is told by each
    that does not say otherwise. Of several elements of one path the first counts.
    """
    wanted = normalised(record)
    rows: list[Row] = []

    def walk(element: ElementTree.Element, above: Mapping[str, str]) -> None:
        for child in element:
            name = normalised(_local(child.tag))
            if name == wanted:
                rows.append(Row({**above, **_texts(child)}, len(rows) + 1))
            elif any(normalised(_local(one.tag)) == wanted for one in child.iter()):
                walk(child, {**above, **_attributes(child, ""), **_leaves(child, wanted)})

    if normalised(_local(root.tag)) == wanted:
        return [Row(_texts(root), 1)]
    walk(root, {**_attributes(root, ""), **_leaves(root, wanted)})
    return rows[:MOST_ROWS]


def _leaves(element: ElementTree.Element, record: str) -> dict[str, str]:
    """Return what is told beside the records below an element."""
    found: dict[str, str] = {}
    for child in element:
        if all(normalised(_local(one.tag)) != record for one in child.iter()):
            name = normalised(_local(child.tag))
            for path, text in _texts(child).items():
                found.setdefault(f"{name}/{path}" if path else name, text)
    return found


def _texts(element: ElementTree.Element, prefix: str = "") -> dict[str, str]:
    found = _attributes(element, prefix)
    own = (element.text or "").strip()
    if own:
        found.setdefault(prefix.rstrip("/"), own[:MOST_CELL])
    for child in element:
        name = normalised(_local(child.tag))
        for path, text in _texts(child, f"{prefix}{name}/").items():
            found.setdefault(path, text)
    return found


def _attributes(element: ElementTree.Element, prefix: str) -> dict[str, str]:
    return {
        f"{prefix}@{normalised(_local(name))}": value.strip()[:MOST_CELL]
        for name, value in element.attrib.items()
        if value.strip()
    }


def _local(name: str) -> str:
    return name.rpartition("}")[2]
