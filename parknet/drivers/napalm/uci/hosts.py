"""Who is on an OpenWrt switch's ports: the bridge's own table in, records out.

Form: [D] bridge(8), fdb show; the command comes with the package ip-bridge. The bridge keeps no
table of bindings and authenticates nobody, and OpenWrt devices of a park never route: all of that
is named as unread.
"""

import re
from typing import Final

from parknet.drivers.napalm.driver import CommandLineDriver
from parknet.errors import CommandRejectedError
from parknet.model.occupants import Occupants, SeenMac

COMMAND: Final = "bridge fdb show br br-lan"
# What stands there by itself, such as the bridge's own addresses, is `permanent`.
_ROW: Final = re.compile(
    r"^([0-9a-f:]{17}) dev (\S+) vlan (\d+) (?!.*\b(?:permanent|self)\b)", re.MULTILINE
)


def occupants(driver: CommandLineDriver, device: str, *, routes: bool) -> Occupants:
    """Return what a device tells of hosts.

    Args:
        driver: an open one.
        device: its name.
        routes: whether it is asked for ARP and neighbour entries, else for what is on its ports.
    """
    if routes:
        return Occupants(device=device, unread=("neighbours",))
    try:
        rows = _ROW.findall(driver.cli([COMMAND])[COMMAND])
    except CommandRejectedError:
        return Occupants(device=device, unread=("macs", "bindings", "sessions"))
    return Occupants(
        device=device,
        macs=tuple(SeenMac(mac=mac, vlan=int(vlan), port=port) for mac, port, vlan in rows),
        unread=("bindings", "sessions"),
    )
