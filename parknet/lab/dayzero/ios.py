"""A new Cisco switch's first configuration: see `parknet.lab.dayzero.devices`."""

from collections.abc import Iterator

from parknet.lab.dayzero.path import key_chain, members, path_svis, path_vlans, trunks
from parknet.lab.vlan_sets import whole_set
from parknet.model.network import DevicePlan, SviPlan


def ios(device: DevicePlan) -> Iterator[str]:
    """Yield the lines of the management path, of SSH, of the SNMP user and of the archive."""
    snmp, ssh = device.services.snmp_user, device.services.ssh_user
    auth = "sha" if device.os == "ios" else "sha-2 256"
    yield from (
        "!",
        f"hostname {device.name}",
        "!",
        "aaa new-model",
        "aaa authentication login default local",
        "aaa authorization exec default local",
        f"username {ssh} privilege 15 secret <<secret:ssh-password>>",
        "!",
        "vtp mode transparent",
        "ip routing",
        "lldp run",
        "!",
        # Without it no timer takes a change back [D] Configuration Rollback Confirmed Change.
        "archive",
        " path flash:parknet-archive",
    )
    if any(svi.vrrp is not None for svi in path_svis(device)):
        yield from ("!", "fhrp version vrrp v3")
    for vlan in path_vlans(device):
        yield from ("!", f"vlan {vlan}")
    lists = {trunk.name: carried for trunk, carried in trunks(device)}
    for name, carried in lists.items():
        yield from ("!", f"interface {name}", *_trunk(carried))
    for port, lag in members(device):
        yield from ("!", f"interface {port.name}", *_trunk(lists[lag.name]))
        yield f" channel-group {lag.number} mode active"
    for svi in path_svis(device):
        yield from ("!", f"interface {svi.name}", *_gateway(svi, signs=bool(device.ospf_secret)))
    if device.management_interface.startswith("Loopback"):
        yield from ("!", f"interface {device.management_interface}")
        yield f" ip address {device.management4.ip} 255.255.255.255"
        yield " ip ospf 1 area 0.0.0.0"
    if device.router_id is not None:
        yield from key_chain(device)
        yield from ("!", "router ospf 1", f" router-id {device.router_id}")
    yield "!"
    for route in device.routes:
        prefix = route.prefix
        if prefix.version == 4:
            yield f"ip route {prefix.network_address} {prefix.netmask} {route.next_hop}"
    yield from (
        "!",
        "ip ssh version 2",
        "snmp-server view parknet-view iso included",
        "snmp-server group parknet v3 priv read parknet-view",
        (
            f"snmp-server user {snmp} parknet v3 auth {auth} <<secret:snmp-auth>>"
            " priv aes 128 <<secret:snmp-priv>>"
        ),
        "!",
        "line vty 0 4",
        " transport input ssh",
        "line vty 5 15",
        " transport input ssh",
    )


def _trunk(vlans: list[int]) -> Iterator[str]:
    yield from (f" {row}" for row in whole_set("switchport trunk allowed vlan", frozenset(vlans)))
    yield " switchport mode trunk"


def _gateway(svi: SviPlan, *, signs: bool) -> Iterator[str]:
    if svi.ipv4 is not None:
        yield f" ip address {svi.ipv4.ip} {svi.ipv4.netmask}"
    if svi.ospf:
        if svi.role == "link":
            yield " ip ospf network point-to-point"
            if signs:
                yield " ip ospf authentication key-chain parknet-ospf"
        yield " ip ospf 1 area 0.0.0.0"
    if svi.vrrp is not None and svi.vrrp.ipv4 is not None:
        yield f" vrrp {svi.vrrp.group} address-family ipv4"
        yield from (f"  priority {svi.vrrp.priority}", f"  address {svi.vrrp.ipv4} primary")
        yield " exit-vrrp"
