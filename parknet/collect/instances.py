"""Table indexes in, stable keys out: interface names, MAC addresses, never a row number."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from parknet.collect.entities import Entities
from parknet.collect.notes import Notes
from parknet.collect.power import power_ports
from parknet.collect.texts import Raw, index_mac, mac_text, single_line
from parknet.collect.values import Cells
from parknet.model.collector import IndexKind, Metric, Table

# The key of a row, or None where it has none and is left out.
InstanceOf = Callable[[str], str | None]

IF_TYPE: Final = "1.3.6.1.2.1.2.2.1.3"
IF_DESCR: Final = "1.3.6.1.2.1.2.2.1.2"
IF_MAC: Final = "1.3.6.1.2.1.2.2.1.6"


@dataclass(frozen=True, slots=True)
class Interfaces:
    """The interfaces of one device.

    Attributes:
        key_of: ifIndex to key; the key is the name where no other interface has it.
        by_label: name or description to key, where only one interface has it.
    """

    key_of: Mapping[str, str]
    by_label: Mapping[str, str]

    @property
    def plain(self) -> Mapping[str, str]:
        """Return keys by names and descriptions written plainly, where only one has it."""
        keys: defaultdict[str, set[str]] = defaultdict(set)
        for label, key in self.by_label.items():
            keys[plainly(label)].add(key)
        return {label: next(iter(found)) for label, found in keys.items() if len(found) == 1}

    def key(self, index: str) -> str:
        """Return an interface's key; `ifIndex-<n>` where the device named none."""
        return self.key_of.get(index) or f"ifIndex-{index}"


def plainly(label: str) -> str:
    """Return a port's name as makers agree on it in several places, without what they add.

    Example:
        >>> plainly("gigabitEthernet 1/0/1 : copper"), plainly("GigabitEthernet1/0/1 Interface")
        ('gigabitethernet1/0/1', 'gigabitethernet1/0/1')
    """
    return label.lower().partition(" : ")[0].removesuffix(" interface").replace(" ", "")


def name_interfaces(naming: Metric | None, cells: Cells, notes: Notes) -> Interfaces:
    """Return the interfaces by ifIndex.

    Two interfaces with one name both get `name@ifIndex`: nobody can say which of them is meant.

    Args:
        naming: the metric `interface.name`, whose sources are tried in order.
        cells: what was read.
        notes: where duplicates are told.
    """
    names: dict[str, str] = {}
    for source in naming.sources if naming is not None else ():
        for index, raw in cells.get(source.column, {}).items():
            name = single_line(raw)
            if name and index not in names:
                names[index] = name
    used = Counter(names.values())
    key_of = {}
    for index, name in names.items():
        key_of[index] = name
        if used[name] > 1:
            key_of[index] = f"{name}@{index}"
            notes.add("interface.name", "several interfaces have one name", name)
    labels: defaultdict[str, set[str]] = defaultdict(set)
    for index, key in key_of.items():
        labels[names[index]].add(key)
        description = single_line(cells.get(IF_DESCR, {}).get(index, ""))
        if description:
            labels[description].add(key)
    by_label = {label: next(iter(keys)) for label, keys in labels.items() if len(keys) == 1}
    return Interfaces(key_of, by_label)


def instances_of(table: Table, cells: Cells, interfaces: Interfaces, notes: Notes) -> InstanceOf:
    """Return what turns a row's index into its key; see `IndexKind`."""
    return _KINDS[table.index](table, cells, interfaces, notes)


def _scalar(*_: object) -> InstanceOf:
    return lambda index: "" if index == "0" else None


def _interface(_: Table, __: Cells, interfaces: Interfaces, ___: Notes) -> InstanceOf:
    return lambda index: interfaces.key(index.partition(".")[0])


def _second_is_interface(_: Table, __: Cells, interfaces: Interfaces, ___: Notes) -> InstanceOf:
    def instance(index: str) -> str | None:
        parts = index.split(".")
        return interfaces.key(parts[1]) if len(parts) > 1 else None

    return instance


def _version(_: Table, __: Cells, interfaces: Interfaces, ___: Notes) -> InstanceOf:
    def instance(index: str) -> str:
        _, _, interface = index.partition(".")
        return interfaces.key(interface) if interface else ""

    return instance


def _mac(*_: object) -> InstanceOf:
    def instance(index: str) -> str | None:
        counted = index.startswith("6.") and index.count(".") == 6  # where no length belongs
        return index_mac(index, 1 if counted else 0) or None

    return instance


def _mac_number(*_: object) -> InstanceOf:
    def instance(index: str) -> str | None:
        mac, parts = index_mac(index, 0), index.split(".")
        return f"{mac}/{parts[6]}" if mac and len(parts) > 6 else None

    return instance


def _keys_told(table: Table, cells: Cells) -> Mapping[str, Raw]:
    found = [cells.get(table.joins.get(join, ""), {}) for join in ("or_key", "key")]
    return {index: raw for rows in found for index, raw in rows.items() if raw}


def _key(table: Table, cells: Cells, _: Interfaces, __: Notes) -> InstanceOf:
    keys = _keys_told(table, cells)
    return lambda index: _key_or_text(keys.get(index), _behind(index, table.skip))


def _key_number(table: Table, cells: Cells, _: Interfaces, __: Notes) -> InstanceOf:
    keys = _keys_told(table, cells)

    def instance(index: str) -> str | None:
        parts = index.split(".")
        if len(parts) < table.skip + 2:  # nothing of a text, or no number behind it
            return None
        end = table.skip + 1 + int(parts[table.skip])
        if end >= len(parts):  # no length stands before the text
            end = len(parts) - 1
        owner = ".".join(parts[:end])
        key = _key_or_text(keys.get(owner), _behind(owner, table.skip))
        return f"{key}/{parts[end]}" if key is not None else None

    return instance


def _behind(index: str, numbers: int) -> str:
    return index.split(".", numbers)[-1] if numbers else index


def _key_or_text(raw: Raw | None, index: str) -> str | None:
    if raw is not None and (key := mac_text(raw) or single_line(raw)):
        return key
    numbers = _numbers(index)
    if numbers and numbers[0] == len(numbers) - 1:
        numbers = numbers[1:]
    if not numbers or max(numbers) > 255:
        return None
    return single_line(bytes(numbers)) or None


def _row(table: Table, cells: Cells, _: Interfaces, __: Notes) -> InstanceOf:
    names = cells.get(table.joins.get("name", ""), {})
    columns = [source.column for metric in table.metrics for source in metric.sources]
    indexes = {index for column in columns for index in cells.get(column, ())}
    places = {index: place for place, index in enumerate(sorted(indexes, key=_numbers))}

    told = {index: single_line(names.get(index, "")) for index in indexes}
    used = Counter(told.values())

    def instance(index: str) -> str:
        name = told.get(index, "")
        if name and used[name] > 1:
            return f"{name}@{index}"
        return name or f"{table.label}{places[index]}"

    return instance


def _text(*_: object) -> InstanceOf:
    return lambda index: _key_or_text(None, index)


def _bridge_port(table: Table, cells: Cells, interfaces: Interfaces, _: Notes) -> InstanceOf:
    ports = cells.get(table.joins.get("interface", ""), {})

    def instance(index: str) -> str:
        interface = ports.get(index)
        return interfaces.key(str(interface)) if interface else f"bridge-port-{index}"

    return instance


def _joined(table: Table, cells: Cells, interfaces: Interfaces, _: Notes) -> InstanceOf:
    owners = cells.get(table.joins.get("interface", ""), {})

    def instance(index: str) -> str | None:
        if "." in index:
            return None
        interface = owners.get(index)
        if isinstance(interface, int) and interface > 0:
            return interfaces.key(str(interface))
        return f"{table.label}-{index}"

    return instance


def _interface_lane(_: Table, __: Cells, interfaces: Interfaces, ___: Notes) -> InstanceOf:
    def instance(index: str) -> str | None:
        interface, _, lane = index.partition(".")
        return f"{interfaces.key(interface)}/{lane}" if lane else None

    return instance


def _entities(table: Table, cells: Cells, interfaces: Interfaces) -> Entities:
    return Entities(table.joins, cells, interfaces.key_of, interfaces.by_label)


def _entity(table: Table, cells: Cells, interfaces: Interfaces, _: Notes) -> InstanceOf:
    entities = _entities(table, cells, interfaces)

    def instance(index: str) -> str:
        entity = index.partition(".")[0]
        return entities.port(entity) or entities.name(entity)

    return instance


def _entity_port(table: Table, cells: Cells, interfaces: Interfaces, _: Notes) -> InstanceOf:
    entities = _entities(table, cells, interfaces)
    return lambda index: entities.lane(index.partition(".")[0])


def _entity_part(table: Table, cells: Cells, interfaces: Interfaces, _: Notes) -> InstanceOf:
    entities = _entities(table, cells, interfaces)

    def instance(index: str) -> str | None:
        entity = index.partition(".")[0]
        return entities.name(entity) if entities.port(entity) is None else None

    return instance


def _entity_lane(table: Table, cells: Cells, interfaces: Interfaces, _: Notes) -> InstanceOf:
    entities = _entities(table, cells, interfaces)

    def instance(index: str) -> str | None:
        entity, _, lane = index.partition(".")
        port = entities.port(entity)
        return f"{port}/{lane}" if port is not None else None

    return instance


def _power_port(table: Table, cells: Cells, interfaces: Interfaces, _: Notes) -> InstanceOf:
    indexes = {
        index
        for metric in table.metrics
        for source in metric.sources
        for index in cells.get(source.column, ())
    }
    numbered = power_ports(indexes, cells, interfaces.key_of)
    parts = cells.get(table.joins.get("entity", ""), {})
    entities = _entities(table, cells, interfaces)

    def instance(index: str) -> str:
        part = parts.get(index)
        port = entities.port(str(part)) if part else None
        return port or numbered.get(index) or f"pse-{index.replace('.', '/')}"

    return instance


def _local_port(table: Table, cells: Cells, interfaces: Interfaces, notes: Notes) -> InstanceOf:
    ids = cells.get(table.joins.get("port_id", ""), {})
    descriptions = cells.get(table.joins.get("port_description", ""), {})
    plain = interfaces.plain
    by_mac: dict[str, str | None] = {}
    for index, raw in cells.get(IF_MAC, {}).items():
        mac = mac_text(raw)
        by_mac[mac] = interfaces.key(index) if mac not in by_mac else None  # whose, if several's?

    def instance(index: str) -> str | None:
        parts = index.split(".")
        if len(parts) < 2:
            return None
        port = parts[1]
        for labels in (ids, descriptions):
            label = single_line(labels.get(port, ""))
            if label in interfaces.by_label:
                return interfaces.by_label[label]
        for labels in (ids, descriptions):
            label = plainly(single_line(labels.get(port, "")))
            if label in plain:
                return plain[label]
        owner = by_mac.get(mac_text(ids.get(port, b"")) or "-")
        if owner is not None:
            return owner
        # The number is not taken for an ifIndex: that has named the wrong port (librenms#7570).
        notes.add("lldp", "a local port is none of the interfaces", port)
        return f"lldp-port-{port}"

    return instance


def _reads_the_index(table: Table, *_: object) -> InstanceOf:
    raise ValueError(f"the index of {table.index} holds the value")


def _numbers(index: str) -> list[int]:
    return [int(part) for part in index.split(".") if part.isdigit()]


_KINDS: Final[Mapping[IndexKind, Callable[[Table, Cells, Interfaces, Notes], InstanceOf]]] = {
    "scalar": _scalar,
    "interface": _interface,
    "interface-lane": _interface_lane,
    "interface-stack": _reads_the_index,
    "joined": _joined,
    "bridge-port": _bridge_port,
    "pse": _power_port,
    "entity": _entity,
    "entity-port": _entity_port,
    "entity-part": _entity_part,
    "entity-lane": _entity_lane,
    "lldp": _local_port,
    "lldp-v2": _second_is_interface,
    "mac": _mac,
    "first-mac": lambda *_: lambda index: index_mac(index, 0) or None,
    "last-mac": lambda *_: lambda index: index_mac(index, -6) or None,
    "mac-number": _mac_number,
    "key": _key,
    "key-number": _key_number,
    "row": _row,
    "text": _text,
    "ip-version": _version,
    "ip-address": _reads_the_index,
    "ipv4-table": _reads_the_index,
    "ipv6-mib": _reads_the_index,
    "interface-address": _reads_the_index,
    "ip-neighbour": _reads_the_index,
    "ipv4-neighbour": _reads_the_index,
    "ipv6-mib-neighbour": _reads_the_index,
}
