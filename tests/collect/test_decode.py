"""Every pitfall that decoding knows, as cells written by hand, and any cells at all."""

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parknet.collect import decode
from parknet.drivers.base import PollReply
from parknet.model.change import DeviceFailure, FailureKind
from parknet.model.collector import Profile
from parknet.model.metrics import METRICS
from parknet.model.snapshot import DeviceSnapshot, Value

Cells = dict[str, dict[str, int | bytes | str]]

IF_ENTRY, IFX_ENTRY = "1.3.6.1.2.1.2.2.1", "1.3.6.1.2.1.31.1.1.1"
DESCR, TYPE, SPEED, OPER = (f"{IF_ENTRY}.{n}" for n in (2, 3, 5, 8))
NAME, HIGH_SPEED, ALIAS = (f"{IFX_ENTRY}.{n}" for n in (1, 15, 18))
IN32, IN64 = f"{IF_ENTRY}.10", f"{IFX_ENTRY}.6"
IP_IF, IP_PREFIX, IP_STATUS = (f"1.3.6.1.2.1.4.34.1.{n}" for n in (3, 5, 7))
V6_LENGTH, V6_STATUS, V6_NAME = (
    "1.3.6.1.2.1.55.1.8.1.2",
    "1.3.6.1.2.1.55.1.8.1.5",
    "1.3.6.1.2.1.55.1.5.1.2",
)
LOCAL_ID, LOCAL_DESCR = "1.0.8802.1.1.2.1.3.7.1.3", "1.0.8802.1.1.2.1.3.7.1.4"
REMOTE_SUBTYPE, REMOTE_PORT, REMOTE_NAME = (f"1.0.8802.1.1.2.1.4.1.1.{n}" for n in (6, 7, 9))
HUAWEI_AP = "1.3.6.1.4.1.2011.6.139.13.3.3.1"
H3C_AP, H3C_AP_NOW = "1.3.6.1.4.1.25506.2.75.2.1.1.1", "1.3.6.1.4.1.25506.2.75.2.1.2.1"
V6 = "32.1.13.184.0.3.0.16.0.0.0.0.0.0.0.1"  # 2001:db8:3:10::1


@pytest.fixture
def read(profiles: dict[str, Profile]):  # type: ignore[no-untyped-def]
    def decoded(cells: Mapping[str, Mapping[str, int | bytes | str]]) -> DeviceSnapshot:
        return decode(PollReply("sw1", cells), list(profiles.values()), 10.0)

    return decoded


def one_port(**columns: int) -> Cells:
    where = {"oper": OPER, "high": HIGH_SPEED, "speed": SPEED}
    return {NAME: {"7": b"GE0/0/1"}} | {where[name]: {"7": raw} for name, raw in columns.items()}


@pytest.mark.parametrize(
    ("cells", "speed", "warned"),
    [
        pytest.param(one_port(oper=1, high=1000, speed=1000), 10**9, False, id="ifHighSpeed"),
        pytest.param(one_port(oper=1, high=100, speed=10**8), 10**8, False, id="slow"),
        pytest.param(one_port(oper=1, high=0, speed=10**7), 10**7, False, id="0-while-up"),
        pytest.param(one_port(oper=1, speed=10**9), 10**9, False, id="no-ifXTable"),
        pytest.param(one_port(oper=1, speed=4294967295), None, True, id="saturated"),
        pytest.param(one_port(oper=1, high=40_000, speed=4294967295), 4 * 10**10, False, id="40G"),
        pytest.param(one_port(oper=1, high=4294901759), None, True, id="fortigate"),
        pytest.param(
            one_port(oper=1, high=1244160000, speed=1244160000), 1244160000, True, id="gpon"
        ),
        pytest.param(one_port(oper=1, speed=1000), None, True, id="Mbit-in-ifSpeed"),
        pytest.param(one_port(oper=2, high=10, speed=10**7), None, False, id="down"),
        pytest.param(one_port(oper=7, high=1000), None, False, id="lowerLayerDown"),
        pytest.param(one_port(high=1000), None, False, id="status-not-read"),
        pytest.param(one_port(oper=1, high=0, speed=0), None, False, id="nothing-told"),
    ],
)
def test_a_speed_is_told_only_where_it_can_be_believed(
    cells: Cells, speed: int | None, warned: bool, read
) -> None:
    snapshot = read(cells)
    assert snapshot.value("interface.speed", "GE0/0/1") == speed
    assert bool(snapshot.warnings) == warned


def test_statuses_are_the_mibs_own_words_and_a_number_where_it_has_none(read) -> None:
    snapshot = read({NAME: {"1": b"a", "2": b"b", "3": b"c"}, OPER: {"1": 7, "2": 6, "3": 9}})
    assert snapshot.columns["interface.oper_status"].values == ("lowerLayerDown", "notPresent", "9")
    assert any("no word" in warning for warning in snapshot.warnings)


def test_interfaces_are_known_by_name_whatever_their_index(read) -> None:
    before = read({NAME: {"5": b"GE0/0/1", "6": b"GE0/0/2"}, OPER: {"5": 1, "6": 2}})
    after = read({NAME: {"9": b"GE0/0/2", "11": b"GE0/0/1"}, OPER: {"9": 2, "11": 1}})
    for port in ("GE0/0/1", "GE0/0/2"):
        status = before.value("interface.oper_status", port)
        assert status == after.value("interface.oper_status", port) is not None


def test_two_interfaces_of_one_name_are_told_apart_and_neither_is_taken_for_the_port(read) -> None:
    snapshot = read({NAME: {"5": b"GE0/0/1", "6": b"GE0/0/1"}, OPER: {"5": 1, "6": 2}})
    assert snapshot.value("interface.oper_status", "GE0/0/1") is None
    assert snapshot.value("interface.oper_status", "GE0/0/1@5") == "up"
    assert snapshot.value("interface.oper_status", "GE0/0/1@6") == "down"
    assert any("one name" in warning for warning in snapshot.warnings)


def test_an_interface_without_a_name_is_known_by_its_description_or_its_index(read) -> None:
    snapshot = read({NAME: {"1": b""}, DESCR: {"1": b"eth0"}, OPER: {"1": 1, "2": 1}})
    assert snapshot.columns["interface.oper_status"].instances == ("eth0", "ifIndex-2")


def test_rows_with_missing_cells_keep_what_they_have(read) -> None:
    snapshot = read({NAME: {"1": b"a", "2": b"b"}, OPER: {"2": 1}, IN64: {"1": 5, "3": 6}})
    assert snapshot.value("interface.oper_status", "a") is None
    assert snapshot.value("interface.in_octets", "a") == 5
    assert snapshot.value("interface.in_octets", "ifIndex-3") == 6


def test_chinese_of_any_encoding_is_read_and_nul_bytes_go(read) -> None:
    raw = {
        "1": "3#厂房".encode(),
        "2": "3#厂房".encode("gbk"),
        "3": b"up\0\0",
        "4": b"\xff\xff\xff",
    }
    snapshot = read({NAME: {index: f"p{index}".encode() for index in raw}, ALIAS: raw})
    assert snapshot.columns["interface.alias"].values == (
        "3#厂房", "3#厂房", "up", r"\xff\xff\xff",
    )  # fmt: skip


def test_32_bit_counters_are_used_where_there_are_no_others_and_that_is_told(read) -> None:
    snapshot = read({NAME: {"1": b"a"}, IN32: {"1": 77}})
    assert snapshot.value("interface.in_octets", "a") == 77
    assert any("32-bit" in warning for warning in snapshot.warnings)


@pytest.mark.parametrize(
    ("cells", "addresses"),
    [
        pytest.param({IP_IF: {f"2.16.{V6}": 7}}, ["2001:db8:3:10::1"], id="prefix-not-told"),
        pytest.param(
            {
                IP_IF: {f"2.16.{V6}": 7},
                IP_PREFIX: {f"2.16.{V6}": f"1.3.6.1.2.1.4.32.1.5.7.2.16.{V6}.64"},
            },
            ["2001:db8:3:10::1/64"],
            id="rfc4293",
        ),
        pytest.param(
            {IP_IF: {f"2.16.{V6}": 7}, IP_PREFIX: {f"2.16.{V6}": "0.0"}},
            ["2001:db8:3:10::1"],
            id="no-prefix-row",
        ),
        pytest.param({IP_IF: {f"2.{V6}": 7}}, ["2001:db8:3:10::1"], id="length-octet-left-out"),
        pytest.param(
            {IP_IF: {"4.20.254.128" + 13 * ".0" + ".1.0.0.0.7": 7}}, ["fe80::1"], id="zone"
        ),
        pytest.param({V6_LENGTH: {f"7.{V6}": 64}}, ["2001:db8:3:10::1/64"], id="only-ipv6-mib"),
        pytest.param(
            {V6_LENGTH: {f"3.{V6}": 64}, V6_NAME: {"3": b"Vlanif10"}},
            ["2001:db8:3:10::1/64"],
            id="ipv6IfIndex-is-not-ifIndex",
        ),
        pytest.param(
            {IP_IF: {f"2.16.{V6}": 7}, V6_LENGTH: {f"7.{V6}": 64}},
            ["2001:db8:3:10::1/64"],
            id="prefix-from-the-other-table",
        ),
        pytest.param({IP_IF: {f"2.16.{V6}": 7}, IP_STATUS: {f"2.16.{V6}": 7}}, [], id="duplicate"),
        pytest.param(
            {V6_LENGTH: {f"7.{V6}": 64}, V6_STATUS: {f"7.{V6}": 4}}, [], id="inaccessible"
        ),
        pytest.param({IP_IF: {"1.4.10.3.10.1": 7}}, [], id="ipv4"),
        pytest.param({IP_IF: {"2.16.1.2.3": 7}}, [], id="not-an-address"),
    ],
)
def test_an_interface_has_the_ipv6_addresses_that_any_table_tells(
    cells: Cells, addresses: list[str], read
) -> None:
    snapshot = read({NAME: {"7": b"Vlanif10"}} | cells)
    assert list(snapshot.values("ipv6.address", "Vlanif10")) == addresses


def test_a_broadcast_address_is_none_of_the_interface(read) -> None:
    snapshot = read(
        {
            NAME: {"2": b"eth0"},
            IP_IF: {"1.4.10.0.0.7": 2, "1.4.10.0.0.255": 2},
            "1.3.6.1.2.1.4.34.1.4": {"1.4.10.0.0.7": 1, "1.4.10.0.0.255": 3},
        }
    )
    assert snapshot.values("ipv4.address", "eth0") == ("10.0.0.7",)
    assert snapshot.warnings == ()


def test_an_interface_may_have_several_addresses(read) -> None:
    second = V6.removesuffix("1") + "2"
    snapshot = read({NAME: {"7": b"Vlanif10"}, IP_IF: {f"2.16.{V6}": 7, f"2.16.{second}": 7}})
    assert snapshot.values("ipv6.address", "Vlanif10") == ("2001:db8:3:10::1", "2001:db8:3:10::2")


def test_an_lldp_port_number_is_never_taken_for_an_interface_index(read) -> None:
    snapshot = read(
        {
            NAME: {"1": b"MEth0/0/1", "5": b"GE0/0/1", "6": b"GE0/0/2"},
            LOCAL_ID: {"1": b"GE0/0/1", "2": b"\x00\x01"},
            LOCAL_DESCR: {"2": b"GE0/0/2"},
            REMOTE_NAME: {"9.1.1": b"core-1", "9.2.1": b"core-2", "9.5.1": b"who"},
            REMOTE_PORT: {"9.1.1": b"\x00\xe0\xfc\x01\x02\x03", "9.2.1": b"XGE1"},
            REMOTE_SUBTYPE: {"9.1.1": 3, "9.2.1": 5},
        }
    )
    assert snapshot.value("lldp.remote_name", "GE0/0/1") == "core-1"
    assert snapshot.value("lldp.remote_port", "GE0/0/1") == "00:e0:fc:01:02:03"
    assert snapshot.value("lldp.remote_name", "GE0/0/2") == "core-2"
    assert snapshot.value("lldp.remote_name", "lldp-port-5") == "who"


def test_a_neighbours_name_and_port_stay_side_by_side(read) -> None:
    snapshot = read(
        {
            NAME: {"5": b"GE0/0/1"},
            LOCAL_ID: {"1": b"GE0/0/1"},
            REMOTE_NAME: {"0.1.1": b"phone"},
            REMOTE_PORT: {"0.1.1": b"p1", "0.1.2": b"eth0"},
        }
    )
    assert snapshot.values("lldp.remote_name", "GE0/0/1") == ("phone", "")
    assert snapshot.values("lldp.remote_port", "GE0/0/1") == ("p1", "eth0")


def serial(text: str) -> str:
    return ".".join(map(str, (len(text), *text.encode())))


@pytest.mark.parametrize(
    ("cells", "key", "values"),
    [
        pytest.param(
            {
                f"{HUAWEI_AP}.4": {"76.250.202.3.109.32": "一楼".encode("gbk")},
                f"{HUAWEI_AP}.6": {"76.250.202.3.109.32": 4},
                f"{HUAWEI_AP}.13": {"76.250.202.3.109.32": "0.0.0.0"},
            },
            "4c:fa:ca:03:6d:20",
            {"name": "一楼", "state": "fault", "address": None},
            id="huawei",
        ),
        pytest.param(
            {
                f"{H3C_AP}.4": {serial("2102"): 5},
                f"{H3C_AP}.5": {serial("2102"): b"ap01"},
                f"{H3C_AP_NOW}.3": {serial("2102"): b"\xc4\xca\xd9\xee\xee\x80"},
                f"{H3C_AP_NOW}.8": {serial("2102"): b""},
                f"{H3C_AP_NOW}.7": {serial("2102"): 16},
            },
            "c4:ca:d9:ee:ee:80",
            {"name": "ap01", "state": "run", "clients": 16},
            id="h3c",
        ),
        pytest.param(
            {f"{H3C_AP}.4": {serial("2102"): 1}}, "2102", {"state": "join"}, id="h3c-without-mac"
        ),
    ],
)
def test_an_access_point_is_known_by_its_mac_address(
    cells: Cells, key: str, values: Mapping[str, Value | None], read
) -> None:
    snapshot = read(cells)
    for metric, value in values.items():
        assert snapshot.value(f"wlan.ap.{metric}", key) == value


def test_power_is_matched_to_the_port_numbered_alike_and_never_to_a_fibre_port(read) -> None:
    snapshot = read(
        {
            NAME: {"1": b"GigabitEthernet0/0/1", "9": b"XGigabitEthernet0/0/1"},
            TYPE: {"1": 6, "9": 6},
            "1.3.6.1.2.1.105.1.1.1.6": {"1.1": 3, "1.7": 2},
        }
    )
    column = snapshot.columns["poe.status"]
    assert column.instances == ("GigabitEthernet0/0/1", "pse-1/7")
    assert column.values == ("deliveringPower", "searching")


def test_a_failure_keeps_the_cells_that_came_before_it(profiles: dict[str, Profile]) -> None:
    failure = DeviceFailure(device="sw1", kind=FailureKind.UNREACHABLE, detail="gone")
    reply = PollReply("sw1", {NAME: {"1": b"a"}}, ("slow",), failure)
    snapshot = decode(reply, list(profiles.values()), 0.0)
    assert snapshot.failure == failure
    assert snapshot.value("interface.name", "a") == "a"
    assert "slow" in snapshot.warnings


def test_a_table_that_was_cut_short_says_which_metrics_may_lack_values(
    profiles: dict[str, Profile],
) -> None:
    reply = PollReply("sw1", {NAME: {"1": b"a"}}, partial=(IP_PREFIX, OPER))
    snapshot = decode(reply, list(profiles.values()), 0.0)
    assert set(snapshot.partial) == {
        "interface.oper_status",
        "interface.speed",
        "interface.duplex",
        "interface.lag",
        "ipv6.address",
        "ipv4.address",
    }


def columns_of(profiles: Sequence[Profile]) -> list[str]:
    found: set[str] = set()
    for table in (table for profile in profiles for table in profile.tables):
        found |= set(table.joins.values())
        for metric in table.metrics:
            found |= set(metric.columns)
    return sorted(found)


INDEXES = st.one_of(
    st.sampled_from(["0", "1", "7", "1.1", "0.1.1", f"2.16.{V6}", f"7.{V6}", "1.4.10.0.0.1"]),
    st.lists(st.sampled_from(["0", "1", "6", "16", "255", "256", "4294967295"]), max_size=22).map(
        ".".join
    ),
)
RAW = st.one_of(
    st.integers(-(2**63), 2**64 - 1),
    st.sampled_from([0, 1, 2, 3, 7, 255]),
    st.binary(max_size=12),
    st.sampled_from(["0.0", "0.0.0.0", "电", b"GE0/0/1", b"\x00" * 6]),
)


@given(data=st.data())
def test_no_cells_at_all_make_decoding_fail_or_yield_a_column_that_does_not_fit(
    data: st.DataObject, profiles: dict[str, Profile]
) -> None:
    cells = data.draw(
        st.dictionaries(
            st.sampled_from(columns_of(list(profiles.values()))),
            st.dictionaries(INDEXES, RAW, max_size=3),
            max_size=6,
        )
    )
    snapshot = decode(PollReply("sw1", cells), list(profiles.values()), 0.0)
    for name, column in snapshot.columns.items():
        definition = METRICS[name]
        assert column.unit == definition.unit
        assert len(column.instances) == len(column.values) > 0
        assert definition.repeats or len(set(column.instances)) == len(column.instances)
        numeric = definition.kind in ("gauge", "counter")
        assert all(isinstance(value, str) != numeric for value in column.values)


def test_a_controllers_own_profile_says_which_word_is_in_service(read) -> None:
    huawei = read({f"{HUAWEI_AP}.6": {"76.250.202.3.109.32": 8}})
    assert huawei.columns["wlan.ap.state"].in_service == {"normal"}
    h3c = read({f"{H3C_AP}.4": {"3.65.66.67": 5}})
    assert h3c.columns["wlan.ap.state"].in_service == {"run"}
