"""Cisco IOS and IOS-XE: rulebook; the order of changes is `ios_order`, forms are `ios_forms`.

Sources: [D] Cisco IOS Command References; Catalyst 9200 and 9500, IOS XE 17.6.x, and Catalyst
2960-X, 15.2(7)E, configuration guides.
"""

from typing import Final

RULES: Final = """
hostname %owned=kept
service password-encryption %owned=kept
no ip source-route %owned=kept
no cdp run %owned=kept
no ip http server %owned=kept
no ip http secure-server %owned=kept
ip ssh version %owned=kept
aaa new-model %owned=kept
aaa authentication */\\S+/ default %owned=kept
aaa authorization */\\S+/ default %owned=kept
username * %owned=named
login block-for %owned=kept
privilege ~ %owned=kept
radius server * %owned=^radius-\\d+$
    address
    key
tacacs server * %owned=^tacacs-\\d+$
    address
    key
vtp mode %owned=kept
ip routing$ %owned=kept
ipv6 unicast-routing %owned=kept
ipv6 mld snooping$ %owned=kept
fhrp version vrrp v3 %owned=kept
lldp run %owned=kept
archive %owned=kept
    path
ip multicast-routing$ %owned=kept
ip pim rp-address *
ip pim ssm default %owned=kept
ipv6 multicast-routing$ %owned=kept
ipv6 pim rp-address *
ip dhcp snooping$
ip dhcp snooping vlan %logic=parknet.dialect.cisco_logic.some_vlans
no ip dhcp snooping information option %owned=kept
ip arp inspection vlan %logic=parknet.dialect.cisco_logic.some_vlans
ipv6 nd raguard policy */parknet-\\S+/ %owned=named
    device-role
ipv6 dhcp guard policy */parknet-\\S+/ %owned=named
    device-role
ipv6 snooping policy */parknet-\\S+/ %owned=named
    security-level
ipv6 source-guard policy */parknet-\\S+/ %owned=named
device-tracking policy */parknet-\\S+/ %owned=named
    security-level
dot1x system-auth-control %owned=kept
spanning-tree mode %owned=kept
spanning-tree extend system-id %owned=kept
spanning-tree mst */\\d+/ priority %owned=kept
vlan */(?!1$)\\d+$/
    name
vrf definition * %owned=named
    address-family */ipv[46]$/ %parent
interface * %owned=^(Vlan(?!1$)|Port-channel) %logic=parknet.dialect.logic.interface
    description
    shutdown
    switchport access vlan
    switchport mode
    switchport voice vlan
    switchport trunk native vlan
    switchport trunk allowed vlan %logic=parknet.dialect.logic.allowed_vlans
    switchport port-security$
    switchport port-security maximum
    switchport port-security violation
    channel-group %logic=parknet.dialect.logic.leave_and_join
    ip arp inspection trust
    ip dhcp snooping trust
    ip verify source
    ipv6 nd raguard attach-policy %logic=parknet.dialect.cisco_logic.whole_line
    ipv6 dhcp guard attach-policy %logic=parknet.dialect.cisco_logic.whole_line
    ipv6 snooping attach-policy %logic=parknet.dialect.cisco_logic.whole_line
    ipv6 source-guard attach-policy %logic=parknet.dialect.cisco_logic.whole_line
    device-tracking attach-policy %logic=parknet.dialect.cisco_logic.whole_line
    authentication open
    authentication host-mode
    authentication order
    authentication priority
    authentication port-control
    mab$
    dot1x pae authenticator
    storm-control broadcast level
    storm-control multicast level
    storm-control action */\\S+/
    spanning-tree bpduguard
    spanning-tree bpdufilter
    spanning-tree portfast
    no lldp transmit
    no lldp receive
    power inline
    vrf forwarding %logic=parknet.dialect.logic.leave_and_join
    ip address ?/[0-9.]+ [0-9.]+$/
    ip helper-address */[0-9.]+$/
    ip access-group ?/\\S+\\sin$/ %logic=parknet.dialect.cisco_logic.whole_line
    ip pim sparse-mode
    ip igmp version
    no ipv6 pim
    no ipv6 mld router
    ip ospf authentication key-chain %logic=parknet.dialect.cisco_logic.whole_line
    ip ospf network
    ip ospf bfd
    ip ospf */\\d+/ area %logic=parknet.dialect.cisco_logic.whole_line
    bfd interval %logic=parknet.dialect.cisco_logic.whole_line
    ipv6 address */[0-9a-f:/]+$/
    ipv6 traffic-filter ?/\\S+\\sin$/ %logic=parknet.dialect.cisco_logic.whole_line
    ipv6 nd ra suppress
    ipv6 nd prefix *
    ipv6 nd managed-config-flag
    ipv6 nd other-config-flag
    ipv6 nd ra dns server *
    ipv6 nd ra nat64-prefix *
    ipv6 dhcp relay destination */[0-9a-f:]+$/
    ipv6 ospf network
    ipv6 ospf bfd
    ipv6 ospf */\\d+/ area %logic=parknet.dialect.cisco_logic.whole_line
    ospfv3 network
    ospfv3 bfd
    ospfv3 */\\d+/ ipv6 area %logic=parknet.dialect.cisco_logic.whole_line
    vrrp */\\d+/ address-family */ipv[46]$/
        priority
        address ?/\\S+\\sprimary$/ %logic=parknet.dialect.cisco_logic.whole_line
        address */[0-9a-f:]+\\/\\d+$/
    service-policy */(input|output)/ %logic=parknet.dialect.cisco_logic.leave_and_come
key chain */parknet-\\S+/ %owned=named
    key */\\d+/
        key-string
        cryptographic-algorithm
router ospf */\\d+(\\svrf\\s\\S+)?$/ %owned=named %logic=parknet.dialect.cisco_logic.process
    router-id
    capability vrf-lite
    area * stub %logic=parknet.dialect.cisco_logic.leave_and_come
    redistribute static
    passive-interface *
    default-information originate
ipv6 router ospf */\\d+$/ %owned=named
    router-id
    area * stub %logic=parknet.dialect.cisco_logic.leave_and_come
    redistribute static
    passive-interface *
    default-information originate
router ospfv3 */\\d+$/ %owned=named
    address-family ipv6 unicast vrf *
        router-id
        capability vrf-lite
        area * stub %logic=parknet.dialect.cisco_logic.leave_and_come
        passive-interface *
        default-information originate
router bgp */\\d+/ %owned=named
    bgp router-id
    bgp log-neighbor-changes
    no bgp default ipv4-unicast
    neighbor * remote-as %logic=parknet.dialect.cisco_logic.bgp_peer
    neighbor * description
    address-family */ipv[46]$/
        network * mask *
        network */[0-9a-f:]+\\/\\d+$/
        neighbor * activate
        neighbor * prefix-list */\\S+/ */(in|out)/
ip prefix-list */parknet-\\S+/ seq */\\d+/ %logic=parknet.dialect.logic.leave_and_join
ipv6 prefix-list */parknet-\\S+/ seq */\\d+/ %logic=parknet.dialect.logic.leave_and_join
class-map match-any */parknet-\\S+/
    match dscp *
policy-map */parknet-\\S+/
    class */parknet-\\S+/
        priority level
        bandwidth remaining percent
    class class-default
        bandwidth remaining percent
        set dscp
        police cir %logic=parknet.dialect.cisco_logic.whole_line
ip access-list extended * %owned=named
    */\\d+/ %logic=parknet.dialect.logic.leave_and_join
ip access-list standard */parknet-\\S+/ %owned=named
    */\\d+/ %logic=parknet.dialect.logic.leave_and_join
ipv6 access-list * %owned=named
    sequence */\\d+/ %logic=parknet.dialect.logic.leave_and_join
ip route */[0-9.]+/ */[0-9.]+/ */[0-9.]+$/
ip route */[0-9.]+/ */[0-9.]+/ */Null0$/
ip route */[0-9.]+/ */[0-9.]+/ */Null0/ */254$/
ip route */[0-9.]+/ */[0-9.]+/ */Vlan\\d+/ */[0-9.]+$/
ip route vrf * */[0-9.]+/ */[0-9.]+/ */.+/ %owned=first
ipv6 route */[0-9a-f:]+\\/\\d+/ */[0-9a-f:]+$/
ipv6 route */[0-9a-f:]+\\/\\d+/ */Null0$/
ipv6 route */[0-9a-f:]+\\/\\d+/ */Null0/ */254$/
ipv6 route */[0-9a-f:]+\\/\\d+/ */Vlan\\d+/ */[0-9a-f:]+$/
ipv6 route */[0-9a-f:]+\\/\\d+/ */[0-9a-f:]+/ nexthop-vrf *
ipv6 route vrf * */[0-9a-f:]+\\/\\d+/ */.+/ %owned=first
snmp-server view * %owned=named
snmp-server group * v3 */\\S+/ %owned=first %logic=parknet.dialect.cisco_logic.group
snmp-server user * * v3 %owned=first
logging host */[0-9.]+$/
logging host ipv6 */\\S+$/
ntp authenticate$ %owned=kept
ntp authentication-key */\\d+/ %owned=^1$
ntp trusted-key */\\d+/ %owned=^1$
ntp server */[0-9a-f:.]+(?=$|\\skey\\s\\d+$)/
line con */0/ %owned=named %logic=parknet.dialect.logic.permanent
    exec-timeout
line vty */\\d+/ */\\d+/ %owned=named %logic=parknet.dialect.logic.permanent
    access-class %logic=parknet.dialect.cisco_logic.whole_line
    ipv6 access-class %logic=parknet.dialect.cisco_logic.whole_line
    exec-timeout
    transport input
~ %global %owned=kept
"""
