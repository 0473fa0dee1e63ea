"""The register of a park: a CSV table from a spreadsheet in, what exists out.

Excel in China saves CSV as GB18030 or as UTF-8 with a byte order mark: both are read. A cell that
a spreadsheet would run as a formula is refused here, so that no report hands it on.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, get_args

from parknet.errors import IntentError, Problem
from parknet.model.intent import Building
from parknet.model.register import Register, RegisteredRoom
from parknet.names import FORBIDDEN_CHARACTERS, expand_range
from parknet.workspace.files import Source, read_bytes, refuse_controls
from parknet.workspace.wording import shown, suggestion

COLUMNS: Final = ("building", "kind", "floor", "room", "outlets", "source")
KINDS: Final = get_args(Building.model_fields["kind"].annotation)
MAX_OUTLETS: Final = 500_000
MAX_NAME: Final = 80
# What makes a spreadsheet compute; `-` is left out because a basement is `-1F`.
_FORMULA: Final = frozenset("=+@")


@dataclass(frozen=True, slots=True)
class _Cell:
    text: str
    line: int
    column: int


def read_register(source: Source) -> Register:
    """Read a park's register.

    Raises:
        IntentError: everything that is wrong with it.
    """
    content = read_bytes(source)
    text = _decode(source, content)
    problems: list[Problem] = []
    rows = [row for row in _rows(source, text, problems) if any(cell.text for cell in row)]
    rooms: list[RegisteredRoom] = []
    if not rows:
        problems.append(source.problem("is empty", f"begin with the line {','.join(COLUMNS)}"))
    else:
        places = _header(source, rows[0], problems)
        if places is not None:
            rooms = list(_Rooms(source, len(rows[0]), places, problems).read(rows[1:]))
    if problems:
        raise IntentError(*problems)
    return Register(rooms=tuple(rooms), digest=hashlib.sha256(content).hexdigest())


def _decode(source: Source, content: bytes) -> str:
    text: str | None = None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    if text is None:
        raise IntentError(
            source.problem(
                "is neither UTF-8 nor GB18030 text",
                "save it from the spreadsheet as `CSV UTF-8`",
            )
        )
    text = text.replace("\r\n", "\n")
    refuse_controls(source, text)
    return text


def _rows(source: Source, text: str, problems: list[Problem]) -> Iterator[list[_Cell]]:
    """Yield the table's rows (RFC 4180), each cell with its place.

    The csv module of the standard library tells lines but no columns.
    """
    for number, line in enumerate(text.split("\n"), start=1):
        if not line:
            continue
        row: list[_Cell] = []
        at = 0
        while at <= len(line):
            if line[at : at + 1] == '"':
                end = _closing_quote(line, at + 1)
                after = line[end + 1 : end + 2]
                if end < 0 or after not in {"", ","}:
                    problems.append(
                        source.problem(
                            "a quote is opened and not closed before the cell ends",
                            'close it; a `"` inside a quoted cell is written twice',
                            number,
                            at + 1,
                        )
                    )
                    row = []
                    break
                row.append(_Cell(line[at + 1 : end].replace('""', '"').strip(), number, at + 1))
                at = end + 2
            else:
                end = line.find(",", at)
                end = len(line) if end < 0 else end
                row.append(_Cell(line[at:end].strip(), number, at + 1))
                at = end + 1
        yield row


def _closing_quote(line: str, at: int) -> int:
    while (at := line.find('"', at)) >= 0:
        if line[at + 1 : at + 2] != '"':
            return at
        at += 2
    return -1


def _header(source: Source, row: list[_Cell], problems: list[Problem]) -> dict[str, int] | None:
    """Return each column's place, or None where the table cannot be read without it."""
    places: dict[str, int] = {}
    count = len(problems)
    for index, cell in enumerate(row):
        if cell.text not in COLUMNS:
            problems.append(
                source.problem(
                    f"the register has no column {shown(cell.text)}",
                    suggestion(cell.text, COLUMNS),
                    cell.line,
                    cell.column,
                )
            )
        elif cell.text in places:
            problems.append(
                source.problem(
                    f"column `{cell.text}` stands twice", "delete one", cell.line, cell.column
                )
            )
        else:
            places[cell.text] = index
    problems.extend(
        source.problem(
            f"column `{column}` is missing",
            f"begin with the line {','.join(COLUMNS)}",
            row[0].line,
        )
        for column in COLUMNS
        if column not in places
    )
    return places if len(problems) == count else None


class _Rooms:
    """The rows below the header, one by one, and what they have said so far."""

    def __init__(
        self, source: Source, width: int, places: dict[str, int], problems: list[Problem]
    ) -> None:
        self.source = source
        self.width = width
        self.places = places
        self.problems = problems
        self.kinds: dict[str, tuple[str, int]] = {}
        self.lines: dict[tuple[str, str], int] = {}

    def read(self, rows: list[list[_Cell]]) -> Iterator[RegisteredRoom]:
        """Yield the rooms of the rows that are in order."""
        for row in rows:
            if len(row) != self.width:
                self._tell(
                    row[0],
                    f"the row has {len(row)} cells, the header has {self.width}",
                    "put a text that holds a comma in double quotes",
                )
                continue
            told = len(self.problems)
            self._check_cells(row)
            building, kind, floor, room, outlets = (row[self.places[name]] for name in COLUMNS[:5])
            self._check_room(building, kind, floor, room, outlets)
            names = self._outlets(building.text, outlets)
            if len(self.problems) == told:
                origin = f"{self.source.label}:{building.line}:{building.column}"
                yield RegisteredRoom(building.text, kind.text, floor.text, room.text, names, origin)
            if len(self.lines) > MAX_OUTLETS:
                self._tell(outlets, f"has more than {MAX_OUTLETS} outlets", "split the park")
                return

    def _tell(self, cell: _Cell, what: str, remedy: str) -> None:
        self.problems.append(self.source.problem(what, remedy, cell.line, cell.column))

    def _check_cells(self, row: list[_Cell]) -> None:
        for cell in row:
            if cell.text[:1] in _FORMULA:
                self._tell(
                    cell,
                    f"{shown(cell.text)} would run as a formula in a spreadsheet",
                    "delete the sign it begins with",
                )
            elif FORBIDDEN_CHARACTERS.search(cell.text):
                self._tell(cell, "a tab in a cell", "delete it")

    def _check_room(
        self, building: _Cell, kind: _Cell, floor: _Cell, room: _Cell, outlets: _Cell
    ) -> None:
        for name, cell in (("building", building), ("floor", floor), ("room", room)):
            if len(cell.text) > MAX_NAME:
                self._tell(
                    cell, f"`{name}` is {len(cell.text)} characters long", f"use at most {MAX_NAME}"
                )
        if not building.text:
            self._tell(building, "`building` is empty", "write the building's name")
        # A building nobody has surveyed yet is one row with its kind and nothing else.
        if outlets.text and not (floor.text and room.text):
            self._tell(outlets, "outlets without a floor and a room", "write where they are")
        if kind.text not in KINDS:
            self._tell(
                kind,
                f"`kind` cannot be {shown(kind.text)}",
                suggestion(kind.text, KINDS),
            )
            return
        known, line = self.kinds.setdefault(building.text, (kind.text, kind.line))
        if known != kind.text:
            self._tell(
                kind,
                f"{shown(building.text)} is {kind.text} here and {known} on line {line}",
                "give the building one kind",
            )

    def _outlets(self, building: str, cell: _Cell) -> tuple[str, ...]:
        names: list[str] = []
        # A Chinese keyboard types a full-width semicolon.
        for item in cell.text.replace("；", ";").split(";"):
            if not item.strip():
                continue
            try:
                names += expand_range(item.strip())
            except ValueError as error:
                self._tell(cell, str(error), "write a range as 1F-001..1F-024")
        for name in names:
            line = self.lines.get((building, name))
            if line is None:
                self.lines[building, name] = cell.line
            else:
                self._tell(
                    cell,
                    f"outlet {shown(name)} of {shown(building)} is already on line {line}",
                    "write every outlet once",
                )
        return tuple(names)
