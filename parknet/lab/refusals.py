"""What a device refuses although it understands it: a line and a configuration in, its words out.

The reasons are documented; the exact words are not for all releases [U], so whoever reads them must
take any line that begins with `Error` or ` %` or that names no success for an error.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from ipaddress import IPv4Interface, IPv6Interface
from typing import TYPE_CHECKING, Final

from parknet.lab.grammar import Match
from parknet.lab.mlag import MLAG_CHECKS
from parknet.lab.vpn import VPN_CHECKS
from parknet.lab.vrp.refusals import VRP_CHECKS

if TYPE_CHECKING:
    from parknet.lab.tree import Config, Node

# What a port may keep when it becomes a member of an Eth-Trunk; its queues are its own [U].
_MEMBER_LINES: Final = ("description", "shutdown", "eth-trunk", "speed", "undo ", "poe", "qos ")


@dataclass(frozen=True, slots=True)
class Site:
    """A line about to be entered: where, and whether it is an `undo`."""

    config: "Config"
    path: tuple[str, ...]
    match: Match
    is_undo: bool

    @property
    def node(self) -> "Node":
        """Return the view's node."""
        return self.config.node(self.path)

    @property
    def is_comware(self) -> bool:
        """Return whether the words are H3C's."""
        return self.config.grammar.vendor == "h3c"

    def has(self, key: str) -> bool:
        """Return whether the view holds a line."""
        return key in self.node.children

    def say(self, huawei: str, h3c: str = "") -> str:
        """Return the refusal in the device's words."""
        return h3c or huawei if self.is_comware else f"Error: {huawei}"


def refuse(site: Site) -> str:
    """Return why the device refuses a line, in its words; empty where it does not."""
    own = site.config.grammar.checks
    for name in site.match.line.checks:
        words = (own.get(name) or _CHECKS[name])(site)
        if words:
            return words
    return ""


def _last_number(site: Site) -> str:
    return site.match.words[-1].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-")


def _port_exists(site: Site) -> str:
    if site.match.words[-1] in site.config.ports:
        return ""
    return site.say(
        "Wrong parameter found at '^' position.", " % Wrong parameter found at '^' position."
    )


def _vlan_exists(site: Site) -> str:
    vlan = site.match.words[-1]
    if site.is_undo or vlan == "1" or f"vlan {vlan}" in site.config.root.children:
        return ""
    return site.say("The VLAN does not exist.", f"VLAN {vlan} does not exist.")


def _svi_vlan(site: Site) -> str:
    vlan = _last_number(site)
    if site.is_undo or vlan == "1" or f"vlan {vlan}" in site.config.root.children:
        return ""
    return site.say("The VLAN does not exist.", f"VLAN {vlan} does not exist.")


def _vlan_free(site: Site) -> str:
    """Refuse to delete a VLAN that has a VLAN interface, or VLAN 1."""
    if not site.is_undo:
        return ""
    vlans = site.match.vlans or {int(site.match.words[-1])}
    svi = "Vlan-interface" if site.is_comware else "Vlanif"
    if 1 in vlans and len(vlans) == 1:
        return site.say("The default VLAN cannot be deleted.")
    if any(f"interface {svi}{vlan}" in site.config.root.children for vlan in vlans):
        return site.say("The VLAN has a L3 interface. Please delete it first.")
    return ""


def _not_member(site: Site) -> str:
    if site.has("eth-trunk"):
        return site.say("The interface is a member of an Eth-Trunk.")
    return ""


def _link_type(site: Site) -> str:
    """VRP5 wants VLAN settings gone before the link type changes; others drop them."""
    old = site.node.children.get("port link-type")
    if old is None or not site.config.grammar.name.startswith("vrp5"):
        return ""
    changes = site.is_undo or old.words != site.match.words
    if changes and any(
        key.startswith(("port trunk", "port default")) for key in site.node.children
    ):
        return site.say("Please renew the default configurations.")
    return ""


def _is_trunk(site: Site) -> bool:
    found = site.node.children.get("port link-type")
    return found is not None and found.words[-1] == "trunk"


def _trunk_port(site: Site) -> str:
    if _is_trunk(site):
        return ""
    return site.say(
        "Please configure the interface as trunk first.", "The port is not a trunk port."
    )


def _access_port(site: Site) -> str:
    if not _is_trunk(site):
        return ""
    return site.say("The interface is not an access interface.", "The port is not an access port.")


def _lag_exists(site: Site) -> str:
    lag = (
        f"Bridge-Aggregation{site.match.words[-1]}"
        if site.is_comware
        else f"Eth-Trunk{site.match.words[-1]}"
    )
    if site.is_undo or f"interface {lag}" in site.config.root.children:
        return ""
    return site.say(f"{lag} does not exist.", "The aggregation group does not exist.")


def _joinable(site: Site) -> str:
    if site.is_undo or all(key.startswith(_MEMBER_LINES) for key in site.node.children):
        return ""
    return site.say("Please delete the configurations on the interface first.")


def _lag_empty(site: Site) -> str:
    number = _last_number(site)
    if not site.is_undo:
        return ""
    for node in site.config.root.children.values():
        member = node.children.get("eth-trunk")
        if member is not None and member.words[-1] == number:
            return site.say("Please delete the member interfaces from the Eth-Trunk first.")
    return ""


def _mode_free(site: Site) -> str:
    """[D] S5700 command reference, Link Aggregation, mode: not while the Eth-Trunk has members."""
    now = site.node.children.get("mode")
    words = now.words if now is not None else ("mode", "manual")
    wanted = ("mode", "manual") if site.is_undo else site.match.words
    number = site.path[-1].removeprefix("interface Eth-Trunk")
    has_members = any(
        member.words[-1] == number
        for node in site.config.root.children.values()
        if (member := node.children.get("eth-trunk")) is not None
    )
    if has_members and words != wanted:
        return site.say("Please delete the member interfaces from the Eth-Trunk first.")
    return ""


def _addresses(site: Site, key: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for name, node in site.config.root.children.items():
        if name.startswith("interface ") and (name,) != site.path:
            for line, child in node.children.items():
                if line.startswith(key):
                    yield name, child.words


def _address(site: Site) -> str:
    if site.is_undo:
        return ""
    wanted = IPv4Interface("/".join(site.match.words[-2:])).network
    for name, words in _addresses(site, "ip address"):
        if IPv4Interface("/".join(words[2:4])).network.overlaps(wanted):
            other = name.removeprefix("interface ")
            return site.say(
                f"The specified address conflicts with another address on {other}.",
                f"The IP address overlaps with that of interface {other}.",
            )
    return ""


def _address6(site: Site) -> str:
    if site.is_undo:
        return ""
    wanted = IPv6Interface(site.match.words[-1]).network
    for _, words in _addresses(site, "ipv6 address"):
        if IPv6Interface(words[-1]).network.overlaps(wanted):
            return site.say(
                "The specified address conflicts with another address.",
                "The IPv6 address overlaps with another address.",
            )
    return ""


def _ipv6_enabled(site: Site) -> str:
    if site.is_undo or site.has("ipv6 enable"):
        return ""
    return site.say("IPv6 is not enabled on the interface.")


def _new_rule(site: Site) -> str:
    """Refuse a rule that the list holds, and one that would change another.

    [D] ACL, "rule": the first the device refuses as well; of the second it makes a mixture of the
    old rule and the new one, which nobody means.
    """
    number, text = site.match.words[1], site.match.words[2:]
    for other in () if site.is_undo else site.node.children.values():
        if other.words[0] != "rule" or other.words == site.match.words:
            continue
        if other.words[2:] == text or other.words[1] == number:
            return site.say("The rule already exists.", "The rule already exists.")
    return ""


def _one_filter(site: Site) -> str:
    """Refuse a second access list of a kind in one direction [D] packet-filter."""
    if site.is_undo or site.has(" ".join(site.match.words)):
        return ""
    *kind, _, direction = site.match.words
    for other in site.node.children.values():
        if [*other.words[:-2], other.words[-1]] == [*kind, direction]:
            return site.say("An access list is applied already.", "A packet filter is applied.")
    return ""


def _acl_unused(site: Site) -> str:
    """Refuse to delete an access list that filters an interface [U]."""
    if not site.is_undo or site.match.words[-2] != "name":
        return ""
    family = ["ipv6"] if "ipv6" in site.match.words else []
    binding = ["packet-filter", *family, "name", site.match.words[-1]]
    for node in site.config.root.children.values():
        if any(list(line.words[:-1]) == binding for line in node.children.values()):
            return site.say("The access list is in use.", "The ACL is in use.")
    return ""


def _vrrp6_linked(site: Site) -> str:
    """Refuse an IPv6 group without its link-local address [D] vrrp ipv6 vrid virtual-ip."""
    group = " ".join(site.match.words[:5])
    lines = site.node.children.values()
    if site.is_undo or any(
        " ".join(line.words).startswith(group) and line.words[-1] == "link-local" for line in lines
    ):
        return ""
    return site.say(
        "The first address of a group is link-local.", "Configure a link-local address."
    )


def _wrr_on(site: Site) -> str:
    """Refuse weights where weighted queues are off [D] qos wrr weight; the reverse is [U]."""
    weighted = any(key.startswith("qos wrr ") for key in site.node.children)
    if site.match.words[-1] not in ("weight", "byte-count"):
        allowed = site.is_undo or site.has("qos wrr")
    else:
        allowed = not (site.is_undo and weighted)
    return "" if allowed else "WRR queuing and its queues go together."


_CHECKS: Final[dict[str, Callable[[Site], str]]] = {
    **VRP_CHECKS,
    **VPN_CHECKS,
    **MLAG_CHECKS,
    "port_exists": _port_exists,
    "vlan_exists": _vlan_exists,
    "svi_vlan": _svi_vlan,
    "vlan_free": _vlan_free,
    "not_member": _not_member,
    "link_type": _link_type,
    "trunk_port": _trunk_port,
    "access_port": _access_port,
    "lag_exists": _lag_exists,
    "joinable": _joinable,
    "lag_empty": _lag_empty,
    "mode_free": _mode_free,
    "address": _address,
    "address6": _address6,
    "ipv6_enabled": _ipv6_enabled,
    "new_rule": _new_rule,
    "one_filter": _one_filter,
    "acl_unused": _acl_unused,
    "vrrp6_linked": _vrrp6_linked,
    "wrr_on": _wrr_on,
}
