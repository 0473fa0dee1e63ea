"""OpenWrt 23.05 as an emulated system: what a new device holds, and what it says of itself."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from parknet.lab.grammar import Grammar
from parknet.lab.openwrt.facts import openwrt_facts

if TYPE_CHECKING:
    from parknet.lab.tree import Config, Node

VERSION: Final = "23.05.5"
REVISION: Final = "r24106-10cc5fcd00"

# What stands in a new device and no template speaks of: whatever compares must leave it alone.
# [D] OpenWrt wiki: System, Firewall, Dropbear, Network configuration.
FACTORY: Final = """\
package system
config system
	option hostname 'OpenWrt'
	option timezone 'UTC'
	option ttylogin '0'
	option log_size '128'
config timeserver 'ntp'
	option enabled '1'
	list server '0.openwrt.pool.ntp.org'
	list server '1.openwrt.pool.ntp.org'
package network
config interface 'loopback'
	option device 'lo'
	option proto 'static'
	option ipaddr '127.0.0.1'
	option netmask '255.0.0.0'
config globals 'globals'
	option packet_steering '1'
package dropbear
config dropbear
	option PasswordAuth 'on'
	option RootPasswordAuth 'on'
	option Port '22'
package firewall
config defaults
	option syn_flood '1'
	option input 'REJECT'
	option output 'ACCEPT'
	option forward 'REJECT'
package snmpd
package lldpd
config lldpd 'config'
	option enable_cdp '0'
package wireless
package rpcd
config rpcd
	option socket '/var/run/ubus/ubus.sock'
	option timeout '30'
"""


def _nobody(config: "Config", user: str, password: str) -> bool:
    """UCI holds no accounts: the device's own are asked."""
    del config, user, password
    return False


def _alone(config: "Config", node: "Node", keys: Sequence[str], gone: bool) -> None:
    """Nothing goes with a line."""
    del config, node, keys, gone


OPENWRT: Final = Grammar(
    name="openwrt2305",
    vendor="net-snmp",
    views={},
    prompts={},
    indent=0,
    factory=FACTORY,
    refusals={},
    facts=openwrt_facts,
    accepts=_nobody,
    follow=_alone,
    object_id="1.3.6.1.4.1.8072.3.2.10",  # [D] NET-SNMP-TC, netSnmpAgentOIDs linux
    software=f"Linux OpenWrt 5.15.167 #0 SMP OpenWrt {VERSION} {REVISION} ({{model}})",
    unnamed="OpenWrt",
)
