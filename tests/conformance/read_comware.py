"""A Comware 7 configuration in, what it means out.

Written from the S6520X and S5130S command references (R63xx to R65xx): Fundamentals, Layer 2, Layer
3 IP services, Layer 3 IP routing, ACL and QoS, Security, Network management. It shares nothing with
parknet and refuses what it cannot understand where that would change a meaning.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from ipaddress import IPv4Interface, IPv4Network, IPv6Interface, IPv6Network, ip_network

from parknet.model.policy import FilterRule
from tests.conformance import read_mlag, read_queues, read_rings, read_vrrp
from tests.conformance.command_lines import command_lines, polls
from tests.conformance.meaning import Meaning, has_ipv4
from tests.conformance.read_comware_more import read_more

_PORT_NAMES = {
    "ftp-data": 20, "ftp": 21, "telnet": 23, "smtp": 25, "tacacs": 49, "dns": 53, "domain": 53,
    "bootps": 67, "bootpc": 68, "tftp": 69, "www": 80, "pop3": 110, "ntp": 123, "snmp": 161,
    "snmptrap": 162, "bgp": 179, "syslog": 514,
}  # fmt: skip
_MESSAGES = {
    "echo": (8, 0), "echo-request": (128, 0), "ttl-exceeded": (11, 0), "packet-too-big": (2, 0),
    "router-solicitation": (133, 0), "router-advertisement": (134, 0),
    "neighbor-solicitation": (135, 0), "neighbor-advertisement": (136, 0),
    "fragmentneed-DFset": (3, 4), "port-unreachable": (3, 3),
}  # fmt: skip
_INSECURE = {
    "telnet server enable": "telnet",
    "ip http enable": "http",
    "ftp server enable": "ftp",
}
_SECRET = re.compile(r"<<secret:([^<>]+)>>")


@dataclass
class _View:
    """A line and the lines below it."""

    line: str
    inside: list["_View"] = field(default_factory=list)

    def has(self, line: str) -> bool:
        return any(child.line == line for child in self.inside)

    def after(self, prefix: str) -> list[str]:
        """Return what follows a prefix in the lines of this view."""
        return [
            child.line[len(prefix) :].strip()
            for child in self.inside
            if child.line.startswith(prefix + " ") or child.line == prefix
        ]

    def one(self, prefix: str) -> str | None:
        found = self.after(prefix)
        assert len(found) <= 1, (self.line, prefix, found)
        return found[0] if found else None


def views(text: str) -> _View:
    """Return the lines as a tree: a view stands at the margin, a system line one blank in."""
    root = _View("")
    stack: list[tuple[int, _View]] = []
    for row in text.splitlines():
        body = row.strip()
        if row[:1] == "#":
            stack = []
            continue
        if not body or body in {"#", "return"}:
            continue
        indent = len(row) - len(row.lstrip())
        while stack and stack[-1][0] >= indent:
            stack.pop()
        parent = stack[-1][1] if stack else root
        view = _View(body)
        parent.inside.append(view)
        if indent == 0 or stack:
            stack.append((indent, view))
    return root


def read(text: str) -> Meaning:
    """Return what a configuration means."""
    root = views(text)
    found = Meaning(hostname=root.one("sysname") or "")
    found.lines, found.polls = command_lines(text), polls(text)
    _globals(root, found, text)
    lans = _guarded_vlans(root)
    members: dict[str, set[str]] = {}
    for view in root.inside:
        kind, _, name = view.line.partition(" ")
        if kind == "vlan":
            found.vlans |= _vlans(name)
        elif kind == "interface":
            _interface(view, name, found, members, root)
            words = _guards(view, root, lans)
            if words:
                found.guards[name] = words
        elif view.line.startswith("acl ") and " name " in view.line:
            version = 6 if " ipv6 " in view.line else 4
            found.filters[view.line.split()[-1]] = (version, tuple(_rules(view, version)))
    for lag in [name for name in found.trunks if name.startswith("Bridge-Aggregation")]:
        number = lag.removeprefix("Bridge-Aggregation")
        found.lags[lag] = frozenset(members.get(number, ()))
    for ports in members.values():
        for port in ports:
            # A member has the settings of its group.
            found.trunks.pop(port, None)
            found.access.pop(port, None)
    _routing(root, found)
    found.rings = read_rings.comware(
        {view.line: [inner.line for inner in view.inside] for view in root.inside},
        {
            view.line: [line.line for inner in view.inside for line in inner.inside]
            for view in root.inside
            if view.line.startswith("erps ring ")
        },
    )
    lines = {view.line: [inner.line for inner in view.inside] for view in root.inside}
    read_mlag.comware(list(lines), lines, found)
    read_queues.comware(lines, found)
    read_more(root, found)
    return found


def _globals(root: _View, found: Meaning, text: str) -> None:
    for words in (
        *root.after("ntp-service unicast-server"), *root.after("ntp-service ipv6 unicast-server"),
    ):  # fmt: skip
        server, *key = words.split()
        found.ntp.add(server)
        if key:
            _trusted_key(key[-1], root)
            found.ntp_signed.add(server)
    hosts = root.after("info-center loghost")
    found.syslog = {host.removeprefix("ipv6 ") for host in hosts}
    found.snmpv3_users = {user.split()[0] for user in root.after("snmp-agent usm-user v3")}
    for line in (view.line for view in root.inside):
        if line in _INSECURE:
            found.insecure.add(_INSECURE[line])
        if line.startswith("snmp-agent community"):
            found.insecure.add("snmpv2c")
        if line.startswith("snmp-agent sys-info version"):
            versions = {"v1", "v2c"} & set(line.split()) | (
                {"v1", "v2c"} if "all" in line else set()
            )
            found.insecure |= {f"snmp{version}" for version in versions}
    for family in ("ip route-static", "ipv6 route-static"):
        for words in root.after(family):
            _static(words.split(), found)
    found.secrets = set(_SECRET.findall(text))


def _static(words: list[str], found: Meaning) -> None:
    """Read a static route: the next hop is in the same table unless the line says otherwise."""
    table = next_table = ""
    if words[0] == "vpn-instance":
        table = next_table = words[1]
        words = words[2:]
    prefix = str(ip_network(f"{words[0]}/{words[1]}"))
    hop = words[2:]
    if hop[0] == "vpn-instance":
        next_table, hop = hop[1], hop[2:]
    elif hop[-1] == "public":
        assert table
        next_table = ""
    if hop[0] == "NULL0":
        found.statics.add((table, prefix, "", ""))
    elif prefix in ("0.0.0.0/0", "::/0") and not table and not next_table:
        found.defaults.add(hop[0])
    else:
        found.statics.add((table, prefix, hop[0], next_table))


def _trusted_key(key: str, root: _View) -> None:
    """Hold that a key exists, is trusted and is asked for: else a server goes unsigned."""
    assert root.has("ntp-service authentication enable")
    assert key in root.after("ntp-service reliable authentication-keyid")
    made = f"{key} authentication-mode hmac-sha-256 cipher "
    assert any(words.startswith(made) for words in root.after("ntp-service authentication-keyid"))


def _vlans(words: str) -> set[int]:
    vlans: set[int] = set()
    for first, last in re.findall(r"(\d+)(?: to (\d+))?", words):
        vlans |= set(range(int(first), int(last or first) + 1))
    return vlans


def _interface(
    view: _View, name: str, found: Meaning, members: dict[str, set[str]], root: _View
) -> None:
    if name.startswith("Vlan-interface"):
        _svi(view, name, found, root)
        return
    if name.startswith(("LoopBack", "NULL")):
        return
    if view.has("shutdown"):
        found.shut.add(name)
    if view.has("undo stp enable"):
        found.treeless.add(name)
    group = view.one("port link-aggregation group")
    if group is not None:
        members.setdefault(group, set()).add(name)
    if view.one("port link-type") == "trunk":
        permitted = {1}
        for words in view.after("port trunk permit vlan"):
            permitted |= _vlans(words)
        for words in view.after("undo port trunk permit vlan"):
            permitted -= _vlans(words)
        pvid = view.one("port trunk pvid vlan")
        native = int(pvid) if pvid else 1
        voice = view.one("voice-vlan")
        if voice is not None:
            # A telephone's VLAN comes tagged beside the untagged one of the desk [voice VLAN].
            assert permitted == {native, int(voice.removesuffix(" enable"))}
            found.access[name], found.voice[name] = native, int(voice.removesuffix(" enable"))
            assert not view.has("undo lldp enable"), "telephones learn their VLAN from LLDP"
        elif native in permitted:
            found.trunks[name] = (native, frozenset(permitted - {native}))
        else:
            found.trunks[name] = (None, frozenset(permitted))
    elif not view.has("shutdown"):
        found.access[name] = int(view.one("port access vlan") or 1)


def _processes(root: _View) -> dict[str, dict[str, _View]]:
    """Return OSPF and OSPFv3 by process number."""
    found: dict[str, dict[str, _View]] = {}
    for view in root.inside:
        if match := re.match(r"(ospf|ospfv3) (\d+)\b", view.line):
            found.setdefault(match[2], {})[match[1]] = view
    return found


def _table(process: _View) -> str:
    match = re.search(r" vpn-instance (\S+)", process.line)
    return match[1] if match else ""


def _svi(view: _View, name: str, found: Meaning, root: _View) -> None:
    found.addresses[name] = {
        *(IPv4Interface(words.replace(" ", "/")) for words in view.after("ip address")),
        *(IPv6Interface(words) for words in view.after("ipv6 address")),
    }
    table = view.one("ip binding vpn-instance")
    if table is not None:
        lines = [child.line for child in view.inside]
        above = lines[: lines.index(f"ip binding vpn-instance {table}")]
        assert all(line.startswith(("description ", "shutdown")) for line in above), name
        found.vrfs[name] = table
    four, six = (
        [words for rest in view.after(kind) if (words := rest.split())[1:2] == ["area"]]
        for kind in ("ospf", "ospfv3")
    )
    assert four == (six if has_ipv4(found, name) else []), (name, four, six)
    if six:
        ((number, _, area),) = six
        found.ospf[name] = (area, False)
        assert number in _processes(root), name
        for there in _processes(root)[number].values():
            assert _table(there) == found.vrfs.get(name, ""), f"{name} is in another table"
    # Advertisements are halted unless this is undone; without a flag hosts configure themselves.
    if view.has("undo ipv6 nd ra halt"):
        managed = view.has("ipv6 nd autoconfig managed-address-flag")
        found.ra[name] = "dhcpv6" if managed else "slaac"
    if view.has("ipv6 dhcp relay client-information record"):
        assert root.has("ipv6 dhcp advertise pd-route"), name
        found.delegates.add(name)
    named = [words.split()[0] for words in view.after("ipv6 nd ra dns server")]
    if named:
        found.rdnss[name] = frozenset(named)
    servers = view.after("dhcp relay server-address") if view.has("dhcp select relay") else []
    if view.has("ipv6 dhcp select relay"):
        servers += view.after("ipv6 dhcp relay server-address")
    if servers:
        found.relays[name] = frozenset(servers)
    if virtual := read_vrrp.comware([inner.line for inner in view.inside]):
        found.virtual[name] = virtual
    bound = ["", ""]
    for place, prefix in enumerate(("packet-filter name", "packet-filter ipv6 name")):
        for words in view.after(prefix):
            filter_name, direction = words.split()
            if direction == "inbound":
                bound[place] = filter_name
    if any(bound):
        found.bound[name] = (bound[0], bound[1])


def _routing(root: _View, found: Meaning) -> None:
    instances = {
        view.line.split()[2]: view for view in root.inside if view.line.startswith("ip vpn-inst")
    }
    assert set(found.vrfs.values()) <= set(instances)
    silent: dict[str, list[set[str]]] = {}
    for both in _processes(root).values():
        assert set(both) == {"ospf", "ospfv3"}
        table = _table(both["ospf"])
        for view in both.values():
            assert _table(view) == table
            assert not table or table in instances
            # Else it would take itself for a PE's process and leave out what has the DN bit.
            assert not table or view.has("vpn-instance-capability simple"), view.line
            silent.setdefault(table, []).append(set(view.after("silent-interface")))
        gives = {view.has("default-route-advertise") for view in both.values()}
        assert len(gives) == 1, "a default in one IP version"
        if gives == {True}:
            found.originates.add(table)
    processes = [view for kinds in _processes(root).values() for view in kinds.values()]
    said = {view.has("import-route static") for view in processes if not _table(view)}
    assert len(said) < 2, "one version's static routes only"
    found.redistributes = True in said
    assert not any(view.has("import-route static") for view in processes if _table(view))
    for name, (area, _) in list(found.ospf.items()):
        names = silent[found.vrfs.get(name, "")]
        found.ospf[name] = (area, all(name in one for one in names))


# Access lists


def _rules(view: _View, version: int) -> Iterator[FilterRule]:
    """Yield the rules in the order of their numbers.

    What no rule matches a packet filter lets pass (packet-filter default deny is not set). So a
    list that ends in a plain deny says what every filter says of itself; one that does not permits.
    """
    numbered = []
    for words in view.after("rule"):
        number, _, rest = words.partition(" ")
        numbered.append((int(number), _rule(rest.split(), version)))
    rules = [rule for _, rule in sorted(numbered, key=lambda pair: pair[0])]
    if rules and rules[-1] == FilterRule("deny"):
        rules.pop()
    else:
        rules.append(FilterRule("permit"))
    yield from rules


def _rule(words: list[str], version: int) -> FilterRule:
    action, protocol, *rest = words
    names = {"ipv6": "ip", "icmpv6": "icmp", "1": "icmp", "6": "tcp", "17": "udp", "58": "icmp"}
    fields: dict[str, object] = {"action": action, "protocol": names.get(protocol, protocol)}
    assert action in {"permit", "deny"}
    assert fields["protocol"] in {"ip", "tcp", "udp", "icmp", "igmp"}, words
    while rest:
        word = rest.pop(0)
        if word in {"source", "destination"}:
            fields[word] = _prefix(rest, version)
        elif word in {"source-port", "destination-port"}:
            fields[word.replace("-port", "_ports")] = _ports(rest)
        elif word == "established":
            fields["established"] = True
        elif word == "logging":
            fields["log"] = True
        elif word == ("icmp-type" if version == 4 else "icmp6-type"):
            fields["icmp_type"], fields["icmp_code"] = _message(rest)
        else:
            raise AssertionError(f"not understood: {word} of {words}")
    return FilterRule(**fields)  # type: ignore[arg-type]


def _prefix(rest: list[str], version: int) -> IPv4Network | IPv6Network | None:
    first = rest.pop(0)
    if first == "any":
        return None
    if version == 6:
        return IPv6Network(first if "/" in first else f"{first}/{rest.pop(0)}")
    wildcard = rest.pop(0)
    return IPv4Network(f"{first}/32" if wildcard == "0" else f"{first}/{wildcard}")


def _ports(rest: list[str]) -> tuple[int, int]:
    operator = rest.pop(0)
    first = _port(rest.pop(0))
    if operator == "range":
        return first, _port(rest.pop(0))
    if operator == "gt":
        return first + 1, 65535
    if operator == "lt":
        return 0, first - 1
    assert operator == "eq", operator
    return first, first


def _port(word: str) -> int:
    return int(word) if word.isdigit() else _PORT_NAMES[word]


def _message(rest: list[str]) -> tuple[int, int | None]:
    first = rest.pop(0)
    if not first.isdigit():
        return _MESSAGES[first]
    code = int(rest.pop(0)) if rest and rest[0].isdigit() else None
    return int(first), code


# What guards a port


@dataclass
class _Lans:
    """VLANs with ARP detection."""

    inspected: set[int]


def _guarded_vlans(root: _View) -> _Lans:
    inspected: set[int] = set()
    for view in root.inside:
        if re.fullmatch(r"vlan \d+", view.line) and view.has("arp detection enable"):
            assert view.has("ipv6 nd detection enable"), "ARP without ND inspection"
            inspected |= _vlans(view.line)
    return _Lans(inspected)


def _guards(view: _View, root: _View, lans: _Lans) -> frozenset[str]:
    words: set[str] = set()
    if view.has("dot1x"):
        assert root.has("dot1x"), "802.1X is off for the device"
        is_open = view.has("port-security authentication open")
        words.add("dot1x:monitor" if is_open else "dot1x:enforce")
    if view.has("mac-authentication"):
        assert root.has("mac-authentication"), "MAC authentication is off for the device"
        words.add("mab")
    if view.has("dhcp snooping trust"):
        assert view.has("ipv6 dhcp snooping trust"), "trusted in one IP version only"
        words.add("trusted")
    if view.has("ipv6 nd raguard role host"):
        words.add("ra-guard")
    policy = view.one("ipv6 dhcp guard apply policy")
    if policy is not None:
        assert any(child.line == f"ipv6 dhcp guard policy {policy}" for child in root.inside)
        words.add("dhcpv6-shield")
    if view.has("stp edged-port") and root.has("stp bpdu-protection"):
        words.add("bpdu-guard")
    if view.has("ip verify source ip-address mac-address"):
        assert view.has("ipv6 verify source ip-address mac-address"), "source guard of one version"
        assert view.has("dhcp snooping binding record"), "nothing to verify against"
        words.add("source:enforce")
    untagged = view.one("port access vlan") or view.one("port trunk pvid vlan") or "1"
    is_port = not view.line.startswith(("interface Vlan", "interface Loop", "interface NULL"))
    if is_port and int(untagged) in lans.inspected and not view.has("arp detection trust"):
        assert not view.has("ipv6 nd detection trust")
        if view.one("port link-aggregation group") is None:
            words.add("arp:enforce")
    storm = view.one("broadcast-suppression")
    if storm is not None:
        assert view.one("multicast-suppression") == storm
        words.add(f"storm:{storm}")
    limit = view.one("mac-address max-mac-count")
    if limit is not None:
        words.add(f"macs:{limit}")
    return frozenset(words)
