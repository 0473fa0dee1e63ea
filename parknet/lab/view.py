"""What an emulated device shows of itself: the state its SNMP agent answers from.

The command line changes the state, cabling and faults shape it, the agent only reads it: so a port
that the configuration shuts reads down by SNMP.
"""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Interface, IPv6Address, IPv6Interface
from typing import Literal, Protocol


@dataclass(frozen=True, slots=True)
class PortView:
    """One row of the interface table, physical, LAG, VLAN interface or loopback."""

    index: int  # ifIndex
    name: str
    alias: str
    type: int  # IANAifType: 6 ethernetCsmacd, 161 ieee8023adLag, 136 l3ipvlan, 24 loopback
    mtu: int
    speed_bps: int  # 0 where nothing is negotiated
    mac: bytes
    admin_up: bool
    oper: Literal["up", "down", "lowerLayerDown", "notPresent"]
    duplex: Literal["unknown", "half", "full"]
    in_octets: int
    out_octets: int
    in_errors: int
    out_errors: int
    last_change_s: float  # device uptime at the last change
    poe_w: float | None = None  # power given now; None where the port has no PoE


@dataclass(frozen=True, slots=True)
class NeighbourView:
    """One LLDP neighbour."""

    port_index: int
    port_name: str
    remote_name: str
    remote_port: str
    remote_chassis: bytes
    remote_addresses: tuple[IPv4Address | IPv6Address, ...] = ()  # of its management
    capabilities: int = 0  # enabled: the first octet of LldpSystemCapabilitiesMap


@dataclass(frozen=True, slots=True)
class LearntView:
    """One MAC address that a switch learnt in a VLAN."""

    port_index: int
    vlan: int
    mac: bytes


@dataclass(frozen=True, slots=True)
class ResolvedView:
    """One address that ARP or neighbour discovery resolved on an interface."""

    port_index: int
    address: IPv4Address | IPv6Address
    mac: bytes


@dataclass(frozen=True, slots=True)
class AddressView:
    """One IP address of an interface."""

    port_index: int
    address: IPv4Interface | IPv6Interface


@dataclass(frozen=True, slots=True)
class ApView:
    """One access point in the table of the controller it joined."""

    mac: bytes
    name: str
    model: str
    serial: str
    up: bool
    address: IPv4Interface | None
    clients: int


@dataclass(frozen=True, slots=True)
class SnmpUser:
    """A user of the agent, as the configuration defines it."""

    name: str
    auth: Literal["md5", "sha", "sha224", "sha256", "sha384", "sha512"]
    auth_secret: str
    priv: Literal["aes128"]
    priv_secret: str


@dataclass(frozen=True, slots=True)
class DeviceView:
    """Everything the agent can be asked, at one moment."""

    name: str
    vendor: str  # huawei, h3c, cisco, …
    description: str  # sysDescr
    object_id: str  # sysObjectID, numeric
    uptime_s: float
    users: tuple[SnmpUser, ...]
    ports: tuple[PortView, ...]
    neighbours: tuple[NeighbourView, ...]
    addresses: tuple[AddressView, ...]
    aps: tuple[ApView, ...]
    learnt: tuple[LearntView, ...] = ()
    resolved: tuple[ResolvedView, ...] = ()


class ViewSource(Protocol):
    """A device as its agent sees it."""

    @property
    def version(self) -> int:
        """Rises whenever anything but time and counters changed, so that answers can be kept."""
        ...

    @property
    def is_silent(self) -> bool:
        """True where the agent must not answer: powered off, cut off or told to."""
        ...

    def view(self) -> DeviceView:
        """Return the state now."""
        ...
