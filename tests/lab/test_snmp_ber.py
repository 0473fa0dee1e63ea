"""The agent's BER against pyasn1's, and against octets that are none."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pyasn1.codec.ber import decoder, encoder
from pyasn1.type import univ

from parknet.lab.snmp import ber

SUBS = st.lists(st.integers(0, 2**32 - 1), max_size=20)
OIDS = st.builds(
    lambda first, second, rest: (first, second, *rest), st.integers(0, 2), st.integers(0, 39), SUBS
)


@given(st.integers(-(2**64), 2**64))
@example(-128)  # pyasn1 0.6 spends an octet too many on these (X.690, 8.3.2)
@example(-(2**31))
def test_integers_are_read_by_pyasn1_and_no_longer_than_it_writes_them(value: int) -> None:
    data = ber.integer(value)
    assert decoder.decode(data) == (value, b"")
    assert len(data) <= len(encoder.encode(univ.Integer(value)))


@given(OIDS)
def test_object_ids_are_written_as_pyasn1_writes_them_and_read_back(oid: ber.Oid) -> None:
    data = ber.object_id(oid)
    assert data == encoder.encode(univ.ObjectIdentifier(oid))
    assert ber.read_object_id(data, 0, len(data)) == (oid, len(data))


@given(st.binary(max_size=70_000))
def test_octet_strings_of_any_length_are_read_back(value: bytes) -> None:
    data = ber.octets(value)
    assert ber.read_octets(data, 0, len(data)) == (value, len(data))


@given(st.integers(-(2**31), 2**31 - 1))
def test_integers_of_32_bits_are_read_back(value: int) -> None:
    data = ber.integer(value)
    assert ber.read_integer(data, 0, len(data)) == (value, len(data))
    assert decoder.decode(data)[0] == value


@given(st.binary(max_size=40))
def test_any_octets_are_read_within_bounds_or_refused(data: bytes) -> None:
    for read in (ber.read_integer, ber.read_octets, ber.read_object_id):
        try:
            _, end = read(data, 0, len(data))
        except ber.BerError:
            continue
        assert 2 <= end <= len(data)


@pytest.mark.parametrize(
    "data",
    [
        "",
        "02",
        "0200",
        "0205ffffffffff",
        "0280",
        "0481",
        "048500000000",
        "0403aabb",
        "060181",
        "0401",
    ],
)
def test_damaged_values_are_refused(data: str) -> None:
    octets = bytes.fromhex(data)
    read = {0x04: ber.read_octets, 0x06: ber.read_object_id}.get(
        octets[:1][0] if octets else 0, ber.read_integer
    )
    with pytest.raises(ber.BerError):
        read(octets, 0, len(octets))


def test_object_ids_beyond_the_limits_of_snmp_are_refused() -> None:
    too_long = ber.object_id((1, 3) + (1,) * 127)
    too_big = bytes.fromhex("06062b9080808000")
    for data in (too_long, too_big):
        with pytest.raises(ber.BerError):
            ber.read_object_id(data, 0, len(data))
