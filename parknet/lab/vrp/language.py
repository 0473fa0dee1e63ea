"""Huawei VRP as tables: the lines each view takes and the order in which the device shows them.

Sources: [D] S5700 and S6700 V200R command references (VRP5), CloudEngine and NetEngine 8000
V800R command references (VRP8), chapters Basic, Interface, Ethernet switching, IP routing, AAA.
Not all texts could be checked on a device: those are [U] in `parknet.lab.refusals`.
"""

from collections.abc import Sequence
from typing import Final, Literal

from parknet.lab import accounts, mlag, vpn
from parknet.lab.facts import vrp_or_comware
from parknet.lab.follow import on_vrp_or_comware
from parknet.lab.grammar import Grammar, Line, View
from parknet.lab.vrp.access import (
    ACCOUNTING_VIEW,
    AUTHENTICATION_VIEW,
    GUARDS,
    PROFILE,
    PROFILE_VIEW,
    RADIUS_VIEW,
    SYSTEM,
    TACACS,
    domain_view,
    tacacs_view,
)
from parknet.lab.vrp.acl import basic_rule, join_rules, rule_reader, server
from parknet.lab.vrp.management import AAA, LINES, SNMP, SSH
from parknet.lab.vrp.prompts import FACTORY, PROMPTS
from parknet.lab.vrp.routing import (
    AREA6,
    BGP,
    FAMILY4,
    FAMILY6,
    MEETING,
    PREFIXES,
    REGION,
    RING,
    RING_PORT,
    RINGS,
    STREAM_VLAN,
    STREAMING,
    STREAMS,
    STUB,
    VRRP,
)
from parknet.lab.vrp.traffic import BOUND, QUEUES, TIME, TRAFFIC, TRAFFIC_VIEWS, TRUST, VOICE
from parknet.lab.words import interface_reader

_PORTS: Final = (
    "Ethernet", "GigabitEthernet", "MultiGE", "XGigabitEthernet", "GE", "10GE", "25GE", "40GE",
    "100GE",
)  # fmt: skip
INTERFACES: Final = {
    "svi": interface_reader(["Vlanif"], r"[1-9]\d{0,3}"),
    "lag": interface_reader(["Eth-Trunk"], r"\d{1,3}"),
    "loopback": interface_reader(["LoopBack"], r"\d{1,4}"),
    "null": interface_reader(["NULL"], "0"),
    "port": interface_reader(_PORTS, r"\d+/\d+/\d+"),
    "any": interface_reader(
        ["Vlanif", "Eth-Trunk", "LoopBack", "NULL", *_PORTS], r"\d+(?:/\d+/\d+)?"
    ),
    "rule4": rule_reader(4),
    "rule6": rule_reader(6),
    "basic4": basic_rule(4),
    "basic6": basic_rule(6),
    "server": server,
}
_ONE: Final = frozenset({1})

_DESCRIPTION: Final = Line("description <text>")
_IP: Final = (
    Line(
        "ip address <ipv4> <mask>",
        undo=("ip address", "ip address <ipv4> <mask>"),
        checks=("address",),
    ),
    Line("ipv6 enable"),
    Line(
        "ipv6 address <ipv6/len>",
        kind="many",
        undo=("ipv6 address", "ipv6 address <ipv6/len>"),
        checks=("ipv6_enabled", "address6"),
    ),
)
_ROUTING: Final = (
    Line("ospf cost <1-65535>"),
    Line("ospf network-type {broadcast|nbma|p2mp|p2p}", default="ospf network-type broadcast"),
    *vpn.VRP_AREAS,
    Line("ospfv3 cost <1-65535>", key=2),
    Line("ospfv3 network-type {broadcast|nbma|p2mp|p2p}", default="ospfv3 network-type broadcast"),
    Line("ospf bfd enable"),
    Line("ospfv3 bfd enable"),
)
# One-stage and two-stage systems put the words in another order.
_BINDS: Final = {
    "vrp5": (
        Line("traffic-filter inbound acl name <word>", kind="many", checks=("filter_binds",)),
        Line("traffic-filter inbound acl ipv6 name <word>", kind="many", checks=("filter_binds",)),
    ),
    "vrp8": (
        Line("traffic-filter acl <word> inbound", kind="many", checks=("filter_binds",)),
        Line("traffic-filter acl ipv6 <word> inbound", kind="many", checks=("filter_binds",)),
    ),
}
_ACL4: Final = (
    _DESCRIPTION,
    Line("rule <0-4294967294> <rule4>", key=2, join=join_rules),
)
_ACL6: Final = (
    _DESCRIPTION,
    Line("rule <0-4294967294> <rule6>", key=2, join=join_rules),
)
_ACLS: Final = {
    "vrp5": (
        Line(
            "acl name <word> <3000-3999>", kind="view", key=3, view="acl4",
            undo=("acl name <word>",), checks=("filter_free",),
        ),
        Line(
            "acl ipv6 name <word> <3000-3999>", kind="view", key=4, view="acl6",
            undo=("acl ipv6 name <word>",), checks=("filter_free",),
        ),
    ),
    "vrp8": (
        Line(
            "acl name <word> advance", kind="view", key=3, view="acl4",
            undo=("acl name <word>",), checks=("filter_free",),
        ),
        Line(
            "acl ipv6 name <word> advance", kind="view", key=4, view="acl6",
            undo=("acl ipv6 name <word>",), checks=("filter_free",),
        ),
    ),
}  # fmt: skip
_SVI: Final = (
    _DESCRIPTION,
    Line("shutdown"),
    vpn.VRP_BIND,
    *_IP,
    Line("ipv6 nd ra halt", kind="on"),
    Line("ipv6 nd autoconfig managed-address-flag"),
    Line("ipv6 nd autoconfig other-flag"),
    Line(
        "ipv6 nd ra prefix <ipv6/len> <0-4294967295> <0-4294967295> no-autoconfig",
        key=5,
        undo=("ipv6 nd ra prefix <ipv6/len>",),
    ),
    *_ROUTING,
    Line("dhcp select {relay|global|interface}", undo=("dhcp select {relay|global|interface}",)),
    Line(
        "dhcp relay server-ip <ipv4>",
        kind="many",
        undo=("dhcp relay server-ip", "dhcp relay server-ip <ipv4>"),
    ),
    Line(
        "dhcpv6 relay destination <ipv6>",
        kind="many",
        undo=("dhcpv6 relay destination", "dhcpv6 relay destination <ipv6>"),
    ),
)
_SWITCHED: Final = (
    Line(
        "port link-type {access|trunk|hybrid|dot1q-tunnel}",
        checks=("not_member", "not_peer_link", "link_type"),
    ),
    Line(
        "port default vlan <vlan>",
        default="port default vlan 1",
        checks=("not_member", "access_port", "vlan_exists"),
    ),
    Line(
        "port trunk pvid vlan <vlan>",
        default="port trunk pvid vlan 1",
        checks=("not_member", "not_peer_link", "trunk_port"),
    ),
    Line(
        "port trunk allow-pass vlan <vlans>",
        kind="vlans",
        base=_ONE,
        checks=("not_member", "not_peer_link", "trunk_port"),
    ),
    Line(
        "port-isolate enable group <1-64>",
        undo=("port-isolate enable", "port-isolate enable group <1-64>"),
        checks=("not_member",),
    ),
    Line("stp edged-port {enable|disable}", checks=("not_member",)),
    Line("stp disable", checks=("not_member", "not_peer_link", "on_no_ring")),
    Line("storm-control action {block|shutdown}"),
    Line("lldp enable", kind="on"),
    TRUST,
)
_LAG: Final = (
    _DESCRIPTION,
    Line("shutdown"),
    *_SWITCHED,
    Line(
        "mode {lacp|lacp-static|manual|lacp-dynamic}", default="mode manual", checks=("mode_free",)
    ),
    Line("max active-linknumber <1-8>", undo=("max active-linknumber",)),
    Line("least active-linknumber <1-8>", undo=("least active-linknumber",)),
)
_PORT: Final = (
    _DESCRIPTION,
    Line("shutdown"),
    Line("undo negotiation auto", undo=()),
    Line("speed {10|100|1000|10000}"),
    Line("eth-trunk <0-127>", checks=("lag_exists", "joinable")),
    *_SWITCHED,
    *RING_PORT,
    *QUEUES,
    Line("poe enable", kind="on"),
)
_ROUTER: Final = (
    Line("silent-interface <any>", kind="many"),
    Line("bandwidth-reference <1-2147483648>"),
    Line("import-route {static|direct}", kind="many"),
    Line("default-route-advertise always", undo=("default-route-advertise",)),
    Line("default-route-advertise", undo=("default-route-advertise$",)),
    vpn.CAPABLE,
)
_OSPF: Final = (
    *_ROUTER,
    Line("area <area>", kind="view", view="ospf-area"),
)
_OSPFV3: Final = (
    Line("router-id <ipv4>"),
    *_ROUTER,
    Line("area <area>", kind="view", view="ospfv3-area"),
)
_AREA: Final = (
    Line("network <ipv4> <ipv4>", kind="many"),
    Line(
        "authentication-mode {md5|hmac-md5|hmac-sha256} <1-255> cipher <cipher>",
        undo=("authentication-mode",),
    ),
    *STUB,
)
_NO_UNDO: Final[tuple[str, ...]] = ()
_SYSTEM: Final = (
    (Line("sysname <word>"),),
    (Line("vlan batch <vlans>", kind="batch", checks=("vlan_free",)),),
    (Line("dhcp enable"),),
    (Line("stp mode {rstp|stp|mstp|vbst}", default="stp mode mstp"), Line("stp enable")),
    (Line("lldp enable"),),
    *RINGS,
    (Line("ipv6", undo=("ipv6$",)),),
    (Line("clock timezone <word> {add|minus} <word>", undo=("clock timezone",)),),
    (Line("vlan <vlan>", kind="view", view="vlan", checks=("vlan_free",)),),
    (Line("aaa", kind="view", view="aaa", undo=_NO_UNDO),),
    vpn.INSTANCE,
    (Line("interface <svi>", kind="view", view="svi", checks=("svi_vlan",)),),
    (Line("interface <lag>", kind="view", view="lag", checks=("lag_empty",)),),
    (Line("interface <port>", kind="view", view="port", undo=_NO_UNDO, checks=("port_exists",)),),
    (Line("interface <null>", kind="view", view="null", undo=_NO_UNDO),),
    (Line("interface <loopback>", kind="view", view="loopback"),),
    (
        Line(
            "ospf <1-65535> router-id <ipv4>",
            kind="view", key=2, view="ospf", undo=("ospf <1-65535>",),
        ),
        Line("ospf <1-65535>", kind="view", view="ospf"),
        *vpn.PROCESSES,
    ),
    (Line("bfd", kind="view", view="bfd"),),
    (Line("ospfv3 <1-65535>", kind="view", view="ospfv3"),),
    *MEETING,
    (Line("bgp <1-4294967295>", kind="view", view="bgp"),),
    PREFIXES,
    (
        Line("ip route-static <ipv4> <mask> NULL0", kind="many"),
        Line("ipv6 route-static <ipv6> <0-128> NULL0", kind="many"),
        Line("ip route-static <ipv4> <mask> <ipv4>", kind="many"),
        Line("ipv6 route-static <ipv6> <0-128> <ipv6>", kind="many"),
        *vpn.routes("<mask>"),
    ),
    SNMP,
    SSH,
    TIME,
    (Line("info-center loghost <ipv4>", kind="many"),
     Line("info-center loghost ipv6 <ipv6>", kind="many")),
    (Line("set save-configuration", undo=("set save-configuration",)),),
    (Line("user-interface con 0", kind="view", view="console", undo=_NO_UNDO),),
    (Line("user-interface vty <0-20> <0-20>", kind="view", view="vty", undo=_NO_UNDO),),
)  # fmt: skip


Tables = dict[str, Sequence[Sequence[Line]]]


def tables(name: Literal["vrp5", "vrp8"]) -> Tables:
    """Return the lines of each view, by the blocks in which they are shown."""
    # VRP 8 forwards IPv6 without a switch in the system view [D] CloudEngine.
    system: list[tuple[Line, ...]] = [
        block for block in _SYSTEM if name == "vrp5" or block[0].pattern != "ipv6"
    ]
    place = next(at for at, block in enumerate(system) if block[0].pattern == "vlan <vlan>")
    system[place:place] = [*STREAMING, *SYSTEM, *TACACS[name], _ACLS[name], *TRAFFIC[name]]
    lags: tuple[Line, ...] = _LAG
    ports: tuple[Line, ...] = _PORT
    if name == "vrp8":
        place = next(
            at for at, block in enumerate(system) if block[0].pattern.startswith("stp mode")
        )
        system[place + 1 : place + 1] = [mlag.V_STP, *mlag.DFS]
        lags, ports = (*_LAG, *mlag.DFS_LAG), (*_PORT, mlag.SPARED)
    return {
        "system": system,
        "acl4": (_ACL4,),
        "acl6": (_ACL6,),
        "basic4": ((_DESCRIPTION, Line("rule <0-4294967294> <basic4>", key=2)),),
        "basic6": ((_DESCRIPTION, Line("rule <0-4294967294> <basic6>", key=2)),),
        "radius": (RADIUS_VIEW,),
        "tacacs": (tacacs_view(name),),
        "dot1x-profile": ((_DESCRIPTION,),),
        "mac-profile": ((_DESCRIPTION,),),
        "profile": (PROFILE_VIEW,),
        "authentication": (AUTHENTICATION_VIEW,),
        "accounting": (ACCOUNTING_VIEW,),
        "domain": (domain_view(name),),
        "vlan": (
            (
                _DESCRIPTION,
                Line("name <word>"),
                *STREAM_VLAN,
                Line("dhcp snooping enable", checks=("snooping_on",)),
            ),
        ),
        "svi": ((*_SVI, *STREAMS, *VRRP, *_BINDS[name], *BOUND),),
        "lag": ((*lags, *GUARDS[name]),),
        "port": ((*ports, VOICE, PROFILE, *GUARDS[name]),),
        **TRAFFIC_VIEWS[name],
        "dfs": (mlag.DFS_VIEW,),
        "null": ((_DESCRIPTION,),),
        "loopback": ((_DESCRIPTION, *_IP, *_ROUTING),),
        "ospf": (_OSPF,),
        "ospfv3": (_OSPFV3,),
        "ospf-area": (_AREA,),
        "ospfv3-area": (AREA6,),
        "bfd": ((),),
        "region": (REGION,),
        "erps": (RING,),
        "pim": ((Line("static-rp <ipv4>", kind="many"),),),
        "pim6": ((Line("static-rp <ipv6>", kind="many"),),),
        "vpn": (vpn.VRP_VIEW,),
        "vpn-family": (vpn.VRP_FAMILY,),
        "bgp": (BGP,),
        "bgp4": (FAMILY4,),
        "bgp6": (FAMILY6,),
        "aaa": (AAA,),
        "vty": (LINES,),
        "console": (LINES,),
    }


def _grammar(name: Literal["vrp5", "vrp8"]) -> Grammar:
    space = " " if name == "vrp8" else ""  # V200R prints none after these three
    return Grammar(
        name=name,
        views={view: View(blocks, INTERFACES) for view, blocks in tables(name).items()},
        prompts=PROMPTS,
        indent=0,
        factory=FACTORY,
        facts=vrp_or_comware,
        accepts=accounts.of_vrp,
        follow=on_vrp_or_comware,
        vendor="huawei",
        object_id="1.3.6.1.4.1.2011.2.23.999",  # [D] products under enterprises.huawei
        software="Huawei Versatile Routing Platform Software VRP (R) software, Version "
        f"{'8.200' if name == 'vrp8' else '5.170'} ({{model}})",
        unnamed="HUAWEI",
        refusals={
            "unrecognized": "Error: Unrecognized command found at '^' position.",
            "wrong": "Error: Wrong parameter found at '^' position.",
            "incomplete": f"Error:{space}Incomplete command found at '^' position.",
            "ambiguous": f"Error:{space}Ambiguous command found at '^' position.",
            "excess": f"Error:{space}Too many parameters found at '^' position.",
        },
    )


VRP5: Final = _grammar("vrp5")
VRP8: Final = _grammar("vrp8")
