"""The platforms of the dialect, as data: rewriting rules, names, and where VLANs stand."""

from typing import Final

from parknet.dialect.comware_rule import one_spelling
from parknet.dialect.eos import EOS
from parknet.dialect.files import Files
from parknet.dialect.ios_platform import IOS
from parknet.dialect.language import Platform, compiled
from parknet.dialect.rgos_platform import RGOS
from parknet.dialect.rules import comware, comware_order, vrp, vrp_order
from parknet.dialect.rules.vrp_acl import rule_form
from parknet.dialect.uci import Uci
from parknet.dialect.way import Dialect
from parknet.dialect.wlan_platforms import of_h3c, of_huawei, of_ruijie

# A server's key is ours to say; its priority, version or source are not.
_SERVED: Final = r"(?!.*vpn-instance)(?:.*?( authentication-keyid \d+))?.*$"
_COMMON: Final = (
    (r"^undo shutdown$", ""),
    (r"^(area|ospf enable \d+ area|ospf \d+ area|ospfv3 \d+ area) (\d{1,2})$", r"\1 0.0.0.\2"),
    (r"^snmp-agent sys-info version all$", "snmp-agent sys-info version v1 v2c v3"),
    (r"^port trunk pvid vlan 1$", ""),
    # What people add to a route, a server or a log host is not modelled and left alone.
    (r"^(ip route-static [\d.]+ \S+ [\d.]+)( (preference|tag|description) .*)$", r"\1"),
    (r"^(ipv6 route-static \S+ \d+ [\da-f:]+)( (preference|tag|description) .*)$", r"\1"),
    (rf"^(ntp-service unicast-server [\d.]+){_SERVED}", r"\1\2"),
    (r"^(info-center loghost [\d.]+)(?!.*vpn-instance).*$", r"\1"),
    (r"^(info-center loghost ipv6 [\da-f:]+)(?!.*vpn-instance).*$", r"\1"),
)

VRP: Final = Platform(
    name="huawei_vrp",
    vendor="huawei",
    rules=vrp.RULES,
    order=vrp_order.ORDER,
    rewrites=compiled(
        *_COMMON,
        (r"^(acl(?: ipv6)? name \S+) number (\d+)$", r"\1 \2"),
        (r"^poe enable$", ""),
        (r"^port default vlan 1$", ""),
        (r"^mode manual( load-balance)?$", ""),
        (r"^mode lacp(-static|-dynamic)$", "mode lacp"),
        (r"^stp edged-port$", "stp edged-port enable"),
        (rf"^(ntp-service unicast-server ipv6 [\da-f:]+){_SERVED}", r"\1\2"),
        (r"^igmp version 2$|^mld version 2$|^igmp-snooping version 2$", ""),
        (r"^mld-snooping version 1$", ""),
        # What a behavior does with packets of each colour, and a classifier's precedence.
        (r"^(traffic classifier \S+ operator (?:or|and)) precedence \d+$", r"\1"),
        (r"^(car cir .*) mode color-blind (green .*)$", r"\1 \2"),
        (r"^permit$", ""),
    ),
    vlan_lists=("port trunk allow-pass vlan", "port vlan exclude"),
    batch="vlan batch {}",
    batch_takes_lists=True,
    interfaces={
        "GE": "GigabitEthernet",
        "XGE": "XGigabitEthernet",
        "10GE": "10GE",
        "Eth-Trunk": "Eth-Trunk",
        "Vlanif": "Vlanif",
        "LoopBack": "LoopBack",
    },
    member="eth-trunk {}",
    lag="interface Eth-Trunk",
    lag_mode="mode",
    mode_needs_empty=True,
    port_vlan=("port default vlan ", "port trunk pvid vlan "),
    rule=rule_form,
)

COMWARE: Final = Platform(
    name="h3c_comware",
    vendor="h3c",
    rules=comware.RULES,
    order=comware_order.ORDER,
    rewrites=compiled(
        *_COMMON,
        (r"^undo poe enable$", ""),
        (r"^port link-type access$", ""),
        (r"^port access vlan 1$", ""),
        (r"^link-aggregation mode static$", ""),
        (r"^stp edged-port enable$", "stp edged-port"),
        (r"^stp instance 0 priority ", "stp priority "),
        (r"^vrrp (ipv6 )?vrid \d+ priority 100$", ""),
        (r"^idle-timeout 10( 0)?$", ""),
        (r"^device-role client$", ""),
        # Bursts and what becomes of a packet are shown with their defaults.
        (r"^(car cir \d+) .*$", r"\1"),
        # Releases since R6616 call it M-LAG, take both words, and show the new ones.
        (r"^(undo )?m-lag ", r"\1drni "),
        (r"^port m-lag peer-link ", "port drni intra-portal-port "),
        (r"^port m-lag group ", "port drni group "),
        # Earlier releases show a domain without the keyword.
        (r"^domain (\S+)$", r"domain name \1"),
        # A password goes in plain and is shown as a hash; keys likewise.
        (r"^key-string plain (<<secret.*)$", r"key-string cipher \1"),
        (r"^(key \S+) simple (<<secret.*)$", r"\1 cipher \2"),
        (r"^password (simple|cipher) (<<secret.*)$", r"password hash \2"),
        (r"^(snmp-agent usm-user v3 \S+ \S+) simple ", r"\1 cipher "),
        (rf"^(ntp-service ipv6 unicast-server [\da-f:]+){_SERVED}", r"\1\2"),
        (r"^(ntp-service authentication-keyid .*) simple (<<secret.*)$", r"\1 cipher \2"),
        (r"^igmp version 2$|^mld version 1$|^igmp-snooping version 2$", ""),
        (r"^mld-snooping version 1$", ""),
    ),
    vlan_lists=("port trunk permit vlan",),
    batch="vlan {}",
    batch_takes_lists=False,
    batch_opens=frozenset({"one"}),
    interfaces={
        "GE": "GigabitEthernet",
        "XGE": "Ten-GigabitEthernet",
        "FGE": "FortyGigE",
        "HGE": "HundredGigE",
        "BAGG": "Bridge-Aggregation",
        "Vlan-int": "Vlan-interface",
        "Vlan-interface": "Vlan-interface",
        "Bridge-Aggregation": "Bridge-Aggregation",
        "Loop": "LoopBack",
        "LoopBack": "LoopBack",
    },
    member="port link-aggregation group {}",
    lag="interface Bridge-Aggregation",
    lag_mode="link-aggregation mode",
    port_vlan=("port access vlan ", "port trunk pvid vlan "),
    rule=one_spelling,
)

_CONTROLLERS: Final = (of_huawei(VRP), of_h3c(COMWARE), of_ruijie(RGOS))
PLATFORMS: Final = {
    platform.name: platform for platform in (VRP, COMWARE, EOS, IOS, RGOS, *_CONTROLLERS)
}
# Platforms whose configuration is no command line.
DIALECTS: Final[dict[str, Dialect]] = {"frr_ovs": Files(), "openwrt": Uci()}


def speaks(platform: str) -> bool:
    """Return whether patches can be made for a platform; the others are designed and rendered."""
    return platform in PLATFORMS or platform in DIALECTS


def port_vlan_lines(platform: str) -> tuple[str, ...]:
    """Return what begins the lines that put a port's untagged traffic into a VLAN."""
    known = PLATFORMS.get(platform)
    return () if known is None else known.port_vlan
