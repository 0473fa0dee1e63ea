"""Table indexes in, stable keys out: interface names, MAC addresses, never a row number."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from parknet.collect.values import Notes, Raw, mac_text, text
from parknet.model.collector import Metric, Table

Cells = Mapping[str, Mapping[str, Raw]]
# The key of a row, or None where it has none and is left out.
InstanceOf = Callable[[str], str | None]

_ETHERNET: Final = frozenset({6, 117})  # IANAifType: ethernetCsmacd, and gigabitEthernet of old
_IF_TYPE: Final = "1.3.6.1.2.1.2.2.1.3"
_IF_DESCR: Final = "1.3.6.1.2.1.2.2.1.2"
# Fibre ports, which VRP numbers from 0/0/1 as well and which feed nobody.
_FIBRE: Final = ("XGigabitEthernet", "10GE", "25GE", "40GE", "100GE", "Ten-", "Twenty-", "Forty")
_NUMBERS: Final = re.compile(r"(\d+(?:/\d+)*)$")


@dataclass(frozen=True, slots=True)
class Interfaces:
    """The interfaces of one device.

    Attributes:
        key_of: ifIndex to key; the key is the name where no other interface has it.
        by_label: name or description to key, where only one interface has it.
    """

    key_of: Mapping[str, str]
    by_label: Mapping[str, str]

    def key(self, index: str) -> str:
        """Return an interface's key; `ifIndex-<n>` where the device named none."""
        return self.key_of.get(index) or f"ifIndex-{index}"


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
            name = _single_line(raw)
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
        description = _single_line(cells.get(_IF_DESCR, {}).get(index, ""))
        if description:
            labels[description].add(key)
    by_label = {label: next(iter(keys)) for label, keys in labels.items() if len(keys) == 1}
    return Interfaces(key_of, by_label)


def instances_of(table: Table, cells: Cells, interfaces: Interfaces, notes: Notes) -> InstanceOf:
    """Return what turns a row's index into its key; see `IndexKind`."""
    if table.index == "scalar":
        return lambda index: "" if index == "0" else None
    if table.index == "interface":
        return lambda index: interfaces.key(index.partition(".")[0])
    if table.index == "mac":
        return _mac_in_index
    if table.index == "key":
        return _by_key(cells.get(table.joins.get("key", ""), {}))
    if table.index == "pse":
        return _by_power_port(cells, interfaces)
    if table.index == "lldp":
        return _by_local_port(table, cells, interfaces, notes)
    raise ValueError(f"rows of {table.index} hold addresses")


def _single_line(raw: Raw) -> str:
    return " ".join(text(raw).split())


def _numbers(index: str) -> list[int]:
    return [int(part) for part in index.split(".") if part.isdigit()]


def _mac_in_index(index: str) -> str | None:
    numbers = _numbers(index)
    if len(numbers) == 7 and numbers[0] == 6:  # a length octet where none belongs
        numbers = numbers[1:]
    if len(numbers) < 6 or max(numbers[:6]) > 255:
        return None
    return mac_text(bytes(numbers[:6])) or None


def _by_key(keys: Mapping[str, Raw]) -> InstanceOf:
    def instance(index: str) -> str | None:
        raw = keys.get(index)
        if raw is not None and (mac := mac_text(raw)):
            return mac
        numbers = _numbers(index)
        if numbers and numbers[0] == len(numbers) - 1:
            numbers = numbers[1:]
        if not numbers or max(numbers) > 255:
            return None
        return _single_line(bytes(numbers)) or None

    return instance


def _by_power_port(cells: Cells, interfaces: Interfaces) -> InstanceOf:
    numbered: defaultdict[str, list[str]] = defaultdict(list)
    for index, kind in cells.get(_IF_TYPE, {}).items():
        key = interfaces.key_of.get(index, "")
        found = _NUMBERS.search(key)
        if kind in _ETHERNET and found is not None and not key.startswith(_FIBRE):
            numbered[found[1]].append(key)

    def instance(index: str) -> str | None:
        group, _, port = index.partition(".")
        # Ports are written unit/slot/port by H3C and Huawei; Huawei's fixed switches are unit 0.
        for numbers in (f"{group}/0/{port}", f"0/0/{port}", f"{group}/{port}", f"0/{port}"):
            candidates = numbered.get(numbers, [])
            if len(candidates) == 1 and (group == "1" or not numbers.startswith("0/")):
                return candidates[0]
        return f"pse-{group}/{port}"

    return instance


def _by_local_port(table: Table, cells: Cells, interfaces: Interfaces, notes: Notes) -> InstanceOf:
    ids = cells.get(table.joins.get("port_id", ""), {})
    descriptions = cells.get(table.joins.get("port_description", ""), {})

    def instance(index: str) -> str | None:
        parts = index.split(".")
        if len(parts) < 2:
            return None
        port = parts[1]
        for labels in (ids, descriptions):
            label = _single_line(labels.get(port, ""))
            if label in interfaces.by_label:
                return interfaces.by_label[label]
        # The number is not taken for an ifIndex: that has named the wrong port (librenms#7570).
        notes.add("lldp", "a local port is none of the interfaces", port)
        return f"lldp-port-{port}"

    return instance
