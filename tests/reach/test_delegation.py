"""Prefixes that customers were handed are their segment's, for filters as for routes."""

from ipaddress import IPv6Network
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parknet.design import design, matrix, review, service_hosts
from parknet.model.intent import Intent
from parknet.model.network import Allocations
from parknet.render import render, render_hosts
from parknet.workspace import Workspace
from tests.conformance.meaning import meaning_of
from tests.design.parks import building_data, intent_of, park_data
from tests.reach.evaluator import Campus, campus_of, lets_in, opening
from tests.reach.matrices import LIFELINE, Description, described, in_global
from tests.reach.test_reach import disagreements, open_cells
from tests.reach.test_texts import reader

TEMPLATES = Workspace(Path(__file__).parents[2]).templates()


@st.composite
def delegating(draw: st.DrawFn) -> Intent:
    """A park with a matrix, some of whose segments hand prefixes to customers."""
    park, buildings = in_global(draw(described()))
    for name in draw(st.sets(st.sampled_from(sorted(set(park["segments"]) - {"management"})))):
        park["segments"][name] |= {"delegate": 60, "customers": draw(st.integers(1, 3))}
        park["segments"][name]["dhcp"] = True
    return intent_of(park, buildings)


def planned(intent: Intent) -> Campus:
    network, _ = design(intent, Allocations())
    kea = render_hosts(service_hosts(intent, network), TEMPLATES["services"])["kea-dhcp6.conf"]
    return campus_of(intent.park, {d.name: meaning_of(d) for d in network.devices}, kea)


@settings(max_examples=10, deadline=None)
@given(delegating())
def test_customers_may_do_what_their_segment_may_and_no_more(intent: Intent) -> None:
    campus = planned(intent)
    asked = {s for s in intent.park.segments.values() if s.delegate is not None}
    assert bool(campus.delegated) == bool(asked)
    assert disagreements(campus, matrix(intent)) == []


@settings(max_examples=8, deadline=None)
@given(delegating())
def test_nothing_is_delegated_twice_or_where_a_segment_is(intent: Intent) -> None:
    network, _ = design(intent, Allocations())
    lans = [svi.ipv6.network for d in network.devices for svi in d.svis if svi.ipv6 is not None]
    every = [p for prefixes in planned(intent).delegated.values() for p in prefixes]
    assert len(set(every)) == len(every)
    assert not [(p, lan) for p in every for lan in lans if p.overlaps(lan)]
    blocks = [block for device in network.devices for block in device.discards]
    assert all(any(p.subnet_of(block) for block in blocks) for p in every)


@settings(max_examples=8, deadline=None)
@given(described(), st.integers(1, 2))
def test_delegating_in_one_more_segment_moves_no_prefix(
    description: Description, customers: int
) -> None:
    park, buildings = in_global(description)
    park["segments"]["office"] |= {"delegate": 60, "customers": customers, "dhcp": True}
    before = intent_of(park, buildings)
    park["segments"]["guest"] |= {"delegate": 60, "dhcp": True}
    park["segments"] = {"a-new": {"vlan": 5, "purpose": "iot", "hosts": 20}} | park["segments"]
    after = intent_of(park, buildings)
    first, given_out = design(before, Allocations())
    second, kept = design(after, given_out)
    for device in first.devices:
        for svi in device.svis:
            now = next(s for s in second.device(device.name).svis if s.name == svi.name)
            assert now.delegated == svi.delegated or svi.segment == "guest"
    for key, text in given_out.entries.items():
        assert kept.entries[key].startswith(text)  # a block may be given a second one


def two_buildings(**more: object) -> Intent:
    park = park_data()
    park["reach"] = [LIFELINE, {"from": ["office"], "to": ["internet"], "allow": ["tcp/443"]}]
    park["segments"]["office"] |= {"delegate": 60} | more
    return intent_of(park, {"b03": building_data(), "b04": building_data(building="4")})


def test_a_customer_sends_from_nobody_elses_prefix() -> None:
    park = park_data()
    park["reach"] = [LIFELINE, {"from": ["office"], "to": ["internet"], "allow": ["any"]}]
    park["segments"]["office"] |= {"delegate": 60}
    campus = planned(intent_of(park, {"b03": building_data(), "b04": building_data(building="4")}))
    here, there = campus.doors("office")
    outside = next(iter(campus.park.uplinks)).ipv6_next_hop
    for own in here.hosts(6):
        assert lets_in(here.device, here.svi, opening(own, outside, "tcp/443"))
    for forged in (*there.hosts(6), here.delegated[0][-1] + 2**100):
        assert not lets_in(here.device, here.svi, opening(forged, outside, "tcp/443"))


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"delegate": 62}, "does not end at a nibble"),
        ({"delegate": 56}, "but a building's block is a /56"),
        ({"dhcp": False}, "delegates by DHCPv6, but says dhcp: false"),
        ({"delegate": None, "customers": 2}, "no prefix is delegated"),
    ],
)
def test_a_delegation_that_cannot_be_is_told(more: dict[str, object], told: str) -> None:
    found = [problem.what for problem in review(two_buildings(**more))]
    assert any(told in what for what in found), found


def test_more_customers_than_a_building_has_prefixes_for_are_told() -> None:
    park = park_data()
    park["segments"]["office"] |= {"delegate": 60, "customers": 14}
    park["segments"]["guest"] |= {"delegate": 60, "customers": 2}
    found = [problem.what for problem in review(intent_of(park, {"b03": building_data()}))]
    told = "16 customers' routers of 2 segments need a prefix in a building, whose /56 has room for"
    assert found == [f"{told} 15 beside its own segments"]


def test_a_short_site_prefix_leaves_nothing_to_delegate() -> None:
    park = park_data()
    park["addressing"]["ipv6"] = "2001:db8:4200:ff00::/56"
    park["services"]["dhcpv6"] = ["2001:db8:16::10"]
    park["segments"]["office"]["delegate"] = 60
    found = [problem.remedy for problem in review(intent_of(park, {"b03": building_data()}))]
    assert any("use a shorter site prefix" in remedy for remedy in found)


def test_source_guard_lets_a_customers_router_forward() -> None:
    park = park_data()
    park["management"] = {"ownership": "enforce"}
    park["protection"] = {"source_guard": "enforce", "monitored_since": "2026-01-01"}
    bare = intent_of(park, {"b03": building_data()})
    park["segments"]["office"]["delegate"] = 60
    network, _ = design(intent_of(park, {"b03": building_data()}), Allocations())
    before, _ = design(bare, Allocations())
    for found, wanted in ((before, {"enforce"}), (network, {"off"})):
        ports = found.device("b03-1f-acc1").ports
        assert {p.guard.source_guard for p in ports if p.role == "outlet" and p.guard} == wanted


def test_a_rendered_gateway_treats_customers_as_its_segment() -> None:
    from tests.conformance.test_rollout import DELEGATING, REACH, park_of

    line = {"from": ["tenant-a"], "to": ["internet", "office"], "allow": ["tcp/443", "icmp"]}
    intent = park_of("eos", reach=[*REACH, line], **DELEGATING)
    network, _ = design(intent, Allocations())
    texts = {config.device: config.text for config in render(network, TEMPLATES)}
    routers = {d.name: d.platform for d in network.devices if d.role != "access"}
    read = {name: reader(platform).read(texts[name]) for name, platform in routers.items()}
    kea = render_hosts(service_hosts(intent, network), TEMPLATES["services"])["kea-dhcp6.conf"]
    campus = campus_of(intent.park, read, kea)
    assert campus.delegated == {
        ("b03", "tenant-a"): (
            IPv6Network("2001:db8:4200:1e0::/60"),
            IPv6Network("2001:db8:4200:1f0::/60"),
        )
    }
    assert disagreements(campus, matrix(intent)) == []
    assert ("tenant-a", "internet", 6, "tcp/443") in open_cells(campus, ["tenant-a"])
