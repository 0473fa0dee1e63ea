"""A design and a name in; where each of its values comes from, as a chain of file:line:column, out.

A name is a device, a device and one of its interfaces, or a path into the files people write, such
as `park.segments.office.hosts` or `buildings.b03.uplink`.
"""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import NamedTuple

from pydantic import BaseModel

from parknet.design.scope import scope_of
from parknet.errors import IntentError, Problem
from parknet.model.intent import Intent
from parknet.model.intent import Path as Place
from parknet.model.network import Allocations, DevicePlan, Network, PortPlan, SviPlan

LOCK = "allocations.lock"
DEFAULT = "the schema's default"


class Cause(NamedTuple):
    """One value and one of the lines that decide it; the chain runs from near to far."""

    value: str
    shown: str
    where: str


def explain(intent: Intent, network: Network, allocations: Allocations, name: str) -> list[Cause]:
    """Return where the values behind a name come from.

    Args:
        intent: the park's files.
        network: what was designed from them.
        allocations: what was given out.
        name: see above; a device and its interface are parted by a space.

    Raises:
        IntentError: there is nothing of that name.
    """
    device_name, _, interface = name.partition(" ")
    if device_name in network.by_name:
        device = network.device(device_name)
        if not interface:
            return list(_device(intent, allocations, device))
        for port in device.ports:
            if port.name == interface:
                return list(_port(intent, allocations, device, port))
        for svi in device.svis:
            if svi.name == interface:
                return list(_svi(intent, allocations, device, svi))
        known = [port.name for port in device.ports] + [svi.name for svi in device.svis]
        raise _unknown(name, f"{device_name} has no interface {interface}", interface, known)
    if name.partition(".")[0] in ("park", "buildings", "library"):
        return [_path(intent, name)]
    known = [*network.by_name, "park.…", "buildings.…"]
    raise _unknown(name, f"there is no device {device_name}", device_name, known)


def _unknown(name: str, what: str, word: str, known: list[str]) -> IntentError:
    close = get_close_matches(word, known, 1)
    hint = f"did you mean {close[0]}?" if close else "parknet design lists what there is"
    return IntentError(Problem(name, what, hint))


def _device(intent: Intent, allocations: Allocations, device: DevicePlan) -> Iterator[Cause]:
    yield Cause("name", device.name, device.origin)
    yield Cause("model", device.model, device.origin)
    yield Cause("model", device.model, _profile(intent, device, "title"))
    yield Cause("os", device.os, _profile(intent, device, "os"))
    yield ownership_of(intent, device)
    key = f"loopback/{device.name}"
    if device.role == "controller":  # its address is that of its link
        key = f"vlan/link/controller--{device.name}"
    yield _held(allocations, key, "management address", device)
    if device.role == "access":
        key = f"host/{device.building}/{device.name}"
        yield _held(allocations, key, "management address", device)
    for pool in ("ipv4_links", "ipv6"):
        where = intent.origin("park", "addressing", pool)
        yield Cause("pool", str(getattr(intent.park.addressing, pool)), where)


def ownership_of(intent: Intent, device: DevicePlan) -> Cause:
    """Return the line that says how far parknet may go on a device: its own, or the park's."""
    place = ownership_place(intent, device)
    return Cause("ownership", device.ownership, intent.origins.get(place, DEFAULT))


def ownership_place(intent: Intent, device: DevicePlan) -> Place:
    """Return the path of the value that decides a device's ownership."""
    own: list[Place] = [("buildings", device.building, "ownership")]
    park = intent.park
    for kind, devices in (
        ("cores", list(enumerate(park.cores))),
        ("gateways", park.single_gateways),
        ("controllers", list(enumerate(park.controllers))),
    ):
        own += [
            ("park", kind, at, "ownership")
            for at, placed in devices
            if placed.device == device.name
        ]
    written = (place for place in own if place in intent.origins)
    return next(written, ("park", "management", "ownership"))


def _held(allocations: Allocations, key: str, value: str, device: DevicePlan) -> Cause:
    shown = f"{device.management4.ip} {device.management6.ip}"
    held = allocations.entries.get(key)
    return Cause(value, shown, f"{LOCK}: {key} {held}" if held is not None else "by position")


def _profile(intent: Intent, device: DevicePlan, field: str) -> str:
    return intent.origin("library", "devices", device.model, field)


def _port(
    intent: Intent, allocations: Allocations, device: DevicePlan, port: PortPlan
) -> Iterator[Cause]:
    yield Cause("use", port.role, port.origin or "nothing is plugged in: spare ports are shut")
    if port.subject:
        yield Cause("plugged in", port.subject, port.origin)
    held = allocations.entries.get(f"ports/{device.name}")
    if held is not None:
        yield Cause("place", port.name, f"{LOCK}: ports/{device.name}")
    for vlan in dict.fromkeys(v for v in (port.vlan, *port.tagged) if v is not None):
        yield _vlan(intent, allocations, device, vlan)
    if port.minimum_bps:
        yield Cause("minimum speed", f"{port.minimum_bps} bit/s", _minimum(intent, port))
    yield Cause("speed", f"{port.speed_bps} bit/s", _profile(intent, device, "ports"))


def _minimum(intent: Intent, port: PortPlan) -> str:
    if port.role != "outlet":
        return port.origin
    code, _, name = port.subject.removeprefix("outlet/").partition("/")
    for floor in scope_of(intent, code).floors:
        for outlets in floor.outlets:
            if name in outlets.names:
                return intent.origin("library", "ports", outlets.profile, "minimum_speed")
    return port.origin


def _vlan(intent: Intent, allocations: Allocations, device: DevicePlan, vlan: int) -> Cause:
    for name, segment in intent.park.segments.items():
        if segment.vlan == vlan:
            where = intent.origin("park", "segments", name, "vlan")
            return Cause(f"VLAN of {name}", str(vlan), where)
    for at, ring in enumerate(intent.park.rings):
        if ring.control_vlan == vlan:
            where = intent.origin("park", "rings", at, "control_vlan")
            return Cause(f"control VLAN of ring {ring.ring}", str(vlan), where)
    for key, held in allocations.entries.items():
        if key.startswith("vlan/") and held == str(vlan):
            return Cause("VLAN", str(vlan), f"{LOCK}: {key} {held}")
    return Cause("VLAN", str(vlan), device.origin)


def _svi(
    intent: Intent, allocations: Allocations, device: DevicePlan, svi: SviPlan
) -> Iterator[Cause]:
    yield _vlan(intent, allocations, device, svi.vlan)
    if svi.vrf:
        yield _table(intent, allocations, svi)
    if svi.ipv4 is not None:
        key = f"subnet4/{device.building}/{svi.segment}"
        held = allocations.entries.get(key)
        where = f"{LOCK}: {key} {held}" if held is not None else svi.origin
        yield Cause("IPv4 address", str(svi.ipv4), where)
        if svi.segment:
            hosts = intent.origin("park", "segments", svi.segment, "hosts")
            size = str(intent.park.segments[svi.segment].hosts)
            yield Cause("size of the subnet, hosts", size, hosts)
            pool = intent.origin("park", "addressing", "ipv4")
            yield Cause("pool", str(intent.park.addressing.ipv4), pool)
    if svi.ipv6 is not None:
        for key in (f"block6/{device.building}", f"segment6/{svi.segment}"):
            if key in allocations.entries:
                where = f"{LOCK}: {key} {allocations.entries[key]}"
                yield Cause("IPv6 address", str(svi.ipv6), where)
        site = intent.origin("park", "addressing", "ipv6")
        yield Cause("site prefix", str(intent.park.addressing.ipv6), site)
    if svi.vrrp is not None:
        shared = f"{svi.vrrp.ipv4} {svi.vrrp.ipv6}"
        where = intent.origin("buildings", device.building, "pair")
        yield Cause("gateway address that both switches share", shared, where)
    if svi.ra != "none":
        yield _path(intent, f"park.segments.{svi.segment}.ipv6")._replace(
            value="router advertisements"
        )
    if svi.relay4 or svi.relay6:
        shown = " ".join(map(str, (*svi.relay4, *svi.relay6)))
        yield Cause("DHCP servers", shown, intent.origin("park", "services", "dhcp"))


def _table(intent: Intent, allocations: Allocations, svi: SviPlan) -> Cause:
    """Return why a VLAN interface is in a routing table of its own."""
    if svi.segment:
        return Cause(
            "routing table", svi.vrf, intent.origin("park", "segments", svi.segment, "vrf")
        )
    key = f"vrf/{svi.vrf}"
    return Cause("routing table", svi.vrf, f"{LOCK}: {key} {allocations.entries.get(key, '')}")


def _path(intent: Intent, name: str) -> Cause:
    """Return what stands at a path, and where; or that nobody wrote it and the default holds."""
    steps = [int(step) if step.isdigit() else step for step in name.split(".")]
    found: object = {"park": intent.park, "buildings": intent.buildings, "library": intent.library}
    for at, step in enumerate(steps):
        inside = _inside(found)
        if step not in inside:
            before = ".".join(map(str, steps[:at])) or "the park"
            raise _unknown(name, f"{before} has no {step}", str(step), list(map(str, inside)))
        found = inside[step]
    shown = str(found) if not isinstance(found, BaseModel) else type(found).__name__
    return Cause(name, shown, intent.origins.get(tuple(steps), DEFAULT))


def _inside(value: object) -> Mapping[str | int, object]:
    """Return what a value of the intent holds, by key, field or place in its list."""
    if isinstance(value, BaseModel):
        return {name: getattr(value, name) for name in type(value).model_fields}
    if isinstance(value, Mapping):
        return value
    return dict(enumerate(value)) if isinstance(value, tuple) else {}
