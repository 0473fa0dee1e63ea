"""Devices that are already there: addresses in, host keys to confirm and who the devices are out.

Nobody is logged in to before a person has confirmed the fingerprint, and a key that differs from
the one that is known is never replaced: whoever knows why takes the old one out by hand.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from parknet.drivers.host_keys import HostKey, host_keys
from parknet.drivers.known_hosts import KnownHosts, host_name
from parknet.drivers.sessions import Target
from parknet.errors import HostKeyError
from parknet.model.change import DeviceFailure
from parknet.model.network import DevicePlan
from parknet.pipeline.files import write_whole
from parknet.pipeline.lock import exclusive
from parknet.pipeline.parks import Site
from parknet.pipeline.reach import Reach
from parknet.pipeline.seeds import Seed

SWEEP_S: Final = 2.0
# Their profiles name a kind of machine, and the device tells what its board is called.
_WITHOUT_MODEL: Final = frozenset({"frr_ovs", "openwrt"})


class Standing(StrEnum):
    """What is known of the key that an address shows."""

    NEW = "new"
    KNOWN = "known"
    REFUSED = "refused"  # it differs from what is known, is revoked, or is not the expected one
    SILENT = "silent"
    STRANGER = "stranger"  # no device of the design is there


@dataclass(frozen=True, slots=True)
class Sighting:
    """What one address shows.

    Attributes:
        detail: why it is refused or silent, or what is odd about it.
    """

    seed: Seed
    standing: Standing
    key: HostKey | None = None
    detail: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        key = self.key
        return {
            "device": self.seed.device,
            "address": self.seed.name,
            "state": self.standing.value,
            "type": key.kind if key else "",
            "fingerprint": key.fingerprint if key else "",
            "software": key.software if key else "",
            "detail": self.detail,
        }


@dataclass(frozen=True, slots=True)
class Found:
    """Who a device says it is, and in what that differs from the design.

    Attributes:
        system: which operating system the driver found it to run.
        mismatches: what differs; empty where nothing does.
        failure: why it could not be asked.
    """

    device: str
    vendor: str = ""
    model: str = ""
    release: str = ""
    serial: str = ""
    system: str = ""
    mismatches: tuple[str, ...] = ()
    failure: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self)


def known_hosts_of(reach: Reach) -> Path:
    """Return the file of the park's host keys."""
    return next(iter(reach.targets.values())).known_hosts


def see_keys(
    site: Site,
    reach: Reach,
    seeds: Sequence[Seed],
    expected: Mapping[Seed, Collection[str]] | None = None,
) -> list[Sighting]:
    """Return the key that each address shows, held against what is known; nobody is logged in to.

    Args:
        site: the park.
        reach: where the design has its devices.
        seeds: where to look.
        expected: fingerprints that people expect, by seed: another one is refused.
    """
    known = _known(known_hosts_of(reach))
    site.talk(f"asking {len(seeds)} addresses for their SSH host keys; nobody is logged in to")
    wait_s = SWEEP_S if all(seed.is_swept for seed in seeds) else reach.timeouts.connect_s
    answers = host_keys({seed.name: (seed.host, seed.port) for seed in seeds}, known, wait_s)
    sightings = []
    for seed in seeds:
        answer = answers[seed.name]
        if isinstance(answer, HostKey):
            sightings.append(_judged(reach, seed, answer, known, (expected or {}).get(seed)))
        elif not seed.is_swept:
            sightings.append(Sighting(seed, Standing.SILENT, detail=answer.detail))
    return _twins_told(sightings)


def _judged(
    reach: Reach,
    seed: Seed,
    key: HostKey,
    known: KnownHosts,
    expected: Collection[str] | None,
) -> Sighting:
    file = known_hosts_of(reach)
    if not seed.device:
        detail = "no device of the design has this address: write ADDRESS DEVICE in a file of seeds"
        return Sighting(seed, Standing.STRANGER, key, detail)
    if expected and key.fingerprint not in expected:
        wanted = " or ".join(sorted(expected))
        detail = f"it shows {key.fingerprint}, and {wanted} is expected: another device answers"
        return Sighting(seed, Standing.REFUSED, key, detail)
    places = _places(reach, seed)
    for host, port in places:
        if known.knows(host, port):
            try:
                known.check(host, port, key.kind, key.blob)
            except HostKeyError as error:
                name = host_name(host, port)
                remedy = f"if you know why: ssh-keygen -R '{name}' -f {file}, then enrol again"
                return Sighting(seed, Standing.REFUSED, key, f"{error}; {remedy}")
    is_known = all(known.knows(host, port) for host, port in places)
    return Sighting(seed, Standing.KNOWN if is_known else Standing.NEW, key)


def _places(reach: Reach, seed: Seed) -> list[tuple[str, int]]:
    """Return where a device answers now and where the design has it: one key for both."""
    target = reach.targets[seed.device]
    return list(dict.fromkeys([(seed.host, seed.port), (target.host, target.port)]))


def _twins_told(sightings: Sequence[Sighting]) -> list[Sighting]:
    """Refuse one key for two devices: a copied image, or one machine that stands in for many."""
    devices: dict[bytes, list[str]] = {}
    for one in sightings:
        if one.key is not None and one.seed.device not in devices.get(one.key.blob, ()):
            devices.setdefault(one.key.blob, []).append(one.seed.device or one.seed.name)
    return [
        replace(one, standing=Standing.REFUSED, detail=why)
        if one.standing is Standing.NEW and (why := _odd(one, sightings, devices))
        else one
        for one in sightings
    ]


def _odd(
    one: Sighting, sightings: Sequence[Sighting], devices: Mapping[bytes, Sequence[str]]
) -> str:
    """Return why a new key cannot be that of one device, or an empty text."""
    others = [it for it in devices[one.key.blob] if it != one.seed.device] if one.key else []
    if others:
        return f"{', '.join(others[:3])} shows the same key: make new ones on these devices"
    if len({it.key.blob for it in sightings if it.key and it.seed.device == one.seed.device}) > 1:
        return "its addresses show different keys: find out which device answers where"
    return ""


def trust(site: Site, reach: Reach, sightings: Sequence[Sighting]) -> Path:
    """Add the keys that a person has confirmed to the park's file, whole or not at all.

    Raises:
        StateError: another parknet writes it just now.
        HostKeyError: somebody else has added another key for one of them meanwhile.
    """
    file = known_hosts_of(reach)
    with exclusive(site.state / "enrol.lock"):
        text = file.read_text("utf-8", "replace") if file.exists() else ""
        known = KnownHosts.parse(text, str(file))
        lines = []
        for one in sightings:
            if one.key is None:
                continue
            places = _places(reach, one.seed)
            for host, port in places:
                if known.knows(host, port):
                    known.check(host, port, one.key.kind, one.key.blob)
            fresh = [host_name(*place) for place in places if not known.knows(*place)]
            if fresh:
                lines.append(f"{one.key.line(*fresh)}\n")
        if text and not text.endswith("\n"):
            text += "\n"
        if lines:
            write_whole(file, (text + "".join(lines)).encode())
    return file


def look(site: Site, reach: Reach, sightings: Sequence[Sighting]) -> list[Found]:
    """Log in where the key is trusted, and hold who is there against the design."""
    there = {one.seed.device: one.seed for one in sightings}
    if not there:
        return []
    targets: dict[str, Target] = {
        name: replace(reach.targets[name], host=seed.host, port=seed.port)
        for name, seed in there.items()
    }
    site.talk(f"asking {len(there)} devices over SSH who they are")
    answers = replace(reach, targets=targets).fleet().facts(list(there))
    serials = site.intent.park.management.serials
    return [
        _held_against(site.network.device(name), answers[name], serials.get(name, ""))
        for name in there
    ]


def _held_against(
    device: DevicePlan, answer: Mapping[str, Any] | DeviceFailure, serial: str
) -> Found:
    if isinstance(answer, DeviceFailure):
        return Found(device.name, failure=answer.detail)
    asked = ("model", "hostname", "system", "serial_number")
    told = {key: str(answer.get(key) or "") for key in asked}
    designed = [("hostname", device.name), ("system", device.os)]
    if serial:
        designed.append(("serial_number", serial))
    if device.platform not in _WITHOUT_MODEL:
        designed.append(("model", device.model))
    return Found(
        device=device.name,
        vendor=str(answer["vendor"]),
        model=told["model"],
        release=str(answer["os_version"]),
        serial=str(answer["serial_number"]),
        system=told["system"],
        mismatches=tuple(
            f"{key.replace('_', ' ')}: {told[key]}, and the design has {wanted}"
            for key, wanted in designed
            if told[key] and not _agree(told[key], wanted)
        ),
    )


def _agree(told: str, wanted: str) -> bool:
    """Makers write a model with and without their name and its options before and behind it."""
    said, meant = ("".join(c for c in text.casefold() if c.isalnum()) for text in (told, wanted))
    return meant in said or said in meant


def _known(file: Path) -> KnownHosts:
    text = file.read_text("utf-8", "replace") if file.exists() else ""
    return KnownHosts.parse(text, str(file))
