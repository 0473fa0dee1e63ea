"""What templates print but must not compute: a value in, the device's spelling of it out."""

import re
from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv4Interface, IPv4Network, IPv6Interface, IPv6Network
from typing import Final

from parknet.model.network import StaticRoute
from parknet.names import encode_text
from parknet.render.linux import LINUX_FILTERS
from parknet.render.openwrt import OPENWRT_FILTERS

# Most numbers or ranges that one `vlan batch` takes (S5700, VLAN Configuration Commands).
RANGES_PER_LINE: Final = 10
_PLAIN: Final = re.compile(r"[A-Za-z0-9._/:+=~-]+").fullmatch


def name(text: str, limit: int) -> str:
    """Return any text as a command line takes it literally, at most `limit` characters.

    Example:
        >>> name("b03/1F-001", 80), name('3#厂房 "', 80)
        ('b03/1F-001', '3%23%E5%8E%82%E6%88%BF %22')
    """
    # Most names need no encoding, and there are a hundred thousand of them.
    if len(text) <= limit and _PLAIN(text):
        return text
    return encode_text(text, limit)


def vlan_ranges(numbers: Iterable[int]) -> list[str]:
    """Return VLAN numbers in rising order, runs as `a to b`.

    Example:
        >>> vlan_ranges([30, 10, 20, 21, 22])
        ['10', '20 to 22', '30']
    """
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return [str(low) if low == high else f"{low} to {high}" for low, high in runs]


@lru_cache(maxsize=4096)
def vlans(tagged: tuple[int, ...], native: int | None = None) -> str:
    """Return what a trunk lets pass: the tagged VLANs and the native one.

    Example:
        >>> vlans((40, 50), 100)
        '40 50 100'
    """
    return " ".join(vlan_ranges(tagged if native is None else (*tagged, native)))


def vlan_lines(numbers: Iterable[int]) -> list[str]:
    """Return VLAN numbers in rising order, in lines that one command takes.

    Example:
        >>> vlan_lines([10, 11, 12, 30])
        ['10 to 12 30']
    """
    ranges = vlan_ranges(numbers)
    return [
        " ".join(ranges[at : at + RANGES_PER_LINE]) for at in range(0, len(ranges), RANGES_PER_LINE)
    ]


def address_mask(interface: IPv4Interface) -> str:
    """Return an address and its mask.

    Example:
        >>> address_mask(IPv4Interface("10.20.12.1/24"))
        '10.20.12.1 255.255.255.0'
    """
    return f"{interface.ip} {interface.netmask}"


def network(interface: IPv6Interface) -> str:
    """Return the prefix an address lies in.

    Example:
        >>> network(IPv6Interface("2001:db8:0:310::1/64"))
        '2001:db8:0:310::/64'
    """
    return str(interface.network)


def version(routes: Iterable[StaticRoute], number: int) -> list[StaticRoute]:
    """Return the routes of one IP version."""
    return [route for route in routes if route.prefix.version == number]


def prefix_mask(prefix: IPv4Network) -> str:
    """Return a destination and its mask.

    Example:
        >>> prefix_mask(IPv4Network("0.0.0.0/0"))
        '0.0.0.0 0.0.0.0'
    """
    return f"{prefix.network_address} {prefix.netmask}"


def prefix_length(prefix: IPv4Network | IPv6Network) -> str:
    """Return a destination and its length.

    Example:
        >>> prefix_length(IPv6Network("::/0"))
        ':: 0'
    """
    return f"{prefix.network_address} {prefix.prefixlen}"


FILTERS: Final = (
    {
        "name": name,
        "vlans": vlans,
        "vlan_lines": vlan_lines,
        "address_mask": address_mask,
        "network": network,
        "version": version,
        "prefix_mask": prefix_mask,
        "prefix_length": prefix_length,
    }
    | LINUX_FILTERS
    | OPENWRT_FILTERS
)
