"""What devices hear of their neighbours: snapshots in, who is at the other end of a port out."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from parknet.model.network import End, Network
from parknet.model.snapshot import DeviceSnapshot, Snapshot, Value

_LLDP: Final = "lldp.remote_"
_CDP: Final = "cdp.remote_"
_PARTS: Final = ("port", "chassis", "address", "description", "capabilities")
_PORT: Final = re.compile(r"([A-Za-z-]*)\s*(\d.*)")


@dataclass(frozen=True, slots=True)
class Neighbour:
    """One neighbour that a device hears on one of its interfaces; what it did not say is empty.

    Attributes:
        here: the interface that heard it.
        capabilities: LLDP's words for what it is used as, such as `bridge router`.
    """

    here: End
    name: str
    port: str = ""
    chassis: str = ""
    address: str = ""
    description: str = ""
    capabilities: str = ""

    @property
    def forwards(self) -> bool:
        """Return whether frames pass through it: a switch or router, not a telephone."""
        words = set(self.capabilities.split())
        return bool({"bridge", "router"} & words) and not {"telephone", "wlanAccessPoint"} & words


def neighbours_of(device: DeviceSnapshot) -> Iterator[Neighbour]:
    """Yield whom a device hears, by LLDP, and by CDP what LLDP does not tell."""
    told = set()
    for protocol in (_LLDP, _CDP):
        columns = {part: _by_port(device, protocol + part) for part in ("name", *_PARTS)}
        for port, names in columns["name"].items():
            for at, name in enumerate(names):
                one = {part: _at(columns[part].get(port, ()), at, len(names)) for part in _PARTS}
                if not (name or one["chassis"] or one["address"]):
                    continue
                if protocol == _CDP and (port, short_name(name)) in told:
                    continue
                told.add((port, short_name(name)))
                yield Neighbour(End(device.device, port), name, **one)


def _by_port(device: DeviceSnapshot, metric: str) -> Mapping[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    column = device.columns.get(metric)
    for port, value in _pairs(column.instances, column.values) if column is not None else ():
        found[port].append(value)
    return found


def _pairs(instances: Iterable[str], values: Iterable[Value]) -> Iterator[tuple[str, str]]:
    return ((port, str(value)) for port, value in zip(instances, values, strict=True))


def _at(values: list[str] | tuple[()], at: int, of: int) -> str:
    """Return the value that belongs to a name: only where each name has one."""
    return values[at] if len(values) == of else ""


def short_name(name: str) -> str:
    """Return a system name as the design has it, without the domain that some agents add.

    Example:
        >>> short_name("B03-agg.park.example"), short_name("10.0.0.1")
        ('b03-agg', '10.0.0.1')
    """
    first, _, rest = name.strip().lower().partition(".")
    return first if any(c.isalpha() for c in rest) else name.strip().lower()


def is_same_port(told: str, planned: str) -> bool:
    """Return whether two ways to write a port mean one: makers shorten the word before the number.

    Example:
        >>> is_same_port("GE0/0/1", "GigabitEthernet0/0/1"), is_same_port("Te1/0/1", "Gi1/0/1")
        (True, False)
    """
    first, second = told.strip().lower(), planned.strip().lower()
    if first == second:
        return True
    one, other = _PORT.fullmatch(first), _PORT.fullmatch(second)
    if one is None or other is None or one[2] != other[2]:
        return False
    short, long = sorted((one[1].strip("-"), other[1].strip("-")), key=len)
    return not short or _shortens(short, long)


def _shortens(short: str, long: str) -> bool:
    """Return whether the letters stand in this order in the longer word, from its first one on."""
    letters = iter(long)
    return short[:1] == long[:1] and all(letter in letters for letter in short)


def port_of_mac(device: DeviceSnapshot | None, mac: str) -> str:
    """Return the one interface of a device with a MAC address, or nothing."""
    column = device.columns.get("interface.mac") if device is not None else None
    if column is None:
        return ""
    found = [name for name, own in _pairs(column.instances, column.values) if own == mac]
    return found[0] if len(found) == 1 else ""


class Directory:
    """Which device of the design somebody is that a neighbour hears."""

    def __init__(self, network: Network, snapshot: Snapshot) -> None:
        self._names = {device.name.lower(): device.name for device in network.devices}
        self._addresses = {
            str(address.ip): device.name
            for device in network.devices
            for address in (device.management4, device.management6)
        }
        macs: defaultdict[str, set[str]] = defaultdict(set)
        for name, read in snapshot.devices.items():
            column = read.columns.get("interface.mac")
            for mac in column.values if column is not None else ():
                macs[str(mac)].add(name)
        self._macs = {mac: min(names) for mac, names in macs.items() if len(names) == 1}

    def device(self, neighbour: Neighbour) -> str:
        """Return the device's name, or nothing where it is none of the design's.

        Its name decides; where it gives none, its address and its MAC address do.
        """
        named = self._names.get(short_name(neighbour.name)) or self._names.get(
            neighbour.name.strip().lower()
        )
        if named or neighbour.name:
            return named or ""
        return self._addresses.get(neighbour.address) or self._macs.get(neighbour.chassis, "")

    def owner(self, mac: str) -> str:
        """Return the device that a MAC address of an interface belongs to, or nothing."""
        return self._macs.get(mac, "")
