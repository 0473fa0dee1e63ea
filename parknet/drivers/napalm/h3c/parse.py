"""Displays of H3C Comware 7 in, NAPALM's records out. Forms: [D] Comware 7 command references."""

import re
from typing import Any, Final

from parknet.drivers.napalm.display import (
    facts_record,
    interface_record,
    table_rows,
    uptime_s,
)

_VERSION: Final = re.compile(r"Comware Software, Version (\S+?),? (Release \S+|\S+)")
_MODEL: Final = re.compile(r"^H3C (\S+) uptime is (.+)$", re.MULTILINE)
_HEAD: Final = re.compile(r"^(\S+)\nCurrent state: (.+)$", re.MULTILINE)
_SPEED: Final = re.compile(r"(\d+)(M|G)bps-speed mode")


def facts(version: str, text: str, serial: str) -> dict[str, Any]:
    """Return facts from `display version` and the running configuration."""
    release = _VERSION.search(version)
    model = _MODEL.search(version)
    return facts_record(
        vendor="H3C",
        model=model[1] if model else "",
        version=f"{release[1]} {release[2]}" if release else "",
        serial=serial,
        uptime=uptime_s(model[2]) if model else -1.0,
        configuration=text,
    )


def serial_number(shown: str) -> str:
    """Return the first number of `display device manuinfo`."""
    match = re.search(r"DEVICE_SERIAL_NUMBER\s*:\s*(\S+)", shown)
    return match[1] if match else ""


def interfaces(shown: str) -> dict[str, dict[str, Any]]:
    """Return interfaces from `display interface`."""
    heads = list(_HEAD.finditer(shown))
    found = {}
    for number, head in enumerate(heads):
        end = heads[number + 1].start() if number + 1 < len(heads) else len(shown)
        block = shown[head.end() : end]
        speed = _SPEED.search(block)
        mtu = re.search(r"Maximum (?:transmission unit|frame length): (\d+)", block)
        description = re.search(r"^Description: (.*)$", block, re.MULTILINE)
        mac = re.search(r"[Hh]ardware address: (\S+)", block)
        found[head[1]] = interface_record(
            is_up=head[2].upper().startswith("UP"),
            is_enabled="administratively" not in head[2].lower(),
            description=description[1].strip() if description else "",
            mac=mac[1] if mac else "",
            speed_mbps=float(speed[1]) * (1000 if speed[2] == "G" else 1) if speed else -1.0,
            mtu=int(mtu[1]) if mtu else -1,
        )
    return found


def lldp_neighbours(shown: str) -> dict[str, list[dict[str, str]]]:
    """Return neighbours from `display lldp neighbor-information list`."""
    titles = ("Local Interface", "Chassis ID", "Port ID", "System Name")
    if "System Name" in shown and "Local Interface" not in shown:
        titles = ("System Name", "Local Interface", "Chassis ID", "Port ID")
    found: dict[str, list[dict[str, str]]] = {}
    for row in table_rows(shown, titles):
        entry = {"hostname": row["System Name"], "port": row["Port ID"]}
        found.setdefault(row["Local Interface"], []).append(entry)
    return found
