"""An export says what it says, or why it cannot be read."""

import struct
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parknet.errors import IntentError
from parknet.instruments import read_export
from parknet.model.instruments import InstrumentFormat
from parknet.model.packs import Level
from tests.instruments.conftest import export, row

Formats = list[InstrumentFormat]
CHINESE = (
    "信息点编号,楼栋,测试结果,测试标准,接线图,测试时间,操作员,仪表型号,仪表序列号,校准日期,校准有效期,"
    "长度（m）,近端串扰余量(dB)\n"
    "1F-001,综合楼,合格,GB/T 50312 永久链路 E级,正确,2026/05/04 09:30,李四,T2,S-2,2026-01-10,"
    "2027-01-09,88.2,3.1\n"
)
XML = """<?xml version="1.0" encoding="gb18030"?>
<Project><Instrument SerialNumber="S-9"><Model>WX</Model>
<CalibrationDate>2026-02-01</CalibrationDate></Instrument>
<Tests><Test><LinkId>1F-002</LinkId><Result>PASS</Result><Standard>Class EA</Standard>
<DateTime>2026-05-04T10:00:00</DateTime><Length>30.1</Length>
<NEXT><Value>44.0</Value><Margin>4.4</Margin></NEXT></Test></Tests></Project>"""


def test_a_certifier_s_table_is_read_whole(formats: Formats) -> None:
    found = read_export(export(row()), "a.csv", formats)
    (test,) = found.tests
    assert found.problems == ()
    assert (test.link, test.building, test.outcome) == ("1F-001", "综合楼", "pass")
    assert (test.values["length"], test.values["next_margin"]) == (41.5, 6.2)
    assert test.instrument.serial == "S-1"
    assert test.day == date(2026, 5, 4)
    assert test.taken_at == 1777858200  # 09:30 in China
    assert test.origin == "a.csv:2"
    assert test.sha256 == found.sha256


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_chinese_exports_are_read_in_the_encodings_that_software_writes(
    formats: Formats, encoding: str
) -> None:
    (test,) = read_export(CHINESE.encode(encoding), "表.csv", formats).tests
    assert (test.building, test.limit) == ("综合楼", "GB/T 50312 永久链路 E级")
    assert test.values["length"] == 88.2
    assert test.level is Level.VERIFIED


def test_lines_above_the_header_are_no_tests(formats: Formats) -> None:
    text = b"Project,West\nExported,2026-05-05\n\n" + export(row())
    (test,) = read_export(text, "a.csv", formats).tests
    assert test.origin == "a.csv:5"


def test_feet_become_metres(formats: Formats) -> None:
    header = "Cable ID,Test Limit,Test Result,Date & Time,Length (ft),Main S/N,Main Cal Date"
    text = export(
        "1F-001,TIA Cat 6 Perm. Link,PASS*,05/04/2026 09:30:00 AM,100,S-1,01/10/2026",
        header=header,
    )
    (test,) = read_export(text, "a.csv", formats).tests
    assert test.values["length"] == pytest.approx(30.48)
    assert test.is_marginal
    assert test.instrument.calibration_due == date(2027, 1, 10)


def test_xml_tells_the_instrument_once_for_all_tests(formats: Formats) -> None:
    (test,) = read_export(XML.encode("gb18030"), "a.xml", formats).tests
    assert (test.link, test.instrument.serial, test.instrument.model) == ("1F-002", "S-9", "WX")
    assert (test.values["length"], test.values["next_margin"]) == (30.1, 4.4)
    assert test.level is Level.VERIFIED


@pytest.mark.parametrize(
    ("changes", "level"),
    [
        ({}, Level.VERIFIED),
        ({"Calibration due": "2026-05-03"}, Level.OBSERVED),
        ({"Calibration due": "2026-05-04"}, Level.VERIFIED),
        ({"Calibration due": "", "Calibrated": ""}, Level.OBSERVED),
        ({"Calibrated": "2026-06-01"}, Level.OBSERVED),
        ({"Serial": ""}, Level.OBSERVED),
    ],
)
def test_only_a_calibrated_instrument_with_a_name_verifies(
    formats: Formats, changes: dict[str, str], level: Level
) -> None:
    (test,) = read_export(export(row(**changes)), "a.csv", formats).tests
    assert test.level is level


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"Link": ""}, "names no cable"),
        ({"Result": "maybe"}, "no verdict"),
        ({"Tested": "yesterday"}, "no time"),
        ({"Length (m)": "long"}, "no number"),
        ({"Calibrated": "last year"}, "no day"),
    ],
)
def test_a_row_that_cannot_be_read_is_told_and_the_others_are_read(
    formats: Formats, changes: dict[str, str], told: str
) -> None:
    found = read_export(export(row(**changes), row()), "a.csv", formats)
    (problem,) = found.problems
    assert problem.where == "a.csv:2"
    assert told in problem.what
    assert len(found.tests) == 1


@pytest.mark.parametrize(
    "content",
    [b"", b"a,b\n1,2\n", b"\x00\x01\x02", b"<a><b></a>", b"<!DOCTYPE x><x/>", b"Map\0\1", b"<a/>"],
)
def test_what_is_no_export_is_a_problem_with_a_remedy(formats: Formats, content: bytes) -> None:
    with pytest.raises(IntentError) as told:
        read_export(content, "a", formats)
    assert all(problem.remedy for problem in told.value.problems)


@given(content=st.binary(max_size=300) | st.binary(max_size=300).map(lambda rest: b"Map\0" + rest))
def test_no_octets_break_the_reader(formats: Formats, content: bytes) -> None:
    with suppress(IntentError):
        read_export(content, "a", formats)


def sor() -> bytes:
    """Return a trace file's header and events; a kilometre of fibre with one splice."""
    ends = round(1000 * 1.4682 / 299_792_458 * 1e10)
    general = b"GenParams\0EN" + b"B03\0" + b"F1\0" + struct.pack("<HH", 652, 1550)
    general += b"room\0core\0\0NC" + struct.pack("<ii", 0, 0) + "王五\0".encode() + b"\0"
    supplier = b"SupParams\0Acme\0O1\0S-7\0\0\0\0\0"
    fixed = (
        b"FxdParams\0"
        + struct.pack("<I", 1777858200)
        + b"mt"
        + struct.pack("<HiiH", 15500, 0, 0, 1)
    )
    fixed += struct.pack("<HII", 100, 5000, 100) + struct.pack("<I", 146820)

    def event(number: int, at: int, loss: int, reflection: int, kind: bytes) -> bytes:
        return struct.pack("<HIhhi", number, at, 0, loss, reflection) + kind + bytes(20) + b"\0"

    events = b"KeyEvents\0" + struct.pack("<H", 2)
    events += event(1, ends // 2, 80, 0, b"0F9999LS") + event(2, ends, 0, -45000, b"1E9999LS")
    events += struct.pack("<i", 412)
    blocks = {"GenParams": general, "SupParams": supplier, "FxdParams": fixed, "KeyEvents": events}
    head = b"".join(
        name.encode() + b"\0" + struct.pack("<HI", 200, len(body)) for name, body in blocks.items()
    )
    size = len(head) + 12
    return (
        b"Map\0"
        + struct.pack("<HIH", 200, size, len(blocks) + 1)
        + head
        + b"".join(blocks.values())
    )


def test_a_trace_file_tells_loss_length_and_events_and_no_calibration(formats: Formats) -> None:
    (test,) = read_export(sor(), "f1.sor", formats, building="综合楼").tests
    assert (test.link, test.far_end, test.operator) == ("B03 F1", "core", "王五")
    assert test.values == {
        "length": pytest.approx(1000, abs=0.2), "loss": 0.412, "splices": 1, "connectors": 0,
        "reflectance": -45.0, "wavelength": 1550,
    }  # fmt: skip
    assert test.instrument.serial == "S-7"
    assert test.outcome == ""
    assert test.level is Level.OBSERVED


@given(cut=st.integers(0, 400), value=st.integers(0, 255))
def test_a_damaged_trace_is_read_or_refused(formats: Formats, cut: int, value: int) -> None:
    content = bytearray(sor())
    content[cut % len(content)] = value
    with suppress(IntentError):
        read_export(bytes(content), "f1.sor", formats)
