"""A new OpenWrt device as an installer leaves it: most sections without names, as OpenWrt has them.

UCI holds no password: the park's account, which may do all that root may, is made on the console.
"""

from collections.abc import Iterator

from parknet.lab.dayzero.path import members, path_svis, path_vlans, trunks
from parknet.model.network import DevicePlan, LagPlan, PortPlan

_AS_IT_COMES = """\
package system
config system
	option hostname '{name}'
	option timezone 'UTC'
	option ttylogin '0'
	option log_size '128'
config timeserver 'ntp'
	option enabled '1'
	list server '0.openwrt.pool.ntp.org'
	list server '1.openwrt.pool.ntp.org'
package dropbear
config dropbear
	option PasswordAuth 'on'
	option RootPasswordAuth 'on'
	option Port '22'
package firewall
config defaults
	option syn_flood '1'
	option input 'ACCEPT'
	option output 'ACCEPT'
	option forward 'REJECT'
package lldpd
config lldpd 'config'
	option enable_cdp '0'
package snmpd
config agent
	option agentaddress 'UDP:161,UDP6:161'
config v3
	option username '{user}'
	option auth_type 'SHA-256'
	option auth_pass '<<secret:snmp-auth>>'
	option privacy_type 'AES'
	option privacy_pass '<<secret:snmp-priv>>'
package network
config interface 'loopback'
	option device 'lo'
	option proto 'static'
	option ipaddr '127.0.0.1'
	option netmask '255.0.0.0'
config globals 'globals'
	option packet_steering '1'"""


def openwrt(device: DevicePlan) -> Iterator[str]:
    """Yield an export that reaches the gateway and lets SSH in."""
    yield from _AS_IT_COMES.format(name=device.name, user=device.services.snmp_user).splitlines()
    for trunk, _ in trunks(device):
        if isinstance(trunk, LagPlan):
            yield from ("config device", f"\toption name '{trunk.name}'", "\toption type 'bonding'")
            yield "\toption policy '802.3ad'"
            yield from (f"\tlist ports '{port.name}'" for port, lag in members(device)
                        if lag.name == trunk.name)  # fmt: skip
    yield from ("config device", "\toption name 'br-lan'", "\toption type 'bridge'")
    yield from (f"\tlist ports '{trunk.name}'" for trunk, _ in trunks(device))
    for vlan in path_vlans(device):
        yield from ("config bridge-vlan", "\toption device 'br-lan'", f"\toption vlan '{vlan}'")
        for trunk, carried in trunks(device):
            if vlan == _native(trunk):
                yield f"\tlist ports '{trunk.name}:u*'"
            elif vlan in carried:
                yield f"\tlist ports '{trunk.name}:t'"
    for svi in path_svis(device):
        yield from (f"config interface '{svi.name}'", f"\toption device 'br-lan.{svi.vlan}'")
        yield "\toption proto 'static'"
        if svi.ipv4 is not None:
            yield f"\toption ipaddr '{svi.ipv4.ip}'"
            yield f"\toption netmask '{svi.ipv4.netmask}'"
    for route in device.routes:
        if route.prefix.version == 4:
            yield from ("config route", f"\toption interface '{device.management_interface}'")
            yield from (f"\toption target '{route.prefix}'", f"\toption gateway '{route.next_hop}'")


def _native(trunk: LagPlan | PortPlan) -> int | None:
    """Return the VLAN that goes without a tag: access points are managed in it."""
    return trunk.native if isinstance(trunk, LagPlan) else trunk.vlan
