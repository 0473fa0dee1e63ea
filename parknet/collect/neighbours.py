"""ARP and neighbour discovery tables in, addresses seen behind each interface out."""

from typing import Final

from parknet.collect.addresses import Address, octets, typed_address
from parknet.collect.gathered import Gathered
from parknet.collect.instances import Interfaces
from parknet.collect.texts import mac_text, single_line
from parknet.collect.values import CellReader
from parknet.model.collector import IndexKind, Table

NEIGHBOUR_TABLES: Final[frozenset[IndexKind]] = frozenset(
    {"ip-neighbour", "ipv4-neighbour", "ipv6-mib-neighbour"}
)


def read_neighbours(
    table: Table, reader: CellReader, interfaces: Interfaces, gathered: dict[str, Gathered]
) -> None:
    """Add the neighbours of one table: the metric of type address, beside it that of type mac.

    A neighbour without a MAC address was not found and is none. One that an earlier table told
    is told once.
    """
    for metric in table.metrics:
        if metric.type != "address":
            continue
        addresses = gathered.setdefault(metric.metric, Gathered(metric.metric))
        macs = gathered.setdefault(f"{metric.metric}_mac", Gathered(f"{metric.metric}_mac"))
        known = set(addresses.pairs())
        version = 6 if metric.metric.startswith("ipv6") else 4
        for index, raw in reader.cells.get(metric.sources[0].column, {}).items():
            mac = mac_text(raw)
            if not mac or not all(reader.holds(condition, index) for condition in metric.needs):
                continue
            found = _neighbour(table, index, reader, interfaces)
            if found is None:
                reader.notes.add(metric.metric, "an index is not an address", index)
                continue
            if found[1].version != version:
                continue
            interface, address = found[0], str(found[1])
            if (interface, address) not in known:
                known.add((interface, address))
                addresses.add(interface, address)
                macs.add(interface, mac)


def _neighbour(
    table: Table, index: str, reader: CellReader, interfaces: Interfaces
) -> tuple[str, Address] | None:
    parts = index.split(".")
    if not all(part.isdigit() for part in parts):
        return None
    numbers = [int(part) for part in parts[1:]]
    interface = interfaces.key(parts[0])
    if table.index == "ip-neighbour":
        address = typed_address(numbers)
    elif table.index == "ipv4-neighbour":
        address = octets(numbers, 4)
    else:
        address = octets(numbers[1:] if len(numbers) == 17 else numbers, 16)
        label = single_line(reader.at(table.joins.get("interface_name", ""), parts[0]) or "")
        interface = interfaces.by_label.get(label) or interface
    return (interface, address) if address is not None else None
