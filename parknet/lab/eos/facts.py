"""What an EOS configuration makes a switch do: the tree in, ports, VLANs and addresses out.

Defaults are those of the Arista EOS User Manual 4.32: SSH and LLDP are on, a port switches VLAN 1,
a trunk carries every VLAN, power goes out on every port that has it.
"""

from typing import Final, cast

from parknet.lab.facts import (
    DeviceFacts,
    Hash,
    InterfaceFacts,
    LagFacts,
    PortFacts,
    Switching,
    ipv4_of,
    ipv6_of,
)
from parknet.lab.tree import Config, Node
from parknet.lab.view import SnmpUser
from parknet.lab.words import ALL_VLANS

_ONE: Final = frozenset({1})
_ROUTED: Final = Switching(is_trunk=True, allowed=frozenset())
_PLAIN: Final = Switching()
_UNTOUCHED: Final = PortFacts()


def accepts(config: Config, user: str, password: str) -> bool:
    """Return whether a local user has this password; SSH itself is `DeviceFacts.ssh`."""
    found = config.find(f"username {user}")
    return found is not None and "secret" in found.words and found.words[-1] == password


def eos_facts(config: Config, sysname: str) -> DeviceFacts:
    """Return what a configuration makes a switch do."""
    root = config.root.children
    tables = {name for node in root.values() for name in _routing_table(node.words)}
    ports: dict[str, PortFacts] = {}
    interfaces: dict[str, InterfaceFacts] = {}
    aliases: dict[str, str] = {}
    lags: dict[str, Node] = {}
    modes: dict[str, str] = {}
    for node in root.values():
        if node.words[0] != "interface" or node.line is None:
            continue
        name, view = node.words[1], node.line.view
        described = node.children.get("description")
        if described is not None:
            aliases[name] = described.words[-1]
        if view == "port":
            ports[name] = facts = _port(node)
            if facts.lag:
                modes[facts.lag] = node.children["channel-group"].words[-1]
        elif view == "lag":
            lags[name] = node
        elif view in ("svi", "loopback"):
            interfaces[name] = _interface(name, view, node, tables, config)
    ssh = config.find("management ssh", "shutdown")
    return DeviceFacts(
        sysname=sysname,
        vlans=frozenset(int(key[5:]) for key in root if key.startswith("vlan ")) | _ONE,
        ports=ports,
        lags={
            name: _lag(lags.get(name), modes.get(name, "on"), _domain(config))
            for name in lags.keys() | modes.keys()
        },
        interfaces=interfaces,
        gateways=frozenset(
            node.words[3] for key, node in root.items() if key.startswith("ip route 0.0.0.0/0 ")
        ),
        lldp="no lldp run" not in root,
        ssh=ssh is None,
        snmp=_users(config),
        aliases=aliases,
    )


def _routing_table(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the table that OSPF runs in by a line: "" is the main one."""
    return (words[4] if len(words) == 5 else "",) if words[:2] == ("router", "ospf") else ()


def _last(node: Node, key: str, default: str) -> str:
    child = node.children.get(key)
    return child.words[-1] if child is not None else default


def _switching(node: Node) -> Switching:
    lines = node.children
    if not lines:
        return _PLAIN
    if "no switchport" in lines:
        return _ROUTED
    mode = lines.get("switchport mode")
    if mode is None or "trunk" not in mode.words:
        return Switching(False, int(_last(node, "switchport access vlan", "1")))
    native = int(_last(node, "switchport trunk native vlan", "1"))
    if mode.words[-1] == "phone":
        voice = int(_last(node, "switchport phone vlan", str(native)))
        return Switching(True, native, frozenset({native, voice}))
    allowed = lines.get("switchport trunk allowed vlan")
    return Switching(True, native, ALL_VLANS if allowed is None else allowed.vlans)


def _port(node: Node) -> PortFacts:
    lines = node.children
    if not lines:
        return _UNTOUCHED
    group = lines.get("channel-group")
    return PortFacts(
        is_enabled="shutdown" not in lines,
        lag=f"Port-Channel{group.words[1]}" if group is not None else "",
        switching=_switching(node),
        gives_poe="poe disabled" not in lines,
        lldp="no lldp transmit" not in lines,
    )


def _domain(config: Config) -> str:
    """Return the MLAG domain, by which two are one to whoever aggregates links to both [D]."""
    line = config.find("mlag configuration", "domain-id")
    return line.words[-1] if line is not None else ""


def _lag(node: Node | None, mode: str, domain: str) -> LagFacts:
    """Return a channel; one that only its members name is there with defaults [D]."""
    if node is None:
        return LagFacts(is_dynamic=mode != "on")
    shared = node.children.get("mlag")
    partner = f"{domain}/{shared.words[1]}" if shared is not None and domain else ""
    return LagFacts("shutdown" not in node.children, mode != "on", _switching(node), partner)


def _interface(
    name: str, view: str, node: Node, tables: set[str], config: Config
) -> InterfaceFacts:
    address = node.children.get("ip address")
    vrf = _last(node, "vrf", "")
    area = _last(node, "ip ospf area", "")
    kind = "p2p" if view == "loopback" else "broadcast"
    if "ip ospf network point-to-point" in node.children:
        kind = "p2p"
    return InterfaceFacts(
        vlan=int(name.removeprefix("Vlan")) if view == "svi" else 0,
        is_enabled="shutdown" not in node.children,
        ipv4=ipv4_of(address.words[2]) if address is not None else None,
        ipv6=tuple(
            ipv6_of(child.words[-1])
            for child in node.children.values()
            if child.words[:2] == ("ipv6", "address")
        ),
        ospf=(area, kind) if area and vrf in tables else None,
        vrf=vrf,
        virtual=(*_virtual(node), *_answered(node, config)),
        ospf_key=_ospf_key(node) if area and vrf in tables else "",
    )


def _answered(node: Node, config: Config) -> tuple[tuple[str, int], ...]:
    """Return the addresses that VARP answers to: none without its MAC address [D]."""
    if "ip virtual-router mac-address" not in config.root.children:
        return ()
    lines = (line.words for line in node.children.values())
    return tuple((w[3], 254) for w in lines if w[:3] == ("ip", "virtual-router", "address"))


def _ospf_key(node: Node) -> str:
    """Return the key of OSPF packets in plain; empty where they are not signed."""
    if "ip ospf authentication message-digest" not in node.children:
        return ""
    keys = [line.words for line in node.children.values() if "message-digest-key" in line.words]
    return str(keys[0][-1]) if keys else ""


def _virtual(node: Node) -> tuple[tuple[str, int], ...]:
    """Return the addresses that VRRP shares; priority is 100 where nothing is said."""
    groups = [line.words for line in node.children.values() if line.words[0] == "vrrp"]
    priority = {words[1]: int(words[3]) for words in groups if words[2] == "priority-level"}
    return tuple(
        (words[3], priority.get(words[1], 100))
        for words in groups
        if words[2] == "ipv4" and words[3] != "version"
    )


def _users(config: Config) -> tuple[SnmpUser, ...]:
    users = []
    for key, node in config.root.children.items():
        if key.startswith("snmp-server user ") and node.words[9] == "aes":
            words = node.words
            kind = cast("Hash", words[6])
            users.append(SnmpUser(words[2], kind, words[7], "aes128", words[10]))
    return tuple(users)
