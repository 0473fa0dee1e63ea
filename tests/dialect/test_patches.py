"""Faults that annet's own rulebooks have for these platforms, and what else a patch must not do."""

import pytest

from tests.dialect.asking import ask, need

VRP_PORT = "interface GigabitEthernet0/0/1\n"
TRUNK = "dfs-group 1\ninterface Eth-Trunk4\n"
H3C_PORT = "interface GigabitEthernet1/0/1\n"


def vrp(*lines: str) -> str:
    return "\n".join(lines) + "\n"


CASES = {
    "eos: both of a pair answer instead of one": (
        "eos",
        "interface Vlan10\n   vrrp 10 priority-level 120\n   vrrp 10 ipv4 10.0.0.1\n!\n",
        (
            "interface Vlan10\n   ip virtual-router address 10.0.0.1\n!\n"
            "ip virtual-router mac-address 00:1c:73:00:00:99\n!\n"
        ),
        [
            "interface Vlan10",
            "no vrrp 10 priority-level",
            "no vrrp 10 ipv4 10.0.0.1",
            "ip virtual-router address 10.0.0.1",
            "exit",
            "ip virtual-router mac-address 00:1c:73:00:00:99",
        ],
    ),
    "vrp: an Eth-Trunk becomes a peer link": (
        "vrp8",
        TRUNK + " port link-type trunk\n undo port trunk allow-pass vlan 1\n"
        " port trunk allow-pass vlan 10 20\n mode lacp-static\n",
        TRUNK + " mode lacp\n peer-link 1\n port vlan exclude 1 3000\n",
        [
            "interface Eth-Trunk4",
            "undo port trunk allow-pass vlan 10 20",
            "port trunk allow-pass vlan 1",
            "undo port link-type",
            "peer-link 1",
            "port vlan exclude 1 3000",
            "quit",
        ],
    ),
    "vrp: snmp v2c goes": (
        "vrp8",
        "snmp-agent\nsnmp-agent sys-info version v2c v3\n",
        "snmp-agent\nsnmp-agent sys-info version v3\n",
        ["undo snmp-agent sys-info version v2c"],
    ),
    "vrp: all snmp versions": (
        "vrp8",
        "snmp-agent\nsnmp-agent sys-info version all\n",
        "snmp-agent\nsnmp-agent sys-info version v3\n",
        ["undo snmp-agent sys-info version v1 v2c"],
    ),
    "vrp: who may read by SNMP is filtered once the list is there": (
        "vrp8",
        "snmp-agent\n",
        "acl number 2999\n rule 5 deny\n#\nsnmp-agent\nsnmp-agent acl 2999\n",
        ["acl number 2999", "rule 5 deny", "quit", "snmp-agent acl 2999"],
    ),
    "vrp: the filter of SNMP goes before its list": (
        "vrp8",
        "acl number 2999\n rule 5 deny\n#\nsnmp-agent\nsnmp-agent acl 2999\n",
        "snmp-agent\n",
        ["undo snmp-agent acl", "undo acl number 2999"],
    ),
    "vrp: the filter of SNMP is another than people's": (
        "vrp8",
        "acl number 2999\n rule 5 deny\n#\nsnmp-agent\nsnmp-agent acl 2001\n",
        "acl number 2999\n rule 5 deny\n#\nsnmp-agent\nsnmp-agent acl 2999\n",
        ["snmp-agent acl 2999"],
    ),
    "comware: who may read by SNMP is filtered": (
        "comware7",
        " snmp-agent\n snmp-agent group v3 parknet privacy read-view all\n",
        " snmp-agent\n snmp-agent group v3 parknet privacy read-view all acl 2999 acl ipv6 2999\n",
        ["snmp-agent group v3 parknet privacy read-view all acl 2999 acl ipv6 2999"],
    ),
    "comware: snmp v2c goes": (
        "comware7",
        " snmp-agent\n snmp-agent sys-info version v2c v3\n",
        " snmp-agent\n snmp-agent sys-info version v3\n",
        ["undo snmp-agent sys-info version v2c"],
    ),
    "vrp: one VLAN of a trunk": (
        "vrp8",
        VRP_PORT + " port link-type trunk\n port trunk allow-pass vlan 10 20 to 30 100\n",
        VRP_PORT + " port link-type trunk\n port trunk allow-pass vlan 10 20 to 29 40 100\n",
        [
            "interface GigabitEthernet0/0/1",
            "undo port trunk allow-pass vlan 30",
            "port trunk allow-pass vlan 40",
            "quit",
        ],
    ),
    "comware: one VLAN of a trunk": (
        "comware7",
        H3C_PORT + " port link-type trunk\n port trunk permit vlan 1 10 20 to 30 100\n",
        H3C_PORT + " port link-type trunk\n port trunk permit vlan 10 20 to 29 40 100\n",
        [
            "interface GigabitEthernet1/0/1",
            "undo port trunk permit vlan 30",
            "port trunk permit vlan 40",
            "quit",
        ],
    ),
    "vrp: a trunk loses all VLANs but the rest of it": (
        "vrp8",
        VRP_PORT + " port link-type trunk\n port trunk allow-pass vlan 10 20\n",
        VRP_PORT + " port link-type trunk\n",
        ["interface GigabitEthernet0/0/1", "undo port trunk allow-pass vlan 10 20", "quit"],
    ),
    "vrp: a trunk that allowed all": (
        "vrp8",
        VRP_PORT + " port link-type trunk\n port trunk allow-pass vlan 2 to 4094\n",
        VRP_PORT + " port link-type trunk\n port trunk allow-pass vlan 10 100\n",
        [
            "interface GigabitEthernet0/0/1",
            "undo port trunk allow-pass vlan 2 to 9 11 to 99 101 to 4094",
            "quit",
        ],
    ),
    "vrp: long lists go in several lines": (
        "vrp8",
        VRP_PORT + " port link-type trunk\n",
        VRP_PORT
        + " port link-type trunk\n port trunk allow-pass vlan 2 4 6 8 10 12 14 16 18 20\n"
        + " port trunk allow-pass vlan 22 24\n",
        [
            "interface GigabitEthernet0/0/1",
            "port trunk allow-pass vlan 2 4 6 8 10 12 14 16 18 20",
            "port trunk allow-pass vlan 22 24",
            "quit",
        ],
    ),
    "vrp: only the VLAN that goes": (
        "vrp8",
        "vlan batch 10 20 30\n",
        "vlan batch 10 30\n",
        ["undo vlan batch 20"],
    ),
    "comware: only the VLAN that goes": (
        "comware7",
        "vlan 10\n#\nvlan 20\n#\nvlan 30\n",
        "vlan 10\n#\nvlan 30\n",
        ["undo vlan 20"],
    ),
    "vrp: an access port moves": (
        "vrp8",
        "vlan batch 10 20\n#\n" + VRP_PORT + " port link-type access\n port default vlan 10\n",
        "vlan batch 10 20\n#\n" + VRP_PORT + " port link-type access\n port default vlan 20\n",
        ["interface GigabitEthernet0/0/1", "port default vlan 20", "quit"],
    ),
    "comware: an access port moves to a new VLAN": (
        "comware7",
        "vlan 10\n#\n" + H3C_PORT + " port access vlan 10\n",
        "vlan 20\n#\n" + H3C_PORT + " port access vlan 20\n",
        [
            "vlan 20",
            "quit",
            "interface GigabitEthernet1/0/1",
            "port access vlan 20",
            "quit",
            "undo vlan 10",
        ],
    ),
    "vrp: an address is replaced in place": (
        "vrp8",
        "interface Vlanif10\n ip address 10.0.0.1 255.255.255.0\n",
        "interface Vlanif10\n ip address 10.0.0.2 24\n",
        ["interface Vlanif10", "ip address 10.0.0.2 255.255.255.0", "quit"],
    ),
    "vrp: the new IPv6 address before the old one goes": (
        "vrp8",
        "interface Vlanif10\n ipv6 enable\n ipv6 address 2001:DB8::1/64\n",
        "interface Vlanif10\n ipv6 enable\n ipv6 address 2001:db8:1::1/64\n",
        [
            "interface Vlanif10",
            "ipv6 address 2001:db8:1::1/64",
            "undo ipv6 address 2001:db8::1/64",
            "quit",
        ],
    ),
    "vrp: the new route before the old one goes": (
        "vrp8",
        "ip route-static 0.0.0.0 0 10.0.0.1\n",
        "ip route-static 0.0.0.0 0 10.0.0.2\n",
        [
            "ip route-static 0.0.0.0 0.0.0.0 10.0.0.2",
            "undo ip route-static 0.0.0.0 0.0.0.0 10.0.0.1",
        ],
    ),
    "vrp: two interfaces swap subnets": (
        "vrp8",
        (
            "interface Vlanif10\n ip address 10.0.1.1 24\n#\n"
            "interface Vlanif20\n ip address 10.0.2.1 24\n"
        ),
        (
            "interface Vlanif10\n ip address 10.0.2.1 24\n#\n"
            "interface Vlanif20\n ip address 10.0.1.1 24\n"
        ),
        [
            "interface Vlanif10",
            "undo ip address",
            "quit",
            "interface Vlanif20",
            "undo ip address",
            "quit",
            "interface Vlanif10",
            "ip address 10.0.2.1 255.255.255.0",
            "quit",
            "interface Vlanif20",
            "ip address 10.0.1.1 255.255.255.0",
            "quit",
        ],
    ),
    "vrp: a port joins an Eth-Trunk without VLANs of its own": (
        "vrp8",
        VRP_PORT + " port link-type trunk\n port trunk pvid vlan 100\n"
        " undo port trunk allow-pass vlan 1\n port trunk allow-pass vlan 10 100\n",
        "interface Eth-Trunk1\n mode lacp\n#\n" + VRP_PORT + " eth-trunk 1\n",
        [
            "interface Eth-Trunk1",
            "mode lacp",
            "quit",
            "interface GigabitEthernet0/0/1",
            "undo port trunk pvid vlan",
            "undo port trunk allow-pass vlan 10 100",
            "port trunk allow-pass vlan 1",
            "undo port link-type",
            "eth-trunk 1",
            "quit",
        ],
    ),
    "vrp: a port leaves before its Eth-Trunk goes": (
        "vrp8",
        "interface Eth-Trunk1\n mode lacp\n#\n" + VRP_PORT + " eth-trunk 1\n",
        VRP_PORT + " port link-type access\n port default vlan 10\n",
        [
            "interface GigabitEthernet0/0/1",
            "undo eth-trunk",
            "port link-type access",
            "port default vlan 10",
            "quit",
            "undo interface Eth-Trunk1",
        ],
    ),
    "comware: a port joins last, with the VLANs of its aggregation": (
        "comware7",
        H3C_PORT + " port access vlan 10\n",
        "interface Bridge-Aggregation1\n port link-type trunk\n port trunk permit vlan 10\n#\n"
        + H3C_PORT
        + " port link-type trunk\n port trunk permit vlan 10\n port link-aggregation group 1\n",
        [
            "interface Bridge-Aggregation1",
            "port link-type trunk",
            "port trunk permit vlan 10",
            "quit",
            "interface GigabitEthernet1/0/1",
            "undo port access vlan",
            "port link-type trunk",
            "port trunk permit vlan 10",
            "port link-aggregation group 1",
            "quit",
        ],
    ),
    "vrp: a VLAN interface goes before its VLAN": (
        "vrp8",
        (
            "vlan batch 10 20\n#\ninterface Vlanif20\n ip address 10.0.0.1 24\n#\n"
            "ospf 1 router-id 1.1.1.1\n silent-interface Vlanif20\n area 0\n"
        ),
        "vlan batch 10\n#\nospf 1 router-id 1.1.1.1\n area 0.0.0.0\n",
        [
            "ospf 1",
            "undo silent-interface Vlanif20",
            "quit",
            "undo interface Vlanif20",
            "undo vlan batch 20",
        ],
    ),
    "vrp: a process before what is announced over an interface": (
        "vrp8",
        "interface Vlanif10\n",
        (
            "interface Vlanif10\n ospf enable 1 area 0.0.0.0\n#\n"
            "ospf 1 router-id 1.1.1.1\n silent-interface Vlanif10\n area 0.0.0.0\n"
        ),
        [
            "ospf 1 router-id 1.1.1.1",
            "area 0.0.0.0",
            "quit",
            "quit",
            "interface Vlanif10",
            "ospf enable 1 area 0.0.0.0",
            "quit",
            "ospf 1",
            "silent-interface Vlanif10",
            "quit",
        ],
    ),
    "vrp: a description with characters that mean something elsewhere": (
        "vrp8",
        VRP_PORT + " description {old} %s\n",
        VRP_PORT + ' description {0} * ~ % \\d+ "undo" $\n',
        ["interface GigabitEthernet0/0/1", 'description {0} * ~ % \\d+ "undo" $', "quit"],
    ),
    "vrp: a port that is used again": (
        "vrp8",
        VRP_PORT + " shutdown\n",
        VRP_PORT + " description desk\n",
        ["interface GigabitEthernet0/0/1", "description desk", "undo shutdown", "quit"],
    ),
    "vrp: PoE that was off": (
        "vrp8",
        VRP_PORT + " undo poe enable\n",
        VRP_PORT,
        ["interface GigabitEthernet0/0/1", "poe enable", "quit"],
    ),
    "vrp: what no rule knows is sent as it is": (
        "vrp8",
        "",
        "dns resolve\n#\nbfd\n mpls ping\n",
        ["dns resolve", "bfd", "mpls ping", "quit"],
    ),
}


@pytest.mark.parametrize(("os", "old", "new", "patch"), CASES.values(), ids=CASES.keys())
def test_a_patch_is_exactly_this(os: str, old: str, new: str, patch: list[str]) -> None:
    assert list(need(old, new, os).patch) == patch


@pytest.mark.parametrize("os", ["vrp5", "vrp8"])
def test_a_vlan_move_is_never_reported_as_no_change(os: str) -> None:
    text = "vlan batch 10 20\n#\n" + "".join(
        f"interface GigabitEthernet0/0/{port}\n port default vlan {vlan}\n#\n"
        for port, vlan in ((1, 10), (2, 20))
    )
    # Every line of one is somewhere in the other: only the place differs.
    swapped = text.replace("vlan 10\n", "vlan x\n").replace("vlan 20\n", "vlan 10\n")
    assert ask(text, swapped.replace("vlan x\n", "vlan 20\n"), os) is not None


def test_a_vlan_list_of_both_platforms_never_passes_through_empty() -> None:
    for _, old, new, _ in CASES.values():
        change = ask(old, new, "vrp8")
        if change is not None:
            assert not any(line.endswith("vlan all") for line in change.patch)


def test_a_newer_release_that_says_m_lag_for_drni_runs_what_is_wanted() -> None:
    old = " drni system-mac 0200-0a00-0001\n drni mad exclude interface Bridge-Aggregation3\n#\n"
    old += "interface Bridge-Aggregation1\n link-aggregation mode dynamic\n port drni group 1\n"
    old += "interface Bridge-Aggregation4\n port drni intra-portal-port 1\n"
    new = old.replace("port drni intra-portal-port", "port m-lag peer-link").replace(
        "drni", "m-lag"
    )
    assert ask(new, old, "comware7") is None


def test_a_difference_reads_like_the_configuration() -> None:
    change = need(
        "vlan batch 10 20\n#\n" + VRP_PORT + " port default vlan 10\n description a\n",
        "vlan batch 10\n#\n" + VRP_PORT + " port default vlan 10\n description b\n shutdown\n",
    )
    assert list(change.diff) == [
        "-vlan 20",
        " interface GigabitEthernet0/0/1",
        "- description a",
        "+ description b",
        "+ shutdown",
    ]
