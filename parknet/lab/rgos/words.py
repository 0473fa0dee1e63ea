"""Typed arguments of RGOS lines: words in, their normal form out, or None.

Sources: [D] RG-S2910-H and RG-S6120 series RGOS 11.4 configuration guides by volume (Interface,
Security: AAA, RADIUS, password policy); running configurations that people published (names of
interfaces with a blank, `secret 8`, `password 7`, `key 7`). [U] how SNMP and NTP keys are shown.
"""

import re
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Network, ip_address
from typing import Final

from parknet.lab.cipher import is_ciphertext, reveal
from parknet.lab.words import READERS as COMMON
from parknet.lab.words import Reader, Value, interface_reader, vlan_list

_PORTS: Final = (
    "GigabitEthernet", "TenGigabitEthernet", "TFGigabitEthernet", "FortyGigabitEthernet",
    "HundredGigabitEthernet", "FastEthernet", "Mgmt",
)  # fmt: skip
_NUMBER: Final = re.compile(r"(?<=[A-Za-z])(?=\d)")


def _named(kinds: Sequence[str], number: str) -> Reader:
    """Return a reader of interface names; devices show a blank before the number."""
    plain = interface_reader(kinds, number)

    def read(words: Sequence[str], at: int) -> tuple[Value, int] | None:
        found = plain(words, at)
        if found is None or not isinstance(found[0], str):
            return None
        return _NUMBER.sub(" ", found[0], count=1), found[1]

    return read


def _typed(style: str) -> Reader:
    """Return a reader of a secret behind an optional number: 0 is plain, 5, 7 and 8 ciphertext."""

    def read(words: Sequence[str], at: int) -> tuple[Value, int] | None:
        kind = words[at] if words[at] in ("0", "5", "7", "8") and at + 1 < len(words) else ""
        if not kind:
            return reveal(words[at], style), at + 1
        text = words[at + 1] if kind == "0" else f"{kind} {words[at + 1]}"
        if kind != "0" and not is_ciphertext(text):
            return None
        return reveal(text, style), at + 2

    return read


def _shown_after(words: Sequence[str], at: int) -> tuple[Value, int] | None:
    """Read an NTP key: what it is stands behind it."""
    kind = words[at + 1] if at + 1 < len(words) else ""
    if kind == "7" and is_ciphertext(f"{words[at]} 7"):
        return reveal(f"{words[at]} 7", "rgos-after"), at + 2
    if kind in ("", "0"):
        return reveal(words[at], "rgos-after"), at + (2 if kind else 1)
    return None


def _version3(words: Sequence[str], at: int) -> tuple[Value, int] | None:
    """Read `v3`, behind which devices say that what follows is ciphertext."""
    if words[at] != "v3":
        return None
    is_said = at + 1 < len(words) and words[at + 1] == "encrypted"
    return "v3 encrypted", at + (2 if is_said else 1)


def _usm(words: Sequence[str], at: int) -> tuple[Value, int] | None:
    """Read an SNMP key: plain, or what a device showed where `encrypted` stands before it."""
    if "encrypted" in words[:at] and not is_ciphertext(words[at]):
        return None
    return reveal(words[at], "rgos-usm"), at + 1


def _wildcard(words: Sequence[str], at: int) -> tuple[Value, int] | None:
    try:
        bits = int(IPv4Address(words[at]))
    except ValueError:
        return None
    return (str(IPv4Address(bits)), at + 1) if not bits & (bits + 1) else None


def _listed(words: Sequence[str], at: int) -> tuple[Value, int] | None:
    """Read VLANs that a line lists as one of its words."""
    found = COMMON["vlan-list"](words, at)
    if found is None or isinstance(found[0], str):
        return None
    return vlan_list(found[0]), found[1]


def _prefix4(words: Sequence[str], at: int) -> tuple[Value, int] | None:
    try:
        return (str(IPv4Network(words[at])), at + 1) if "/" in words[at] else None
    except ValueError:
        return None


def _prefix6(words: Sequence[str], at: int) -> tuple[Value, int] | None:
    """Read a prefix; a route shows it without what lies outside of it."""
    if "/" not in words[at]:
        return None
    try:
        return str(IPv6Network(words[at], strict=False)), at + 1
    except ValueError:
        return None


def _link_local(words: Sequence[str], at: int) -> tuple[Value, int] | None:
    found = COMMON["ipv6"](words, at)
    return found if found is not None and str(found[0]).startswith("fe80:") else None


def _address(words: Sequence[str], at: int) -> tuple[Value, int] | None:
    try:
        return str(ip_address(words[at])), at + 1
    except ValueError:
        return None


READERS: Final[dict[str, Reader]] = {
    "svi": _named(["VLAN"], r"[1-9]\d{0,3}"),
    "lag": _named(["AggregatePort"], r"[1-9]\d{0,2}"),
    "loopback": _named(["Loopback"], r"\d{1,4}"),
    "null": _named(["Null"], "0"),
    "port": _named(_PORTS, r"\d+(?:/\d+){0,2}"),
    "any": _named(["VLAN", "AggregatePort", "Loopback", *_PORTS], r"\d+(?:/\d+){0,2}"),
    "secret": _typed("rgos-hash"),
    "key": _typed("rgos-key"),
    "after": _shown_after,
    "v3": _version3,
    "usm": _usm,
    "wild": _wildcard,
    "listed": _listed,
    "prefix4": _prefix4,
    "prefix6": _prefix6,
    "server": _address,
    "link-local": _link_local,
}
