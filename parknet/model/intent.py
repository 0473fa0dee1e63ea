"""What people describe: a park, its buildings and floors, and the library of profiles they name.

`Intent` is what a workspace holds after validation; `origins` says which line said it.
"""

from collections.abc import Mapping
from enum import StrEnum
from ipaddress import (
    IPv4Address,
    IPv4Interface,
    IPv4Network,
    IPv6Address,
    IPv6Interface,
    IPv6Network,
)
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from parknet.model.approval import ApprovalRules, Window
from parknet.model.demands import (
    Day,
    Deviation,
    Ipv6Rollout,
    Operators,
    Own,
    Pair,
    Protection,
    Radius,
    RawLines,
    Reach,
    Ring,
    Routing,
    Sla,
    System,
    TrafficClass,
    Wlan,
)
from parknet.model.monitoring import Monitoring
from parknet.model.platforms import Platform
from parknet.model.radio import ApProfile, Country
from parknet.model.record import (
    Account,
    Bilingual,
    Mac,
    Name,
    Record,
    Remark,
    Serial,
    Slug,
    Speed,
)
from parknet.model.retention import Retention
from parknet.model.snmp import SnmpException
from parknet.model.stacking import Stacking

UtcOffset = Annotated[str, StringConstraints(pattern=r"^[+-](0\d|1[0-4]):[0-5]\d$")]
Vlan = Annotated[int, Field(ge=2, le=4094)]
# The user's words for a path in the intent, as in ("buildings", "b03", "floors", 0, "outlets").
Path = tuple[str | int, ...]


class Ownership(StrEnum):
    """How far parknet may go on a device."""

    OBSERVE = "observe"  # read only: plans are shown, nothing is pushed
    MONITOR = "monitor"  # as observe, and a difference is a finding
    ENFORCE = "enforce"  # plans are pushed


class Uplink(Record):
    """A carrier's circuit into the park."""

    uplink: Slug
    carrier: Name
    speed: Speed = Field(description="contracted and negotiated speed, such as 10G")
    gateway: Slug = Field(description="the gateway it ends on")
    ipv4: IPv4Interface = Field(description="our address on the circuit, with its prefix length")
    ipv4_next_hop: IPv4Address
    ipv6: IPv6Interface
    ipv6_next_hop: IPv6Address
    carrier_as: int | None = Field(default=None, ge=1, le=4294967295, description="BGP if given")
    contract: Remark = ""
    nat: bool = Field(
        default=False,
        description="the gateway translates the park's private IPv4 sources (RFC 3022); without it "
        "a firewall or the carrier must",
    )
    kind: Literal["internet", "international", "private"] = Field(
        default="internet", description="private: no way to the Internet, so no default route"
    )
    far_end: Remark = Field(default="", description="where the circuit ends on the other side")
    until: Day | None = Field(default=None, description="the contract's last day")
    sla: Sla | None = None
    reaches: tuple[IPv4Network | IPv6Network, ...] = Field(
        default=(), description="what lies behind a private circuit: static routes lead there"
    )
    own: Own | None = Field(
        default=None,
        description="of a circuit that is handed to both of a pair: what each has beside "
        "ipv4 and ipv6, which the active one answers to",
    )


class CoreDevice(Record):
    """A gateway or core switch, which people place one by one."""

    device: Slug
    model: Slug = Field(description="a device profile of inventory/profiles/devices")
    ownership: Ownership | None = None
    pair: Pair | None = Field(
        default=None, description="a stack of two members; of a gateway also two devices (vrrp)"
    )


class Controller(CoreDevice):
    """A controller of fit access points: a host on a link of its own to one core."""

    core: Slug | None = Field(default=None, description="the first core where it is left out")
    links: int = Field(default=1, ge=1, le=8, description="members of the link aggregation")
    speed: Speed = Field(default="10G", description="of each member")


class Segment(Record):
    """A network that runs through the park: one VLAN number, one subnet in each building."""

    vlan: Vlan
    purpose: Literal[
        "office",
        "production",
        "cameras",
        "iot",
        "wifi",
        "guest",
        "management",
        "voice",
        "control",
        "servers",
        "tenant",
    ]
    name: Bilingual | None = Field(default=None, description="what reports call it")
    description: Remark = ""
    hosts: int = Field(ge=2, le=4000, description="IPv4 hosts to plan for in one building")
    ipv6: Literal["slaac", "dhcpv6"] = Field(
        default="slaac", description="slaac: A flag and stateless DHCPv6; dhcpv6: M flag"
    )
    ipv4: bool | None = Field(
        default=None, description="whether it has IPv4; the phase of `ipv6` decides if left out"
    )
    dhcp: bool = Field(default=True, description="relay DHCPv4 and DHCPv6 to the services hosts")
    delegate: int | None = Field(
        default=None,
        ge=48,
        le=63,
        description="length of the IPv6 prefix that each customer's router is handed (DHCPv6-PD)",
    )
    customers: int = Field(
        default=2, ge=1, le=15, description="customers' routers in one building, with `delegate`"
    )
    vrf: Slug | None = Field(default=None, description="a routing table of its own")
    traffic: TrafficClass = "default"
    rate: Speed | None = Field(default=None, description="limit per building, each way")
    multicast: bool = Field(default=False, description="IGMP and MLD snooping, PIM on its gateway")
    buildings: tuple[Literal["factory", "office", "public", "warehouse", "greenhouse"], ...] = (
        Field(default=(), description="kinds of building it reaches; empty means all")
    )


class Addressing(Record):
    """The pools all addresses come from."""

    ipv4: IPv4Network = Field(description="subnets of buildings")
    ipv4_links: IPv4Network = Field(description="/31 links and /32 loopbacks")
    ipv6: IPv6Network = Field(description="the site prefix, /32 to /56")


class Services(Record):
    """Hosts that the whole park relies on."""

    ntp: tuple[IPv4Address | IPv6Address, ...] = Field(min_length=1)
    syslog: tuple[IPv4Address | IPv6Address, ...] = Field(min_length=1)
    dhcp: tuple[IPv4Address, ...] = Field(min_length=1)
    dhcpv6: tuple[IPv6Address, ...] = Field(min_length=1)
    dns: tuple[IPv4Address | IPv6Address, ...] = Field(min_length=1)
    ntp_key: Slug | None = Field(
        default=None, description="name of the secret that time servers sign with"
    )


class Management(Record):
    """How devices are reached. Secrets are named, never written: see `parknet.vault`."""

    segment: Slug = "management"
    ssh_user: Account = "parknet"
    snmp_user: Account = "parknet"
    snmp_exceptions: Mapping[Name, SnmpException] = {}
    ownership: Ownership = Ownership.OBSERVE
    deletion_budget: int = Field(default=50, ge=0, description="lines a plan may remove, a device")
    serials: Mapping[Name, Serial] = Field(default={}, description="of new devices, by name")
    unverified: tuple[Slug, ...] = Field(
        default=(), description="features whose unverified commands may be pushed"
    )
    vendor_controller: Literal["refused", "allowed"] = "refused"  # devices that call one
    approval: ApprovalRules | None = Field(
        default=None,
        description="who approves plans; without it whoever holds the key in the state folder",
    )
    windows: tuple[Window, ...] = Field(default=(), description="of changes; none: at any time")
    utc_offset: UtcOffset = Field(default="+08:00", description="the clock of `windows`")


class Park(Record):
    """`park.yml`: what holds for the whole park."""

    park: Slug
    name: Bilingual
    kind: Literal["industrial", "urban", "agricultural"]
    region: Annotated[str, StringConstraints(pattern=r"^\d{6}$")] = Field(
        description="GB/T 2260 code of the county or district"
    )
    area_km2: float = Field(gt=0, le=1000)
    policies: tuple[Slug, ...] = Field(min_length=1, description="packs of coverage/targets")
    contracts: tuple[Slug, ...] = Field(default=(), description="contract profiles")
    addressing: Addressing
    services: Services
    management: Management
    gateways: tuple[CoreDevice, ...] = Field(min_length=1)
    cores: tuple[CoreDevice, ...] = Field(min_length=1)
    controllers: tuple[Controller, ...] = Field(default=(), description="of access points")
    gateway_link: Speed = Field(default="10G", description="each link between a gateway and a core")
    uplinks: tuple[Uplink, ...] = Field(min_length=1)
    systems: Mapping[Slug, System] = Field(default={}, description="what rides on the network")
    reach: tuple[Reach, ...] = Field(default=(), description="who may reach whom; none: anyone")
    protection: Protection = Protection()
    radius: Radius | None = None
    operators: Operators = Operators()
    routing: Routing = Routing()
    ipv6: Ipv6Rollout = Ipv6Rollout()
    wlan: Wlan = Wlan()
    rings: tuple[Ring, ...] = ()
    raw: tuple[RawLines, ...] = Field(default=(), description="escape hatch")
    deviations: tuple[Deviation, ...] = ()
    samples: Retention = Field(default=Retention(), description="how long they are kept")
    monitoring: Monitoring = Field(default=Monitoring(), description="how often devices are read")
    segments: Mapping[Slug, Segment] = Field(min_length=1)

    @property
    def single_gateways(self) -> list[tuple[int, CoreDevice]]:
        """Return devices, with their places in `gateways`: a pair that is no stack is two."""
        found: list[tuple[int, CoreDevice]] = []
        for at, gateway in enumerate(self.gateways):
            found.append((at, gateway))
            if gateway.pair is not None and gateway.pair.kind == "vrrp":
                second = f"{gateway.device}-2"
                found.append((at, gateway.model_copy(update={"device": second})))
        return found


class Room(Record):
    """A room with its outlets."""

    room: Name
    outlets: tuple[Name, ...] | Name = Field(description="names and ranges such as 1F-001..024")
    segment: Slug
    profile: Slug = Field(default="desk", description="a port profile")


class AccessPoints(Record):
    """Access points of one floor that share a profile."""

    names: tuple[Name, ...] | Name = Field(description="names and ranges such as AP01..AP04")
    profile: Slug = Field(default="indoor", description="an AP profile")
    macs: Mapping[Name, Mac] = Field(default={}, description="by name, as on the label")
    serials: Mapping[Name, Serial] = Field(default={}, description="by name, as on the label")


class Floor(Record):
    """A floor, its access switches and what is plugged into them."""

    floor: Name
    access: Slug | None = Field(default=None, description="device profile, if not the building's")
    switches: int | None = Field(
        default=None, ge=1, le=40, description="as many as the ports need where it is left out"
    )
    rooms: tuple[Room, ...] = ()
    aps: tuple[AccessPoints, ...] = ()


class OutletRule(Record):
    """Outlets that differ from the rest of their room; of several rules that fit the last counts.

    `outlets` are names, ranges such as 1F-001..024, and expressions: `*` is any text, `?` any
    character, `[1-3]` one of several, as file names have them.
    """

    outlets: tuple[Name, ...] | Name
    profile: Slug | None = Field(default=None, description="a port profile")
    segment: Slug | None = None


class BuildingUplink(Record):
    """The link from a building to a core."""

    speed: Speed
    links: int = Field(default=1, ge=1, le=8, description="members of the link aggregation")
    core: Slug | None = Field(default=None, description="the first core where it is left out")
    second: Slug | None = Field(default=None, description="another core, linked in the same way")


class Building(Record):
    """`buildings/<code>.yml`: one building. The file's name is its code on devices and in ids."""

    building: Name = Field(description="what people call it, as the register does")
    kind: Literal["factory", "office", "public", "warehouse", "greenhouse"]
    main: bool = Field(default=False, description="主要办公楼宇: a main office building")
    at: tuple[float, float] = Field(
        description="centre, metres east and north of the park's origin"
    )
    size: tuple[float, float] = Field(
        default=(60.0, 30.0), description="metres east-west, north-south"
    )
    uplink: BuildingUplink
    aggregation: Slug = Field(description="device profile of the aggregation switch")
    pair: Pair | None = Field(
        default=None, description="a second aggregation switch of the same model"
    )
    access: Slug = Field(description="device profile of the floors' switches")
    access_link: BuildingUplink | None = Field(
        default=None, description="from each access switch to the aggregation: 2 × 1G if left out"
    )
    segments: tuple[Slug, ...] | None = Field(
        default=None, description="all that reach this kind of building where it is left out"
    )
    ownership: Ownership | None = None
    ports: tuple[OutletRule, ...] = Field(default=(), description="exceptions by name")
    floors: tuple[Floor, ...] = Field(min_length=1)


class PortRange(Record):
    """Ports of a device that are alike."""

    names: Name = Field(description="a range such as GigabitEthernet0/0/1..24")
    speed: Speed
    poe_w: float = Field(default=0, ge=0, le=100, description="PoE power per port; 0 without PoE")
    media: Literal["copper", "fibre"] = "copper"


class DeviceProfile(Record):
    """`inventory/profiles/devices/<model>.yml`: a device model."""

    vendor: Name
    title: Name
    platform: Slug | Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+$")]
    os: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+$")]
    roles: tuple[Literal["gateway", "core", "aggregation", "access", "controller", "ap"], ...]
    ports: tuple[PortRange, ...] = Field(min_length=1)
    poe_budget_w: float = Field(default=0, ge=0)
    lacks: Mapping[Slug, Remark] = Field(
        default={}, description="features of its operating system that it has not, by their source"
    )
    stack: Stacking | None = Field(default=None, description="where two can be one device")
    source: Remark = Field(description="data sheet the figures come from")


class PortProfile(Record):
    """`inventory/profiles/ports/<name>.yml`: how an outlet's port behaves."""

    description: Remark = ""
    minimum_speed: Speed = Field(description="what a live host must negotiate at least")
    edge: bool = True
    poe: bool = False
    desktop: bool = Field(default=True, description="counts as 桌面 in the policies")


class Library(Record):
    """Profiles by name."""

    platforms: Mapping[str, Platform]
    devices: Mapping[str, DeviceProfile]
    ports: Mapping[str, PortProfile]
    aps: Mapping[str, ApProfile]
    countries: Mapping[str, Country] = {}


class Intent(Record):
    """A validated park: `buildings` by code, and where each value was written."""

    park: Park
    buildings: Mapping[str, Building]
    library: Library
    digest: str = Field(default="", description="SHA-256 over the files it was read from")
    origins: Mapping[Path, str] = Field(default={}, repr=False)

    def origin(self, *path: str | int) -> str:
        """Return `file:line:column` of the value at `path`, or of what holds it."""
        for length in range(len(path), 0, -1):
            found = self.origins.get(path[:length])
            if found is not None:
                return found
        return "park.yml:1:1"
