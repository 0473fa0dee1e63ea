"""What a Huawei VRP configuration means, read from its text as the vendor documents each command.

Sources: [D] S2720, S5700, S6700 V200R command reference (VRP 5); CloudEngine 6800 V300R023 command
reference (VRP 8). Nothing here is taken from our templates, dialect or emulated devices.
"""

import re
from collections.abc import Callable, Iterator
from ipaddress import (
    IPv4Address,
    IPv4Interface,
    IPv4Network,
    IPv6Interface,
    IPv6Network,
    ip_address,
    ip_network,
)

from parknet.model.policy import FilterRule, PortPair, Prefix
from tests.conformance import read_mlag, read_queues, read_rings, read_vrrp
from tests.conformance.command_lines import command_lines, polls
from tests.conformance.meaning import Meaning, has_ipv4
from tests.conformance.read_vrp_more import read_more

Block = tuple[str, list[str]]


def read(text: str) -> Meaning:
    """Return what a device with this configuration does."""
    found = Meaning(secrets=set(re.findall(r"<<secret:([^<>]+)>>", text)))
    found.lines, found.polls = command_lines(text), polls(text)
    blocks = list(_blocks(text))
    lines = [head for head, _ in blocks]
    _read_system(lines, found)
    for head, inside in blocks:
        for start, reader in _VIEWS.items():
            if head.startswith(start):
                reader(head.removeprefix(start).strip(), inside, found)
    _read_routing(blocks, found)
    read_more(blocks, found)
    _read_guards(blocks, found)
    found.rings = read_rings.vrp(dict(blocks))
    read_mlag.vrp(dict(blocks), found)
    read_queues.vrp(blocks, found)
    return found


def _blocks(text: str) -> Iterator[Block]:
    """Yield each line of the system view with the lines below it."""
    block: Block | None = None
    for line in text.splitlines():
        if line.startswith(" ") and block is not None:
            block[1].append(line.strip())
        elif line.strip() not in ("", "#", "return"):
            if block is not None:
                yield block
            block = (line.strip(), [])
    if block is not None:
        yield block


def _numbers(text: str) -> set[int]:
    """Return the VLANs of `10 20 to 30`."""
    found: set[int] = set()
    for low, high in re.findall(r"(\d+)(?: to (\d+))?", text):
        found |= set(range(int(low), int(high or low) + 1))
    return found


def _read_system(lines: list[str], found: Meaning) -> None:
    for line in lines:
        words = line.split()
        if words[0] == "sysname":
            found.hostname = words[1]
        elif line.startswith("vlan batch "):
            found.vlans |= _numbers(line)
        elif line.startswith(("ip route-static ", "ipv6 route-static ")):
            _static(words, found)
        elif line.startswith("ntp-service unicast-server "):
            found.ntp.add(_server(words[2:]))
            if words[-2:-1] == ["authentication-keyid"]:
                _trusted_key(words[-1], lines)
                found.ntp_signed.add(_server(words[2:]))
        elif line.startswith("info-center loghost "):
            found.syslog.add(_server(words[2:]))
        elif line.startswith("snmp-agent usm-user v3 "):
            found.snmpv3_users.add(words[3])
    found.insecure |= set(_insecure(lines))


def _static(words: list[str], found: Meaning) -> None:
    """Read a static route: `public` and `vpn-instance` say where the next hop is."""
    rest = words[2:]
    table = next_table = ""
    if rest[0] == "vpn-instance":
        table, rest = rest[1], rest[2:]
    prefix = str(ip_network("/".join(rest[:2])))
    hop = rest[2:]
    if hop[0] == "vpn-instance":
        next_table, hop = hop[1], hop[2:]
    elif hop[-1] != "public":
        next_table = table
    else:
        assert table, "`public` is for routes of VPN instances"
    if hop[0] == "NULL0":
        found.statics.add((table, prefix, "", ""))
    elif prefix in ("0.0.0.0/0", "::/0") and not table and not next_table:
        found.defaults.add(hop[0])
    else:
        found.statics.add((table, prefix, hop[0], next_table))


def _server(words: list[str]) -> str:
    return str(ip_address(words[1] if words[0] == "ipv6" else words[0]))


def _trusted_key(key: str, lines: list[str]) -> None:
    """Hold that a key exists, is trusted and is asked for: else a server goes unsigned."""
    assert "ntp-service authentication enable" in lines
    assert f"ntp-service reliable authentication-keyid {key}" in lines
    made = f"ntp-service authentication-keyid {key} authentication-mode hmac-sha256 cipher "
    assert any(line.startswith(made) for line in lines)


def _insecure(lines: list[str]) -> Iterator[str]:
    """Yield what is on in clear: telnet, HTTP and FTP are off by default [D: since V200R019]."""
    for line in lines:
        if line.startswith("snmp-agent sys-info version"):
            named = line.split()[3:]
            yield from (f"snmp{version}" for version in ("v1", "v2c") if version in named)
            if "all" in named:
                yield from ("snmpv1", "snmpv2c")
        if re.match(r"(telnet|http|ftp) (ipv6 )?server enable", line):
            yield line.split()[0]


def _interface(name: str, lines: list[str], found: Meaning) -> None:
    if name.startswith(("Vlanif", "LoopBack")):
        _layer3(name, lines, found)
        return
    if name.startswith("NULL"):
        return
    if "shutdown" in lines:
        found.shut.add(name)
    member = _one(r"eth-trunk (\d+)", lines)
    if member is not None:
        lag = f"Eth-Trunk{member}"
        found.lags[lag] = found.lags.get(lag, frozenset()) | {name}
        return
    if "stp disable" in lines:
        found.treeless.add(name)
    if name.startswith("Eth-Trunk"):
        found.lags.setdefault(name, frozenset())
    if "port link-type access" in lines:
        found.access[name] = int(_one(r"port default vlan (\d+)", lines) or 1)
    elif (voice := _one(r"voice-vlan (\d+) enable", lines)) is not None:
        # A telephone tags; the desk's frames have no tag and are the port's own VLAN.
        native = int(_one(r"port trunk pvid vlan (\d+)", lines) or 1)
        assert _allowed(lines) == {native, int(voice)}, name
        assert "undo lldp enable" not in lines, "telephones learn their VLAN from LLDP"
        found.access[name], found.voice[name] = native, int(voice)
    elif "port link-type trunk" in lines:
        native = _one(r"port trunk pvid vlan (\d+)", lines)
        number = None if native is None else int(native)
        found.trunks[name] = (number, frozenset(_allowed(lines) - {number}))


def _allowed(lines: list[str]) -> set[int]:
    allowed = {1}
    for line in lines:
        if line.startswith("port trunk allow-pass vlan "):
            allowed |= _numbers(line)
        elif line.startswith("undo port trunk allow-pass vlan "):
            allowed -= _numbers(line)
    return allowed


def _one(pattern: str, lines: list[str]) -> str | None:
    for line in lines:
        if match := re.fullmatch(pattern, line):
            return match[1]
    return None


def _layer3(name: str, lines: list[str], found: Meaning) -> None:
    addresses: set[IPv4Interface | IPv6Interface] = set()
    servers: set[str] = set()
    filters = ["", ""]
    bindings = [line for line in lines if line.startswith("ip binding vpn-instance ")]
    if bindings:
        # Binding takes away what is there: nothing of layer 3 may stand before it.
        above = lines[: lines.index(bindings[0])]
        assert all(line.startswith(("description ", "shutdown")) for line in above), name
        found.vrfs[name] = bindings[0].split()[3]
    for line in lines:
        words = line.split()
        if line.startswith("ip address "):
            addresses.add(IPv4Interface(f"{words[2]}/{words[3]}"))
        elif line.startswith("ipv6 address ") and "ipv6 enable" in lines:
            addresses.add(IPv6Interface(words[2]))
        elif line.startswith(("dhcp relay server-ip ", "dhcpv6 relay destination ")):
            servers.add(words[3])
        elif words[0] == "traffic-filter" and "inbound" in words:
            is_six = "ipv6" in words
            filters[is_six] = next(w for w in reversed(words) if w != "inbound")
    if name.startswith("Vlanif"):
        found.addresses[name] = addresses
    if servers:
        found.relays[name] = frozenset(servers)
    if virtual := read_vrrp.vrp(lines):
        found.virtual[name] = virtual
    if any(filters):
        found.bound[name] = (filters[0], filters[1])
    if "undo ipv6 nd ra halt" in lines:
        managed = "ipv6 nd autoconfig managed-address-flag" in lines
        found.ra[name] = "dhcpv6" if managed else "slaac"


def _read_routing(blocks: list[Block], found: Meaning) -> None:
    """Read the processes: each is in the table that it names, and so are its interfaces."""
    instances = {
        head.split()[2]: inside for head, inside in blocks if head.startswith("ip vpn-instance ")
    }
    for families in instances.values():
        for family in ("ipv4-family", "ipv6-family"):
            at = families.index(family)
            assert families[at + 1].startswith("route-distinguisher "), "it has no effect yet"
    tables: dict[tuple[str, str], str] = {}
    silent: dict[tuple[str, str], set[str]] = {}
    gives: dict[str, set[str]] = {}
    for head, inside in blocks:
        if not re.match(r"ospf(v3)? \d", head):
            continue
        key = (head.split()[0], head.split()[1])
        table = (re.search(r" vpn-instance (\S+)", head) or [None, ""])[1]
        assert not table or table in instances, f"no VPN instance {table}"
        # Without it a table's process takes itself for a PE's and leaves out what has the DN bit.
        assert not table or "vpn-instance-capability simple" in inside, head
        tables[key] = str(table)
        silent[key] = {
            line.removeprefix("silent-interface ") for line in inside if "silent-interface" in line
        }
        if "default-route-advertise" in inside:
            gives.setdefault(str(table), set()).add(key[0])
    assert all(both == {"ospf", "ospfv3"} for both in gives.values()), gives
    found.originates = set(gives)
    assert not any("import-route static" in i for h, i in blocks if " vpn-instance " in h)
    said = {
        "import-route static" in inside
        for head, inside in blocks
        if head.startswith(("ospf ", "ospfv3 ")) and " vpn-instance " not in head
    }
    assert len(said) < 2, "one version's static routes only"
    found.redistributes = True in said
    for head, inside in blocks:
        name = head.removeprefix("interface ")
        if not head.startswith("interface Vlanif"):
            continue
        assert found.vrfs.get(name, next(iter(instances), "")) in {*instances, ""}
        four = _two(r"ospf enable (\d+) area (\S+)", inside)
        six = _two(r"ospfv3 (\d+) area (\S+)", inside)
        if four is None and six is None:
            continue
        assert four == (six if has_ipv4(found, name) else None), f"{name}: {four} and {six} of OSPF"
        number, area = six or ("", "")
        keys = [(kind, number) for kind in ("ospf", "ospfv3")]
        for key in keys:
            assert tables[key] == found.vrfs.get(name, ""), f"{name} is in another table"
        is_silent = [name in silent[key] for key in keys]
        assert is_silent[0] == is_silent[1], f"{name} is silent in one process only"
        found.ospf[name] = (area, is_silent[0])


def _two(pattern: str, lines: list[str]) -> tuple[str, str] | None:
    for line in lines:
        if match := re.fullmatch(pattern, line):
            return match[1], match[2]
    return None


# Filters

_PORTS = {
    "ftp-data": 20, "ftp": 21, "telnet": 23, "smtp": 25, "tacacs": 49, "domain": 53, "dns": 53,
    "bootps": 67, "bootpc": 68, "tftp": 69, "www": 80, "pop3": 110, "ntp": 123, "snmp": 161,
    "snmptrap": 162, "bgp": 179, "syslog": 514, "lpd": 515,
}  # fmt: skip
_MESSAGES = {
    "echo": (8, 0), "echo-reply": (0, 0), "host-unreachable": (3, 1), "net-unreachable": (3, 0),
    "port-unreachable": (3, 3), "ttl-exceeded": (11, 0), "fragmentneed-DFset": (3, 4),
}  # fmt: skip
_MESSAGES6 = {
    "echo-request": (128, 0), "echo-reply": (129, 0), "packet-too-big": (2, 0),
    "neighbor-solicitation": (135, 0), "neighbor-advertisement": (136, 0),
    "router-solicitation": (133, 0), "router-advertisement": (134, 0),
}  # fmt: skip


def _acl4(name: str, lines: list[str], found: Meaning) -> None:
    found.filters[name.split(maxsplit=1)[0]] = (4, _rules(lines, 4))


def _acl6(name: str, lines: list[str], found: Meaning) -> None:
    found.filters[name.split(maxsplit=1)[0]] = (6, _rules(lines, 6))


def _rules(lines: list[str], version: int) -> tuple[FilterRule, ...]:
    """Return the rules in the order of their numbers, for a filter that denies the rest.

    `traffic-filter` lets pass what no rule matches [D: S5700, traffic-filter (interface view)]: a
    last rule that denies everything says what our filters mean anyway; without it, a rule that
    permits everything stands for what the device does.
    """
    numbered = {}
    for line in lines:
        if match := re.fullmatch(r"rule (\d+) (.*)", line):
            assert int(match[1]) not in numbered, f"entered twice: {line}"
            numbered[int(match[1])] = _rule(match[2].split(), version)
    rules = [numbered[number] for number in sorted(numbered)]
    if rules and rules[-1] == FilterRule("deny"):
        return tuple(rules[:-1])
    if rules and rules[-1] == FilterRule(rules[-1].action, log=rules[-1].log):
        return tuple(rules)
    return (*rules, FilterRule("permit"))


def _rule(words: list[str], version: int) -> FilterRule:
    action, protocol, *rest = words
    assert action in ("permit", "deny")
    take = iter(rest)
    said: dict[str, object] = {}
    for word in take:
        if word in ("source", "destination"):
            said[word] = _prefix(take, version)
        elif word in ("source-port", "destination-port"):
            said[word.replace("-port", "_ports")] = _pair(take)
        elif word == "tcp-flag":
            assert next(take) == "established"
            said["established"] = True
        elif word in ("icmp-type", "icmp6-type"):
            said["icmp_type"], said["icmp_code"] = _message(list(take), said, version)
            break
        elif word == "logging":
            said["log"] = True
        else:
            raise AssertionError(f"no part of a rule: {word}")
    protocol = {"ipv6": "ip", "icmpv6": "icmp"}.get(protocol, protocol)
    return FilterRule(action, protocol, **said)  # type: ignore[arg-type]


def _prefix(take: Iterator[str], version: int) -> Prefix | None:
    word = next(take)
    if word == "any":
        return None
    if version == 6:
        return IPv6Network(word if "/" in word else f"{word}/{next(take)}")
    wildcard = next(take)
    mask = IPv4Address(0xFFFFFFFF ^ int(IPv4Address("0.0.0.0" if wildcard == "0" else wildcard)))
    return IPv4Network(f"{word}/{mask}")


def _pair(take: Iterator[str]) -> PortPair:
    how = next(take)
    ports = [
        _PORTS[w] if (w := next(take)) in _PORTS else int(w) for _ in range(1 + (how == "range"))
    ]
    return {"eq": (ports[0], ports[-1]), "range": (ports[0], ports[-1])}.get(how) or (
        (ports[0] + 1, 65535) if how == "gt" else (0, ports[0] - 1)
    )


def _message(words: list[str], said: dict[str, object], version: int) -> tuple[int, int | None]:
    """Read a message's type and code; what follows can only be `logging`."""
    if words[-1] == "logging":
        said["log"] = True
        words = words[:-1]
    named = (_MESSAGES if version == 4 else _MESSAGES6).get(words[0])
    if named is not None:
        return named
    kind, *code = map(int, words)
    return kind, code[0] if code else None


# What a line of a port means. Storm control and port security are numbers.
_WORDS = {
    "dhcp snooping trusted": "trusted",
    "nd raguard role host": "ra-guard",
    "dhcp snooping enable": "dhcpv6-shield",
}


def _read_guards(blocks: list[Block], found: Meaning) -> None:
    """Read what guards each port, given what the whole device has switched on."""
    heads = dict(blocks)
    for head, inside in blocks:
        name = head.removeprefix("interface ")
        if head.startswith("interface ") and not name.startswith(("Vlanif", "LoopBack", "NULL")):
            words = set(_port_words(inside, heads))
            if words:
                found.guards[name] = frozenset(words)


def _port_words(lines: list[str], heads: dict[str, list[str]]) -> Iterator[str]:
    for line, word in _WORDS.items():
        if line in lines:
            # Without the line of the system view none of them does anything.
            assert not line.startswith("dhcp") or "dhcp snooping enable" in heads
            yield word
    if "stp edged-port enable" in lines and "stp bpdu-protection" in heads:
        yield "bpdu-guard"
    if "arp anti-attack check user-bind enable" in lines and "nd snooping enable" in lines:
        assert "nd snooping enable" in heads
        yield "arp:enforce"
    four = {"ip source check user-bind enable", "ipv4 source check user-bind enable"}
    if four & set(lines) and "ipv6 source check user-bind enable" in lines:
        yield "source:enforce"
    storm = _one(r"(?:broadcast-suppression|storm suppression broadcast) (\d+)", lines)
    other = _one(r"(?:multicast-suppression|storm suppression multicast) (\d+)", lines)
    if storm is not None and storm == other:
        yield f"storm:{storm}"
    limit = _one(r"port-security (?:max-mac-num|maximum) (\d+)", lines)
    if limit is not None and "port-security enable" in lines:
        yield f"macs:{limit}"
    profile = _one(r"authentication-profile (\S+)", lines)
    if profile is not None:
        yield from _profile_words(heads[f"authentication-profile name {profile}"], lines)


def _profile_words(profile: list[str], port: list[str]) -> Iterator[str]:
    """Read an authentication profile: who fails in open mode stays in the port's own VLAN."""
    own = _one(r"port default vlan (\d+)", port) or _one(r"port trunk pvid vlan (\d+)", port)
    open_to = {
        _one(rf"authentication event {event} action authorize vlan (\d+)", profile)
        for event in ("pre-authen", "authen-fail", "authen-server-down")
    }
    assert any(line.startswith("dot1x-access-profile ") for line in profile)
    yield "dot1x:monitor" if open_to == {own} else "dot1x:enforce"
    if any(line.startswith("mac-access-profile ") for line in profile):
        yield "mab"
    users = _one(r"authentication mode multi-authen max-user (\d+)", profile)
    if users is not None:
        yield f"macs:{users}"


_VIEWS: dict[str, Callable[[str, list[str], Meaning], None]] = {
    "interface ": _interface,
    "acl name ": _acl4,
    "acl ipv6 name ": _acl6,
}
