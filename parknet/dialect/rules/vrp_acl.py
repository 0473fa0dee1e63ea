"""Rules of VRP's filters: one rule's words in any order in, the same in one order out.

Names of ports and of ICMP messages become numbers: devices show names whatever was typed.
Sources: [D] CE6800 V300R023 command reference, ACL, rule (Advanced ACL view) (TCP), (UDP), (ICMP);
ACL6, rule (Advanced ACL6 view) (icmpv6); S5700 V200R command reference, ACL, the same commands.
"""

from collections.abc import Mapping
from functools import cache
from ipaddress import IPv4Address, IPv4Network, IPv6Network
from typing import Final

from parknet.dialect.port_names import ICMP, ICMPV6, PORTS

_NUMBERS: Final = {"1": "icmp", "6": "tcp", "17": "udp", "58": "icmpv6"}
_PARTS: Final = (
    "source", "source-port", "destination", "destination-port", "tcp-flag", "icmp-type",
    "icmp6-type", "logging",
)  # fmt: skip


@cache
def rule_form(row: str) -> str:
    """Return a rule in one form, or as it stands where it says more than we know.

    Example:
        >>> rule_form("rule 5 permit tcp destination-port eq www source 10.1.0.9 0.0.255.255")
        'rule 5 permit tcp source 10.1.0.0 0.0.255.255 destination-port eq 80'
    """
    words = row.split()
    head, rest = words[:3], words[3:]
    if not rest or head[-1] not in ("permit", "deny"):
        return row
    protocol, at = "", 0
    if rest[0] not in _PARTS:  # a basic list's rule names no protocol
        protocol, at = _NUMBERS.get(rest[0], rest[0]), 1
    parts: dict[str, str] = {}
    try:
        while at < len(rest):
            name = rest[at]
            if name not in _PARTS or name in parts:
                return row
            parts[name], at = _part(name, protocol, rest, at + 1)
    except (IndexError, KeyError, ValueError):
        return row
    shown = [f"{name} {parts[name]}".strip() for name in _PARTS if parts.get(name) is not None]
    said = [text for text in shown if not text.endswith(" any")]
    return " ".join([*head, *([protocol] if protocol else []), *said])


def _part(name: str, protocol: str, words: list[str], at: int) -> tuple[str, int]:
    if name == "logging":
        return "", at
    if name in ("source", "destination"):
        return _address(words, at)
    if name.endswith("-port"):
        return _port(protocol, words, at)
    if name == "tcp-flag":
        end = at
        while end < len(words) and words[end] not in _PARTS:
            end += 1
        return " ".join(words[at:end]), end
    return _message(ICMP if name == "icmp-type" else ICMPV6, words, at)


def _message(names: Mapping[str, str], words: list[str], at: int) -> tuple[str, int]:
    named = names.get(words[at].lower())
    if named is not None:
        return named, at + 1
    if at + 1 < len(words) and words[at + 1].isdigit():
        return f"{int(words[at])} {int(words[at + 1])}", at + 2
    return str(int(words[at])), at + 1


def _address(words: list[str], at: int) -> tuple[str, int]:
    if words[at] == "any":
        return "any", at + 1
    if "/" in words[at]:
        return str(IPv6Network(words[at], strict=False)), at + 1
    if ":" in words[at]:
        return str(IPv6Network(f"{words[at]}/{int(words[at + 1])}", strict=False)), at + 2
    wildcard = IPv4Address("0.0.0.0" if words[at + 1] == "0" else words[at + 1])  # noqa: S104
    network = IPv4Network(f"{words[at]}/{_length(wildcard)}", strict=False)
    if network.prefixlen == 0:
        return "any", at + 2
    shown = "0" if network.prefixlen == 32 else str(network.hostmask)
    return f"{network.network_address} {shown}", at + 2


def _length(wildcard: IPv4Address) -> int:
    host_bits = int(wildcard)
    if host_bits & (host_bits + 1):
        raise ValueError(f"{wildcard} is no wildcard of a prefix")
    return 32 - host_bits.bit_length()


def _port(protocol: str, words: list[str], at: int) -> tuple[str, int]:
    count = 2 if words[at] == "range" else 1
    names = PORTS[protocol]
    numbers = [str(names.get(word) or int(word)) for word in words[at + 1 : at + 1 + count]]
    if len(numbers) < count:
        raise ValueError("a port is missing")
    if count == 2 and numbers[0] == numbers[1]:
        return f"eq {numbers[0]}", at + 3
    return " ".join([words[at], *numbers]), at + 1 + count
