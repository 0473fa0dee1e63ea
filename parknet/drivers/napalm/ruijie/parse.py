"""Displays of Ruijie RGOS in, NAPALM's records out.

Forms: `show version` as people published it; [D] RGOS 11.4 Interface and Ethernet Switching guides
(`show interfaces status`, `show lldp neighbors`): [U] the widths, so columns are taken from heads.
"""

import re
from ipaddress import IPv4Interface, IPv6Interface
from typing import Any, Final

from parknet.drivers.napalm.display import interface_record, table_rows
from parknet.drivers.napalm.interface_config import sections

_ROW: Final = re.compile(r"^System ([a-z ]+?) *: *(.*?) *$", re.MULTILINE)
_MODEL: Final = re.compile(r"\(([^()]+)\) By Ruijie")
_UPTIME: Final = re.compile(r"(\d+):(\d+):(\d+):(\d+)")
_RANGE: Final = re.compile(r"(\d+)(?:-(\d+))?")
_ACCESS: Final = re.compile(r"^switchport access vlan (\d+)$")
_LIST: Final = re.compile(
    r"^switchport (?:trunk allowed vlan (?:only|add)|trunk native vlan|hybrid native vlan"
    r"|hybrid allowed vlan (?:un)?tagged) ([\d,-]+)$"
)


def is_rgos(shown: str) -> bool:
    """Return whether `show version` is that of RGOS."""
    return "RGOS" in dict(_ROW.findall(shown)).get("software version", "")


def facts(version: str, text: str) -> dict[str, Any]:
    """Return facts from `show version` and the running configuration."""
    rows = dict(_ROW.findall(version))
    model = _MODEL.search(rows.get("description", ""))
    uptime = _UPTIME.search(rows.get("uptime", ""))
    named = re.search(r"^hostname (\S+)", text, re.MULTILINE)
    name = named[1] if named else "Ruijie"
    return {
        "vendor": "Ruijie",
        "model": model[1] if model else "",
        "os_version": rows.get("software version", ""),
        "serial_number": rows.get("serial number", ""),
        "uptime": _seconds(uptime) if uptime else -1.0,
        "hostname": name,
        "fqdn": name,
        "interface_list": re.findall(r"^interface (.+)$", text, re.MULTILINE),
    }


def _seconds(match: re.Match[str]) -> float:
    days, hours, minutes, seconds = map(int, match.groups())
    return float(((days * 24 + hours) * 60 + minutes) * 60 + seconds)


def interfaces(shown: str, text: str) -> dict[str, dict[str, Any]]:
    """Return interfaces: ports from `show interfaces status`, the others from the configuration."""
    described, disabled = _configured(text)
    found = {}
    for row in table_rows(shown, ("Interface", "Status", "Vlan", "Duplex", "Speed", "Type")):
        name, speed = row["Interface"], re.fullmatch(r"(\d+)([MG])", row["Speed"])
        found[name] = interface_record(
            is_up=row["Status"] == "up",
            is_enabled=row["Status"] != "disabled" and name not in disabled,
            description=described.get(name, ""),
            mac="",
            speed_mbps=float(speed[1]) * (1000 if speed[2] == "G" else 1) if speed else -1.0,
            mtu=-1,
        )
    return found


def _configured(text: str) -> tuple[dict[str, str], set[str]]:
    described: dict[str, str] = {}
    disabled: set[str] = set()
    for head, body in sections(text.replace("\n!", "\n#")):
        if not head.startswith("interface "):
            continue
        name = head.removeprefix("interface ")
        for line in body:
            if line.startswith("description "):
                described[name] = line.removeprefix("description ")
            elif line == "shutdown":
                disabled.add(name)
    return described, disabled


def lldp_neighbours(shown: str) -> dict[str, list[dict[str, str]]]:
    """Return neighbours from `show lldp neighbors`."""
    found: dict[str, list[dict[str, str]]] = {}
    titles = ("System Name", "Local Intf", "Port ID", "Capability", "Aging-time")
    for row in table_rows(shown, titles):
        entry = {"hostname": row["System Name"], "port": row["Port ID"]}
        found.setdefault(row["Local Intf"], []).append(entry)
    return found


def addresses(text: str) -> dict[str, dict[str, dict[str, dict[str, int]]]]:
    """Return addresses by interface and family, as `get_interfaces_ip` gives them."""
    found: dict[str, dict[str, dict[str, dict[str, int]]]] = {}
    for head, body in sections(text.replace("\n!", "\n#")):
        families: dict[str, dict[str, dict[str, int]]] = {}
        for line in body if head.startswith("interface ") else ():
            words = line.split()
            if words[:2] == ["ip", "address"] and len(words) == 4 and words[2][0].isdigit():
                four = IPv4Interface(f"{words[2]}/{words[3]}")
                entry = {"prefix_length": four.network.prefixlen}
                families.setdefault("ipv4", {})[str(four.ip)] = entry
            elif words[:2] == ["ipv6", "address"] and len(words) == 3 and "/" in words[2]:
                six = IPv6Interface(words[2])
                entry = {"prefix_length": six.network.prefixlen}
                families.setdefault("ipv6", {})[str(six.ip)] = entry
        if families:
            found[head.removeprefix("interface ")] = families
    return found


def vlans(text: str) -> dict[str, dict[str, Any]]:
    """Return VLANs with names and members, as `get_vlans` gives them; VLAN 1 always exists."""
    names = {1: ""}
    members: dict[int, list[str]] = {}
    for head, body in sections(text.replace("\n!", "\n#")):
        kind, _, rest = head.partition(" ")
        if kind == "vlan":
            named = [line.removeprefix("name ") for line in body if line.startswith("name ")]
            for number in _numbers(rest.removeprefix("range ")):
                names[number] = named[0] if named else names.get(number, "")
        elif kind == "interface":
            for line in body:
                match = _ACCESS.match(line) or _LIST.match(line)
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
