"""Cisco IOS and IOS-XE as tables: the lines each mode takes and the order in which they are shown.

Sources: [D] Catalyst 9200 and 9500, IOS XE 17.6.x configuration guides; Catalyst 2960-X, 15.2(7)E,
Consolidated Platform Configuration Guide; Cisco IOS Command References. What is refused and in
which words: `parknet.lab.cisco.ios_refusals`. Not all texts could be checked on a device [U].
"""

from typing import Final

from parknet.lab import accounts
from parknet.lab.cisco import ios_traffic
from parknet.lab.cisco.cisco_acl import ENTRIES
from parknet.lab.cisco.cisco_facts import IOS_WORDS, reads
from parknet.lab.cisco.ios_interfaces import ETHERNET, LAG, LOOPBACK, SVI, VRRP4, VRRP6
from parknet.lab.cisco.ios_refusals import IOS_CHECKS, on_ios
from parknet.lab.grammar import Grammar, Line, View
from parknet.lab.words import interface_reader

_PORTS: Final = (
    "FastEthernet", "GigabitEthernet", "TenGigabitEthernet", "TwentyFiveGigE",
    "FortyGigabitEthernet", "HundredGigE", "AppGigabitEthernet",
)  # fmt: skip
_INTERFACES: Final = {
    **ENTRIES,
    "svi": interface_reader(["Vlan"], r"[1-9]\d{0,3}"),
    "lag": interface_reader(["Port-channel"], r"\d{1,3}"),
    "loopback": interface_reader(["Loopback"], r"\d{1,10}"),
    "null": interface_reader(["Null"], "0"),
    "port": interface_reader(_PORTS, r"\d+(?:/\d+){1,2}"),
    "any": interface_reader(
        ["Vlan", "Port-channel", "Loopback", "Null", *_PORTS], r"\d+(?:/\d+){0,2}"
    ),
}
_NO_NO: Final[tuple[str, ...]] = ()
# Words that leave a mode as `exit` does, and stand in the text that a device shows.
LEAVING: Final = frozenset({"exit-vrrp", "exit-address-family"})

_AAA: Final = (
    Line("aaa new-model"),
    Line("aaa authentication login default group tacacs+ local", key=4),
    Line("aaa authentication login default local", key=4),
    Line("aaa authentication dot1x default group radius", key=4),
    Line("aaa authorization exec default group tacacs+ local", key=4),
    Line("aaa authorization exec default local", key=4),
    Line("aaa authorization network default group radius", key=4),
    Line("aaa session-id common"),
)
_ACCOUNTS: Final = (
    Line(
        "username <word> privilege <0-15> <ios-account> <ios-secret>",
        key=2,
        undo=("username <word>", "username <word> privilege <0-15> secret <ios-secret>"),
    ),
    Line("login block-for <1-65535> attempts <1-65535> within <1-65535>", key=2),
)
_LEVELS: Final = (
    Line("privilege {configure|exec} all level <0-15> <text>", kind="many"),
    Line("privilege {configure|exec} level <0-15> <text>", kind="many"),
)
_SERVER: Final = (
    Line("address {ipv4|ipv6} <word> auth-port <0-65535> acct-port <0-65535>", key=1),
    Line("address {ipv4|ipv6} <word>", key=1),
    Line("key <ios-key>"),
)
_GUARDS: Final = (
    Line("ip dhcp snooping vlan <vlan-list>", kind="vlans"),
    Line("ip dhcp snooping information option", kind="on"),
    Line("ip dhcp snooping", undo=("ip dhcp snooping$",)),
    Line("ip arp inspection vlan <vlan-list>", kind="vlans"),
)
_POLICIES: Final = (
    Line("ipv6 nd raguard policy <word>", kind="view", view="raguard"),
    Line("ipv6 dhcp guard policy <word>", kind="view", view="dhcpguard"),
    Line("ipv6 source-guard policy <word>", kind="view", view="sourceguard"),
)
_ROUTES: Final = (
    Line("ip route <ipv4> <mask> <ipv4>", kind="many"),
    Line("ip route <ipv4> <mask> <null>", kind="many"),
    Line("ip route <ipv4> <mask> <null> <1-255>", key=5),
    Line("ip route <ipv4> <mask> <svi> <ipv4>", kind="many"),
    Line("ip route vrf <word> <ipv4> <mask> <ipv4> global", kind="many", checks=("vrf_there",)),
    Line("ip route vrf <word> <ipv4> <mask> <ipv4>", kind="many", checks=("vrf_there",)),
    Line("ip route vrf <word> <ipv4> <mask> <null>", kind="many", checks=("vrf_there",)),
    Line("ip route vrf <word> <ipv4> <mask> <svi> <ipv4>", kind="many", checks=("vrf_there",)),
    Line("ipv6 route <ipv6/len> <ipv6>", kind="many"),
    Line("ipv6 route <ipv6/len> <null>", kind="many"),
    Line("ipv6 route <ipv6/len> <null> <1-254>", key=4),
    Line("ipv6 route <ipv6/len> <svi> <ipv6>", kind="many"),
    Line("ipv6 route <ipv6/len> <ipv6> nexthop-vrf <word>", kind="many"),
    Line("ipv6 route vrf <word> <ipv6/len> <ipv6>", kind="many", checks=("vrf_there",)),
    Line("ipv6 route vrf <word> <ipv6/len> <null>", kind="many", checks=("vrf_there",)),
    Line(
        "ipv6 route vrf <word> <ipv6/len> <ipv6> nexthop-vrf <word>",
        kind="many",
        checks=("vrf_there",),
    ),
    Line("ipv6 route vrf <word> <ipv6/len> <svi> <ipv6>", kind="many", checks=("vrf_there",)),
)
_STREAMS: Final = (
    Line("ip multicast-routing"),
    Line("ip pim rp-address <ipv4>", kind="many"),
    Line("ip pim ssm default"),
    Line("ipv6 multicast-routing"),
    Line("ipv6 pim rp-address <ipv6>", kind="many"),
)
_PREFIX_LISTS: Final = (
    Line(
        "ip prefix-list <word> seq <1-4294967294> {permit|deny} <word>",
        key=5, undo=("ip prefix-list <word> seq <1-4294967294>", "ip prefix-list <word>"),
    ),
    Line("ip prefix-list <word> seq <1-4294967294> {permit|deny} <word> le <1-32>", key=5, undo=()),
    Line(
        "ipv6 prefix-list <word> seq <1-4294967294> {permit|deny} <word>",
        key=5, undo=("ipv6 prefix-list <word> seq <1-4294967294>", "ipv6 prefix-list <word>"),
    ),
    Line(
        "ipv6 prefix-list <word> seq <1-4294967294> {permit|deny} <word> le <1-128>",
        key=5, undo=(),
    ),
)  # fmt: skip
_LISTS: Final = (
    Line("ip access-list extended <word>", kind="view", view="acl"),
    Line("ip access-list standard <word>", kind="view", view="acl-standard"),
    Line("ipv6 access-list <word>", kind="view", view="acl6"),
)
_GROUP: Final = "snmp-server group <word> v3 priv"
_USER: Final = "snmp-server user <word> <word> v3"
_SNMP: Final = (
    Line("snmp-server engineID local <word>", undo=_NO_NO),
    Line("snmp-server view <word> <word> included", key=4, undo=("snmp-server view <word>",)),
    Line(
        f"{_GROUP} read <word>",
        key=5,
        undo=(_GROUP,),
        also=(
            f"{_GROUP} read <word> access <word>",
            f"{_GROUP} read <word> access ipv6 <word>",
            f"{_GROUP} read <word> access ipv6 <word> <word>",
        ),
    ),
    Line(
        f"{_USER} auth {{md5|sha}} <hidden> priv aes {{128|192|256}} <hidden>",
        key=4,
        undo=(_USER,),
        also=(f"{_USER} auth sha-2 {{256|384|512}} <hidden> priv aes {{128|192|256}} <hidden>",),
    ),
)
_LINE: Final = (
    Line("access-class <word> in"),
    Line("ipv6 access-class <word> in"),
    Line("exec-timeout <0-35791> <0-2147483>", default="exec-timeout 10 0"),
    Line("transport input {ssh|telnet|all|none}"),
    Line("stopbits <1-2>"),
)


def _system(tracking: str) -> tuple[tuple[Line, ...], ...]:
    return (
        (Line("service password-encryption"), Line("service timestamps <text>", kind="many")),
        (Line("hostname <word>"),),
        (Line("vrf definition <word>", kind="view", view="vrf"),),
        _AAA,
        (Line("ip source-route", kind="on"), Line("ip domain lookup", kind="on")),
        (Line("vtp mode {transparent|server|client|off}"),),
        (Line("ip routing"),),
        _STREAMS,
        _GUARDS,
        (Line("ipv6 unicast-routing"),),
        (Line("ipv6 mld snooping"),),
        (Line("fhrp version vrrp v3"),),
        *((line,) for line in _POLICIES),
        (Line(f"{tracking} policy <word>", kind="view", view="tracking"),),
        (Line("key chain <word>", kind="view", view="keychain"),),
        (Line("archive", kind="view", view="archive"),),
        (Line("dot1x system-auth-control"),),
        (
            Line("spanning-tree mode {mst|pvst|rapid-pvst}", default="spanning-tree mode pvst"),
            Line("spanning-tree extend system-id"),
            Line("spanning-tree mst <0-4094> priority <0-61440>", key=4),
        ),
        _ACCOUNTS,
        (
            Line("vlan <more-vlans>", kind="create", checks=("vlan_one",)),
            Line("vlan <vlan>", kind="view", view="vlan", checks=("vlan_one",)),
        ),
        (Line("lldp run"), Line("cdp run", kind="on")),
        *ios_traffic.MAPS,
        (Line("interface <loopback>", kind="view", view="loopback"),),
        (Line("interface <lag>", kind="view", view="lag"),),
        (
            Line(
                "interface <port>", kind="view", view="port", undo=_NO_NO, checks=("port_exists",)
            ),
        ),
        (Line("interface <svi>", kind="view", view="svi", checks=("vlan_one",)),),
        (
            Line(
                "router ospf <1-65535> vrf <word>",
                kind="view", key=3, view="ospf", undo=("router ospf <1-65535>",),
                checks=("vrf_there",),
            ),
        ),
        (Line("router ospf <1-65535>", kind="view", view="ospf", undo=("router ospf <1-65535>",)),),
        (Line("router ospfv3 <1-65535>", kind="view", view="ospfv3"),),
        (Line("router bgp <1-4294967295>", kind="view", view="bgp"),),
        (Line("ip http server", kind="on"), Line("ip http secure-server", kind="on")),
        (*_ROUTES[:8], Line("ip ssh version {1|2}")),
        *((line,) for line in _LISTS[:2]),
        (_PREFIX_LISTS[0], _PREFIX_LISTS[1]),
        (Line("logging host <ipv4>", kind="many"), Line("logging host ipv6 <ipv6>", kind="many")),
        _ROUTES[8:],
        (Line("ipv6 router ospf <1-65535>", kind="view", view="ospf6"),),
        (_PREFIX_LISTS[2], _PREFIX_LISTS[3]),
        _SNMP,
        (Line("tacacs server <word>", kind="view", view="server"),),
        (Line("radius server <word>", kind="view", view="server"),),
        (_LISTS[2],),
        _LEVELS,
        (Line("line con <0-0>", kind="view", view="line", undo=_NO_NO),),
        (Line("line vty <0-31> <0-31>", kind="view", view="line"),),
        (
            Line("ntp authenticate"),
            Line("ntp authentication-key <1-4294967295> md5 <ios-time-key>", key=3),
            Line("ntp trusted-key <1-4294967295>", kind="many"),
            Line("ntp server <ipv4>", key=3),
            Line("ntp server <ipv4> key <1-4294967295>", key=3, undo=()),
            Line("ntp server <ipv6>", key=3),
            Line("ntp server <ipv6> key <1-4294967295>", key=3, undo=()),
        ),
    )  # fmt: skip


_ROUTER: Final = (
    Line("router-id <ipv4>"),
    Line("capability vrf-lite"),
    Line("area <area> stub", key=3),
    Line("area <area> stub no-summary", key=3),
    Line("redistribute static subnets"),
    Line("redistribute static"),
    Line("passive-interface <any>", kind="many"),
    Line("default-information originate"),
)
_NEIGHBOUR: Final = (
    Line("network <ipv4> mask <mask>", kind="many"),
    Line("network <ipv6/len>", kind="many"),
    Line("neighbor <word> activate", kind="many"),
    Line("neighbor <word> prefix-list <word> {in|out}", kind="many"),
)


def _family(pattern: str, view: str) -> Line:
    return Line(f"address-family {pattern}", kind="view", view=view, closing="exit-address-family")


def _entries(kind: str, before: str = "") -> tuple[Line, ...]:
    number = f"{before}<1-2147483647>"
    return (
        Line(
            f"{number} <{kind}>",
            key=1 + bool(before), undo=(number, f"{number} <{kind}>"), checks=("new_entry",),
        ),
        Line(f"<{kind}>", kind="many", checks=("new_entry",)),
    )  # fmt: skip


def _views(tracking: str) -> dict[str, tuple[tuple[Line, ...], ...]]:
    return {
        "system": _system(tracking),
        "vrf": (
            (
                Line("rd <word>"),
                _family("ipv4", "empty"),
                _family("ipv6", "empty"),
            ),
        ),
        "vlan": ((Line("name <word>"),),),
        "svi": (SVI,),
        "lag": (LAG,),
        "port": ((*ETHERNET, Line(f"{tracking} attach-policy <word>", checks=("policy_there",))),),
        "loopback": (LOOPBACK,),
        "vrrp4": (VRRP4,),
        "vrrp6": (VRRP6,),
        "raguard": ((Line("device-role {host|router|switch|monitor}"),),),
        "dhcpguard": ((Line("device-role {client|server}"),),),
        "sourceguard": ((Line("permit link-local"),),),
        "tracking": ((Line("security-level {guard|glean|inspect}"),),),
        "keychain": ((Line("key <0-2147483647>", kind="view", view="key"),),),
        "key": (
            (
                Line("key-string <ios-key>"),
                Line("cryptographic-algorithm {md5|hmac-sha-1|hmac-sha-256|hmac-sha-512}"),
            ),
        ),
        **ios_traffic.VIEWS,
        "ospf": (_ROUTER,),
        "ospf6": (_ROUTER,),
        "ospfv3": ((_family("ipv6 unicast vrf <word>", "ospf6"),),),
        "bgp": (
            (
                Line("bgp router-id <ipv4>"),
                Line("bgp log-neighbor-changes"),
                Line("bgp default ipv4-unicast", kind="on"),
                Line("neighbor <word> remote-as <1-4294967295>", key=3, undo=("neighbor <word>",)),
                Line("neighbor <word> description <text>", key=3),
                _family("ipv4", "bgp-family"),
                _family("ipv6", "bgp-family"),
            ),
        ),
        "bgp-family": (_NEIGHBOUR,),
        "acl": (_entries("entry4"),),
        "acl6": (_entries("entry6", "sequence "),),
        "acl-standard": (_entries("standard4"),),
        "server": (_SERVER,),
        "line": (_LINE,),
        "archive": (
            (
                Line("path <word>"),
                Line("maximum <1-14>", default="maximum 10"),
                Line("write-memory"),
            ),
        ),
        "empty": ((),),
    }


PROMPTS: Final = {
    "vrf": "vrf", "vlan": "vlan", "svi": "if", "lag": "if", "port": "if", "loopback": "if",
    "vrrp4": "if-vrrp", "vrrp6": "if-vrrp", "raguard": "nd-raguard", "dhcpguard": "dhcp-guard",
    "sourceguard": "sisf-sourceguard", "tracking": "ipv6-snooping", "keychain": "keychain",
    "key": "keychain-key", "policy": "pmap", "class": "pmap-c", "class-map": "cmap",
    "ospf": "router", "ospf6": "rtr",
    "ospfv3": "router", "bgp": "router", "bgp-family": "router-af", "acl": "ext-nacl",
    "acl6": "ipv6-acl", "acl-standard": "std-nacl", "server": "server", "line": "line",
    "empty": "vrf-af", "archive": "archive",
}  # fmt: skip
_FACTORY: Final = """!
vlan 1
!
interface Vlan1
 shutdown
!
line con 0
 stopbits 1
!
line vty 0 4
!
line vty 5 15
!
"""
OBJECT_IDS: Final = {"ios": "1.3.6.1.4.1.9.1.999", "iosxe": "1.3.6.1.4.1.9.1.998"}
_SOFTWARE: Final = {
    "ios": "Cisco IOS Software, C2960X Software (C2960X-UNIVERSALK9-M), Version 15.2(7)E7, "
    "RELEASE SOFTWARE (fc2) {model}",
    "iosxe": "Cisco IOS Software [Bengaluru], Catalyst L3 Switch Software (CAT9K_IOSXE), "
    "Version 17.6.5, RELEASE SOFTWARE (fc2) {model}",
}


def _grammar(name: str, tracking: str) -> Grammar:
    return Grammar(
        name=name,
        vendor="cisco",
        views={
            view: View(blocks, _INTERFACES, whole=True) for view, blocks in _views(tracking).items()
        },
        prompts=PROMPTS,
        indent=0,
        factory=_FACTORY,
        refusals={
            "unrecognized": "% Invalid input detected at '^' marker.\n",
            "wrong": "% Invalid input detected at '^' marker.\n",
            "excess": "% Invalid input detected at '^' marker.\n",
            "incomplete": "% Incomplete command.\n",
            "ambiguous": "% Ambiguous command.\n",
        },
        facts=reads(IOS_WORDS),
        accepts=accounts.of_ios,
        follow=on_ios,
        object_id=OBJECT_IDS[name],
        software=_SOFTWARE[name],
        names="hostname",
        unnamed="Switch",
        negation="no",
        comment="!",
        closing="end",
        leaving=LEAVING,
        is_nested=True,
        members_match=True,  # [D] C9200 Layer 2, EtherChannels: else a port is suspended
        checks=IOS_CHECKS,
    )


IOS: Final = _grammar("ios", "ipv6 snooping")
IOSXE: Final = _grammar("iosxe", "device-tracking")
