"""Two designs of a park in, what moved between them out: what is new, gone or has another place."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from parknet.model.network import End, Network


class Move(NamedTuple):
    """One thing that differs; `before` or `after` is empty where it was not there."""

    kind: str  # device, address, link, outlet, access point
    name: str
    before: str
    after: str

    @property
    def renumbers(self) -> bool:
        """Return whether something that stood has another place now."""
        return bool(self.before and self.after)


def moves(before: Network, after: Network) -> list[Move]:
    """Return what differs, by kind and name; a park that only grew has no move that renumbers."""
    readers = (
        ("device", _devices),
        ("address", _addresses),
        ("link", _links),
        ("outlet", _outlets),
        ("access point", _aps),
    )
    return [move for kind, read in readers for move in _compare(kind, read(before), read(after))]


def _compare(kind: str, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Move]:
    for name in sorted(before.keys() | after.keys()):
        old, new = before.get(name, ""), after.get(name, "")
        if old != new:
            yield Move(kind, name, old, new)


def _devices(network: Network) -> dict[str, str]:
    return {
        device.name: f"{device.model} {device.management4.ip} {device.management6.ip}"
        for device in network.devices
    }


def _addresses(network: Network) -> dict[str, str]:
    return {
        f"{device.name} VLAN {svi.vlan}": " ".join(
            str(address) for address in (svi.ipv4, svi.ipv6) if address is not None
        )
        for device in network.devices
        for svi in device.svis
    }


def _links(network: Network) -> dict[str, str]:
    return {link.id: f"{_end(link.a)} – {_end(link.b)}" for link in network.links}


def _outlets(network: Network) -> dict[str, str]:
    vlans = {
        (device.name, port.name): port.vlan for device in network.devices for port in device.ports
    }
    return {
        outlet.id: f"{_end(outlet.end)} VLAN {vlans[outlet.end.device, outlet.end.port]}"
        for outlet in network.outlets
    }


def _aps(network: Network) -> dict[str, str]:
    return {ap.id: _end(ap.end) for ap in network.aps}


def _end(end: End) -> str:
    return f"{end.device} {end.port}"
