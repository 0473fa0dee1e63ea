"""What templates print of routing tables beside the global one: processes, and static routes.

Each platform spells a route between two tables its own way; a route without next hop discards.
"""

from ipaddress import IPv4Address
from typing import Final, NamedTuple

from parknet.model.network import DevicePlan, SviPlan, TableRoute


class Process(NamedTuple):
    """OSPF and OSPFv3 of one table: what runs in it on this device."""

    name: str
    number: int
    router_id: object
    default_originate: bool
    svis: tuple[SviPlan, ...]
    areas: tuple[str, ...]  # the backbone first


def table_processes(device: DevicePlan) -> list[Process]:
    """Return the processes of a device's tables beside the global one."""
    found = []
    for vrf in device.vrfs:
        svis = tuple(svi for svi in device.svis if svi.vrf == vrf.name and svi.ospf)
        areas = sorted({svi.area for svi in svis}, key=lambda area: int(IPv4Address(area)))
        found.append(
            Process(vrf.name, vrf.number, vrf.router_id, vrf.default_originate, svis, tuple(areas))
        )
    return found


def ospf_process(svi: SviPlan, device: DevicePlan) -> int:
    """Return the number of the OSPF process that a VLAN interface is in: 1 is the global one's."""
    if not svi.vrf:
        return 1
    return next(vrf.number for vrf in device.vrfs if vrf.name == svi.vrf)


def vrp_table_routes(device: DevicePlan) -> list[str]:
    """Return the static routes that join tables, as VRP writes them.

    [D] S5700, Static Route Configuration Commands, ip route-static vpn-instance: `public` and
    `vpn-instance` say in which table the next hop is. [U] `public` of IPv6 on VRP 5.
    """
    return [_huawei(route) for route in _in_order(device)]


def _huawei(route: TableRoute) -> str:
    prefix = route.prefix
    words = ["ip" if prefix.version == 4 else "ipv6", "route-static"]
    if route.vrf:
        words += ["vpn-instance", route.vrf]
    size = prefix.netmask if prefix.version == 4 else prefix.prefixlen
    words += [str(prefix.network_address), str(size)]
    return " ".join([*words, *_huawei_hop(route)])


def _huawei_hop(route: TableRoute) -> list[str]:
    if route.next_hop is None:
        return ["NULL0"]
    hop = str(route.next_hop)
    if route.vrf == route.next_vrf:
        return [hop]
    return [hop, "public"] if not route.next_vrf else ["vpn-instance", route.next_vrf, hop]


def comware_table_routes(device: DevicePlan) -> list[str]:
    """Return the same as Comware writes them.

    [D] H3C, Layer 3 IP routing, Static routing commands, ip route-static (public network, VPN
    network), ipv6 route-static: the length of a mask, not the mask.
    """
    lines = []
    for route in _in_order(device):
        prefix = route.prefix
        words = ["ip" if prefix.version == 4 else "ipv6", "route-static"]
        if route.vrf:
            words += ["vpn-instance", route.vrf]
        words += [str(prefix.network_address), str(prefix.prefixlen)]
        lines.append(" ".join([*words, *_huawei_hop(route)]))
    return lines


def ios_table_routes(device: DevicePlan) -> list[str]:
    """Return the same as Cisco IOS-XE writes them.

    [D] CR MPLS, ip route vrf: `global` for a next hop in the global table, and the interface where
    a global route leads into a table; CR IPv6, ipv6 route: nexthop-vrf.
    """
    return [_cisco(route, "Null0") for route in _in_order(device)]


def rgos_table_routes(device: DevicePlan) -> list[str]:
    """Return the same as Ruijie RGOS writes them, which is much as Cisco does [U]."""
    return [_cisco(route, "Null 0") for route in _in_order(device)]


def _cisco(route: TableRoute, null: str) -> str:
    prefix, crosses = route.prefix, route.vrf != route.next_vrf
    words = ["ip" if prefix.version == 4 else "ipv6", "route"]
    if route.vrf:
        words += ["vrf", route.vrf]
    if prefix.version == 4:
        words += [str(prefix.network_address), str(prefix.netmask)]
    else:
        words.append(str(prefix))
    if route.next_hop is None:
        return " ".join([*words, null])
    if crosses and prefix.version == 4 and route.next_vrf:
        words.append(route.interface)
    words.append(str(route.next_hop))
    if crosses and prefix.version == 6:
        words += ["nexthop-vrf", route.next_vrf or "default"]
    elif crosses and not route.next_vrf:
        words.append("global")
    return " ".join(words)


def eos_table_routes(device: DevicePlan) -> list[str]:
    """Return the same as Arista EOS writes them.

    [D] EOS 4.34 TOI, Static Inter-VRF Route: `egress-vrf` is the table of the next hop.
    """
    lines = []
    for route in _in_order(device):
        words = ["ip" if route.prefix.version == 4 else "ipv6", "route"]
        if route.vrf:
            words += ["vrf", route.vrf]
        words.append(str(route.prefix))
        if route.next_hop is not None and route.vrf != route.next_vrf:
            words += ["egress-vrf", route.next_vrf or "default"]
        lines.append(" ".join([*words, str(route.next_hop or "Null0")]))
    return lines


def _in_order(device: DevicePlan) -> list[TableRoute]:
    """Return the routes by IP version and table: the order does not matter to a device."""
    return sorted(
        device.table_routes,
        key=lambda route: (
            route.prefix.version,
            route.vrf,
            int(route.prefix.network_address),
            route.prefix.prefixlen,
            int(route.next_hop or 0),
        ),
    )


TABLE_FILTERS: Final = {
    "table_processes": table_processes,
    "ospf_process": ospf_process,
    "vrp_table_routes": vrp_table_routes,
    "comware_table_routes": comware_table_routes,
    "ios_table_routes": ios_table_routes,
    "rgos_table_routes": rgos_table_routes,
    "eos_table_routes": eos_table_routes,
}
