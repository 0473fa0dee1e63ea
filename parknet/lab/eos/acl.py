"""Rules of EOS access lists: typed words in, the rule as the device shows it out.

[D] EOS User Manual 4.32, ACLs and Route Maps: `permit (IPv4 ACL)`, `permit (IPv6 ACL)`, the
standard lists. That a device shows names for ports and messages it knows is [U] for all releases.
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Network
from typing import Final

from parknet.lab.rule_words import NotARuleError, RuleWords, reader_of
from parknet.lab.words import Reader


def _table(text: str) -> dict[str, str]:
    """Return names by number."""
    rows = [row.partition(" ") for row in text.split(", ")]
    return {number: name for name, _, number in rows}


_PORTS: Final = {
    "tcp": _table(
        "echo 7, discard 9, ftp-data 20, ftp 21, ssh 22, telnet 23, smtp 25, tacacs 49, domain 53, "
        "www 80, pop3 110, sunrpc 111, nntp 119, bgp 179, ldap 389, https 443, msdp 639, ldaps 636"
    ),
    "udp": _table(
        "echo 7, discard 9, tacacs 49, domain 53, bootps 67, bootpc 68, tftp 69, sunrpc 111, "
        "ntp 123, snmp 161, snmptrap 162, isakmp 500, syslog 514, rip 520, bfd 3784"
    ),
}
_MESSAGES: Final = {
    "icmp": _table(
        "echo-reply 0 0, net-unreachable 3 0, host-unreachable 3 1, port-unreachable 3 3, "
        "packet-too-big 3 4, echo 8 0, ttl-exceeded 11 0"
    ),
    "icmpv6": _table(
        "packet-too-big 2 0, echo-request 128, echo-reply 129, router-solicitation 133, "
        "router-advertisement 134, neighbor-solicitation 135, neighbor-advertisement 136"
    ),
}
_PROTOCOLS: Final = {
    4: ("ip", "icmp", "tcp", "udp", "igmp", "ospf", "vrrp", "pim"),
    6: ("ipv6", "icmpv6", "tcp", "udp", "ospf", "pim"),
}
_OPERATORS: Final = ("eq", "neq", "gt", "lt", "range")


def rule_reader(version: int, *, standard: bool) -> Reader:
    """Return a reader of everything behind a rule's number."""
    return reader_of(lambda words: _rule(words, version, standard))


def _rule(words: RuleWords, version: int, standard: bool) -> str:
    action = words.next()
    if action not in ("permit", "deny"):
        raise NotARuleError
    if standard:
        parts = [action, _prefix(words, version)]
    else:
        protocol = words.next()
        if protocol not in _PROTOCOLS[version]:
            raise NotARuleError
        parts = [action, protocol]
        for _ in range(2):
            parts.append(_prefix(words, version))
            if protocol in _PORTS and words.peek() in _OPERATORS:
                parts.append(_ports(words, _PORTS[protocol]))
        if protocol in _MESSAGES and words and words.peek() != "log":
            parts.append(_message(words, _MESSAGES[protocol]))
        if protocol == "tcp" and words.peek() == "established":
            parts.append(words.next())
    if words.peek() == "log":
        parts.append(words.next())
    if words:
        raise NotARuleError
    return " ".join(parts)


def _prefix(words: RuleWords, version: int) -> str:
    first = words.next()
    if first == "any":
        return first
    try:
        if first == "host":
            text = words.next()
        elif version == 4 and "/" not in first:
            mask = int(IPv4Address(words.next())) ^ 0xFFFFFFFF
            text = f"{first}/{IPv4Address(mask)}"
        else:
            text = first
        kind = IPv4Network if version == 4 else IPv6Network
        network = kind(text, strict=False)
    except ValueError:
        raise NotARuleError from None
    if network.prefixlen == network.max_prefixlen:
        return f"host {network.network_address}"
    return "any" if network.prefixlen == 0 else str(network)


def _ports(words: RuleWords, names: dict[str, str]) -> str:
    operator = words.next()
    ports = [_port(words.next(), names) for _ in range(2 if operator == "range" else 1)]
    return " ".join([operator, *ports])


def _port(word: str, names: dict[str, str]) -> str:
    if word in names.values():
        return word
    if not word.isdigit() or int(word) > 65535:
        raise NotARuleError
    return names.get(str(int(word)), str(int(word)))


def _message(words: RuleWords, names: dict[str, str]) -> str:
    first = words.next()
    if first in names.values():
        return first
    if not first.isdigit() or int(first) > 255:
        raise NotARuleError
    text = first
    if words.peek().isdigit():
        text = f"{first} {words.next()}"
    return names.get(text, text)


RULES: Final[dict[str, Reader]] = {
    "rule4": rule_reader(4, standard=False),
    "rule6": rule_reader(6, standard=False),
    "standard4": rule_reader(4, standard=True),
    "standard6": rule_reader(6, standard=True),
}
