"""Properties of keys of access points, radios and stations, and of what is made of their cells."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parknet.collect import decode, request_for
from parknet.drivers.base import PollReply
from parknet.model.collector import Profile
from parknet.model.snapshot import Value
from tests.collect.recording import library

H3C = "1.3.6.1.4.1.25506.2.75"
HUAWEI_RADIO, HUAWEI_VAP = "1.3.6.1.4.1.2011.6.139.16.1.2.1", "1.3.6.1.4.1.2011.6.139.17.1.1.1"
HUAWEI_STATION = "1.3.6.1.4.1.2011.6.139.18.1.2.1"
MIKROTIK, MIKROTIK_60G = "1.3.6.1.4.1.14988.1.1.1.2.1", "1.3.6.1.4.1.14988.1.1.1.8.1"
CAPSMAN = "1.3.6.1.4.1.14988.1.1.1.7.1"
FORTINET = "1.3.6.1.4.1.12356.101.14"
CISCO = "1.3.6.1.4.1.14179.2.2"
ARUBA = "1.3.6.1.4.1.14823.2.2.1.5.2"
RUIJIE = "1.3.6.1.4.1.4881.1.1.10.2"
NAME = "1.3.6.1.2.1.31.1.1.1.1"

MACS = st.binary(min_size=6, max_size=6).filter(any)
# A serial number: no control character, which is what a length before it looks like.
SERIALS = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=24)
SMALL = st.integers(0, 300)


def written(mac: bytes) -> str:
    return mac.hex(":")


def numbers(octets: bytes) -> str:
    return ".".join(map(str, octets))


def read(
    profile: str, cells: Mapping[str, Mapping[str, int | bytes | str]], metric: str
) -> dict[str, Value]:
    """Return one metric of what a profile makes of cells."""
    wanted: list[Profile] = [library()["if-mib"], library()[profile]]
    snapshot = decode(PollReply("ap", cells), wanted, 0.0)
    assert not [told for told in snapshot.warnings if str(told).startswith("wlan.")]
    found = snapshot.columns.get(metric)
    return dict(zip(found.instances, found.values, strict=True)) if found else {}


@given(mac=MACS, interface=SMALL)
def test_a_station_has_its_address_whatever_follows_and_whatever_it_begins_with(
    mac: bytes, interface: int
) -> None:
    # 6 is also the length that stands before an address in some indexes.
    for address in (mac, b"\x06" + mac[1:]):
        cells = {f"{MIKROTIK}.3": {f"{numbers(address)}.{interface}": -60}}
        assert read("mikrotik-wlan", cells, "wlan.station.rssi") == {written(address): -60}
        cells = {f"{FORTINET}.5.1.12": {f"1.{interface}.6.{numbers(address)}": -60}}
        assert read("fortinet-wlan", cells, "wlan.station.rssi") == {written(address): -60}


@given(mac=MACS, radio=SMALL, more=st.lists(SMALL, max_size=3))
def test_a_radio_is_that_of_its_access_point_whatever_follows(
    mac: bytes, radio: int, more: list[int]
) -> None:
    index = ".".join([numbers(mac), str(radio), *map(str, more)])
    cells = {f"{HUAWEI_VAP}.9": {index: 3}}
    assert read("huawei-wlan-ap", cells, "wlan.radio.clients") == {f"{written(mac)}/{radio}": 3}
    assert read("huawei-wlan-ap", cells, "wlan.ap.clients") == {written(mac): 3}


@given(serial=SERIALS, mac=st.none() | MACS, radio=SMALL, length=st.booleans())
def test_a_radio_numbered_by_serial_number_has_the_address_that_the_list_tells(
    serial: str, mac: bytes | None, radio: int, length: bool
) -> None:
    octets = serial.encode("ascii")
    index = f"{len(octets)}.{numbers(octets)}" if length else numbers(octets)
    cells: dict[str, dict[str, int | bytes | str]] = {f"{H3C}.2.1.3.1.5": {f"{index}.{radio}": 36}}
    if mac is not None:
        cells[f"{H3C}.2.1.1.1.3"] = {index: mac}
    key = written(mac) if mac is not None else serial
    assert read("h3c-wlan-ap", cells, "wlan.radio.channel") == {f"{key}/{radio}": 36}


@given(serial=SERIALS, mac=st.none() | MACS, domain=st.integers(1, 999), radio=SMALL)
def test_what_stands_before_a_serial_number_is_none_of_it(
    serial: str, mac: bytes | None, domain: int, radio: int
) -> None:
    octets = serial.encode("ascii")
    index = f"{domain}.{len(octets)}.{numbers(octets)}"
    station = bytes(range(6))
    cells: dict[str, dict[str, int | bytes | str]] = {
        f"{FORTINET}.4.4.1.7": {index: 2},
        f"{FORTINET}.4.5.1.7": {f"{index}.{radio}": 36},
        f"{FORTINET}.5.1.3": {f"{domain}.1.6.{numbers(station)}": octets},
    }
    if mac is not None:
        cells[f"{FORTINET}.4.4.1.6"] = {index: mac}
    key = written(mac) if mac is not None else serial
    assert read("fortinet-wlan", cells, "wlan.ap.state") == {key: "onLine"}
    assert read("fortinet-wlan", cells, "wlan.radio.channel") == {f"{key}/{radio}": 36}
    assert read("fortinet-wlan", cells, "wlan.station.ap") == {written(station): key}


@pytest.mark.parametrize("index", ["", "1", "0", "1.1", "3.65.66.67", "9.9.9"])
def test_an_index_without_text_or_without_a_number_makes_no_fault(index: str) -> None:
    wanted = [library()["h3c-wlan-ap"], library()["fortinet-wlan"]]
    columns = (f"{H3C}.2.1.3.1.5", f"{FORTINET}.4.5.1.7", f"{FORTINET}.4.4.1.7")
    snapshot = decode(PollReply("ac", {column: {index: 1} for column in columns}), wanted, 0.0)
    assert all(instance for column in snapshot.columns.values() for instance in column.instances)


@given(mac=MACS, bssids=st.lists(MACS, min_size=1, unique=True), strange=MACS, station=MACS)
def test_a_station_at_a_bssid_is_at_the_access_point_that_has_it(
    mac: bytes, bssids: list[bytes], strange: bytes, station: bytes
) -> None:
    networks = {f"{numbers(mac)}.1.{numbers(bssid)}": b"office" for bssid in bssids}
    for bssid in bssids:
        cells = {f"{ARUBA}.1.7.1.2": networks, f"{ARUBA}.2.1.1.2": {numbers(station): bssid}}
        at = read("aruba-controller", cells, "wlan.station.ap")
        assert at == {written(station): written(mac)}
    cells = {f"{ARUBA}.1.7.1.2": networks, f"{ARUBA}.2.1.1.2": {numbers(station): strange}}
    found = read("aruba-controller", cells, "wlan.station.ap")
    assert bool(found) == (strange in bssids), "a BSSID of nobody's is no access point"


@given(
    mac=MACS,
    noise=st.dictionaries(st.integers(1, 196), st.integers(-110, -60), min_size=1, max_size=20),
    data=st.data(),
)
def test_the_noise_of_a_radio_is_that_of_the_channel_it_is_on(
    mac: bytes, noise: dict[int, int], data: st.DataObject
) -> None:
    on = data.draw(st.sampled_from(sorted(noise)) | st.integers(1, 196))
    slot = f"{numbers(mac)}.1"
    cells = {
        f"{CISCO}.2.1.4": {slot: on},
        f"{CISCO}.15.1.21": {f"{slot}.{channel}": floor for channel, floor in noise.items()},
    }
    wanted = {f"{written(mac)}/1": noise[on]} if on in noise else {}
    assert read("cisco-wlc", cells, "wlan.radio.noise") == wanted


@given(powers=st.lists(st.integers(-1, 30), max_size=8), level=st.integers(0, 9))
def test_a_level_is_a_place_in_the_radios_own_list_of_powers(powers: list[int], level: int) -> None:
    listed = ",".join(map(str, powers)).encode("ascii")
    cells = {
        f"{CISCO}.2.1.6": {"1.2.3.4.5.6.0": level},
        f"{CISCO}.2.1.22": {"1.2.3.4.5.6.0": listed},
    }
    wanted = {"01:02:03:04:05:06/0": powers[level - 1]} if 1 <= level <= len(powers) else {}
    assert read("cisco-wlc", cells, "wlan.radio.tx_power") == wanted


@given(signal=st.integers(-95, -20), raw=st.integers(1, 12000))
def test_a_signal_above_noise_leaves_a_noise_that_can_be_or_is_none(signal: int, raw: int) -> None:
    cells = {
        f"{HUAWEI_STATION}.42": {"1.2.3.4.5.6": signal},
        f"{HUAWEI_STATION}.44": {"1.2.3.4.5.6": raw},
    }
    found = read("huawei-wlan-ap", cells, "wlan.station.snr").values()
    believable = [
        raw * scale for scale in (0.1, 0.01, 1) if -112 <= signal - round(raw * scale, 9) <= -60
    ]
    assert list(found) == [pytest.approx(one) for one in believable[:1]]


@pytest.mark.parametrize(
    ("profile", "cells", "told"),
    [
        pytest.param(
            "ruijie-wlan",
            {
                f"{RUIJIE}.56.2.1.1.1.48": {"1.2.3.4.5.6": 1, "1.2.3.4.5.7": 2},
                f"{RUIJIE}.56.2.1.8.1.3": {"1.2.3.4.5.6": 2, "1.2.3.4.5.8": 1},
                f"{RUIJIE}.56.2.1.5.1.2": {"1.2.3.4.5.7": b"", "1.2.3.4.5.9": b"AP-4"},
            },
            {6: "online", 7: "offline", 8: "online", 9: "offline"},
            id="ruijie-lists-those-that-are-gone-apart",
        ),
        pytest.param(
            "cisco-wlc",
            {
                f"{CISCO}.1.1.6": {"1.2.3.4.5.6": 1, "1.2.3.4.5.7": 3},
                "1.3.6.1.4.1.9.9.513.1.1.1.1.6": {"1.2.3.4.5.7": 900, "1.2.3.4.5.8": 0},
            },
            {6: "associated", 7: "downloading", 8: "associated"},
            id="cisco-removes-those-that-are-gone",
        ),
    ],
)
def test_an_access_point_of_any_list_has_the_state_of_the_best_one(
    profile: str, cells: Mapping[str, Mapping[str, int | bytes | str]], told: dict[int, str]
) -> None:
    wanted = {f"01:02:03:04:05:{last:02x}": word for last, word in told.items()}
    assert read(profile, cells, "wlan.ap.state") == wanted


def test_a_standby_controllers_zeros_are_no_readings() -> None:
    ap = "1.3.6.1.4.1.2011.6.139.13.3.3.1"
    rows = {"1.2.3.4.5.6": 0, "1.2.3.4.5.7": 0}
    cells = {f"{ap}.6": {"1.2.3.4.5.6": 8, "1.2.3.4.5.7": 11}}
    for column in (40, 41, 44):
        cells[f"{ap}.{column}"] = rows
    for metric in ("clients", "cpu", "memory"):
        assert read("huawei-wlan-ap", cells, f"wlan.ap.{metric}") == {"01:02:03:04:05:06": 0}
    states = read("huawei-wlan-ap", cells, "wlan.ap.state")
    assert sorted(map(str, states.values())) == ["normal", "standby"]


def test_networks_are_asked_for_only_where_radios_do_not_count_stations() -> None:
    request = request_for("ac", [library()["huawei-wlan-ap"]])
    assert request.spares[f"{HUAWEI_VAP}.9"] == f"{HUAWEI_RADIO}.40"
    assert f"{HUAWEI_VAP}.9" not in request.columns


def test_radios_of_routeros_tell_channel_and_power_in_their_own_ways() -> None:
    cells: dict[str, dict[str, int | bytes | str]] = {
        NAME: {"1": b"cap1", "2": b"wlan60-1", "3": b"cap2"},
        f"{CAPSMAN}.5": {"1": b"5180/20-Ceee/ac(18dBm)", "3": b""},
        f"{MIKROTIK_60G}.6": {"2": 58320},
        f"{MIKROTIK_60G}.12": {"2": -55},
    }
    assert read("mikrotik-wlan", cells, "wlan.radio.channel") == {"cap1": 36, "wlan60-1": 1}
    assert read("mikrotik-wlan", cells, "wlan.radio.tx_power") == {"cap1": 18}
    assert read("mikrotik-wlan", cells, "wlan.radio.signal") == {"wlan60-1": -55}


def test_the_other_ends_of_a_radio_of_60_ghz_are_stations_while_they_are_connected() -> None:
    rows = "1.3.6.1.4.1.14988.1.1.1.9.1"
    ends = {"4": bytes(range(1, 7)), "5": bytes(range(2, 8))}
    cells = {f"{rows}.2": {"4": 1, "5": 0}, f"{rows}.3": ends, f"{rows}.9": {"4": -54, "5": -60}}
    assert read("mikrotik-wlan", cells, "wlan.station.rssi") == {"01:02:03:04:05:06": -54}


def test_access_points_of_aruba_have_names_where_only_radios_are_told() -> None:
    radios = {"1.2.3.4.5.6.1": b"hall", "1.2.3.4.5.6.2": b"hall"}
    assert read("aruba-controller", {f"{ARUBA}.1.5.1.16": radios}, "wlan.ap.name") == {
        "01:02:03:04:05:06": "hall"
    }
