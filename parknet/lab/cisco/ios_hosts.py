"""What IOS shows of the machines on its ports and behind its interfaces.

Forms: [D] IOS Command References, show mac address-table, show ip dhcp snooping binding, show
authentication sessions, show ip arp, show ipv6 neighbors.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from parknet.lab.cisco.ios_displays import short_name

if TYPE_CHECKING:
    from parknet.lab.device import Device


def _dotted(mac: str) -> str:
    digits = mac.replace(":", "")
    return ".".join(digits[at : at + 4] for at in range(0, 12, 4))


def _macs(device: "Device") -> str:
    rows = [
        f"{host.vlan:>4}    {_dotted(host.mac)}    DYNAMIC     {short_name(host.port)}\n"
        for host in device.occupants()
    ]
    head = (
        f"          Mac Address Table\n{'-' * 43}\n\nVlan    Mac Address       Type        Ports\n"
    )
    total = f"Total Mac Addresses for this criterion: {len(rows)}\n"
    return head + "----    -----------       --------    -----\n" + "".join(rows) + total


def _snooped(device: "Device") -> str:
    is_on = "ip dhcp snooping" in device.running.root.children
    rows = [
        f"{host.mac.upper()}   {host.leased!s:<15}  86400       dhcp-snooping   {host.vlan:<4}  "
        f"{host.port}\n"
        for host in device.occupants()
        if is_on and host.leased is not None
    ]
    head = "MacAddress          IpAddress        Lease(sec)  Type           VLAN  Interface\n"
    return head + "".join(rows) + f"Total number of bindings: {len(rows)}\n"


def _sessions(device: "Device") -> str:
    rows = []
    for host in device.occupants():
        port = device.running.find(f"interface {host.port}")
        if port is None or "authentication port-control" not in port.children:
            continue
        status = "Auth" if host.login else "Unauth"
        rows.append(
            f"{short_name(host.port):<24} {_dotted(host.mac)} {host.login or 'N/A':<7} DATA    "
            f"{status:<11} 0A14020100000FB\n"
        )
    head = "Interface                MAC Address    Method  Domain  Status Fg  Session ID\n"
    return head + "-" * 92 + "\n" + "".join(rows) + f"\nSession count = {len(rows)}\n"


def _arp(device: "Device") -> str:
    rows = [
        f"Internet  {host.used!s:<15}        5   {_dotted(host.mac)}  ARPA   Vlan{host.vlan}\n"
        for host in device.resolved()
        if host.used is not None
    ]
    head = "Protocol  Address          Age (min)  Hardware Addr   Type   Interface\n"
    return head + "".join(rows)


def _near6(_: "Device") -> str:
    return "IPv6 Address                              Age Link-layer Addr State Interface\n"


DISPLAYS: Final[dict[str, "Callable[[Device], str]"]] = {
    "show mac address-table": _macs,
    "show ip dhcp snooping binding": _snooped,
    "show authentication sessions": _sessions,
    "show ip arp": _arp,
    "show ipv6 neighbors": _near6,
}
