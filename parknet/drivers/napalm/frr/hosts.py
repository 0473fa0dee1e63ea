"""Who is on a Debian switch's ports, and whom a Debian router resolved: displays in, records out.

Forms: [D] ip-neighbour(8), -json; ovs-vswitchd(8), fdb/show; ovs-vswitchd.conf.db(5), Interface,
ofport.
Open vSwitch keeps no table of bindings and authenticates nobody: both are named as unread.
"""

import json
import re
from typing import Final

from parknet.drivers.napalm.frr.standing import Run
from parknet.model.occupants import Neighbour, Occupants, SeenMac

_ROW: Final = re.compile(r"^\s*(\d+)\s+(\d+)\s+([0-9a-f:]{17})\s+\S+\s*$", re.MULTILINE)
# [D] ip-neighbour(8): nobody answered, or not yet.
_SILENT: Final = frozenset({"FAILED", "INCOMPLETE", "NONE"})


def occupants(run: Run, device: str, *, routes: bool) -> Occupants:
    """Return what a machine tells of hosts.

    Args:
        run: runs a command as root that has to succeed, and returns what it prints.
        device: its name.
        routes: whether it is asked for ARP and neighbour entries, else for what is on its ports.
    """
    if routes:
        rows = json.loads(run("ip", "-json", "neigh", "show") or "[]")
        found = tuple(
            Neighbour(mac=row["lladdr"].lower(), address=row["dst"])
            for row in rows
            if "lladdr" in row and not _SILENT & set(row.get("state", ()))
        )
        return Occupants(device=device, neighbours=found)
    table = json.loads(
        run("ovs-vsctl", "--format=json", "--columns=name,ofport", "list", "interface")
    )
    names = {number: name for name, number in table["data"] if isinstance(number, int)}
    macs = tuple(
        SeenMac(mac=mac, vlan=int(vlan), port=names[int(port)])
        for port, vlan, mac in _ROW.findall(run("ovs-appctl", "fdb/show", "br0"))
        if int(port) in names
    )
    return Occupants(device=device, macs=macs, unread=("bindings", "sessions"))
