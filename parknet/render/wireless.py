"""What templates for controllers of access points print: names, radios, identities in, words out.

`review` refuses names that these would change; here nothing may leave its line or its quotes.
"""

import re
from collections.abc import Iterable
from typing import Final

from parknet.model.policy import ApRadioPlan, RadioPlan, SsidPlan, WlanPlan

_REFUSED: Final = re.compile(r'[?"\\<]')
_NO_NAME: Final = re.compile(r"[^A-Za-z0-9_/-]")
_NO_URL: Final = re.compile(r"[^A-Za-z0-9._~:/\[\]%-]")
_NAME_LIMIT: Final = 31
# Which radio of an access point has which band. [D] Huawei AP product documentation: radio 0 is
# 2.4 GHz and radio 1 is 5 GHz. [D] H3C Command References, AP management, display wlan ap verbose:
# radio 1 is 5 GHz, radio 2 is 2.4 GHz. [D] RG-WLAN Implementation Cookbook: radio 1 is 2.4 GHz.
# Access points with three radios number theirs otherwise [U].
_RADIOS: Final = {
    "huawei": {"2.4": 0, "5": 1},
    "h3c": {"5": 1, "2.4": 2},
    "ruijie": {"2.4": 1, "5": 2},
}
_HUAWEI_WIDTHS: Final = {20: "20mhz", 40: "40mhz-plus", 80: "80mhz", 160: "160mhz"}


def ssid_word(ssid: str) -> str:
    """Return an SSID as one word of a command line, in quotes where it holds spaces.

    Example:
        >>> ssid_word("park-staff"), ssid_word("Park staff")
        ('park-staff', '"Park staff"')
    """
    plain = "".join(character for character in ssid if character.isprintable())
    plain = _REFUSED.sub("", plain).strip() or "-"
    return f'"{plain}"' if " " in plain else plain


def ap_word(ap: str) -> str:
    """Return the name a controller lists an access point by.

    Example:
        >>> ap_word("b03/AP01")
        'b03/AP01'
    """
    return _NO_NAME.sub("-", ap)[:_NAME_LIMIT]


def url_word(url: str) -> str:
    """Return the address of a page as a command line takes it."""
    return _NO_URL.sub("", url)


def mac_word(mac: str, between: str) -> str:
    """Return a MAC address in three groups.

    Example:
        >>> mac_word("00e0fc123456", "-"), mac_word("00e0fc123456", ".")
        ('00e0-fc12-3456', '00e0.fc12.3456')
    """
    return between.join((mac[:4], mac[4:8], mac[8:12]))


def listed(wlan: WlanPlan, identity: str) -> list[ApRadioPlan]:
    """Return the access points that a controller can tell from strangers.

    Args:
        wlan: what it is told.
        identity: `one` (the same kind for all), `mac` or `either`.
    """
    if identity == "either":
        return [ap for ap in wlan.aps if ap.mac or ap.serial]
    by_mac = identity == "mac" or wlan.admits == "mac"
    return [ap for ap in wlan.aps if (ap.mac if by_mac else ap.serial)]


def ap_groups(aps: Iterable[ApRadioPlan]) -> list[tuple[str, list[ApRadioPlan]]]:
    """Return access points by group, both in rising order."""
    found: dict[str, list[ApRadioPlan]] = {}
    for ap in aps:
        found.setdefault(ap.group, []).append(ap)
    return sorted(found.items())


def ap_models(aps: Iterable[ApRadioPlan]) -> list[str]:
    """Return the models among access points."""
    return sorted({ap.model for ap in aps if ap.model})


def with_security(ssids: Iterable[SsidPlan], *securities: str) -> list[SsidPlan]:
    """Return the SSIDs that are protected in one of these ways."""
    return [ssid for ssid in ssids if ssid.security in securities]


def on_band(ssids: Iterable[SsidPlan], band: str) -> list[SsidPlan]:
    """Return the SSIDs of a band."""
    return [ssid for ssid in ssids if band in ssid.bands]


def user_vlans(ssids: Iterable[SsidPlan]) -> tuple[int, ...]:
    """Return the VLANs of SSIDs, in rising order."""
    return tuple(sorted({ssid.vlan for ssid in ssids}))


def ap_radios(ap: ApRadioPlan, maker: str) -> list[tuple[int, RadioPlan]]:
    """Return an access point's radios with their numbers, in rising order."""
    numbers = _RADIOS[maker]
    return sorted((numbers[radio.band], radio) for radio in ap.radios if radio.band in numbers)


def band_radios(maker: str) -> list[tuple[int, str]]:
    """Return the number of the radio of every band.

    Example:
        >>> band_radios("h3c")
        [(1, '5'), (2, '2.4')]
    """
    return sorted((number, band) for band, number in _RADIOS[maker].items())


def huawei_channel(radio: RadioPlan) -> str:
    """Return a channel with its width; the plan names the lowest 20 MHz of it.

    Example:
        >>> huawei_channel(RadioPlan("5", 36, 40, 20))
        '40mhz-plus 36'
    """
    return f"{_HUAWEI_WIDTHS[radio.width_mhz]} {radio.channel}"


def eirp(radio: RadioPlan) -> int:
    """Return a radiated power in whole dBm: never rounded up past a limit, never below 1.

    Example:
        >>> eirp(RadioPlan("5", 36, 40, 19.9))
        19
    """
    return max(int(radio.power_dbm), 1)


def conducted(radio: RadioPlan, ap: ApRadioPlan) -> int:
    """Return the power that may enter the antenna, in whole dBm and at least 1.

    Example:
        >>> conducted(RadioPlan("5", 36, 40, 23), ApRadioPlan("a", "b", (), antenna_dbi=5))
        18
    """
    return max(int(radio.power_dbm - ap.antenna_dbi), 1)


def share(radio: RadioPlan, ap: ApRadioPlan) -> int:
    """Return a power in percent of the strongest the access point has, from 1 to 100.

    Example:
        >>> share(RadioPlan("5", 36, 40, 20), ApRadioPlan("a", "b", (), maximum_dbm=23))
        50
    """
    percent = 100 * 10 ** ((radio.power_dbm - ap.maximum_dbm) / 10)
    return min(max(int(percent), 1), 100)


WIRELESS_FILTERS: Final = {
    "ap_groups": ap_groups,
    "ap_models": ap_models,
    "ap_radios": ap_radios,
    "ap_word": ap_word,
    "band_radios": band_radios,
    "conducted": conducted,
    "eirp": eirp,
    "huawei_channel": huawei_channel,
    "listed": listed,
    "mac_word": mac_word,
    "on_band": on_band,
    "share": share,
    "ssid_word": ssid_word,
    "url_word": url_word,
    "user_vlans": user_vlans,
    "with_security": with_security,
}
