"""What devices enforce: filters, port protection, QoS. Slotted, like all of the network."""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import Literal

Prefix = IPv4Network | IPv6Network
Protocol = Literal["ip", "tcp", "udp", "icmp", "igmp"]  # of the filter's own IP version
PortPair = tuple[int, int]  # first and last port, both included


@dataclass(frozen=True, slots=True)
class FilterRule:
    """One rule; None stands for any. `established`: TCP segments with ACK or RST."""

    action: Literal["permit", "deny"]
    protocol: Protocol = "ip"
    source: Prefix | None = None
    destination: Prefix | None = None
    source_ports: PortPair | None = None
    destination_ports: PortPair | None = None
    established: bool = False
    # ICMP type and code (RFC 792, RFC 4443); code None is any.
    icmp_type: int | None = None
    icmp_code: int | None = None
    log: bool = False
    origin: str = ""  # file:line:column of the line of the matrix


@dataclass(frozen=True, slots=True)
class FilterPlan:
    """An ordered access list; what matches no rule is denied."""

    name: str  # letters, digits and hyphens, at most 32, unique on the device
    number: int  # for platforms that number: 3000–3999, unique on the device
    version: Literal[4, 6]
    rules: tuple[FilterRule, ...]


@dataclass(frozen=True, slots=True)
class PortGuard:
    """What guards one access port. The same word in each field: off, monitor or enforce."""

    dot1x: Literal["off", "monitor", "enforce"] = "off"
    mab: bool = False
    dhcp_trusted: bool = False  # server replies may enter here: uplinks only
    ra_guard: bool = False
    dhcpv6_shield: bool = False
    arp_inspection: Literal["off", "monitor", "enforce"] = "off"
    source_guard: Literal["off", "monitor", "enforce"] = "off"
    storm_percent: int | None = None
    mac_limit: int | None = None
    bpdu_guard: bool = False


@dataclass(frozen=True, slots=True)
class VrrpPlan:
    """A virtual gateway for both IP versions: by VRRP (RFC 9568), or both answer at once."""

    group: int  # 1–255
    priority: int  # 1–254; the higher one is active
    ipv4: IPv4Address | None
    ipv6: IPv6Address | None
    anycast: bool = False  # both answer, with one MAC address: group and priority say nothing


@dataclass(frozen=True, slots=True)
class BgpPeer:
    """An external BGP neighbour, one per IP version."""

    address: IPv4Address | IPv6Address
    as_number: int
    description: str


@dataclass(frozen=True, slots=True)
class BgpPlan:
    """BGP on a gateway: to carriers, announcing the park's own prefixes only.

    A discard route of the same prefix stands behind each announcement, so that it does not flap
    with the park; from a carrier a default route is taken and nothing else.
    """

    as_number: int
    peers: tuple[BgpPeer, ...]
    announces: tuple[Prefix, ...]


@dataclass(frozen=True, slots=True)
class MulticastPlan:
    """Multicast routing (PIM sparse mode): the rendezvous point that every router is told.

    Source-specific groups (232.0.0.0/8, ff3x::/32: RFC 4607) need none.
    """

    rp4: IPv4Address
    rp6: IPv6Address


@dataclass(frozen=True, slots=True)
class RadiusPlan:
    """RADIUS servers of a device; `secret` is a name."""

    servers: tuple[IPv4Address | IPv6Address, ...]
    secret: str


@dataclass(frozen=True, slots=True)
class OperatorPlan:
    """Command-line access: named accounts, AAA, idle time-out, who may connect."""

    idle_minutes: int
    sources: tuple[Prefix, ...]  # of management, by SSH and SNMP: all others are refused
    tacacs: tuple[IPv4Address | IPv6Address, ...] = ()
    accounts: tuple[tuple[str, str], ...] = ()  # (name, role); secrets are `account-<name>`


@dataclass(frozen=True, slots=True)
class SsidPlan:
    """A wireless network as a controller or AP serves it."""

    ssid: str
    vlan: int
    security: Literal["dot1x", "psk", "sae", "portal", "open"]
    bands: tuple[str, ...]
    hidden: bool
    secret: str  # name of the key, "" without one
    number: int = 0  # unique on a controller and kept; 0 where no controller is placed
    enterprise: Literal["wpa2", "transition", "wpa3", "wpa3-192"] = "wpa2"  # with dot1x


@dataclass(frozen=True, slots=True)
class RadioPlan:
    """One radio of an access point: its lowest 20 MHz channel, and its EIRP."""

    band: str
    channel: int
    width_mhz: int
    power_dbm: float


@dataclass(frozen=True, slots=True)
class ApRadioPlan:
    """An access point's radios, by the AP's id."""

    ap: str
    group: str  # code of its building
    radios: tuple[RadioPlan, ...]
    number: int = 0  # unique on a controller and kept; 0 where no controller is placed
    model: str = ""  # what the controller calls it, "" where it need not know
    mac: str = ""  # twelve digits; "" where nobody knows it yet
    serial: str = ""
    antenna_dbi: float = 0.0  # what the antenna adds to the power that enters it
    maximum_dbm: float = 0.0  # EIRP at full power; 0 where unknown


@dataclass(frozen=True, slots=True)
class PortalPlan:
    """Where visitors log in; `secret` is a name."""

    server: IPv4Address
    url: str
    secret: str


@dataclass(frozen=True, slots=True)
class StandbyPlan:
    """How a controller stands to the other of two that are told the same."""

    own: IPv4Address
    peer: IPv4Address
    is_first: bool  # access points are with it while it lives


@dataclass(frozen=True, slots=True)
class WlanPlan:
    """What a controller (or a fat AP) is told."""

    country: str
    ssids: tuple[SsidPlan, ...]
    aps: tuple[ApRadioPlan, ...]
    radius: RadiusPlan | None = None
    portal: PortalPlan | None = None
    admits: Literal["mac", "serial"] = "mac"  # what access points are known by
    standby: StandbyPlan | None = None  # None: it stands alone
    dtls: bool = False  # CAPWAP's control channel is encrypted


@dataclass(frozen=True, slots=True)
class MlagPlan:
    """A device's part of two that share link aggregations: how it reaches the other."""

    domain: str
    interface: str  # VLAN interface between the two
    peer: IPv4Address
    lag: str  # link aggregation between the two
    is_first: bool
    # Loopbacks, which also hear one another by way of a core when nothing is left between the two.
    own: IPv4Address
    heartbeat: IPv4Address  # the other's
    mac: str  # twelve digits: the one device that both are to an access switch


@dataclass(frozen=True, slots=True)
class StackMember:
    """A member of a stack, and the ports that join it to the others: nothing else uses them."""

    number: int
    ports: tuple[str, ...]
    speed_bps: int


@dataclass(frozen=True, slots=True)
class RingPlan:
    """A device's part of an Ethernet ring."""

    ring: str
    number: int
    control_vlan: int
    vlans: tuple[int, ...]
    ports: tuple[str, str]
    owner: bool


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a packet that opens a conversation must meet: the matrix, for tests and for people."""

    source: str  # segment, or `internet`
    target: str  # segment (itself: in another building), `internet` or `services`
    version: Literal[4, 6]
    service: str  # as in `parknet.model.demands.Service`
    allowed: bool
    origin: str  # the line that allows it, or where the matrix stands; "" without a matrix
    source_vrf: str = ""  # routing tables of both ends; "" is the global one
    target_vrf: str = ""
