"""The machines behind outlets: who is plugged in, what DHCP gave it, whether it authenticated.

A live outlet has one machine that behaves: it asked DHCP and authenticates. Others are plugged in
by `Lab.plug`. What a switch tells of them follows from its running configuration: bindings exist
where it snoops DHCP, sessions where a port asks for 802.1X.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network
from typing import Final

from parknet.lab.plane import Plane
from parknet.model.network import OutletPlan

_FIRST: Final = 50  # of a subnet, for machines: what stands before it are switches and servers


@dataclass(frozen=True, slots=True)
class Host:
    """A machine.

    Attributes:
        mac: as `aa:bb:cc:dd:ee:ff`.
        address: what it uses; what DHCP gave it where it is None, or nothing yet.
        dhcp: it asked DHCP.
        login: how it authenticates: `dot1x`, `mab`, or not at all.
    """

    mac: str
    address: IPv4Address | None = None
    dhcp: bool = True
    login: str = "dot1x"


@dataclass(frozen=True, slots=True)
class OnPort:
    """A machine as a switch knows it."""

    port: str
    vlan: int
    mac: str
    leased: IPv4Address | None
    used: IPv4Address | None
    login: str


class Hosts:
    """All machines of a park."""

    def __init__(self, plane: Plane) -> None:
        self._plane = plane
        self._plugged: dict[str, list[Host]] = {}
        self._outlets = {outlet.id: outlet for outlet in plane.network.outlets}
        self._on_device: dict[str, list[OutletPlan]] = {}
        for outlet in plane.network.outlets:
            self._on_device.setdefault(outlet.end.device, []).append(outlet)
        self._numbers = {outlet.id: at for at, outlet in enumerate(plane.network.outlets)}
        self._subnets = {
            (device.building, svi.vlan): svi.ipv4.network
            for device in plane.network.devices
            if device.role == "aggregation"
            for svi in device.svis
            if svi.ipv4 is not None and svi.role != "link"
        }

    def plug(self, outlet: str, host: Host) -> None:
        """Plug a machine in, in place of what was there before it first had one plugged in.

        Raises:
            KeyError: there is no such outlet.
        """
        _ = self._outlets[outlet]
        self._plugged.setdefault(outlet, []).append(host)
        self._plane.tell()

    def on_switch(self, device: str) -> Iterator[OnPort]:
        """Yield the machines on the ports of a switch that are up."""
        facts = self._plane.facts(device)
        for outlet in self._on_device.get(device, ()):
            if not self._plane.port(device, outlet.end.port).is_up:
                continue
            port = facts.ports.get(outlet.end.port)
            if port is None:
                continue
            vlan = port.switching.pvid
            subnet = self._subnets.get((outlet.building, vlan))
            for number, host in enumerate(self._plugged.get(outlet.id, [_desk(outlet.id)])):
                leased = _lease(subnet, self._numbers[outlet.id] + 7 * number)
                used = host.address or (leased if host.dhcp else None)
                yield OnPort(
                    outlet.end.port, vlan, host.mac, leased if host.dhcp else None, used, host.login
                )

    def behind_router(self, device: str) -> Iterator[OnPort]:
        """Yield the machines that a building's router resolved."""
        plans = {plan.name: plan for plan in self._plane.network.devices}
        building = plans[device].building
        for plan in plans.values():
            if building and plan.building == building and plan.role == "access":
                yield from self.on_switch(plan.name)


def _desk(outlet: str) -> Host:
    """Return the machine that stands at an outlet: the same in every run."""
    digest = hashlib.blake2b(f"desk {outlet}".encode(), digest_size=5).hexdigest()
    return Host("02:" + ":".join(digest[at : at + 2] for at in range(0, 10, 2)))


def _lease(subnet: IPv4Network | None, number: int) -> IPv4Address | None:
    if subnet is None:
        return None
    room = max(1, int(subnet.num_addresses) - _FIRST - 2)
    return subnet.network_address + min(_FIRST, int(subnet.num_addresses) - 3) + number % room
