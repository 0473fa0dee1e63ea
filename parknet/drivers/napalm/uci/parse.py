"""What OpenWrt tells over ubus, lldpcli and `uci export` in, NAPALM's records out."""

import json
import re
from ipaddress import ip_interface
from typing import Any, Final

from parknet.drivers.napalm.display import interface_record
from parknet.errors import DeviceError

_SPEED: Final = re.compile(r"^(\d+)[FH]?$")
_LINE: Final = re.compile(r"^\s*(config|option|list) (\S+)(?: '((?:[^']|'\\'')*)')?$")

_SID: Final = re.compile(r"^[0-9a-f]{32}$")


def session_id(sid: str) -> str:
    """Return the id of a session of rpcd, which goes into a path and a command, or refuse it."""
    if not _SID.fullmatch(sid):
        raise DeviceError("the device gave no session of rpcd")
    return sid


def package_of(command: str) -> str:
    """Return the package that a command of `uci batch` changes.

    Example:
        >>> package_of("set network.lan.proto='static'"), package_of("add network route")
        ('network', 'network')
    """
    return command.split()[1].partition(".")[0]


def object_of(text: str, asked: str) -> dict[str, Any]:
    """Return the JSON object that a command printed.

    Raises:
        DeviceError: it printed something else.
    """
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise DeviceError(f"{asked} printed no JSON object")
    return found


def facts(board: dict[str, Any], info: dict[str, Any], interfaces: list[str]) -> dict[str, Any]:
    """Return a device as `get_facts` gives it; OpenWrt tells no serial number."""
    name = str(board.get("hostname", ""))
    return {
        "vendor": "OpenWrt",
        "model": str(board.get("model", "")),
        "os_version": str(board.get("release", {}).get("description", "")),
        "serial_number": "",
        "uptime": float(info.get("uptime", 0)),
        "hostname": name,
        "fqdn": name,
        "interface_list": interfaces,
    }


def interfaces(devices: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return `network.device status` as `get_interfaces` gives it; speeds in Mbit/s."""
    return {
        name: interface_record(
            is_up=bool(found.get("carrier")),
            is_enabled=bool(found.get("up")),
            description="",
            mac=str(found.get("macaddr", "")),
            speed_mbps=_speed(str(found.get("speed", ""))),
            mtu=int(found.get("mtu", 0)),
        )
        for name, found in sorted(devices.items())
        if isinstance(found, dict)
    }


def _speed(text: str) -> float:
    """Return a speed; F and H are full and half duplex, -1 is unknown (netifd, device status)."""
    match = _SPEED.match(text)
    return float(match[1]) if match else 0.0


def addresses(dump: dict[str, Any]) -> dict[str, dict[str, dict[str, dict[str, int]]]]:
    """Return `network.interface dump` as `get_interfaces_ip` gives it."""
    found: dict[str, dict[str, dict[str, dict[str, int]]]] = {}
    for interface in dump.get("interface", []):
        name = str(interface.get("interface", ""))
        for family in ("ipv4", "ipv6"):
            for one in interface.get(f"{family}-address", []):
                address = ip_interface(f"{one['address']}/{one['mask']}")
                of_family = found.setdefault(name, {}).setdefault(family, {})
                of_family[str(address.ip)] = {"prefix_length": address.network.prefixlen}
    return found


def neighbours(shown: dict[str, Any]) -> dict[str, list[dict[str, str]]]:
    """Return `lldpcli -f json0 show neighbors` as `get_lldp_neighbors` gives it."""
    found: dict[str, list[dict[str, str]]] = {}
    for part in shown.get("lldp", []):
        for interface in part.get("interface", []):
            chassis = (interface.get("chassis") or [{}])[0]
            port = (interface.get("port") or [{}])[0]
            found.setdefault(str(interface.get("name", "")), []).append(
                {
                    "hostname": _value(chassis, "name") or _value(chassis, "id"),
                    "port": _value(port, "id") or _value(port, "descr"),
                }
            )
    return found


def _value(record: dict[str, Any], key: str) -> str:
    rows = record.get(key) or [{}]
    return str(rows[0].get("value", ""))


def vlans(export: str) -> dict[str, dict[str, Any]]:
    """Return the VLANs of a bridge with their ports; UCI has no names for them."""
    found: dict[str, dict[str, Any]] = {}
    kind, number = "", ""
    ports: list[str] = []
    for line in (*export.splitlines(), "config end"):
        match = _LINE.match(line)
        if match is None:
            continue
        if match[1] == "config":
            if kind == "bridge-vlan" and number:
                found[number] = {"name": f"vlan{number}", "interfaces": ports}
            kind, number, ports = match[2], "", []
        elif match[2] == "vlan":
            number = match[3] or ""
        elif match[2] == "ports":
            ports += [word.partition(":")[0] for word in (match[3] or "").split()]
    return found
