"""Arista EOS: what brings a line into one form, however a release shows it.

Sources: [D] Arista EOS User Manual 4.32, by command: what is the default there is not shown, and so
is dropped where it is written. How secrets are shown is the driver's affair; here they are masked.
"""

import re
from functools import cache
from ipaddress import IPv4Address, IPv4Network, IPv6Network
from typing import Final

_TCP: Final = {
    "bgp": 179, "discard": 9, "domain": 53, "echo": 7, "ftp": 21, "ftp-data": 20, "https": 443,
    "ldap": 389, "ldaps": 636, "msdp": 639, "nntp": 119, "pop3": 110, "smtp": 25, "ssh": 22,
    "sunrpc": 111, "tacacs": 49, "telnet": 23, "www": 80,
}  # fmt: skip
_UDP: Final = {
    "bfd": 3784, "bfd-echo": 3785, "bootpc": 68, "bootps": 67, "discard": 9, "domain": 53,
    "echo": 7, "isakmp": 500, "ntp": 123, "rip": 520, "snmp": 161, "snmptrap": 162, "sunrpc": 111,
    "syslog": 514, "tacacs": 49, "tftp": 69,
}  # fmt: skip
_PORTS: Final = {"tcp": _TCP, "udp": _UDP}
# [D] ACLs and Route Maps: messages of ICMP. One that has no codes is shown without.
_MESSAGES: Final = {
    "icmp": {
        "echo": "8 0", "echo-reply": "0 0", "host-unreachable": "3 1", "net-unreachable": "3 0",
        "packet-too-big": "3 4", "port-unreachable": "3 3", "ttl-exceeded": "11 0",
    },
    "icmpv6": {
        "echo-reply": "129", "echo-request": "128", "neighbor-advertisement": "136",
        "neighbor-solicitation": "135", "packet-too-big": "2 0", "router-advertisement": "134",
        "router-solicitation": "133",
    },
}  # fmt: skip
_PROTOCOLS: Final = {"ip", "ipv6", "icmp", "icmpv6", "tcp", "udp", "igmp", "ospf", "pim", "vrrp"}
_OPERATORS: Final = {"eq": 1, "neq": 1, "gt": 1, "lt": 1, "range": 2}
_AREA: Final = r"(area|ip ospf area|ipv6 ospf \d+ area)"
# A server's key is ours to say; that it is preferred, or its version, is not.
_SERVED: Final = r"(?!.* vrf )(?:.*?( key \d+))?.*$"

REWRITES: Final = (
    (r"^no shutdown$", ""),
    (r"^no ip routing$|^no ipv6 unicast-routing$", ""),
    (r"^switchport$|^switchport mode access$|^switchport access vlan 1$", ""),
    (r"^switchport trunk native vlan 1$|^switchport trunk allowed vlan (?:all|1-4094)$", ""),
    (r"^lldp (?:run|transmit|receive)$", ""),
    (r"^aaa authentication login default local$", ""),
    (r"^bfd interval 300 min-rx 300 multiplier 3(?: default)?$", ""),
    (r"^vrrp \d+ priority-level 100$|^vrrp \d+ ipv4 version 2$", ""),
    (rf"^{_AREA} (\d{{1,2}})(?= |$)", r"\1 0.0.0.\2"),
    # What people add to a route, a server or a log host is not modelled and left alone.
    (r"^((?:ip|ipv6) route (?!vrf |.*egress-vrf)\S+ \S+(?: \d+)?) (?:tag|name) .*$", r"\1"),
    (r"^((?:ip|ipv6) route (?!vrf |.*egress-vrf)\S+ \S+) 1$", r"\1"),
    (rf"^(ntp server [\da-f.:]+){_SERVED}", r"\1\2"),
    (r"^(logging host [\da-f.:]+)(?! vrf ).*$", r"\1"),
    # Keys stand behind their kind where they are shown, and plain where they are written.
    (r"\b(key|sha1|md5|sha256|sha384|sha512) (?:0|7|8a) (?=<<secret)", r"\1 "),
    (r"\bsecret (?:0|5|sha512) (?=<<secret)", "secret sha512 "),
    (r"^(snmp-server user \S+ \S+ v3) localized \S+ ", r"\1 "),
)
_BANNER: Final = re.compile(r"^banner (?:login|motd)$.*?^EOF$\n?", re.MULTILINE | re.DOTALL)
_LIST: Final = re.compile(r"^ip prefix-list (\S+)\n((?:   seq .*\n?)+)", re.MULTILINE)


def prepare(text: str) -> str:
    r"""Return a configuration without banners, IPv4 prefix lists in lines of one form.

    Later releases show such a list as a mode of its own, and take it either way.

    Example:
        >>> prepare("ip prefix-list a\n   seq 10 permit 10.0.0.0/8\n!\n")
        'ip prefix-list a seq 10 permit 10.0.0.0/8\n!\n'
    """

    def lines(match: re.Match[str]) -> str:
        return "".join(
            f"ip prefix-list {match[1]} {row.strip()}\n" for row in match[2].splitlines()
        )

    return _LIST.sub(lines, _BANNER.sub("", text))


@cache
def rule_form(row: str) -> str:
    """Return a rule of an access list in one form, or as it stands where it says more than we know.

    Example:
        >>> rule_form("10 permit tcp 10.1.0.9 0.0.255.255 host 10.2.0.1 eq https")
        '10 permit tcp 10.1.0.0/16 host 10.2.0.1 eq 443'
    """
    number, action, *rest = [*row.split(), ""][:-1]
    if action not in ("permit", "deny") or not rest or not number.isdigit():
        return row
    try:
        found = _Rule(rest)
        return " ".join([number, action, *found.parts()])
    except (IndexError, KeyError, ValueError):
        return row


class _Rule:
    """Words of a rule that are taken one by one."""

    def __init__(self, words: list[str]) -> None:
        self._words = list(words)

    def parts(self) -> list[str]:
        """Return the rule's parts in one form."""
        if self._words[0] not in _PROTOCOLS:
            return [self._prefix(), *self._end()]
        protocol = self._words.pop(0)
        parts = [protocol]
        for _ in range(2):
            parts.append(self._prefix())
            if self._words and self._words[0] in _OPERATORS:
                parts += self._ports(_PORTS[protocol])
        if protocol in _MESSAGES and self._words and self._words[0] != "log":
            parts.append(self._message(_MESSAGES[protocol]))
        return [*parts, *self._end()]

    def _end(self) -> list[str]:
        if any(word not in ("log", "established") for word in self._words):
            raise ValueError(self._words)
        return self._words

    def _prefix(self) -> str:
        first = self._words.pop(0)
        if first == "any":
            return first
        if first == "host":
            text = self._words.pop(0)
        elif "/" in first or ":" in first:
            text = first
        else:
            wildcard = int(IPv4Address(self._words.pop(0)))
            text = f"{first}/{IPv4Address(wildcard ^ 0xFFFFFFFF)}"
        kind = IPv6Network if ":" in text else IPv4Network
        network = kind(text, strict=False)
        if network.prefixlen == network.max_prefixlen:
            return f"host {network.network_address}"
        return "any" if network.prefixlen == 0 else str(network)

    def _ports(self, names: dict[str, int]) -> list[str]:
        operator = self._words.pop(0)
        taken = [self._words.pop(0) for _ in range(_OPERATORS[operator])]
        return [operator, *(word if word.isdigit() else str(names[word]) for word in taken)]

    def _message(self, names: dict[str, str]) -> str:
        first = self._words.pop(0)
        if not first.isdigit():
            return names[first]
        if self._words and self._words[0].isdigit():
            return f"{first} {self._words.pop(0)}"
        return first
