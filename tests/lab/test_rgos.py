"""Emulated Ruijie switches: what they take, what they refuse, and how they speak."""

import re

import pytest

from parknet.design import design
from parknet.lab.clock import LabClock
from parknet.lab.dayzero.devices import day_zero
from parknet.lab.device import GRAMMARS, RELOAD_S, Device
from parknet.lab.park import Lab
from parknet.lab.shell import SessionLostError
from parknet.lab.shells import shell_of
from parknet.lab.tree import Config
from parknet.model.network import Allocations, Network
from parknet.render import render
from tests.conformance.full_park import dressed, full_park, plain_park
from tests.lab.parks import SECRETS
from tests.lab.test_shell import typed
from tests.render.regenerate import templates_of_checkout

LACKS = ("protection", "wlan")  # no guard has a mode that only reports; RGOS switches are no ACs
PORTS = frozenset(f"GigabitEthernet 0/{number}" for number in range(1, 5))
TEXT = """hostname sw1
!
username ops privilege 15 secret Ops-pass-1
username viewer privilege 1 secret View-pass-1
!
enable service ssh-server
!
vlan 10
 name office
!
router ospf 1
 router-id 10.0.0.1
!
end
"""


def network(kind: str) -> Network:
    if kind == "full":
        return design(full_park("rgos", LACKS), Allocations())[0]
    plain = design(plain_park("rgos"), Allocations())[0]
    return dressed(plain) if kind == "dressed" else plain


def texts(park: Network) -> dict[str, str]:
    return {c.device: c.text for c in render(park, templates_of_checkout())}


def device(text: str = TEXT) -> Device:
    made = Device("sw1", "rgos", "RG-S2910-24GT4XS-UP-H", PORTS, LabClock())
    assert made.boot(text) == []
    return made


@pytest.mark.parametrize("kind", ["plain", "dressed", "full"])
def test_every_line_that_is_rendered_is_taken_and_shown_as_it_can_be_entered(kind: str) -> None:
    park = network(kind)
    for name, text in texts(park).items():
        ports = frozenset(port.name for port in park.device(name).ports)
        plain = re.sub(r"<<secret:([a-z0-9-]+)>>", r"Plain-\1-1", text)
        config = Config.factory(GRAMMARS["rgos"], ports)
        assert config.load(plain) == []
        again = Config.factory(GRAMMARS["rgos"], ports)
        assert again.load(config.text()) == []
        assert again.same(config), name


@pytest.mark.parametrize("kind", ["plain", "full"])
def test_a_park_of_ruijie_switches_is_reached_as_designed_and_at_day_zero(kind: str) -> None:
    park = network(kind)
    for startup in (texts(park), {d.name: day_zero(d) for d in park.devices}):
        lab = Lab(park, startup, SECRETS)
        assert lab.refused == {}
        assert all(lab.is_reached(d.name) for d in park.devices)
        access = next(d for d in park.devices if d.role == "access")
        assert lab.source(access.name).view().neighbours


def test_routing_tables_are_joined_by_their_own_links() -> None:
    park = network("full")
    lab = Lab(park, texts(park), SECRETS)
    assert lab.joined_in("tenant-a") == {d.name for d in park.devices if d.vrfs}
    svi = next(s for s in park.device("b03-agg").svis if s.vrf and s.segment)
    lab.configure("b03-agg", f"interface {svi.name}", "no vrf forwarding")
    block = lab.running("b03-agg").split(f"\ninterface {svi.name}\n")[1].split("\n!")[0]
    assert "address" not in block


def test_the_prompt_names_the_mode_and_the_interface() -> None:
    shell = shell_of(device(), "ops")
    for line, prompt in (
        ("", "sw1#"),
        ("configure terminal", "sw1(config)#"),
        ("interface gi 0/1", "sw1(config-if-GigabitEthernet 0/1)#"),
        ("interface vlan 10", "sw1(config-if-VLAN 10)#"),
        ("vlan 10", "sw1(config-vlan)#"),
        ("router ospf 1", "sw1(config-router)#"),
        ("ip access-list extended a", "sw1(config-ext-nacl)#"),
        ("exit", "sw1(config)#"),
        ("end", "sw1#"),
    ):
        assert typed(shell, line).splitlines()[-1] == prompt, line


def test_errors_are_told_as_the_maker_words_them() -> None:
    shell = shell_of(device(), "ops")
    shell.enter("configure terminal")
    assert typed(shell, "nonsense").startswith(" " * len("sw1(config)#") + "^\n% Invalid input")
    assert "% Incomplete command." in typed(shell, "vlan")
    assert "% VLAN 77 does not exist." in typed(shell, "interface vlan 77")
    shell.enter("interface gi 0/1")
    refused = typed(shell, "switchport trunk allowed vlan only 10")
    assert refused.startswith("% The port is not a trunk port.")


def test_a_user_of_level_one_sees_no_configuration() -> None:
    shell = shell_of(device(), "viewer")
    assert shell.prompt() == "sw1>"
    assert "% Invalid input" in typed(shell, "show running-config")
    assert "RGOS" in typed(shell, "show version")


def test_a_trunk_list_is_replaced_added_to_and_taken_from() -> None:
    made = device()
    shell = shell_of(made, "ops")
    shell.enter("configure terminal")
    shell.enter("vlan range 20,30-32")
    shell.enter("interface gi 0/1")
    for line, shown in (
        ("switchport mode trunk", ""),
        ("switchport trunk allowed vlan only 10,20", "10,20"),
        ("switchport trunk allowed vlan add 30-32", "10,20,30-32"),
        ("switchport trunk allowed vlan remove 20", "10,30-32"),
        ("no switchport trunk allowed vlan", ""),
    ):
        shell.enter(line)
        held = f" switchport trunk allowed vlan only {shown}\n"
        assert (held in made.running.text()) if shown else ("allowed" not in made.running.text())


def test_another_router_id_is_asked_about_and_a_no_leaves_it() -> None:
    made = device()
    shell = shell_of(made, "ops")
    shell.enter("configure terminal")
    shell.enter("router ospf 1")
    asked = typed(shell, "router-id 10.0.0.2")
    assert asked == "Change router-id and update OSPF process! [yes/no]:"
    shell.enter("no")
    assert " router-id 10.0.0.1\n" in made.running.text()
    shell.enter("router-id 10.0.0.2")
    shell.enter("yes")
    assert " router-id 10.0.0.2\n" in made.running.text()


def test_secrets_are_shown_as_ciphertext_anew_each_time_and_taken_back_in() -> None:
    made = device()
    first, second = made.running.text(), made.running.text()
    assert "Ops-pass-1" not in first
    assert "username ops privilege 15 secret 8 $1c$" in first
    assert first != second
    assert made.accepts("ops", "Ops-pass-1")
    assert not made.accepts("ops", "other")
    twin = Config.factory(GRAMMARS["rgos"], PORTS)
    assert twin.load(first) == []
    assert twin.same(made.running)


def test_what_is_not_written_is_lost_with_the_power() -> None:
    made = device()
    shell = shell_of(made, "ops")
    shell.enter("configure terminal")
    shell.enter("vlan 20")
    shell.enter("end")
    assert "vlan 20" not in typed(shell, "show startup-config")
    shell.enter("reload")
    with pytest.raises(SessionLostError):
        shell.enter("y")
    made.clock.advance(RELOAD_S + 1)
    assert "vlan 20" not in made.running.text()


def test_a_saved_configuration_is_copied_and_a_full_flash_says_so() -> None:
    made = device()
    shell = shell_of(made, "ops")
    assert "Copy success." in typed(shell, "copy flash:config.text flash:before.text")
    assert "overwrite [flash:/before.text]? [Y/N]:" in typed(
        shell, "copy flash:config.text flash:before.text"
    )
    shell.enter("n")
    assert "hostname sw1" in typed(shell, "more flash:before.text")
    made.faults.flash_full = True
    assert "No space" in typed(shell, "copy flash:config.text flash:other.text")
    assert "No space" in typed(shell, "write")


def test_ssh_is_refused_where_the_service_or_the_lines_do_not_take_it() -> None:
    made = device()
    made.apply((), "no enable service ssh-server")
    assert not made.accepts("ops", "Ops-pass-1")
    made = device()
    path, _ = made.apply((), "line vty 0 35")
    made.apply(path, "transport input telnet")
    assert not made.accepts("ops", "Ops-pass-1")


def test_a_running_configuration_begins_and_ends_as_devices_show_it() -> None:
    shown = typed(shell_of(device(), "ops"), "show running-config")
    assert shown.startswith("Building configuration...\nCurrent configuration: ")
    assert "\nversion RGOS 11.4" in shown
    assert shown.endswith("!\nend\nsw1#")


def test_a_lag_whose_ends_do_not_both_speak_lacp_carries_nothing() -> None:
    park = network("dressed")
    lab = Lab(park, texts(park), SECRETS)
    access = next(d for d in park.devices if d.role == "access" and d.lags)
    for member in access.lags[0].members:
        lab.configure(access.name, f"interface {member}", f"port-group {access.lags[0].number}")
    assert not lab.is_reached(access.name)
