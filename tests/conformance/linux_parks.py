"""A park of Debian machines in every role, and the same with everything the platform can be told.

Design writes the second plan as people ask for it; here it is put together by hand, so that a
template is held to a feature whether or not design asks for it yet.
"""

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

from parknet.design import design
from parknet.model.intent import Building, Intent, Park
from parknet.model.network import Allocations, DevicePlan, Network, StaticRoute, SviPlan
from parknet.model.policy import (
    BgpPeer,
    BgpPlan,
    FilterPlan,
    FilterRule,
    MulticastPlan,
    OperatorPlan,
    PortGuard,
)
from parknet.render import render
from parknet.workspace import Workspace
from tests.conformance.full_park import RP4, RP6
from tests.design.parks import building_data, park_data
from tests.render.regenerate import templates_of_checkout

ROOT = Path(__file__).parents[2]


def linux_intent(access: str = "debian-whitebox-48") -> Intent:
    """Return a park of Debian machines; its access switches may be another model."""
    library = Workspace(ROOT).load_intent("wuhan-urban").library
    park = park_data()
    park["gateways"][0]["model"] = park["cores"][0]["model"] = "debian-router"
    building = building_data(
        aggregation="debian-router",
        access=access,
        access_link={"speed": "1G", "links": 2},
        floors=[
            {
                "floor": "1F",
                "rooms": [
                    {"room": "101", "outlets": "1F-001..010", "segment": "office"},
                    {"room": "走廊", "outlets": "1F-C1..2", "segment": "cameras"},
                ],
            }
        ],
    )
    return Intent(
        park=Park.model_validate(park),
        buildings={"b03": Building.model_validate(building)},
        library=library,
        digest="0" * 64,
    )


@cache
def plain_park() -> Network:
    """Return the designed park, saying nothing new."""
    return design(linux_intent(), Allocations())[0]


OFFICE4 = FilterPlan(
    "office-4",
    3010,
    4,
    (
        FilterRule("permit", "udp", source_ports=(68, 68), destination_ports=(67, 67)),
        FilterRule("permit", "icmp", icmp_type=3, icmp_code=4),
        FilterRule("permit", "icmp"),
        FilterRule("permit", "tcp", established=True),
        FilterRule(
            "permit",
            "tcp",
            source=IPv4Network("10.20.0.0/24"),
            destination=IPv4Network("10.20.9.0/26"),
            destination_ports=(80, 443),
        ),
        FilterRule("deny", "ip", destination=IPv4Network("10.20.0.0/16"), log=True),
        FilterRule("permit", "udp", source=IPv4Network("10.20.1.0/24")),
        FilterRule("permit"),
    ),
)
OFFICE6 = FilterPlan(
    "office-6",
    3011,
    6,
    (
        FilterRule("permit", "icmp", icmp_type=2, icmp_code=0),
        FilterRule("permit", "icmp"),
        FilterRule("permit", "tcp", established=True, source_ports=(443, 443)),
        FilterRule("deny", "ip", destination=IPv6Network("2001:db8:4200::/48")),
        FilterRule("permit", "tcp", destination_ports=(443, 443)),
    ),
)
OPERATORS = OperatorPlan(
    idle_minutes=10,
    sources=(IPv4Network("10.20.5.0/26"), IPv6Network("2001:db8:4200:100::/64")),
)
GUARD = PortGuard(ra_guard=True, dhcpv6_shield=True)
TRUSTED = PortGuard(dhcp_trusted=True)


def _svi(svi: SviPlan, building_area: str) -> SviPlan:
    if svi.role == "segment" and svi.segment == "office":
        svi = replace(
            svi,
            filter4="office-4",
            filter6="office-6",
            rdnss=(IPv6Address("2001:db8:16::53"),),
            rate_bps=100_000_000,
        )
    if svi.role == "carrier":
        svi = replace(svi, translated4=(IPv4Network("10.20.0.0/16"), IPv4Network("10.23.0.0/16")))
    if svi.role == "segment" and svi.segment == "guest":
        svi = replace(svi, ipv4=None, relay4=())  # the phase ipv6-only
    if svi.ospf:
        # A link is in the building's area at both of its ends.
        area = "0.0.0.3" if svi.description.endswith("-agg") else building_area
        svi = replace(svi, area=area, bfd=not svi.passive)
    if svi.segment == "cameras" or svi.role == "link":
        svi = replace(svi, multicast=True)
    return svi


def _full(device: DevicePlan) -> DevicePlan:
    area = "0.0.0.3" if device.role == "aggregation" else "0.0.0.0"
    guarded = device.role == "access"
    device = replace(
        device,
        svis=tuple(_svi(svi, area) for svi in device.svis),
        stub_areas=("0.0.0.3",) if device.role in ("aggregation", "core") else (),
        loopback_area=area,
        services=replace(device.services, ntp_secret="ntp"),
        snooped_multicast=(30,) if device.role in ("access", "aggregation") else (),
        multicast=MulticastPlan(RP4, RP6) if device.router_id else None,
        filters=(OFFICE4, OFFICE6) if device.role == "aggregation" else (),
        operators=OPERATORS,
        ospf_secret="ospf" if device.router_id else "",
        stp_priority=4096,
        snooped_vlans=(10, 30) if guarded else (),
        ports=tuple(
            replace(port, guard=GUARD, voice_vlan=50 if port.vlan == 10 else None)
            if guarded and port.role == "outlet"
            else port
            for port in device.ports
        ),
        lags=tuple(replace(lag, guard=TRUSTED if guarded else None) for lag in device.lags),
    )
    if device.role == "core":
        device = replace(device, management4=IPv4Interface(RP4), management6=IPv6Interface(RP6))
        nat64 = StaticRoute(IPv6Network("64:ff9b::/96"), IPv6Address("2001:db8:4200:ff00::f"))
        device = replace(device, routes=(nat64,), redistributes=True)
    if device.role == "gateway":
        peers = (
            BgpPeer(IPv4Address("198.51.100.1"), 64500, "中国电信"),
            BgpPeer(IPv6Address("2001:db8:f::1"), 64500, "中国电信"),
        )
        announced = (IPv4Network("10.20.0.0/16"), IPv6Network("2001:db8:4200::/48"))
        device = replace(device, bgp=BgpPlan(65010, peers, announced))
    return device


@cache
def full_park() -> Network:
    """Return the park with every feature of the platform asked for."""
    plain = plain_park()
    devices = tuple(_full(device) for device in plain.devices)
    return replace(plain, devices=devices, by_name={device.name: device for device in devices})


def texts(network: Network) -> dict[str, str]:
    """Return every device's configuration."""
    return {config.device: config.text for config in render(network, templates_of_checkout())}
