"""What is wrong with an IPv6 plan is told at `validate`, with the line's place and a remedy."""

from ipaddress import IPv4Address, IPv4Network, IPv6Network
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parknet.design import design, review, service_hosts
from parknet.design.ground import mapped
from parknet.model.intent import Intent
from parknet.model.network import Allocations
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


def rollout(phase: str, segments: dict[str, Any] | None = None) -> Intent:
    park = park_data()
    park["services"]["dns"] = DNS6
    park["ipv6"] = {"phase": phase}
    for name, more in (segments or {}).items():
        park["segments"][name] |= more
    return intent_of(park, {"b03": building_data(), "b04": building_data(building="4")})


def versions(intent: Intent) -> dict[str, set[int]]:
    network, _ = design(intent, Allocations())
    return {
        svi.segment: {address.version for address in (svi.ipv4, svi.ipv6) if address is not None}
        for svi in network.device("b03-agg").svis
        if svi.segment
    }


def test_a_segment_may_be_ahead_of_the_phase_or_behind_it() -> None:
    ahead = versions(rollout("ipv6-mostly", {"guest": {"ipv4": False}}))
    assert ahead["guest"] == {6}
    assert ahead["office"] == {4, 6}
    behind = versions(rollout("ipv6-only", {"office": {"ipv4": True}}))
    assert behind["office"] == {4, 6}
    assert behind["guest"] == behind["wifi"] == {6}
    assert behind["cameras"] == behind["management"] == {4, 6}


@pytest.mark.parametrize(
    ("phase", "segment", "told"),
    [
        ("dual-stack", "guest", "segment guest has no IPv4, but the phase dual-stack"),
        ("ipv6-only", "management", "the management segment keeps IPv4"),
    ],
)
def test_ipv4_that_cannot_go_is_told(phase: str, segment: str, told: str) -> None:
    intent = rollout(phase, {segment: {"ipv4": False}})
    assert any(told in problem.what for problem in review(intent))


def test_going_to_ipv6_only_and_back_renumbers_nothing() -> None:
    before, given = design(rollout("dual-stack"), Allocations())
    only, kept = design(rollout("ipv6-only"), given)
    after, again = design(rollout("dual-stack"), kept)
    assert given.entries == kept.entries == again.entries
    assert after == before
    assert only != before


def test_a_park_that_began_without_ipv4_can_be_given_it() -> None:
    only, given = design(rollout("ipv6-only"), Allocations())
    after, _ = design(rollout("dual-stack"), given)
    for device in only.devices:
        for svi in device.svis:
            now = next(s for s in after.device(device.name).svis if s.name == svi.name)
            assert now.ipv6 == svi.ipv6
            assert svi.ipv4 in (None, now.ipv4)


def test_hosts_without_ipv4_get_no_dhcpv4_but_option_108_stays_with_those_that_have_it() -> None:
    intent = rollout("ipv6-only", {"office": {"ipv4": True}})
    plan = service_hosts(intent, design(intent, Allocations())[0])
    assert {pool.segment: pool.prefers_ipv6 for pool in plan.pools4} == {"office": True}
    assert {pool.segment for pool in plan.pools6} >= {"office", "wifi", "guest"}
    assert plan.dns.dns64 is not None


@given(st.sampled_from([32, 40, 48, 56, 64, 96]), st.integers(0, 2**32 - 1), st.integers(0, 32))
def test_a_mapped_prefix_holds_what_the_mapped_addresses_are(
    length: int, address: int, kept: int
) -> None:
    nat64 = IPv6Network((0x20010DB8 << 96, length))
    prefix = IPv4Network((address >> (32 - kept) << (32 - kept), kept))
    whole = mapped(nat64, prefix)
    for host in (prefix[0], prefix[-1], IPv4Address(address)):
        assert mapped(nat64, IPv4Network(host)).subnet_of(whole)
    for outside in (int(prefix[0]) - 1, int(prefix[-1]) + 1):
        if 0 <= outside < 2**32:
            assert not mapped(nat64, IPv4Network(outside)).subnet_of(whole)
