"""A design and what devices learnt in, where a MAC or IP address is plugged in out.

A router says which MAC address answers to an address (ARP, neighbour discovery); switches say on
which port they learnt it. A port that leads to another switch is no place but the way to one; what
remains are candidates, each with the reason, and one that nothing contradicts is certain.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Final

from parknet.assess.heard import Directory, Neighbour, neighbours_of
from parknet.model.location import Hop, Location, Place, PlaceKind
from parknet.model.network import ApPlan, DevicePlan, End, Network
from parknet.model.snapshot import DeviceSnapshot, Snapshot

LEARNT: Final = "bridge.port"
_MAC: Final = re.compile(r"([0-9a-f]{2}:){5}[0-9a-f]{2}")
_FAMILIES: Final = ("ipv4", "ipv6")


def locate(network: Network, snapshot: Snapshot, asked: str) -> Location:
    """Return where an address is plugged in, as far as the devices that were read know.

    Args:
        network: says what is behind which port, and which ports are links.
        snapshot: forwarding tables, ARP and neighbours, stations of access points.
        asked: a MAC address as `aa:bb:cc:dd:ee:ff`, or an IP address.
    """
    return Search(network, snapshot, asked).location()


@dataclass(frozen=True, slots=True)
class _Resolved:
    device: str
    interface: str
    address: str
    mac: str


@dataclass
class Search:
    """The search for one address in one snapshot."""

    network: Network
    snapshot: Snapshot
    asked: str
    _notes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Index what the search needs."""
        network = self.network
        self._read = {
            name: one for name, one in self.snapshot.devices.items() if one.failure is None
        }
        self._plans = {device.name: device for device in network.devices}
        self._outlets = {outlet.end: outlet for outlet in network.outlets}
        self._aps = {ap.end: ap for ap in network.aps}
        self._directory = Directory(network, self.snapshot)
        self._links = _links(network)
        self._heard: defaultdict[End, list[Neighbour]] = defaultdict(list)
        for device in self._read.values():
            for one in neighbours_of(device):
                self._heard[one.here].append(one)
        rows = list(_resolved(self._read.values()))
        wanted = _canonical(self.asked)
        has_mac = is_mac(wanted)
        self.macs = tuple(
            dict.fromkeys(
                [wanted] if has_mac else [row.mac for row in rows if row.address == wanted]
            )
        )
        self._rows = [row for row in rows if row.mac in self.macs]
        told = [row.address for row in self._rows]
        self.addresses = tuple(dict.fromkeys([*([] if has_mac else [wanted]), *told]))
        self._seen = self._sightings()

    def _sightings(self) -> dict[str, tuple[str, ...]]:
        """Return the ports on which each switch learnt one of the MAC addresses."""
        found: dict[str, tuple[str, ...]] = {}
        for name, device in self._read.items():
            ports = [port for mac in self.macs for port in device.values(LEARNT, mac)]
            if ports:
                found[name] = tuple(dict.fromkeys(map(str, ports)))
        return found

    # What to ask next

    def ahead(self) -> frozenset[str]:
        """Return the devices not read yet that the address may be behind."""
        found = {
            far
            for name, ports in self._seen.items()
            for port in ports
            if (far := self._leads(End(name, port)))
        }
        for row in self._rows:
            if row.device not in self._seen:  # a router that tells no forwarding table
                found |= {far for end, far in self._links.items() if end.device == row.device}
        return frozenset(name for name in found if name not in self.snapshot.devices)

    # The answer

    def location(self) -> Location:
        """Return what is known now."""
        own = list(self._own_devices())
        stations = list(self._stations())
        edges = list(self._edges())
        way = self._way()
        reached = {(hop.device, hop.port) for hop in way}
        edges.sort(key=lambda place: (place.device, place.port) not in reached)
        places = [*own, *stations, *(edges if not own and not stations else [])]
        if not places:
            places = list(self._trail_ends())
        self._explain(places, edges)
        certain = len(places) == 1 and places[0].kind != "beyond" and len(self.macs) <= 1
        return Location(
            asked=self.asked,
            macs=self.macs,
            addresses=self.addresses,
            places=tuple(places),
            way=tuple(way),
            certain=certain,
            notes=tuple(self._notes),
            unread=tuple(sorted(self.snapshot.devices.keys() - self._read.keys())),
            taken_at=self.snapshot.taken_at,
            rehearsal=self.snapshot.rehearsal,
        )

    def _explain(self, places: list[Place], edges: list[Place]) -> None:
        if not self.macs and not places:
            self._notes.append(
                "no router that was read has resolved this address: it may be silent, "
                "or in a network that is not this park's"
            )
        elif not places:
            self._notes.append("no switch that was read has learnt it: it may be off or silent")
        cut = sorted(name for name, one in self._read.items() if LEARNT in one.partial)
        if cut:
            self._notes.append(f"not all that these learnt was read: {', '.join(cut)}")
        if len(self.macs) > 1:
            self._notes.append(
                f"{len(self.macs)} MAC addresses answer to it: an address given twice, "
                "or one that moved"
            )
        if len(edges) > 1:
            self._notes.append(
                "it was learnt on several ports that lead to no switch: it moved while tables were "
                "read, a cable closes a loop, or two machines have one MAC address"
            )

    def _own_devices(self) -> Iterator[Place]:
        """Yield the park's own devices that have the address."""
        for mac in self.macs:
            name = self._directory.owner(mac)
            if name and name in self._plans:
                yield self._at(name, "", "device", "an interface of the device itself has it")
                return
        wanted = self.addresses[0] if self.addresses else ""
        for device in self.network.devices:
            for svi in device.svis:
                if wanted in {str(one.ip) for one in (svi.ipv4, svi.ipv6) if one is not None}:
                    yield self._at(device.name, svi.name, "device", "the design gives it to it")
                    return
            if wanted in {str(device.management4.ip), str(device.management6.ip)}:
                yield self._at(device.name, "", "device", "the design gives it to it")
                return

    def _stations(self) -> Iterator[Place]:
        """Yield the access points that a controller says the address is associated with."""
        for device in self._read.values():
            for mac in self.macs:
                for key in device.values("wlan.station.ap", mac):
                    name = device.value("wlan.ap.name", str(key))
                    ap = self._ap_named(str(key), str(name or ""))
                    why = f"{device.device} has it as a station of {name or key}"
                    if ap is None:
                        yield Place(kind="station", device=device.device, ap=str(key), why=why)
                    else:
                        place = self._at(ap.end.device, ap.end.port, "station", why)
                        yield place.model_copy(update={"ap": ap.id})

    def _ap_named(self, key: str, name: str) -> ApPlan | None:
        return next((ap for ap in self.network.aps if ap.id in (key, name)), None)

    def _edges(self) -> Iterator[Place]:
        """Yield the ports without a switch behind them on which it was learnt."""
        for device, ports in self._seen.items():
            for port in ports:
                end = End(device, port)
                if not self._leads(end) and not self._strange(end):
                    kind: PlaceKind = "port"
                    if end in self._outlets:
                        kind = "outlet"
                    elif end in self._aps:
                        kind = "ap"
                    yield self._at(device, port, kind, "learnt on a port that leads to no switch")

    def _trail_ends(self) -> Iterator[Place]:
        """Yield where the way ends: towards a device that told nothing of the address."""
        for device, ports in self._seen.items():
            for port in ports:
                end = End(device, port)
                far = self._leads(end) or self._strange(end)
                if far in self._seen:
                    continue  # which knows better
                if far not in self._read:
                    why = f"learnt on the port to {far}, which was not read"
                else:
                    why = f"learnt on the port to {far}, which has not learnt it"
                yield self._at(device, port, "beyond", why)
        if not self._seen:
            return
        if not any(
            self._leads(End(d, p)) not in self._seen for d, ps in self._seen.items() for p in ps
        ):
            self._notes.append(
                "switches point at one another: it moved while tables were read, or is gone"
            )

    def _way(self) -> list[Hop]:
        """Return the hops from a router that resolved it, or any that learnt it, to its port."""
        routers = [row.device for row in self._rows if row.device in self._seen]
        routers += [d.name for d in self.network.devices if d.router_id and d.name in self._seen]
        found: list[Hop] = []
        here, passed = next(iter(routers), ""), set[str]()
        while here and here in self._seen and here not in passed:
            passed.add(here)
            ports = self._seen[here]
            # A port that leads on says more than one that was learnt there by the way.
            port = next(
                (p for p in ports if self._leads(End(here, p)) not in ("", *passed)), ports[0]
            )
            found.append(Hop(device=here, port=port))
            here = self._leads(End(here, port))
        return found

    # Ports

    def _leads(self, end: End) -> str:
        """Return the device of the park behind a port: by the plan, or by what it hears there."""
        planned = self._links.get(end)
        if planned:
            return planned
        for one in self._at_port(end):
            name = self._directory.device(one)
            if name and self._plans[name].role != "ap" and name != end.device:
                return name
        return ""

    def _strange(self, end: End) -> str:
        """Return the name of a switch behind a port that the design does not know."""
        for one in self._at_port(end):
            if one.forwards and not self._directory.device(one):
                return one.name or one.chassis
        return ""

    def _at_port(self, end: End) -> Iterator[Neighbour]:
        for port in (end.port, *self._members(end)):
            yield from self._heard.get(End(end.device, port), ())

    def _members(self, end: End) -> tuple[str, ...]:
        plan = self._plans.get(end.device)
        planned = [lag.members for lag in plan.lags if lag.name == end.port] if plan else []
        if planned:
            return planned[0]
        device = self._read.get(end.device)
        column = device.columns.get("interface.lag") if device is not None else None
        if column is None:
            return ()
        return tuple(
            port
            for port, lag in zip(column.instances, column.values, strict=True)
            if lag == end.port
        )

    def _at(self, device: str, port: str, kind: PlaceKind, why: str) -> Place:
        """Return a port as people know it."""
        end = End(device, port)
        plan = self._plans.get(device)
        outlet = self._outlets.get(end)
        ap = self._aps.get(end)
        names = {building.code: building.name for building in self.network.buildings}
        code = outlet.building if outlet else ap.building if ap else plan.building if plan else ""
        return Place(
            kind=kind,
            device=device,
            port=port,
            members=self._members(end),
            vlan=self._vlan(plan, port),
            building=names.get(code, code),
            floor=outlet.floor if outlet else ap.floor if ap else plan.floor if plan else "",
            room=outlet.room if outlet else "",
            outlet=outlet.id if outlet else "",
            ap=ap.id if ap else "",
            others=self._others(end) if kind in ("outlet", "ap", "port") else 0,
            why=why,
        )

    def _vlan(self, plan: DevicePlan | None, port: str) -> int | None:
        """Return the VLAN: by the interface that resolved it, or as the port is designed."""
        for row in self._rows:
            router = self._plans.get(row.device)
            for svi in router.svis if router else ():
                if svi.name == row.interface:
                    return svi.vlan
        for one in plan.ports if plan else ():
            if one.name == port and one.mode == "access":
                return one.vlan
        return None

    def _others(self, end: End) -> int:
        column = self._read[end.device].columns.get(LEARNT)
        if column is None:
            return 0
        pairs = zip(column.instances, column.values, strict=True)
        return len({mac for mac, port in pairs if port == end.port} - set(self.macs))


def _links(network: Network) -> dict[End, str]:
    """Return the device behind each end of a planned link, also under the aggregation's name."""
    lags = {
        (device.name, member): lag.name
        for device in network.devices
        for lag in device.lags
        for member in lag.members
    }
    found = {}
    for link in network.links:
        for here, there in ((link.a, link.b), (link.b, link.a)):
            found[here] = there.device
            lag = lags.get((here.device, here.port))
            if lag is not None:
                found[End(here.device, lag)] = there.device
    return found


def _resolved(devices: Iterable[DeviceSnapshot]) -> Iterator[_Resolved]:
    for device in devices:
        for family in _FAMILIES:
            addresses = device.columns.get(f"{family}.neighbour")
            macs = device.columns.get(f"{family}.neighbour_mac")
            if addresses is None or macs is None or addresses.instances != macs.instances:
                continue
            rows = zip(addresses.instances, addresses.values, macs.values, strict=True)
            for interface, address, mac in rows:
                yield _Resolved(device.device, interface, str(address), str(mac))


def is_mac(text: str) -> bool:
    """Return whether an address, in its usual form, is a MAC address and not one of IP."""
    return _MAC.fullmatch(text) is not None


def _canonical(asked: str) -> str:
    try:
        return str(ip_address(asked))
    except ValueError:
        return asked.lower()
