"""What is there, what is not in the park's files, and what of them is not there."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from ipaddress import ip_network
from typing import Final

from parknet.assess.cabling import differences
from parknet.assess.heard import is_same_port, neighbours_of, short_name
from parknet.collect import read_profiles
from parknet.drivers.base import Clock, Reader
from parknet.drivers.snmp import Credential, GufoReader, Limits, SnmpTarget
from parknet.model.cabling import CableEnd
from parknet.model.collector import Profile
from parknet.model.discovery import Discovery, FoundLink, OccupiedPort
from parknet.model.network import Network
from parknet.model.snapshot import DeviceSnapshot, Snapshot
from parknet.pipeline.exploring import Bounds, Exploration, Prefix, World
from parknet.pipeline.parks import Site, Talk, silent
from parknet.pipeline.reach import Reach

Where = Callable[[str], SnmpTarget | None]
_SEEDS: Final = ("gateway", "core")


def discover(
    site: Site,
    reach: Reach,
    seeds: Collection[str] = (),
    *,
    within: Collection[Prefix] = (),
    most: int = 500,
    depth: int = 10,
    credential: Credential | None = None,
    where: Where | None = None,
) -> Discovery:
    """Search a park from its seeds and hold what is there against its design.

    Args:
        site: the park.
        reach: who asks, and where the design's agents are.
        seeds: addresses to begin at; the gateways and cores where there are none.
        within: only addresses of these prefixes are asked; the park's management where none.
        most: addresses asked at most.
        depth: steps from a seed at most.
        credential: who asks instead, by a named exception.
        where: where an agent with an address is.
    """
    network = site.network
    begin = list(seeds) or [
        str(one.management4.ip) for one in network.devices if one.role in _SEEDS
    ]
    own = [ip_network(f"{seed}") for seed in begin]
    bounds = Bounds((*(within or management_prefixes(site)), *own), most, depth)
    asking = credential or reach.snmp_credential()
    addresses = {
        str(address.ip): one.name
        for one in network.devices
        for address in (one.management4, one.management6)
    }
    world = World(
        profiles=read_profiles(site.workspace.collector_profiles()),
        reader=_reader(asking),
        where=where or _whereabouts(reach, addresses),
        clock=site.clock,
        planned=frozenset(one.name for one in network.devices),
        addresses=addresses,
    )
    found = Exploration(world, bounds)
    started = site.clock.now()
    found.run(begin, site.talk)
    known = {name: one for name, one in found.read.items() if name in network.by_name}
    snapshot = Snapshot(site.park, started, known, reach.rehearsal)
    heard = {short_name(one.name) for one in found.heard.values()}
    answered = {name for name, one in found.devices.items() if not one.failure}
    return Discovery(
        park=site.park,
        devices=tuple(found.devices.values()),
        heard=tuple(found.heard.values()),
        links=tuple(_links(found.read)),
        differences=differences(network, snapshot),
        occupied=tuple(_occupied(network, known)),
        missing=tuple(one.name for one in network.devices if one.name not in answered | heard),
        twins=twins_of(found.read.values()),
        cut=found.cut,
        taken_at=started,
        rehearsal=reach.rehearsal,
    )


def look_around(
    profiles: Mapping[str, Profile],
    clock: Clock,
    credential: Credential,
    seeds: Collection[str],
    bounds: Bounds,
    *,
    talk: Talk = silent,
    where: Where = SnmpTarget,
) -> Discovery:
    """Search from seeds without a park: what is there, held against nothing.

    Args:
        profiles: all there are, by name.
        clock: gives the time of the readings.
        credential: who asks.
        seeds: addresses to begin at.
        bounds: how far to go.
        talk: where progress is told.
        where: where an agent with an address is.
    """
    found = Exploration(World(profiles, _reader(credential), where, clock), bounds)
    started = clock.now()
    found.run(seeds, talk)
    return Discovery(
        devices=tuple(found.devices.values()),
        heard=tuple(found.heard.values()),
        links=tuple(_links(found.read)),
        twins=twins_of(found.read.values()),
        cut=found.cut,
        taken_at=started,
    )


def management_prefixes(site: Site) -> tuple[Prefix, ...]:
    """Return the prefixes that the design gives to management, loopbacks' pool among them."""
    found: dict[Prefix, None] = {ip_network(site.intent.park.addressing.ipv4_links): None}
    for one in site.network.devices:
        found[one.management4.network] = None
        found[one.management6.network] = None
    return tuple(found)


def _reader(credential: Credential) -> Callable[[Mapping[str, SnmpTarget]], Reader]:
    def make(targets: Mapping[str, SnmpTarget]) -> Reader:
        return GufoReader(targets, credential, Limits())

    return make


def _whereabouts(reach: Reach, addresses: Mapping[str, str]) -> Where:
    agents = reach.snmp_targets()

    def where(address: str) -> SnmpTarget | None:
        designed = agents.get(addresses.get(address, ""))
        # In a lab nobody else is there; a real network may have anybody at an address.
        return designed if designed or reach.rehearsal else SnmpTarget(address)

    return where


def _links(read: Mapping[str, DeviceSnapshot]) -> Iterable[FoundLink]:
    """Yield each cable once, however many of its ends hear the other."""
    found: dict[frozenset[str], list[FoundLink]] = {}
    for device in read.values():
        for one in neighbours_of(device):
            far = short_name(one.name) if short_name(one.name) in read else one.name
            here = CableEnd(device=one.here.device, port=one.here.port)
            link = FoundLink(a=here, b=CableEnd(device=far or one.chassis, port=one.port))
            between = found.setdefault(frozenset((link.a.device, link.b.device)), [])
            if not any(_is_same(link, other) for other in between):
                between.append(link)
    return (link for between in found.values() for link in between)


def twins_of(read: Iterable[DeviceSnapshot]) -> dict[str, tuple[str, ...]]:
    """Return the names that neighbours hear from more than one chassis."""
    heard: dict[str, dict[str, None]] = {}
    for one in (one for device in read for one in neighbours_of(device)):
        if one.name and one.chassis:
            heard.setdefault(short_name(one.name), {})[one.chassis] = None
    return {name: tuple(chassis) for name, chassis in heard.items() if len(chassis) > 1}


def _is_same(one: FoundLink, other: FoundLink) -> bool:
    return (
        one.a.device == other.b.device
        and is_same_port(one.a.port, other.b.port)
        and is_same_port(one.b.port, other.a.port)
    )


def _occupied(network: Network, read: Mapping[str, DeviceSnapshot]) -> Iterable[OccupiedPort]:
    """Yield ports that the design leaves free and on which machines were learnt."""
    for name, device in read.items():
        column = device.columns.get("bridge.port")
        if column is None:
            continue
        leads = {one.here.port for one in neighbours_of(device)}
        spare = {port.name for port in network.device(name).ports if port.role == "spare"} - leads
        macs: dict[str, list[str]] = {}
        for mac, port in zip(column.instances, column.values, strict=True):
            if port in spare:
                macs.setdefault(str(port), []).append(mac)
        for port, there in macs.items():
            yield OccupiedPort(device=name, port=port, macs=tuple(dict.fromkeys(there)))


def findings(found: Discovery) -> Sequence[str]:
    """Return what a person should look at, a sentence each."""
    told = [one.what for one in found.differences]
    told += [
        f"{len(chassis)} devices call themselves {name}, and one was read: {', '.join(chassis)}"
        for name, chassis in found.twins.items()
    ]
    if not found.park:
        return told
    told += [
        f"{one.name} at {one.address} is not in the design; found by {one.via}"
        for one in found.devices
        if not one.planned and not one.failure
    ]
    told += [
        f"{one.name} answers at {one.address}, which is {one.instead_of}'s by the design"
        for one in found.devices
        if one.instead_of
    ]
    told += [f"{name} is in the design and was not found" for name in found.missing]
    told += [
        f"{one.device} {one.port} is spare by design and has {', '.join(one.macs[:3])} behind it"
        for one in found.occupied
    ]
    return told
