"""Where a park's devices are: on their management addresses, or in the emulated lab if it is up.

A lab that is up for a park is always used for it, and everything that comes from it is marked as
a rehearsal: there is no way to mix the two up.
"""

import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, Final, Literal

from parknet.drivers.fleet import DEFAULT_WIDTH, NornirFleet
from parknet.drivers.places import Place
from parknet.drivers.sessions import LOGIN_SECRET, Target, Timeouts
from parknet.drivers.snmp.target import SnmpCommunity, SnmpCredential, SnmpTarget
from parknet.errors import SecretError, StateError
from parknet.lab.process import LabControl, is_running
from parknet.log import mask_also
from parknet.model.change import Change
from parknet.model.network import DevicePlan
from parknet.model.snmp import SnmpException
from parknet.pipeline.logins import SNMP, logins_of
from parknet.pipeline.parks import Site
from parknet.vault import SECRETS_FILES, Vault, open_vault

SSH_PORT: Final = 22
LAB_SECRETS: Final = frozenset({LOGIN_SECRET, "snmp-auth", "snmp-priv"})


def _all_usual(secret: str = LOGIN_SECRET) -> Mapping[str, str]:
    """Return that every device holds the usual secret."""
    del secret
    return {}


def _real_place(_device: str, address: str) -> Place:
    return address, SSH_PORT


@dataclass(frozen=True)
class Reach:
    """How to talk to every device of a park.

    Attributes:
        targets: over SSH.
        snmp: over SNMP.
        vault: the secrets.
        snmp_user: of SNMPv3.
        rehearsal: the devices are emulated.
        logins: tells which devices hold another secret than the usual one, of the login where none
            is named: see `parknet.pipeline.logins`.
        sessions: most of them at once over SSH.
        place: tells where a device answers that has a given management address.
        snmp_exceptions: devices that are read with a community, as a person accepted.
    """

    targets: Mapping[str, Target]
    snmp: Mapping[str, SnmpTarget]
    vault: Vault
    snmp_user: str
    rehearsal: bool
    timeouts: Timeouts
    logins: Callable[..., Mapping[str, str]] = _all_usual
    place: Callable[[str, str], Place] = field(default=_real_place)
    sessions: int = DEFAULT_WIDTH
    snmp_exceptions: Mapping[str, SnmpException] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Have no log line say one of the secrets."""
        mask_also(self.vault)

    def fleet(self, login: str = "", changes: Iterable[Change] = ()) -> NornirFleet:
        """Return the devices over their command lines.

        Args:
            login: the name of the secret that is to let in everywhere; left out, on each device
                the one that the ledger says it holds.
            changes: those that move their management are looked for where they were and where
                they go, and confirmed there alone.

        Raises:
            SecretError: the login's secret is not set: no device could be asked anything.
        """
        self.vault.get(LOGIN_SECRET)
        logins = dict.fromkeys(self.targets, login) if login else self.logins()
        targets = dict(self.targets)
        for change in changes:
            if change.move is not None and change.device in targets:
                target = targets[change.device]
                ends = (change.move.before, change.move.after)
                before, after = (self.place(change.device, address) for address in ends)
                others = tuple(it for it in (before, after) if it != target.place)
                targets[change.device] = replace(target, others=others, proof=after)
        return NornirFleet(targets, self.vault, self.timeouts, width=self.sessions, logins=logins)

    def snmp_credential(self) -> SnmpCredential:
        """Return the SNMPv3 user with its secrets in plain.

        Raises:
            SecretError: one of them is not set.
        """
        return SnmpCredential(
            self.snmp_user, self.vault.get("snmp-auth"), self.vault.get("snmp-priv")
        )

    def snmp_targets(self) -> Mapping[str, SnmpTarget]:
        """Return the agents, each with the secrets that the ledger says it holds.

        Raises:
            SecretError: a secret or a community is not set.
        """
        signs, enciphers = (self.logins(name) for name in SNMP.secrets)
        found = dict(self.snmp)
        for device in (signs.keys() | enciphers.keys()) & found.keys():
            user = SnmpCredential(
                self.snmp_user,
                self.vault.get(signs.get(device, SNMP.secrets[0])),
                self.vault.get(enciphers.get(device, SNMP.secrets[1])),
            )
            found[device] = replace(found[device], credential=user)
        for device, exception in self.snmp_exceptions.items():
            if device in found:
                name = self.vault.get(exception.secret)
                community = SnmpCommunity(name, exception.version)
                found[device] = replace(found[device], credential=community)
        return found


@dataclass(frozen=True)
class LabFiles:
    """What a running lab leaves in the park's state folder."""

    folder: Path

    @property
    def record(self) -> Path:
        """Return the lab's own record: its process and its control channel."""
        return self.folder / "lab.json"

    @property
    def endpoints(self) -> Path:
        """Return where each device listens."""
        return self.folder / "endpoints.json"

    @property
    def known_hosts(self) -> Path:
        """Return the devices' host keys."""
        return self.folder / "known_hosts"

    @property
    def secrets(self) -> Path:
        """Return the lab's own secrets, mode 0600."""
        return self.folder / "secrets"

    @property
    def is_left(self) -> bool:
        """Return whether a lab was started here and never taken down."""
        return self.record.exists() or self.endpoints.exists()


def lab_files(site: Site) -> LabFiles:
    """Return where a lab of this park keeps its files."""
    return LabFiles(site.state / "lab")


def reach_of(site: Site) -> Reach:
    """Return how to talk to the park's devices.

    Raises:
        StateError: a lab is up, but its files are damaged; or one was, and ended by itself: what
            was meant for a lab must not go to the real devices.
        SecretError: a file of secrets is readable by others, or there are two.
    """
    files = lab_files(site)
    if is_running(files.record):
        site.talk("the emulated lab of this park is up: this is a rehearsal")
        return lab_reach(site, files)
    if files.is_left:
        raise StateError(
            f"the emulated lab of this park has ended by itself: start it again with parknet lab "
            f"up {site.park}, or turn to the real devices with parknet lab down {site.park}"
        )
    network = site.network  # what is wrong with the park is told before anything is made on disk
    management = site.intent.park.management
    known_hosts = site.workspace.root / "inventory" / "parks" / site.park / "known_hosts"
    secrets = [path for name in SECRETS_FILES if (path := site.state / name).exists()]
    if len(secrets) > 1:
        raise SecretError(f"{secrets[0]} and {secrets[1]} both hold secrets: keep one of them")
    vault = open_vault(os.environ, secrets[0] if secrets else None, site.state / "vault.key")
    seen = site.ledger.places(rehearsal=False)
    at = {
        device.name: seen.get(device.name, str(device.management4.ip)) for device in network.devices
    }
    return Reach(
        targets={
            device.name: Target(
                host=at[device.name],
                port=SSH_PORT,
                platform=_driver(site, device.platform),
                username=management.ssh_user,
                known_hosts=known_hosts,
                others=elsewhere((at[device.name], SSH_PORT), device, _real_place),
            )
            for device in network.devices
        },
        snmp={
            device.name: SnmpTarget(at[device.name], authentication=snmp_hash(site, device))
            for device in network.devices
        },
        vault=vault,
        snmp_user=management.snmp_user,
        rehearsal=False,
        timeouts=Timeouts(),
        logins=partial(logins_of, site, vault),
        snmp_exceptions=management.snmp_exceptions,
    )


def snmp_hash(site: Site, device: DevicePlan) -> Literal["sha"] | None:
    """Return the hash of the SNMP user that a device has where it knows no SHA-2."""
    system = site.intent.library.platforms[device.platform].oses[device.os]
    return None if "snmpv3-sha256" in system.features or not system.features else "sha"


def is_rehearsed(site: Site) -> bool:
    """Return whether the park's emulated lab is up, so that nothing reaches its real devices."""
    return is_running(lab_files(site).record)


def lab_reach(site: Site, files: LabFiles) -> Reach:
    """Return how to talk to the devices of a running lab."""
    management = site.intent.park.management
    try:
        endpoints = json.loads(files.endpoints.read_text(encoding="utf-8"))
        place = partial(_lab_place, files.record, endpoints)
        seen = site.ledger.places(rehearsal=True)
        targets = {}
        for device in site.network.devices:
            if device.name not in endpoints:
                continue
            at = place(device.name, seen.get(device.name, endpoints[device.name]["address"]))
            targets[device.name] = Target(
                host=at[0],
                port=at[1],
                platform=_driver(site, device.platform),
                username=management.ssh_user,
                known_hosts=files.known_hosts,
                others=elsewhere(at, device, place),
            )
        snmp = {
            name: SnmpTarget(
                endpoints[name]["host"],
                endpoints[name]["snmp_port"],
                snmp_hash(site, site.network.device(name)),
            )
            for name in targets
        }
    except (OSError, ValueError, KeyError, TypeError):
        raise _damaged(site, files.endpoints) from None
    # The lab has secrets of its own: those of the real park stay out of it.
    vault = open_vault({}, files.secrets, site.state / "lab-vault.key", is_lab=True)
    if not vault.names() >= LAB_SECRETS:
        raise _damaged(site, files.secrets)
    return Reach(
        targets=targets,
        snmp=snmp,
        vault=vault,
        snmp_user=management.snmp_user,
        rehearsal=True,
        timeouts=Timeouts(connect_s=5.0, reply_s=20.0),
        logins=partial(logins_of, site, vault),
        place=place,
    )


def elsewhere(
    at: Place, device: DevicePlan, place: Callable[[str, str], Place]
) -> tuple[Place, ...]:
    """Return where else a device may answer: somebody may have moved it to where it is to be."""
    designed = place(device.name, str(device.management4.ip))
    return () if designed == at else (designed,)


def _lab_place(
    record: Path, endpoints: Mapping[str, Mapping[str, Any]], device: str, address: str
) -> Place:
    """Return where a device of a running lab answers that has a management address."""
    known = endpoints[device]
    if address == known["address"]:
        return str(known["host"]), int(known["ssh_port"])
    lab = LabControl.connect(record)
    if lab is None:
        raise StateError("the emulated lab has ended by itself")
    try:
        return lab.at(device, address)
    finally:
        lab.hang_up()


def _damaged(site: Site, path: Path) -> StateError:
    return StateError(f"{path} is damaged: parknet lab down {site.park}, then lab up again")


def _driver(site: Site, platform: str) -> str:
    return site.intent.library.platforms[platform].driver
