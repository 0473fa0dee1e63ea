"""Patches of IOS entered line by line into emulated switches, which share no code with dialect."""

import pytest
from hypothesis import HealthCheck, assume, given, settings

from tests.dialect import devices
from tests.dialect.asking import ask, need
from tests.dialect.devices import enter, shown
from tests.dialect.ios_switches import ios
from tests.dialect.switches import MANAGEMENT_VLAN, PORTS, TABLES, switches

SETTINGS = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


def started(text, os="iosxe"):
    ports = [f"GigabitEthernet1/0/{index + 1}" for index in range(PORTS)]
    return devices.started(os, ports, text)


def by_order(config):
    """Return a configuration whose entries are numbered by their order, which is all they say."""
    twin = config.copy()
    for key, node in twin.root.children.items():
        if "access-list" in key:
            entries = sorted(node.children.values(), key=lambda entry: int(entry.words[-2]))
            for place, entry in enumerate(entries):
                entry.words = (*entry.words[:-2], str(place), entry.words[-1])
            node.children = {" ".join(entry.words[:-1]): entry for entry in entries}
    return twin


def forget_what_is_never_removed(config, wanted) -> None:
    """Processes, tables and lists that nobody wants any more stay: they are owned by name."""
    for key in list(config.root.children):
        if key in wanted.root.children or key.startswith(("interface ", "vlan ")):
            continue
        is_table = any(f"vrf {table}" in key or f"definition {table}" in key for table in TABLES)
        if is_table or key.startswith(("router ospf", "ipv6 router", "ip access", "ipv6 access")):
            del config.root.children[key]


@SETTINGS
@given(old=switches(), new=switches())
def test_a_patch_leads_exactly_to_what_is_wanted_and_back(old, new) -> None:
    config = started(ios(old))
    before = config.copy()
    change = ask(shown(config), ios(new), "iosxe")
    if change is None:
        return
    assume(not change.held)
    enter(config, change.patch)
    assert ask(shown(config), ios(new), "iosxe") is None, "a second plan is empty"
    wanted = started(ios(new))
    forget_what_is_never_removed(config, wanted)
    assert by_order(config).text(salted=False) == by_order(wanted).text(salted=False)
    back = before.copy()
    enter(back, change.patch)
    enter(back, change.inverse)
    assert not change.irreversible
    assert back.text(salted=False) == before.text(salted=False)


@SETTINGS
@given(old=switches(), new=switches())
def test_no_step_takes_the_management_path_away(old, new) -> None:
    config = started(ios(old))
    change = ask(shown(config), ios(new), "iosxe")
    assume(change is not None and not change.held)
    stays = _trunks(config) & _trunks(started(ios(new)))

    def watch(config) -> None:
        assert config.find(f"vlan {MANAGEMENT_VLAN}")
        interface = config.find(f"interface Vlan{MANAGEMENT_VLAN}")
        assert interface is not None
        assert "ip address" in interface.children, "never `no ip address` before the new one"
        assert any(row.startswith("ip route 0.0.0.0") for row in config.root.children)
        assert stays <= _trunks(config), "a trunk that carries it before and after always does"

    enter(config, change.patch, watch)


def _trunks(config) -> set[str]:
    """Return the interfaces that carry the management VLAN tagged."""
    return {
        name
        for name, node in config.root.children.items()
        if "switchport mode" in node.children
        and node.children["switchport mode"].words[-1] == "trunk"
        and "switchport trunk allowed vlan" in node.children
        and MANAGEMENT_VLAN in node.children["switchport trunk allowed vlan"].vlans
    }


@SETTINGS
@given(old=switches(), new=switches())
def test_no_step_opens_a_trunk_or_empties_a_list_in_use(old, new) -> None:
    """A trunk without a list carries all VLANs, and a list that is empty or gone passes all."""
    config = started(ios(old))
    change = ask(shown(config), ios(new), "iosxe")
    assume(change is not None and not change.held)
    plans = (*old.plans, *new.plans)
    meant = {plan.name for plan in plans if not plan.rules}  # somebody wants them empty

    def watch(config) -> None:
        for node in config.root.children.values():
            mode = node.children.get("switchport mode")
            if mode is not None and mode.words[-1] == "trunk":
                assert "switchport trunk allowed vlan" in node.children
            for line in node.children.values():
                if line.words[:2] in (("ip", "access-group"), ("ipv6", "traffic-filter")):
                    kind = (
                        "ip access-list extended" if line.words[0] == "ip" else "ipv6 access-list"
                    )
                    found = config.find(f"{kind} {line.words[2]}")
                    assert found is not None
                    assert found.children or line.words[2] in meant

    enter(config, change.patch, watch)


def test_one_vlan_more_on_a_trunk_is_added_and_one_less_removed() -> None:
    """`switchport trunk allowed vlan 30` alone would replace the list; `no … 20` open all VLANs."""
    head = "interface GigabitEthernet1/0/1\n switchport mode trunk\n"
    port = head + " switchport trunk allowed vlan {}\n"
    change = need(port.format("10,20,100"), port.format("10,30,100"), "iosxe")
    assert list(change.patch) == [
        "interface GigabitEthernet1/0/1",
        "switchport trunk allowed vlan add 30",
        "switchport trunk allowed vlan remove 20",
        "exit",
    ]
    assert change.deletions == 1


def test_a_new_address_replaces_the_old_one_without_taking_it_back_first() -> None:
    svi = "interface Vlan100\n ip address 10.0.0.{} 255.255.255.0\n"
    change = need(svi.format(2), svi.format(3), "iosxe")
    assert list(change.patch) == [
        "interface Vlan100",
        "ip address 10.0.0.3 255.255.255.0",
        "exit",
    ]


def test_a_banner_of_many_lines_is_left_alone() -> None:
    banner = "banner motd ^C\ninterface Vlan100\n no ip address\nvlan 7\n^C\n"
    text = "hostname sw\n"
    assert ask(banner + text, text, "iosxe") is None
    change = need(banner + text, "hostname b\n", "iosxe")
    assert list(change.patch) == ["hostname b"]


def test_a_certificate_and_a_banner_without_an_end_swallow_nothing_that_follows() -> None:
    before = (
        "crypto pki certificate chain a\n certificate self-signed 01 nvram:IOS-Self-Sig#1.cer\n"
        "crypto pki certificate chain b\n certificate 02\n  30820229 30820192\n  \tquit\n"
        "banner motd ^C one line ^C\nbanner login ^C\n"
    )
    change = need(before + "hostname a\n", "hostname b\n", "iosxe")
    assert list(change.patch) == ["hostname b"]
    assert ask(before + "hostname a\n", "hostname a\n", "iosxe") is None


def test_an_interface_that_moves_between_tables_gets_its_addresses_again() -> None:
    tables = "vrf definition a\n address-family ipv4\nvrf definition b\n address-family ipv4\n"
    svi = (
        "interface Vlan10\n vrf forwarding {}\n ip address 10.0.0.1 255.255.255.0\n"
        " ipv6 address 2001:db8::1/64\n ip helper-address 10.9.0.1\n"
    )
    change = need(tables + svi.format("a"), tables + svi.format("b"), "iosxe")
    assert list(change.patch) == [
        "interface Vlan10",
        "no vrf forwarding",
        "vrf forwarding b",
        "ip address 10.0.0.1 255.255.255.0",
        "ipv6 address 2001:db8::1/64",
        "exit",
    ]


def test_an_entry_between_two_others_touches_neither() -> None:
    """Also where the device shows names of ports, and entries by other numbers than ours."""
    shown_ = (
        "ip access-list extended a\n 10 permit udp any eq bootpc any eq bootps\n"
        " 30 permit tcp any any eq www\n"
    )
    wanted = (
        "ip access-list extended a\n 10 permit udp any eq 68 any eq 67\n"
        " 20 permit tcp any any eq 443\n 30 permit tcp any any eq 80\n"
    )
    change = need(shown_, wanted, "iosxe")
    assert list(change.patch) == [
        "ip access-list extended a",
        "20 permit tcp any any eq 443",
        "exit",
    ]


def test_a_device_without_an_archive_is_held_for_nothing_would_take_a_change_back() -> None:
    change = need("hostname a\n", "hostname b\n", "iosxe")
    assert "archive" in change.held
    archive = "archive\n path flash:parknet-archive\n"
    assert not need(f"hostname a\n{archive}", f"hostname b\n{archive}", "iosxe").held


@pytest.mark.parametrize("os", ["ios", "iosxe"])
def test_a_channel_that_would_change_its_mode_is_held(os) -> None:
    port = "interface GigabitEthernet1/0/1\n channel-group 1 mode {}\n"
    change = need(port.format("on"), port.format("active"), os)
    assert "by hand" in change.held
