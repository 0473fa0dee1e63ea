"""What goes with an EOS line that came or went, and what the device refuses, in its words.

Sources: [D] Arista EOS User Manual 4.32, VRF-lite (a VRF takes the addresses of its interface
away), Port Channels and LACP, ACLs. [U] the words of refusals: whoever reads them must take
any line that begins with `%` for an error.
"""

from collections.abc import Callable, Iterator, Sequence
from ipaddress import IPv4Interface, IPv6Interface
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from parknet.lab.refusals import Site
    from parknet.lab.tree import Config, Node

# What an interface keeps when it moves to another table.
_KEPT: Final = ("description", "shutdown", "mtu", "vrf", "no autostate")


def follow(config: "Config", view: "Node", keys: Sequence[str], is_gone: bool) -> None:
    """Take away what goes with lines of a view that came or went."""
    if view is config.root:
        for key in keys if is_gone else ():
            if key.startswith("vrf instance "):
                _forget_vrf(config.root, key.rpartition(" ")[2])
        return
    if "vrf" in keys:
        _unbind(view)


def _unbind(interface: "Node") -> None:
    for key in [key for key in interface.children if not key.startswith(_KEPT)]:
        del interface.children[key]


def _forget_vrf(root: "Node", name: str) -> None:
    """Take away what leans on a table that is gone."""
    for key, node in list(root.children.items()):
        bound = node.children.get("vrf")
        if bound is not None and bound.words[-1] == name:
            del node.children["vrf"]
            _unbind(node)
        elif not key.startswith("interface ") and name in _tables(node.words):
            del root.children[key]


def _tables(words: Sequence[str]) -> set[str]:
    return {
        words[at + 1]
        for at, word in enumerate(words[:-1])
        if word in ("vrf", "egress-vrf") and words[at + 1] != "instance"
    }


def _port(site: "Site") -> str:
    known = site.match.words[-1] in site.config.ports
    return "" if known else "% Interface does not exist"


def _vlan(site: "Site") -> str:
    if site.is_undo and site.match.words[-1] == "1":
        return "% Vlan 1 cannot be deleted"
    return ""


def _vrf(site: "Site") -> str:
    name = site.match.words[-1]
    if site.is_undo or f"vrf instance {name}" in site.config.root.children:
        return ""
    return f"% VRF {name} does not exist"


def _vrf_there(site: "Site") -> str:
    missing = [
        name
        for name in sorted(_tables(site.match.words) - {"default"})
        if f"vrf instance {name}" not in site.config.root.children
    ]
    return "" if site.is_undo or not missing else f"% VRF {missing[0]} does not exist"


def _addresses(site: "Site", start: str) -> Iterator[tuple[str, str]]:
    """Yield the addresses of other interfaces of the same table."""
    mine = site.node.children.get("vrf")
    table = mine.words[-1] if mine is not None else ""
    for name, node in site.config.root.children.items():
        there = node.children.get("vrf")
        if not name.startswith("interface ") or (name,) == site.path:
            continue
        if (there.words[-1] if there is not None else "") != table:
            continue
        for line in node.children.values():
            text = " ".join(line.words)
            if text.startswith(start):
                yield name.removeprefix("interface "), line.words[2]


def _ip(site: "Site") -> str:
    if site.is_undo:
        return ""
    wanted = IPv4Interface(site.match.words[2]).network
    for name, text in _addresses(site, "ip address "):
        if IPv4Interface(text).network.overlaps(wanted):
            return f"% Subnet {wanted} overlaps with the one of interface {name}"
    return ""


def _ip6(site: "Site") -> str:
    if site.is_undo:
        return ""
    wanted = IPv6Interface(site.match.words[2]).network
    for name, text in _addresses(site, "ipv6 address "):
        if IPv6Interface(text).network.overlaps(wanted):
            return f"% Subnet {wanted} overlaps with the one of interface {name}"
    return ""


def _rule(site: "Site") -> str:
    """Refuse a rule under a number that another has [D] ip access-list, sequence numbers."""
    old = None if site.is_undo else site.node.children.get(site.match.words[0])
    if old is None or old.words == site.match.words:
        return ""
    return "% Error: Duplicate sequence number"


CHECKS: Final[dict[str, Callable[["Site"], str]]] = {
    "eos_port": _port,
    "eos_vlan": _vlan,
    "eos_vrf": _vrf,
    "eos_vrf_there": _vrf_there,
    "eos_ip": _ip,
    "eos_ip6": _ip6,
    "eos_rule": _rule,
}
