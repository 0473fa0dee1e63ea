"""What a device's view reads like by SNMP, and the order and the size of the answers."""

from dataclasses import replace
from ipaddress import ip_interface

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parknet.lab.snmp import ber
from parknet.lab.snmp.agent import GET, GET_BULK, GET_NEXT, SET
from parknet.lab.snmp.mib import tables_of
from parknet.lab.view import DeviceView
from tests.lab.manager import EXCEPTIONS, Manager, agent_of
from tests.lab.views import FakeSource, port, switch

IF, IFX, LLDP = (
    (1, 3, 6, 1, 2, 1, 2, 2, 1),
    (1, 3, 6, 1, 2, 1, 31, 1, 1, 1),
    (1, 0, 8802, 1, 1, 2, 1),
)
IP, POE = (1, 3, 6, 1, 2, 1, 4, 34, 1), (1, 3, 6, 1, 2, 1, 105, 1, 1, 1)
HUAWEI_AP = (1, 3, 6, 1, 4, 1, 2011, 6, 139, 13, 3, 3, 1)
H3C_AP, H3C_CURRENT_AP = (
    (1, 3, 6, 1, 4, 1, 25506, 2, 75, 2, 1, 1, 1),
    (1, 3, 6, 1, 4, 1, 25506, 2, 75, 2, 1, 2, 1),
)
V6 = (0x20, 1, 0xD, 0xB8, 0, 3, 0, 0x10, 0, 0, 0, 0, 0, 0, 0, 1)
LINK_LOCAL = (0xFE, 0x80, *(0,) * 13, 1, 0, 0, 305 >> 8, 305 & 255)
INTEGER, OCTETS, OID, ADDRESS, COUNTER32, GAUGE, TICKS, COUNTER64 = (
    2,
    4,
    6,
    0x40,
    0x41,
    0x42,
    0x43,
    0x46,
)
SPEED_10G = 10_000_000_000


def number(value: int) -> bytes:
    return value.to_bytes(value.bit_length() // 8 + 1, "big")


# Of `switch("huawei")`: port 1 has the ifIndex 6, port 2 is shut, port 3 gives 7.5 W.
HUAWEI_SHOWS = [
    ((1, 3, 6, 1, 2, 1, 1, 1, 0), OCTETS, b"an emulated switch\r\nof two lines"),
    ((1, 3, 6, 1, 2, 1, 1, 2, 0), OID, bytes.fromhex("2b060104018f5b02178223")),
    ((1, 3, 6, 1, 2, 1, 1, 3, 0), TICKS, number(100_000)),
    ((1, 3, 6, 1, 2, 1, 1, 5, 0), OCTETS, b"b03-agg"),
    ((1, 3, 6, 1, 2, 1, 2, 1, 0), INTEGER, number(51)),
    ((*IF, 2, 6), OCTETS, b"GigabitEthernet0/0/1"),
    ((*IF, 3, 305), INTEGER, number(136)),
    ((*IF, 5, 205), GAUGE, number(2**32 - 1)),
    ((*IF, 6, 6), OCTETS, bytes.fromhex("001882000006")),
    ((*IF, 7, 6), INTEGER, b"\x01"),
    ((*IF, 7, 7), INTEGER, b"\x02"),
    ((*IF, 8, 7), INTEGER, b"\x02"),
    ((*IF, 9, 6), TICKS, number(1234)),
    ((*IF, 10, 6), COUNTER32, number((2**33 + 6) % 2**32)),
    ((*IF, 14, 6), COUNTER32, number(6)),
    ((*IFX, 1, 6), OCTETS, b"GigabitEthernet0/0/1"),
    ((*IFX, 6, 6), COUNTER64, number(2**33 + 6)),
    ((*IFX, 10, 6), COUNTER64, number(2**40 + 6)),
    ((*IFX, 15, 6), GAUGE, number(1000)),
    ((*IFX, 15, 7), GAUGE, b"\0"),
    ((*IFX, 15, 205), GAUGE, number(10_000)),
    ((*IFX, 17, 6), INTEGER, b"\x01"),
    ((*IFX, 17, 306), INTEGER, b"\x02"),
    ((*IFX, 18, 6), OCTETS, "3#厂房 1".encode()),
    ((*IFX, 19, 6), TICKS, b"\0"),
    ((1, 3, 6, 1, 2, 1, 10, 7, 2, 1, 19, 6), INTEGER, b"\x03"),
    ((1, 3, 6, 1, 2, 1, 10, 7, 2, 1, 19, 7), INTEGER, b"\x01"),
    ((*IP, 3, 1, 4, 10, 3, 10, 1), INTEGER, number(305)),
    ((*IP, 3, 2, 16, *V6), INTEGER, number(305)),
    ((*IP, 3, 4, 20, *LINK_LOCAL), INTEGER, number(305)),
    ((*IP, 7, 2, 16, *V6), INTEGER, b"\x01"),
    (
        (*IP, 5, 1, 4, 10, 3, 10, 1),
        OID,
        ber.object_id((1, 3, 6, 1, 2, 1, 4, 32, 1, 5, 305, 1, 4, 10, 3, 10, 0, 24))[2:],
    ),
    ((1, 3, 6, 1, 2, 1, 4, 32, 1, 5, 305, 1, 4, 10, 3, 10, 0, 24), INTEGER, b"\x02"),
    ((1, 3, 6, 1, 2, 1, 4, 30, 1, 5, 305), INTEGER, b"\x01"),
    ((*POE, 3, 1, 3), INTEGER, b"\x01"),
    ((*POE, 6, 1, 3), INTEGER, b"\x03"),
    ((*POE, 6, 1, 4), INTEGER, b"\x02"),
    ((1, 3, 6, 1, 4, 1, 2011, 5, 25, 195, 3, 1, 10, 8), INTEGER, number(7500)),
    ((*LLDP, 3, 2, 0), OCTETS, bytes.fromhex("001882000006")),
    ((*LLDP, 3, 3, 0), OCTETS, b"b03-agg"),
    ((*LLDP, 3, 7, 1, 3, 49), OCTETS, b"XGigabitEthernet0/0/1"),
    ((*LLDP, 4, 1, 1, 5, 1234, 49, 1), OCTETS, b"\0\x01\2\3\4\5"),
    ((*LLDP, 4, 1, 1, 7, 1234, 49, 1), OCTETS, b"XGigabitEthernet0/0/3"),
    ((*LLDP, 4, 1, 1, 9, 1234, 49, 1), OCTETS, b"core-1"),
    ((*LLDP, 4, 1, 1, 12, 1234, 49, 1), OCTETS, b"\x28\0"),
    ((*LLDP, 4, 2, 1, 3, 1234, 49, 1, 1, 4, 10, 255, 0, 1), INTEGER, b"\x01"),
    ((1, 3, 6, 1, 2, 1, 17, 7, 1, 2, 2, 1, 2, 10, 0, 0xE0, 0xFC, 1, 2, 3), INTEGER, b"\x01"),
    ((1, 3, 6, 1, 2, 1, 17, 1, 4, 1, 2, 1), INTEGER, b"\x06"),
    (
        (1, 3, 6, 1, 2, 1, 4, 35, 1, 4, 305, 1, 4, 10, 3, 10, 60),
        OCTETS,
        b"\0\xe0\xfc\1\2\3",
    ),
    ((*HUAWEI_AP, 2, 0x4C, 0xFA, 0xCA, 0, 0, 1), OCTETS, b"2150083"),
    ((*HUAWEI_AP, 3, 0x4C, 0xFA, 0xCA, 0, 0, 1), OCTETS, b"AP7060DN"),
    ((*HUAWEI_AP, 4, 0x4C, 0xFA, 0xCA, 0, 0, 1), OCTETS, b"b03-ap1"),
    ((*HUAWEI_AP, 6, 0x4C, 0xFA, 0xCA, 0, 0, 1), INTEGER, b"\x08"),
    ((*HUAWEI_AP, 6, 0x4C, 0xFA, 0xCA, 0, 0, 2), INTEGER, b"\x04"),
    ((*HUAWEI_AP, 13, 0x4C, 0xFA, 0xCA, 0, 0, 1), ADDRESS, b"\x0a\x03\x0a\x09"),
    ((*HUAWEI_AP, 44, 0x4C, 0xFA, 0xCA, 0, 0, 1), INTEGER, b"\x03"),
]
SERIAL_1, SERIAL_2 = (7, *b"2150083"), (3, *b"215")
H3C_SHOWS = [
    ((1, 3, 6, 1, 2, 1, 1, 2, 0), OID, ber.object_id((1, 3, 6, 1, 4, 1, 25506, 1, 612))[2:]),
    ((*H3C_AP, 3, *SERIAL_1), OCTETS, b"\x4c\xfa\xca\0\0\1"),
    ((*H3C_AP, 4, *SERIAL_1), INTEGER, b"\x05"),
    ((*H3C_AP, 4, *SERIAL_2), INTEGER, b"\x01"),
    ((*H3C_AP, 5, *SERIAL_1), OCTETS, b"b03-ap1"),
    ((*H3C_CURRENT_AP, 7, *SERIAL_1), INTEGER, b"\x03"),
    ((*H3C_CURRENT_AP, 8, *SERIAL_1), OCTETS, b"b03-ap1"),
    ((*H3C_CURRENT_AP, 9, *SERIAL_1), OCTETS, b"AP7060DN"),
    ((1, 3, 6, 1, 4, 1, 25506, 2, 14, 1, 1, 5, 1, 3), INTEGER, number(7500)),
]
CASES = [("huawei", *case) for case in HUAWEI_SHOWS] + [("h3c", *case) for case in H3C_SHOWS]
MANAGERS = {vendor: Manager(agent_of(FakeSource(switch(vendor)))) for vendor in ("huawei", "h3c")}


@pytest.mark.parametrize(
    ("vendor", "oid", "tag", "value"),
    CASES,
    ids=[f"{vendor}-{'.'.join(map(str, oid))}" for vendor, oid, _, _ in CASES],
)
def test_the_view_reads_as_the_mib_says(vendor: str, oid: ber.Oid, tag: int, value: bytes) -> None:
    assert MANAGERS[vendor].get(oid).binds == [(oid, tag, value)]


@pytest.mark.parametrize("vendor", ["huawei", "h3c"])
def test_a_walk_is_strictly_increasing_and_is_the_whole_view(vendor: str) -> None:
    manager = Manager(agent_of(FakeSource(switch(vendor, ports=6))))
    walk = manager.walk()
    oids = [oid for oid, _, _ in walk]
    assert oids == sorted(set(oids))
    agent_tree = [
        (*table.entry, column)
        for table in tables_of(vendor)
        for column in (*table.columns, *table.live)
    ]
    assert {
        column for column in agent_tree if any(oid[: len(column)] == column for oid in oids)
    } == set(agent_tree)
    rows = [oid for oid in oids if oid[: len(IF) + 1] == (*IF, 1)]
    assert [oid[-1] for oid in rows] == sorted(row.index for row in switch(vendor, ports=6).ports)


@pytest.mark.parametrize("repetitions", [1, 7, 25, 5000])
def test_getbulk_reads_what_getnext_reads(repetitions: int) -> None:
    manager = MANAGERS["huawei"]
    assert manager.bulk_walk(repetitions) == manager.walk()


@given(st.lists(st.integers(0, 2**32 - 1), max_size=12))
def test_getnext_of_any_oid_is_the_first_cell_behind_it(rest: list[int]) -> None:
    manager = MANAGERS["huawei"]
    asked = (1, 3, *rest)
    (bind,) = manager.ask(GET_NEXT, [asked]).binds
    behind = [oid for oid in manager.agent._current_tree().oids if oid > asked]
    assert bind[0] == (behind[0] if behind else asked)
    assert (bind[1] == 0x82) == (not behind)


def test_what_is_not_there_is_named_by_the_right_exception() -> None:
    reply = MANAGERS["huawei"].get((*IF, 2, 9999), (*IF, 2), (*IF, 99, 6), (1, 3, 6, 1, 2, 1, 1, 5))
    assert [EXCEPTIONS[tag] for _, tag, _ in reply.binds] == [
        "noSuchInstance", "noSuchInstance", "noSuchObject", "noSuchInstance",
    ]  # fmt: skip
    assert reply.status == 0


def test_nothing_can_be_written() -> None:
    reply = MANAGERS["huawei"].ask(SET, [(1, 3, 6, 1, 2, 1, 1, 5, 0)])
    assert (reply.status, reply.index) == (17, 1)
    assert reply.oids == [(1, 3, 6, 1, 2, 1, 1, 5, 0)]


def test_getbulk_reads_its_non_repeaters_once() -> None:
    uptime, name = (1, 3, 6, 1, 2, 1, 1, 3), (*IF, 2)
    reply = MANAGERS["huawei"].ask(GET_BULK, [uptime, name, (*IF, 8)], 1, 3)
    assert reply.oids == [
        (*uptime, 0), (*name, 6), (*IF, 8, 6), (*name, 7), (*IF, 8, 7), (*name, 8), (*IF, 8, 8),
    ]  # fmt: skip


def test_getbulk_past_the_end_repeats_the_last_name_once() -> None:
    last = (1, 3, 6, 1, 6, 3, 15, 1, 1, 6, 0)
    assert MANAGERS["huawei"].ask(GET_BULK, [last[:-1]], 0, 50).binds == [
        (last, COUNTER32, b"\0"), (last, 0x82, b""),
    ]  # fmt: skip
    assert MANAGERS["huawei"].ask(GET_BULK, [(2, 5)], 0, 50).binds == [((2, 5), 0x82, b"")]


@settings(max_examples=200)
@given(st.integers(484, 65507), st.integers(0, 3), st.integers(0, 100))
def test_no_answer_is_longer_than_the_manager_takes(size: int, first: int, second: int) -> None:
    manager = Manager(MANAGERS["huawei"].agent, max_size=size)
    columns = [(*IF, column) for column in (2, 5, 6, 8, 10)]
    full = MANAGERS["huawei"].ask(GET_BULK, columns, first, second)
    cut = manager.ask(GET_BULK, columns, first, second)
    assert cut.size <= size
    assert cut.binds == full.binds[: len(cut.binds)]
    # Cut late: one more varbind, of at most 60 octets, would not have fit.
    assert cut.binds == full.binds or cut.size > size - 110


def test_a_get_that_does_not_fit_is_too_big() -> None:
    manager = Manager(MANAGERS["huawei"].agent, max_size=484)
    reply = manager.ask(GET, [(*IF, 2, 6)] * 20)
    assert (reply.status, reply.binds) == (1, [])


def test_counters_and_uptime_move_without_a_new_version() -> None:
    source = FakeSource(switch())
    manager = Manager(agent_of(source))
    oids = ((1, 3, 6, 1, 2, 1, 1, 3, 0), (*IFX, 6, 6), (*IF, 8, 6))
    before = manager.get(*oids).binds
    source.pass_time(10.0, octets=1000)
    after = manager.get(*oids).binds
    gained = [
        int.from_bytes(b[2], "big") - int.from_bytes(a[2], "big")
        for a, b in zip(before, after, strict=True)
    ]
    assert gained == [1000, 1000, 0]


def test_only_what_moves_costs_a_look_at_the_device() -> None:
    source = FakeSource(switch())
    manager = Manager(agent_of(source))
    manager.get((*IF, 8, 6))
    looks = source.looks
    manager.bulk_walk(50, (*IFX, 15))
    assert source.looks - looks <= 2
    manager.ask(GET_BULK, [(*IFX, 6), (*IFX, 10)], 0, 40)
    assert source.looks - looks <= 3


def test_a_port_that_is_shut_reads_down_at_once() -> None:
    source = FakeSource(switch())
    manager = Manager(agent_of(source))
    status = ((*IF, 7, 6), (*IF, 8, 6), (*IFX, 15, 6))
    assert [value for _, _, value in manager.get(*status).binds] == [b"\x01", b"\x01", number(1000)]
    shut = tuple(
        replace(row, admin_up=False, oper="down", speed_bps=0) if row.index == 6 else row
        for row in source.now.ports
    )
    source.change(ports=shut)
    assert [value for _, _, value in manager.get(*status).binds] == [b"\x02", b"\x02", b"\0"]


def test_ports_that_come_move_the_table_change_time() -> None:
    source = FakeSource(switch())
    manager = Manager(agent_of(source))
    changed = (1, 3, 6, 1, 2, 1, 31, 1, 5, 0)
    assert manager.get(changed).binds[0][2] == b"\0"
    source.pass_time(50.0)
    source.change(ports=(*source.now.ports, port(900, "Vlanif20", type_=136)))
    assert manager.get(changed).binds[0][2] == number(105_000)


def test_an_address_of_a_dead_interface_is_inaccessible() -> None:
    source = FakeSource(switch())
    dead = tuple(
        replace(row, oper="lowerLayerDown") if row.index == 305 else row for row in source.now.ports
    )
    source.change(ports=dead)
    assert Manager(agent_of(source)).get((*IP, 7, 2, 16, *V6)).binds[0][2] == b"\x04"


class Restless(FakeSource):
    """A device that changes whenever it is looked at."""

    def view(self) -> DeviceView:
        self.version += 1
        return super().view()


def test_a_device_that_never_rests_is_not_answered_for() -> None:
    source = Restless(switch())
    manager = Manager(agent_of(source))
    assert manager.agent.answer(manager.message(GET, [(1, 3, 6, 1, 2, 1, 1, 3, 0)])) is None
    assert manager.get((1, 3, 6, 1, 2, 1, 1, 5, 0)).binds[0][2] == b"b03-agg"


def test_a_silent_device_says_nothing_and_is_back_when_it_is() -> None:
    source = FakeSource(switch(), is_silent=True)
    manager = Manager(agent_of(source))
    message = manager.message(GET, [(*IF, 8, 6)])
    assert manager.agent.answer(message) is None
    source.is_silent = False
    assert manager.agent.answer(message) is not None


@settings(max_examples=50)
@given(
    st.lists(
        st.tuples(st.integers(1, 2**31 - 1), st.sampled_from([6, 24, 136, 161])),
        unique_by=lambda row: row[0],
        max_size=12,
    ),
    st.lists(st.ip_addresses(), max_size=6),
    st.sampled_from(["huawei", "h3c"]),
)
def test_any_device_walks_strictly_upward(
    ports: list[tuple[int, int]], addresses: list[object], vendor: str
) -> None:
    from parknet.lab.view import AddressView

    rows = tuple(port(index, f"if{index}", type_=kind) for index, kind in ports)
    view = replace(
        switch(vendor),
        ports=rows,
        addresses=tuple(AddressView(1, ip_interface(f"{address}")) for address in addresses),
    )
    manager = Manager(agent_of(FakeSource(view)))
    oids = [oid for oid, _, _ in manager.bulk_walk(500)]
    assert oids == sorted(set(oids))
    assert len([oid for oid in oids if oid[: len(IF) + 1] == (*IF, 1)]) == len(ports)
