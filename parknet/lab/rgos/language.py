"""Ruijie RGOS as tables: the lines each mode takes and the order in which the device shows them.

Sources: [D] RG-S2910-H and RG-S6120 series RGOS 11.4 configuration guides, volumes System,
Interface, Ethernet Switching, IP Address and Application, IP Routing, Multicast, ACL and QoS,
Reliability, Security, Network Management; and running configurations of RGOS 10, 11 and 12 that
people published (order, `only` in trunk lists, `secret 8`, SNMP versions). [U] what is shown of
settings that hold by default, beyond those configurations.
"""

from typing import Final

from parknet.lab.grammar import Grammar, Line, View
from parknet.lab.rgos import features
from parknet.lab.rgos.acl import RULES
from parknet.lab.rgos.facts import accepts, facts
from parknet.lab.rgos.follow import follow
from parknet.lab.rgos.refusals import CHECKS
from parknet.lab.rgos.words import READERS

_NO: Final[tuple[str, ...]] = ()
_LIST: Final = "switchport trunk allowed vlan"

_DESCRIPTION: Final = Line("description <text>")
_IP: Final = Line(
    "ip address <ipv4> <mask>",
    undo=("ip address", "ip address <ipv4> <mask>"),
    checks=("address",),
)
_IPV6: Final = (
    Line(
        "ipv6 address <ipv6/len>",
        kind="many",
        undo=("ipv6 address <ipv6/len>",),
        checks=("address6",),
    ),
    Line("ipv6 enable"),
)
_SWITCHED: Final = (
    Line("switchport mode {access|trunk|hybrid}", default="switchport mode access"),
    Line(
        "switchport access vlan <vlan>",
        default="switchport access vlan 1",
        checks=("vlan_there",),
    ),
    Line(
        "switchport trunk native vlan <vlan>",
        default="switchport trunk native vlan 1",
        checks=("is_trunk",),
    ),
    Line(
        f"{_LIST} only <vlan-list>",
        kind="allowed",
        key=4,
        base=features.ALL_VLANS,
        undo=(_LIST,),
        also=(f"{_LIST} {{add|remove|except}} <vlan-list>", f"{_LIST} all"),
        whole="only",
        checks=("is_trunk",),
    ),
    Line("switchport hybrid native vlan <vlan>", checks=("is_hybrid",)),
    Line("switchport hybrid allowed vlan untagged <listed>", checks=("is_hybrid",)),
    Line("switchport hybrid allowed vlan tagged <listed>", checks=("is_hybrid",)),
    Line("voice vlan enable"),
    *features.GUARDS,
    Line("lldp enable", kind="on"),
    Line("spanning-tree bpdufilter enable", undo=("spanning-tree bpdufilter",)),
    Line("spanning-tree portfast"),
)
_PORT: Final = (
    _DESCRIPTION,
    Line("shutdown"),
    Line("speed {10|100|1000|auto}", default="speed auto"),
    Line("duplex {full|half|auto}", default="duplex auto"),
    Line("port-group <1-256> mode {active|passive}", key=1, undo=("port-group",)),
    Line("port-group <1-256>", key=1, undo=("port-group",)),  # without LACP
    *_SWITCHED,
    Line("poe enable"),
)
_LAG: Final = (_DESCRIPTION, Line("shutdown"), *_SWITCHED)
_SVI: Final = (
    _DESCRIPTION,
    Line("shutdown"),
    features.BIND,
    _IP,
    Line("ip helper-address <ipv4>", kind="many"),
    *features.FILTERED,
    *features.STREAMS,
    *features.OSPF4,
    *_IPV6,
    *features.OSPF6,
    *features.ADVERTISED,
    Line("ipv6 dhcp relay destination <ipv6>", kind="many"),
    *features.VRRP,
    *features.POLICED,
)
_LOOPBACK: Final = (
    _DESCRIPTION,
    Line("shutdown"),
    features.BIND,
    _IP,
    *_IPV6,
    *features.OSPF6,
    *features.STREAMS,
)
_TELNET: Final = (
    Line("enable service ssh-server"),
    Line("enable service telnet-server", kind="on"),
    Line("enable service web-server", kind="on"),
    Line("enable service snmp-agent", kind="on"),
)
_GROUP: Final = "snmp-server group <word> v3 {auth|noauth|priv} read <word>"
_SNMP: Final = (
    Line("snmp-server location <text>"),
    Line("snmp-server contact <text>"),
    Line("snmp-server enable version v1", kind="on"),
    Line("snmp-server enable version v2c", kind="on"),
    Line("snmp-server enable version v3"),
    Line(
        "snmp-server view <word> <word> {include|exclude}",
        key=4,
        undo=("snmp-server view <word>", "snmp-server view <word> <word>"),
    ),
    Line(
        _GROUP,
        also=(f"{_GROUP} access ipv6 <word> <word>",),
        key=5,
        undo=("snmp-server group <word> v3 {auth|noauth|priv}",),
    ),
    Line("snmp-server community <word> {ro|rw}", key=3),
    Line(
        "snmp-server user <word> <word> <v3> auth {md5|sha} <usm> priv {des56|aes128} <usm>",
        key=4,
        undo=("snmp-server user <word> <word> <v3>",),
    ),
)
SYSTEM: Final = (
    (Line("hostname <word>"),),
    features.TABLES,
    features.ACCOUNTS,
    features.SERVERS,
    (Line("alias exec <word> <text>", key=3),),
    (Line("clock timezone <text>"),),
    (Line("service dhcp"),),
    features.SNOOPING,
    (
        Line("spanning-tree mode {stp|rstp|mstp}", default="spanning-tree mode mstp"),
        Line("spanning-tree priority <0-61440>", default="spanning-tree priority 32768"),
        Line("spanning-tree", undo=("spanning-tree$",)),
    ),
    (Line("lldp enable", kind="on"),),
    _TELNET,
    (Line("ip ssh version <1-2>"),),
    features.GROUPS,
    (
        Line("vlan range <more-vlans>", kind="create", checks=("vlan_unused",)),
        Line("vlan <vlan>", kind="view", view="vlan", checks=("vlan_unused",)),
    ),
    (Line("voice vlan <vlan>"),),
    features.POLICIES,
    features.RINGS,
    (Line("erps enable"),),
    (
        Line("ip access-list extended <word>", kind="view", view="acl", checks=("filter_free",)),
        Line(
            "ip access-list standard <word>", kind="view", view="acl-basic", checks=("filter_free",)
        ),
        Line("ipv6 access-list <word>", kind="view", view="acl6", checks=("filter_free",)),
    ),
    (Line("interface <port>", kind="view", view="port", undo=_NO, checks=("port_there",)),),
    (Line("interface <lag>", kind="view", view="lag", checks=("members_gone",)),),
    (Line("interface <loopback>", kind="view", view="loopback"),),
    (Line("interface <svi>", kind="view", view="svi", checks=("vlan_there",)),),
    features.CHAINS,
    features.PROCESSES,
    features.ROUTES,
    _SNMP,
    (
        Line("logging server <ipv4>", kind="many"),
        Line("logging server ipv6 <ipv6>", kind="many"),
    ),
    features.TIME,
    (Line("line console <0-0>", kind="view", view="line", undo=_NO),),
    (Line("line vty <0-35> <0-35>", kind="view", view="line", undo=_NO),),
)
FACTORY: Final = """!
vlan 1
!
line console 0
!
line vty 0 35
!
end
"""
VIEWS: Final = {
    **features.VIEWS,
    "system": SYSTEM,
    "vlan": ((Line("name <word>"),),),
    "port": (_PORT,),
    "lag": (_LAG,),
    "svi": (_SVI,),
    "loopback": (_LOOPBACK,),
    "line": (
        (
            Line("access-class <word> in", key=1),
            Line("ipv6 access-class <word> in", key=2),
            Line("exec-timeout <0-35791> <0-59>", default="exec-timeout 10 0"),
            Line("transport input {ssh|telnet|all|none}", default="transport input all"),
            Line("login authentication <word>"),
        ),
    ),
}
PROMPTS: Final = {
    "vlan": "vlan",
    "port": "if-{1}",
    "lag": "if-{1}",
    "svi": "if-{1}",
    "loopback": "if-{1}",
    "line": "line",
    **features.PROMPTS,
}

RGOS: Final = Grammar(
    name="rgos",
    vendor="ruijie",
    views={name: View(blocks, READERS | RULES, whole=True) for name, blocks in VIEWS.items()},
    prompts=PROMPTS,
    indent=0,
    factory=FACTORY,
    refusals={
        "unrecognized": "% Invalid input detected at '^' marker.",
        "wrong": "% Invalid input detected at '^' marker.",
        "incomplete": "% Incomplete command.",
        "ambiguous": "% Ambiguous command.",
        "excess": "% Invalid input detected at '^' marker.",
    },
    facts=facts,
    accepts=accepts,
    # [D] RUIJIE-PRODUCTS-MIB: switches are under enterprises.4881; a class, not an exact model.
    object_id="1.3.6.1.4.1.4881.1.1.10.1.999",
    software="Ruijie Layer 3 Full Gigabit Intelligent Switch({model}) By Ruijie Networks",
    names="hostname",
    unnamed="Ruijie",
    negation="no",
    comment="!",
    closing="end",
    leaving=frozenset({"exit", "exit-address-family"}),
    is_nested=True,
    checks=CHECKS,
    follow=follow,
)
