"""A park in; which circuits end on which gateway, out.

A pair of gateways (`pair`, kind `vrrp`) is two devices. A circuit ends on the one that it names;
one with addresses of each (`own`) is handed over to both, and the address that the carrier knows
is that of whichever is active.
"""

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Interface, IPv6Address, IPv6Interface

from parknet.design.features import Want
from parknet.design.sockets import Need
from parknet.model.intent import Park, Uplink
from parknet.model.policy import VrrpPlan
from parknet.units import parse_speed

Address = IPv4Address | IPv6Address

# RFC 9568: 100 is the default, the highest is active.
_PRIORITIES = (120, 110)


def ends_of(park: Park, uplink: Uplink) -> tuple[str, ...]:
    """Return the gateways that a circuit ends on."""
    if uplink.own is None:
        return (uplink.gateway,)
    return tuple(
        device.device
        for at, device in park.single_gateways
        if park.gateways[at].device == uplink.gateway
    )


def circuits_of(park: Park, device: str) -> list[tuple[int, Uplink]]:
    """Return the circuits that end on a gateway, with their places in `uplinks`."""
    return [
        (number, uplink)
        for number, uplink in enumerate(park.uplinks)
        if device in ends_of(park, uplink)
    ]


def circuit_needs(park: Park, device: str, members: int) -> list[tuple[Need, list[str]]]:
    """Return what circuits ask of a gateway's ports: of a stack's, of each member in turn."""
    found = []
    for at, (_, uplink) in enumerate(circuits_of(park, device)):
        need = Need("link", parse_speed(uplink.speed), from_end=True)
        if members > 1:
            need = need._replace(member=at % members)
        found.append((need, [f"l:circuit/{uplink.uplink}"]))
    return found


def gateway_wants(park: Park, device: str) -> list[Want]:
    """Return what circuits that are handed to two ask of both."""
    return [
        Want(feature, ("park", "uplinks", number, "own"))
        for number, uplink in circuits_of(park, device)
        if uplink.own is not None
        for feature in ("vrrp", "vrrp6")
    ]


def addresses(park: Park, uplink: Uplink, device: str) -> tuple[IPv4Interface, IPv6Interface]:
    """Return the addresses that a gateway has on a circuit, by itself."""
    if uplink.own is None:
        return uplink.ipv4, uplink.ipv6
    at = ends_of(park, uplink).index(device)
    return (
        IPv4Interface((uplink.own.ipv4[at], uplink.ipv4.network.prefixlen)),
        IPv6Interface((uplink.own.ipv6[at], uplink.ipv6.network.prefixlen)),
    )


def sides(uplink: Uplink) -> Iterator[tuple[tuple[Address, ...], Address]]:
    """Yield all our addresses on a circuit, the shared one first, and the carrier's, by version."""
    own = uplink.own
    yield (uplink.ipv4.ip, *(own.ipv4 if own is not None else ())), uplink.ipv4_next_hop
    yield (uplink.ipv6.ip, *(own.ipv6 if own is not None else ())), uplink.ipv6_next_hop


def virtual(park: Park, uplink: Uplink, device: str, vlan: int) -> VrrpPlan | None:
    """Return what a gateway shares on a circuit with the other of its pair."""
    if uplink.own is None:
        return None
    priority = _PRIORITIES[ends_of(park, uplink).index(device)]
    return VrrpPlan((vlan - 1) % 255 + 1, priority, uplink.ipv4.ip, uplink.ipv6.ip)


def circuit_id(park: Park, uplink: Uplink, device: str) -> str:
    """Return what a circuit's end on a gateway is called: the second of two says where it is."""
    is_first = ends_of(park, uplink)[0] == device
    return uplink.uplink if is_first else f"{uplink.uplink}/{device}"
