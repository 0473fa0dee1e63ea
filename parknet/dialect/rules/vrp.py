"""Huawei VRP 5 and VRP 8 / YunShan: rulebook; the order of changes is `vrp_order`.

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
stp v-stp enable %owned=kept
dfs-group */1$/ %owned=named
    priority
    dual-active detection source
    consistency-check
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
ip vpn-instance * %owned=named
    ipv4-family
        route-distinguisher %logic=parknet.dialect.logic.in_place
    ipv6-family
        route-distinguisher %logic=parknet.dialect.logic.in_place
interface * %owned=^(Vlanif(?!1$)|Eth-Trunk) %logic=parknet.dialect.logic.interface
    description
    shutdown
    ip binding vpn-instance *
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
    peer-link
    port vlan exclude %logic=parknet.dialect.logic.vlan_list
    dfs-group 1 m-lag *
    lacp m-lag system-id
    m-lag unpaired-port reserved
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
    trust dscp
    qos pq * to * drr * to *
    qos queue * drr
ospf */\\d+$/ %owned=named
    router-id %logic=parknet.dialect.logic.in_place
    vpn-instance-capability simple
    silent-interface *
    default-route-advertise
    import-route */static$/
    area *
        authentication-mode
        stub
ospfv3 */\\d+$/ %owned=named
    vpn-instance %logic=parknet.dialect.logic.in_place
    vpn-instance-capability simple
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
    remark local-precedence
traffic policy */parknet-\\S+/
    classifier */parknet-\\S+/
bgp */\\d+/ %owned=named
    router-id %logic=parknet.dialect.logic.in_place
    peer * as-number %logic=parknet.dialect.logic.bgp_peer
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
snmp-agent acl %owned=.*\\s2999$
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
ip route-static vpn-instance * */[0-9.]+/ */[0-9.]+/ */.+/ %owned=first
ip route-static */[0-9.]+/ */[0-9.]+/ vpn-instance * * %owned=third
ipv6 route-static vpn-instance * */[0-9a-f:]+/ */\\d+/ */.+/ %owned=first
ipv6 route-static */[0-9a-f:]+/ */\\d+/ vpn-instance * * %owned=third
~ %global %owned=kept
"""
