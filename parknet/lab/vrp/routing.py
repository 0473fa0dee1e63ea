"""Huawei VRP's lines of BGP, virtual gateways and OSPFv3 areas: see `parknet.lab.vrp.language`.

Sources: [D] S5700 V200R command reference, VRRP, BGP, Routing Policy, OSPFv3; CloudEngine 6800,
the same chapters. [U] authentication of OSPFv3.
"""

from typing import Final

from parknet.lab.grammar import Line

VRRP: Final = (
    Line("vrrp vrid <1-255> virtual-ip <ipv4>", kind="many",
         undo=("vrrp vrid <1-255> virtual-ip <ipv4>", "vrrp vrid <1-255>")),
    Line("vrrp vrid <1-255> priority <1-254>", key=4, checks=("vrrp_group",)),
    Line("vrrp6 vrid <1-255> virtual-ip <ipv6> link-local", kind="many",
         undo=("vrrp6 vrid <1-255> virtual-ip <ipv6>", "vrrp6 vrid <1-255>")),
    Line("vrrp6 vrid <1-255> virtual-ip <ipv6>", kind="many", checks=("vrrp_link_local",),
         undo=("vrrp6 vrid <1-255> virtual-ip <ipv6>",)),
    Line("vrrp6 vrid <1-255> priority <1-254>", key=4, checks=("vrrp_group",)),
)  # fmt: skip
# [D] S1720 to S6720 and CloudEngine 6800, Ethernet Switching, ERPS (G.8032), MSTP.
RINGS: Final = (
    (Line("stp region-configuration", kind="view", view="region"),),
    (Line("erps ring <1-255>", kind="view", view="erps", checks=("ring_empty",)),),
)
REGION: Final = (
    Line("region-name <word>"),
    Line("instance <1-4094> vlan <vlans-listed>", key=2, undo=("instance <1-4094>",)),
    Line("active region-configuration", undo=()),
)
RING: Final = (
    Line("control-vlan <vlan>", checks=("ring_in_use",)),
    Line("protected-instance <0-4094>", kind="many", checks=("ring_in_use",)),
    Line("version {v1|v2}"),
)
RING_PORT: Final = (
    Line("erps ring <1-255> rpl {owner|neighbour}", key=3, undo=("erps ring <1-255>",),
         checks=("ring_whole", "without_stp")),
    Line("erps ring <1-255>", key=3, checks=("ring_whole", "without_stp")),
)  # fmt: skip
STREAMS: Final = (
    Line("pim sm", checks=("routes_streams",)),
    Line("pim ipv6 sm", checks=("routes_streams6",)),
    Line("igmp enable", checks=("routes_streams",)),
    Line("igmp version <1-3>", default="igmp version 2"),
    Line("mld enable", checks=("routes_streams6",)),
    Line("mld version <1-2>", default="mld version 2"),
)
# Where streams meet.
MEETING: Final = (
    (Line("pim", kind="view", view="pim"),),
    (Line("pim-ipv6", kind="view", view="pim6"),),
)
STREAMING: Final = (
    (Line("igmp-snooping enable"), Line("mld-snooping enable")),
    (Line("multicast routing-enable"), Line("multicast ipv6 routing-enable")),
)
STREAM_VLAN: Final = (
    Line("igmp-snooping enable", checks=("igmp_snooping_on",)),
    Line("igmp-snooping version <1-3>", default="igmp-snooping version 2"),
    Line("mld-snooping enable", checks=("mld_snooping_on",)),
    Line("mld-snooping version <1-2>", default="mld-snooping version 1"),
)
STUB: Final = (Line("stub"), Line("stub no-summary", key=1, undo=()))
AREA6: Final = (
    Line("authentication-mode hmac-sha256 key-id <1-65535> cipher <cipher>",
         undo=("authentication-mode",)),
    *STUB,
)  # fmt: skip
BGP: Final = (
    Line("router-id <ipv4>"),
    Line("peer <server> as-number <1-4294967295>", key=2, undo=("peer <server>",)),
    Line("peer <server> description <text>", key=3, checks=("peer_there",)),
    Line("ipv4-family unicast", kind="view", view="bgp4"),
    Line("ipv6-family unicast", kind="view", view="bgp6"),
)
FAMILY4: Final = (
    Line("network <ipv4> <mask>", kind="many"),
    Line("peer <ipv4> enable", kind="many"),
    Line("peer <ipv4> ip-prefix <word> {export|import}", kind="many"),
)
FAMILY6: Final = (
    Line("network <ipv6> <0-128>", kind="many"),
    Line("peer <ipv6> enable", kind="many"),
    Line("peer <ipv6> ipv6-prefix <word> {export|import}", kind="many"),
)
PREFIXES: Final = (
    Line("ip ip-prefix <word> index <1-4294967295> {permit|deny} <ipv4> <0-32>", key=5),
    Line(
        "ip ip-prefix <word> index <1-4294967295> {permit|deny} <ipv4> <0-32> less-equal <0-32>",
        key=5,
        undo=(),
    ),
    Line(
        "ip ipv6-prefix <word> index <1-4294967295> {permit|deny} <ipv6> <0-128> "
        "less-equal <0-128>",
        key=5,
        undo=(),
    ),
    Line("ip ipv6-prefix <word> index <1-4294967295> {permit|deny} <ipv6> <0-128>", key=5),
)
