"""Huawei's WLAN controllers (AC6xxx, AirEngine 97xx) as tables: VRP 5's lines, and those of WLANs.

Sources: [D] S1720 to S6720 Command Reference, 11 WLAN-AC Commands; AC V200R019 and V200R021
CLI-based Configuration Guide, WLAN Service, CAPWAP tunnels, NAC; the rest as in
`parknet.lab.vrp.language`.
[U] `undo ap ap-id`, which profiles stand in a new device, where blocks stand in the display, that
an entry takes no other identity, and the words of refusals.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from parknet.lab.grammar import Grammar, Line, View
from parknet.lab.vrp.language import INTERFACES, VRP5, tables
from parknet.lab.vrp.prompts import FACTORY, PROMPTS

if TYPE_CHECKING:
    from parknet.lab.refusals import Site
    from parknet.lab.tree import Node

_NO: Final[tuple[str, ...]] = ()
_AP: Final = "ap-id <0-10239>"
# On without being shown, as the templates take it [U].
_WEB: Final = Line("http server enable", kind="on")
_PORTAL: Final = (
    (Line("url-template name <word>", kind="view", view="url", checks=("unused",)),),
    (Line("web-auth-server server-source all-interface",
          undo=("web-auth-server server-source all-interface",)),),
    (Line("web-auth-server <word>", kind="view", view="portal", checks=("unused",)),),
    (Line("portal-access-profile name <word>", kind="view", view="portal-profile",
          checks=("unused",)),),
)  # fmt: skip
_WLAN: Final = (
    (Line("capwap source interface <svi>", checks=("interface_there",)),),
    (Line("capwap dtls psk <cipher>"), Line("capwap dtls control-link encrypt")),
    (Line("wlan", kind="view", view="wlan", undo=_NO),),
)
_WLAN_VIEW: Final = (
    *(
        Line(f"{kind} name <word>", kind="view", view=kind, checks=("unused",))
        for kind in ("traffic-profile", "security-profile", "ssid-profile", "vap-profile",
                     "regulatory-domain-profile", "ap-group")
    ),
    Line("ac protect enable"),
    Line("ac protect protect-ac <ipv4>"),
    Line("ac protect priority <0-7>"),
    Line("ap auth-mode {mac-auth|sn-auth|no-auth}", default="ap auth-mode mac-auth"),
    Line(f"{_AP} ap-mac <word>", kind="view", key=2, view="ap", undo_skips=1,
         also=(f"{_AP} ap-sn <word>", f"{_AP} ap-mac <word> ap-sn <word>"),
         undo=(f"ap {_AP}",), checks=("one_identity",)),
)  # fmt: skip
_RADIO: Final = Line("radio <0-2>", kind="view", view="radio", undo=_NO, hides=True)
_AP_RADIO: Final = Line("radio <0-2>", kind="view", view="ap-radio", undo=_NO, hides=True)
_NAMED: Final = ("profile_there",)
_VIEWS: Final = {
    "url": (
        Line("url <word>"),
        Line(
            "url-parameter user-ipaddress <word> user-mac <word> ssid <word>",
            key=1,
            undo=("url-parameter",),
        ),
    ),
    "portal": (
        Line("server-ip <ipv4>"),
        Line("port <1-65535>"),
        Line("shared-key cipher <cipher>", undo=("shared-key",)),
        Line("url-template <word>", checks=_NAMED),
    ),
    "portal-profile": (
        Line("web-auth-server <word> {direct|layer3}", checks=_NAMED, undo=("web-auth-server",)),
    ),
    "wlan": _WLAN_VIEW,
    "traffic-profile": (Line("user-isolate {l2|all}", undo=("user-isolate",)),),
    "security-profile": (
        Line("security open", key=1, undo=("security",)),
        Line("security {wpa2|wpa3} dot1x {aes|gcmp256}", key=1, undo=("security",)),
        Line("security wpa2 psk pass-phrase <cipher> aes", key=1, undo=("security",)),
        Line("security wpa3 sae pass-phrase <cipher> aes", key=1, undo=("security",)),
    ),
    "ssid-profile": (Line("ssid <text>"), Line("ssid-hide enable")),
    "vap-profile": (
        Line("forward-mode {direct-forward|tunnel}"),
        Line("service-vlan vlan-id <vlan>", undo=("service-vlan",)),
        *(
            Line(f"{kind} <word>", checks=_NAMED)
            for kind in ("ssid-profile", "security-profile", "traffic-profile")
        ),
        Line("authentication-profile <word>", checks=("profile_exists",)),
    ),
    "regulatory-domain-profile": (Line("country-code <word>"),),
    "ap-group": (Line("regulatory-domain-profile <word>", checks=_NAMED), _RADIO),
    "radio": (Line("vap-profile <word> wlan <1-16>", kind="many", checks=("free_wlan",)),),
    "ap": (Line("ap-name <word>"), Line("ap-group <word>", checks=_NAMED), _AP_RADIO),
    "ap-radio": (
        Line("channel {20mhz|40mhz-plus|40mhz-minus|80mhz|160mhz} <1-196>"),
        Line("eirp <1-127>"),
        Line("calibrate auto-channel-select disable", undo=("calibrate auto-channel-select",)),
        Line("calibrate auto-txpower-select disable", undo=("calibrate auto-txpower-select",)),
    ),
}
_PROMPTS: Final = {
    "url": "url-template-{2}",
    "portal": "web-auth-server-{1}",
    "portal-profile": "portal-access-profile-{2}",
    "wlan": "wlan-view",
    "traffic-profile": "wlan-traffic-prof-{2}",
    "security-profile": "wlan-sec-prof-{2}",
    "ssid-profile": "wlan-ssid-prof-{2}",
    "vap-profile": "wlan-vap-prof-{2}",
    "regulatory-domain-profile": "wlan-regulate-domain-{2}",
    "ap-group": "wlan-ap-group-{2}",
    "radio": "wlan-group-radio-{1}",
    "ap": "wlan-ap-{1}",
    "ap-radio": "wlan-radio-{1}",
}
_FACTORY: Final = """wlan
 traffic-profile name default
 security-profile name default
 ssid-profile name default
 vap-profile name default
 regulatory-domain-profile name default
 ap-group name default
#
"""


def _heads(site: "Site") -> Iterator["Node"]:
    """Yield what has a name: of the system view, and of the WLAN view."""
    yield from site.config.root.children.values()
    wlan = site.config.find("wlan")
    yield from wlan.children.values() if wlan is not None else ()


def _profile_there(site: "Site") -> str:
    """Refuse to name a profile or group that does not exist."""
    kind, name = site.match.words[:2] if len(site.match.words) > 1 else ("", "")
    wanted = ((kind, "name", name), (kind, name))
    if site.is_undo or any(node.words in wanted for node in _heads(site)):
        return ""
    return site.say(f"The {kind} does not exist.")


def _uses(node: "Node", kind: str, name: str) -> bool:
    return any(
        child.words[:2] == (kind, name) or _uses(child, kind, name)
        for child in node.children.values()
    )


def _unused(site: "Site") -> str:
    """Refuse to delete a profile or group that another names."""
    words = site.match.words
    if site.is_undo and any(_uses(node, words[0], words[-1]) for node in _heads(site)):
        return site.say(f"The {words[0]} is in use.")
    return ""


def _one_identity(site: "Site") -> str:
    """Refuse another identity for an entry, and two entries of one identity."""
    if site.is_undo:
        return ""
    words = site.match.words
    for key, node in site.node.children.items():
        if not key.startswith("ap-id "):
            continue
        if key == f"ap-id {words[1]}":
            if node.words != words:
                return site.say("The AP ID already exists.")
        elif not set(node.words[3::2]).isdisjoint(words[3::2]):
            return site.say("The AP already exists.")
    return ""


def _free_wlan(site: "Site") -> str:
    """Refuse a profile that does not exist, and a second one for a WLAN of a radio."""
    if site.is_undo:
        return ""
    taken = [node.words for node in site.node.children.values()]
    if any(words[-1] == site.match.words[-1] and words != site.match.words for words in taken):
        return site.say("The WLAN ID has been bound to another VAP profile.")
    return _profile_there(site)


def _interface_there(site: "Site") -> str:
    if site.is_undo or f"interface {site.match.words[-1]}" in site.config.root.children:
        return ""
    return site.say("The interface does not exist.")


_CHECKS: Final[dict[str, Callable[["Site"], str]]] = {
    "profile_there": _profile_there,
    "unused": _unused,
    "one_identity": _one_identity,
    "free_wlan": _free_wlan,
    "interface_there": _interface_there,
}


def _views() -> dict[str, View]:
    switch = tables("vrp5")
    system = list(switch["system"])

    def place(pattern: str) -> int:
        return next(at for at, block in enumerate(system) if block[0].pattern == pattern)

    at = place("dot1x-access-profile name <word>")
    system[at:at] = _PORTAL
    at = place("telnet server enable")
    system[at] = tuple(_WEB if line.pattern == _WEB.pattern else line for line in system[at])
    at = place("snmp-agent")
    system[at:at] = _WLAN
    profile = (*switch["profile"][0], Line("portal-access-profile <word>", checks=_NAMED))
    own = {name: (lines,) for name, lines in _VIEWS.items()}
    every = switch | own | {"system": system, "profile": (profile,)}
    return {name: View(blocks, INTERFACES) for name, blocks in every.items()}


VRP5_AC: Final[Grammar] = replace(
    VRP5,
    name="vrp5_ac",
    views=_views(),
    prompts=PROMPTS | _PROMPTS,
    factory=FACTORY + _FACTORY,
    checks=_CHECKS,
)
