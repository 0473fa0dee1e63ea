"""A park and the phase of its IPv6 rollout in; which segments have IPv4 and who goes without, out.

Management has both versions in every phase: much of what devices log to, authenticate at and are
managed by knows IPv4 only.
"""

from collections.abc import Iterable, Iterator
from ipaddress import IPv4Network, IPv6Address, IPv6Network
from typing import Final

from parknet.design.features import Want
from parknet.model.intent import Park, Segment

# Whose hosts can do without IPv4 (phones, notebooks, desks): machines, meters and cameras mostly
# cannot, and nobody replaces them because of an address.
PEOPLE: Final = frozenset({"office", "wifi", "guest", "tenant", "voice"})


def has_ipv4(park: Park, name: str) -> bool:
    """Return whether a segment has IPv4: what it says itself, or what the phase makes of it."""
    segment = park.segments[name]
    if name == park.management.segment:
        return True
    if segment.ipv4 is not None:
        return segment.ipv4
    return park.ipv6.phase != "ipv6-only" or segment.purpose not in PEOPLE


def with_ipv4(park: Park, segments: Iterable[tuple[str, Segment]]) -> Iterator[tuple[str, Segment]]:
    """Yield those of a building's segments that have IPv4."""
    return ((name, segment) for name, segment in segments if has_ipv4(park, name))


def prefers_ipv6(park: Park, name: str) -> bool:
    """Return whether hosts of a segment with IPv4 are told that they may do without (RFC 8925)."""
    return park.ipv6.phase != "dual-stack" and park.segments[name].purpose in PEOPLE


def is_translated(park: Park, name: str) -> bool:
    """Return whether hosts of a segment may live behind NAT64 and DNS64."""
    return not has_ipv4(park, name) or prefers_ipv6(park, name)


def name_servers(park: Park, name: str) -> tuple[IPv6Address, ...]:
    """Return the resolvers that advertisements name (RFC 8106).

    Some hosts speak no DHCPv6, so without IPv4 they would learn of no resolver.
    """
    if not is_translated(park, name):
        return ()
    return tuple(host for host in park.services.dns if isinstance(host, IPv6Address))


def nat64_prefix(park: Park, name: str) -> IPv6Network | None:
    """Return the prefix of NAT64 that advertisements name (RFC 8781).

    Hosts that translate for themselves (RFC 6877) need it, and find it without DNS64.
    """
    return park.ipv6.nat64 if is_translated(park, name) else None


def rollout_wants(park: Park, segments: Iterable[tuple[str, Segment]]) -> list[Want]:
    """Return what the rollout asks of a building's gateway; nobody wrote it, so it may lack it."""
    names = [name for name, _ in segments]
    asked = {
        "rdnss": any(name_servers(park, name) for name in names),
        "pref64": any(is_translated(park, name) for name in names),
    }
    at = ("park", "ipv6", "phase")
    return [Want(feature, at, written=False) for feature, is_asked in asked.items() if is_asked]


def pools4(park: Park) -> tuple[IPv4Network, ...]:
    """Return the park's IPv4 addresses: of buildings, of links, and what NAT64 leaves with."""
    translated = (translator.pool for translator in park.ipv6.translators)
    return (park.addressing.ipv4, park.addressing.ipv4_links, *translated)
