"""Segments in routing tables of their own: numbers, links, the one crossing, what is refused."""

from copy import deepcopy
from ipaddress import ip_network

import pytest
from hypothesis import given, settings

from parknet.design import design, matrix, permitted, review
from parknet.design.bundles import backbone_bundles
from parknet.design.moves import moves
from parknet.design.scope import scopes_of
from parknet.design.tables import carried
from parknet.errors import IntentError
from parknet.model.network import Allocations
from parknet.pipeline.matrix import cells_of
from tests.design.parks import H3C, building_data, intent_of, park_data
from tests.reach.matrices import Description, described, in_global

examples = settings(max_examples=15, deadline=None)
TWO = {"b03": building_data(), "b04": building_data(building="4#厂房")}


def park_with(**vrfs: str) -> dict[str, object]:
    park = park_data()
    for name, vrf in vrfs.items():
        park["segments"][name]["vrf"] = vrf
    return park


@examples
@given(described())
def test_giving_segments_a_table_renumbers_nothing_that_stands(description: Description) -> None:
    before, held = design(intent_of(*in_global(description)), Allocations())
    after, kept = design(intent_of(*description), held)
    assert not [move for move in moves(before, after) if move.renumbers]
    assert held.entries.items() <= kept.entries.items()


@examples
@given(described())
def test_no_vlan_and_no_address_is_given_out_twice(description: Description) -> None:
    network, _ = design(intent_of(*description), Allocations())
    for device in network.devices:
        vlans = [svi.vlan for svi in device.svis]
        assert len(vlans) == len(set(vlans))
        assert set(vlans) <= {vlan.vlan for vlan in device.vlans}
    links = [
        (svi.vlan, str(address.ip))
        for device in network.devices
        for svi in device.svis
        if svi.role == "link"
        for address in (svi.ipv4, svi.ipv6)
    ]
    assert len(links) == len(set(links))
    assert len({vlan for vlan, _ in links}) * 4 == len(links), "two ends, two versions"


@examples
@given(described())
def test_a_new_building_renumbers_no_table(description: Description) -> None:
    park, buildings = description
    last = sorted(buildings)[-1]
    fewer = {code: data for code, data in buildings.items() if code != last}
    if not fewer:
        return
    before, held = design(intent_of(park, fewer), Allocations())
    after, _ = design(intent_of(park, buildings), held)
    assert not [move for move in moves(before, after) if move.renumbers]


def test_every_link_that_must_carry_a_table_has_a_vlan_for_it() -> None:
    park = park_with(guest="visitors")
    only = deepcopy(TWO)
    only["b04"]["segments"] = ["office", "management"]
    only["b04"]["floors"][0]["aps"] = []
    network, given_out = design(intent_of(park, only), Allocations())
    assert {device.name for device in network.devices if device.vrfs} == {
        "b03-agg", "core-1", "gateway-1",
    }  # fmt: skip
    assert given_out.entries["vlan/link/visitors/b03"] == "3949"
    assert "vlan/link/visitors/b04" not in given_out.entries
    core = network.device("core-1")
    in_table = {svi.vlan for svi in core.svis if svi.vrf == "visitors"}
    assert len(in_table) == 2
    tagged = {vlan for port in core.ports for vlan in port.tagged} | {
        vlan for lag in core.lags for vlan in lag.tagged
    }
    assert in_table <= tagged


@pytest.mark.parametrize("kind", ["vrrp", "mlag"])
def test_two_switches_of_a_building_carry_its_tables_both(kind: str) -> None:
    park = park_with(guest="visitors")
    park["cores"] = [*park["cores"], {"device": "core-2", "model": "h3c-routing"}]
    uplink = {"speed": "10G", "second": "core-2"}
    pair = {"kind": kind, "link": "40G", "links": 2}
    b03 = building_data(pair=pair, uplink=uplink)
    network, held = design(intent_of(park, {"b03": b03}), Allocations())
    first, second = network.device("b03-agg"), network.device("b03-agg2")
    ends: dict[int, list[str]] = {}
    for device in network.devices:
        for svi in device.svis:
            if svi.vrf and svi.role == "link":
                assert not svi.passive
                ends.setdefault(svi.vlan, []).append(device.name)
    assert {tuple(sorted(names)) for names in ends.values()} == {
        ("b03-agg", "b03-agg2"), ("b03-agg", "core-1"), ("b03-agg", "core-2"),
        ("b03-agg2", "core-1"), ("b03-agg2", "core-2"), ("core-1", "core-2"),
        ("core-1", "gateway-1"), ("core-2", "gateway-1"),
    }  # fmt: skip
    assert len(ends) == 8
    for device in (first, second):
        assert [vrf.name for vrf in device.vrfs] == ["visitors"]
        (guest,) = [svi for svi in device.svis if svi.segment == "guest"]
        assert guest.vrf == "visitors"
        assert guest.vrrp is not None
        (across,) = [lag for lag in device.lags if lag.description in ("b03-agg", "b03-agg2")]
        assert {svi.vlan for svi in device.svis if svi.vrf} & set(across.tagged) >= {
            vlan for vlan, names in ends.items() if set(names) == {"b03-agg", "b03-agg2"}
        }
        if device.mlag is not None:
            speaking = next(svi for svi in device.svis if svi.name == device.mlag.interface)
            assert speaking.vrf == ""
    assert "vlan/link/visitors/b03_agg2_pair" in held.entries


def test_a_controller_of_access_points_is_a_host_of_the_global_table() -> None:
    intent = intent_of(park_with(guest="visitors"), TWO)
    bundles = [*backbone_bundles(intent)]
    controller = bundles[0]._replace(kind="controller", owner="wac-1", lower="wac-1")
    found = carried(scopes_of(intent), [*bundles, controller])
    assert "wac-1" not in found
    assert set(found.values()) == {("visitors",)}


def test_tables_meet_the_carriers_at_the_gateway_and_nowhere_else() -> None:
    park = park_with(guest="visitors", cameras="things")
    network, _ = design(intent_of(park, TWO), Allocations())
    crossing = {d.name for d in network.devices if any(r.vrf != r.next_vrf for r in d.table_routes)}
    assert crossing == {"gateway-1"}
    gateway = network.device("gateway-1")
    for vrf in ("visitors", "things"):
        routes = {r.prefix: r.next_hop for r in gateway.table_routes if r.vrf == vrf}
        assert routes[ip_network("10.20.0.0/16")] is None
        assert routes[ip_network("2001:db8:4200::/48")] is None
        hop = intent_of(park_data(), TWO).park.uplinks[0].ipv4_next_hop
        assert routes[ip_network("0.0.0.0/0")] == hop


def test_a_park_without_tables_has_none_of_it() -> None:
    network, given_out = design(intent_of(park_data(), TWO), Allocations())
    assert not any(d.vrfs or d.table_routes for d in network.devices)
    assert not [key for key in given_out.entries if key.startswith("vrf/")]


def test_star_joins_no_tables_and_no_matrix_does() -> None:
    park = park_with(guest="visitors")
    park["reach"] = [{"from": ["*"], "to": ["*", "internet"], "allow": ["any"]}]
    intent = intent_of(park, TWO)
    assert review(intent) == []
    verdicts = {(e.source, e.target): e.allowed for e in matrix(intent)}
    assert not verdicts["guest", "office"]
    assert not verdicts["office", "guest"]
    assert verdicts["guest", "internet"]
    assert permitted(intent)["guest", "office"] == ()


def test_without_a_matrix_everything_is_allowed_that_stays_in_its_table() -> None:
    intent = intent_of(park_with(guest="visitors", cameras="visitors"), TWO)
    verdicts = {(e.source, e.target): e for e in matrix(intent) if e.service == "icmp"}
    assert verdicts["guest", "cameras"].allowed
    assert not verdicts["guest", "office"].allowed
    assert permitted(intent)["guest", "cameras"] == ("any",)


def changed(park: dict[str, object], **values: object) -> dict[str, object]:
    return park | values


CASES = {
    "a line across tables": (
        changed(
            park_with(guest="visitors"),
            reach=[{"from": ["management"], "to": ["management"], "allow": ["any"]},
                   {"from": ["guest"], "to": ["office"], "allow": ["tcp/443"]}],
        ),
        "guest and office are in two routing tables, visitors and the global table",
        "put both segments in one table",
    ),
    "the management segment": (
        park_with(management="admin"), "devices are managed in segment management", "remove vrf",
    ),
    "a name that a platform has": (
        park_with(guest="default"), "default is what some command lines", "another name",
    ),
    "a name that is too long": (
        park_with(guest="tenant-of-the-eighth-floor"), "is 26 characters long", "at most 15",
    ),
    "streams": (
        {**park_with(guest="visitors"), "segments": park_with(guest="visitors")["segments"]
         | {"guest": park_data()["segments"]["guest"] | {"vrf": "visitors", "multicast": True}}},
        "does not build multicast in a table of its own yet", "remove multicast, or vrf",
    ),
    "delegated prefixes": (
        {**park_with(guest="visitors"), "segments": park_with(guest="visitors")["segments"]
         | {"office": park_data()["segments"]["office"] | {"delegate": 60}}},
        "does not build delegated prefixes in a park with routing tables", "or every vrf",
    ),
    "a translator": (
        changed(park_with(guest="visitors"),
                ipv6={"phase": "ipv6-mostly", "translators": [
                    {"translator": "nat64-1", "router": "core-1", "pool": "10.24.0.0/24"}]}),
        "does not build the translator nat64-1 in a park with routing tables", "or every vrf",
    ),
    "operators in a table": (
        changed(park_with(office="staff"), operators={"from_segments": ["office"]}),
        "operators in office cannot reach command lines", "segment of the global table",
    ),
    "no room for links": (
        changed(park_with(guest="visitors"),
                addressing=park_data()["addressing"] | {"ipv4_links": "10.23.0.0/28"}),
        "more for routing tables need", "widen ipv4_links",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_a_table_cannot_be_is_told_with_its_line_and_a_remedy(case: str) -> None:
    park, what, remedy = CASES[case]
    intent = intent_of(park, TWO)
    problems = review(intent)
    assert any(what in one.what and remedy in one.remedy for one in problems), problems
    with pytest.raises(IntentError):
        design(intent, Allocations())


def test_a_device_without_tables_is_a_problem_that_no_deviation_accepts() -> None:
    """Its neighbours would hand it packets of a table that it does not have."""
    park = park_with(guest="visitors")
    park["deviations"] = [
        {"feature": "vrf", "devices": ["h3c-routing"], "owner": "me", "why": "w",
         "until": "2099-01-01"}
    ]  # fmt: skip
    intent = intent_of(park, {"b03": building_data(), "h01": building_data(building="h", **H3C)})
    system = intent.library.platforms["h3c_comware"].oses["comware7"]
    poor = {name: found for name, found in system.features.items() if name != "vrf"}
    platform = intent.library.platforms["h3c_comware"].model_copy(
        update={"oses": {"comware7": system.model_copy(update={"features": poor})}}
    )
    platforms = {**intent.library.platforms, "h3c_comware": platform}
    library = intent.library.model_copy(update={"platforms": platforms})
    problems = review(intent.model_copy(update={"library": library}))
    assert [one for one in problems if "h01-agg (h3c-routing) cannot do vrf" in one.what], problems


def test_the_matrix_that_people_and_programs_read_names_the_tables() -> None:
    expected = matrix(intent_of(park_with(guest="visitors"), TWO))
    _, rows = cells_of(expected)
    named = {(row[0], row[1]): row[2:] for row in rows}
    assert set(named["guest [visitors]", "office"][:4]) == {"-"}
    assert set(named["guest [visitors]", "internet"][:4]) == {"yes"}
    tables = {(e.source, e.target): (e.source_vrf, e.target_vrf) for e in expected}
    assert tables["office", "guest"] == ("", "visitors")
