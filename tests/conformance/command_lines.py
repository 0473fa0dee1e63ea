"""A rendered text in; from where its command line may be opened, or SNMP read, out: by IP version.

A version that is missing may be used from anywhere: no device may restrict one and not the other.
"""

import re
from collections.abc import Iterator
from ipaddress import ip_network

# What binds a list to the command line, and the list: by platform as its manual has it.
_BOUND = {
    "line": r"(?m)^ (ipv6 )?access-class (\S+) in$",  # Cisco IOS, RGOS: of a line
    "user-interface": r"(?m)^ acl (ipv6 )?(\d+) inbound$",  # VRP: of a user interface
    "ssh server": r"(?m)^ ssh server (?:(ipv6) acl ipv6|acl) (\d+)$",  # Comware
    "management ssh": r"(?m)^   (?:(ipv6)|ip) access-group (\S+) in$",  # EOS
}
_LISTS = {
    4: (r"ip access-list (?:standard|extended) {}", r"acl (?:number|basic) {}"),
    6: (r"ipv6 access-list (?:standard )?{}", r"acl ipv6 (?:number|basic) {}"),
}


def command_lines(text: str) -> dict[int, frozenset[str]]:
    """Return the prefixes that may open a command line."""
    if "### file: " in text:
        return _nft(text)
    if "config system" in text:
        return _uci(text)
    found = {}
    for six, name in _bindings(text):
        version = 6 if six else 4
        found[version] = frozenset(_permitted(text, version, name))
        assert found[version], f"{name} is empty: some systems then let everybody in"
    assert len(found) != 1, "one IP version alone is restricted"
    return found


# What binds lists to SNMP, IPv4 before IPv6: VRP, Comware, EOS, then IOS and RGOS, which
# name the list for IPv6 first.
_POLLED = (
    r"(?m)^snmp-agent acl (\d+)$",
    r"(?m)^ snmp-agent group v3 parknet privacy .* acl (\d+) acl ipv6 (\d+)$",
    r"(?m)^snmp-server ipv4 access-list (\S+)\nsnmp-server ipv6 access-list (\S+)$",
)
_POLLED6 = r"(?m)^snmp-server group parknet v3 priv .* access ipv6 (\S+) (\S+)$"


def polls(text: str) -> dict[int, frozenset[str]]:
    """Return the prefixes that may read by SNMP."""
    if "### file: " in text:
        return _nft(text, "udp dport 161")
    if "config system" in text:
        return _uci(text, "snmp")
    found = [match for pattern in _POLLED for match in re.finditer(pattern, text)]
    last = re.search(_POLLED6, text)
    assert len(found) + bool(last) < 2
    if last is not None:
        four, six = last[2], last[1]
    elif found:
        # VRP takes the lists of one number for both versions.
        four, six = found[0][1], found[0][found[0].lastindex or 1]
    else:
        return {}
    return {4: frozenset(_permitted(text, 4, four)), 6: frozenset(_permitted(text, 6, six))}


def _bindings(text: str) -> Iterator[tuple[str, str]]:
    for kind, pattern in _BOUND.items():
        body = text
        if kind == "management ssh":
            body = text.partition("\nmanagement ssh\n")[2].partition("\n!")[0]
        yield from dict.fromkeys(re.findall(pattern, body))


def _permitted(text: str, version: int, name: str) -> Iterator[str]:
    for head in _LISTS[version]:
        block = re.search(rf"(?m)^{head.format(re.escape(name))}\n((?: .*\n)*)", text)
        for line in block[1].splitlines() if block else ():
            words = re.sub(r"^(rule )?\d* ?", "", line.strip()).split()
            if words[0] == "permit":
                yield _prefix([word for word in words[1:] if word not in ("source", "ipv6", "any")])


def _prefix(words: list[str]) -> str:
    if len(words) == 2:  # an address and a wildcard mask
        bits = int.from_bytes(bytes(map(int, words[1].split("."))), "big").bit_length()
        return str(ip_network(f"{words[0]}/{32 - bits}"))
    return str(ip_network(words[0]))


def _nft(text: str, port: str = "tcp dport 22") -> dict[int, frozenset[str]]:
    found = {}
    for family, prefixes in re.findall(rf"(ip6?) saddr \{{ ([^}}]*) \}} {port} accept", text):
        found[6 if family == "ip6" else 4] = frozenset(prefixes.split(", "))
    assert bool(found) != bool(re.search(rf"(?m)^    {port} accept$", text))
    return found


def _uci(text: str, service: str = "ssh") -> dict[int, frozenset[str]]:
    found = {}
    for number, body in re.findall(rf"config rule '{service}([46])'\n((?:\t.*\n)*)", text):
        found[int(number)] = frozenset(re.findall(r"list src_ip '([^']+)'", body))
    assert bool(found) != (f"config rule '{service}'\n" in text)
    return found
