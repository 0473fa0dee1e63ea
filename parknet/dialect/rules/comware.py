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
telnet server enable
ip http enable
ftp server enable
ssh server compatible-ssh1x enable
ssh server acl %owned=kept
ssh server ipv6 acl %owned=kept
multicast routing %owned=kept
ipv6 multicast routing %owned=kept
igmp-snooping$ %owned=kept
mld-snooping$ %owned=kept
dhcp snooping enable
ipv6 dhcp snooping enable
ipv6 dhcp guard policy * %owned=named
dot1x$ %owned=kept
dot1x authentication-method %owned=kept
mac-authentication$ %owned=kept
stp priority %owned=kept
stp bpdu-protection %owned=kept
stp region-configuration %owned=kept
    instance */\\d+/ vlan %logic=parknet.dialect.logic.mstp_instance
    active region-configuration %owned=kept %logic=parknet.dialect.logic.in_place
erps enable %owned=kept
erps ring */\\d+/ %owned=named
    port0 interface
    port1 interface
    instance */\\d+/
        control-vlan
        protected-vlan
        node-role
        instance enable
vlan */(?!1$)\\d+/
    name
    description
    arp detection enable
    ipv6 nd detection enable
    ipv6 nd snooping enable global
    ipv6 nd snooping enable link-local
    igmp-snooping enable
    mld-snooping enable
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
    ipv6 nd ra dns server *
    ospf */\\d+/ area
    ospf network-type
    ospf bfd enable
    ospf authentication-mode keychain
    ospfv3 */\\d+/ area *
    ospfv3 network-type
    ospfv3 bfd enable
    ospfv3 authentication-mode
    vrrp vrid */\\d+/ virtual-ip *
    vrrp vrid */\\d+/ priority
    vrrp ipv6 vrid */\\d+/ virtual-ip *
    vrrp ipv6 vrid */\\d+/ priority
    pim dm
    ipv6 pim dm
    igmp enable
    mld enable
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
    undo stp enable
    undo lldp enable
    undo voice-vlan mode auto
    voice-vlan */\\d+/ enable %logic=parknet.dialect.logic.voice_vlan
    poe enable
    broadcast-suppression
    multicast-suppression
    mac-address max-mac-count
    dhcp snooping trust
    dhcp snooping binding record
    ipv6 dhcp snooping trust
    ipv6 dhcp snooping binding record
    ipv6 dhcp guard apply policy
    ipv6 nd raguard role
    arp detection trust
    ipv6 nd detection trust
    ip verify source
    ipv6 verify source
    dot1x$
    dot1x mandatory-domain
    mac-authentication$
    mac-authentication domain
    mac-authentication parallel-with-dot1x
    port-security authentication open
keychain */parknet-\\S+/ %owned=named
    key */\\d+/
        authentication-algorithm
        key-string
        accept-lifetime
        send-lifetime
ospf */\\d+$/ %owned=named
    router-id %logic=parknet.dialect.logic.in_place
    silent-interface *
    default-route-advertise
    import-route */static$/
    area * %parent
        stub
ospfv3 */\\d+$/ %owned=named
    router-id
    silent-interface *
    default-route-advertise
    import-route */static$/
    area * %parent
        stub
bgp */\\d+/ %owned=named
    router-id
    peer * as-number %logic=parknet.dialect.logic.bgp_peer
    peer * description
    address-family */ipv[46]/ unicast
        network *
        peer * enable
        peer * prefix-list * export
ip prefix-list */parknet-\\S+/ index */\\d+/
ipv6 prefix-list */parknet-\\S+/ index */\\d+/
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
    idle-timeout
radius scheme */parknet/ %owned=named
    primary authentication
    secondary authentication */[0-9.]+$/
    secondary authentication ipv6 *
    primary accounting
    secondary accounting */[0-9.]+$/
    secondary accounting ipv6 *
    key authentication
    key accounting
    user-name-format
hwtacacs scheme */parknet/ %owned=named
    primary */\\S+/
    secondary * */[0-9.]+$/
    secondary * ipv6 *
    key */\\S+/
    user-name-format
domain name * %owned=named
    authentication */(lan-access|login)/
    authorization */(lan-access|login)/
    accounting */(lan-access|login)/
ntp-service unicast-server */[0-9.]+$/
ntp-service ipv6 unicast-server */\\S+$/
info-center loghost */[0-9.]+$/
info-center loghost ipv6 */\\S+$/
traffic classifier */parknet-\\S+/
    if-match any
traffic behavior */parknet-\\S+/
    car
    remark dscp
qos policy */parknet-\\S+/
    classifier *
qos vlan-policy */parknet-\\S+/ vlan * *
acl basic */\\d+/ %owned=named
    rule */\\d+/ %logic=parknet.dialect.logic.leave_and_join
acl ipv6 basic */\\d+/ %owned=named
    rule */\\d+/ %logic=parknet.dialect.logic.leave_and_join
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
    # Trusted before anything is checked; open before anybody is asked who he is.
    "dhcp snooping trust",
    "ipv6 dhcp snooping trust",
    "arp detection trust",
    "ipv6 nd detection trust",
    "port-security authentication open",
    "undo voice-vlan",
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
    "voice-vlan",
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
    "undo igmp enable",
    "undo mld enable",
    "undo pim",
    "undo ipv6 pim",
    "pim",
    "ipv6 pim",
    "",
    "undo ipv6 address",
    "undo ip address",
    "undo shutdown",
    "shutdown",
)

# As in `vrp.ORDER`.
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
    # A check ends before it is said who need not be checked, and begins after.
    ("vlan ", ("undo arp detection", "undo ipv6 nd", "name", "description")),
    ("stp region", ("undo instance", "instance", "active", "")),
    # Who asks a server needs the server.
    ("radius scheme", ("",)),
    ("hwtacacs scheme", ("",)),
    ("domain ", ("",)),
    ("keychain ", ("",)),
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
    ("", ("(?!undo )",)),
    ("", ("undo interface (Vlan-interface|LoopBack)", "undo interface", r"undo ospf(v3)? \d")),
    ("", ("undo acl",)),
    ("", ("undo vlan",)),
    ("", ("",)),
    (".", ("",)),
)
