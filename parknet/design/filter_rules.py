"""What filters are put together of: the ICMP and DHCP that every network needs, answers by UDP."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import Final

from parknet.design.permissions import ports_of
from parknet.model.policy import FilterRule, PortPair, Prefix

# RFC 792 and RFC 4443: echo request and reply; errors that senders must hear (RFC 4890, 4.3.1).
ECHO: Final = {4: 8, 6: 128}
ECHO_REPLY: Final = {4: 0, 6: 129}
ERRORS: Final = {4: (3, 11, 12), 6: (1, 2, 3, 4)}
# Never leaves the wire: IGMP and MLD, RA, neighbour discovery, DHCPv6, VRRP (RFC 4890, 4.4.1).
ON_LINK: Final[Mapping[int, Prefix]] = {
    4: IPv4Network("224.0.0.0/24"),
    6: IPv6Network("ff02::/16"),
}
GROUPS: Final[Mapping[int, Prefix]] = {4: IPv4Network("224.0.0.0/4"), 6: IPv6Network("ff00::/8")}
LINK_LOCAL: Final = IPv6Network("fe80::/10")
# Where those that share an address tell who is active (RFC 9568, 5.1.1.2 and 5.1.2.2).
VRRP: Final[Mapping[int, Prefix]] = {
    4: IPv4Network("224.0.0.18/32"),
    6: IPv6Network("ff02::12/128"),
}
# Nobody in a park needs these across a router, nor towards one: router renumbering, node
# information, experiments and what is reserved for extensions (RFC 4890, 4.3.5 and 4.4.5).
NEVER: Final = (100, 101, 127, 138, 139, 140, 200, 201, 255)
MLD_REPORT: Final = 131  # MLDv1 sends it to the group itself (RFC 2710)
DHCP: Final[Mapping[int, tuple[PortPair, PortPair]]] = {
    4: ((68, 68), (67, 67)),
    6: ((546, 546), (547, 547)),
}
BROADCAST: Final = IPv4Network("255.255.255.255/32")
_CLIENT_PORTS: Final = (1024, 65535)
# Clients that ask from the port they ask: NTP (RFC 5905, 9.1) and IKE (RFC 7296, 2).
_SYMMETRIC: Final = (123, 500)


# BGP, and BFD on one hop (RFC 5881).
BGP: Final[tuple[tuple[str, Mapping[str, object]], ...]] = (
    ("tcp", {"destination_ports": (179, 179)}),
    ("tcp", {"source_ports": (179, 179), "established": True}),
    ("udp", {"destination_ports": (3784, 3785)}),
)


def hellos(own: tuple[IPv4Address | IPv6Address, ...]) -> list[tuple[Prefix, Prefix]]:
    """Return who tells those that share the first of `own` that he is active, and where to."""
    if not own[1:]:
        return []
    if own[0].version == 6:
        return [(LINK_LOCAL, VRRP[6])]
    return [(IPv4Network(int(address)), VRRP[4]) for address in own[1:]]


def once(rules: Iterable[FilterRule], said: tuple[FilterRule, ...] = ()) -> tuple[FilterRule, ...]:
    """Return the rules that say something new, wherever they come from."""
    seen = {replace(rule, origin="") for rule in said}
    found = []
    for rule in rules:
        plain = replace(rule, origin="")
        if plain not in seen:
            seen.add(plain)
            found.append(rule)
    return tuple(found)


def is_for_all(rule: FilterRule) -> bool:
    """Return whether a rule is about every packet."""
    return (rule.protocol, rule.source, rule.destination, rule.log) == ("ip", None, None, False)


def udp_answers(service: str) -> Iterator[tuple[PortPair | None, PortPair]]:
    """Yield source and destination ports of answers to a service over UDP."""
    if service == "any":
        yield None, _CLIENT_PORTS
    ports = ports_of(service)
    if ports is not None and service.startswith("udp"):
        yield ports, _CLIENT_PORTS
        for port in _SYMMETRIC:
            if ports[0] <= port <= ports[1]:
                yield (port, port), (port, port)
