"""An OpenSSH known_hosts file in, a device's trusted keys out, and the check of the key it shows.

A file of a park has thousands of lines, so it is split once and a key is decoded only when its
host is asked for. Hashed names and `@revoked` are honoured; certificates are not used here.
"""

import base64
import binascii
import hashlib
import hmac
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from parknet.errors import HostKeyError

# RFC 8332: an RSA key is listed as ssh-rsa and signs with SHA-2.
_SIGNATURES_OF: Final = {"ssh-rsa": ("rsa-sha2-512", "rsa-sha2-256")}


def fingerprint(blob: bytes) -> str:
    """Return a public key's fingerprint as OpenSSH prints it.

    Example:
        >>> fingerprint(b"key")
        'SHA256:LHDhK3oGRvkiefQnx7OOczTY5Tic/xZ6HcMOc/gmtoM'
    """
    digest = base64.b64encode(hashlib.sha256(blob).digest()).decode("ascii")
    return f"SHA256:{digest.rstrip('=')}"


def host_name(host: str, port: int) -> str:
    """Return a host as known_hosts files name it.

    Example:
        >>> host_name("10.0.0.1", 22), host_name("127.0.0.1", 2022)
        ('10.0.0.1', '[127.0.0.1]:2022')
    """
    return host if port == 22 else f"[{host}]:{port}"


@dataclass(frozen=True, slots=True)
class KnownHosts:
    """The trusted keys of many hosts.

    Attributes:
        source: where they come from, for messages.
        plain: host name to (key type, key in base64, is revoked).
        hashed: (salt, hash, key type, key in base64, is revoked) of names that are not readable.
        same_as: names that stand for another one: they have its keys, and none of their own.
    """

    source: str
    plain: Mapping[str, tuple[tuple[str, str, bool], ...]] = field(default_factory=dict)
    hashed: tuple[tuple[bytes, bytes, str, str, bool], ...] = ()
    same_as: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, text: str, source: str = "known_hosts") -> "KnownHosts":
        """Return what a file says; a line that is no entry is skipped, so it trusts nobody."""
        plain: dict[str, tuple[tuple[str, str, bool], ...]] = {}
        hashed: list[tuple[bytes, bytes, str, str, bool]] = []
        for line in text.splitlines():
            words = line.split()
            is_revoked = bool(words) and words[0] == "@revoked"
            if is_revoked:
                words = words[1:]
            if len(words) < 3 or words[0].startswith(("#", "@")):
                continue
            names, kind, key = words[:3]
            if names.startswith("|1|"):
                _, _, salt, digest = (*names.split("|"), "")[:4]
                entry = (_decode(salt), _decode(digest), kind, key, is_revoked)
                hashed.append(entry)
                continue
            for name in names.split(","):
                plain[name] = (*plain.get(name, ()), (kind, key, is_revoked))
        return cls(source, plain, tuple(hashed))

    def _entries(self, name: str) -> list[tuple[str, bytes, bool]]:
        name = self.same_as.get(name, name)
        found = [(kind, _decode(key), bad) for kind, key, bad in self.plain.get(name, ())]
        for salt, digest, kind, key, is_revoked in self.hashed:
            # OpenSSH's HashKnownHosts format is HMAC-SHA1; it hides names and protects no secret.
            if hmac.compare_digest(hmac.digest(salt, name.encode(), "sha1"), digest):
                found.append((kind, _decode(key), is_revoked))
        return found

    def knows(self, host: str, port: int) -> bool:
        """Return whether there is any key of a host, be it a revoked one."""
        return bool(self._entries(host_name(host, port)))

    def signature_types(self, host: str, port: int) -> tuple[str, ...]:
        """Return the signature algorithms of a host's known keys, to be offered first.

        A server with several keys shows the one we ask for first: without this it could show one
        that we do not know although we know another.
        """
        kinds = [kind for kind, _, bad in self._entries(host_name(host, port)) if not bad]
        return tuple(name for kind in kinds for name in _SIGNATURES_OF.get(kind, (kind,)))

    def check(self, host: str, port: int, kind: str, blob: bytes) -> None:
        """Accept the key that a host has shown, or refuse it.

        Raises:
            HostKeyError: the key is unknown, differs or is revoked.
        """
        name = host_name(host, port)
        entries = self._entries(name)
        shown = f"{kind} {fingerprint(blob)}"
        if any(bad and known == blob for _, known, bad in entries):
            raise HostKeyError(f"{name} shows a key that {self.source} revokes: {shown}")
        trusted = [(other, known) for other, known, bad in entries if not bad]
        if not trusted:
            raise HostKeyError(
                f"the host key of {name} is unknown: it shows {shown}; compare it with the"
                f" device's console, then add it to {self.source}"
            )
        if not any(hmac.compare_digest(known, blob) for _, known in trusted):
            expected = ", ".join(f"{other} {fingerprint(known)}" for other, known in trusted)
            raise HostKeyError(
                f"the host key of {name} has changed: it shows {shown}, {self.source} has"
                f" {expected}; another device answers there, or it was replaced"
            )


def with_name(text: str, old: str, new: str) -> str:
    r"""Return a file in which a host has the keys of another one, and no others.

    Example:
        >>> with_name("a ssh-rsa AAAA\nb,c ssh-rsa BBBB\n", "a", "b")
        'a ssh-rsa AAAA\nc ssh-rsa BBBB\nb ssh-rsa AAAA\n'
    """
    lines = []
    for line in text.splitlines():
        names, _, rest = line.partition(" ")
        if names.startswith(("#", "@")) or not KnownHosts.parse(line)._entries(new):
            lines.append(line)
        elif others := [name for name in names.split(",") if name != new and "|" not in name]:
            lines.append(f"{','.join(others)} {rest}")
    keys = KnownHosts.parse(text)._entries(old)
    found = [f"{new} {kind} {_encode(key)}" for kind, key, is_revoked in keys if not is_revoked]
    return "".join(f"{line}\n" for line in (*lines, *found))


def _encode(key: bytes) -> str:
    return base64.b64encode(key).decode("ascii")


def _decode(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        return b""


_LOADED: dict[Path, tuple[tuple[int, int], KnownHosts]] = {}
_LOCK: Final = threading.Lock()


def load_known_hosts(path: Path) -> KnownHosts:
    """Return a file's keys, read again only when it has changed.

    Raises:
        HostKeyError: the file cannot be read, so nobody is trusted.
    """
    try:
        status = path.stat()
        version = (status.st_mtime_ns, status.st_size)
        with _LOCK:
            loaded = _LOADED.get(path)
            if loaded is None or loaded[0] != version:
                hosts = KnownHosts.parse(path.read_text("utf-8", "replace"), str(path))
                loaded = _LOADED[path] = (version, hosts)
            return loaded[1]
    except OSError as error:
        raise HostKeyError(
            f"the host keys in {path} cannot be read ({error.strerror}); nobody is trusted"
        ) from None
