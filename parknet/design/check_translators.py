"""An intent in; what is wrong with its NAT64 translators out."""

from collections.abc import Iterator
from ipaddress import IPv4Network

from parknet.design.wording import suggestion
from parknet.errors import Problem
from parknet.model.demands import Translator
from parknet.model.intent import Intent


def translators(intent: Intent) -> Iterator[Problem]:
    """Yield translators that hang nowhere, or whose addresses are somebody else's."""
    park = intent.park
    routers = [device.device for device in park.cores]
    routers += [device.device for _, device in park.single_gateways]
    first: dict[str, int] = {}
    for at, one in enumerate(park.ipv6.translators):
        path = ("park", "ipv6", "translators", at)
        if park.ipv6.phase == "dual-stack":
            yield Problem(
                intent.origin(*path),
                f"translator {one.translator} has nothing to translate in the phase dual-stack",
                "go on to the phase ipv6-mostly, or remove it",
            )
        if one.router not in routers:
            yield Problem(
                intent.origin(*path, "router"),
                f"there is no core or gateway {one.router}",
                suggestion(one.router, routers),
            )
        if first.setdefault(one.translator, at) != at:
            yield Problem(
                intent.origin(*path, "translator"),
                f"there are two translators {one.translator}",
                "give each a name of its own",
            )
        yield from _pool(intent, at, one)


def _pool(intent: Intent, at: int, one: Translator) -> Iterator[Problem]:
    where = intent.origin("park", "ipv6", "translators", at, "pool")
    for owner, network in _taken(intent, at):
        if one.pool.overlaps(network):
            yield Problem(
                where,
                f"the pool {one.pool} of translator {one.translator} overlaps {network} of {owner}",
                "use addresses that nothing else has",
            )
    if one.pool.is_multicast or one.pool.is_loopback or one.pool.is_link_local:
        yield Problem(where, f"{one.pool} is no pool of hosts' addresses", "use unicast addresses")


def _taken(intent: Intent, at: int) -> Iterator[tuple[str, IPv4Network]]:
    park = intent.park
    yield "buildings", park.addressing.ipv4
    yield "links", park.addressing.ipv4_links
    for uplink in park.uplinks:
        yield f"circuit {uplink.uplink}", uplink.ipv4.network
    for other in park.ipv6.translators[:at]:
        yield f"translator {other.translator}", other.pool
    # Hosts behind Tayga have one each, inside the translator alone (RFC 2544).
    yield "what a translator uses within itself", IPv4Network("198.18.0.0/15")
