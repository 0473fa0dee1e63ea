"""Ruijie RGOS: rulebook; the order of changes is `rgos_order`, the platform `rgos_platform`.

Sources: [D] RG-S2910-H and RG-S6120 series RGOS 11.4 configuration guides by volume, and running
configurations that people published. annet knows no Ruijie: rules are compiled as for Cisco.

Servers stand flat among those of other people: RADIUS and TACACS+ servers are owned by name, so an
address that the park gives up stays until somebody takes it out.
"""

from typing import Final

_LOGIC: Final = "%logic=parknet.dialect.cisco_logic"
_OWN: Final = "%logic=parknet.dialect.rgos_logic"
_GUARDS: Final = """
    switchport port-security maximum
    switchport port-security violation
    switchport port-security$
    storm-control broadcast
    storm-control multicast
    spanning-tree bpduguard
    dot1x port-control
    dot1x mac-auth-bypass
    ip verify source
    ipv6 verify source
    ip arp inspection trust
    ip dhcp snooping trust
    ipv6 dhcp snooping trust
    nd-snooping trust
"""
_PROCESS: Final = f"""
    router-id %logic=parknet.dialect.logic.in_place
    capability vrf-lite
    area * stub {_LOGIC}.leave_and_come
    passive-interface */.+/
    default-information originate
    redistribute static
"""
_PEERS: Final = """
        neighbor * activate
        neighbor * prefix-list */\\S+/ */(in|out)/
"""

RULES: Final = f"""
hostname %owned=kept
vrf definition * %owned=named
    address-family */ipv[46]/ %parent
aaa new-model %owned=kept
aaa authentication */(login|dot1x|web-auth)/ * %owned=named
aaa authorization exec * %owned=named
aaa local authentication attempts %owned=kept
aaa local authentication lockout-time %owned=kept
dot1x authentication %owned=kept
username * %owned=named
privilege */(config|exec)/ */.+/ %owned=named
service password-encryption %owned=kept
radius-server host */[0-9.]+/ %owned=named
radius-server host ipv6 * %owned=named
tacacs-server host */[0-9.]+/ %owned=named
tacacs-server host ipv6 * %owned=named
service dhcp %owned=kept
ip dhcp snooping vlan {_LOGIC}.some_vlans
ip dhcp snooping$
ipv6 dhcp snooping$
nd-snooping enable
ip arp inspection vlan {_LOGIC}.some_vlans
spanning-tree mode %owned=kept
spanning-tree priority %owned=kept
spanning-tree$ %owned=kept
no lldp enable
enable service ssh-server %owned=kept
enable service */(telnet|web)-server.*/
no enable service */(telnet|web)-server/ %owned=kept
ip ssh version %owned=kept
ip igmp snooping %owned=kept
ipv6 mld snooping %owned=kept
ip multicast-routing %owned=kept
ip pim rp-address *
ip pim ssm %owned=kept
ipv6 multicast-routing %owned=kept
ipv6 pim rp-address *
ipv6 pim ssm %owned=kept
vlan */(?!1$)\\d+/
    name
voice vlan %owned=kept
policy-map */parknet-\\S+/
    class */class-default/ %parent
        set ip dscp
        police
erps raps-vlan */\\d+/ %owned=named
    ring-port {_LOGIC}.whole_line
    rpl-port
    state enable
erps enable %owned=kept
ip access-list standard * %owned=named
    */\\d+\\s(?:permit|deny)\\s.*/ {_LOGIC}.numbered
ip access-list extended * %owned=^from-.*-4$
    */\\d+\\s(?:permit|deny)\\s.*/ {_LOGIC}.numbered
ipv6 access-list * %owned=^from-.*-6$
    */\\d+\\s(?:permit|deny)\\s.*/ {_LOGIC}.numbered
interface */.+/ %owned=^(VLAN (?!1$)|AggregatePort) %logic=parknet.dialect.logic.interface
    description
    shutdown
    vrf forwarding %logic=parknet.dialect.logic.leave_and_join
    ip address ?/[0-9.]+ [0-9]\\S*$/
    ipv6 address *
    ipv6 enable
    ip helper-address *
    ip access-group {_LOGIC}.whole_line
    ipv6 traffic-filter {_LOGIC}.whole_line
    ip pim sparse-mode
    ipv6 pim sparse-mode
    ip igmp version
    bfd interval
    ip ospf network
    ip ospf bfd
    ip ospf authentication
    ipv6 ospf */\\d+/ area *
    ipv6 ospf network
    ipv6 ospf bfd
    no ipv6 nd suppress-ra
    ipv6 nd managed-config-flag
    ipv6 nd prefix *
    ipv6 nd other-config-flag
    ipv6 dhcp relay destination *
    vrrp */\\d+/ ip *
    vrrp */\\d+/ version
    vrrp */\\d+/ priority
    vrrp */\\d+/ ipv6 *
    vrrp ipv6 */\\d+/ priority
    service-policy input {_LOGIC}.whole_line
    service-policy output {_LOGIC}.whole_line
    switchport mode
    switchport access vlan
    switchport trunk native vlan
    switchport trunk allowed vlan only {_OWN}.allowed_only
    switchport hybrid native vlan
    switchport hybrid allowed vlan untagged {_LOGIC}.whole_line
    switchport hybrid allowed vlan tagged {_LOGIC}.whole_line
    voice vlan enable
    port-group %logic=parknet.dialect.logic.leave_and_join
{_GUARDS}
    no lldp enable
    spanning-tree bpdufilter
    spanning-tree portfast
    poe enable
key chain */parknet-\\S+/ %owned=named
    key */\\d+/
        key-string
        cryptographic-algorithm
router ospf */\\d+.*/ %owned=named {_LOGIC}.process
    network */[0-9.]+/ */[0-9.]+/ area {_LOGIC}.whole_line
{_PROCESS}
ipv6 router ospf */\\d+.*/ %owned=named {_LOGIC}.process
{_PROCESS}
router bgp */\\d+/ %owned=named
    bgp router-id
    no bgp default ipv4-unicast
    neighbor * remote-as {_LOGIC}.bgp_peer
    neighbor * description
    address-family */ipv4/ %parent
        network */[0-9.]+/ mask */[0-9.]+/
{_PEERS}
    address-family */ipv6/ %parent
        network */[0-9a-f:]+\\/\\d+/
{_PEERS}
ip prefix-list */parknet-\\S+/ seq */\\d+/ {_LOGIC}.whole_line
ipv6 prefix-list */parknet-\\S+/ seq */\\d+/ {_LOGIC}.whole_line
ip route */[0-9.]+/ */[0-9.]+/ */.+/
ip route vrf * */[0-9.]+/ */[0-9.]+/ */.+/ %owned=first
ipv6 route */[0-9a-f:]+\\/\\d+/ */[0-9a-f:]+$/
ipv6 route */[0-9a-f:]+\\/\\d+/ */Null.+/
ipv6 route */[0-9a-f:]+\\/\\d+/ */[0-9a-f:]+/ nexthop-vrf * %owned=third
ipv6 route vrf * */[0-9a-f:]+\\/\\d+/ */.+/ %owned=first
snmp-server enable version */v[12]c?/
no snmp-server enable version */v[12]c?/ %owned=kept
snmp-server enable version v3 %owned=kept
snmp-server view * * %owned=named
snmp-server group * v3 * %owned=first {_LOGIC}.group
snmp-server user * * v3 %owned=named
logging server */[0-9.]+$/
logging server ipv6 *
ntp authenticate %owned=kept
ntp authentication-key */\\d+/ %owned=^1$
ntp trusted-key */\\d+/ %owned=^1$
ntp server *
line console 0 %owned=named %logic=parknet.dialect.logic.permanent
    exec-timeout
line vty */\\d+/ */\\d+/ %owned=named %logic=parknet.dialect.logic.permanent
    access-class {_LOGIC}.whole_line
    ipv6 access-class {_LOGIC}.whole_line
    exec-timeout
    transport input
    login authentication
~ %global %owned=kept
"""
