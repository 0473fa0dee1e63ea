"""What goes with a line that came or went on RGOS: a tree in, changed in place.

[D] RGOS 11.4 Ethernet Switching, VLAN (ports of a VLAN that goes fall back to VLAN 1); Reliability,
VRRP (a group goes with its last address). [U] IP Routing, VRF (an interface that moves loses its
addresses and what leans on them).
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from parknet.lab.follow import forget, forget_everywhere

if TYPE_CHECKING:
    from parknet.lab.tree import Config, Node

BINDING: Final = "vrf forwarding"
# What an interface keeps when it moves to another table: name, state, filters, policies.
_KEPT: Final = (
    "description", "shutdown", "ip access-group", "ipv6 traffic-filter", "service-policy", BINDING,
)  # fmt: skip


def follow(config: "Config", view: "Node", keys: Sequence[str], gone: bool) -> None:
    """Take away what goes with lines of a view that came or went."""
    if BINDING in keys:
        forget(view, lambda key: not key.startswith(_KEPT))
    if not gone:
        return
    for key in keys:
        if key.startswith("vrrp "):
            _empty_group(view, key)
    if view is not config.root:
        return
    for key in keys:
        name = key.rpartition(" ")[2]
        if key.startswith("vlan "):
            forget_everywhere(config, ("switchport access vlan",), name)
        elif key.startswith("vrf definition "):
            _forget_table(config, name)


def _empty_group(view: "Node", key: str) -> None:
    """Take a VRRP group away with its last address."""
    _, group, kind, *_ = key.split()
    if kind == "ip" and not any(line.startswith(f"vrrp {group} ip ") for line in view.children):
        forget(view, lambda line: line.startswith((f"vrrp {group} version", f"vrrp {group} prio")))
    if kind == "ipv6" and not any(line.startswith(f"vrrp {group} ipv6 ") for line in view.children):
        forget(view, lambda line: line.startswith(f"vrrp ipv6 {group} "))


def _forget_table(config: "Config", name: str) -> None:
    for key, node in list(config.root.children.items()):
        bound = node.children.get(BINDING)
        if bound is not None and bound.words[-1] == name:
            forget(node, lambda line: line == BINDING or not line.startswith(_KEPT))
        is_named = key.startswith(("router ospf", "ipv6 router ospf", "ip route", "ipv6 route"))
        if is_named and any(f"{word} {name}" in " ".join(node.words) for word in ("vrf",)):
            del config.root.children[key]
