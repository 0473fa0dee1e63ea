"""Areas, second uplinks, BGP: both ends agree, and nothing that stands is renumbered."""

from copy import deepcopy
from ipaddress import IPv4Network, IPv6Network
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parknet.deploy.waves import waves
from parknet.design import design, review
from parknet.errors import IntentError
from parknet.model.change import Change, Grade
from parknet.model.intent import Intent
from parknet.model.network import Allocations, DevicePlan, Network
from parknet.model.policy import BgpPeer
from tests.design.parks import building_data, intent_of, park_data, small_park
from tests.design.strategies import descriptions
from tests.design.test_design import facts

Park = dict[str, Any]
examples = settings(max_examples=30, deadline=None)


def two_cores(**routing: Any) -> tuple[Park, dict[str, Park]]:
    park = park_data() | {"routing": routing}
    park["cores"].append({"device": "core-2", "model": "h3c-routing"})
    return park, {
        "b03": building_data(uplink={"speed": "10G", "links": 2, "second": "core-2"}),
        "b07": building_data(building="7#厂房"),
    }


def network_of(park: Park, buildings: dict[str, Park]) -> Network:
    return design(intent_of(park, buildings), Allocations())[0]


def neighbours(network: Network) -> set[tuple[str, str]]:
    return {(link.a.device, link.b.device) for link in network.links if link.kind != "access"}


def test_a_second_uplink_leads_to_the_other_core_and_joins_the_cores() -> None:
    network = network_of(*two_cores())
    assert neighbours(network) == {
        ("b03-agg", "core-1"),
        ("b03-agg", "core-2"),
        ("b07-agg", "core-1"),
        ("core-1", "core-2"),
        ("core-1", "gateway-1"),
        ("core-2", "gateway-1"),
    }
    lags = network.device("b03-agg").lags
    assert [len(lag.members) for lag in lags if lag.role == "uplink"] == [2, 2]


def test_cores_that_share_no_building_are_not_joined() -> None:
    park, buildings = two_cores()
    del buildings["b03"]["uplink"]["second"]
    assert ("core-1", "core-2") not in neighbours(network_of(park, buildings))


def ends(network: Network) -> dict[int, list[tuple[DevicePlan, Any]]]:
    """Return the VLAN interfaces of links by VLAN."""
    found: dict[int, list[tuple[DevicePlan, Any]]] = {}
    for device in network.devices:
        for svi in device.svis:
            if svi.role == "link":
                found.setdefault(svi.vlan, []).append((device, svi))
    return found


@st.composite
def routed(draw: st.DrawFn) -> tuple[Park, dict[str, Park]]:
    """A park with two cores, in which some buildings have a second uplink."""
    park, buildings = draw(descriptions())
    park["cores"] = [
        {"device": f"core-{at}", "model": draw(st.sampled_from(["hw-routing", "h3c-routing"]))}
        for at in (1, 2)
    ]
    park["routing"] = {
        "areas": draw(st.sampled_from(["one", "building"])),
        "bfd": draw(st.booleans()),
        "authentication": draw(st.booleans()),
    }
    for building in buildings.values():
        first, second = draw(st.permutations(["core-1", "core-2"]))
        building["uplink"]["core"] = first
        if draw(st.booleans()):
            building["uplink"]["second"] = second
    return park, buildings


@examples
@given(routed())
def test_both_ends_of_every_link_agree(described: tuple[Park, dict[str, Park]]) -> None:
    network = network_of(*described)
    for both in ends(network).values():
        (one, here), (other, there) = both
        assert one.name != other.name
        assert (here.area, here.bfd, here.ipv4.network, here.ipv6.network) == (
            there.area,
            there.bfd,
            there.ipv4.network,
            there.ipv6.network,
        )
        assert one.ospf_secret == other.ospf_secret
        if here.area != "0.0.0.0":
            assert here.area in one.stub_areas
            assert here.area in other.stub_areas


@examples
@given(routed())
def test_only_cores_border_two_areas(described: tuple[Park, dict[str, Park]]) -> None:
    network = network_of(*described)
    for device in network.devices:
        areas = {svi.area for svi in device.svis if svi.ospf}
        if device.router_id is not None:
            areas.add(device.loopback_area)
        assert len(areas) <= 1 or device.role == "core"
    by_building = [d.loopback_area for d in network.devices if d.role == "aggregation"]
    if described[0]["routing"]["areas"] == "building":
        assert len(set(by_building)) == len(by_building)


@examples
@given(routed(), st.data())
def test_second_uplinks_and_areas_renumber_nothing(
    described: tuple[Park, dict[str, Park]], data: st.DataObject
) -> None:
    park, buildings = described
    plain = deepcopy(buildings)
    for building in plain.values():
        building["uplink"].pop("second", None)
    old, held = design(intent_of(park | {"routing": {}}, plain), Allocations())
    if data.draw(st.booleans()):
        buildings["a00"] = building_data(building="新楼", uplink={"speed": "1G"})
    new, grown = design(intent_of(park, buildings), held)
    assert held.entries.keys() <= grown.entries.keys()
    for device in old.devices:
        was, now = facts(device), facts(new.device(device.name))
        for key in ("svis", "ports", "management"):
            assert was[key].items() <= now[key].items(), key
        assert {lag.name: lag.members for lag in device.lags}.items() <= {
            lag.name: lag.members for lag in new.device(device.name).lags
        }.items()
    again, _ = design(intent_of(park, buildings), grown)
    assert again == new


@examples
@given(routed())
def test_an_area_stays_when_buildings_are_added_and_taken_out(
    described: tuple[Park, dict[str, Park]],
) -> None:
    park, buildings = described
    park["routing"] = {"areas": "building"}
    old, held = design(intent_of(park, buildings), Allocations())
    more = {"a00": building_data(building="新楼")} | buildings
    new, _ = design(intent_of(park, more), held)
    for device in old.devices:
        assert new.device(device.name).loopback_area == device.loopback_area


def with_bgp(**pools: str) -> Intent:
    park = park_data() | {"routing": {"as_number": 64512}}
    park["addressing"] |= pools
    park["uplinks"][0]["carrier_as"] = 64496
    second = {"uplink": "unicom-1", "carrier": "中国联通"} | {
        "ipv4": "203.0.113.2/30",
        "ipv4_next_hop": "203.0.113.1",
        "ipv6": "2001:db8:e::2/64",
        "ipv6_next_hop": "2001:db8:e::1",
    }
    park["uplinks"].append({k: v for k, v in park["uplinks"][0].items() if k != "carrier_as"})
    park["uplinks"][1] |= second
    return intent_of(park, {"b03": building_data()})


def test_bgp_replaces_the_static_default_of_its_circuit_alone() -> None:
    gateway = design(with_bgp(), Allocations())[0].device("gateway-1")
    assert gateway.bgp is not None
    assert [(str(p.address), p.as_number) for p in gateway.bgp.peers] == [
        ("198.51.100.1", 64496),
        ("2001:db8:f::1", 64496),
    ]
    assert isinstance(gateway.bgp.peers[0], BgpPeer)
    assert {str(r.next_hop) for r in gateway.routes} == {"203.0.113.1", "2001:db8:e::1"}
    assert gateway.default_originate


@pytest.mark.parametrize(
    ("pools", "announced"),
    [
        ({}, [IPv6Network("2001:db8:4200::/48")]),
        ({"ipv6": "fd00:4200::/48"}, []),
        ({"ipv4": "100.64.0.0/16"}, [IPv6Network("2001:db8:4200::/48")]),
        (
            {"ipv4": "198.18.0.0/16"},
            [IPv4Network("198.18.0.0/16"), IPv6Network("2001:db8:4200::/48")],
        ),
    ],
)
def test_carriers_hear_of_no_private_prefix(pools: dict[str, str], announced: list[Any]) -> None:
    intent = with_bgp(**pools)
    if "ipv6" in pools:
        services = intent.park.services.model_copy(update={"dhcpv6": ()})
        park = intent.park.model_copy(update={"services": services})
        intent = intent.model_copy(update={"park": park})
    bgp = design(intent, Allocations())[0].device("gateway-1").bgp
    assert bgp is not None
    assert list(bgp.announces) == announced


def test_a_park_that_asks_for_nothing_has_nothing() -> None:
    for device in design(small_park(), Allocations())[0].devices:
        assert device.bgp is None
        assert device.stub_areas == ()
        assert device.ospf_secret == ""
        assert not any(svi.bfd for svi in device.svis)


def test_the_aggregation_is_the_root_of_its_building() -> None:
    for device in network_of(*two_cores()).devices:
        assert device.stp_priority == (4096 if device.role == "aggregation" else None)


def change(device: DevicePlan) -> Change:
    return Change(
        device=device.name,
        platform=device.platform,
        os=device.os,
        diff=("+a",),
        patch=("a",),
        running_digest="0" * 64,
        wanted_digest="1" * 64,
        grade=Grade.A,
        deletions=0,
        wave_key=(device.building, device.floor),
        tier={"access": 0, "aggregation": 1, "core": 2, "gateway": 3}[device.role],
    )


def test_two_cores_never_change_in_one_wave() -> None:
    for wave in waves([change(device) for device in network_of(*two_cores()).devices]):
        assert len({c.device for c in wave.changes} & {"core-1", "core-2"}) <= 1


def said(park: Park, buildings: dict[str, Park]) -> list[str]:
    return [f"{problem.what} | {problem.remedy}" for problem in review(intent_of(park, buildings))]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda p, b: b["uplink"].update(second="core-9"), "there is no core core-9"),
        (lambda p, b: b["uplink"].update(second="core-1"), "leads to core-1, as the first does"),
        (
            lambda p, b: b.update(access_link={"speed": "1G", "second": "core-2"}),
            "access_link leads to the building's aggregation switch alone",
        ),
        (lambda p, b: p["routing"].update(as_number=64512), "no uplink has carrier_as"),
        (lambda p, b: p["uplinks"][0].update(carrier_as=64496), "routing has no as_number"),
        (
            lambda p, b: (
                p["routing"].update(as_number=64496),
                p["uplinks"][0].update(carrier_as=64496),
            ),
            "is the park's own",
        ),
        (
            lambda p, b: (
                p["routing"].update(as_number=64512),
                p["uplinks"][0].update(carrier_as=23456),
            ),
            "AS 23456 is reserved",
        ),
    ],
)
def test_what_leads_nowhere_is_told(change: Any, words: str) -> None:
    park, buildings = two_cores()
    change(park, buildings["b03"])
    found = [text for text in said(park, buildings) if words in text]
    assert len(found) == 1


@pytest.mark.parametrize(
    ("routing", "feature"),
    [
        ({"areas": "building"}, "ospf-areas"),
        ({"authentication": True}, "ospf-auth"),
        ({"bfd": True}, "bfd"),
    ],
)
def test_a_device_that_cannot_is_a_problem_at_the_line_that_asks(
    routing: dict[str, Any], feature: str
) -> None:
    intent = without(intent_of(*two_cores(**routing)), feature)
    (problem,) = [problem for problem in review(intent) if feature in problem.what]
    assert "core-2" in problem.what
    with pytest.raises(IntentError):
        design(intent, Allocations())


def without(intent: Intent, feature: str) -> Intent:
    """Return the park with H3C devices that lack a feature."""
    platform = intent.library.platforms["h3c_comware"]
    system = platform.oses["comware7"]
    features = {name: known for name, known in system.features.items() if name != feature}
    poorer = platform.model_copy(
        update={"oses": {"comware7": system.model_copy(update={"features": features})}}
    )
    platforms = {**intent.library.platforms, "h3c_comware": poorer}
    return intent.model_copy(
        update={"library": intent.library.model_copy(update={"platforms": platforms})}
    )


def accepted(feature: str, **routing: Any) -> Intent:
    park, buildings = two_cores(**routing)
    park["deviations"] = [
        {"feature": feature, "devices": ["core-2"], "why": "old", "owner": "net"}
        | {"until": "2030-01-01"}
    ]
    return without(intent_of(park, buildings), feature)


def test_a_core_without_bfd_may_be_accepted_and_says_so() -> None:
    network = design(accepted("bfd", bfd=True), Allocations())[0]
    assert network.device("core-2").deviations == ("bfd",)
    assert not any(svi.bfd for svi in network.device("core-2").svis)
    assert any(svi.bfd for svi in network.device("core-1").svis)


def test_what_both_ends_must_do_alike_cannot_be_accepted_on_one() -> None:
    with pytest.raises(IntentError, match="both ends of a link"):
        design(accepted("ospf-auth", authentication=True), Allocations())


def test_private_sources_are_translated_where_a_circuit_asks_for_it() -> None:
    park = park_data()
    park["uplinks"][0]["nat"] = True
    buildings = {"b03": building_data()}
    gateway = design(intent_of(park, buildings), Allocations())[0].devices[0]
    (circuit,) = (svi for svi in gateway.svis if svi.role == "carrier")
    assert circuit.translated4 == tuple(
        IPv4Network(park["addressing"][pool]) for pool in ("ipv4", "ipv4_links")
    )
    park["gateways"][0]["model"] = "h3c-routing"
    (problem,) = review(without(intent_of(park, buildings), "nat44"))
    assert "cannot do nat44" in problem.what


def test_without_asking_nothing_is_translated() -> None:
    network, _ = design(intent_of(park_data(), {"b03": building_data()}), Allocations())
    assert not any(svi.translated4 for device in network.devices for svi in device.svis)
