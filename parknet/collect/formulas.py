"""Conversions that a scale cannot say: a raw cell in, a number out, or None where it says none."""

import math
import re
from collections.abc import Callable, Mapping
from typing import Final

from parknet.collect.texts import Raw, text
from parknet.model.collector import Formula

Number = int | float

_DECIMAL: Final = re.compile(r"[-+]?\d+(?:\.\d+)?")
# Centre frequencies in MHz: IEEE 802.11-2020, 17.3.8.4 and annex E.
_CHANNEL_1: Final = 2412
_CHANNEL_13: Final = 2472
_CHANNEL_14: Final = 2484
_ORIGIN_5: Final = 5000
_ORIGIN_6: Final = 5950


def optical_power(raw: Raw) -> Number | None:
    """Return Huawei's optical power in 0.01 dBm.

    The object is the same on all switches: a positive number is µW (S series), a negative one is
    0.01 dBm (CE series); 0 is no light, -1 no module, and 2147483647 no value.

    Example:
        >>> optical_power(536), optical_power(-271), optical_power(0)
        (-270.84, -271, None)
    """
    if not isinstance(raw, int) or raw in (0, -1, 0x7FFFFFFF):
        return None
    if raw < 0:
        return raw
    return round(1000 * math.log10(raw / 1000), 2)


def channel(raw: Raw) -> Number | None:
    """Return the number of the channel that has this centre frequency in MHz.

    Example:
        >>> channel(2412), channel(b"5180 MHz"), channel(2484), channel(0)
        (1, 36, 14, None)
    """
    mhz = decimal(raw)
    if mhz is None:
        return None
    if _CHANNEL_1 <= mhz <= _CHANNEL_13:
        return int(mhz - _CHANNEL_1) // 5 + 1
    if mhz == _CHANNEL_14:
        return 14
    if _ORIGIN_5 < mhz <= 5895:
        return int(mhz - _ORIGIN_5) // 5
    if _ORIGIN_6 < mhz <= 7115:
        return int(mhz - _ORIGIN_6) // 5
    return None


def decimal(raw: Raw) -> Number | None:
    """Return the first number of a text such as `-2.35 dBm`; None for `--`, `N/A` or nothing.

    Example:
        >>> decimal(b"-2.35 dBm"), decimal(b"--"), decimal(7)
        (-2.35, None, 7)
    """
    if isinstance(raw, int):
        return raw
    found = _DECIMAL.search(text(raw))
    if found is None:
        return None
    return float(found[0]) if "." in found[0] else int(found[0])


FORMULAS: Final[Mapping[Formula, Callable[[Raw], Number | None]]] = {
    "optical-power": optical_power,
    "channel": channel,
    "decimal": decimal,
}
