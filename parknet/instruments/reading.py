"""An export and the known formats in; its tests out, with every row that cannot be read told."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta, timezone
from typing import Final, NamedTuple

from parknet.errors import IntentError, Problem
from parknet.evidence import sha256_hex
from parknet.instruments.sor import is_sor, read_sor
from parknet.instruments.tables import (
    Row,
    decoded,
    is_xml,
    normalised,
    table_rows,
    xml_names,
    xml_root,
    xml_rows,
)
from parknet.model.instruments import (
    SCALES,
    ExportColumn,
    FieldTest,
    Instrument,
    InstrumentFormat,
    Outcome,
    Quantity,
    TextField,
    unit_of,
)

# A number with or without its unit behind it: `34.2 m`, `-1,5`.
_NUMBER: Final = re.compile(r"\s*([+-]?\d+(?:[.,]\d+)?(?:[eE][+-]?\d+)?)\s*([a-zA-Zµ]*)\s*")
_NOTHING: Final = frozenset({"", "-", "--", "—", "n/a", "na", "无", "不适用"})


class Export(NamedTuple):
    """What a file holds, and what of it could not be read."""

    sha256: str
    format: str
    tests: tuple[FieldTest, ...]
    problems: tuple[Problem, ...]


def read_export(
    content: bytes,
    label: str,
    formats: Sequence[InstrumentFormat],
    *,
    building: str = "",
    wanted: str = "",
) -> Export:
    """Return the tests of one export.

    Args:
        content: of the file.
        label: its name, for people.
        formats: those that are known.
        building: where it was measured, if the export does not say.
        wanted: id of the format; without it the one whose titles the file has is taken.

    Raises:
        IntentError: the file cannot be read at all, or no format fits it.
    """
    digest = sha256_hex(content)
    if is_sor(content):
        return Export(digest, "sor", (read_sor(content, label, digest, building),), ())
    text = decoded(content, label)
    named = [one for one in formats if not wanted or one.format == wanted]
    layout = "xml" if is_xml(text) else "table"
    named = [one for one in named if one.layout == layout]
    if layout == "xml":
        root = xml_root(text, label)
        found = _recognised(named, xml_names(root), label)
        rows = xml_rows(root, found.record)
    else:
        known = [_titles(one) for one in named]
        there, rows = table_rows(text, known)
        found = _recognised(named, there, label)
    problems: list[Problem] = []
    if not rows:
        problems.append(Problem(label, "holds no test", "export the results of the whole project"))
    reader = _Reader(found, label, digest, building, problems)
    tests = tuple(test for row in rows for test in reader.read(row))
    return Export(digest, found.format, tests, tuple(problems))


def _titles(one: InstrumentFormat) -> frozenset[str]:
    return frozenset(normalised(name) for name in one.recognise)


def _recognised(
    formats: Iterable[InstrumentFormat], there: frozenset[str], label: str
) -> InstrumentFormat:
    """Return the format that asks for most of what is there."""
    fitting = [one for one in formats if _titles(one) <= there]
    if not fitting:
        shown = ", ".join(sorted(there)[:8])
        raise IntentError(
            Problem(
                label,
                f"is an export of no instrument that is known (it has {shown})",
                "say which columns hold what in a file of coverage/instruments",
            )
        )
    return max(fitting, key=lambda one: (len(one.recognise), one.format))


class _Unreadable(Exception):  # noqa: N818 - it never leaves this module
    """A cell that says something which is not understood."""


class _Reader:
    """The rows of one file, one by one."""

    def __init__(
        self, found: InstrumentFormat, label: str, digest: str, building: str,
        problems: list[Problem],
    ) -> None:  # fmt: skip
        self.format = found
        self.label = label
        self.digest = digest
        self.building = building
        self.problems = problems
        self.zone = timezone(timedelta(minutes=found.utc_offset_minutes))
        self.outcomes = {word.casefold(): outcome for word, outcome in found.outcomes.items()}

    def read(self, row: Row) -> Iterable[FieldTest]:
        """Return the test of a row, or nothing where it cannot be read, which is told."""
        at = f"{self.label}:{row.line}"
        try:
            return [self._test(row, at)]
        except _Unreadable as error:
            remedy = "correct the export, or the format in coverage/instruments"
            self.problems.append(Problem(at, str(error), remedy))
            return []

    def _test(self, row: Row, at: str) -> FieldTest:
        link = self._text(row, "link")
        if not link:
            raise _Unreadable("the test names no cable or fibre")
        outcome, is_marginal = self._outcome(row)
        taken = self._time(row)
        return FieldTest(
            kind=self.format.kind,
            link=link,
            building=self._text(row, "building") or self.building,
            far_end=self._text(row, "far_end"),
            outcome=outcome,
            is_marginal=is_marginal,
            limit=self._text(row, "limit"),
            cable_type=self._text(row, "cable_type"),
            wire_map=self._text(row, "wire_map"),
            taken_at=taken.timestamp(),
            day=taken.date(),
            operator=self._text(row, "operator"),
            instrument=self._instrument(row),
            values=self._values(row),
            format=self.format.format,
            sha256=self.digest,
            origin=at,
        )

    def _instrument(self, row: Row) -> Instrument:
        calibrated = self._day(row, "calibrated")
        due = self._day(row, "calibration_due")
        if due is None and calibrated is not None and self.format.calibrated_for_days:
            due = calibrated + timedelta(days=self.format.calibrated_for_days)
        return Instrument(
            maker=self._text(row, "maker") or self.format.maker,
            model=self._text(row, "model"),
            serial=self._text(row, "serial"),
            calibrated=calibrated,
            calibration_due=due,
        )

    def _text(self, row: Row, field: TextField) -> str:
        for column in self.format.fields.get(field, ()):
            text = row.cells.get(normalised(column.name), "")
            if text:
                return text
        return ""

    def _outcome(self, row: Row) -> tuple[Outcome, bool]:
        word = self._text(row, "outcome")
        plain = word.rstrip("* ").casefold()
        if plain in _NOTHING:
            return "", False
        outcome = self.outcomes.get(plain)
        if outcome is None:
            raise _Unreadable(f"`{word[:40]}` is no verdict that the format knows")
        return outcome, word.rstrip().endswith("*")

    def _time(self, row: Row) -> datetime:
        text = self._text(row, "time")
        if not text:
            text = f"{self._text(row, 'date')} {self._text(row, 'clock')}".strip()
        found = _parsed(text, (*self.format.times, *self.format.dates))
        if found is None:
            raise _Unreadable(f"`{text[:40]}` is no time that the format knows")
        return found if found.tzinfo else found.replace(tzinfo=self.zone)

    def _day(self, row: Row, field: TextField) -> date | None:
        text = self._text(row, field)
        if text.casefold() in _NOTHING:
            return None
        found = _parsed(text, (*self.format.dates, *self.format.times))
        if found is None:
            raise _Unreadable(f"`{text[:40]}` is no day that the format knows")
        return found.date()

    def _values(self, row: Row) -> dict[Quantity, float]:
        found: dict[Quantity, float] = {}
        for quantity, columns in self.format.quantities.items():
            for one in columns:
                text = row.cells.get(normalised(one.name), "")
                if text.casefold() not in _NOTHING:
                    found[quantity] = _number(text, one, unit_of(quantity))
                    break
        return found


def _number(text: str, column: ExportColumn, unit: str) -> float:
    matched = _NUMBER.fullmatch(text)
    if matched is None:
        raise _Unreadable(f"`{text[:40]}` in column {column.name} is no number")
    told = matched[2] if matched[2] in SCALES and matched[2] else column.unit
    value = float(matched[1].replace(",", ".")) * SCALES.get(told or unit, 1)
    return round(value, 6)


def _parsed(text: str, forms: Iterable[str]) -> datetime | None:
    for form in forms:
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007 - the caller knows the zone
        except ValueError:
            continue
    return None
