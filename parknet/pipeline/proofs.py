"""Which of two secrets devices take, the usual one or the next: asked of the devices themselves."""

from collections.abc import Sequence
from typing import Final, Protocol

from parknet.drivers.base import PollRequest
from parknet.drivers.fleet import NornirFleet
from parknet.drivers.sessions import LOGIN_SECRET
from parknet.drivers.snmp.gufo import GufoReader
from parknet.drivers.snmp.target import SnmpCredential
from parknet.errors import SecretError
from parknet.pipeline.logins import LOGIN, SNMP, Credential, next_of
from parknet.pipeline.reach import Reach

_UP_TIME: Final = "1.3.6.1.2.1.1.3"  # SNMPv2-MIB, sysUpTime


class Proof(Protocol):
    """How devices are told apart, and reached before and after.

    Attributes:
        old: devices over sessions that they let in before.
        new: devices over sessions that they let in afterwards, new ones.
        is_session: a session of `new` is itself the proof.
    """

    old: NornirFleet
    new: NornirFleet
    is_session: bool

    def takes(self, devices: Sequence[str], *, new: bool) -> frozenset[str]:
        """Return which of the devices take the new secret, or the old one."""
        ...


class LoginProof:
    """The password: who is let in with it."""

    is_session = True

    def __init__(self, reach: Reach) -> None:
        self.old = reach.fleet(LOGIN_SECRET)
        self.new = reach.fleet(next_of(LOGIN_SECRET))

    def takes(self, devices: Sequence[str], *, new: bool) -> frozenset[str]:
        """Return who is let in."""
        shut = (self.new if new else self.old).logs_in(devices)
        return frozenset(name for name in devices if shut[name] is None)


class SnmpProof:
    """The secrets of the SNMPv3 user: who answers a request that they sign and encipher."""

    is_session = False

    def __init__(self, reach: Reach) -> None:
        self.old, self.new = reach.fleet(), reach.fleet()
        self._targets = reach.snmp
        self._users = {new: snmp_user(reach, new=new) for new in (False, True)}

    def takes(self, devices: Sequence[str], *, new: bool) -> frozenset[str]:
        """Return who answers."""
        targets = {name: self._targets[name] for name in devices if name in self._targets}
        reader = GufoReader(targets, self._users[new])
        requests = [PollRequest(name, (_UP_TIME,), ()) for name in targets]
        replies = reader.poll_many(requests)
        return frozenset(it.device for it in replies if it.failure is None and it.cells)


def snmp_user(reach: Reach, *, new: bool) -> SnmpCredential:
    """Return the SNMPv3 user with the usual secrets or the next ones.

    Raises:
        SecretError: one of them is not set, or is too short.
    """
    signs, enciphers = (next_of(name) if new else name for name in SNMP.secrets)
    try:
        return SnmpCredential(reach.snmp_user, reach.vault.get(signs), reach.vault.get(enciphers))
    except ValueError as error:
        raise SecretError(f"{signs} and {enciphers}: {error}") from None


def proof_of(reach: Reach, credential: Credential) -> Proof:
    """Return how it is proved that devices hold the next secrets.

    Raises:
        SecretError: there are none, or they are the usual ones.
    """
    vault = reach.vault
    if all(vault.get(next_) == vault.get(name) for name, next_ in credential.next.items()):
        names = ", ".join(credential.next.values())
        raise SecretError(
            f"{names} and {', '.join(credential.secrets)} are the same: there is nothing to do"
        )
    return LoginProof(reach) if credential is LOGIN else SnmpProof(reach)
