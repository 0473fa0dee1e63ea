"""What Comware 7 takes beyond ports, VLANs and addresses: guards, routing, access, QoS, rings.

Sources: [D] H3C S6520X and S5130S command references (R63xx to R65xx), chapters Layer 2, Layer 3 IP
services, Layer 3 IP routing, IP multicast, ACL and QoS, Security, High availability.
"""

from typing import Final

from parknet.lab.grammar import Line

_KEY: Final = "{cipher|simple} <h3c-cipher>"
_MODES: Final = "{authentication|authorization|accounting}"

# On ports and aggregate interfaces that people plug into or that lead on.
GUARDS: Final = (
    Line("broadcast-suppression <0-100>"),
    Line("multicast-suppression <0-100>"),
    Line("mac-address max-mac-count <0-65535>"),
    Line("dhcp snooping trust"),
    Line("dhcp snooping binding record"),
    Line("ipv6 dhcp snooping trust"),
    Line("ipv6 dhcp snooping binding record"),
    Line("ipv6 nd raguard role {host|router}", undo=("ipv6 nd raguard role",)),
    Line("ipv6 dhcp guard apply policy <word>"),
    Line("ip verify source {ip-address|mac-address}", key=3, undo=("ip verify source",)),
    Line("ip verify source ip-address mac-address", key=3, undo=("ip verify source",)),
    Line("ipv6 verify source {ip-address|mac-address}", key=3, undo=("ipv6 verify source",)),
    Line("ipv6 verify source ip-address mac-address", key=3, undo=("ipv6 verify source",)),
    Line("dot1x", undo=("dot1x$",)),
    Line("dot1x mandatory-domain <word>"),
    Line("mac-authentication", undo=("mac-authentication$",)),
    Line("mac-authentication domain <word>"),
    Line("mac-authentication parallel-with-dot1x"),
    Line("port-security authentication open"),
    Line("arp detection trust"),
    Line("ipv6 nd detection trust"),
    Line("voice-vlan mode auto", kind="on"),
    Line("voice-vlan <vlan> enable", key=1, undo=("voice-vlan enable",), checks=("trunk_port",)),
    Line("stp enable", kind="on"),
    Line("lldp enable", kind="on"),
)
LAN: Final = (
    Line("arp detection enable"),
    Line("ipv6 nd detection enable"),
    Line("ipv6 nd snooping enable {global|link-local}", kind="many"),
    Line("igmp-snooping enable"),
    Line("igmp-snooping version <2-3>", default="igmp-snooping version 2"),
    Line("mld-snooping enable"),
    Line("mld-snooping version <1-2>", default="mld-snooping version 1"),
)
# On VLAN interfaces.
ROUTED: Final = (
    Line("ospf bfd enable"),
    Line("ospf authentication-mode keychain <word>", undo=("ospf authentication-mode keychain",)),
    Line("ospfv3 bfd enable"),
    Line("ospfv3 authentication-mode keychain <word>", undo=("ospfv3 authentication-mode",)),
)
GATEWAY: Final = (
    Line("vrrp vrid <1-255> virtual-ip <ipv4>", kind="many"),
    Line("vrrp vrid <1-255> priority <1-254>", key=4, undo=("vrrp vrid <1-255> priority",)),
    Line("vrrp ipv6 vrid <1-255> virtual-ip <ipv6> link-local", kind="many"),
    Line("vrrp ipv6 vrid <1-255> virtual-ip <ipv6>", kind="many", checks=("vrrp6_linked",)),
    Line(
        "vrrp ipv6 vrid <1-255> priority <1-254>",
        key=5,
        undo=("vrrp ipv6 vrid <1-255> priority",),
    ),
    Line(
        "ipv6 nd ra dns server <ipv6> sequence <0-4294967295>",
        key=6,
        undo=("ipv6 nd ra dns server <ipv6>",),
    ),
    Line("pim {dm|sm}", key=1, undo=("pim {dm|sm}",)),
    Line("ipv6 pim {dm|sm}", key=2, undo=("ipv6 pim {dm|sm}",)),
    Line("igmp enable"),
    Line("igmp version <1-3>", default="igmp version 2"),
    Line("mld enable"),
    Line("mld version <1-2>", default="mld version 1"),
)
_NTP_KEY: Final = "authentication-keyid <1-4294967295>"
TIME: Final = (
    Line("ntp-service authentication enable"),
    Line(
        f"ntp-service {_NTP_KEY} authentication-mode {{hmac-sha-256|md5}} {_KEY}",
        key=3,
        kept_as=(5, "cipher"),
        undo=(f"ntp-service {_NTP_KEY}",),
    ),
    Line(f"ntp-service reliable {_NTP_KEY}", kind="many", checks=("ntp_key",)),
    Line("ntp-service unicast-server <ipv4>", key=3, undo=("ntp-service unicast-server <ipv4>",)),
    Line(f"ntp-service unicast-server <ipv4> {_NTP_KEY}", key=3, undo=(), checks=("ntp_key",)),
    Line(
        "ntp-service ipv6 unicast-server <ipv6>",
        key=4,
        undo=("ntp-service ipv6 unicast-server <ipv6>",),
    ),
    Line(
        f"ntp-service ipv6 unicast-server <ipv6> {_NTP_KEY}",
        key=4,
        undo=(),
        checks=("ntp_key",),
    ),
)
_BGP_FAMILY: Final = (
    Line("network <ipv4> <mask>", kind="many"),
    Line("network <ipv6> <0-128>", kind="many"),
    Line("peer <ipv4> enable", kind="many"),
    Line("peer <ipv6> enable", kind="many"),
    Line(
        "peer <ipv4> prefix-list <word> {export|import}",
        kind="many",
    ),
    Line("peer <ipv6> prefix-list <word> {export|import}", kind="many"),
)


def _server(family: str) -> tuple[Line, ...]:
    return (
        Line(f"primary {_MODES} {family}", key=2, undo=(f"primary {_MODES}",)),
        Line(f"secondary {_MODES} {family}", kind="many"),
    )


_SCHEME: Final = (
    *_server("<ipv4>"),
    *_server("ipv6 <ipv6>"),
    Line(f"key {_MODES} {_KEY}", key=2, kept_as=(2, "cipher"), undo=(f"key {_MODES}",)),
    Line("user-name-format {with-domain|without-domain|keep-original}"),
)
VIEWS: Final[dict[str, tuple[tuple[Line, ...], ...]]] = {
    "guard-policy": ((Line("device-role {client|server}", default="device-role client"),),),
    "snooping": ((),),
    "region": (
        (
            Line("region-name <word>"),
            Line("instance <1-4094> vlan <vlans-listed>", key=2, undo=("instance <1-4094>",)),
            Line("active region-configuration", undo=()),
        ),
    ),
    "erps": (
        (
            Line("port0 interface <any>", key=2, undo=("port0 interface", "port0")),
            Line("port1 interface <any>", key=2, undo=("port1 interface", "port1")),
            Line("instance <1-64>", kind="view", view="erps-instance"),
        ),
    ),
    "erps-instance": (
        (
            Line("control-vlan <vlan>"),
            Line("protected-vlan reference-instance <0-4094>"),
            Line("node-role {owner|neighbor} rpl {port0|port1}", key=1, undo=("node-role",)),
            Line("instance enable"),
        ),
    ),
    "keychain": ((Line("key <0-281474976710655>", kind="view", view="key"),),),
    "key": (
        (
            Line("authentication-algorithm {hmac-md5|hmac-sha-256|md5}"),
            Line("key-string {cipher|plain} <h3c-cipher>", key=1, kept_as=(1, "cipher")),
            Line("accept-lifetime utc <word> <word> duration infinite", key=1),
            Line("send-lifetime utc <word> <word> duration infinite", key=1),
        ),
    ),
    "bgp": (
        (
            Line("router-id <ipv4>"),
            Line("peer <ipv4> as-number <1-4294967295>", key=3, undo=("peer <ipv4>",)),
            Line("peer <ipv6> as-number <1-4294967295>", key=3, undo=("peer <ipv6>",)),
            Line("peer <ipv4> description <text>", key=3),
            Line("peer <ipv6> description <text>", key=3),
            Line("address-family ipv4 unicast", kind="view", view="bgp-family"),
            Line("address-family ipv6 unicast", kind="view", view="bgp-family"),
        ),
    ),
    "bgp-family": (_BGP_FAMILY,),
    "scheme": (_SCHEME,),
    "domain": (
        (
            Line("description <text>"),
            Line(
                f"{_MODES} {{lan-access|login}} {{radius-scheme|hwtacacs-scheme}} <word> local",
                key=2,
                undo=(f"{_MODES} {{lan-access|login}}",),
            ),
            Line(
                f"{_MODES} {{lan-access|login}} {{radius-scheme|hwtacacs-scheme}} <word>",
                key=2,
                undo=(f"{_MODES} {{lan-access|login}}",),
            ),
        ),
    ),
    "classifier": ((Line("if-match any"),),),
    "behavior": (
        (
            Line("car cir <8-1048576000>", key=1, undo=("car",)),
            Line("remark dscp <word>"),
            Line("remark local-precedence <0-7>"),
        ),
    ),
    "mrib": ((),),
    "mrib6": ((),),
    "pim": ((Line("static-rp <ipv4>", kind="many"),),),
    "pim6": ((Line("static-rp <ipv6>", kind="many"),),),
    "policy": ((Line("classifier <word> behavior <word>", key=2, undo=("classifier <word>",)),),),
}
PROMPTS: Final = {
    "guard-policy": "dhcp6-guard-policy-{4}",
    "snooping": "{0}",
    "region": "mst-region",
    "erps": "erps-ring{2}",
    "erps-instance": "erps-inst{1}",
    "keychain": "keychain-{1}",
    "key": "key-{1}",
    "bgp": "bgp-default",
    "bgp-family": "bgp-default-{1}",
    "scheme": "{0}-{2}",
    "domain": "isp-{2}",
    "classifier": "classifier-{2}",
    "behavior": "behavior-{2}",
    "policy": "qospolicy-{2}",
    "mrib": "mrib",
    "mrib6": "mrib6",
    "pim": "pim",
    "pim6": "pim6",
}
# Queues of a physical port, also of a member of an aggregation [D] S6300 R243x, ACL and QoS, "qos
# trust", "qos wrr", "qos wrr { byte-count | weight }", "qos wrr group sp". Their display is [U].
QUEUES: Final = (
    Line("qos trust {dot1p|dscp}"),
    Line("qos wrr {byte-count|weight}", undo=("qos wrr {byte-count|weight}",), checks=("wrr_on",)),
    Line("qos wrr <0-7> group sp", key=3, undo=("qos wrr <0-7>",), checks=("wrr_on",)),
    Line("qos wrr <0-7> group 1 weight <1-15>", key=3, undo=(), checks=("wrr_on",)),
)
BEFORE_VLANS: Final = (
    (Line("multicast routing", kind="view", view="mrib"),),
    (Line("ipv6 multicast routing", kind="view", view="mrib6"),),
    (Line("igmp-snooping", kind="view", view="snooping"),),
    (Line("mld-snooping", kind="view", view="snooping"),),
    (Line("dhcp snooping enable"), Line("ipv6 dhcp snooping enable")),
    (Line("ipv6 dhcp advertise pd-route"),),
    (Line("ipv6 dhcp guard policy <word>", kind="view", view="guard-policy"),),
    (
        Line("dot1x", undo=("dot1x$",)),
        Line("dot1x authentication-method {chap|eap|pap}"),
        Line("mac-authentication", undo=("mac-authentication$",)),
    ),
)
AFTER_VLANS: Final = (
    (Line("stp region-configuration", kind="view", view="region"),),
    (
        Line("stp priority <0-61440>"),
        Line("stp bpdu-protection"),
        Line("erps enable"),
    ),
    (Line("erps ring <1-255>", kind="view", view="erps"),),
)
AFTER_INTERFACES: Final = (
    (
        Line(
            "keychain <word> mode absolute",
            kind="view",
            key=4,
            view="keychain",
            undo=("keychain <word>",),
        ),
    ),
    (Line("pim", kind="view", view="pim"),),
    (Line("ipv6 pim", kind="view", view="pim6"),),
    (Line("bgp <1-4294967295>", kind="view", view="bgp"),),
    (
        Line(
            "ip prefix-list <word> index <1-65535> deny <ipv4> <0-32> less-equal <0-32>",
            key=5,
            undo=(),
        ),
        Line(
            "ipv6 prefix-list <word> index <1-65535> deny <ipv6> <0-128> less-equal <0-128>",
            key=5,
            undo=(),
        ),
        Line(
            "ip prefix-list <word> index <1-65535> permit <ipv4> <0-32>",
            key=5,
            undo=("ip prefix-list <word> index <1-65535>",),
        ),
        Line(
            "ipv6 prefix-list <word> index <1-65535> permit <ipv6> <0-128>",
            key=5,
            undo=("ipv6 prefix-list <word> index <1-65535>",),
        ),
    ),
    (
        Line(
            "traffic classifier <word> operator {and|or}",
            kind="view",
            key=3,
            view="classifier",
            undo=("traffic classifier <word>",),
        ),
        Line("traffic behavior <word>", kind="view", view="behavior"),
        Line("qos policy <word>", kind="view", view="policy"),
        Line("qos vlan-policy <word> vlan <vlan> {inbound|outbound}", kind="many"),
    ),
)
SERVICES: Final = (
    Line("ip http enable"),
    Line("ip https enable"),
    Line("ftp server enable"),
    Line("ssh server compatible-ssh1x enable"),
    Line("ssh server acl <2000-3999>"),
    Line("ssh server ipv6 acl ipv6 <2000-3999>", undo=("ssh server ipv6 acl",)),
)
SCHEMES: Final = (
    (Line("radius scheme <word>", kind="view", view="scheme"),),
    (Line("hwtacacs scheme <word>", kind="view", view="scheme"),),
)
