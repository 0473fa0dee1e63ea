"""What an OpenWrt device tells of its state over ubus and lldpcli, as JSON.

[C] procd, system.c (board, info); netifd, ubus.c (device status, interface dump); [D] lldpcli(8),
`-f json0`.
"""

from collections.abc import Callable
from ipaddress import IPv4Interface
from typing import TYPE_CHECKING, Any, Final

from parknet.lab.openwrt.language import REVISION, VERSION
from parknet.lab.openwrt.uci import UciConfig
from parknet.lab.tree import Config
from parknet.lab.view import DeviceView, PortView

if TYPE_CHECKING:
    from parknet.lab.device import Device

Json = dict[str, Any]
_VLAN_INTERFACE: Final = 136
_MEGABIT: Final = 10**6


def boards(device: "Device") -> dict[str, Callable[[], Json]]:
    """Return what each call is answered with, by object and method."""
    return {
        "system board": lambda: _board(device),
        "system info": lambda: {"uptime": int(device.clock.now() - device.booted_s)},
        "network.device status": lambda: _devices(device.look()),
        "network.interface dump": lambda: _interfaces(device.look(), _names(device.running)),
        "lldp": lambda: _neighbours(device.look()),
    }


def _board(device: "Device") -> Json:
    return {
        "kernel": "5.15.167",
        "hostname": device.sysname,
        "system": "emulated",
        "model": device.model,
        "board_name": "parknet,lab",
        "release": {
            "distribution": "OpenWrt",
            "version": VERSION,
            "revision": REVISION,
            "target": "emulated/generic",
            "description": f"OpenWrt {VERSION} {REVISION}",
        },
    }


def _mac(raw: bytes) -> str:
    return raw.hex(":")


def _devices(view: DeviceView | None) -> Json:
    return {port.name: _device(port) for port in view.ports} if view is not None else {}


def _names(config: Config) -> dict[str, str]:
    """Return the interfaces of UCI by the device that each is on."""
    if not isinstance(config, UciConfig):
        return {}
    return {one.text("device"): one.name for one in config.sections("network", "interface")}


def _device(port: PortView) -> Json:
    shown: Json = {
        "present": True,
        "type": "Network device",
        "up": port.admin_up,
        "carrier": port.oper == "up",
        "mtu": port.mtu,
        "macaddr": _mac(port.mac),
    }
    if port.oper == "up" and port.speed_bps:
        shown["speed"] = f"{port.speed_bps // _MEGABIT}F"
    return shown


def _interfaces(view: DeviceView | None, names: dict[str, str]) -> Json:
    if view is None:
        return {"interface": []}
    addresses: dict[int, list[Any]] = {}
    for one in view.addresses:
        addresses.setdefault(one.port_index, []).append(one.address)
    return {
        "interface": [
            {
                "interface": names.get(port.name, port.name),
                "up": port.oper == "up",
                "proto": "static",
                "l3_device": port.name,
                "device": port.name,
                "ipv4-address": _addresses(addresses.get(port.index, []), is_v4=True),
                "ipv6-address": _addresses(addresses.get(port.index, []), is_v4=False),
            }
            for port in view.ports
            if port.type == _VLAN_INTERFACE
        ]
    }


def _addresses(found: list[Any], *, is_v4: bool) -> list[Json]:
    return [
        {"address": str(one.ip), "mask": one.network.prefixlen}
        for one in found
        if isinstance(one, IPv4Interface) == is_v4
    ]


def _neighbours(view: DeviceView | None) -> Json:
    rows = view.neighbours if view is not None else ()
    return {
        "lldp": [
            {
                "interface": [
                    {
                        "name": row.port_name,
                        "via": "LLDP",
                        "chassis": [
                            {
                                "id": [{"type": "mac", "value": _mac(row.remote_chassis)}],
                                "name": [{"value": row.remote_name}],
                            }
                        ],
                        "port": [
                            {
                                "id": [{"type": "ifname", "value": row.remote_port}],
                                "descr": [{"value": row.remote_port}],
                            }
                        ],
                    }
                    for row in rows
                ]
            }
        ]
    }
