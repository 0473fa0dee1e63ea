"""Reads a document of frr_ovs: written from the programs' manual pages, not from our templates.

frr.conf: FRR 8.4 user guide. ovs-vsctl: ovs-vsctl(8), ovs-vswitchd.conf.db(5). Flows:
ovs-fields(7). nftables: nft(8). The rest: snmpd.conf(5), chrony.conf(5), rsyslog omfwd, dnsmasq(8).
"""

import re
from ipaddress import IPv4Address, ip_address, ip_interface, ip_network
from itertools import chain

from parknet.model.policy import FilterRule
from tests.conformance.command_lines import command_lines, polls
from tests.conformance.meaning import Meaning, has_ipv4
from tests.conformance.read_frr_more import read_more

LOOPBACK = "lo"


def files_of(text: str) -> dict[str, str]:
    """Return the document's files by path."""
    parts = re.split(r"^### file: (\S+)\n", text, flags=re.MULTILINE)
    assert parts[0] == "", "text before the first file"
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def read(text: str) -> Meaning:
    files = files_of(text)
    found = Meaning(secrets=set(re.findall(r"<<secret:([^>]+)>>", text)))
    found.lines, found.polls = command_lines(text), polls(text)
    _frr(files["/etc/frr/frr.conf"], found)
    assert files["/etc/hostname"].strip() == found.hostname
    ports = _switch(files["/etc/parknet/ovs-vsctl"], files["/etc/lldpd.d/60-parknet.conf"], found)
    _flows(files["/etc/parknet/flows"], ports, found)
    _nftables(files["/etc/nftables.conf"], found)
    _services(files, found)
    read_more(files, found)
    return found


def _frr(text: str, found: Meaning) -> None:
    interface = process = ""
    processes: dict[str, set[str]] = {}
    flags: dict[str, set[str]] = {}
    areas: dict[str, dict[str, str]] = {}
    for line in text.splitlines():
        words = line.split()
        if line.startswith("hostname "):
            found.hostname = words[1]
        elif line.startswith("interface "):
            interface = words[1]
        elif not line.startswith(" "):
            interface = ""
            if words[1:2] == ["route"] and words[3] == "blackhole":
                found.statics.add(("", words[2], "", ""))
            elif words[1:3] in (["route", "0.0.0.0/0"], ["route", "::/0"]):
                found.defaults.add(words[3])
            elif words[1:2] == ["route"]:
                found.statics.add(("", words[2], words[3], ""))
            process = words[1] if words[0] == "router" and words[1][:4] == "ospf" else ""
            processes |= {process: set()} if process else {}
        elif process:
            processes[process].add(" ".join(words))
        elif interface and words == ["shutdown"]:
            found.shut.add(interface)
        elif interface and interface != LOOPBACK:
            rest = " ".join(words)
            flags.setdefault(interface, set()).add(rest)
            if words[1] == "address":
                found.addresses.setdefault(interface, set()).add(ip_interface(words[2]))
            if words[1:3] in (["ospf", "area"], ["ospf6", "area"]):
                areas.setdefault(interface, {})[words[0]] = words[3]
    gives = ["default-information originate" in said for said in processes.values()]
    assert len(set(gives)) < 2, "a default in one IP version"
    found.originates = {""} if any(gives) else set()
    said = re.findall(r"^router ospf6?$\n(?: .*\n)*? redistribute static$", text, re.MULTILINE)
    assert len(said) in (0, 2), "one version's static routes only"
    found.redistributes = bool(said)
    for name, both in areas.items():
        said = "ip ospf passive" in flags[name], "ipv6 ospf6 passive" in flags[name]
        if has_ipv4(found, name):
            assert both["ip"] == both["ipv6"], f"{name}: OSPF and OSPFv3 disagree"
            assert said[0] == said[1], f"{name}: passive for one IP version only"
        else:
            assert not any(line.startswith("ip ospf") for line in flags[name]), name
        found.ospf[name] = (both["ipv6"], said[1])
    for name, said in flags.items():
        if "no ipv6 nd suppress-ra" in said:
            prefixes = [line for line in said if line.startswith("ipv6 nd prefix ")]
            managed = "ipv6 nd managed-config-flag" in said
            assert all(("no-autoconfig" in prefix) == managed for prefix in prefixes)
            found.ra[name] = "dhcpv6" if managed else "slaac"
        servers = {line.split()[-1] for line in said if line.startswith("ipv6 nd rdnss ")}
        if servers:
            found.rdnss[name] = frozenset(servers)


def _switch(text: str, lldp: str, found: Meaning) -> dict[int, str]:
    """Read ovs-vsctl lines; return the port of every OpenFlow number asked for."""
    ports: dict[str, dict[str, str]] = {}
    interfaces: dict[str, dict[str, str]] = {}
    for line in text.splitlines():
        for command in line.split(" -- "):
            words = [word for word in command.split() if not word.startswith("--")]
            if words[0] == "add-bond":
                found.lags[words[2]] = frozenset(words[3:])
            elif words[0] == "set" and words[1] in ("port", "interface"):
                table = ports if words[1] == "port" else interfaces
                columns = dict(word.split("=", 1) for word in words[3:])
                table.setdefault(words[2], {}).update(columns)
    voice = dict(re.findall(r"^configure ports (\S+) med policy .* vlan (\d+)", lldp, re.MULTILINE))
    for name, columns in ports.items():
        tag = None if columns["tag"] == "[]" else int(columns["tag"])
        if columns.get("other_config:rstp-enable") == "false":
            found.treeless.add(name)
        trunks = [int(n) for n in columns["trunks"].strip("[]").split(",") if n]
        tagged = frozenset(trunks) - {tag, 4095}
        found.vlans |= tagged | ({tag} if tag is not None else set())
        if interfaces.get(name, {}).get("type") == "internal":
            continue
        if columns["vlan_mode"] == "access":
            assert tag is not None
            assert not trunks
            found.access[name] = tag
        elif name in voice:
            assert tag is not None
            assert tagged == {int(voice[name])}
            found.access[name] = tag
            found.voice[name] = int(voice[name])
        else:
            assert trunks, f"{name}: an empty trunks lets every VLAN pass"
            assert (columns["vlan_mode"] == "trunk") == (tag is None)
            found.trunks[name] = (tag, tagged)
    return {
        int(columns["ofport_request"]): name
        for name, columns in interfaces.items()
        if "ofport_request" in columns
    }


def _flows(text: str, ports: dict[int, str], found: Meaning) -> None:
    lag_of = {member: lag for lag, members in found.lags.items() for member in members}
    words = {
        ("icmp6", "icmp_type=134", "drop"): "ra-guard",
        ("udp6", "tp_dst=546", "drop"): "dhcpv6-shield",
        ("udp", "tp_dst=68", "NORMAL"): "trusted",
    }
    for line in text.splitlines():
        match = re.fullmatch(r"priority=\d+,in_port=(\d+),(\w+),(\S+),actions=(\w+)", line)
        if match is None:
            continue
        port = ports[int(match[1])]
        word = words.get((match[2], match[3], match[4]))
        if word is not None:
            name = lag_of.get(port, port)
            found.guards[name] = found.guards.get(name, frozenset()) | {word}


_PORTS = r"(\d+)(?:-(\d+))?"


def _rule(line: str) -> FilterRule | None:
    """Read one rule of a filter's chain; None where it is the drop at the end."""
    words = {
        key: re.search(pattern, line)
        for key, pattern in {
            "source": r"ip6? saddr (\S+)",
            "destination": r"ip6? daddr (\S+)",
            "sport": rf"(tcp|udp) sport {_PORTS}",
            "dport": rf"(tcp|udp) dport {_PORTS}",
            "l4": r"meta l4proto (\S+)",
            "type": r"icmp(?:v6)? type (\d+)",
            "code": r"icmp(?:v6)? code (\d+)",
        }.items()
    }
    if line == "counter drop":
        return None
    ends = [match[1] for key in ("sport", "dport") if (match := words[key])]
    protocol = ends[0] if ends else "ip"
    if words["l4"]:
        protocol = {"ipv6-icmp": "icmp"}.get(words["l4"][1], words["l4"][1])
    if words["type"]:
        protocol = "icmp"
    established = "tcp flags & (ack | rst) != 0x0" in line
    return FilterRule(
        action="permit" if line.endswith(" accept") else "deny",
        protocol=protocol,  # type: ignore[arg-type]  # what the text says, compared below
        source=ip_network(words["source"][1]) if words["source"] else None,
        destination=ip_network(words["destination"][1]) if words["destination"] else None,
        source_ports=_pair(words["sport"]),
        destination_ports=_pair(words["dport"]),
        established=established,
        icmp_type=int(words["type"][1]) if words["type"] else None,
        icmp_code=int(words["code"][1]) if words["code"] else None,
        log=" log " in line,
    )


def _pair(match: re.Match[str] | None) -> tuple[int, int] | None:
    return None if match is None else (int(match[2]), int(match[3] or match[2]))


def _nftables(text: str, found: Meaning) -> None:
    jumps = re.findall(r'iifname "(\S+)" meta nfproto ipv([46]) jump acl-(\S+)', text)
    version = {name: int(number) for _, number, name in jumps}
    # Linux forwards IPv4 that enters an interface without an IPv4 address, unless it is dropped.
    dropped = set(re.findall(r'iifname "(\S+)" meta nfproto ipv4 counter drop', text))
    assert dropped == {name for name in found.addresses if not has_ipv4(found, name)}
    for interface, number, name in jumps:
        four, six = found.bound.get(interface, ("", ""))
        found.bound[interface] = (name, six) if number == "4" else (four, name)
    for name, body in re.findall(r"chain acl-(\S+) \{\n(.*?)\n  \}", text, re.DOTALL):
        lines = [line.strip() for line in body.splitlines()]
        assert lines[-1] == "counter drop", f"{name} does not end in a drop"
        found.filters[name] = (version[name], tuple(filter(None, map(_rule, lines))))
    chain = text.partition("chain translate {")[2].partition("\n  }")[0]
    assert not chain or "type nat hook postrouting priority srcnat" in chain
    for line in chain.splitlines():
        rule = re.search(
            r'oifname "(\S+)" ip saddr \{ (.*?) \} ip daddr != .* snat ip to (\S+)', line
        )
        if rule is not None:
            found.translated[rule[1]] = frozenset(rule[2].split(", "))
            assert rule[3] in {str(a.ip) for a in found.addresses[rule[1]]}, "another's address"
    opened = text.partition("chain input {")[2].partition("\n  }")[0]
    for service, port in (("telnet", 23), ("http", 80), ("ftp", 21)):
        if re.search(rf"dport {port}\b", opened):
            found.insecure.add(service)
    assert "policy drop" in opened


def _services(files: dict[str, str], found: Meaning) -> None:
    snmp = files["/etc/snmp/snmpd.conf"]
    found.snmpv3_users = set(re.findall(r"^createUser (\S+) SHA-256 \S+ AES ", snmp, re.MULTILINE))
    assert set(re.findall(r"^r[ow]user (\S+) priv", snmp, re.MULTILINE)) == found.snmpv3_users
    if re.search(r"^(r[ow]community|com2sec)", snmp, re.MULTILINE):
        found.insecure |= {"snmpv1", "snmpv2c"}
    chrony = files["/etc/chrony/chrony.conf"]
    found.ntp = set(re.findall(r"^server (\S+)", chrony, re.MULTILINE))
    found.ntp_signed = set(re.findall(r"^server (\S+) .*\bkey 4\b", chrony, re.MULTILINE))
    if found.ntp_signed:
        assert "keyfile /etc/chrony/parknet.keys\n" in chrony
        assert files["/etc/chrony/parknet.keys"].startswith("4 SHA256 ")
    rsyslog = files["/etc/rsyslog.d/60-parknet.conf"]
    found.syslog = set(re.findall(r'type="omfwd" target="([^"]+)"', rsyslog))
    relays = re.findall(
        r"^dhcp-relay=([^,]+),(\S+)", files.get("/etc/dnsmasq.d/60-parknet.conf", ""), re.MULTILINE
    )
    own = {
        address.ip: name
        for name, address in chain.from_iterable(
            ((name, a) for a in addresses) for name, addresses in found.addresses.items()
        )
    }
    for local, server in relays:
        name = own[ip_address(local)]
        assert isinstance(ip_address(local), IPv4Address) == ("." in server)
        found.relays[name] = found.relays.get(name, frozenset()) | {server}
