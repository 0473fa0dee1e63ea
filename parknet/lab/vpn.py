"""VPN instances of Huawei and H3C: their lines as tables, what goes with them, what is refused.

Sources: [D] S5700 command reference, BGP/MPLS IP VPN, `ip vpn-instance`, `ip binding vpn-instance`
(what the interface has of layer 3 goes), Static Routes, OSPF `vpn-instance-capability simple`; H3C
S5560X and S6520X command references, MCE, Static routing, OSPF. [U] the words of refusals.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from parknet.lab.grammar import Line

if TYPE_CHECKING:
    from parknet.lab.refusals import Site
    from parknet.lab.tree import Node

BINDING: Final = "ip binding vpn-instance"
# What an interface keeps when it moves to another table: name, state, filters, traffic policies.
_KEPT: Final = (
    "description",
    "shutdown",
    "traffic-filter",
    "traffic-policy",
    "packet-filter",
    BINDING,
)

VRP_BIND: Final = Line(f"{BINDING} <word>", undo=(f"{BINDING} <word>",), checks=("instance_there",))
COMWARE_BIND: Final = Line(f"{BINDING} <word>", undo=(BINDING,), checks=("instance_there",))
CAPABLE: Final = Line("vpn-instance-capability simple", undo=("vpn-instance-capability",))
INSTANCE: Final = (Line("ip vpn-instance <word>", kind="view", view="vpn"),)
PROCESSES: Final = (
    Line(
        "ospf <1-65535> router-id <ipv4> vpn-instance <word>",
        kind="view", key=2, view="ospf", undo=("ospf <1-65535>",),
        checks=("instance_there", "same_instance"),
    ),
    Line(
        "ospfv3 <1-65535> vpn-instance <word>",
        kind="view", key=2, view="ospfv3", undo=("ospfv3 <1-65535>",),
        checks=("instance_there", "same_instance"),
    ),
)  # fmt: skip
# A family has its route distinguisher for life on VRP; H3C's stands in the instance.
VRP_VIEW: Final = (
    Line("description <text>"),
    Line("ipv4-family", kind="view", view="vpn-family"),
    Line("ipv6-family", kind="view", view="vpn-family"),
)
VRP_FAMILY: Final = (Line("route-distinguisher <word>", undo=(), checks=("new_distinguisher",)),)
COMWARE_VIEW: Final = (Line("description <text>"), Line("route-distinguisher <word>"))
# On interfaces: the process must be one of the interface's own table.
_AREA6: Final = Line(
    "ospfv3 <1-65535> area <area>",
    key=1, undo=("ospfv3 <1-65535> area <area>",), checks=("same_table",),
)  # fmt: skip
VRP_AREAS: Final = (
    Line(
        "ospf enable <1-65535> area <area>",
        undo=("ospf enable <1-65535> area <area>",), checks=("same_table",),
    ),
    _AREA6,
)  # fmt: skip
COMWARE_AREAS: Final = (
    Line(
        "ospf <1-65535> area <area>",
        key=1, undo=("ospf <1-65535> area",), checks=("same_table",),
    ),
    _AREA6,
)  # fmt: skip


def routes(size4: str) -> tuple[Line, ...]:
    """Return the static routes between tables; `size4` is how an IPv4 prefix tells its length."""
    lines = []
    for family, prefix in (("ip", f"<ipv4> {size4}"), ("ipv6", "<ipv6> <0-128>")):
        hop = "<ipv4>" if family == "ip" else "<ipv6>"
        source = f"{family} route-static vpn-instance <word> {prefix}"
        for rest in (f"{hop} public", hop, "NULL0"):
            lines.append(Line(f"{source} {rest}", kind="many", checks=("instance_there",)))
        there = f"{family} route-static {prefix} vpn-instance <word> {hop}"
        lines.append(Line(there, kind="many", checks=("instance_there",)))
    return tuple(lines)


def table_of(interface: "Node") -> str:
    """Return the VPN instance of an interface; "" is the public network."""
    found = interface.children.get(BINDING)
    return found.words[-1] if found is not None else ""


def unbind(interface: "Node") -> None:
    """Take away what goes when an interface moves from one table to another."""
    for key in [key for key in interface.children if not key.startswith(_KEPT)]:
        del interface.children[key]


def forget_instance(root: "Node", name: str) -> None:
    """Take away what leans on an instance that is gone."""
    for key, node in list(root.children.items()):
        if key.startswith("interface ") and table_of(node) == name:
            del node.children[BINDING]
            unbind(node)
        elif key.startswith(("ospf", "ip route", "ipv6 route")) and _instance(node.words) == name:
            del root.children[key]


def _instance(words: tuple[str, ...]) -> str:
    after = words[words.index("vpn-instance") + 1 :] if "vpn-instance" in words else ()
    return after[0] if after else ""


def _instance_there(site: "Site") -> str:
    name = _instance(site.match.words)
    if site.is_undo or not name or f"ip vpn-instance {name}" in site.config.root.children:
        return ""
    return site.say("The VPN instance does not exist.", "The specified VPN instance doesn't exist.")


def _same_instance(site: "Site") -> str:
    """A process is in one instance for life."""
    old = site.config.root.children.get(" ".join(site.match.words[:2]))
    if site.is_undo or old is None or _instance(old.words) == _instance(site.match.words):
        return ""
    return site.say("The process has been bound to another VPN instance.")


def _same_table(site: "Site") -> str:
    """OSPF runs on an interface in a process of the interface's own table."""
    words = [word for word in site.match.words if word != "enable"]
    process = site.config.root.children.get(" ".join(words[:2]))
    if site.is_undo or process is None or _instance(process.words) == table_of(site.node):
        return ""
    return site.say("The VPN instance of the interface is not that of the process.")


def _new_distinguisher(site: "Site") -> str:
    old = site.node.children.get("route-distinguisher")
    if old is None or old.words == site.match.words:
        return ""
    return site.say("The route distinguisher cannot be changed.")


VPN_CHECKS: Final[dict[str, Callable[["Site"], str]]] = {
    "instance_there": _instance_there,
    "same_instance": _same_instance,
    "same_table": _same_table,
    "new_distinguisher": _new_distinguisher,
}
