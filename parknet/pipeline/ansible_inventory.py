"""A park as Ansible's dynamic inventory: devices and services hosts, their groups and variables.

The JSON is what an inventory script prints for `--list`. No secret is in it.
"""

import sys
from dataclasses import asdict
from typing import Any, Final

from parknet.drivers.nornir_inventory import group_names
from parknet.pipeline.parks import Site
from parknet.pipeline.reach import Reach
from parknet.pipeline.services import deliveries

# Names of Ansible's own network collections, for playbooks of the user's: ours need none of them.
_NETWORK_OS: Final = {
    "huawei_vrp": "community.network.ce",
    "cisco_ios": "cisco.ios.ios",
    "arista_eos": "arista.eos.eos",
}


def inventory_of(site: Site, reach: Reach) -> dict[str, Any]:
    """Return hosts, groups and variables; group names have `_` where parknet has `-`."""
    hostvars: dict[str, dict[str, Any]] = {
        "localhost": {
            "ansible_connection": "local",
            "ansible_python_interpreter": sys.executable,  # the one that has parknet
        }
    }
    groups: dict[str, list[str]] = {"parknet_devices": []}
    for device in site.network.devices:
        target = reach.targets.get(device.name)
        if target is None:
            continue
        groups["parknet_devices"].append(device.name)
        for name in group_names(device):
            groups.setdefault(_group(name), []).append(device.name)
        hostvars[device.name] = {
            "ansible_host": target.host,
            "ansible_port": target.port,
            "ansible_user": target.username,
            "ansible_ssh_common_args": "-o StrictHostKeyChecking=yes "
            f"-o UserKnownHostsFile={target.known_hosts}",
            "parknet_platform": device.platform,
            "parknet_os": device.os,
            "parknet_model": device.model,
            "parknet_role": device.role,
            "parknet_building": device.building,
            "parknet_floor": device.floor,
            "parknet_ownership": device.ownership,
        }
        if device.platform in _NETWORK_OS:
            hostvars[device.name]["ansible_network_os"] = _NETWORK_OS[device.platform]
    for address, files in deliveries(site).items():
        name = "services-" + address.replace(":", "-").replace(".", "-")
        groups.setdefault("parknet_services", []).append(name)
        hostvars[name] = {
            "ansible_host": address,
            "ansible_python_interpreter": "/usr/bin/python3",  # Debian 12's
            "parknet_files": [asdict(one) for one in files],
        }
    listing: dict[str, Any] = {name: {"hosts": members} for name, members in groups.items()}
    return listing | {
        "all": {
            "vars": {
                "parknet_park": site.park,
                "parknet_workspace": str(site.workspace.root.resolve()),
            }
        },
        "_meta": {"hostvars": hostvars},
    }


def _group(name: str) -> str:
    return "".join(letter if letter.isalnum() else "_" for letter in name)
