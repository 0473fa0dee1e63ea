"""Remote write: what is sent is what the format says; a receiver that fails blocks nobody."""

import struct
from collections.abc import Iterator

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parknet.feed.remote_write import PolledColumns, RemoteWriter, snappy_block, write_request
from parknet.model.snapshot import Column

URL = "http://receiver.example/api/v1/write"


def polled(device: str = "sw1", at: float = 60.25) -> PolledColumns:
    columns = (
        Column("interface.in_octets", "octet", ("GE1", "以太网2"), (1, 2**53)),
        Column("interface.oper_status", "", ("GE1",), ("up",)),
        Column("system.name", "", ("",), ("not exposed",)),
    )
    return PolledColumns("guanggu", device, at, columns)


# -- readers of the formats, written from their specifications and not from the code ------------


def read_varint(octets: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        value |= (octets[at] & 0x7F) << shift
        shift += 7
        at += 1
        if not octets[at - 1] & 0x80:
            return value, at


def fields(octets: bytes) -> Iterator[tuple[int, int | bytes]]:
    at = 0
    while at < len(octets):
        key, at = read_varint(octets, at)
        if key & 7 == 0:
            value, at = read_varint(octets, at)
            yield key >> 3, value
        elif key & 7 == 1:
            yield key >> 3, octets[at : at + 8]
            at += 8
        else:
            assert key & 7 == 2
            length, at = read_varint(octets, at)
            yield key >> 3, octets[at : at + length]
            at += length


def unsnapped(block: bytes) -> bytes:
    size, at = read_varint(block, 0)
    found = b""
    while at < len(block):
        tag = block[at]
        assert tag & 3 == 0, "literals only"
        length = tag >> 2
        at += 1
        if length >= 60:
            octets = length - 59
            length = int.from_bytes(block[at : at + octets], "little")
            at += octets
        found += block[at : at + length + 1]
        at += length + 1
    assert len(found) == size
    return found


def series_of(body: bytes) -> list[tuple[dict[str, str], float, int]]:
    found = []
    for number, series in fields(body):
        assert number == 1
        assert isinstance(series, bytes)
        labels: list[tuple[str, str]] = []
        sample: dict[int, int | bytes] = {}
        for kind, part in fields(series):
            assert isinstance(part, bytes)
            if kind == 1:
                name, value = (octets for _, octets in fields(part))
                labels.append((name.decode(), value.decode()))
            else:
                sample = dict(fields(part))
        assert labels == sorted(labels)
        value, at = sample[1], sample[2]
        assert isinstance(value, bytes)
        assert isinstance(at, int)
        found.append((dict(labels), struct.unpack("<d", value)[0], at))
    return found


class Receiver:
    """Answers with the next status, or not at all."""

    def __init__(self, *statuses: int) -> None:
        self.statuses = list(statuses)
        self.bodies: list[bytes] = []
        self.headers: list[httpx.Headers] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        status = self.statuses.pop(0) if self.statuses else 204
        if not status:
            raise httpx.ConnectError("refused")
        if status < 300:
            self.bodies.append(unsnapped(request.content))
            self.headers.append(request.headers)
        return httpx.Response(status)

    def devices(self) -> list[str]:
        return [
            labels["device"]
            for body in self.bodies
            for labels, _, _ in series_of(body)
            if "state" in labels
        ]


def writer(receiver: Receiver, most_waiting: int = 10_000) -> RemoteWriter:
    return RemoteWriter(URL, most_waiting=most_waiting, transport=httpx.MockTransport(receiver))


def test_a_request_holds_every_number_and_state_with_sorted_labels() -> None:
    found = series_of(write_request([polled()]))
    assert found == [
        (
            {
                "__name__": "parknet_interface_in_bytes_total",
                "device": "sw1",
                "interface": port,
                "park": "guanggu",
            },
            value,
            60_250,
        )
        for port, value in (("GE1", 1.0), ("以太网2", 2.0**53))
    ] + [
        (
            {
                "__name__": "parknet_interface_oper_status",
                "device": "sw1",
                "interface": "GE1",
                "park": "guanggu",
                "state": "up",
            },
            1.0,
            60_250,
        )
    ]


@given(size=st.integers(0, 200_000))
def test_blocks_of_any_size_unfold_to_what_was_put_in(size: int) -> None:
    body = bytes(size)
    assert unsnapped(snappy_block(body)) == body


def test_the_headers_are_those_of_the_specification() -> None:
    receiver = Receiver()
    sender = writer(receiver)
    sender.put(polled())
    assert sender.send(0.0) == ()
    sender.close()
    headers = receiver.headers[0]
    assert headers["Content-Encoding"] == "snappy"
    assert headers["Content-Type"] == "application/x-protobuf"
    assert headers["X-Prometheus-Remote-Write-Version"] == "0.1.0"


@pytest.mark.parametrize("status", [0, 500, 503, 429])
def test_a_receiver_that_fails_is_left_alone_longer_each_time_and_then_gets_all(
    status: int,
) -> None:
    receiver = Receiver(*[status] * 4)
    sender = writer(receiver)
    sender.put(polled("sw1"))
    told = sender.send(0.0)
    assert len(told) == 1
    assert "wait" in told[0]
    sender.put(polled("sw2"))
    asked = []
    for second in range(1, 40):
        before = len(receiver.statuses)
        told = sender.send(float(second))
        if len(receiver.statuses) < before or receiver.bodies:
            asked.append(second)
        if receiver.bodies:
            break
    assert asked == [1, 3, 7, 15]
    assert "again" in told[0]
    assert receiver.devices() == ["sw1", "sw2"]
    assert sender.waiting == 0
    sender.close()


def test_what_a_receiver_refuses_for_good_is_given_up_and_told() -> None:
    receiver = Receiver(400)
    sender = writer(receiver)
    sender.put(polled("sw1"))
    assert "given up" in sender.send(0.0)[0]
    sender.put(polled("sw2"))
    assert sender.send(0.0) == ()
    assert receiver.devices() == ["sw2"]
    sender.close()


def test_the_queue_is_bounded_and_the_oldest_go_first() -> None:
    receiver = Receiver(0)
    sender = writer(receiver, most_waiting=5)
    for number in range(30):
        sender.put(polled(f"sw{number}"))
    sender.send(0.0)
    for number in range(30, 60):
        sender.put(polled(f"sw{number}"))
    assert sender.waiting <= 10
    told = sender.send(100.0)
    assert "given up" in told[0]
    assert receiver.devices()[-5:] == [f"sw{number}" for number in range(55, 60)]
    sender.close()
