"""What follows `ip route` in any command line in; its prefix and next hop out."""

from ipaddress import ip_network

from tests.conformance.meaning import Meaning

NOWHERE = ("null0", "null", "blackhole")


def add_static(found: Meaning, text: str) -> None:
    """Add a static route that is no default: `A/24 N`, `A 24 N` or `A 255.255.255.0 N`."""
    words = text.lower().split()
    if "/" not in words[0]:
        words[:2] = [f"{words[0]}/{words[1]}"]
    prefix = ip_network(words[0])
    if prefix.prefixlen:
        found.statics.add((str(prefix), "discard" if words[1] in NOWHERE else words[1]))
