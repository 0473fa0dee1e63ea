"""Lines of RGOS beyond switching and addresses: routing, guards, filters, accounts, servers.

Sources as in `parknet.lab.rgos.language`, by volume at each table.
"""

from typing import Final

from parknet.lab.grammar import Line
from parknet.lab.words import ALL_VLANS as EVERY

ALL_VLANS: Final = EVERY

# IP Routing, VRF [U]; an interface that moves loses its addresses.
BIND: Final = Line("vrf forwarding <word>", checks=("table_there",))
TABLES: Final = (Line("vrf definition <word>", kind="view", view="vrf"),)

# Security: AAA; System: users, privilege.
ACCOUNTS: Final = (
    Line("aaa new-model"),
    Line("aaa authentication login <word> <text>", key=4),
    Line("aaa authorization exec <word> <text>", key=4),
    Line("aaa authentication dot1x <word> <text>", key=4),
    Line("aaa authentication web-auth <word> <text>", key=4),
    Line("dot1x authentication <word>"),
    Line("username <word> privilege <0-15> secret <secret>", key=2, undo=("username <word>",)),
    Line("aaa local authentication attempts <1-2147483647>"),
    Line("aaa local authentication lockout-time <1-2147483647>"),
    Line("privilege config all level <0-15> <text>", kind="many"),
    Line("privilege exec level <0-15> <text>", kind="many"),
    Line("enable secret <secret>"),
    Line("service password-encryption"),
)
# Security: RADIUS, TACACS+.
SERVERS: Final = tuple(
    line
    for kind in ("radius", "tacacs")
    for line in (
        Line(f"{kind}-server host <ipv4> key <key>", key=3),
        Line(f"{kind}-server host ipv6 <ipv6> key <key>", key=4),
    )
)
# Security: DHCP snooping, IPv6 [U], ND snooping [U], DAI [U].
SNOOPING: Final = (
    Line("ip dhcp snooping vlan <vlan-list>", kind="vlans"),
    Line("ip dhcp snooping", undo=("ip dhcp snooping$",)),
    Line("ipv6 dhcp snooping"),
    Line("nd-snooping enable"),
    Line("ip arp inspection vlan <vlan-list>", kind="vlans"),
)
# Multicast: snooping, PIM-SM; IPv6 [U].
GROUPS: Final = (
    Line("ip igmp snooping ivgl", undo=("ip igmp snooping",)),
    Line("ipv6 mld snooping ivgl", undo=("ipv6 mld snooping",)),
    Line("ip multicast-routing"),
    Line("ip pim rp-address <ipv4>", kind="many"),
    Line("ip pim ssm default", undo=("ip pim ssm",)),
    Line("ipv6 multicast-routing"),
    Line("ipv6 pim rp-address <ipv6>", kind="many"),
    Line("ipv6 pim ssm default", undo=("ipv6 pim ssm",)),
)
STREAMS: Final = (
    Line("ip pim sparse-mode"),
    Line("ipv6 pim sparse-mode"),
    Line("ip igmp version <1-3>", default="ip igmp version 2"),
)
# ACL and QoS.
POLICIES: Final = (Line("policy-map <word>", kind="view", view="policy", checks=("policy_free",)),)
POLICED: Final = (
    Line("service-policy input <word>", checks=("policy_there",)),
    Line("service-policy output <word>", checks=("policy_there",)),
)
FILTERED: Final = (
    Line("ip access-group <word> in", key=2, checks=("filter_there",)),
    Line("ipv6 traffic-filter <word> in", key=2, checks=("filter_there",)),
)
# Security: port security, storm control, 802.1X, IP source guard, DAI, snooping.
GUARDS: Final = (
    Line("switchport port-security maximum <1-16000>"),
    Line("switchport port-security violation {protect|restrict|shutdown}"),
    Line("switchport port-security", undo=("switchport port-security$",)),
    Line("storm-control broadcast level <1-100>", undo=("storm-control broadcast",)),
    Line("storm-control multicast level <1-100>", undo=("storm-control multicast",)),
    Line("spanning-tree bpduguard enable", undo=("spanning-tree bpduguard",)),
    Line("dot1x port-control auto", undo=("dot1x port-control",)),
    Line("dot1x mac-auth-bypass"),
    Line("ip verify source port-security", undo=("ip verify source",)),
    Line("ipv6 verify source port-security", undo=("ipv6 verify source",)),
    Line("ip arp inspection trust"),
    Line("ip dhcp snooping trust"),
    Line("ipv6 dhcp snooping trust"),
    Line("nd-snooping trust"),
)
# Reliability: BFD, VRRP, ERPS.
RINGS: Final = (Line("erps raps-vlan <vlan>", kind="view", view="ring"),)
VRRP: Final = (
    Line("vrrp <1-255> ip <ipv4>", kind="many", undo=("vrrp <1-255> ip <ipv4>",)),
    Line("vrrp <1-255> version <2-3>", key=3, checks=("group_there",)),
    Line(
        "vrrp <1-255> priority <1-254>",
        key=3,
        undo=("vrrp <1-255> priority",),
        checks=("group_there",),
    ),
    Line("vrrp <1-255> ipv6 <link-local>", kind="many"),
    Line("vrrp <1-255> ipv6 <ipv6>", kind="many", checks=("link_local_first",)),
    Line(
        "vrrp ipv6 <1-255> priority <1-254>",
        key=4,
        undo=("vrrp ipv6 <1-255> priority",),
        checks=("group_there",),
    ),
)
# IP Routing: OSPFv2, OSPFv3, BGP, static routes, VRF [U].
OSPF4: Final = (
    Line("bfd interval <50-10000> min_rx <50-10000> multiplier <3-50>", key=2),
    Line(
        "ip ospf network {broadcast|non-broadcast|point-to-point}",
        default="ip ospf network broadcast",
    ),
    Line("ip ospf bfd"),
    Line("ip ospf authentication key-chain <word>", key=3),
)
OSPF6: Final = (
    Line("ipv6 ospf <1-65535> area <area>", key=3, undo=("ipv6 ospf <1-65535> area <area>",)),
    Line(
        "ipv6 ospf network {broadcast|non-broadcast|point-to-point}",
        default="ipv6 ospf network broadcast",
    ),
    Line("ipv6 ospf bfd"),
)
# IP Address and Application: IPv6 neighbour discovery.
ADVERTISED: Final = (
    Line("ipv6 nd suppress-ra", kind="on"),
    Line("ipv6 nd managed-config-flag"),
    Line(
        "ipv6 nd prefix <ipv6/len> <0-4294967295> <0-4294967295> no-autoconfig",
        key=4,
        undo=("ipv6 nd prefix <ipv6/len>",),
    ),
    Line("ipv6 nd other-config-flag"),
)
CHAINS: Final = (Line("key chain <word>", kind="view", view="chain"),)
_TABLED: Final = ("table_there", "same_table")
PROCESSES: Final = (
    Line("router ospf <1-65535>", kind="view", view="ospf"),
    Line(
        "router ospf <1-65535> vrf <word>",
        kind="view",
        key=3,
        view="ospf",
        undo=("router ospf <1-65535>",),
        checks=_TABLED,
    ),
    Line("ipv6 router ospf <1-65535>", kind="view", view="ospfv3"),
    Line(
        "ipv6 router ospf <1-65535> vrf <word>",
        kind="view",
        key=4,
        view="ospfv3",
        undo=("ipv6 router ospf <1-65535>",),
        checks=_TABLED,
    ),
    *(
        Line(
            f"{family} prefix-list <word> seq <1-2147483647> {{permit|deny}} {prefix}{rest}", key=5
        )
        for family, prefix in (("ip", "<prefix4>"), ("ipv6", "<prefix6>"))
        for rest in ("", " le <0-128>")
    ),
    Line("router bgp <1-4294967295>", kind="view", view="bgp"),
)
ROUTES: Final = (
    Line("ip route <ipv4> <mask> <ipv4>", kind="many"),
    Line("ip route <ipv4> <mask> <null>", kind="many"),
    Line("ip route <ipv4> <mask> <null> <1-255>", kind="many"),
    Line("ip route <ipv4> <mask> <svi> <ipv4>", kind="many"),
    *(
        Line(f"ip route vrf <word> <ipv4> <mask> {way}", kind="many", checks=("table_there",))
        for way in ("<ipv4>", "<ipv4> global", "<null>")
    ),
    Line("ipv6 route <prefix6> <ipv6>", kind="many"),
    Line("ipv6 route <prefix6> <null>", kind="many"),
    Line("ipv6 route <prefix6> <null> <1-255>", kind="many"),
    Line("ipv6 route <prefix6> <ipv6> nexthop-vrf <word>", kind="many", checks=("table_there",)),
    *(
        Line(f"ipv6 route vrf <word> <prefix6> {way}", kind="many", checks=("table_there",))
        for way in ("<ipv6>", "<ipv6> nexthop-vrf <word>", "<null>")
    ),
)
# Network Management: NTP; keys [U].
TIME: Final = (
    Line("ntp authenticate"),
    Line("ntp authentication-key <1-4294967295> md5 <after>", key=3),
    Line("ntp trusted-key <1-4294967295>", kind="many"),
    Line("ntp server <server>", key=3),
    Line("ntp server <server> key <1-4294967295>", key=3),
)

_PROCESS: Final = (
    Line("router-id <ipv4>"),
    Line("capability vrf-lite"),
    Line("area <area> stub", key=2, undo=("area <area> stub",)),
    Line("area <area> stub no-summary", key=2, undo=("area <area> stub no-summary",)),
)
_SHARED: Final = (
    Line("passive-interface <any>", kind="many"),
    Line("default-information originate"),
)
_PEER: Final = (
    Line("neighbor <server> activate", key=3),
    Line("neighbor <server> prefix-list <word> in", kind="many"),
    Line("neighbor <server> prefix-list <word> out", kind="many"),
)


def _rules(kind: str) -> tuple[tuple[Line, ...], ...]:
    number = "<1-2147483647>"
    return ((Line(f"{number} <{kind}>", key=1, undo=(number,), checks=("new_rule",)),),)


def _family(view: str) -> tuple[Line, ...]:
    return tuple(
        Line(f"address-family ipv{number}", kind="view", view=view.format(number),
             closing="exit-address-family")
        for number in (4, 6)
    )  # fmt: skip


VIEWS: Final[dict[str, tuple[tuple[Line, ...], ...]]] = {
    "acl": _rules("rule4"),
    "acl-basic": _rules("basic4"),
    "acl6": _rules("rule6"),
    "vrf": (_family("vrf-family"),),
    "vrf-family": ((),),
    "policy": ((Line("class class-default", kind="view", view="class"),),),
    "class": (
        (
            Line("set ip dscp <0-63>"),
            Line("police <8-100000000> <1-100000> exceed-action drop", key=1, undo=("police",)),
        ),
    ),
    "ring": (
        (
            Line("ring-port west <any> east <any>", key=1, undo=("ring-port",)),
            Line("rpl-port west rpl-owner", undo=("rpl-port",)),
            Line("state enable"),
        ),
    ),
    "chain": ((Line("key <0-2147483647>", kind="view", view="chain-key"),),),
    "chain-key": ((Line("key-string <key>"), Line("cryptographic-algorithm hmac-sha-256", key=1)),),
    "ospf": (
        (
            *_PROCESS,
            Line("network <ipv4> <wild> area <area>", kind="many"),
            *_SHARED,
            Line("redistribute static subnets", key=2, undo=("redistribute static",)),
        ),
    ),
    "ospfv3": ((*_PROCESS, *_SHARED, Line("redistribute static")),),
    "bgp": (
        (
            Line("bgp router-id <ipv4>"),
            Line("bgp default ipv4-unicast", kind="on"),
            Line("neighbor <server> remote-as <1-4294967295>", key=3, undo=("neighbor <server>",)),
            Line("neighbor <server> description <text>", key=3),
            *_family("bgp{}"),
        ),
    ),
    "bgp4": ((Line("network <ipv4> mask <mask>", kind="many"), *_PEER),),
    "bgp6": ((Line("network <prefix6>", kind="many"), *_PEER),),
}
PROMPTS: Final = {
    "acl": "ext-nacl",
    "acl-basic": "std-nacl",
    "acl6": "ipv6-acl",
    "vrf": "vrf",
    "vrf-family": "vrf-af",
    "policy": "pmap",
    "class": "pmap-c",
    "ring": "erps {2}",
    "chain": "keychain",
    "chain-key": "keychain-key",
    "ospf": "router",
    "ospfv3": "router",
    "bgp": "router",
    "bgp4": "router-af",
    "bgp6": "router-af",
}
