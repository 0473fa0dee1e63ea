"""Typed arguments of configuration lines: words in, their normal form out, or None."""

import re
from collections.abc import Callable, Iterable, Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network
from typing import Final

from parknet.lab.cipher import is_ciphertext, reveal

# An argument reader takes the words and a place among them; it returns the normal form and the
# next place, or None where the word is not such an argument.
Value = str | frozenset[int]
Reader = Callable[[Sequence[str], int], tuple[Value, int] | None]

ALL_VLANS: Final = frozenset(range(1, 4095))
_NUMBERS: Final = re.compile(r"(\d+)")
_HEX4: Final = re.compile(r"^(\d{1,3}\.){3}\d{1,3}$")


def natural(text: str) -> tuple[tuple[int, int | str], ...]:
    """Return a sort key that puts `0/0/10` after `0/0/9`."""
    return tuple(
        (0, int(part)) if part.isdigit() else (1, part) for part in _NUMBERS.split(text) if part
    )


def vlan_ranges(vlans: Iterable[int]) -> list[str]:
    """Return VLANs as devices list them.

    Example:
        >>> vlan_ranges({10, 11, 12, 30})
        ['10 to 12', '30']
    """
    ranges: list[list[int]] = []
    for vlan in sorted(vlans):
        if ranges and vlan == ranges[-1][1] + 1:
            ranges[-1][1] = vlan
        else:
            ranges.append([vlan, vlan])
    return [f"{low}" if low == high else f"{low} to {high}" for low, high in ranges]


def vlan_list(vlans: Iterable[int]) -> str:
    """Return VLANs as Cisco and its like list them.

    Example:
        >>> vlan_list({10, 11, 12, 30})
        '10-12,30'
    """
    return ",".join(vlan_ranges(vlans)).replace(" to ", "-")


def _word(words: Sequence[str], at: int) -> tuple[Value, int]:
    return words[at], at + 1


def _text(words: Sequence[str], at: int) -> tuple[Value, int]:
    return " ".join(words[at:]), len(words)


def _number(low: int, high: int) -> Reader:
    def read(words: Sequence[str], at: int) -> tuple[Value, int] | None:
        word = words[at]
        if not word.isascii() or not word.isdigit() or not low <= int(word) <= high:
            return None
        return str(int(word)), at + 1

    return read


def _vlans(words: Sequence[str], at: int) -> tuple[Value, int] | None:
    """Read up to ten VLANs or ranges, as both vendors' references allow: `&<1-10>`."""
    if words[at] == "all":
        return ALL_VLANS, at + 1
    found: set[int] = set()
    items = 0
    while at < len(words) and items < 10:
        low = _vlan(words[at])
        if low is None:
            return None
        high = low
        if at + 1 < len(words) and words[at + 1] == "to":
            end = _vlan(words[at + 2]) if at + 2 < len(words) else None
            if end is None or end < low:
                return None
            high, at = end, at + 2
        found.update(range(low, high + 1))
        at, items = at + 1, items + 1
    return frozenset(found), at


def _vlan_list(words: Sequence[str], at: int) -> tuple[Value, int] | None:
    """Read `10-12,30`, in which no blank may stand."""
    found: set[int] = set()
    for item in words[at].split(","):
        first, dash, last = item.partition("-")
        low, high = _vlan(first), _vlan(last) if dash else _vlan(first)
        if low is None or high is None or high < low:
            return None
        found.update(range(low, high + 1))
    return frozenset(found), at + 1


def _more_vlans(words: Sequence[str], at: int) -> tuple[Value, int] | None:
    """Read two VLANs or more of such a list: what makes VLANs without opening one view."""
    return _vlan_list(words, at) if {",", "-"}.intersection(words[at]) else None


def _vlans_listed(words: Sequence[str], at: int) -> tuple[Value, int] | None:
    """Read VLANs that a line lists as one of its words."""
    found = _vlans(words, at)
    if found is None or isinstance(found[0], str):
        return None
    return " ".join(vlan_ranges(found[0])), found[1]


def _vlan_range(words: Sequence[str], at: int) -> tuple[Value, int] | None:
    """Read two VLANs or more: what makes VLANs without opening a view."""
    return _vlans(words, at) if len(words) > at + 1 else None


def _vlan(word: str) -> int | None:
    return int(word) if word.isascii() and word.isdigit() and 1 <= int(word) <= 4094 else None


def _ipv4(words: Sequence[str], at: int) -> tuple[Value, int] | None:
    try:
        return str(IPv4Address(words[at])), at + 1
    except ValueError:
        return None


def mask_length(word: str) -> int | None:
    """Return the length of `255.255.255.0` or `24`, or None."""
    if word.isascii() and word.isdigit() and int(word) <= 32:
        return int(word)
    if not _HEX4.match(word):
        return None
    try:
        bits = f"{int(IPv4Address(word)):032b}"
    except ValueError:
        return None
    return bits.count("1") if "01" not in bits else None


def _mask(words: Sequence[str], at: int) -> tuple[Value, int] | None:
    length = mask_length(words[at])
    if length is None:
        return None
    return str(IPv4Address((0xFFFFFFFF << (32 - length)) & 0xFFFFFFFF)), at + 1


def _length4(words: Sequence[str], at: int) -> tuple[Value, int] | None:
    length = mask_length(words[at])
    return None if length is None else (str(length), at + 1)


def _ipv6(words: Sequence[str], at: int) -> tuple[Value, int] | None:
    try:
        return str(IPv6Address(words[at])), at + 1
    except ValueError:
        return None


def _ipv6_prefix(words: Sequence[str], at: int) -> tuple[Value, int] | None:
    address, slash, length = words[at].partition("/")
    try:
        network = IPv6Network(f"{address}/{length}", strict=False) if slash else None
        return None if network is None else (f"{IPv6Address(address)}/{network.prefixlen}", at + 1)
    except ValueError:
        return None


def _area(words: Sequence[str], at: int) -> tuple[Value, int] | None:
    """Read an OSPF area, a number or dotted; devices show it dotted."""
    word = words[at]
    if word.isascii() and word.isdigit() and int(word) <= 0xFFFFFFFF:
        return str(IPv4Address(int(word))), at + 1
    return _ipv4(words, at)


def _secret(style: str) -> Reader:
    def read(words: Sequence[str], at: int) -> tuple[Value, int]:
        return reveal(words[at], style), at + 1

    return read


def _h3c_secret(style: str) -> Reader:
    """Return a reader that takes only ciphertext after `cipher` and `hash`, as Comware does [D]."""

    def read(words: Sequence[str], at: int) -> tuple[Value, int] | None:
        if not {"cipher", "hash"}.isdisjoint(words[:at]) and not is_ciphertext(words[at]):
            return None
        return reveal(words[at], style), at + 1

    return read


def _ios_secret(words: Sequence[str], at: int) -> tuple[Value, int] | None:
    """Read what follows `secret`: a kind and ciphertext, or a plain secret."""
    return _of_kind(words, at, ("9",), "scrypt")


def _ios_account(words: Sequence[str], at: int) -> tuple[Value, int] | None:
    """Read `algorithm-type scrypt secret …`, which is shown as `secret 9 …` alone."""
    after = at + 2 if words[at : at + 2] == ["algorithm-type", "scrypt"] else at
    if after >= len(words) or words[after] != "secret":
        return None
    return ("secret", after + 1)


def _ios_key(words: Sequence[str], at: int) -> tuple[Value, int] | None:
    return _of_kind(words, at, ("7",), "type7")


def _ios_time_key(words: Sequence[str], at: int) -> tuple[Value, int]:
    """Read a key of NTP: its kind stands behind it."""
    if words[at + 1 : at + 2] == ["7"]:
        return reveal(f"{words[at]} 7", "type7-last"), at + 2
    return reveal(words[at], "type7-last"), at + 1


def _of_kind(
    words: Sequence[str], at: int, kinds: tuple[str, ...], style: str
) -> tuple[Value, int] | None:
    if at + 1 < len(words) and words[at] in ("0", *kinds):
        text = words[at + 1] if words[at] == "0" else " ".join(words[at : at + 2])
        return reveal(text, style), at + 2
    return reveal(words[at], style), at + 1


def interface_reader(kinds: Iterable[str], number: str) -> Reader:
    """Return a reader of interface names, whole or abbreviated, `Vlanif10` or `Vlanif 10`.

    Args:
        kinds: full type names, as in `GigabitEthernet`.
        number: regular expression of what follows the type.
    """
    full = tuple(kinds)
    shape = re.compile(rf"(\d*[A-Za-z][A-Za-z-]*?)({number})")

    def read(words: Sequence[str], at: int) -> tuple[Value, int] | None:
        match, after = shape.fullmatch(words[at]), at + 1
        if match is None and at + 1 < len(words):
            match, after = shape.fullmatch(words[at] + words[at + 1]), at + 2
        if match is None:
            return None
        typed = match[1].lower()
        exact = [kind for kind in full if kind.lower() == typed]
        found = exact or [kind for kind in full if kind.lower().startswith(typed)]
        return (found[0] + match[2], after) if found else None

    return read


READERS: Final[dict[str, Reader]] = {
    "word": _word,
    "text": _text,
    "vlan": _number(1, 4094),
    "vlans": _vlans,
    "vlan-range": _vlan_range,
    "vlan-list": _vlan_list,
    "more-vlans": _more_vlans,
    "vlans-listed": _vlans_listed,
    "ipv4": _ipv4,
    "mask": _mask,
    "length4": _length4,
    "ipv6": _ipv6,
    "ipv6/len": _ipv6_prefix,
    "area": _area,
    "cipher": _secret("huawei"),
    "irreversible": _secret("irreversible"),
    "h3c-cipher": _h3c_secret("h3c"),
    "h3c-hash": _h3c_secret("hash"),
    "hidden": _secret("hash"),  # kept in ciphertext, and shown nowhere
    "ios-secret": _ios_secret,
    "ios-account": _ios_account,
    "ios-key": _ios_key,
    "ios-time-key": _ios_time_key,
}


def reader(kind: str, interfaces: dict[str, Reader]) -> Reader:
    """Return the reader of an argument type; `1-4094` is a number in that range."""
    if kind in interfaces:
        return interfaces[kind]
    low, dash, high = kind.partition("-")
    if dash and low.isdigit() and high.isdigit():
        return _number(int(low), int(high))
    return READERS[kind]
