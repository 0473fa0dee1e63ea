"""An interface that moves into a routing table loses its addresses: the patch sends them again."""

import pytest

from tests.dialect.asking import ask, need
from tests.dialect.devices import enter, shown, started

HEADS = {
    "vrp5": "#\nvlan batch 80\n#\ndhcp enable\n#\nipv6\n#\n",
    "vrp8": "#\nvlan batch 80\n#\ndhcp enable\n#\n",
    "comware7": "#\n dhcp enable\n#\nvlan 80\n#\n",
}


def huawei(table: str) -> str:
    family = "  route-distinguisher 64512:2\n"
    number = 2 if table else 1
    instance = f"ip vpn-instance {table}\n ipv4-family\n{family} ipv6-family\n{family}#\n"
    named = f" vpn-instance {table}" if table else ""
    return (
        (instance if table else "")
        + "interface Vlanif80\n description tenant-a\n"
        + (f" ip binding vpn-instance {table}\n" if table else "")
        + " ip address 10.20.3.1 255.255.255.192\n ipv6 enable\n"
        + " ipv6 address 2001:db8:4200:106::1/64\n undo ipv6 nd ra halt\n"
        + f" ospf enable {number} area 0.0.0.0\n ospfv3 {number} area 0.0.0.0\n"
        + " dhcp select relay\n dhcp relay server-ip 10.16.0.10\n#\n"
        + f"ospf {number} router-id 10.23.252.1{named}\n"
        + (" vpn-instance-capability simple\n" if table else "")
        + f" area 0.0.0.0\n#\nospfv3 {number}{named}\n router-id 10.23.252.1\n"
        + (" vpn-instance-capability simple\n#\n" if table else "#\n")
    )


def h3c(table: str) -> str:
    number = 2 if table else 1
    named = f" vpn-instance {table}" if table else ""
    return (
        (f"ip vpn-instance {table}\n route-distinguisher 64512:2\n#\n" if table else "")
        + "interface Vlan-interface80\n description tenant-a\n"
        + (f" ip binding vpn-instance {table}\n" if table else "")
        + " ip address 10.20.3.1 255.255.255.192\n"
        + f" ospf {number} area 0.0.0.0\n ospfv3 {number} area 0.0.0.0\n"
        + " dhcp select relay\n dhcp relay server-address 10.16.0.10\n"
        + " ipv6 address 2001:db8:4200:106::1/64\n undo ipv6 nd ra halt\n#\n"
        + f"ospf {number} router-id 10.23.252.1{named}\n"
        + (" vpn-instance-capability simple\n" if table else "")
        + f" area 0.0.0.0\n#\nospfv3 {number}{named}\n router-id 10.23.252.1\n"
        + (" vpn-instance-capability simple\n" if table else "")
        + " area 0.0.0.0\n#\n"
    )


WRITE = {"vrp5": huawei, "vrp8": huawei, "comware7": h3c}
SVI = {"vrp5": "Vlanif80", "vrp8": "Vlanif80", "comware7": "Vlan-interface80"}
MOVES = [("", "tenant-a"), ("tenant-a", ""), ("tenant-a", "tenant-b")]


def text(os: str, table: str) -> str:
    return HEADS[os] + WRITE[os](table).replace(":2\n", ":3\n" if table == "tenant-b" else ":2\n")


def numbered(os: str, table: str) -> str:
    """Return the text with a process of its own for the second table."""
    found = text(os, table)
    if table == "tenant-b":
        for word in ("ospf enable 2", "ospf 2 ", "ospfv3 2"):
            found = found.replace(word, word.replace("2", "3", 1))
    return found


@pytest.mark.parametrize("os", WRITE)
@pytest.mark.parametrize(("before", "after"), MOVES)
def test_an_interface_that_moves_has_all_its_lines_again(os: str, before: str, after: str) -> None:
    config = started(os, [], numbered(os, before))
    change = need(shown(config), numbered(os, after), os)
    enter(config, change.patch)
    found = config.find(f"interface {SVI[os]}")
    wanted = started(os, [], numbered(os, after)).find(f"interface {SVI[os]}")
    assert found is not None
    assert wanted is not None
    assert found.same(wanted)
    assert ask(shown(config), numbered(os, after), os) is None, "a second plan is empty"


@pytest.mark.parametrize("os", WRITE)
@pytest.mark.parametrize(("before", "after"), MOVES)
def test_the_inverse_of_a_move_is_exact(os: str, before: str, after: str) -> None:
    config = started(os, [], numbered(os, before))
    origin = config.copy()
    change = need(shown(config), numbered(os, after), os)
    enter(config, change.patch)
    enter(config, change.inverse)
    assert config.same(origin)
    assert not change.irreversible


@pytest.mark.parametrize("os", WRITE)
def test_an_address_that_did_not_change_is_sent_when_the_table_does(os: str) -> None:
    """The fault this is about: what is equal in both is left out of a patch."""
    change = need(numbered(os, ""), numbered(os, "tenant-a"), os)
    lines = list(change.patch)
    binding = lines.index("ip binding vpn-instance tenant-a")
    assert lines.index("ip address 10.20.3.1 255.255.255.192") > binding
    assert lines.index("ipv6 address 2001:db8:4200:106::1/64") > binding
    assert lines.index("ip vpn-instance tenant-a") < binding


@pytest.mark.parametrize("os", WRITE)
def test_a_table_that_nobody_here_named_is_left_alone(os: str) -> None:
    mask = "255.255.255.0" if os != "comware7" else "24"
    mine = numbered(os, "tenant-a")
    theirs = f"ip route-static vpn-instance theirs 10.99.0.0 {mask} 10.99.1.1\n"
    view = "ip vpn-instance theirs\n" + ("" if os == "comware7" else " ipv4-family\n")
    pad = " " if os == "comware7" else ""
    assert ask(f"{mine}{view}#\n{pad}{theirs}#\n", mine, os) is None
