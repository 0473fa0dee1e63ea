"""What follows from an intent, whatever park people write."""

from collections.abc import Iterator
from ipaddress import IPv4Network
from itertools import pairwise
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from parknet.design import design, review
from parknet.design.scope import expand
from parknet.model.intent import Intent
from parknet.model.network import Allocations, DevicePlan, Network
from tests.design.parks import building_data, intent_of, mixed_park, park_data, small_park
from tests.design.strategies import grown, intents

examples = settings(max_examples=30, deadline=None)


def network_of(intent: Intent) -> Network:
    return design(intent, Allocations())[0]


@examples
@given(intents())
def test_the_same_intent_gives_the_same_network_again(intent: Intent) -> None:
    network, allocations = design(intent, Allocations())
    assert design(intent, Allocations()) == (network, allocations)
    assert design(intent, allocations) == (network, allocations)


def facts(device: DevicePlan) -> dict[str, dict[str, Any]]:
    """What must not change under a device when something else is added."""
    return {
        "svis": {svi.name: (svi.ipv4, svi.ipv6) for svi in device.svis},
        "lags": {lag.description: (lag.name, lag.members) for lag in device.lags},
        "ports": {port.subject: port.name for port in device.ports if port.subject},
        "management": {"": (device.management4, device.management6, device.router_id)},
    }


@examples
@given(grown())
def test_what_is_added_renumbers_nothing_that_is_there(pair: tuple[Intent, Intent]) -> None:
    before, after = pair
    old, held = design(before, Allocations())
    new, grown_held = design(after, held)
    assert held.entries.keys() <= grown_held.entries.keys()
    for device in old.devices:
        was, now = facts(device), facts(new.device(device.name))
        for key in was:
            assert was[key].items() <= now[key].items(), key
    assert {outlet.id: outlet.end for outlet in old.outlets}.items() <= {
        outlet.id: outlet.end for outlet in new.outlets
    }.items()
    assert {link.id: (link.a, link.b) for link in old.links}.items() <= {
        link.id: (link.a, link.b) for link in new.links
    }.items()


@examples
@given(grown())
def test_what_is_taken_out_and_put_back_has_its_old_place(pair: tuple[Intent, Intent]) -> None:
    small, large = pair
    first, held = design(large, Allocations())
    _, held = design(small, held)
    again, _ = design(large, held)
    assert [d.management4 for d in again.devices] == [d.management4 for d in first.devices]
    assert {o.id: o.end for o in again.outlets} == {o.id: o.end for o in first.outlets}


def subnets(network: Network) -> Iterator[tuple[str, IPv4Network]]:
    for device in network.devices:
        for svi in device.svis:
            if device.role == "aggregation" and svi.ipv4 is not None and svi.segment:
                yield f"{device.building}/{svi.segment}", svi.ipv4.network


@examples
@given(intents())
def test_no_two_places_share_an_address(intent: Intent) -> None:
    network = network_of(intent)
    networks = sorted(subnet for _, subnet in subnets(network))
    assert all(not a.overlaps(b) for a, b in pairwise(networks))
    interfaces = [
        address.ip
        for device in network.devices
        for address in (
            *{device.management4, device.management6},
            *(a for svi in device.svis for a in (svi.ipv4, svi.ipv6)),
        )
        if address is not None
    ]
    managed_on_svi = 2 * sum(device.role == "access" for device in network.devices)
    assert len(interfaces) == len(set(interfaces)) + managed_on_svi
    services = {str(a) for a in (*intent.park.services.ntp, *intent.park.services.dhcp)}
    assert not services & {str(address) for address in interfaces}


@examples
@given(intents())
def test_every_outlet_and_access_point_has_one_port_that_suits_it(intent: Intent) -> None:
    network = network_of(intent)
    ends = [member.end for member in (*network.outlets, *network.aps)]
    assert len(ends) == len(set(ends))
    for member in (*network.outlets, *network.aps):
        ports = {port.name: port for port in network.device(member.end.device).ports}
        port = ports[member.end.port]
        assert port.enabled
        assert port.speed_bps >= port.minimum_bps
        assert port.has_poe or not port.poe
        assert port.subject.endswith("/" + member.id)
    wanted = sum(
        len(expand(room.outlets))
        for building in intent.buildings.values()
        for floor in building.floors
        for room in floor.rooms
    )
    assert len(network.outlets) == wanted


@examples
@given(intents())
def test_both_ends_of_a_link_agree(intent: Intent) -> None:
    network = network_of(intent)
    used = [end for link in network.links for end in (link.a, link.b)]
    assert len(used) == len(set(used))
    for link in network.links:
        a, b = network.device(link.a.device), network.device(link.b.device)
        carried = []
        for device, end in ((a, link.a), (b, link.b)):
            port = next(port for port in device.ports if port.name == end.port)
            lag = next((lag for lag in device.lags if lag.name == port.lag), None)
            assert lag is None or port.name in lag.members
            carried.append(lag.tagged if lag else port.tagged)
            assert port.minimum_bps == link.speed_bps <= port.speed_bps
        assert carried[0] == carried[1]
        if link.kind != "access":
            (vlan,) = carried[0]
            ends = [svi for device in (a, b) for svi in device.svis if svi.vlan == vlan]
            assert len(ends) == 2
            for key in ("ipv4", "ipv6"):
                one, other = (getattr(svi, key) for svi in ends)
                assert one.network == other.network
                assert one.ip != other.ip


@examples
@given(intents())
def test_a_device_has_every_vlan_that_its_ports_carry(intent: Intent) -> None:
    for device in network_of(intent).devices:
        vlans = {vlan.vlan for vlan in device.vlans}
        for carrier in (*device.ports, *device.lags):
            assert set(carrier.tagged) <= vlans
        assert {port.vlan for port in device.ports if port.vlan is not None} <= vlans
        assert {svi.vlan for svi in device.svis} <= vlans


@examples
@given(intents())
def test_segments_are_passive_and_links_are_not(intent: Intent) -> None:
    for device in network_of(intent).devices:
        for svi in device.svis:
            if svi.role == "link":
                assert (svi.ospf, svi.passive) == (True, False)
            elif device.role == "aggregation":
                assert (svi.ospf, svi.passive) == (True, True)
            else:
                assert not svi.ospf


def test_a_subnet_holds_the_hosts_it_is_planned_for() -> None:
    intent = mixed_park()
    for place, subnet in subnets(network_of(intent)):
        hosts = intent.park.segments[place.split("/")[1]].hosts
        assert hosts + 3 <= subnet.num_addresses < 2 * (hosts + 3)


def test_ports_that_nothing_is_plugged_into_are_shut() -> None:
    spare = [p for d in network_of(mixed_park()).devices for p in d.ports if not p.subject]
    assert spare
    assert all(not port.enabled and port.description == "spare" for port in spare)


def test_a_segment_keeps_its_number_in_every_building() -> None:
    network = network_of(mixed_park())
    low_bytes = {
        (svi.segment, int(svi.ipv6.network.network_address) >> 64 & 0xFF)
        for device in network.devices
        if device.role == "aggregation"
        for svi in device.svis
        if svi.segment and svi.ipv6
    }
    assert len(low_bytes) == len(mixed_park().park.segments)


def test_the_gateway_takes_the_default_route_to_the_others() -> None:
    network = network_of(small_park())
    assert [device.name for device in network.devices if device.default_originate] == ["gateway-1"]
    routes = network.device("gateway-1").routes
    assert {str(route.next_hop) for route in routes} == {"198.51.100.1", "2001:db8:f::1"}


def test_an_access_switch_reaches_the_world_through_its_aggregation() -> None:
    network = network_of(small_park("h3c"))
    gateway = next(s for s in network.device("b03-agg").svis if s.role == "management")
    access = network.device("b03-1f-acc1")
    assert gateway.ipv4 is not None
    assert gateway.ipv6 is not None
    assert [route.next_hop for route in access.routes] == [gateway.ipv4.ip, gateway.ipv6.ip]
    assert access.management4.network == gateway.ipv4.network


def test_a_renamed_outlet_leaves_the_others_where_they_are() -> None:
    _, held = design(small_park(), Allocations())
    floor = {
        "floor": "1F",
        "rooms": [
            {"room": "101", "segment": "office",
             "outlets": ["1F-001..009", "door", "1F-011..020"]}
        ],
        "aps": [{"names": "AP01..AP02"}],
    }  # fmt: skip
    before, _ = design(small_park(), held)
    after, _ = design(intent_of(park_data(), {"b03": building_data(floors=[floor])}), held)
    ends = {outlet.name: outlet.end for outlet in after.outlets}
    assert all(ends[o.name] == o.end for o in before.outlets if o.name != "1F-010")


@examples
@given(intents(), st.randoms(use_true_random=False))
def test_the_order_of_buildings_and_segments_in_files_decides_nothing(
    intent: Intent, shuffle: Random
) -> None:
    network, held = design(intent, Allocations())
    codes, segments = list(intent.buildings), list(intent.park.segments)
    shuffle.shuffle(codes)
    shuffle.shuffle(segments)
    park = intent.park.model_copy(
        update={"segments": {name: intent.park.segments[name] for name in segments}}
    )
    shuffled = intent.model_copy(
        update={"park": park, "buildings": {code: intent.buildings[code] for code in codes}}
    )
    assert design(shuffled, Allocations()) == (network, held)


@examples
@given(intents())
def test_a_park_that_is_valid_by_construction_has_no_problems(intent: Intent) -> None:
    assert review(intent) == []
