"""What an emulated device answers by SNMP: one table per MIB table, read from a device's view.

Numbers are those of the RFCs and vendors' MIB modules named at each table. Objects for which the
view has no state (packet counters, LAG membership, PoE budgets) are left out rather than invented.
"""

from collections.abc import Iterable, Iterator
from ipaddress import IPv6Interface
from typing import Any

from parknet.lab.snmp.ber import (
    COUNTER32,
    COUNTER64,
    GAUGE32,
    IP_ADDRESS,
    TIME_TICKS,
    Oid,
    integer,
    object_id,
    octets,
)
from parknet.lab.snmp.forwarding import BRIDGES, RESOLVED, inet
from parknet.lab.snmp.tree import Moment, Table
from parknet.lab.snmp.usm import MAX_MESSAGE, STATS, USM_STATS, Engine
from parknet.lab.view import (
    AddressView,
    ApView,
    DeviceView,
    NeighbourView,
    PortView,
)

ETHERNET = 6  # ifType ethernetCsmacd
TRUE, FALSE = 1, 2  # TruthValue of RFC 2579
OPER = {"up": 1, "down": 2, "notPresent": 6, "lowerLayerDown": 7}
DUPLEX = {"unknown": 1, "half": 2, "full": 3}
MIB_2 = (1, 3, 6, 1, 2, 1)
LLDP = (1, 0, 8802, 1, 1, 2, 1)
HUAWEI = (1, 3, 6, 1, 4, 1, 2011)
H3C = (1, 3, 6, 1, 4, 1, 25506)


def text(value: str) -> bytes:
    """Return a string as real devices of today send it: UTF-8."""
    return octets(value.encode())


def ticks(seconds: float) -> bytes:
    """Return TimeTicks, hundredths of a second that wrap after 497 days."""
    return integer(int(seconds * 100) % 2**32, TIME_TICKS)


def counter32(value: int) -> bytes:
    """Return a counter that wraps at 32 bits."""
    return integer(value % 2**32, COUNTER32)


def counter64(value: int) -> bytes:
    """Return a counter that wraps at 64 bits."""
    return integer(value % 2**64, COUNTER64)


def gauge(value: int) -> bytes:
    """Return a gauge that stays at its top where it cannot hold more."""
    return integer(min(value, 2**32 - 1), GAUGE32)


def numeric(oid: str) -> Oid:
    """Return a dotted object identifier as numbers."""
    return tuple(int(sub) for sub in oid.strip(".").split("."))


def ethernet_ports(view: DeviceView) -> Iterator[tuple[int, PortView]]:
    """Yield the Ethernet ports with the number each has on the front of the device."""
    ports = (port for port in view.ports if port.type == ETHERNET)
    return enumerate(sorted(ports, key=lambda port: port.index), start=1)


def chassis(view: DeviceView) -> bytes:
    """Return the device's own MAC address: the lowest of its Ethernet ports."""
    return min((port.mac for _, port in ethernet_ports(view)), default=b"")


def _whole(moment: Moment) -> Iterable[tuple[Oid, DeviceView]]:
    yield (0,), moment.view


def _engine(moment: Moment) -> Iterable[tuple[Oid, Engine]]:
    yield (0,), moment.engine


def _table_changed(moment: Moment) -> Iterable[tuple[Oid, float]]:
    yield (0,), moment.table_changed_s


def _ports(moment: Moment) -> Iterable[tuple[Oid, PortView]]:
    for port in moment.view.ports:
        yield (port.index,), port


def _ethernet(moment: Moment) -> Iterable[tuple[Oid, PortView]]:
    for _, port in ethernet_ports(moment.view):
        yield (port.index,), port


def _front(moment: Moment) -> Iterable[tuple[Oid, PortView]]:
    for number, port in ethernet_ports(moment.view):
        yield (number,), port


def _powered(moment: Moment) -> Iterable[tuple[Oid, PortView]]:
    """Rows of POWER-ETHERNET-MIB: one group; the port's number is that on the front."""
    for number, port in ethernet_ports(moment.view):
        if port.poe_w is not None:
            yield (1, number), port


def _powered_by_index(moment: Moment) -> Iterable[tuple[Oid, PortView]]:
    for _, port in ethernet_ports(moment.view):
        if port.poe_w is not None:
            yield (port.index,), port


def _neighbours(moment: Moment) -> Iterable[tuple[Oid, NeighbourView]]:
    """Rows of lldpRemTable: when learnt, number of the port on the front, running index."""
    numbers = {port.index: (number, port) for number, port in ethernet_ports(moment.view)}
    for running, neighbour in enumerate(moment.view.neighbours, start=1):
        if neighbour.port_index in numbers:
            number, port = numbers[neighbour.port_index]
            yield (int(port.last_change_s * 100) % 2**32, number, running), neighbour


def _managed(moment: Moment) -> Iterable[tuple[Oid, NeighbourView]]:
    """Rows of lldpRemManAddrTable: the neighbour's index, family (IANA), length, address."""
    for index, neighbour in _neighbours(moment):
        for address in neighbour.remote_addresses:
            packed = address.packed
            yield (*index, 1 if len(packed) == 4 else 2, len(packed), *packed), neighbour


def _prefix(address: AddressView) -> Oid:
    """Return the index in ipAddressPrefixTable of the prefix that an address lies in."""
    network = address.address.network
    index = inet(network.network_address.packed, address.port_index)
    return (address.port_index, *index, network.prefixlen)


def _addresses(moment: Moment) -> Iterable[tuple[Oid, tuple[AddressView, bool]]]:
    """Rows of ipAddressTable, with whether the interface works."""
    working = {port.index for port in moment.view.ports if port.oper == "up"}
    rows = {
        inet(row.address.ip.packed, row.port_index): (row, row.port_index in working)
        for row in moment.view.addresses
    }
    return rows.items()


def _prefixes(moment: Moment) -> Iterable[tuple[Oid, None]]:
    return dict.fromkeys(_prefix(row) for row in moment.view.addresses).items()


def _ipv6_ports(moment: Moment) -> Iterable[tuple[Oid, None]]:
    indices = (
        (row.port_index,) for row in moment.view.addresses if isinstance(row.address, IPv6Interface)
    )
    return dict.fromkeys(indices).items()


def _aps_by_mac(moment: Moment) -> Iterable[tuple[Oid, tuple[int, ApView]]]:
    return {tuple(ap.mac): (number, ap) for number, ap in enumerate(moment.view.aps)}.items()


def _aps_by_serial(moment: Moment) -> Iterable[tuple[Oid, ApView]]:
    return {(len(ap.serial.encode()), *ap.serial.encode()): ap for ap in moment.view.aps}.items()


def _ap_address(ap: ApView) -> bytes:
    return octets(ap.address.ip.packed if ap.address else bytes(4), IP_ADDRESS)


STANDARD: tuple[Table[Any], ...] = (
    Table[DeviceView](  # SNMPv2-MIB system, RFC 3418
        (*MIB_2, 1),
        _whole,
        {
            1: lambda view: text(view.description),
            2: lambda view: object_id(numeric(view.object_id)),
            4: lambda _: octets(b""),
            5: lambda view: text(view.name),
            6: lambda _: octets(b""),
            7: lambda _: integer(78),  # layers 2, 3, 4 and 7, as both vendors' recordings have it
        },
        {3: lambda view: ticks(view.uptime_s)},
    ),
    Table[DeviceView]((*MIB_2, 2), _whole, {1: lambda view: integer(len(view.ports))}),
    Table[PortView](  # IF-MIB ifTable, RFC 2863
        (*MIB_2, 2, 2, 1),
        _ports,
        {
            1: lambda port: integer(port.index),
            2: lambda port: text(port.name),
            3: lambda port: integer(port.type),
            4: lambda port: integer(port.mtu),
            5: lambda port: gauge(port.speed_bps),
            6: lambda port: octets(port.mac),
            7: lambda port: integer(1 if port.admin_up else 2),
            8: lambda port: integer(OPER[port.oper]),
            9: lambda port: ticks(port.last_change_s),
            13: lambda _: counter32(0),  # an emulated port drops nothing
            19: lambda _: counter32(0),
        },
        {
            10: lambda port: counter32(port.in_octets),
            14: lambda port: counter32(port.in_errors),
            16: lambda port: counter32(port.out_octets),
            20: lambda port: counter32(port.out_errors),
        },
    ),
    Table[PortView](  # IF-MIB ifXTable
        (*MIB_2, 31, 1, 1, 1),
        _ports,
        {
            1: lambda port: text(port.name),
            15: lambda port: gauge((port.speed_bps + 500_000) // 1_000_000),
            16: lambda _: integer(FALSE),
            17: lambda port: integer(TRUE if port.type == ETHERNET else FALSE),
            18: lambda port: text(port.alias),
            19: lambda _: ticks(0),  # counters run since the device started
        },
        {
            6: lambda port: counter64(port.in_octets),
            10: lambda port: counter64(port.out_octets),
        },
    ),
    Table[float]((*MIB_2, 31, 1), _table_changed, {5: ticks}),
    Table[PortView](  # EtherLike-MIB dot3StatsTable, RFC 3635
        (*MIB_2, 10, 7, 2, 1),
        _ethernet,
        {
            1: lambda port: integer(port.index),
            19: lambda port: integer(DUPLEX[port.duplex]),
        },
    ),
    Table[None]((*MIB_2, 4, 30, 1), _ipv6_ports, {5: lambda _: integer(1)}),  # enabled, RFC 4293
    Table[None]((*MIB_2, 4, 32, 1), _prefixes, {5: lambda _: integer(2)}),  # origin manual
    Table[tuple[AddressView, bool]](  # IP-MIB ipAddressTable, RFC 4293
        (*MIB_2, 4, 34, 1),
        _addresses,
        {
            3: lambda row: integer(row[0].port_index),
            4: lambda _: integer(1),  # unicast
            5: lambda row: object_id((*MIB_2, 4, 32, 1, 5, *_prefix(row[0]))),
            6: lambda _: integer(2),  # manual
            7: lambda row: integer(1 if row[1] else 4),  # preferred, inaccessible
        },
    ),
    Table[PortView](  # POWER-ETHERNET-MIB pethPsePortTable, RFC 3621
        (*MIB_2, 105, 1, 1, 1),
        _powered,
        {
            3: lambda _: integer(TRUE),
            6: lambda port: integer(3 if port.poe_w else 2),  # deliveringPower, searching
        },
    ),
    Table[Engine](  # SNMP-FRAMEWORK-MIB snmpEngine, RFC 3411
        (1, 3, 6, 1, 6, 3, 10, 2, 1),
        _engine,
        {1: lambda engine: octets(engine.engine_id), 4: lambda _: integer(MAX_MESSAGE)},
        {2: lambda engine: integer(engine.boots), 3: lambda engine: integer(engine.time_s())},
    ),
    Table[Engine](  # SNMP-USER-BASED-SM-MIB usmStats, RFC 3414
        USM_STATS,
        _engine,
        {},
        {
            number: lambda engine, name=name: counter32(engine.stats[name])  # type: ignore[misc]
            for name, number in STATS.items()
        },
    ),
    Table[DeviceView](  # LLDP-MIB lldpLocalSystemData, IEEE 802.1AB-2005
        (*LLDP, 3),
        _whole,
        {
            1: lambda _: integer(4),  # macAddress
            2: lambda view: octets(chassis(view)),
            3: lambda view: text(view.name),
            4: lambda view: text(view.description),
        },
    ),
    Table[PortView](  # LLDP-MIB lldpLocPortTable
        (*LLDP, 3, 7, 1),
        _front,
        {
            2: lambda _: integer(5),  # interfaceName
            3: lambda port: text(port.name),
            4: lambda port: text(port.alias or port.name),
        },
    ),
    Table[NeighbourView](  # LLDP-MIB lldpRemTable
        (*LLDP, 4, 1, 1),
        _neighbours,
        {
            4: lambda _: integer(4),  # macAddress
            5: lambda neighbour: octets(neighbour.remote_chassis),
            6: lambda _: integer(5),  # interfaceName
            7: lambda neighbour: text(neighbour.remote_port),
            8: lambda neighbour: text(neighbour.remote_port),
            9: lambda neighbour: text(neighbour.remote_name),
            11: lambda neighbour: octets(bytes((neighbour.capabilities, 0))),
            12: lambda neighbour: octets(bytes((neighbour.capabilities, 0))),
        },
    ),
    Table[NeighbourView](  # LLDP-MIB lldpRemManAddrTable
        (*LLDP, 4, 2, 1),
        _managed,
        {
            3: lambda _: integer(1),  # unknown: what number the interface has is not told
            4: lambda _: integer(0),
            5: lambda _: object_id((0, 0)),
        },
    ),
)

VENDORS: dict[str, tuple[Table[Any], ...]] = {
    "net-snmp": (),
    "arista": (),
    # [U] which of its own tables Ruijie's switches fill for PoE: the standard ones are shown.
    "ruijie": (),
    # CISCO-POWER-ETHERNET-EXT-MIB adds to the standard tables, which are shown.
    "cisco": (),
    "huawei": (
        Table[PortView](  # HUAWEI-POE-MIB hwPoePortTable, power in mW
            (*HUAWEI, 5, 25, 195, 3, 1),
            _powered_by_index,
            {3: lambda _: integer(1)},
            {10: lambda port: integer(round((port.poe_w or 0) * 1000))},
        ),
        Table[tuple[int, ApView]](  # HUAWEI-WLAN-AP-MIB hwWlanApTable
            (*HUAWEI, 6, 139, 13, 3, 3, 1),
            _aps_by_mac,
            {
                2: lambda row: text(row[1].serial),
                3: lambda row: text(row[1].model),
                4: lambda row: text(row[1].name),
                6: lambda row: integer(8 if row[1].up else 4),  # normal, fault
                13: lambda row: _ap_address(row[1]),
                67: lambda row: gauge(row[0]),
            },
            {44: lambda row: integer(row[1].clients)},
        ),
    ),
    "h3c": (
        Table[PortView](  # HH3C-POWER-ETH-EXT-MIB hh3cPsePortTable, power in mW
            (*H3C, 2, 14, 1, 1),
            _powered,
            {},
            {5: lambda port: integer(round((port.poe_w or 0) * 1000))},
        ),
        Table[ApView](  # HH3C-DOT11-APMT-MIB hh3cDot11APObjectTable
            (*H3C, 2, 75, 2, 1, 1, 1),
            _aps_by_serial,
            {
                2: _ap_address,
                3: lambda ap: octets(ap.mac),
                4: lambda ap: integer(5 if ap.up else 1),  # run, join
                5: lambda ap: text(ap.name),
            },
        ),
        Table[ApView](  # HH3C-DOT11-APMT-MIB hh3cDot11CurrAPTable
            (*H3C, 2, 75, 2, 1, 2, 1),
            _aps_by_serial,
            {
                2: _ap_address,
                3: lambda ap: octets(ap.mac),
                8: lambda ap: text(ap.name),
                9: lambda ap: text(ap.model),
            },
            {7: lambda ap: integer(ap.clients)},
        ),
    ),
}


def tables_of(vendor: str) -> tuple[Table[Any], ...]:
    """Return the tables that devices of a vendor show."""
    # Debian's snmpd has no BRIDGE-MIB.
    return STANDARD + RESOLVED + (() if vendor == "net-snmp" else BRIDGES) + VENDORS[vendor]
