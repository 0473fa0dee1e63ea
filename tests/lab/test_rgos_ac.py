"""Emulated WLAN controllers of Ruijie: they stand in a park's lab and show their access points."""

import pytest

from parknet.design import design
from parknet.lab.dayzero import day_zero
from parknet.lab.faults import Fault
from parknet.lab.park import Lab
from parknet.lab.shells import shell_of
from parknet.model.network import Allocations, Network
from parknet.render import render
from tests.conformance.wlan_park import wlan_park
from tests.lab.parks import SECRETS
from tests.lab.test_shell import typed
from tests.render.regenerate import templates_of_checkout


def park(**wlan: str) -> Network:
    return design(wlan_park("ruijie_ac", **wlan), Allocations())[0]


def texts(network: Network) -> dict[str, str]:
    return {c.device: c.text for c in render(network, templates_of_checkout())}


@pytest.mark.parametrize("wlan", [{}, {"backup": "ac-2"}])
def test_a_park_with_controllers_is_taken_and_reached(wlan: dict[str, str]) -> None:
    network = park(**wlan)
    for startup in (texts(network), {d.name: day_zero(d) for d in network.devices}):
        lab = Lab(network, startup, SECRETS)
        assert lab.refused == {}
        assert all(lab.is_reached(device.name) for device in network.devices)


def test_what_a_controller_shows_can_be_entered_again() -> None:
    network = park()
    device = Lab(network, texts(network), SECRETS).device("ac-1")
    again = device.blank()
    assert again.load(device.running.text()) == []
    assert again.same(device.running)
    assert "set-key ascii 7 $10$" in device.running.text()


def test_a_controller_shows_its_access_points_and_which_are_gone() -> None:
    network = park()
    lab = Lab(network, texts(network), SECRETS)
    shell = shell_of(lab.device("ac-1"), "parknet")
    shown = typed(shell, "show ap-config summary")
    assert f"Online AP number: {len(network.aps)}\n" in shown
    gone = network.aps[0]
    lab.plant(Fault("ap_down", f"ap/{gone.id}", "ac-1", gone.id))
    shown = typed(shell, "show ap-config summary")
    assert "Offline AP number: 1\n" in shown
    assert next(row for row in shown.splitlines() if row.startswith(gone.id)).endswith("Quit")


def test_a_line_of_a_switch_or_of_nobody_is_refused_where_it_does_not_belong() -> None:
    lab = Lab(park(), texts(park()), SECRETS)
    shell = shell_of(lab.device("ac-1"), "parknet")
    shell.enter("configure terminal")
    assert typed(shell, "ap-config b03/AP09").endswith("ac-1(config-ap)#")
    assert "% The AP group does not exist." in typed(shell, "ap-group nowhere")
    assert "% Invalid input" in typed(shell, "channel 1 radio 9")
    switch = shell_of(lab.device("b03-agg"), "parknet")
    switch.enter("configure terminal")
    assert "% Invalid input" in typed(switch, "wlan-config 1 park-staff")
