"""A rule of a Comware access list in, the same rule in one spelling out.

Devices show well-known ports and ICMP messages by name, and take the parts of a rule in any order.
[D] H3C S6520X ACL and QoS command reference, "rule (IPv4 advanced ACL view)" and "(IPv6 …)":
tables of TCP and UDP port names and of ICMP and ICMPv6 messages.
"""

from functools import cache
from typing import Final

_TCP: Final = {
    "chargen": 19, "bgp": 179, "cmd": 514, "daytime": 13, "discard": 9, "dns": 53, "domain": 53,
    "echo": 7, "exec": 512, "finger": 79, "ftp": 21, "ftp-data": 20, "gopher": 70,
    "hostname": 101, "irc": 194, "klogin": 543, "kshell": 544, "login": 513, "lpd": 515,
    "nntp": 119, "pop2": 109, "pop3": 110, "smtp": 25, "sunrpc": 111, "tacacs": 49, "talk": 517,
    "telnet": 23, "time": 37, "uucp": 540, "whois": 43, "www": 80,
}  # fmt: skip
_UDP: Final = {
    "biff": 512, "bootpc": 68, "bootps": 67, "discard": 9, "dns": 53, "dnsix": 90, "echo": 7,
    "mobilip-ag": 434, "mobilip-mn": 435, "nameserver": 42, "netbios-dgm": 138,
    "netbios-ns": 137, "netbios-ssn": 139, "ntp": 123, "rip": 520, "snmp": 161, "snmptrap": 162,
    "sunrpc": 111, "syslog": 514, "tacacs-ds": 65, "talk": 517, "tftp": 69, "time": 37,
    "who": 513, "xdmcp": 177,
}  # fmt: skip
_MESSAGES: Final = {
    "echo": "8 0", "echo-reply": "0 0", "fragmentneed-DFset": "3 4", "host-redirect": "5 1",
    "host-tos-redirect": "5 3", "host-unreachable": "3 1", "information-reply": "16 0",
    "information-request": "15 0", "net-redirect": "5 0", "net-tos-redirect": "5 2",
    "net-unreachable": "3 0", "parameter-problem": "12 0", "port-unreachable": "3 3",
    "protocol-unreachable": "3 2", "reassembly-timeout": "11 1", "source-quench": "4 0",
    "source-route-failed": "3 5", "timestamp-reply": "14 0", "timestamp-request": "13 0",
    "ttl-exceeded": "11 0",
}  # fmt: skip
_MESSAGES6: Final = {
    "echo-reply": "129 0", "echo-request": "128 0", "err-Header-field": "4 0",
    "frag-time-exceeded": "3 1", "hop-limit-exceeded": "3 0", "host-admin-prohib": "1 1",
    "host-unreachable": "1 3", "neighbor-advertisement": "136 0",
    "neighbor-solicitation": "135 0", "network-unreachable": "1 0", "packet-too-big": "2 0",
    "port-unreachable": "1 4", "redirect": "137 0", "router-advertisement": "134 0",
    "router-solicitation": "133 0", "unknown-ipv6-opt": "4 2", "unknown-next-hdr": "4 1",
}  # fmt: skip
_PORTS: Final = {"tcp": _TCP, "udp": _UDP}
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
        names = _PORTS.get(protocol, {})
        return [key, values[0], *(str(names.get(value, value)) for value in values[1:])]
    messages = _MESSAGES if key == "icmp-type" else _MESSAGES6
    return [key, messages.get(values[0], " ".join(values))]


def _prefix(values: list[str]) -> list[str]:
    if values in (["any"], ["::/0"]):
        return []
    if len(values) == 2 and ":" in values[0]:
        return ["/".join(values)]
    return ["0" if value == "0.0.0.0" else value for value in values]  # noqa: S104 - a wildcard
