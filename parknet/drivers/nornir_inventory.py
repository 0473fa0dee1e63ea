"""A designed network and where its devices answer in, a Nornir inventory out."""

from collections.abc import Mapping

from nornir.core.inventory import Defaults, Group, Groups, Host, Hosts, Inventory, ParentGroups

from parknet.drivers.sessions import LOGIN_SECRET, Target
from parknet.model.network import DevicePlan, Network


def inventory_of(
    network: Network, targets: Mapping[str, Target], logins: Mapping[str, str]
) -> Inventory:
    """Return hosts with groups by role, platform, building and floor; no password is in it.

    A host's `platform` names the driver for `napalm.get_network_driver`; its data has `os`,
    `model`, `known_hosts` and, as `login`, the name of the secret that lets in. Devices without a
    target are left out: nothing reaches them.

    Args:
        network: the park's devices.
        targets: where they answer.
        logins: the secret that lets in, where it is not the usual one.
    """
    groups = Groups()
    hosts = Hosts()
    for device in network.devices:
        target = targets.get(device.name)
        if target is None:
            continue
        parents = ParentGroups()
        for name in group_names(device):
            parents.append(groups.setdefault(name, Group(name)))
        hosts[device.name] = Host(
            device.name,
            hostname=target.host,
            port=target.port,
            username=target.username,
            platform=target.platform,
            groups=parents,
            data={
                "os": device.os,
                "model": device.model,
                "known_hosts": str(target.known_hosts),
                "login": logins.get(device.name, LOGIN_SECRET),
            },
        )
    return Inventory(hosts, groups, Defaults())


def group_names(device: DevicePlan) -> list[str]:
    """Return the groups a device is in."""
    names = [f"role-{device.role}", f"platform-{device.platform}"]
    if device.building:
        names.append(f"building-{device.building}")
        if device.floor:
            names.append(f"floor-{device.building}-{device.floor}")
    return names
