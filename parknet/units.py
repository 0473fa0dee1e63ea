"""Speeds and areas as people write them in, plain numbers out, and back."""

import re
from typing import Final

_SPEED: Final = re.compile(r"^(\d+(?:\.\d+)?)\s*([MGT])(?:bit/s|bps)?$")
_SCALE: Final = {"M": 10**6, "G": 10**9, "T": 10**12}


def parse_speed(text: str) -> int:
    """Return a speed in bit/s.

    Args:
        text: a number and M, G or T, as in `100M`, `1G`, `2.5G`; `bit/s` or `bps` may follow.

    Raises:
        ValueError: the text is not a speed.

    Example:
        >>> parse_speed("2.5G")
        2500000000
    """
    match = _SPEED.match(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is not a speed such as 100M, 1G or 10G")
    return round(float(match[1]) * _SCALE[match[2]])


def format_speed(speed_bps: float) -> str:
    """Return a speed as people read it.

    Example:
        >>> format_speed(10_000_000_000), format_speed(2_500_000_000), format_speed(0)
        ('10 Gbit/s', '2.5 Gbit/s', '0 bit/s')
    """
    for unit, scale in (("Tbit/s", 10**12), ("Gbit/s", 10**9), ("Mbit/s", 10**6)):
        if abs(speed_bps) >= scale:
            return f"{speed_bps / scale:g} {unit}"
    return f"{speed_bps:g} bit/s"


def counted(count: int, one: str) -> str:
    """Return how many there are of something, in words as people say them.

    Example:
        >>> counted(1, "device"), counted(2, "device"), counted(0, "switch")
        ('1 device', '2 devices', '0 switches')
    """
    if count == 1:
        return f"1 {one}"
    return f"{count} {one}{'es' if one.endswith(('ch', 'sh', 's', 'x')) else 's'}"
