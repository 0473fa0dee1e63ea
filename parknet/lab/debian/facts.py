"""What a Debian machine's daemons make it do: state in, ports, VLANs and addresses out.

Defaults: a bridge port without `tag` and `trunks` carries every VLAN [D] ovs-vswitchd.conf.db(5),
Port, trunks; OSPF speaks on what has an area, where its daemon runs [D] FRR 8.4 user guide, OSPFv2;
a port is up unless FRR shuts it down, since installers bring ports up.
"""

import re
from collections.abc import Sequence
from ipaddress import IPv4Interface, IPv6Interface
from typing import TYPE_CHECKING, Final, cast

from parknet.lab.debian import nft as debian_nft
from parknet.lab.debian.disk import hashed
from parknet.lab.facts import DeviceFacts, Hash, InterfaceFacts, LagFacts, PortFacts, Switching
from parknet.lab.view import SnmpUser

if TYPE_CHECKING:
    from parknet.lab.debian.state import DebianState

_ALL: Final = frozenset(range(1, 4095))
_UNPLUGGED: Final = Switching(is_trunk=True, pvid=0, allowed=frozenset())
_CREATE: Final = re.compile(r'^createUser (\S+) (SHA-?\d*|MD5) "([^"]*)" AES "([^"]*)"$')
_HASHES: Final = {
    "MD5": "md5", "SHA": "sha", "SHA-224": "sha224", "SHA-256": "sha256", "SHA-384": "sha384",
    "SHA-512": "sha512",
}  # fmt: skip


def debian_facts(state: "DebianState", sysname: str) -> DeviceFacts:
    """Return what a machine does that anybody outside can notice."""
    members = {name: port for port, names in state.switch.members.items() for name in names}
    ports = {name: _port(state, name, members.get(name, "")) for name in state.ports}
    lags = {
        name: LagFacts(
            is_enabled=True,
            is_dynamic=state.switch.ports[name].get("lacp") == "active",
            switching=_switching(state.switch.ports[name]),
        )
        for name, inside in state.switch.members.items()
        if len(inside) > 1
    }
    interfaces = {
        head.split()[1]: _interface(state, head.split()[1], rows, members)
        for head, rows in state.routing.items()
        if head.startswith("interface ") and head.split()[1] not in state.ports
    }
    carried = [_switching(columns) for columns in state.switch.ports.values()]
    used = {vlan for each in carried for vlan in (*each.allowed, each.pvid)}
    return DeviceFacts(
        sysname=sysname,
        vlans=frozenset(used) - {0} | {1},
        ports=ports,
        lags=lags,
        interfaces={name: found for name, found in interfaces.items() if found is not None},
        gateways=frozenset(
            row.split()[3] for row in state.routing[""] if row.startswith("ip route 0.0.0.0/0 ")
        ),
        lldp=True,
        ssh=debian_nft.accepts(state.tables, r"\btcp dport (22\b|\{[^}]*\b22\b)"),
        snmp=_users(state),
        aliases={
            head.split()[1]: row.split(None, 1)[1]
            for head, rows in state.routing.items()
            if head.startswith("interface ")
            for row in rows
            if row.startswith("description ")
        },
    )


def _switching(columns: dict[str, str]) -> Switching:
    tag = int(columns.get("tag", "0"))
    trunks = frozenset(int(number) for number in columns.get("trunks", "").split(",") if number)
    mode = columns.get("vlan_mode", "access" if tag else "trunk")
    if mode == "access":
        return Switching(False, tag or 1, frozenset({tag or 1}))
    if mode == "trunk":
        return Switching(True, 0, trunks or _ALL)
    return Switching(True, tag, (trunks or _ALL) | {tag})


def _port(state: "DebianState", name: str, port: str) -> PortFacts:
    is_down = "shutdown" in state.routing.get(f"interface {name}", ())
    if not port:
        return PortFacts(is_enabled=not is_down, switching=_UNPLUGGED, gives_poe=False)
    is_bond = len(state.switch.members[port]) > 1
    return PortFacts(
        is_enabled=not is_down,
        lag=port if is_bond else "",
        switching=_switching(state.switch.ports[port]),
        gives_poe=False,
    )


def _interface(
    state: "DebianState", name: str, rows: Sequence[str], members: dict[str, str]
) -> InterfaceFacts | None:
    is_loopback = name == "lo"
    if not is_loopback and name not in members:
        return None  # the kernel has no such interface
    vlan = 0 if is_loopback else _switching(state.switch.ports[members[name]]).pvid
    ipv4 = [row.split()[2] for row in rows if row.startswith("ip address ")]
    ipv6 = [row.split()[2] for row in rows if row.startswith("ipv6 address ")]
    return InterfaceFacts(
        vlan=vlan,
        is_enabled="shutdown" not in rows,
        ipv4=IPv4Interface(ipv4[0]) if ipv4 else None,
        ipv6=tuple(IPv6Interface(address) for address in ipv6),
        ospf=_ospf(state, name, rows),
        ospf_key=next(
            (row.split()[-1] for row in rows if row.startswith("ip ospf message-digest-key ")), ""
        ),
    )


def _ospf(state: "DebianState", name: str, rows: Sequence[str]) -> tuple[str, str] | None:
    areas = [row.split()[3] for row in rows if row.startswith("ip ospf area ")]
    if not areas or "ospfd" not in state.daemons or "router ospf" not in state.routing:
        return None
    area = areas[0] if "." in areas[0] else f"0.0.0.{areas[0]}"
    if name == "lo":
        return area, "p2p"
    if "ip ospf passive" in rows:
        return area, f"passive {state.hostname} {name}"  # announced; nobody is its neighbour
    quoted = rf'iifname (\{{[^}}]*"{name}"[^}}]*\}}|"{name}") meta l4proto 89'
    if not debian_nft.accepts(state.tables, quoted):
        return area, f"filtered {state.hostname} {name}"
    return area, "p2p" if "ip ospf network point-to-point" in rows else "broadcast"


def _users(state: "DebianState") -> tuple[SnmpUser, ...]:
    if not debian_nft.accepts(state.tables, r"\budp dport 161\b"):
        return ()
    rows = state.snmpd.splitlines()
    allowed = {row.split()[1] for row in rows if re.match(r"rouser \S+ (priv|authPriv)\b", row)}
    found = []
    for row in rows:
        match = _CREATE.match(row)
        if match is not None and match[1] in allowed and match[2] in _HASHES:
            kind = cast("Hash", _HASHES[match[2]])
            found.append(SnmpUser(match[1], kind, match[3], "aes128", match[4]))
    return tuple(found)


def accepts(state: "DebianState", user: str, password: str) -> bool:
    """Return whether sshd lets a user in by password."""
    drop_in = state.disk.files.get("/etc/ssh/sshd_config.d/60-parknet.conf")
    rows = drop_in.content.splitlines() if drop_in is not None else []
    allowed = [name for row in rows if row.startswith("AllowUsers ") for name in row.split()[1:]]
    if allowed and user not in allowed:
        return False
    return state.shadow(user).split(":")[1:2] == [hashed(password)]
