"""Who would be cut off: ask the switches, keep the list, hold what would cut off who is on it."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from parknet.assess.cut_off import cut_off, guarded_devices
from parknet.dialect import speaks
from parknet.model.change import Change, DeviceFailure, FailureKind
from parknet.model.demands import Mode
from parknet.model.network import DevicePlan
from parknet.model.occupants import CutOffHost, CutOffList, Guard, Occupants
from parknet.pipeline.files import write_whole
from parknet.pipeline.parks import Site
from parknet.pipeline.reach import Reach

GUARDS: Final[tuple[Guard, ...]] = ("dot1x", "arp_inspection", "source_guard")
# An older list says too little of today's hosts to hold anything.
RECENT_S: Final = 14 * 86_400
# Lines by which the guards of a port begin to drop what they only watched.
_ENFORCES: Final = re.compile(
    r"(arp anti-attack check|(ip|ipv4|ipv6) source check) user-bind enable$"
    r"|(ip|ipv6) verify source( |$)|(arp|ipv6 nd) detection enable$"
    r"|authentication-profile parknet(?!-monitor)|undo port-security authentication open$"
    r"|dot1x$|dot1x port-control auto$|ip arp inspection vlan "
    r"|no authentication open$|authentication port-control auto$|no ip arp inspection trust$"
)
_SHOWN: Final = 3


def find_cut_off(site: Site, reach: Reach) -> CutOffList:
    """Ask access switches and their gateways, and keep the list as the latest."""
    modes = modes_of(site)
    names = guarded_devices(site.network, modes)
    switches = [name for name in names if speaks(site.network.device(name).platform)]
    codes = {site.network.device(name).building for name in switches}
    gateways = [
        building.aggregation
        for building in site.network.buildings
        if building.code in codes and speaks(site.network.device(building.aggregation).platform)
    ]
    site.talk(f"asking {len(switches)} access switches and {len(gateways)} gateways over SSH")
    seen: dict[str, Occupants | DeviceFailure] = {
        name: DeviceFailure(
            device=name,
            kind=FailureKind.UNSUPPORTED,
            detail="this release has no driver for its platform",
        )
        for name in names
        if name not in switches
    }
    if switches:
        seen |= reach.fleet().occupants(switches, gateways)
    found = cut_off(site.network, modes, seen, taken_at=site.clock.now(), rehearsal=reach.rehearsal)
    write_whole(_path(site), found.model_dump_json(indent=1).encode(), mode=0o600)
    return found


def modes_of(site: Site) -> dict[Guard, str]:
    """Return the mode of each guard that can cut hosts off; those that are off are left out."""
    protection = site.intent.park.protection
    modes = {guard: Mode(getattr(protection, guard)) for guard in GUARDS}
    return {guard: mode.value for guard, mode in modes.items() if mode is not Mode.OFF}


def latest_cut_off(site: Site, *, rehearsal: bool) -> CutOffList | None:
    """Return the list that was made last, if it is recent and of devices of the same kind."""
    try:
        found = CutOffList.model_validate_json(_path(site).read_bytes())
    except (FileNotFoundError, ValidationError):
        return None
    is_recent = site.clock.now() - found.taken_at <= RECENT_S
    return found if is_recent and found.rehearsal == rehearsal else None


def hold_for_hosts(change: Change, device: DevicePlan, found: CutOffList | None) -> Change:
    """Return a change, held where it would cut off hosts that a recent list names."""
    if found is None or change.held or not any(map(_enforces, change.patch)):
        return change
    enforced = {
        guard
        for port in device.ports
        if port.guard is not None
        for guard in GUARDS
        if getattr(port.guard, guard) == "enforce"
    }
    hosts = [
        host
        for host in found.hosts
        if host.device == device.name and enforced.intersection(host.guards)
    ]
    if not hosts:
        return change
    shown = ", ".join(f"{host.mac} at {host.outlet or host.port}" for host in hosts[:_SHOWN])
    more = f" and {len(hosts) - _SHOWN} more" if len(hosts) > _SHOWN else ""
    return change.model_copy(
        update={
            "held": f"{len(hosts)} hosts would lose service: {shown}{more}. Follow what "
            f"`parknet cut-off {found.park}` says of them, and run it again"
        }
    )


def _enforces(line: str) -> bool:
    return _ENFORCES.match(line) is not None


_TITLES: Final = (
    "building", "floor", "outlet", "device", "port", "vlan", "mac", "addresses", "guards", "why",
    "remedy",
)  # fmt: skip


def rows_of(hosts: tuple[CutOffHost, ...]) -> Iterator[tuple[str, ...]]:
    """Yield a host's row for a table or a file, in the order of `TITLES`."""
    for host in hosts:
        yield (
            host.building,
            host.floor,
            host.outlet,
            host.device,
            host.port,
            str(host.vlan),
            host.mac,
            " ".join(map(str, host.addresses)),
            " ".join(host.guards),
            "; ".join(host.why),
            "; ".join(host.remedy),
        )


def write_csv(found: CutOffList, path: Path) -> None:
    """Write the list as CSV, for its owner alone: it says who is where."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_TITLES)
    writer.writerows(rows_of(found.hosts))
    write_whole(path, text.getvalue().encode("utf-8-sig"), mode=0o600)


def _path(site: Site) -> Path:
    return site.state / "cut-off.json"
