"""Speeds and areas as people write them in, plain numbers out, and back."""

import re
from typing import Final

_SPEED: Final = re.compile(r"^(\d+(?:\.\d+)?)\s*([MGT])(?:bit/s|bps)?$")
_SCALE: Final = {"M": 10**6, "G": 10**9, "T": 10**12}
_DURATION: Final = re.compile(r"^(\d+(?:\.\d+)?)\s*(s|m|h|d)$")
_SECONDS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86400}


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


def parse_duration(text: str) -> float:
    """Return a duration in seconds.

    Args:
        text: a number and s, m, h or d, as in `30s`, `5m`, `1h`.

    Raises:
        ValueError: the text is not a duration.

    Example:
        >>> parse_duration("5m"), parse_duration("1.5h")
        (300.0, 5400.0)
    """
    match = _DURATION.match(text.strip())
    if match is None or not float(match[1]):
        raise ValueError(f"{text!r} is not a duration such as 30s, 5m or 1h")
    return float(match[1]) * _SECONDS[match[2]]


def counted(count: int, one: str) -> str:
    """Return how many there are of something, in words as people say them.

    Example:
        >>> counted(1, "device"), counted(2, "device"), counted(0, "switch")
        ('1 device', '2 devices', '0 switches')
    """
    if count == 1:
        return f"1 {one}"
    return f"{count} {one}{'es' if one.endswith(('ch', 'sh', 's', 'x')) else 's'}"
