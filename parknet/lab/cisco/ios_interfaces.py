"""Lines of IOS interfaces: ports, port channels, VLAN interfaces, loopbacks.

Sources: [D] Catalyst 9200 and 9500, IOS XE 17.6.x configuration guides (VLAN, Layer 2, Security,
IPv6 first hop security, IP addressing services); Cisco IOS Command References, as in `ios`.
"""

from typing import Final

from parknet.lab.cisco.ios_traffic import APPLIED
from parknet.lab.grammar import Line
from parknet.lab.words import ALL_VLANS

_DESCRIPTION: Final = Line("description <text>")
_SHUTDOWN: Final = Line("shutdown")
_ALLOWED: Final = "switchport trunk allowed vlan"
_ADDRESS: Final = Line("ip address <ipv4> <mask>", checks=("address",))
_ADDRESS6: Final = Line(
    "ipv6 address <ipv6/len>",
    kind="many",
    undo=("ipv6 address", "ipv6 address <ipv6/len>"),
    checks=("address6",),
)
_SWITCHED: Final = (
    Line("switchport access vlan <vlan>", default="switchport access vlan 1"),
    Line("switchport trunk native vlan <vlan>", default="switchport trunk native vlan 1"),
    Line(
        f"{_ALLOWED} <vlan-list>",
        kind="allowed",
        key=4,
        base=ALL_VLANS,
        also=(f"{_ALLOWED} {{add|remove|except}} <vlan-list>", f"{_ALLOWED} {{all|none}}"),
    ),
    Line("switchport mode {access|trunk}", checks=("mode_free",)),
    Line("switchport voice vlan <vlan>"),
)
_STORM: Final = (
    Line("storm-control broadcast level <word>"),
    Line("storm-control multicast level <word>"),
    Line("storm-control action {trap|shutdown}"),
)
_GUARDS: Final = (
    Line("switchport port-security maximum <1-4097>", default="switchport port-security maximum 1"),
    Line(
        "switchport port-security violation {restrict|protect|shutdown}",
        default="switchport port-security violation shutdown",
    ),
    Line(
        "switchport port-security",
        undo=("switchport port-security$",),
        checks=("static_mode",),
    ),
    Line("ip arp inspection trust"),
    Line("authentication open"),
    Line("authentication host-mode {multi-auth|single-host|multi-host|multi-domain}"),
    Line("authentication order dot1x mab", key=2),
    Line("authentication priority dot1x mab", key=2),
    Line("authentication port-control {auto|force-authorized}", checks=("access_mode",)),
    Line("mab"),
    Line("dot1x pae authenticator", checks=("access_mode",)),
    *_STORM,
    Line("spanning-tree bpduguard enable", key=2),
    Line("spanning-tree bpdufilter enable", key=2),
    Line("spanning-tree portfast"),
    Line("ipv6 nd raguard attach-policy <word>", checks=("policy_there",)),
    Line("ipv6 dhcp guard attach-policy <word>", checks=("policy_there",)),
    Line("ipv6 source-guard attach-policy <word>", checks=("policy_there",)),
    Line("ip verify source"),
    Line("ip dhcp snooping trust"),
    Line("power inline {never|auto}", default="power inline auto"),
)
LAG: Final = (_DESCRIPTION, *_SWITCHED, _SHUTDOWN, *_GUARDS)
ETHERNET: Final = (
    _DESCRIPTION,
    *_SWITCHED,
    _SHUTDOWN,
    Line("speed {10|100|1000|10000|auto}", default="speed auto"),
    Line("duplex {full|half|auto}", default="duplex auto"),
    *_GUARDS,
    Line("lldp transmit", kind="on"),
    Line("lldp receive", kind="on"),
    Line("channel-group <1-255> mode {active|passive|on}", key=1, checks=("other_group",)),
    APPLIED,
)
_OSPF: Final = (
    Line("ip ospf authentication key-chain <word>"),
    Line("ip ospf network {point-to-point|broadcast}", default="ip ospf network broadcast"),
    Line("ip ospf bfd"),
    Line("ip ospf <1-65535> area <area>", key=2, checks=("same_table",)),
)
_OSPF6: Final = (
    Line("ipv6 ospf network {point-to-point|broadcast}", default="ipv6 ospf network broadcast"),
    Line("ipv6 ospf bfd"),
    Line("ipv6 ospf <1-65535> area <area>", key=2),
    Line("ospfv3 network {point-to-point|broadcast}"),
    Line("ospfv3 bfd"),
    Line("ospfv3 <1-65535> ipv6 area <area>", key=1, undo=("ospfv3 <1-65535> ipv6 area <area>",)),
)
SVI: Final = (
    _DESCRIPTION,
    Line("vrf forwarding <word>", checks=("vrf_there",)),
    _ADDRESS,
    _SHUTDOWN,
    Line("ip helper-address <ipv4>", kind="many"),
    Line("ip access-group <word> {in|out}", kind="many"),
    Line("ip pim sparse-mode"),
    Line("ip igmp version {1|2|3}", default="ip igmp version 2"),
    Line("ipv6 pim", kind="on"),
    Line("ipv6 mld router", kind="on"),
    *_OSPF,
    Line("bfd interval <50-10000> min_rx <50-10000> multiplier <3-50>", key=2),
    _ADDRESS6,
    Line("ipv6 traffic-filter <word> {in|out}", kind="many"),
    Line("ipv6 nd ra suppress all", key=4, undo=("ipv6 nd ra suppress all", "ipv6 nd ra suppress")),
    Line(
        "ipv6 nd prefix <ipv6/len> <0-4294967295> <0-4294967295> no-autoconfig",
        key=4,
        undo=("ipv6 nd prefix <ipv6/len>",),
    ),
    Line("ipv6 nd managed-config-flag"),
    Line("ipv6 nd other-config-flag"),
    Line("ipv6 nd ra dns server <ipv6>", kind="many"),
    Line("ipv6 nd ra nat64-prefix <ipv6/len>"),
    Line("ipv6 dhcp relay destination <ipv6>", kind="many"),
    *_OSPF6,
    Line(
        "vrrp <1-255> address-family ipv4",
        kind="view", view="vrrp4", closing="exit-vrrp", checks=("vrrp_v3",),
    ),
    Line(
        "vrrp <1-255> address-family ipv6",
        kind="view", view="vrrp6", closing="exit-vrrp", checks=("vrrp_v3",),
    ),
    APPLIED,
)  # fmt: skip
LOOPBACK: Final = (
    _DESCRIPTION,
    _ADDRESS,
    _SHUTDOWN,
    Line("ip pim sparse-mode"),
    Line("ipv6 pim", kind="on"),
    *_OSPF,
    _ADDRESS6,
    *_OSPF6,
)
VRRP4: Final = (
    Line("priority <1-254>", default="priority 100"),
    Line("address <ipv4> primary", key=1),
)
VRRP6: Final = (
    Line("priority <1-254>", default="priority 100"),
    Line("address <ipv6> primary", kind="many", undo=("address <ipv6>", "address <ipv6> primary")),
    Line("address <ipv6/len>", kind="many"),
)
