"""The user-based security model of SNMPv3, agent side: datagrams in, requests or reports out.

RFC 3414 (USM), 7860 (HMAC-SHA-2), 3826 (AES-128 in CFB mode); the message is that of RFC 3412. The
agent speaks authPriv alone, as the templates' `group v3 … privacy` demands of a device.
"""

import hashlib
import hmac
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from cryptography.hazmat.decrepit.ciphers.modes import CFB
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES

from parknet.lab.snmp import ber
from parknet.lab.view import SnmpUser

AUTH, PRIV, REPORTABLE = 1, 2, 4
USM = 3
MAX_BOOTS = 2**31 - 1
TIME_WINDOW_S = 150  # RFC 3414, section 2.2.3
MIN_MESSAGE = 484  # RFC 3412, section 6.2
MAX_MESSAGE = 65507  # what a UDP datagram over IPv4 can hold
REPORT = 0xA8
# Tags, lengths and fields around a PDU, each as long as it can get, but for the fields whose length
# depends on the device and the user.
AROUND_PDU = 80

# Hash function and octets of digest on the wire: RFC 3414 for the first two, RFC 7860 for the rest.
DIGESTS = {
    "md5": ("md5", 12),
    "sha": ("sha1", 12),
    "sha224": ("sha224", 16),
    "sha256": ("sha256", 24),
    "sha384": ("sha384", 32),
    "sha512": ("sha512", 48),
}

# usmStats of RFC 3414, section 5, by name: the last number of their OID.
STATS = {
    "unsupported_sec_levels": 1,
    "not_in_time_windows": 2,
    "unknown_user_names": 3,
    "unknown_engine_ids": 4,
    "wrong_digests": 5,
    "decryption_errors": 6,
}
USM_STATS = (1, 3, 6, 1, 6, 3, 15, 1, 1)
UNKNOWN_PDU_HANDLERS = (1, 3, 6, 1, 6, 3, 11, 2, 1, 3, 0)
UNKNOWN_CONTEXTS = (1, 3, 6, 1, 6, 3, 12, 1, 5, 0)


class KeyRing:
    """Keys from passwords; the megabyte of hashing per password is done once for all devices."""

    def __init__(self) -> None:
        self._stretched: dict[tuple[str, str], bytes] = {}

    def localised(self, auth: str, secret: str, engine_id: bytes) -> bytes:
        """Return the key that a password gives on one engine (RFC 3414, appendix A.2)."""
        name, _ = DIGESTS[auth]
        stretched = self._stretched.get((auth, secret))
        if stretched is None:
            password = secret.encode()
            repeated = (password * (2**20 // len(password) + 1))[: 2**20] if password else b""
            stretched = hashlib.new(name, repeated).digest()
            self._stretched[auth, secret] = stretched
        return hashlib.new(name, stretched + engine_id + stretched).digest()


@dataclass(frozen=True, slots=True)
class LocalUser:
    """A user with the keys that hold on this engine alone."""

    name: bytes
    keyed: "hmac.HMAC"
    digest_octets: int
    aes: AES

    def digest(self, message: bytes) -> bytes:
        """Return the truncated HMAC of a message whose digest field is zeroed."""
        keyed = self.keyed.copy()
        keyed.update(message)
        return keyed.digest()[: self.digest_octets]

    def initial_vector(self, boots: int, time_s: int, salt: bytes) -> CFB:
        """Return the mode that one message is enciphered in (RFC 3826, section 3.1.2.1)."""
        return CFB(boots.to_bytes(4, "big") + time_s.to_bytes(4, "big") + salt)


@dataclass(frozen=True, slots=True)
class Header:
    """What a reply needs to know of the message it answers."""

    message_id: int
    max_size: int
    flags: int
    user: bytes


@dataclass(frozen=True, slots=True)
class Request:
    """An authentic, deciphered request.

    Attributes:
        room: octets that the reply's PDU may take.
    """

    header: Header
    user: LocalUser
    pdu: bytes
    room: int


@dataclass(frozen=True, slots=True)
class _Message:
    """A message taken apart; nothing of it is believed yet."""

    header: Header
    engine_id: bytes
    boots: int
    time_s: int
    digest_at: tuple[int, int]
    salt: bytes
    scoped: bytes


@dataclass(slots=True)
class Engine:
    """One device's SNMP engine: its name, its clock, its users, its counters of refusals.

    Attributes:
        engine_id: 5 to 32 octets, unlike any other's.
        clock: seconds, only ever rising; the engine's time is counted from it.
        boots: how often the device started, 1 to 2147483647.
    """

    engine_id: bytes
    clock: Callable[[], float]
    keys: KeyRing
    boots: int = 1
    stats: dict[str, int] = field(default_factory=lambda: dict.fromkeys(STATS, 0))
    misdirected: int = 0
    _started: float = 0.0
    _known: dict[bytes, SnmpUser] = field(default_factory=dict)
    _users: dict[SnmpUser, LocalUser] = field(default_factory=dict)
    _salt: int = field(default_factory=lambda: secrets.randbits(64))

    def start(self, uptime_s: float) -> None:
        """Set the engine's time to the device's uptime."""
        self._started = self.clock() - uptime_s

    def time_s(self) -> int:
        """Return snmpEngineTime."""
        return max(0, int(self.clock() - self._started)) & 0x7FFFFFFF

    def define(self, users: Iterable[SnmpUser]) -> None:
        """Replace the users."""
        self._known = {user.name.encode(): user for user in users}

    def open(self, data: bytes) -> Request | bytes | None:
        """Return the request that a datagram holds, a report to send back, or None to say nothing.

        Raises:
            BerError: the datagram is no SNMPv3 message; it is to be dropped.
        """
        message = _parse(data)
        user, refusal = self._check(data, message)
        if user is None or refusal:
            self.stats[refusal] += 1
            counter = (*USM_STATS, STATS[refusal], 0)
            # A report about time is signed: it sets the manager's idea of our clock.
            signer = user if refusal == "not_in_time_windows" else None
            return self._report(message, counter, self.stats[refusal], signer)
        decipher = Cipher(
            user.aes, user.initial_vector(message.boots, message.time_s, message.salt)
        ).decryptor()
        scoped = decipher.update(message.scoped) + decipher.finalize()
        return self._enter_context(message, user, scoped)

    def _check(self, data: bytes, message: _Message) -> tuple[LocalUser | None, str]:
        """Return who sent a message, and why it is refused, in the order of RFC 3414, 3.2."""
        user, refusal = self._authenticate(data, message)
        if refusal:
            return None, refusal
        if (
            message.boots != self.boots
            or self.boots == MAX_BOOTS
            or abs(message.time_s - self.time_s()) > TIME_WINDOW_S
        ):
            return user, "not_in_time_windows"
        if not message.header.flags & PRIV:
            # Only now, since a manager may ask for the time without privacy (RFC 3414, section 4).
            return None, "unsupported_sec_levels"
        return user, "" if len(message.salt) == 8 else "decryption_errors"

    def _authenticate(self, data: bytes, message: _Message) -> tuple[LocalUser | None, str]:
        """Return the user whose key signed a message, or why there is none."""
        if message.engine_id != self.engine_id:
            return None, "unknown_engine_ids"
        user = self._localise(message.header.user)
        if user is None:
            return None, "unknown_user_names"
        if not message.header.flags & AUTH:
            return None, "unsupported_sec_levels"
        start, end = message.digest_at
        zeroed = data[:start] + bytes(end - start) + data[end:]
        if not hmac.compare_digest(user.digest(zeroed), data[start:end]):
            return None, "wrong_digests"
        return user, ""

    def _localise(self, name: bytes) -> LocalUser | None:
        known = self._known.get(name)
        if known is None:
            return None
        user = self._users.get(known)
        if user is None:
            hash_name, octets = DIGESTS[known.auth]
            key = self.keys.localised(known.auth, known.auth_secret, self.engine_id)
            priv = self.keys.localised(known.auth, known.priv_secret, self.engine_id)
            user = LocalUser(name, hmac.new(key, None, hash_name), octets, AES(priv[:16]))
            self._users[known] = user
        return user

    def _enter_context(
        self, message: _Message, user: LocalUser, scoped: bytes
    ) -> Request | bytes | None:
        """Return the PDU for our one context, the default one."""
        at, end = ber.read(scoped, 0, len(scoped), ber.SEQUENCE)
        engine_id, at = ber.read_octets(scoped, at, end)
        context, at = ber.read_octets(scoped, at, end)
        _, _, stop = ber.read_header(scoped, at, end)
        pdu = scoped[at:stop]
        if engine_id == self.engine_id and not context:
            around = AROUND_PDU + 2 * len(self.engine_id) + len(user.name) + user.digest_octets
            room = min(message.header.max_size, MAX_MESSAGE) - around
            return Request(message.header, user, pdu, room)
        self.misdirected += 1
        counter = UNKNOWN_CONTEXTS if engine_id == self.engine_id else UNKNOWN_PDU_HANDLERS
        return self._report(message, counter, self.misdirected, user, is_private=True)

    def _report(
        self,
        message: _Message,
        counter: ber.Oid,
        value: int,
        user: LocalUser | None,
        *,
        is_private: bool = False,
    ) -> bytes | None:
        """Return a report that names a counter, or None where the message asked for none."""
        if not message.header.flags & REPORTABLE:
            return None
        bound = ber.tlv(
            ber.SEQUENCE, ber.object_id(counter) + ber.integer(value % 2**32, ber.COUNTER32)
        )
        pdu = ber.tlv(
            REPORT,
            ber.integer(_request_id(message))
            + ber.integer(0)
            + ber.integer(0)
            + ber.tlv(ber.SEQUENCE, bound),
        )
        level = 0 if user is None else AUTH | PRIV if is_private else AUTH
        return self._seal(message.header, user, level, pdu)

    def reply(self, request: Request, pdu: bytes) -> bytes:
        """Return the message that carries the response to a request."""
        return self._seal(request.header, request.user, AUTH | PRIV, pdu)

    def _seal(self, header: Header, user: LocalUser | None, level: int, pdu: bytes) -> bytes:
        """Return the message that carries `pdu` back at the given security level."""
        boots, time_s = self.boots, self.time_s()
        scoped = ber.tlv(ber.SEQUENCE, ber.octets(self.engine_id) + ber.octets(b"") + pdu)
        salt = b""
        if user is not None and level & PRIV:
            self._salt = (self._salt + 1) % 2**64
            salt = self._salt.to_bytes(8, "big")
            encipher = Cipher(user.aes, user.initial_vector(boots, time_s, salt)).encryptor()
            scoped = ber.octets(encipher.update(scoped) + encipher.finalize())
        digest = bytes(user.digest_octets if user is not None and level & AUTH else 0)
        after_digest = ber.octets(salt)
        security = ber.tlv(
            ber.SEQUENCE,
            ber.octets(self.engine_id)
            + ber.integer(boots)
            + ber.integer(time_s)
            + ber.octets(header.user)
            + ber.octets(digest)
            + after_digest,
        )
        head = ber.tlv(
            ber.SEQUENCE,
            ber.integer(header.message_id)
            + ber.integer(MAX_MESSAGE)
            + ber.octets(bytes((level,)))
            + ber.integer(USM),
        )
        message = ber.tlv(ber.SEQUENCE, ber.integer(3) + head + ber.octets(security) + scoped)
        if user is None or not digest:
            return message
        end = len(message) - len(scoped) - len(after_digest)
        return message[: end - len(digest)] + user.digest(message) + message[end:]


def _parse(data: bytes) -> _Message:
    """Take a message of version 3 under USM apart."""
    at, end = ber.read(data, 0, len(data), ber.SEQUENCE)
    version, at = ber.read_integer(data, at, end)
    if version != 3:
        raise ber.BerError(f"SNMP version {version}")
    head, head_end = ber.read(data, at, end, ber.SEQUENCE)
    message_id, head = ber.read_integer(data, head, head_end)
    max_size, head = ber.read_integer(data, head, head_end)
    flags, head = ber.read_octets(data, head, head_end)
    model, _ = ber.read_integer(data, head, head_end)
    if len(flags) != 1 or model != USM or message_id < 0 or max_size < MIN_MESSAGE:
        raise ber.BerError("a header that SNMPv3 with USM does not have")
    if flags[0] & PRIV and not flags[0] & AUTH:
        raise ber.BerError("privacy without authentication")
    at, security_end = ber.read(data, head_end, end, ber.OCTETS)
    at, inner_end = ber.read(data, at, security_end, ber.SEQUENCE)
    engine_id, at = ber.read_octets(data, at, inner_end)
    boots, at = ber.read_integer(data, at, inner_end)
    time_s, at = ber.read_integer(data, at, inner_end)
    user, at = ber.read_octets(data, at, inner_end)
    digest_at = ber.read(data, at, inner_end, ber.OCTETS)
    salt, _ = ber.read_octets(data, digest_at[1], inner_end)
    if boots < 0 or time_s < 0 or len(user) > 32:
        raise ber.BerError("security parameters out of range")
    if flags[0] & PRIV:
        scoped, _ = ber.read_octets(data, security_end, end)
    else:
        _, _, stop = ber.read_header(data, security_end, end)
        scoped = data[security_end:stop]
    header = Header(message_id, max_size, flags[0], user)
    return _Message(header, engine_id, boots, time_s, digest_at, salt, scoped)


def _request_id(message: _Message) -> int:
    """Return the request's number where it can be read in the clear, else 0 (RFC 3412, 7.1.3)."""
    if message.header.flags & PRIV:
        return 0
    data = message.scoped
    try:
        at, end = ber.read(data, 0, len(data), ber.SEQUENCE)
        _, at = ber.read_octets(data, at, end)
        _, at = ber.read_octets(data, at, end)
        _, at, end = ber.read_header(data, at, end)
        return ber.read_integer(data, at, end)[0]
    except ber.BerError:
        return 0
