"""Arista EOS as tables: the lines each mode takes and the order in which the device shows them.

Sources: [D] Arista EOS User Manual 4.32, by chapter as the templates cite them. [U] the order of
the display, and that unnamed VLANs stand together in one line.
"""

from typing import Final

from parknet.lab.eos import interfaces
from parknet.lab.eos.acl import RULES
from parknet.lab.eos.facts import accepts, eos_facts
from parknet.lab.eos.follow import CHECKS, follow
from parknet.lab.eos.words import READERS
from parknet.lab.grammar import Grammar, Line, View

_NO_UNDO: Final[tuple[str, ...]] = ()
VERSION: Final = "4.28.3M"


_SNMP: Final = (
    Line("snmp-server contact <text>"),
    Line("snmp-server location <text>"),
    Line("snmp-server ipv4 access-list <word>", key=3),
    Line("snmp-server ipv6 access-list <word>", key=3),
    Line("snmp-server community <word> {ro|rw}", key=3, undo=("snmp-server community <word>",)),
    Line(
        "snmp-server view <word> <word> {included|excluded}",
        key=4,
        undo=("snmp-server view <word> <word>", "snmp-server view <word>"),
    ),
    Line(
        "snmp-server group <word> v3 {priv|auth|noauth} read <word>",
        key=5,
        undo=("snmp-server group <word> v3 {priv|auth|noauth}",),
    ),
    Line(
        "snmp-server user <word> <word> <v3> auth {md5|sha|sha224|sha256|sha384|sha512} <snmp-key> "
        "priv {des|aes|aes192|aes256} <snmp-key>",
        key=4,
        undo=("snmp-server user <word> <word> <v3>",),
    ),
)
_AAA: Final = (
    Line(
        "aaa authentication login default <text>",
        default="aaa authentication login default local",
    ),
    Line("aaa authentication login console <text>"),
    Line("aaa authorization exec default <text>"),
    Line("aaa authentication dot1x default group radius", key=4),
)
_USERS: Final = (
    Line(
        "username <word> privilege <0-15> role <word> secret {0|sha512} <sha512>",
        key=2,
        kept_as=(7, "sha512"),
        undo=("username <word>",),
    ),
    Line("username <word> privilege <0-15> role <word> nopassword", key=2, undo=_NO_UNDO),
    Line(
        "username <word> role <word> secret {0|sha512} <sha512>",
        key=2,
        kept_as=(5, "sha512"),
        undo=_NO_UNDO,
    ),
    Line("username <word> secret {0|sha512} <sha512>", key=2, kept_as=(3, "sha512"), undo=_NO_UNDO),
)


def _routes() -> tuple[Line, ...]:
    lines = []
    for family, prefix, hop in (("ip", "<net4>", "<ipv4>"), ("ipv6", "<net6>", "<ipv6>")):
        for head in (f"{family} route {prefix}", f"{family} route vrf <word> {prefix}"):
            checks = ("eos_vrf_there",) if "vrf" in head else ()
            for hops in (hop, "<null>"):
                key = len(head.split()) + 1
                both = (f"{head} {hops}", f"{head} {hops} <1-255>")
                lines.append(Line(both[0], key=key, undo=both, also=both[1:], checks=checks))
                there = f"{head} egress-vrf <word> {hops}"
                lines.append(Line(there, kind="many", checks=("eos_vrf_there",)))
    return tuple(lines)


def _processes(head: str, view: str) -> tuple[Line, ...]:
    """Return a routing process of the main table and of another one."""
    key = len(head.split()) + 1
    undo = (f"{head} <1-65535>", f"{head} <1-65535> vrf <word>")
    return (
        Line(f"{head} <1-65535>", kind="view", view=view, key=key, undo=undo),
        Line(
            f"{head} <1-65535> vrf <word>",
            kind="view", view=view, key=key, undo=undo, checks=("eos_vrf_there",),
        ),
    )  # fmt: skip


_SYSTEM: Final = (
    (Line("mld snooping"), Line("ip igmp snooping", kind="on")),
    (Line("lldp run", kind="on"),),
    (Line("hostname <word>"),),
    (Line("dns domain <word>"), Line("ip name-server vrf <word> <host>", kind="many")),
    (Line("logging host <host>", kind="many"),),
    (
        Line("ntp authenticate"),
        Line(
            "ntp authentication-key <1-65534> {md5|sha1} <key7>",
            key=3,
            undo=("ntp authentication-key <1-65534>",),
        ),
        Line("ntp trusted-key <word>"),
        Line("ntp server <host> prefer", key=3, undo=_NO_UNDO),
        Line("ntp server <host> key <1-65534>", key=3, undo=_NO_UNDO),
        Line("ntp server <host>", key=3, undo=("ntp server <host>",)),
    ),
    (Line("clock timezone <word>"),),
    (Line("radius-server host <host> key <key7>", key=3, undo=("radius-server host <host>",)),),
    (Line("tacacs-server host <host> key <key7>", key=3, undo=("tacacs-server host <host>",)),),
    _AAA,
    (Line("dot1x system-auth-control"),),
    (
        Line(
            "aaa authentication policy lockout failure <1-255> window <1-4294967295> "
            "duration <1-4294967295>",
            key=4,
            undo=("aaa authentication policy lockout",),
        ),
    ),
    (Line("role <word>", kind="view", view="role"),),
    _USERS,
    (Line("ip access-list standard <word>", kind="view", view="standard4"),),
    (Line("ipv6 access-list standard <word>", kind="view", view="standard6"),),
    (Line("management console", kind="view", view="management"),),
    (Line("management ssh", kind="view", view="management"),),
    (Line("management telnet", kind="view", view="management"),),
    (Line("management api http-commands", kind="view", view="api"),),
    _SNMP,
    (
        Line("spanning-tree mode {mstp|rstp|rapid-pvst|none}", key=2),
        Line("spanning-tree vlan-id <vlan>", kind="on"),
        Line("spanning-tree priority <0-61440>"),
    ),
    (Line("vrf instance <word>", kind="view", view="vrf"),),
    (
        Line("vlan <more-vlans>", kind="create"),
        Line("vlan <vlan>", kind="view", view="vlan", checks=("eos_vlan",)),
    ),
    (
        Line("policy-map type quality-of-service <word>", kind="view", view="policy"),
        Line("alias <word> <text>", key=2, undo=("alias <word>",)),
    ),
    (Line("interface <lag>", kind="view", view="lag"),),
    (Line("interface <port>", kind="view", view="port", undo=_NO_UNDO, checks=("eos_port",)),),
    (Line("interface <loopback>", kind="view", view="loopback"),),
    (Line("interface <svi>", kind="view", view="svi"),),
    (Line("mlag configuration", kind="view", view="mlag"),),
    (Line("ip virtual-router mac-address <word>"),),
    (Line("ip access-list <word>", kind="view", view="acl"),),
    (Line("ipv6 access-list <word>", kind="view", view="acl6"),),
    (Line("ip routing"),),
    (Line("ip routing vrf <word>", kind="many", checks=("eos_vrf_there",)),),
    (Line("ipv6 unicast-routing", undo=("ipv6 unicast-routing$",)),),
    (Line("ipv6 unicast-routing vrf <word>", kind="many", checks=("eos_vrf_there",)),),
    (
        Line(
            "ip prefix-list <word> seq <1-65535> {permit|deny} <net4>",
            key=5,
            undo=("ip prefix-list <word> seq <1-65535>", "ip prefix-list <word>"),
        ),
        Line(
            "ip prefix-list <word> seq <1-65535> {permit|deny} <net4> {le|ge|eq} <0-32>",
            key=5,
            undo=_NO_UNDO,
        ),
    ),
    (Line("ipv6 prefix-list <word>", kind="view", view="prefixes6"),),
    _routes(),
    (Line("router multicast", kind="view", view="multicast"),),
    (Line("router pim sparse-mode", kind="view", view="pim"),),
    (Line("router bgp <1-4294967295>", kind="view", view="bgp"),),
    _processes("ipv6 router ospf", "ospf"),
    _processes("router ospf", "ospf"),
)
_ROUTER: Final = (
    Line("router-id <ipv4>"),
    Line("passive-interface <any>", kind="many"),
    Line("area <area> stub", key=3, undo=("area <area> stub",)),
    Line("area <area> stub no-summary", key=3, undo=_NO_UNDO),
    Line("dn-bit-ignore"),
    Line("default-information originate always", key=2, undo=_NO_UNDO),
    Line("default-information originate", key=2),
    Line("redistribute {static|connected}", kind="many"),
    Line("max-lsa <0-4294967295>"),
)
_NEIGHBOURS: Final = (
    Line("router-id <ipv4>"),
    Line("bgp default ipv4-unicast", kind="on"),
    Line(
        "neighbor <host> remote-as <1-4294967295>",
        key=3,
        undo=("neighbor <host> remote-as", "neighbor <host>"),
    ),
    Line("neighbor <host> description <text>", key=3, undo=("neighbor <host> description",)),
    Line("address-family {ipv4|ipv6}", kind="view", view="family"),
)
_FAMILY: Final = (
    Line("neighbor <host> activate", key=3),
    Line(
        "neighbor <host> prefix-list <word> in",
        kind="many",
        undo=("neighbor <host> prefix-list <word> in",),
    ),
    Line(
        "neighbor <host> prefix-list <word> out",
        kind="many",
        undo=("neighbor <host> prefix-list <word> out",),
    ),
    Line("network <net4>", kind="many"),
    Line("network <net6>", kind="many"),
)


def _rules(kind: str) -> tuple[tuple[Line, ...], ...]:
    number = "<1-4294967295>"
    return (
        (
            Line(f"{number} <{kind}>", key=1, undo=(number,), checks=("eos_rule",)),
            Line("remark <text>", kind="many"),
        ),
    )


_VIEWS: Final = {
    "system": _SYSTEM,
    "role": (
        (Line("<1-4294967295> {permit|deny} <text>", key=1, undo=("<1-4294967295>",)),),
    ),
    "standard4": _rules("standard4"),
    "standard6": _rules("standard6"),
    "acl": _rules("rule4"),
    "acl6": _rules("rule6"),
    "management": (
        (
            Line("idle-timeout <0-86400>"),
            Line("ip access-group <word> in", key=2),
            Line("ipv6 access-group <word> in", key=2),
            Line("shutdown"),
        ),
    ),
    "api": ((Line("protocol <text>", kind="many"), Line("shutdown", kind="on")),),
    "vrf": ((Line("description <text>"),),),
    "vlan": ((Line("name <word>"), Line("state {active|suspend}", default="state active")),),
    "policy": ((Line("class <word>", kind="view", view="class"),),),
    "class": (
        (
            Line("set dscp <0-63>"),
            Line("set traffic-class <0-7>"),
            Line("police rate <1-4294967295> bps burst-size <1-4294967295> kbytes", key=1),
        ),
    ),
    "lag": (interfaces.LAG,),
    "port": (interfaces.PORT,),
    "tx-queue": (interfaces.TX_QUEUE,),
    "loopback": (interfaces.LOOPBACK,),
    "svi": (interfaces.SVI,),
    "mlag": (
        (
            Line("domain-id <word>"),
            Line("local-interface <svi>"),
            Line("peer-address <ipv4>"),
            Line("peer-link <lag>"),
        ),
    ),
    "prefixes6": (
        (
            Line("seq <1-65535> {permit|deny} <net6>", key=2, undo=("seq <1-65535>",)),
            Line(
                "seq <1-65535> {permit|deny} <net6> {le|ge|eq} <0-128>", key=2, undo=_NO_UNDO
            ),
        ),
    ),
    "multicast": ((Line("{ipv4|ipv6}", kind="view", view="multicast-family"),),),
    "multicast-family": ((Line("routing"),),),
    "pim": ((Line("{ipv4|ipv6}", kind="view", view="pim-family"),),),
    "pim-family": (
        (Line("rp address <host>", kind="many"), Line("ssm range standard", undo=("ssm range",))),
    ),
    "bgp": (_NEIGHBOURS,),
    "family": (_FAMILY,),
    "ospf": (_ROUTER,),
}  # fmt: skip
# What stands behind `(config` in the prompt [D]; interfaces are shortened, see `eos_shell`.
_PROMPTS: Final = {
    "role": "role-{1}",
    "standard4": "std-acl-{3}",
    "standard6": "std-acl6-{3}",
    "acl": "acl-{2}",
    "acl6": "acl6-{2}",
    "management": "mgmt-{1}",
    "api": "mgmt-api-http-cmds",
    "vrf": "vrf-{2}",
    "vlan": "vlan-{1}",
    "policy": "pmap-quality-of-service-{3}",
    "class": "c-{1}",
    "lag": "if-{1}",
    "port": "if-{1}",
    "tx-queue": "if-txq-{1}",
    "loopback": "if-{1}",
    "svi": "if-{1}",
    "mlag": "mlag",
    "prefixes6": "ipv6-pfx",
    "multicast": "router-multicast",
    "multicast-family": "{0}",
    "pim": "router-pim-sparse",
    "pim-family": "{0}",
    "bgp": "router-bgp",
    "family": "af",
    "ospf": "router-ospf",
}
_FACTORY: Final = """spanning-tree mode mstp
!
management ssh
!
"""
EOS: Final = Grammar(
    name="eos",
    vendor="arista",
    views={name: View(blocks, READERS | RULES, whole=True) for name, blocks in _VIEWS.items()},
    prompts=_PROMPTS,
    indent=0,
    factory=_FACTORY,
    refusals={
        "unrecognized": "% Invalid input",
        "wrong": "% Invalid input",
        "incomplete": "% Incomplete command",
        "ambiguous": "% Ambiguous command",
        "excess": "% Invalid input",
    },
    facts=eos_facts,
    accepts=accepts,
    # aristaProducts, a modular name of no model [D] ARISTA-PRODUCTS-MIB.
    object_id="1.3.6.1.4.1.30065.1",
    software=f"Arista Networks EOS version {VERSION} running on an Arista Networks {{model}}",
    names="hostname",
    unnamed="localhost",
    negation="no",
    comment="!",
    closing="end",
    leaving=frozenset({"exit"}),
    step=3,
    is_nested=True,
    checks=CHECKS,
    follow=follow,
)
