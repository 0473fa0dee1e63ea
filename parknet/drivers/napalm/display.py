"""What the displays of VRP and Comware have in common: durations, tables, NAPALM's records."""

import re
from collections.abc import Sequence
from typing import Any, Final

_UNITS: Final = {
    "year": 31_536_000,
    "week": 604_800,
    "day": 86_400,
    "hour": 3600,
    "minute": 60,
    "second": 1,
}
_PART: Final = re.compile(r"(\d+) (year|week|day|hour|minute|second)s?")


def uptime_s(text: str) -> float:
    """Return a duration in seconds.

    Example:
        >>> uptime_s("uptime is 0 week, 3 days, 2 hours, 41 minutes")
        268860.0
    """
    return float(sum(int(number) * _UNITS[unit] for number, unit in _PART.findall(text)))


def mac_address(text: str) -> str:
    """Return a MAC address as NAPALM writes it.

    Example:
        >>> mac_address("4c1f-cc00-0001")
        '4C:1F:CC:00:00:01'
    """
    digits = re.sub(r"[^0-9a-fA-F]", "", text).upper()
    return ":".join(digits[at : at + 2] for at in range(0, 12, 2)) if len(digits) == 12 else ""


def interface_record(
    *,
    is_up: bool,
    is_enabled: bool,
    description: str,
    mac: str,
    speed_mbps: float,
    mtu: int,
) -> dict[str, Any]:
    """Return one interface as `get_interfaces` gives it; when it last changed is not shown."""
    return {
        "is_up": is_up,
        "is_enabled": is_enabled,
        "description": description,
        "last_flapped": -1.0,
        "speed": speed_mbps,
        "mtu": mtu,
        "mac_address": mac_address(mac),
    }


def table_rows(text: str, titles: Sequence[str]) -> list[dict[str, str]]:
    r"""Return the rows of a table by the titles in its head line, cut where the titles begin.

    Cells may hold blanks, so the columns are taken from the head, not from the words.

    Example:
        >>> table_rows("Port  Peer\n----\nGE1   core 1\n", ("Port", "Peer"))
        [{'Port': 'GE1', 'Peer': 'core 1'}]
    """
    rows: list[dict[str, str]] = []
    starts: list[tuple[int, str]] = []
    for line in text.splitlines():
        if all(title in line for title in titles):
            starts = sorted((line.index(title), title) for title in titles)
            continue
        if not starts or not line.strip() or set(line.strip()) <= {"-", " "}:
            continue
        ends = [start for start, _ in starts[1:]] + [len(line)]
        cells = {
            title: line[start:end].strip() for (start, title), end in zip(starts, ends, strict=True)
        }
        if all(cells.values()):
            rows.append(cells)
    return rows


def facts_record(
    *,
    vendor: str,
    model: str,
    version: str,
    serial: str,
    uptime: float,
    configuration: str,
) -> dict[str, Any]:
    """Return a device as `get_facts` gives it; names are those of its configuration."""
    hostname = re.search(r"^\s*sysname (\S+)", configuration, re.MULTILINE)
    name = hostname[1] if hostname else ""
    return {
        "vendor": vendor,
        "model": model,
        "os_version": version,
        "serial_number": serial,
        "uptime": uptime,
        "hostname": name,
        "fqdn": name,
        "interface_list": re.findall(r"^interface (\S+)", configuration, re.MULTILINE),
    }
