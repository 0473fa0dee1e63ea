"""Entries of Cisco's access lists: what stands after the number in, what is shown out, or None.

Ports and messages that have names are shown by them. Sources: [D] IOS Security Command Reference,
permit (IP), deny (IP), permit (standard); IOS IPv6 Command Reference, permit (IPv6). Names of
message types other than those below are not known here [U]: such a type is shown as a number.
"""

from collections.abc import Iterator, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import Final

from parknet.lab.words import Reader, Value

_PORTS: Final = {
    "tcp": {20: "ftp-data", 21: "ftp", 23: "telnet", 25: "smtp", 49: "tacacs", 53: "domain",
            80: "www", 110: "pop3", 179: "bgp", 514: "cmd", 515: "lpd"},
    "udp": {53: "domain", 67: "bootps", 68: "bootpc", 69: "tftp", 123: "ntp", 161: "snmp",
            162: "snmptrap", 514: "syslog"},
}  # fmt: skip
_MESSAGES: Final[dict[int, dict[tuple[str, ...], str]]] = {
    4: {("8", "0"): "echo", ("0", "0"): "echo-reply", ("8",): "echo", ("0",): "echo-reply"},
    6: {("128",): "echo-request", ("129",): "echo-reply", ("135",): "nd-ns", ("136",): "nd-na",
        ("2",): "packet-too-big"},
}  # fmt: skip
_PROTOCOLS: Final = {4: ("ip", "tcp", "udp", "icmp", "igmp"), 6: ("ipv6", "tcp", "udp", "icmp")}


def entry_reader(version: int) -> Reader:
    """Return a reader of an entry of an extended list, of IPv4 or of IPv6."""

    def read(words: Sequence[str], at: int) -> tuple[Value, int] | None:
        rest = iter(words[at:])
        try:
            shown = " ".join(_entry(list(rest), version))
        except (IndexError, ValueError):
            return None
        return shown, len(words)

    return read


def _entry(words: list[str], version: int) -> Iterator[str]:
    action, protocol, *rest = words
    if action not in ("permit", "deny") or protocol not in _PROTOCOLS[version]:
        raise ValueError(action)
    yield from (action, protocol)
    for _ in ("source", "destination"):
        address, rest = _address(rest, version)
        yield from address
        if protocol in _PORTS:
            ports, rest = _port(rest, protocol)
            yield from ports
    if protocol == "icmp":
        message, rest = _message(rest, version)
        yield from message
    if rest[:1] == ["established"] and protocol == "tcp":
        yield rest.pop(0)
    if rest[:1] == ["log"]:
        yield rest.pop(0)
    if rest:
        raise ValueError(rest[0])


def _address(words: list[str], version: int) -> tuple[list[str], list[str]]:
    if words[0] == "any":
        return ["any"], words[1:]
    if words[0] == "host":
        host = IPv4Address(words[1]) if version == 4 else IPv6Address(words[1])
        return ["host", str(host)], words[2:]
    if version == 6:
        return [str(IPv6Network(words[0], strict=False))], words[1:]
    network = wildcard(words[0], words[1])
    if network.prefixlen == 32:
        return ["host", str(network.network_address)], words[2:]
    return [str(network.network_address), str(network.hostmask)], words[2:]


def wildcard(address: str, mask: str) -> IPv4Network:
    """Return the network of an address and its wildcard mask, `0.0.0.63`."""
    inverted = IPv4Address(0xFFFFFFFF ^ int(IPv4Address(mask)))
    return IPv4Network(f"{IPv4Address(address)}/{inverted}", strict=False)


def _port(words: list[str], protocol: str) -> tuple[list[str], list[str]]:
    if words[:1] not in (["eq"], ["range"]):
        return [], words
    count = 2 if words[0] == "range" else 1
    numbers = {name: number for number, name in _PORTS[protocol].items()}
    ports = [numbers.get(word) or int(word) for word in words[1 : 1 + count]]
    if len(ports) != count or not all(0 <= port <= 65535 for port in ports):
        raise ValueError(words[0])
    shown = [_PORTS[protocol].get(port, str(port)) for port in ports]
    return [words[0], *shown], words[1 + count :]


def _message(words: list[str], version: int) -> tuple[list[str], list[str]]:
    names = _MESSAGES[version]
    if words and words[0] in names.values():
        return [words[0]], words[1:]
    count = next((at for at, word in enumerate(words) if not word.isdigit()), len(words))
    if count > 2 or any(int(word) > 255 for word in words[:count]):
        raise ValueError(words)
    key = tuple(words[:count])
    if key[1:] == ("0",) and key[:1] in names:
        key = key[:1]  # there is no other code
    return [names[key]] if key in names else list(key), words[count:]


def _standard(words: Sequence[str], at: int) -> tuple[Value, int] | None:
    """Read an entry of a standard list: an action and whom it is about."""
    action, *rest = words[at:]
    if action not in ("permit", "deny") or not rest:
        return None
    try:
        if rest == ["any"]:
            return f"{action} any", len(words)
        if rest[0] == "host" or len(rest) == 1:
            return f"{action} {IPv4Address(rest[-1])}", len(words)
        network = wildcard(*rest)
    except (TypeError, ValueError):
        return None
    shown = f"{action} {network.network_address}"
    if network.prefixlen < 32:
        shown += f" {network.hostmask}"
    return shown, len(words)


ENTRIES: Final[dict[str, Reader]] = {
    "entry4": entry_reader(4),
    "entry6": entry_reader(6),
    "standard4": _standard,
}
