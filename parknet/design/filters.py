"""A park's matrix and subnets in; the filters of its VLAN interfaces out, both IP versions alike.

A filter holds what may enter at one segment's gateway, or from a carrier. It knows no connections,
so answers are let through by rules of their own, from whoever may be asked to whoever may ask:
TCP by `established`, ICMP by echo reply, UDP by the port it was asked on. Answers to `any` over UDP
are what goes to ports from 1024: a service that listens there is as open as its clients.

Rules for what is remote are the same in every building, so they are made once for each segment and
IP version and shared; only the few about a gateway's own address and subnet differ.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from ipaddress import (
    IPv4Interface,
    IPv6Interface,
    IPv6Network,
    collapse_addresses,
    ip_network,
)
from typing import Final

from parknet.design.addressing import SitePlan, Subnets
from parknet.design.filter_rules import (
    BGP,
    BROADCAST,
    DHCP,
    ECHO,
    ECHO_REPLY,
    ERRORS,
    GROUPS,
    LINK_LOCAL,
    MLD_REPORT,
    NEVER,
    ON_LINK,
    hellos,
    is_for_all,
    once,
    udp_answers,
)
from parknet.design.gateways import sides
from parknet.design.ground import Address, Ground, Version, grounds_of, merged
from parknet.design.permissions import INTERNET, SERVICES, Permissions, ports_of
from parknet.design.rollout import is_translated
from parknet.errors import Problem
from parknet.model.intent import Intent, Uplink
from parknet.model.policy import FilterPlan, FilterRule, Prefix

Interface = IPv4Interface | IPv6Interface
Lines = Mapping[str, tuple[int, tuple[Prefix | None, ...]]]  # service: line and remote prefixes

FIRST_NUMBER: Final = 3000  # + 2 × the segment's number, + 1 for IPv6
FIRST_CARRIER_NUMBER: Final = 3800
MOST_RULES: Final = 1000
_NAME_LENGTH: Final = 32


def filter_name(end: str, version: Version) -> str:
    """Return the name of the filter for what comes from a segment or circuit.

    Example:
        >>> filter_name("office", 4)
        'from-office-4'
    """
    name = f"from-{end}-{version}"
    if len(name) > _NAME_LENGTH:
        name = f"from-{end[:18].rstrip('-')}-{sha256(end.encode()).hexdigest()[:6]}-{version}"
    return name


@dataclass
class ReachFilters:
    """The filters of one park; made when all its subnets are given out."""

    intent: Intent
    plan: SitePlan
    subnets: Mapping[str, Subnets]
    segment_numbers: Mapping[str, int]
    _shared: dict[tuple[str, int], tuple[tuple[FilterRule, ...], tuple[FilterRule, ...]]] = field(
        default_factory=dict
    )

    @cached_property
    def permissions(self) -> Permissions:
        """Return who may ask whom."""
        return Permissions.of(self.intent.park)

    @cached_property
    def origin(self) -> str:
        """Return where the matrix stands."""
        return self.intent.origin("park", "reach")

    @cached_property
    def _grounds(self) -> Mapping[int, Ground]:
        return grounds_of(self.intent, self.plan, self.subnets)

    def too_long(self) -> Iterator[Problem]:
        """Yield filters that are longer than switches have room for."""
        ends = {(name, 4) for given in self.subnets.values() for name in given.ipv4}
        ends |= {(name, 6) for given in self.subnets.values() for name in given.ipv6}
        lengths = {end: sum(map(len, self._shared_rules(*end))) for end in ends}
        for uplink in self.intent.park.uplinks:
            for plan in self.of_circuit(uplink, 0):
                lengths[uplink.uplink, plan.version] = len(plan.rules)
        for (end, version), length in sorted(lengths.items()):
            if length > MOST_RULES:
                yield Problem(
                    self.origin,
                    f"the matrix makes {length} IPv{version} rules for what comes from "
                    f"{end}, more than {MOST_RULES}",
                    "allow any instead of single services, or divide the park",
                )

    def of_segment(
        self,
        segment: str,
        gateways: Sequence[tuple[IPv4Interface | None, IPv6Interface]],
        delegated: tuple[IPv6Network, ...] = (),
    ) -> tuple[FilterPlan, ...]:
        """Return the filters of the gateways of a segment in one building, by IP version.

        Args:
            segment: its name.
            gateways: every address that gateways have or share there: the one that hosts know
                first; no IPv4 where the segment has none.
            delegated: what its customers' routers were handed: they send from there as well.
        """
        number = FIRST_NUMBER + 2 * self.segment_numbers[segment]
        four = [ipv4 for ipv4, _ in gateways if ipv4 is not None]
        six = [ipv6 for _, ipv6 in gateways]
        found = [self._at_gateway(segment, four, ())] if four else []
        found.append(self._at_gateway(segment, six, delegated))
        return tuple(self._plan(segment, number, rules) for rules in found)

    def of_circuit(self, uplink: Uplink, number: int) -> tuple[FilterPlan, ...]:
        """Return both filters of a carrier's circuit, which is the `number`-th."""
        number = FIRST_CARRIER_NUMBER + 2 * number
        plans = []
        for ours, hop in sides(uplink):
            rules = tuple(self._at_carrier(uplink, ours, hop))
            if len(rules) > MOST_RULES:
                rules = tuple(self._at_carrier(uplink, ours, hop, wide=True))
            plans.append(self._plan(uplink.uplink, number, (hop.version, rules)))
        return tuple(plans)

    def _plan(self, end: str, number: int, made: tuple[int, tuple[FilterRule, ...]]) -> FilterPlan:
        version: Version = 4 if made[0] == 4 else 6
        rules = made[1]
        # What matches no rule is denied anyway; but no platform agrees on what an empty list does.
        if len(rules) > 1 and rules[-1].action == "deny" and is_for_all(rules[-1]):
            rules = rules[:-1]
        return FilterPlan(filter_name(end, version), number + (version == 6), version, rules)

    def _at_gateway(
        self, segment: str, gateways: Sequence[Interface], delegated: tuple[IPv6Network, ...]
    ) -> tuple[int, tuple[FilterRule, ...]]:
        gateway = gateways[0]
        sources = (gateway.network, *collapse_addresses(delegated))
        before, after = self._shared_rules(segment, gateway.version)
        # No rule lets anyone reach anything (GB/T 22239-2019, 8.1.3.2): the last names who asks.
        own = after[-1:]
        if own and own[0].action == "permit" and is_for_all(own[0]):
            own = tuple(replace(own[0], source=source) for source in sources)
        local = tuple(self._local(segment, gateways, sources))
        return gateway.version, before + local + after[:-1] + own

    def _shared_rules(
        self, segment: str, version: int
    ) -> tuple[tuple[FilterRule, ...], tuple[FilterRule, ...]]:
        """Return a segment's rules before and after those of its gateway."""
        found = self._shared.get((segment, version))
        if found is None:
            ground = self._grounds[version]
            before = once(self._always(segment, ground))
            after = once(self._remote(segment, ground), before)
            if len(before) + len(after) > MOST_RULES:
                after = once(self._remote(segment, ground, wide=True), before)
            found = self._shared[segment, version] = before, after
        return found

    def _permit(self, **fields: object) -> FilterRule:
        return FilterRule("permit", **({"origin": self.origin} | fields))  # type: ignore[arg-type]

    def _always(self, segment: str, ground: Ground) -> Iterator[FilterRule]:
        """Yield what no network works without."""
        park = self.intent.park
        yield from self._errors(ground)
        yield self._permit(destination=ON_LINK[ground.version])
        if park.segments[segment].multicast:
            yield from self._streams(segment, ground)
        if ground.version == 6:
            yield self._permit(protocol="icmp", destination=LINK_LOCAL)
            yield self._permit(protocol="icmp", icmp_type=MLD_REPORT)
        client, server = DHCP[ground.version]
        for host in (*((BROADCAST,) if ground.version == 4 else ()), *ground.dhcp):
            yield self._permit(
                protocol="udp", destination=host, source_ports=client, destination_ports=server
            )
        where = self.intent.origin("park", "services")
        if segment == park.management.segment:
            # Devices log, authenticate and answer their manager.
            yield from (self._permit(destination=host, origin=where) for host in ground.hosts)
            return
        for host in ground.dns:
            for protocol in ("udp", "tcp"):
                yield self._permit(
                    protocol=protocol, destination=host, destination_ports=(53, 53), origin=where
                )
        for host in ground.ntp:
            yield self._permit(
                protocol="udp", destination=host, destination_ports=(123, 123), origin=where
            )

    def _streams(self, segment: str, ground: Ground) -> Iterator[FilterRule]:
        """Yield what a segment with multicast may send to groups.

        A group belongs to no segment, so who may listen is not filtered: whoever has multicast.
        Who may speak is: a segment that may open anything towards some segment.
        """
        groups = GROUPS[ground.version]
        if ground.version == 4:
            # IGMPv2 reports to the group itself (RFC 2236); for MLDv1 see `MLD_REPORT`.
            yield self._permit(protocol="igmp", destination=groups)
        allowed = self.permissions.services
        lines = [line for to in ground.subnets for line in allowed(segment, to).values()]
        if lines:
            yield self._permit(destination=groups, origin=self._line_origin(min(lines)))

    def _errors(self, ground: Ground) -> Iterator[FilterRule]:
        """Yield what ICMP may and may not do, whoever asks (RFC 4890, 4.3 and 4.4)."""
        for kind in NEVER if ground.version == 6 else ():
            yield FilterRule("deny", "icmp", icmp_type=kind, origin=self.origin)
        for kind in ERRORS[ground.version]:
            yield self._permit(protocol="icmp", icmp_type=kind)

    def _local(
        self, segment: str, gateways: Sequence[Interface], sources: tuple[Prefix, ...]
    ) -> Iterator[FilterRule]:
        """Yield what a segment's gateways themselves may be sent: no command line.

        What stays in the subnet does not pass the gateway, but some switches filter it (H3C
        Comware 7 security command reference, `packet-filter filter`).
        """
        client, server = DHCP[gateways[0].version]
        # IPv6 hosts also solicit their neighbour.
        kind = ECHO[4] if gateways[0].version == 4 else None
        for gateway in gateways:
            own = ip_network(gateway.ip)
            yield self._permit(protocol="icmp", destination=own, icmp_type=kind)
            yield self._permit(
                protocol="udp", destination=own, source_ports=client, destination_ports=server
            )
            if segment != self.intent.park.management.segment:
                yield FilterRule("deny", destination=own, origin=self.origin)
        for source in sources:
            for destination in sources:
                yield self._permit(source=source, destination=destination)

    def _remote(self, segment: str, ground: Ground, *, wide: bool = False) -> Iterator[FilterRule]:
        """Yield what a segment may send elsewhere, and what it may answer.

        In a park of many buildings a list of all who may ask is too long. `wide` lets answers that
        open nothing (TCP with ACK, echo replies) go to the whole park instead.
        """
        allowed = self.permissions.services
        segments = sorted(ground.subnets)
        asked = {name: allowed(segment, name) for name in segments}
        for service, (line, prefixes) in self._lines(asked, ground):
            yield from self._forward(ground, service, line, prefixes)
        # Whoever may be sent anything needs no rule for answers.
        asking = {n: allowed(n, segment) for n in segments if "any" not in asked[n]}
        yield from self._answers(ground, dict(self._lines(asking, ground, merge=True)), wide=wide)
        for service, line in allowed(segment, SERVICES).items():
            yield from self._forward(ground, service, line, ground.services)
        outward, inward = allowed(segment, INTERNET), allowed(INTERNET, segment)
        if outward or inward:
            for prefix in ground.hidden:
                yield FilterRule("deny", destination=prefix, origin=self.origin)
            # NAT64's prefix may lie in the park's own, but what is behind it is the Internet.
            for service, line in outward.items() if ground.version == 6 else ():
                inside = [p for p in ground.translated if p.overlaps(ground.pools[0])]
                yield from self._forward(ground, service, line, inside)
            for prefix in (*ground.pools, *ground.hosts):
                yield FilterRule("deny", destination=prefix, origin=self.origin)
        for service, line in outward.items():
            yield from self._forward(ground, service, line, (None,))
        if "any" not in outward:
            yield from self._answers(ground, {s: (n, (None,)) for s, n in inward.items()})
            yield FilterRule("deny", origin=self.origin)

    def _at_carrier(
        self, uplink: Uplink, own: tuple[Address, ...], hop: Address, *, wide: bool = False
    ) -> Iterator[FilterRule]:
        """Yield what may enter from a carrier, and from the other gateway of a pair."""
        ground = self._grounds[hop.version]
        theirs = ip_network(hop)
        # RFC 2827: the park's own addresses do not come from outside.
        yield from (FilterRule("deny", source=p, origin=self.origin) for p in ground.pools)
        yield from self._errors(ground)
        yield from (self._permit(protocol="icmp", destination=ip_network(ip)) for ip in own)
        yield from (self._permit(source=s, destination=to) for s, to in hellos(own))
        if hop.version == 6:
            for prefix in (ON_LINK[6], LINK_LOCAL):
                yield self._permit(protocol="icmp", destination=prefix)
        if uplink.carrier_as is not None:
            yield from self._bgp(theirs, map(ip_network, own[1:] or own))
        yield from (self._permit(source=host) for host in ground.hosts)
        allowed, segments = self.permissions.services, sorted(ground.subnets)
        inward = {name: allowed(INTERNET, name) for name in segments}
        for service, (line, prefixes) in self._lines(inward, ground):
            yield from self._forward(ground, service, line, prefixes)
        outward = {name: allowed(name, INTERNET) for name in segments}
        yield from self._answers(ground, dict(self._lines(outward, ground, merge=True)), wide=wide)
        if ground.version == 4 and ground.translated:
            yield from self._answers(ground, dict(self._behind_nat64(ground)))
        yield FilterRule("deny", origin=self.origin)

    def _behind_nat64(self, ground: Ground) -> Iterator[tuple[str, tuple[int, tuple[Prefix, ...]]]]:
        """Yield what hosts behind translators may ask of the Internet: answers go to the pools."""
        for name in self.intent.park.segments:
            if is_translated(self.intent.park, name):
                for service, line in self.permissions.services(name, INTERNET).items():
                    yield service, (line, ground.translated)

    def _bgp(self, theirs: Prefix, ours: Iterable[Prefix]) -> Iterator[FilterRule]:
        """Yield what BGP sessions with a carrier need."""
        for own in ours:
            for protocol, fields in BGP:
                yield self._permit(protocol=protocol, source=theirs, destination=own, **fields)

    def _lines(
        self, by_segment: Mapping[str, Mapping[str, int]], ground: Ground, *, merge: bool = False
    ) -> list[tuple[str, tuple[int, tuple[Prefix | None, ...]]]]:
        """Return services with their lines and the prefixes of all segments that share both.

        With `merge`, segments share a service whatever line names it: lists stay short.
        """
        groups: dict[tuple[int, str], set[str]] = {}
        firsts: dict[str, int] = {}
        for services in by_segment.values():
            for service, line in services.items():
                firsts[service] = min(line, firsts.get(service, line))
        for name, services in by_segment.items():
            for service, line in services.items():
                key = (firsts[service] if merge else line, service)
                groups.setdefault(key, set()).add(name)
        return [
            (service, (line, ground.prefixes(names)))
            for (line, service), names in sorted(groups.items())
        ]

    def _line_origin(self, line: int) -> str:
        return self.intent.origin("park", "reach", line)

    def _forward(
        self, ground: Ground, service: str, line: int, prefixes: Iterable[Prefix | None]
    ) -> Iterator[FilterRule]:
        """Yield the permission to use a service of what has these prefixes."""
        fields: dict[str, object] = {"origin": self._line_origin(line)}
        if service == "icmp":
            fields |= {"protocol": "icmp", "icmp_type": ECHO[ground.version]}
        elif service != "any":
            fields |= {"protocol": service[:3], "destination_ports": ports_of(service)}
        for prefix in prefixes:
            yield self._permit(destination=prefix, **fields)

    def _answers(
        self, ground: Ground, asking: Lines, *, wide: bool = False
    ) -> Iterator[FilterRule]:
        """Yield the permission to answer those who may ask for these services."""
        for protocol, fields in (
            ("tcp", {"established": True}),
            ("icmp", {"icmp_type": ECHO_REPLY[ground.version]}),
        ):
            asked = [asking[s] for s in asking if s == "any" or s.startswith(protocol)]
            if asked:
                where = self._line_origin(min(line for line, _ in asked))
                every = merged(prefixes for _, prefixes in asked)
                for prefix in ground.pools if wide else every:
                    yield self._permit(
                        protocol=protocol, destination=prefix, origin=where, **fields
                    )
        for service, (line, prefixes) in asking.items():
            for source, destination in udp_answers(service):
                for prefix in prefixes:
                    yield self._permit(
                        protocol="udp",
                        destination=prefix,
                        source_ports=source,
                        destination_ports=destination,
                        origin=self._line_origin(line),
                    )
