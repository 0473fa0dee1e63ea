"""`Reader` on gufo_snmp: what polls a park, at about 1 ms of CPU for a switch's table column set.

gufo sends, encrypts and parses without holding the interpreter's lock, so threads fan out.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from typing import Any, Final

from gufo.snmp import (
    Aes128Key,
    Aes192Key,
    Aes256Key,
    Sha1Key,
    Sha224Key,
    Sha256Key,
    Sha384Key,
    Sha512Key,
    SnmpVersion,
    User,
)
from gufo.snmp.user import KeyType

from parknet.drivers.base import PollReply, PollRequest
from parknet.drivers.snmp.bearing import Bearing
from parknet.drivers.snmp.fan_out import fan_out, no_target
from parknet.drivers.snmp.gufo_session import GufoSession
from parknet.drivers.snmp.pysnmp_engine import Engines
from parknet.drivers.snmp.sessions import Kept, Watch, room_for
from parknet.drivers.snmp.target import (
    Credential,
    Limits,
    SnmpCommunity,
    SnmpCredential,
    SnmpTarget,
)
from parknet.drivers.snmp.turns import Turns
from parknet.drivers.snmp.walk import Walker
from parknet.model.change import FailureKind

_AUTHENTICATION: Final = {
    "sha": Sha1Key,
    "sha224": Sha224Key,
    "sha256": Sha256Key,
    "sha384": Sha384Key,
    "sha512": Sha512Key,
}
_VERSIONS: Final = {"v1": SnmpVersion.v1, "v2c": SnmpVersion.v2c}
_PRIVACY: Final = {"aes128": Aes128Key, "aes192": Aes192Key, "aes256": Aes256Key}


class GufoReader:
    """Reads devices, over SNMPv3 authPriv unless a community is given.

    Sessions stay open from poll to poll, so that a poll costs no discovery of the agent's engine.

    Args:
        targets: where each device's agent is.
        credential: the user on all of them, with plain secrets; or a community.
        limits: how patient to be.
        clock: seconds that only rise.
        bearings: what agents bear, as was learned before; more is added.
    """

    def __init__(
        self,
        targets: Mapping[str, SnmpTarget],
        credential: Credential,
        limits: Limits | None = None,
        clock: Callable[[], float] = time.monotonic,
        bearings: MutableMapping[str, Bearing] | None = None,
    ) -> None:
        self._targets = dict(targets)
        self._limits = limits if limits is not None else Limits()
        self._clock = clock
        self._walker = Walker(self._limits, clock, bearings)
        # Stretching a secret takes long: once for each hash that agents use.
        kinds = {credential.on(target) for target in self._targets.values()}
        self._credential = credential
        self._access = {kind: _access(kind) for kind in kinds}
        self._engines = Engines()
        self._watch = Watch(self._limits.budget_s + self._limits.timeout_s)
        self._turns = Turns()
        self._sessions = Kept(self._session, room_for(len(self._targets)))

    def poll_many(self, requests: Iterable[PollRequest]) -> Iterator[PollReply]:
        """Yield one reply for each request, in the order they finish."""
        try:
            yield from fan_out(requests, self.poll, self._limits.width)
        finally:
            self._engines.close()

    def close(self) -> None:
        """Close what stays open between polls."""
        self._sessions.clear()
        self._engines.close()

    def poll(self, request: PollRequest) -> PollReply:
        """Return one device's reply; several threads may ask, of one device in turn."""
        if request.device not in self._targets:
            return no_target(request.device)
        with self._sessions.of(request.device) as session:
            was_new = session.is_new
            reply = self._ask(request, session)
        refused = reply.failure is not None and reply.failure.kind is FailureKind.AUTHENTICATION
        if was_new or not refused:
            return reply
        # An agent that was restarted refuses what was signed for its life before: once more.
        with self._sessions.of(request.device) as session:
            return self._ask(request, session)

    def _ask(self, request: PollRequest, session: GufoSession) -> PollReply:
        reply = None
        try:
            with self._turns.take(), self._watch.over(session):
                reply = self._walker.poll(request, session)
        finally:
            session.finish(failed=reply is None or reply.failure is not None)
        return reply

    def _session(self, device: str) -> GufoSession:
        target = self._targets[device]
        credential = self._credential.on(target)
        return GufoSession(
            target,
            credential,
            self._access[credential],
            timeout_s=self._limits.timeout_s,
            clock=self._clock,
            second=self._engines.one_for,
        )


def _access(credential: Credential) -> dict[str, Any]:
    """Return what gufo's session is opened with."""
    if isinstance(credential, SnmpCommunity):
        return {"community": credential.name, "version": _VERSIONS[credential.version]}
    return {"user": _user(credential), "version": SnmpVersion.v3}


def _user(credential: SnmpCredential) -> User:
    """Return gufo's user with master keys, so that the million rounds of hashing are done once.

    RFC 3414, A.2: a secret is stretched to 1 MiB before it is hashed and bound to an engine.
    """
    authentication = _AUTHENTICATION[credential.authentication]
    privacy = _PRIVACY[credential.privacy]
    return User(
        credential.user,
        auth_key=authentication(
            authentication.get_master_key(credential.authentication_secret.encode()),
            KeyType.Master,
        ),
        priv_key=privacy(
            authentication.get_master_key(credential.privacy_secret.encode()), KeyType.Master
        ),
    )
