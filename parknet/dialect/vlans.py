"""VLAN lists as devices print them in, sets of numbers as bit masks out, and back.

A mask's bit n stands for VLAN n, so unions and differences cost the same for 2 VLANs as for 4094.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple


class VlanStyle(NamedTuple):
    """How a platform writes VLANs: between the ends of a range, between items, items in a line."""

    to: str
    between: str
    items: int


ALL: Final = ((1 << 4095) - 1) & ~1
# Both vendors take at most ten numbers or ranges in one list [D: VRP "port trunk allow-pass vlan",
# Comware 7 "port trunk permit vlan"].
BLANKS: Final = VlanStyle(" to ", " ", 10)
# Cisco and its like take as much as a line does (254 characters and more); these are at most 160.
COMMAS: Final = VlanStyle("-", ",", 16)


@lru_cache(maxsize=4096)
def parse_vlans(text: str) -> int:
    """Return the mask of a list such as `10 30 to 40`, `10,30-40` or `all`.

    Raises:
        ValueError: the text is not a VLAN list.

    Example:
        >>> list(numbers(parse_vlans("10 30 to 32")))
        [10, 30, 31, 32]
    """
    if text == "all":
        return ALL
    mask, words = 0, text.replace("-", " to ").replace(",", " ").split()
    index = 0
    while index < len(words):
        first = last = int(words[index])
        if index + 2 < len(words) and words[index + 1] == "to":
            last = int(words[index + 2])
            index += 2
        index += 1
        if not 1 <= first <= last <= 4094:
            raise ValueError(f"{text!r} is not a list of VLANs")
        mask |= ((1 << (last - first + 1)) - 1) << first
    return mask


def numbers(mask: int) -> Iterator[int]:
    """Yield the VLANs of a mask, lowest first."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


@lru_cache(maxsize=4096)
def ranges(mask: int) -> tuple[str, ...]:
    """Return a mask as numbers and ranges, as devices print them.

    Example:
        >>> ranges(parse_vlans("40 10 30 31 32"))
        ('10', '30 to 32', '40')
    """
    pieces: list[str] = []
    while mask:
        first = (mask & -mask).bit_length() - 1
        run = mask >> first
        length = (~run & (run + 1)).bit_length() - 1
        pieces.append(f"{first} to {first + length - 1}" if length > 1 else str(first))
        mask &= ~(((1 << length) - 1) << first)
    return tuple(pieces)


def format_vlans(mask: int, style: VlanStyle = BLANKS) -> str:
    """Return a mask as one list, however long.

    Example:
        >>> format_vlans(parse_vlans("30 10"))
        '10 30'
    """
    return _written(ranges(mask), style)


def lists(mask: int, style: VlanStyle = BLANKS) -> Iterator[str]:
    """Yield a mask as lists short enough for one command each."""
    pieces = ranges(mask)
    for start in range(0, len(pieces), style.items):
        yield _written(pieces[start : start + style.items], style)


def _written(pieces: tuple[str, ...], style: VlanStyle) -> str:
    return style.between.join(pieces).replace(" to ", style.to)
