"""Ruijie's WLAN controllers (RG-WS, RGOS 11.9) as tables: a switch's lines, and those of WLANs.

Sources: [D] RG-WLAN Implementation Cookbook V4.1; RG-WS6008 configurations that people published;
the rest as in `parknet.lab.rgos.language`. [U] hot backup, portals, and where lines stand in the
display.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from parknet.lab.grammar import Grammar, Line, View
from parknet.lab.rgos.acl import RULES
from parknet.lab.rgos.follow import follow
from parknet.lab.rgos.language import PROMPTS, RGOS, SYSTEM, VIEWS
from parknet.lab.rgos.words import READERS

if TYPE_CHECKING:
    from parknet.lab.tree import Config, Node

_WLAN: Final = (
    (Line("wlan-config <1-4094> <text>", kind="view", key=2, view="wlan",
          undo=("wlan-config <1-4094>",)),),
    (Line("ap-group <word>", kind="view", view="ap-group"),),
    (Line("ap-config <word>", kind="view", view="ap"),),
    (Line("ac-controller", kind="view", view="ac", undo=(), hides=True),),
    (Line("wlan hot-backup <ipv4>", kind="view", view="backup"),),
    (Line("web-auth template <word> v2", kind="view", key=3, view="portal"),),
    (Line("web-auth portal key <key>"),),
    (Line("wlansec <1-4094>", kind="view", view="wlansec"),),
)  # fmt: skip
_RADIO: Final = "radio <1-4>"
_WLAN_VIEWS: Final = {
    "wlan": (
        (
            Line("ssid-code {utf-8|gbk}"),
            Line("tunnel {local|wlan}"),
            Line("enable-broad-ssid", kind="on"),
        ),
    ),
    "ap-group": (
        (
            Line(f"interface-mapping <1-4094> <vlan> {_RADIO} ap-wlan-id <1-64>", kind="many"),
            Line("interface-mapping <1-4094> <vlan> ap-wlan-id <1-64>", kind="many"),
        ),
    ),
    "ap": (
        (
            Line("ap-mac <word>"),
            Line("ap-group <word>", checks=("group_of_aps",)),
            Line(f"channel <1-196> {_RADIO}", kind="many"),
            Line(f"chan-width {{20|40|80|160}} {_RADIO}", kind="many"),
            Line(f"power local <1-100> {_RADIO}", kind="many"),
        ),
    ),
    "ac": ((Line("capwap ctrl-ip <ipv4>"), Line("country <word>"), Line("bind-ap-mac")),),
    "backup": (
        (
            Line("local-ip <ipv4>"),
            Line("context <1-64>", kind="view", view="backup-context"),
            Line("wlan hot-backup enable"),
        ),
    ),
    "backup-context": ((Line("priority level <0-7>"), Line("ap-group <word>", kind="many")),),
    "portal": ((Line("ip <server>"), Line("url <word>")),),
    "wlansec": (
        (
            Line("security rsn enable"),
            Line("security rsn ciphers aes enable", key=4),
            Line("security rsn akm psk enable", key=5),
            Line("security rsn akm psk set-key ascii <key>"),
            Line("security rsn akm 802.1x enable", key=5),
            Line("dot1x authentication <word>"),
            Line("web-auth portal <word>"),
            Line("web-auth authentication v2 <word>"),
            Line("webauth"),
        ),
    ),
}
_WLAN_PROMPTS: Final = {
    "wlan": "wlan",
    "ap-group": "group",
    "ap": "ap",
    "ac": "ac",
    "backup": "hotbackup",
    "backup-context": "hotbackup-ctx",
    "portal": "tmplt",
    "wlansec": "wlansec",
}
_VIEWS: Final = VIEWS | _WLAN_VIEWS | {"system": (SYSTEM[0], *_WLAN, *SYSTEM[1:])}


def _follow(config: "Config", view: "Node", keys: Sequence[str], gone: bool) -> None:
    """A radio has one channel, one width and one power: a new line takes the old one's place."""
    follow(config, view, keys, gone)
    for key in () if gone or view.words[:1] != ("ap-config",) else keys:
        setting, _, radio = key.rpartition(" radio ")
        head = setting.rpartition(" ")[0]
        others = [other for other in view.children if other != key]
        for other in others if head else ():
            if other.startswith(f"{head} ") and other.endswith(f" radio {radio}"):
                del view.children[other]


RGOS_AC: Final[Grammar] = replace(
    RGOS,
    name="rgos_ac",
    views={name: View(blocks, READERS | RULES, whole=True) for name, blocks in _VIEWS.items()},
    prompts=PROMPTS | _WLAN_PROMPTS,
    follow=_follow,
    software="Ruijie 10G Wireless Switch({model}) By Ruijie Networks",
)
