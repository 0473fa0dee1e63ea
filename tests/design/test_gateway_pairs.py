"""Two gateways that stand in for one another: who has which address, and which links there are."""

from typing import Any

import pytest

from parknet.design import design, review
from parknet.model.intent import Intent
from parknet.model.network import Allocations, Network, SviPlan
from tests.design.parks import building_data, intent_of, park_data

PAIR = {"kind": "vrrp", "link": "10G", "links": 2}
OWN = {
    "ipv4": ["198.51.100.3", "198.51.100.4"],
    "ipv6": ["2001:db8:f::3", "2001:db8:f::4"],
}
SHARED = {
    "ipv4": "198.51.100.2/29",
    "ipv4_next_hop": "198.51.100.1",
    "ipv6": "2001:db8:f::2/64",
    "ipv6_next_hop": "2001:db8:f::1",
    "own": OWN,
}


def paired(
    pair: dict[str, Any] | None = PAIR, uplink: dict[str, Any] | None = None, **changes: Any
) -> Intent:
    """Return a park with two cores and one gateway or pair, `uplink` changed in its circuit."""
    park = park_data() | changes
    park["cores"].append({"device": "core-2", "model": "h3c-routing"})
    gateway = park["gateways"][0]
    park["gateways"] = [gateway | ({"pair": pair} if pair is not None else {})]
    park["uplinks"] = [park["uplinks"][0] | (uplink or {})]
    building = building_data(uplink={"speed": "10G", "second": "core-2"})
    return intent_of(park, {"b03": building})


def network_of(intent: Intent) -> Network:
    return design(intent, Allocations())[0]


def names(network: Network) -> list[str]:
    return [device.name for device in network.devices if device.role == "gateway"]


def carrier(network: Network, device: str) -> SviPlan:
    (found,) = [svi for svi in network.device(device).svis if svi.role == "carrier"]
    return found


def test_both_lead_to_every_core_and_to_one_another() -> None:
    network = network_of(paired())
    first, second = names(network)
    assert second == f"{first}-2"
    ways = {(link.a.device, link.b.device) for link in network.links if link.kind == "backbone"}
    assert {(core, gateway) for core in ("core-1", "core-2") for gateway in (first, second)} <= ways
    assert [(c.a.device, c.b.device) for c in network.links if c.kind == "pair"] == [
        (second, first)
    ] * 2
    ends = [
        {svi.vlan for svi in network.device(name).svis if svi.ospf and not svi.passive}
        for name in (first, second)
    ]
    assert len(ends[0]) == len(ends[1]) == 3
    assert len(ends[0] & ends[1]) == 1, "they are neighbours"


def test_a_circuit_that_is_handed_to_both_has_one_address_for_the_carrier() -> None:
    network = network_of(paired(uplink=SHARED))
    first, second = names(network)
    one, other = carrier(network, first), carrier(network, second)
    assert [str(svi.ipv4) for svi in (one, other)] == ["198.51.100.3/29", "198.51.100.4/29"]
    assert [str(svi.ipv6) for svi in (one, other)] == ["2001:db8:f::3/64", "2001:db8:f::4/64"]
    assert one.vrrp is not None
    assert other.vrrp is not None
    assert (str(one.vrrp.ipv4), str(one.vrrp.ipv6)) == ("198.51.100.2", "2001:db8:f::2")
    assert (one.vrrp.ipv4, one.vrrp.ipv6, one.vrrp.group) == (
        other.vrrp.ipv4,
        other.vrrp.ipv6,
        other.vrrp.group,
    )
    assert one.vrrp.priority > other.vrrp.priority
    plans = [network.device(name) for name in (first, second)]
    assert plans[0].routes == plans[1].routes
    assert all(plan.default_originate for plan in plans)
    assert {(c.end.device, c.id) for c in network.circuits} == {
        (first, "telecom-1"),
        (second, f"telecom-1/{second}"),
    }


def test_with_bgp_each_speaks_to_the_carrier() -> None:
    speaking = SHARED | {"carrier_as": 64496}
    network = network_of(paired(uplink=speaking, routing={"as_number": 64512}))
    for name in names(network):
        bgp = network.device(name).bgp
        assert bgp is not None
        assert [str(peer.address) for peer in bgp.peers] == ["198.51.100.1", "2001:db8:f::1"]


def test_filters_of_both_are_the_same_and_let_the_other_be_heard() -> None:
    lines = [
        {"from": ["office"], "to": ["internet"], "allow": ["any"]},
        {"from": ["management"], "to": ["management"], "allow": ["any"]},
    ]
    network = network_of(paired(uplink=SHARED, reach=lines))
    first, second = (network.device(name) for name in names(network))
    assert first.filters == second.filters
    heard = {
        (str(rule.source), str(rule.destination))
        for plan in first.filters
        for rule in plan.rules
        if rule.action == "permit" and str(rule.destination) in ("224.0.0.18/32", "ff02::12/128")
    }
    assert heard == {
        ("198.51.100.3/32", "224.0.0.18/32"),
        ("198.51.100.4/32", "224.0.0.18/32"),
        ("fe80::/10", "ff02::12/128"),
    }


def test_a_circuit_may_end_on_the_second_alone() -> None:
    gateway = park_data()["gateways"][0]["device"]
    network = network_of(paired(uplink={"gateway": f"{gateway}-2"}))
    first, second = (network.device(name) for name in names(network))
    assert [first.default_originate, second.default_originate] == [False, True]


def test_a_second_gateway_moves_nothing_that_stands() -> None:
    before, held = design(paired(None), Allocations())
    after, _ = design(paired(), held)
    for device in before.devices:
        later = after.device(device.name)
        assert (later.management4, later.router_id) == (device.management4, device.router_id)
        assert {svi.vlan: svi.ipv4 for svi in device.svis}.items() <= {
            svi.vlan: svi.ipv4 for svi in later.svis
        }.items()
    assert {link.id: (link.a, link.b) for link in before.links}.items() <= {
        link.id: (link.a, link.b) for link in after.links
    }.items()


@pytest.mark.parametrize(
    ("pair", "uplink", "told"),
    [
        ({"kind": "mlag"}, {}, "a gateway cannot be a pair of kind mlag"),
        (None, SHARED, "is no pair"),
        (PAIR, SHARED | {"ipv4": "198.51.100.2/30"}, "198.51.100.4 of circuit telecom-1 is no"),
        (
            PAIR,
            SHARED | {"own": OWN | {"ipv4": ["198.51.100.3", "198.51.100.1"]}},
            "on circuit telecom-1 two of 198.51.100.2, 198.51.100.1",
        ),
        ({"kind": "stack"}, {}, "does not say how the ports of a stack are named"),
    ],
)
def test_what_no_pair_of_gateways_can_be_is_told(
    pair: dict[str, Any] | None, uplink: dict[str, Any], told: str
) -> None:
    problems = review(paired(pair, uplink))
    assert any(told in problem.what for problem in problems), problems
    assert all(problem.remedy for problem in problems)


def test_a_private_circuit_may_be_handed_to_both_of_the_only_pair() -> None:
    private = SHARED | {"kind": "private", "reaches": ["172.30.0.0/16"]}
    told = [problem.what for problem in review(paired(uplink=private))]
    assert not any("which does not know" in what for what in told)
    alone = {"kind": "private", "reaches": ["172.30.0.0/16"]}
    told = [problem.what for problem in review(paired(uplink=alone))]
    assert any("which does not know" in what for what in told)
