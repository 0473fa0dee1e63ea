"""The emulated EOS switch: its language, its sessions, its timers."""

import json

import pytest

from parknet.design import design
from parknet.errors import IntentError
from parknet.lab.clock import LabClock
from parknet.lab.dayzero.devices import day_zero
from parknet.lab.device import RELOAD_S, Device
from parknet.lab.park import Lab
from parknet.lab.shell import SessionLostError, Shell
from parknet.lab.shells import shell_of
from parknet.lab.terminal import Terminal
from parknet.lab.tree import Config
from parknet.model.network import Allocations, Network
from parknet.render import render
from tests.conformance.full_park import ASKED_OF_SEGMENTS, DEMANDS, dressed, full_park, plain_park
from tests.lab.parks import SECRETS
from tests.render.regenerate import templates_of_checkout

PORTS = frozenset(f"Ethernet{number}" for number in range(1, 5))
ACCOUNTS = ("netadmin", "auditor", "secadmin", "watcher")
EVERY_SECRET = SECRETS | {
    name: f"plain-{name}"
    for name in ("radius", "tacacs", "ospf", "ntp", *(f"account-{name}" for name in ACCOUNTS))
}
TEXT = """hostname sw1
!
aaa authorization exec default local
!
username admin privilege 15 role network-admin secret 0 Pass-1
username ops privilege 1 role network-operator secret 0 Pass-2
!
vlan 10
   name office-10
!
"""


def device(text: str = TEXT) -> Device:
    made = Device("sw1", "eos", "DCS-7050SX3-48YC8", PORTS, LabClock())
    assert made.boot(text) == []
    return made


def typed(shell: Shell, *lines: str) -> str:
    """Type lines and return what the last one printed, and the prompt after it."""
    output = ""
    for line in lines:
        output = shell.enter(line)
    return output + shell.prompt()


def has(made: Device, line: str) -> bool:
    return f"{line}\n" in made.running.text()


def taken(kit_park: Network) -> None:
    for plan, config in zip(
        kit_park.devices, render(kit_park, templates_of_checkout()), strict=True
    ):
        text = config.text.replace("<<secret:", "$6$0123456789abcdef").replace(">>", "")
        running = Config.factory(device().grammar, frozenset(port.name for port in plan.ports))
        assert running.load(text) == [], plan.name
        again = Config.factory(running.grammar, running.ports)
        assert again.load(running.text(salted=False)) == []
        assert again.same(running), "what it shows, it takes"


def everything_it_can() -> Network:
    """Return a park that asks for all that design does not refuse on EOS."""
    demands = (*DEMANDS, *ASKED_OF_SEGMENTS)
    refused: list[str] = []
    for at, demand in enumerate(demands):
        try:
            design(full_park("eos", (*refused, *demands[at + 1 :])), Allocations())
        except IntentError:
            refused.append(demand)
    return design(full_park("eos", tuple(refused)), Allocations())[0]


@pytest.mark.parametrize("monitor", [False, True])
def test_every_line_of_a_dressed_park_is_known(monitor: bool) -> None:
    taken(dressed(design(plain_park("eos"), Allocations())[0], monitor=monitor))


def test_a_park_that_asks_for_everything_is_known() -> None:
    taken(everything_it_can())


def test_a_park_is_reached_as_designed_and_at_day_zero() -> None:
    network = everything_it_can()
    texts = {config.device: config.text for config in render(network, templates_of_checkout())}
    for startup in (texts, {plan.name: day_zero(plan) for plan in network.devices}):
        lab = Lab(network, startup, EVERY_SECRET)
        assert lab.refused == {}
        assert all(lab.is_reached(plan.name) for plan in network.devices)
        aggregation = lab.source("b03-agg").view()
        assert [user.name for user in aggregation.users] == ["parknet"]
        assert aggregation.neighbours
    assert lab.joined_in("tenant-a") == set()


def test_a_table_is_joined_by_its_links() -> None:
    network = everything_it_can()
    texts = {config.device: config.text for config in render(network, templates_of_checkout())}
    lab = Lab(network, texts, EVERY_SECRET)
    assert lab.joined_in("tenant-a") == {plan.name for plan in network.devices if plan.vrfs}


PROMPTS = [
    ("", "sw1#"), ("configure", "sw1(config)#"), ("interface Ethernet1", "sw1(config-if-Et1)#"),
    ("vlan 20", "sw1(config-vlan-20)#"), ("exit", "sw1(config)#"), ("end", "sw1#"),
    ("configure session parknet-1", "sw1(config-s-parkne)#"),
    ("interface Vlan 10", "sw1(config-s-parkne-if-Vl10)#"),
    ("router ospf 1", "sw1(config-s-parkne-router-ospf)#"), ("exit", "sw1(config-s-parkne)#"),
    ("exit", "sw1#"),
]  # fmt: skip


def test_the_prompt_tells_the_mode_and_six_letters_of_the_session() -> None:
    shell = shell_of(device(), "admin")
    for line, prompt in PROMPTS:
        assert typed(shell, line).splitlines()[-1] == prompt, line


def test_who_has_no_privilege_stands_at_the_lower_prompt() -> None:
    shell = shell_of(device(), "ops")
    assert shell.prompt() == "sw1>"
    assert "% Invalid input" in typed(shell, "show running-config")
    assert typed(shell, "enable") == "sw1#"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("nonsense", "% Invalid input\n"),
        ("spanning-tree mode", "% Incomplete command\n"),
        ("interface Ethernet9", "% Interface does not exist\n"),
        ("ip routing vrf other", "% VRF other does not exist\n"),
        ("no vlan 1", "% Vlan 1 cannot be deleted\n"),
        ("commit", "% Invalid input\n"),
        ("username a privilege 1 role r secret sha512 plain", "% Invalid input\n"),
    ],
)
def test_a_refusal_has_no_caret(line: str, said: str) -> None:
    shell = shell_of(device(), "admin")
    assert typed(shell, "configure", line) == f"{said}sw1(config)#"


# What is typed in a mode, and what the device shows of the mode afterwards.
SHOWN = {
    "a list replaces, add and remove change": (
        "interface Ethernet1",
        ["switchport trunk allowed vlan 10,20", "switchport trunk allowed vlan add 30-32",
         "switchport trunk allowed vlan remove 20,31"],
        ["switchport trunk allowed vlan 10,30,32"],
    ),
    "no list carries everything": (
        "interface Ethernet1",
        ["switchport trunk allowed vlan 10", "no switchport trunk allowed vlan"], [],
    ),
    "a new address replaces the old": (
        "interface Vlan10", ["ip address 10.0.0.1/24", "ip address 10.0.0.2 255.255.255.0"],
        ["ip address 10.0.0.2/24"],
    ),
    "a table takes the addresses": (
        "interface Vlan10",
        ["description office", "ip address 10.0.0.1/24", "ipv6 address 2001:db8::1/64", "vrf red"],
        ["description office", "vrf red"],
    ),
    "rules are shown in the device's words": (
        "ip access-list a",
        ["20 permit udp any eq 68 any eq 67", "10 permit tcp 10.0.0.9/24 host 10.1.1.1 eq 443",
         "30 permit icmp any any 8 0", "no 10", "40 deny ip 10.0.0.0 0.0.0.255 any log"],
        ["20 permit udp any eq bootpc any eq bootps", "30 permit icmp any any echo",
         "40 deny ip 10.0.0.0/24 any log"],
    ),
    "what is on shows its no": (
        "interface Ethernet1",
        ["no lldp transmit", "shutdown", "no shutdown", "switchport mode access"],
        ["no lldp transmit"],
    ),
    "a group goes as a whole": (
        "interface Vlan10",
        ["vrrp 1 priority-level 120", "vrrp 1 ipv4 10.0.0.9", "vrrp 1 ipv4 version 3",
         "vrrp 2 ipv4 10.0.0.8", "no vrrp 1"],
        ["vrrp 2 ipv4 10.0.0.8"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", SHOWN)
def test_what_is_typed_is_shown_as_the_device_says_it(case: str) -> None:
    view, lines, shown = SHOWN[case]
    config = Config.factory(device().grammar, PORTS)
    assert config.load("\n".join(["vrf instance red", view, *lines])) == []
    first, *rest = (row.strip() for row in config.text((view,)).splitlines() if row != "!")
    assert (first, rest) == (view, shown)


def test_secrets_are_never_shown_plain_and_are_taken_as_shown() -> None:
    made = device(TEXT + "radius-server host 10.0.0.1 key plain-key-1\n")
    shown = made.running.text()
    assert "plain-key-1" not in shown
    assert "Pass-1" not in shown
    again = Config.factory(made.grammar, PORTS)
    assert again.load(shown) == []
    assert again.same(made.running)
    assert made.accepts("admin", "Pass-1")
    assert not made.accepts("admin", "Pass-2")


# Sessions


def test_lines_take_effect_on_commit_and_not_before() -> None:
    made = device()
    shell = shell_of(made, "admin")
    typed(shell, "configure session s1", "interface Ethernet1", "description new")
    assert not has(made, "   description new")
    shown = typed(shell, "show session-config diffs")
    assert shown.startswith("--- system:/running-config\n+++ session:/s1-session-config\n")
    assert "+   description new" in shown.splitlines()
    assert typed(shell, "commit") == "sw1#"
    assert has(made, "   description new")


def test_a_draft_waits_on_the_device_when_its_terminal_is_gone() -> None:
    made = device()
    typed(shell_of(made, "admin"), "configure session s1", "vlan 20")
    other = shell_of(made, "admin")
    assert "  s1   pending" in typed(other, "show configuration sessions detail").splitlines()
    assert "+vlan 20" in typed(other, "show session-config named s1 diffs").splitlines()
    typed(other, "configure session s1 commit")
    assert has(made, "vlan 20")


def test_a_commit_overwrites_what_others_changed_meanwhile() -> None:
    made = device()
    one, two = shell_of(made, "admin"), shell_of(made, "admin")
    typed(one, "configure session s1", "vlan 20")
    typed(two, "configure", "vlan 30", "end")
    typed(one, "commit")
    assert has(made, "vlan 20")
    assert not has(made, "vlan 30")


def test_a_commit_on_a_timer_reverts_by_itself() -> None:
    made = device()
    before = made.running.copy()
    shell = shell_of(made, "admin")
    typed(shell, "configure session s1", "vlan 20", "commit timer 00:05:00")
    assert has(made, "vlan 20")
    shown = typed(shell, "show configuration sessions detail")
    assert "Session with pending commit timer: s1" in shown
    assert "expiry: in 0:05:00" in shown
    made.clock.advance(299)
    assert has(made, "vlan 20")
    made.clock.advance(1)
    assert made.running.same(before)


def test_another_terminal_confirms_and_aborts_by_name() -> None:
    made = device()
    typed(shell_of(made, "admin"), "configure session s1", "vlan 20", "commit timer 0:05:00")
    assert typed(shell_of(made, "admin"), "configure session s1 commit") == "sw1#"
    made.clock.advance(1000)
    assert has(made, "vlan 20")
    typed(shell_of(made, "admin"), "configure session s2", "vlan 30", "commit timer 0:05:00")
    assert typed(shell_of(made, "admin"), "configure session s2 abort") == "sw1#"
    assert has(made, "vlan 20")
    assert not has(made, "vlan 30")


def test_nobody_else_commits_while_a_timer_runs() -> None:
    made = device()
    typed(shell_of(made, "admin"), "configure session s1", "vlan 20", "commit timer 0:05:00")
    assert "% Session s1 waits" in typed(
        shell_of(made, "admin"), "configure session s2", "vlan 30", "commit"
    )


def test_only_so_many_sessions_wait() -> None:
    made = device()
    for number in range(5):
        typed(shell_of(made, "admin"), f"configure session s{number}")
    assert "% Maximum number" in typed(shell_of(made, "admin"), "configure session s5")
    typed(shell_of(made, "admin"), "configure session s0 abort")
    assert typed(shell_of(made, "admin"), "configure session s5").endswith("(config-s-s5)#")


def test_a_clean_session_begins_at_the_factory() -> None:
    made = device()
    shell = shell_of(made, "admin")
    typed(shell, "configure session s1", "rollback clean-config", "hostname other", "commit")
    assert shell.prompt() == "other#"
    assert not has(made, "vlan 10")


def test_a_restart_forgets_drafts_timers_and_what_was_not_saved() -> None:
    made = device()
    typed(shell_of(made, "admin"), "configure session s1", "vlan 20", "commit timer 0:05:00")
    typed(shell_of(made, "admin"), "configure session s2", "vlan 30")
    made.restart()
    made.clock.advance(RELOAD_S)
    assert not has(made, "vlan 20")
    assert made.drafts == {}


def test_a_restart_asks_whether_to_save() -> None:
    made = device()
    shell = shell_of(made, "admin")
    typed(shell, "configure", "vlan 20", "end")
    assert typed(shell, "reload").endswith("[yes/no/cancel/diff]:")
    assert typed(shell, "no").endswith("[confirm]")
    with pytest.raises(SessionLostError):
        typed(shell, "")


def test_saving_tells_whether_there_was_room() -> None:
    made = device()
    shell = shell_of(made, "admin")
    assert typed(shell, "write") == "Copy completed successfully.\nsw1#"
    made.faults.flash_full = True
    assert typed(shell, "write memory").startswith("% Error copying")


def test_long_output_stops_at_pages() -> None:
    made = device()
    terminal = Terminal(shell_of(made, "admin"), height=5)
    terminal.open()
    assert terminal.feed("show running-config\n").endswith(" --More-- ")
    terminal.feed("q")
    assert terminal.feed("terminal length 0\n").endswith("sw1#")
    assert terminal.feed("show running-config\n").endswith("end\r\nsw1#")


def test_neighbours_and_ports_are_records_behind_json() -> None:
    network = design(plain_park("eos"), Allocations())[0]
    texts = {config.device: config.text for config in render(network, templates_of_checkout())}
    lab = Lab(network, texts, SECRETS)
    shell = shell_of(lab.device("b03-agg"), "parknet")
    near = json.loads(shell.enter("show lldp neighbors | json"))["lldpNeighbors"]
    assert {one["neighborDevice"] for one in near} >= {"core-1", "b03-1f-acc1"}
    ports = json.loads(shell.enter("show interfaces | json"))["interfaces"]
    assert ports["Ethernet1"]["interfaceStatus"] in ("connected", "notconnect", "disabled")
    assert "% Unconverted" in shell.enter("show clock | json")
