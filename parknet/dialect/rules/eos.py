"""Arista EOS: rulebook; the order of changes is `eos_order`, forms are `eos_forms`.

Sources: [D] Arista EOS User Manual 4.32 (VLANs, Port Channels, Spanning Tree Protocol, 802.1X,
IPv4, IPv6, ACLs, OSPF, BGP, Multicast, QoS, AAA, SNMP chapters). Lines go into a configuration
session, so what stands between two of them never runs; the order is what the session's checks ask
for.
"""

from typing import Final

# annet takes the rule that shares most letters with a line, so a numbered line names its action.
RULES: Final = """
hostname %owned=kept
mld snooping %owned=kept
no ip igmp snooping$
no lldp run
ip routing$ %owned=kept
ip routing vrf * %owned=named
ipv6 unicast-routing$ %owned=kept
ipv6 unicast-routing vrf * %owned=named
logging host */[0-9a-f.:]+$/
ntp authenticate %owned=kept
ntp authentication-key */\\d+/ %owned=^2$
ntp trusted-key %owned=kept
ntp server */[0-9a-f.:]+(?=$|\\skey\\s\\d+$)/
radius-server host */[0-9a-f.:]+(?=\\skey\\s\\S+$)/ %owned=named
tacacs-server host */[0-9a-f.:]+(?=\\skey\\s\\S+$)/ %owned=named
aaa authentication login default %owned=kept
aaa authorization exec default %owned=kept
aaa authentication dot1x default %owned=kept
aaa authentication policy lockout %owned=kept
dot1x system-auth-control %owned=kept
role */parknet-\\S+/
    */\\d+(?=\\s(?:permit|deny)\\s)/ %logic=parknet.dialect.logic.leave_and_join
username * %owned=named
management console %owned=kept
    idle-timeout
management ssh %owned=kept %logic=parknet.dialect.logic.permanent
    idle-timeout
    ip access-group */\\S+/ in
    ipv6 access-group */\\S+/ in
    shutdown
management telnet
snmp-server ipv4 access-list %owned=^.*\\sparknet-vty$
snmp-server ipv6 access-list %owned=^.*\\sparknet-vty6$
snmp-server view * * %owned=named
snmp-server group * v3 * %owned=first
snmp-server user * * v3 %owned=named
spanning-tree mode %owned=kept
spanning-tree priority %owned=kept
no spanning-tree vlan-id * %owned=named
vrf instance * %owned=named
vlan */(?!1$)\\d+/
    name
policy-map type quality-of-service */parknet-\\S+/
    class *
        set dscp
        police
interface * %owned=^(Vlan(?!1$)|Port-Channel) %logic=parknet.dialect.logic.interface
    description
    shutdown
    no switchport
    vrf %logic=parknet.dialect.logic.leave_and_join
    ip address ?/[0-9.\\/]+$/
    ipv6 address */[0-9a-f:\\/]+$/
    bfd interval
    ip helper-address */[0-9.]+$/
    ipv6 dhcp relay destination */[0-9a-f:]+$/
    ipv6 dhcp relay install routes
    ipv6 nd ra disabled
    ipv6 nd managed-config-flag
    ipv6 nd other-config-flag
    ipv6 nd prefix *
    ip access-group */\\S+/ in
    ipv6 access-group */\\S+/ in
    ip ospf neighbor bfd
    ip ospf network
    ip ospf authentication
    ip ospf area
    ip ospf message-digest-key */\\d+/
    ipv6 ospf bfd
    ipv6 ospf network
    ipv6 ospf */\\d+/ area
    pim ipv4 sparse-mode
    pim ipv6 sparse-mode
    mld$
    service-policy type qos */(input|output)/ *
    qos trust
    tx-queue */\\d/
        bandwidth percent
        no priority
    vrrp */\\d+/ priority-level
    vrrp */\\d+/ ipv4 version
    vrrp */\\d+/ ipv4 */\\d\\S*/
    vrrp */\\d+/ ipv6 *
    ip virtual-router address *
    ipv6 virtual-router address *
    channel-group %logic=parknet.dialect.logic.leave_and_join
    mlag
    switchport access vlan
    switchport trunk native vlan
    switchport trunk allowed vlan %logic=parknet.dialect.logic.allowed_vlans
    switchport phone vlan
    switchport phone trunk
    switchport mode
    switchport port-security violation
    switchport port-security mac-address maximum
    storm-control broadcast level
    storm-control multicast level
    dot1x pae
    dot1x authentication failure action
    dot1x aaa unresponsive action
    dot1x port-control
    dot1x host-mode
    dot1x mac based authentication
    spanning-tree bpduguard
    spanning-tree bpdufilter
    spanning-tree portfast$
    no lldp transmit
    no lldp receive
    poe disabled
ip virtual-router mac-address %owned=kept
mlag configuration %owned=kept
    domain-id
    local-interface
    peer-address
    peer-link
ip access-list standard */parknet-\\S+/
    */\\d+(?=\\s(?:permit|deny)\\s)/ %logic=parknet.dialect.logic.leave_and_join
ipv6 access-list standard */parknet-\\S+/
    */\\d+(?=\\s(?:permit|deny)\\s)/ %logic=parknet.dialect.logic.leave_and_join
ip access-list */(?!standard\\s)\\S+/ %owned=^from-.*-4$
    */\\d+(?=\\s(?:permit|deny)\\s)/ %logic=parknet.dialect.logic.leave_and_join
ipv6 access-list */(?!standard\\s)\\S+/ %owned=^from-.*-6$
    */\\d+(?=\\s(?:permit|deny)\\s)/ %logic=parknet.dialect.logic.leave_and_join
ip prefix-list */parknet-\\S+/ seq */\\d+/
ipv6 prefix-list */parknet-\\S+/
    seq */\\d+/ %logic=parknet.dialect.logic.leave_and_join
ip route */\\d[0-9.]*\\/\\d+/ */(?!egress-vrf\\s)\\S+/
ip route */\\d[0-9.]*\\/\\d+/ egress-vrf * * %owned=second
ip route vrf * */\\S+/ */.+/ %owned=first
ipv6 route */[0-9a-f:]+\\/\\d+/ */(?!egress-vrf\\s)\\S+/
ipv6 route */[0-9a-f:]+\\/\\d+/ egress-vrf * * %owned=second
ipv6 route vrf * */\\S+/ */.+/ %owned=first
router multicast %owned=kept
    ipv4$
        routing
    ipv6$
        routing
router pim sparse-mode %owned=kept
    ipv4$
        rp address *
        ssm range
    ipv6$
        rp address *
        ssm range
router bgp */\\d+/ %owned=named
    router-id
    no bgp default ipv4-unicast
    neighbor * remote-as %logic=parknet.dialect.cisco_logic.bgp_peer
    neighbor * description
    address-family */ipv[46]/
        neighbor * activate
        neighbor * prefix-list * */(in|out)/
        network *
ipv6 router ospf */\\d+/ %owned=named
    router-id
    passive-interface *
    area * stub %logic=parknet.dialect.logic.leave_and_join
    dn-bit-ignore
    default-information originate
    redistribute */static/
router ospf */\\d+/ %owned=named
    router-id
    passive-interface *
    area * stub %logic=parknet.dialect.logic.leave_and_join
    dn-bit-ignore
    default-information originate
    redistribute */static/
~ %global %owned=kept
"""
