"""Displays of Arista EOS in, NAPALM's records out.

State comes from `| json`, whose keys hardly change between releases; [C] they are those that
NAPALM's own driver reads. Addresses and VLANs come from the configuration.
"""

import json
import re
from ipaddress import IPv4Interface, IPv6Interface
from typing import Any, Final

from parknet.drivers.napalm.display import interface_record, uptime_s
from parknet.drivers.napalm.interface_config import sections
from parknet.errors import DeviceError

_MODEL: Final = re.compile(r"^Arista (\S+)", re.MULTILINE)
_VERSION: Final = re.compile(r"^Software image version: (\S+)", re.MULTILINE)
_SERIAL: Final = re.compile(r"^Serial number: *(\S*)", re.MULTILINE)
_UPTIME: Final = re.compile(r"^Uptime: *(.+)$", re.MULTILINE)
_IPV4: Final = re.compile(r"^ip address (\S+/\d+)")
_IPV6: Final = re.compile(r"^ipv6 address (\S+/\d+)")
_ALLOWED: Final = re.compile(r"^switchport trunk allowed vlan (?:add )?([\d,-]+)$")
_RANGE: Final = re.compile(r"(\d+)(?:-(\d+))?")


def is_eos(shown: str) -> bool:
    """Return whether `show version` is that of an Arista switch."""
    return bool(_MODEL.search(shown) and _VERSION.search(shown))


def facts(version: str, text: str) -> dict[str, Any]:
    """Return facts from `show version` and the running configuration."""
    model, release = _MODEL.search(version), _VERSION.search(version)
    serial, uptime = _SERIAL.search(version), _UPTIME.search(version)
    hostname = re.search(r"^hostname (\S+)", text, re.MULTILINE)
    domain = re.search(r"^(?:ip domain-name|dns domain) (\S+)", text, re.MULTILINE)
    name = hostname[1] if hostname else "localhost"
    return {
        "vendor": "Arista",
        "model": model[1] if model else "",
        "os_version": release[1] if release else "",
        "serial_number": serial[1] if serial else "",
        "uptime": uptime_s(uptime[1]) if uptime else -1.0,
        "hostname": name,
        "fqdn": f"{name}.{domain[1]}" if domain else name,
        "interface_list": re.findall(r"^interface (\S+)", text, re.MULTILINE),
    }


def _record(shown: str, key: str) -> Any:  # what JSON holds has no closed type
    try:
        return json.loads(shown)[key]
    except (ValueError, KeyError, TypeError):
        raise DeviceError(f"the device shows no {key} as JSON") from None


def interfaces(shown: str) -> dict[str, dict[str, Any]]:
    """Return interfaces from `show interfaces | json`."""
    return {
        name: interface_record(
            is_up=values.get("lineProtocolStatus") == "up",
            is_enabled=values.get("interfaceStatus") != "disabled",
            description=values.get("description", ""),
            mac=values.get("physicalAddress", ""),
            speed_mbps=values.get("bandwidth", 0) / 10**6 or -1.0,
            mtu=int(values.get("mtu", -1)),
        )
        for name, values in _record(shown, "interfaces").items()
    }


def lldp_neighbours(shown: str) -> dict[str, list[dict[str, str]]]:
    """Return neighbours from `show lldp neighbors | json`."""
    found: dict[str, list[dict[str, str]]] = {}
    for row in _record(shown, "lldpNeighbors"):
        entry = {"hostname": row["neighborDevice"], "port": row["neighborPort"]}
        found.setdefault(row["port"], []).append(entry)
    return found


def addresses(text: str) -> dict[str, dict[str, dict[str, dict[str, int]]]]:
    """Return addresses by interface and family, as `get_interfaces_ip` gives them."""
    found: dict[str, dict[str, dict[str, dict[str, int]]]] = {}
    for head, body in sections(text):
        families: dict[str, dict[str, dict[str, int]]] = {}
        for line in body if head.startswith("interface ") else ():
            if match := _IPV4.match(line):
                four = IPv4Interface(match[1])
                entry = {"prefix_length": four.network.prefixlen}
                families.setdefault("ipv4", {})[str(four.ip)] = entry
            elif match := _IPV6.match(line):
                six = IPv6Interface(match[1])
                entry = {"prefix_length": six.network.prefixlen}
                families.setdefault("ipv6", {})[str(six.ip)] = entry
        if families:
            found[head.removeprefix("interface ")] = families
    return found


def vlan_numbers(text: str) -> list[int]:
    """Return the VLANs of a list.

    Example:
        >>> vlan_numbers("10,30-32")
        [10, 30, 31, 32]
    """
    numbers: list[int] = []
    for low, high in _RANGE.findall(text):
        numbers += range(int(low), int(high or low) + 1)
    return numbers


def vlans(text: str) -> dict[str, dict[str, Any]]:
    """Return VLANs with names and members, as `get_vlans` gives them; VLAN 1 always exists."""
    names = {1: "default"}
    members: dict[int, list[str]] = {}
    for head, body in sections(text):
        kind, _, rest = head.partition(" ")
        if kind == "vlan":
            named = next(
                (line.removeprefix("name ") for line in body if line.startswith("name ")), ""
            )
            names |= {number: named or f"VLAN{number:04d}" for number in vlan_numbers(rest)}
        elif kind == "interface" and rest.startswith(("Ethernet", "Port-Channel")):
            for number in _carried(body):
                members.setdefault(number, []).append(rest)
    return {
        str(number): {"name": name, "interfaces": members.get(number, [])}
        for number, name in sorted(names.items())
    }


def _carried(body: tuple[str, ...]) -> list[int]:
    """Return the VLANs that a port names: a trunk without a list names none."""
    said = {line.rpartition(" ")[0]: line.rpartition(" ")[2] for line in body}
    if "switchport mode trunk" in body or "switchport mode trunk phone" in body:
        found = [text for line in body if (match := _ALLOWED.match(line)) for text in (match[1],)]
        found += [said[key] for key in ("switchport phone vlan",) if key in said]
        native = said.get("switchport trunk native vlan")
        return sorted({n for text in (*found, native or "") for n in vlan_numbers(text)})
    if any(line.startswith(("channel-group ", "no switchport")) for line in body):
        return []
    return [int(said.get("switchport access vlan", "1"))]
