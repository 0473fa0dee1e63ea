"""A park's `reach` lines in; who may ask whom for what, and by which line, out.

A permission is to open a conversation: answers are no permission of their own. `*` stands for every
segment, but never joins two tenants: that takes a line that names both, in both directions. No line
joins segments of different routing tables (`vrf`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from parknet.design.rollout import has_ipv4
from parknet.design.scope import BuildingScope, scopes_of
from parknet.model.demands import Reach
from parknet.model.intent import Intent, Park
from parknet.model.policy import Expectation, PortPair

INTERNET: Final = "internet"
SERVICES: Final = "services"
EVERY: Final = "*"
ANY: Final = "any"
# What `matrix` asks of every pair: command lines, web, time, ping.
ASKED: Final = ("tcp/22", "tcp/443", "udp/123", "icmp")


def ports_of(service: str) -> PortPair | None:
    """Return the first and last port of a service, or None where it has no ports.

    Example:
        >>> ports_of("udp/5004..5005"), ports_of("tcp/443"), ports_of("any")
        ((5004, 5005), (443, 443), None)
    """
    _, _, text = service.partition("/")
    if not text:
        return None
    first, _, last = text.partition("..")
    return int(first), int(last or first)


def covers(granted: str, asked: str) -> bool:
    """Return whether who may use `granted` may use `asked`.

    Example:
        >>> covers("any", "icmp"), covers("tcp/1..1023", "tcp/443"), covers("tcp/443", "udp/443")
        (True, True, False)
    """
    if granted in ("any", asked):
        return True
    outer, inner = ports_of(granted), ports_of(asked)
    return (
        outer is not None
        and inner is not None
        and granted[:3] == asked[:3]
        and outer[0] <= inner[0]
        and inner[1] <= outer[1]
    )


def pairs_of(park: Park, line: Reach) -> Iterator[tuple[str, str]]:
    """Yield every (source, target) that a line names; what names nothing is left out."""
    named = {
        (source, target)
        for source in _names(park, line.source)
        for target in _names(park, line.to)
        if source != INTERNET or target in park.segments
        if not in_tables(park, source, target)
    }
    for source, target in sorted(named):
        if not between_tenants(park, source, target) or (
            source in line.source and target in line.to
        ):
            yield source, target


def between_tenants(park: Park, source: str, target: str) -> bool:
    """Return whether both ends are tenants, and not the same one."""
    ends = park.segments.get(source), park.segments.get(target)
    return source != target and all(end is not None and end.purpose == "tenant" for end in ends)


def in_tables(park: Park, source: str, target: str) -> bool:
    """Return whether two segments are in two routing tables: no line joins them."""
    ends = park.segments.get(source), park.segments.get(target)
    return ends[0] is not None and ends[1] is not None and ends[0].vrf != ends[1].vrf


def table_of(park: Park, end: str) -> str:
    """Return the routing table of a segment; "" is the global one, and that of the others."""
    segment = park.segments.get(end)
    return segment.vrf or "" if segment is not None else ""


def _names(park: Park, words: tuple[str, ...]) -> set[str]:
    known = {*park.segments, INTERNET, SERVICES}
    return {
        name
        for word in words
        for name in (park.segments if word == EVERY else (word,))
        if name in known
    }


@dataclass(frozen=True, slots=True)
class Permissions:
    """Who may ask whom: (source, target) to service to the number of the first line for it."""

    by_pair: Mapping[tuple[str, str], Mapping[str, int]]

    @classmethod
    def of(cls, park: Park) -> "Permissions":
        """Return what all lines of a park allow; services that others cover are left out."""
        found: dict[tuple[str, str], dict[str, int]] = {}
        for number, line in enumerate(park.reach):
            for pair in pairs_of(park, line):
                services = found.setdefault(pair, {})
                for service in line.allow:
                    services.setdefault(service, number)
        return cls({pair: _widest(services) for pair, services in found.items()})

    def services(self, source: str, target: str) -> Mapping[str, int]:
        """Return the services that a source may ask of a target, with their lines."""
        return self.by_pair.get((source, target), {})

    def line(self, source: str, target: str, service: str) -> int | None:
        """Return the number of the line that allows a service, or None where none does."""
        granted = self.services(source, target)
        return next((granted[one] for one in granted if covers(one, service)), None)


def _widest(services: Mapping[str, int]) -> dict[str, int]:
    return {
        service: line
        for service, line in services.items()
        if not any(other != service and covers(other, service) for other in services)
    }


def standing(scopes: tuple[BuildingScope, ...]) -> set[str]:
    """Return the segments that reach a building at all."""
    return {name for scope in scopes for name, _ in scope.segments}


def permitted(intent: Intent) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return everything that may be opened, for each pair that `matrix` has.

    The lifelines that every segment has (DHCP, DNS, NTP of `services`) are left out: see
    `parknet.design.filters`.
    """
    park = intent.park
    permissions = Permissions.of(park)
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for source, target in _pairs(intent):
        is_open = not park.reach or (source == park.management.segment and target == SERVICES)
        services = permissions.services(source, target)
        is_open = is_open and not in_tables(park, source, target)
        found[source, target] = (ANY,) if is_open else tuple(sorted(services))
    return found


def _pairs(intent: Intent) -> list[tuple[str, str]]:
    segments = sorted(standing(scopes_of(intent)))
    targets = (*segments, INTERNET, SERVICES)
    pairs = [(source, target) for source in segments for target in targets]
    return [*pairs, *((INTERNET, target) for target in segments)]


def matrix(intent: Intent) -> tuple[Expectation, ...]:
    """Return what every segment may open to every other, in the IP versions that both have.

    A segment with itself as target stands for another building's part of it; `services` with
    `udp/123` for its NTP hosts, which every segment may ask. Where a park has no `reach`, all is
    allowed that does not lead from one routing table into another.
    """
    park = intent.park
    permissions = Permissions.of(park)
    expected = []
    for source, target in _pairs(intent):
        for service in ASKED:
            allowed, origin = _verdict(intent, permissions, source, target, service)
            for version in _versions(park, source, target):
                tables = (table_of(park, source), table_of(park, target))
                expected.append(
                    Expectation(source, target, version, service, allowed, origin, *tables)
                )
    return tuple(expected)


def _versions(park: Park, *ends: str) -> tuple[Literal[4, 6], ...]:
    lacks = any(end in park.segments and not has_ipv4(park, end) for end in ends)
    return (6,) if lacks else (4, 6)


def _verdict(
    intent: Intent, permissions: Permissions, source: str, target: str, service: str
) -> tuple[bool, str]:
    if in_tables(intent.park, source, target):
        apart = source if intent.park.segments[source].vrf is not None else target
        return False, intent.origin("park", "segments", apart, "vrf")
    if not intent.park.reach:
        return True, ""
    if target == SERVICES:
        if service == "udp/123":
            return True, intent.origin("park", "services", "ntp")
        if source == intent.park.management.segment:
            return True, intent.origin("park", "services")
    line = permissions.line(source, target, service)
    if line is None:
        return False, intent.origin("park", "reach")
    return True, intent.origin("park", "reach", line)
