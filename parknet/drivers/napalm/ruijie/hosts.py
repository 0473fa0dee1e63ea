"""Who is on a Ruijie switch's ports: displays in, one record out; nothing is changed.

Forms: [D] RGOS 11.4 Ethernet Switching (show mac-address-table), IP Address and Application (show
arp, show ipv6 neighbors), Security (show ip dhcp snooping binding, show dot1x summary); MAC
addresses with dots or colons, as people published them. [U] the widths, so rows are read by their
words. Bindings that people wrote by hand and those of ND snooping are not read.
"""

import re
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final, Protocol

from parknet.errors import CommandRejectedError
from parknet.model.occupants import Asked, Binding, Neighbour, Occupants, SeenMac

_MAC: Final = r"((?:[0-9A-Fa-f]{4}\.){2}[0-9A-Fa-f]{4}|(?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2})"
_PORT: Final = r"([A-Za-z]+ ?\d[\d/]*)"
_LEARNED: Final = re.compile(
    rf"^ *(\d+) +{_MAC} +(?i:dynamic|static|security\w*) +{_PORT}", re.MULTILINE
)
_BOUND: Final = re.compile(rf"^ *{_MAC} +([\d.]+) +\S+ +\S+ +\d+ +{_PORT}", re.MULTILINE)
_LOGGED_IN: Final = re.compile(rf"^.*?{_MAC}.*\bAuthenticated\b", re.MULTILINE)
# An address without an age is the switch's own.
_ARP: Final = re.compile(rf"^ *Internet +([\d.]+) +\d+ +{_MAC} ", re.MULTILINE)
_ND: Final = re.compile(rf"^ *([\da-fA-F]*:[\da-fA-F:]+) +{_MAC} ", re.MULTILINE)
_SNOOPS: Final = re.compile(r"^ip dhcp snooping$", re.MULTILINE)
_ASKS: Final = re.compile(r"^ dot1x port-control auto$", re.MULTILINE)


class Switch(Protocol):
    """What asks the device."""

    def get_config(self, retrieve: str, *, sanitized: bool) -> dict[str, str]:
        """Return configurations."""
        ...

    def cli(self, commands: list[str]) -> dict[str, str]:
        """Return each command's reply."""
        ...

    def is_alive(self) -> dict[str, bool]:
        """Return whether the session stands."""
        ...


def occupants(switch: Switch, device: str, *, routes: bool) -> Occupants:
    """Return what a device tells of the hosts on its ports, or, of a router, of its neighbours."""
    text = switch.get_config("running", sanitized=True)["running"]
    unread: list[Asked] = []

    def shown(command: str, what: Asked, *, is_on: bool = True) -> str:
        try:
            if is_on:
                return switch.cli([command])[command]
        except CommandRejectedError:
            if not switch.is_alive()["is_alive"]:
                raise
        unread.append(what)
        return ""

    if routes:
        rows = _ARP.findall(shown("show arp", "neighbours"))
        rows += _ND.findall(shown("show ipv6 neighbors", "neighbours"))
        near = tuple(
            Neighbour(mac=_plain(mac), address=address)
            for said, mac in rows
            if (address := _address(said)) is not None
        )
        return Occupants(device=device, neighbours=near, unread=tuple(dict.fromkeys(unread)))
    macs = tuple(
        SeenMac(mac=_plain(mac), vlan=int(vlan), port=port)
        for vlan, mac, port in _LEARNED.findall(shown("show mac-address-table", "macs"))
    )
    bound = shown("show ip dhcp snooping binding", "bindings", is_on=bool(_SNOOPS.search(text)))
    bindings = tuple(
        Binding(mac=_plain(mac), address=address, port=port)
        for mac, said, port in _BOUND.findall(bound)
        if (address := _address(said)) is not None
    )
    asked = shown("show dot1x summary", "sessions", is_on=bool(_ASKS.search(text)))
    sessions = tuple(dict.fromkeys(_plain(mac) for mac in _LOGGED_IN.findall(asked)))
    return Occupants(
        device=device, macs=macs, bindings=bindings, sessions=sessions, unread=tuple(unread)
    )


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None


def _plain(mac: str) -> str:
    """Return a MAC address in the common form.

    Example:
        >>> _plain("00E0.fc12.3456")
        '00:e0:fc:12:34:56'
    """
    digits = re.sub(r"[.:]", "", mac).lower()
    return ":".join(digits[at : at + 2] for at in range(0, 12, 2))
