"""An example park in a lab of this process, and how to reach it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from parknet.drivers.sessions import Target, Timeouts
from parknet.drivers.snmp.target import SnmpTarget
from parknet.lab.dayzero.devices import day_zero
from parknet.lab.faults import Fault
from parknet.lab.park import Lab
from parknet.pipeline.parks import Site
from parknet.pipeline.reach import Reach, elsewhere, snmp_hash
from parknet.vault import open_vault
from parknet.workspace import Workspace

SECRETS = {
    "ssh-password": "lab-Pass-0001",
    "snmp-auth": "lab-auth-0001",
    "snmp-priv": "lab-priv-0001",
    "wlan-staff": "lab 'wlan' 0001",
    "wlan-things": "lab-wlan-0002",
    "wlan-new": "lab-wlan-0003",
    "capwap-dtls": "lab-dtls-0001",
}


@dataclass
class Rig:
    """A park, its lab, and the way between them."""

    site: Site
    lab: Lab
    reach: Reach


@contextmanager
def rig_of(
    folder: Path,
    park: str,
    *,
    seed: int = 0,
    faults: Sequence[Fault] = (),
    configured: bool = False,
    startup: Mapping[str, str] | None = None,
    secrets: Mapping[str, str] = SECRETS,
) -> Iterator[Rig]:
    """Yield a park in a running lab: at day zero, or already configured as designed.

    `startup` has the configurations of devices that stood there before.
    """
    site = Site(Workspace(folder), park)
    started = {
        device.name: site.configs[device.name].text if configured else day_zero(device)
        for device in site.network.devices
    }
    with Lab(site.network, started | dict(startup or {}), secrets, seed=seed, faults=faults) as lab:
        site.clock = lab.clock
        yield Rig(site, lab, reach_lab(folder, site, lab, secrets))


def reach_lab(folder: Path, site: Site, lab: Lab, values: Mapping[str, str] = SECRETS) -> Reach:
    secrets = folder / "secrets"
    secrets.write_text("".join(f"{name}={value}\n" for name, value in values.items()))
    secrets.chmod(0o600)
    known_hosts = folder / "known_hosts"
    known_hosts.write_text(
        "".join(f"[{e.host}]:{e.ssh_port} {e.host_key}\n" for e in lab.endpoints.values())
    )
    return Reach(
        targets=targets_of(site, lab, known_hosts),
        snmp={
            name: SnmpTarget(e.host, e.snmp_port, snmp_hash(site, site.network.device(name)))
            for name, e in lab.endpoints.items()
        },
        vault=open_vault({}, secrets, folder / "vault.key"),
        snmp_user="parknet",
        rehearsal=True,
        timeouts=Timeouts(connect_s=5.0, reply_s=15.0),
        place=lab.at,
    )


def targets_of(site: Site, lab: Lab, known_hosts: Path) -> dict[str, Target]:
    """Return where devices are reached: where they were seen last, and where they are designed."""
    seen = site.ledger.places(rehearsal=True)
    found = {}
    for name, end in lab.endpoints.items():
        device = site.network.device(name)
        at = lab.at(name, seen.get(name, end.address))
        others = elsewhere(at, device, lab.at)
        found[name] = Target(*at, device.platform, "parknet", known_hosts, others)
    return found
