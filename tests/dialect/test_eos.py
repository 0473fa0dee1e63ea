"""Patches for EOS: the faults that others have, and the forms in which releases show one thing."""

import pytest

from parknet.design import design
from parknet.dialect import fingerprint
from parknet.dialect.lines import read
from parknet.model.network import Allocations
from parknet.render import render
from tests.conformance.full_park import dressed, plain_park
from tests.dialect import devices
from tests.dialect.asking import ALL_SECRETS, ask, need, running
from tests.render.regenerate import templates_of_checkout

TEMPLATES = templates_of_checkout()
EVERY = ALL_SECRETS | set(devices.OTHERS)

PORT = (
    "interface Ethernet1\n   switchport trunk allowed vlan {}\n   switchport mode trunk\n!\nend\n"
)


def patch(old: str, new: str, **terms: object) -> list[str]:
    return list(need(old, new, "eos", **terms).patch)


# Faults named in docs/safe-push.md


def test_a_trunk_loses_and_gains_only_what_differs() -> None:
    """annet as it comes sends the whole list; a list without `add` replaces, and cuts the rest."""
    change = patch(PORT.format("10,20,100"), PORT.format("10,30-32,100"))
    assert change == [
        "interface Ethernet1",
        "switchport trunk allowed vlan add 30-32",
        "switchport trunk allowed vlan remove 20",
        "exit",
    ]


def test_a_trunk_never_carries_everything_on_the_way() -> None:
    for old, new in (("10", "20"), ("10-20", "none"), ("none", "10")):
        lines = patch(PORT.format(old), PORT.format(new))
        assert "no switchport trunk allowed vlan" not in lines


def test_a_long_list_comes_in_parts_that_add() -> None:
    vlans = [str(vlan) for vlan in range(10, 90, 2)]
    lines = patch("interface Ethernet1\n   switchport mode trunk\n", PORT.format(",".join(vlans)))
    lists = [line for line in lines if "allowed" in line]
    assert len(lists) == 3
    assert " add " not in lists[0]
    assert all(" add " in line for line in lists[1:])


def test_a_new_address_replaces_the_old_without_taking_it_back() -> None:
    old = "interface Vlan100\n   ip address 10.0.0.2/24\n!\nend\n"
    new = old.replace("10.0.0.2", "10.0.0.3")
    assert patch(old, new) == ["interface Vlan100", "ip address 10.0.0.3/24", "exit"]


def test_an_address_that_moves_is_taken_back_first() -> None:
    one = "interface Vlan10\n   ip address 10.0.0.2/24\n!\n"
    two = "interface Vlan20\n   ip address 10.1.0.2/24\n!\n"
    lines = patch(one + two, (one + two).replace("10.0.", "10.9.").replace("10.1.", "10.0."))
    assert lines.index("no ip address 10.0.0.2/24") < lines.index("ip address 10.0.0.2/24")


def test_a_banner_is_neither_read_nor_broken() -> None:
    banner = "banner login\ninterface Ethernet9\n   shutdown\nno hostname\nEOF\n!\n"
    assert ask(banner + "hostname a\nend\n", "hostname a\nend\n", "eos") is None
    assert patch(banner + "hostname a\nend\n", "hostname b\nend\n") == ["hostname b"]


# Two ends


def test_another_mode_of_a_channel_is_changed_at_both_ends() -> None:
    old = "interface Ethernet1\n   channel-group 1 mode on\n!\ninterface Port-Channel1\n!\nend\n"
    change = need(old, old.replace("mode on", "mode active"), "eos")
    assert [(one.what, one.at) for one in change.two_ended] == [("LAG mode", "Ethernet1")]
    assert not need(old, old.replace("channel-group 1", "channel-group 2"), "eos").two_ended


# Forms


@pytest.mark.parametrize(
    ("shown", "written"),
    [
        ("username a privilege 15 role r secret sha512 <<secret>>",
         "username a privilege 15 role r secret sha512 <<secret:ssh-password>>"),
        ("radius-server host 10.0.0.1 key 7 <<secret>>",
         "radius-server host 10.0.0.1 key <<secret:ntp>>"),
        ("ntp authentication-key 2 sha1 7 <<secret>>",
         "ntp authentication-key 2 sha1 <<secret:ntp>>"),
        ("snmp-server user a b v3 localized f5717f auth sha256 <<secret>> priv aes <<secret>>",
         "snmp-server user a b v3 auth sha256 <<secret:snmp-auth>> priv aes <<secret:snmp-priv>>"),
        ("interface Vlan9\n   ip ospf message-digest-key 1 sha256 7 <<secret>>",
         "interface Vlan9\n   ip ospf message-digest-key 1 sha256 <<secret:ntp>>"),
        ("ip prefix-list parknet-a\n   seq 10 permit 10.0.0.0/8\n!",
         "ip prefix-list parknet-a seq 10 permit 10.0.0.0/8"),
        ("management ssh\n   idle-timeout 10",
         "management ssh\n   idle-timeout 10\n   no shutdown"),
        ("interface Vlan9\n   ip ospf neighbor bfd",
         "interface Vlan9\n   bfd interval 300 min-rx 300 multiplier 3\n   ip ospf neighbor bfd"),
        ("no ip routing\nhostname a", "hostname a"),
        ("vlan 10,20", "vlan 10\n!\nvlan 20"),
        ("ip access-list from-a-4\n   10 permit tcp any any eq www https",
         "ip access-list from-a-4\n   10 permit tcp any any eq www https"),
        ("ip access-list from-a-4\n   10 permit udp any eq bootpc any eq bootps",
         "ip access-list from-a-4\n   10 permit udp any eq 68 any eq 67"),
        ("ipv6 access-list from-a-6\n   10 permit icmpv6 any any neighbor-solicitation",
         "ipv6 access-list from-a-6\n   10 permit icmpv6 any any 135"),
        ("ip access-list from-a-4\n   10 permit ip 10.0.0.0/24 any",
         "ip access-list from-a-4\n   10 permit ip 10.0.0.9 0.0.0.255 0.0.0.0/0"),
        ("ntp server 10.0.0.1 prefer iburst key 2", "ntp server 10.0.0.1 key 2"),
        ("ip route 0.0.0.0/0 10.0.0.1 1 tag 5 name up", "ip route 0.0.0.0/0 10.0.0.1"),
    ],
)  # fmt: skip
def test_what_says_the_same_is_no_difference(shown: str, written: str) -> None:
    assert ask(f"! device: a\n!\n{shown}\n!\nend\n", f"{written}\n!\nend\n", "eos") is None


def test_two_routes_that_differ_in_distance_differ() -> None:
    lines = patch("ip route 10.0.0.0/8 Null0\nend\n", "ip route 10.0.0.0/8 Null0 254\nend\n")
    assert "ip route 10.0.0.0/8 Null0 254" in lines


def test_a_rule_between_two_others_leaves_them_alone() -> None:
    head = "ip access-list from-a-4\n   10 permit tcp any any eq https\n"
    old = head + "   20 permit udp any any\n"
    new = head + "   20 permit icmp any any\n   30 permit udp any any\n"
    assert patch(old, new) == ["ip access-list from-a-4", "15 permit icmp any any", "exit"]
    moved = old.replace("   20", "   700")
    assert ask(moved, old, "eos") is None
    assert fingerprint(running(moved, "eos")) == fingerprint(running(old, "eos"))


def test_rules_begin_at_one() -> None:
    head = "ip access-list from-a-4\n   1 permit udp any any\n"
    lines = patch(
        head, "ip access-list from-a-4\n   10 permit icmp any any\n   20 permit udp any any\n"
    )
    assert not [line for line in lines if line.startswith("0 ")]


def test_a_vrf_takes_addresses_along_so_they_are_sent_again() -> None:
    old = "vrf instance red\n!\ninterface Vlan9\n   ip address 10.0.0.1/24\n!\nend\n"
    new = old.replace("Vlan9\n", "Vlan9\n   vrf red\n")
    assert patch(old, new) == ["interface Vlan9", "vrf red", "ip address 10.0.0.1/24", "exit"]


def test_what_nobody_modelled_is_left_alone() -> None:
    theirs = (
        "management api http-commands\n   no shutdown\n!\ndaemon TerminAttr\n   exec /usr/bin/x\n"
        "!\ninterface Ethernet1\n   mtu 9214\n   description a\n!\nrole other\n"
        "   10 permit command .*\n!\n"
        "username people privilege 15 role network-admin secret sha512 <<secret>>\n!\nend\n"
    )
    new = "interface Ethernet1\n   description b\n!\nend\n"
    assert patch(theirs, new) == ["interface Ethernet1", "description b", "exit"]


def test_telnet_is_switched_off() -> None:
    old = "management telnet\n   no shutdown\n!\nhostname a\nend\n"
    assert patch(old, "hostname a\nend\n") == ["no management telnet"]


def test_mode_marks_inside_views_do_not_end_them() -> None:
    text = "router bgp 1\n   router-id 1.1.1.1\n   !\n   address-family ipv4\n"
    text += "      network 10.0.0.0/8\n"
    tree = read(text, "arista_eos").tree
    assert tree == {
        "router bgp 1": {
            "router-id 1.1.1.1": {},
            "address-family ipv4": {"network 10.0.0.0/8": {}},
        }
    }


# Parks


@pytest.mark.parametrize("monitor", [False, True])
@pytest.mark.parametrize("role", ["access", "aggregation", "core", "gateway"])
def test_a_device_begins_to_do_everything_and_stops(role: str, monitor: bool) -> None:
    """From a plain park to one with every field set, on emulated switches, and back."""
    plain = design(plain_park("eos"), Allocations())[0]
    dressy = dressed(plain, monitor=monitor)
    device = next(device for device in plain.devices if device.role == role)
    old, new = (
        next(one.text for one in render(network, TEMPLATES) if one.device == device.name)
        for network in (plain, dressy)
    )
    ports = [port.name for port in device.ports]
    for before, after in ((old, new), (new, old)):
        config = devices.started("eos", ports, before)
        lines = need(devices.shown(config), after, "eos", current_secrets=EVERY).patch
        devices.enter(config, lines)
        assert ask(devices.shown(config), after, "eos", current_secrets=EVERY) is None
        if before == old:
            assert config.same(devices.started("eos", ports, after))
