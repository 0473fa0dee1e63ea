"""A new EOS switch's first configuration: its plan in, the management path alone out.

[D] Arista EOS User Manual 4.32, as `parknet.lab.eos.language`: SSH and LLDP are on already.
"""

from collections.abc import Iterator

from parknet.lab.dayzero.path import members, path_svis, path_vlans, trunks
from parknet.model.network import DevicePlan, SviPlan


def eos(device: DevicePlan) -> Iterator[str]:
    """Yield what an installer types."""
    snmp, ssh = device.services.snmp_user, device.services.ssh_user
    yield from (
        f"hostname {device.name}",
        "!",
        "aaa authorization exec default local",
        "!",
        f"username {ssh} privilege 15 role network-admin secret sha512 <<secret:ssh-password>>",
        "!",
        "snmp-server view parknet-view iso included",
        "snmp-server group parknet v3 priv read parknet-view",
        (
            f"snmp-server user {snmp} parknet v3 auth sha256 <<secret:snmp-auth>> "
            "priv aes <<secret:snmp-priv>>"
        ),
    )
    for vlan in path_vlans(device):
        yield from ("!", f"vlan {vlan}")
    for trunk, carried in trunks(device):
        listed = ",".join(str(vlan) for vlan in carried) or "none"
        yield from (
            "!",
            f"interface {trunk.name}",
            f"   switchport trunk allowed vlan {listed}",
            "   switchport mode trunk",
        )
    for port, lag in members(device):
        yield from ("!", f"interface {port.name}", f"   channel-group {lag.number} mode active")
    if device.management_interface.startswith("Loopback"):
        yield from (
            "!",
            f"interface {device.management_interface}",
            f"   ip address {device.management4}",
            "   ip ospf area 0.0.0.0",
        )
    for svi in path_svis(device):
        yield from ("!", f"interface {svi.name}", *_svi(svi, device.ospf_secret))
    if device.router_id is not None:
        yield from ("!", "ip routing", "!", "router ospf 1", f"   router-id {device.router_id}")
    yield "!"
    for route in device.routes:
        if route.prefix.version == 4:
            yield f"ip route {route.prefix} {route.next_hop}"


def _svi(svi: SviPlan, key: str) -> Iterator[str]:
    if svi.ipv4 is not None:
        yield f"   ip address {svi.ipv4}"
    if svi.ospf:
        if svi.role == "link":
            yield "   ip ospf network point-to-point"
            if key:
                yield "   ip ospf authentication message-digest"
        yield "   ip ospf area 0.0.0.0"
        if svi.role == "link" and key:
            yield f"   ip ospf message-digest-key 1 sha256 <<secret:{key}>>"
    if svi.vrrp is not None and svi.vrrp.ipv4 is not None:
        yield f"   vrrp {svi.vrrp.group} priority-level {svi.vrrp.priority}"
        yield f"   vrrp {svi.vrrp.group} ipv4 {svi.vrrp.ipv4}"
