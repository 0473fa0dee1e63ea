"""What EOS takes on ports, LAGs, VLAN interfaces and loopbacks, in the order in which it shows it.

Sources: [D] Arista EOS User Manual 4.32: Data Transfer, VLANs, Port Channels and LACP, Spanning
Tree Protocol, LLDP, Power over Ethernet, 802.1X, Port Security, Storm Control, IPv4, IPv6, ACLs,
OSPFv2, OSPFv3, VRRP and VARP, BFD, Multicast, QoS. The order of the display is [U].
"""

from typing import Final

from parknet.lab.grammar import Line
from parknet.lab.words import ALL_VLANS

_DESCRIPTION: Final = Line("description <text>")
_SHUTDOWN: Final = Line("shutdown")
_ALLOWED: Final = Line(
    "switchport trunk allowed vlan <vlan-list>",
    kind="allowed",
    key=4,
    base=ALL_VLANS,
    also=(
        "switchport trunk allowed vlan {add|remove|except} <vlan-list>",
        "switchport trunk allowed vlan {all|none}",
    ),
)
_SWITCHED: Final = (
    Line("switchport access vlan <vlan>", default="switchport access vlan 1"),
    Line("switchport trunk native vlan <vlan>", default="switchport trunk native vlan 1"),
    Line("switchport phone vlan <vlan>"),
    Line("switchport phone trunk {tagged|untagged}", key=3),
    _ALLOWED,
    Line("mlag <1-2000>"),
    Line("switchport mode {access|trunk|dot1q-tunnel}", key=2, default="switchport mode access"),
    Line("switchport mode trunk phone", key=2),
    Line("switchport", kind="on", undo=("switchport$",)),
)
_GUARDS: Final = (
    Line(
        "switchport port-security violation protect", undo=("switchport port-security violation",)
    ),
    Line("switchport port-security mac-address maximum <1-1000>"),
    Line("storm-control broadcast level <word>"),
    Line("storm-control multicast level <word>"),
    Line("storm-control all level <word>"),
)
_AUTHENTICATED: Final = (
    Line("dot1x pae authenticator", undo=("dot1x pae",)),
    Line("dot1x authentication failure action traffic allow vlan <vlan>", key=4),
    Line("dot1x authentication failure action traffic drop", key=4),
    Line("dot1x aaa unresponsive action traffic allow", key=4),
    Line("dot1x port-control {auto|force-authorized|force-unauthorized}", key=2),
    Line("dot1x host-mode multi-host authenticated", key=2),
    Line("dot1x host-mode {single-host|multi-host}", key=2),
    Line("dot1x mac based authentication"),
)
_TREE: Final = (
    Line("spanning-tree bpduguard {enable|disable}", key=2),
    Line("spanning-tree bpdufilter {enable|disable}", key=2),
    Line("spanning-tree portfast", undo=("spanning-tree portfast$",)),
)
# Of a port that somebody routes on: understood, and read for its addresses.
_ADDRESSED: Final = (
    Line("ip address <ipv4/len>", undo=("ip address", "ip address <ipv4/len>"), checks=("eos_ip",)),
    Line("ip address <ipv4/len> secondary", kind="many", checks=("eos_ip",)),
)
_ADDRESS6: Final = (
    Line("ipv6 enable"),
    Line(
        "ipv6 address <ipv6/len>",
        kind="many",
        undo=("ipv6 address", "ipv6 address <ipv6/len>"),
        checks=("eos_ip6",),
    ),
)
_BFD: Final = (
    Line(
        "bfd interval <50-60000> min-rx <50-60000> multiplier <3-50>",
        key=2,
        default="bfd interval 300 min-rx 300 multiplier 3",
    ),
)
_RELAY: Final = (
    Line(
        "ip helper-address <ipv4>",
        kind="many",
        undo=("ip helper-address", "ip helper-address <ipv4>"),
    ),
    Line("ipv6 dhcp relay destination <ipv6>", kind="many"),
    Line("ipv6 dhcp relay install routes"),
)
_ADVERTISED: Final = (
    Line("ipv6 nd ra disabled all", key=4, undo=("ipv6 nd ra disabled all", "ipv6 nd ra disabled")),
    Line("ipv6 nd ra disabled", key=4),
    Line("ipv6 nd managed-config-flag"),
    Line("ipv6 nd other-config-flag"),
    Line(
        "ipv6 nd prefix <net6> <0-4294967295> <0-4294967295> no-autoconfig",
        key=4,
        undo=("ipv6 nd prefix <net6>",),
    ),
)
_FILTERED: Final = (
    Line("ip access-group <word> in", key=2),
    Line("ip access-group <word> out", kind="many"),
    Line("ipv6 access-group <word> in", key=2),
    Line("ipv6 access-group <word> out", kind="many"),
)
_OSPF: Final = (
    Line("ip ospf neighbor bfd"),
    Line("ip ospf cost <1-65535>"),
    Line("ip ospf network point-to-point", undo=("ip ospf network",)),
    Line("ip ospf authentication message-digest", undo=("ip ospf authentication",)),
    Line("ip ospf area <area>"),
    Line(
        "ip ospf message-digest-key <1-255> {md5|sha1|sha256|sha384|sha512} <key7>",
        key=4,
        undo=("ip ospf message-digest-key <1-255>",),
    ),
    Line("ipv6 ospf bfd"),
    Line("ipv6 ospf network point-to-point", undo=("ipv6 ospf network",)),
    Line(
        "ipv6 ospf <1-65535> area <area>",
        key=3,
        undo=("ipv6 ospf <1-65535> area <area>", "ipv6 ospf <1-65535> area"),
    ),
)
_STREAMS: Final = (
    Line("pim ipv4 sparse-mode"),
    Line("pim ipv6 sparse-mode"),
    Line("mld", undo=("mld$",)),
)
_TRAFFIC: Final = (
    Line("service-policy type qos input <word>", undo=("service-policy type qos input <word>",)),
    Line("service-policy type qos output <word>", undo=("service-policy type qos output <word>",)),
)
_GROUPS: Final = (
    Line("vrrp <1-255> priority-level <1-254>", key=3, undo=("vrrp <1-255> priority-level",)),
    Line(
        "vrrp <1-255> ipv4 <ipv4>",
        key=3,
        undo=("vrrp <1-255> ipv4 <ipv4>", "vrrp <1-255>"),
    ),
    Line("vrrp <1-255> ipv4 version <2-3>", key=4, undo=("vrrp <1-255> ipv4 version",)),
    Line("vrrp <1-255> ipv6 <ipv6>", kind="many"),
    Line("ip virtual-router address <ipv4>", kind="many"),
    Line("ipv6 virtual-router address <ipv6>", kind="many"),
)
# [D] EOS User Manual 4.32, QoS: qos trust, tx-queue (Ethernet port); where it is called uc-tx-queue
# and what a channel believes: [U].
_TRUSTED: Final = Line("qos trust {dscp|cos}")
_QUEUED: Final = (_TRUSTED, Line("tx-queue <0-7>", kind="view", view="tx-queue"))
TX_QUEUE: Final = (Line("bandwidth percent <1-100>"), Line("priority", kind="on"))
LAG: Final = (_DESCRIPTION, _SHUTDOWN, *_SWITCHED, *_GUARDS, _TRUSTED, *_TREE)
PORT: Final = (
    _DESCRIPTION,
    _SHUTDOWN,
    Line("mtu <68-9214>"),
    Line("load-interval <0-600>"),
    Line("speed <word>", default="speed auto"),
    Line("channel-group <1-2000> mode {active|passive|on}", key=1),
    *_SWITCHED,
    *_ADDRESSED,
    *_ADDRESS6,
    Line("poe disabled"),
    *_GUARDS,
    *_AUTHENTICATED,
    Line("lldp transmit", kind="on"),
    Line("lldp receive", kind="on"),
    *_QUEUED,
    *_TREE,
)
LOOPBACK: Final = (_DESCRIPTION, _SHUTDOWN, *_ADDRESSED, *_ADDRESS6, *_OSPF, *_STREAMS)
SVI: Final = (
    _DESCRIPTION,
    _SHUTDOWN,
    Line("mtu <68-9214>"),
    Line("vrf <word>", undo=("vrf", "vrf <word>"), checks=("eos_vrf",)),
    Line("autostate", kind="on"),
    *_ADDRESSED,
    *_BFD,
    *_RELAY,
    *_ADDRESS6,
    *_ADVERTISED,
    *_FILTERED,
    *_OSPF,
    *_STREAMS,
    *_TRAFFIC,
    *_GROUPS,
)
