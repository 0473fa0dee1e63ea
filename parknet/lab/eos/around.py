"""What EOS prints of its routing neighbours and of pings.

[D] Arista EOS User Manual 4.32, `show ip ospf neighbor`, `show ipv6 ospf neighbor`, `show ip bgp
summary`, `show ipv6 bgp summary`, `ping`; [U] the widths of columns.
"""

from collections.abc import Callable
from ipaddress import ip_address
from typing import Final

from parknet.lab.device import Device

_PINGS: Final = (
    "ping ip <ipv4> repeat <1-1000000> timeout <1-3600>",
    "ping ipv6 <ipv6> repeat <1-1000000> timeout <1-3600>",
)
COMMANDS: Final = (
    "show interfaces status connected",
    "show ip ospf neighbor",
    "show ipv6 ospf neighbor",
    "show ip bgp summary",
    "show ipv6 bgp summary",
    *_PINGS,
)
Words = tuple[str, ...]


def handlers(device: Device) -> dict[str, Callable[[Words], str]]:
    """Return what the commands of routing and pings print."""
    return {
        "show ip ospf neighbor": lambda _: _ospf(device),
        "show ipv6 ospf neighbor": lambda _: _ospfv3(device),
        "show ip bgp summary": lambda _: _bgp(device, 4),
        "show ipv6 bgp summary": lambda _: _bgp(device, 6),
        **{pattern: lambda words: _ping(device, words) for pattern in _PINGS},
    }


def _ospf(device: Device) -> str:
    near = device.around.ospf() if device.around is not None else []
    rows = [
        (
            f"{'Neighbor ID':<16}{'Instance':<9}{'VRF':<9}{'Pri':<4}{'State':<23}{'Dead Time':<12}"
            f"{'Address':<16}Interface"
        ),
        *(
            f"{one.router_id:<16}{1:<9}{'default':<9}{0:<4}{'FULL':<23}{'00:00:36':<12}"
            f"{one.address:<16}{one.interface}"
            for one in near
        ),
    ]
    return "".join(f"{row}\n" for row in rows)


def _ospfv3(device: Device) -> str:
    near = device.around.ospfv3() if device.around is not None else []
    rows = ['Routing Process "ospf 1":']
    for one in near:
        rows += [
            f"Neighbor {one.router_id} VRF default priority is 0, state is Full",
            f"  In area {one.area} interface {one.interface}",
            "  DR is None BDR is None",
            "  Options is E R V6",
            "  Dead timer is due in 34 seconds",
        ]
    return "".join(f"{row}\n" for row in rows)


def _bgp(device: Device, version: int) -> str:
    if device.around is None:
        return ""
    rows = [
        "BGP summary information for VRF default",
        f"Router identifier {device.around.router_id()}, local AS number {_own_as(device)}",
        "Neighbor Status Codes: m - Under maintenance",
        f"  {'Neighbor':<25}{'V':<3}{'AS':<12}MsgRcvd   MsgSent  InQ OutQ  Up/Down State   PfxRcd",
    ]
    for peer in device.around.bgp(version):
        state = f"{'Estab':<8}{1}" if peer.is_established else "Active"
        rows.append(
            f"  {peer.address!s:<25}{4:<3}{peer.as_number:<12}{30:>7} {30:>9} {0:>4} {0:>4} "
            f"00:20:00 {state}"
        )
    return "".join(f"{row}\n" for row in rows)


def _own_as(device: Device) -> str:
    keys = [key for key in device.running.root.children if key.startswith("router bgp ")]
    return keys[0].split()[-1] if keys else "-"


def _ping(device: Device, words: Words) -> str:
    address, count = words[2], int(words[4])
    answered = device.around is not None and device.around.answers(ip_address(address))
    rows = [f"PING {address} ({address}) 72(100) bytes of data."]
    if answered:
        rows += [
            f"80 bytes from {address}: icmp_seq={at} ttl=64 time=0.200 ms"
            for at in range(1, count + 1)
        ]
    rows += [
        "",
        f"--- {address} ping statistics ---",
        (
            f"{count} packets transmitted, {count if answered else 0} received, "
            f"{0 if answered else 100}% packet loss, time 1ms"
        ),
    ]
    return "".join(f"{row}\n" for row in rows)
