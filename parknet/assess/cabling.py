"""A design and what devices hear of their neighbours in, the cables that differ from the plan out.

Only what a device says is held against the plan: silence is a difference only of a link whose both
ends are read, hear others, and do not hear each other.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from parknet.assess.heard import Directory, Neighbour, is_same_port, neighbours_of, port_of_mac
from parknet.model.cabling import CableEnd, CablingDifference, CablingKind
from parknet.model.network import End, LinkPlan, Network
from parknet.model.snapshot import Snapshot

# Of two ends that tell of one cable, the one with the plan says more.
_RANK: Final[dict[CablingKind, int]] = {
    "other-port": 0, "other-device": 1, "loop": 2, "unplanned": 3, "stranger": 4, "unheard": 5,
}  # fmt: skip


def differences(network: Network, snapshot: Snapshot) -> tuple[CablingDifference, ...]:
    """Return every cable that differs from the plan, once, in the order of the network's devices.

    Args:
        network: the design.
        snapshot: what devices hear: `lldp.remote_*`, `cdp.remote_*`; and `interface.mac`, by which
            ports are known that neighbours name by their MAC address.
    """
    return tuple(_Cabling(network, snapshot).differences())


@dataclass
class _Cabling:
    network: Network
    snapshot: Snapshot

    def differences(self) -> Iterator[CablingDifference]:
        found: dict[frozenset[str], CablingDifference] = {}
        for one in self._told():
            far = str(one.found) if one.found is not None else ""
            key = frozenset((str(one.here), far if one.found and one.found.port else f"? {far}"))
            other = found.get(key)
            if other is None:
                found[key] = one
            else:
                first = min(other, one, key=lambda it: _RANK[it.kind])
                heard = tuple(dict.fromkeys((*other.heard_by, *one.heard_by)))
                found[key] = first.model_copy(update={"heard_by": heard})
        yield from found.values()
        yield from self._unheard()

    def _told(self) -> Iterator[CablingDifference]:
        for device in self.network.devices:
            for one in self._heard.get(device.name, ()):
                difference = self._held_against(one)
                if difference is not None:
                    yield difference

    @cached_property
    def _heard(self) -> dict[str, list[Neighbour]]:
        return {
            name: list(neighbours_of(read))
            for name, read in self.snapshot.devices.items()
            if read.failure is None
        }

    @cached_property
    def _directory(self) -> Directory:
        return Directory(self.network, self.snapshot)

    @cached_property
    def _planned(self) -> dict[End, tuple[End, LinkPlan]]:
        found = {}
        for link in self.network.links:
            found[link.a] = (link.b, link)
            found[link.b] = (link.a, link)
        return found

    @cached_property
    def _expected(self) -> dict[End, str]:
        """Return who else may be on a port: carriers' devices, access points by their device."""
        found = {circuit.end: "*" for circuit in self.network.circuits}
        return found | {ap.end: ap.controller for ap in self.network.aps}

    @cached_property
    def _ports(self) -> dict[str, tuple[str, ...]]:
        return {one.name: tuple(port.name for port in one.ports) for one in self.network.devices}

    def _held_against(self, one: Neighbour) -> CablingDifference | None:
        """Return how a neighbour differs from the plan, or None where it does not."""
        here = one.here
        if here.port not in self._ports.get(here.device, ()):
            return None  # nobody can say which port that is
        name = self._directory.device(one)
        planned = self._planned.get(here)
        if not name:
            return self._stranger(one, planned)
        far = End(name, self._port(name, one))
        if name == here.device:
            return _difference("loop", one, far, planned)
        if planned is None:
            expected = self._expected.get(here) in ("*", name) or self._is_fed(here, name)
            return None if expected else _difference("unplanned", one, far)
        if planned[0].device != name:
            return _difference("other-device", one, far, planned)
        is_right = far.port in ("", planned[0].port)
        return None if is_right else _difference("other-port", one, far, planned)

    def _stranger(
        self, one: Neighbour, planned: tuple[End, LinkPlan] | None
    ) -> CablingDifference | None:
        far = End(one.name or one.chassis or one.address, one.port)
        if planned is not None:
            return _difference("other-device", one, far, planned)
        is_ap = "wlanAccessPoint" in one.capabilities.split()
        if one.here in self._expected or not (one.forwards or is_ap):
            return None
        return _difference("stranger", one, far)

    @cached_property
    def _aps(self) -> frozenset[str]:
        return frozenset(one.name for one in self.network.devices if one.role == "ap")

    def _is_fed(self, here: End, name: str) -> bool:
        """Return whether `here` is an access point's own port, and `name` the switch it is on."""
        return here.device in self._aps and any(
            ap.controller == here.device and ap.end.device == name for ap in self.network.aps
        )

    def _port(self, device: str, one: Neighbour) -> str:
        """Return which port of a device a neighbour names, or nothing where that is not clear."""
        ports = self._ports[device]
        if one.port in ports:
            return one.port
        by_mac = port_of_mac(self.snapshot.devices.get(device), one.port)
        if by_mac in ports:
            return by_mac
        same = [port for port in ports if is_same_port(one.port, port)]
        return same[0] if len(same) == 1 else ""

    def _unheard(self) -> Iterator[CablingDifference]:
        hearing = {one.here for found in self._heard.values() for one in found}
        for link in self.network.links:
            ends = (link.a, link.b)
            talk = all(self._heard.get(end.device) and self._is_whole(end.device) for end in ends)
            if talk and not any(end in hearing for end in ends):
                yield CablingDifference(
                    kind="unheard",
                    here=CableEnd(device=link.a.device, port=link.a.port),
                    planned=CableEnd(device=link.b.device, port=link.b.port),
                    link=link.id,
                    origin=link.origin,
                    heard_by=(),
                )

    def _is_whole(self, device: str) -> bool:
        return "lldp.remote_name" not in self.snapshot.devices[device].partial


def _difference(
    kind: CablingKind, one: Neighbour, far: End, planned: tuple[End, LinkPlan] | None = None
) -> CablingDifference:
    return CablingDifference(
        kind=kind,
        here=CableEnd(device=one.here.device, port=one.here.port),
        found=CableEnd(device=far.device, port=far.port),
        planned=CableEnd(device=planned[0].device, port=planned[0].port) if planned else None,
        link=planned[1].id if planned else "",
        origin=planned[1].origin if planned else "",
        address=one.address,
        capabilities=one.capabilities,
        heard_by=(one.here.device,),
    )
