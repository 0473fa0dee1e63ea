"""A park in, what is known of its SNMP agents out: what they bear, and which are exceptions."""

import json
from dataclasses import replace
from pathlib import Path

from parknet.drivers.snmp.bearing import Bearing, as_plain, from_plain
from parknet.model.snapshot import Snapshot
from parknet.model.snmp import SnmpException
from parknet.pipeline.files import write_whole
from parknet.pipeline.parks import Site
from parknet.pipeline.reach import Reach


def bearings_of(site: Site) -> dict[str, Bearing]:
    """Return what agents bear, as earlier processes learned it; what is damaged is forgotten."""
    try:
        plain = json.loads(_bearings_path(site).read_bytes())
    except (OSError, ValueError):
        return {}
    return from_plain(plain, [device.name for device in site.network.devices])


def keep_bearings(site: Site, bearings: dict[str, Bearing]) -> None:
    """Keep what was learned for the next process."""
    write_whole(_bearings_path(site), json.dumps(as_plain(dict(bearings)), indent=1).encode())


def told_exceptions(reach: Reach) -> list[str]:
    """Return a line for each device that is read with a community."""
    return [f"{device}: {_told(one)}" for device, one in reach.snmp_exceptions.items()]


def with_exceptions(snapshot: Snapshot, reach: Reach) -> Snapshot:
    """Return a snapshot whose devices say with what exception they were read."""
    exceptions = reach.snmp_exceptions
    devices = {
        name: replace(device, warnings=(_told(exceptions[name]), *device.warnings))
        if name in exceptions
        else device
        for name, device in snapshot.devices.items()
    }
    return replace(snapshot, devices=devices)


def _told(exception: SnmpException) -> str:
    return (
        f"read over SNMP{exception.version} in the clear, an exception that {exception.owner} "
        f"accepted until {exception.until}: {exception.why}"
    )


def _bearings_path(site: Site) -> Path:
    return site.state / "agents.json"
