"""The emulated lab as a use case: up, down, status, and its clock as a `Clock`."""

import json
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

from parknet.errors import StateError
from parknet.lab.dayzero.devices import day_zero
from parknet.lab.device import GRAMMARS
from parknet.lab.endpoint import Endpoint
from parknet.lab.faults import Fault, plant
from parknet.lab.process import LabControl, start_lab
from parknet.names import PLACEHOLDER
from parknet.pipeline.files import write_whole
from parknet.pipeline.parks import Site
from parknet.pipeline.reach import LAB_SECRETS, lab_files


@dataclass(frozen=True)
class LabClock:
    """The lab's time: `sleep` moves it, so a timer of minutes takes no time."""

    lab: LabControl

    def now(self) -> float:
        """Return Unix time in seconds by the lab's clock."""
        return self.lab.now()

    def sleep(self, seconds: float) -> None:
        """Move the lab's clock."""
        self.lab.advance(seconds)


def lab_up(
    site: Site, seed: int = 0, faults: Sequence[Fault] = (), *, stays: bool = False
) -> LabControl:
    """Start the park's devices as they come from the installer, with what is wrong with them.

    Args:
        site: the park.
        seed: chooses host keys and the hosts that are on.
        faults: what is wrong from the start.
        stays: the lab outlives this process, and its clock follows real time.

    Raises:
        StateError: a lab of this park is up already, or devices cannot be emulated.
    """
    _refuse_unknown(site)
    files = lab_files(site)
    files.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    named = PLACEHOLDER.findall("".join(config.text for config in site.configs.values()))
    values = {name: secrets.token_urlsafe(18) for name in sorted(LAB_SECRETS | set(named))}
    lab = start_lab(
        site.network,
        {device.name: day_zero(device) for device in site.network.devices},
        values,
        files.record,
        seed=seed,
        faults=faults,
        ticking=stays,
    )
    endpoints = lab.endpoints()
    keys = "".join(
        f"[{found.host}]:{found.ssh_port} {found.host_key}\n" for found in endpoints.values()
    )
    body = "".join(f"{name}={value}\n" for name, value in values.items())
    write_whole(files.secrets, body.encode(), mode=0o600)
    write_whole(files.known_hosts, keys.encode())
    addresses = {name: found.as_json() for name, found in endpoints.items()}
    write_whole(files.endpoints, json.dumps(addresses, indent=1).encode())
    if stays:
        lab.release()
    return lab


def _refuse_unknown(site: Site) -> None:
    """Raise for devices whose operating system the lab does not emulate."""
    strange = [device for device in site.network.devices if device.os not in GRAMMARS]
    if strange:
        platforms = {device.platform for device in strange}
        titles = sorted(site.intent.library.platforms[name].title for name in platforms)
        raise StateError(
            f"the emulated lab knows no {' or '.join(titles)}: {len(strange)} of "
            f"{len(site.network.devices)} devices, first {strange[0].name}; parknet render "
            f"{site.park} writes their configurations"
        )


def lab_down(site: Site) -> Literal["ended", "cleared", "none"]:
    """End the park's lab and remove its files.

    Returns:
        What there was: a lab that has `ended` now, what a killed one had left (`cleared`), or
        `none`.
    """
    files = lab_files(site)
    was_left = files.is_left
    lab = LabControl.connect(files.record)
    if lab is not None:
        lab.stop()
    for path in (files.record, files.endpoints, files.known_hosts, files.secrets):
        path.unlink(missing_ok=True)
    if lab is not None:
        return "ended"
    return "cleared" if was_left else "none"


def lab_status(site: Site) -> dict[str, Endpoint] | None:
    """Return where each device of the park's lab listens, or None where no lab is up."""
    lab = LabControl.connect(lab_files(site).record)
    if lab is None:
        return None
    try:
        return lab.endpoints()
    finally:
        lab.hang_up()


@contextmanager
def lab_of(site: Site, seed: int, faults: Sequence[Fault]) -> Iterator[LabControl]:
    """Yield a running lab; it is down after the block, whatever happens in it."""
    lab = lab_up(site, seed, faults)
    try:
        yield lab
    finally:
        lab_down(site)


def planted_faults(site: Site, seed: int, count: int) -> tuple[Fault, ...]:
    """Return `count` faults of device state, chosen by a seed."""
    return plant(site.network, seed, count)
