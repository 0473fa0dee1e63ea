"""What RGOS prints of the machines on its ports.

[D] RGOS 11.4 Ethernet Switching, IP Address and Application, Security: show mac-address-table, show
arp, show ip dhcp snooping binding, show dot1x summary; [U] the widths.
"""

from collections.abc import Callable
from typing import Final

from parknet.lab.device import Device
from parknet.lab.hosts import OnPort

COMMANDS: Final = (
    "show mac-address-table",
    "show ip dhcp snooping binding",
    "show dot1x summary",
    "show arp",
    "show ipv6 neighbors",
)


def handlers(device: Device) -> dict[str, Callable[[tuple[str, ...]], str]]:
    """Return what these commands print."""
    return {
        "show mac-address-table": lambda _: _macs(device),
        "show ip dhcp snooping binding": lambda _: _bindings(device),
        "show dot1x summary": lambda _: _users(device),
        "show arp": lambda _: _arp(device),
        "show ipv6 neighbors": lambda _: (
            "IPv6 Address                            Linklayer Addr   Interface\n"
        ),
    }


def _dotted(mac: str) -> str:
    digits = mac.replace(":", "")
    return ".".join(digits[at : at + 4] for at in range(0, 12, 4))


def _macs(device: Device) -> str:
    rows = "".join(
        f"{host.vlan:>10}  {_dotted(host.mac):<20} {'DYNAMIC':<8} {host.port:<30} 0d 00:10:21\n"
        for host in device.occupants()
    )
    titles = f"{'Vlan':<10}  {'MAC Address':<20} {'Type':<8} {'Interface':<30} Live Time"
    return f"{titles}\n{'-' * 10}  {'-' * 20} {'-' * 8} {'-' * 30} -------------\n{rows}"


def _bindings(device: Device) -> str:
    snooped = device.running.find("ip dhcp snooping") is not None
    bound = [host for host in device.occupants() if snooped and host.leased is not None]
    rows = "".join(
        f"{_dotted(host.mac):<18} {host.leased!s:<15} {86_400:<12} {'DHCP-Snooping':<13} "
        f"{host.vlan:<5} {host.port}\n"
        for host in bound
    )
    titles = f"{'MacAddress':<18} {'IpAddress':<15} {'Lease(sec)':<12} {'Type':<13} VLAN  Interface"
    return f"Total number of bindings: {len(bound)}\n{titles}\n{'-' * 78}\n{rows}"


def _asks(device: Device, port: str) -> bool:
    node = device.running.find(f"interface {port}")
    return node is not None and "dot1x port-control" in " ".join(node.children)


def _users(device: Device) -> str:
    asked: list[OnPort] = [host for host in device.occupants() if _asks(device, host.port)]
    rows = "".join(
        f"{at:<9} {host.mac:<20} {_dotted(host.mac):<15} {host.port:<25} {host.vlan:<5}"
        f"{'Authenticated' if host.login else 'Connecting':<15} "
        f"{'Idle' if host.login else 'Response':<14}{'Authed' if host.login else 'Unauthed'}\n"
        for at, host in enumerate(asked, 1)
    )
    titles = f"{'ID':<9} {'Username':<20} {'MAC':<15} {'Interface':<25} {'VLAN':<5}Auth-State"
    return f"{titles:<91}Backend-State Port-Status\n{'-' * 110}\n{rows}"


def _arp(device: Device) -> str:
    rows = "".join(
        f"{'Internet':<9} {host.used!s:<16} {3:<9} {_dotted(host.mac):<15} "
        f"arpa   VLAN {host.vlan}\n"
        for host in device.resolved()
        if host.used is not None
    )
    titles = f"{'Protocol':<9} {'Address':<16} {'Age(min)':<9} {'Hardware':<15} Type   Interface"
    return f"{titles}\n{rows}"
