"""Rules of RGOS access lists: the words after a rule's number in, what the device shows out.

Sources: [D] RGOS 11.4 ACL and QoS Configuration Guide, Configuring ACL: extended IP and IPv6 access
lists. [U] that ports are shown by name, and which names there are.
"""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import Final

from parknet.lab.words import Reader, Value

_PROTOCOLS: Final = {
    4: ("ip", "tcp", "udp", "icmp", "igmp", "ospf", "pim"),
    6: ("ipv6", "tcp", "udp", "icmp"),
}
_NAMES: Final = {
    "tcp": {20: "ftp-data", 21: "ftp", 23: "telnet", 25: "smtp", 53: "domain", 80: "www",
            110: "pop3", 179: "bgp"},
    "udp": {53: "domain", 67: "bootps", 68: "bootpc", 69: "tftp", 123: "ntp", 161: "snmp",
            162: "snmptrap", 514: "syslog"},
}  # fmt: skip
_HOW: Final = {"eq": 1, "gt": 1, "lt": 1, "neq": 1, "range": 2}
LAST_PORT: Final = 65535
LAST_OCTET: Final = 255


def _rule(version: int) -> Reader:
    def read(words: Sequence[str], at: int) -> tuple[Value, int] | None:
        try:
            return _read(list(words[at:]), version), len(words)
        except (IndexError, ValueError):
            return None

    return read


def _read(words: list[str], version: int) -> str:
    action, protocol = words.pop(0), words.pop(0)
    if action not in ("permit", "deny") or protocol not in _PROTOCOLS[version]:
        raise ValueError(protocol)
    shown = [action, protocol]
    for _ in range(2):
        shown.append(_end(words, version))
        if words and words[0] in _HOW:
            shown.append(_ports(words, protocol))
    if protocol == "icmp" and words and words[0].isdigit():
        shown += [_octet(words.pop(0))]
        shown += [_octet(words.pop(0))] if words and words[0].isdigit() else []
    for word in ("established", "log"):
        if words and words[0] == word:
            if word == "established" and protocol != "tcp":
                raise ValueError(word)
            shown.append(words.pop(0))
    if words:
        raise ValueError(words[0])
    return " ".join(shown)


def _end(words: list[str], version: int) -> str:
    """Take one end of a rule: `any`, `host …`, or a prefix."""
    word = words.pop(0)
    if word == "any":
        return word
    if word == "host":
        address = words.pop(0)
        return f"host {IPv4Address(address) if version == 4 else IPv6Address(address)}"
    if version == 6:
        if "/" not in word:
            raise ValueError(word)
        return str(IPv6Network(word, strict=False))
    return _wild(word, words.pop(0))


def _wild(address: str, wildcard: str) -> str:
    bits = int(IPv4Address(wildcard))
    if bits & (bits + 1):
        raise ValueError("the lab knows wildcards of prefixes only")
    network = IPv4Network(f"{address}/{32 - bits.bit_length()}", strict=False)
    if not bits:
        return f"host {network.network_address}"
    return f"{network.network_address} {network.hostmask}"


def _ports(words: list[str], protocol: str) -> str:
    how = words.pop(0)
    names = _NAMES.get(protocol, {})
    if not names:
        raise ValueError(how)
    numbers = {name: number for number, name in names.items()}
    shown = []
    for _ in range(_HOW[how]):
        word = words.pop(0)
        number = numbers[word] if word in numbers else int(word)
        if not 0 <= number <= LAST_PORT:
            raise ValueError(word)
        shown.append(names.get(number, str(number)))
    return " ".join([how, *shown])


def _octet(word: str) -> str:
    if not 0 <= int(word) <= LAST_OCTET:
        raise ValueError(word)
    return str(int(word))


def _basic(words: Sequence[str], at: int) -> tuple[Value, int] | None:
    """Read a rule of a standard list, which names sources alone."""
    rest = list(words[at:])
    try:
        action = rest.pop(0)
        shown = f"{action} {_end(rest, 4)}"
    except (IndexError, ValueError):
        return None
    return (shown, len(words)) if action in ("permit", "deny") and not rest else None


RULES: Final[dict[str, Reader]] = {"rule4": _rule(4), "rule6": _rule(6), "basic4": _basic}
