"""H3C Comware 7: order of changes, as in `vrp_order.ORDER`.

Sources: [D] H3C S-series Comware 7 command references, as in `parknet.dialect.rules.comware`.
"""

from typing import Final

from parknet.dialect.rules.ntp_order import NTP_KEYS

PORTS: Final = (
    "description",
    # Trusted before anything is checked; open before anybody is asked who he is.
    "dhcp snooping trust",
    "ipv6 dhcp snooping trust",
    "arp detection trust",
    "ipv6 nd detection trust",
    "port-security authentication open",
    "undo voice-vlan",
    "link-aggregation mode",
    "undo port link-aggregation",
    "undo port drni",
    "undo stp",
    "undo port access",
    "undo port trunk pvid",
    "undo port trunk permit vlan (?!1$)",
    "port trunk permit vlan 1$",
    "undo port link-type",
    "port link-type",
    "port access",
    "port trunk permit",
    "port trunk pvid",
    "undo port trunk permit vlan 1$",
    "voice-vlan",
    "stp",
    # An aggregation is in its group before it has members: else frames go round meanwhile
    # [D: M-LAG, "Configuring an M-LAG interface"].
    "port drni",
    "undo mac-address static",
    # A member is selected only where its VLANs agree with its aggregation, so it joins last
    # [D: Ethernet link aggregation, "attribute configurations"].
    "port link-aggregation",
    # Weights only where there are weighted queues [D: "qos wrr weight"].
    "qos wrr weight",
    r"undo qos wrr \d",
    "undo qos wrr",
    "",
    "undo shutdown",
    "shutdown",
)

ADDRESSES: Final = (
    "description",
    # Moving to another table takes all of layer 3 along: see `parknet.dialect.tables`.
    "undo ip binding",
    "ip binding",
    # An interface takes one list of a kind, and it is filtered before it has an address
    # [D: ACL "packet-filter"].
    "undo packet-filter",
    "packet-filter",
    "ip address",
    # The new address first: the interface is never without one.
    "ipv6 address",
    "undo dhcp relay",
    "undo dhcp select",
    "undo ipv6 dhcp relay",
    "undo ipv6 dhcp select",
    "undo ipv6 nd",
    "ipv6 nd",
    "dhcp select",
    "dhcp relay",
    "ipv6 dhcp select",
    "ipv6 dhcp relay",
    "undo ospf (network|auth|bfd)",
    "undo ospfv3 (network|auth|bfd)",
    "undo ospf",
    r"ospf \d",
    r"ospfv3 \d",
    "ospf",
    # A group comes and goes with its addresses, an IPv6 one with the link-local address
    # [D: VRRP "vrrp ipv6 vrid virtual-ip"].
    r"undo vrrp .*priority",
    r"undo vrrp .*virtual-ip (?!fe80)",
    r"undo vrrp",
    r"vrrp .*virtual-ip .*link-local",
    r"vrrp .*virtual-ip",
    "vrrp",
    "undo (igmp|mld) version",
    "undo igmp enable",
    "undo mld enable",
    "undo pim",
    "undo ipv6 pim",
    "pim",
    "ipv6 pim",
    "(igmp|mld) enable",
    "",
    "undo ipv6 address",
    "undo ip address",
    "undo shutdown",
    "shutdown",
)

# As in `vrp_order.ORDER`.
ORDER: Final = (
    (
        "",
        (
            "sysname",
            "multicast",
            "ipv6 multicast",
            "stp (global|mode)",
            "lldp",
            "dhcp enable",
            "igmp-snooping",
            "mld-snooping",
            # With it and without a trusted port no server's answer arrives.
            "undo dhcp snooping",
            "undo ipv6 dhcp snooping",
            r"vlan \d",
            "ipv6 dhcp guard policy",
        ),
    ),
    ("", ("drni ",)),
    # A check ends before it is said who need not be checked, and begins after.
    ("vlan ", ("undo arp detection", "undo ipv6 nd", "name", "description")),
    ("stp region", ("undo instance", "instance", "active", "")),
    # Who asks a server needs the server.
    ("radius scheme", ("",)),
    ("hwtacacs scheme", ("",)),
    ("domain ", ("",)),
    ("keychain ", ("",)),
    # An instance is there before what is in it, and goes when nothing is.
    ("ip vpn-instance", ("",)),
    ("", ("ip vpn-instance",)),
    (r"ospf(v3)? \d", (r"vpn-instance \S", "router-id", "area", "default-route-advertise")),
    ("", (r"ospf(v3)? \d",)),
    (r"ospf(v3)? \d", ("undo silent-interface",)),
    # A list is whole before an interface is bound to it. New rules come before old ones go, so that
    # a list in use is never without both.
    ("acl ", ("rule", "undo rule", "")),
    (
        r"interface (?!Bridge-Aggregation|Vlan-interface|LoopBack)",
        ("undo port link-aggregation",),
    ),
    ("interface Bridge-Aggregation", PORTS),
    ("interface (?!Vlan-interface|LoopBack)", PORTS),
    ("interface (Vlan-interface|LoopBack)", ADDRESSES),
    ("", ("interface ",)),
    ("vlan ", ("",)),
    (r"ospf(v3)? \d", ("",)),
    # What is announced before who hears it; a neighbour goes after all that was said of it.
    ("", ("ip prefix-list", "ipv6 prefix-list")),
    (
        "bgp ",
        (
            "router-id",
            "peer .*as-number",
            "peer",
            "address-family",
            "undo address-family",
            "undo peer .*description",
            "undo peer",
        ),
    ),
    ("", ("undo bgp", "undo ip prefix-list", "undo ipv6 prefix-list")),
    ("erps ring", ("undo instance", "port", "undo port", "instance", "")),
    # Traffic: from what is named to what names it, and back.
    ("traffic ", ("",)),
    ("qos policy", ("",)),
    (
        "",
        (
            "traffic ",
            "qos policy",
            "undo qos vlan-policy",
            "qos vlan-policy",
            "undo qos policy",
            "undo traffic",
        ),
    ),
    # The new route first: for a moment there are two, never none.
    (
        "",
        ("ip route-static", "ipv6 route-static", "undo ip route-static", "undo ipv6 route-static"),
    ),
    # SNMP: the view before the group that names it, the group before the user.
    (
        "",
        (
            "snmp-agent$",
            "snmp-agent mib-view",
            "snmp-agent group",
            "snmp-agent usm-user",
            "undo snmp-agent usm-user",
            "undo snmp-agent group",
            "undo snmp-agent mib-view",
            "snmp-agent sys-info",
            "undo snmp-agent sys-info",
        ),
    ),
    ("local-user", ("password", "service-type", "authorization-attribute", "")),
    ("", ("local-user", "ssh server", "ssh user", "undo ssh user", "undo local-user")),
    ("line ", ("",)),
    ("", NTP_KEYS),
    ("", ("(?!undo )",)),
    ("", ("undo interface (Vlan-interface|LoopBack)", "undo interface", r"undo ospf(v3)? \d")),
    ("", ("undo ip vpn-instance",)),
    ("", ("undo acl",)),
    ("", ("undo vlan",)),
    ("", ("",)),
    (".", ("",)),
)
