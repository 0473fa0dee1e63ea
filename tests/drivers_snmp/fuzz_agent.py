"""An SNMPv1/v2c agent on loopback whose answers a test spoils before they are sent.

Real sockets and a codec of its own: nothing here is shared with what it tries.
"""

import socket
import threading
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from parknet.drivers.snmp import SnmpTarget

Oid = tuple[int, ...]
GET, GET_NEXT, RESPONSE, GET_BULK = 0xA0, 0xA1, 0xA2, 0xA5
INTEGER, OCTETS, NULL, OBJECT, TICKS, COUNTER64 = 2, 4, 5, 6, 0x43, 0x46
NO_SUCH_OBJECT, END = 0x80, 0x82
MOST_OCTETS = 65_000  # of one answer


def tlv(tag: int, content: bytes) -> bytes:
    """Return one BER value (X.690, 8.1)."""
    length = len(content)
    if length < 128:
        return bytes((tag, length)) + content
    octets = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(octets))) + octets + content


def number(value: int, tag: int = INTEGER) -> bytes:
    """Return an integer."""
    return tlv(tag, value.to_bytes(value.bit_length() // 8 + 1, "big", signed=True))


def octets(value: bytes) -> bytes:
    """Return an octet string."""
    return tlv(OCTETS, value)


def oid(value: Oid) -> bytes:
    """Return an object identifier."""
    content = bytearray()
    for part in (value[0] * 40 + value[1], *value[2:]):
        groups = [part & 127]
        while part := part >> 7:
            groups.append(0x80 | part & 127)
        content += bytes(reversed(groups))
    return tlv(OBJECT, bytes(content))


def parts(data: bytes) -> list[tuple[int, bytes]]:
    """Return the values that follow each other in `data`."""
    found, at = [], 0
    while at < len(data):
        tag, length, at = data[at], data[at + 1], at + 2
        if length & 0x80:
            size = length & 0x7F
            length, at = int.from_bytes(data[at : at + size], "big"), at + size
        found.append((tag, data[at : at + length]))
        at += length
    return found


def as_oid(content: bytes) -> Oid:
    """Return the numbers of an object identifier's content."""
    numbers, value = [], 0
    for octet in content:
        value = value << 7 | octet & 127
        if not octet & 128:
            numbers.append(value)
            value = 0
    first = min(numbers[0] // 40, 2)
    return (first, numbers[0] - 40 * first, *numbers[1:])


def dotted(text: str) -> Oid:
    """Return `1.3.6` as numbers."""
    return tuple(map(int, text.split(".")))


@dataclass(frozen=True)
class Request:
    """What was asked."""

    version: int
    community: bytes
    kind: int
    number: int
    repetitions: int
    oids: tuple[Oid, ...]

    @classmethod
    def read(cls, data: bytes) -> "Request":
        """Return what a datagram asks."""
        version, community, pdu = parts(parts(data)[0][1])
        asked, _, third, binds = parts(pdu[1])
        return cls(
            int.from_bytes(version[1], "big"),
            community[1],
            pdu[0],
            int.from_bytes(asked[1], "big", signed=True),
            int.from_bytes(third[1], "big"),
            tuple(as_oid(parts(bind)[0][1]) for _, bind in parts(binds[1])),
        )


@dataclass
class Answer:
    """What is about to be said; a test changes it, or the datagrams that it makes."""

    request: Request
    binds: list[tuple[Oid, bytes]]
    error: int = 0
    number: int | None = None
    kind: int = RESPONSE

    def encoded(self) -> bytes:
        """Return it as a datagram."""
        request = self.request
        binds = b"".join(tlv(0x30, oid(name) + value) for name, value in self.binds)
        asked = request.number if self.number is None else self.number
        pdu = number(asked) + number(self.error) + number(1 if self.error else 0)
        return tlv(
            0x30,
            number(request.version)
            + octets(request.community)
            + tlv(self.kind, pdu + tlv(0x30, binds)),
        )


# What becomes of an answer: the datagrams that are sent, in their order.
Spoil = Callable[[Answer], Sequence[bytes]]


def unspoiled(answer: Answer) -> Sequence[bytes]:
    """Say the answer as it is."""
    return [answer.encoded()]


@dataclass
class FuzzAgent:
    """Answers with the rows it is given, as a test spoils them.

    Attributes:
        rows: encoded values by OID.
        spoil: what becomes of each answer.
        community: the only one it answers to.
        most: octets of the largest answer; a larger one is dropped, as by a path without fragments.
        requests: what was asked so far.
    """

    rows: Mapping[Oid, bytes]
    spoil: Spoil = unspoiled
    community: bytes = b"public"
    most: int = MOST_OCTETS
    requests: list[Request] = field(default_factory=list)

    def answers(self, data: bytes) -> Sequence[bytes]:
        """Return the datagrams that answer one."""
        request = Request.read(data)
        self.requests.append(request)
        if request.community != self.community:
            return ()
        return [one for one in self.spoil(self.answer(request)) if len(one) <= self.most]

    def answer(self, request: Request) -> Answer:
        """Return the true answer."""
        if request.kind == GET:
            missing = tlv(NO_SUCH_OBJECT, b"")
            return Answer(request, [(o, self.rows.get(o, missing)) for o in request.oids])
        names = sorted(self.rows)
        at = bisect_right(names, request.oids[0])
        count = request.repetitions if request.kind == GET_BULK else 1
        binds = [(name, self.rows[name]) for name in names[at : at + count]]
        if binds or request.version:
            return Answer(request, binds or [(request.oids[0], tlv(END, b""))])
        return Answer(request, [(request.oids[0], tlv(NULL, b""))], error=2)  # noSuchName


@contextmanager
def answering(answers: Callable[[bytes], Iterable[bytes]]) -> Iterator[SnmpTarget]:
    """Answer every datagram that comes to a port of 127.0.0.1."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as bound:
        bound.bind(("127.0.0.1", 0))
        port = bound.getsockname()[1]

        def run() -> None:
            while True:
                data, sender = bound.recvfrom(65535)
                if not data:
                    return
                for answer in answers(data):
                    bound.sendto(answer, sender)

        thread = threading.Thread(target=run, name="fuzz-agent")
        thread.start()
        try:
            yield SnmpTarget("127.0.0.1", port)
        finally:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stop:
                stop.sendto(b"", ("127.0.0.1", port))
            thread.join()


@contextmanager
def serving(agent: FuzzAgent) -> Iterator[SnmpTarget]:
    """Serve an agent."""
    with answering(agent.answers) as target:
        yield target


@contextmanager
def between(
    agent: SnmpTarget, spoil: Callable[[bytes], bytes] = bytes
) -> Iterator[tuple[SnmpTarget, list[bytes]]]:
    """Stand between a reader and an agent: spoil answers, and list what is asked."""
    asked: list[bytes] = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as there:
        there.connect((agent.host, agent.port))
        there.settimeout(5)

        def passed(data: bytes) -> list[bytes]:
            asked.append(data)
            there.send(data)
            try:
                return [spoil(there.recv(65535))]
            except TimeoutError:
                return []

        with answering(passed) as target:
            yield target, asked
