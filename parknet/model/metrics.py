"""The table of metrics: names, units and kinds that profiles, judges and stores agree on.

`docs/metrics.md` is this table in prose, and a test holds the two together. A name, unit or kind
never changes its meaning; what is added raises `METRICS_VERSION`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, cast, get_args

METRICS_VERSION: Final = 4

AP_STATE: Final = "wlan.ap.state"

# mac: `00:e0:fc:12:34:56`. interface: the name of an interface of the same device. key: that of an
# access point, a MAC address or a serial number.
Kind = Literal["gauge", "counter", "enum", "text", "address", "mac", "interface", "key"]
# part: an entity, a processor, a pool of memory, by name; empty where there is but one.
# radio: its access point's key and its number, `00:e0:fc:12:34:56/1`, or its interface's name.
InstanceKind = Literal[
    "device", "device or interface", "part", "interface", "local interface",
    "access point", "radio", "station",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class MetricDefinition:
    """What a metric's value is, and what it belongs to.

    Attributes:
        repeats: one instance may have several values, such as the addresses of an interface.
        derived: worked out from two polls (`parknet.collect.rates`), read from no device.
    """

    name: str
    unit: str
    kind: Kind
    instance: InstanceKind
    meaning: str
    repeats: bool = False
    derived: bool = False


# name|unit|kind|instance|meaning; `+` behind the name: one instance may have several values.
_TABLE: Final = """\
system.name||text|device|name the device gives itself
system.description||text|device|sysDescr, lines kept
system.object_id||text|device|what kind of device it is, an OID
system.location||text|device|where it is, as configured
system.uptime|s|gauge|device|since its agent started
system.engine_boots||gauge|device|how often its SNMP engine has started
system.engine_time|s|gauge|device|since that start; does not wrap after 497 days
system.cpu|%|gauge|part|load of a processor
system.memory|%|gauge|part|memory in use
system.temperature|°C|gauge|part|as its sensor says
system.serial||text|part|serial number
system.model||text|part|model, as the maker orders it
system.software||text|part|release of its software
interface.name||text|interface|name as the device gives it
interface.alias||text|interface|description as configured
interface.type||enum|interface|IANAifType's word
interface.mac||mac|interface|its own MAC address
interface.mtu|octet|gauge|interface|largest packet
interface.admin_status||enum|interface|as configured
interface.oper_status||enum|interface|as it is
interface.speed|bit/s|gauge|interface|negotiated rate; none while it is not up or none is told
interface.duplex||enum|interface|negotiated; none while it is not known
interface.medium||enum|interface|what the link runs on, such as `1000BaseTFD`
interface.lag||interface|interface|the aggregation whose active member it is
interface.pvid||gauge|interface|VLAN of untagged frames
interface.in_octets|octet|counter|interface|received
interface.out_octets|octet|counter|interface|sent
interface.in_unicast|packet|counter|interface|received, to one address
interface.out_unicast|packet|counter|interface|sent, to one address
interface.in_multicast|packet|counter|interface|received, to a group
interface.out_multicast|packet|counter|interface|sent, to a group
interface.in_broadcast|packet|counter|interface|received, to everybody
interface.out_broadcast|packet|counter|interface|sent, to everybody
interface.in_errors|packet|counter|interface|damaged, received
interface.out_errors|packet|counter|interface|could not be sent
interface.in_discards|packet|counter|interface|sound, received, thrown away
interface.out_discards|packet|counter|interface|sound, not sent
interface.fcs_errors|packet|counter|interface|received with a wrong checksum
interface.late_collisions|packet|counter|interface|as where one end runs half duplex
interface.last_change|s|gauge|interface|device uptime when the operational status last changed
interface.discontinuity|s|gauge|interface|device uptime when a counter of it last broke off
optic.rx_power|dBm|gauge|interface|light received; `port/lane` where a module has several
optic.tx_power|dBm|gauge|interface|light sent; `port/lane` where a module has several
optic.temperature|°C|gauge|interface|of the module
optic.bias|mA|gauge|interface|current of the laser; `port/lane` where a module has several
optic.voltage|V|gauge|interface|supply of the module
poe.power|W|gauge|interface|power given now
poe.status||enum|interface|what the power source does
poe.budget|W|gauge|part|what a power source can give
poe.used|W|gauge|part|what a power source gives
lldp.remote_name+||text|local interface|the neighbour's system name
lldp.remote_port+||text|local interface|its port; in the order of lldp.remote_name
lldp.remote_chassis+||text|local interface|its chassis; in the order of lldp.remote_name
lldp.remote_description+||text|local interface|what it is; in the order of lldp.remote_name
lldp.remote_address+||address|local interface|where it is managed; in the order of lldp.remote_name
lldp.remote_capabilities+||text|local interface|uses: `bridge router`; likewise
cdp.remote_name+||text|local interface|the neighbour's name by Cisco's protocol
cdp.remote_port+||text|local interface|its port; in the order of cdp.remote_name
cdp.remote_address+||address|local interface|where it is managed; in the order of cdp.remote_name
ipv4.address+||address|interface|address/prefix length, one value each
ipv6.address+||address|interface|address/prefix length, one value each
ipv4.neighbour+||address|interface|an address seen there, by ARP
ipv4.neighbour_mac+||mac|interface|its MAC address; in the order of ipv4.neighbour
ipv6.neighbour+||address|interface|an address seen there, by neighbour discovery
ipv6.neighbour_mac+||mac|interface|its MAC address; in the order of ipv6.neighbour
ipv4.in_octets|octet|counter|device or interface|received in IPv4
ipv4.out_octets|octet|counter|device or interface|sent in IPv4
ipv6.in_octets|octet|counter|device or interface|received in IPv6
ipv6.out_octets|octet|counter|device or interface|sent in IPv6
bridge.port+||interface|station|where a MAC address was learnt; several VLANs, several values
wlan.ap.name||text|access point|name the controller knows it by
wlan.ap.state||enum|access point|as its controller says; a profile names the words of one in service
wlan.ap.model||text|access point|model as the controller says
wlan.ap.serial||text|access point|serial number
wlan.ap.group||text|access point|group it belongs to
wlan.ap.software||text|access point|release of its software
wlan.ap.clients|station|gauge|access point|associated stations
wlan.ap.address||text|access point|its address, no prefix length
wlan.ap.cpu|%|gauge|access point|load of its processor
wlan.ap.memory|%|gauge|access point|memory in use
wlan.radio.state||enum|radio|whether it is on the air
wlan.radio.channel||gauge|radio|number of its channel
wlan.radio.tx_power|dBm|gauge|radio|power sent
wlan.radio.utilisation|%|gauge|radio|time its channel is busy
wlan.radio.noise|dBm|gauge|radio|noise floor
wlan.radio.clients|station|gauge|radio|associated stations
wlan.radio.signal|dBm|gauge|radio|mean strength it receives its stations, or its peer, with
wlan.radio.snr|dB|gauge|radio|mean signal above noise of its stations
wlan.station.rssi|dBm|gauge|station|strength its access point receives it with
wlan.station.snr|dB|gauge|station|signal above noise, as its access point receives it
wlan.station.ap||key|station|key of its access point
wlan.station.ssid||text|station|network it is in
"""

# What two polls make of counters. Shares of frames count what was thrown away or damaged too.
_DERIVED: Final = """\
interface.in_rate|bit/s|gauge|interface|received
interface.out_rate|bit/s|gauge|interface|sent
interface.in_utilisation|%|gauge|interface|received, of its speed
interface.out_utilisation|%|gauge|interface|sent, of its speed
interface.in_packet_rate|1/s|gauge|interface|frames delivered, whomever they were for
interface.out_packet_rate|1/s|gauge|interface|frames to be sent, whomever they were for
interface.in_unicast_rate|1/s|gauge|interface|frames received, to one address
interface.out_unicast_rate|1/s|gauge|interface|frames sent, to one address
interface.in_multicast_rate|1/s|gauge|interface|frames received, to a group
interface.out_multicast_rate|1/s|gauge|interface|frames sent, to a group
interface.in_broadcast_rate|1/s|gauge|interface|frames received, to everybody
interface.out_broadcast_rate|1/s|gauge|interface|frames sent, to everybody
interface.in_error_rate|1/s|gauge|interface|frames damaged, received
interface.out_error_rate|1/s|gauge|interface|frames that could not be sent
interface.in_discard_rate|1/s|gauge|interface|sound frames received and thrown away
interface.out_discard_rate|1/s|gauge|interface|sound frames not sent
interface.fcs_error_rate|1/s|gauge|interface|frames received with a wrong checksum
interface.late_collision_rate|1/s|gauge|interface|late collisions
interface.in_error_ratio|%|gauge|interface|damaged, of all frames that came
interface.out_error_ratio|%|gauge|interface|not sent for an error, of all frames to be sent
interface.in_discard_ratio|%|gauge|interface|thrown away, of all frames that came
interface.out_discard_ratio|%|gauge|interface|thrown away, of all frames to be sent
interface.fcs_error_ratio|%|gauge|interface|with a wrong checksum, of all frames that came
interface.late_collision_ratio|%|gauge|interface|late collisions, of all frames to be sent
ipv4.in_rate|bit/s|gauge|device or interface|received in IPv4
ipv4.out_rate|bit/s|gauge|device or interface|sent in IPv4
ipv6.in_rate|bit/s|gauge|device or interface|received in IPv6
ipv6.out_rate|bit/s|gauge|device or interface|sent in IPv6
"""


def _definition(line: str, *, derived: bool) -> MetricDefinition:
    name, unit, kind, instance, meaning = line.split("|")
    if kind not in get_args(Kind) or instance not in get_args(InstanceKind):
        raise ValueError(f"{name} is of a kind that does not exist")
    return MetricDefinition(
        name.removesuffix("+"),
        unit,
        cast("Kind", kind),
        cast("InstanceKind", instance),
        meaning,
        repeats=name.endswith("+"),
        derived=derived,
    )


METRICS: Final[Mapping[str, MetricDefinition]] = {
    metric.name: metric
    for table, derived in ((_TABLE, False), (_DERIVED, True))
    for metric in (_definition(line, derived=derived) for line in table.splitlines())
}


def metrics_table() -> str:
    """Return `METRICS` as the table of `docs/metrics.md`."""
    lines = [
        "| metric | unit | kind | instance | meaning |",
        "|---|---|---|---|---|",
    ]
    for metric in METRICS.values():
        instance = f"{metric.instance}, several" if metric.repeats else metric.instance
        kind = f"{metric.kind}, derived" if metric.derived else metric.kind
        lines.append(
            f"| `{metric.name}` | {metric.unit or '–'} | {kind} | {instance} | {metric.meaning} |"
        )
    return "\n".join(lines) + "\n"
