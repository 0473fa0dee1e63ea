"""Ruijie RGOS: order of changes, as in `vrp_order.ORDER`.

Sources: as in `parknet.dialect.rules.rgos`. What no guide says of an order is chosen so that no
step needs luck: what is named comes before what names it, and goes after it.
"""

from typing import Final

PORTS: Final = (
    "description",
    # Trusted before anything is checked.
    "ip dhcp snooping trust",
    "ipv6 dhcp snooping trust",
    "nd-snooping trust",
    "ip arp inspection trust",
    "no port-group",
    "no voice vlan",
    # Into its VLAN while it is no access port yet.
    "switchport access",
    # A list is taken only by a trunk [U], so the mode comes first, and its list at once behind it.
    "switchport mode",
    "switchport trunk allowed vlan (only|add)",
    "switchport trunk native",
    "switchport trunk allowed vlan remove",
    "switchport hybrid",
    "no switchport mode",
    # Not before it is no trunk any more: without a list a trunk carries every VLAN.
    "no switchport",
    "voice vlan",
    "no spanning-tree",
    "spanning-tree",
    "switchport port-security (maximum|violation)",
    "switchport port-security$",
    # A member's VLANs are those of its aggregate port, which it joins last.
    "port-group",
    "",
    "no shutdown",
    "shutdown",
)

ADDRESSES: Final = (
    "description",
    # Moving to another table takes addresses and what leans on them along.
    "no vrf forwarding",
    "vrf forwarding",
    # Filtered before it has an address.
    "ip access-group",
    "ipv6 traffic-filter",
    "ip address",
    # The new address first: the interface is never without one.
    "ipv6 address",
    "ipv6 enable",
    "no ip helper-address",
    "no ipv6 dhcp relay",
    "no ipv6 nd",
    "ipv6 nd",
    "ip helper-address",
    "ipv6 dhcp relay",
    "no (ip|ipv6) ospf (network|auth|bfd)",
    "no ipv6 ospf",
    "bfd interval",
    r"ipv6 ospf \d",
    "(ip|ipv6) ospf",
    "no bfd interval",
    # A group comes with its address, an IPv6 one with the link-local one (RFC 9568, 5.2.9).
    "no vrrp .*(priority|version)",
    "no vrrp (?!.*fe80)",
    "no vrrp",
    r"vrrp \d+ ipv6 fe80",
    r"vrrp \d+ ip",
    "vrrp",
    "no ip igmp",
    "no (ip|ipv6) pim",
    "(ip|ipv6) pim",
    "",
    "no ipv6 address",
    "no ip address",
    "no shutdown",
    "shutdown",
)
_PROCESS: Final = "(ipv6 )?router ospf"

ORDER: Final = (
    (
        "",
        (
            "hostname",
            "vrf definition",
            "aaa new-model",
            "spanning-tree mode",
            "spanning-tree",
            "lldp",
            "service dhcp",
            "(ip|ipv6) multicast-routing",
            "ip igmp snooping",
            "ipv6 mld snooping",
            # With it and without a trusted port no server's answer arrives.
            "no ip dhcp snooping$",
            "no ipv6 dhcp snooping",
            "no nd-snooping",
            "no ip arp inspection",
            r"vlan \d",
            "voice vlan",
        ),
    ),
    ("vrf definition", ("",)),
    ("vlan ", ("name",)),
    ("key chain", ("",)),
    (r"key chain", ("",)),
    # A process is there, and knows whom it serves, before an interface leans on it.
    (_PROCESS, ("capability", "router-id", "no area", "area", "network", "default-information")),
    ("", (_PROCESS,)),
    (_PROCESS, ("no passive-interface",)),
    # A list is whole before an interface is bound to it. New rules come before old ones go, so that
    # a list in use is never without both.
    ("(ip|ipv6) access-list", (r"\d", r"no \d", "")),
    ("policy-map", ("",)),
    ("interface (?!AggregatePort|VLAN|Loopback)", ("no port-group",)),
    ("interface AggregatePort", PORTS),
    ("interface (?!VLAN|Loopback)", PORTS),
    ("interface (VLAN|Loopback)", ADDRESSES),
    ("", ("interface ",)),
    ("", ("ip dhcp snooping", "ipv6 dhcp snooping", "nd-snooping", "ip arp inspection")),
    ("vlan ", ("",)),
    (_PROCESS, ("passive-interface", "redistribute", "no redistribute", "no default", "no network",
                "")),
    ("", ("ip prefix-list", "ipv6 prefix-list")),
    # What is announced before who hears it; a neighbour goes after all that was said of it.
    (
        "router bgp",
        (
            "bgp router-id",
            "no bgp default",
            "neighbor .*remote-as",
            "neighbor",
            "address-family",
            "no address-family",
            "no neighbor .*description",
            "no neighbor",
        ),
    ),
    ("", ("no router bgp", "no ip prefix-list", "no ipv6 prefix-list")),
    ("erps", ("no state", "no rpl-port", "ring-port", "no ring-port", "rpl-port", "state", "")),
    ("", ("erps",)),
    # The new route first: for a moment there are two, never none.
    ("", ("ip route", "ipv6 route", "no ip route", "no ipv6 route")),
    # SNMP: the view before the group that names it, the group before the user.
    (
        "",
        (
            "snmp-server view",
            "snmp-server group",
            "snmp-server user",
            "no snmp-server user",
            "no snmp-server group",
            "no snmp-server view",
            "snmp-server enable",
            "no snmp-server enable",
        ),
    ),
    # Who may log in before how it is asked.
    ("", ("username", "radius-server", "tacacs-server", "aaa", "dot1x", "enable service")),
    ("line ", ("",)),
    ("", ("no enable service", "ntp authentication-key", "ntp trusted-key", "ntp authenticate$",
          "ntp server", "no ntp server", "no ntp authenticate$", "no ntp trusted-key",
          "no ntp authentication-key")),
    ("", ("(?!no )",)),
    ("", ("no interface (VLAN|Loopback)", "no interface", "no (ipv6 )?router ospf")),
    ("", ("no vrf definition",)),
    ("", ("no (ip|ipv6) access-list", "no policy-map", "no key chain")),
    ("", ("no vlan",)),
    ("", ("",)),
    (".", ("",)),
)  # fmt: skip
