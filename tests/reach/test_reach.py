"""What configurations let through is what the matrix says, for every pair and both IP versions."""

from dataclasses import replace
from ipaddress import IPv4Interface, IPv6Interface, ip_network
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parknet.design import design, matrix
from parknet.design.permissions import ASKED, Permissions, standing
from parknet.design.rollout import has_ipv4
from parknet.design.scope import scopes_of
from parknet.model.demands import Own, Pair
from parknet.model.intent import Intent
from parknet.model.network import Allocations
from parknet.model.policy import Expectation
from tests.conformance.meaning import meaning_of
from tests.design.parks import H3C, building_data, intent_of, park_data
from tests.reach.evaluator import Campus, Packet, campus_of, lets_in, opening
from tests.reach.matrices import LIFELINE, governed, loosened

examples = settings(max_examples=15, deadline=None)


def planned(intent: Intent) -> Campus:
    """Return the campus as designed."""
    network, _ = design(intent, Allocations())
    return campus_of(intent.park, {d.name: meaning_of(d) for d in network.devices})


def disagreements(campus: Campus, expected: tuple[Expectation, ...]) -> list[str]:
    """Return every expectation that the configurations do not meet."""
    wrong = []
    for one in expected:
        if one.target == "services":
            continue
        asked = (one.source, one.target, one.version, one.service)
        found = campus.works(*asked) if one.allowed else campus.opens(*asked)
        if found - {one.allowed}:
            wrong.append(f"{asked} must be {'allowed' if one.allowed else 'denied'}")
    return wrong


def open_cells(campus: Campus, segments: list[str]) -> set[tuple[str, str, int, str]]:
    ends = [*segments, "internet"]
    asked = product(ends, ends, (4, 6), ASKED)
    return {a for a in asked if a[:2] != ("internet", "internet") and campus.works(*a) == {True}}


@examples
@given(governed())
def test_what_is_let_through_is_what_the_matrix_says(intent: Intent) -> None:
    assert disagreements(planned(intent), matrix(intent)) == []


def twice_handed(intent: Intent) -> Intent:
    """Return the park with its first gateway a pair, to which every circuit of it is handed."""
    park = intent.park
    first, *rest = park.gateways
    uplinks = []
    for uplink in park.uplinks:
        wide4 = IPv4Interface((uplink.ipv4.ip, 28))
        wide6 = IPv6Interface((uplink.ipv6.ip, 64))
        taken = {uplink.ipv4.ip, uplink.ipv4_next_hop}
        free4 = [host for host in wide4.network.hosts() if host not in taken][:2]
        free6 = [wide6.network.network_address + 0x100 + at for at in range(2)]
        own = Own.model_validate({"ipv4": free4, "ipv6": free6})
        changes = {"ipv4": wide4, "ipv6": wide6, "own": own}
        is_handed = uplink.gateway == first.device
        uplinks.append(uplink.model_copy(update=changes) if is_handed else uplink)
    paired = first.model_copy(update={"pair": Pair(kind="vrrp")})
    changed = {"gateways": (paired, *rest), "uplinks": tuple(uplinks)}
    return intent.model_copy(update={"park": park.model_copy(update=changed)})


@examples
@given(governed())
def test_a_pair_of_gateways_lets_through_what_the_matrix_says(intent: Intent) -> None:
    paired = twice_handed(intent)
    assert disagreements(planned(paired), matrix(paired)) == []


@examples
@given(governed())
def test_both_ip_versions_have_the_same_verdict(intent: Intent) -> None:
    cells = open_cells(planned(intent), sorted(intent.park.segments))
    both = {(e.source, e.target) for e in matrix(intent) if e.version == 4}
    over6 = {(*c[:2], 4, c[3]) for c in cells if c[2] == 6 and c[:2] in both}
    assert {c for c in cells if c[2] == 4} == over6
    said = {(e.source, e.target, e.service): set() for e in matrix(intent)}
    for e in matrix(intent):
        said[e.source, e.target, e.service].add(e.allowed)
    assert all(len(verdicts) == 1 for verdicts in said.values())


@examples
@given(loosened())
def test_adding_a_line_never_takes_a_permission_away(pair: tuple[Intent, Intent]) -> None:
    before, after = pair
    segments = sorted(before.park.segments)
    assert open_cells(planned(before), segments) <= open_cells(planned(after), segments)


@examples
@given(governed(), st.sampled_from([4, 6]))
def test_every_segment_keeps_its_lifelines(intent: Intent, version: int) -> None:
    campus, services = planned(intent), intent.park.services
    for segment in intent.park.segments:
        for door in campus.doors(segment):
            if not door.has(version):
                continue
            host, gateway = door.host(version), door.gateway(version)
            wanted = [opening(host, gateway, "icmp")]
            wanted += [opening(host, a, "udp/123") for a in services.ntp if a.version == version]
            wanted += [opening(host, a, "udp/53") for a in services.dns if a.version == version]
            assert all(lets_in(door.device, door.svi, packet) for packet in wanted)


@examples
@given(governed(), st.sampled_from([4, 6]), st.sampled_from(["tcp/22", "tcp/23", "tcp/443"]))
def test_no_user_logs_in_on_the_gateway(intent: Intent, version: int, service: str) -> None:
    campus = planned(intent)
    for segment in set(intent.park.segments) - {"management"}:
        for door in campus.doors(segment):
            if not door.has(version):
                continue
            packet = opening(door.host(version), door.gateway(version), service)
            assert not lets_in(door.device, door.svi, packet)


@examples
@given(governed())
def test_services_are_reached_as_the_matrix_says(intent: Intent) -> None:
    campus, services = planned(intent), intent.park.services
    hosts = {*services.ntp, *services.syslog, *services.dhcp, *services.dhcpv6, *services.dns}
    for one in matrix(intent):
        if one.target != "services":
            continue
        asked = services.ntp if one.service == "udp/123" and one.allowed else hosts
        if one.service == "udp/123" and not one.origin.startswith("park.yml"):
            continue
        for door in campus.doors(one.source):
            for host in asked:
                if host.version == one.version:
                    packet = opening(door.host(one.version), host, one.service)
                    assert lets_in(door.device, door.svi, packet) == one.allowed


@examples
@given(governed(), st.sampled_from([4, 6]))
def test_streams_are_heard_as_the_matrix_and_the_segments_say(intent: Intent, version: int) -> None:
    """Sent by who may open anything towards a segment; heard by every segment with multicast."""
    park, campus = intent.park, planned(intent)
    permitted = Permissions.of(park)
    segments = standing(scopes_of(intent))
    for source in sorted(segments):
        may_speak = any(permitted.services(source, other) for other in park.segments)
        for target in sorted(segments):
            asks = park.segments[source].multicast and park.segments[target].multicast
            if not (asks and may_speak):
                assert campus.streams(source, target, version) <= {False}
        if park.segments[source].multicast:
            assert campus.joins(source, version) <= {True}


@examples
@given(governed(), st.sampled_from([4, 6]))
def test_no_stream_enters_from_a_carrier_or_leaves_by_one(intent: Intent, version: int) -> None:
    for door in planned(intent).carriers():
        assert door.svi not in door.device.pim | door.device.queriers


@examples
@given(governed())
def test_nothing_is_filtered_between_routers(intent: Intent) -> None:
    assert not [door for door in planned(intent).between() if door.svi in door.device.bound]


def in_two_tables(intent: Intent) -> list[tuple[str, str]]:
    """Return the pairs of segments that are in two routing tables."""
    segments = intent.park.segments
    return [
        (one, other)
        for one in sorted(segments)
        for other in sorted(segments)
        if segments[one].vrf != segments[other].vrf
    ]


@examples
@given(governed())
def test_without_any_filter_two_tables_are_still_apart(intent: Intent) -> None:
    campus = planned(intent).without_filters()
    for source, target in in_two_tables(intent):
        for version in (4, 6):
            assert campus.opens(source, target, version, "tcp/443") <= {False}, (source, target)


@examples
@given(governed())
def test_without_any_filter_a_table_still_reaches_itself_and_the_internet(intent: Intent) -> None:
    campus = planned(intent).without_filters()
    for segment in campus.park.segments:
        for version in (4, 6) if has_ipv4(campus.park, segment) else (6,):
            for pair in ((segment, segment), (segment, "internet"), ("internet", segment)):
                assert campus.works(*pair, version, "tcp/443") <= {True}, pair


@examples
@given(governed())
def test_services_and_their_answers_find_their_way_from_every_table(intent: Intent) -> None:
    campus, services = planned(intent), intent.park.services
    for segment in intent.park.segments:
        for door in campus.doors(segment):
            for host in (*services.dhcp, *services.dhcpv6, *services.dns, *services.ntp):
                if not door.has(host.version):
                    continue
                assert campus.leads([door], host, campus.carriers()), (segment, host)
                back = door.gateway(host.version)
                assert campus.leads(campus.carriers(), back, [door]), (segment, host)


@pytest.mark.parametrize("version", [4, 6])
def test_a_configuration_that_forgets_a_binding_is_noticed(version: int) -> None:
    """The evaluator is only as good as what it misses."""
    park = park_data()
    park["segments"]["guest"]["vrf"] = "visitors"
    intent = intent_of(park, {"b03": building_data(), "b04": building_data(building="4")})
    campus = planned(intent)
    assert campus.opens("guest", "office", version, "icmp") == {False}
    open_campus = Campus(intent.park, tuple(replace(device, vrfs={}) for device in campus.devices))
    assert open_campus.opens("guest", "office", version, "icmp") == {True}


@pytest.mark.parametrize("version", [4, 6])
def test_an_answer_that_nobody_asked_for_is_let_in_only_towards_who_may_ask(version: int) -> None:
    park = park_data()
    park["reach"] = [LIFELINE, {"from": ["office"], "to": ["cameras"], "allow": ["tcp/443"]}]
    campus = planned(intent_of(park, {"b03": building_data(), "b04": building_data(building="4")}))
    camera, office = campus.doors("cameras")[0], campus.doors("office")[1]
    guest = campus.doors("guest")[1]
    towards = {
        name: Packet(camera.host(version), door.host(version), "tcp", 443, 50000, answers=True)
        for name, door in (("office", office), ("guest", guest))
    }
    assert lets_in(camera.device, camera.svi, towards["office"])
    assert not lets_in(camera.device, camera.svi, towards["guest"])


@pytest.mark.parametrize("version", [4, 6])
def test_the_park_s_own_addresses_do_not_come_from_a_carrier(version: int) -> None:
    park = park_data()
    park["reach"] = [LIFELINE, {"from": ["internet"], "to": ["office"], "allow": ["tcp/443"]}]
    campus = planned(intent_of(park, {"b03": building_data(), "h01": building_data(**H3C)
                                      | {"building": "h"}}))  # fmt: skip
    office, other = campus.doors("office")
    forged = opening(other.host(version), office.host(version), "tcp/443")
    assert [lets_in(door.device, door.svi, forged) for door in campus.carriers()] == [False]


def test_nat64_leads_no_guest_back_into_the_park() -> None:
    park = park_data()
    park["ipv6"] = {"phase": "ipv6-mostly"}
    park["services"]["dns"].append("2001:db8:16::53")
    park["services"]["syslog"] = ["10.16.0.12"]  # outside the pools
    park["reach"] = [LIFELINE, {"from": ["guest"], "to": ["internet"], "allow": ["any"]}]
    campus = planned(intent_of(park, {"b03": building_data()}))
    guest, camera = campus.doors("guest")[0], campus.doors("cameras")[0]
    nat64 = intent_of(park, {}).park.ipv6.nat64.network_address
    for inside in (camera.host(4), intent_of(park, {}).park.services.syslog[0]):
        packet = opening(guest.host(6), nat64 + int(inside), "tcp/443")
        assert not lets_in(guest.device, guest.svi, packet)
    outside = opening(guest.host(6), nat64 + int(campus.park.uplinks[0].ipv4_next_hop), "tcp/443")
    assert lets_in(guest.device, guest.svi, outside)


@pytest.mark.parametrize("nat64", ["64:ff9b::/96", "2001:db8:4200:0:64::/96"])
def test_a_table_reaches_nat64_beyond_the_carriers_and_nothing_of_the_park_by_it(
    nat64: str,
) -> None:
    park = park_data()
    park["ipv6"] = {"phase": "ipv6-only", "nat64": nat64}
    park["services"]["dns"].append("2001:db8:16::53")
    park["segments"]["guest"]["vrf"] = "visitors"
    campus = planned(intent_of(park, {"b03": building_data()}))
    guest, camera = campus.doors("guest")[0], campus.doors("cameras")[0]
    assert not guest.has(4)
    start = intent_of(park, {}).park.ipv6.nat64.network_address
    assert campus.leads([guest], start + 0x08080808, campus.carriers())
    for inside in (camera.host(4), camera.gateway(4)):
        end = campus.routing.end(campus.routing.table(guest.device, guest.svi), start + int(inside))
        assert end == ("dropped", "")
    office = campus.doors("office")[0]
    assert campus.leads([office], start + 0x08080808, campus.carriers())


@pytest.mark.parametrize(("version", "station"), [(4, "10.16.9.0/24"), (6, "2001:db8:16:9::/64")])
def test_a_matrix_never_cuts_off_the_station_that_pushes_it(version: int, station: str) -> None:
    park = park_data()
    park["operators"] = {"stations": [station]}
    park["reach"] = [LIFELINE, {"from": ["guest"], "to": ["internet"], "allow": ["any"]}]
    campus = planned(intent_of(park, {"b03": building_data()}))
    switch, guest, carrier = (
        *(campus.doors(name)[0] for name in ("management", "guest")), campus.carriers()[0],
    )  # fmt: skip
    host = ip_network(station)[7]
    login = opening(host, switch.host(version), "tcp/22")
    assert lets_in(carrier.device, carrier.svi, login)
    assert lets_in(switch.device, switch.svi, login.reply())
    assert not lets_in(guest.device, guest.svi, opening(guest.host(version), host, "tcp/22"))
