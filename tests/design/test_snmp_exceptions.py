"""Devices that are read with a community: by name, with an owner, until a day, told everywhere."""

from datetime import date
from typing import Any

import pytest

from parknet.design import design, review
from parknet.errors import IntentError
from parknet.model.intent import Intent
from parknet.model.network import Allocations
from tests.design.parks import building_data, intent_of, park_data

OLD = {"secret": "old-community", "why": "its software has no SNMPv3", "owner": "王工"}


def park_with(exceptions: dict[str, Any]) -> Intent:
    park = park_data()
    park["management"] = park.get("management", {}) | {"snmp_exceptions": exceptions}
    return intent_of(park, {"b03": building_data()})


def test_an_exception_is_listed_with_its_owner_and_its_day() -> None:
    network, _ = design(park_with({"b03-agg": OLD | {"until": "2027-06-30"}}), Allocations())
    (line,) = [one for one in network.deviations if one.feature == "snmpv3"]
    assert (line.devices, line.owner, line.until) == (("b03-agg",), "王工", "2027-06-30")
    assert line.why == "its software has no SNMPv3"


def test_an_exception_for_a_device_that_is_not_there_is_a_problem() -> None:
    with pytest.raises(IntentError, match="there is no device b03-ag"):
        design(park_with({"b03-ag": OLD | {"until": "2027-06-30"}}), Allocations())


@pytest.mark.parametrize(
    ("until", "told"), [("2026-11-19", "which is past"), ("2026-02-30", "is no date")]
)
def test_an_exception_ends_with_its_day(until: str, told: str) -> None:
    intent = park_with({"b03-agg": OLD | {"until": until}})
    assert [told in one.what for one in review(intent, today=date(2026, 11, 20))] == [True]


def test_without_exceptions_nothing_is_listed() -> None:
    network, _ = design(park_with({}), Allocations())
    assert [one for one in network.deviations if one.feature == "snmpv3"] == []
