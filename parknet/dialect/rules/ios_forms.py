"""Cisco IOS and IOS-XE: a text as the device shows it in, lines in one form out.

Sources: [D] Cisco IOS Security Command Reference, permit (IP), username secret, banner; IOS IPv6
Command Reference, permit (IPv6); IOS Configuration Fundamentals, show running-config. [U] that
IOS 15 shows entries of access lists without numbers; the driver asks for them.
"""

import re
from collections.abc import Iterator
from functools import cache
from ipaddress import IPv4Address, IPv4Network
from typing import Final

from parknet.dialect.port_names import ICMP, PORTS

_LIST: Final = re.compile(r"^(ip|ipv6) access-list ")
_UNNUMBERED: Final = re.compile(r"^ (?:permit|deny) ")
_NUMBER: Final = re.compile(r"^ (?:sequence )?(\d+) ")
_CERTIFICATE: Final = re.compile(r"^ certificate \S")
_BANNER: Final = re.compile(r"^banner \S+ (\^.|.)")
# IOS's own names of messages beside those that all makers have.
_MESSAGES6: Final = {
    "nd-ns": "135", "nd-na": "136", "router-solicitation": "133", "router-advertisement": "134",
    "echo-request": "128", "echo-reply": "129", "packet-too-big": "2", "redirect": "137",
}  # fmt: skip
_PORTS: Final = {
    "udp": {"domain": 53, "isakmp": 500, "non500-isakmp": 4500, "rip": 520},
    "tcp": {"msrpc": 135, "drip": 3949},
}
# Messages of which there is one code only (RFC 792, RFC 4443, RFC 4861): it may be left out.
_ONE_CODE: Final = frozenset({"0", "8", "2", "128", "129", "133", "134", "135", "136", "137"})

REWRITES: Final = (
    (r"^(no shutdown|exit-vrrp|exit-address-family|no ip address|no ipv6 address)$", ""),
    (r"^switchport (access|trunk native) vlan 1$", ""),
    (r"^switchport trunk allowed vlan (all|1-4094)$", ""),
    (r"^switchport trunk allowed vlan add (\S+)$", r"switchport trunk allowed vlan \1"),
    (r"^((?:ip |ipv6 )?ospf \d+ area|ospfv3 \d+ ipv6 area|area) (\d{1,2})(?= |$)", r"\1 0.0.0.\2"),
    (r"^(?:ip|ipv6) ospf network broadcast$|^ospfv3 network broadcast$", ""),
    (r"^ip igmp version 2$|^priority 100$|^power inline auto$", ""),
    (r"^exec-timeout 10( 0)?$", ""),
    (r"^spanning-tree portfast edge$", "spanning-tree portfast"),
    (r"^(storm-control \S+ level) (\d+)$", r"\1 \2.00"),
    (r"^switchport port-security maximum 1$|^switchport port-security violation shutdown$", ""),
    (r"^maximum 10$", ""),
    # Secrets go in plain and are shown as what they became.
    (
        r"^(username \S+ privilege \d+) (?:algorithm-type scrypt )?secret (?:[589] )?(<<.*)$",
        r"\1 secret \2",
    ),
    (r"^(key|key-string) [678] (<<.*)$", r"\1 \2"),
    (r"^(ntp authentication-key \d+ md5 <<[^<>]*>>) [78]$", r"\1"),
    # What people add to a server or a log host is not modelled and left alone.
    (r"^(ntp server \S+)(?!.*\bvrf\b)(?:.*?( key \d+))?.*$", r"\1\2"),
    (r"^(logging host (?:ipv6 [\da-f:]+|[\d.]+))(?!.*\bvrf\b).*$", r"\1"),
    (r"^(ip route [\d.]+ [\d.]+ [\d.]+)( (?:name|tag|track) .*)$", r"\1"),
    (r"^(ipv6 route \S+ [\da-f:]+)( (?:name|tag) .*)$", r"\1"),
)


def prepare(text: str) -> str:
    """Return a text without banners and certificates, its lists' entries numbered."""
    return "\n".join(_numbered(_without_blocks(text.splitlines())))


def _without_blocks(rows: list[str]) -> Iterator[str]:
    """Leave out what holds no lines: banners up to their mark, certificates as far as indented.

    A banner whose mark does not come again is one line: nothing may swallow what follows.
    """
    at = 0
    while at < len(rows):
        row = rows[at]
        at += 1
        banner = _BANNER.match(row)
        if banner is not None:
            rest = [row[banner.end() :], *rows[at:]]
            at += next((place for place, line in enumerate(rest) if banner[1] in line), 0)
        elif _CERTIFICATE.match(row):
            while at < len(rows) and rows[at].startswith(("  ", "\t")):
                at += 1
        else:
            yield row


def _numbered(rows: Iterator[str]) -> Iterator[str]:
    """Number entries in tens where they are shown without, as the device does from the start."""
    last, family = 0, ""
    for row in rows:
        if not row.startswith(" "):
            found = _LIST.match(row)
            last, family = 0, found[1] if found is not None else ""
        elif family and (number := _NUMBER.match(row)):
            last = int(number[1])
        elif family and _UNNUMBERED.match(row):
            last += 10
            yield f" {'sequence ' if family == 'ipv6' else ''}{last}{row}"
            continue
        yield row


@cache
def entry_form(row: str) -> str:
    """Return an entry of an access list in one form, or as it stands where it says more.

    Example:
        >>> entry_form("10 permit udp any eq bootpc any eq bootps")
        '10 permit udp any eq 68 any eq 67'
        >>> entry_form("sequence 10 permit icmp any any nd-ns")
        'sequence 10 permit icmp any any 135'
    """
    words = row.split()
    at = next((at for at, word in enumerate(words) if word in ("permit", "deny")), len(words))
    head, rest = words[: at + 1], words[at + 1 :]
    if not rest:
        return row
    if rest[0] == "any" or rest[0] == "host" or rest[0][0].isdigit():
        return " ".join([*head, *_source(rest)])
    version = 6 if words[0] == "sequence" else 4
    try:
        return " ".join([*head, rest[0], *_said(rest[0], rest[1:], version)])
    except (IndexError, KeyError, ValueError):
        return row


def _source(words: list[str]) -> list[str]:
    """Return whom a standard entry is about: a host has no mask."""
    words = words[1:] if words[0] == "host" else words
    return words[:1] if words[1:] == ["0.0.0.0"] else words  # noqa: S104 - a mask


def _said(protocol: str, words: list[str], version: int) -> Iterator[str]:
    at = 0
    while at < len(words):
        word = words[at]
        if word in ("eq", "range"):
            count = 2 if word == "range" else 1
            known = {**PORTS.get(protocol, {}), **_PORTS.get(protocol, {})}
            yield word
            for name in words[at + 1 : at + 1 + count]:
                yield name if name.isdigit() else str(known[name])
            at += 1 + count
        elif word == "host":
            yield from (word, words[at + 1])
            at += 2
        elif version == 4 and word[0].isdigit() and "." in word:
            mask = int(IPv4Address(words[at + 1]))
            network = IPv4Network((word, str(IPv4Address(0xFFFFFFFF ^ mask))), strict=False)
            host = network.prefixlen == 32
            address = str(network.network_address)
            yield from ("host", address) if host else (address, str(network.hostmask))
            at += 2
        elif protocol == "icmp" and word not in ("any", "log") and ":" not in word:
            yield from _message(words[at:], version)
            at = next((n for n in range(at, len(words)) if words[n] == "log"), len(words))
        else:
            yield word
            at += 1


def _message(words: list[str], version: int) -> list[str]:
    """Return a type and its code; the code is left out where there is but one."""
    said = [word for word in words if word != "log"]
    if not said[0].isdigit():
        said = (_MESSAGES6 if version == 6 else ICMP)[said[0]].split()
    return said[:1] if said[1:] == ["0"] and said[0] in _ONE_CODE else said
