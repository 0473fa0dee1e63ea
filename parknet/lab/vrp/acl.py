"""Rules of VRP's filters: the words after a rule's number in, what the device shows out, or None.

The parts of a rule come in any order; a rule entered again under its number keeps the parts that
the new words do not name. Ports and messages that have names are shown by them.
Sources: [D] CE6800 V300R023 command reference, ACL, rule (Advanced ACL view) (TCP), usage
guidelines; S5700 V200R command reference, ACL, rule (advanced ACL6 view). [U] the order shown.
"""

from collections.abc import Callable, Iterator, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Network, ip_address
from typing import Final

from parknet.lab.words import Reader, Value

_ORDER: Final = (
    "source", "destination", "source-port", "destination-port", "tcp-flag", "icmp-type",
    "icmp6-type", "logging",
)  # fmt: skip
_NAMES: Final = {
    "tcp": {20: "ftp-data", 21: "ftp", 23: "telnet", 25: "smtp", 49: "tacacs", 53: "domain",
            80: "www", 110: "pop3", 179: "bgp", 514: "cmd", 515: "lpd"},
    "udp": {53: "dns", 67: "bootps", 68: "bootpc", 69: "tftp", 123: "ntp", 161: "snmp",
            162: "snmptrap", 514: "syslog"},
}  # fmt: skip
_MESSAGES: Final = {
    "icmp-type": {(8, 0): "echo", (0, 0): "echo-reply", (3, 1): "host-unreachable"},
    "icmp6-type": {(128, 0): "echo-request", (129, 0): "echo-reply", (2, 0): "packet-too-big"},
}
_OWN: Final = {
    "tcp": ("source-port", "destination-port", "tcp-flag"),
    "udp": ("source-port", "destination-port"),
    "icmp": ("icmp-type",),
    "icmpv6": ("icmp6-type",),
}
_PROTOCOLS: Final = {4: ("ip", "tcp", "udp", "icmp", "igmp"), 6: ("ipv6", "tcp", "udp", "icmpv6")}

_Parts = dict[str, str]


def rule_reader(version: int) -> Reader:
    """Return a reader of what follows a rule's number, of an ACL or an ACL6."""

    def read(words: Sequence[str], at: int) -> tuple[Value, int] | None:
        try:
            parts = _read(list(words[at:]), version)
        except (IndexError, ValueError):
            return None
        return _shown(parts), len(words)

    return read


def basic_rule(version: int) -> Reader:
    """Return a reader of a rule that names sources only."""

    def read(words: Sequence[str], at: int) -> tuple[Value, int] | None:
        action, *rest = words[at:]
        if action not in ("permit", "deny") or (rest and rest[0] != "source"):
            return None
        try:
            source = _address(iter(rest[1:]), rest, "", version) if rest else "any"
        except ValueError:
            return None
        return (action if source == "any" else f"{action} source {source}"), len(words)

    return read


def server(words: Sequence[str], at: int) -> tuple[Value, int] | None:
    """Read a server's address of either version."""
    try:
        return str(ip_address(words[at])), at + 1
    except ValueError:
        return None


def join_rules(old: tuple[str, ...], new: tuple[str, ...]) -> tuple[str, ...]:
    """Return what a rule says after it was entered again: what is new goes over what was there."""
    version = 6 if "ipv6" in f"{old[-1]} {new[-1]}" or "::" in f"{old[-1]} {new[-1]}" else 4
    parts = _read(new[-1].split(), version)
    before = _read(old[-1].split(), version)
    if before["protocol"] != parts["protocol"]:
        before = {name: part for name, part in before.items() if name in ("source", "destination")}
    return (*new[:-1], _shown(before | parts))


def _read(words: list[str], version: int) -> _Parts:
    action, protocol, *rest = words
    if action not in ("permit", "deny") or protocol not in _PROTOCOLS[version]:
        raise ValueError(f"no such rule: {action} {protocol}")
    parts = {"action": action, "protocol": protocol}
    take = iter(rest)
    for name in take:
        known = ("source", "destination", "logging", *_OWN.get(protocol, ()))
        if name not in known or name in parts:
            raise ValueError(f"no such part of a rule: {name}")
        parts[name] = _READ[name](take, rest, protocol, version)
    return parts


_Take = Iterator[str]


def _address(take: _Take, _rest: list[str], _protocol: str, version: int) -> str:
    word = next(take, "")
    if word == "any":
        return "any"
    if version == 6:
        text = word if "/" in word else f"{word}/{next(take, '')}"
        return str(IPv6Network(text, strict=False))
    second = next(take, "")
    bits = int(IPv4Address("0.0.0.0" if second == "0" else second))  # noqa: S104 - a wildcard
    if bits & (bits + 1):
        raise ValueError("the lab knows wildcards of prefixes only")
    network = IPv4Network(f"{word}/{32 - bits.bit_length()}", strict=False)
    return f"{network.network_address} {second if second == '0' else network.hostmask}"


def _port(take: _Take, _rest: list[str], protocol: str, _version: int) -> str:
    how = next(take, "")
    if how not in ("eq", "gt", "lt", "range"):
        raise ValueError(how)
    numbers = {name: number for number, name in _NAMES[protocol].items()}
    shown = []
    for _ in range(2 if how == "range" else 1):
        word = next(take, "")
        number = numbers[word] if word in numbers else int(word)
        if not 0 <= number <= 65535:
            raise ValueError(word)
        shown.append(_NAMES[protocol].get(number, str(number)))
    return " ".join([how, *shown])


def _flag(take: _Take, _rest: list[str], _protocol: str, _version: int) -> str:
    word = next(take, "")
    if word not in ("established", "ack", "fin", "psh", "rst", "syn", "urg"):
        raise ValueError(word)
    return word


def _message(name: str) -> Callable[[_Take, list[str], str, int], str]:
    def read(take: _Take, rest: list[str], _protocol: str, _version: int) -> str:
        word = next(take, "")
        if not word.isdigit():
            if word not in _MESSAGES[name].values():
                raise ValueError(word)
            return word
        after = rest[rest.index(name) + 2 : rest.index(name) + 3]
        if not after or not after[0].isdigit():
            return str(_octet(word))
        pair = _octet(word), _octet(next(take))
        return _MESSAGES[name].get(pair, f"{pair[0]} {pair[1]}")

    return read


def _octet(word: str) -> int:
    if not 0 <= int(word) <= 255:
        raise ValueError(word)
    return int(word)


def _nothing(_take: _Take, _rest: list[str], _protocol: str, _version: int) -> str:
    return ""


_READ: Final[dict[str, Callable[[_Take, list[str], str, int], str]]] = {
    "source": _address,
    "destination": _address,
    "source-port": _port,
    "destination-port": _port,
    "tcp-flag": _flag,
    "icmp-type": _message("icmp-type"),
    "icmp6-type": _message("icmp6-type"),
    "logging": _nothing,
}


def _shown(parts: _Parts) -> str:
    said = [f"{name} {parts[name]}".strip() for name in _ORDER if parts.get(name, "any") != "any"]
    return " ".join([parts["action"], parts["protocol"], *said])
