"""Arista EOS: order of changes, as in `vrp_order.ORDER`.

A session takes effect at once and as a whole, so this is the order in which a session takes lines
[D: EOS User Manual 4.32, by command], and one in which a path is never cut even where somebody
types the patch by hand.
"""

from typing import Final

PORTS: Final = (
    "description",
    # A port that is no member of a channel any more, or not yet, and leads nowhere else.
    "no channel-group",
    "no no switchport",
    "no switchport mode",
    "no spanning-tree",
    "no dot1x",
    "no switchport access",
    "switchport access",
    "switchport trunk native",
    "switchport trunk allowed vlan (?!remove)",
    "no switchport trunk allowed",
    "no switchport trunk native",
    "switchport trunk allowed vlan remove",
    "no switchport phone",
    "switchport phone",
    "no mlag",
    "mlag",
    "switchport mode",
    "dot1x (?!port-control)",
    # Who is asked for is known before it is asked.
    "dot1x port-control",
    "spanning-tree",
    "channel-group",
    "",
    "no shutdown",
    "shutdown",
)

ADDRESSES: Final = (
    "description",
    # Moving to another table takes all of layer 3 along: see `parknet.dialect.tables`.
    "no vrf",
    "vrf",
    # Filtered before it has an address; one list of a kind in one direction.
    "no (ip|ipv6) access-group",
    "(ip|ipv6) access-group",
    # The new address replaces the old: the interface is never without one [D: "ip address"].
    "ip address",
    "ipv6 address",
    "bfd",
    "no ip helper-address",
    "no ipv6 dhcp",
    "no ipv6 nd",
    "ip helper-address",
    "ipv6 dhcp relay destination",
    "ipv6 dhcp",
    "ipv6 nd",
    "no (ip|ipv6) ospf (network|auth|message|neighbor|bfd)",
    "ip ospf message",
    "(ip|ipv6) ospf (network|auth|neighbor|bfd)",
    "no (ip|ipv6) ospf",
    "(ip|ipv6) ospf",
    r"no vrrp \d+ (priority|ipv4 version)",
    "no vrrp",
    "(ip|ipv6) virtual-router",
    "no (ip|ipv6) virtual-router",
    r"vrrp \d+ ipv[46] [\da-f]",
    "vrrp",
    "no service-policy",
    "service-policy",
    "no mld",
    "no pim",
    "pim",
    "mld",
    "",
    "no bfd",
    "no ipv6 address",
    "no ip address",
    "no shutdown",
    "shutdown",
)
_LISTS: Final = ("(ip|ipv6) access-list",)

ORDER: Final = (
    ("", ("hostname", "mld snooping", "spanning-tree mode", "no lldp", r"vlan \d")),
    ("vlan ", ("name", "")),
    ("", ("no spanning-tree vlan-id",)),
    # An instance is there before what is in it, and goes when nothing is.
    ("vrf instance", ("",)),
    ("", ("vrf instance",)),
    ("", ("ip routing", "ipv6 unicast-routing")),
    # Who asks a server needs the server; who is authorized needs his account and his role.
    ("", ("radius-server", "tacacs-server")),
    ("role ", ("",)),
    ("", ("role ", "username", "aaa ", "dot1x system")),
    # A list is whole before an interface is bound to it. New rules come before old ones go, so that
    # a list in use is never without both.
    ("(ip|ipv6) access-list ", (r"\d", r"no \d", "")),
    ("", _LISTS),
    ("management ", ("no (ip|ipv6) access-group", "(ip|ipv6) access-group", "")),
    ("", ("management ",)),
    # What is named before what names it.
    ("policy-map ", ("",)),
    ("", ("policy-map ",)),
    ("router multicast", ("",)),
    ("router pim", ("no ", "")),
    ("", ("router multicast", "router pim")),
    (r"(ipv6 )?router ospf \d", ("router-id", "no area", "area", "default-information")),
    ("", (r"(ipv6 )?router ospf \d",)),
    (r"(ipv6 )?router ospf \d", ("no passive-interface",)),
    (r"interface (?!Port-Channel|Vlan|Loopback)", ("no channel-group",)),
    ("interface Port-Channel", PORTS),
    (r"interface (?!Vlan|Loopback)", PORTS),
    ("interface (Vlan|Loopback)", ADDRESSES),
    ("", ("interface ",)),
    ("mlag configuration", ("domain-id", "local-interface", "")),
    ("", ("mlag configuration",)),
    (r"(ipv6 )?router ospf \d", ("",)),
    # What is announced before who hears it; a neighbour goes after all that was said of it.
    ("ipv6 prefix-list", ("no ", "")),
    ("", ("(ip|ipv6) prefix-list",)),
    (
        "router bgp",
        (
            "router-id",
            "no bgp",
            "neighbor .*remote-as",
            "neighbor",
            "address-family",
            "no address-family",
            "no neighbor .*description",
            "no neighbor",
        ),
    ),
    ("", ("router bgp", "no router bgp", "no (ip|ipv6) prefix-list")),
    # The new route first: for a moment there are two, never none.
    ("", ("(ip|ipv6) route ", "no (ip|ipv6) route ")),
    # SNMP: the view before the group that names it, the group before the user.
    (
        "",
        (
            "snmp-server view",
            "snmp-server group",
            "snmp-server user",
            "(no )?snmp-server ipv[46]",
            "no snmp-server user",
            "no snmp-server group",
            "no snmp-server view",
        ),
    ),
    # Keys before servers name them, and after.
    (
        "",
        (
            "ntp authentication-key",
            "ntp trusted-key",
            "ntp authenticate$",
            "ntp ",
            "no ntp server",
            "no ntp authenticate$",
            "no ntp trusted-key",
            "no ntp ",
        ),
    ),
    ("", ("(?!no )",)),
    # From what names to what is named.
    (
        "",
        (
            "no aaa",
            "no username",
            "no role",
            "no (radius|tacacs)-server",
            "no interface (Vlan|Loopback)",
            "no interface",
            r"no (ipv6 )?router ospf \d",
            "no router",
            "no (ip routing|ipv6 unicast-routing)",
            "no vrf instance",
            "no policy-map",
            "no (ip|ipv6) access-list",
            "no vlan",
            "",
        ),
    ),
    (".", ("",)),
)
