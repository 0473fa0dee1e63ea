"""Raw cells of one device in, columns in the metrics' units out; what is odd becomes a warning.

Nothing a device says raises: a cell that makes no sense yields no value, and no value is never a
pass.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from parknet.collect.addresses import (
    ADDRESS_TABLES,
    AddressRow,
    merge_addresses,
    read_addresses,
    with_addresses,
)
from parknet.collect.gathered import Gathered
from parknet.collect.instances import (
    IF_DESCR,
    IF_MAC,
    IF_TYPE,
    InstanceOf,
    Interfaces,
    instances_of,
    name_interfaces,
)
from parknet.collect.lanes import split_lanes
from parknet.collect.neighbours import NEIGHBOUR_TABLES, read_neighbours
from parknet.collect.notes import Notes
from parknet.collect.stacking import read_stack
from parknet.collect.texts import Raw, text
from parknet.collect.values import CellReader, Cells, wraps
from parknet.collect.whole import whole_column
from parknet.drivers.base import PollReply
from parknet.model.collector import IndexKind, Metric, Profile, Source, Table
from parknet.model.metrics import METRICS
from parknet.model.snapshot import Column, DeviceSnapshot, Value

# Kinds that leave out rows of a table that others read.
_SELECTIVE: Final[frozenset[IndexKind]] = frozenset(
    {"entity-port", "entity-part", "entity-lane", "joined"}
)
# Kinds whose joins change as often as what they name: access points come and go.
_LIVE: Final[frozenset[IndexKind]] = frozenset({"joined", "interface-stack", "key", "key-number"})


def decode(reply: PollReply, profiles: Sequence[Profile], at: float) -> DeviceSnapshot:
    """Return what a device's reply says, as columns; see `Decoder`."""
    return Decoder(profiles).decode(reply, at)


class Decoder:
    """Decodes the replies of one device, and remembers the names of what it was told once.

    Names of interfaces and parts change seldom, so that most polls do not ask for them: indexes
    are then read by the names of an earlier reply. Whoever polls asks again after a restart.

    Args:
        profiles: those that requests are made from, in their order.
    """

    def __init__(self, profiles: Sequence[Profile]) -> None:
        self._profiles = profiles
        self._naming = _naming(profiles)
        self._names = naming_columns(profiles)
        self._known: dict[str, Mapping[str, Raw]] = {}
        self._interfaces = Interfaces({}, {})

    @property
    def known(self) -> frozenset[str]:
        """Return the columns of names that were read and need not be asked for."""
        return frozenset(self._known)

    def interface(self, index: str) -> str | None:
        """Return the name of an interface by its ifIndex, as of the last reply that had names."""
        return self._interfaces.key_of.get(index)

    def forget(self) -> None:
        """Take all names for outdated, as after a restart: the next reply has to bring them."""
        self._known.clear()

    def decode(self, reply: PollReply, at: float) -> DeviceSnapshot:
        """Return what a reply says.

        Args:
            reply: what was read; with a failure there may still be cells, which are kept.
            at: when it was read, Unix time in seconds.
        """
        notes = Notes()
        told = {column: reply.cells[column] for column in self._names & reply.cells.keys()}
        if told:
            self._known |= told
            self._interfaces = name_interfaces(self._naming, self._known, notes)
        interfaces = self._interfaces
        reader = CellReader({**self._known, **reply.cells}, interfaces.key, notes)
        gathered: dict[str, Gathered] = {}
        addresses: dict[str, list[AddressRow]] = {}
        for table in (table for profile in self._profiles for table in profile.tables):
            if table.own_columns.isdisjoint(reply.cells):
                continue
            if table.index in ADDRESS_TABLES:
                for metric in table.metrics:
                    addresses.setdefault(metric.metric, []).extend(
                        read_addresses(table, metric, reader, interfaces)
                    )
            elif table.index in NEIGHBOUR_TABLES:
                read_neighbours(table, reader, interfaces, gathered)
            elif table.index == "interface-stack":
                read_stack(table, reader, interfaces, gathered)
            elif table.index == "entity-lane":
                lanes = replace(reader, cells=split_lanes(table, reader.cells))
                _read_table(table, lanes, interfaces, gathered)
            elif table.addressed:
                managed = replace(reader, cells=with_addresses(table, reader.cells))
                _read_table(table, managed, interfaces, gathered)
            else:
                _read_table(table, reader, interfaces, gathered)
        columns = {name: found.column() for name, found in gathered.items() if found.instances}
        for name, rows in addresses.items():
            if rows:
                merged = merge_addresses(rows)
                instances = tuple(row.interface for row in merged)
                columns[name] = Column(name, "", instances, tuple(row.value for row in merged))
        return DeviceSnapshot(
            device=reply.device,
            taken_at=at,
            columns=columns,
            warnings=(*(text(warning) for warning in reply.warnings), *notes.warnings()),
            failure=reply.failure,
            partial=_partial(self._profiles, frozenset(reply.partial)),
        )


def _partial(profiles: Iterable[Profile], cut: frozenset[str]) -> tuple[str, ...]:
    """Return the metrics that use a column of which rows may be missing."""
    if not cut:
        return ()
    found: dict[str, None] = {}
    for table in (table for profile in profiles for table in profile.tables):
        joined = not cut.isdisjoint(table.columns)
        for metric in table.metrics:
            if joined or not cut.isdisjoint(metric.columns):
                found[metric.metric] = None
    return tuple(found)


def naming_columns(profiles: Iterable[Profile]) -> frozenset[str]:
    """Return the columns that name interfaces and parts: what a `Decoder` remembers."""
    joins = {
        column
        for profile in profiles
        for table in profile.tables
        if table.index not in _LIVE
        for column in table.joins.values()
    }
    naming = _naming(profiles)
    labels = {source.column for source in naming.sources} if naming is not None else set()
    return frozenset(joins | labels | {IF_DESCR, IF_MAC, IF_TYPE})


def _naming(profiles: Iterable[Profile]) -> Metric | None:
    for profile in profiles:
        for table in profile.tables:
            for metric in table.metrics:
                if metric.metric == "interface.name":
                    return metric
    return None


def _read_table(
    table: Table, reader: CellReader, interfaces: Interfaces, gathered: dict[str, Gathered]
) -> None:
    cells, notes = reader.cells, reader.notes
    instance_of = instances_of(table, cells, interfaces, notes)
    # A neighbour's name and port must stay side by side, so a missing one is an empty text.
    side_by_side = len(table.metrics) > 1 and all(
        METRICS[metric.metric].repeats for metric in table.metrics
    )
    aligned = _rows(table.metrics, cells) if side_by_side else None
    if aligned:
        aligned = _untold(table, reader, aligned, instance_of, gathered)
    keys: dict[str, str | None] = {}
    for metric in table.metrics:
        found = gathered.setdefault(metric.metric, Gathered(metric.metric))
        is_whole = aligned is None and table.index == "interface" and metric.lane is None
        if is_whole and not found.instances:
            whole = whole_column(metric, (*table.needs, *metric.needs), cells)
            if whole is not None and interfaces.key_of.keys() >= set(whole[0]):
                found.extend([interfaces.key_of[index] for index in whole[0]], whole[1])
                if whole[2]:
                    found.narrow.update(found.instances)
                continue
        earlier = frozenset(found.instances)  # a better table's values stay
        rows = aligned if aligned is not None else _rows_of(metric, cells, instance_of)
        for index, value, source in _values(metric, table, reader, rows, aligned is not None):
            if index not in keys:
                keys[index] = _key(instance_of, index, metric, table, notes)
            key = _narrowed(keys[index], metric)
            if key is None or (key in earlier and not found.repeats):
                continue
            if metric.type == "interface" and value == key:  # a member of itself is one of none
                continue
            if not found.add(key, value, metric.combine):
                notes.add(metric.metric, "several rows have one key; the first is kept", key)
            elif source is not None and wraps(source, metric):
                found.narrow.add(key)
            found.in_service.update(metric.in_service)


def _untold(
    table: Table,
    reader: CellReader,
    rows: dict[str, None],
    instance_of: InstanceOf,
    gathered: Mapping[str, Gathered],
) -> dict[str, None]:
    """Return the rows but for those whose key and first two values an earlier table has told."""
    first, second = table.metrics[:2]
    if not {first.metric, second.metric} <= gathered.keys():
        return rows
    pairs = zip(gathered[first.metric].pairs(), gathered[second.metric].pairs(), strict=False)
    told = {(*one, other[1]) for one, other in pairs}
    if not told:
        return rows
    values = [
        {index: value for index, value, _ in _values(metric, table, reader, rows, True)}
        for metric in (first, second)
    ]
    return {
        index: None
        for index in rows
        if (instance_of(index), values[0].get(index), values[1].get(index)) not in told
    }


def _key(
    instance_of: InstanceOf, index: str, metric: Metric, table: Table, notes: Notes
) -> str | None:
    key = instance_of(index)
    if key is None and table.index not in _SELECTIVE:
        notes.add(metric.metric, "a row's index makes no key", index)
    return key


def _narrowed(key: str | None, metric: Metric) -> str | None:
    """Return the key of the metric's own part of a row: its lane, or what `among` keeps."""
    if key is not None and metric.lane is not None:
        key = f"{key}/{metric.lane}"
    if key is not None and metric.among is not None:
        matched = metric.among.fullmatch(key)
        key = matched[1] if matched is not None else None
    return key


def _rows_of(metric: Metric, cells: Cells, instance_of: InstanceOf) -> dict[str, None]:
    """Return the indexes of a metric's columns whose keys it is among."""
    rows = _rows((metric,), cells)
    if metric.among is None:
        return rows
    return {index: None for index in rows if metric.among.fullmatch(instance_of(index) or "")}


def _rows(metrics: Iterable[Metric], cells: Cells) -> dict[str, None]:
    """Return the indexes of all the metrics' columns, each once, in the order read."""
    return {
        index: None
        for metric in metrics
        for source in metric.sources
        for index in cells.get(source.column, ())
    }


def _values(
    metric: Metric, table: Table, reader: CellReader, rows: Iterable[str], aligned: bool
) -> Iterator[tuple[str, Value, Source | None]]:
    """Yield index, value and its source of each row for which some source has a value.

    Args:
        metric: what to read.
        table: whose metric it is.
        reader: gives meaning to cells.
        rows: indexes to read.
        aligned: yield an empty text for the others.
    """
    sources = [source for source in metric.sources if source.column in reader.cells]
    versions = {"ipv4": "1", "ipv6": "2"} if table.index == "ip-version" else {}
    version = versions.get(metric.metric.partition(".")[0])
    for index in rows:
        if version is not None and index.partition(".")[0] != version:
            continue
        if not all(reader.holds(condition, index) for condition in (*table.needs, *metric.needs)):
            continue
        value: Value | None = None
        source: Source | None = None
        for source in sources:
            value = reader.value(metric, source, index)
            # An empty text is a value of its own, but a later source may know better.
            if value is not None and value != "":
                break
        if value is not None:
            yield index, value, source
        elif aligned:
            yield index, "", None
