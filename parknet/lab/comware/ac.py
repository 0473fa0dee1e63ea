"""H3C's WLAN controllers (WX series) as tables: Comware 7's lines, and those of WLANs.

Sources: [D] H3C Access Controllers Configuration Guides (R5447P04) and Command References
(R5426P02): AP management, Radio management, WLAN access, WLAN security, Portal; H3C AC Dual-Link
Backup Best Practices (6W100); the rest as in `parknet.lab.comware.language`. [U] `wpa3`, `pmf`,
`tunnel encryption`; that a service template that is on takes no change, and one in use stays.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from parknet.lab.comware.language import COMWARE7, INTERFACES, PROMPTS, SYSTEM, VIEWS
from parknet.lab.grammar import Grammar, Line, View

if TYPE_CHECKING:
    from parknet.lab.refusals import Site
    from parknet.lab.tree import Node

_NO: Final[tuple[str, ...]] = ()
_MODES: Final = "{authentication|authorization|accounting}"
_OFF: Final = ("template_off",)
_DOMAIN_PORTAL: Final = Line(
    f"{_MODES} portal radius-scheme <word>", key=2, undo=(f"{_MODES} portal",)
)
_PORTAL: Final = (
    (Line("portal web-server <word>", kind="view", view="portal-web", checks=("unused",)),),
    (Line("portal server <word>", kind="view", view="portal-server"),),
    (
        Line("portal host-check enable"),
        Line("portal free-rule <1-9999> destination ip <ipv4> <1-32>", key=3,
             undo=("portal free-rule <1-9999>",)),
        Line("portal free-rule <1-9999> destination ip any {udp|tcp} <1-65535>", key=3, undo=_NO),
    ),
)  # fmt: skip
_WLAN: Final = (
    (Line("wlan global-configuration", kind="view", view="wlan-global", undo=_NO),),
    (Line("wlan service-template <word>", kind="view", view="template", checks=("unused",)),),
    (Line("wlan ap-group <word>", kind="view", view="ap-group"),),
    (
        Line(
            "wlan ap <word> model <word>",
            kind="view",
            key=3,
            view="ap",
            undo=("wlan ap <word>",),
            checks=("one_model",),
        ),
    ),
)
_RADIO: Final = Line("radio <1-4>", kind="view", view="radio", undo=_NO, hides=True)
_AP_RADIO: Final = Line("radio <1-4>", kind="view", view="ap-radio", undo=_NO, hides=True)
_WLAN_VIEWS: Final = {
    "portal-web": (
        Line("url <word>"),
        Line(
            "url-parameter <word> {source-address|source-mac|ssid}",
            key=2,
            undo=("url-parameter <word>",),
        ),
    ),
    "portal-server": (Line("ip <ipv4> key {cipher|simple} <h3c-cipher>", key=1, undo=("ip",),
                           kept_as=(3, "cipher")),),
    "wlan-global": (Line("region-code <word>"),),
    "template": (
        Line("ssid <text>", checks=_OFF),
        Line("beacon ssid-hide", checks=_OFF),
        Line("vlan <vlan>", checks=_OFF),
        Line("client forwarding-location ap vlan <vlan>", key=2, checks=_OFF,
             undo=("client forwarding-location",)),
        Line("akm mode {psk|dot1x}", checks=_OFF),
        Line("preshared-key pass-phrase {cipher|simple} <h3c-cipher>", key=1, checks=_OFF,
             kept_as=(2, "cipher"), undo=("preshared-key",)),
        Line("cipher-suite {ccmp|gcmp|tkip}", kind="many", checks=_OFF),
        Line("security-ie {rsn|wpa}", kind="many", checks=_OFF),
        Line("wpa3 {enterprise|enterprise-only-mode}", key=1, undo=("wpa3",), checks=_OFF),
        Line("wpa3 personal {mandatory|optional}", key=1, undo=("wpa3",), checks=_OFF),
        Line("pmf {mandatory|optional}", checks=_OFF, undo=("pmf",)),
        Line("client-security authentication-mode {dot1x|mac|bypass}", checks=_OFF),
        Line("dot1x domain <word>", checks=_OFF),
        Line("user-isolation enable", checks=_OFF),
        Line("portal enable method direct", undo=("portal enable",), checks=_OFF),
        Line("portal domain <word>", checks=_OFF),
        Line("portal bas-ip <ipv4>", checks=_OFF),
        Line("portal apply web-server <word>", checks=(*_OFF, "web_server_there")),
        Line("service-template enable"),
    ),
    "ap-group": (
        Line("priority <0-7>"),
        Line("backup-ac ip <ipv4>", undo=("backup-ac ip",)),
        Line("wlan tunnel-preempt enable", undo=("wlan tunnel-preempt",)),
        Line("tunnel encryption enable"),
        Line("ap <word>", kind="many"),
        Line("ap-model <word>", kind="view", view="ap-model"),
    ),
    "ap-model": (
        Line("remote-configuration enable"),
        Line("gigabitethernet <1-8>", kind="view", view="ap-port", undo=_NO, hides=True),
        _RADIO,
    ),
    "ap-port": (
        Line("port link-type {access|trunk}", default="port link-type access"),
        Line("port trunk permit vlan <vlans>", kind="vlans", base=frozenset({1})),
    ),
    "radio": (
        Line("radio {enable|disable}", default="radio disable"),
        Line("service-template <word>", kind="many", checks=("template_there",)),
    ),
    "ap": (
        Line("serial-id <word>"),
        Line("mac-address <word>"),
        _AP_RADIO,
    ),
    "ap-radio": (
        Line("channel <1-196>"),
        Line("channel band-width {20|40|80|160}", key=2),
        Line("max-power <1-50>"),
    ),
}  # fmt: skip
_WLAN_PROMPTS: Final = {
    "portal-web": "portal-websvr-{2}",
    "portal-server": "portal-server-{2}",
    "wlan-global": "wlan-global-configuration",
    "template": "wlan-st-{2}",
    "ap-group": "wlan-ap-group-{2}",
    "ap-model": "wlan-ap-group-ap-model-{1}",
    "ap-port": "wlan-ap-group-ap-model-gigabitethernet-{1}",
    "radio": "wlan-ap-group-ap-model-radio-{1}",
    "ap": "wlan-ap-{2}",
    "ap-radio": "wlan-ap-radio-{1}",
}
_FACTORY: Final = """wlan global-configuration
#
wlan ap-group default-group
#
"""


def _template_off(site: "Site") -> str:
    """Refuse to change a service template that is on."""
    if site.has("service-template enable"):
        return "Please disable the service template first."
    return ""


def _there(head: str, said: str) -> Callable[["Site"], str]:
    def check(site: "Site") -> str:
        if site.is_undo or f"{head} {site.match.words[-1]}" in site.config.root.children:
            return ""
        return f"The {said} does not exist."

    return check


def _lines(node: "Node") -> Iterator[tuple[str, ...]]:
    for child in node.children.values():
        yield child.words
        yield from _lines(child)


def _unused(site: "Site") -> str:
    """Refuse to delete a service template or a portal's page that something names."""
    if not site.is_undo:
        return ""
    kind, name = site.match.words[1:3]
    used = (line for head in site.config.root.children.values() for line in _lines(head))
    return f"The {kind} is in use." if any(w[-2:] == (kind, name) for w in used) else ""


def _one_model(site: "Site") -> str:
    """Refuse another model for an access point that is there."""
    words = site.match.words
    held = site.config.root.children.get(" ".join(words[:3]))
    if site.is_undo or held is None or held.words == words:
        return ""
    return "The AP already exists with another model."


_CHECKS: Final[dict[str, Callable[["Site"], str]]] = {
    "template_off": _template_off,
    "template_there": _there("wlan service-template", "service template"),
    "web_server_there": _there("portal web-server", "portal Web server"),
    "unused": _unused,
    "one_model": _one_model,
}


def _views() -> dict[str, View]:
    domain = (*VIEWS["domain"][0], _DOMAIN_PORTAL)
    own = {name: (lines,) for name, lines in _WLAN_VIEWS.items()}
    every = VIEWS | own | {"system": (*SYSTEM, *_PORTAL, *_WLAN), "domain": (domain,)}
    return {name: View(blocks, INTERFACES) for name, blocks in every.items()}


COMWARE7_AC: Final[Grammar] = replace(
    COMWARE7,
    name="comware7_ac",
    views=_views(),
    prompts=PROMPTS | _WLAN_PROMPTS,
    factory=COMWARE7.factory + _FACTORY,
    checks=_CHECKS,
)
