"""Emulated WLAN controllers stand in a park's lab; access points join those that list them."""

import pytest

from parknet.design import design
from parknet.lab.aps import REJOIN_S
from parknet.lab.dayzero.devices import day_zero
from parknet.lab.device import RELOAD_S
from parknet.lab.faults import Fault
from parknet.lab.park import Lab
from parknet.lab.shells import shell_of
from parknet.model.network import Allocations, Network
from parknet.render import render
from tests.conformance.wlan_park import CONTROLLERS, wlan_park
from tests.lab.parks import SECRETS as PARK_SECRETS
from tests.lab.test_shell import typed
from tests.render.regenerate import templates_of_checkout

NAMES = ("radius", "portal", "wlan-things", "wlan-new", "capwap-dtls", "ospf", "tacacs", "ntp")
SECRETS = {name: f"Plain-{name}-1" for name in NAMES} | PARK_SECRETS
EACH = pytest.mark.parametrize("platform", CONTROLLERS)
TABLES = {
    "huawei_ac": "display ap all",
    "h3c_ac": "display wlan ap all",
    "ruijie_ac": "show ap-config summary",
}
LISTED = 3  # of five, those whose MAC address somebody wrote down


def park(platform: str, **wlan: object) -> Network:
    return design(wlan_park(platform, **wlan), Allocations())[0]


def texts(network: Network) -> dict[str, str]:
    return {c.device: c.text for c in render(network, templates_of_checkout())}


def joined(lab: Lab) -> set[str]:
    return {ap.name for ap in lab.source("ac-1").view().aps if ap.up}


@EACH
@pytest.mark.parametrize("wlan", [{}, {"backup": "ac-2"}])
def test_a_park_with_controllers_is_taken_and_reached(
    platform: str, wlan: dict[str, object]
) -> None:
    network = park(platform, **wlan)
    for startup in (texts(network), {d.name: day_zero(d) for d in network.devices}):
        lab = Lab(network, startup, SECRETS)
        assert lab.refused == {}
        assert all(lab.is_reached(device.name) for device in network.devices)


@EACH
def test_what_a_controller_shows_can_be_entered_again(platform: str) -> None:
    network = park(platform)
    device = Lab(network, texts(network), SECRETS).device("ac-1")
    again = device.blank()
    assert again.load(device.running.text()) == []
    assert again.same(device.running)
    assert "Plain-" not in device.running.text()


@EACH
def test_only_access_points_that_are_listed_and_fed_have_joined(platform: str) -> None:
    network = park(platform)
    lab = Lab(network, texts(network), SECRETS)
    shell = shell_of(lab.device("ac-1"), "parknet")
    assert len(network.aps) == LISTED + 2
    assert len(joined(lab)) == LISTED
    shown = typed(shell, TABLES[platform])
    assert sum(ap.id in shown for ap in network.aps) == LISTED
    gone = next(ap for ap in network.aps if ap.id in joined(lab))
    lab.plant(Fault("ap_down", f"ap/{gone.id}", "ac-1", gone.id))
    assert gone.id not in joined(lab)
    row = next(row for row in typed(shell, TABLES[platform]).splitlines() if gone.id in row)
    assert {"Quit", "idle", "I"} & set(row.split())


@EACH
def test_access_points_come_up_once_they_are_configured(platform: str) -> None:
    network = park(platform)
    lab = Lab(network, {d.name: day_zero(d) for d in network.devices}, SECRETS)
    assert joined(lab) == set()
    for name, text in texts(network).items():
        lab.configure(name, *text.splitlines())
    assert joined(lab) == set()
    lab.advance(REJOIN_S)
    assert len(joined(lab)) == LISTED


CHANGES = {
    "huawei_ac": ("wlan", " ap-group name b03", "  radio 1",
                  "   undo vap-profile parknet-2 wlan 2"),
    "h3c_ac": ("wlan ap-group b03", " ap-model WA6320", "  radio 1",
               "   undo service-template parknet-2"),
    "ruijie_ac": ("ap-group b03", " no interface-mapping 3 35 radio 1 ap-wlan-id 3"),
}  # fmt: skip


@EACH
def test_a_change_of_a_group_makes_its_access_points_join_again(platform: str) -> None:
    network = park(platform)
    lab = Lab(network, texts(network), SECRETS)
    before = joined(lab)
    lab.configure("ac-1", *CHANGES[platform])
    assert {name.partition("/")[0] for name in joined(lab)} == {"b04"}
    lab.advance(REJOIN_S - 1)
    assert joined(lab) != before
    lab.advance(1)
    assert joined(lab) == before


@EACH
def test_a_controller_that_restarts_has_its_access_points_back_later(platform: str) -> None:
    network = park(platform)
    lab = Lab(network, texts(network), SECRETS)
    lab.device("ac-1").restart()
    assert joined(lab) == set()
    lab.advance(RELOAD_S + 1)
    assert joined(lab) == set()
    lab.advance(REJOIN_S)
    assert len(joined(lab)) == LISTED


def test_a_line_of_a_switch_or_of_nobody_is_refused_where_it_does_not_belong() -> None:
    network = park("ruijie_ac")
    lab = Lab(network, texts(network), SECRETS)
    shell = shell_of(lab.device("ac-1"), "parknet")
    shell.enter("configure terminal")
    assert typed(shell, "ap-config b03/AP09").endswith("ac-1(config-ap)#")
    assert "% The AP group does not exist." in typed(shell, "ap-group nowhere")
    assert "% Invalid input" in typed(shell, "channel 1 radio 9")
    switch = shell_of(lab.device("b03-agg"), "parknet")
    switch.enter("configure terminal")
    assert "% Invalid input" in typed(switch, "wlan-config 1 park-staff")


def test_huawei_refuses_what_is_in_use_and_what_is_not_there() -> None:
    lab = Lab(park("huawei_ac"), texts(park("huawei_ac")), SECRETS)
    shell = shell_of(lab.device("ac-1"), "parknet")
    shell.enter("system-view")
    shell.enter("wlan")
    assert "in use" in typed(shell, "undo ssid-profile name parknet-3")
    assert "in use" in typed(shell, "undo ap-group name b03")
    assert "already exists" in typed(shell, "ap-id 1 ap-mac 00e0-fc12-9999")
    assert "already exists" in typed(shell, "ap-id 9 ap-mac 00e0-fc12-3456")
    shell.enter("ap-id 1 ap-mac 00e0-fc12-3456")
    assert "does not exist" in typed(shell, "ap-group nowhere")
    shell.enter("quit")
    assert "Error" not in typed(shell, "undo ap ap-id 1")


def test_h3c_takes_no_change_of_a_service_template_that_is_on() -> None:
    lab = Lab(park("h3c_ac"), texts(park("h3c_ac")), SECRETS)
    shell = shell_of(lab.device("ac-1"), "parknet")
    shell.enter("system-view")
    shell.enter("wlan service-template parknet-4")
    assert "disable the service template" in typed(shell, "ssid other")
    shell.enter("undo service-template enable")
    assert "disable" not in typed(shell, "ssid other")
    shell.enter("quit")
    assert "in use" in typed(shell, "undo wlan service-template parknet-4")
    assert "another model" in typed(shell, "wlan ap b03/AP01 model WA6526")
