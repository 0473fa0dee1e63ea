"""A new device's first configuration: its plan in, the management path alone out.

What an installer types on the console before the network can reach the box: the way to the gateway,
SSH, an SNMP user and, where routers sign what they tell, their key: a router that signs hears
nobody who does not. Secrets stand as placeholders, as everywhere outside a device.
"""

from collections.abc import Callable, Iterator
from typing import Final

from parknet.lab.dayzero.debian import debian
from parknet.lab.dayzero.eos import eos
from parknet.lab.dayzero.ios import ios
from parknet.lab.dayzero.openwrt import openwrt
from parknet.lab.dayzero.path import members, path_svis, path_vlans, trunks
from parknet.lab.dayzero.rgos import rgos
from parknet.model.network import DevicePlan, LagPlan, SviPlan


def day_zero(device: DevicePlan) -> str:
    """Return the configuration a new device has when it is first reachable."""
    write, comment, closing = _WRITERS[device.os]
    ending = (comment, closing) if closing else ()
    return "\n".join([*write(device), *ending, ""])


def _shared(svi: SviPlan) -> Iterator[str]:
    """Yield the gateway address that two switches share: both makers write it alike."""
    if svi.vrrp is not None and svi.vrrp.ipv4 is not None:
        group = f" vrrp vrid {svi.vrrp.group}"
        yield from (f"{group} virtual-ip {svi.vrrp.ipv4}", f"{group} priority {svi.vrrp.priority}")


def _list(vlans: list[int]) -> str:
    return " ".join(str(vlan) for vlan in vlans)


def _chunks(vlans: list[int]) -> list[list[int]]:
    return [vlans[at : at + 10] for at in range(0, len(vlans), 10)]


def _vrp(device: DevicePlan) -> Iterator[str]:
    vlans = path_vlans(device)
    yield from ("#", f"sysname {device.name}", "#")
    yield from (f"vlan batch {_list(part)}" for part in _chunks(vlans))
    yield from ("#", "lldp enable")
    for svi in path_svis(device):
        yield from ("#", f"interface {svi.name}")
        if svi.ipv4 is not None:
            yield f" ip address {svi.ipv4.ip} {svi.ipv4.netmask}"
        yield from _shared(svi)
        if svi.ospf:
            yield " ospf enable 1 area 0.0.0.0"
            if svi.role == "link":
                yield " ospf network-type p2p"
    for trunk, carried in trunks(device):
        is_lag = isinstance(trunk, LagPlan)
        yield from (
            "#",
            f"interface {trunk.name}",
            " port link-type trunk",
            " undo port trunk allow-pass vlan 1",
            *(f" port trunk allow-pass vlan {_list(part)}" for part in _chunks(carried)),
            *([" mode lacp"] if is_lag else []),
        )
    for port, lag in members(device):
        yield from ("#", f"interface {port.name}", f" eth-trunk {lag.number}")
    if device.management_interface.startswith("LoopBack"):
        yield from (
            "#",
            f"interface {device.management_interface}",
            f" ip address {device.management4.ip} 255.255.255.255",
            " ospf enable 1 area 0.0.0.0",
        )
    if device.router_id is not None:
        yield from ("#", f"ospf 1 router-id {device.router_id}", " area 0.0.0.0")
        if device.ospf_secret:
            key = f"<<secret:{device.ospf_secret}>>"
            yield f"  authentication-mode hmac-sha256 1 cipher {key}"
    yield "#"
    for route in device.routes:
        if route.prefix.version == 4:
            prefix = route.prefix
            yield f"ip route-static {prefix.network_address} {prefix.netmask} {route.next_hop}"
    snmp, ssh = device.services.snmp_user, device.services.ssh_user
    yield from (
        "#",
        "snmp-agent",
        "snmp-agent sys-info version v3",
        "snmp-agent mib-view included parknet-view iso",
        "snmp-agent group v3 parknet privacy read-view parknet-view",
        f"snmp-agent usm-user v3 {snmp}",
        f"snmp-agent usm-user v3 {snmp} group parknet",
        f"snmp-agent usm-user v3 {snmp} authentication-mode sha2-256 cipher <<secret:snmp-auth>>",
        f"snmp-agent usm-user v3 {snmp} privacy-mode aes128 cipher <<secret:snmp-priv>>",
        "#",
        "stelnet server enable",
        f"ssh user {ssh}",
        f"ssh user {ssh} authentication-type password",
        f"ssh user {ssh} service-type stelnet",
        "#",
        "aaa",
        f" local-user {ssh} password irreversible-cipher <<secret:ssh-password>>",
        f" local-user {ssh} privilege level 15",
        f" local-user {ssh} service-type ssh",
        "#",
        "user-interface vty 0 4",
        " authentication-mode aaa",
        " protocol inbound ssh",
    )


def _comware(device: DevicePlan) -> Iterator[str]:
    yield from ("#", f" sysname {device.name}", "#", " lldp global enable")
    for vlan in path_vlans(device):
        yield from ("#", f"vlan {vlan}")
    for svi in path_svis(device):
        yield from _comware_svi(svi, signs=bool(device.ospf_secret))
    if device.management_interface.startswith("LoopBack"):
        yield from (
            "#",
            f"interface {device.management_interface}",
            f" ip address {device.management4.ip} 255.255.255.255",
            " ospf 1 area 0.0.0.0",
        )
    for trunk, carried in trunks(device):
        yield from ("#", f"interface {trunk.name}", *_comware_trunk(carried))
        if isinstance(trunk, LagPlan):
            yield " link-aggregation mode dynamic"
    carried_by = {trunk.name: carried for trunk, carried in trunks(device)}
    for port, lag in members(device):
        yield from (
            "#",
            f"interface {port.name}",
            *_comware_trunk(carried_by[lag.name]),
            f" port link-aggregation group {lag.number}",
        )
    if device.router_id is not None:
        yield from _keychain(device)
        yield from ("#", f"ospf 1 router-id {device.router_id}", " area 0.0.0.0")
    snmp, ssh = device.services.snmp_user, device.services.ssh_user
    yield from (
        "#",
        " snmp-agent",
        " snmp-agent sys-info version v3",
        " snmp-agent mib-view included parknet-view iso",
        " snmp-agent group v3 parknet privacy read-view parknet-view",
        (
            f" snmp-agent usm-user v3 {snmp} parknet cipher authentication-mode sha256 "
            "<<secret:snmp-auth>> privacy-mode aes128 <<secret:snmp-priv>>"
        ),
        "#",
        " ssh server enable",
        f" ssh user {ssh} service-type stelnet authentication-type password",
        "#",
        f"local-user {ssh} class manage",
        " password hash <<secret:ssh-password>>",
        " service-type ssh",
        " authorization-attribute user-role network-admin",
        "#",
        "line vty 0 63",
        " authentication-mode scheme",
        " protocol inbound ssh",
        "#",
    )
    for route in device.routes:
        if route.prefix.version == 4:
            length = route.prefix.prefixlen
            yield f" ip route-static {route.prefix.network_address} {length} {route.next_hop}"


def _comware_svi(svi: SviPlan, *, signs: bool) -> Iterator[str]:
    yield from ("#", f"interface {svi.name}")
    if svi.ipv4 is not None:
        yield f" ip address {svi.ipv4.ip} {svi.ipv4.netmask}"
    yield from _shared(svi)
    if svi.ospf:
        yield " ospf 1 area 0.0.0.0"
        if svi.role == "link":
            yield " ospf network-type p2p"
            if signs:
                yield " ospf authentication-mode keychain parknet-ospf"


def _keychain(device: DevicePlan) -> Iterator[str]:
    """Yield the key by which routers sign, as the design has it."""
    if device.ospf_secret:
        yield from (
            "#",
            "keychain parknet-ospf mode absolute",
            " key 1",
            "  authentication-algorithm hmac-sha-256",
            f"  key-string cipher <<secret:{device.ospf_secret}>>",
            "  accept-lifetime utc 00:00:00 2020/01/01 duration infinite",
            "  send-lifetime utc 00:00:00 2020/01/01 duration infinite",
        )


def _comware_trunk(vlans: list[int]) -> Iterator[str]:
    yield " port link-type trunk"
    yield " undo port trunk permit vlan 1"
    for part in _chunks(vlans):
        yield f" port trunk permit vlan {_list(part)}"


_Writer = Callable[[DevicePlan], Iterator[str]]
# How an operating system is told, what stands between its blocks, and its last line.
_WRITERS: Final[dict[str, tuple[_Writer, str, str]]] = {
    "vrp5": (_vrp, "#", "return"),
    "vrp5_ac": (_vrp, "#", "return"),
    "vrp8": (_vrp, "#", "return"),
    "comware7": (_comware, "#", "return"),
    "comware7_ac": (_comware, "#", "return"),
    "debian12": (debian, "", ""),
    "ios": (ios, "!", "end"),
    "iosxe": (ios, "!", "end"),
    "rgos": (rgos, "!", "end"),
    "rgos_ac": (rgos, "!", "end"),
    "eos": (eos, "!", "end"),
    "openwrt2305": (openwrt, "", ""),
}
