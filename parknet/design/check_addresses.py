"""An intent in; pools that do not suffice, overlap or contradict each other, out."""

from collections.abc import Iterator, Sequence
from ipaddress import IPv4Address, IPv6Address

from parknet.design.addressing import (
    CIRCUIT_VLANS,
    VLAN_BASE,
    assign_blocks,
    building_length,
    service_addresses,
    site_plan,
    site_shortage,
)
from parknet.design.bundles import backbone_bundles, building_bundles
from parknet.design.places import Places, ShortageError
from parknet.design.scope import BuildingScope
from parknet.errors import Problem
from parknet.model.intent import Intent, Uplink
from parknet.model.network import Allocations

_SITE_LENGTHS = range(32, 57)


def vlans(intent: Intent) -> Iterator[Problem]:
    """Yield VLAN numbers that stand twice or belong to links."""
    first: dict[int, str] = {}
    for name, segment in intent.park.segments.items():
        where = intent.origin("park", "segments", name, "vlan")
        if segment.vlan in first:
            yield Problem(
                where,
                f"segment {name} has VLAN {segment.vlan}, which is that of {first[segment.vlan]}",
                "give each segment a VLAN of its own",
            )
        first.setdefault(segment.vlan, name)
        if VLAN_BASE <= segment.vlan <= CIRCUIT_VLANS.start:
            yield Problem(
                where,
                f"segment {name} has VLAN {segment.vlan}, but {VLAN_BASE} to "
                f"{CIRCUIT_VLANS.start} are for links between devices",
                f"use a number below {VLAN_BASE}",
            )


def pools(intent: Intent, scopes: Sequence[BuildingScope]) -> Iterator[Problem]:
    """Yield pools that cannot hold what the park needs."""
    park = intent.park
    addressing = park.addressing
    where = intent.origin("park", "addressing", "ipv4")
    if addressing.ipv4.overlaps(addressing.ipv4_links):
        yield Problem(
            intent.origin("park", "addressing", "ipv4_links"),
            f"the pool of links {addressing.ipv4_links} overlaps the pool of buildings "
            f"{addressing.ipv4}",
            "choose two pools that share no address",
        )
    try:
        assign_blocks(park, Places(Allocations()), scopes)
    except ShortageError as shortage:
        yield Problem(where, shortage.what, shortage.remedy)
    where = intent.origin("park", "addressing", "ipv6")
    if addressing.ipv6.prefixlen not in _SITE_LENGTHS:
        yield Problem(
            where,
            f"the site prefix is a /{addressing.ipv6.prefixlen}",
            "use a site prefix from /32 to /56",
        )
    elif building_length(addressing.ipv6, len(scopes), len(park.segments)) is None:
        what, remedy = site_shortage(addressing.ipv6, len(scopes), len(park.segments))
        yield Problem(where, what, remedy)
    else:
        yield from _link_pool(intent, scopes)


def _link_pool(intent: Intent, scopes: Sequence[BuildingScope]) -> Iterator[Problem]:
    park = intent.park
    plan = site_plan(park, Places(Allocations()), len(scopes))
    routers = len(park.cores) + len(park.single_gateways)
    links = sum(len(building_bundles(intent, scope)) for scope in scopes)
    links += len(backbone_bundles(intent)) + len(park.ipv6.translators)
    for needed, room, noun in (
        (links, len(plan.link_vlans), "links"),
        (
            len(scopes) + routers + len(park.ipv6.translators),
            len(plan.loopback_numbers),
            "loopbacks",
        ),
    ):
        if needed > room:
            yield Problem(
                intent.origin("park", "addressing", "ipv4_links"),
                f"the pool of links {park.addressing.ipv4_links} has room for {room} {noun}, "
                f"but the park needs {needed}",
                f"use a pool of /{park.addressing.ipv4_links.prefixlen - 1} or shorter"
                if park.addressing.ipv4_links.prefixlen > 20
                else "divide the park: VLANs for links end at 3949",
            )
    if len(park.uplinks) > len(CIRCUIT_VLANS):
        yield Problem(
            intent.origin("park", "uplinks"),
            f"{len(park.uplinks)} circuits are more than the {len(CIRCUIT_VLANS)} VLANs for them",
            f"describe at most {len(CIRCUIT_VLANS)} circuits",
        )


def circuits(intent: Intent) -> Iterator[Problem]:
    """Yield circuits whose addresses contradict themselves, each other or the pools."""
    park = intent.park
    for at, uplink in enumerate(park.uplinks):
        yield from _circuit(intent, at, uplink)
        for before in park.uplinks[:at]:
            for key, own, other in (
                ("ipv4", uplink.ipv4, before.ipv4),
                ("ipv6", uplink.ipv6, before.ipv6),
            ):
                if own.ip in other.network or other.ip in own.network:
                    yield Problem(
                        intent.origin("park", "uplinks", at, key),
                        f"circuit {uplink.uplink} has {own}, which overlaps {other} of "
                        f"{before.uplink}",
                        "give each circuit a network of its own",
                    )


def _circuit(intent: Intent, at: int, uplink: Uplink) -> Iterator[Problem]:
    addressing = intent.park.addressing
    for key, own, hop in (
        ("ipv4", uplink.ipv4, uplink.ipv4_next_hop),
        ("ipv6", uplink.ipv6, uplink.ipv6_next_hop),
    ):
        if hop not in own.network or hop == own.ip:
            yield Problem(
                intent.origin("park", "uplinks", at, f"{key}_next_hop"),
                f"next hop {hop} of circuit {uplink.uplink} is not a neighbour on {own.network}",
                f"use the carrier's address within {own.network}",
            )
    if uplink.ipv4.network.prefixlen < 31:
        ends = (uplink.ipv4.network.network_address, uplink.ipv4.network.broadcast_address)
        if uplink.ipv4.ip in ends:
            yield Problem(
                intent.origin("park", "uplinks", at, "ipv4"),
                f"{uplink.ipv4.ip} of circuit {uplink.uplink} is no host of {uplink.ipv4.network}",
                "use a host's address of the network",
            )
    for pool in (addressing.ipv4, addressing.ipv4_links):
        if uplink.ipv4.network.overlaps(pool):
            yield _in_pool(intent, at, "ipv4", uplink.uplink, f"{uplink.ipv4} lies in pool {pool}")
    if uplink.ipv6.network.overlaps(addressing.ipv6):
        text = f"{uplink.ipv6} lies in the site prefix {addressing.ipv6}"
        yield _in_pool(intent, at, "ipv6", uplink.uplink, text)


def _in_pool(intent: Intent, at: int, key: str, circuit: str, text: str) -> Problem:
    return Problem(
        intent.origin("park", "uplinks", at, key),
        f"circuit {circuit}: {text}",
        "use the carrier's network on the circuit, or choose another pool",
    )


def services(intent: Intent) -> Iterator[Problem]:
    """Yield addresses of services that no host can have, or that devices will have."""
    park = intent.park
    for address in dict.fromkeys(service_addresses(park)):
        where = intent.origin("park", "services")
        if address.is_multicast or address.is_unspecified or address.is_loopback:
            yield Problem(where, f"{address} is no host's address", "use a unicast address")
        elif address.is_link_local:
            yield Problem(
                where, f"{address} is link-local", "use an address that the whole park can reach"
            )
        elif _is_for_devices(intent, address):
            yield Problem(
                where,
                f"service address {address} lies where links and loopbacks are given out",
                "use an address outside the pool of links and the last block of the site prefix",
            )


def _is_for_devices(intent: Intent, address: IPv4Address | IPv6Address) -> bool:
    addressing = intent.park.addressing
    if isinstance(address, IPv4Address):
        return address in addressing.ipv4_links
    if addressing.ipv6.prefixlen not in _SITE_LENGTHS or address not in addressing.ipv6:
        return False
    # The last building-sized block; the longest such block holds links and loopbacks either way.
    length = building_length(addressing.ipv6, len(intent.buildings), len(intent.park.segments))
    last = int(addressing.ipv6.broadcast_address)
    return length is not None and int(address) >> (128 - length) == last >> (128 - length)
