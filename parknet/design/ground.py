"""A park's pools, subnets and hosts in; what filters of one IP version stand on, out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    collapse_addresses,
    ip_network,
)
from typing import Literal

from parknet.design.addressing import SitePlan, Subnets, service_addresses
from parknet.design.rollout import pools4
from parknet.model.intent import Intent, Park
from parknet.model.policy import Prefix

Version = Literal[4, 6]
Address = IPv4Address | IPv6Address


@dataclass(slots=True)
class Ground:
    """What filters of one IP version stand on."""

    version: Version
    pools: tuple[Prefix, ...]  # the park's own
    subnets: dict[str, list[Prefix]]  # of all buildings, by segment
    hosts: tuple[Prefix, ...]  # hosts the park relies on, and where its operators work
    services: tuple[Prefix, ...]  # those of `services` alone
    dns: tuple[Prefix, ...]
    ntp: tuple[Prefix, ...]
    dhcp: tuple[Prefix, ...]
    hidden: tuple[Prefix, ...]  # the park again, as NAT64 shows it
    translated: tuple[Prefix, ...]  # NAT64's own: its prefix, or what its translators leave with
    collapsed: dict[frozenset[str], tuple[Prefix, ...]] = field(default_factory=dict)

    @property
    def shelters_hosts(self) -> bool:
        """Return whether a host the park relies on lies in the park's own pools."""
        return any(
            int(pool.network_address) <= int(host.network_address) <= int(pool.broadcast_address)
            for pool in self.pools
            for host in self.hosts
        )

    def prefixes(self, segments: Iterable[str]) -> tuple[Prefix, ...]:
        """Return the subnets of segments, adjoining ones merged.

        All segments are all pools, unless a host that others rely on lies in one.
        """
        key = frozenset(segments)
        found = self.collapsed.get(key)
        if found is None and key >= self.subnets.keys() and not self.shelters_hosts:
            found = self.collapsed[key] = self.pools
        if found is None:
            every = [prefix for name in key for prefix in self.subnets.get(name, ())]
            found = self.collapsed[key] = tuple(collapse_addresses(every))  # type: ignore[type-var]
        return found


def grounds_of(intent: Intent, plan: SitePlan, subnets: Mapping[str, Subnets]) -> dict[int, Ground]:
    """Return the ground of both IP versions, for a park whose subnets are all given out."""
    return {4: _ground(intent.park, plan, subnets, 4), 6: _ground(intent.park, plan, subnets, 6)}


def _ground(park: Park, plan: SitePlan, given: Mapping[str, Subnets], version: Version) -> Ground:
    subnets: dict[str, list[Prefix]] = {}
    for building in given.values():
        prefixes: Mapping[str, Prefix] = building.ipv4 if version == 4 else building.ipv6
        for name in prefixes:
            subnets.setdefault(name, []).extend(building.sources(name, version))
    # Routers are managed on loopbacks and answer on links: both count as management.
    links: Prefix = plan.links4 if version == 4 else plan.links6
    subnets.setdefault(park.management.segment, []).append(links)
    nat64 = (park.ipv6.nat64,) if park.ipv6.phase != "dual-stack" else ()
    services = park.services
    return Ground(
        version=version,
        pools=tuple(collapse_addresses(pools4(park))) if version == 4 else (park.addressing.ipv6,),
        subnets=subnets,
        hosts=(
            *_hosts(relied_on(park), version),
            *(p for p in park.operators.stations if p.version == version),
        ),
        services=_hosts(service_addresses(park), version),
        dns=_hosts(services.dns, version),
        ntp=_hosts(services.ntp, version),
        dhcp=_hosts(services.dhcp if version == 4 else services.dhcpv6, version),
        hidden=_hidden(park) if version == 6 else (),
        translated=nat64 if version == 6 else tuple(one.pool for one in park.ipv6.translators),
    )


def relied_on(park: Park) -> list[Address]:
    """Return the hosts of `services` and those that authenticate."""
    found = service_addresses(park)
    for radius in (park.radius, park.wlan.city_radius):
        found += radius.servers if radius is not None else ()
    return [*found, *park.operators.tacacs]


def _hidden(park: Park) -> tuple[Prefix, ...]:
    """Return the park's IPv4 addresses as NAT64 (RFC 6052) maps them, where it is in use.

    Without these, `internet` over IPv6 would lead back into the park over IPv4.
    """
    if park.ipv6.phase == "dual-stack":
        return ()
    inside = (
        *pools4(park),
        *(IPv4Network(host) for host in relied_on(park) if isinstance(host, IPv4Address)),
    )
    return tuple(collapse_addresses(mapped(park.ipv6.nat64, prefix) for prefix in inside))


def mapped(nat64: IPv6Network, prefix: IPv4Network) -> IPv6Network:
    """Return an IPv4 prefix as NAT64 shows it: bits 64 to 71 stay zero (RFC 6052, 2.2).

    Example:
        >>> str(mapped(IPv6Network("64:ff9b::/96"), IPv4Network("192.0.2.0/24")))
        '64:ff9b::c000:200/120'
        >>> str(mapped(IPv6Network("2001:db8:122::/48"), IPv4Network("192.0.2.33/32")))
        '2001:db8:122:c000:2:2100::/88'
    """
    bits, length = int(prefix.network_address), nat64.prefixlen
    before = max(64 - length, 0)  # of the IPv4 address's bits, before the ones that stay zero
    if length >= 96:
        return IPv6Network((int(nat64.network_address) + bits, 96 + prefix.prefixlen))
    high, low = bits >> (32 - before), bits & ((1 << (32 - before)) - 1)
    shown = high << 64 | low << (56 - (32 - before))
    skipped = 8 if prefix.prefixlen > before else 0
    return IPv6Network((int(nat64.network_address) + shown, length + prefix.prefixlen + skipped))


def merged(lists: Iterable[Iterable[Prefix | None]]) -> tuple[Prefix | None, ...]:
    """Return all prefixes, adjoining ones merged; one that is any (None) stands for all."""
    every = {prefix for prefixes in lists for prefix in prefixes}
    known = [prefix for prefix in every if prefix is not None]
    if len(known) < len(every):
        return (None,)
    return tuple(collapse_addresses(known))  # type: ignore[type-var]


def _hosts(addresses: Iterable[Address], version: Version) -> tuple[Prefix, ...]:
    return tuple(
        ip_network(address) for address in dict.fromkeys(addresses) if address.version == version
    )
