"""Huawei VRP 5 and VRP 8 / YunShan: order of changes.

Sources: [D] Huawei S-series command references, as in `parknet.dialect.rules.vrp`.
"""

from typing import Final

from parknet.dialect.rules.ntp_order import NTP_KEYS

PORTS: Final = (
    "description",
    "mode",
    "undo eth-trunk",
    # A port leaves its ring before spanning tree minds it again.
    "undo erps",
    # A peer link has no VLAN of its own, and what it leaves out goes with it: see "peer-link".
    "undo (lacp m-lag|m-lag)",
    "undo dfs-group",
    "undo port vlan exclude",
    "undo peer-link",
    # What guards a port goes before it joins an Eth-Trunk, and so before anything else.
    "undo (stp|authentication|dhcp|nd|arp|ip|port-sec|broadcast|multicast|storm|trust)",
    "lldp enable",
    # Tagged VLANs first, the port's own last: VRP refuses another link type while the port still
    # has VLANs [D: VLAN "port link-type"].
    "undo voice-vlan",
    "undo port default",
    "undo port trunk pvid",
    "undo port trunk allow-pass vlan (?!1$)",
    "port trunk allow-pass vlan 1$",
    "undo port link-type",
    "port link-type",
    "port default",
    "port trunk allow-pass",
    "port trunk pvid",
    "undo port trunk allow-pass vlan 1$",
    "voice-vlan",
    "stp",
    "peer-link",
    "port vlan exclude",
    "dfs-group",
    "(lacp )?m-lag",
    "erps",
    "eth-trunk",
    # What each queue is, then its weight, and back.
    "undo qos queue",
    "undo qos pq",
    "qos pq",
    "",
    "undo shutdown",
    "shutdown",
)

ADDRESSES: Final = (
    "description",
    # Moving to another table takes all of layer 3 along: see `parknet.dialect.tables`.
    "undo ip binding",
    "ip binding",
    "ip address",
    "ipv6 enable",
    # The new address first: the interface is never without one.
    "ipv6 address",
    "undo dhcp relay",
    "undo dhcp select",
    "undo dhcpv6 relay",
    "undo ipv6 nd",
    # Whether an interface takes a second filter of the same direction is not documented for all
    # models [U]: the old one goes first. Two-stage devices change both at once.
    "undo traffic-filter",
    "traffic-filter",
    # One policy each way.
    "undo traffic-policy",
    "traffic-policy",
    "ipv6 nd",
    "dhcp select",
    "dhcp relay",
    "dhcpv6 relay",
    "undo ospf network",
    "undo ospf",
    "ospf enable",
    r"ospfv3 \d",
    "ospf",
    "vrrp6 .*link-local",
    "vrrp.* virtual-ip",
    "pim",
    "(igmp|mld) enable",
    "undo (igmp|mld) version",
    "undo (igmp|mld)",
    "undo pim",
    "",
    # The last address of a group takes the group along [D: VRRP "vrrp vrid virtual-ip"].
    "undo vrrp.* priority",
    "undo vrrp(?!.*fe80)",
    "undo vrrp",
    "undo ipv6 address",
    "undo ip address",
    "undo ipv6 enable",
    "undo shutdown",
    "shutdown",
)

# (view, lines in it), each a regular expression from the start; "" is the system view. A line takes
# the first place that matches it. Removals are written as they are sent.
ORDER: Final = (
    ("", ("bfd$",)),
    ("dfs-group", ("",)),
    # A ring makes its control VLAN itself and is whole before a port joins [D: ERPS "erps ring"].
    ("erps ring", ("control-vlan", "protected-instance", "")),
    ("stp region", ("undo instance", "instance", "active", "")),
    (
        "",
        (
            "sysname",
            "stp mode",
            "stp v-stp",
            "lldp",
            "ipv6$",
            "dhcp enable",
            "dhcp snooping",
            "nd snooping",
            "(igmp|mld)-snooping",
            "multicast",
            r"vlan \d",
            "vlan batch",
        ),
    ),
    ("vlan ", ("(igmp|mld)-snooping enable", "undo (igmp|mld)-snooping version", "")),
    # Servers, then the schemes and domains that name them, then the profiles that name those, then
    # the ports that name the profiles.
    ("", ("hwtacacs enable",)),
    ("(radius-server|hwtacacs)", ("",)),
    ("", ("radius-server template", "hwtacacs.* template")),
    ("aaa", ("(authentication|accounting)-scheme", "domain")),
    ("", (r"(dot1x|mac)-access-profile",)),
    ("authentication-profile", ("",)),
    ("", ("authentication-profile",)),
    # A filter is whole before it is bound, and unbound before it goes. New rules come before old
    # ones go, so that a filter in use is never without both.
    ("acl ", ("rule", "undo rule", "")),
    # Traffic: from what is named to what names it, and at the end back.
    ("traffic (classifier|behavior)", ("",)),
    ("traffic policy", ("",)),
    ("", ("traffic (classifier|behavior)", "traffic policy")),
    # An instance is there before what is in it, and goes when nothing is.
    ("ip vpn-instance", ("",)),
    ("", ("ip vpn-instance",)),
    # What is announced over an interface needs its process [D: OSPF "ospf enable": the process
    # must exist].
    (r"ospf(v3)? \d", (r"vpn-instance \S", "router-id", "area", "default-route-advertise")),
    ("", (r"ospf(v3)? \d",)),
    # A process lets go of an interface before the interface goes.
    (r"ospf(v3)? \d", ("undo silent-interface",)),
    # A member leaves before its Eth-Trunk changes, and joins after the Eth-Trunk is there; it must
    # have no VLAN of its own when it joins [D: Eth-Trunk "eth-trunk (interface view)"].
    (r"interface (?!Eth-Trunk|Vlanif|LoopBack)", ("undo eth-trunk",)),
    ("interface Eth-Trunk", PORTS),
    (r"interface (?!Vlanif|LoopBack)", PORTS),
    ("interface (Vlanif|LoopBack)", ADDRESSES),
    ("", ("interface ",)),
    (r"ospf(v3)? \d", ("",)),
    # What may be announced, before anybody is told anything.
    ("", ("ip ip-prefix", "ip ipv6-prefix")),
    ("bgp", ("router-id", "peer .* as-number", "(?!undo )", "undo .* description", "undo")),
    ("", ("bgp",)),
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
            r"snmp-agent usm-user v3 \S+$",
            "snmp-agent usm-user .*group",
            "snmp-agent usm-user .*authentication",
            "snmp-agent usm-user",
            "undo snmp-agent usm-user .*privacy",
            "undo snmp-agent usm-user .*authentication",
            r"undo snmp-agent usm-user v3 \S+ ",
            "undo snmp-agent usm-user",
            "undo snmp-agent group",
            "undo snmp-agent mib-view",
            "snmp-agent acl",
            "undo snmp-agent acl",
            "snmp-agent sys-info",
            "undo snmp-agent sys-info",
        ),
    ),
    ("aaa", ("local-aaa", "local-user .*password", "local-user", "undo local-user")),
    ("", ("stelnet", r"ssh user \S+$", "ssh user", r"undo ssh user \S+ ", "undo ssh user")),
    ("user-interface", ("",)),
    ("", NTP_KEYS),
    ("", ("(?!undo )",)),
    ("", ("undo erps", "undo stp region")),
    ("", ("undo interface (Vlanif|LoopBack)", "undo interface", r"undo ospf(v3)? \d")),
    ("", ("undo traffic policy", "undo traffic")),
    ("", ("undo ip vpn-instance",)),
    ("", ("undo authentication-profile", r"undo (dot1x|mac)-access-profile")),
    ("aaa", ("undo domain", "undo")),
    ("", ("undo (radius-server|hwtacacs)", "undo acl")),
    ("", ("undo vlan",)),
    ("", ("",)),
    (".", ("",)),
)
