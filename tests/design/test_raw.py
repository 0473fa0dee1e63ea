"""What people may write as raw lines, and what is refused before anything is rendered."""

from typing import Any

import pytest

from parknet.design import design, review
from parknet.model.network import Allocations
from tests.design.parks import H3C, building_data, intent_of, park_data


def asked(*raw: dict[str, Any]) -> Any:
    park = park_data() | {"raw": [{"why": "needed", "platform": "huawei_vrp"} | one for one in raw]}
    return intent_of(park, {"b03": building_data(), "b04": building_data(building="4#", **H3C)})


def lines_of(*raw: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    network, _ = design(asked(*raw), Allocations())
    return {device.name: device.raw for device in network.devices if device.raw}


def test_lines_reach_the_devices_and_roles_they_name_on_their_platform_only() -> None:
    everywhere = lines_of({"lines": ["a b"]})
    assert {"b03-agg", "b03-1f-acc1"} <= everywhere.keys()
    assert not any(name.startswith("b04") for name in everywhere)
    both = lines_of(
        {"lines": ["a b"], "devices": ["b03-agg"]}, {"lines": ["c d"], "roles": ["aggregation"]}
    )
    assert both == {"b03-agg": ("a b", "c d")}, "in the order of the file"


def test_escape_hatches_in_use_are_listed_with_their_reason() -> None:
    network, _ = design(asked({"lines": ["a b"], "devices": ["b03-agg"]}), Allocations())
    (found,) = network.raw
    assert (found.lines, found.devices, found.why) == (("a b",), ("b03-agg",), "needed")


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ({"lines": ["a"], "platform": "huawei_vpr"}, "no platform huawei_vpr"),
        ({"lines": ["a"], "devices": ["b03-ag"]}, "no device b03-ag"),
        ({"lines": ["a"], "devices": ["b04-agg"]}, "is a device of h3c_comware"),
        ({"lines": [" a"]}, "no section stands above"),
        ({"lines": ["a\nb"]}, "not one line"),
        ({"lines": ["a\tb"]}, "not one line"),
        ({"lines": ["# a"]}, "not one line"),
        ({"lines": ["save"]}, "may be read as `save`"),
        ({"lines": ["sa"]}, "may be read as `save`"),
        ({"lines": ["interface X", " q"]}, "may be read as `quit`"),
        ({"lines": ["configuration commit delay 5"]}, "may be read as `configuration commit`"),
        ({"lines": ["local-user a password cipher Abc123"]}, "seems to hold a secret"),
        ({"lines": ["snmp-agent community read public"]}, "seems to hold a secret"),
        ({"lines": ["x cipher <<secret:A B>>"]}, "names a secret wrongly"),
    ],
)
def test_a_line_that_cannot_be_is_a_problem(raw: dict[str, Any], words: str) -> None:
    problems = review(asked(raw))
    assert any(words in problem.what for problem in problems), problems
    assert all(problem.remedy for problem in problems)


def test_a_secret_by_name_is_welcome() -> None:
    assert review(asked({"lines": ["radius x cipher <<secret:radius-2>>"]})) == []
