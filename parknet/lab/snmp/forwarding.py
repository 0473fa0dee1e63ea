"""What emulated devices answer of others' addresses: those learnt, and those resolved."""

from collections.abc import Iterable
from typing import Any

from parknet.lab.snmp.ber import Oid, integer, octets
from parknet.lab.snmp.tree import Moment, Table
from parknet.lab.view import PortView, ResolvedView

ETHERNET, LAG = 6, 161  # ifType: ethernetCsmacd, ieee8023adLag
MIB_2 = (1, 3, 6, 1, 2, 1)


def _bridge_ports(moment: Moment) -> Iterable[tuple[Oid, PortView]]:
    """Rows of dot1dBasePortTable, whose numbers are none of ifIndex on the devices we know."""
    ports = (port for port in moment.view.ports if port.type in (ETHERNET, LAG))
    for number, port in enumerate(ports, start=1):
        yield (number,), port


def _learnt(moment: Moment) -> Iterable[tuple[Oid, int]]:
    """Rows of dot1qTpFdbTable: VLAN and MAC address, with the number of the bridge port."""
    numbers = {port.index: number for (number,), port in _bridge_ports(moment)}
    return {
        (row.vlan, *row.mac): numbers[row.port_index]
        for row in moment.view.learnt
        if row.port_index in numbers
    }.items()


def _resolved(moment: Moment) -> Iterable[tuple[Oid, ResolvedView]]:
    rows = moment.view.resolved
    return {
        (row.port_index, *inet(row.address.packed, row.port_index)): row for row in rows
    }.items()


def inet(packed: bytes, port_index: int) -> Oid:
    """Return InetAddressType and InetAddress as an index; link-local has a zone (RFC 4001)."""
    if len(packed) == 4:
        return (1, 4, *packed)
    if packed[0] == 0xFE and packed[1] & 0xC0 == 0x80:
        return (4, 20, *packed, *port_index.to_bytes(4, "big"))
    return (2, 16, *packed)


RESOLVED: tuple[Table[Any], ...] = (
    Table[ResolvedView](  # IP-MIB ipNetToPhysicalTable, RFC 4293
        (*MIB_2, 4, 35, 1),
        _resolved,
        {
            4: lambda row: octets(row.mac),
            6: lambda _: integer(3),  # dynamic
            7: lambda _: integer(1),  # reachable
        },
    ),
)
BRIDGES: tuple[Table[Any], ...] = (
    Table[PortView](  # BRIDGE-MIB dot1dBasePortTable, RFC 4188
        (*MIB_2, 17, 1, 4, 1),
        _bridge_ports,
        {2: lambda port: integer(port.index)},
    ),
    Table[int](  # Q-BRIDGE-MIB dot1qTpFdbTable, RFC 4363
        (*MIB_2, 17, 7, 1, 2, 2, 1),
        _learnt,
        {2: integer, 3: lambda _: integer(3)},  # learned
    ),
)
