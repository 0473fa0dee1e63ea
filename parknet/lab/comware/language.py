"""H3C Comware 7 as tables: the lines each view takes and the order in which the device shows them.

Sources: [D] H3C S5560X-EI, S6520X-EI and S6800 command references, chapters Fundamentals, Layer 2
LAN switching, Layer 3 IP services, Layer 3 IP routing, Security, Network management.
"""

from typing import Final

from parknet.lab import accounts, mlag, vpn
from parknet.lab.comware import features
from parknet.lab.comware.acl import RULES
from parknet.lab.facts import vrp_or_comware
from parknet.lab.follow import on_vrp_or_comware
from parknet.lab.grammar import Grammar, Line, View
from parknet.lab.words import interface_reader

_PORTS: Final = (
    "GigabitEthernet", "Ten-GigabitEthernet", "FortyGigE", "HundredGigE", "Twenty-FiveGigE",
    "M-GigabitEthernet",
)  # fmt: skip
INTERFACES: Final = {
    **RULES,
    "svi": interface_reader(["Vlan-interface"], r"[1-9]\d{0,3}"),
    "lag": interface_reader(["Bridge-Aggregation"], r"\d{1,4}"),
    "loopback": interface_reader(["LoopBack"], r"\d{1,3}"),
    "null": interface_reader(["NULL"], "0"),
    "port": interface_reader(_PORTS, r"\d+/\d+/\d+"),
    "any": interface_reader(
        ["Vlan-interface", "Bridge-Aggregation", "LoopBack", "NULL", *_PORTS], r"\d+(?:/\d+/\d+)?"
    ),
}
_ONE: Final = frozenset({1})
_GROUP: Final = "snmp-agent group v3 <word> {privacy|authentication} read-view <word>"
_NO_UNDO: Final[tuple[str, ...]] = ()

_DESCRIPTION: Final = Line("description <text>")
_IP: Final = Line(
    "ip address <ipv4> <mask>",
    undo=("ip address", "ip address <ipv4> <mask>"),
    checks=("address",),
)
_IPV6: Final = Line(
    "ipv6 address <ipv6/len>",
    kind="many",
    undo=("ipv6 address", "ipv6 address <ipv6/len>"),
    checks=("address6",),
)
_ROUTING: Final = (
    Line("ospf cost <0-65535>"),
    Line("ospf network-type {broadcast|nbma|p2mp|p2p}", default="ospf network-type broadcast"),
    *vpn.COMWARE_AREAS,
    Line("ospfv3 cost <0-65535>", key=2),
    Line("ospfv3 network-type {broadcast|nbma|p2mp|p2p}", default="ospfv3 network-type broadcast"),
    *features.ROUTED,
)
_FILTER: Final = (
    Line("packet-filter name <word> {inbound|outbound}", kind="many", checks=("one_filter",)),
    Line("packet-filter ipv6 name <word> {inbound|outbound}", kind="many", checks=("one_filter",)),
)
_SVI: Final = (
    _DESCRIPTION,
    Line("shutdown"),
    vpn.COMWARE_BIND,
    _IP,
    *_ROUTING,
    Line("dhcp select {relay|server}", undo=("dhcp select", "dhcp select {relay|server}")),
    Line(
        "dhcp relay server-address <ipv4>",
        kind="many",
        undo=("dhcp relay server-address", "dhcp relay server-address <ipv4>"),
    ),
    Line("ipv6 dhcp select {relay|server}", undo=("ipv6 dhcp select",)),
    Line(
        "ipv6 dhcp relay server-address <ipv6>",
        kind="many",
        undo=("ipv6 dhcp relay server-address", "ipv6 dhcp relay server-address <ipv6>"),
    ),
    Line("ipv6 dhcp relay client-information record"),
    _IPV6,
    Line("ipv6 nd autoconfig managed-address-flag"),
    Line("ipv6 nd autoconfig other-flag"),
    Line(
        "ipv6 nd ra prefix <ipv6/len> <0-4294967295> <0-4294967295> no-autoconfig",
        key=5,
        undo=("ipv6 nd ra prefix <ipv6/len>",),
    ),
    Line("ipv6 nd ra halt", kind="on"),
    *features.GATEWAY,
    *_FILTER,
)
_SWITCHED: Final = (
    Line("port link-type {access|trunk|hybrid}", default="port link-type access"),
    Line(
        "port access vlan <vlan>",
        default="port access vlan 1",
        checks=("access_port", "vlan_exists"),
    ),
    Line("port trunk permit vlan <vlans>", kind="vlans", base=_ONE, checks=("trunk_port",)),
    Line("port trunk pvid vlan <vlan>", default="port trunk pvid vlan 1", checks=("trunk_port",)),
    *features.GUARDS,
    Line("stp edged-port"),
)
_LAG: Final = (
    _DESCRIPTION,
    Line("shutdown"),
    *_SWITCHED,
    Line("link-aggregation mode dynamic", undo=("link-aggregation mode",)),
    *mlag.DRNI_LAG,
    Line("link-aggregation selected-port maximum <1-32>", key=3),
    Line("link-aggregation selected-port minimum <1-32>", key=3),
)
_PORT: Final = (
    Line(
        "port link-mode {bridge|route}",
        always="port link-mode bridge",
        default="port link-mode bridge",
    ),
    _DESCRIPTION,
    Line("shutdown"),
    Line("speed {10|100|1000|10000|auto}", default="speed auto"),
    Line("duplex {full|half|auto}", default="duplex auto"),
    *_SWITCHED,
    *features.QUEUES,
    Line("poe enable"),
    Line("port link-aggregation group <1-1024>", checks=("lag_exists",)),
)
_ROUTER: Final = (
    Line("silent-interface <any>", kind="many"),
    Line("bandwidth-reference <1-4294967>"),
    Line("import-route {static|direct}", kind="many"),
    Line("default-route-advertise always", undo=("default-route-advertise",)),
    Line("default-route-advertise", undo=("default-route-advertise$",)),
    vpn.CAPABLE,
)
_STUB: Final = (Line("stub"), Line("stub no-summary", key=1, undo=()))
_AREA: Final = (Line("network <ipv4> <ipv4>", kind="many"), *_STUB)
_USER: Final = (
    Line("password {hash|cipher|simple} <h3c-hash>", kept_as=(1, "hash")),
    Line("service-type {ssh|telnet|terminal|http|https|ftp}", kind="many"),
    Line("authorization-attribute user-role <word>", kind="many"),
)
_LINE: Final = (
    Line("authentication-mode {scheme|password|none}"),
    Line("user-role <word>", kind="many"),
    Line("idle-timeout <0-35791> <0-59>", default="idle-timeout 10 0"),
    Line("protocol inbound {ssh|telnet|all}"),
)
_SNMP: Final = (
    Line("snmp-agent", undo=("snmp-agent",)),
    Line("snmp-agent local-engineid <word>", undo=_NO_UNDO),
    Line("snmp-agent sys-info contact <text>"),
    Line("snmp-agent sys-info location <text>"),
    Line(
        "snmp-agent sys-info version {v3|v2c|all}",
        key=4,
        undo=("snmp-agent sys-info version {v3|v2c|all}",),
    ),
    Line(
        _GROUP,
        also=(f"{_GROUP} acl <2000-2999> acl ipv6 <2000-2999>",),
        key=4,
        undo=("snmp-agent group v3 <word> {privacy|authentication}",),
    ),
    Line(
        "snmp-agent mib-view included <word> <word>",
        kind="many",
        undo=("snmp-agent mib-view <word>",),
    ),
    Line(
        "snmp-agent usm-user v3 <word> <word> {cipher|simple} "
        "authentication-mode {md5|sha|sha224|sha256|sha384|sha512} <h3c-cipher> "
        "privacy-mode {aes128|aes192|aes256|3des|des56} <h3c-cipher>",
        key=4,
        kept_as=(5, "cipher"),
        undo=("snmp-agent usm-user v3 <word> local", "snmp-agent usm-user v3 <word> <word> local",
              "snmp-agent usm-user v3 <word>"),
    ),
)  # fmt: skip
SYSTEM: Final = (
    (Line("sysname <word>"),),
    (Line("clock timezone <word> {add|minus} <word>", undo=("clock timezone",)),),
    (Line("telnet server enable"),),
    vpn.INSTANCE,
    (
        Line(
            "ospf <1-65535> router-id <ipv4>",
            kind="view",
            key=2,
            view="ospf",
            undo=("ospf <1-65535>",),
        ),
    ),
    (Line("ospf <1-65535>", kind="view", view="ospf"),),
    vpn.PROCESSES,
    (Line("ospfv3 <1-65535>", kind="view", view="ospfv3"),),
    (Line("lldp global enable"),),
    (Line("dhcp enable"),),
    *features.BEFORE_VLANS,
    (Line("password-recovery enable"),),
    (
        Line("vlan <vlan-range>", kind="create", checks=("vlan_free",)),
        Line("vlan <vlan>", kind="view", view="vlan", checks=("vlan_free",)),
    ),
    (Line("stp mode {stp|rstp|mstp|pvst}", default="stp mode mstp"), Line("stp global enable")),
    *features.AFTER_VLANS,
    *mlag.DRNI,
    (Line("interface <lag>", kind="view", view="lag"),),
    (Line("interface <null>", kind="view", view="null", undo=_NO_UNDO),),
    (Line("interface <loopback>", kind="view", view="loopback"),),
    (Line("interface <svi>", kind="view", view="svi", checks=("svi_vlan",)),),
    (Line("interface <port>", kind="view", view="port", undo=_NO_UNDO, checks=("port_exists",)),),
    *features.AFTER_INTERFACES,
    (Line("line aux <0-9>", kind="view", view="console", undo=_NO_UNDO),),
    (Line("line vty <0-63> <0-63>", kind="view", view="line", undo=_NO_UNDO),),
    (
        Line("ip route-static <ipv4> <length4> <ipv4>", kind="many"),
        Line("ip route-static <ipv4> <length4> <null>", kind="many"),
        Line("ipv6 route-static <ipv6> <0-128> <ipv6>", kind="many"),
        Line("ipv6 route-static <ipv6> <0-128> <null>", kind="many"),
        *vpn.routes("<length4>"),
    ),
    (
        Line("info-center loghost <ipv4>", kind="many"),
        Line("info-center loghost ipv6 <ipv6>", kind="many"),
    ),
    _SNMP,
    (
        *features.SERVICES,
        Line("ssh server enable"),
        Line("sftp server enable"),
        Line(
            "ssh user <word> service-type {stelnet|sftp|all} "
            "authentication-type {password|publickey|any}",
            key=3,
        ),
    ),
    (
        Line("ntp-service enable"),
        *features.TIME,
    ),
    (
        Line("acl basic <2000-2999>", kind="view", view="acl-basic", checks=("acl_unused",)),
        Line("acl advanced name <word>", kind="view", view="acl", checks=("acl_unused",)),
        Line("acl ipv6 basic <2000-2999>", kind="view", view="acl6-basic", checks=("acl_unused",)),
        Line("acl ipv6 advanced name <word>", kind="view", view="acl6", checks=("acl_unused",)),
    ),
    *features.SCHEMES,
    (Line("domain default enable <word>", undo=("domain default enable",)),),
    (Line("domain name <word>", kind="view", view="domain"),),
    (Line("user-group <word>", kind="view", view="empty"),),
    (Line("local-user <word> class manage", kind="view", view="user"),),
)
_FACTORY: Final = """#
 password-recovery enable
#
vlan 1
#
interface NULL0
#
line aux 0
 user-role network-admin
#
 domain default enable system
#
domain name system
#
user-group system
#
"""
PROMPTS: Final = {
    "vlan": "vlan{1}",
    "svi": "{1}",
    "lag": "{1}",
    "port": "{1}",
    "null": "{1}",
    "loopback": "{1}",
    "vpn": "vpn-instance-{2}",
    "ospf": "ospf-{1}",
    "ospfv3": "ospfv3-{1}",
    "ospf-area": "area-{1}",
    "ospfv3-area": "area-{1}",
    "user": "luser-manage-{1}",
    "line": "line-vty{2}-{3}",
    "console": "line-aux{2}",
    "empty": "{0}-{1}",
    **features.PROMPTS,
    "acl": "acl-ipv4-adv-{3}",
    "acl6": "acl-ipv6-adv-{4}",
    "acl-basic": "acl-ipv4-basic-{2}",
    "acl6-basic": "acl-ipv6-basic-{3}",
}


def _rules(kind: str) -> tuple[Line, ...]:
    number = "rule <0-65534>"
    return (
        _DESCRIPTION,
        Line(f"{number} <{kind}>", key=2, undo=(number,), checks=("new_rule",)),
    )


VIEWS: Final = {
    **features.VIEWS,
    "acl": (_rules("rule4"),),
    "acl6": (_rules("rule6"),),
    "acl-basic": (_rules("basic4"),),
    "acl6-basic": (_rules("basic6"),),
    "system": SYSTEM,
    "vpn": (vpn.COMWARE_VIEW,),
    "vlan": ((Line("name <word>"), _DESCRIPTION, *features.LAN),),
    "svi": (_SVI,),
    "lag": (_LAG,),
    "port": (_PORT,),
    "null": ((_DESCRIPTION,),),
    "loopback": ((_DESCRIPTION, _IP, *_ROUTING, _IPV6),),
    "ospf": ((*_ROUTER, Line("area <area>", kind="view", view="ospf-area")),),
    "ospfv3": (
        (Line("router-id <ipv4>"), *_ROUTER, Line("area <area>", kind="view", view="ospfv3-area")),
    ),
    "ospf-area": (_AREA,),
    "ospfv3-area": (_STUB,),
    "user": (_USER,),
    "line": (_LINE,),
    "console": (_LINE,),
    "empty": ((_DESCRIPTION,),),
}

COMWARE7: Final = Grammar(
    name="comware7",
    views={name: View(blocks, INTERFACES) for name, blocks in VIEWS.items()},
    prompts=PROMPTS,
    indent=1,
    factory=_FACTORY,
    facts=vrp_or_comware,
    accepts=accounts.of_comware,
    follow=on_vrp_or_comware,
    vendor="h3c",
    object_id="1.3.6.1.4.1.25506.1.999",  # [D] products under enterprises.hh3c
    software="H3C Comware Platform Software, Software Version 7.1.070, Release 6616P05\r\n"
    "H3C {model}",
    unnamed="H3C",
    members_match=True,  # class-two settings: [D] Ethernet link aggregation
    refusals={
        "unrecognized": " % Unrecognized command found at '^' position.",
        "wrong": " % Wrong parameter found at '^' position.",
        "incomplete": " % Incomplete command found at '^' position.",
        "ambiguous": " % Ambiguous command found at '^' position.",
        "excess": " % Too many parameters found at '^' position.",
    },
)
