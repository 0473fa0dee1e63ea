"""What UCI makes an OpenWrt device do: packages in, ports, VLANs, addresses, who gets in, out.

netifd [C] (config.c, bridge.c, bonding.c) for the network: a port that is in no bridge, bond or
interface is claimed by nobody and stays down. Who gets in: OpenWrt wiki, Firewall configuration.
"""

from collections.abc import Iterator
from ipaddress import IPv4Interface, IPv6Interface
from typing import Final

from parknet.lab.facts import DeviceFacts, Hash, InterfaceFacts, LagFacts, PortFacts, Switching
from parknet.lab.openwrt.uci import Section, UciConfig
from parknet.lab.tree import Config
from parknet.lab.view import SnmpUser

_NOWHERE: Final = Switching(is_trunk=True, pvid=0, allowed=frozenset())
# [D] snmpd.conf(5), createUser; SHA-2 wants net-snmp with OpenSSL.
_HASHES: Final[dict[str, Hash]] = {
    "MD5": "md5",
    "SHA": "sha",
    "SHA-256": "sha256",
    "SHA-512": "sha512",
}
_SSH: Final = ("tcp", "22")
_SNMP: Final = ("udp", "161")


def openwrt_facts(config: Config, sysname: str) -> DeviceFacts:
    """Return what a device does; `config` is UCI."""
    if not isinstance(config, UciConfig):
        raise TypeError("an OpenWrt device is configured by UCI")
    devices = list(config.sections("network", "device"))
    bridges = {device.text("name"): device for device in devices if device.text("type") == "bridge"}
    bonds = {device.text("name"): device for device in devices if device.text("type") == "bonding"}
    bridged = {port for bridge in bridges.values() for port in bridge.values("ports")}
    switching = _switching(config)
    interfaces = dict(_interfaces(config))
    claimed = bridged | {found.text("device") for found in config.sections("network", "interface")}
    member_of = {port: name for name, bond in bonds.items() for port in bond.values("ports")}
    addressed = {name for name, found in interfaces.items() if found.ipv4 or found.ipv6}
    return DeviceFacts(
        sysname=sysname,
        vlans=frozenset(int(found.text("vlan")) for found in _vlans(config)),
        ports={
            port: PortFacts(
                is_enabled=port in claimed or port in member_of,
                lag=member_of.get(port, ""),
                switching=switching.get(port, _NOWHERE),
                gives_poe=False,
            )
            for port in config.ports
        },
        lags={
            name: LagFacts(
                is_enabled=name in bridged,
                is_dynamic=bond.text("policy") == "802.3ad",
                switching=switching.get(name, _NOWHERE),
            )
            for name, bond in bonds.items()
        },
        # The kernel, and so SNMP, knows the bridge's VLAN devices and no names of UCI's.
        interfaces={f"br-lan.{found.vlan}": found for found in interfaces.values()},
        gateways=frozenset(_gateways(config)),
        lldp=any(found.text("enable_lldp", "1") == "1"
                 for found in config.sections("lldpd", "lldpd")),
        ssh=any(_lets_in(config, name, _SSH) for name in _heard(config, addressed)),
        snmp=_users(config, addressed),
        aliases={},
    )  # fmt: skip


def _vlans(config: UciConfig) -> Iterator[Section]:
    for found in config.sections("network", "bridge-vlan"):
        if found.text("vlan").isdigit():
            yield found


def _switching(config: UciConfig) -> dict[str, Switching]:
    """Return how ports of the bridge treat VLANs: `lan1:t` tagged, `lan1:u*` or `lan1` native."""
    native: dict[str, int] = {}
    tagged: dict[str, set[int]] = {}
    for found in _vlans(config):
        vlan = int(found.text("vlan"))
        for word in found.values("ports"):
            port, _, flags = word.partition(":")
            if "t" in flags:
                tagged.setdefault(port, set()).add(vlan)
            else:
                native[port] = vlan
    return {
        port: Switching(
            True, native.get(port, 0), frozenset({*tagged[port], *filter(None, [native.get(port)])})
        )
        if port in tagged
        else Switching(False, native[port])
        for port in native.keys() | tagged.keys()
    }


def _interfaces(config: UciConfig) -> Iterator[tuple[str, InterfaceFacts]]:
    for found in config.sections("network", "interface"):
        base, _, vlan = found.text("device").rpartition(".")
        if not base or not vlan.isdigit():
            continue
        addresses = found.values("ipaddr")
        if addresses and "/" not in addresses[0] and found.text("netmask"):
            addresses = [f"{addresses[0]}/{found.text('netmask')}"]
        is_static = found.text("proto") == "static"
        yield (
            found.name,
            InterfaceFacts(
                vlan=int(vlan),
                is_enabled=found.text("disabled") != "1",
                ipv4=IPv4Interface(addresses[0]) if addresses and is_static else None,
                ipv6=tuple(IPv6Interface(one) for one in found.values("ip6addr") if is_static),
            ),
        )


def _gateways(config: UciConfig) -> Iterator[str]:
    for found in config.sections("network", "route"):
        if found.text("target") == "0.0.0.0/0" and found.text("gateway"):
            yield found.text("gateway")
    for found in config.sections("network", "interface"):
        if found.text("gateway"):
            yield found.text("gateway")


def _heard(config: UciConfig, addressed: set[str]) -> Iterator[str]:
    """Yield the interfaces on whose addresses dropbear listens."""
    for found in config.sections("dropbear", "dropbear"):
        if found.text("enable", "1") != "1" or found.text("PasswordAuth", "on") not in ("on", "1"):
            continue
        wanted = found.text("Interface")
        yield from addressed if not wanted else addressed & {wanted}


def _lets_in(config: UciConfig, interface: str, asked: tuple[str, str]) -> bool:
    """Return whether the firewall lets a service of the device be asked over IPv4."""
    protocol, port = asked
    zones = config.sections("firewall", "zone")
    zone = next((found for found in zones if interface in found.values("network")), None)
    for rule in config.sections("firewall", "rule"):
        if zone is None or rule.text("src") not in (zone.text("name"), "*") or rule.text("dest"):
            continue
        fits = (
            rule.text("family", "any") in ("any", "ipv4")
            and rule.text("enabled", "1") == "1"
            and protocol in (rule.values("proto") or ["tcp", "udp"])
            and port in (rule.values("dest_port") or [port])
        )
        if fits:
            return rule.text("target") == "ACCEPT"
    if zone is not None:
        return zone.text("input", "DROP") == "ACCEPT"
    defaults = next(config.sections("firewall", "defaults"), None)
    return defaults is None or defaults.text("input", "DROP") == "ACCEPT"


def _users(config: UciConfig, addressed: set[str]) -> tuple[SnmpUser, ...]:
    """Return the agent's users: of the `v3` sections of the snmpd package's init script [U]."""
    has_agent = any(found.values("agentaddress") for found in config.sections("snmpd", "agent"))
    if not has_agent or not any(_lets_in(config, name, _SNMP) for name in addressed):
        return ()
    return tuple(
        SnmpUser(
            found.text("username"), _HASHES[found.text("auth_type")], found.text("auth_pass"),
            "aes128", found.text("privacy_pass"),
        )
        for found in config.sections("snmpd", "v3")
        if found.text("auth_type") in _HASHES and found.text("privacy_type") == "AES"
    )  # fmt: skip
