"""Ports that are up although the design knows of nothing on them: never shut unseen.

A port that nobody modelled is shut as unused. In a park that stood before parknet came, something
may be plugged into it all the same: what was read last tells.
"""

from collections.abc import Mapping
from typing import Final

from parknet.errors import StateError
from parknet.model.change import Change
from parknet.model.network import DevicePlan, Network
from parknet.model.snapshot import DeviceSnapshot, Snapshot
from parknet.pipeline.measure import latest_snapshot
from parknet.pipeline.parks import Site

_OPER_STATUS: Final = "interface.oper_status"
_SHOWN: Final = 3


def strangers_of(network: Network, snapshot: Snapshot) -> dict[str, tuple[str, ...]]:
    """Return the ports of each device that are up, but that the design has no use for."""
    found: dict[str, tuple[str, ...]] = {}
    for device in network.devices:
        read = snapshot.devices.get(device.name)
        if read is not None:
            ports = _strangers(device, read)
            if ports:
                found[device.name] = ports
    return found


def _strangers(device: DevicePlan, read: DeviceSnapshot) -> tuple[str, ...]:
    spare = [port.name for port in device.ports if port.role == "spare"]
    return tuple(name for name in spare if read.value(_OPER_STATUS, name) == "up")


def known_strangers(site: Site, *, rehearsal: bool) -> dict[str, tuple[str, ...]]:
    """Return what the latest readings know of; those of a lab say nothing of the real park.

    Args:
        site: the park.
        rehearsal: whether the devices that are to be changed are emulated.
    """
    try:
        snapshot = latest_snapshot(site)
    except StateError:
        return {}
    return strangers_of(site.network, snapshot) if snapshot.rehearsal == rehearsal else {}


def hold_for(change: Change, strangers: Mapping[str, tuple[str, ...]]) -> Change:
    """Return a change, held where it would shut ports that something unknown is plugged into."""
    ports = strangers.get(change.device, ())
    if not ports or change.held:
        return change
    more = f" and {len(ports) - _SHOWN} more" if len(ports) > _SHOWN else ""
    held = (
        f"{', '.join(ports[:_SHOWN])}{more} would be shut, but something that nobody modelled is "
        "plugged in and up: add an outlet for it, or unplug it and collect again"
    )
    return change.model_copy(update={"held": held})
