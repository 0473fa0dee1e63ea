"""The park's pools and its places in; subnets, link addresses and loopbacks out.

IPv4: one power-of-two block per building, cut into a power-of-two subnet per segment.
IPv6: the site prefix is cut at nibbles into one block per building; a segment has the same number
in every building, so a reader knows the segment from the address. The last block of the site is
for links (its first /64, a /127 each: RFC 6164) and loopbacks (its last /64, a /128 each).
Link number n is VLAN 3000 + n, the n-th /31 (RFC 3021) and the n-th /127.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from ipaddress import (
    IPv4Address,
    IPv4Interface,
    IPv4Network,
    IPv6Address,
    IPv6Interface,
    IPv6Network,
)
from itertools import pairwise
from typing import Final

from parknet.design.places import FreeSpace, Places, ShortageError
from parknet.design.rollout import with_ipv4
from parknet.design.scope import BuildingScope
from parknet.model.intent import Park, Segment
from parknet.units import counted

VLAN_BASE: Final = 3000
LINK_VLANS: Final = range(3001, 3950)
CIRCUIT_VLANS: Final = range(3999, 3949, -1)
BUILDING_LENGTHS: Final = (56, 60)  # nibble boundaries: 256 or 16 segments in a building
# Network and broadcast address; gateways come on top.
_NOT_HOSTS: Final = 2


def subnet_bits(hosts: int, gateways: int = 1) -> int:
    """Return how many host bits an IPv4 subnet needs for that many hosts and gateway addresses.

    Example:
        >>> 32 - subnet_bits(253), 32 - subnet_bits(254)
        (24, 23)
    """
    return (hosts + gateways + _NOT_HOSTS - 1).bit_length()


def block_bits(segments: Iterable[Segment], gateways: int = 1) -> int:
    """Return how many host bits the block of a building with these segments needs."""
    total = sum(1 << subnet_bits(segment.hosts, gateways) for segment in segments)
    return max(total - 1, 1).bit_length()


def service_addresses(park: Park) -> list[IPv4Address | IPv6Address]:
    """Return the addresses of all hosts the park relies on."""
    services = park.services
    return [
        *services.ntp,
        *services.syslog,
        *services.dhcp,
        *services.dhcpv6,
        *services.dns,
    ]


@dataclass(frozen=True)
class SitePlan:
    """How the site prefix and the pool of links are cut, before anything is given out."""

    site: IPv6Network
    links4: IPv4Network
    building_length: int

    @cached_property
    def blocks(self) -> int:
        """Return how many building-sized blocks the site has."""
        return int(1 << (self.building_length - self.site.prefixlen))

    @cached_property
    def links6(self) -> IPv6Network:
        """Return the last block of the site: links and loopbacks."""
        start = int(self.site.network_address)
        start += (self.blocks - 1) << (128 - self.building_length)
        return IPv6Network((start, self.building_length))

    @cached_property
    def segment_numbers(self) -> range:
        """Return the numbers a segment may have within a building."""
        return range(1 << (64 - self.building_length))

    @cached_property
    def building_numbers(self) -> range:
        """Return the numbers of blocks for buildings: not the first (services), not the last."""
        return range(1, self.blocks - 1)

    @cached_property
    def loopback_count(self) -> int:
        """Return how many addresses at the end of the IPv4 link pool are for loopbacks."""
        return min(int(self.links4.num_addresses) // 4, 1024)

    @cached_property
    def loopback_numbers(self) -> range:
        """Return the numbers of loopbacks."""
        return range(1, self.loopback_count - 1)

    @cached_property
    def link_vlans(self) -> range:
        """Return the VLANs of links: as many as the IPv4 pool has /31 for."""
        count = (int(self.links4.num_addresses) - self.loopback_count) // 2
        return range(LINK_VLANS.start, min(LINK_VLANS.stop, VLAN_BASE + count))

    def segment6(self, block: int, segment: int) -> IPv6Network:
        """Return the /64 of a segment in a building."""
        start = int(self.site.network_address)
        start += (block << (128 - self.building_length)) + (segment << 64)
        return IPv6Network((start, 64))

    def loopback(self, number: int) -> tuple[IPv4Interface, IPv6Interface]:
        """Return the addresses of a device's loopback."""
        first4 = int(self.links4.broadcast_address) + 1 - self.loopback_count
        last64 = int(self.site.broadcast_address) >> 64 << 64
        return IPv4Interface((first4 + number, 32)), IPv6Interface((last64 + number, 128))

    def link(
        self, vlan: int
    ) -> tuple[tuple[IPv4Interface, IPv6Interface], tuple[IPv4Interface, IPv6Interface]]:
        """Return both ends of a link: first the end nearer to the users."""
        offset = 2 * (vlan - VLAN_BASE)
        low4 = int(self.links4.network_address) + offset
        block = int(self.site.network_address) + ((self.blocks - 1) << (128 - self.building_length))
        low6 = block + offset
        return (
            (IPv4Interface((low4 + 1, 31)), IPv6Interface((low6 + 1, 127))),
            (IPv4Interface((low4, 31)), IPv6Interface((low6, 127))),
        )


def building_length(site: IPv6Network, buildings: int, segments: int) -> int | None:
    """Return the prefix length of a building's block, or None where none serves.

    The longest room for segments that still leaves twice the buildings there are; else what fits.
    """
    for spare in (2, 1):
        for length in BUILDING_LENGTHS:
            blocks = 1 << (length - site.prefixlen) if length > site.prefixlen else 0
            if segments <= 1 << (64 - length) and spare * buildings <= blocks - 2:
                return length
    return None


def site_plan(park: Park, places: Places, buildings: int) -> SitePlan:
    """Return how the site is cut; what `allocations.lock` says about it stays.

    Raises:
        ShortageError: the site prefix cannot hold the buildings.
    """
    site = park.addressing.ipv6
    text = places.held("plan6").get("building", "")
    if text in {str(length) for length in BUILDING_LENGTHS} and int(text) > site.prefixlen:
        length: int | None = int(text)
    else:
        length = building_length(site, buildings, len(park.segments))
    if length is None:
        raise ShortageError(*site_shortage(site, buildings, len(park.segments)))
    places.give("plan6", "building", str(length))
    return SitePlan(site, park.addressing.ipv4_links, length)


def site_shortage(site: IPv6Network, buildings: int, segments: int) -> tuple[str, str]:
    """Return what is wrong with a site prefix that is too small, and the remedy."""
    length = next((n for n in BUILDING_LENGTHS[::-1] if segments <= 1 << (64 - n)), 56)
    holds = max((1 << max(length - site.prefixlen, 0)) - 2, 0)
    needed = length - (buildings + 1).bit_length()
    what = (
        f"site prefix {site} holds {counted(holds, 'building')} of {counted(segments, 'segment')}, "
        f"but the park has {buildings}"
    )
    return (
        what,
        f"use a site prefix of /{needed // 4 * 4} or shorter",
    )


@dataclass(frozen=True, slots=True)
class Subnets:
    """The subnets of one building, by segment; no IPv4 where a segment has none."""

    ipv4: dict[str, IPv4Network]
    ipv6: dict[str, IPv6Network]
    delegated: dict[str, tuple[IPv6Network, ...]] = field(default_factory=dict)

    def host(self, segment: str, number: int) -> tuple[IPv4Interface, IPv6Interface]:
        """Return the addresses of a segment with IPv4 for the host with a number."""
        ipv4, ipv6 = self.ipv4[segment], self.ipv6[segment]
        return (
            IPv4Interface((int(ipv4.network_address) + number, ipv4.prefixlen)),
            IPv6Interface((int(ipv6.network_address) + number, ipv6.prefixlen)),
        )

    def first(self, segment: str) -> tuple[IPv4Interface, IPv6Interface]:
        """Return the addresses of the gateway of a segment with IPv4."""
        return self.host(segment, 1)

    def sources(self, segment: str, version: int) -> tuple[IPv4Network | IPv6Network, ...]:
        """Return what hosts of a segment send from: its subnet, and what its customers have."""
        if version == 4:
            return (self.ipv4[segment],) if segment in self.ipv4 else ()
        return (self.ipv6[segment], *self.delegated.get(segment, ()))

    def gateway(self, segment: str, number: int = 1) -> tuple[IPv4Interface | None, IPv6Interface]:
        """Return the addresses of a segment's gateway: the first, where it shares them another."""
        if segment in self.ipv4:
            return self.host(segment, number)
        ipv6 = self.ipv6[segment]
        return None, IPv6Interface((int(ipv6.network_address) + number, ipv6.prefixlen))


def assign_blocks(park: Park, places: Places, scopes: Sequence[BuildingScope]) -> None:
    """Give every building without one an IPv4 block, by descending size, then by code.

    Raises:
        ShortageError: the pool cannot hold the buildings.
    """
    pool = park.addressing.ipv4
    held = places.held("block4")
    _refuse_overlaps("block4", {code: parse_networks(text, pool) for code, text in held.items()})
    bits_of = {
        scope.code: block_bits(
            (segment for _, segment in with_ipv4(park, scope.segments)), scope.gateway_addresses
        )
        for scope in scopes
        if scope.code not in held and scope.segments
    }
    wanted = sorted(bits_of.items(), key=lambda item: (-item[1], item[0]))
    taken = _taken_blocks(park, places)
    space = FreeSpace([_span(pool)], taken)
    starts = {code: space.take(bits) for code, bits in wanted}
    short = [code for code, start in starts.items() if start is None]
    if short:
        needed = sum(1 << bits for _, bits in wanted)
        inside = (len(range(*_common(span, _span(pool)))) for span in taken)
        free = int(pool.num_addresses) - sum(inside)
        more = f" and {len(short) - 4} more" if len(short) > 4 else ""
        raise ShortageError(
            f"the IPv4 pool {pool} has {free} free addresses, but the subnets of "
            f"{counted(len(wanted), 'building')} need {needed}; "
            f"no room for {', '.join(short[:4])}{more}",
            f"{_larger_pool(pool, taken, wanted)}, or plan for fewer hosts in the segments"
            + _gone(held, scopes),
        )
    for code, start in starts.items():
        if start is not None:
            places.give("block4", code, str(IPv4Network((start, 32 - bits_of[code]))))


def _refuse_overlaps(pool: str, held: Mapping[str, Sequence[IPv4Network]]) -> None:
    """Refuse one address given out twice, as when two branches that both added are merged."""
    spans = sorted((_span(network), owner) for owner, given in held.items() for network in given)
    for (before, first), (after, second) in pairwise(spans):
        if after[0] < before[1]:
            raise ShortageError(
                f"allocations.lock gives {pool}/{first} and {pool}/{second} the same addresses",
                "remove the line of the one that is not deployed, to number it anew",
            )


def _taken_blocks(park: Park, places: Places) -> list[tuple[int, int]]:
    """Return what no building may get: others' blocks, and every service host's address.

    A service host must never find itself inside a subnet that is given to a building.
    """
    taken = [
        (int(address), int(address) + 1)
        for address in dict.fromkeys(service_addresses(park))
        if isinstance(address, IPv4Address)
    ]
    for text in places.held("block4").values():
        taken += [_span(network) for network in parse_networks(text, park.addressing.ipv4)]
    return taken


def _gone(held: Mapping[str, str], scopes: Sequence[BuildingScope]) -> str:
    """Return the remedy that buildings which are gone offer, if any are."""
    gone = sorted(held.keys() - {scope.code for scope in scopes})
    if not gone:
        return ""
    return f", or remove the lines of {', '.join(gone[:4])} from allocations.lock: gone for good"


def _common(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    return max(one[0], other[0]), min(one[1], other[1])


def _larger_pool(
    pool: IPv4Network, taken: Sequence[tuple[int, int]], wanted: Sequence[tuple[str, int]]
) -> str:
    """Return the remedy: the smallest pool around this one that holds everything."""
    for length in range(pool.prefixlen - 1, 7, -1):
        larger = pool.supernet(new_prefix=length)
        space = FreeSpace([_span(larger)], taken)
        if all(space.take(bits) is not None for _, bits in wanted):
            return f"use a pool such as {larger}"
    return "use a larger pool"


def _span(network: IPv4Network) -> tuple[int, int]:
    return int(network.network_address), int(network.broadcast_address) + 1


def parse_networks(text: str, pool: IPv4Network) -> list[IPv4Network]:
    """Return the networks a line of `allocations.lock` holds.

    Raises:
        ShortageError: the line is no network of the pool.
    """
    try:
        networks = [IPv4Network(word) for word in text.split(",")]
    except ValueError as error:
        raise ShortageError(
            f"allocations.lock holds {text!r}: {error}",
            "restore the file from version control, or remove the line",
        ) from None
    for network in networks:
        if not network.subnet_of(pool):
            raise ShortageError(
                f"allocations.lock holds {network}, which is outside the IPv4 pool {pool}",
                f"widen the pool to hold {network}, or remove the line to renumber",
            )
    return networks


def assign_subnets(park: Park, places: Places, scope: BuildingScope) -> dict[str, IPv4Network]:
    """Return the IPv4 subnet of every segment of a building that has its block.

    What a segment held while it had IPv4 stays in the lock: going back renumbers nothing.

    Raises:
        ShortageError: a subnet that is held is too small, or the pool is full.
    """
    pool = park.addressing.ipv4
    owner = f"subnet4/{scope.code}"
    subnets: dict[str, IPv4Network] = {}
    held = {name: parse_networks(text, pool) for name, text in places.held(owner).items()}
    segments = list(with_ipv4(park, scope.segments))
    for name, segment in segments:
        if name in held:
            subnets[name] = _checked(owner, name, held[name], segment, scope.gateway_addresses)
    blocks = parse_networks(places.held("block4")[scope.code], pool)
    _refuse_overlaps(owner, held)
    for name, networks in held.items():
        if not any(networks[0].subnet_of(block) for block in blocks):
            raise ShortageError(
                f"allocations.lock gives {owner}/{name} {networks[0]}, which is outside the block "
                f"of {scope.code}",
                f"remove the line {owner}/{name} to number it anew, or restore block4/{scope.code}",
            )
    taken = [_span(network) for networks in held.values() for network in networks]
    space = FreeSpace([_span(block) for block in blocks], taken)
    missing = [(name, s) for name, s in segments if name not in held]
    bits_of = {name: subnet_bits(s.hosts, scope.gateway_addresses) for name, s in missing}
    for name, bits in sorted(bits_of.items(), key=lambda item: (-item[1], item[0])):
        start = space.take(bits)
        if start is None:
            start = _further_block(park, places, scope.code, bits)
        subnets[name] = IPv4Network((start, 32 - bits))
        places.give(owner, name, str(subnets[name]))
    return subnets


def _checked(
    owner: str, name: str, held: list[IPv4Network], segment: Segment, gateways: int
) -> IPv4Network:
    network = held[0]
    room = int(network.num_addresses) - _NOT_HOSTS - gateways
    if room < segment.hosts:
        raise ShortageError(
            f"{owner}/{name} is {network} with room for {room} hosts, but {segment.hosts} "
            "are planned",
            f"plan for at most {room} hosts, or remove {owner}/{name} from allocations.lock "
            "to renumber it",
        )
    return network


def _further_block(park: Park, places: Places, code: str, bits: int) -> int:
    """Give a building whose block is full one more, and return where it starts."""
    pool = park.addressing.ipv4
    taken = _taken_blocks(park, places)
    start = FreeSpace([_span(pool)], taken).take(bits)
    if start is None:
        raise ShortageError(
            f"the IPv4 pool {pool} has no room for another /{32 - bits} in {code}",
            _larger_pool(pool, taken, [(code, bits)]),
        )
    block = IPv4Network((start, 32 - bits))
    places.give("block4", code, f"{places.held('block4')[code]},{block}")
    return start
