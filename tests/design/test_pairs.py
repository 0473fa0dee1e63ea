"""Two aggregation switches of one building: who has which address, and which links there are."""

from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from parknet.design import design, review, service_hosts
from parknet.errors import IntentError
from parknet.model.intent import Intent
from parknet.model.network import Allocations, DevicePlan, Network, SviPlan
from tests.design.parks import building_data, intent_of, park_data
from tests.design.strategies import descriptions
from tests.design.test_stacks import stackable

VRRP = {"kind": "vrrp"}


def paired(pair: dict[str, Any] | None = VRRP, **changes: Any) -> Intent:
    """Return a park with two cores whose first building has a pair."""
    park = park_data()
    park["cores"].append({"device": "core-2", "model": "h3c-routing"})
    for name in ("management", "cameras"):
        park["segments"][name]["hosts"] = 50  # as large with two more addresses as without
    building = building_data(uplink={"speed": "10G", "second": "core-2"}, **changes)
    if pair is not None:
        building["pair"] = pair
    return intent_of(park, {"b03": building, "b07": building_data(building="7#厂房")})


def network_of(intent: Intent) -> Network:
    return design(intent, Allocations())[0]


def segment(device: DevicePlan, name: str) -> SviPlan:
    return next(svi for svi in device.svis if svi.segment == name)


def test_both_have_an_address_of_their_own_and_share_the_one_that_hosts_know() -> None:
    alone = network_of(paired(None)).device("b03-agg")
    network = network_of(paired())
    first, second = network.device("b03-agg"), network.device("b03-agg2")
    for name in ("office", "management"):
        known = segment(alone, name)
        one, other = segment(first, name), segment(second, name)
        assert one.vrrp is not None
        assert other.vrrp is not None
        assert known.ipv4 is not None
        assert known.ipv6 is not None
        assert (one.vrrp.ipv4, one.vrrp.ipv6) == (known.ipv4.ip, known.ipv6.ip)
        assert (other.vrrp.ipv4, other.vrrp.ipv6) == (one.vrrp.ipv4, one.vrrp.ipv6)
        assert one.vrrp.group == other.vrrp.group
        assert one.vrrp.priority > other.vrrp.priority
        assert len({one.ipv4, other.ipv4, known.ipv4}) == 3
        assert len({one.ipv6, other.ipv6, known.ipv6}) == 3
        assert {one.ra, other.ra} == {known.ra}
        assert one.relay4 == other.relay4 == known.relay4


def test_access_switches_reach_both_and_keep_the_shared_address_as_their_gateway() -> None:
    network = network_of(paired())
    switch = network.device("b03-1f-acc1")
    shared = segment(network.device("b03-agg"), "management").vrrp
    assert shared is not None
    assert [str(route.next_hop) for route in switch.routes] == [str(shared.ipv4), str(shared.ipv6)]
    ways = {(lag.description, len(lag.members)) for lag in switch.lags}
    assert ways == {("b03-agg", 2), ("b03-agg2", 2)}
    assert {link.b.device for link in network.links if link.a.device == switch.name} == {
        "b03-agg",
        "b03-agg2",
    }


def test_the_two_are_joined_by_all_segments_and_a_route() -> None:
    network = network_of(paired({"kind": "vrrp", "link": "40G", "links": 2}))
    vlans = {svi.vlan for svi in network.device("b03-agg").svis if svi.segment}
    (one,) = [lag for lag in network.device("b03-agg").lags if lag.description == "b03-agg2"]
    (other,) = [lag for lag in network.device("b03-agg2").lags if lag.description == "b03-agg"]
    assert one.tagged == other.tagged
    assert vlans < set(one.tagged)
    (link,) = set(one.tagged) - vlans
    ends = [
        next(svi for svi in network.device(name).svis if svi.vlan == link)
        for name in ("b03-agg", "b03-agg2")
    ]
    assert all(svi.ospf and not svi.passive for svi in ends)
    assert (one.role, other.role) == ("downlink", "downlink")
    cables = [link for link in network.links if link.kind == "pair"]
    assert [link.speed_bps for link in cables] == [40 * 10**9] * 2


def test_both_route_to_both_cores_and_the_second_stands_in_as_root() -> None:
    network = network_of(paired())
    ways = {(link.a.device, link.b.device) for link in network.links if link.kind == "building"}
    assert ways == {
        ("b03-agg", "core-1"),
        ("b03-agg", "core-2"),
        ("b03-agg2", "core-1"),
        ("b03-agg2", "core-2"),
        ("b07-agg", "core-1"),
    }
    priorities = [network.device(name).stp_priority for name in ("b03-agg", "b03-agg2")]
    assert priorities == [4096, 8192]


def test_filters_of_both_keep_hosts_off_every_address_that_gateways_have() -> None:
    lines = [
        {"from": ["office"], "to": ["internet"], "allow": ["any"]},
        {"from": ["management"], "to": ["management"], "allow": ["any"]},
    ]
    park = park_data() | {"reach": lines}
    network = network_of(intent_of(park, {"b03": building_data(pair=VRRP)}))
    first, second = network.device("b03-agg"), network.device("b03-agg2")
    assert first.filters == second.filters
    office = segment(first, "office")
    plan = next(plan for plan in first.filters if plan.name == office.filter4)
    denied = [str(rule.destination) for rule in plan.rules if rule.action == "deny"]
    assert office.vrrp is not None
    own = [svi.ipv4 for svi in (office, segment(second, "office"))]
    for address in (office.vrrp.ipv4, *(found.ip for found in own if found is not None)):
        assert f"{address}/32" in denied


def test_switches_that_share_link_aggregations_are_one_to_an_access_switch() -> None:
    network = network_of(paired({"kind": "mlag"}))
    (lag,) = network.device("b03-1f-acc1").lags
    assert len(lag.members) == 4
    ports = {port.name: port for port in network.device("b03-1f-acc1").ports}
    assert {ports[name].description for name in lag.members} == {"b03-agg", "b03-agg2"}
    assert {ports[name].lag for name in lag.members} == {lag.name}
    first, second = network.device("b03-agg"), network.device("b03-agg2")
    numbers = [
        {lag.description: lag.mlag for lag in device.lags if lag.mlag is not None}
        for device in (first, second)
    ]
    assert numbers == [{"b03-1f-acc1": 1}, {"b03-1f-acc1": 1}]
    assert first.stp_priority == second.stp_priority == 4096
    for device, other in ((first, second), (second, first)):
        assert device.mlag is not None
        assert device.mlag.domain == "b03"
        (own,) = [svi for svi in other.svis if svi.name == device.mlag.interface]
        assert own.ipv4 is not None
        assert device.mlag.peer == own.ipv4.ip
        assert [lag.description for lag in device.lags if lag.name == device.mlag.lag] == [
            other.name
        ]


@pytest.mark.parametrize("kind", ["vrrp", "stack"])
def test_only_two_that_share_aggregations_may_both_answer_to_hosts(kind: str) -> None:
    told = [problem.what for problem in review(paired({"kind": kind, "gateway": "anycast"}))]
    assert f"a pair of kind {kind} has no gateway that both answer as" in told


def facts(network: Network, names: set[str]) -> dict[str, object]:
    """Return what must not move of devices: management, links, where people are plugged in."""
    found: dict[str, object] = {}
    for device in network.devices:
        if device.name in names:
            found[device.name] = (device.management4, device.management6, device.router_id)
            found |= {
                f"{device.name} {svi.vlan}": (svi.ipv4, svi.ipv6)
                for svi in device.svis
                if svi.role == "link"
            }
    found |= {outlet.id: outlet.end for outlet in network.outlets}
    found |= {link.id: (link.a, link.b) for link in network.links}
    return found


@settings(max_examples=20, deadline=None)
@given(descriptions(), st.data())
def test_a_second_switch_moves_nothing_that_stands(
    described: tuple[dict[str, Any], dict[str, dict[str, Any]]], data: st.DataObject
) -> None:
    park, buildings = described
    park["segments"] = {
        name: one | {"hosts": min(one["hosts"], 100)} for name, one in park["segments"].items()
    }
    before, held = design(intent_of(park, buildings), Allocations())
    code = data.draw(st.sampled_from(sorted(buildings)))
    grown = buildings | {code: buildings[code] | {"pair": VRRP}}
    try:
        after, again = design(intent_of(park, grown), held)
    except IntentError:  # too few ports or addresses for it
        assume(False)
    for key, text in held.entries.items():
        assert key.startswith("ports/") or again.entries[key] == text
    names = {device.name for device in before.devices}
    earlier, later = facts(before, names), facts(after, names)
    assert earlier.items() <= later.items()


@pytest.mark.parametrize("feature", ["vrrp", "vrrp6"])
def test_a_pair_of_a_model_that_lacks_vrrp_is_told(feature: str) -> None:
    intent = paired()
    platform = intent.library.platforms["huawei_vrp"]
    oses = {
        name: os.model_copy(
            update={"features": {k: v for k, v in os.features.items() if k != feature}}
        )
        for name, os in platform.oses.items()
    }
    platforms = dict(intent.library.platforms) | {
        "huawei_vrp": platform.model_copy(update={"oses": oses})
    }
    bare = intent.model_copy(
        update={"library": intent.library.model_copy(update={"platforms": platforms})}
    )
    (problem,) = review(bare)
    assert f"cannot do {feature}" in problem.what


def test_too_few_ports_for_the_second_are_told_with_the_building() -> None:
    many = [{"floor": f"{n}F", "switches": 12} for n in range(1, 3)]
    told = [problem.what for problem in review(paired({"kind": "vrrp"}, floors=many))]
    assert any("b03-agg needs" in what for what in told)


def test_dhcp_hands_out_the_shared_gateway_to_what_either_relays() -> None:
    intent = paired()
    network = network_of(intent)
    plan = service_hosts(intent, network)
    office = next(p for p in plan.pools4 if (p.building, p.segment) == ("b03", "office"))
    ends = [segment(network.device(name), "office") for name in ("b03-agg", "b03-agg2")]
    assert ends[0].vrrp is not None
    assert office.gateway == ends[0].vrrp.ipv4
    assert set(office.relays) == {end.ipv4.ip for end in ends if end.ipv4 is not None}
    assert not any(office.first <= relay <= office.last for relay in office.relays)


@settings(max_examples=20, deadline=None)
@given(descriptions(), st.sampled_from([VRRP, {"kind": "stack"}]))
def test_no_address_and_no_port_of_any_park_with_pairs_serves_twice(
    described: tuple[dict[str, Any], dict[str, dict[str, Any]]], pair: dict[str, Any]
) -> None:
    park, buildings = described
    grown = {code: building | {"pair": pair} for code, building in buildings.items()}
    try:
        network, held = design(stackable(intent_of(park, grown)), Allocations())
    except IntentError:  # too few ports or addresses for it
        assume(False)
    addresses = [
        address
        for device in network.devices
        for svi in device.svis
        if svi.role != "carrier"
        for address in (svi.ipv4, svi.ipv6)
        if address is not None
    ]
    assert len({address.ip for address in addresses}) == len(addresses)
    shared = {
        address
        for device in network.devices
        for svi in device.svis
        if svi.vrrp is not None
        for address in (svi.vrrp.ipv4, svi.vrrp.ipv6)
    }
    assert shared.isdisjoint(address.ip for address in addresses)
    ends = [end for link in network.links for end in (link.a, link.b)]
    ends += [outlet.end for outlet in network.outlets] + [ap.end for ap in network.aps]
    assert len({(end.device, end.port) for end in ends}) == len(ends)
    for end in ends:
        assert end.port in {port.name for port in network.device(end.device).ports}
    again, _ = design(stackable(intent_of(park, grown)), held)
    assert again == network
