"""Who is on the ports of a Cisco switch: displays in, one record out.

Forms: [D] IOS Command References, show mac address-table, show ip dhcp snooping binding, show
authentication sessions, show ip arp, show ipv6 neighbors. [U] how wide columns are, so rows are
read by their words and never by their columns.
"""

import contextlib
import re
from collections.abc import Iterator
from ipaddress import ip_address
from typing import Final

from parknet.drivers.napalm.arista.hosts import plain
from parknet.drivers.napalm.cisco.parse import full_name
from parknet.drivers.napalm.driver import CommandLineDriver
from parknet.errors import CommandRejectedError
from parknet.model.occupants import Asked, Binding, Neighbour, Occupants, SeenMac

_MAC: Final = r"([0-9a-fA-F]{4}\.[0-9a-fA-F]{4}\.[0-9a-fA-F]{4})"
_SEEN: Final = re.compile(rf"^\s*(\d+)\s+{_MAC}\s+(?:DYNAMIC|STATIC)\s+(\S+)", re.MULTILINE)
_BOUND: Final = re.compile(
    r"^\s*((?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2})\s+([\d.]+)\s+\S+\s+\S+\s+\d+\s+(\S+)", re.MULTILINE
)
# Who is let on by the open mode without having authenticated is shown as Unauth or Authz Failed.
_SESSION: Final = re.compile(
    rf"^\s*\S+\s+{_MAC}\s+\S+\s+\S+\s+(?:Auth\b(?!z)|Authz\s+Success)", re.MULTILINE
)
# Without an age it is the switch's own.
_ARP: Final = re.compile(rf"^Internet\s+([\d.]+)\s+\d+\s+{_MAC}\s", re.MULTILINE)
_NEAR6: Final = re.compile(rf"^([0-9A-Fa-f:]+:[0-9A-Fa-f:]*)\s+\d+\s+{_MAC}\s", re.MULTILINE)
_SNOOPS: Final = re.compile(r"^ip dhcp snooping$", re.MULTILINE)
_ASKS: Final = re.compile(r"^ +authentication port-control auto\b", re.MULTILINE)


def occupants(driver: CommandLineDriver, device: str, *, routes: bool) -> Occupants:
    """Return who is on the ports of a switch, or whom a router resolved."""
    if routes:
        return _resolved(driver, device)
    text = str(driver.get_config("running", sanitized=True)["running"])
    unread: list[Asked] = []
    macs: tuple[SeenMac, ...] = ()
    bindings: tuple[Binding, ...] = ()
    sessions: tuple[str, ...] = ()
    try:
        shown = _show(driver, "show mac address-table")
        macs = tuple(
            SeenMac(mac=plain(mac), vlan=int(vlan), port=full_name(port))
            for vlan, mac, port in _SEEN.findall(shown)
        )
    except CommandRejectedError:
        unread.append("macs")
    try:
        shown = _show(driver, "show ip dhcp snooping binding")
        bindings = tuple(
            Binding(mac=plain(mac), address=ip_address(address), port=full_name(port))
            for mac, address, port in _BOUND.findall(shown)
        )
    except CommandRejectedError:
        unread.append("bindings")
    if "bindings" not in unread and not _SNOOPS.search(text):
        unread.append("bindings")
    try:
        shown = _show(driver, "show authentication sessions")
        sessions = tuple(dict.fromkeys(plain(mac) for mac in _SESSION.findall(shown)))
    except CommandRejectedError:
        unread.append("sessions")
    if "sessions" not in unread and not _ASKS.search(text):
        unread.append("sessions")
    return Occupants(
        device=device, macs=macs, bindings=bindings, sessions=sessions, unread=tuple(unread)
    )


def _show(driver: CommandLineDriver, command: str) -> str:
    return driver.cli([command])[command]


def _resolved(driver: CommandLineDriver, device: str) -> Occupants:
    try:
        rows = [*_neighbours(driver, "show ip arp", _ARP)]
    except CommandRejectedError:
        return Occupants(device=device, unread=("neighbours",))
    # A switch without IPv6 has none.
    with contextlib.suppress(CommandRejectedError, ValueError):
        rows += _neighbours(driver, "show ipv6 neighbors", _NEAR6)
    return Occupants(device=device, neighbours=tuple(rows))


def _neighbours(
    driver: CommandLineDriver, command: str, pattern: re.Pattern[str]
) -> Iterator[Neighbour]:
    for address, mac in pattern.findall(_show(driver, command)):
        yield Neighbour(mac=plain(mac), address=ip_address(address))
