"""Typed arguments of EOS lines: words in, their normal form out, or None.

Sources: [D] Arista EOS User Manual 4.32, chapters by command. How a secret is shown is the
manual's: `sha512` for passwords, type 7 for keys that must be read back, localized keys for SNMP.
"""

from collections.abc import Sequence
from ipaddress import IPv4Interface, IPv4Network, IPv6Network, ip_address
from typing import Final

from parknet.lab.cipher import is_ciphertext, reveal
from parknet.lab.words import Reader, Value, interface_reader

_PORTS: Final = ("Ethernet", "Management")
# Every agent has an engine of its own; what is shown is localized to it [D] snmp-server user.
_ENGINE: Final = "f5717f00000000000000"


def _prefix4(words: Sequence[str], at: int) -> tuple[Value, int] | None:
    """Read an address with its length, `10.0.0.1/24` or `10.0.0.1 255.255.255.0`."""
    text, after = words[at], at + 1
    if "/" not in text:
        if at + 1 >= len(words) or "." not in words[at + 1]:
            return None
        text, after = f"{text}/{words[at + 1]}", at + 2
    try:
        return str(IPv4Interface(text)), after
    except ValueError:
        return None


def _network4(words: Sequence[str], at: int) -> tuple[Value, int] | None:
    found = _prefix4(words, at)
    if found is None:
        return None
    return str(IPv4Network(str(found[0]), strict=False)), found[1]


def _network6(words: Sequence[str], at: int) -> tuple[Value, int] | None:
    if "/" not in words[at]:
        return None
    try:
        return str(IPv6Network(words[at], strict=False)), at + 1
    except ValueError:
        return None


def _host(words: Sequence[str], at: int) -> tuple[Value, int] | None:
    """Read the address of a server, of either version."""
    try:
        found = ip_address(words[at])
    except ValueError:
        return None
    return str(found), at + 1


def _key(words: Sequence[str], at: int) -> tuple[Value, int] | None:
    """Read a key that is shown obfuscated: plain, behind `0`, or as it was shown behind `7`."""
    kind = words[at] if words[at] in ("0", "7") and at + 1 < len(words) else ""
    text = words[at + 1] if kind else words[at]
    return reveal(text if kind != "7" else f"7 {text}", "eos7"), at + (2 if kind else 1)


def _hash(words: Sequence[str], at: int) -> tuple[Value, int] | None:
    """Read a password: plain behind `0`, a hash behind `sha512`."""
    if words[at - 1] == "sha512" and not is_ciphertext(words[at]):
        return None
    return reveal(words[at], "eos-hash"), at + 1


def _localized(words: Sequence[str], at: int) -> tuple[Value, int] | None:
    """Read `v3`, and the engine that keys are localized to, which is always shown."""
    if words[at] != "v3":
        return None
    known = at + 2 < len(words) and words[at + 1] == "localized"
    return f"v3 localized {_ENGINE}", at + (3 if known else 1)


def _snmp_key(words: Sequence[str], at: int) -> tuple[Value, int] | None:
    return reveal(words[at], "eos-snmp"), at + 1


READERS: Final[dict[str, Reader]] = {
    "svi": interface_reader(["Vlan"], r"[1-9]\d{0,3}"),
    "lag": interface_reader(["Port-Channel"], r"\d{1,4}"),
    "loopback": interface_reader(["Loopback"], r"\d{1,3}"),
    "null": interface_reader(["Null"], "0"),
    "port": interface_reader(_PORTS, r"\d+(?:/\d+){0,2}"),
    "any": interface_reader(
        ["Vlan", "Port-Channel", "Loopback", *_PORTS], r"\d+(?:/\d+){0,2}"
    ),
    "ipv4/len": _prefix4,
    "net4": _network4,
    "net6": _network6,
    "host": _host,
    "key7": _key,
    "sha512": _hash,
    "v3": _localized,
    "snmp-key": _snmp_key,
}  # fmt: skip
