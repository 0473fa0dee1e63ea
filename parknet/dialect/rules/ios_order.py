"""Cisco IOS and IOS-XE: order of changes, as in `vrp_order.ORDER`.

Sources: [D] as in `parknet.dialect.rules.ios`.
"""

from typing import Final

PORTS: Final = (
    "description",
    # Trusted before anything is checked; open before anybody is asked who he is.
    "ip dhcp snooping trust",
    "ip arp inspection trust",
    "authentication open",
    # What wants an access port goes before the port is one no more, and comes when it is
    # [D: IEEE 802.1X, port security, "restrictions"].
    "no authentication port-control",
    "no dot1x",
    "no mab",
    "no authentication",
    "no switchport port-security$",
    "no switchport port-security",
    "no switchport voice",
    "no channel-group",
    "no spanning-tree",
    # A trunk without a list carries every VLAN: the list is there before it is a trunk, and goes
    # when it is none.
    "switchport access",
    "switchport trunk native",
    "switchport trunk allowed vlan (?!remove)",
    "switchport trunk allowed vlan remove",
    "switchport mode",
    "no switchport mode",
    "no switchport trunk",
    "no switchport access",
    "switchport voice",
    "switchport port-security (maximum|violation)",
    "switchport port-security$",
    "authentication (host-mode|order|priority)",
    "mab",
    "dot1x",
    "authentication port-control",
    "spanning-tree",
    # A member has the VLANs of its channel or is suspended, so it joins last [D: EtherChannels].
    "channel-group",
    "",
    "no shutdown",
    "shutdown",
)

ADDRESSES: Final = (
    "description",
    # Another table takes the addresses along: see `parknet.dialect.tables`.
    "no vrf forwarding",
    "vrf forwarding",
    # It is filtered before it has an address.
    "ip access-group",
    "ipv6 traffic-filter",
    # The new address first: the interface is never without one.
    "ip address",
    "ipv6 address",
    "no ip helper",
    "no ipv6 dhcp relay",
    "no ipv6 nd",
    "ipv6 nd",
    "ip helper",
    "ipv6 dhcp relay",
    "no (ip|ipv6) ospf (network|auth|bfd)",
    "no ospfv3 (network|bfd)",
    "no (ip|ipv6) ospf",
    "no ospfv3",
    "bfd",
    r"ip ospf \d",
    r"ipv6 ospf \d",
    r"ospfv3 \d",
    "(ip|ipv6) ospf",
    "ospfv3",
    "no bfd",
    "no vrrp",
    "vrrp",
    "no service-policy",
    "service-policy",
    "",
    "no ip access-group",
    "no ipv6 traffic-filter",
    "no ipv6 address",
    "no ip address",
    "no shutdown",
    "shutdown",
)
_PROCESS: Final = r"(router ospf|ipv6 router ospf|router ospfv3) \d"

# As in `vrp_order.ORDER`.
ORDER: Final = (
    (
        "",
        (
            "hostname",
            "vtp mode",
            "ip routing",
            "ipv6 unicast-routing",
            "ip multicast-routing",
            "ipv6 multicast-routing",
            "fhrp",
            "spanning-tree (mode|extend)",
            "lldp",
            # What checks ends before it is said who need not be checked, and begins after.
            "no ip dhcp snooping (?!information)",
            "no ip dhcp snooping$",
            "no ip arp inspection",
            "aaa new-model",
            r"vlan \d",
        ),
    ),
    ("vlan ", ("",)),
    # Who asks a server needs the server.
    ("radius server", ("",)),
    ("tacacs server", ("",)),
    ("", ("username", "aaa")),
    ("(ipv6 (nd raguard|dhcp guard|snooping|source-guard)|device-tracking) policy", ("",)),
    ("", ("(ipv6 (nd raguard|dhcp guard|snooping|source-guard)|device-tracking) policy",)),
    ("archive", ("",)),
    ("key chain", ("",)),
    # A table is there before what is in it, and goes when nothing is.
    ("vrf definition", ("",)),
    ("", ("vrf definition",)),
    (
        _PROCESS,
        ("router-id", "address-family", "capability", "no area", "area", "default-information"),
    ),
    ("", (_PROCESS,)),
    (_PROCESS, ("no passive-interface",)),
    # A list is whole before it is bound. New entries come before old ones go, so that a list in use
    # is never empty: an empty one passes everything.
    (
        "ip access-list|ipv6 access-list",
        (r"\d", "sequence", r"no \d", "no sequence", ""),
    ),
    ("", ("ip access-list", "ipv6 access-list")),
    # From what is named to what names it.
    ("class-map", ("",)),
    ("", ("class-map",)),
    ("policy-map", ("class (?!class-default)", "")),
    ("", ("policy-map",)),
    ("interface (?!Port-channel|Vlan|Loopback)", ("no channel-group",)),
    ("interface Port-channel", PORTS),
    ("interface (?!Vlan|Loopback)", PORTS),
    ("interface (Vlan|Loopback)", ADDRESSES),
    ("", ("interface ",)),
    ("", ("no ip dhcp snooping information", "ip dhcp snooping", "ip arp inspection")),
    (_PROCESS, ("",)),
    # What is announced before who hears it; a neighbour goes after all that was said of it.
    ("", ("ip prefix-list", "ipv6 prefix-list")),
    (
        "router bgp",
        (
            "bgp",
            "no bgp",
            "neighbor .*remote-as",
            "neighbor",
            "address-family",
            "no address-family",
            "no neighbor .*description",
            "no neighbor",
        ),
    ),
    ("", ("no router bgp", "no ip prefix-list", "no ipv6 prefix-list")),
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
        ),
    ),
    ("line ", ("access-class", "ipv6 access-class", "exec", "transport", "")),
    ("", ("no username",)),
    (
        "",
        (
            "no ntp server",
            "no ntp trusted-key",
            "no ntp authentication-key",
            "ntp authentication-key",
            "ntp trusted-key",
            "ntp authenticate",
            "ntp server",
        ),
    ),
    ("", ("(?!no )",)),
    ("", ("no interface (Vlan|Loopback)", "no interface", f"no {_PROCESS}")),
    ("", ("no policy-map", "no class-map", "no key chain")),
    ("", ("no vrf definition",)),
    ("", ("no ip access-list", "no ipv6 access-list")),
    ("", ("no vlan",)),
    ("", ("",)),
    (".", ("",)),
)
