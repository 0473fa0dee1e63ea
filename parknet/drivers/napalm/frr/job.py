"""A patch, what a device holds, and secrets in; everything that is put on the device for it, out.

Nothing here talks to a device: a `Job` is a folder as an archive, with the change, its undoing and
the state of before, and none of it is readable by anybody but root.
"""

import io
import re
import tarfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from parknet.drivers.config_text import fill_secrets
from parknet.drivers.napalm.frr.files import (
    ACCOUNTS,
    FILES,
    FLOWS,
    FRR,
    OVS,
    Bundle,
    digest,
    read_bundle,
    show_written,
)
from parknet.drivers.napalm.frr.scripts import (
    apply_script,
    boot_script,
    timer_script,
    undo_script,
)
from parknet.errors import CommandRejectedError, SecretError

NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,79}")
SNMPD: Final = "/etc/snmp/snmpd.conf"
_NO_TABLE: Final = "add table inet parknet\ndelete table inet parknet\n"


@dataclass(frozen=True, slots=True)
class Before:
    """What a device held before a change, as far as undoing needs it.

    Attributes:
        files: plain content by path.
        written: SHA-256 of the files that parknet wrote, by path.
        services: those of which it can be told to restart them.
        routing: FRR's running configuration.
        switch: a copy of Open vSwitch's database.
        filters: the listing of parknet's nftables table; empty where there is none.
        accounts: `user:hash` of the accounts whose passwords are set.
    """

    files: Mapping[str, bytes]
    written: Mapping[str, str]
    services: frozenset[str]
    routing: bytes = b""
    switch: bytes = b""
    filters: bytes = b""
    accounts: bytes = b""


@dataclass(frozen=True, slots=True)
class Job:
    """A change, ready to be put on a device.

    Attributes:
        name: of its folder and its timer.
        bundle: what changes, without secrets.
        plain: the changed files as they are written.
        before: what there was.
    """

    name: str
    bundle: Bundle
    plain: Mapping[str, bytes]
    before: Before

    @property
    def untold(self) -> tuple[str, ...]:
        """Return the services that a change is for and that the device cannot restart."""
        names = {FILES[path].service[0] for path in (*self.plain, *self.bundle.gone)} - {""}
        return tuple(sorted(names - self.before.services))

    def archive(self, revert_in_s: int) -> bytes:
        """Return the job's folder as a tar archive, to be unpacked in `jobs/`."""
        touched = [*self.plain, *self.bundle.gone]
        existed = {path: path in self.before.files for path in touched}
        has_accounts = ACCOUNTS in existed and bool(self.before.accounts)
        present = self.before.services
        written = {
            path: known
            for path, known in self.before.written.items()
            if path not in self.bundle.gone
        } | {path: digest(content) for path, content in self.plain.items()}
        parts: dict[str, bytes] = {
            "apply": apply_script(self.name, self.plain, self.bundle.gone, present).encode(),
            "undo": undo_script(self.name, existed, present, has_accounts=has_accounts).encode(),
            "boot": boot_script(self.name, existed, has_accounts=has_accounts).encode(),
            "timer": timer_script(self.name, revert_in_s).encode(),
            "written": show_written(written).encode(),
            "old-written": show_written(self.before.written).encode(),
            "frr.conf": self.before.routing,
            "frr.file": self.before.files.get(FRR, b""),
            "ovs.db": self.before.switch,
            "nft": _NO_TABLE.encode() + self.before.filters,
            "flows": self.before.files.get(FLOWS, b"priority=0,actions=NORMAL\n"),
            "accounts": self.before.accounts,
        }
        if OVS in self.plain:
            commands = (*self.bundle.first, *self.plain[OVS].decode().splitlines())
            parts["ovs"] = "".join(f"-- {line}\n" for line in commands).encode()
        parts |= {f"new{path}": content for path, content in self.plain.items()}
        return _packed(self.name, parts)


def make_job(
    name: str, lines: tuple[str, ...], before: Before, secret: Callable[[str], str]
) -> Job:
    """Return a job for a patch, with secrets filled in.

    Raises:
        CommandRejectedError: the patch is none of files that parknet knows.
        SecretError: a secret is missing, or cannot stand where it is to.
    """
    if NAME.fullmatch(name) is None:
        raise CommandRejectedError(name, "not sent: this is no name of a timer")
    bundle = read_bundle(lines)
    plain = {
        path: "".join(f"{_filled(path, line, secret)}\n" for line in content.splitlines()).encode()
        for path, content in bundle.files.items()
    }
    return Job(name, bundle, plain, before)


def _filled(path: str, line: str, secret: Callable[[str], str]) -> str:
    if path != SNMPD:
        return fill_secrets(line, secret)

    def quotable(name: str) -> str:
        value = secret(name)
        if '"' in value or "\\" in value:
            raise SecretError(f"secret {name!r} holds a quote, which snmpd.conf does not take")
        return value

    return fill_secrets(line, quotable)


def _packed(name: str, parts: Mapping[str, bytes]) -> bytes:
    """Return files as an archive in which everything is root's alone."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        folders = {name, f"{name}/old"}
        for part in parts:
            steps = f"{name}/{part}".split("/")
            folders |= {"/".join(steps[:at]) for at in range(1, len(steps))}
        for folder in sorted(folders):
            entry = tarfile.TarInfo(folder)
            entry.type, entry.mode = tarfile.DIRTYPE, 0o700
            archive.addfile(entry)
        for part, content in parts.items():
            entry = tarfile.TarInfo(f"{name}/{part}")
            entry.size, entry.mode = len(content), 0o600
            archive.addfile(entry, io.BytesIO(content))
    return packed.getvalue()


def unpack(archive: bytes) -> dict[str, bytes]:
    """Return the files of a tar archive by absolute path; links are not followed."""
    with tarfile.open(fileobj=io.BytesIO(archive)) as packed:
        found = {}
        for entry in packed:
            content = packed.extractfile(entry) if entry.isfile() else None
            if content is not None:
                found["/" + entry.name.lstrip("/")] = content.read()
        return found
