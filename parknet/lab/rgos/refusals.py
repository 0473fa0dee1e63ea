"""What RGOS refuses although it understands it. [U] the words, and what no guide says of an order.

Where the guides do not say what a device does, the emulated one refuses: what is never refused
here needs no luck there.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from ipaddress import IPv4Interface, IPv6Interface
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from parknet.lab.refusals import Site
    from parknet.lab.tree import Node

# By the first word of a list: lines that use it.
_USERS: Final = {
    "ip": ("ip access-group", "access-class"),
    "ipv6": ("ipv6 traffic-filter", "ipv6 access-class"),
}
_TABLE: Final = re.compile(r"(?:^| )(?:nexthop-)?vrf (?!forwarding)(\S+)|^vrf forwarding (\S+)")


def _number(site: "Site") -> str:
    return site.match.words[-1].rpartition(" ")[2]


def _port_there(site: "Site") -> str:
    there = site.match.words[-1] in site.config.ports
    return "" if there else "% Invalid interface"


def _vlan_there(site: "Site") -> str:
    """Refuse a VLAN that does not exist: [U] some releases make it instead."""
    vlan = _number(site)
    if site.is_undo or vlan == "1" or f"vlan {vlan}" in site.config.root.children:
        return ""
    return f"% VLAN {vlan} does not exist."


def _vlan_unused(site: "Site") -> str:
    """Refuse to delete VLAN 1, and one that has an interface of layer 3."""
    if not site.is_undo:
        return ""
    if site.match.words[-1] == "1":
        return "% The default VLAN cannot be removed."
    if f"interface VLAN {site.match.words[-1]}" in site.config.root.children:
        return "% Remove the VLAN interface first."
    return ""


def _is_trunk(site: "Site") -> str:
    """Refuse a list of VLANs on what is no trunk [D] VLAN, trunk ports: the mode comes first."""
    mode = site.node.children.get("switchport mode")
    if site.is_undo or (mode is not None and mode.words[-1] == "trunk"):
        return ""
    return "% The port is not a trunk port."


def _is_hybrid(site: "Site") -> str:
    mode = site.node.children.get("switchport mode")
    if site.is_undo or (mode is not None and mode.words[-1] == "hybrid"):
        return ""
    return "% The port is not a hybrid port."


def _members_gone(site: "Site") -> str:
    """Refuse to delete an aggregate port that has members [U]."""
    number = _number(site)
    if not site.is_undo:
        return ""
    for node in site.config.root.children.values():
        member = node.children.get("port-group")
        if member is not None and member.words[1] == number:
            return "% Remove the member ports from the aggregate port first."
    return ""


def _addresses(site: "Site", key: str) -> Iterator[tuple[str, ...]]:
    for name, node in site.config.root.children.items():
        if name.startswith("interface ") and (name,) != site.path:
            for line, child in node.children.items():
                if line.startswith(key) and _table(node.children) == _table(site.node.children):
                    yield child.words


def _table(lines: "Mapping[str, Node]") -> str:
    found = lines.get("vrf forwarding")
    return found.words[-1] if found is not None else ""


def _address(site: "Site") -> str:
    if site.is_undo:
        return ""
    wanted = IPv4Interface("/".join(site.match.words[-2:])).network
    for words in _addresses(site, "ip address"):
        if IPv4Interface("/".join(words[2:4])).network.overlaps(wanted):
            return "% IP address conflicts with that of another interface."
    return ""


def _address6(site: "Site") -> str:
    if site.is_undo:
        return ""
    wanted = IPv6Interface(site.match.words[-1]).network
    for words in _addresses(site, "ipv6 address"):
        if IPv6Interface(words[-1]).network.overlaps(wanted):
            return "% IPv6 address conflicts with that of another interface."
    return ""


def _filter_there(site: "Site") -> str:
    """Refuse a filter that does not exist: it would pass everything [U]."""
    kind = "ipv6 access-list" if site.match.words[0] == "ipv6" else "ip access-list extended"
    if site.is_undo or f"{kind} {site.match.words[2]}" in site.config.root.children:
        return ""
    return "% The access list does not exist."


def _filter_free(site: "Site") -> str:
    """Refuse to delete a filter that an interface or a line uses [U]."""
    if not site.is_undo:
        return ""
    *_, name = site.match.words
    for node in site.config.root.children.values():
        for key in _USERS[site.match.words[0]]:
            used = node.children.get(key)
            if used is not None and name in used.words:
                return "% The access list is in use."
    return ""


def _new_rule(site: "Site") -> str:
    """Refuse a rule that stands already, and a number that is taken [U]."""
    number, text = site.match.words[0], site.match.words[1:]
    for other in () if site.is_undo else site.node.children.values():
        if other.words != site.match.words and number in (other.words[0],):
            return f"% The sequence number {number} exists already."
        if other.words != site.match.words and other.words[1:] == text:
            return "% The rule exists already."
    return ""


def _there(what: str, word: int = -1) -> Callable[["Site"], str]:
    """Return a refusal of what names something that is not there."""

    def check(site: "Site") -> str:
        name = f"{what} {site.match.words[word]}"
        held = site.config.root.children
        if site.is_undo or any(key == name or key.startswith(f"{name} ") for key in held):
            return ""
        return f"% {name} does not exist."

    return check


def _not_used(site: "Site") -> str:
    """Refuse to delete a policy that an interface uses [U]."""
    name = site.match.words[-1]
    if site.is_undo:
        for node in site.config.root.children.values():
            for line in node.children.values():
                if line.words[0] == "service-policy" and line.words[-1] == name:
                    return "% The policy map is in use."
    return ""


def _table_there(site: "Site") -> str:
    """Refuse lines of a routing table that does not exist."""
    held = site.config.root.children
    for found in _TABLE.finditer(" ".join(site.match.words)):
        name = found[1] or found[2]
        if not site.is_undo and name != "default" and f"vrf definition {name}" not in held:
            return f"% VRF {name} does not exist."
    return ""


def _same_table(site: "Site") -> str:
    """A process is in one routing table for life."""
    words = site.match.words
    size = 3 if words[0] == "router" else 4
    old = site.config.root.children.get(" ".join(words[:size]))
    if site.is_undo or old is None or old.words == words or len(words) == size:
        return ""
    return "% The process belongs to another VRF."


def _has_ipv4_group(site: "Site") -> str:
    """Refuse a priority or version of a group that has no address [D] VRRP, vrrp ip."""
    head = "vrrp" if site.match.words[1] != "ipv6" else "vrrp ipv6"
    group = site.match.words[1] if head == "vrrp" else site.match.words[2]
    wanted = f"vrrp {group} ip " if head == "vrrp" else f"vrrp {group} ipv6 "
    if site.is_undo or any(key.startswith(wanted) for key in site.node.children):
        return ""
    return "% Configure the virtual address of the group first."


def _link_local_first(site: "Site") -> str:
    """Refuse an IPv6 group whose first address is not link-local (RFC 9568, 5.2.9)."""
    head = f"{' '.join(site.match.words[:3])} fe80"
    if site.is_undo or site.match.words[-1].startswith("fe80"):
        return ""
    if any(key.startswith(head) for key in site.node.children):
        return ""
    return "% The first virtual address of a group is link-local."


def _group_of_aps(site: "Site") -> str:
    """Refuse to put an access point into a group that does not exist [U]."""
    if site.is_undo or f"ap-group {site.match.words[-1]}" in site.config.root.children:
        return ""
    return "% The AP group does not exist."


CHECKS: Final[dict[str, Callable[["Site"], str]]] = {
    "port_there": _port_there,
    "vlan_there": _vlan_there,
    "vlan_unused": _vlan_unused,
    "is_trunk": _is_trunk,
    "is_hybrid": _is_hybrid,
    "members_gone": _members_gone,
    "address": _address,
    "address6": _address6,
    "filter_there": _filter_there,
    "filter_free": _filter_free,
    "new_rule": _new_rule,
    "policy_there": _there("policy-map"),
    "policy_free": _not_used,
    "table_there": _table_there,
    "same_table": _same_table,
    "group_there": _has_ipv4_group,
    "link_local_first": _link_local_first,
    "group_of_aps": _group_of_aps,
}
