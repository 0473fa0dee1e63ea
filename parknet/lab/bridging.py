"""What switches learn and routers resolve: cabling and machines in, forwarding tables out.

A frame is learnt where it enters, on the link aggregation if there is one. Who routes a VLAN hears
all its machines; other switches hear through their uplinks the devices and those machines only
that talk to everybody.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network
from typing import Final

from parknet.lab.facts import InterfaceFacts
from parknet.lab.hosts import Hosts, OnPort
from parknet.lab.numbering import VLAN_BASE, ap_mac, interface_mac
from parknet.lab.plane import Plane

_TALKATIVE: Final = 8  # one machine in so many broadcasts all the time
Address = IPv4Address | IPv6Address


@dataclass(frozen=True, slots=True)
class Heard:
    """A MAC address that a switch learnt.

    Attributes:
        port: or the link aggregation that the port belongs to.
    """

    port: str
    vlan: int
    mac: bytes


@dataclass(frozen=True, slots=True)
class Resolved:
    """An address that a router resolved behind one of its VLAN interfaces."""

    interface: str
    address: Address
    mac: bytes


class Bridging:
    """Who hears whom in the VLANs of a park."""

    def __init__(self, plane: Plane, hosts: Hosts) -> None:
        self._plane = plane
        self._hosts = hosts
        self._aps: dict[str, list[tuple[str, bytes]]] = {}
        for ap in plane.network.aps:
            if plane.cabling.plugs[ap.end.device, ap.end.port].other is None:
                self._aps.setdefault(ap.end.device, []).append((ap.end.port, ap_mac(ap.id)))

    def learnt(self, device: str) -> Iterator[Heard]:
        """Yield a switch's forwarding table, without its own addresses."""
        facts = self._plane.facts(device)
        routed = {here.vlan for here in facts.interfaces.values()}
        yield from self._on_ports(device)
        plugged: dict[str, tuple[Heard, ...]] = {}
        for vlan in sorted(facts.vlans):
            for other, port in self._ways(device, vlan).items():
                for there in self._plane.facts(other).interfaces.values():
                    if there.vlan == vlan and there.is_enabled:
                        yield Heard(port, vlan, interface_mac(other, VLAN_BASE + vlan))
                if other not in plugged:
                    plugged[other] = tuple(self._on_ports(other))
                for host in plugged[other]:
                    if host.vlan == vlan and (vlan in routed or host.mac[-1] % _TALKATIVE == 0):
                        yield Heard(port, vlan, host.mac)

    def resolved(self, device: str) -> Iterator[Resolved]:
        """Yield what a device's VLAN interfaces have resolved: ARP and neighbour discovery."""
        plane = self._plane
        for name, here in plane.facts(device).interfaces.items():
            if not here.vlan or not plane.svi_is_up(device, here):
                continue
            nets = [one.network for one in (here.ipv4, *here.ipv6) if one is not None]
            slaac = [net for net in nets if isinstance(net, IPv6Network) and net.prefixlen == 64]
            for other in (device, *self._ways(device, here.vlan)):
                told = [] if other == device else list(_owned(plane, other, here.vlan))
                for host in self._hosts.on_switch(other):
                    if host.vlan == here.vlan:
                        told += _used(host, slaac)
                for address, mac in told:
                    if any(address in net for net in nets):
                        yield Resolved(name, address, mac)

    def _on_ports(self, device: str) -> Iterator[Heard]:
        """Yield what is plugged into a switch's own ports: machines and access points."""
        facts = self._plane.facts(device)
        for host in self._hosts.on_switch(device):
            yield Heard(host.port, host.vlan, _octets(host.mac))
        for port, mac in self._aps.get(device, ()):
            if self._plane.port(device, port).is_up:
                yield Heard(port, facts.switching(port).pvid, mac)

    def _ways(self, device: str, vlan: int) -> dict[str, str]:
        """Return the other devices that a VLAN joins to one, each with the port towards it."""
        plane, found, waiting = self._plane, {device: ""}, [device]
        facts = plane.facts(device)
        while waiting:
            here = waiting.pop(0)
            for port, plug in plane.cabling.between.get(here, ()):
                other = plug.other
                if other is None or other.device in found:
                    continue
                if plane.is_joint(here, port, other, vlan):
                    way = facts.ports[port].lag or port if here == device else found[here]
                    found[other.device] = way
                    waiting.append(other.device)
        del found[device]
        return found


def _owned(plane: Plane, device: str, vlan: int) -> Iterator[tuple[Address, bytes]]:
    """Yield the addresses that a device itself has in a VLAN."""
    for there in plane.facts(device).interfaces.values():
        if there.vlan == vlan and there.is_enabled:
            mac = interface_mac(device, VLAN_BASE + vlan)
            for address in _addresses(there):
                yield address, mac


def _addresses(there: InterfaceFacts) -> list[Address]:
    return [one.ip for one in (there.ipv4, *there.ipv6) if one is not None]


def _used(host: OnPort, slaac: list[IPv6Network]) -> list[tuple[Address, bytes]]:
    """Return a machine's addresses; in IPv6 that which follows from its MAC (RFC 4291, 2.5.1)."""
    mac = _octets(host.mac)
    ending = bytes((mac[0] ^ 2,)) + mac[1:3] + b"\xff\xfe" + mac[3:]
    found: list[tuple[Address, bytes]] = [
        (net.network_address + int.from_bytes(ending), mac) for net in slaac
    ]
    return [*([(host.used, mac)] if host.used is not None else []), *found]


def _octets(mac: str) -> bytes:
    return bytes.fromhex(mac.replace(":", ""))
