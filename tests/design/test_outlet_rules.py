"""Outlets that differ from the rest of their room: told by names, ranges and expressions."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parknet.design import design, review
from parknet.model.intent import Intent
from parknet.model.network import Allocations, Network, PortPlan
from tests.design.parks import building_data, intent_of, park_data

FLOOR = {
    "floor": "1F",
    "rooms": [
        {"room": "大厅", "outlets": ["1F-001..1F-010", "1F-C01..1F-C02"], "segment": "office"}
    ],
}


def park_with(*rules: dict[str, Any]) -> Intent:
    building = building_data(floors=[FLOOR], ports=list(rules))
    return intent_of(park_data(), {"b03": building})


def network_of(intent: Intent) -> Network:
    return design(intent, Allocations())[0]


def port_of(network: Network, outlet: str) -> PortPlan:
    (end,) = (plan.end for plan in network.outlets if plan.name == outlet)
    return next(port for port in network.device(end.device).ports if port.name == end.port)


def vlans(network: Network) -> dict[str, int | None]:
    return {plan.name: port_of(network, plan.name).vlan for plan in network.outlets}


def test_an_expression_moves_its_outlets_and_no_others() -> None:
    cameras = {"outlets": "*-C*", "segment": "cameras", "profile": "camera"}
    network = network_of(park_with(cameras))
    for name, vlan in vlans(network).items():
        assert vlan == (30 if "C" in name else 10)
    assert port_of(network, "1F-C01").poe
    assert not port_of(network, "1F-001").poe


def test_the_last_rule_that_fits_counts() -> None:
    to_cameras = {"outlets": "1F-001..008", "segment": "cameras"}
    back = {"outlets": ["1F-00[3-5]", "1F-007"], "segment": "office"}
    found = vlans(network_of(park_with(to_cameras, back)))
    moved = {name for name, vlan in found.items() if vlan == 30}
    assert moved == {"1F-001", "1F-002", "1F-006", "1F-008"}


@given(st.sets(st.integers(1, 10), min_size=1))
def test_a_rule_replugs_nothing(chosen: set[int]) -> None:
    before, lock = design(park_with(), Allocations())
    rule = {"outlets": [f"1F-{number:03d}" for number in sorted(chosen)], "segment": "cameras"}
    after, _ = design(park_with(rule), lock)
    assert [plan.end for plan in before.outlets] == [plan.end for plan in after.outlets]
    assert {name for name, vlan in vlans(after).items() if vlan == 30} == set(rule["outlets"])


@pytest.mark.parametrize(
    ("rule", "what"),
    [
        ({"outlets": "2F-*", "profile": "camera"}, "fits no outlet of this building"),
        ({"outlets": "1F-001"}, "changes nothing"),
        ({"outlets": "1F-005..001", "profile": "camera"}, "runs backwards"),
        ({"outlets": "*", "segment": "offices"}, "offices"),
        ({"outlets": "*", "profile": "cam"}, "cam"),
    ],
)
def test_a_rule_that_cannot_be_meant_is_told(rule: dict[str, Any], what: str) -> None:
    assert what in "\n".join(problem.what for problem in review(park_with(rule)))
