"""A rule of a Comware access list in, the same rule in one spelling out.

Devices show well-known ports and ICMP messages by name, and take the parts of a rule in any order.
[D] H3C S6520X ACL and QoS command reference, "rule (IPv4 advanced ACL view)" and "(IPv6 …)":
tables of TCP and UDP port names and of ICMP and ICMPv6 messages.
"""

from functools import cache
from typing import Final

from parknet.dialect.port_names import ICMP, ICMPV6, PORTS

# Protocols that devices may show by name or by number.
_PROTOCOLS: Final = {"1": "icmp", "6": "tcp", "17": "udp", "58": "icmpv6"}
_ORDER: Final = (
    "source", "source-port", "destination", "destination-port", "established", "icmp-type",
    "icmp6-type", "logging",
)  # fmt: skip


@cache
def one_spelling(row: str) -> str:
    """Return a rule's line in the order and the spelling of our templates.

    What it does not understand it returns as it is.

    Example:
        >>> one_spelling("rule 5 permit tcp destination-port eq www source any established")
        'rule 5 permit tcp destination-port eq 80 established'
    """
    words = row.split()
    if len(words) < 3 or words[0] != "rule" or not words[1].isdigit():
        return row
    if words[3:4] and words[3] not in _ORDER:
        protocol = _PROTOCOLS.get(words[3], words[3])
        head, rest = [*words[:3], protocol], words[4:]
    else:  # a basic list's rule names no protocol
        protocol, head, rest = "", words[:3], words[3:]
    parts = _parts(rest, protocol)
    if parts is None:
        return row
    shown = (part for key in _ORDER for part in parts.get(key, ()))
    return " ".join([*head, *shown])


def _parts(words: list[str], protocol: str) -> dict[str, list[str]] | None:
    parts: dict[str, list[str]] = {}
    at = 0
    while at < len(words):
        key = words[at]
        if key not in _ORDER or key in parts:
            return None
        end = next((later for later in range(at + 1, len(words)) if words[later] in _ORDER), None)
        values = words[at + 1 : end]
        at = len(words) if end is None else end
        part = _part(key, values, protocol)
        if part is None:
            return None
        if part:
            parts[key] = part
    return parts


def _part(key: str, values: list[str], protocol: str) -> list[str] | None:
    """Return one part in its spelling, empty where it says nothing."""
    if key in {"established", "logging"}:
        return None if values else [key]
    if not values:
        return None
    if key in {"source", "destination"}:
        prefix = _prefix(values)
        return [key, *prefix] if prefix else []
    if key in {"source-port", "destination-port"}:
        names = PORTS.get(protocol, {})
        return [key, values[0], *(str(names.get(value, value)) for value in values[1:])]
    messages = ICMP if key == "icmp-type" else ICMPV6
    return [key, messages.get(values[0].lower(), " ".join(values))]


def _prefix(values: list[str]) -> list[str]:
    if values in (["any"], ["::/0"]):
        return []
    if len(values) == 2 and ":" in values[0]:
        return ["/".join(values)]
    return ["0" if value == "0.0.0.0" else value for value in values]  # noqa: S104 - a wildcard
