"""Configurations in; whether a packet gets from one host to another, and its answer back, out.

Independent of design: it knows what a configuration means (`tests.conformance.meaning`) and which
VLAN is whose, as people wrote it in park.yml; never the plan or the matrix. A packet gets somewhere
where filters let it in and routing tables (`tests.reach.routing`) lead it there.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from ipaddress import IPv4Address, IPv6Address, IPv6Interface, IPv6Network, ip_address
from itertools import product

from parknet.model.intent import Park
from parknet.model.policy import FilterRule
from tests.conformance.meaning import Meaning
from tests.reach.routing import OUTSIDE as BEYOND
from tests.reach.routing import Routing

Address = IPv4Address | IPv6Address
OUTSIDE: dict[int, Address] = {4: ip_address("192.0.2.77"), 6: ip_address("2400:3200::77")}
ECHO = {4: (8, 0), 6: (128, 129)}
HIGH_PORT = 50123
GROUP: dict[int, Address] = {4: ip_address("239.1.1.1"), 6: ip_address("ff15::1")}


@dataclass(frozen=True)
class Packet:
    """One packet; `answers` is TCP's ACK."""

    source: Address
    target: Address
    protocol: str
    source_port: int = 0
    target_port: int = 0
    answers: bool = False
    icmp_type: int | None = None

    def reply(self) -> "Packet":
        """Return what the target sends back."""
        kind = self.icmp_type
        return replace(
            self,
            source=self.target,
            target=self.source,
            source_port=self.target_port,
            target_port=self.source_port,
            answers=True,
            icmp_type=None if kind is None else ECHO[self.source.version][1],
        )


def opening(source: Address, target: Address, service: str) -> Packet:
    """Return the packet that opens a conversation."""
    if service == "icmp":
        return Packet(source, target, "icmp", icmp_type=ECHO[source.version][0])
    protocol, _, port = service.partition("/")
    return Packet(source, target, protocol, HIGH_PORT, int(port))


def matches(rule: FilterRule, packet: Packet) -> bool:
    """Return whether a rule is about a packet."""
    return (
        rule.protocol in ("ip", packet.protocol)
        and (rule.source is None or packet.source in rule.source)
        and (rule.destination is None or packet.target in rule.destination)
        and _within(rule.source_ports, packet.source_port)
        and _within(rule.destination_ports, packet.target_port)
        and (packet.answers or not rule.established)
        and rule.icmp_type in (None, packet.icmp_type)
    )


def _within(ports: tuple[int, int] | None, port: int) -> bool:
    return ports is None or ports[0] <= port <= ports[1]


def lets_in(device: Meaning, svi: str, packet: Packet) -> bool:
    """Return whether a packet may enter at a VLAN interface: the first rule about it decides."""
    if all(own.version != packet.source.version for own in device.addresses[svi]):
        return False  # a version without an address there is not forwarded
    names = device.bound.get(svi, ("", ""))
    name = names[packet.source.version == 6]
    if not name:
        return True
    version, rules = device.filters[name]
    assert version == packet.source.version
    found = next((rule for rule in rules if matches(rule, packet)), None)
    return found is not None and found.action == "permit"


@dataclass(frozen=True)
class Door:
    """Where a network is attached: a device and its VLAN interface."""

    device: Meaning
    svi: str
    delegated: tuple[IPv6Network, ...] = ()  # behind customers' routers in that network

    def hosts(self, version: int) -> list[Address]:
        """Return the address of some host there, and of one behind each customer's router."""
        behind = [prefix[0x1234] for prefix in self.delegated] if version == 6 else []
        return [self.host(version), *behind]

    def host(self, version: int) -> Address:
        """Return the address of some host there, not the gateway."""
        own = next(a for a in self.device.addresses[self.svi] if a.version == version)
        offset = 0x1234 if isinstance(own, IPv6Interface) else own.network.num_addresses // 2
        return own.network.network_address + int(offset)

    def has(self, version: int) -> bool:
        """Return whether the network has an IP version."""
        return any(own.version == version for own in self.device.addresses[self.svi])

    def gateway(self, version: int) -> Address:
        """Return the address of the gateway."""
        return next(a.ip for a in self.device.addresses[self.svi] if a.version == version)


@dataclass(frozen=True)
class Campus:
    """Every configuration of a park, and whose VLAN is whose."""

    park: Park
    devices: tuple[Meaning, ...]
    # What DHCPv6 servers hand out, as their own files say: (building, segment) to prefixes.
    delegated: Mapping[tuple[str, str], tuple[IPv6Network, ...]] = field(default_factory=dict)

    @cached_property
    def routing(self) -> Routing:
        """Return the routing tables of all devices."""
        doors = [door for segment in self.park.segments for door in self.doors(segment)]
        return Routing(
            self.devices,
            {(door.device.hostname, door.svi): door.delegated for door in doors if door.delegated},
        )

    def leads(self, entries: Iterable[Door], target: Address, exits: Iterable[Door]) -> bool:
        """Return whether a packet that came in by any of the doors leaves by one of the others."""
        wanted = {(door.device.hostname, door.svi) for door in exits}
        ends = {
            self.routing.end(self.routing.table(door.device, door.svi), target) for door in entries
        }
        # What leaves the park leaves by a carrier's door, whichever.
        carriers = {(BEYOND, door.svi) for door in self.carriers()}
        return ends <= wanted | (carriers if wanted & self._carriers else set())

    @cached_property
    def _carriers(self) -> set[tuple[str, str]]:
        return {(door.device.hostname, door.svi) for door in self.carriers()}

    def without_filters(self) -> "Campus":
        """Return the campus with nothing bound to any interface."""
        return replace(self, devices=tuple(replace(device, bound={}) for device in self.devices))

    def doors(self, segment: str) -> list[Door]:
        """Return where a segment is attached, one door for each building."""
        vlan = self.park.segments[segment].vlan
        return [
            Door(
                device, svi, self.delegated.get((device.hostname.removesuffix("-agg"), segment), ())
            )
            for device in self.devices
            for svi in sorted(device.addresses)
            if device.hostname.endswith("-agg") and _number(svi) == vlan
        ]

    def carriers(self) -> list[Door]:
        """Return where carriers are attached."""
        ours = {uplink.ipv4.network for uplink in self.park.uplinks}
        return [
            Door(device, svi)
            for device in self.devices
            for svi, addresses in sorted(device.addresses.items())
            if ours & {address.network for address in addresses}
        ]

    def between(self) -> Iterator[Door]:
        """Yield the VLAN interfaces between routers: what binds a filter there is unforeseen."""
        vlans = {segment.vlan for segment in self.park.segments.values()}
        ends = {(door.device.hostname, door.svi) for door in self.carriers()}
        for device in self.devices:
            for svi in device.addresses:
                if _number(svi) not in vlans and (device.hostname, svi) not in ends:
                    yield Door(device, svi)

    def pairs(self, source: str, target: str) -> Iterator[tuple[list[Door], list[Door]]]:
        """Yield where packets enter from a source and where their answers do."""
        if "internet" in (source, target):
            inside = self.doors(target if source == "internet" else source)
            for door in inside:
                ends = (self.carriers(), [door])
                yield ends if source == "internet" else (ends[1], ends[0])
            return
        for one in self.doors(source):
            for other in self.doors(target):
                if (one.device.hostname, one.svi) != (other.device.hostname, other.svi):
                    yield [one], [other]

    def opens(self, source: str, target: str, version: int, service: str) -> set[bool]:
        """Return whether a conversation is opened, for every pair of buildings."""
        return {there for there, _ in self._tried(source, target, version, service)}

    def works(self, source: str, target: str, version: int, service: str) -> set[bool]:
        """Return whether it is opened and answered, for every pair of buildings."""
        return {there and back for there, back in self._tried(source, target, version, service)}

    def streams(self, source: str, target: str, version: int) -> set[bool]:
        """Return whether what a host sends to a group is heard by who asked, for all buildings."""
        group = GROUP[version]
        heard = set()
        for one in self._speaking(source, version):
            for other in self._speaking(target, version):
                if (one.device.hostname, one.svi) == (other.device.hostname, other.svi):
                    continue
                packet = Packet(one.host(version), group, "udp", HIGH_PORT, 5004)
                sent = one.svi in one.device.pim and lets_in(one.device, one.svi, packet)
                asked = other.svi in other.device.queriers and self.joins(target, version) == {True}
                heard.add(sent and asked and self._meets(version))
        return heard

    def joins(self, segment: str, version: int) -> set[bool]:
        """Return whether every form of a host's report is let in, for all buildings."""
        reports = [("igmp", None, ("224.0.0.22", "239.1.1.1"))]  # RFC 3376, RFC 2236
        if version == 6:
            reports = [("icmp", 143, ("ff02::16",)), ("icmp", 131, ("ff15::1",))]
        return {
            lets_in(door.device, door.svi, packet)
            for door in self._speaking(segment, version)
            for protocol, kind, targets in reports
            for target in targets
            for packet in [Packet(door.host(version), ip_address(target), protocol, icmp_type=kind)]
        }

    def _speaking(self, segment: str, version: int) -> list[Door]:
        """Return the doors of a segment that have the IP version at all."""
        doors = self.doors(segment)
        return [d for d in doors if any(a.version == version for a in d.device.addresses[d.svi])]

    def _meets(self, version: int) -> bool:
        """Return whether all routers speak PIM to one another and know one rendezvous point."""
        points = {device.rendezvous for device in self.devices if device.ospf}
        doors = [door for door in self.between() if door.svi not in door.device.vrfs]
        return len(points) == 1 and all(door.svi in door.device.pim for door in doors)

    def _tried(
        self, source: str, target: str, version: int, service: str
    ) -> Iterator[tuple[bool, bool]]:
        for entries, exits in self.pairs(source, target):
            if not all(door.has(version) for door in (*entries, *exits)):
                yield False, False
                continue
            senders = [OUTSIDE[version]] if source == "internet" else entries[0].hosts(version)
            receivers = [OUTSIDE[version]] if target == "internet" else exits[0].hosts(version)
            for sender, receiver in product(senders, receivers):
                packet = opening(sender, receiver, service)
                yield (
                    _all_let_in(entries, packet) and self.leads(entries, receiver, exits),
                    _all_let_in(exits, packet.reply()) and self.leads(exits, sender, entries),
                )


def _all_let_in(doors: Iterable[Door], packet: Packet) -> bool:
    """Return the common verdict of the doors a packet may come by.

    Carriers are several, and a packet comes by any of them: they must agree.
    """
    verdicts = {lets_in(door.device, door.svi, packet) for door in doors}
    assert len(verdicts) == 1, f"{packet} is let in at some doors only"
    return verdicts.pop()


def _number(svi: str) -> int:
    digits = re.search(r"(\d+)$", svi)
    return int(digits[1]) if digits else -1


def campus_of(park: Park, meanings: Mapping[str, Meaning], kea: str = "{}") -> Campus:
    """Return the campus of a park's configurations, and of its DHCPv6 server's."""
    subnets = json.loads(kea).get("Dhcp6", {}).get("subnet6", [])
    delegated = {
        (subnet["user-context"]["building"], subnet["user-context"]["segment"]): tuple(
            IPv6Network((pool["prefix"], pool["prefix-len"])) for pool in subnet["pd-pools"]
        )
        for subnet in subnets
        if "pd-pools" in subnet
    }
    return Campus(park, tuple(meanings[name] for name in sorted(meanings)), delegated)
