"""A private circuit on every platform: static routes to what lies behind it, and no default."""

import re
from collections.abc import Iterator
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Final

import pytest

from parknet.design import design
from parknet.model.intent import Uplink
from parknet.model.network import Allocations
from parknet.render import render
from tests.conformance.full_park import KITS, plain_park
from tests.render.regenerate import templates_of_checkout

Routes = set[tuple[IPv4Network | IPv6Network, str]]
PRIVATE: Final = {
    "uplink": "headquarters",
    "carrier": "中国移动",
    "speed": "1G",
    "gateway": "gateway-1",
    "ipv4": "192.0.2.2/30",
    "ipv4_next_hop": "192.0.2.1",
    "ipv6": "2001:db8:d::2/64",
    "ipv6_next_hop": "2001:db8:d::1",
    "kind": "private",
    "reaches": ["172.30.0.0/15", "2001:db8:7000::/40"],
}
# [D] each vendor's static route commands: a mask, a length after a blank, or a prefix.
PATTERNS: Final = (
    r"ip(?:v6)? route-static (?P<network>\S+) (?P<length>\S+) (?P<hop>\S+)",
    r"ip route (?P<network>\d[^/ ]*) (?P<length>[\d.]+) (?P<hop>\S+)",
    r"ip(?:v6)? route (?P<network>[^/ ]+)/(?P<length>\d+) (?P<hop>\S+)",
)


def static_routes(text: str) -> Iterator[tuple[IPv4Network | IPv6Network, str]]:
    for line in text.splitlines():
        for pattern in PATTERNS:
            if match := re.fullmatch(pattern, line.strip()):
                yield ip_network(f"{match['network']}/{match['length']}"), match["hop"]
                break


@pytest.mark.parametrize("kit", KITS)
def test_static_routes_lead_to_what_lies_behind_and_the_default_to_the_carrier(kit: str) -> None:
    intent = plain_park(kit)
    uplinks = (*intent.park.uplinks, Uplink.model_validate(PRIVATE))
    park = intent.park.model_copy(update={"uplinks": uplinks})
    intent = intent.model_copy(update={"park": park})
    network, _ = design(intent, Allocations())
    texts = {
        device.name: config.text
        for device, config in zip(
            network.devices, render(network, templates_of_checkout()), strict=True
        )
    }
    assert set(static_routes(texts["gateway-1"])) == {
        (ip_network("0.0.0.0/0"), "198.51.100.1"),
        (ip_network("::/0"), "2001:db8:f::1"),
        (ip_network("172.30.0.0/15"), "192.0.2.1"),
        (ip_network("2001:db8:7000::/40"), "2001:db8:d::1"),
    }
