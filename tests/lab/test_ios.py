"""Emulated Cisco switches: what they take, refuse, show and take back."""

import pytest

from parknet.design import design
from parknet.lab.clock import LabClock
from parknet.lab.device import Device
from parknet.lab.park import Lab
from parknet.lab.shells import shell_of
from parknet.lab.tree import Config
from parknet.model.network import Allocations
from parknet.render import render
from tests.conformance.full_park import dressed, plain_park
from tests.lab.parks import SECRETS
from tests.render.regenerate import templates_of_checkout

PORTS = frozenset({"GigabitEthernet1/0/1", "GigabitEthernet1/0/2"})
TEXT = """hostname sw
username a privilege 15 secret plain
username b privilege 1 secret plain
archive
 path flash:old
vlan 10
snmp-server user u g v3 auth sha hidden-1 priv aes 128 hidden-2
line vty 0 4
 transport input ssh
"""


def device(os: str = "iosxe", text: str = TEXT) -> Device:
    made = Device("sw", os, "test", PORTS, LabClock())
    assert made.boot(text) == []
    return made


def typed(made: Device, *lines: str, user: str = "a") -> str:
    shell = shell_of(made, user)
    return "".join(shell.enter(line) for line in lines)


@pytest.mark.parametrize("kit", ["ios", "iosxe"])
@pytest.mark.parametrize("monitor", [False, True])
def test_every_line_that_is_rendered_is_taken_and_shown_as_it_can_be_entered(kit, monitor) -> None:
    network = dressed(design(plain_park(kit), Allocations())[0], monitor=monitor)
    texts = {c.device: c.text for c in render(network, templates_of_checkout())}
    lab = Lab(network, texts, SECRETS)
    assert lab.refused == {}
    for plan in network.devices:
        running = lab.device(plan.name).running
        again = Config.factory(running.grammar, running.ports)
        assert again.load(running.text()) == []
        assert again.same(running)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (("frobnicate",), "% Invalid input detected at '^' marker."),
        (("ip route 10.0.0.0",), "% Incomplete command."),
        (("i",), "% Ambiguous command."),
        (("interface GigabitEthernet1/0/9",), "% Invalid interface type and number"),
        (("no vlan 1",), "% Default VLAN 1 may not be deleted."),
        (
            ("interface Vlan10", "ip address 10.0.0.1 255.255.255.0", "interface Vlan20",
             "ip address 10.0.0.2 255.255.255.0"),
            "% 10.0.0.0 overlaps with Vlan10",
        ),
        (("interface Vlan10", "vrf forwarding a"), "% VRF a does not exist"),
        (
            ("interface GigabitEthernet1/0/1", "switchport port-security"),
            "Command rejected: GigabitEthernet1/0/1 is a dynamic port.",
        ),
    ],
)  # fmt: skip
def test_what_is_refused_is_told_in_the_maker_s_words_and_changes_nothing(lines, said) -> None:
    made = device()
    shell = shell_of(made, "a")
    shell.enter("configure terminal")
    for line in lines[:-1]:
        assert "%" not in shell.enter(line)
    before = made.running.copy()
    assert said in shell.enter(lines[-1])
    assert made.running.same(before)


def test_a_bare_list_replaces_and_no_with_a_list_opens_every_vlan() -> None:
    made = device()
    port = "interface GigabitEthernet1/0/1"
    head = "switchport trunk allowed vlan"
    typed(made, "configure terminal", port, f"{head} 10,20", f"{head} add 30", f"{head} remove 10")
    assert f" {head} 20,30\n" in made.running.text()
    typed(made, "configure terminal", port, f"{head} 40")
    assert f" {head} 40\n" in made.running.text()
    typed(made, "configure terminal", port, f"no {head} 40")
    assert head not in made.running.text()


def test_another_table_takes_the_addresses_of_an_interface_along() -> None:
    made = device()
    typed(made, "configure terminal", "vrf definition a", "interface Vlan10",
          "ip address 10.0.0.1 255.255.255.0", "ipv6 address 2001:db8::1/64",
          "ip helper-address 10.9.0.1", "vrf forwarding a")  # fmt: skip
    block = made.running.text().split("interface Vlan10\n")[1].split("!")[0]
    assert block == " vrf forwarding a\n ip helper-address 10.9.0.1\n"


def test_a_timer_brings_back_what_ran_unless_another_session_confirms() -> None:
    made = device()
    typed(made, "configure terminal revert timer 5", "hostname other", "end")
    made.clock.advance(299)
    assert made.sysname == "other"
    made.clock.advance(2)
    assert made.sysname == "sw"
    typed(made, "configure terminal revert timer 5", "hostname other", "end")
    typed(made, "configure confirm")
    made.clock.advance(600)
    assert made.sysname == "other"
    assert "No Rollback Confirmed Change pending" in typed(made, "configure confirm")


def test_without_an_archive_there_is_no_timer() -> None:
    made = device(text="hostname sw\nusername a privilege 15 secret plain\n")
    assert "Archive feature not enabled" in typed(made, "show archive")
    assert "archive" in typed(made, "configure terminal revert timer 5")
    assert made.trial is None


def test_a_reload_asks_whether_to_save_and_no_keeps_the_start() -> None:
    made = device()
    said = typed(made, "configure terminal", "hostname other", "end", "reload in 5", "no", "")
    assert "Reload scheduled" in said
    made.clock.advance(5 * 60 + 200)
    assert made.sysname == "sw"


def test_users_of_snmp_stand_in_no_configuration_and_no_secret_in_any_display() -> None:
    made = device()
    shown = typed(made, "terminal length 0", "show running-config", "show snmp user")
    assert "snmp-server user" not in shown
    assert "User name: u\n" in shown
    assert "hidden-" not in shown
    assert "plain" not in shown


def test_ios_15_shows_entries_without_numbers_and_tells_them_when_asked() -> None:
    made = device("ios", TEXT + "ip access-list standard v\n 10 permit 10.0.0.0 0.0.0.255\n")
    assert "\n permit 10.0.0.0 0.0.0.255\n" in typed(made, "show running-config")
    assert "    10 permit 10.0.0.0 0.0.0.255\n" in typed(made, "show ip access-lists")


def test_a_user_of_level_1_can_look_and_change_nothing() -> None:
    made = device()
    shell = shell_of(made, "b")
    assert shell.prompt() == "sw>"
    assert "uptime" in shell.enter("show version")
    assert "% Invalid input" in shell.enter("configure terminal")
    assert "% Error in authentication" in shell.enter("enable")
