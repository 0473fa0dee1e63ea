"""H3C Comware 7: rulebook and order of changes.

Sources: [D] H3C S-series Comware 7 command references (VLAN, Ethernet link aggregation, IP, OSPF,
SNMP, local users chapters).
"""

from typing import Final

RULES: Final = """
sysname %owned=kept
dhcp enable %owned=kept
lldp global enable %owned=kept
stp global enable %owned=kept
stp mode %owned=kept
ssh server enable %owned=kept
ntp-service enable %owned=kept
snmp-agent$ %owned=kept
vlan */(?!1$)\\d+/
    name
    description
interface * %owned=^(Vlan-interface(?!1$)|Bridge-Aggregation) %logic=parknet.dialect.logic.interface
    description
    shutdown
    packet-filter name */\\S+/ inbound
    packet-filter ipv6 name */\\S+/ inbound
    ip address ?/[0-9.]+ [0-9]\\S*$/
    ipv6 address */[0-9a-f:/]+$/
    undo ipv6 nd ra halt
    ipv6 nd ra prefix *
    ipv6 nd autoconfig managed-address-flag
    ipv6 nd autoconfig other-flag
    ospf */\\d+/ area
    ospf network-type
    ospfv3 */\\d+/ area *
    ospfv3 network-type
    dhcp select
    dhcp relay server-address *
    ipv6 dhcp select
    ipv6 dhcp relay server-address *
    port link-type
    port access vlan
    port trunk pvid vlan
    port trunk permit vlan %logic=parknet.dialect.logic.vlan_list
    undo port trunk permit vlan 1
    link-aggregation mode
    port link-aggregation group %logic=parknet.dialect.logic.leave_and_join
    stp edged-port
    poe enable
ospf */\\d+$/ %owned=named
    router-id %logic=parknet.dialect.logic.in_place
    silent-interface *
    default-route-advertise
    area * %parent
ospfv3 */\\d+$/ %owned=named
    router-id
    silent-interface *
    default-route-advertise
    area * %parent
snmp-agent sys-info version %logic=parknet.dialect.logic.snmp_versions
snmp-agent mib-view ?/(included|excluded)/ * %owned=named
snmp-agent group v3 * * %owned=first
snmp-agent usm-user v3 * %owned=named
ssh user * %owned=named
local-user * class manage %owned=named
    password
    service-type *
    authorization-attribute user-role *
line vty */\\d+/ */\\d+/ %owned=named %logic=parknet.dialect.logic.permanent
    authentication-mode
    protocol inbound
ntp-service unicast-server */[0-9.]+$/
ntp-service ipv6 unicast-server */\\S+$/
info-center loghost */[0-9.]+$/
info-center loghost ipv6 */\\S+$/
acl advanced name * %owned=named
    rule */\\d+/ %logic=parknet.dialect.logic.leave_and_join
acl ipv6 advanced name * %owned=named
    rule */\\d+/ %logic=parknet.dialect.logic.leave_and_join
ip route-static */[0-9.]+/ */\\d+/ */\\S+$/
ipv6 route-static */[0-9a-f:]+/ */\\d+/ */\\S+$/
~ %global %owned=kept
"""

PORTS: Final = (
    "description",
    "link-aggregation mode",
    "undo port link-aggregation",
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
    "stp",
    # A member is selected only where its VLANs agree with its aggregation, so it joins last
    # [D: Ethernet link aggregation, "attribute configurations"].
    "port link-aggregation",
    "",
    "undo shutdown",
    "shutdown",
)

ADDRESSES: Final = (
    "description",
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
    "undo ospf network",
    "undo ospf",
    r"ospf \d",
    r"ospfv3 \d",
    "ospf",
    "",
    "undo ipv6 address",
    "undo ip address",
    "undo shutdown",
    "shutdown",
)

# As in `vrp.ORDER`.
ORDER: Final = (
    ("", ("sysname", "stp", "lldp", "dhcp enable", r"vlan \d")),
    ("vlan ", ("",)),
    (r"ospf(v3)? \d", ("router-id", "area", "default-route-advertise")),
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
    (r"ospf(v3)? \d", ("",)),
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
    ("", ("(?!undo )",)),
    ("", ("undo interface (Vlan-interface|LoopBack)", "undo interface", r"undo ospf(v3)? \d")),
    ("", ("undo acl",)),
    ("", ("undo vlan",)),
    ("", ("",)),
    (".", ("",)),
)
