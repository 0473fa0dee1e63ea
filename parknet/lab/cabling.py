"""What is plugged into what: a designed network in, the far end of every port out.

The lab cables what the design says; a wrongly cabled park is made by handing in another network.
"""

from dataclasses import dataclass
from typing import Final, Literal

from parknet.lab.faults import live_outlets
from parknet.model.network import End, Network

GIGABIT: Final = 10**9


@dataclass(frozen=True, slots=True)
class Plug:
    """The far end of a port.

    Attributes:
        kind: `ap` has an access point at the far end; `fed` is that one's own port.
        subject: id of the link, outlet, AP or circuit.
        speed_bps: the most that cable and far end can do.
        other: the port at the other end, where that is a device of ours.
    """

    kind: Literal["link", "host", "ap", "fed", "carrier"]
    subject: str
    speed_bps: int
    other: End | None = None


class Cabling:
    """All cables of a park, by port."""

    def __init__(self, network: Network, seed: int) -> None:
        self.plugs: dict[tuple[str, str], Plug] = {}
        self.links = network.links
        self.of_device: dict[str, list[tuple[str, Plug]]] = {}
        # Those of them that lead to devices of ours, in the same order: most ports do not.
        self.between: dict[str, list[tuple[str, Plug]]] = {}
        for link in network.links:
            for here, there in ((link.a, link.b), (link.b, link.a)):
                self._plug(here, Plug("link", f"link/{link.id}", link.speed_bps, there))
        self.occupy(network, seed)
        # Access points that configure themselves are devices, and answer over their uplink.
        uplinks = {
            device.name: End(device.name, port.name)
            for device in network.devices
            if device.role == "ap"
            for port in device.ports
            if port.role == "uplink"
        }
        for ap in network.aps:
            own = uplinks.get(ap.controller)
            self._plug(ap.end, Plug("ap", f"ap/{ap.id}", 10 * GIGABIT, own))
            if own is not None:
                self._plug(own, Plug("fed", f"ap/{ap.id}", 10 * GIGABIT, ap.end))
        for circuit in network.circuits:
            self._plug(circuit.end, Plug("carrier", f"circuit/{circuit.id}", circuit.speed_bps))

    def occupy(self, network: Network, seed: int) -> None:
        """Have machines at the outlets that a seed chooses, and at no others."""
        live = live_outlets(network, seed)
        for outlet in network.outlets:
            end = outlet.end
            if (end.device, end.port) in self.plugs:
                self.of_device[end.device].remove(
                    (end.port, self.plugs.pop((end.device, end.port)))
                )
            if outlet.id in live:
                # Desktop machines have 1 Gbit/s ports; a faster demand gets a faster one.
                speed_bps = max(GIGABIT, outlet.minimum_bps)
                self._plug(end, Plug("host", f"outlet/{outlet.id}", speed_bps))

    def _plug(self, end: End, plug: Plug) -> None:
        self.plugs[end.device, end.port] = plug
        self.of_device.setdefault(end.device, []).append((end.port, plug))
        if plug.other is not None:
            self.between.setdefault(end.device, []).append((end.port, plug))
