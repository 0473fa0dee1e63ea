"""Conversions that a scale cannot say: a raw cell in, a number out, or None where it says none."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from parknet.collect.texts import Raw, text
from parknet.model.conversions import Formula

Number = int | float
Column = Mapping[str, Raw]
Conversion = Callable[[Raw], Number | None]

_DECIMAL: Final = re.compile(r"[-+]?\d+(?:\.\d+)?")
_SHARE: Final = re.compile(r"(\d+(?:\.\d+)?)\s*%")
# Centre frequencies in MHz: lowest, highest, that of channel 0, distance of channels.
# IEEE 802.11-2020, 17.3.8.4, 20.3.1 and annex E; channel 14 stands apart.
_BANDS: Final = (
    (2412, 2472, 2407, 5),
    (2484, 2484, 2414, 5),
    (5001, 5895, 5000, 5),
    (5951, 7115, 5950, 5),
    (56161, 69120, 56160, 2160),
)


def optical_power(columns: Sequence[Column]) -> Conversion:
    """Return what makes 0.01 dBm of Huawei's optical power, which is in one of two units.

    S series agents give µW, CE series and newer ones 0.01 dBm as the MIB says. No single positive
    number tells which, but the device's other ones do: a negative one is never µW, and a lane's
    power, which is always in dBm, is the same number. 0 is no light, -1 no module.

    Args:
        columns: the column itself, then those that show the unit: power the other way, lanes.

    Example:
        >>> s_series = optical_power([{"1": 536}])
        >>> ce_series = optical_power([{"1": -271, "2": 133}])
        >>> s_series(536), ce_series(-271), ce_series(133), s_series(0)
        (-270.84, -271, 133, None)
    """
    in_dbm = any(isinstance(raw, int) and raw < -1 for column in columns for raw in column.values())
    if not in_dbm:
        own, *others = columns
        in_dbm = any(
            _agrees(raw, other.get(index)) for other in others for index, raw in own.items()
        )

    def convert(raw: Raw) -> Number | None:
        if not isinstance(raw, int) or raw in (0, -1, 0x7FFFFFFF):
            return None
        return raw if in_dbm else round(1000 * math.log10(raw / 1000), 2)

    return convert


def _agrees(raw: Raw, lanes: Raw | None) -> bool:
    """Return True where the first lane says the same number, in dBm or 0.01 dBm."""
    if not isinstance(raw, int) or raw <= 0 or lanes is None or isinstance(lanes, int):
        return False
    first = decimal(text(lanes).partition(",")[0])
    return first is not None and min(abs(raw - first), abs(raw - 100 * first)) < 1


def lane_power(columns: Sequence[Column]) -> Conversion:
    """Return what makes dBm of the power of one lane, told in dBm or in 0.01 dBm.

    No module sends or bears 50 dBm, so a column with such a number is in 0.01 dBm.

    Example:
        >>> lane_power([{"1.1": b"133.83"}])(b"-24.66"), lane_power([{"1.1": b"-1.21"}])(b"-1.21")
        (-0.2466, -1.21)
        >>> lane_power([{"1.1": b"-Inf"}])(b"-Inf")
    """
    told = (decimal(raw) for raw in columns[0].values())
    scale = 0.01 if any(abs(number) > 50 for number in told if number is not None) else 1

    def convert(raw: Raw) -> Number | None:
        number = decimal(raw)
        return None if number is None else round(number * scale, 4)

    return convert


def milliwatt(raw: Raw) -> Number | None:
    """Return the dBm of a power in mW, given as text; a negative number is dBm already.

    Example:
        >>> milliwatt(b"0.5000"), milliwatt(b"-3.01 dBm"), milliwatt(b"0.00"), milliwatt(b"--")
        (-3.01, -3.01, None, None)
    """
    number = decimal(raw)
    if number is None or number < 0:
        return number
    return round(10 * math.log10(number), 2) if number else None


def channel(raw: Raw) -> Number | None:
    """Return the number of the channel that has this centre frequency in MHz.

    Example:
        >>> channel(2412), channel(b"5180 MHz"), channel(2484), channel(58320), channel(0)
        (1, 36, 14, 1, None)
    """
    mhz = decimal(raw)
    if mhz is None:
        return None
    for lowest, highest, origin, distance in _BANDS:
        if lowest <= mhz <= highest:
            return int(mhz - origin) // distance
    return None


def primary_channel(raw: Raw) -> Number | None:
    """Return the channel of which `36+`, `149E` or 388 tells the width as well.

    AI-AP-MIB, aiRadioChannel: the channel is the low octet, where the second lies is above it.

    Example:
        >>> primary_channel(b"36+"), primary_channel(388), primary_channel(b"356")
        (36, 132, 100)
        >>> primary_channel(b"0"), primary_channel(b"")
        (None, None)
    """
    number = decimal(raw)
    return int(number) & 0xFF or None if number is not None else None


def present(_: Raw) -> Number | None:
    """Return 1: that there is a row is what it says.

    Example:
        >>> present(b""), present(0)
        (1, 1)
    """
    return 1


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


def percentage(raw: Raw) -> Number | None:
    """Return the first share of a text that tells several, such as over longer and longer times.

    Example:
        >>> percentage(b"5 Secs ( 4.9%) 60 Secs ( 5.1%) 300 Secs ( 5.0%)"), percentage(b"")
        (4.9, None)
    """
    if isinstance(raw, int):
        return raw
    found = _SHARE.search(text(raw))
    return float(found[1]) if found is not None else None


FORMULAS: Final[Mapping[Formula, Conversion]] = {
    "milliwatt": milliwatt,
    "percentage": percentage,
    "channel": channel,
    "primary-channel": primary_channel,
    "decimal": decimal,
    "present": present,
}
# Those that look at whole columns before they convert a cell.
COLUMN_FORMULAS: Final[Mapping[Formula, Callable[[Sequence[Column]], Conversion]]] = {
    "optical-power": optical_power,
    "lane-power": lane_power,
}
