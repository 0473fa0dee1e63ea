"""Address tables in, (interface key, `address/prefix length`) out; the address is in the index."""

from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final

from parknet.collect.instances import Interfaces
from parknet.collect.texts import Raw, single_line
from parknet.collect.values import CellReader, Cells
from parknet.model.collector import IndexKind, Metric, Table

Address = IPv4Address | IPv6Address
ADDRESS_TABLES: Final[frozenset[IndexKind]] = frozenset(
    {"ip-address", "ipv4-table", "ipv6-mib", "interface-address"}
)

# InetAddressType (RFC 4001): octets of the address without a zone, and of the zone.
_SIZES = {1: (4, 0), 2: (16, 0), 3: (4, 4), 4: (16, 4)}


@dataclass(frozen=True, slots=True)
class AddressRow:
    """One address of one interface; `prefix_length` is None where the agent does not tell."""

    interface: str
    address: Address
    prefix_length: int | None

    @property
    def value(self) -> str:
        """Return `address/prefix length`, or the address alone."""
        if self.prefix_length is None:
            return str(self.address)
        return f"{self.address}/{self.prefix_length}"


def read_addresses(
    table: Table, metric: Metric, reader: CellReader, interfaces: Interfaces
) -> Iterator[AddressRow]:
    """Yield the usable addresses of the metric's family."""
    version = 6 if metric.metric.startswith("ipv6") else 4
    for index, raw in reader.cells.get(metric.sources[0].column, {}).items():
        row = _row(table, reader.cells, interfaces, index, raw)
        if row is None:
            reader.notes.add(metric.metric, "an index is not an address", index)
            continue
        if row.address.version != version:
            continue
        if not all(reader.holds(condition, index) for condition in table.needs):
            continue
        for condition in metric.needs:
            if not reader.holds(condition, index):
                reader.notes.add(
                    metric.metric, f"{condition.object} says it is not in use", row.value
                )
                break
        else:
            yield row


def with_addresses(table: Table, cells: Cells) -> Cells:
    """Return cells in which columns that end in an address hold it, by what stands before it.

    Of several addresses of one row that of IPv4 is told, or else the first one.
    """
    found = dict(cells)
    for column, before in table.addressed.items():
        rows: dict[str, Address] = {}
        for index in cells.get(column, {}):
            parts = index.split(".")
            if not all(part.isdigit() for part in parts):
                continue
            address = typed_address([int(part) for part in parts[before:]])
            row = ".".join(parts[:before])
            if address is not None and (row not in rows or address.version < rows[row].version):
                rows[row] = address
        found[column] = {row: str(address) for row, address in rows.items()}
    return found


def merge_addresses(rows: list[AddressRow]) -> list[AddressRow]:
    """Return each interface's addresses once, with a prefix length where any row has one."""
    merged: dict[tuple[str, Address], AddressRow] = {}
    for row in rows:
        known = merged.get((row.interface, row.address))
        if known is None or known.prefix_length is None:
            merged[(row.interface, row.address)] = row
    return list(merged.values())


def _row(
    table: Table, cells: Cells, interfaces: Interfaces, index: str, raw: Raw
) -> AddressRow | None:
    parts = index.split(".")
    if not all(part.isdigit() for part in parts):
        return None
    numbers = [int(part) for part in parts]
    if table.index == "ip-address":
        address = typed_address(numbers)
        interface = _interface_by_cell(interfaces, raw)
        length = _length_from_prefix(cells.get(table.joins.get("prefix", ""), {}).get(index))
    elif table.index == "ipv4-table":
        address = octets(numbers, 4)
        interface = _interface_by_cell(interfaces, raw)
        length = _length_from_mask(cells.get(table.joins.get("mask", ""), {}).get(index))
    elif table.index == "interface-address":
        address = octets(numbers[-16:], 16) if len(numbers) > 16 else None
        interface = interfaces.key(parts[0])
        length = raw if isinstance(raw, int) else None
    else:
        address = octets(numbers[2:] if len(numbers) == 18 else numbers[1:], 16)
        names = cells.get(table.joins.get("interface_name", ""), {})
        label = single_line(names.get(parts[0], ""))
        interface = interfaces.by_label.get(label) or interfaces.key(parts[0])
        length = raw if isinstance(raw, int) else None
    if address is None or interface is None:
        return None
    if length is not None and not 0 <= length <= address.max_prefixlen:
        length = None
    return AddressRow(interface, address, length)


def typed_address(numbers: list[int]) -> Address | None:
    """Return the address of an index `type.length.octets[.zone]` (RFC 4001), or None.

    Some agents leave out the length.
    """
    if len(numbers) < 2 or numbers[0] not in _SIZES:
        return None
    size, zone = _SIZES[numbers[0]]
    for skip in (2, 1):
        rest = numbers[skip:]
        if len(rest) in (size, size + zone):
            return octets(rest[:size], size)
    return None


def octets(numbers: list[int], size: int) -> Address | None:
    """Return the address of so many octets, or None."""
    if len(numbers) != size or max(numbers) > 255:
        return None
    return ip_address(bytes(numbers))


def _interface_by_cell(interfaces: Interfaces, raw: Raw) -> str | None:
    return interfaces.key(str(raw)) if isinstance(raw, int) else None


def _length_from_prefix(raw: Raw | None) -> int | None:
    """Return the last number of a pointer into ipAddressPrefixTable; `0.0` says nothing."""
    if not isinstance(raw, str) or raw.count(".") < 5:
        return None
    last = raw.rpartition(".")[2]
    return int(last) if last.isdigit() else None


def _length_from_mask(raw: Raw | None) -> int | None:
    if isinstance(raw, bytes) and len(raw) == 4:
        mask = int.from_bytes(raw)
    elif isinstance(raw, str):
        try:
            mask = int(IPv4Address(raw))
        except ValueError:
            return None
    else:
        return None
    length = mask.bit_count()
    return length if mask == (0xFFFFFFFF << (32 - length)) & 0xFFFFFFFF else None
