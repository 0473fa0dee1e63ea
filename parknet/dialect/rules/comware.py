"""H3C Comware 7: rulebook; the order of changes is `comware_order`.

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
multicast routing %owned=kept %parent
ipv6 multicast routing %owned=kept %parent
igmp-snooping$ %owned=kept %parent
mld-snooping$ %owned=kept %parent
dhcp snooping enable
ipv6 dhcp snooping enable
ipv6 dhcp advertise pd-route %owned=kept
ipv6 dhcp guard policy * %owned=named
dot1x$ %owned=kept
dot1x authentication-method %owned=kept
mac-authentication$ %owned=kept
stp priority %owned=kept
stp bpdu-protection %owned=kept
drni system-mac %owned=kept
drni system-number %owned=kept
drni system-priority %owned=kept
drni role priority %owned=kept
drni keepalive ip %owned=kept
drni mad exclude logical-interfaces %owned=kept
drni mad exclude interface * %owned=named
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
    igmp-snooping version
    mld-snooping enable
    mld-snooping version
ip vpn-instance * %owned=named
    route-distinguisher
interface * %owned=^(Vlan-interface(?!1$)|Bridge-Aggregation) %logic=parknet.dialect.logic.interface
    description
    shutdown
    packet-filter name */\\S+/ inbound
    packet-filter ipv6 name */\\S+/ inbound
    ip binding vpn-instance %logic=parknet.dialect.logic.leave_and_join
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
    pim */(dm|sm)/
    ipv6 pim */(dm|sm)/
    igmp enable
    igmp version
    mld enable
    mld version
    dhcp select
    dhcp relay server-address *
    ipv6 dhcp select
    ipv6 dhcp relay server-address *
    ipv6 dhcp relay client-information record
    port link-type
    port access vlan
    port trunk pvid vlan
    port trunk permit vlan %logic=parknet.dialect.logic.vlan_list
    undo port trunk permit vlan 1
    link-aggregation mode
    port drni intra-portal-port
    port drni group
    undo mac-address static source-check enable
    port link-aggregation group %logic=parknet.dialect.logic.leave_and_join
    stp edged-port
    undo stp enable
    undo lldp enable
    undo voice-vlan mode auto
    voice-vlan */\\d+/ enable %logic=parknet.dialect.logic.voice_vlan
    poe enable
    qos trust
    qos wrr */\\d+/
    qos wrr weight
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
    vpn-instance-capability simple
    silent-interface *
    default-route-advertise
    import-route */static$/
    area * %parent
        stub
ospfv3 */\\d+$/ %owned=named
    vpn-instance %logic=parknet.dialect.logic.in_place
    vpn-instance-capability simple
    router-id
    silent-interface *
    default-route-advertise
    import-route */static$/
    area * %parent
        stub
pim$ %owned=kept
    static-rp *
ipv6 pim$ %owned=kept
    static-rp *
bgp */\\d+/ %owned=named
    router-id
    peer * as-number %logic=parknet.dialect.logic.bgp_peer
    peer * description
    address-family */ipv[46]/ unicast
        network * *
        peer * enable
        peer * prefix-list * */(import|export)/
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
ntp-service authentication enable %owned=kept
ntp-service authentication-keyid */\\d+/ %owned=^3$
ntp-service reliable authentication-keyid */\\d+/ %owned=^3$
ntp-service unicast-server */[0-9.]+(?=$|\\sauth\\S+)/
ntp-service ipv6 unicast-server */\\S+(?=$|\\sauth\\S+)/
info-center loghost */[0-9.]+$/
info-center loghost ipv6 */\\S+$/
traffic classifier */parknet-\\S+/
    if-match any
traffic behavior */parknet-\\S+/
    car
    remark dscp
    remark local-precedence
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
ip route-static vpn-instance * */[0-9.]+/ */\\d+/ */.+/ %owned=first
ip route-static */[0-9.]+/ */\\d+/ vpn-instance * * %owned=third
ipv6 route-static vpn-instance * */[0-9a-f:]+/ */\\d+/ */.+/ %owned=first
ipv6 route-static */[0-9a-f:]+/ */\\d+/ vpn-instance * * %owned=third
~ %global %owned=kept
"""
