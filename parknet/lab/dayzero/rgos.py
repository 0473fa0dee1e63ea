"""A new Ruijie switch's first configuration: see `parknet.lab.dayzero.devices`."""

from collections.abc import Iterator

from parknet.lab.dayzero.path import key_chain, members, path_svis, path_vlans, trunks
from parknet.lab.vlan_sets import whole_set
from parknet.model.network import DevicePlan, SviPlan


def rgos(device: DevicePlan) -> Iterator[str]:
    """Yield the lines of the management path, of SSH and of the SNMP user."""
    snmp, ssh = device.services.snmp_user, device.services.ssh_user
    yield from (
        f"hostname {device.name}",
        "!",
        "aaa new-model",
        "aaa authentication login default local",
        "aaa authorization exec default local",
        f"username {ssh} privilege 15 secret <<secret:ssh-password>>",
        "enable service ssh-server",
    )
    for vlan in path_vlans(device):
        yield from ("!", f"vlan {vlan}")
    lists = {trunk.name: carried for trunk, carried in trunks(device)}
    for port, lag in members(device):
        yield from ("!", f"interface {port.name}", f" port-group {lag.number} mode active")
    for name, carried in lists.items():
        yield from ("!", f"interface {name}", " switchport mode trunk")
        head = " switchport trunk allowed vlan"
        yield from whole_set(head, frozenset(carried), "only") if carried else ()
    for svi in path_svis(device):
        yield from ("!", f"interface {svi.name}", *_addresses(svi, signs=bool(device.ospf_secret)))
    if device.management_interface.startswith("Loopback"):
        address = f" ip address {device.management4.ip} 255.255.255.255"
        yield from ("!", f"interface {device.management_interface}", address)
    yield from _routing(device)
    yield from (
        "!",
        "snmp-server enable version v3",
        "snmp-server view parknet-view 1 include",
        "snmp-server group parknet v3 priv read parknet-view",
        (
            f"snmp-server user {snmp} parknet v3 auth sha <<secret:snmp-auth>>"
            " priv aes128 <<secret:snmp-priv>>"
        ),
        "!",
        "line vty 0 35",
        " transport input ssh",
        " login authentication default",
    )


def _addresses(svi: SviPlan, *, signs: bool) -> Iterator[str]:
    if svi.ipv4 is not None:
        yield f" ip address {svi.ipv4.ip} {svi.ipv4.netmask}"
    if svi.ospf and svi.role == "link":
        yield " ip ospf network point-to-point"
        if signs:
            yield " ip ospf authentication key-chain parknet-ospf"
    if svi.vrrp is not None and svi.vrrp.ipv4 is not None:
        yield f" vrrp {svi.vrrp.group} ip {svi.vrrp.ipv4}"
        yield f" vrrp {svi.vrrp.group} priority {svi.vrrp.priority}"


def _routing(device: DevicePlan) -> Iterator[str]:
    if device.router_id is not None:
        yield from key_chain(device)
        yield from ("!", "router ospf 1", f" router-id {device.router_id}")
        yield f" network {device.management4.ip} 0.0.0.0 area 0.0.0.0"
        for svi in path_svis(device):
            if svi.ospf and svi.ipv4 is not None:
                network = svi.ipv4.network
                yield f" network {network.network_address} {network.hostmask} area 0.0.0.0"
    for route in device.routes:
        prefix = route.prefix
        if prefix.version == 4:
            yield from ("!", f"ip route {prefix.network_address} {prefix.netmask} {route.next_hop}")
