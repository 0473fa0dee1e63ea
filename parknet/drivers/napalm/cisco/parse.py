"""Displays of Cisco IOS in, NAPALM's records out.

Forms: [D] IOS Interface and Network Management Command References: show interfaces, show lldp
neighbors detail, show version.
"""

import re
from typing import Any, Final

from napalm.base.helpers import canonical_interface_name

from parknet.drivers.napalm.display import interface_record
from parknet.drivers.napalm.interface_config import sections

_RELEASE: Final = re.compile(r"Cisco IOS.*?, Version ([^,\s]+)")
_UPTIME: Final = re.compile(r"^\S+ uptime is (.+)$", re.MULTILINE)
_MODEL: Final = re.compile(r"^[Cc]isco (\S+) \(.*\) processor", re.MULTILINE)
_SERIAL: Final = re.compile(r"^Processor board ID (\S+)", re.MULTILINE)
_UNITS: Final = {"year": 31_536_000, "week": 604_800, "day": 86_400, "hour": 3600, "minute": 60}
_HEAD: Final = re.compile(r"^(\S+) is ([^,\n]+), line protocol is (\S+)", re.MULTILINE)
_VLANS: Final = re.compile(
    r"^switchport (?:access vlan|trunk native vlan|trunk allowed vlan(?: add)?) ([\d,-]+)$"
)
_RANGE: Final = re.compile(r"(\d+)(?:-(\d+))?")


def system_of(shown: str) -> str:
    """Return `ios`, `iosxe`, or nothing where `show version` is neither's."""
    if not _RELEASE.search(shown):
        return ""
    return "iosxe" if re.search(r"IOS[ -]XE|IOSXE", shown) else "ios"


def facts(version: str, text: str) -> dict[str, Any]:
    """Return facts from `show version` and the running configuration."""
    release, up = _RELEASE.search(version), _UPTIME.search(version)
    model, serial = _MODEL.search(version), _SERIAL.search(version)
    named = re.search(r"^hostname (\S+)", text, re.MULTILINE)
    name = named[1] if named else "Switch"
    return {
        "vendor": "Cisco",
        "model": model[1] if model else "",
        "os_version": release[1] if release else "",
        "serial_number": serial[1] if serial else "",
        "uptime": _seconds(up[1]) if up else -1.0,
        "hostname": name,
        "fqdn": name,
        "interface_list": re.findall(r"^interface (\S+)", text, re.MULTILINE),
    }


def _seconds(text: str) -> float:
    parts = re.findall(r"(\d+) (year|week|day|hour|minute)", text)
    return float(sum(int(count) * _UNITS[unit] for count, unit in parts))


def interfaces(shown: str) -> dict[str, dict[str, Any]]:
    """Return interfaces from `show interfaces`."""
    heads = list(_HEAD.finditer(shown))
    found = {}
    for place, head in enumerate(heads):
        end = heads[place + 1].start() if place + 1 < len(heads) else len(shown)
        block = shown[head.end() : end]
        described = re.search(r"^ +Description: (.*)$", block, re.MULTILINE)
        mac = re.search(r"address is (\S+)", block)
        mtu, speed = re.search(r"MTU (\d+) bytes", block), re.search(r"BW (\d+) Kbit", block)
        found[head[1]] = interface_record(
            is_up=head[3] == "up",
            is_enabled="administratively" not in head[2],
            description=described[1].strip() if described else "",
            mac=mac[1] if mac else "",
            speed_mbps=int(speed[1]) / 1000 if speed else -1.0,
            mtu=int(mtu[1]) if mtu else -1,
        )
    return found


def full_name(short: str) -> str:
    """Return an interface's name as the configuration has it.

    Example:
        >>> full_name("Gi1/0/1"), full_name("Hu1/0/25")
        ('GigabitEthernet1/0/1', 'HundredGigE1/0/25')
    """
    name = str(canonical_interface_name(short))
    return name.replace("HundredGigabitEthernet", "HundredGigE")


def lldp_neighbours(shown: str) -> dict[str, list[dict[str, str]]]:
    """Return neighbours from `show lldp neighbors detail`; local names are written out."""
    found: dict[str, list[dict[str, str]]] = {}
    for block in re.split(r"^-{10,}$", shown, flags=re.MULTILINE):
        rows = dict(re.findall(r"^([A-Z][A-Za-z ]+): (.*)$", block, re.MULTILINE))
        if "Local Intf" in rows:
            local = full_name(rows["Local Intf"].strip())
            entry = {
                "hostname": rows.get("System Name", "").strip(),
                "port": rows.get("Port id", "").strip(),
            }
            found.setdefault(local, []).append(entry)
    return found


def vlans(text: str) -> dict[str, dict[str, Any]]:
    """Return VLANs with names and members, as `get_vlans` gives them; VLAN 1 always exists."""
    names = {1: "default"}
    members: dict[int, list[str]] = {}
    for head, body in sections(text):
        kind, _, rest = head.partition(" ")
        if kind == "vlan" and rest[:1].isdigit():
            for number in _numbers(rest):
                named = [line.removeprefix("name ") for line in body if line.startswith("name ")]
                names[number] = named[0] if named else names.get(number, "")
        elif kind == "interface":
            for line in body:
                match = _VLANS.match(line)
                for number in _numbers(match[1]) if match else ():
                    if rest not in members.setdefault(number, []):
                        members[number].append(rest)
    return {
        str(number): {"name": name or f"VLAN{number:04d}", "interfaces": members.get(number, [])}
        for number, name in sorted(names.items())
    }


def _numbers(text: str) -> list[int]:
    return [
        number
        for low, high in _RANGE.findall(text)
        for number in range(int(low), int(high or low) + 1)
    ]
