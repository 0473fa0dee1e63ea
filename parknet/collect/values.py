"""One raw cell in, a value in the metric's unit out, or a note that says why there is none."""

from collections import Counter
from ipaddress import ip_address

from parknet.model.collector import Metric, Source
from parknet.model.snapshot import Value

Raw = int | bytes | str

# RFC 4293's text is at most 255 octets; agents have been seen with 12 KB in one cell.
MAX_TEXT = 1024
_CONTROL = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127])


class Notes:
    """What was odd about a device's cells: counted, told once for each metric and reason."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str]] = Counter()
        self._examples: dict[tuple[str, str], str] = {}

    def add(self, subject: str, reason: str, example: object = "") -> None:
        """Count one cell of `subject` (a metric or table) for which `reason` holds."""
        key = (subject, reason)
        self._counts[key] += 1
        self._examples.setdefault(key, str(example)[:60])

    def warnings(self) -> tuple[str, ...]:
        """Return a line for each subject and reason, with how often and one example."""
        lines = []
        for key, count in sorted(self._counts.items()):
            subject, reason = key
            example = self._examples[key]
            such_as = f", such as {example}" if example else ""
            lines.append(f"{subject}: {reason} ({count}{such_as})")
        return tuple(lines)


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
        >>> mac_text(b"\x00\xe0\xfc\x01\x02\x03"), mac_text("00-E0-FC-01-02-03"), mac_text(b"")
        ('00:e0:fc:01:02:03', '00:e0:fc:01:02:03', '')
    """
    if isinstance(raw, bytes) and len(raw) == 6:
        digits = raw.hex()
    else:
        digits = "".join(c for c in text(raw).lower() if c not in ":-. ")
        if len(digits) != 12 or not set(digits) <= set("0123456789abcdef"):
            return ""
    if digits == "0" * 12:
        return ""
    return ":".join(digits[at : at + 2] for at in range(0, 12, 2))


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


def _number(metric: Metric, source: Source, raw: Raw, notes: Notes) -> float | int | None:
    if not isinstance(raw, int):
        digits = text(raw)
        if not digits:
            return None
        try:
            raw = int(digits)
        except ValueError:
            notes.add(metric.metric, f"{source.object} is not a number", repr(digits))
            return None
    if raw in source.sentinels:
        return None
    lowest = 0 if source.minimum is None and metric.type == "counter" else source.minimum
    too_small = lowest is not None and raw < lowest
    if too_small or (source.maximum is not None and raw > source.maximum):
        notes.add(metric.metric, f"{source.object} is not to be believed", raw)
        return None
    if source.bits == 32:
        notes.add(metric.metric, f"only the 32-bit counter {source.object} is there")
    if source.scale.is_integer():
        return raw * int(source.scale)
    return round(raw * source.scale, 9)


def _word(metric: Metric, source: Source, raw: Raw, notes: Notes) -> str | None:
    if not isinstance(raw, int):
        notes.add(metric.metric, f"{source.object} is not a number", repr(raw))
        return None
    if raw in source.sentinels:
        return None
    word = metric.words.get(raw)
    if word is None:
        notes.add(metric.metric, f"{source.object} has no word for the value", raw)
        return str(raw)
    return word


def value_of(
    metric: Metric,
    source: Source,
    raw: Raw,
    subtype: Raw | None,
    notes: Notes,
) -> Value | None:
    """Return one cell's value, or None where it says nothing.

    Args:
        metric: what the cell is; not of type address, which stands in the index.
        source: the column the cell is of.
        raw: the cell.
        subtype: the cell that says how to read this one, where the source has such a column.
        notes: where oddities are told.
    """
    if metric.type in ("gauge", "counter"):
        return _number(metric, source, raw, notes)
    if metric.type == "enum":
        return _word(metric, source, raw, notes)
    if source.subtype is not None:
        return port_id_text(raw, subtype)
    found = text(raw)
    return None if found in source.sentinels else found
