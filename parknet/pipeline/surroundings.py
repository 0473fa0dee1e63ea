"""A designed network and a plan in, what a roll-out checks and what may go out. Nothing is read.

What the design takes away on purpose is no loss: a port that it shuts, a link that it has no more,
a gateway that it does not use. Outlets are people's: of them only the number counts.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from parknet.deploy.cables import carried_by
from parknet.deploy.checks import Surroundings
from parknet.deploy.losses import Stays
from parknet.model.change import Change
from parknet.model.network import DevicePlan, Network
from parknet.model.standing import Tie

_PEOPLES: Final = frozenset({"outlet", "spare"})
_INTERFACE: Final = re.compile(r"^interface (\S.*)$")


def surroundings_of(network: Network, changes: Iterable[Change]) -> Surroundings:
    """Return who is beside each device, and what must be there after a change."""
    neighbours: dict[str, set[str]] = defaultdict(set)
    leads_to: dict[tuple[str, str], str] = {}
    for link in network.links:
        for here, there in ((link.a, link.b), (link.b, link.a)):
            neighbours[here.device].add(there.device)
            for name in carried_by(network.by_name.get(here.device), here.port):
                # A LAG may end on two devices that share it.
                known = leads_to.setdefault((here.device, name), there.device)
                if known != there.device:
                    leads_to[here.device, name] = ""
    expected = _Expected(network, changes)
    return Surroundings(
        neighbours={name: frozenset(near) for name, near in neighbours.items()},
        leads_to={key: device for key, device in leads_to.items() if device},
        expected=expected.stays,
    )


class _Expected:
    """What the design has of each device, looked up by what a device is joined to."""

    def __init__(self, network: Network, changes: Iterable[Change]) -> None:
        self._network = network
        self._shut = {change.device: frozenset(_shut_by(change.patch)) for change in changes}
        self._linked = {
            (end.device, end.port) for link in network.links for end in (link.a, link.b)
        }
        self._far = {
            (here.device, here.port): (there.device, there.port)
            for link in network.links
            for here, there in ((link.a, link.b), (link.b, link.a))
        }
        self._known: dict[str, dict[str, Stays]] = {}

    def stays(self, name: str, tie: Tie) -> Stays:
        """Return what may become of a tie."""
        device = self._network.by_name.get(name)
        if device is None:
            return Stays.MUST
        match tie.kind:
            case "port":
                return self._port(device, tie)
            case "lldp":
                return self._lldp(device, tie)
            case "ospf" | "ospfv3":
                return self._routed(device, tie)
            case "bgp":
                peers = device.bgp.peers if device.bgp is not None else ()
                return _in(tie.at, (str(peer.address) for peer in peers))
            case "gateway":
                table = (route.next_hop for route in device.table_routes if not route.vrf)
                hops = (*(route.next_hop for route in device.routes), *table)
                return _in(tie.at, map(str, hops))

    def _port(self, device: DevicePlan, tie: Tie) -> Stays:
        known = self._known.get(device.name)
        if known is None:
            known = self._known[device.name] = self._interfaces_of(device)
        return known.get(tie.at, Stays.MAY_GO)

    def _interfaces_of(self, device: DevicePlan) -> dict[str, Stays]:
        """Return what the design says of each interface; it takes away those it does not have."""
        found = {device.management_interface: Stays.MUST}
        for port in device.ports:
            far = self._far.get((device.name, port.name))
            is_shut = not port.enabled or self._is_shut(device.name, port.name)
            if is_shut or (far is not None and self._is_shut(*far)):
                found[port.name] = Stays.MAY_GO
            else:
                found[port.name] = Stays.COUNTED if port.role in _PEOPLES else Stays.MUST
        for lag in device.lags:
            members = {found.get(member) for member in lag.members}
            is_shut = self._is_shut(device.name, lag.name) or members == {Stays.MAY_GO}
            # Until both of a pair share it, and the switch below has changed, one half may be down:
            # its cables and whoever is behind them are still asked for.
            is_shut |= lag.mlag is not None and device.name in self._shut
            found[lag.name] = Stays.MAY_GO if is_shut else Stays.MUST
        for svi in device.svis:
            is_shut = self._is_shut(device.name, svi.name)
            found[svi.name] = Stays.MAY_GO if is_shut else Stays.MUST
        return found

    def _is_shut(self, device: str, interface: str) -> bool:
        return interface in self._shut.get(device, frozenset())

    def _lldp(self, device: DevicePlan, tie: Tie) -> Stays:
        if (device.name, tie.at) not in self._linked:
            return Stays.MAY_GO
        return self._port(device, tie)

    def _routed(self, device: DevicePlan, tie: Tie) -> Stays:
        for svi in device.svis:
            if svi.name == tie.at and svi.ospf and not svi.passive:
                return self._port(device, tie)
        return Stays.MAY_GO


def _in(address: str, wanted: Iterable[str]) -> Stays:
    return Stays.MUST if address in set(wanted) else Stays.MAY_GO


def _shut_by(patch: Iterable[str]) -> Iterator[str]:
    """Yield the interfaces that a patch shuts."""
    at = ""
    for line in patch:
        opened = _INTERFACE.match(line.strip())
        if opened is not None:
            at = opened[1]
        elif line.strip() == "shutdown" and at:
            yield at
