"""Multicast for video: who snoops, who routes, where streams meet; and signed time."""

from dataclasses import replace
from typing import Any

import pytest

from parknet.design import design, review
from parknet.model.intent import Intent
from parknet.model.network import Allocations, Network
from parknet.model.policy import FilterRule
from tests.conformance.linux_parks import linux_intent
from tests.design.parks import H3C, building_data, intent_of, park_data
from tests.design.test_guards import without

Park = dict[str, Any]


def streaming(**changes: Any) -> Park:
    park = park_data() | changes
    park["segments"]["cameras"]["multicast"] = True
    return park


def intent(park: Park, **building: Any) -> Intent:
    return intent_of(park, {"b03": building_data(), "b07": building_data(building="7#", **H3C)})


def network(park: Park) -> Network:
    return design(intent(park), Allocations())[0]


def test_switches_snoop_where_the_segment_reaches_and_nowhere_else() -> None:
    park = streaming()
    vlan = park["segments"]["cameras"]["vlan"]
    for device in network(park).devices:
        inside = device.role in ("access", "aggregation")
        assert device.snooped_multicast == ((vlan,) if inside else ())


def test_pim_is_on_the_segment_and_between_routers_and_never_towards_a_carrier() -> None:
    for device in network(streaming()).devices:
        for svi in device.svis:
            asks = device.router_id is not None and svi.segment == "cameras"
            assert svi.multicast == (asks or svi.role == "link"), (device.name, svi.name)


def test_streams_meet_at_the_first_core_s_loopback_on_every_router() -> None:
    park = network(streaming())
    core = park.device("core-1")
    for device in park.devices:
        if device.router_id is None:
            assert device.multicast is None
        else:
            assert device.multicast is not None
            assert device.multicast.rp4 == core.management4.ip
            assert device.multicast.rp6 == core.management6.ip


def test_a_park_without_multicast_has_none_of_it() -> None:
    for device in network(park_data()).devices:
        assert device.multicast is None
        assert not device.snooped_multicast
        assert not any(svi.multicast for svi in device.svis)


@pytest.mark.parametrize("feature", ["igmp-snooping", "mld-snooping", "pim"])
def test_what_a_device_lacks_is_told_at_the_line_that_asks(feature: str) -> None:
    asked = without(intent(streaming()), feature)
    problems = review(asked)
    assert problems
    assert all(f"cannot do {feature}" in problem.what for problem in problems)
    where = asked.origin("park", "segments", "cameras", "multicast")
    assert {problem.where for problem in problems} == {where}


def test_what_somebody_accepted_to_lack_is_left_out_and_shown() -> None:
    park = streaming()
    names = [device.name for device in network(park).devices]
    park["deviations"] = [
        {"feature": feature, "devices": names, "why": "old", "owner": "net", "until": "2030-01-01"}
        for feature in ("pim", "mld-snooping")
    ]
    asked = without(intent(park), "pim", "mld-snooping")
    found = design(asked, Allocations())[0]
    for device in found.devices:
        assert device.multicast is None
        assert not device.snooped_multicast
        assert not any(svi.multicast for svi in device.svis)
    assert "pim" in found.device("core-1").deviations
    assert found.device("b03-1f-acc1").deviations == ("mld-snooping",)


GROUPS = ("224.0.0.0/4", "ff00::/8")
LIFELINE = {"from": ["management"], "to": ["management"], "allow": ["any"]}


def to_groups(park: Park) -> dict[int, list[FilterRule]]:
    """Return the rules about all groups, of what comes from cameras."""
    device = network(park).device("b03-agg")
    return {
        plan.version: [rule for rule in plan.rules if str(rule.destination) in GROUPS]
        for plan in device.filters
        if plan.name.startswith("from-cameras")
    }


def test_a_segment_that_may_open_nothing_sends_no_stream_but_joins() -> None:
    found = to_groups(streaming(reach=[LIFELINE]))
    assert [rule.protocol for rule in found[4]] == ["igmp"]
    assert found[6] == []


def test_a_segment_that_reaches_another_sends_streams_by_that_line() -> None:
    line = {"from": ["cameras"], "to": ["office"], "allow": ["udp/5004..5005"]}
    found = to_groups(streaming(reach=[LIFELINE, line]))
    assert [rule.protocol for rule in found[4]] == ["igmp", "ip"]
    assert [rule.protocol for rule in found[6]] == ["ip"]
    assert found[4][-1].action == "permit"


def test_a_segment_without_multicast_sends_to_no_group_beyond_the_wire() -> None:
    park = park_data() | {"reach": [LIFELINE, {"from": ["cameras"], "to": ["*"], "allow": ["any"]}]}
    assert to_groups(park) == {4: [], 6: []}


def signed() -> Park:
    park = park_data()
    park["services"]["ntp_key"] = "ntp"
    return park


def test_time_is_signed_with_the_secret_that_is_named() -> None:
    assert {device.services.ntp_secret for device in network(signed()).devices} == {"ntp"}
    assert {device.services.ntp_secret for device in network(park_data()).devices} == {""}


def test_a_device_that_cannot_check_time_is_told_at_the_line() -> None:
    asked = without(intent(signed()), "ntp-auth")
    problems = review(asked)
    assert {p.where for p in problems} == {asked.origin("park", "services", "ntp_key")}
    assert all("cannot do ntp-auth" in problem.what for problem in problems)


def test_routers_that_sign_ospf_in_two_ways_are_told() -> None:
    linux = linux_intent()
    park = linux.park.model_copy(
        update={"routing": linux.park.routing.model_copy(update={"authentication": True})}
    )
    alone = linux.model_copy(update={"park": park})
    assert review(alone) == []
    core = park.cores[0].model_copy(update={"model": "s12700e-4"})
    mixed = alone.model_copy(update={"park": park.model_copy(update={"cores": (core,)})})
    assert any("signs OSPF with MD5 only" in problem.what for problem in review(mixed))


def test_adding_multicast_renumbers_nothing() -> None:
    plain, held = design(intent(park_data()), Allocations())
    more, grown = design(intent(streaming()), held)
    assert held == grown
    for old, new in zip(plain.devices, more.devices, strict=True):
        assert [replace(svi, multicast=False) for svi in new.svis] == list(old.svis)
        assert new.ports == old.ports
