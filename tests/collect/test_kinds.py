"""Properties of what turns indexes into keys and odd numbers into units."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parknet.collect import decode
from parknet.collect.entities import Entities
from parknet.collect.formulas import lane_power, milliwatt, optical_power, percentage
from parknet.collect.power import power_ports
from parknet.collect.texts import mac_text
from parknet.drivers.base import PollReply
from parknet.model.collector import Profile

NAME, TYPE, OPER = "1.3.6.1.2.1.31.1.1.1.1", "1.3.6.1.2.1.2.2.1.3", "1.3.6.1.2.1.2.2.1.8"
STACK = "1.3.6.1.2.1.31.1.2.1.3"
LIGHT = st.integers(-4000, 800).filter(lambda raw: raw not in (0, -1))
SMALL = st.integers(0, 12).map(str)


@given(st.lists(LIGHT, min_size=1), st.lists(LIGHT))
def test_in_a_device_with_one_negative_reading_every_reading_is_dbm(
    own: list[int], other: list[int]
) -> None:
    columns = [{str(at): raw for at, raw in enumerate(one)} for one in (own, [*other, -700])]
    convert = optical_power(columns)
    assert [convert(raw) for raw in own] == own


@given(st.lists(st.integers(1, 6000), min_size=1))
def test_in_a_device_without_one_every_reading_is_a_power_that_can_be_worked_back(
    microwatts: list[int],
) -> None:
    convert = optical_power([{str(at): raw for at, raw in enumerate(microwatts)}, {}])
    for raw in microwatts:
        hundredths = convert(raw)
        assert hundredths is not None
        assert 1000 * 10 ** (hundredths / 1000) == pytest.approx(raw, rel=0.001)


@given(st.lists(st.integers(-4000, 900), min_size=1).filter(lambda r: max(map(abs, r)) > 50))
def test_lanes_are_the_same_light_in_either_unit(hundredths: list[int]) -> None:
    told = [raw / 100 for raw in hundredths]
    for texts in ([str(raw) for raw in hundredths], [f"{dbm:.2f}" for dbm in told]):
        convert = lane_power([{str(at): text for at, text in enumerate(texts)}])
        assert [convert(text) for text in texts] == pytest.approx(told)


@given(st.floats(-40, 10), st.sampled_from(["", " mW", "mW"]))
def test_milliwatts_are_worked_back_to_the_light_they_are(dbm: float, unit: str) -> None:
    found = milliwatt(f"{10 ** (dbm / 10):.12f}{unit}")
    assert found == pytest.approx(dbm, abs=0.01)


@given(st.floats(0, 100).map(lambda share: round(share, 1)))
def test_a_share_is_found_among_other_numbers(share: float) -> None:
    assert percentage(f"5 Secs ( {share}%)  60 Secs ( 7.7%)") == share


@given(hundredths=st.integers(-9999, 9999), signed=st.booleans())
def test_a_number_in_three_parts_is_put_together_again(
    hundredths: int, signed: bool, profiles: dict[str, Profile]
) -> None:
    sign = -1 if hundredths < 0 else 1
    whole, rest = divmod(abs(hundredths), 100)
    table = "1.3.6.1.4.1.4881.1.1.10.2.105.1.1.1"
    cells = {
        NAME: {"3": b"Te1/3"},
        f"{table}.31": {"3": sign * whole if signed else whole},
        f"{table}.32": {"3": sign * rest if signed else rest},
        f"{table}.66": {"3": sign},
    }
    wanted = [profiles["if-mib"], profiles["ruijie-optics"]]
    snapshot = decode(PollReply("sw1", cells), wanted, 0.0)
    assert snapshot.value("optic.rx_power", "Te1/3") == pytest.approx(hundredths / 100)


@given(st.binary(min_size=6, max_size=6).filter(any), st.sampled_from(":-"))
def test_a_mac_address_is_the_same_as_octets_and_in_every_writing(raw: bytes, mark: str) -> None:
    told = ":".join(f"{octet:02x}" for octet in raw)
    assert mac_text(raw) == told
    for form in ("{:x}", "{:02x}", "{:02X}"):
        assert mac_text(mark.join(form.format(octet) for octet in raw)) == told
    assert mac_text(raw.hex()) == told


@given(
    st.dictionaries(SMALL, st.integers(-1, 12)),
    st.dictionaries(SMALL, st.sampled_from([b"", b"Gi1 Lane 2", b"Gi1 Lane 1", b"x", b"Fan"])),
    SMALL,
)
def test_parts_in_circles_end_somewhere(
    within: Mapping[str, int], names: Mapping[str, bytes], entity: str
) -> None:
    entities = Entities(
        {"within": "w", "name": "n"}, {"w": within, "n": names}, {"1": "Gi1"}, {"Gi1": "Gi1"}
    )
    assert entities.port(entity) in (None, "Gi1")
    assert entities.lane(entity) in (None, "Gi1", "Gi1/1", "Gi1/2")
    assert entities.name(entity)


PORTS = st.sampled_from(
    [
        "GigabitEthernet0/0/1",
        "GigabitEthernet1/0/1",
        "GigabitEthernet2/0/1",
        "Gi1/0/1",
        "0/1",
        "port1",
        "Te1/0/1",
        "XGigabitEthernet0/0/1",
        "uplink",
        "一号",
        "gei_1/1",
    ]
)
INDEXES = st.builds("{}.{}".format, st.integers(0, 30), st.integers(0, 5)) | st.sampled_from(
    ["1", "7", "1.2.3", "x.1", ""]
)


KINDS = st.sampled_from([6, 53, 117])


@given(
    st.lists(INDEXES, max_size=6), st.dictionaries(SMALL, st.tuples(PORTS, KINDS)), st.booleans()
)
def test_power_is_only_ever_given_to_an_ethernet_port_of_the_device(
    indexes: list[str], rows: dict[str, tuple[str, int]], is_h3c: bool
) -> None:
    key_of = {index: name for index, (name, _) in rows.items()}
    kinds = {index: kind for index, (_, kind) in rows.items()}
    cells = {TYPE: kinds}
    if is_h3c:
        cells["1.3.6.1.4.1.25506.2.14.1.1.5"] = {"4.1": 7}
    found = power_ports(indexes, cells, key_of)
    ethernet = {key_of[index] for index, kind in kinds.items() if kind in (6, 117)}
    assert set(found) <= set(indexes)
    assert set(found.values()) <= ethernet


@given(
    stack=st.dictionaries(
        st.sampled_from(["9.1", "9.2", "8.3", "0.9", "9.0", "9.9", "x", "9.1.2", ""]),
        st.just(1),
    ),
    oper=st.dictionaries(SMALL, st.sampled_from([1, 2, 7])),
)
def test_only_ports_that_are_up_are_members_and_only_of_aggregations(
    stack: dict[str, int], oper: dict[str, int], profiles: dict[str, Profile]
) -> None:
    names = {"1": b"Gi1", "2": b"Gi2", "3": b"Gi3", "8": b"Vlan8", "9": b"Po1"}
    kinds = {"1": 6, "2": 6, "3": 6, "8": 53, "9": 53}
    cells = {NAME: names, TYPE: kinds, OPER: oper, STACK: stack}
    snapshot = decode(PollReply("sw1", cells), [profiles["if-mib"], profiles["lag"]], 0.0)
    up = {f"Gi{index}" for index in "12" if oper.get(index) == 1 and f"9.{index}" in stack}
    found = snapshot.columns.get("interface.lag")
    assert set(found.instances if found else ()) == up
    assert set(found.values if found else ()) <= {"Po1"}
