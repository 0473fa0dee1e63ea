"""The register of carrier circuits: where they lead, until when, and at what speed."""

from datetime import date
from ipaddress import IPv4Network, IPv6Network
from typing import Any

import pytest

from parknet.design import Demand, design, review
from parknet.model.intent import Intent
from parknet.model.network import Allocations
from parknet.model.packs import Measure
from tests.design.parks import building_data, intent_of, park_data

DAY = date(2026, 11, 20)
PRIVATE = {
    "uplink": "headquarters",
    "carrier": "中国移动",
    "speed": "1G",
    "gateway": "gateway-1",
    "ipv4": "192.0.2.2/30",
    "ipv4_next_hop": "192.0.2.1",
    "ipv6": "2001:db8:d::2/64",
    "ipv6_next_hop": "2001:db8:d::1",
    "kind": "private",
    "reaches": ["172.30.0.0/16", "2001:db8:7000::/40"],
}


def park_with(changes: dict[str, Any], private: dict[str, Any] | None = None) -> Intent:
    """Return a park whose circuit says more, and with a second circuit where one is given."""
    park = park_data()
    park["uplinks"][0] |= changes
    if private is not None:
        park["uplinks"].append(private)
    return intent_of(park, {"b03": building_data()})


def test_a_private_circuit_leads_to_what_lies_behind_it_and_takes_no_default_route() -> None:
    gateway = design(park_with({}, PRIVATE), Allocations())[0].device("gateway-1")
    assert {str(route.prefix): str(route.next_hop) for route in gateway.routes} == {
        "0.0.0.0/0": "198.51.100.1",
        "::/0": "2001:db8:f::1",
        "172.30.0.0/16": "192.0.2.1",
        "2001:db8:7000::/40": "2001:db8:d::1",
    }
    assert gateway.default_originate


def test_a_gateway_with_private_circuits_alone_announces_no_default_route() -> None:
    park = park_data()
    park["uplinks"] = [PRIVATE]
    gateway = design(intent_of(park, {"b03": building_data()}), Allocations())[0].device(
        "gateway-1"
    )
    assert not gateway.default_originate
    assert {route.prefix for route in gateway.routes} == {
        IPv4Network("172.30.0.0/16"),
        IPv6Network("2001:db8:7000::/40"),
    }


def test_an_international_line_takes_a_default_route_as_any_other() -> None:
    network, _ = design(park_with({"kind": "international"}), Allocations())
    assert network.device("gateway-1").default_originate


def test_what_the_contract_says_stands_in_the_register_of_circuits() -> None:
    said = {
        "kind": "international",
        "contract": "2026-017",
        "far_end": "法兰克福",
        "until": "2027-12-31",
        "sla": {"availability_percent": 99.95, "delay_ms": 180, "repair_hours": 4},
    }
    (circuit,) = design(park_with(said), Allocations(), DAY)[0].circuits
    assert (circuit.kind, circuit.contract, circuit.far_end) == (
        "international",
        "2026-017",
        "法兰克福",
    )
    assert (circuit.until, circuit.availability_percent) == ("2027-12-31", 99.95)
    assert (circuit.delay_ms, circuit.loss_percent, circuit.repair_hours) == (180, None, 4)


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"until": "2026-11-19"}, "the contract for circuit telecom-1 of 中国电信 ended on 2026"),
        ({"until": "2026-02-30"}, "2026-02-30 is no date"),
        ({"reaches": ["172.30.0.0/16"]}, "takes a default route, so nothing can lie behind it"),
        ({"kind": "private"}, "is private, and nothing lies behind it"),
        ({"kind": "private", "reaches": ["::/0"]}, "is private, but ::/0 is a default route"),
    ],
)
def test_a_circuit_that_leads_nowhere_or_is_past_its_contract_is_told(
    changes: dict[str, Any], what: str
) -> None:
    found = [problem.what for problem in review(park_with(changes), today=DAY)]
    assert [text for text in found if what in text]


def test_a_contract_holds_on_its_last_day() -> None:
    assert review(park_with({"until": "2026-11-20"}), today=DAY) == []


def test_a_private_circuit_beside_another_gateway_is_refused() -> None:
    park = park_data()
    park["gateways"].append({"device": "gateway-2", "model": "h3c-routing"})
    park["uplinks"].append(PRIVATE)
    (problem,) = review(intent_of(park, {"b03": building_data()}))
    assert "another gateway, gateway-2, which does not know what lies behind" in problem.what


INTO_PARK = Demand(Measure.PARK_UPLINK_SPEED, 10**10, (), "CQ-06")
TO_BUILDING = Demand(Measure.BUILDING_UPLINK_SPEED, 10**11, ("factory",), "CQ-07")
TO_DESK = Demand(Measure.DESKTOP_SPEED, 10**9, (), "CQ-08")
ACCEPTED = {"why": "改造中", "owner": "王工", "until": "2026-12-31"}


def test_a_slower_circuit_is_excused_where_one_is_contracted_at_the_speed() -> None:
    assert review(park_with({}, PRIVATE), demands=[INTO_PARK]) == []
    slow = park_with({"speed": "1G"}, PRIVATE)
    told = [problem.what for problem in review(slow, demands=[INTO_PARK])]
    assert told == [
        f"circuit {name} is planned for 1 Gbit/s, but CQ-06 demands 10 Gbit/s"
        for name in ("headquarters", "telecom-1")
    ]


@pytest.mark.parametrize(
    ("demand", "name"),
    [(INTO_PARK, "telecom-1"), (TO_BUILDING, "b03"), (TO_DESK, "desk")],
    ids=lambda value: str(value[3]) if isinstance(value, Demand) else value,
)
def test_a_slower_speed_is_accepted_until_a_day_and_stays_in_sight(
    demand: Demand, name: str
) -> None:
    park = park_data()
    park["uplinks"][0]["speed"] = "1G"
    buildings = {"b03": building_data()}
    (problem,) = review(intent_of(park, buildings), demands=[demand])
    assert f"accept it under deviations as {demand.feature} for {name}" in problem.remedy
    park["deviations"] = [{"feature": demand.feature, "devices": [name], **ACCEPTED}]
    accepted = intent_of(park, buildings)
    network, _ = design(accepted, Allocations(), DAY, [demand])
    (deviation,) = network.deviations
    assert (deviation.feature, deviation.devices) == (demand.feature, (name,))
    late = review(accepted, demands=[demand], today=date(2027, 1, 1))
    assert [one.what for one in late if "which is past" in one.what]


def test_a_deviation_from_a_clause_that_is_not_there_or_says_nothing_of_it_is_told() -> None:
    park = park_data()
    park["deviations"] = [
        {"feature": "cq-09", "devices": ["b03"], **ACCEPTED},
        {"feature": "cq-07", "devices": ["b04"], **ACCEPTED},
    ]
    intent = intent_of(park, {"b03": building_data()})
    demand = Demand(Measure.BUILDING_UPLINK_SPEED, 10**9, (), "CQ-07")
    told = [problem.what for problem in review(intent, demands=[demand])]
    assert "there is no feature cq-09" in told
    assert "CQ-07 says nothing of b04" in told
    assert review(intent) == []  # where no policy is at hand
