"""What a running configuration makes a device do: the tree in, ports, VLANs and addresses out.

The one place that reads meaning out of lines; the data plane and the agent's view build on it.
"""

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache
from ipaddress import IPv4Interface, IPv6Interface
from typing import Final, Literal, cast

from parknet.lab.mlag import MlagFacts, partner, peer_link_vlans, read_mlag
from parknet.lab.ospf_key import ospf_key
from parknet.lab.tree import Config, Node
from parknet.lab.view import SnmpUser
from parknet.lab.vpn import table_of
from parknet.lab.words import mask_length

_SPEEDS: Final = {"10": 10**7, "100": 10**8, "1000": 10**9, "10000": 10**10}
_VRP_HASHES: Final = {
    "md5": "md5", "sha": "sha", "sha2-224": "sha224", "sha2-256": "sha256", "sha2-384": "sha384",
    "sha2-512": "sha512",
}  # fmt: skip
_ONE: Final = frozenset({1})
Hash = Literal["md5", "sha", "sha224", "sha256", "sha384", "sha512"]
# Facts are read again after every line, and the same addresses stand in them each time.
ipv4_of: Final = lru_cache(4096)(IPv4Interface)
ipv6_of: Final = lru_cache(4096)(IPv6Interface)


@dataclass(frozen=True, slots=True)
class Switching:
    """How a port or LAG treats VLANs."""

    is_trunk: bool = False
    pvid: int = 1
    allowed: frozenset[int] = _ONE

    def carries(self, vlan: int) -> bool:
        """Return whether frames of a VLAN pass."""
        return vlan in self.allowed if self.is_trunk else vlan == self.pvid


@dataclass(frozen=True, slots=True)
class PortFacts:
    """A physical port as configured."""

    is_enabled: bool = True
    lag: str = ""
    switching: Switching = Switching()
    gives_poe: bool = True
    speed_bps: int = 0  # forced; 0 negotiates
    lldp: bool = True


@dataclass(frozen=True, slots=True)
class LagFacts:
    """A link aggregation as configured."""

    is_enabled: bool = True
    is_dynamic: bool = False
    switching: Switching = Switching()
    partner: str = ""  # whom it says it belongs to, where that is not this device alone


@dataclass(frozen=True, slots=True)
class InterfaceFacts:
    """A VLAN interface or loopback as configured."""

    vlan: int  # 0 for a loopback
    is_enabled: bool = True
    ipv4: IPv4Interface | None = None
    ipv6: tuple[IPv6Interface, ...] = ()
    ospf: tuple[str, str] | None = None  # area and network type, where OSPF runs on it
    virtual: tuple[tuple[str, int], ...] = ()  # IPv4 addresses that VRRP shares: with priority
    vrf: str = ""  # its VPN instance; "" is the public network
    ospf_key: str = ""  # what signs its OSPF packets; "" where nothing does


@dataclass(frozen=True, slots=True)
class DeviceFacts:
    """Everything a device's configuration makes it do that anybody outside can notice."""

    sysname: str
    vlans: frozenset[int]
    ports: dict[str, PortFacts]
    lags: dict[str, LagFacts]
    interfaces: dict[str, InterfaceFacts]
    gateways: frozenset[str]  # next hops of default routes
    lldp: bool
    ssh: bool
    snmp: tuple[SnmpUser, ...]
    aliases: dict[str, str] = field(compare=False)
    mlag: MlagFacts | None = None

    def enables(self, port: str) -> bool:
        """Return whether a port is there and neither it nor its LAG is shut."""
        found = self.ports.get(port)
        if found is None or not found.is_enabled:
            return False
        lag = self.lags.get(found.lag)
        return lag is None or lag.is_enabled

    def switching(self, port: str) -> Switching:
        """Return how a port treats VLANs, by its LAG where it is a member."""
        facts = self.ports[port]
        lag = self.lags.get(facts.lag)
        return lag.switching if lag is not None else facts.switching

    def carries(self, port: str, vlan: int) -> bool:
        """Return whether a VLAN that exists here passes a port."""
        return (vlan in self.vlans or vlan == 1) and self.switching(port).carries(vlan)


def read_facts(config: Config, sysname: str) -> DeviceFacts:
    """Return what a configuration makes a device do."""
    return config.grammar.facts(config, sysname)


def vrp_or_comware(config: Config, sysname: str) -> DeviceFacts:
    """Return what a configuration of Huawei or H3C makes a device do."""
    is_comware = config.grammar.vendor == "h3c"
    root = config.root.children
    has_ospf = any(key.startswith("ospf ") for key in root)
    has_ipv6 = is_comware or config.grammar.name == "vrp8" or "ipv6" in root
    ports: dict[str, PortFacts] = {}
    lags: dict[str, LagFacts] = {}
    interfaces: dict[str, InterfaceFacts] = {}
    aliases: dict[str, str] = {}
    for node in root.values():
        if node.words[0] != "interface":
            continue
        name, view = node.words[1], node.line.view if node.line is not None else ""
        described = node.children.get("description")
        if described is not None:
            aliases[name] = described.words[-1]
        if view == "port":
            ports[name] = _port(node, is_comware)
        elif view == "lag":
            mode = node.children.get("link-aggregation mode dynamic" if is_comware else "mode")
            is_dynamic = mode is not None and mode.words[-1] in ("dynamic", "lacp", "lacp-static")
            lags[name] = LagFacts(
                "shutdown" not in node.children,
                is_dynamic,
                _switching(node),
                partner(config, node),
            )
        elif view in ("svi", "loopback"):
            found = _interface(name, view, node, has_ospf, has_ipv6)
            key = ospf_key(config, node) if has_ospf else ""
            interfaces[name] = replace(found, ospf_key=key) if key else found
    vlans = frozenset(int(key[5:]) for key in root if key.startswith("vlan ")) | _ONE
    return DeviceFacts(
        sysname=sysname,
        vlans=vlans,
        ports=ports,
        lags=lags,
        interfaces=interfaces,
        gateways=_gateways(config),
        lldp=("lldp global enable" if is_comware else "lldp enable") in root,
        ssh=("ssh server enable" if is_comware else "stelnet server enable") in root,
        snmp=_comware_users(config) if is_comware else _vrp_users(config),
        mlag=read_mlag(config),
        aliases=aliases,
    )


def _last(node: Node, key: str, default: str) -> str:
    child = node.children.get(key)
    return child.words[-1] if child is not None else default


def _switching(node: Node) -> Switching:
    if not node.children:
        return _PLAIN
    carried = peer_link_vlans(node)
    if carried is not None:
        return Switching(True, 1, carried)
    is_trunk = _last(node, "port link-type", "access") == "trunk"
    allowed = node.children.get("port trunk allow-pass vlan") or node.children.get(
        "port trunk permit vlan"
    )
    if is_trunk:
        return Switching(
            True, int(_last(node, "port trunk pvid vlan", "1")), allowed.vlans if allowed else _ONE
        )
    vlan = _last(node, "port default vlan", _last(node, "port access vlan", "1"))
    return Switching(False, int(vlan))


_PLAIN: Final = Switching()
_UNTOUCHED: Final = {True: PortFacts(gives_poe=False), False: PortFacts()}


def _port(node: Node, is_comware: bool) -> PortFacts:
    if not node.children:
        return _UNTOUCHED[is_comware]
    lines = node.children
    if is_comware:
        group = _last(node, "port link-aggregation group", "")
        lag = f"Bridge-Aggregation{group}" if group else ""
    else:
        group = _last(node, "eth-trunk", "")
        lag = f"Eth-Trunk{group}" if group else ""
    return PortFacts(
        is_enabled="shutdown" not in lines,
        lag=lag,
        switching=_switching(node),
        gives_poe="poe enable" in lines if is_comware else "undo poe enable" not in lines,
        speed_bps=_SPEEDS.get(_last(node, "speed", ""), 0),
        lldp="undo lldp enable" not in lines,
    )


def _interface(name: str, view: str, node: Node, has_ospf: bool, has_ipv6: bool) -> InterfaceFacts:
    address = node.children.get("ip address")
    area = next(
        (
            child.words[-1]
            for child in node.children.values()
            if child.words[0] == "ospf" and child.words[-2] == "area"
        ),
        None,
    )
    kind = "p2p" if view == "loopback" else _last(node, "ospf network-type", "broadcast")
    return InterfaceFacts(
        vlan=int(re.sub(r"\D", "", name)) if view == "svi" else 0,
        is_enabled="shutdown" not in node.children,
        ipv4=ipv4_of("/".join(address.words[2:4])) if address is not None else None,
        ipv6=tuple(
            ipv6_of(child.words[-1])
            for child in node.children.values()
            if has_ipv6 and child.words[:2] == ("ipv6", "address")
        ),
        ospf=(area, kind) if area is not None and has_ospf else None,
        vrf=table_of(node),
        virtual=_virtual(node),
    )


def _virtual(node: Node) -> tuple[tuple[str, int], ...]:
    """Return the addresses that a VLAN interface shares, and how much it wants to answer to them.

    Priority is 100 where nothing is said (RFC 9568, 6.1).
    """
    groups = [line.words for line in node.children.values() if line.words[:2] == ("vrrp", "vrid")]
    priority = {words[2]: int(words[4]) for words in groups if words[3] == "priority"}
    return tuple(
        (words[4], priority.get(words[2], 100)) for words in groups if words[3] == "virtual-ip"
    )


def _gateways(config: Config) -> frozenset[str]:
    return frozenset(
        node.words[4]
        for key, node in config.root.children.items()
        if key.startswith("ip route-static 0.0.0.0 ") and mask_length(node.words[3]) == 0
    )


def _comware_users(config: Config) -> tuple[SnmpUser, ...]:
    if "snmp-agent" not in config.root.children:
        return ()
    users = []
    for key, node in config.root.children.items():
        words = node.words
        if key.startswith("snmp-agent usm-user v3 ") and words[9:11] == ("privacy-mode", "aes128"):
            users.append(SnmpUser(words[3], cast("Hash", words[7]), words[8], "aes128", words[11]))
    return tuple(users)


def _vrp_users(config: Config) -> tuple[SnmpUser, ...]:
    if "snmp-agent" not in config.root.children:
        return ()
    users = []
    for key in config.root.children:
        words = key.split()
        if not key.startswith("snmp-agent usm-user v3 ") or len(words) != 4:
            continue
        auth = config.find(f"{key} authentication-mode")
        priv = config.find(f"{key} privacy-mode")
        if auth is not None and priv is not None and priv.words[5] == "aes128":
            kind = cast("Hash", _VRP_HASHES[auth.words[5]])
            users.append(SnmpUser(words[3], kind, auth.words[-1], "aes128", priv.words[-1]))
    return tuple(users)
