"""Who is on guarded ports and what the guards would hold against them in; who loses service out.

A host passes ARP inspection and source guard by a binding of its MAC address with the address that
it uses, and 802.1X by a session, its own or by its MAC address. What a device did not tell is
unknown: it is said of the device, and never taken for nobody.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from ipaddress import IPv4Address, IPv6Address
from typing import Final

from parknet.model.change import DeviceFailure
from parknet.model.network import DevicePlan, Network, OutletPlan, PortPlan
from parknet.model.occupants import CutOffHost, CutOffList, Guard, Occupants

Address = IPv4Address | IPv6Address
Seen = Mapping[str, Occupants | DeviceFailure]
_BY_BINDING: Final[tuple[Guard, ...]] = ("arp_inspection", "source_guard")
_REMEDIES: Final = {
    "static": "let it use DHCP, or write a static binding for it on the switch",
    "address": "let it use the address that DHCP gave it, or write a static binding",
    "login": "give it a supplicant, or add its MAC address to the RADIUS server (MAB)",
}


def guarded_devices(network: Network, modes: Mapping[Guard, str]) -> tuple[str, ...]:
    """Return the access switches that have ports which `modes` speak of."""
    return tuple(
        device.name
        for device in network.devices
        if device.role == "access" and modes and any(_ports(device))
    )


def cut_off(
    network: Network,
    modes: Mapping[Guard, str],
    seen: Seen,
    *,
    taken_at: float,
    rehearsal: bool,
) -> CutOffList:
    """Return who would lose service if the guards of `modes` were enforced.

    Args:
        network: the designed park.
        modes: what the park asks for, guard by guard; those that are off are left out.
        seen: what access switches and the gateways of their VLANs told; who is missing is unknown.
        taken_at: when they told it, Unix time in seconds.
        rehearsal: whether they are emulated.
    """
    outlets = {(one.end.device, one.end.port): one for one in network.outlets}
    hosts: list[CutOffHost] = []
    unknown: dict[str, tuple[str, ...]] = {}
    ports = 0
    gateways = {building.code: building.aggregation for building in network.buildings}
    names = frozenset(guarded_devices(network, modes))
    for device in network.devices:
        if device.name not in names:
            continue
        told = seen.get(device.name)
        if not isinstance(told, Occupants):
            unknown[device.name] = (told.detail if told is not None else "it was not asked",)
            continue
        gateway = seen.get(gateways.get(device.building, ""))
        addresses = _resolved(gateway)
        ports += sum(1 for _ in _ports(device))
        reasons = tuple(_unknown(device, modes, told, gateway))
        if reasons:
            unknown[device.name] = reasons
        hosts += _of_device(device, modes, told, addresses, outlets)
    hosts.sort(key=lambda host: (host.building, host.floor, host.outlet, host.mac))
    return CutOffList(
        park=network.park,
        taken_at=taken_at,
        rehearsal=rehearsal,
        modes=dict(modes),
        ports=ports,
        hosts=tuple(hosts),
        unknown=unknown,
    )


def _ports(device: DevicePlan) -> Iterator[PortPlan]:
    return (port for port in device.ports if port.role == "outlet" and port.enabled)


def _resolved(gateway: Occupants | DeviceFailure | None) -> dict[str, tuple[Address, ...]]:
    """Return the addresses that a gateway resolved, by MAC address."""
    found: dict[str, tuple[Address, ...]] = {}
    if isinstance(gateway, Occupants):
        for one in gateway.neighbours:
            found[one.mac] = (*found.get(one.mac, ()), one.address)
    return found


def _unknown(
    device: DevicePlan,
    modes: Mapping[Guard, str],
    told: Occupants,
    gateway: Occupants | DeviceFailure | None,
) -> Iterator[str]:
    """Yield what of a device is not known."""
    if "macs" in told.unread:
        yield "it does not show which MAC addresses it learned"
    if any(guard in modes for guard in _BY_BINDING):
        if "bindings" in told.unread or not device.snooped_vlans:
            yield "it holds no DHCP snooping bindings: nothing tells fixed addresses from others"
        elif not isinstance(gateway, Occupants) or "neighbours" in gateway.unread:
            yield "its gateway's ARP table was not read: an address beside the binding is not seen"
    if "dot1x" in modes and ("sessions" in told.unread or device.radius is None):
        yield "it runs no 802.1X yet: watch it first, with dot1x: monitor"


def _of_device(
    device: DevicePlan,
    modes: Mapping[Guard, str],
    told: Occupants,
    addresses: Mapping[str, Sequence[Address]],
    outlets: Mapping[tuple[str, str], OutletPlan],
) -> Iterator[CutOffHost]:
    ports = {port.name: port for port in _ports(device)}
    bound: dict[tuple[str, str], set[Address]] = {}
    for binding in told.bindings:
        bound.setdefault((binding.port, binding.mac), set()).add(binding.address)
    # Where hosts make addresses for themselves, bindings for them exist or no IPv6 is judged.
    judges_six = any(address.version == 6 for held in bound.values() for address in held)
    has_login = "dot1x" in modes and device.radius is not None and "sessions" not in told.unread
    sessions = frozenset(told.sessions)
    for found in dict.fromkeys(told.macs):
        port = ports.get(found.port)
        if port is None:
            continue
        used = tuple(addresses.get(found.mac, ()))
        guards: list[Guard] = []
        why: list[str] = []
        remedy: list[str] = []
        by_binding = [guard for guard in _BY_BINDING if guard in modes]
        if by_binding and found.vlan in device.snooped_vlans and "bindings" not in told.unread:
            held = bound.get((found.port, found.mac), set())
            reason = _unbound(held, used, judges_six=judges_six)
            if reason:
                guards += by_binding
                why.append(reason)
                remedy.append(_REMEDIES["address" if held else "static"])
        if has_login and found.mac not in sessions:
            guards.append("dot1x")
            why.append("it has not authenticated, neither itself nor by its MAC address")
            remedy.append(_REMEDIES["login"])
        if guards:
            outlet = outlets.get((device.name, found.port))
            yield CutOffHost(
                building=device.building,
                floor=device.floor,
                outlet=outlet.name if outlet is not None else "",
                device=device.name,
                port=found.port,
                vlan=found.vlan,
                mac=found.mac,
                addresses=used or tuple(sorted(bound.get((found.port, found.mac), ()), key=str)),
                guards=tuple(guards),
                why=tuple(why),
                remedy=tuple(remedy),
            )


def _unbound(held: Iterable[Address], used: Iterable[Address], *, judges_six: bool) -> str:
    """Return why bindings do not let a host pass; "" where they do."""
    known = set(held)
    if not known:
        return "no binding: it did not ask DHCP for its address"
    strange = [
        address
        for address in used
        if address not in known
        and not address.is_link_local
        and (address.version == 4 or judges_six)
    ]
    if not strange:
        return ""
    shown = ", ".join(map(str, strange[:2]))
    return f"it uses {shown}, and its binding says {', '.join(sorted(map(str, known)))}"
