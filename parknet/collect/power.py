"""Rows of POWER-ETHERNET-MIB in, the Ethernet port that each feeds out.

RFC 3621 gives a row a group, which is "a box in the stack or a module in a rack", and a port, and
nothing that leads to ifIndex. Ports are named by unit, slot and number, so a name is looked for.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from parknet.collect.values import Cells

_ETHERNET: Final = frozenset({6, 117})  # IANAifType: ethernetCsmacd, and gigabitEthernet of old
_IF_TYPE: Final = "1.3.6.1.2.1.2.2.1.3"
_H3C_POWER: Final = ("1.3.6.1.4.1.25506.2.14.", "1.3.6.1.4.1.2011.10.2.14.")
# Ports for modules, which VRP numbers from 0/0/1 as well and which feed nobody.
_FIBRE: Final = ("XGigabitEthernet", "10GE", "25GE", "40GE", "100GE", "Ten-", "Twenty-", "Forty")
_NUMBERS: Final = re.compile(r"\d+(?:/\d+)+|\d+$")
_FAST: Final = re.compile(r"(?:Te|Twe|Fo|Fi|Hu)[a-zA-Z-]*\d")  # Cisco's 10 Gbit/s and more


def power_ports(
    indexes: Collection[str], cells: Cells, key_of: Mapping[str, str]
) -> dict[str, str]:
    """Return the port of each index for which exactly one is found.

    Args:
        indexes: `group.port` of all rows.
        cells: what was read.
        key_of: interfaces by ifIndex.
    """
    numbered: defaultdict[str, list[str]] = defaultdict(list)
    for index, kind in cells.get(_IF_TYPE, {}).items():
        key = key_of.get(index, "")
        found = _NUMBERS.search(key)
        if kind in _ETHERNET and found is not None and not key.startswith(_FIBRE):
            numbered[found[0]].append(key)
    pairs = {index: _pair(index) for index in indexes}
    groups = {group for group, _ in pairs.values()}
    unit_of = _units(groups, numbered, cells)
    ports = {
        index: _port(group, unit_of.get(group, group), port, numbered)
        for index, (group, port) in pairs.items()
    }
    if not any(ports.values()) and groups == {"1"}:
        kinds = cells.get(_IF_TYPE, {})
        for index, (_, interface) in pairs.items():  # many count their ports as ifIndex does
            if kinds.get(interface) in _ETHERNET:
                ports[index] = key_of.get(interface)
    return {index: port for index, port in ports.items() if port}


def _pair(index: str) -> tuple[str, str]:
    """Return group and port; an index of one number has but the port."""
    group, _, port = index.rpartition(".")
    return group or "1", port


def _units(groups: set[str], numbered: Iterable[str], cells: Cells) -> dict[str, str]:
    """Return each group's number in the names of ports.

    H3C's is 3 × unit + 1, so that PSE 4 is in slot 1 and PSE 7 in slot 2; in a stack of chassis the
    unit is 14 × (chassis - 1) + slot (H3C S7500E Series Switches User Manual, PoE, Composition).
    """
    if not all(group.isdigit() for group in groups):
        return {}
    units = {numbers.rsplit("/", 2)[0] for numbers in numbered if "/" in numbers}
    by_threes = {group: _slot(group, units) for group in groups if int(group) % 3 == 1}
    is_h3c = any(cells[column] for column in cells if column.startswith(_H3C_POWER))
    if is_h3c and len(by_threes) == len(groups) and set(by_threes.values()) <= units - {"0"}:
        return by_threes
    if not groups <= units and len(groups) == len(units):
        in_order = sorted(units, key=lambda unit: [int(number) for number in unit.split("/")])
        return dict(zip(sorted(groups, key=int), in_order, strict=True))
    return {group: group for group in groups}


def _slot(group: str, units: set[str]) -> str:
    """Return the unit or slot of an H3C power source; `chassis/slot` in a stack of chassis."""
    number = (int(group) - 1) // 3
    in_chassis = f"{number // 14 + 1}/{number % 14}"
    return in_chassis if in_chassis in units else str(number)


def _port(group: str, unit: str, port: str, numbered: Mapping[str, list[str]]) -> str | None:
    # Ports are unit/slot/port; Huawei's fixed switches are unit 0, others have but numbers.
    forms = [f"{unit}/0/{port}", f"{unit}/{port}"]
    if group == "1":
        forms += [f"0/0/{port}", f"0/{port}", port]
    for form in forms:
        candidates = numbered.get(form, [])
        if len(candidates) > 1:
            candidates = [key for key in candidates if not _FAST.match(key)]
        if len(candidates) == 1:
            return candidates[0]
    return None
