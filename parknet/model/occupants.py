"""Who is on the ports of access switches, and who would lose service if guards were enforced."""

from collections.abc import Mapping
from ipaddress import IPv4Address, IPv6Address
from typing import Literal

from pydantic import Field

from parknet.model.record import Record

Guard = Literal["dot1x", "arp_inspection", "source_guard"]
# What a device was asked for: `unread` of `Occupants` names what it did not tell.
Asked = Literal["macs", "bindings", "sessions", "neighbours"]


class SeenMac(Record):
    """A MAC address that a switch learned on a port."""

    mac: str  # aa:bb:cc:dd:ee:ff
    vlan: int
    port: str


class Binding(Record):
    """An address that a switch knows to belong to a MAC address: snooped, or written by hand."""

    mac: str
    address: IPv4Address | IPv6Address
    port: str


class Neighbour(Record):
    """An address that a gateway resolved (ARP, neighbour discovery)."""

    mac: str
    address: IPv4Address | IPv6Address


class Occupants(Record):
    """What one device tells of the hosts on its ports."""

    device: str
    macs: tuple[SeenMac, ...] = ()
    bindings: tuple[Binding, ...] = ()
    sessions: tuple[str, ...] = Field(default=(), description="MAC addresses that authenticated")
    neighbours: tuple[Neighbour, ...] = ()
    unread: tuple[Asked, ...] = Field(default=(), description="what it refused to show")


class CutOffHost(Record):
    """A host that would lose service."""

    building: str
    floor: str
    outlet: str
    device: str
    port: str
    vlan: int
    mac: str
    addresses: tuple[IPv4Address | IPv6Address, ...]
    guards: tuple[Guard, ...] = Field(description="which of them would cut it off")
    why: tuple[str, ...]
    remedy: tuple[str, ...]


class CutOffList(Record):
    """Who would lose service if what is watched were enforced, as far as devices told."""

    park: str
    taken_at: float = Field(description="Unix time, seconds")
    rehearsal: bool
    modes: Mapping[Guard, str] = Field(description="what the park asks for now; off is left out")
    ports: int = Field(description="guarded ports of the devices that were read")
    hosts: tuple[CutOffHost, ...]
    unknown: Mapping[str, tuple[str, ...]] = Field(
        description="device: why nothing, or not everything, is known of its ports"
    )
