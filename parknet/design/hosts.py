"""An intent and its network in; what the park's DHCP, DNS and RADIUS servers are told, out.

Subnets, gateways and relay agents are those the routers have, read from their VLAN interfaces.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import Final, NamedTuple

from parknet.design.rollout import prefers_ipv6
from parknet.design.translators import translator_hosts
from parknet.design.wireless import controllers_of
from parknet.design.wlan import platform_of
from parknet.model.hosts import DnsHost, HostsPlan, Pool4, Pool6, RadiusClient, RadiusHost
from parknet.model.intent import Intent, Segment
from parknet.model.network import DevicePlan, Network, SviPlan

# Whose devices come and go within a day.
_COMING_AND_GOING: Final = frozenset({"wifi", "guest"})
_HOUR: Final = 3600
_DAY: Final = 24 * _HOUR
_POOL6: Final = (0x1000, 0xFFFF)  # the hosts of a DHCPv6 pool, by number

Gateways = Mapping[tuple[str, str], list[SviPlan]]


class Controllers(NamedTuple):
    """Where controllers of access points are, and in which segments that is told."""

    ipv4: tuple[IPv4Address, ...]
    ipv6: tuple[IPv6Address, ...]
    option_43: str
    natives: frozenset[str]


def service_hosts(intent: Intent, network: Network) -> HostsPlan:
    """Return what the services hosts serve.

    Args:
        intent: a validated park.
        network: what was designed from it.

    Returns:
        One DHCP subnet for each segment of each building whose gateway relays.
    """
    services = intent.park.services
    gateways = _gateways(network)
    used = _used_hosts(network)
    controllers = _controllers(intent, network)
    return HostsPlan(
        park=intent.park.park,
        dhcp=services.dhcp,
        dhcpv6=services.dhcpv6,
        dns4=tuple(address for address in services.dns if isinstance(address, IPv4Address)),
        dns6=tuple(address for address in services.dns if isinstance(address, IPv6Address)),
        ntp4=tuple(address for address in services.ntp if isinstance(address, IPv4Address)),
        pools4=tuple(_pools4(intent, gateways, used, controllers)),
        pools6=tuple(_pools6(intent, gateways, controllers)),
        dns=DnsHost(
            allowed=(
                intent.park.addressing.ipv4,
                intent.park.addressing.ipv4_links,
                intent.park.addressing.ipv6,
            ),
            dns64=intent.park.ipv6.nat64 if intent.park.ipv6.phase != "dual-stack" else None,
        ),
        radius=_radius(intent, network),
        translators=tuple(translator_hosts(intent, network)),
    )


def _gateways(network: Network) -> Gateways:
    """Return the VLAN interfaces that relay, by building and segment, in the network's order."""
    found: dict[tuple[str, str], list[SviPlan]] = defaultdict(list)
    for device in network.devices:
        for svi in device.svis:
            if svi.segment and (svi.relay4 or svi.relay6):
                found[device.building, svi.segment].append(svi)
    return found


def _used_hosts(network: Network) -> dict[IPv4Network, set[int]]:
    """Return the addresses that devices have in each subnet, as numbers within it."""
    used: dict[IPv4Network, set[int]] = defaultdict(set)
    for device in network.devices:
        for svi in device.svis:
            if svi.ipv4 is not None and svi.segment:
                subnet = svi.ipv4.network
                start = int(subnet.network_address)
                used[subnet].add(int(svi.ipv4.ip) - start)
                if svi.vrrp is not None and svi.vrrp.ipv4 is not None:
                    used[subnet].add(int(svi.vrrp.ipv4) - start)
    return used


def _controllers(intent: Intent, network: Network) -> Controllers:
    """Return the addresses by which access points find their controllers, and where they ask."""
    names = dict.fromkeys(ap.controller for ap in network.aps)
    if intent.park.wlan.controller is not None or intent.park.controllers:
        names = dict.fromkeys(controllers_of(intent.park))
    devices = [network.by_name[name] for name in names if name in network.by_name]
    ipv4 = tuple(device.management4.ip for device in devices)
    platform = platform_of(intent)
    profiles = {ap.profile for ap in network.aps}
    managed = {n for n, segment in intent.park.segments.items() if segment.purpose == "management"}
    return Controllers(
        ipv4=ipv4,
        ipv6=tuple(device.management6.ip for device in devices),
        option_43=option_43(ipv4, platform.option_43) if platform is not None else "",
        natives=frozenset(managed | {intent.library.aps[name].native for name in profiles}),
    )


def option_43(addresses: Sequence[IPv4Address], form: str | None) -> str:
    """Return where controllers are as their maker's access points read it in option 43.

    Args:
        addresses: of the controllers.
        form: `ascii` is Huawei's sub-option 3, addresses as text (How to Configure Option 43 When
            Huawei APs Are Connected to DHCP Servers of Different Vendors, EDOC1100202779); `pxe` is
            H3C's sub-option 0x80 with server type 0 (DHCP Option 43 Vendor-Specific Configuration
            Examples, 5W100); None where they read option 138 alone.

    Example:
        >>> option_43([IPv4Address("10.1.7.1")], "ascii")
        '030831302e312e372e31'
        >>> option_43([IPv4Address("192.168.10.100")], "pxe")
        '8007000001c0a80a64'
    """
    if not addresses or form is None:
        return ""
    if form == "ascii":
        text = ",".join(map(str, addresses)).encode()
        return (bytes([3, len(text)]) + text).hex()
    packed = b"".join(address.packed for address in addresses)
    return (bytes([0x80, 3 + len(packed), 0, 0, len(addresses)]) + packed).hex()


def _lease_s(segment: Segment) -> int:
    return 2 * _HOUR if segment.purpose in _COMING_AND_GOING else _DAY


def pool_hosts(used: set[int], size: int, hosts: int) -> tuple[int, int]:
    """Return the first and last host of a subnet's pool, as numbers within the subnet.

    Devices number from the subnet's start, so room for twice as many and eight more is kept there
    where the planned hosts leave it. A device in the upper half ends the pool below it.

    Args:
        used: what devices have.
        size: addresses in the subnet, a power of two and at least 8.
        hosts: how many hosts are planned for.

    Example:
        >>> pool_hosts({1}, 256, 200), pool_hosts({1}, 256, 253), pool_hosts({1, 254}, 256, 9)
        ((12, 254), (2, 254), (14, 253))
    """
    half = size // 2
    low = max((number for number in used if number < half), default=1)
    high = min((number for number in used if number >= half), default=size - 1)
    spared = min(2 + 2 * len(used) + 8, high - hosts)
    return max(spared, low + 1), high - 1


def _pools4(
    intent: Intent,
    gateways: Gateways,
    used: Mapping[IPv4Network, set[int]],
    controllers: Controllers,
) -> Iterator[Pool4]:
    for (building, name), svis in gateways.items():
        own = [svi.ipv4 for svi in svis if svi.ipv4 is not None and svi.relay4]
        if not own:
            continue
        segment = intent.park.segments[name]
        prefix = own[0].network
        start = int(prefix.network_address)
        first, last = pool_hosts(used[prefix], prefix.num_addresses, segment.hosts)
        virtual = [svi.vrrp.ipv4 for svi in svis if svi.vrrp and svi.vrrp.ipv4]
        yield Pool4(
            number=start,  # subnets share no address
            building=building,
            segment=name,
            prefix=prefix,
            gateway=virtual[0] if virtual else own[0].ip,
            relays=tuple(interface.ip for interface in own),
            first=IPv4Address(start + first),
            last=IPv4Address(start + last),
            lease_s=_lease_s(segment),
            prefers_ipv6=prefers_ipv6(intent.park, name),
            controllers=controllers.ipv4 if name in controllers.natives else (),
            option_43=controllers.option_43 if name in controllers.natives else "",
        )


def _pools6(
    intent: Intent,
    gateways: Gateways,
    controllers: Controllers,
) -> Iterator[Pool6]:
    for (building, name), svis in gateways.items():
        own = [svi.ipv6 for svi in svis if svi.ipv6 is not None and svi.relay6]
        if not own:
            continue
        segment = intent.park.segments[name]
        prefix: IPv6Network = own[0].network
        start = int(prefix.network_address)
        managed = segment.ipv6 == "dhcpv6"
        yield Pool6(
            # Unique within a site prefix of /32 or longer; 0 is the first block, for services.
            number=start >> 64 & 0xFFFFFFFF,
            building=building,
            segment=name,
            prefix=prefix,
            first=IPv6Address(start + _POOL6[0]) if managed else None,
            last=IPv6Address(start + _POOL6[1]) if managed else None,
            lease_s=_lease_s(segment),
            controllers=controllers.ipv6 if name in controllers.natives else (),
            delegated=svis[0].delegated,
        )


def _radius(intent: Intent, network: Network) -> RadiusHost | None:
    """Return the park's own server, if its devices have one to ask."""
    park = intent.park
    if park.radius is None:
        return None
    city = park.wlan.city_radius
    joined = city is not None and any(ssid.roams_with_city for ssid in park.wlan.ssids)
    return RadiusHost(
        clients=tuple(_clients(network)),
        secret=park.radius.secret,
        city=city.servers if city is not None and joined else (),
        city_secret=city.secret if city is not None and joined else "",
    )


def _clients(network: Network) -> Iterator[RadiusClient]:
    """Yield each router and controller, and the management subnets of access switches."""
    for device in network.devices:
        if device.router_id is not None or device.role == "controller":
            yield RadiusClient(device.name, IPv4Network(device.management4.ip))
            yield RadiusClient(f"{device.name}-v6", IPv6Network(device.management6.ip))
    seen: set[IPv4Network] = set()
    for device in network.devices:
        if device.role == "access" and device.management4.network not in seen:
            seen.add(device.management4.network)
            yield RadiusClient(_of(device), device.management4.network)
            yield RadiusClient(f"{_of(device)}-v6", device.management6.network)


def _of(device: DevicePlan) -> str:
    return f"{device.building or device.name}-access"
