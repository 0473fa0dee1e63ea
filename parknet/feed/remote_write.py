"""Polls in, Prometheus remote write 1.0 requests out: bounded, backing off, never in the way.

The format (https://prometheus.io/docs/specs/prw/remote_write_spec/): a `WriteRequest` in protobuf,
in snappy's block format. Both are written here in some lines: see docs/decisions/samples.md.
"""

import struct
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import httpx

from parknet import __version__
from parknet.model.exposed import EXPOSED, samples_of
from parknet.model.snapshot import Column

_FIRST_WAIT_S, _LONGEST_WAIT_S = 1.0, 300.0
_BATCH: Final = 20  # polls of a request: some 10,000 samples
_LITERAL: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class PolledColumns:
    """One device's poll on its way to a receiver."""

    park: str
    device: str
    at: float
    columns: Sequence[Column]


class RemoteWriter:
    """Sends polls to one receiver; what it does not take in time is given up, and told."""

    def __init__(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        most_waiting: int = 10_000,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """Make a writer.

        Args:
            url: where requests are posted, such as `http://127.0.0.1:8428/api/v1/write`.
            headers: such as `Authorization`.
            most_waiting: polls that wait for a receiver; the oldest are given up.
            transport: how requests travel; for tests.
        """
        self._url = url
        self._client = httpx.Client(
            timeout=10.0,
            transport=transport,
            headers={
                "Content-Encoding": "snappy",
                "Content-Type": "application/x-protobuf",
                "X-Prometheus-Remote-Write-Version": "0.1.0",
                "User-Agent": f"parknet/{__version__}",
                **(headers or {}),
            },
        )
        self._waiting: deque[PolledColumns] = deque()
        self._in_hand: list[PolledColumns] = []  # the sender's alone; polls are put by another
        self._most_waiting = most_waiting
        self._given_up = 0
        self._wait_s = 0.0
        self._not_before = 0.0

    def close(self) -> None:
        """Let go of the connection; what waits is lost."""
        self._client.close()

    @property
    def waiting(self) -> int:
        """Return how many polls wait."""
        return len(self._waiting) + len(self._in_hand)

    def put(self, poll: PolledColumns) -> None:
        """Let a poll wait for its turn; this never blocks."""
        self._waiting.append(poll)
        while len(self._waiting) > self._most_waiting:
            self._waiting.popleft()
            self._given_up += 1

    def send(self, now: float) -> tuple[str, ...]:
        """Send what waits, unless the receiver is to be left alone; return what is to be told.

        Args:
            now: any clock, in seconds, that nobody sets.
        """
        if now < self._not_before:
            return ()
        told: list[str] = []
        while self._take():
            trouble, again = self._post(write_request(self._in_hand))
            if again:
                first = self._wait_s == 0
                self._wait_s = min(max(2 * self._wait_s, _FIRST_WAIT_S), _LONGEST_WAIT_S)
                self._not_before = now + self._wait_s
                return (*told, f"{self._url}: {trouble}; polls wait") if first else tuple(told)
            if self._wait_s:
                self._wait_s = 0.0
                told.append(f"{self._url} takes samples again; {self._given_up} polls given up")
                self._given_up = 0
            if trouble:
                told.append(f"{self._url}: {trouble}; {len(self._in_hand)} polls are given up")
            self._in_hand = []
        return tuple(told)

    def _take(self) -> bool:
        while self._waiting and len(self._in_hand) < _BATCH:
            try:
                self._in_hand.append(self._waiting.popleft())
            except IndexError:  # given up meanwhile
                break
        return bool(self._in_hand)

    def _post(self, body: bytes) -> tuple[str, bool]:
        """Return what went wrong, if anything, and whether the same is to be sent again."""
        try:
            answer = self._client.post(self._url, content=snappy_block(body))
        except httpx.HTTPError as error:
            return type(error).__name__, True
        if answer.is_success:
            return "", False
        # The specification: 5xx and 429 are to be tried again, other 4xx must not be.
        return (
            f"status {answer.status_code}",
            answer.status_code >= 500 or answer.status_code == 429,
        )


def write_request(polls: Iterable[PolledColumns]) -> bytes:
    """Return a `prometheus.WriteRequest`: a series for each value, labels sorted by name."""
    return b"".join(_field(1, _series(labels, *sample)) for labels, sample in _samples(polls))


def _samples(
    polls: Iterable[PolledColumns],
) -> Iterator[tuple[dict[str, str], tuple[float, int]]]:
    for poll in polls:
        at = round(poll.at * 1000)
        for column in poll.columns:
            if column.metric in EXPOSED:
                known = {"__name__": EXPOSED[column.metric].name}
                known |= {"park": poll.park, "device": poll.device}
                for labels, value in samples_of(column):
                    yield known | labels, (value, at)


def _series(labels: Mapping[str, str], value: float, at: int) -> bytes:
    """Return a `TimeSeries`: labels in field 1, samples in field 2 (value double, time int64)."""
    names = b"".join(
        _field(1, _field(1, name.encode()) + _field(2, labels[name].encode()))
        for name in sorted(labels)
        if labels[name]  # an empty label is none
    )
    return names + _field(2, b"\x09" + struct.pack("<d", value) + b"\x10" + varint(at))


def _field(number: int, body: bytes) -> bytes:
    return bytes([number << 3 | 2]) + varint(len(body)) + body


def varint(number: int) -> bytes:
    """Return a number in groups of seven bits, the lowest first.

    Example:
        >>> varint(300).hex()
        'ac02'
    """
    number &= 2**64 - 1
    found = bytearray()
    while number > 0x7F:
        found.append(number & 0x7F | 0x80)
        number >>= 7
    found.append(number)
    return bytes(found)


def snappy_block(body: bytes) -> bytes:
    """Return octets in snappy's block format, as literals: valid, not smaller.

    Example:
        >>> snappy_block(b"abc").hex()
        '0308616263'
    """
    parts = [varint(len(body))]
    for at in range(0, len(body), _LITERAL):
        piece = body[at : at + _LITERAL]
        length = len(piece) - 1
        # The long form, 61 and two octets of length, is refused by some readers of short ones.
        parts.append(bytes([length << 2]) if length < 60 else b"\xf4" + struct.pack("<H", length))
        parts.append(piece)
    return b"".join(parts)
