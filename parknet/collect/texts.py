"""Octets in, text out: UTF-8 or GB 18030, MAC addresses, the ports that LLDP names."""

import re
from collections.abc import Sequence
from ipaddress import ip_address

Raw = int | bytes | str

# RFC 4293's text is at most 255 octets; agents have been seen with 12 KB in one cell.
MAX_TEXT = 1024
_CONTROL = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127])


def text(raw: Raw) -> str:
    r"""Return octets as text: UTF-8, else GB 18030 (of which GBK is a part), else escapes.

    Trailing NULs and spaces go, and so do control characters except line breaks and tabs.

    Example:
        >>> text("3#厂房".encode("gb18030")), text(b"a\x00\x00"), text(b"\xff\xff\xff")
        ('3#厂房', 'a', '\\xff\\xff\\xff')
        >>> text("一楼".encode("gbk")), text("café".encode())
        ('一楼', 'café')
    """
    if not isinstance(raw, bytes):
        return str(raw)[:MAX_TEXT]
    raw = raw[: 4 * MAX_TEXT].rstrip(b"\x00")
    decoded = _decoded(raw, "utf-8")
    if decoded is None or _is_unlikely(decoded):
        decoded = _decoded(raw, "gb18030") or decoded
    if decoded is None:
        decoded = raw.decode("ascii", "backslashreplace")
    return decoded.translate(_CONTROL).strip()[:MAX_TEXT]


def _decoded(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return None


def _is_unlikely(decoded: str) -> bool:
    """Return True for what GBK looks like where it happens to be UTF-8: 一楼 reads as һ¥.

    Such text has only two-octet characters, and hardly ever just Latin letters with accents.
    """
    if decoded.isascii():
        return False
    foreign = [character for character in decoded if character >= "\x80"]
    return max(foreign) < "\u0800" and any(not "\u00c0" <= c <= "\u024f" for c in foreign)


def mac_text(raw: Raw) -> str:
    r"""Return a MAC address as `aa:bb:cc:dd:ee:ff`, or nothing where it is none or all zero.

    Example:
        >>> mac_text(b"\x00\xe0\xfc\x01\x02\x03"), mac_text("0-E0-FC-1-2-3"), mac_text(b"")
        ('00:e0:fc:01:02:03', '00:e0:fc:01:02:03', '')
    """
    if isinstance(raw, bytes) and len(raw) == 6:
        digits = raw.hex()
    else:
        written = text(raw).lower()
        parts = re.split("[:-]", written)
        if len(parts) == 6:  # 0:e:fc:1:2:3
            written = "".join(part.zfill(2) for part in parts)
        digits = "".join(c for c in written if c not in ":-. ")
        if len(digits) != 12 or not set(digits) <= set("0123456789abcdef"):
            return ""
    if digits == "0" * 12:
        return ""
    return ":".join(digits[at : at + 2] for at in range(0, 12, 2))


def index_mac(index: str, start: int) -> str:
    """Return the MAC address that is six numbers of an index, from `start` on.

    Example:
        >>> index_mac("0.224.252.1.2.3.1", 0), index_mac("7.0.224.252.1.2.3", -6), index_mac("1", 0)
        ('00:e0:fc:01:02:03', '00:e0:fc:01:02:03', '')
    """
    numbers = [int(part) for part in index.split(".") if part.isdigit()][start:][:6]
    return mac_text(bytes(numbers)) if numbers and max(numbers) <= 255 else ""


def port_id_text(raw: Raw, subtype: Raw | None) -> str:
    r"""Return an LldpPortId as text by its subtype: 3 MAC address, 4 network address, else text.

    Example:
        >>> port_id_text(b"\x00\xe0\xfc\x01\x02\x03", 3), port_id_text(b"\x01\x0a\x00\x00\x01", 4)
        ('00:e0:fc:01:02:03', '10.0.0.1')
    """
    if subtype == 3:
        return mac_text(raw) or text(raw)
    if subtype == 4 and isinstance(raw, bytes) and len(raw) in (5, 17):
        return str(ip_address(raw[1:]))  # the first octet is the address family
    return text(raw)


def chassis_id_text(raw: Raw, subtype: Raw | None) -> str:
    r"""Return an LldpChassisId as text by its subtype: 4 MAC address, 5 network address, else text.

    Example:
        >>> chassis_id_text(b"\x00\xe0\xfc\x01\x02\x03", 4), chassis_id_text(b"rack 3", 7)
        ('00:e0:fc:01:02:03', 'rack 3')
    """
    return port_id_text(raw, {4: 3, 5: 4}.get(subtype) if isinstance(subtype, int) else None)


def address_text(raw: Raw) -> str:
    r"""Return an IP address, of octets or as text, or nothing where it is none or all zero.

    Example:
        >>> address_text(b"\x0a\x00\x00\x01"), address_text("2001:db8::1"), address_text("0.0.0.0")
        ('10.0.0.1', '2001:db8::1', '')
    """
    for written in (text(raw), raw):
        try:
            address = ip_address(written)
        except ValueError:
            continue
        return "" if address.is_unspecified else str(address)
    return ""


def flags_text(raw: Raw, words: Sequence[str]) -> str:
    r"""Return the words of the bits that are set in BITS (RFC 2578, 7.1.4), the first bit's first.

    Example:
        >>> flags_text(b"\xa0", ("other", "repeater", "bridge"))
        'other bridge'
    """
    octets = raw if isinstance(raw, bytes) else b""
    number, size = int.from_bytes(octets), 8 * len(octets)
    return " ".join(word for at, word in enumerate(words[:size]) if number >> (size - 1 - at) & 1)


def single_line(raw: Raw) -> str:
    """Return octets as text without line breaks or blanks in a row."""
    return " ".join(text(raw).split())
