"""Which password lets in on which device: the ledger's digests in, names of secrets out.

Nothing is guessed: a device is logged in to with the one secret that it was proved to hold. What a
device holds is kept as a keyed digest, under the name of the login's secret.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

from parknet.drivers.sessions import LOGIN_SECRET
from parknet.model.change import Change
from parknet.pipeline.parks import Site
from parknet.vault import FIRST_BOOT, Vault

if TYPE_CHECKING:
    from parknet.store import FirstFiles

NEXT_SECRET: Final = "ssh-password-next"  # noqa: S105  # the secret's name, not the secret
NEXT_PLACEHOLDER: Final = f"<<secret:{NEXT_SECRET}>>"


def logins_of(site: Site, vault: Vault) -> Mapping[str, str]:
    """Return the devices that are let in by the next password already, by that secret's name."""
    if LOGIN_SECRET not in vault:
        return {}
    usual = vault.digest(LOGIN_SECRET)
    found = {}
    for device, digests in site.ledger.applied_secrets().items():
        held = digests.get(LOGIN_SECRET, usual)
        if held == usual:
            continue
        for name in (NEXT_SECRET, first_boot_login(device)):
            if (name in vault or name != NEXT_SECRET) and held == vault.digest(LOGIN_SECRET, name):
                found[device] = name
    return found


def first_boot_login(device: str) -> str:
    """Return the name of the secret that lets in on a device between first boot and first push."""
    return f"{FIRST_BOOT}{device}/{LOGIN_SECRET}"


def first_files_of(site: Site, vault: Vault) -> "FirstFiles":
    """Return the record of which new devices had their first file, and which run by now."""
    from parknet.store import FirstFiles  # noqa: PLC0415 - as in parks

    return FirstFiles(site.database, site.park, vault.world)


def is_rotation(changes: Iterable[Change]) -> bool:
    """Return whether changes give devices the next password."""
    return any(NEXT_PLACEHOLDER in line for change in changes for line in change.patch)
