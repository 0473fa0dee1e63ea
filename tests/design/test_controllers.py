"""A controller is a host that renumbers nothing, and admits no access point that nobody named."""

from dataclasses import replace
from ipaddress import ip_interface
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from parknet.design import design, review, service_hosts
from parknet.design.explain import explain
from parknet.design.moves import moves
from parknet.model.demands import RawLines
from parknet.model.intent import AccessPoints, Intent
from parknet.model.network import Allocations, DevicePlan, Network
from tests.conformance.wlan_park import CONTROLLERS, MACS, SERIALS, SSIDS, wlan_park

Aps = dict[str, Any]


def without_controller(intent: Intent) -> Intent:
    """Return the park before a controller came; its core cannot be one, so there is no WiFi."""
    park = intent.park.model_copy(
        update={"controllers": (), "wlan": type(intent.park.wlan)(), "radius": None}
    )
    return intent.model_copy(update={"park": park})


def controller_of(network: Network) -> DevicePlan:
    (device,) = [device for device in network.devices if device.name == "ac-1"]
    return device


@pytest.mark.parametrize("platform", CONTROLLERS)
def test_a_controller_renumbers_nothing(platform: str) -> None:
    intent = wlan_park(platform)
    before, held = design(without_controller(intent), Allocations())
    after, grown = design(intent, held)
    found = moves(before, after)
    assert [move for move in found if move.renumbers] == []
    assert "ac-1" in {move.name for move in found if move.kind == "device"}
    assert held.entries.items() <= grown.entries.items() | {
        entry for entry in held.entries.items() if entry[0].startswith("ports/")
    }
    assert design(intent, grown) == (after, grown)


def test_a_controller_that_moves_to_another_core_keeps_its_address() -> None:
    first, held = design(wlan_park(), Allocations())
    moved, _ = design(wlan_park(placed={"core": "core-2", "links": 1}), held)
    assert controller_of(first).management4 == controller_of(moved).management4
    assert {link.b.device for link in moved.links if link.a.device == "ac-1"} == {"core-2"}


def test_a_controller_is_a_host_at_the_end_of_a_link() -> None:
    network, _ = design(wlan_park(), Allocations())
    device, core = controller_of(network), network.device("core-1")
    (own,) = device.svis
    (far,) = [svi for svi in core.svis if svi.vlan == own.vlan]
    assert device.router_id is None
    assert (own.ospf, far.ospf, far.passive, far.bfd) == (False, True, True, False)
    assert (own.ipv4, own.ipv6) == (device.management4, device.management6)
    assert {str(route.next_hop) for route in device.routes} == {str(far.ipv4.ip), str(far.ipv6.ip)}
    assert ip_interface(str(own.ipv4)).network.prefixlen == 31
    (lag,) = device.lags
    assert (len(lag.members), lag.tagged) == (2, (own.vlan,))
    assert {link.speed_bps for link in network.links if link.a.device == "ac-1"} == {10**10}
    # Users' traffic stays at the access points' ports.
    (trunk,) = [one for one in core.lags if one.description == "ac-1"]
    assert trunk.tagged == (own.vlan,)


def test_access_points_are_in_the_group_of_their_building_and_numbers_stay() -> None:
    small = wlan_park(ssids=SSIDS[:2])
    before, held = design(small, Allocations())
    after, _ = design(wlan_park(ssids=[SSIDS[2], *SSIDS[:2]]), held)
    old, new = controller_of(before).wlan, controller_of(after).wlan
    assert old is not None
    assert new is not None
    assert {ap.group for ap in new.aps} == {"b03", "b04"}
    assert all(ap.ap.startswith(ap.group + "/") for ap in new.aps)
    numbers = {ssid.ssid: ssid.number for ssid in new.ssids}
    assert all(numbers[ssid.ssid] == ssid.number for ssid in old.ssids)
    assert sorted(numbers.values()) == [1, 2, 3]
    assert {ap.ap: ap.number for ap in old.aps} == {ap.ap: ap.number for ap in new.aps}


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 8), st.integers(1, 8))
def test_the_number_of_an_access_point_stays_when_others_come(before: int, more: int) -> None:
    def park(first: int, last: int) -> Intent:
        return wlan_park(aps={"names": f"AP{first:02d}..AP{last:02d}"})

    small, held = design(park(10, 9 + before), Allocations())
    large, _ = design(park(max(1, 10 - more), 9 + before), held)
    was, now = controller_of(small).wlan, controller_of(large).wlan
    assert was is not None
    assert now is not None
    old = {ap.ap: ap.number for ap in was.aps}
    new = {ap.ap: ap.number for ap in now.aps}
    assert old.items() <= new.items()
    assert len(set(new.values())) == len(new)


def said(intent: Intent) -> list[str]:
    return [problem.what for problem in review(intent)]


def ssid(**changes: Any) -> list[dict[str, Any]]:
    return [SSIDS[0] | changes]


@pytest.mark.parametrize(
    ("intent", "words"),
    [
        (wlan_park(placed={"core": "core-9"}), "there is no core core-9"),
        (wlan_park(placed={"model": "c9500-48y4c"}), "not as controller"),
        (wlan_park(placed={"links": 3}), "ac-1 needs 3 ports of 10 Gbit/s"),
        (wlan_park(placed={"device": "core-2"}), "device core-2 is also at"),
        (wlan_park(controller="core-1"), "would stand idle: core-1 lists the access points"),
        (wlan_park("ruijie_ac", ssids=SSIDS), "cannot do wlan-sae"),
        (wlan_park(ssids=ssid(enterprise="wpa3")), "cannot do wlan-wpa3: WPA3-Enterprise"),
        (wlan_park("h3c_ac", ssids=ssid(enterprise="transition")), "cannot do wlan-wpa3-trans"),
        (wlan_park("ruijie_ac", ssids=ssid(enterprise="wpa3-192")), "cannot do wlan-wpa3-192"),
        (wlan_park(ssids=ssid(security="open", enterprise="wpa3")), "which is no enterprise mode"),
        (
            wlan_park(ssids=ssid(bands=["6"], enterprise="transition")),
            "takes WPA2 beside WPA3, which 6 GHz does not know",
        ),
        (wlan_park(backup="ac-9"), "there is no controller ac-9"),
        (wlan_park(backup="ac-1"), "ac-1 cannot stand in for itself"),
        (wlan_park(backup="ac-2", controller="core-1"), "cannot stand in for core-1"),
        (wlan_park("ruijie_ac", capwap_dtls=True), "cannot do capwap-dtls"),
        (wlan_park(ssids=[], portal=None, backup="ac-2"), "backup says how WiFi shall be"),
        (wlan_park(ssids=ssid(ssid='a"b')), "holds '\"', which the command line"),
        (wlan_park(ssids=ssid(ssid="<<secret:x>>")), "holds '<', which the command line"),
        (wlan_park(ssids=ssid(ssid="why?")), "holds '?', which the command line"),
        (wlan_park(ssids=ssid(ssid="a\u3000b")), "which the command line"),
        (wlan_park(portal=None), "is portal, but no portal is named"),
        (wlan_park(ssids=SSIDS[:1]), "no SSID sends visitors to the portal"),
        (wlan_park(aps={"macs": {"AP09": "00e0fc123456"}}), "AP09 is none of these"),
        (wlan_park(aps={"macs": {**MACS, "AP03": MACS["AP01"]}}), "00e0fc123456 is also at"),
        (wlan_park("ruijie_ac", aps={"serials": SERIALS}), "by MAC address, and AP02 has a"),
        (
            wlan_park(aps={"macs": {"AP01": MACS["AP01"]}, "serials": SERIALS}),
            "by one kind of number for all, and AP02 has a",
        ),
        (wlan_park(aps={"names": ["大厅"]}), "cannot list access point b03/大厅"),
        (wlan_park(aps={"names": ["ap1", "AP1"]}), "for one name"),
        (wlan_park(aps={"names": "A" * 28}), "cannot list access point"),
    ],
)  # fmt: skip
def test_a_controller_that_cannot_be_is_told_once(intent: Intent, words: str) -> None:
    found = said(intent)
    assert len([text for text in found if words in text]) == 1, found


def test_a_backup_of_another_model_is_refused() -> None:
    intent = wlan_park(backup="ac-2")
    one, two = intent.park.controllers
    other = (one, two.model_copy(update={"model": "wx3540x"}))
    park = intent.park.model_copy(update={"controllers": other})
    (problem,) = review(intent.model_copy(update={"park": park}))
    assert "must be alike" in problem.what


def test_access_points_are_told_of_the_backup_after_the_first() -> None:
    intent = wlan_park(backup="ac-2")
    network, _ = design(intent, Allocations())
    plan = service_hosts(intent, network)
    told = {pool.controllers for pool in plan.pools4 if pool.controllers}
    both = tuple(network.by_name[name].management4.ip for name in ("ac-1", "ac-2"))
    assert told == {both}


def test_a_backup_renumbers_nothing() -> None:
    alone, held = design(wlan_park(), Allocations())
    backed, _ = design(wlan_park(backup="ac-2"), held)
    before, after = (controller_of(network) for network in (alone, backed))
    assert before.management4 == after.management4
    assert before.wlan is not None
    assert after.wlan is not None
    assert before.wlan == replace(after.wlan, standby=None)


def test_an_idle_second_controller_is_one_too_many() -> None:
    intent = wlan_park()
    (one,) = intent.park.controllers
    two = (one, one.model_copy(update={"device": "ac-2"}))
    park = intent.park.model_copy(update={"controllers": two})
    (problem,) = review(intent.model_copy(update={"park": park}))
    assert "ac-2 would stand idle" in problem.what


def test_a_model_that_h3c_is_not_told_is_asked_for() -> None:
    intent = wlan_park("h3c_ac")
    aps = {name: p.model_copy(update={"models": {}}) for name, p in intent.library.aps.items()}
    library = intent.library.model_copy(update={"aps": aps})
    (problem,) = review(intent.model_copy(update={"library": library}))
    assert "does not say what H3C AC calls the model" in problem.what


def test_access_points_without_dhcp_never_find_their_controller() -> None:
    intent = wlan_park()
    segments = dict(intent.park.segments)
    segments["management"] = segments["management"].model_copy(update={"dhcp": False})
    park = intent.park.model_copy(update={"segments": segments})
    (problem,) = review(intent.model_copy(update={"park": park}))
    assert "access points in management get no address" in problem.what


@pytest.mark.parametrize(
    "mac", ["00:e0:fc:12:34:56", "00E0-FC12-3456", "00e0.fc12.3456", "00E0FC123456"]
)
def test_a_mac_address_is_read_as_labels_have_it(mac: str) -> None:
    aps = AccessPoints.model_validate({"names": "AP1", "macs": {"AP1": mac}})
    assert aps.macs == {"AP1": "00e0fc123456"}


@pytest.mark.parametrize(
    "mac", ["00:e0:fc", "01:00:5e:00:00:01", "0" * 12, 1234567, "00e0fc12345g"]
)
def test_what_is_no_devices_mac_address_is_refused(mac: object) -> None:
    with pytest.raises(ValidationError):
        AccessPoints.model_validate({"names": "AP1", "macs": {"AP1": mac}})


@pytest.mark.parametrize(
    ("platform", "option"),
    [("huawei_ac", lambda ip: bytes([3, len(str(ip))]) + str(ip).encode()),
     ("h3c_ac", lambda ip: bytes([0x80, 7, 0, 0, 1]) + ip.packed),
     ("ruijie_ac", lambda ip: b"")],
)  # fmt: skip
def test_dhcp_says_where_the_controller_is_as_its_maker_wants_it(
    platform: str, option: Any
) -> None:
    intent = wlan_park(platform)
    network, _ = design(intent, Allocations())
    device = controller_of(network)
    plan = service_hosts(intent, network)
    for pool in plan.pools4:
        told = pool.segment == "management"
        assert pool.controllers == ((device.management4.ip,) if told else ())
        assert bytes.fromhex(pool.option_43) == (option(device.management4.ip) if told else b"")
    assert any(pool.controllers == (device.management6.ip,) for pool in plan.pools6)
    clients = {
        client.name: client.prefix for client in (plan.radius.clients if plan.radius else ())
    }
    assert str(clients["ac-1"]) == f"{device.management4.ip}/32"


def test_lines_of_an_escape_hatch_are_refused_for_a_controller() -> None:
    intent = wlan_park()
    line = RawLines.model_validate(
        {"lines": ["undo info-center enable"], "why": "a test", "platform": "huawei_ac"}
    )
    park = intent.park.model_copy(update={"raw": (line,)})
    (problem,) = review(intent.model_copy(update={"park": park}))
    assert problem.what.startswith("Huawei AC is configured by")


def test_explain_says_where_a_controllers_address_comes_from() -> None:
    intent = wlan_park()
    network, given_out = design(intent, Allocations())
    causes = explain(intent, network, given_out, "ac-1")
    assert any("vlan/link/controller--ac-1" in cause.where for cause in causes)
