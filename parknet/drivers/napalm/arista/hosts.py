"""Who is on the ports of an EOS switch: displays in, one record out.

[C] the keys of `show mac address-table | json` and `show ip arp | json` are those that NAPALM's own
driver reads; [U] those of `show ipv6 neighbors | json`, and the columns of `show dot1x hosts`,
whose rows are read by their words. EOS binds no addresses to ports, so bindings are never read.
"""

import contextlib
import json
import re
from collections.abc import Iterator
from ipaddress import ip_address
from typing import Any, Final

from parknet.drivers.napalm.driver import CommandLineDriver
from parknet.errors import CommandRejectedError
from parknet.model.occupants import Asked, Neighbour, Occupants, SeenMac

_ASKS: Final = re.compile(r"^\s+dot1x port-control auto\b", re.MULTILINE)
_HOST: Final = re.compile(
    r"^\S+[ \t]+([0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4})[ \t]+\S+[ \t]+SUCCESS\b", re.MULTILINE
)


def occupants(driver: CommandLineDriver, device: str, *, routes: bool) -> Occupants:
    """Return who is on the ports of a switch, or whom a router resolved."""
    if routes:
        return _resolved(driver, device)
    unread: list[Asked] = ["bindings"]
    macs: tuple[SeenMac, ...] = ()
    try:
        table = _record(driver, "show mac address-table")["unicastTable"]["tableEntries"]
        macs = tuple(
            SeenMac(mac=plain(row["macAddress"]), vlan=int(row["vlanId"]), port=row["interface"])
            for row in table
        )
    except (CommandRejectedError, KeyError, ValueError):
        unread.append("macs")
    sessions: tuple[str, ...] = ()
    try:
        shown = driver.cli(["show dot1x hosts"])["show dot1x hosts"]
        sessions = tuple(dict.fromkeys(plain(mac) for mac in _HOST.findall(shown)))
    except CommandRejectedError:
        unread.append("sessions")
    if "sessions" not in unread and not _ASKS.search(_text(driver)):
        unread.append("sessions")
    return Occupants(device=device, macs=macs, sessions=sessions, unread=tuple(unread))


def _text(driver: CommandLineDriver) -> str:
    return str(driver.get_config("running", sanitized=True)["running"])


def _resolved(driver: CommandLineDriver, device: str) -> Occupants:
    try:
        rows = [*_neighbours(driver, "show ip arp", "ipV4Neighbors")]
    except (CommandRejectedError, KeyError, ValueError):
        return Occupants(device=device, unread=("neighbours",))
    # A switch without IPv6 has none.
    with contextlib.suppress(CommandRejectedError, KeyError, ValueError):
        rows += _neighbours(driver, "show ipv6 neighbors", "ipV6Neighbors")
    return Occupants(device=device, neighbours=tuple(rows))


def _neighbours(driver: CommandLineDriver, command: str, key: str) -> Iterator[Neighbour]:
    for row in _record(driver, command)[key]:
        yield Neighbour(mac=plain(row["hwAddress"]), address=ip_address(row["address"]))


def _record(driver: CommandLineDriver, command: str) -> Any:  # what JSON holds has no closed type
    asked = f"{command} | json"
    return json.loads(driver.cli([asked])[asked])


def plain(mac: str) -> str:
    """Return a MAC address in the common form.

    Example:
        >>> plain("001c.7300.0099")
        '00:1c:73:00:00:99'
    """
    digits = re.sub(r"[^0-9a-f]", "", mac.lower())
    return ":".join(digits[at : at + 2] for at in range(0, 12, 2))
