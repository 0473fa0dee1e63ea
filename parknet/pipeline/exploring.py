"""Seeds in, every device that can be reached from them by what neighbours tell out.

Breadth first, over management addresses: those LLDP, CDP or MikroTik tell, those the design gives
to a name, and those that ARP has for a neighbour's chassis. Nobody outside the given prefixes is
asked anything.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from ipaddress import IPv4Network, IPv6Network, ip_address

from parknet.assess.heard import Neighbour, neighbours_of, short_name
from parknet.collect import decode, recognised, request_for, vendor_of
from parknet.drivers.base import Clock, Reader
from parknet.drivers.snmp.target import SnmpTarget
from parknet.model.cabling import CableEnd
from parknet.model.collector import Profile
from parknet.model.discovery import FoundDevice, HeardDevice, Unasked
from parknet.model.snapshot import DeviceSnapshot
from parknet.pipeline.tracing import ALSO, TIERS
from parknet.units import counted

Prefix = IPv4Network | IPv6Network
_SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Bounds:
    """How far a search goes.

    Attributes:
        within: only addresses of these prefixes are asked.
        most: addresses asked at most.
        depth: steps from a seed at most.
    """

    within: tuple[Prefix, ...]
    most: int = 500
    depth: int = 10

    def hold(self, address: str) -> bool:
        """Return whether an address may be asked."""
        try:
            found = ip_address(address)
        except ValueError:
            return False
        return any(found in prefix for prefix in self.within if prefix.version == found.version)


@dataclass(frozen=True, slots=True)
class World:
    """What a search has to do with.

    Attributes:
        profiles: all there are, by name.
        reader: makes one for agents by name.
        where: where the agent with an address is; None where there is none.
        planned: names of the design's devices.
        addresses: which of them has a management address.
    """

    profiles: Mapping[str, Profile]
    reader: Callable[[Mapping[str, SnmpTarget]], Reader]
    where: Callable[[str], SnmpTarget | None]
    clock: Clock
    planned: frozenset[str] = frozenset()
    addresses: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Step:
    address: str
    via: str


@dataclass
class Exploration:
    """A search and what it has found so far."""

    world: World
    bounds: Bounds
    read: dict[str, DeviceSnapshot] = field(default_factory=dict)
    devices: dict[str, FoundDevice] = field(default_factory=dict)
    heard: dict[tuple[str, str, str], HeardDevice] = field(default_factory=dict)
    cut: bool = False
    _asked: set[str] = field(default_factory=set)

    def run(self, seeds: Iterable[str], tell: Callable[[str], None]) -> None:
        """Ask seeds, then whom they hear, then whom those hear."""
        wave = [_Step(address, "") for address in dict.fromkeys(seeds)]
        self._asked.update(step.address for step in wave)
        depth = 0
        while wave:
            places = "1 address" if len(wave) == 1 else f"{len(wave)} addresses"
            tell(f"asking {places}, {counted(depth, 'step')} from where it began")
            fresh = list(self._ask(wave))
            depth += 1
            wave = list(self._next(fresh, depth))

    # Asking

    def _ask(self, wave: Sequence[_Step]) -> Iterator[DeviceSnapshot]:
        """Read what is new of a wave, first who it is and then what it knows."""
        targets = {step.address: self.world.where(step.address) for step in wave}
        there = {address: target for address, target in targets.items() if target is not None}
        reader, system = self.world.reader(there), [self.world.profiles[_SYSTEM]]
        now = self.world.clock.now
        via = {step.address: step.via for step in wave}
        profiles: dict[str, list[Profile]] = {}
        names: dict[str, str] = {}
        for reply in reader.poll_many(request_for(address, system) for address in targets):
            told = decode(reply, system, now())
            name = self._name(told)
            if told.failure is not None:
                self._note(told, name, via, [], told.failure.detail)
            elif name not in self.read:
                self.read[name] = told  # whoever answers at a second address is not read again
                names[reply.device] = name
                profiles[reply.device] = self._profiles(told)
        requests = [request_for(it, of, TIERS, also=ALSO) for it, of in profiles.items()]
        for reply in reader.poll_many(requests):
            of = profiles[reply.device]
            found = decode(reply, of, now())
            name = names[reply.device]
            failure = found.failure.detail if found.failure is not None else ""
            self._note(found, name, via, of, failure)
            self.read[name] = replace(found, device=name)
            yield self.read[name]

    def _profiles(self, told: DeviceSnapshot) -> list[Profile]:
        texts = [str(told.value(f"system.{it}", "") or "") for it in ("object_id", "description")]
        return list(recognised(self.world.profiles, *texts).values())

    def _name(self, told: DeviceSnapshot) -> str:
        """Return a device's own name, or the design's for its address, or its address."""
        own = short_name(str(told.value("system.name", "") or ""))
        return own or self.world.addresses.get(told.device, "") or told.device

    def _note(
        self,
        told: DeviceSnapshot,
        name: str,
        via: Mapping[str, str],
        profiles: Sequence[Profile],
        failure: str,
    ) -> None:
        first = {
            part: next((str(v) for v in told.columns[f"system.{part}"].values), "")
            for part in ("model", "serial", "software", "description")
            if f"system.{part}" in told.columns
        }
        first["description"] = first.get("description", "").partition("\n")[0].strip()
        known = self.devices.get(name)
        designed = self.world.addresses.get(told.device, "")
        if known is None or known.failure:
            self.devices[name] = FoundDevice(
                name=name,
                address=told.device,
                planned=name in self.world.planned,
                vendor=vendor_of(profiles),
                via=via.get(told.device, ""),
                failure=failure,
                instead_of=designed if designed != name else "",
                **first,
            )

    # Whom to ask next

    def _next(self, fresh: Sequence[DeviceSnapshot], depth: int) -> Iterator[_Step]:
        resolved = _resolved(self.read.values())
        for device in fresh:
            for one in neighbours_of(device):
                name = short_name(one.name)
                if name in self.read or one.address in self._asked:
                    continue
                address = self._address(one, name, resolved)
                if address in self._asked:
                    continue
                why = self._refusal(address, depth)
                if why is None:
                    self._asked.add(address)
                    yield _Step(address, f"{one.here.device} {one.here.port}")
                else:
                    self.cut |= why == "limit"
                    self._hear(one, address, why)

    def _address(self, one: Neighbour, name: str, resolved: Mapping[str, str]) -> str:
        """Return where a neighbour may be asked: as it says, as designed, or as ARP has it."""
        designed = next((it for it, of in self.world.addresses.items() if of == name), "")
        told = (one.address, designed, resolved.get(one.chassis, ""))
        allowed = (it for it in told if it and self.bounds.hold(it))
        return next(allowed, next((it for it in told if it), ""))

    def _refusal(self, address: str, depth: int) -> Unasked | None:
        if not address:
            return "nameless"
        if not self.bounds.hold(address):
            return "outside"
        return (
            "limit" if depth > self.bounds.depth or len(self._asked) >= self.bounds.most else None
        )

    def _hear(self, one: Neighbour, address: str, why: Unasked) -> None:
        here = CableEnd(device=one.here.device, port=one.here.port)
        name = one.name or one.chassis or address
        self.heard[here.device, here.port, name] = HeardDevice(
            name=name,
            via=here,
            planned=short_name(name) in self.world.planned,
            why=why,
            address=address,
            chassis=one.chassis,
            capabilities=one.capabilities,
            description=one.description.partition("\n")[0].strip(),
        )


def _resolved(devices: Iterable[DeviceSnapshot]) -> dict[str, str]:
    """Return one address of each MAC address that some device resolved, of IPv4 if there is one."""
    found: dict[str, str] = {}
    for device in devices:
        for family in ("ipv6", "ipv4"):
            macs = device.columns.get(f"{family}.neighbour_mac")
            addresses = device.columns.get(f"{family}.neighbour")
            if macs is not None and addresses is not None and macs.instances == addresses.instances:
                found |= dict(zip(map(str, macs.values), map(str, addresses.values), strict=True))
    return found
