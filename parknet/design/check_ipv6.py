"""An intent in; what its IPv6 plan and its rollout ask for that cannot be or is not built, out.

Most of the prefix lint V1 holds by construction: /64 to a LAN, /127 to a link (RFC 6164), /128 to a
loopback, one block at a nibble to each building. What people write is looked at here.
"""

from collections.abc import Iterator
from ipaddress import IPv6Network
from typing import Final

from parknet.design.addressing import building_length
from parknet.errors import Problem
from parknet.model.intent import Intent

# What no site is numbered from, beside what `ipaddress` knows (IANA IPv6 special-purpose registry).
_SPECIAL: Final = (
    (IPv6Network("::/8"), "is reserved (RFC 4291)"),
    (IPv6Network("64:ff9b::/96"), "is the well-known prefix of NAT64 (RFC 6052)"),
    (IPv6Network("64:ff9b:1::/48"), "is for NAT64 within a network (RFC 8215)"),
    (IPv6Network("2002::/16"), "is 6to4 (RFC 7526: deprecated)"),
    (IPv6Network("fe80::/10"), "is link-local (RFC 4291)"),
    (IPv6Network("fec0::/10"), "is site-local (RFC 3879: deprecated)"),
    (IPv6Network("ff00::/8"), "is multicast (RFC 4291)"),
)
_NAT64_LENGTHS: Final = (32, 40, 48, 56, 64, 96)  # RFC 6052, 2.2


def ipv6(intent: Intent) -> Iterator[Problem]:
    """Yield what is wrong with the site prefix and with the phase of the rollout."""
    yield from _site(intent)
    yield from _rollout(intent)


def _site(intent: Intent) -> Iterator[Problem]:
    site = intent.park.addressing.ipv6
    where = intent.origin("park", "addressing", "ipv6")
    if site.prefixlen % 4 and 32 <= site.prefixlen <= 56:
        low, high = site.prefixlen // 4 * 4, site.prefixlen // 4 * 4 + 4
        yield Problem(
            where,
            f"the site prefix {site} does not end at a nibble: its blocks would not be whole "
            "digits of an address (RIPE-690, 4.2)",
            f"use the /{high} inside it, or a /{low}",
        )
    for prefix, meaning in _SPECIAL:
        if site.overlaps(prefix):
            yield Problem(
                where,
                f"the site prefix {site} lies in {prefix}, which {meaning}",
                "use the prefix that the carrier or the registry gave, or one of fd00::/8",
            )


def _rollout(intent: Intent) -> Iterator[Problem]:
    rollout = intent.park.ipv6
    yield from _segments(intent)
    if rollout.phase == "dual-stack":
        if "nat64" in rollout.model_fields_set:
            yield Problem(
                intent.origin("park", "ipv6", "nat64"),
                "nat64 is given, but nothing uses it in the phase dual-stack",
                "delete it, or go on to the phase ipv6-mostly",
            )
    else:
        yield from _nat64(intent, rollout.nat64)
        if not any(address.version == 6 for address in intent.park.services.dns):
            yield Problem(
                intent.origin("park", "services", "dns"),
                "no DNS server has an IPv6 address, but hosts without IPv4 ask only there",
                "give the DNS64 server's IPv6 address",
            )


def _segments(intent: Intent) -> Iterator[Problem]:
    """Yield segments that say of IPv4 what cannot be."""
    park = intent.park
    for name, segment in park.segments.items():
        where = intent.origin("park", "segments", name, "ipv4")
        if segment.ipv4 is not False:
            continue
        if name == park.management.segment:
            yield Problem(
                where,
                "the management segment keeps IPv4 in every phase: devices need it for what they "
                "log to and are managed by",
                "remove the line",
            )
        elif park.ipv6.phase == "dual-stack":
            yield Problem(
                where,
                f"segment {name} has no IPv4, but the phase dual-stack has no DNS64 for its hosts",
                "go on to the phase ipv6-mostly or ipv6-only, or remove the line",
            )


def _nat64(intent: Intent, prefix: IPv6Network) -> Iterator[Problem]:
    where = intent.origin("park", "ipv6", "nat64")
    if prefix.prefixlen not in _NAT64_LENGTHS:
        yield Problem(
            where,
            f"nat64 is a /{prefix.prefixlen}, in which no IPv4 address has a place (RFC 6052, 2.2)",
            "use a /96, or one of /32, /40, /48, /56, /64",
        )
    if int(prefix.network_address) >> 56 & 0xFF:
        yield Problem(
            where,
            f"bits 64 to 71 of nat64 {prefix} are not zero (RFC 6052, 2.2)",
            "use a prefix whose ninth byte is zero",
        )
    site = intent.park.addressing.ipv6
    length = building_length(site, len(intent.buildings), len(intent.park.segments))
    if length is None or not prefix.overlaps(site):
        return
    services = IPv6Network((int(site.network_address), length))
    if not prefix.subnet_of(services):
        yield Problem(
            where,
            f"nat64 {prefix} lies in the site prefix {site} where buildings and links are numbered",
            f"use a prefix in the site's first block {services}, which is for services",
        )
