"""Addresses in, the SSH host keys they show out: a handshake without a login, and nothing trusted.

What a device shows here proves only that it holds the private half of that key: whether it is the
device that is meant, a person decides by the fingerprint.
"""

import base64
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

from parknet.drivers.answers import failure_of
from parknet.drivers.known_hosts import KnownHosts, fingerprint
from parknet.drivers.session import SessionLimits, StrictSession
from parknet.errors import DeviceError
from parknet.model.change import DeviceFailure

WIDTH: Final = 64


@dataclass(frozen=True, slots=True)
class HostKey:
    """A public host key.

    Attributes:
        kind: as known_hosts files name it, such as `ssh-ed25519`.
        blob: the key as the server sent it.
        software: how the server introduced itself (RFC 4253, 4.2): a hint, never a proof.
    """

    kind: str
    blob: bytes
    software: str = ""

    @property
    def fingerprint(self) -> str:
        """Return the fingerprint as `ssh-keygen -l` shows it."""
        return fingerprint(self.blob)

    def line(self, *names: str) -> str:
        """Return the line of a known_hosts file.

        Example:
            >>> HostKey("ssh-ed25519", b"key").line("10.0.0.1", "[10.0.0.1]:2022")
            '10.0.0.1,[10.0.0.1]:2022 ssh-ed25519 a2V5'
        """
        key = base64.b64encode(self.blob).decode("ascii")
        return f"{','.join(dict.fromkeys(names))} {self.kind} {key}"


class _Handshake(StrictSession):
    """A connection that ends where a login would begin."""

    def __init__(self, host: str, port: int, known: KnownHosts, limits: SessionLimits) -> None:
        # The parents' would log in.
        self.host, self.port = host, port
        self.known_hosts, self.limits = known, limits
        self.remote_conn = self.remote_conn_pre = None

    def key(self) -> HostKey:
        try:
            with self._deadline():
                transport, key = self._transport()
                return HostKey(key.get_name(), key.asbytes(), _told(transport.remote_version))
        finally:
            self.paramiko_cleanup()


def host_keys(
    addresses: Mapping[str, tuple[str, int]],
    known: KnownHosts,
    connect_s: float = 10.0,
    width: int = WIDTH,
) -> dict[str, HostKey | DeviceFailure]:
    """Return the key that each address shows, or why it shows none.

    A server with several keys shows the one that `known` has of it, as it does to a session; a
    server that is not known, the one that a session prefers.

    Args:
        addresses: (host, port) by any name.
        known: what is trusted already.
        connect_s: how long to wait for each step, in seconds.
        width: most connections at once, at least 1.
    """

    def one(name: str) -> HostKey | DeviceFailure:
        host, port = addresses[name]
        try:
            return _Handshake(host, port, known, SessionLimits(connect_s=connect_s)).key()
        except DeviceError as error:
            return failure_of(name, error)

    with ThreadPoolExecutor(max(1, min(width, len(addresses)))) as threads:
        return dict(zip(addresses, threads.map(one, addresses), strict=True))


def _told(version: object) -> str:
    """Return a server's introduction without what could move a terminal's cursor."""
    text = "".join(c for c in str(version or "") if c.isascii() and c.isprintable())
    return text.removeprefix("SSH-2.0-")[:60]
