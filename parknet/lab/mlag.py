"""Two devices that share link aggregations: lines, what devices refuse of them, what they do.

Sources: [D] CloudEngine 6800 V300R023, Configuration Guide, M-LAG; H3C S6520X R6615, DRNI, and
S6800 and S6860 R671x, M-LAG. What is refused follows from what they say belongs together; the words
are [U].
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from parknet.lab.grammar import Line

if TYPE_CHECKING:
    from parknet.lab.refusals import Site
    from parknet.lab.tree import Config, Node

# Huawei, VRP 8.
V_STP: Final = (Line("stp v-stp enable"),)
DFS: Final = ((Line("dfs-group <1-1>", kind="view", view="dfs", checks=("dfs_free",)),),)
DFS_VIEW: Final = (
    Line("priority <1-254>"),
    Line("dual-active detection source ip <ipv4> peer <ipv4>", key=3,
         undo=("dual-active detection source",)),
    Line("consistency-check enable mode {loose|strict}", key=1, undo=("consistency-check",)),
)  # fmt: skip
SPARED: Final = Line("m-lag unpaired-port reserved")
DFS_LAG: Final = (
    Line("peer-link <1-1>", checks=("dfs_there", "peer_link_bare")),
    Line("port vlan exclude <vlans>", kind="vlans", checks=("peer_link_there",)),
    Line("dfs-group <1-1> m-lag <1-2048>", key=1, undo=("dfs-group <1-1> m-lag <1-2048>",),
         checks=("dfs_there", "not_peer_link")),
    Line("lacp m-lag system-id <word>", checks=("member_there",)),
    SPARED,
)  # fmt: skip
# H3C, Comware 7 before R6616.
DRNI: Final = (
    (
        Line("drni system-mac <word>"),
        Line("drni system-number <1-2>"),
        Line("drni system-priority <0-65535>"),
        Line("drni role priority <0-65535>"),
        Line("drni keepalive ip destination <ipv4> source <ipv4>", key=3,
             undo=("drni keepalive ip", "drni keepalive ip destination")),
        Line("drni mad exclude logical-interfaces"),
        Line("drni mad exclude interface <any>", kind="many"),
    ),
)  # fmt: skip
DRNI_LAG: Final = (
    Line("port drni intra-portal-port <1-1>", undo=("port drni intra-portal-port",),
         checks=("drni_there", "one_part")),
    Line("port drni group <1-1024>", key=3, undo=("port drni group",),
         checks=("drni_there", "one_part")),
    Line("port drni group <1-1024> allow-single-member", key=3, undo=(),
         checks=("drni_there", "one_part")),
    Line("mac-address static source-check enable", kind="on"),
)  # fmt: skip

_OF_VLANS: Final = ("port link-type", "port trunk", "port default", "port-isolate", "stp ")
_EVERY: Final = frozenset(range(1, 4095))


def _dfs_there(site: "Site") -> str:
    if site.is_undo or "dfs-group 1" in site.config.root.children:
        return ""
    return site.say("The DFS group does not exist.")


def _dfs_free(site: "Site") -> str:
    """A group goes when nothing is in it."""
    for node in site.config.root.children.values() if site.is_undo else ():
        if "peer-link" in node.children or "dfs-group" in node.children:
            return site.say("The DFS group is in use.")
    return ""


def _peer_link_bare(site: "Site") -> str:
    """A peer link takes no other settings of VLANs [D]."""
    if not site.is_undo and any(key.startswith(_OF_VLANS) for key in site.node.children):
        return site.say("Please delete the configurations on the interface first.")
    return ""


def _peer_link_there(site: "Site") -> str:
    if site.has("peer-link"):
        return ""
    return site.say("The interface is not a peer-link interface.")


def _not_peer_link(site: "Site") -> str:
    if not site.is_undo and site.has("peer-link"):
        return site.say("The interface is a peer-link interface.")
    return ""


def _member_there(site: "Site") -> str:
    if site.is_undo or site.has("dfs-group"):
        return ""
    return site.say("The interface is not an M-LAG member interface.")


def _drni_there(site: "Site") -> str:
    held = site.config.root.children
    if site.is_undo or {"drni system-mac", "drni system-number"} <= held.keys():
        return ""
    return site.say("", "The DR system is not configured.")


def _one_part(site: "Site") -> str:
    """An aggregate interface is one or the other [D]."""
    other = {"group": "intra-portal-port", "intra-portal-port": "group"}[site.match.words[2]]
    if not site.is_undo and site.has(f"port drni {other}"):
        return site.say("", "The interface has another DRNI role.")
    return ""


MLAG_CHECKS: Final[dict[str, Callable[["Site"], str]]] = {
    "dfs_there": _dfs_there,
    "dfs_free": _dfs_free,
    "peer_link_bare": _peer_link_bare,
    "peer_link_there": _peer_link_there,
    "not_peer_link": _not_peer_link,
    "member_there": _member_there,
    "drni_there": _drni_there,
    "one_part": _one_part,
}


@dataclass(frozen=True, slots=True)
class MlagFacts:
    """How a device shares link aggregations with another, as configured.

    Attributes:
        link: LAG between the two.
        rank: the lower one stays whole when only the link between the two is lost.
        own, heartbeat: addresses from which the two hear one another beside that link.
        spared: LAGs and ports that stay up all the same.
    """

    link: str
    rank: int
    own: str
    heartbeat: str
    spared: frozenset[str]


def read_mlag(config: "Config") -> MlagFacts | None:
    """Return how a device shares link aggregations; None where it does not."""
    root = config.root.children
    if config.grammar.vendor == "h3c":
        return _read_drni(root)
    group = root.get("dfs-group 1")
    links = [node.words[1] for node in root.values() if "peer-link" in node.children]
    if group is None or not links:
        return None
    heard = group.children.get("dual-active detection source")
    priority = group.children.get("priority")
    return MlagFacts(
        links[0],
        -int(priority.words[1] if priority is not None else 100),
        heard.words[4] if heard is not None else "",
        heard.words[6] if heard is not None else "",
        frozenset(
            node.words[1] for node in root.values() if SPARED.pattern in node.children
        ),
    )  # fmt: skip


def _read_drni(root: "dict[str, Node]") -> MlagFacts | None:
    links = [
        node.words[1] for node in root.values() if "port drni intra-portal-port" in node.children
    ]
    if not links or "drni system-number" not in root:
        return None
    heard, role = root.get("drni keepalive ip"), root.get("drni role priority")
    return MlagFacts(
        links[0],
        int(role.words[3] if role is not None else 32768),
        heard.words[6] if heard is not None else "",
        heard.words[4] if heard is not None else "",
        frozenset(
            node.words[4]
            for key, node in root.items()
            if key.startswith("drni mad exclude interface ")
        ),
    )


def partner(config: "Config", node: "Node") -> str:
    """Return what a link aggregation says it belongs to; "" for the device itself.

    By it the other end tells whether its cables lead to one device (IEEE 802.1AX, 6.3).
    """
    group = node.children.get("dfs-group")
    if group is not None:
        mac = node.children.get("lacp m-lag system-id")
        return f"{mac.words[3]}/{group.words[3]}" if mac is not None else ""
    shared = node.children.get("port drni group")
    mac = config.root.children.get("drni system-mac")
    return f"{mac.words[2]}/{shared.words[3]}" if shared is not None and mac is not None else ""


def peer_link_vlans(node: "Node") -> frozenset[int] | None:
    """Return the VLANs that a Huawei peer link carries; None for any other interface."""
    if "peer-link" not in node.children:
        return None
    excluded = node.children.get("port vlan exclude")
    return _EVERY - excluded.vlans if excluded is not None else _EVERY
