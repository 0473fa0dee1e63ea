"""An intent in; what people may write but this release does not build, out.

What is written is never ignored in silence: a line stays here until design and templates hold it.
"""

from collections.abc import Iterator

from parknet.errors import Problem
from parknet.model.intent import Intent, Path


def not_built(intent: Intent) -> Iterator[Problem]:
    """Yield a problem for every line that asks for what is not built."""
    for path, what, remedy in _asked(intent):
        yield Problem(
            intent.origin(*path), f"this release does not build {what} yet", remedy or "remove it"
        )


def _asked(intent: Intent) -> Iterator[tuple[Path, str, str]]:
    park = intent.park
    for name, segment in park.segments.items():
        at = ("park", "segments", name)
        if segment.vrf is not None:
            yield (*at, "vrf"), "routing tables of their own", "remove it; `reach` keeps it apart"
        if segment.multicast:
            yield (*at, "multicast"), "multicast routing and snooping", ""
    for number, ring in enumerate(park.rings):
        yield (
            ("park", "rings", number),
            f"rings: every switch has one way up, so {ring.ring} would not close",
            "remove it; a second uplink of a building gives it another way",
        )
    if park.ipv6.phase != "dual-stack":
        yield ("park", "ipv6", "phase"), f"the phase {park.ipv6.phase} with its NAT64", ""
    elif "nat64" in park.ipv6.model_fields_set:
        yield ("park", "ipv6", "nat64"), "NAT64", ""
    for number, _ in enumerate(park.raw):
        yield ("park", "raw", number), "lines of an escape hatch", ""
    if park.wlan.city_radius is not None:
        yield ("park", "wlan", "city_radius"), "realms that are proxied to the city", ""
    for number, ssid in enumerate(park.wlan.ssids):
        if ssid.roams_with_city:
            path: Path = ("park", "wlan", "ssids", number, "roams_with_city")
            yield path, "roaming with the city", ""
