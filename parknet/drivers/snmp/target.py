"""Where a device's agent is, who asks, and how long anybody waits."""

from dataclasses import dataclass, field, replace
from typing import Literal

Authentication = Literal["sha", "sha224", "sha256", "sha384", "sha512"]
Privacy = Literal["aes128", "aes192", "aes256"]


@dataclass(frozen=True, slots=True)
class SnmpTarget:
    """An agent's address (IPv4 or IPv6, without brackets) and UDP port.

    Attributes:
        authentication: the hash of its user, where that is not the credential's.
        credential: its user, where that has other secrets than on all other agents; or the
            community, where a person named that as an exception.
    """

    host: str
    port: int = 161
    authentication: Authentication | None = None
    credential: "SnmpCredential | SnmpCommunity | None" = None


@dataclass(frozen=True, slots=True)
class SnmpCredential:
    """An SNMPv3 user at security level authPriv; the secrets never show in a repr.

    RFC 3414 wants secrets of at least 8 characters, and agents refuse shorter ones.
    """

    user: str
    authentication_secret: str = field(repr=False)
    privacy_secret: str = field(repr=False)
    authentication: Authentication = "sha256"
    privacy: Privacy = "aes128"

    def __post_init__(self) -> None:
        if min(len(self.authentication_secret), len(self.privacy_secret)) < 8:
            raise ValueError("an SNMPv3 secret has at least 8 characters (RFC 3414, 11.2)")

    def on(self, target: SnmpTarget) -> "SnmpCredential | SnmpCommunity":
        """Return the user as one agent knows it, or the community that stands for it there."""
        user = target.credential or self
        if isinstance(user, SnmpCommunity):
            return user
        if target.authentication in (None, user.authentication):
            return user
        return replace(user, authentication=target.authentication)


@dataclass(frozen=True, slots=True)
class SnmpCommunity:
    """A community of SNMPv1 or v2c: anybody on the way can read it and what it reads.

    Nothing chooses it by itself: a person names it, as an exception.
    """

    name: str = field(repr=False)
    version: Literal["v1", "v2c"] = "v2c"

    def on(self, target: SnmpTarget) -> "SnmpCredential | SnmpCommunity":
        """Return itself, unless an agent has something of its own."""
        return target.credential or self


Credential = SnmpCredential | SnmpCommunity


@dataclass(frozen=True, slots=True)
class Limits:
    """How patient a reader is.

    Attributes:
        timeout_s: for one request.
        retries: further tries of a request that got no answer.
        budget_s: for all of one device.
        table_s: for the columns of one table; the others go on.
        width: devices asked at once.
        rows: most rows of one column; more is taken for an endless table.
        octets: most of all values of one device.
    """

    timeout_s: float = 2.0
    retries: int = 2
    budget_s: float = 60.0
    table_s: float = 20.0
    width: int = 16
    rows: int = 100_000
    octets: int = 64_000_000
