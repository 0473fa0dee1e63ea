"""What asks the agents in tests: a lab on a thread for real clients, and a manager of raw messages.

The raw manager says what a well-behaved client never would: old times, tiny sizes, other contexts.
"""

import asyncio
import hashlib
import hmac
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, cached_property

from cryptography.hazmat.decrepit.ciphers.modes import CFB
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES

from parknet.lab.snmp import ber
from parknet.lab.snmp.agent import GET, GET_BULK, GET_NEXT, RESPONSE, Agent, AgentGroup, serve
from parknet.lab.snmp.usm import KeyRing
from parknet.lab.view import ViewSource
from tests.lab.views import FakeClock

EXCEPTIONS = {0x80: "noSuchObject", 0x81: "noSuchInstance", 0x82: "endOfMibView"}
REPORT = 0xA8


@contextmanager
def running(
    sources: Mapping[str, ViewSource],
    host: str = "127.0.0.1",
    clock: Callable[[], float] | None = None,
) -> Iterator[AgentGroup]:
    """Serve agents from a thread of their own, so that blocking clients can ask them."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        starting = serve(sources, host, clock=clock or FakeClock())
        group = asyncio.run_coroutine_threadsafe(starting, loop).result()

        async def stop() -> None:
            group.close()
            await asyncio.sleep(0)  # the loop closes the sockets on its next turn

        try:
            yield group
        finally:
            asyncio.run_coroutine_threadsafe(stop(), loop).result()
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def agent_of(source: ViewSource, clock: FakeClock | None = None, device: str = "dut") -> Agent:
    return Agent(device, source, KeyRing(), clock or FakeClock(), 1)


@cache
def localised(secret: str, engine: bytes) -> bytes:
    """Return a key of SHA-256 by the book (RFC 3414, appendix A.2)."""
    stretched = hashlib.sha256((secret.encode() * 2**20)[: 2**20]).digest()
    return hashlib.sha256(stretched + engine + stretched).digest()


@dataclass
class Reply:
    """A message of the agent, opened."""

    kind: int
    flags: int
    number: int
    status: int
    index: int
    binds: list[tuple[ber.Oid, int, bytes]]
    size: int

    @property
    def oids(self) -> list[ber.Oid]:
        return [oid for oid, _, _ in self.binds]


@dataclass
class Manager:
    """One user's messages to one agent; every field can be set to something wrong."""

    agent: Agent
    boots: int = 1
    time_s: int = 1000
    user: bytes = b"parknet"
    auth: str = "auth-secret-1"
    priv: str = "priv-secret-1"
    flags: int = 7
    max_size: int = 65507
    context: bytes = b""
    context_engine: bytes | None = None
    salt: bytes = b"saltsalt"
    scoped: bytes | None = None  # what stands in place of a scoped PDU

    @cached_property
    def engine_id(self) -> bytes:
        return self.agent.engine.engine_id

    def key(self, secret: str) -> bytes:
        return localised(secret, self.engine_id)

    def cipher(self, boots: int, time_s: int, salt: bytes) -> Cipher:
        vector = boots.to_bytes(4, "big") + time_s.to_bytes(4, "big") + salt.ljust(8)[:8]
        return Cipher(AES(self.key(self.priv)[:16]), CFB(vector))

    def message(self, kind: int, oids: list[ber.Oid], first: int = 0, second: int = 0) -> bytes:
        """Return a request, ready to send."""
        binds = b"".join(
            ber.tlv(ber.SEQUENCE, ber.object_id(oid) + ber.tlv(ber.NULL, b"")) for oid in oids
        )
        numbers = ber.integer(4711) + ber.integer(first) + ber.integer(second)
        pdu = ber.tlv(kind, numbers + ber.tlv(ber.SEQUENCE, binds))
        engine = self.engine_id if self.context_engine is None else self.context_engine
        scoped = ber.tlv(ber.SEQUENCE, ber.octets(engine) + ber.octets(self.context) + pdu)
        if self.scoped is not None:
            scoped = self.scoped
        if self.flags & 2:
            encipher = self.cipher(self.boots, self.time_s, self.salt).encryptor()
            scoped = ber.octets(encipher.update(scoped))
        digest = b"\0" * 24 if self.flags & 1 else b""
        for _ in range(2):
            security = ber.tlv(
                ber.SEQUENCE,
                ber.octets(self.engine_id)
                + ber.integer(self.boots)
                + ber.integer(self.time_s)
                + ber.octets(self.user)
                + ber.octets(digest)
                + ber.octets(self.salt if self.flags & 2 else b""),
            )
            head = (
                ber.integer(815)
                + ber.integer(self.max_size)
                + ber.octets(bytes((self.flags,)))
                + ber.integer(3)
            )
            message = ber.tlv(
                ber.SEQUENCE,
                ber.integer(3) + ber.tlv(ber.SEQUENCE, head) + ber.octets(security) + scoped,
            )
            if digest:
                digest = hmac.digest(self.key(self.auth), message, "sha256")[:24]
        return message

    def open(self, data: bytes) -> Reply:
        """Check and open what the agent sent."""
        at, end = ber.read(data, 0, len(data), ber.SEQUENCE)
        assert end == len(data)
        _, at = ber.read_integer(data, at, end)
        head, body = ber.read(data, at, end, ber.SEQUENCE)
        message_id, head = ber.read_integer(data, head, body)
        assert message_id == 815
        _, head = ber.read_integer(data, head, body)
        flags = ber.read_octets(data, head, body)[0][0]
        at, scoped_at = ber.read(data, body, end, ber.OCTETS)
        at, inner = ber.read(data, at, scoped_at, ber.SEQUENCE)
        _, at = ber.read_octets(data, at, inner)
        boots, at = ber.read_integer(data, at, inner)
        time_s, at = ber.read_integer(data, at, inner)
        _, at = ber.read_octets(data, at, inner)
        start, stop = ber.read(data, at, inner, ber.OCTETS)
        salt, _ = ber.read_octets(data, stop, inner)
        if flags & 1:
            zeroed = data[:start] + bytes(24) + data[stop:]
            expected = hmac.digest(self.key(self.auth), zeroed, "sha256")[:24]
            assert data[start:stop] == expected
        scoped = data[scoped_at:end]
        if flags & 2:
            secret, _ = ber.read_octets(data, scoped_at, end)
            scoped = self.cipher(boots, time_s, salt).decryptor().update(secret)
        return self._open_scoped(scoped, flags, len(data))

    def _open_scoped(self, data: bytes, flags: int, size: int) -> Reply:
        at, end = ber.read(data, 0, len(data), ber.SEQUENCE)
        _, at = ber.read_octets(data, at, end)
        _, at = ber.read_octets(data, at, end)
        kind, at, end = ber.read_header(data, at, end)
        number, at = ber.read_integer(data, at, end)
        status, at = ber.read_integer(data, at, end)
        index, at = ber.read_integer(data, at, end)
        at, end = ber.read(data, at, end, ber.SEQUENCE)
        binds = []
        while at < end:
            start, at = ber.read(data, at, end, ber.SEQUENCE)
            oid, start = ber.read_object_id(data, start, at)
            tag, start, stop = ber.read_header(data, start, at)
            assert stop == at
            binds.append((oid, tag, data[start:stop]))
        return Reply(kind, flags, number, status, index, binds, size)

    def ask(self, kind: int, oids: list[ber.Oid], first: int = 0, second: int = 0) -> Reply:
        data = self.agent.answer(self.message(kind, oids, first, second))
        assert data is not None
        return self.open(data)

    def get(self, *oids: ber.Oid) -> Reply:
        reply = self.ask(GET, list(oids))
        assert reply.kind == RESPONSE
        assert reply.number == 4711
        return reply

    def walk(self, start: ber.Oid = (1, 0)) -> list[tuple[ber.Oid, int, bytes]]:
        """Return everything behind `start`, one GETNEXT after the other."""
        found: list[tuple[ber.Oid, int, bytes]] = []
        at = start
        while True:
            (bind,) = self.ask(GET_NEXT, [at]).binds
            if bind[1] == 0x82:
                assert bind[0] == at
                return found
            found.append(bind)
            at = bind[0]

    def bulk_walk(
        self, repetitions: int, start: ber.Oid = (1, 0)
    ) -> list[tuple[ber.Oid, int, bytes]]:
        found: list[tuple[ber.Oid, int, bytes]] = []
        at = start
        while True:
            for bind in self.ask(GET_BULK, [at], 0, repetitions).binds:
                if bind[1] == 0x82:
                    return found
                found.append(bind)
                at = bind[0]
