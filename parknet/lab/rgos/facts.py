"""What an RGOS configuration makes a device do: the tree in, ports, VLANs and addresses out."""

from dataclasses import replace
from ipaddress import IPv4Address, IPv4Interface, IPv4Network, IPv6Interface
from typing import TYPE_CHECKING, Final, Literal

from parknet.lab.rgos.follow import BINDING
from parknet.lab.view import SnmpUser
from parknet.lab.words import ALL_VLANS

if TYPE_CHECKING:
    from parknet.lab.facts import DeviceFacts, InterfaceFacts, PortFacts, Switching
    from parknet.lab.tree import Config, Node

_SPEEDS: Final = {"10": 10**7, "100": 10**8, "1000": 10**9}
_LIST: Final = "switchport trunk allowed vlan"


def accepts(config: "Config", user: str, password: str) -> bool:
    """Return whether SSH is served, lines take it, and the user has this password."""
    account = config.find(f"username {user}")
    lines = [node for key, node in config.root.children.items() if key.startswith("line vty")]
    allowed = [_last(node, "transport input", "all") for node in lines]
    return (
        "enable service ssh-server" in config.root.children
        and any(kind in ("ssh", "all") for kind in allowed)
        and account is not None
        and account.words[-1] == password
    )


def privilege_of(config: "Config", user: str) -> int:
    """Return a user's level: 15 may do everything."""
    account = config.find(f"username {user}")
    return int(account.words[3]) if account is not None else 1


def facts(config: "Config", sysname: str) -> "DeviceFacts":
    """Return what a configuration makes a device do."""
    from parknet.lab.facts import DeviceFacts, LagFacts  # noqa: PLC0415 - facts read grammars

    root = config.root.children
    ports: dict[str, PortFacts] = {}
    lags: dict[str, LagFacts] = {}
    interfaces: dict[str, InterfaceFacts] = {}
    aliases: dict[str, str] = {}
    areas = _areas(config)
    static = _static(config)
    for key, node in root.items():
        if not key.startswith("interface ") or node.line is None:
            continue
        name, view = node.words[1], node.line.view
        described = node.children.get("description")
        if described is not None:
            aliases[name] = described.words[-1]
        if view == "port":
            ports[name] = _port(node)
        elif view == "lag":
            is_dynamic = name not in static
            lags[name] = LagFacts("shutdown" not in node.children, is_dynamic, _switching(node))
        else:
            interfaces[name] = replace(
                _interface(name, view, node, areas), ospf_key=_key(config, node)
            )
    vlans = frozenset(int(key[5:]) for key in root if key.startswith("vlan ")) | {1}
    return DeviceFacts(
        sysname=sysname,
        vlans=vlans,
        ports=ports,
        lags=lags,
        interfaces=interfaces,
        gateways=_gateways(config),
        lldp="no lldp enable" not in root,
        ssh="enable service ssh-server" in root,
        snmp=_users(config),
        aliases=aliases,
    )


def _static(config: "Config") -> set[str]:
    """Return the aggregate ports whose members speak no LACP."""
    lines = (node.children.get("port-group") for node in config.root.children.values())
    return {
        f"AggregatePort {line.words[1]}"
        for line in lines
        if line is not None and not line.words[2:]
    }


def _key(config: "Config", node: "Node") -> str:
    """Return what signs an interface's OSPF packets; empty where nothing does."""
    named = node.children.get("ip ospf authentication key-chain")
    chain = config.find(f"key chain {named.words[-1]}") if named is not None else None
    for key in chain.children.values() if chain is not None else ():
        said = key.children.get("key-string")
        if said is not None:
            return said.words[-1]
    return ""


def _last(node: "Node", key: str, default: str) -> str:
    child = node.children.get(key)
    return child.words[-1] if child is not None else default


def _switching(node: "Node") -> "Switching":
    from parknet.lab.facts import Switching  # noqa: PLC0415 - as above

    mode = _last(node, "switchport mode", "access")
    if mode == "trunk":
        held = node.children.get(_LIST)
        native = int(_last(node, "switchport trunk native vlan", "1"))
        return Switching(True, native, held.vlans if held is not None else ALL_VLANS)
    if mode == "hybrid":
        native = int(_last(node, "switchport hybrid native vlan", "1"))
        tagged = _last(node, "switchport hybrid allowed vlan tagged", "")
        return Switching(True, native, _numbers(tagged) | {native})
    return Switching(False, int(_last(node, "switchport access vlan", "1")))


def _numbers(text: str) -> frozenset[int]:
    found: set[int] = set()
    for item in filter(None, text.split(",")):
        low, _, high = item.partition("-")
        found.update(range(int(low), int(high or low) + 1))
    return frozenset(found)


def _port(node: "Node") -> "PortFacts":
    from parknet.lab.facts import PortFacts  # noqa: PLC0415 - as above

    lines = node.children
    group = lines.get("port-group")
    return PortFacts(
        is_enabled="shutdown" not in lines,
        lag=f"AggregatePort {group.words[1]}" if group is not None else "",
        switching=_switching(node),
        gives_poe="poe enable" in lines,
        speed_bps=_SPEEDS.get(_last(node, "speed", ""), 0),
        lldp="no lldp enable" not in lines,
    )


_Areas = list[tuple[str, IPv4Network, str]]


def _areas(config: "Config") -> _Areas:
    """Return the networks that OSPF runs on: routing table, network, area."""
    found: _Areas = []
    for key, node in config.root.children.items():
        if not key.startswith("router ospf "):
            continue
        table = node.words[-1] if "vrf" in node.words else ""
        for line in node.children.values():
            if line.words[0] == "network":
                _, address, wildcard, _, area = line.words
                length = 32 - int(IPv4Address(wildcard)).bit_length()
                found.append((table, IPv4Network(f"{address}/{length}", strict=False), area))
    return found


def _interface(name: str, view: str, node: "Node", areas: _Areas) -> "InterfaceFacts":
    from parknet.lab.facts import InterfaceFacts  # noqa: PLC0415 - as above

    address = node.children.get("ip address")
    ipv4 = IPv4Interface("/".join(address.words[2:4])) if address is not None else None
    table = _last(node, BINDING, "")
    area = next(
        (
            area
            for of, network, area in areas
            if ipv4 is not None and of == table and ipv4.ip in network
        ),
        None,
    )
    is_p2p = view == "loopback" or _last(node, "ip ospf network", "") == "point-to-point"
    return InterfaceFacts(
        vlan=int(name.rpartition(" ")[2]) if view == "svi" else 0,
        is_enabled="shutdown" not in node.children,
        ipv4=ipv4,
        ipv6=tuple(
            IPv6Interface(line.words[-1])
            for line in node.children.values()
            if line.words[:2] == ("ipv6", "address")
        ),
        ospf=(area, "p2p" if is_p2p else "broadcast") if area is not None else None,
        vrf=table,
        virtual=_virtual(node),
    )


def _virtual(node: "Node") -> tuple[tuple[str, int], ...]:
    lines = [line.words for line in node.children.values() if line.words[0] == "vrrp"]
    priority = {words[1]: int(words[3]) for words in lines if words[2] == "priority"}
    return tuple((words[3], priority.get(words[1], 100)) for words in lines if words[2] == "ip")


def _gateways(config: "Config") -> frozenset[str]:
    head = "ip route 0.0.0.0 0.0.0.0 "
    ways = (key.removeprefix(head) for key in config.root.children if key.startswith(head))
    return frozenset(way for way in ways if " " not in way)


def _users(config: "Config") -> tuple[SnmpUser, ...]:
    root = config.root.children
    if "no enable service snmp-agent" in root or "snmp-server enable version v3" not in root:
        return ()
    users = []
    for key, node in root.items():
        words = node.words
        if key.startswith("snmp-server user ") and words[8] == "priv" and words[9] == "aes128":
            kind: Literal["md5", "sha"] = "sha" if words[6] == "sha" else "md5"
            users.append(SnmpUser(words[2], kind, words[7], "aes128", words[10]))
    return tuple(users)
