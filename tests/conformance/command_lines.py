"""A rendered text in; from where its command line may be opened, by IP version, out.

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


def _nft(text: str) -> dict[int, frozenset[str]]:
    found = {}
    for family, prefixes in re.findall(r"(ip6?) saddr \{ ([^}]*) \} tcp dport 22 accept", text):
        found[6 if family == "ip6" else 4] = frozenset(prefixes.split(", "))
    assert bool(found) != bool(re.search(r"(?m)^    tcp dport 22 accept$", text))
    return found


def _uci(text: str) -> dict[int, frozenset[str]]:
    found = {}
    for number, body in re.findall(r"config rule 'ssh([46])'\n((?:\t.*\n)*)", text):
        found[int(number)] = frozenset(re.findall(r"list src_ip '([^']+)'", body))
    assert bool(found) != ("config rule 'ssh'\n" in text)
    return found
