"""What a configuration of Cisco's kind makes a device do: the tree in, ports and addresses out.

IOS, EOS and RGOS say most of it alike; `CiscoWords` holds what they do not.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

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
from parknet.lab.view import SnmpUser
from parknet.lab.words import ALL_VLANS

if TYPE_CHECKING:
    from parknet.lab.tree import Config, Node

_SPEEDS: Final = {"10": 10**7, "100": 10**8, "1000": 10**9, "10000": 10**10}
_KINDS: Final = {"point-to-point": "p2p", "broadcast": "broadcast"}
_ONE: Final = frozenset({1})


@dataclass(frozen=True, slots=True)
class CiscoWords:
    """How one maker says it.

    Attributes:
        lag: name of a link aggregation, before its number.
        no_poe: the line of a port that gives no power.
        lldp: the line that switches LLDP on; "" where it is on without one.
        no_lldp: the line of a port that hears and says nothing.
        table: the line that puts an interface into a routing table.
        ssh: whether SSH is served.
        users: the SNMP users.
        virtual: the addresses that an interface shares, with priorities.
        gateways: the next hops of default routes.
    """

    lag: str
    no_poe: str
    lldp: str
    no_lldp: str
    table: str
    ssh: "Callable[[Config], bool]"
    users: "Callable[[Config], tuple[SnmpUser, ...]]"
    virtual: "Callable[[Node], tuple[tuple[str, int], ...]]"
    gateways: "Callable[[Config], frozenset[str]]"


def reads(words: CiscoWords) -> "Callable[[Config, str], DeviceFacts]":
    """Return what reads the facts of one maker's configurations."""

    def read(config: "Config", sysname: str) -> DeviceFacts:
        return _read(config, sysname, words)

    return read


def _read(config: "Config", sysname: str, words: CiscoWords) -> DeviceFacts:
    root = config.root.children
    ports: dict[str, PortFacts] = {}
    lags: dict[str, LagFacts] = {}
    interfaces: dict[str, InterfaceFacts] = {}
    aliases: dict[str, str] = {}
    modes = _modes(config, words)
    for node in root.values():
        if node.words[:1] != ("interface",):
            continue
        name, view = node.words[1], node.line.view if node.line is not None else ""
        described = node.children.get("description")
        if described is not None:
            aliases[name] = described.words[-1]
        is_enabled = "shutdown" not in node.children
        if view == "port":
            ports[name] = _port(node, words)
        elif view == "lag":
            lags[name] = LagFacts(is_enabled, modes.get(name, "") != "on", switching(node))
        elif view in ("svi", "loopback"):
            interfaces[name] = _interface(name, view, node, config, words)
    return DeviceFacts(
        sysname=sysname,
        vlans=frozenset(int(key[5:]) for key in root if key.startswith("vlan ")) | _ONE,
        ports=ports,
        lags=lags,
        interfaces=interfaces,
        gateways=words.gateways(config),
        lldp=not words.lldp or words.lldp in root,
        ssh=words.ssh(config),
        snmp=words.users(config),
        aliases=aliases,
    )


def _modes(config: "Config", words: CiscoWords) -> dict[str, str]:
    """Return how the members of each LAG form it."""
    found = {}
    for node in config.root.children.values():
        group = node.children.get("channel-group")
        if group is not None:
            found[f"{words.lag}{group.words[1]}"] = group.words[-1]
    return found


def _last(node: "Node", key: str, default: str) -> str:
    child = node.children.get(key)
    return child.words[-1] if child is not None else default


def switching(node: "Node") -> Switching:
    """Return how a port or LAG treats VLANs."""
    if _last(node, "switchport mode", "access") == "trunk":
        allowed = node.children.get("switchport trunk allowed vlan")
        native = int(_last(node, "switchport trunk native vlan", "1"))
        return Switching(True, native, allowed.vlans if allowed is not None else ALL_VLANS)
    return Switching(False, int(_last(node, "switchport access vlan", "1")))


def _port(node: "Node", words: CiscoWords) -> PortFacts:
    group = node.children.get("channel-group")
    return PortFacts(
        is_enabled="shutdown" not in node.children,
        lag=f"{words.lag}{group.words[1]}" if group is not None else "",
        switching=switching(node),
        gives_poe=not any(
            " ".join(child.words) == words.no_poe for child in node.children.values()
        ),
        speed_bps=_SPEEDS.get(_last(node, "speed", ""), 0),
        lldp=words.no_lldp not in node.children,
    )


def _interface(
    name: str, view: str, node: "Node", config: "Config", words: CiscoWords
) -> InterfaceFacts:
    address = node.children.get("ip address")
    area = None
    for child in node.children.values():
        said = child.words
        if said[:2] == ("ip", "ospf") and "area" in said:
            process = config.root.children.get(f"router ospf {said[2]}")
            area = said[-1] if process is not None else None
    kind = _last(node, "ip ospf network", "broadcast")
    return InterfaceFacts(
        vlan=int(re.sub(r"\D", "", name)) if view == "svi" else 0,
        is_enabled="shutdown" not in node.children,
        ipv4=ipv4_of("/".join(address.words[2:4])) if address is not None else None,
        ipv6=tuple(
            ipv6_of(child.words[2])
            for child in node.children.values()
            if child.words[:2] == ("ipv6", "address")
        ),
        ospf=(area, "p2p" if view == "loopback" else _KINDS.get(kind, kind)) if area else None,
        vrf=_last(node, words.table, ""),
        virtual=words.virtual(node),
    )


# IOS


def _ios_ssh(config: "Config") -> bool:
    return any(
        key.startswith("line vty") and _last(node, "transport input", "none") in ("ssh", "all")
        for key, node in config.root.children.items()
    )


def _ios_users(config: "Config") -> tuple[SnmpUser, ...]:
    users = []
    for key, node in config.root.children.items():
        if not key.startswith("snmp-server user "):
            continue
        words = node.words
        at = words.index("priv")
        kind = "sha" + words[at - 2] if "sha-2" in words else words[at - 2]
        if words[at + 1 : at + 3] == ("aes", "128"):
            users.append(
                SnmpUser(words[2], cast("Hash", kind), words[at - 1], "aes128", words[at + 3])
            )
    return tuple(users)


def _ios_virtual(interface: "Node") -> tuple[tuple[str, int], ...]:
    """Return what VRRPv3 groups share; priority is 100 where nothing is said (RFC 9568, 6.1)."""
    found = []
    for key, group in interface.children.items():
        address = group.children.get("address")
        if key.startswith("vrrp ") and key.endswith("ipv4") and address is not None:
            found.append((address.words[1], int(_last(group, "priority", "100"))))
    return tuple(found)


def _ios_gateways(config: "Config") -> frozenset[str]:
    return frozenset(
        node.words[4]
        for node in config.root.children.values()
        if node.words[:2] == ("ip", "route") and set(node.words[2:4]) == {"0.0.0.0"}  # noqa: S104
    )


IOS_WORDS: Final = CiscoWords(
    lag="Port-channel",
    no_poe="power inline never",
    lldp="lldp run",
    no_lldp="no lldp transmit",
    table="vrf forwarding",
    ssh=_ios_ssh,
    users=_ios_users,
    virtual=_ios_virtual,
    gateways=_ios_gateways,
)
