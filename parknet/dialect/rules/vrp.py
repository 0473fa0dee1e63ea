"""Huawei VRP 5 and VRP 8 / YunShan: rulebook and order of changes.

Sources: [D] Huawei S-series command references (VLAN, Eth-Trunk, IP, OSPF, SNMP, AAA chapters).
"""

from typing import Final

RULES: Final = """
sysname %owned=kept
dhcp enable %owned=kept
dhcp snooping enable %owned=kept
nd snooping enable %owned=kept
igmp-snooping enable %owned=kept
mld-snooping enable %owned=kept
multicast routing-enable %owned=kept
multicast ipv6 routing-enable %owned=kept
stp mode %owned=kept
stp priority %owned=kept
stp bpdu-protection %owned=kept
stp region-configuration %owned=kept
    instance */\\d+/ vlan %logic=parknet.dialect.logic.mstp_instance
    active region-configuration %owned=kept %logic=parknet.dialect.logic.in_place
erps ring */\\d+/ %owned=named
    control-vlan
    protected-instance
hwtacacs enable %owned=kept
radius-server template parknet$
    radius-server shared-key cipher
    radius-server authentication *
    radius-server accounting *
dot1x-access-profile name parknet$
mac-access-profile name parknet$
authentication-profile name */parknet-\\S+/
    dot1x-access-profile
    mac-access-profile
    authentication dot1x-mac-bypass
    access-domain
    authentication mode
    authentication event * action authorize
hwtacacs-server template parknet$
    hwtacacs-server authentication *
    hwtacacs-server authorization *
    hwtacacs-server shared-key cipher
hwtacacs server template parknet$
    hwtacacs server authentication *
    hwtacacs server authorization *
    hwtacacs server shared-key cipher
acl number 2999$
    rule */\\d+/ %logic=parknet.dialect.logic.leave_and_join
acl ipv6 number 2999$
    rule */\\d+/ %logic=parknet.dialect.logic.leave_and_join
telnet server enable
telnet ipv6 server enable
http server enable
ftp server enable
ftp ipv6 server enable
tftp server enable
ssh server compatible-ssh1x enable
lldp enable %owned=kept
ipv6$ %owned=kept
stelnet server enable %owned=kept
snmp-agent$ %owned=kept
acl name * %owned=^from-.*-4$
    rule */\\d+/ %logic=parknet.dialect.logic.leave_and_join
acl ipv6 name * %owned=^from-.*-6$
    rule */\\d+/ %logic=parknet.dialect.logic.leave_and_join
vlan */(?!1$)\\d+/
    description
    igmp-snooping enable
    igmp-snooping version
    mld-snooping enable
    mld-snooping version
    dhcp snooping enable
interface * %owned=^(Vlanif(?!1$)|Eth-Trunk) %logic=parknet.dialect.logic.interface
    description
    shutdown
    ip address ?/[0-9.]+ [0-9]\\S*$/
    ipv6 enable
    ipv6 address *
    undo ipv6 nd ra halt
    ipv6 nd ra prefix *
    ipv6 nd autoconfig managed-address-flag
    ipv6 nd autoconfig other-flag
    ospf enable * area *
    ospf network-type
    ospfv3 */\\d+/ area *
    ospfv3 network-type
    ospf bfd enable
    ospfv3 bfd enable
    pim sm
    pim ipv6 sm
    igmp enable
    igmp version
    mld enable
    mld version
    traffic-policy * inbound
    traffic-policy * outbound
    vrrp vrid * virtual-ip *
    vrrp vrid * priority
    vrrp6 vrid * virtual-ip *
    vrrp6 vrid * priority
    dhcp select *
    dhcp relay server-ip *
    dhcpv6 relay destination *
    traffic-filter inbound acl name *
    traffic-filter inbound acl ipv6 name *
    traffic-filter acl */(?!ipv6$)\\S+/ inbound
    traffic-filter acl ipv6 * inbound
    port link-type
    port default vlan
    port trunk pvid vlan
    port trunk allow-pass vlan %logic=parknet.dialect.logic.vlan_list
    undo port trunk allow-pass vlan 1
    mode
    voice-vlan */\\d+/ enable %logic=parknet.dialect.logic.voice_vlan
    eth-trunk %logic=parknet.dialect.logic.leave_and_join
    stp edged-port
    stp disable
    erps ring */\\d+/
    authentication-profile
    dhcp snooping trusted
    dhcp snooping enable
    nd snooping trusted
    nd snooping enable
    nd snooping check * enable
    nd raguard role
    arp anti-attack check user-bind enable
    ip source check user-bind enable
    ipv4 source check user-bind enable
    ipv6 source check user-bind enable
    port-security enable
    port-security */max-mac-num|maximum/
    broadcast-suppression
    multicast-suppression
    storm suppression */broadcast|multicast/
    undo lldp enable
    undo poe enable
ospf */\\d+$/ %owned=named
    router-id %logic=parknet.dialect.logic.in_place
    silent-interface *
    default-route-advertise
    import-route */static$/
    area *
        authentication-mode
        stub
ospfv3 */\\d+$/ %owned=named
    router-id
    silent-interface *
    default-route-advertise
    import-route */static$/
    area *
        authentication-mode
        stub
bfd$ %owned=kept %parent
pim$ %owned=kept
    static-rp *
pim-ipv6$ %owned=kept
    static-rp *
traffic classifier */parknet-\\S+/
    if-match any
traffic behavior */parknet-\\S+/
    car
    remark dscp
traffic policy */parknet-\\S+/
    classifier */parknet-\\S+/
bgp */\\d+/ %owned=named
    router-id %logic=parknet.dialect.logic.in_place
    peer * as-number %logic=parknet.dialect.logic.neighbour
    peer * description
    ipv4-family unicast
        network */[0-9.]+/ *
        peer * enable
        peer * ip-prefix * */(import|export)/
    ipv6-family unicast
        network */[0-9a-f:]+/ *
        peer * enable
        peer * ipv6-prefix * */(import|export)/
ip ip-prefix */parknet-(?:default-)?v4/ index *
ip ipv6-prefix */parknet-(?:default-)?v6/ index *
snmp-agent sys-info version %logic=parknet.dialect.logic.snmp_versions
snmp-agent mib-view */(included|excluded)/ * * %owned=named
snmp-agent group v3 * * %owned=first
snmp-agent usm-user v3 */\\S+$/ %owned=named
snmp-agent usm-user v3 * group %owned=named
snmp-agent usm-user v3 * authentication-mode %owned=named
snmp-agent usm-user v3 * privacy-mode %owned=named
ssh user */\\S+$/ %owned=named
ssh user * authentication-type %owned=named
ssh user * service-type %owned=named
aaa %owned=kept %logic=parknet.dialect.logic.permanent
    local-user * password %owned=named %logic=parknet.dialect.logic.local_user
    local-user * privilege level %owned=named %logic=parknet.dialect.logic.local_user_part
    local-user * service-type %owned=named %logic=parknet.dialect.logic.local_user_part
    local-aaa-user wrong-password %owned=kept
    authentication-scheme */parknet\\S*/
        authentication-mode
    accounting-scheme */parknet/
        accounting-mode
    domain parknet$
        authentication-scheme
        accounting-scheme
        radius-server
    domain default_admin$ %owned=named
        authentication-scheme
        hwtacacs-server
        hwtacacs server
user-interface vty */\\d+/ */\\d+/ %owned=named %logic=parknet.dialect.logic.permanent
    acl */\\d+/ inbound
    acl ipv6 * inbound
    authentication-mode
    idle-timeout
    protocol inbound
ntp-service authentication enable %owned=kept
ntp-service authentication-keyid */\\d+/ %owned=^3$
ntp-service reliable authentication-keyid */\\d+/ %owned=^3$
ntp-service unicast-server */[0-9.]+(?=$|\\sauth\\S+)/
ntp-service unicast-server ipv6 */\\S+(?=$|\\sauth\\S+)/
info-center loghost */[0-9.]+$/
info-center loghost ipv6 */\\S+$/
ip route-static */[0-9.]+/ */[0-9.]+/ */\\S+$/
ipv6 route-static */[0-9a-f:]+/ */\\d+/ */\\S+$/
~ %global %owned=kept
"""

PORTS: Final = (
    "description",
    "mode",
    "undo eth-trunk",
    # A port leaves its ring before spanning tree minds it again.
    "undo erps",
    # What guards a port goes before it joins an Eth-Trunk, and so before anything else.
    "undo (stp|authentication|dhcp|nd|arp|ip|port-sec|broadcast|multicast|storm)",
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
    "erps",
    "eth-trunk",
    "",
    "undo shutdown",
    "shutdown",
)

ADDRESSES: Final = (
    "description",
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
    # A ring makes its control VLAN itself and is whole before a port joins [D: ERPS "erps ring"].
    ("erps ring", ("control-vlan", "protected-instance", "")),
    ("stp region", ("undo instance", "instance", "active", "")),
    (
        "",
        (
            "sysname",
            "stp mode",
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
    # What is announced over an interface needs its process [D: OSPF "ospf enable": the process
    # must exist].
    (r"ospf(v3)? \d", ("router-id", "area", "default-route-advertise")),
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
            "snmp-agent sys-info",
            "undo snmp-agent sys-info",
        ),
    ),
    ("aaa", ("local-aaa", "local-user .*password", "local-user", "undo local-user")),
    ("", ("stelnet", r"ssh user \S+$", "ssh user", r"undo ssh user \S+ ", "undo ssh user")),
    ("user-interface", ("",)),
    # Keys before servers name them, and after.
    (
        "",
        (
            "ntp-service (enable|authentication-keyid)",
            "ntp-service reliable",
            "ntp-service authentication enable",
            "ntp-service",
            "undo ntp-service (ipv6|unicast)",
            "undo ntp-service authentication enable",
            "undo ntp-service reliable",
            "undo ntp-service",
        ),
    ),
    ("", ("(?!undo )",)),
    ("", ("undo erps", "undo stp region")),
    ("", ("undo interface (Vlanif|LoopBack)", "undo interface", r"undo ospf(v3)? \d")),
    ("", ("undo traffic policy", "undo traffic")),
    ("", ("undo authentication-profile", r"undo (dot1x|mac)-access-profile")),
    ("aaa", ("undo domain", "undo")),
    ("", ("undo (radius-server|hwtacacs)", "undo acl")),
    ("", ("undo vlan",)),
    ("", ("",)),
    (".", ("",)),
)
