"""The matrix and the register of systems: what people can get wrong, and what a line means."""

from typing import Any

import pytest

from parknet.design import design, matrix, review
from parknet.design.filters import filter_name
from parknet.design.permissions import Permissions
from parknet.errors import IntentError
from parknet.model.intent import Intent, Park
from parknet.model.network import Allocations
from tests.design.parks import building_data, intent_of, park_data

APS = {"from": ["management"], "to": ["management"], "allow": ["any"]}
TENANTS = {
    f"tenant-{letter}": {"vlan": vlan, "purpose": "tenant", "hosts": 20}
    for letter, vlan in (("a", 60), ("b", 61))
}


def line(source: str, target: str, *allow: str) -> dict[str, Any]:
    return {"from": source.split(), "to": target.split(), "allow": list(allow)}


def written(*lines: dict[str, Any], **changes: Any) -> Intent:
    park = park_data()
    park["segments"] |= TENANTS
    park["segments"]["lab"] = {"vlan": 70, "purpose": "office", "hosts": 20,
                               "buildings": ["public"]}  # fmt: skip
    park |= {"reach": [APS, *lines]} | changes
    intent = intent_of(park, {"b03": building_data()})
    origins = {("park", "reach", at): f"park.yml:{at}:1" for at in range(len(lines) + 1)}
    return intent.model_copy(update={"origins": origins})


def system(segment: str, level: int | None = None) -> dict[str, Any]:
    name = {"zh": "视频监控", "en": "video"}
    return {"name": name, "segment": segment, "owner": "安保部", "protection_level": level}


CASES: dict[str, tuple[Intent, str, str]] = {
    "a source that is no segment": (
        written(line("offcie", "cameras", "tcp/443")),
        "there is no segment offcie", "did you mean office?",
    ),
    "a target that is no segment": (
        written(line("office", "camera", "tcp/443")),
        "there is no segment camera", "did you mean cameras?",
    ),
    "services as a source": (
        written(line("services", "office", "tcp/443")),
        "there is no segment services", "use one of",
    ),
    "a segment in no building": (
        written(line("office", "lab", "tcp/443")),
        "segment lab is in no building, so no path leads there", "delete it from the line",
    ),
    "a line twice": (
        written(line("office", "cameras", "tcp/443"), line("office", "cameras", "tcp/443")),
        "this line allows nothing that is not allowed already: see park.yml:1:1", "delete one",
    ),
    "a line in the shadow of others": (
        written(
            line("office wifi", "cameras", "tcp/443"),
            line("office", "cameras", "tcp/1..1023"),
            line("wifi", "*", "any"),
        ),
        "allowed already: see park.yml:2:1 and park.yml:3:1", "delete one of them",
    ),
    "a service in the shadow of another": (
        written(line("office", "cameras", "tcp/443", "tcp/1..1023")),
        "tcp/443 is allowed already by the same line", "delete it here",
    ),
    "a segment beside the star": (
        written(line("* office", "cameras", "tcp/443")),
        "office is named already by *", "delete it here",
    ),
    "the internet on any port": (
        written(line("internet", "office", "any")),
        "the line opens every port to the internet", "name the ports",
    ),
    "the internet to the internet": (
        written(line("internet", "internet", "tcp/443")),
        "no path from internet to internet leads through the park", "name the segment",
    ),
    "one tenant into the other": (
        written(line("tenant-a", "tenant-b", "tcp/443")),
        "tenant tenant-a may reach tenant tenant-b, but not the other way round",
        "write a line from tenant-b to tenant-a too",
    ),
    "operators who are denied": (
        written(operators={"from_segments": ["office"]}),
        "the matrix denies tcp/22 from office to management", "allow it by a line of reach",
    ),
    "access points without their controller": (
        written(reach=[line("office", "internet", "any")], wlan={"controller": "core-1"}),
        "access points in management cannot reach their controller", "add a line from management",
    ),
    "a system in no segment": (
        written(systems={"video": system("camera")}),
        "there is no segment camera", "did you mean cameras?",
    ),
    "a system in a segment without a building": (
        written(systems={"video": system("lab")}),
        "segment lab of system video is in no building", "add the segment to a building",
    ),
    "two protection levels in one zone": (
        written(systems={"video": system("cameras", 3), "parking": system("cameras", 2)}),
        "segment cameras holds parking of level 2 and video of level 3", "a segment of its own",
    ),
    "a segment called internet": (
        written(segments=park_data()["segments"]
                | {"internet": {"vlan": 51, "purpose": "guest", "hosts": 9}}),
        "in the matrix internet is a word of its own", "give the segment another name",
    ),
}  # fmt: skip


def test_access_points_without_wifi_ask_for_no_controller() -> None:
    problems = review(written(reach=[line("office", "internet", "any")]))
    assert not any("controller" in one.what for one in problems), problems


@pytest.mark.parametrize("case", CASES)
def test_what_is_wrong_with_the_matrix_is_told_with_a_remedy(case: str) -> None:
    intent, what, remedy = CASES[case]
    problems = review(intent)
    assert any(what in one.what and remedy in one.remedy for one in problems), problems
    with pytest.raises(IntentError):
        design(intent, Allocations())


def test_what_is_right_is_no_problem() -> None:
    intent = written(
        line("*", "internet", "tcp/443", "udp/443"),
        line("tenant-a", "tenant-b", "tcp/443"),
        line("tenant-b", "tenant-a", "icmp"),
        line("office", "services", "tcp/443"),
        line("internet", "wifi", "tcp/8443"),
        systems={"video": system("cameras", 3), "doors": system("cameras", 3),
                 "old": system("cameras")},
    )  # fmt: skip
    assert review(intent) == []


def permissions(*lines: dict[str, Any]) -> Permissions:
    park = park_data() | {"reach": list(lines)}
    park["segments"] |= TENANTS
    return Permissions.of(Park.model_validate(park))


def test_the_star_joins_no_tenants() -> None:
    found = permissions(line("*", "*", "any"), line("tenant-a", "*", "any"))
    assert found.line("tenant-a", "tenant-b", "icmp") is None
    assert found.line("tenant-b", "tenant-a", "icmp") is None
    assert found.line("tenant-a", "tenant-a", "icmp") == 0
    assert found.line("tenant-a", "office", "icmp") == 0


def test_a_permission_is_one_way_and_covers_the_ports_in_its_range() -> None:
    found = permissions(line("office", "cameras", "tcp/1..1023"))
    assert found.line("office", "cameras", "tcp/443") == 0
    assert found.line("office", "cameras", "tcp/1024") is None
    assert found.line("office", "cameras", "udp/443") is None
    assert found.line("cameras", "office", "tcp/443") is None


def test_the_matrix_has_every_pair_both_versions_and_the_line_that_allows() -> None:
    intent = written(line("office", "cameras", "tcp/443"))
    rows = matrix(intent)
    segments = set(intent.park.segments) - {"lab"}
    pairs = {(row.source, row.target) for row in rows}
    assert len(pairs) == len(segments) ** 2 + 3 * len(segments)
    assert len(rows) == len(set(rows)) == len(pairs) * 2 * 4
    allowed = {
        (row.version, row.service, row.origin)
        for row in rows
        if (row.source, row.target, row.allowed) == ("office", "cameras", True)
    }
    assert allowed == {(4, "tcp/443", "park.yml:1:1"), (6, "tcp/443", "park.yml:1:1")}


def test_a_park_without_a_matrix_has_no_filter_and_allows_all() -> None:
    intent = intent_of(park_data(), {"b03": building_data()})
    assert all(row.allowed for row in matrix(intent))
    network, _ = design(intent, Allocations())
    assert not any(device.filters for device in network.devices)
    assert not any(svi.filter4 or svi.filter6 for d in network.devices for svi in d.svis)


def test_a_filter_s_name_fits_every_platform_and_stays_its_own() -> None:
    long = [f"a-very-long-name-for-one-segment-{end}" for end in ("one", "two")]
    names = [filter_name(end, version) for end in long for version in (4, 6)]
    assert len(set(names)) == 4
    assert all(len(name) <= 32 for name in names)


def test_filters_are_numbered_once_and_an_added_segment_renumbers_none() -> None:
    intent = written(line("office", "internet", "any"))
    before, held = design(intent, Allocations())
    segments = {"a": {"vlan": 5, "purpose": "iot", "hosts": 9}}
    park = intent.park.model_copy(
        update={"segments": Park.model_validate(park_data() | {"segments": segments}).segments
                | intent.park.segments}
    )  # fmt: skip
    after, _ = design(intent.model_copy(update={"park": park}), held)
    for network in (before, after):
        for device in network.devices:
            numbers = [plan.number for plan in device.filters]
            assert len(set(numbers)) == len(numbers)
            assert all(3000 <= number <= 3999 for number in numbers)
    was = {plan.name: plan.number for plan in before.device("b03-agg").filters}
    assert was.items() <= {p.name: p.number for p in after.device("b03-agg").filters}.items()


def test_a_filter_that_no_switch_has_room_for_is_a_problem() -> None:
    ports = [f"tcp/{port}" for port in range(1000, 3002, 2)]
    intent = written(line("office", "cameras", *ports))
    with pytest.raises(IntentError, match=r"1\d\d\d IPv4 rules for what comes from office"):
        design(intent, Allocations())


def test_every_rule_says_which_line_made_it() -> None:
    intent = written(line("office", "cameras", "tcp/443"))
    network, _ = design(intent, Allocations())
    for plan in network.device("b03-agg").filters:
        assert all(rule.origin for rule in plan.rules)
        if plan.name.startswith("from-office"):
            https = [r for r in plan.rules if r.destination_ports == (443, 443)]
            assert {rule.origin for rule in https} == {"park.yml:1:1"}


def test_answers_go_to_the_whole_park_where_a_list_of_who_asks_is_too_long() -> None:
    """UDP opens conversations, so its answers stay narrow."""
    park = park_data()
    park["addressing"] |= {"ipv4": "10.128.0.0/10", "ipv4_links": "10.23.0.0/16"}
    park["services"] |= {key: ["10.16.0.9"] for key in ("ntp", "syslog", "dhcp", "dns")}
    park["cores"] = [{"device": f"core-{at}", "model": "hw-routing"} for at in range(1, 26)]
    park["reach"] = [
        APS,
        line("office management", "cameras", "any"),
        line("wifi", "cameras", "tcp/443", "icmp", "udp/5004..5005"),
    ]
    buildings = {
        f"b{at:03d}": building_data(
            building=f"{at}#", floors=[{"floor": "1F"}],
            uplink={"speed": "10G", "core": f"core-{1 + at // 6}"},
        )
        for at in range(140)
    }  # fmt: skip
    park["gateways"][0]["model"] = "hw-gateway"
    intent = intent_of(park, buildings)
    wider = intent.library.devices["hw-routing"].model_dump() | {
        "ports": [{"names": "10GE1/0/1..48", "speed": "10G", "media": "fibre"}]
    }
    devices = dict(intent.library.devices)
    devices["hw-gateway"] = type(devices["hw-routing"]).model_validate(wider)
    library = intent.library.model_copy(update={"devices": devices})
    network, _ = design(intent.model_copy(update={"library": library}), Allocations())
    for plan in network.device("b003-agg").filters:
        if plan.name == "from-cameras-4":
            answers = [rule for rule in plan.rules if rule.established]
            assert len(answers) == 2
            assert sum(rule.destination_ports == (1024, 65535) for rule in plan.rules) > 200
            assert len(plan.rules) <= 1000
