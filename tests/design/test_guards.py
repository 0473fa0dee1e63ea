"""What protects ports and command lines: careful by default, loud about what it leaves out."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parknet.design import design, review
from parknet.errors import IntentError, Problem
from parknet.model.intent import Intent, Library
from parknet.model.network import Allocations, DevicePlan, Network
from parknet.model.policy import PortGuard
from tests.design.parks import building_data, intent_of, library, mixed_park, park_data

TODAY = date(2026, 11, 20)
RADIUS = {"servers": ["10.20.0.14"]}
WATCHED = {"monitored_since": "2026-11-06"}


def park_with(ownership: str = "enforce", **changes: Any) -> Intent:
    """A park of one building whose devices parknet may change."""
    park = park_data() | changes
    park["management"] = park["management"] | {"ownership": ownership}
    return intent_of(park, {"b03": building_data()})


def without(intent: Intent, *features: str) -> Intent:
    """The same park on operating systems that lack some features."""
    data = library().model_dump()
    for platform in data["platforms"].values():
        for system in platform["oses"].values():
            for feature in features:
                del system["features"][feature]
    return intent.model_copy(update={"library": Library.model_validate(data)})


def network_of(intent: Intent, today: date | None = TODAY) -> Network:
    return design(intent, Allocations(), today)[0]


def access_of(network: Network) -> DevicePlan:
    return next(device for device in network.devices if device.role == "access")


def outlet_guard(intent: Intent) -> PortGuard | None:
    return next(p.guard for p in access_of(network_of(intent)).ports if p.role == "outlet")


def problems(intent: Intent, today: date | None = TODAY) -> list[Problem]:
    return review(intent, today=today)


def whats(intent: Intent, today: date | None = TODAY) -> str:
    return "\n".join(str(problem) for problem in problems(intent, today))


def test_by_default_what_cuts_nobody_off_is_on_and_the_rest_is_watched() -> None:
    assert outlet_guard(park_with()) == PortGuard(
        ra_guard=True,
        dhcpv6_shield=True,
        arp_inspection="monitor",
        source_guard="monitor",
        storm_percent=5,
        bpdu_guard=True,
    )


@pytest.mark.parametrize("ownership", ["observe", "monitor"])
def test_nothing_is_guarded_where_parknet_may_not_change_the_device(ownership: str) -> None:
    intent = park_with(
        ownership, protection={"dot1x": "enforce", **WATCHED, "mac_limit": 8}, radius=RADIUS
    )
    for device in network_of(intent).devices:
        assert not device.snooped_vlans
        assert device.radius is None
        assert all(port.guard is None for port in device.ports)
        assert all(lag.guard is None for lag in device.lags)


def test_only_ways_to_the_servers_are_trusted() -> None:
    for device in network_of(park_with()).devices:
        for one in (*device.ports, *device.lags):
            trusted = one.guard is not None and one.guard.dhcp_trusted
            assert trusted == (device.role == "access" and one in device.lags)


def test_a_member_of_a_lag_has_no_guard_of_its_own() -> None:
    for device in network_of(mixed_park()).devices:
        assert all(port.guard is None for port in device.ports if port.lag)


def test_access_points_have_no_bindings_and_no_dot1x() -> None:
    intent = park_with(
        protection={"dot1x": "monitor", "mac_limit": 8, "source_guard": "enforce", **WATCHED},
        radius=RADIUS,
    )
    guards = {p.guard for p in access_of(network_of(intent)).ports if p.role == "ap"}
    assert guards == {PortGuard(ra_guard=True, dhcpv6_shield=True, storm_percent=5)}


def test_hosts_with_fixed_addresses_are_never_held_against_bindings() -> None:
    park = park_data()
    park["management"] = {"ownership": "enforce"}
    park["segments"]["office"]["dhcp"] = False
    park["protection"] = {"source_guard": "enforce", "arp_inspection": "enforce", **WATCHED}
    network = network_of(intent_of(park, {"b03": building_data()}))
    device = access_of(network)
    assert 10 not in device.snooped_vlans
    for port in device.ports:
        if port.role == "outlet":
            assert port.guard is not None
            assert (port.guard.arp_inspection, port.guard.source_guard) == ("off", "off")


def test_a_port_that_people_may_plug_a_switch_into_has_no_bpdu_guard() -> None:
    data = library().model_dump()
    data["ports"]["desk"]["edge"] = False
    intent = park_with().model_copy(update={"library": Library.model_validate(data)})
    guard = outlet_guard(intent)
    assert guard is not None
    assert not guard.bpdu_guard


def test_dot1x_needs_a_radius_server() -> None:
    intent = park_with(protection={"dot1x": "monitor"})
    assert "names no RADIUS server" in whats(intent)
    served = park_with(protection={"dot1x": "monitor"}, radius=RADIUS)
    assert not problems(served)
    device = access_of(network_of(served))
    assert device.radius is not None
    assert device.radius.secret == "radius"
    assert outlet_guard(served).dot1x == "monitor"  # type: ignore[union-attr] - it is there
    assert outlet_guard(served).mab  # type: ignore[union-attr]


@pytest.mark.parametrize("field", ["dot1x", "arp_inspection", "source_guard"])
@pytest.mark.parametrize(
    ("since", "is_accepted"),
    [(None, False), ("2026-11-07", False), ("2026-11-06", True), ("2026-02-30", False)],
)
def test_enforcing_needs_two_weeks_of_watching(
    field: str, since: str | None, is_accepted: bool
) -> None:
    protection = {field: "enforce"} | ({"monitored_since": since} if since else {})
    intent = park_with(protection=protection, radius=RADIUS)
    found = [p for p in problems(intent) if "before it was watched" in p.what]
    assert bool(found) != is_accepted
    assert all("set " + field + " to monitor" in problem.remedy for problem in found)


def test_source_guard_without_snooping_is_refused() -> None:
    protection = {"source_guard": "enforce", "dhcp_snooping": False, **WATCHED}
    assert "DHCP snooping learns, which is off" in whats(park_with(protection=protection))


def test_a_guard_that_somebody_wrote_and_the_device_lacks_is_a_problem() -> None:
    intent = without(park_with(protection={"ra_guard": True}), "ra-guard")
    found = whats(intent)
    assert "cannot do ra-guard" in found
    assert "deviations" in found
    with pytest.raises(IntentError):
        design(intent, Allocations(), TODAY)


def test_a_model_may_lack_what_its_operating_system_has() -> None:
    intent = park_with(protection={"ra_guard": True})
    assert not problems(intent)
    model = intent.library.devices["hw-access"]
    devices = {
        **intent.library.devices,
        "hw-access": model.model_copy(update={"lacks": {"ra-guard": "data sheet"}}),
    }
    library = intent.library.model_copy(update={"devices": devices})
    assert "cannot do ra-guard" in whats(intent.model_copy(update={"library": library}))


def test_a_default_that_the_device_lacks_is_left_out_in_the_open() -> None:
    intent = without(park_with(), "ra-guard")
    network = network_of(intent)
    device = access_of(network)
    assert device.deviations == ("ra-guard",)
    assert all(not port.guard.ra_guard for port in device.ports if port.guard is not None)
    (deviation,) = network.deviations
    assert (deviation.feature, deviation.owner) == ("ra-guard", "")
    assert device.name in deviation.devices


DEVIATION = {
    "feature": "ra-guard",
    "devices": ["hw-access"],
    "why": "replaced in spring",
    "owner": "王工",
    "until": "2026-11-20",
}


@pytest.mark.parametrize("devices", [["hw-access"], ["b03-1f-acc1"]])
def test_a_deviation_is_taken_by_profile_or_by_device_until_its_last_day(
    devices: list[str],
) -> None:
    line = DEVIATION | {"devices": devices}
    intent = without(park_with(protection={"ra_guard": True}, deviations=[line]), "ra-guard")
    assert not problems(intent)
    (deviation,) = network_of(intent).deviations
    assert (deviation.owner, deviation.until) == ("王工", "2026-11-20")
    assert "which is past" in whats(intent, date(2026, 11, 21))


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"feature": "ra-gard"}, "there is no feature ra-gard; did you mean ra-guard?"),
        ({"devices": ["b99-agg"]}, "there is no device or device profile b99-agg"),
        ({"until": "2026-13-01"}, "2026-13-01 is no date"),
    ],
)
def test_a_deviation_that_names_nothing_is_a_problem(change: dict[str, Any], what: str) -> None:
    assert what in whats(park_with(deviations=[DEVIATION | change]))


def test_a_filter_on_command_lines_is_never_guessed() -> None:
    for device in network_of(park_with()).devices:
        assert device.operators is not None
        assert device.operators.sources == ()
        assert device.operators.idle_minutes == 10


def test_command_lines_answer_to_stations_management_and_named_segments() -> None:
    intent = park_with(
        operators={"stations": ["192.0.2.0/28", "2001:db8:99::/64"], "from_segments": ["office"]}
    )
    network = network_of(intent)
    agg = next(device for device in network.devices if device.role == "aggregation")
    sources = agg.operators.sources if agg.operators else ()

    def answers(address: Any) -> bool:
        return any(s.version == address.version and address in s for s in sources)

    for svi in agg.svis:
        if svi.segment:
            expected = svi.segment in ("management", "office")
            assert svi.ipv4 is not None
            assert svi.ipv6 is not None
            assert answers(svi.ipv4.ip) == answers(svi.ipv6.ip) == expected
    for device in network.devices:
        assert answers(device.management4.ip)
        assert answers(device.management6.ip)
    versions = [source.version for source in sources]
    assert versions == sorted(versions)


@pytest.mark.parametrize(
    ("operators", "what"),
    [
        ({"from_segments": ["offcie"], "stations": ["192.0.2.1"]}, "there is no segment offcie"),
        ({"from_segments": ["office"]}, "nothing says where parknet itself works"),
        ({"accounts": {"parknet": "audit"}}, "the account parknet itself logs in with"),
    ],
)
def test_operators_that_cannot_work_are_problems(operators: dict[str, Any], what: str) -> None:
    assert what in whats(park_with(operators=operators))


def voice_park(**changes: Any) -> Intent:
    park = park_data() | changes
    park["management"] = {"ownership": "enforce"}
    park["segments"]["phones"] = {"vlan": 60, "purpose": "voice", "hosts": 60}
    return intent_of(park, {"b03": building_data()})


def test_telephones_share_the_ports_of_office_desks_only() -> None:
    device = access_of(network_of(voice_park()))
    for port in device.ports:
        assert port.voice_vlan == (60 if port.role == "outlet" else None)


def test_a_voice_segment_on_a_switch_without_voice_vlans_is_a_problem() -> None:
    assert "cannot do voice-vlan" in whats(without(voice_park(), "voice-vlan"))


def test_a_mac_limit_leaves_room_for_a_telephone() -> None:
    assert "no room for a telephone" in whats(voice_park(protection={"mac_limit": 2}))
    assert not problems(voice_park(protection={"mac_limit": 3}))


modes = st.sampled_from(["off", "monitor", "enforce"])
features = st.sampled_from(
    ["dot1x", "mab", "radius", "dot1x-monitor", "dhcp-snooping", "arp-inspection", "ra-guard",
     "arp-inspection-monitor", "nd-inspection", "source-guard", "source-guard6", "bpdu-guard",
     "source-guard-monitor", "dhcpv6-shield", "storm-control", "mac-limit"]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    protection=st.fixed_dictionaries(
        {},
        optional={
            "dot1x": modes,
            "arp_inspection": modes,
            "source_guard": modes,
            "dhcp_snooping": st.booleans(),
            "ra_guard": st.booleans(),
            "dhcpv6_shield": st.booleans(),
            "bpdu_guard": st.booleans(),
            "mac_limit": st.one_of(st.none(), st.integers(1, 4096)),
            "storm_control_percent": st.one_of(st.none(), st.integers(1, 100)),
            "monitored_since": st.just("2026-01-01"),
        },
    ),
    gone=st.sets(features),
    ownership=st.sampled_from(["observe", "monitor", "enforce"]),
)
def test_a_device_is_never_told_what_it_lacks_and_nothing_written_is_dropped(
    protection: dict[str, Any], gone: set[str], ownership: str
) -> None:
    intent = without(park_with(ownership, protection=protection, radius=RADIUS), *gone)
    if problems(intent):
        return
    asked = intent.park.protection
    device = access_of(network_of(intent))
    for port in device.ports:
        guard = port.guard
        if guard is None:
            continue
        assert ownership == "enforce"
        assert not (guard.ra_guard and "ra-guard" in gone)
        assert not (guard.bpdu_guard and "bpdu-guard" in gone)
        assert not (guard.dot1x != "off" and {"dot1x", "mab", "radius"} & gone)
        assert not (guard.source_guard == "enforce" and {"source-guard", "source-guard6"} & gone)
        assert not (guard.arp_inspection == "monitor" and "arp-inspection-monitor" in gone)
        if port.role == "outlet" and "ra_guard" in protection:
            assert guard.ra_guard == asked.ra_guard
        if port.role == "outlet" and "mac_limit" in protection:
            assert guard.mac_limit == asked.mac_limit
