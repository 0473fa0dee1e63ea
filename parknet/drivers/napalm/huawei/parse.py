"""Displays of Huawei VRP in, NAPALM's records out. Forms: [D] S and CE command references."""

import re
from typing import Any, Final

from parknet.drivers.napalm.display import (
    facts_record,
    interface_record,
    table_rows,
    uptime_s,
)

_VERSION: Final = re.compile(r"VRP \(R\) software, Version (\S+)(?: \((\S+) ([^)]+)\))?", re.I)
_MODEL: Final = re.compile(r"^HUAWEI (\S+).*?uptime is (.+)$", re.MULTILINE | re.IGNORECASE)
_HEAD: Final = re.compile(r"^(\S+) current state ?: ?(.+?)(?: \(ifindex: \d+\))?$", re.MULTILINE)
_SPEED: Final = re.compile(r"^Speed ?: *(\d+)|Current BW ?: ?(\d+)([MG])", re.MULTILINE)


def facts(version: str, text: str, serial: str) -> dict[str, Any]:
    """Return facts from `display version` and the running configuration."""
    release = _VERSION.search(version)
    model = _MODEL.search(version)
    return facts_record(
        vendor="Huawei",
        model=model[1] if model else "",
        version=" ".join(part for part in release.groups() if part) if release else "",
        serial=serial,
        uptime=uptime_s(model[2]) if model else -1.0,
        configuration=text,
    )


def serial_number(shown: str) -> str:
    """Return the first number of `display esn`.

    Example:
        >>> serial_number("ESN of slot 0: 2102113XYZ10K3000001")
        '2102113XYZ10K3000001'
    """
    match = re.search(r"ESN[^:]*:\s*(\S+)", shown)
    return match[1] if match else ""


def interfaces(shown: str) -> dict[str, dict[str, Any]]:
    """Return interfaces from `display interface`."""
    heads = list(_HEAD.finditer(shown))
    found = {}
    for number, head in enumerate(heads):
        end = heads[number + 1].start() if number + 1 < len(heads) else len(shown)
        block = shown[head.end() : end]
        speed = _SPEED.search(block)
        mtu = re.search(r"(?:Maximum (?:Frame Length|Transmit Unit) is) (\d+)", block)
        description = re.search(r"^Description: ?(.*)$", block, re.MULTILINE)
        mac = re.search(r"Hardware address is (\S+)", block)
        found[head[1]] = interface_record(
            is_up=head[2].strip().upper().startswith("UP"),
            is_enabled="administratively" not in head[2].lower(),
            description=description[1].strip() if description else "",
            mac=mac[1] if mac else "",
            speed_mbps=_mbps(speed),
            mtu=int(mtu[1]) if mtu else -1,
        )
    return found


def _mbps(speed: re.Match[str] | None) -> float:
    if speed is None:
        return -1.0
    if speed[1]:
        return float(speed[1])
    return float(speed[2]) * (1000 if speed[3] == "G" else 1)


def lldp_neighbours(shown: str) -> dict[str, list[dict[str, str]]]:
    """Return neighbours from `display lldp neighbor brief` of VRP 5 or VRP 8."""
    five = ("Local Intf", "Neighbor Dev", "Neighbor Intf")
    eight = ("Local Interface", "Neighbor Device", "Neighbor Interface")
    found: dict[str, list[dict[str, str]]] = {}
    for local, device, port in (five, eight):
        titles = [local, device, port]
        titles += [title for title in ("Exptime(s)", "Exptime (s)") if title in shown]
        for row in table_rows(shown, titles):
            entry = {"hostname": row[device], "port": row[port]}
            found.setdefault(row[local], []).append(entry)
    return found
