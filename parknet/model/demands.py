"""What people may say beyond cabling: who may reach whom, what is protected, routing, WiFi, QoS.

Every record here is an optional part of `park.yml` with a default that says nothing is asked for.
"""

from collections.abc import Mapping
from enum import StrEnum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from parknet.model.record import Account, Bilingual, Name, Record, Remark, Slug, Speed
from parknet.names import FORBIDDEN_CHARACTERS

_SERVICE = r"^(any|icmp|(tcp|udp)/\d{1,5}(\.\.\d{1,5})?)$"


def _real_ports(text: str) -> str:
    if "/" in text:
        ends = [int(part) for part in text.partition("/")[2].split("..")]
        if not all(1 <= port <= 65535 for port in ends) or sorted(ends) != ends:
            raise ValueError(f"{text} names no ports between 1 and 65535 in rising order")
    return text


# `any`, `icmp`, `tcp/443`, `udp/5004..5005`.
Service = Annotated[str, StringConstraints(pattern=_SERVICE), AfterValidator(_real_ports)]


# A day of the calendar, as `2026-11-20`.
Day = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")]


class Mode(StrEnum):
    """How far a protection goes: it is tried before it cuts anybody off."""

    OFF = "off"
    MONITOR = "monitor"  # open mode, log only: says who would have been cut off
    ENFORCE = "enforce"


class System(Record):
    """A system that rides on the network, such as 视频监控, 门禁 or 能耗监测."""

    name: Bilingual
    segment: Slug
    owner: Name = Field(description="who answers for it")
    protection_level: int | None = Field(
        default=None, ge=1, le=5, description="等保定级 (GB/T 22240), where it was graded"
    )


class Reach(Record):
    """One line of the matrix. Once a park has any, what no line allows is denied, v4 and v6 alike.

    `internet` stands for everything outside the park, `services` for the hosts of `services`,
    `*` for every segment.
    """

    source: tuple[Slug | Literal["*", "internet"], ...] = Field(alias="from", min_length=1)
    to: tuple[Slug | Literal["*", "internet", "services"], ...] = Field(min_length=1)
    allow: tuple[Service, ...] = Field(min_length=1)
    why: Remark = ""


class Radius(Record):
    """Where users are authenticated. The shared secret is named, never written."""

    servers: tuple[IPv4Address | IPv6Address, ...] = Field(min_length=1, max_length=4)
    secret: Slug = Field(default="radius", description="the secret's name")


class Protection(Record):
    """What guards access ports (GB/T 22239-2019, 8.1.3)."""

    dot1x: Mode = Field(default=Mode.OFF, description="IEEE 802.1X with MAB as fall-back")
    dhcp_snooping: bool = True
    arp_inspection: Mode = Field(default=Mode.MONITOR, description="DAI and ND inspection")
    source_guard: Mode = Field(default=Mode.MONITOR, description="IPv4 and IPv6 source guard")
    ra_guard: bool = True
    dhcpv6_shield: bool = True
    storm_control_percent: int | None = Field(default=5, ge=1, le=100)
    mac_limit: int | None = Field(default=None, ge=1, le=4096, description="MAC addresses a port")
    bpdu_guard: bool = True
    monitored_since: Day | None = Field(
        default=None,
        description="the day the modes above went to monitor: enforce needs 14 days of it",
    )


class Routing(Record):
    """How the park's routers talk."""

    areas: Literal["one", "building"] = Field(
        default="one", description="building: each building is a stub area of its own number"
    )
    bfd: bool = False
    as_number: int | None = Field(
        default=None, ge=1, le=4294967295, description="BGP to carriers that have one"
    )
    authentication: bool = Field(default=False, description="OSPF with the secret `ospf`")


# A network interface as the Linux kernel takes its name.
Interface = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9.-]{0,14}$")]


class Translator(Record):
    """A host that translates between IPv6 and IPv4 (NAT64, RFC 7915 and RFC 6146)."""

    translator: Slug
    router: Slug = Field(description="the core or gateway it hangs on, by a link of its own")
    pool: IPv4Network = Field(description="IPv4 addresses that hosts behind it leave with")
    speed: Speed = "10G"
    interface: Interface = Field(default="eno1", description="its own name of that link")


class Ipv6Rollout(Record):
    """Phases of RFC 7381 and RFC 8925."""

    phase: Literal["dual-stack", "ipv6-mostly", "ipv6-only"] = "dual-stack"
    nat64: IPv6Network = Field(
        default=IPv6Network("64:ff9b::/96"), description="RFC 6052 prefix that DNS64 hands out"
    )
    translators: tuple[Translator, ...] = Field(
        default=(), description="of that prefix; without any a carrier must translate it"
    )


def _ssid_text(text: str) -> str:
    # IEEE 802.11-2020, 9.4.2.2: at most 32 octets.
    if FORBIDDEN_CHARACTERS.search(text) or text != text.strip():
        raise ValueError("holds a line break or control character, or begins or ends with a space")
    if len(text.encode()) > 32:
        raise ValueError(f"is {len(text.encode())} bytes long in UTF-8; an SSID has at most 32")
    return text


# WPA-Enterprise as the Wi-Fi Alliance has it (WPA3 Specification 3, 3.2 to 3.5).
Enterprise = Literal["wpa2", "transition", "wpa3", "wpa3-192"]


class Ssid(Record):
    """A wireless network's name and how people get on it."""

    ssid: Annotated[str, StringConstraints(min_length=1, max_length=32), AfterValidator(_ssid_text)]
    segment: Slug
    security: Literal["dot1x", "psk", "sae", "portal", "open"]
    enterprise: Enterprise = Field(
        default="wpa2", description="with dot1x: what hosts must speak; transition takes both"
    )
    bands: tuple[Literal["2.4", "5", "6"], ...] = ("2.4", "5")
    hidden: bool = False
    roams_with_city: bool = Field(default=False, description="realm proxy to the city's RADIUS")
    secret: Slug | None = Field(default=None, description="name of the key, for psk and sae")


class Portal(Record):
    """Where visitors log in. A `?` in the address would be a question to most command lines."""

    server: IPv4Address = Field(description="the portal server that the controller talks to")
    url: Annotated[
        str, StringConstraints(pattern=r"^https?://[A-Za-z0-9._~:/\[\]%-]+$", max_length=128)
    ] = Field(description="the page that visitors see")
    secret: Slug = Field(default="portal", description="name of the key both share")


class Wlan(Record):
    """The park's WiFi."""

    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] = "CN"
    controller: Slug | None = Field(
        default=None, description="a device; the controller, or else the first core, if left out"
    )
    backup: Slug | None = Field(
        default=None,
        description="a second controller of the same model, which access points turn to",
    )
    capwap_dtls: bool = Field(
        default=True, description="controller and access points encrypt what they say (RFC 5415)"
    )
    groups_at_once: int = Field(
        default=1,
        ge=0,
        description="AP groups of a running controller that one step of a change takes; 0: all",
    )
    rejoin_s: int = Field(
        default=60,
        ge=0,
        le=600,
        description="seconds that access points may take to join again, before they are counted",
    )
    ssids: tuple[Ssid, ...] = ()
    channel_width_5: Literal[20, 40, 80, 160] = 40
    city_radius: Radius | None = None
    portal: Portal | None = Field(default=None, description="for SSIDs with `portal`")


class Ring(Record):
    """An Ethernet ring (ITU-T G.8032 ERPS or the platform's own) for cameras and control."""

    ring: Slug
    segments: tuple[Slug, ...] = Field(min_length=1)
    control_vlan: int = Field(ge=2, le=4094)
    devices: tuple[Slug, ...] = Field(min_length=3)
    owner: Slug = Field(description="the device whose port blocks while the ring is whole")


class Pair(Record):
    """Two aggregation switches of one building that stand in for one another.

    `stack`: one logical device of two members. `vrrp`: two devices that share the gateway
    addresses. `mlag`: two devices that share link aggregations.
    """

    kind: Literal["stack", "mlag", "vrrp"]
    link: Speed = Field(default="10G", description="each cable between the two")
    links: int = Field(default=2, ge=1, le=8, description="cables between the two")
    gateway: Literal["vrrp", "anycast"] = Field(
        default="vrrp",
        description="of kind mlag: whether one of the two answers to hosts, or both at once",
    )


class Own(Record):
    """Addresses of two gateways on a circuit that is handed over to both, the first's first."""

    ipv4: tuple[IPv4Address, IPv4Address]
    ipv6: tuple[IPv6Address, IPv6Address]


class Operators(Record):
    """Who may log in, and how (GB/T 22239-2019, 8.1.4).

    Once a park has `stations`, command lines answer to them, to the management segment and to
    `from_segments` only.
    """

    stations: tuple[IPv4Network | IPv6Network, ...] = Field(
        default=(), description="outside the park's segments: where parknet and its people work"
    )

    tacacs: tuple[IPv4Address | IPv6Address, ...] = ()
    accounts: Mapping[Account, Literal["system", "audit", "security", "viewer"]] = {}
    idle_minutes: int = Field(default=10, ge=1, le=60)
    from_segments: tuple[Slug, ...] = Field(
        default=(), description="beside the management segment, who may reach command lines"
    )


class RawLines(Record):
    """An escape hatch: lines parknet cannot know, counted and shown in every plan."""

    lines: tuple[Annotated[str, StringConstraints(min_length=1, max_length=200)], ...]
    why: Name
    devices: tuple[Slug, ...] = ()
    roles: tuple[Literal["gateway", "core", "controller", "aggregation", "access", "ap"], ...] = ()
    platform: str


class Deviation(Record):
    """A feature that a device lacks, or a clause's speed, that somebody accepts until a date."""

    feature: Slug = Field(description="a feature's key, or the id of a clause such as cq-06")
    devices: tuple[Slug, ...] = Field(
        min_length=1,
        description="devices or their profiles; of a clause: uplinks, buildings or port profiles",
    )
    why: Name
    owner: Name
    until: Day


class Sla(Record):
    """What a carrier promised for a circuit; what its contract leaves open is left out."""

    availability_percent: float | None = Field(default=None, gt=0, le=100, description="a month")
    delay_ms: float | None = Field(default=None, gt=0, le=2000, description="round trip")
    loss_percent: float | None = Field(default=None, ge=0, le=100)
    repair_hours: float | None = Field(default=None, gt=0, le=720)


# Traffic classes (RFC 4594): what the uplinks serve first.
TrafficClass = Literal["voice", "control", "video", "default"]


class Rate(Record):
    """What a tenant may use at most, each way."""

    limit: Speed
