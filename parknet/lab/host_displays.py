"""What devices print of the machines on their ports, in their vendors' forms.

[D] S1720 to S6720 V200R011 and S5130S, S6520X (R65xx) command references, display mac-address,
display dhcp snooping user-bind, display access-user, display arp and their like; [U] the widths.
"""

from collections.abc import Callable, Iterable
from typing import Final

from parknet.lab.device import Device
from parknet.lab.displays import short_name
from parknet.lab.hosts import OnPort
from parknet.lab.tree import Node

VRP_COMMANDS: Final = (
    "display mac-address",
    "display dhcp snooping user-bind all",
    "display dhcp static user-bind all",
    "display nd snooping user-bind all",
    "display access-user",
    "display arp all",
    "display ipv6 neighbors",
)
COMWARE_COMMANDS: Final = (
    "display mac-address",
    "display dhcp snooping binding",
    "display ip source binding static",
    "display dot1x connection",
    "display dot1x connection open",
    "display mac-authentication connection",
    "display mac-authentication connection open",
    "display arp all",
    "display ipv6 neighbors all",
)
_LINE: Final = "-" * 79
_NO_SNOOPING: Final = "Error: DHCP snooping is not enabled.\n"

Handler = Callable[[tuple[str, ...]], str]


def handlers(device: Device) -> dict[str, Handler]:
    """Return what the commands about machines print."""
    table = _COMWARE if device.grammar.vendor == "h3c" else _VRP
    return {command: lambda _, show=show: show(device) for command, show in table.items()}  # type: ignore[misc]


def _dashed(mac: str) -> str:
    digits = mac.replace(":", "")
    return "-".join(digits[at : at + 4] for at in range(0, 12, 4))


def _port(device: Device, port: str) -> Node | None:
    return device.running.find(f"interface {port}")


def _snoops(device: Device) -> bool:
    return any(key.startswith("dhcp snooping enable") for key in device.running.root.children)


def _asks(device: Device, port: str) -> bool:
    """Return whether a port asks its hosts to authenticate."""
    node = _port(device, port)
    words = ("dot1x", "authentication-profile", "mac-authentication")
    return node is not None and any(key.startswith(words) for key in node.children)


def _bound(device: Device) -> list[OnPort]:
    return [host for host in device.occupants() if host.leased is not None]


def _logged_in(device: Device, kinds: Iterable[str]) -> list[OnPort]:
    return [host for host in device.occupants() if host.login in kinds and _asks(device, host.port)]


def _failed(device: Device) -> list[OnPort]:
    return [h for h in device.occupants() if not h.login and _asks(device, h.port)]


# VRP


def _vrp_macs(device: Device) -> str:
    rows = [
        f"{_dashed(host.mac)} {f'{host.vlan}/-':<33} {short_name(host.port):<19} dynamic"
        for host in device.occupants()
    ]
    titles = "MAC Address    VLAN/VSI                          Learned-From        Type"
    head = f"{_LINE}\n{titles}\n{_LINE}\n"
    return (
        head
        + "".join(f"{row}\n" for row in rows)
        + f"{_LINE}\nTotal items displayed = {len(rows)}\n"
    )


def _vrp_binding_table(title: str, rows: list[str]) -> str:
    head = (
        f"{title}:\nFlags:O - outer vlan ,I - inner vlan ,P - Vlan-mapping\n"
        f"IP Address       MAC Address     VSI/VLAN(O/I/P) Interface      Lease\n{_LINE}\n"
    )
    return head + "".join(f"{row}\n" for row in rows) + f"{_LINE}\nPrint count: {len(rows)}\n"


def _vrp_snooped(device: Device) -> str:
    if not _snoops(device):
        return _NO_SNOOPING
    return _vrp_binding_table(
        "DHCP Dynamic Bind-table",
        [
            f"{host.leased!s:<17}{_dashed(host.mac)}  {host.vlan:<4}/--  /--    "
            f"{short_name(host.port):<15}2026.12.24-06:37"
            for host in _bound(device)
        ],
    )


def _vrp_users(device: Device) -> str:
    rows = [(host, "Success") for host in _logged_in(device, ("dot1x", "mab"))] + [
        (host, "Pre-authen") for host in _failed(device)
    ]
    head = (
        f"{_LINE}\nUserID  Username               IP address       MAC            Status\n{_LINE}\n"
    )
    return head + "".join(
        f"{16_000 + at:<8}{host.mac.replace(':', ''):<23}{host.used or '-'!s:<17}"
        f"{_dashed(host.mac)} {status}\n"
        for at, (host, status) in enumerate(rows)
    )


def _vrp_arp(device: Device) -> str:
    head = (
        "IP ADDRESS      MAC ADDRESS     EXPIRE(M) TYPE        INTERFACE   VPN-INSTANCE\n"
        f"                                          VLAN/CEVLAN PVC\n{_LINE}\n"
    )
    rows = [
        f"{host.used!s:<16}{_dashed(host.mac)}  19        D-0         Eth-Trunk1\n"
        f"{'':<42}{host.vlan}/-\n"
        for host in device.resolved()
        if host.used is not None
    ]
    return head + "".join(rows)


# Comware


def _comware_macs(device: Device) -> str:
    rows = "".join(
        f"{_dashed(host.mac)}   {host.vlan:<10} Learned          {short_name(host.port):<24} Y\n"
        for host in device.occupants()
    )
    return f"MAC Address      VLAN ID    State            Port/Nickname            Aging\n{rows}"


def _comware_snooped(device: Device) -> str:
    rows = [
        f" {host.leased!s:<15} {_dashed(host.mac)} {16_907:<12} {host.vlan:<5} N/A   "
        f"{short_name(host.port)}\n"
        for host in _bound(device)
        if _snoops(device)
    ]
    return (
        f"{len(rows)} DHCP snooping entries found.\n"
        " IP address      MAC address    Lease        VLAN  SVLAN Interface\n"
        " =============== ============== ============ ===== ===== =================\n"
        + "".join(rows)
    )


def _connections(found: list[OnPort]) -> str:
    return f"Total connections: {len(found)}\n" + "".join(
        f"Slot ID: 1\nUser MAC address: {_dashed(host.mac)}\nAccess interface: {host.port}\n"
        f"Username: {host.mac}\nInitial VLAN: {host.vlan}\n\n"
        for host in found
    )


def _comware_arp(device: Device) -> str:
    rows = "".join(
        f"{host.used!s:<15} {_dashed(host.mac)} {host.vlan:<10} BAGG1                    1163  D\n"
        for host in device.resolved()
        if host.used is not None
    )
    return (
        "  Type: S-Static   D-Dynamic   O-Openflow   R-Rule   M-Multiport  I-Invalid\n"
        f"IP address      MAC address    VLAN/VSI   Interface                Aging Type\n{rows}"
    )


_EMPTY: Final[Callable[[Device], str]] = lambda _: ""  # noqa: E731 - a table's plainest row
_VRP: Final[dict[str, Callable[[Device], str]]] = {
    "display mac-address": _vrp_macs,
    "display dhcp snooping user-bind all": _vrp_snooped,
    "display dhcp static user-bind all": lambda _: _vrp_binding_table("DHCP static Bind-table", []),
    "display nd snooping user-bind all": lambda _: _vrp_binding_table("ND Dynamic Bind-table", []),
    "display access-user": _vrp_users,
    "display arp all": _vrp_arp,
    "display ipv6 neighbors": _EMPTY,
}
_COMWARE: Final[dict[str, Callable[[Device], str]]] = {
    "display mac-address": _comware_macs,
    "display dhcp snooping binding": _comware_snooped,
    "display ip source binding static": lambda _: "Total entries found: 0\n",
    "display dot1x connection": lambda device: _connections(
        [*_logged_in(device, ("dot1x",)), *_failed(device)]
    ),
    "display dot1x connection open": lambda device: _connections(_failed(device)),
    "display mac-authentication connection": lambda device: _connections(
        _logged_in(device, ("mab",))
    ),
    "display mac-authentication connection open": lambda _: _connections([]),
    "display arp all": _comware_arp,
    "display ipv6 neighbors all": _EMPTY,
}
