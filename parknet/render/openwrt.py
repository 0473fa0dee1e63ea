"""What templates for OpenWrt print: a value in, as UCI has it out."""

import re
from collections.abc import Iterator
from typing import Final

from parknet.model.network import DevicePlan
from parknet.model.policy import SsidPlan

_BANDS: Final = {"2.4": "2g", "5": "5g", "6": "6g"}
# OpenWrt wiki, Wi-Fi /etc/config/wireless, WPA modes; `wpa3` and `wpa3-192` demand protected
# management frames, `wpa3-mixed` offers them (hostapd scripts, netifd.sh).
_ENTERPRISE: Final = {
    "wpa2": "wpa2+ccmp",
    "transition": "wpa3-mixed",
    "wpa3": "wpa3",
    "wpa3-192": "wpa3-192",
}


def uci(text: object) -> str:
    r"""Return a value as UCI quotes it: nothing ends the quotes but a quote, written apart.

    Line ends and what a terminal acts on are dropped: a UCI value may hold them, ours never do.

    Example:
        >>> print(uci("it's"))
        'it'\''s'
    """
    shown = "".join(character for character in str(text) if character.isprintable())
    return "'" + shown.replace("'", "'\\''") + "'"


def section(name: str) -> str:
    """Return a name as a section may have it: letters, digits and `_`.

    Example:
        >>> section("park-net")
        'park_net'
    """
    return re.sub(r"[^A-Za-z0-9_]", "_", name)


def bridge_ports(device: DevicePlan, vlan: int) -> Iterator[str]:
    """Yield the ports that carry a VLAN: `lan1:u*` untagged and native, `lan2:t` tagged.

    `u` is no flag of netifd but how LuCI and the wiki write a port without `t` (netifd, config.c).
    """
    for port in device.ports:
        if port.enabled and port.lag is None:
            if port.vlan == vlan:
                yield f"{port.name}:u*"
            elif vlan in port.tagged:
                yield f"{port.name}:t"
    for lag in device.lags:
        if lag.native == vlan:
            yield f"{lag.name}:u*"
        elif vlan in lag.tagged:
            yield f"{lag.name}:t"


def wireless_vlans(device: DevicePlan) -> list[int]:
    """Return the VLANs of SSIDs that the device has no address in."""
    if device.wlan is None:
        return []
    return sorted({ssid.vlan for ssid in device.wlan.ssids} - {svi.vlan for svi in device.svis})


def uci_band(band: str) -> str:
    """Return a band as UCI has it.

    Example:
        >>> uci_band("2.4")
        '2g'
    """
    return _BANDS[band]


def uci_radio(band: str) -> str:
    """Return the radio of a band.

    Example:
        >>> uci_radio("5")
        'radio1'
    """
    return f"radio{list(_BANDS).index(band)}"


def uci_encryption(ssid: SsidPlan, band: str) -> str:
    """Return how an SSID is protected; 6 GHz takes nothing older than WPA3 (Wi-Fi Alliance).

    Example:
        >>> staff = SsidPlan("staff", 10, "dot1x", ("5", "6"), False, "")
        >>> uci_encryption(staff, "5"), uci_encryption(staff, "6")
        ('wpa2+ccmp', 'wpa3')
    """
    is_new = band == "6"
    if ssid.security == "dot1x":
        return _ENTERPRISE["wpa3" if is_new and ssid.enterprise == "wpa2" else ssid.enterprise]
    return {
        "psk": "sae" if is_new else "psk2+ccmp",
        "sae": "sae",
        "portal": "owe" if is_new else "none",
        "open": "owe" if is_new else "none",
    }[ssid.security]


def whole(number: float) -> int:
    """Return a number without its fraction: a power must never be rounded up past a limit.

    Example:
        >>> whole(19.9)
        19
    """
    return int(number)


OPENWRT_FILTERS: Final = {
    "bridge_ports": bridge_ports,
    "section": section,
    "uci": uci,
    "uci_band": uci_band,
    "uci_encryption": uci_encryption,
    "uci_radio": uci_radio,
    "whole": whole,
    "wireless_vlans": wireless_vlans,
}
