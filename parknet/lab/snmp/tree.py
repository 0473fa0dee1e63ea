"""Tables of a MIB and a moment in a device's life in, one lexicographic tree of varbinds out.

What only changes with the configuration or the cabling is encoded once per version of the device;
counters and times are read at the moment of the answer.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from parknet.lab.snmp import ber
from parknet.lab.snmp.usm import Engine
from parknet.lab.view import DeviceView, ViewSource

# Exceptions of RFC 3416, section 3: values that stand where an object's value would.
NO_SUCH_OBJECT = b"\x80\x00"
NO_SUCH_INSTANCE = b"\x81\x00"
END_OF_MIB_VIEW = b"\x82\x00"

Row = TypeVar("Row")


class MovedError(Exception):
    """The device changed between the tree and the moment; ask again."""


class Moment:
    """A device as it is while one request is answered; it is looked at only if need be."""

    def __init__(
        self,
        source: ViewSource,
        engine: Engine,
        version: int,
        table_changed_s: float,
        view: DeviceView | None = None,
    ) -> None:
        self.engine = engine
        self.table_changed_s = table_changed_s
        self._source = source
        self._version = version
        self._view = view
        self._rows: dict[int, Sequence[Any]] = {}

    @property
    def view(self) -> DeviceView:
        """Return the state, the same for the whole answer.

        Raises:
            MovedError: the state is of another version than the tree.
        """
        if self._view is None:
            view = self._source.view()
            if self._source.version != self._version:
                raise MovedError
            self._view = view
        return self._view

    def row(self, table: "Table[Row]", position: int) -> Row:
        """Return one row of a table as it is now."""
        rows = self._rows.get(id(table))
        if rows is None:
            rows = self._rows[id(table)] = [row for _, row in table.rows(self)]
        found: Row = rows[position]
        return found


@dataclass(frozen=True, eq=False)  # no slots: `Table[Row](…)` cannot name its row type on such
class Table(Generic[Row]):
    """A table, or a group of scalars, which is a table of one row with the index 0.

    Attributes:
        entry: OID of the entry; that of a cell is entry, column, index.
        rows: index and row, in any order; neither order nor indices depend on time or counters.
        columns: encoded value of a column, for as long as the version of the device stands.
        live: the same for columns that time and traffic change.
    """

    entry: ber.Oid
    rows: Callable[[Moment], Iterable[tuple[ber.Oid, Row]]]
    columns: Mapping[int, Callable[[Row], bytes]]
    live: Mapping[int, Callable[[Row], bytes]] = field(default_factory=dict)

    def cells(self, moment: Moment) -> "Iterator[tuple[ber.Oid, bytes, bytes | LiveCell]]":
        """Yield OID, encoded name and varbind of every cell."""
        stem = ber.arcs(self.entry)
        columns = [
            (column, stem + ber.arcs_below((column,)), value, is_live)
            for group, is_live in ((self.columns, False), (self.live, True))
            for column, value in group.items()
        ]
        for position, (index, row) in enumerate(self.rows(moment)):
            tail = ber.arcs_below(index)
            for column, head, value, is_live in columns:
                name = ber.tlv(ber.OBJECT_ID, head + tail)
                oid = (*self.entry, column, *index)
                if is_live:
                    yield oid, name, LiveCell(self, value, position)
                else:
                    yield oid, name, ber.tlv(ber.SEQUENCE, name + value(row))


@dataclass(frozen=True, slots=True, eq=False)
class LiveCell:
    """A cell whose value is read when it is asked for."""

    table: Table[Any]
    value: Callable[[Any], bytes]
    position: int


class Tree:
    """Everything a device answers, in the order of OIDs, for one version of the device."""

    def __init__(self, tables: Iterable[Table[Any]], moment: Moment, version: int) -> None:
        self.version = version
        self._objects = sorted(
            (*table.entry, column) for table in tables for column in (*table.columns, *table.live)
        )
        cells = sorted(
            (cell for table in tables for cell in table.cells(moment)), key=lambda cell: cell[0]
        )
        self.oids = [oid for oid, _, _ in cells]
        self.names = [name for _, name, _ in cells]
        self._cells = [cell for _, _, cell in cells]

    def __len__(self) -> int:
        return len(self.oids)

    def after(self, oid: ber.Oid) -> int:
        """Return the place of the first cell behind `oid`; `len(tree)` where there is none."""
        return bisect_right(self.oids, oid)

    def bind(self, place: int, moment: Moment) -> bytes:
        """Return the varbind of the cell at `place`."""
        cell = self._cells[place]
        if isinstance(cell, bytes):
            return cell
        value = cell.value(moment.row(cell.table, cell.position))
        return ber.tlv(ber.SEQUENCE, self.names[place] + value)

    def get(self, oid: ber.Oid, name: bytes, moment: Moment) -> bytes:
        """Return the varbind of exactly `oid`, or the exception of RFC 3416, section 4.2.1."""
        place = bisect_left(self.oids, oid)
        if place < len(self.oids) and self.oids[place] == oid:
            return self.bind(place, moment)
        at = bisect_right(self._objects, oid) - 1
        known = at >= 0 and oid[: len(self._objects[at])] == self._objects[at]
        return ber.tlv(ber.SEQUENCE, name + (NO_SUCH_INSTANCE if known else NO_SUCH_OBJECT))
