"""A small park that uses every demand, on any platform; and plans that hold every field by hand.

`full_park(kit)` is what people write; `dressed(network)` puts into each device what the design of
that park may hold, so that templates and readers can be tried before and beside the design.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from ipaddress import (
    IPv4Address,
    IPv4Interface,
    IPv4Network,
    IPv6Address,
    IPv6Interface,
    IPv6Network,
)
from pathlib import Path
from typing import Any, Final, NamedTuple

from parknet.model.intent import Building, Intent, Library, Park, Platform
from parknet.model.network import DevicePlan, Network, PortPlan, SviPlan
from parknet.model.policy import (
    BgpPeer,
    BgpPlan,
    FilterPlan,
    FilterRule,
    MulticastPlan,
    OperatorPlan,
    PortGuard,
    RadiusPlan,
    VrrpPlan,
)
from parknet.workspace import Workspace
from tests.design.parks import building_data, park_data


class Kit(NamedTuple):
    """Device profiles of the library that one park of one operating system is built of."""

    platform: str
    access: str
    aggregation: str
    core: str
    gateway: str


KITS: Final = {
    "vrp5": Kit(
        "huawei_vrp", "s5735-l24p4x-a1", "s6730-h24x6c-v2", "s6730-h48x6c-v2", "ce6881-48s6cq"
    ),
    "vrp8": Kit(
        "huawei_vrp", "s5735-l24p4xe-a-v2", "s6730-h24x6c-v2", "s12700e-4", "ce6881-48s6cq"
    ),
    "comware7": Kit(
        "h3c_comware",
        "s5130s-28s-pwr-ei",
        "s6520x-30qc-ei",
        "s10506",
        "s6520x-54qc-ei",
    ),
    "ios": Kit("cisco_ios", "ws-c2960x-24pd-l", "c9500-24y4c", "c9500-48y4c", "c9500-24y4c"),
    "iosxe": Kit("cisco_ios", "c9200l-24p-4x", "c9500-24y4c", "c9500-48y4c", "c9500-24y4c"),
    "eos": Kit(
        "arista_eos",
        "ccs-720xp-24y6",
        "dcs-7050sx3-48yc8",
        "dcs-7050sx3-48yc8",
        "dcs-7280sr3-48yc8",
    ),
    "rgos": Kit(
        "ruijie_rgos",
        "rg-s2910-24gt4xs-up-h",
        "rg-s6120-20xs4vs2qxs",
        "rg-s6510-48vs8cq",
        "rg-s6120-20xs4vs2qxs",
    ),
}


def library() -> Library:
    """Return the built-in library, as a park without files of its own sees it."""
    workspace = Workspace(Path(__file__).parents[2])
    return workspace.load_intent(workspace.parks()[0]).library


def features_of(device: DevicePlan) -> Mapping[str, object]:
    """Return what the operating system of a device has, as the built-in library says."""
    return _platforms()[device.platform].oses[device.os].features


@cache
def _platforms() -> Mapping[str, Platform]:
    return library().platforms


# Each demand by the name of its part of `park.yml`; what needs another comes after it.
DEMANDS: Final[dict[str, Any]] = {
    "systems": {
        "video": {"name": {"zh": "视频监控", "en": "Video"}, "segment": "cameras",
                  "owner": "安保部", "protection_level": 2},
        "control": {"name": {"zh": "工业控制", "en": "Control"}, "segment": "control",
                    "owner": "生产部", "protection_level": 3},
    },
    "reach": [
        {"from": ["office", "voice"], "to": ["internet"], "allow": ["any"], "why": "daily work"},
        {"from": ["guest"], "to": ["internet"], "allow": ["tcp/80", "tcp/443", "udp/443"]},
        {"from": ["office"], "to": ["cameras"], "allow": ["tcp/554", "udp/5004..5005", "icmp"]},
        {"from": ["*"], "to": ["services"], "allow": ["udp/53", "tcp/53", "udp/123", "icmp"]},
        {"from": ["management"], "to": ["*"], "allow": ["any"]},
        {"from": ["wifi"], "to": ["internet", "office"], "allow": ["any"]},
    ],
    "radius": {"servers": ["10.16.0.20", "2001:db8:16::20"], "secret": "radius"},
    # ARP inspection and source guard stay as they are by default: no platform only reports, and
    # nothing may be enforced that was not watched.
    "protection": {"dot1x": "monitor", "storm_control_percent": 5, "mac_limit": 8},
    "operators": {
        "tacacs": ["10.16.0.21"],
        "accounts": {"netadmin": "system", "auditor": "audit", "secadmin": "security",
                     "watcher": "viewer"},
        "idle_minutes": 10,
    },
    "routing": {"areas": "building", "bfd": True, "as_number": 64512, "authentication": True},
    "ipv6": {"phase": "ipv6-mostly"},
    "wlan": {
        "country": "CN",
        "ssids": [
            {"ssid": "park-staff", "segment": "wifi", "security": "dot1x"},
            {"ssid": "park-guest", "segment": "guest", "security": "portal",
             "roams_with_city": True},
            {"ssid": "park-things", "segment": "iot", "security": "psk", "bands": ["2.4"],
             "hidden": True, "secret": "wlan-things"},
        ],
        "city_radius": {"servers": ["10.16.0.22"], "secret": "city-radius"},
    },
    "rings": [
        {"ring": "cameras", "control_vlan": 2900,
         "segments": ["cameras", "office", "wifi", "guest", "iot", "voice"],
         "devices": ["b03-1f-acc1", "b03-2f-acc1", "b03-agg"], "owner": "b03-agg"}
    ],
    "raw": [
        {"lines": ["alias exec parknet-version show version"], "why": "wanted by the night shift",
         "roles": ["access"]}
    ],
    "deviations": [],
}  # fmt: skip

SEGMENTS: Final[dict[str, Any]] = {
    "office": {"vlan": 10, "purpose": "office", "hosts": 200},
    "cameras": {"vlan": 30, "purpose": "cameras", "hosts": 60, "multicast": True,
                "traffic": "video"},
    "iot": {"vlan": 35, "purpose": "iot", "hosts": 60},
    "wifi": {"vlan": 40, "purpose": "wifi", "hosts": 120, "ipv6": "dhcpv6"},
    "guest": {"vlan": 50, "purpose": "guest", "hosts": 120, "rate": "100M"},
    "voice": {"vlan": 60, "purpose": "voice", "hosts": 60, "traffic": "voice"},
    "control": {"vlan": 70, "purpose": "control", "hosts": 60, "traffic": "control"},
    "tenant-a": {"vlan": 80, "purpose": "tenant", "hosts": 60, "vrf": "tenant-a"},
    "management": {"vlan": 100, "purpose": "management", "hosts": 60},
}  # fmt: skip


# What a segment may ask for by itself.
ASKED_OF_SEGMENTS: Final = ("multicast", "rate", "traffic", "vrf")


def full_park(kit: str, without: tuple[str, ...] = ()) -> Intent:
    """Return a park on one kit that asks for everything but what is named in `without`.

    Args:
        kit: a key of `KITS`.
        without: keys of `DEMANDS`, or of `ASKED_OF_SEGMENTS`.
    """
    segments = {
        name: {key: value for key, value in segment.items() if key not in without}
        for name, segment in SEGMENTS.items()
    }
    return _park(kit, segments, {k: v for k, v in DEMANDS.items() if k not in without})


def plain_park(kit: str) -> Intent:
    """Return the same park without any demand."""
    plain = {"vlan", "purpose", "hosts", "ipv6"}
    segments = {
        name: {key: value for key, value in segment.items() if key in plain}
        for name, segment in SEGMENTS.items()
    }
    return _park(kit, segments, {})


def _park(kit: str, segments: dict[str, Any], demands: dict[str, Any]) -> Intent:
    profiles = KITS[kit]
    park = park_data()
    park["segments"] = {name: dict(segment) for name, segment in segments.items()}
    park["services"] = {
        "ntp": ["10.16.0.11", "2001:db8:16::11"],
        "syslog": ["10.16.0.12", "2001:db8:16::12"],
        "dhcp": ["10.16.0.10"],
        "dhcpv6": ["2001:db8:16::10"],
        "dns": ["10.16.0.53", "2001:db8:16::53"],
    }
    park["management"] = {"ownership": "enforce"}
    park["gateways"] = [{"device": "gateway-1", "model": profiles.gateway}]
    park["cores"] = [
        {"device": "core-1", "model": profiles.core},
        {"device": "core-2", "model": profiles.core},
    ]
    park["uplinks"][0]["carrier_as"] = 64496 if "routing" in demands else None
    park |= {name: value for name, value in demands.items() if name != "raw"}
    if "raw" in demands:
        park["raw"] = [line | {"platform": profiles.platform} for line in demands["raw"]]
    cameras = {"room": "走廊", "outlets": "2F-C01..06", "segment": "cameras", "profile": "camera"}
    office = {"room": "101", "outlets": "1F-001..010", "segment": "office"}
    # Only switches that people counted can be on a ring.
    counted = {"switches": 1} if "rings" in demands else {}
    uplink: dict[str, Any] = {"speed": "10G", "links": 2, "core": "core-1"}
    if demands:
        uplink["second"] = "core-2"
    buildings = {
        "b03": building_data(
            uplink=uplink,
            aggregation=profiles.aggregation,
            access=profiles.access,
            floors=[
                {"floor": "1F", "rooms": [office], "aps": [{"names": "AP01..AP02"}]} | counted,
                {"floor": "2F", "rooms": [cameras]} | counted,
            ],
        )
    }
    return Intent(
        park=Park.model_validate(park),
        buildings={code: Building.model_validate(data) for code, data in buildings.items()},
        library=library(),
        digest="0" * 64,
    )


def _rules(version: int) -> tuple[FilterRule, ...]:
    """Return one rule of each form that a filter may hold."""
    here = IPv4Network("10.20.12.0/24") if version == 4 else IPv6Network("2001:db8:4200:310::/64")
    there = IPv4Network("10.16.0.0/24") if version == 4 else IPv6Network("2001:db8:16::/64")
    host = IPv4Network("10.16.0.53/32") if version == 4 else IPv6Network("2001:db8:16::53/128")
    icmp_rules = (
        (FilterRule("permit", "icmp", icmp_type=8, icmp_code=0), FilterRule("permit", "icmp"))
        if version == 4
        else (
            FilterRule("permit", "icmp", icmp_type=135),
            FilterRule("permit", "icmp", icmp_type=136, icmp_code=0),
            FilterRule("permit", "icmp", icmp_type=2, icmp_code=0),
        )
    )
    groups = IPv4Network("224.0.0.0/4")
    return (
        *icmp_rules,
        *((FilterRule("permit", "igmp", destination=groups),) if version == 4 else ()),
        FilterRule("permit", "tcp", established=True),
        FilterRule("permit", "udp", source_ports=(68, 68), destination_ports=(67, 67)),
        FilterRule("permit", "udp", here, host, destination_ports=(53, 53)),
        FilterRule("permit", "tcp", here, there, destination_ports=(5000, 5010)),
        FilterRule("permit", "tcp", here, there, (1024, 65535), (554, 554)),
        FilterRule("deny", "ip", here, there, log=True),
        FilterRule("permit", "ip", here),
    )


FILTERS: Final = (
    FilterPlan("office-in4", 3010, 4, _rules(4)),
    FilterPlan("office-in6", 3010, 6, _rules(6)),
)
GUARD: Final = PortGuard(
    dot1x="enforce", mab=True, ra_guard=True, dhcpv6_shield=True, arp_inspection="enforce",
    source_guard="enforce", storm_percent=5, mac_limit=8, bpdu_guard=True,
)  # fmt: skip
TRIAL: Final = replace(GUARD, dot1x="monitor", arp_inspection="monitor", source_guard="monitor")
AP_GUARD: Final = PortGuard(ra_guard=True, dhcpv6_shield=True, storm_percent=5)
TRUSTED: Final = PortGuard(dhcp_trusted=True)
OPERATORS: Final = OperatorPlan(
    idle_minutes=10,
    sources=(IPv4Network("10.20.15.0/26"), IPv6Network("2001:db8:4200:364::/64")),
    tacacs=(IPv4Address("10.16.0.21"),),
    accounts=(("netadmin", "system"), ("auditor", "audit"), ("secadmin", "security"),
              ("watcher", "viewer")),
)  # fmt: skip


RP4: Final = IPv4Address("10.31.255.1")
RP6: Final = IPv6Address("2001:db8:42ff::1")


def dressed(network: Network, *, monitor: bool = False) -> Network:
    """Return the network with every field of round two set by hand, where it makes sense."""
    devices = tuple(_dressed(device, monitor=monitor) for device in network.devices)
    return replace(network, devices=devices, by_name={device.name: device for device in devices})


def _dressed(device: DevicePlan, *, monitor: bool) -> DevicePlan:
    guard = TRIAL if monitor else GUARD
    device = replace(
        device,
        services=replace(device.services, ntp_secret="ntp"),
        snooped_multicast=(30,)
        if device.role in ("access", "aggregation") and "mld-snooping" in features_of(device)
        else (),
        stp_priority={"aggregation": 8192, "core": 4096}.get(device.role),
        radius=RadiusPlan((IPv4Address("10.16.0.20"), IPv6Address("2001:db8:16::20")), "radius"),
        operators=OPERATORS,
    )
    if device.role == "access":
        return replace(
            device,
            ports=tuple(_guarded(port, guard) for port in device.ports),
            lags=tuple(replace(lag, guard=TRUSTED) for lag in device.lags),
            snooped_vlans=tuple(vlan.vlan for vlan in device.vlans),
        )
    area = "0.0.0.3" if device.role == "aggregation" else "0.0.0.0"
    device = replace(
        device,
        svis=tuple(_svi(svi, area) for svi in device.svis),
        ports=tuple(_queued(port) for port in device.ports),
        lags=tuple(replace(lag, believed=True) for lag in device.lags),
        filters=FILTERS if device.role == "aggregation" else (),
        stub_areas=("0.0.0.3",)
        if device.role == "aggregation" or any(s.description == "b03-agg" for s in device.svis)
        else (),
        loopback_area=area,
        ospf_secret="ospf",
        # The rendezvous point is the core's own address.
        multicast=MulticastPlan(RP4, RP6),
        **({"management4": IPv4Interface(RP4), "management6": IPv6Interface(RP6)}
           if device.role == "core" else {}),
    )  # fmt: skip
    if device.role == "gateway":
        peers = (
            BgpPeer(IPv4Address("198.51.100.1"), 64496, "telecom-1"),
            BgpPeer(IPv6Address("2001:db8:f::1"), 64496, "telecom-1"),
        )
        announces = (IPv4Network("10.20.0.0/16"), IPv6Network("2001:db8:4200::/48"))
        device = replace(device, bgp=BgpPlan(64512, peers, announces))
    return device


def _queued(port: PortPlan) -> PortPlan:
    is_link = port.role in ("uplink", "downlink")
    return replace(port, queued=is_link or port.role == "carrier", believed=is_link)


def _guarded(port: PortPlan, guard: PortGuard) -> PortPlan:
    if port.role == "outlet":
        return replace(port, guard=guard, voice_vlan=60)
    if port.role == "ap":
        return replace(port, guard=AP_GUARD)
    if port.role in ("uplink", "downlink") and port.lag is None:
        return replace(port, guard=TRUSTED)
    return port


def _svi(svi: SviPlan, area: str) -> SviPlan:
    if svi.role == "link":
        # A link is in the building's area at both of its ends.
        area = "0.0.0.3" if svi.description.endswith("-agg") else area
        return replace(svi, area=area, bfd=True, multicast=True)
    if svi.role not in ("segment", "management") or svi.ipv4 is None or svi.ipv6 is None:
        return svi
    virtual4 = svi.ipv4.network.network_address + 30
    virtual6 = svi.ipv6.network.network_address + 0x30
    is_office = svi.vlan == 10
    return replace(
        svi,
        area=area,
        rdnss=(IPv6Address("2001:db8:16::53"),) if svi.ra != "none" else (),
        pref64=IPv6Network("64:ff9b::/96") if svi.ra != "none" else None,
        filter4="office-in4" if is_office else "",
        filter6="office-in6" if is_office else "",
        vrrp=VrrpPlan(svi.vlan, 120, virtual4, virtual6) if is_office else None,
        multicast=svi.vlan == 30,
        traffic={30: "video", 60: "voice", 70: "control", 40: "standard"}.get(svi.vlan, "default"),
        rate_bps=100_000_000 if svi.vlan == 50 else 0,
    )


__all__ = [
    "ASKED_OF_SEGMENTS", "DEMANDS", "FILTERS", "KITS", "SEGMENTS", "Kit", "dressed", "features_of",
    "full_park", "library", "plain_park",
]  # fmt: skip
