"""Traffic classes and limits of segments."""

from typing import Any

from parknet.design import design, review
from parknet.model.network import Allocations
from tests.design.parks import building_data, intent_of, park_data
from tests.design.test_routing import without

Park = dict[str, Any]


def asking(**segment: Any) -> Park:
    park = park_data()
    park["segments"]["cameras"] |= segment
    return park


def test_a_segment_s_class_and_limit_stand_on_its_gateway() -> None:
    intent = intent_of(asking(traffic="video", rate="300M"), {"b03": building_data()})
    for svi in design(intent, Allocations())[0].device("b03-agg").svis:
        plain = "default" if svi.role == "link" else "standard"
        expected = ("video", 300_000_000) if svi.segment == "cameras" else (plain, 0)
        assert (svi.traffic, svi.rate_bps) == expected


def test_a_limit_above_the_slowest_uplink_is_told() -> None:
    park = asking(rate="2G")
    slow = building_data(building="7#厂房", uplink={"speed": "1G"})
    (problem,) = review(intent_of(park, {"b03": building_data(), "b07": slow}))
    assert "the slowest uplink has 1 Gbit/s" in problem.what
    assert review(intent_of(asking(rate="1G"), {"b03": building_data(), "b07": slow})) == []


def test_an_aggregation_switch_without_classes_is_told_or_accepted() -> None:
    h3c = {"aggregation": "h3c-routing", "access": "h3c-access"}
    park = asking(traffic="video")
    buildings = {"b03": building_data(**h3c)}
    (problem,) = review(without(intent_of(park, buildings), "qos"))
    assert "b03-agg" in problem.what
    park["deviations"] = [
        {"feature": "qos", "devices": ["b03-agg"], "why": "old", "owner": "net",
         "until": "2030-01-01"}
    ]  # fmt: skip
    network, _ = design(without(intent_of(park, buildings), "qos"), Allocations())
    assert network.device("b03-agg").deviations == ("qos",)
    assert {svi.traffic for svi in network.device("b03-agg").svis} == {"default"}


def test_every_router_queues_on_its_links_where_a_segment_has_a_class() -> None:
    network, _ = design(intent_of(asking(traffic="video"), {"b03": building_data()}), Allocations())
    for device in network.devices:
        routes = device.role in ("gateway", "core", "aggregation")
        for port in device.ports:
            is_link = port.role in ("uplink", "downlink", "carrier")
            assert port.queued is (routes and is_link), (device.name, port.name)
            # Neither hosts nor carriers are believed.
            assert port.believed is (routes and is_link and not port.stp and port.role != "carrier")
    plain, _ = design(intent_of(park_data(), {"b03": building_data()}), Allocations())
    assert not any(port.queued for device in plain.devices for port in device.ports)


def test_a_router_without_queues_goes_without_in_the_open() -> None:
    h3c = {"aggregation": "h3c-routing", "access": "h3c-access"}
    buildings = {"b03": building_data(**h3c)}
    intent = without(intent_of(asking(traffic="video"), buildings), "queueing")
    assert review(intent) == []
    network, _ = design(intent, Allocations())
    assert "queueing" in network.device("b03-agg").deviations
    assert not any(port.queued for port in network.device("b03-agg").ports)
