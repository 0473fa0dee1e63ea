"""Everything that people can get wrong is told at once, with its line and a remedy."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parknet.design import Demand, design, review
from parknet.errors import IntentError
from parknet.model.intent import Intent
from parknet.model.network import Allocations
from parknet.model.packs import Measure
from parknet.model.register import Register, RegisteredRoom
from tests.design.parks import building_data, intent_of, park_data

Park = dict[str, Any]
Change = Callable[[Park, Park], None]


def at(*path: str | int, value: Any) -> Change:
    """Return the change that sets one value, of the park or of building b03."""

    def change(park: Park, building: Park) -> None:
        here: Any = {"park": park, "b03": building}
        for step in path[:-1]:
            here = here[step]
        here[path[-1]] = value

    return change


def both(*changes: Change) -> Change:
    def change(park: Park, building: Park) -> None:
        for one in changes:
            one(park, building)

    return change


ROOM = ("b03", "floors", 0, "rooms", 0)
SECOND_UPLINK = park_data()["uplinks"][0] | {
    "uplink": "telecom-2",
    "ipv4": "198.51.100.6/30",
    "ipv4_next_hop": "198.51.100.5",
    "ipv6": "2001:db8:e::2/64",
    "ipv6_next_hop": "2001:db8:e::1",
}

CASES: dict[str, tuple[Change, str, str]] = {
    "unknown device profile": (
        at("b03", "access", value="hw-acces"),
        "there is no device profile hw-acces",
        "did you mean hw-access?",
    ),
    "unknown port profile": (
        at(*ROOM, "profile", value="dsk"), "there is no port profile dsk", "did you mean desk?",
    ),
    "unknown access point profile": (
        at("b03", "floors", 0, "aps", 0, "profile", value="indor"),
        "there is no AP profile indor", "did you mean indoor?",
    ),
    "unknown segment": (
        at(*ROOM, "segment", value="offcie"), "there is no segment offcie", "did you mean office?",
    ),
    "unknown core": (
        at("b03", "uplink", value={"speed": "10G", "core": "core-7"}),
        "there is no core core-7", "did you mean core-1?",
    ),
    "unknown gateway": (
        at("park", "uplinks", 0, "gateway", value="gateway-9"),
        "there is no gateway gateway-9", "did you mean gateway-1?",
    ),
    "unknown management segment": (
        at("park", "management", value={"segment": "managment"}),
        "there is no segment managment", "did you mean management?",
    ),
    "profile in a role it has not": (
        at("b03", "aggregation", value="hw-access"),
        "device profile hw-access serves as access, not as aggregation",
        "use one of h3c-routing, hw-routing, hw-routing5",
    ),
    "an outlet twice": (
        at(*ROOM, "outlets", value=["1F-001..020", "1F-007"]),
        "outlet 1F-007 is also at", "give each a name of its own",
    ),
    "a floor twice": (
        lambda park, building: building["floors"].append({"floor": "1f"}),
        "floor 1f is also at", "give each a name of its own",
    ),
    "an access point twice": (
        at("b03", "floors", 0, "aps", 0, "names", value=["AP1", "AP1"]),
        "access point AP1 is also at", "give each a name of its own",
    ),
    "a device twice": (
        at("park", "cores", 0, "device", value="gateway-1"),
        "device gateway-1 is also at", "give each a name of its own",
    ),
    "an uplink twice": (
        lambda park, building: park["uplinks"].append(SECOND_UPLINK | {"uplink": "telecom-1"}),
        "uplink telecom-1 is also at", "give each a name of its own",
    ),
    "a range that runs backwards": (
        at(*ROOM, "outlets", value="1F-020..001"), "'1F-020..001' runs backwards", "write a range",
    ),
    "a VLAN twice": (
        at("park", "segments", "guest", "vlan", value=10),
        "segment guest has VLAN 10, which is that of office", "give each segment a VLAN",
    ),
    "a VLAN of links": (
        at("park", "segments", "guest", "vlan", value=3999),
        "segment guest has VLAN 3999, but 3000 to 3999 are for links", "use a number below 3000",
    ),
    "IPv4 pool too small": (
        at("park", "addressing", "ipv4", value="10.21.0.0/23"),
        "the IPv4 pool 10.21.0.0/23 has 512 free addresses, but the subnets of 1 building need",
        "use a pool such as 10.21.0.0/22",
    ),
    "site prefix too long for the segments": (
        at("park", "addressing", "ipv6", value="2001:db8:4200::/63"),
        "the site prefix is a /63", "use a site prefix from /32 to /56",
    ),
    "pool of links too small": (
        at("park", "addressing", "ipv4_links", value="10.23.0.0/30"),
        "the pool of links 10.23.0.0/30 has room for 0 links, but the park needs 2",
        "use a pool of /",
    ),
    "pools that overlap": (
        at("park", "addressing", "ipv4_links", value="10.20.128.0/20"),
        "the pool of links 10.20.128.0/20 overlaps the pool of buildings 10.20.0.0/16",
        "choose two pools",
    ),
    "a circuit inside the site prefix": (
        both(at("park", "uplinks", 0, "ipv6", value="2001:db8:4200:5::2/64"),
             at("park", "uplinks", 0, "ipv6_next_hop", value="2001:db8:4200:5::1")),
        "circuit telecom-1: 2001:db8:4200:5::2/64 lies in the site prefix", "use the carrier's",
    ),
    "a next hop elsewhere": (
        at("park", "uplinks", 0, "ipv4_next_hop", value="198.51.100.9"),
        "next hop 198.51.100.9 of circuit telecom-1 is not a neighbour on 198.51.100.0/30",
        "use the carrier's address within 198.51.100.0/30",
    ),
    "a circuit on the network's address": (
        at("park", "uplinks", 0, "ipv4", value="198.51.100.0/30"),
        "198.51.100.0 of circuit telecom-1 is no host", "use a host's address",
    ),
    "circuits that overlap": (
        lambda park, building: park["uplinks"].append(
            SECOND_UPLINK | {"ipv4": "198.51.100.3/29", "ipv4_next_hop": "198.51.100.5"}
        ),
        "circuit telecom-2 has 198.51.100.3/29, which overlaps", "give each circuit a network",
    ),
    "a service among the loopbacks": (
        at("park", "services", "ntp", value=["10.23.252.1"]),
        "service address 10.23.252.1 lies where links and loopbacks are given out",
        "use an address outside",
    ),
    "a service in the last block of the site": (
        at("park", "services", "dhcpv6", value=["2001:db8:4200:ff00::10"]),
        "service address 2001:db8:4200:ff00::10 lies where", "use an address outside",
    ),
    "a service nobody can be": (
        at("park", "services", "dns", value=["224.0.0.1"]),
        "224.0.0.1 is no host's address", "use a unicast address",
    ),
    "ports too few": (
        both(at("b03", "floors", 0, "switches", value=1),
             at(*ROOM, "outlets", value="1F-001..040")),
        "floor 1F needs 42 ports for outlets and access points, but its 1 × hw-access have 24",
        "set switches to 2, or move outlets to another floor",
    ),
    "power over budget": (
        both(at("b03", "floors", 0, "switches", value=1),
             at("b03", "floors", 0, "rooms", value=[]),
             at("b03", "floors", 0, "aps", 0, "names", value="AP01..16")),
        "floor 1F needs 408 W PoE, but its 1 × hw-access give 380 W",
        "set switches to 2 or more",
    ),
    "more links than ports": (
        at("b03", "access_link", value={"speed": "10G", "links": 8}),
        "access switch hw-access has no 4 more ports of 10 Gbit/s", "choose a profile with more",
    ),
    "an uplink faster than any port": (
        at("b03", "uplink", value={"speed": "100G"}),
        "b03-agg needs 1 port of 100 Gbit/s or more for links, but hw-routing has 0",
        "choose a device profile",
    ),
    "a segment that does not reach": (
        at("park", "segments", "office", "buildings", value=["office"]),
        "segment office does not reach building b03", "let it reach b03",
    ),
    "access points whose users do not reach": (
        at("b03", "segments", value=["office", "management", "wifi"]),
        "AP profile indoor needs guest, which does not reach building b03", "let it reach b03",
    ),
    "no management in the building": (
        at("b03", "segments", value=["office", "guest", "wifi"]),
        "the management segment management does not reach building b03", "add management",
    ),
    "more hosts than planned": (
        at("park", "segments", "office", "hosts", value=15),
        "segment office is planned for 15 hosts in a building, but b03 has 20",
        "set hosts to 20 or more",
    ),
    "a core for an access link": (
        at("b03", "access_link", value={"speed": "1G", "core": "core-1"}),
        "access_link leads to the building's aggregation switch", "delete core",
    ),
}  # fmt: skip


def changed(change: Change) -> Intent:
    park, building = park_data(), building_data()
    change(park, building)
    return intent_of(park, {"b03": building})


@pytest.mark.parametrize(("change", "what", "remedy"), CASES.values(), ids=CASES.keys())
def test_a_mistake_is_told_with_a_remedy(change: Change, what: str, remedy: str) -> None:
    problems = review(changed(change))
    found = [problem for problem in problems if problem.what.startswith(what)]
    assert found, [str(problem) for problem in problems]
    assert found[0].remedy.startswith(remedy)


@pytest.mark.parametrize("name", CASES)
def test_design_refuses_what_review_finds(name: str) -> None:
    with pytest.raises(IntentError):
        design(changed(CASES[name][0]), Allocations())


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(sorted(CASES)), min_size=2, max_size=5, unique=True))
def test_many_mistakes_at_once_never_hide_behind_a_crash(names: list[str]) -> None:
    def change(park: Park, building: Park) -> None:
        for name in names:
            try:
                CASES[name][0](park, building)
            except (KeyError, IndexError):  # one mistake took away what another is about
                continue

    assert review(changed(change))


def test_problems_carry_the_line_that_people_wrote() -> None:
    intent = changed(at(*ROOM, "segment", value="offcie"))
    origins = {
        ("buildings", "b03"): "b03.yml:1:1",
        ("buildings", "b03", "floors", 0, "rooms", 0): "b03.yml:9:7",
        ("buildings", "b03", "floors", 0, "rooms", 0, "segment"): "b03.yml:9:40",
    }
    (problem,) = review(intent.model_copy(update={"origins": origins}))
    assert problem.where == "b03.yml:9:40"


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("names", "GigabitEthernet0/0/1 shutdown"),
        ("names", "quit"),
        ("names", "GigabitEthernet0/0/1;reset"),
    ],
)
def test_a_profile_cannot_smuggle_words_into_an_interface_name(key: str, text: str) -> None:
    intent = changed(lambda park, building: None)
    device = intent.library.devices["hw-access"]
    ports = (device.ports[0].model_copy(update={key: text}), *device.ports[1:])
    library = intent.library.model_copy(
        update={
            "devices": {
                **intent.library.devices,
                "hw-access": device.model_copy(update={"ports": ports}),
            }
        }
    )
    problems = review(intent.model_copy(update={"library": library}))
    assert any("is no interface's name" in problem.what for problem in problems)


@pytest.mark.parametrize(
    "svi", ["Vlanif", "Vlanif{vlan}\n reboot", "{vlan.__class__}", "x y {vlan}", "x  {vlan}"]
)
def test_a_platform_cannot_smuggle_words_into_an_interface_name(svi: str) -> None:
    intent = changed(lambda park, building: None)
    platform = intent.library.platforms["huawei_vrp"].model_copy(update={"svi": svi})
    library = intent.library.model_copy(
        update={"platforms": {**intent.library.platforms, "huawei_vrp": platform}}
    )
    problems = review(intent.model_copy(update={"library": library}))
    assert any("is no interface's name" in problem.what for problem in problems)


def test_the_register_may_know_a_building_as_another_kind() -> None:
    rooms = (RegisteredRoom("3#厂房", "office", "1F", "101", (), "register.csv:2:1"),)
    intent = changed(lambda park, building: None)
    (problem,) = review(intent, Register(rooms=rooms, digest=""))
    assert problem.what == "3#厂房 is factory here, but office in the register"


def test_a_building_nobody_registered_is_no_problem() -> None:
    assert review(changed(lambda park, building: None), Register(rooms=(), digest="")) == []


@pytest.mark.parametrize(
    ("measure", "minimum_bps", "what"),
    [
        (Measure.PARK_UPLINK_SPEED, 4 * 10**10, "circuit telecom-1 is planned for 10 Gbit/s"),
        (Measure.BUILDING_UPLINK_SPEED, 2 * 10**10, "the uplink of b03 is planned for 10 Gbit/s"),
        (Measure.DESKTOP_SPEED, 10**9, "port profile desk is planned for 100 Mbit/s"),
    ],
)
def test_what_is_planned_slower_than_a_clause_demands_is_told(
    measure: Measure, minimum_bps: int, what: str
) -> None:
    intent = changed(lambda park, building: None)
    (problem,) = review(intent, demands=[Demand(measure, minimum_bps, (), "ZX-01")])
    assert problem.what.startswith(what + ", but ZX-01 demands")
    assert review(intent, demands=[Demand(measure, 10**7, (), "ZX-01")]) == []


def test_a_segment_that_outgrew_its_subnet_is_renumbered_only_on_request() -> None:
    _, held = design(changed(lambda park, building: None), Allocations())
    grown = changed(at("park", "segments", "office", "hosts", value=400))
    with pytest.raises(IntentError, match=r"subnet4/b03/office is .* room for 253 hosts, but 400"):
        design(grown, held)
    entries = {k: v for k, v in held.entries.items() if k != "subnet4/b03/office"}
    network, _ = design(grown, Allocations(entries))
    office = next(svi for svi in network.device("b03-agg").svis if svi.segment == "office")
    assert office.ipv4 is not None
    assert office.ipv4.network.num_addresses == 512


def test_a_pool_that_no_longer_holds_what_was_given_out_is_told() -> None:
    _, held = design(changed(lambda park, building: None), Allocations())
    moved = changed(at("park", "addressing", "ipv4", value="10.40.0.0/16"))
    with pytest.raises(IntentError, match=r"is outside the IPv4 pool 10\.40\.0\.0/16"):
        design(moved, held)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"block4/b04": "10.20.4.0/22"}, "block4/b03 and block4/b04 the same addresses"),
        ({"subnet4/b03/office": "10.20.5.0/24"}, "the same addresses"),
        ({"subnet4/b03/office": "10.20.64.0/24"}, "is outside the block of b03"),
        ({"block4/b03": "nonsense"}, "holds 'nonsense'"),
        ({"ports/b03-agg": "x:1"}, "holds 'x:1', which is no port's use"),
        ({"vlan/link/core-1--gateway-1": "3001"}, "which vlan/link/"),
    ],
    ids=["blocks", "subnets", "outside", "damaged", "ports", "numbers"],
)
def test_a_lock_merged_or_edited_badly_is_told(changes: dict[str, str], says: str) -> None:
    intent = changed(lambda park, building: None)
    _, held = design(intent, Allocations())
    with pytest.raises(IntentError, match=says):
        design(intent, Allocations({**held.entries, **changes}))
