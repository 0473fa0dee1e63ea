"""Which secret a device holds: the ledger's digests in, names of secrets out.

Nothing is guessed: a device is logged in to, and asked by SNMP, with the one secret that it was
proved to hold. What a device holds is kept as a keyed digest, under the usual secret's name.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from parknet.drivers.sessions import LOGIN_SECRET
from parknet.model.change import Change
from parknet.pipeline.parks import Site
from parknet.vault import FIRST_BOOT, Vault

if TYPE_CHECKING:
    from parknet.store import FirstFiles


@dataclass(frozen=True, slots=True)
class Credential:
    """Secrets that are replaced together.

    Attributes:
        title: what people call them.
        secrets: the names of the usual ones.
        option: what `parknet credentials rotate` calls them.
    """

    title: str
    secrets: tuple[str, ...]
    option: str = ""

    @property
    def next(self) -> Mapping[str, str]:
        """Return the names of the secrets that come after them, by the usual ones'."""
        return {name: next_of(name) for name in self.secrets}


LOGIN: Final = Credential("password", (LOGIN_SECRET,))
SNMP: Final = Credential("SNMP secrets", ("snmp-auth", "snmp-priv"), " --snmp")


def next_of(secret: str) -> str:
    """Return the name of the secret that comes after another."""
    return f"{secret}-next"


def placeholder(secret: str) -> str:
    """Return what stands for a secret in rendered text."""
    return f"<<secret:{secret}>>"


def logins_of(site: Site, vault: Vault, secret: str = LOGIN_SECRET) -> Mapping[str, str]:
    """Return the devices that hold another secret than the usual one, by that one's name.

    Args:
        site: the park.
        vault: the secrets.
        secret: the usual one's name.
    """
    if secret not in vault:
        return {}
    usual = vault.digest(secret)
    found = {}
    for device, digests in site.ledger.applied_secrets(vault.world).items():
        held = digests.get(secret, usual)
        if held == usual:
            continue
        for name in (next_of(secret), first_boot_login(device, secret)):
            if (name in vault or name != next_of(secret)) and held == vault.digest(secret, name):
                found[device] = name
    return found


def holders(site: Site, vault: Vault, credential: Credential) -> frozenset[str]:
    """Return the devices that were proved to hold the next secrets, all of them."""
    found = [
        {device for device, name in logins_of(site, vault, secret).items() if name == next_}
        for secret, next_ in credential.next.items()
        # Of a pair, one may stay as it is.
        if next_ not in vault or vault.get(next_) != vault.get(secret)
    ]
    return frozenset(set.intersection(*found)) if found else frozenset()


def first_boot_login(device: str, secret: str = LOGIN_SECRET) -> str:
    """Return the name of the secret that a device holds between first boot and first push."""
    return f"{FIRST_BOOT}{device}/{secret}"


def first_files_of(site: Site, vault: Vault) -> "FirstFiles":
    """Return the record of which new devices had their first file, and which run by now."""
    from parknet.store import FirstFiles  # noqa: PLC0415 - as in parks

    return FirstFiles(site.database, site.park, vault.world)


def rotated(changes: Iterable[Change]) -> Credential | None:
    """Return what changes give devices the next one of; None for changes of other things."""
    text = "\n".join(line for change in changes for line in change.patch)
    for credential in (LOGIN, SNMP):
        if any(placeholder(name) in text for name in credential.next.values()):
            return credential
    return None


def with_next(lines: Sequence[str], credential: Credential) -> tuple[str, ...]:
    """Return lines that name the next secrets in the usual ones' place."""
    for name, next_ in credential.next.items():
        lines = [line.replace(placeholder(name), placeholder(next_)) for line in lines]
    return tuple(lines)
