"""Rules of Comware's access lists: typed words in, the rule as the device shows it out.

[D] S6520X ACL and QoS command reference, "rule" of the basic and advanced views, with its tables of
port and message names. That a device shows names for numbers it knows is [U] for all releases.
"""

from ipaddress import IPv4Address, IPv6Network
from typing import Final

from parknet.lab.rule_words import NotARuleError, RuleWords, reader_of
from parknet.lab.words import Reader

_TCP: Final = (
    "echo 7, discard 9, daytime 13, chargen 19, ftp-data 20, ftp 21, telnet 23, smtp 25, time 37, "
    "whois 43, tacacs 49, domain 53, dns 53, gopher 70, finger 79, www 80, hostname 101, pop2 109, "
    "pop3 110, sunrpc 111, nntp 119, bgp 179, irc 194, exec 512, login 513, cmd 514, lpd 515, "
    "talk 517, uucp 540, klogin 543, kshell 544"
)
_UDP: Final = (
    "echo 7, discard 9, time 37, nameserver 42, tacacs-ds 65, bootps 67, bootpc 68, tftp 69, "
    "dnsix 90, sunrpc 111, ntp 123, netbios-ns 137, netbios-dgm 138, netbios-ssn 139, snmp 161, "
    "snmptrap 162, xdmcp 177, mobilip-ag 434, mobilip-mn 435, biff 512, who 513, syslog 514, "
    "talk 517, rip 520, dns 53"
)
_ICMP: Final = (
    "echo-reply 0 0, net-unreachable 3 0, host-unreachable 3 1, protocol-unreachable 3 2, "
    "port-unreachable 3 3, fragmentneed-DFset 3 4, source-route-failed 3 5, source-quench 4 0, "
    "net-redirect 5 0, host-redirect 5 1, net-tos-redirect 5 2, host-tos-redirect 5 3, echo 8 0, "
    "ttl-exceeded 11 0, reassembly-timeout 11 1, parameter-problem 12 0, timestamp-request 13 0, "
    "timestamp-reply 14 0, information-request 15 0, information-reply 16 0"
)
_ICMP6: Final = (
    "network-unreachable 1 0, host-admin-prohib 1 1, host-unreachable 1 3, port-unreachable 1 4, "
    "packet-too-big 2 0, hop-limit-exceeded 3 0, frag-time-exceeded 3 1, err-Header-field 4 0, "
    "unknown-next-hdr 4 1, unknown-ipv6-opt 4 2, echo-request 128 0, echo-reply 129 0, "
    "router-solicitation 133 0, router-advertisement 134 0, neighbor-solicitation 135 0, "
    "neighbor-advertisement 136 0, redirect 137 0"
)


def _table(text: str) -> dict[str, str]:
    """Return numbers by name."""
    rows = [row.partition(" ") for row in text.split(", ")]
    return {name: number for name, _, number in rows}


_PORTS: Final = {"tcp": _table(_TCP), "udp": _table(_UDP)}
_MESSAGES: Final = {
    4: ("icmp", "icmp-type", _table(_ICMP)),
    6: ("icmpv6", "icmp6-type", _table(_ICMP6)),
}
_PROTOCOLS: Final = {4: ("ip", "icmp", "tcp", "udp", "igmp"), 6: ("ipv6", "icmpv6", "tcp", "udp")}
# In the order in which the device shows them [U].
_PARTS: Final = (
    "source", "source-port", "destination", "destination-port", "established", "icmp-type",
    "icmp6-type", "logging", "counting",
)  # fmt: skip


def rule_reader(version: int, *, advanced: bool) -> Reader:
    """Return a reader of everything behind a rule's number."""
    return reader_of(lambda words: _rule(words, version, advanced))


def _rule(words: RuleWords, version: int, advanced: bool) -> str:
    action = words.next()
    if action not in ("permit", "deny"):
        raise NotARuleError
    protocol = words.next() if advanced else ""
    if advanced and protocol not in _PROTOCOLS[version]:
        raise NotARuleError
    parts: dict[str, str] = {}
    while words:
        key = words.next()
        if key in parts or key not in _PARTS:
            raise NotARuleError
        parts[key] = _part(key, words, protocol, version)
    shown = [f"{key} {parts[key]}".rstrip() for key in _PARTS if parts.get(key) is not None]
    kept = [part for part in shown if not part.endswith(" any")]
    return " ".join([action, *([protocol] if protocol else []), *kept])


def _part(key: str, words: RuleWords, protocol: str, version: int) -> str:
    if key in ("logging", "counting"):
        return ""
    if key == "source" or (key == "destination" and protocol):
        return _prefix(words, version)
    if key == "established" and protocol == "tcp":
        return ""
    if key.endswith("-port") and protocol in _PORTS:
        return _ports(words, _PORTS[protocol])
    name, keyword, messages = _MESSAGES[version]
    if (protocol, key) == (name, keyword):
        return _message(words, messages)
    raise NotARuleError


def _prefix(words: RuleWords, version: int) -> str:
    first = words.next()
    if first == "any":
        return first
    try:
        if version == 6:
            text = first if "/" in first else f"{first}/{words.next()}"
            network = IPv6Network(text, strict=False)
            return f"{str(network.network_address).upper()}/{network.prefixlen}"
        wildcard = words.next()
        bits = IPv4Address("0.0.0.0" if wildcard == "0" else wildcard)  # noqa: S104
        base = IPv4Address(int(IPv4Address(first)) & ~int(bits) & 0xFFFFFFFF)
    except ValueError:
        raise NotARuleError from None
    return f"{base} {bits if int(bits) else 0}"


def _ports(words: RuleWords, names: dict[str, str]) -> str:
    operator = words.next()
    if operator not in ("eq", "neq", "gt", "lt", "range"):
        raise NotARuleError
    ports = [_port(words.next(), names) for _ in range(2 if operator == "range" else 1)]
    return " ".join([operator, *ports])


def _port(word: str, names: dict[str, str]) -> str:
    if word in names:
        return word
    if not word.isdigit() or int(word) > 65535:
        raise NotARuleError
    return _name(str(int(word)), names)


def _name(number: str, names: dict[str, str]) -> str:
    return next((name for name, known in names.items() if known == number), number)


def _message(words: RuleWords, messages: dict[str, str]) -> str:
    first = words.next()
    if first in messages:
        return first
    if not first.isdigit() or int(first) > 255:
        raise NotARuleError
    code = words.next() if words.peek().isdigit() else ""
    if code and int(code) > 255:
        raise NotARuleError
    return _name(f"{first} {code}".strip(), messages)


RULES: Final[dict[str, Reader]] = {
    "rule4": rule_reader(4, advanced=True),
    "rule6": rule_reader(6, advanced=True),
    "basic4": rule_reader(4, advanced=False),
    "basic6": rule_reader(6, advanced=False),
}
