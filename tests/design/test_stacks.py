"""Two switches as one device: the ports of both members, links on either and between them."""

from typing import Any

import pytest

from parknet.design import design, review
from parknet.model.intent import Intent
from parknet.model.network import Allocations, DevicePlan, Network
from parknet.model.stacking import Stacking
from tests.design.parks import H3C, building_data, intent_of, park_data

STACK = {"kind": "stack", "link": "40G", "links": 2}
NAMING = {
    "h3c-routing": Stacking(slot="1/0/", member="{member}/0/", first=1, source="made up"),
    "hw-routing": Stacking(slot="0/0/", member="{member}/0/", first=0, source="made up"),
}


def stackable(intent: Intent) -> Intent:
    """Return the park with profiles that say how the ports of a stack are named."""
    devices = {
        name: profile.model_copy(update={"stack": NAMING.get(name)})
        for name, profile in intent.library.devices.items()
    }
    return intent.model_copy(
        update={"library": intent.library.model_copy(update={"devices": devices})}
    )


def stacked(core: bool = False, **changes: Any) -> Intent:
    """Return a park whose first building, or whose core, is a stack."""
    park = park_data()
    park["cores"].append({"device": "core-2", "model": "h3c-routing"})
    if core:
        park["cores"][0]["pair"] = STACK
    building = building_data(**H3C, uplink={"speed": "10G", "second": "core-2"}, **changes)
    if not core:
        building["pair"] = STACK
    b07 = building_data(building="7#厂房", uplink={"speed": "10G", "links": 2})
    return stackable(intent_of(park, {"b03": building, "b07": b07}))


def network_of(intent: Intent) -> Network:
    return design(intent, Allocations())[0]


def member(port: str) -> str:
    """Return the number of the member that a port is on."""
    return next(part for part in port.split("/"))[-1]


def ways(device: DevicePlan, far: str) -> list[str]:
    return [port.name for port in device.ports if port.description == far]


def test_one_device_has_the_ports_of_both_members_under_the_platforms_names() -> None:
    alone = network_of(stackable(intent_of(park_data(), {"b03": building_data(**H3C)})))
    one = {port.name for port in alone.device("b03-agg").ports}
    device = network_of(stacked()).device("b03-agg")
    reserved = {port for found in device.stack for port in found.ports}
    names = [port.name for port in device.ports]
    assert len(names) == len(set(names)) == 2 * len(one) - len(reserved)
    assert set(names) | reserved == one | {name.replace("1/0/", "2/0/", 1) for name in one}
    assert [found.number for found in device.stack] == [1, 2]


def test_a_platform_that_counts_members_from_nought_does_so() -> None:
    device = network_of(stacked(core=True)).device("core-1")
    assert [found.number for found in device.stack] == [0, 1]
    assert {member(port.name) for port in device.ports} == {"0", "1"}


def test_links_of_a_bundle_and_the_ways_up_lie_on_both_members() -> None:
    network = network_of(stacked())
    device = network.device("b03-agg")
    access = ways(device, "b03-1f-acc1")
    assert sorted(map(member, access)) == ["1", "2"]
    up = [*ways(device, "core-1"), *ways(device, "core-2")]
    assert sorted(map(member, up)) == ["1", "2"]
    core = network_of(stacked(core=True)).device("core-1")
    assert sorted(map(member, ways(core, "b07-agg"))) == ["0", "1"]


def test_ports_between_members_serve_nothing_else() -> None:
    network = network_of(stacked())
    device = network.device("b03-agg")
    assert [len(found.ports) for found in device.stack] == [2, 2]
    reserved = {port for found in device.stack for port in found.ports}
    assert reserved.isdisjoint(port.name for port in device.ports)
    ends = {end.port for link in network.links for end in (link.a, link.b)
            if end.device == "b03-agg"}  # fmt: skip
    assert reserved.isdisjoint(ends)


def test_forming_a_stack_of_a_building_that_stands_leaves_the_first_members_ports() -> None:
    plain = stacked()
    bare = plain.model_copy(
        update={
            "buildings": dict(plain.buildings)
            | {"b03": plain.buildings["b03"].model_copy(update={"pair": None})}
        }
    )
    before, held = design(bare, Allocations())
    after, _ = design(plain, held)
    was = {p.name: p.description for p in before.device("b03-agg").ports if p.role != "spare"}
    now = {p.name: p.description for p in after.device("b03-agg").ports}
    moved = [name for name, far in was.items() if now.get(name) != far]
    # One cable of each bundle goes to the other member, for that is what a stack is for.
    assert len(moved) <= len(was) // 2 + 1
    assert before.device("b03-agg").router_id == after.device("b03-agg").router_id
    assert {o.id: o.end for o in before.outlets} == {o.id: o.end for o in after.outlets}


@pytest.mark.parametrize(
    ("where", "what"),
    [
        ("gateways", "a gateway cannot be a pair of kind mlag"),
        ("cores", "a core cannot be a pair of kind mlag"),
    ],
)
def test_pairs_where_there_can_be_none_are_told(where: str, what: str) -> None:
    park = park_data()
    park[where][0]["pair"] = {"kind": "mlag"}
    found = review(stackable(intent_of(park, {"b03": building_data()})))
    assert [problem for problem in found if what in problem.what]


def test_a_profile_that_names_no_members_and_a_system_that_cannot_stack_are_told() -> None:
    bare = intent_of(park_data(), {"b03": building_data(**H3C, pair=STACK)})
    (problem,) = review(bare)
    assert "does not say how the ports of a stack are named" in problem.what
    platform = bare.library.platforms["h3c_comware"]
    os = platform.oses["comware7"]
    features = {name: source for name, source in os.features.items() if name != "stack"}
    oses = {"comware7": os.model_copy(update={"features": features})}
    platforms = dict(bare.library.platforms) | {
        "h3c_comware": platform.model_copy(update={"oses": oses})
    }
    library = bare.library.model_copy(update={"platforms": platforms})
    found = review(stackable(bare.model_copy(update={"library": library})))
    assert ["cannot do stack" in one.what for one in found] == [True]
