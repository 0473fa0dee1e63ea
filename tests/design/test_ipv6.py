"""What is wrong with an IPv6 plan is told at `validate`, with the line's place and a remedy."""

from typing import Any

import pytest

from parknet.design import review
from tests.design.parks import building_data, intent_of, park_data

MOSTLY = {"phase": "ipv6-mostly"}
DNS6 = ["10.16.0.53", "2001:db8:16::53"]


def problems(site: str = "2001:db8:4200::/48", rollout: Any = None, dns: Any = None) -> list[str]:
    park = park_data()
    park["addressing"]["ipv6"] = site
    park["services"]["dhcpv6"] = ["2001:db8:16::10"]
    if dns is not None:
        park["services"]["dns"] = dns
    if rollout is not None:
        park["ipv6"] = rollout
    return [problem.what for problem in review(intent_of(park, {"b03": building_data()}))]


@pytest.mark.parametrize(
    ("site", "told"),
    [
        ("2001:db8:4200::/50", "does not end at a nibble"),
        ("2001:db8:4200::/54", "does not end at a nibble"),
        ("2002:db8:4200::/48", "6to4"),
        ("fe80::/48", "link-local"),
        ("ff0e::/48", "multicast"),
        ("64:ff9b:1::/48", "NAT64 within a network"),
        ("2001:db8:4200::/60", "the site prefix is a /60"),
    ],
)
def test_a_site_prefix_that_is_none_is_told(site: str, told: str) -> None:
    assert any(told in what for what in problems(site)), problems(site)


@pytest.mark.parametrize(
    "site", ["2001:db8:4200::/48", "fd12:3456:789a::/48", "2001:db8:4200::/44"]
)
def test_a_site_prefix_at_a_nibble_is_no_problem(site: str) -> None:
    assert problems(site) == []


@pytest.mark.parametrize(
    ("rollout", "told"),
    [
        ({"phase": "ipv6-only"}, "does not build the phase ipv6-only yet"),
        ({"nat64": "64:ff9b::/96"}, "nothing uses it in the phase dual-stack"),
        (MOSTLY | {"nat64": "2001:db8:64::/80"}, "no IPv4 address has a place"),
        (MOSTLY | {"nat64": "2001:db8:64:0:100::/96"}, "bits 64 to 71"),
        (MOSTLY | {"nat64": "2001:db8:4200:3000::/96"}, "where buildings and links are numbered"),
    ],
)
def test_a_rollout_that_cannot_be_is_told(rollout: dict[str, str], told: str) -> None:
    assert any(told in what for what in problems(rollout=rollout, dns=DNS6))


def test_hosts_without_ipv4_need_a_name_server_with_ipv6() -> None:
    assert any("no DNS server has an IPv6 address" in what for what in problems(rollout=MOSTLY))
    assert problems(rollout=MOSTLY, dns=DNS6) == []


def test_a_translator_may_be_numbered_from_the_sites_block_for_services() -> None:
    own = MOSTLY | {"nat64": "2001:db8:4200:0:0:64::/96"}
    assert problems(rollout=own, dns=DNS6) == []
