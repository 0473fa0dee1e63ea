"""What goes with a line that came or went, on VRP and Comware: a tree in, changed in place."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from parknet.lab.vpn import BINDING, forget_instance, unbind

if TYPE_CHECKING:
    from parknet.lab.tree import Config, Node

LINK_TYPE: Final = "port link-type"


def on_vrp_or_comware(config: "Config", view: "Node", keys: Sequence[str], gone: bool) -> None:
    """Take away what goes with lines of a view that came or went.

    Args:
        config: the whole configuration.
        view: the node of the view.
        keys: of the lines.
        gone: they went; else they came.
    """
    if LINK_TYPE in keys:
        _forget_vlan_settings(view)
    if BINDING in keys:
        unbind(view)
    if not gone:
        return
    if "ipv6 enable" in keys:
        forget(view, lambda key: key.startswith("ipv6 address "))
    if view is not config.root:
        return
    for key in keys:
        number = key.rpartition(" ")[2]
        if key.startswith("vlan "):
            forget_everywhere(config, ("port default vlan", "port access vlan"), number)
        elif key.startswith("ip vpn-instance "):
            forget_instance(config.root, number)
        elif key.startswith("interface Bridge-Aggregation"):
            lag = number.removeprefix("Bridge-Aggregation")
            forget_everywhere(config, ("port link-aggregation group",), lag)


def forget(view: "Node", is_gone: Callable[[str], bool]) -> None:
    """Take lines of a view away, by their keys."""
    for key in [key for key in view.children if is_gone(key)]:
        del view.children[key]


def forget_everywhere(config: "Config", keys: Sequence[str], value: str) -> None:
    """Take lines that end in a value away from every view of the system view."""
    for node in config.root.children.values():
        for key in keys:
            found = node.children.get(key)
            if found is not None and found.words[-1] == value:
                del node.children[key]


def _forget_vlan_settings(port: "Node") -> None:
    """A port of another link type starts afresh: CloudEngine and Comware [D] port link-type."""
    forget(port, lambda key: key.startswith(("port trunk ", "port default ", "port access ")))
