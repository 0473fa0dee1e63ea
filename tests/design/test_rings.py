"""Ethernet rings: each switch to the next, closed at the aggregation switch, one VLAN apart."""

from typing import Any

import pytest

from parknet.design import design, review
from parknet.model.intent import Intent
from parknet.model.network import Allocations, DevicePlan, Network
from tests.design.parks import H3C, building_data, intent_of, park_data

RING = {
    "ring": "cameras",
    "segments": ["cameras", "office"],
    "control_vlan": 2900,
    "devices": ["b03-agg", "b03-1f-acc1", "b03-2f-acc1", "b03-2f-acc2"],
    "owner": "b03-2f-acc1",
}
CAMERAS = {"room": "走廊", "outlets": "2F-C01..06", "segment": "cameras", "profile": "camera"}
OFFICE = {"room": "101", "outlets": "1F-001..010", "segment": "office"}
FLOORS: list[dict[str, Any]] = [
    {"floor": "1F", "switches": 1, "rooms": [OFFICE]},
    {"floor": "2F", "switches": 2, "rooms": [CAMERAS]},
    {"floor": "3F", "rooms": [OFFICE | {"outlets": "3F-001..010"}]},
]


def ringed(ring: dict[str, Any] | None = None, *more: dict[str, Any], **changes: Any) -> Intent:
    """Return a park with a ring over two floors of its first building, changed as said."""
    park = park_data() | {"rings": [RING | (ring or {}), *more]}
    data = building_data(**(H3C | {"floors": FLOORS} | changes))
    return intent_of(park, {"b03": data, "b07": building_data(building="7#厂房")})


def network_of(intent: Intent) -> Network:
    return design(intent, Allocations())[0]


def whats(intent: Intent) -> str:
    return "\n".join(problem.what for problem in review(intent))


def trunk(device: DevicePlan, name: str) -> set[int]:
    port = next(port for port in device.ports if port.name == name)
    assert (port.mode, port.lag, port.stp) == ("trunk", None, False)
    return set(port.tagged)


def test_each_switch_is_cabled_to_the_next_and_the_last_to_the_first() -> None:
    network = network_of(ringed())
    cables = {(link.a.device, link.b.device) for link in network.links if link.kind == "ring"}
    assert cables == {
        ("b03-1f-acc1", "b03-agg"),
        ("b03-2f-acc1", "b03-1f-acc1"),
        ("b03-2f-acc2", "b03-2f-acc1"),
        ("b03-2f-acc2", "b03-agg"),
    }
    others = {link.a.device for link in network.links if link.kind == "access"}
    assert others == {"b03-3f-acc1", "b07-1f-acc1"}


def test_a_ring_may_end_at_the_aggregation_switch_as_well() -> None:
    listed = ["b03-1f-acc1", "b03-2f-acc1", "b03-2f-acc2", "b03-agg"]
    ends = {
        frozenset((link.a.device, link.b.device))
        for link in network_of(ringed({"devices": listed})).links
        if link.kind == "ring"
    }
    assert ends == {
        frozenset((link.a.device, link.b.device))
        for link in network_of(ringed()).links
        if link.kind == "ring"
    }


def test_what_goes_round_is_tagged_on_every_port_of_the_ring_and_on_nothing_else() -> None:
    network = network_of(ringed())
    names = {device.name for device in network.devices if device.rings}
    assert names == set(RING["devices"])
    for name in names:
        device = network.device(name)
        (ring,) = device.rings
        assert (ring.control_vlan, ring.vlans) == (2900, (10, 30, 100))
        for port in ring.ports:
            assert trunk(device, port) == {10, 30, 100, 2900}
        assert 2900 in {vlan.vlan for vlan in device.vlans}
        others = [port for port in device.ports if port.name not in ring.ports]
        assert not [port for port in others if 2900 in port.tagged]
        assert not [lag for lag in device.lags if 2900 in lag.tagged]
    assert 2900 not in {vlan.vlan for vlan in network.device("b03-3f-acc1").vlans}


def test_exactly_one_port_of_the_owner_blocks_and_faces_a_neighbour() -> None:
    network = network_of(ringed())
    assert [d.name for d in network.devices for ring in d.rings if ring.owner] == ["b03-2f-acc1"]
    device = network.device("b03-2f-acc1")
    facing = {port.name: port.description for port in device.ports}
    assert [facing[port] for port in device.rings[0].ports] == ["b03-1f-acc1", "b03-2f-acc2"]


def test_servers_answers_may_come_either_way_round() -> None:
    park = park_data() | {"rings": [RING], "management": {"ownership": "enforce"}}
    intent = intent_of(park, {"b03": building_data(**(H3C | {"floors": FLOORS}))})
    for name in ("b03-1f-acc1", "b03-2f-acc1"):
        device = network_of(intent).device(name)
        guards = {port.name: port.guard for port in device.ports}
        assert all(
            guards[port] is not None and guards[port].dhcp_trusted  # type: ignore[union-attr]
            for port in device.rings[0].ports
        )


def test_a_building_may_have_several_rings() -> None:
    second = RING | {
        "ring": "office",
        "control_vlan": 2901,
        "devices": ["b03-agg", "b03-4f-acc1", "b03-4f-acc2"],
        "owner": "b03-4f-acc1",
    }
    floors = [*FLOORS, {"floor": "4F", "switches": 2, "rooms": []}]
    network = network_of(ringed(None, second, floors=floors))
    rings = network.device("b03-agg").rings
    assert {ring.ring for ring in rings} == {"cameras", "office"}
    assert len({ring.number for ring in rings}) == 2
    assert len({port for ring in rings for port in ring.ports}) == 4


def test_a_ring_moves_nothing_of_the_switches_that_are_not_on_it() -> None:
    intent = ringed()
    bare = intent.model_copy(update={"park": intent.park.model_copy(update={"rings": ()})})
    before, held = design(bare, Allocations())
    after, _ = design(intent, held)
    assert {o.id: o.end for o in before.outlets} == {o.id: o.end for o in after.outlets}
    for name in ("b03-3f-acc1", "b07-agg", "b07-1f-acc1", "core-1", "gateway-1"):
        assert before.device(name) == after.device(name)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"devices": ["b03-agg", "b03-1f-acc1", "b03-9f-acc1"]}, "no access switch b03-9f-acc1"),
        ({"devices": ["b03-agg", "b03-1f-acc1", "b07-1f-acc1"]}, "no access switch b07-1f-acc1"),
        ({"devices": ["b03-agg", "b03-1f-acc1", "b03-3f-acc1"]}, "no access switch b03-3f-acc1"),
        (
            {"devices": ["b03-agg", "b03-1f-acc1", "b03-1f-acc1"]},
            "b03-1f-acc1 is already on ring cameras",
        ),
        (
            {"devices": ["b03-1f-acc1", "b03-agg", "b03-2f-acc1"]},
            "passes b03-agg in its middle",
        ),
        (
            {"devices": ["b03-1f-acc1", "b03-2f-acc1", "b03-2f-acc2"]},
            "does not pass a building's aggregation switch",
        ),
        ({"owner": "b03-3f-acc1"}, "the owner of ring cameras, b03-3f-acc1, is not on it"),
        ({"control_vlan": 30}, "control VLAN 30 of ring cameras is that of segment cameras"),
        ({"control_vlan": 3100}, "is that of links and circuits"),
        ({"segments": ["cameras", "nowhere"]}, "segment nowhere does not reach building b03"),
        ({"segments": ["cameras"]}, "floor 1F has users of office, which does not go round ring"),
    ],
)
def test_a_ring_that_does_not_close_or_carries_too_little_is_told(
    change: dict[str, Any], what: str
) -> None:
    assert what in whats(ringed(change))


def test_a_switch_on_two_rings_and_one_control_vlan_of_two_are_told() -> None:
    found = whats(ringed(None, RING | {"ring": "other"}))
    assert "b03-1f-acc1 is already on ring cameras" in found
    assert "control VLAN 2900 of ring other is that of ring cameras" in found
    assert "ring cameras is also at" in whats(ringed(None, RING))


def test_a_ring_at_a_pair_and_one_of_a_system_that_has_none_are_told() -> None:
    assert "does not build rings at two" in whats(ringed(pair={"kind": "vrrp"}))
    intent = ringed()
    platform = intent.library.platforms["h3c_comware"]
    os = platform.oses["comware7"]
    features = {name: source for name, source in os.features.items() if name != "ring"}
    oses = {"comware7": os.model_copy(update={"features": features})}
    platforms = dict(intent.library.platforms) | {
        "h3c_comware": platform.model_copy(update={"oses": oses})
    }
    library = intent.library.model_copy(update={"platforms": platforms})
    found = whats(intent.model_copy(update={"library": library}))
    assert "b03-agg (h3c-routing) cannot do ring, which all of ring cameras must do" in found
