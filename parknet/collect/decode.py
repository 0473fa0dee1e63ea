"""Raw cells of one device in, columns in the metrics' units out; what is odd becomes a warning.

Nothing a device says raises: a cell that makes no sense yields no value, and no value is never a
pass.
"""

from collections.abc import Iterable, Iterator, Sequence

from parknet.collect.addresses import AddressRow, merge_addresses, read_addresses
from parknet.collect.instances import (
    Cells,
    InstanceOf,
    Interfaces,
    instances_of,
    name_interfaces,
)
from parknet.collect.values import Notes, text, value_of
from parknet.drivers.base import PollReply
from parknet.model.collector import Metric, Profile, Table
from parknet.model.metrics import METRICS
from parknet.model.snapshot import Column, DeviceSnapshot, Value


def decode(reply: PollReply, profiles: Sequence[Profile], at: float) -> DeviceSnapshot:
    """Return what a device's reply says, as columns.

    Args:
        reply: what was read; with a failure there may still be cells, which are kept.
        profiles: those the request was made from, in their order.
        at: when it was read, Unix time in seconds.
    """
    notes = Notes()
    interfaces = name_interfaces(_naming(profiles), reply.cells, notes)
    gathered: dict[str, _Gathered] = {}
    addresses: dict[str, list[AddressRow]] = {}
    for table in (table for profile in profiles for table in profile.tables):
        if table.metrics[0].type == "address":
            for metric in table.metrics:
                addresses.setdefault(metric.metric, []).extend(
                    read_addresses(table, metric, reply.cells, interfaces, notes)
                )
            continue
        _read_table(table, reply.cells, interfaces, notes, gathered)
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
        partial=_partial(profiles, frozenset(reply.partial)),
    )


def _partial(profiles: Iterable[Profile], cut: frozenset[str]) -> tuple[str, ...]:
    """Return the metrics that use a column of which rows may be missing."""
    if not cut:
        return ()
    found: dict[str, None] = {}
    for table in (table for profile in profiles for table in profile.tables):
        joined = not cut.isdisjoint(table.joins.values())
        for metric in table.metrics:
            used = {source.column for source in metric.sources}
            if metric.needs is not None:
                used.add(metric.needs.column)
            if joined or not cut.isdisjoint(used):
                found[metric.metric] = None
    return tuple(found)


class _Gathered:
    """The values of one metric so far; several tables may add to it."""

    def __init__(self, metric: str) -> None:
        self._metric = metric
        self.instances: list[str] = []
        self._values: list[Value] = []
        self._known: set[str] = set()

    def add(self, instance: str, value: Value, repeats: bool) -> bool:
        """Add a value; False where the instance already has its one value."""
        if not repeats and instance in self._known:
            return False
        self._known.add(instance)
        self.instances.append(instance)
        self._values.append(value)
        return True

    def column(self) -> Column:
        unit = METRICS[self._metric].unit
        return Column(self._metric, unit, tuple(self.instances), tuple(self._values))


def _naming(profiles: Iterable[Profile]) -> Metric | None:
    for profile in profiles:
        for table in profile.tables:
            for metric in table.metrics:
                if metric.metric == "interface.name":
                    return metric
    return None


def _read_table(
    table: Table,
    cells: Cells,
    interfaces: Interfaces,
    notes: Notes,
    gathered: dict[str, _Gathered],
) -> None:
    instance_of = instances_of(table, cells, interfaces, notes)
    # A neighbour's name and port must stay side by side, so a missing one is an empty text.
    aligned = _rows(table.metrics, cells) if table.index == "lldp" else None
    keys: dict[str, str | None] = {}
    for metric in table.metrics:
        repeats = METRICS[metric.metric].repeats
        found = gathered.setdefault(metric.metric, _Gathered(metric.metric))
        earlier = frozenset(found.instances)  # a better table's values stay
        for index, value in _values(metric, cells, notes, aligned):
            if index not in keys:
                keys[index] = _key(instance_of, index, metric, notes)
            key = keys[index]
            if key is None or (key in earlier and not repeats):
                continue
            if not found.add(key, value, repeats):
                notes.add(metric.metric, "several rows have one key; the first is kept", key)


def _key(instance_of: InstanceOf, index: str, metric: Metric, notes: Notes) -> str | None:
    key = instance_of(index)
    if key is None:
        notes.add(metric.metric, "a row's index makes no key", index)
    return key


def _rows(metrics: Iterable[Metric], cells: Cells) -> dict[str, None]:
    """Return the indexes of all the metrics' columns, each once, in the order read."""
    return {
        index: None
        for metric in metrics
        for source in metric.sources
        for index in cells.get(source.column, ())
    }


def _values(
    metric: Metric, cells: Cells, notes: Notes, aligned: dict[str, None] | None
) -> Iterator[tuple[str, Value]]:
    """Yield index and value of each row for which some source has a value."""
    columns = [
        (source, cells[source.column]) for source in metric.sources if source.column in cells
    ]
    needs = metric.needs
    gate = cells.get(needs.column, {}) if needs is not None else {}
    for index in aligned if aligned is not None else _rows((metric,), cells):
        if needs is not None:
            state = gate.get(index)
            if state not in needs.equals and not (state is None and needs.missing):
                continue
        value: Value | None = None
        for source, column in columns:
            raw = column.get(index)
            if raw is None:
                continue
            subtypes = cells.get(source.subtype, {}) if source.subtype is not None else {}
            value = value_of(metric, source, raw, subtypes.get(index), notes)
            # An empty text is a value of its own, but a later source may know better.
            if value is not None and value != "":
                break
        if value is not None:
            yield index, value
        elif aligned is not None:
            yield index, ""
