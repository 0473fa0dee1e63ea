"""The designed network: what every device, port and link must be. Written by design, read by all.

A park has a hundred thousand ports, so these are slotted dataclasses and not pydantic models.
Port and VLAN interface names are already those of the platform.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import (
    IPv4Address,
    IPv4Interface,
    IPv4Network,
    IPv6Address,
    IPv6Interface,
    IPv6Network,
)
from typing import Literal

from parknet.model.policy import (
    BgpPlan,
    FilterPlan,
    MlagPlan,
    MulticastPlan,
    OperatorPlan,
    PortGuard,
    RadiusPlan,
    RingPlan,
    StackMember,
    VrrpPlan,
    WlanPlan,
)

Role = Literal["gateway", "core", "controller", "aggregation", "access", "ap"]
PortRole = Literal["uplink", "downlink", "carrier", "outlet", "ap", "spare"]
SviRole = Literal["segment", "link", "management", "carrier"]


@dataclass(frozen=True, slots=True)
class PortPlan:
    """One physical port. A member of a LAG carries no VLANs itself."""

    name: str
    role: PortRole
    description: str  # what people wrote or what is at the other end; encoded at render
    enabled: bool = True
    speed_bps: int = 0  # what the port can do
    minimum_bps: int = 0  # what must be negotiated at least; 0 where nothing is demanded
    lag: str | None = None  # interface name of the LAG it belongs to
    mode: Literal["access", "trunk", "none"] = "none"
    vlan: int | None = None  # access VLAN, or the native VLAN of a trunk
    tagged: tuple[int, ...] = ()
    edge: bool = False
    stp: bool = True  # False where VLANs end at both sides of the cable: routed links, circuits
    poe: bool = False
    has_poe: bool = False  # the hardware can feed; `poe` says whether it shall
    guard: PortGuard | None = None  # None where nothing is guarded
    voice_vlan: int | None = None
    queued: bool = False  # what leaves waits by its mark
    believed: bool = False  # what arrives has its mark from us
    subject: str = ""  # id of the outlet, AP, link or circuit: see `Network`
    origin: str = ""  # file:line:column


@dataclass(frozen=True, slots=True)
class LagPlan:
    """A link aggregation (LACP) and the trunk on it."""

    name: str
    number: int
    role: PortRole
    description: str
    members: tuple[str, ...]
    native: int | None
    tagged: tuple[int, ...]
    stp: bool = True  # as of a port
    mlag: int | None = None  # number of a link aggregation that two devices share
    guard: PortGuard | None = None
    believed: bool = False  # as of a port
    subject: str = ""


@dataclass(frozen=True, slots=True)
class SviPlan:
    """A VLAN interface with its addresses."""

    name: str
    vlan: int
    role: SviRole
    description: str
    ipv4: IPv4Interface | None
    ipv6: IPv6Interface | None
    segment: str = ""
    ospf: bool = False
    passive: bool = False  # in OSPF, without neighbours
    ra: Literal["none", "slaac", "dhcpv6"] = "none"
    relay4: tuple[IPv4Address, ...] = ()
    relay6: tuple[IPv6Address, ...] = ()
    area: str = "0.0.0.0"  # noqa: S104 - an OSPF area, not an address to listen on
    bfd: bool = False
    filter4: str = ""  # name of the device's filter for what enters here
    filter6: str = ""
    vrrp: VrrpPlan | None = None
    vrf: str = ""  # name of the device's VrfPlan; "" is the global table
    rdnss: tuple[IPv6Address, ...] = ()
    pref64: IPv6Network | None = None  # of NAT64, as advertisements name it (RFC 8781)
    delegated: tuple[IPv6Network, ...] = ()  # what customers' routers are handed here: DHCPv6-PD
    # See parknet.model.demands.TrafficClass; `standard` takes marks away, where marks count.
    traffic: str = "default"
    rate_bps: int = 0  # limit each way; 0 without one
    multicast: bool = False  # PIM; in a segment also IGMP and MLD, as their querier
    translated4: tuple[IPv4Network, ...] = ()  # sources that leave with this interface's address
    origin: str = ""


@dataclass(frozen=True, slots=True)
class VlanPlan:
    """A VLAN of a device."""

    vlan: int
    name: str


@dataclass(frozen=True, slots=True)
class StaticRoute:
    """A static route, mostly a default."""

    prefix: IPv4Network | IPv6Network
    next_hop: IPv4Address | IPv6Address


@dataclass(frozen=True, slots=True)
class TableRoute:
    """A static route of a park with routing tables beside the global one, which is ""."""

    vrf: str  # the table it stands in
    prefix: IPv4Network | IPv6Network
    next_hop: IPv4Address | IPv6Address | None = None  # None discards
    next_vrf: str = ""  # the table the next hop is in
    interface: str = ""  # the VLAN interface the next hop is on, where the two tables differ


@dataclass(frozen=True, slots=True)
class VrfPlan:
    """A routing table of a device beside the global one (VRF-lite), with an OSPF of its own."""

    name: str
    number: int  # 2–255, the same in the whole park: of its OSPF processes
    router_id: IPv4Address
    default_originate: bool


@dataclass(frozen=True, slots=True)
class ServicesPlan:
    """What every device has switched on; secrets are named, not held."""

    ssh_user: str
    snmp_user: str
    ntp: tuple[IPv4Address | IPv6Address, ...]
    syslog: tuple[IPv4Address | IPv6Address, ...]
    ntp_secret: str = ""  # name of the key that signs what time servers answer; "" without


@dataclass(frozen=True, slots=True)
class DevicePlan:
    """One device."""

    name: str  # sysname: park-wide unique, lower-case ASCII
    role: Role
    platform: str
    os: str
    model: str
    building: str  # code, "" for a core, gateway or controller
    floor: str
    ownership: str
    deletion_budget: int
    management4: IPv4Interface
    management6: IPv6Interface
    management_interface: str  # loopback, or the VLAN interface of the management segment
    router_id: IPv4Address | None  # None: it does not route
    default_originate: bool
    vlans: tuple[VlanPlan, ...]
    ports: tuple[PortPlan, ...]
    lags: tuple[LagPlan, ...]
    svis: tuple[SviPlan, ...]
    routes: tuple[StaticRoute, ...]
    services: ServicesPlan
    origin: str = ""
    description_limit: int = 80  # characters the platform takes in a description
    filters: tuple[FilterPlan, ...] = ()
    discards: tuple[IPv6Network, ...] = ()  # what it drops where it knows no longer prefix
    redistributes: bool = False  # OSPF learns its static routes, defaults apart
    loopback_area: str = "0.0.0.0"  # noqa: S104 - as the area of a VLAN interface
    # Without summaries at their border, which is where the loopback is in another area.
    stub_areas: tuple[str, ...] = ()
    ospf_secret: str = ""  # name of the secret; "" without authentication
    stp_priority: int | None = None  # IEEE 802.1Q bridge priority; None leaves the default
    snooped_vlans: tuple[int, ...] = ()  # DHCP snooping and its guards
    snooped_multicast: tuple[int, ...] = ()  # IGMP and MLD snooping
    multicast: MulticastPlan | None = None  # None: it routes no multicast
    bgp: BgpPlan | None = None
    radius: RadiusPlan | None = None
    operators: OperatorPlan | None = None
    wlan: WlanPlan | None = None
    rings: tuple[RingPlan, ...] = ()
    mlag: MlagPlan | None = None
    stack: tuple[StackMember, ...] = ()  # of one logical device; empty where it stands alone
    vrfs: tuple[VrfPlan, ...] = ()
    table_routes: tuple[TableRoute, ...] = ()
    serial: str = ""  # as on its label, where the park's files say it
    raw: tuple[str, ...] = ()  # lines of an escape hatch, shown and counted in every plan
    deviations: tuple[str, ...] = ()  # features it goes without: see `Network.deviations`


@dataclass(frozen=True, slots=True)
class End:
    """One end of a cable."""

    device: str
    port: str


@dataclass(frozen=True, slots=True)
class LinkPlan:
    """A cable between two devices; `a` is the end nearer to the users."""

    id: str
    a: End
    b: End
    speed_bps: int
    kind: Literal["building", "access", "backbone", "pair", "ring"]
    building: str = ""
    origin: str = ""


@dataclass(frozen=True, slots=True)
class CircuitPlan:
    """A carrier's circuit into the park."""

    id: str
    carrier: str
    end: End
    speed_bps: int
    origin: str = ""
    kind: Literal["internet", "international", "private"] = "internet"
    contract: str = ""
    far_end: str = ""
    until: str = ""  # YYYY-MM-DD, the contract's last day
    # What the carrier promised; None where the contract leaves it open.
    availability_percent: float | None = None
    delay_ms: float | None = None
    loss_percent: float | None = None
    repair_hours: float | None = None


@dataclass(frozen=True, slots=True)
class OutletPlan:
    """An outlet in a wall and the port behind it."""

    id: str  # <building code>/<outlet>
    building: str  # code
    floor: str
    room: str
    name: str
    desktop: bool
    minimum_bps: int
    end: End
    origin: str = ""


@dataclass(frozen=True, slots=True)
class ApPlan:
    """An access point and the port that feeds it."""

    id: str  # <building code>/<AP>; also the name its controller lists it by
    building: str
    floor: str
    name: str
    profile: str
    controller: str  # device whose AP table lists it; itself where it is a device of its own
    end: End
    origin: str = ""


@dataclass(frozen=True, slots=True)
class BuildingPlan:
    """A building as reports show it."""

    code: str
    name: str
    kind: str
    main: bool
    at: tuple[float, float]
    size: tuple[float, float]
    aggregation: str  # device name
    origin: str = ""
    second: str = ""  # device that shares its gateway addresses, where there is one


@dataclass(frozen=True, slots=True)
class DeviationPlan:
    """A feature that devices go without: accepted by an owner, or a default that they lack.

    `ap-identity` names the access points that their controller does not list: nobody said which
    they are.
    """

    feature: str
    devices: tuple[str, ...]
    owner: str = ""  # "" where nobody asked for the feature and nobody accepted its lack
    until: str = ""  # YYYY-MM-DD
    why: str = ""
    origin: str = ""


@dataclass(frozen=True, slots=True)
class RawPlan:
    """Lines of an escape hatch, and the devices that they are for."""

    lines: tuple[str, ...]
    devices: tuple[str, ...]
    why: str
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Network:
    """The whole park, designed."""

    park: str
    name: Mapping[str, str]  # zh, en
    kind: str
    region: str
    policies: tuple[str, ...]
    contracts: tuple[str, ...]
    devices: tuple[DevicePlan, ...]
    links: tuple[LinkPlan, ...]
    circuits: tuple[CircuitPlan, ...]
    outlets: tuple[OutletPlan, ...]
    aps: tuple[ApPlan, ...]
    buildings: tuple[BuildingPlan, ...]
    intent_digest: str
    deviations: tuple[DeviationPlan, ...] = ()
    raw: tuple[RawPlan, ...] = ()
    segment_names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # zh, en
    by_name: Mapping[str, DevicePlan] = field(default_factory=dict, repr=False, compare=False)

    def device(self, name: str) -> DevicePlan:
        """Return one device by its name."""
        return self.by_name[name]


@dataclass(frozen=True, slots=True)
class Allocations:
    """`allocations.lock`: what was given out once and stays: key to number or prefix, as text.

    Keys are `<pool>/<owner>`, as in `subnet4/b03/office` or `vlan/link/b03`.
    """

    entries: Mapping[str, str] = field(default_factory=dict)
