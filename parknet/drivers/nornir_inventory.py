"""A real Nornir inventory: a designed network and a file of addresses in, hosts and groups out.

Other Nornir programs use it by name (`ParknetInventory`). The endpoints file is JSON:
`{"b03-agg": {"host": "10.23.255.3", "ssh": 22, "snmp": 161}}`; a device without an entry is reached
at its management address.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from nornir.core.inventory import Defaults, Group, Groups, Host, Hosts, Inventory, ParentGroups

from parknet.drivers.fleet import Target
from parknet.errors import IntentError, Problem
from parknet.model.network import DevicePlan, Network

SSH_PORT: Final = 22
SNMP_PORT: Final = 161


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a device answers."""

    host: str
    ssh: int = SSH_PORT
    snmp: int = SNMP_PORT


def read_endpoints(path: Path) -> dict[str, Endpoint]:
    """Return the endpoints of a file.

    Raises:
        IntentError: the file is not as described above; every problem is told.
    """
    try:
        table = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise IntentError(
            Problem(str(path), f"cannot be read: {error.strerror}", _REMEDY)
        ) from None
    except ValueError as error:
        at = f"{path}:{getattr(error, 'lineno', 1)}:{getattr(error, 'colno', 1)}"
        raise IntentError(Problem(at, "is not JSON", _REMEDY)) from None
    if not isinstance(table, dict):
        raise IntentError(Problem(str(path), "is not an object", _REMEDY))
    endpoints: dict[str, Endpoint] = {}
    problems = []
    for device, entry in table.items():
        if not _is_endpoint(entry):
            problems.append(Problem(f"{path}: {device}", "is not an endpoint", _REMEDY))
        else:
            endpoints[device] = Endpoint(**entry)
    if problems:
        raise IntentError.of(problems)
    return endpoints


_REMEDY: Final = 'write {"<device>": {"host": "<address>", "ssh": 22, "snmp": 161}}'


def _is_endpoint(entry: object) -> bool:
    if not isinstance(entry, dict) or not isinstance(entry.get("host"), str):
        return False
    ports = [value for name, value in entry.items() if name != "host"]
    return entry.keys() <= {"host", "ssh", "snmp"} and all(
        type(port) is int and 0 < port < 65536 for port in ports
    )


def endpoint_of(device: DevicePlan, endpoints: Mapping[str, Endpoint]) -> Endpoint:
    """Return where a device answers: its entry, else its management address."""
    return endpoints.get(device.name) or Endpoint(str(device.management4.ip))


def targets_of(
    network: Network, endpoints: Mapping[str, Endpoint], known_hosts: Path
) -> dict[str, Target]:
    """Return how every device of a park is reached over its command line."""
    targets = {}
    for device in network.devices:
        endpoint = endpoint_of(device, endpoints)
        targets[device.name] = Target(
            host=endpoint.host,
            port=endpoint.ssh,
            platform=device.platform,
            username=device.services.ssh_user,
            known_hosts=known_hosts,
        )
    return targets


class ParknetInventory:
    """Nornir's inventory plugin over a park."""

    def __init__(
        self,
        network: Network,
        endpoints_file: str | Path | None = None,
        known_hosts: str | Path = "~/.ssh/known_hosts",
    ) -> None:
        self._network = network
        self._endpoints = {} if endpoints_file is None else read_endpoints(Path(endpoints_file))
        self._known_hosts = Path(known_hosts).expanduser()

    def load(self) -> Inventory:
        """Return hosts with groups by role, platform, building and floor; no password is in it."""
        groups = Groups()
        hosts = Hosts()
        targets = targets_of(self._network, self._endpoints, self._known_hosts)
        for device in self._network.devices:
            target = targets[device.name]
            parents = ParentGroups()
            for name in _group_names(device):
                parents.append(groups.setdefault(name, Group(name)))
            data: dict[str, Any] = {
                "os": device.os,
                "model": device.model,
                "known_hosts": str(target.known_hosts),
                "snmp_port": endpoint_of(device, self._endpoints).snmp,
            }
            hosts[device.name] = Host(
                device.name,
                hostname=target.host,
                port=target.port,
                username=target.username,
                platform=device.platform,
                groups=parents,
                data=data,
            )
        return Inventory(hosts, groups, Defaults())


def _group_names(device: DevicePlan) -> list[str]:
    names = [f"role-{device.role}", f"platform-{device.platform}"]
    if device.building:
        names.append(f"building-{device.building}")
        if device.floor:
            names.append(f"floor-{device.building}-{device.floor}")
    return names
