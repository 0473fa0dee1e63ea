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
    return _hosts(device, command)


def _hosts(device: Device, command: str) -> dict[str, Any]:
    """Return the machines that a switch or a router knows."""
    if command == "show mac address-table":
        entries = [
            {
                "macAddress": host.mac,
                "vlanId": host.vlan,
                "interface": host.port,
                "entryType": "dynamic",
            }
            for host in device.occupants()
        ]
        return {"unicastTable": {"tableEntries": entries}}
    if command == "show ip arp":
        return {
            "ipV4Neighbors": [
                {"hwAddress": _dotted(host.mac), "address": str(host.used), "interface": host.port}
                for host in device.resolved()
                if host.used is not None
            ]
        }
    return {"ipV6Neighbors": []} if command == "show ipv6 neighbors" else {}


def _dotted(mac: str) -> str:
    digits = mac.replace(":", "")
    return ".".join(digits[at : at + 4] for at in range(0, 12, 4))


def dot1x_hosts(device: Device) -> str:
    """Return `show dot1x hosts`: who authenticated, and who did not and was let on."""
    rows = [
        "Port      Supplicant MAC Auth Method  State                     Fallback     VLAN",
        f"{'-' * 9} {'-' * 14} {'-' * 12} {'-' * 25} {'-' * 12} ----",
    ]
    for host in device.occupants():
        node = device.running.find(f"interface {host.port}")
        if node is None or "dot1x port-control" not in node.children:
            continue
        method = {"dot1x": "EAPOL", "mab": "MAC-BASED-AUTH"}.get(host.login, "EAPOL")
        state = "SUCCESS" if host.login else "FAILED"
        rows.append(f"{short_name(host.port):<9} {_dotted(host.mac)} {method:<12} {state:<25} NONE")
    return "".join(f"{row}\n" for row in rows)
