"""BER as SNMP uses it: Python values in, octets out, and octets read with every bound checked.

Only definite lengths and low tags exist in SNMP (RFC 3417, section 8), so nothing else is accepted.
"""

INTEGER = 0x02
OCTETS = 0x04
NULL = 0x05
OBJECT_ID = 0x06
SEQUENCE = 0x30
IP_ADDRESS = 0x40
COUNTER32 = 0x41
GAUGE32 = 0x42
TIME_TICKS = 0x43
COUNTER64 = 0x46

# RFC 3416, section 2.3 (ASN.1 `ObjectName`) and RFC 2578, section 7.1.3.
MAX_SUB_IDENTIFIERS = 128
MAX_SUB_IDENTIFIER = 2**32 - 1

Oid = tuple[int, ...]


class BerError(ValueError):
    """Octets that are no BER, or not the BER that was expected."""


def tlv(tag: int, content: bytes) -> bytes:
    """Return `content` behind its tag and length.

    Example:
        >>> tlv(OCTETS, b"ab").hex()
        '04026162'
    """
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    if size < 0x100:
        return bytes((tag, 0x81, size)) + content
    if size < 0x10000:
        return bytes((tag, 0x82, size >> 8, size & 0xFF)) + content
    return bytes((tag, 0x83)) + size.to_bytes(3, "big") + content


def integer(value: int, tag: int = INTEGER) -> bytes:
    """Return a whole number in the fewest octets of two's complement.

    Example:
        >>> integer(128).hex(), integer(-1).hex(), integer(2**32 - 1, GAUGE32).hex()
        ('02020080', '0201ff', '420500ffffffff')
    """
    magnitude = value if value >= 0 else ~value
    size = magnitude.bit_length() // 8 + 1
    return bytes((tag, size)) + value.to_bytes(size, "big", signed=True)


def octets(value: bytes, tag: int = OCTETS) -> bytes:
    """Return an octet string."""
    return tlv(tag, value)


def object_id(oid: Oid) -> bytes:
    """Return an object identifier.

    Args:
        oid: at least two sub-identifiers, such as (1, 3, 6, 1).

    Example:
        >>> object_id((1, 3, 6, 1, 4, 1, 2011)).hex()
        '06072b060104018f5b'
    """
    return tlv(OBJECT_ID, arcs(oid))


def arcs(oid: Oid) -> bytes:
    """Return the content of an object identifier: its first two numbers share one octet."""
    return arcs_below((oid[0] * 40 + oid[1], *oid[2:]))


def arcs_below(oid: Oid) -> bytes:
    """Return the content of the part of an object identifier behind its second number.

    Example:
        >>> arcs_below((2011, 5)).hex()
        '8f5b05'
    """
    content = bytearray()
    for sub in oid:
        if sub < 0x80:
            content.append(sub)
            continue
        groups = [sub & 0x7F]
        rest = sub >> 7
        while rest:
            groups.append(rest & 0x7F | 0x80)
            rest >>= 7
        content += bytes(reversed(groups))
    return bytes(content)


def read_header(data: bytes, at: int, end: int) -> tuple[int, int, int]:
    """Return tag, start and end of the content of the value at `at`.

    Raises:
        BerError: the value is cut off, longer than `end`, or of indefinite length.
    """
    if at + 2 > end:
        raise BerError("cut off before a length")
    tag, size = data[at], data[at + 1]
    at += 2
    if size >= 0x80:
        count = size & 0x7F
        if not 1 <= count <= 4 or at + count > end:
            raise BerError("a length of length that cannot be")
        size = int.from_bytes(data[at : at + count], "big")
        at += count
    if at + size > end:
        raise BerError("longer than what holds it")
    return tag, at, at + size


def read(data: bytes, at: int, end: int, tag: int) -> tuple[int, int]:
    """Return start and end of the content of the value at `at`, which must bear `tag`."""
    found, start, stop = read_header(data, at, end)
    if found != tag:
        raise BerError(f"tag {found:#x} where {tag:#x} belongs")
    return start, stop


def read_integer(data: bytes, at: int, end: int) -> tuple[int, int]:
    """Return a whole number of at most 32 bits and where it ends."""
    start, stop = read(data, at, end, INTEGER)
    if not 1 <= stop - start <= 4:
        raise BerError("an integer of no octets or more than four")
    return int.from_bytes(data[start:stop], "big", signed=True), stop


def read_octets(data: bytes, at: int, end: int) -> tuple[bytes, int]:
    """Return an octet string and where it ends."""
    start, stop = read(data, at, end, OCTETS)
    return data[start:stop], stop


def read_object_id(data: bytes, at: int, end: int) -> tuple[Oid, int]:
    """Return an object identifier and where it ends; one of no octets reads as the empty tuple."""
    start, stop = read(data, at, end, OBJECT_ID)
    subs: list[int] = []
    sub = 0
    for octet in data[start:stop]:
        sub = sub << 7 | octet & 0x7F
        if octet & 0x80:
            continue
        subs.append(sub)
        sub = 0
    if stop > start and data[stop - 1] & 0x80:
        raise BerError("an object identifier that stops inside a number")
    if not subs:
        return (), stop
    first = min(subs[0] // 40, 2)
    oid = (first, subs[0] - 40 * first, *subs[1:])
    if len(oid) > MAX_SUB_IDENTIFIERS or max(oid) > MAX_SUB_IDENTIFIER:
        raise BerError("an object identifier beyond the limits of SNMP")
    return oid, stop
