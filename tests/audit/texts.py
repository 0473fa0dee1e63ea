"""A hardened configuration of each vendor, written from the vendors' documents."""

VRP = """\
#
sysname b03-1f-acc1
#
vlan batch 10 100
#
dhcp enable
dhcp snooping enable
#
stp mode rstp
stp bpdu-protection
#
lldp enable
#
acl number 2999
 rule 5 permit source 10.16.0.0 0.0.0.255
#
acl ipv6 number 2999
 rule 5 permit source 2001:db8:16::/64
#
interface Eth-Trunk1
 port link-type trunk
 undo port trunk allow-pass vlan 1
 port trunk allow-pass vlan 10 100
 mode lacp
 dhcp snooping trusted
#
interface GigabitEthernet0/0/1
 description b03/1F-001
 port link-type access
 port default vlan 10
 stp edged-port enable
 undo lldp enable
 nd raguard role host
 broadcast-suppression 5
 arp anti-attack check user-bind enable
 ip source check user-bind enable
#
interface GigabitEthernet0/0/2
 description spare
 shutdown
#
interface XGigabitEthernet0/0/1
 eth-trunk 1
#
snmp-agent
snmp-agent sys-info version v3
snmp-agent group v3 parknet privacy read-view parknet-view
snmp-agent acl 2999
snmp-agent usm-user v3 parknet
#
stelnet server enable
ssh user parknet
#
aaa
 local-aaa-user password policy administrator
  password history record number 5
 local-aaa-user wrong-password retry-interval 5 retry-time 5 block-time 10
 recording-scheme parknet
 local-user parknet password irreversible-cipher <<secret>>
 local-user parknet privilege level 15
#
user-interface con 0
 authentication-mode aaa
user-interface vty 0 4
 acl 2999 inbound
 acl ipv6 2999 inbound
 authentication-mode aaa
 idle-timeout 5 0
 protocol inbound ssh
#
ntp-service authentication enable
ntp-service unicast-server 10.16.0.11
#
info-center loghost 10.16.0.12
info-center loghost 10.16.0.13
#
return
"""

COMWARE = """\
#
 sysname b07-1f-acc1
#
 lldp global enable
#
 dhcp snooping enable
 ipv6 dhcp snooping enable
#
 password-control enable
 password-control login-attempt 5 exceed lock-time 10
#
 stp bpdu-protection
 stp global enable
#
vlan 10
 description office
#
interface Bridge-Aggregation1
 port link-type trunk
 undo port trunk permit vlan 1
 port trunk permit vlan 10 100
 dhcp snooping trust
#
interface GigabitEthernet1/0/1
 port access vlan 10
 stp edged-port
 undo lldp enable
 ipv6 nd raguard role host
 broadcast-suppression 5
 ip verify source ip-address mac-address
#
interface GigabitEthernet1/0/2
 description spare
 shutdown
#
 snmp-agent
 snmp-agent sys-info version v3
 snmp-agent group v3 parknet privacy read-view parknet-view acl 2999 acl ipv6 2999
#
 ssh server enable
 ssh server acl 2999
 ssh server ipv6 acl ipv6 2999
#
acl basic 2999
 rule 0 permit source 10.16.0.0 0.0.0.255
#
acl ipv6 basic 2999
 rule 0 permit source 2001:db8:16::/64
#
local-user parknet class manage
 password hash <<secret>>
 service-type ssh
#
line vty 0 63
 authentication-mode scheme
 command accounting
 protocol inbound ssh
#
 ntp-service enable
 ntp-service authentication enable
 ntp-service unicast-server 10.16.0.11
#
 info-center loghost 10.16.0.12
 info-center loghost 10.16.0.13
#
return
"""
