"""A device's snapshot in, tables for people out: what belongs together side by side."""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Final

from parknet.model.metrics import METRICS, MetricDefinition
from parknet.model.snapshot import DeviceSnapshot, Value
from parknet.units import format_speed

_DAY_S: Final = 86_400
_DIGITS: Final = re.compile(r"(\d+)")
# Titles by the first word of a metric, in the order of the page.
_TITLES: Final = {
    "system": "parts",
    "interface": "ports",
    "counters": "counters of ports",
    "optic": "light",
    "poe": "power over Ethernet",
    "lldp": "neighbours by LLDP",
    "cdp": "neighbours by CDP",
    "addresses": "addresses",
    "seen": "addresses seen behind each interface",
    "ip": "octets by version of IP",
    "bridge": "where MAC addresses were learnt",
    "wlan.ap": "access points",
    "wlan.radio": "radios",
    "wlan.station": "stations",
}


@dataclass(frozen=True, slots=True)
class DeviceTable:
    """A title, the names of columns and a cell for each in every row."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def device_tables(snapshot: DeviceSnapshot) -> list[DeviceTable]:
    """Return what a device said as tables, without what it said of itself as a whole.

    Columns are in the order of `docs/metrics.md` and rows in that of their names, `GE1/0/9` before
    `GE1/0/10`. Where an instance has several values, it has several rows.
    """
    cells: dict[str, dict[tuple[str, int], dict[str, str]]] = defaultdict(dict)
    columns: dict[str, dict[str, None]] = defaultdict(dict)
    order = {name: at for at, name in enumerate(METRICS)}
    for name in sorted(snapshot.columns, key=lambda name: order.get(name, len(order))):
        metric, column = METRICS[name], snapshot.columns[name]
        group = _group(metric)
        if metric.instance == "device" or name == "interface.name":
            continue
        header = _header(metric)
        columns[group][header] = None
        seen: Counter[str] = Counter()
        for instance, value in zip(column.instances, column.values, strict=True):
            row = cells[group].setdefault((instance, seen[instance]), {})
            row[header] = value_text(metric, value)
            seen[instance] += 1
    return [
        DeviceTable(
            title,
            ("", *columns[group]),
            tuple(
                (key[0], *(cells[group][key].get(header, "") for header in columns[group]))
                for key in sorted(cells[group], key=_natural)
            ),
        )
        for group, title in _TITLES.items()
        if cells[group]
    ]


def value_text(metric: MetricDefinition, value: Value) -> str:
    """Return a value as people read it."""
    if isinstance(value, str):
        return " ".join(value.split())
    if metric.unit == "bit/s":
        return format_speed(value)
    if metric.unit == "s" and value >= _DAY_S:
        return f"{value / _DAY_S:.1f} d"
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _group(metric: MetricDefinition) -> str:
    family, _, rest = metric.name.partition(".")
    if family == "wlan":
        return metric.name.rpartition(".")[0]
    if family in ("ipv4", "ipv6"):
        if rest.startswith("neighbour"):
            return "seen"
        return "addresses" if rest == "address" else "ip"
    return "counters" if family == "interface" and metric.kind == "counter" else family


def _header(metric: MetricDefinition) -> str:
    family, _, rest = metric.name.partition(".")
    name = metric.name.rpartition(".")[2] if family == "wlan" else rest
    name = name.removeprefix("remote_").replace("_", " ")
    if family in ("ipv4", "ipv6"):
        name = f"{family.replace('ip', 'IP')} {name}"
    shown = metric.unit not in ("", "bit/s", "s", "packet", "octet", "station")
    return f"{name} {metric.unit}" if shown else name


def _natural(key: tuple[str, int]) -> tuple[tuple[tuple[int, int, str], ...], int]:
    parts = (
        (1, int(part), "") if part.isdigit() else (0, 0, part) for part in _DIGITS.split(key[0])
    )
    return tuple(parts), key[1]
