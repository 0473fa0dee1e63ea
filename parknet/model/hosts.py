"""What the services hosts of a park serve: DHCP, DNS and RADIUS. Written by design, read by render.

A park without them has no addresses for its hosts, no DNS64 and no WiFi.
"""

from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Interface,
    IPv4Network,
    IPv6Address,
    IPv6Interface,
    IPv6Network,
)

from parknet.model.policy import Prefix


@dataclass(frozen=True, slots=True)
class Pool4:
    """A segment of one building as the DHCPv4 server knows it."""

    number: int  # Kea's subnet id: never another subnet's, whatever is added to the park
    building: str  # code
    segment: str
    prefix: IPv4Network
    gateway: IPv4Address
    relays: tuple[IPv4Address, ...]  # who forwards its requests
    first: IPv4Address  # of the pool
    last: IPv4Address
    lease_s: int
    prefers_ipv6: bool  # IPv6-Only Preferred (RFC 8925)
    controllers: tuple[IPv4Address, ...] = ()  # of access points (RFC 5417)
    option_43: str = ""  # the same as their maker wants it, in hexadecimal digits


@dataclass(frozen=True, slots=True)
class Pool6:
    """A segment of one building as the DHCPv6 server knows it; no pool where hosts use SLAAC."""

    number: int
    building: str
    segment: str
    prefix: IPv6Network
    first: IPv6Address | None
    last: IPv6Address | None
    lease_s: int
    controllers: tuple[IPv6Address, ...] = ()
    delegated: tuple[IPv6Network, ...] = ()  # one for each customer's router


@dataclass(frozen=True, slots=True)
class RadiusClient:
    """Who may ask the RADIUS server."""

    name: str
    prefix: Prefix


@dataclass(frozen=True, slots=True)
class RadiusHost:
    """The park's RADIUS server; secrets are names."""

    clients: tuple[RadiusClient, ...]
    secret: str
    city: tuple[IPv4Address | IPv6Address, ...]  # RadSec servers that answer for other realms
    city_secret: str  # opens the key that the city knows the park by


@dataclass(frozen=True, slots=True)
class DnsHost:
    """The park's resolver."""

    allowed: tuple[Prefix, ...]
    dns64: IPv6Network | None


@dataclass(frozen=True, slots=True)
class TranslatorHost:
    """A NAT64 translator (Tayga and nftables) on a link of its own."""

    name: str
    interface: str
    ipv4: IPv4Interface
    ipv6: IPv6Interface
    gateway4: IPv4Address
    gateway6: IPv6Address
    own: IPv6Address  # what Tayga itself answers and tells errors from
    nat64: IPv6Network
    pool: IPv4Network  # what the Internet sees
    hidden: tuple[IPv4Network, ...]  # the park's own: no way back in over IPv4
    asking: tuple[IPv6Network, ...]  # whose packets are translated
    operators: tuple[Prefix, ...]  # who may log in; empty where nobody is named


@dataclass(frozen=True, slots=True)
class HostsPlan:
    """What every services host is told."""

    park: str
    dhcp: tuple[IPv4Address, ...]
    dhcpv6: tuple[IPv6Address, ...]
    dns4: tuple[IPv4Address, ...]
    dns6: tuple[IPv6Address, ...]
    ntp4: tuple[IPv4Address, ...]
    pools4: tuple[Pool4, ...]
    pools6: tuple[Pool6, ...]
    dns: DnsHost
    radius: RadiusHost | None
    translators: tuple[TranslatorHost, ...] = ()
