"""Which password lets in on which device: the ledger's digests in, names of secrets out.

Nothing is guessed: a device is logged in to with the one secret that it was proved to hold. What a
device holds is kept as a keyed digest, under the name of the login's secret.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from parknet.drivers.fleet import LOGIN_SECRET
from parknet.model.change import Change
from parknet.pipeline.parks import Site
from parknet.vault import Vault

NEXT_SECRET: Final = "ssh-password-next"  # noqa: S105  # the secret's name, not the secret
NEXT_PLACEHOLDER: Final = f"<<secret:{NEXT_SECRET}>>"


def logins_of(site: Site, vault: Vault) -> Mapping[str, str]:
    """Return the devices that are let in by the next password already, by that secret's name."""
    if NEXT_SECRET not in vault or LOGIN_SECRET not in vault:
        return {}
    usual, coming = vault.digest(LOGIN_SECRET), vault.digest(LOGIN_SECRET, NEXT_SECRET)
    return {
        device: NEXT_SECRET
        for device, digests in site.ledger.applied_secrets().items()
        if usual != digests.get(LOGIN_SECRET) == coming
    }


def is_rotation(changes: Iterable[Change]) -> bool:
    """Return whether changes give devices the next password."""
    return any(NEXT_PLACEHOLDER in line for change in changes for line in change.patch)
