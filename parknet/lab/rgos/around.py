"""What RGOS prints of its routing neighbours and of pings.

[D] RGOS 11.4 IP Routing Configuration Guide, OSPFv2, OSPFv3, BGP, and System Configuration, ping:
`show ip ospf neighbor`, `show ipv6 ospf neighbor`, `show bgp … summary`; [U] the widths.
"""

from collections.abc import Callable
from ipaddress import ip_address
from typing import Final

from parknet.lab.around import Adjacency
from parknet.lab.device import Device

_PINGS: Final = (
    "ping <ipv4> ntimes <1-4294967295> timeout <1-10>",
    "ping ipv6 <ipv6> ntimes <1-4294967295> timeout <1-10>",
)
COMMANDS: Final = (
    "show ip ospf neighbor",
    "show ipv6 ospf neighbor",
    "show bgp ipv4 unicast summary",
    "show bgp ipv6 unicast summary",
    *_PINGS,
)
_HEAD: Final = (
    f"{'Neighbor ID':<18}{'Pri':<6}{'State':<21}{'BFD State':<11}{'Dead Time':<12}"
    f"{'Address':<16}Interface"
)


def handlers(device: Device) -> dict[str, Callable[[tuple[str, ...]], str]]:
    """Return what these commands print."""
    return {
        "show ip ospf neighbor": lambda _: _ospf(device),
        "show ipv6 ospf neighbor": lambda _: _ospfv3(device),
        "show bgp ipv4 unicast summary": lambda _: _bgp(device, 4),
        "show bgp ipv6 unicast summary": lambda _: _bgp(device, 6),
        _PINGS[0]: lambda words: _ping(device, words[1], int(words[3])),
        _PINGS[1]: lambda words: _ping(device, words[2], int(words[4])),
    }


def _row(near: Adjacency, address: str) -> str:
    return (
        f"{near.router_id:<18}{1:<6}{'Full/ -':<21}{'-':<11}{'00:00:33':<12}{address:<16}"
        f"{near.interface}\n"
    )


def _ospf(device: Device) -> str:
    found = device.around.ospf() if device.around is not None else []
    rows = "".join(_row(near, near.address) for near in found)
    return f"\nOSPF process 1, {len(found)} Neighbors, {len(found)} is Full:\n{_HEAD}\n{rows}"


def _ospfv3(device: Device) -> str:
    found = device.around.ospfv3() if device.around is not None else []
    head = _HEAD.replace("Address", "Instance ID")
    rows = "".join(_row(near, "0") for near in found)
    return f"\nOSPFv3 Process (1), {len(found)} Neighbors, {len(found)} is Full:\n{head}\n{rows}"


def _bgp(device: Device, version: int) -> str:
    found = device.around.bgp(version) if device.around is not None else []
    rows = "".join(
        f"{peer.address!s:<40}4 {peer.as_number:>10} {287:>8} {287:>8} {1:>7}    0    0 "
        f"{'04:05:22' if peer.is_established else 'never':>9} "
        f"{'1' if peer.is_established else 'Active':>12}\n"
        for peer in found
    )
    titles = "V         AS  MsgRcvd  MsgSent  TblVer  InQ OutQ   Up/Down State/PfxRcd"
    return f"{'Neighbor':<40}{titles}\n{rows}\nTotal number of neighbors {len(found)}\n"


def _ping(device: Device, address: str, count: int) -> str:
    answered = device.around is not None and device.around.answers(ip_address(address))
    got = count if answered else 0
    times = ", round-trip min/avg/max = 1/1/1 ms" if answered else ""
    return (
        f"Sending {count}, 100-byte ICMP Echoes to {address}, timeout is 1 seconds:\n"
        f"  < press Ctrl+C to break >\n{('!' if answered else '.') * count}\n"
        f"Success rate is {100 * got // count} percent ({got}/{count}){times}.\n"
    )
