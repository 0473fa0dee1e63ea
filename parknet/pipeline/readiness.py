"""Which devices are fit for an upgrade: read, judged, nothing changed."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from parknet.dialect import speaks
from parknet.model.change import DeviceFailure
from parknet.pipeline.parks import Site
from parknet.pipeline.reach import Reach


@dataclass(frozen=True)
class Readiness:
    """One device before an upgrade.

    Attributes:
        release: what it runs, in its maker's words.
        uptime_s: since it last started; -1 where it does not say.
        why: why it is not fit, empty where it is.
    """

    device: str
    model: str
    serial: str
    release: str
    system: str
    uptime_s: float
    why: str

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self)


def readiness(site: Site, reach: Reach, minimum_uptime_s: int = 0) -> list[Readiness]:
    """Return every device's readiness, in the network's order.

    A device is not fit that cannot be read, runs what it would not start with, has a pending push,
    is not the platform that was designed for it, or started only just now.
    """
    names = [device.name for device in site.network.devices if speaks(device.platform)]
    pending = {device for run in site.ledger.open_runs() for device in site.ledger.states(run)}
    answers: Mapping[str, Mapping[str, Any] | DeviceFailure] = reach.fleet().facts(names)
    rows = []
    for device in site.network.devices:
        if device.name not in answers:
            continue
        found = answers[device.name]
        if isinstance(found, DeviceFailure):
            rows.append(Readiness(device.name, "", "", "", "", -1.0, found.detail))
            continue
        reasons = []
        if not found["saved"]:
            reasons.append("it runs what it would not start with: save or undo that first")
        if found["system"] != device.os:
            reasons.append(f"it runs {found['system']}, and {device.os} was designed for it")
        if device.name in pending:
            reasons.append(f"a push is not settled: parknet apply {site.park} --resume")
        if 0 <= found["uptime"] < minimum_uptime_s:
            reasons.append(f"it started {found['uptime']:.0f} s ago: let it settle")
        rows.append(
            Readiness(
                device=device.name,
                model=str(found["model"]),
                serial=str(found["serial_number"]),
                release=str(found["os_version"]),
                system=str(found["system"]),
                uptime_s=float(found["uptime"]),
                why="; ".join(reasons),
            )
        )
    return rows
