"""What EOS shows of its state, as a table and, behind `| json`, as a record.

[D] Arista EOS User Manual 4.32, `show interfaces status`, `show lldp neighbors`; the records as
other programs read them.
"""

from typing import Any, Final

from parknet.lab.device import Device

_SHORT: Final = {"Port-Channel": "Po", "Management": "Ma", "Ethernet": "Et", "Loopback": "Lo",
                 "Vlan": "Vl"}  # fmt: skip


def short_name(name: str) -> str:
    """Return an interface's name as EOS's tables have it.

    Example:
        >>> short_name("Ethernet49/1")
        'Et49/1'
    """
    for whole, short in _SHORT.items():
        if name.startswith(whole):
            return short + name.removeprefix(whole)
    return name


def interfaces_status(device: Device, *, only_up: bool = False) -> str:
    """Return `show interfaces status`, of all ports or of those that are connected."""
    view = device.look()
    rows = ["Port       Name                 Status       Vlan     Duplex Speed  Type"]
    for port in () if view is None else view.ports:
        if (only_up and port.oper != "up") or port.name.startswith(("Vlan", "Loopback")):
            continue
        state = "connected" if port.oper == "up" else "notconnect"
        state = state if port.admin_up else "disabled"
        speed = f"{port.speed_bps // 10**9}G" if port.speed_bps >= 10**9 else "auto"
        rows.append(
            f"{short_name(port.name):<11}{port.alias[:20]:<21}{state:<13}{'':<9}"
            f"{port.duplex:<7}{speed:<7}"
        )
    return "".join(f"{row.rstrip()}\n" for row in rows)


def lldp_neighbors(device: Device) -> str:
    """Return `show lldp neighbors`."""
    view = device.look()
    rows = [
        "Last table change time   : 0:16:21 ago",
        "",
        f"{'Port':<13} {'Neighbor Device ID':<24} {'Neighbor Port ID':<22} TTL",
        f"{'-' * 10:<10} {'-' * 24} {'-' * 22} ---",
    ]
    for near in () if view is None else view.neighbours:
        rows.append(
            f"{short_name(near.port_name):<13} {near.remote_name:<24} {near.remote_port:<22} 120"
        )
    return "".join(f"{row.rstrip()}\n" for row in rows)


def records(device: Device, command: str) -> dict[str, Any]:
    """Return what a command shows behind `| json`; nothing where it has no such form."""
    view = device.look()
    if command == "show lldp neighbors":
        near = () if view is None else view.neighbours
        return {
            "lldpNeighbors": [
                {
                    "port": one.port_name,
                    "neighborDevice": one.remote_name,
                    "neighborPort": one.remote_port,
                    "ttl": 120,
                }
                for one in near
            ]
        }
    if command == "show interfaces":
        ports = () if view is None else view.ports
        return {
            "interfaces": {
                port.name: {
                    "name": port.name,
                    "lineProtocolStatus": "up" if port.oper == "up" else "down",
                    "interfaceStatus": "disabled"
                    if not port.admin_up
                    else ("connected" if port.oper == "up" else "notconnect"),
                    "description": port.alias,
                    "mtu": port.mtu,
                    "bandwidth": port.speed_bps,
                    "physicalAddress": port.mac.hex(":"),
                }
                for port in ports
            }
        }
    return {}
