"""Configurations in; which way a packet takes through routing tables, and where it ends, out.

Independent of design: routes are what a configuration's meaning says of addresses, OSPF and static
routes. Areas are left out: every table of a park is one flooding domain that hands on defaults.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from tests.conformance.meaning import Meaning

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
Node = tuple[str, str]  # device and table; "" is the global one
DROPPED = ("dropped", "")
OUTSIDE = "outside"
_MOST_HOPS = 32


@dataclass(frozen=True)
class Route:
    """One route of a table: to the VLAN interface it ends on, or to a next hop, or to nowhere."""

    prefix: Network
    preference: int  # connected, static, OSPF
    svi: str = ""
    hop: Address | None = None
    hop_table: str = ""
    through: Node | None = None  # an OSPF neighbour


@dataclass(frozen=True)
class Routing:
    """What all routers of a park do with addresses."""

    devices: tuple[Meaning, ...]
    # (device, VLAN interface) to what customers' routers behind it have, as DHCPv6 answers say
    behind: Mapping[tuple[str, str], tuple[IPv6Network, ...]] = field(default_factory=dict)

    def table(self, device: Meaning, svi: str) -> Node:
        """Return the table of a VLAN interface."""
        return device.hostname, device.vrfs.get(svi, "")

    @cached_property
    def _by_name(self) -> dict[str, Meaning]:
        return {device.hostname: device for device in self.devices}

    @cached_property
    def _owners(self) -> dict[Address, tuple[Meaning, str]]:
        return {
            address.ip: (device, svi)
            for device in self.devices
            for svi, addresses in device.addresses.items()
            for address in addresses
        }

    @cached_property
    def _neighbours(self) -> dict[Node, set[Node]]:
        """Return which tables OSPF joins: both ends active, on one link."""
        on_link: dict[Network, list[Node]] = {}
        for device in self.devices:
            for svi, (_, passive) in device.ospf.items():
                for address in () if passive else device.addresses[svi]:
                    on_link.setdefault(address.network, []).append(self.table(device, svi))
        found: dict[Node, set[Node]] = {}
        for ends in on_link.values():
            for one in ends:
                found.setdefault(one, set()).update(set(ends) - {one})
        return found

    @cached_property
    def _tables(self) -> dict[Node, list[Route]]:
        own = {node: list(self._own(node)) for node in self._nodes()}
        return {node: [*routes, *self._learned(node, own)] for node, routes in own.items()}

    def _nodes(self) -> set[Node]:
        return {self.table(device, svi) for device in self.devices for svi in device.addresses} | {
            (device.hostname, "") for device in self.devices
        }

    def _own(self, node: Node) -> Iterator[Route]:
        device, table = self._by_name[node[0]], node[1]
        for svi, addresses in device.addresses.items():
            if self.table(device, svi) == node:
                yield from (Route(address.network, 0, svi=svi) for address in addresses)
                if svi in device.delegates:
                    behind = self.behind.get((node[0], svi), ())
                    yield from (Route(prefix, 1, svi=svi) for prefix in behind)
        for where, prefix, hop, hop_table in device.statics:
            if where == table:
                to = ip_address(hop) if hop else None
                yield Route(ip_network(prefix), 1, hop=to, hop_table=hop_table)
        for hop in device.defaults if not table else ():
            to = ip_address(hop)
            every = ip_network("0.0.0.0/0" if to.version == 4 else "::/0")
            yield Route(every, 1, hop=to)

    def _learned(self, node: Node, own: dict[Node, list[Route]]) -> Iterator[Route]:
        """Yield what OSPF tells: the nearest that announces a prefix is the way."""
        seen, waiting = {node}, deque((other, other) for other in self._neighbours.get(node, ()))
        known: set[Network] = set()
        while waiting:
            here, first = waiting.popleft()
            if here in seen:
                continue
            seen.add(here)
            for prefix in self._announced(here, own[here]):
                if prefix not in known:
                    known.add(prefix)
                    yield Route(prefix, 2, through=first)
            waiting.extend((other, first) for other in self._neighbours.get(here, ()))

    def _announced(self, node: Node, routes: Iterable[Route]) -> Iterator[Network]:
        device, table = self._by_name[node[0]], node[1]
        for svi in device.ospf:
            if self.table(device, svi) == node:
                yield from (address.network for address in device.addresses[svi])
        if device.redistributes and not table:
            yield from (ip_network(prefix) for where, prefix, _, _ in device.statics if not where)
        if table in device.originates:
            # Handed out while the table itself has a default; BGP would bring one too.
            yield from {
                route.prefix for route in routes if route.prefix.prefixlen == 0 and route.hop
            }

    def end(self, node: Node, target: Address) -> tuple[str, str]:
        """Return where a packet ends: a device and its VLAN interface, `outside`, or dropped."""
        for _ in range(_MOST_HOPS):
            fits = [r for r in self._tables[node] if target in r.prefix]
            if not fits:
                return DROPPED
            best = min(fits, key=lambda r: (-r.prefix.prefixlen, r.preference, str(r.hop)))
            if best.svi:
                return node[0], best.svi
            if best.through is not None:
                node = best.through
                continue
            if best.hop is None:
                return DROPPED
            out = self._connected((node[0], best.hop_table), best.hop)
            if out is None:
                return DROPPED
            owner = self._owners.get(best.hop)
            if owner is None:
                return OUTSIDE, out
            node = self.table(*owner)
        raise AssertionError(f"{target} goes round and round at {node}")

    def _connected(self, node: Node, hop: Address) -> str | None:
        routes = self._tables.get(node, ())
        return next((r.svi for r in routes if r.svi and hop in r.prefix), None)
