"""A new Debian router as its installer leaves it: the way to the gateway, SSH and an SNMP user."""

from collections.abc import Iterator

from parknet.lab.dayzero.path import members, path_svis, trunks
from parknet.model.network import DevicePlan, LagPlan, PortPlan


def debian(device: DevicePlan) -> Iterator[str]:
    """Yield the lines of the files that the installer writes."""
    yield from ("### file: /etc/hostname", device.name)
    yield from ("### file: /etc/hosts", "127.0.0.1 localhost", f"127.0.1.1 {device.name}")
    yield from ("### file: /etc/frr/daemons", "zebra=yes", "staticd=yes")
    if device.router_id is not None:
        yield from ("ospfd=yes", "ospf6d=yes")
    yield from ("vtysh_enable=yes", "### file: /etc/frr/frr.conf", *_routing(device))
    yield from ("### file: /etc/parknet/ovs-vsctl", *_switch(device))
    services = device.services
    yield from (
        "### file: /etc/nftables.conf",
        "#!/usr/sbin/nft -f",
        "### file: /etc/snmp/snmpd.conf",
        "agentaddress udp:161,udp6:161",
        (
            f'createUser {services.snmp_user} SHA-256 "<<secret:snmp-auth>>"'
            ' AES "<<secret:snmp-priv>>"'
        ),
        f"rouser {services.snmp_user} priv .1",
        "### file: /etc/chrony/chrony.conf",
        "rtcsync",
        "### file: /etc/parknet/accounts",
        f"{services.ssh_user}:<<secret:ssh-password>>",
    )


def _routing(device: DevicePlan) -> Iterator[str]:
    yield from ("frr defaults traditional", f"hostname {device.name}")
    yield from ("service integrated-vtysh-config", "!")
    for route in device.routes:
        if route.prefix.version == 4:
            yield f"ip route {route.prefix} {route.next_hop}"
    if device.router_id is not None:
        yield from ("interface lo", f" ip address {device.management4}")
        yield from (" ip ospf area 0.0.0.0", "exit", "!")
    for svi in path_svis(device):
        yield f"interface {svi.name}"
        if svi.ipv4 is not None:
            yield f" ip address {svi.ipv4}"
        if svi.ospf:
            if device.ospf_secret and svi.role == "link":
                yield " ip ospf authentication message-digest"
                yield f" ip ospf message-digest-key 1 md5 <<secret:{device.ospf_secret}>>"
            yield f" ip ospf area {svi.area}"
            yield " ip ospf network point-to-point" if svi.role == "link" else " ip ospf passive"
        yield from ("exit", "!")
    if device.router_id is not None:
        yield from ("router ospf", f" ospf router-id {device.router_id}", "exit", "!")


def _switch(device: DevicePlan) -> Iterator[str]:
    yield "--may-exist add-br br0"
    for svi in path_svis(device):
        yield (
            f"--may-exist add-port br0 {svi.name} -- set interface {svi.name} type=internal"
            f" -- set port {svi.name} vlan_mode=access tag={svi.vlan}"
        )
    inside: dict[str, list[str]] = {}
    for port, lag in members(device):
        inside.setdefault(lag.name, []).append(port.name)
    for trunk, carried in trunks(device):
        yield from _trunk(trunk, carried, inside)


def _trunk(
    trunk: LagPlan | PortPlan, carried: list[int], inside: dict[str, list[str]]
) -> Iterator[str]:
    vlans = ",".join(str(vlan) for vlan in carried) or "4095"
    columns = f"vlan_mode=trunk trunks={vlans}"
    names = inside.get(trunk.name, [])
    if isinstance(trunk, LagPlan) and len(names) > 1:
        yield f"--may-exist add-bond br0 {trunk.name} {' '.join(names)}"
        yield f"set port {trunk.name} lacp=active bond_mode=balance-tcp {columns}"
    elif not isinstance(trunk, LagPlan):
        yield f"--may-exist add-port br0 {trunk.name} -- set port {trunk.name} {columns}"
