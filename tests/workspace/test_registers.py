"""The register: spreadsheets as people save them, and every mistake at its line and column."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parknet.errors import IntentError

REGISTER = "coverage/registers/my-park.csv"
HEAD = "building,kind,floor,room,outlets,source\n"


def load(desk):
    return desk.workspace.load_register("my-park")


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030"], ids=["utf-8", "with-bom", "excel-in-china"]
)
def test_a_spreadsheet_is_read_in_the_encodings_people_save(encoding: str, desk) -> None:
    text = HEAD + '3#厂房,factory,1F,"冲压, 焊接",1F-001..003;1F-M1；1F-M2,登记\r\n,,,,,\r\n'
    desk.write(REGISTER, text.encode(encoding))
    (room,) = load(desk).rooms
    assert room.building == "3#厂房"
    assert room.room == "冲压, 焊接"
    assert room.outlets == ("1F-001", "1F-002", "1F-003", "1F-M1", "1F-M2")
    assert room.origin == f"{REGISTER}:2:1"


def test_a_building_nobody_surveyed_is_one_row_without_rooms(desk) -> None:
    desk.write(REGISTER, HEAD + "9#厂房,factory,,,,land register\n")
    assert load(desk).buildings() == {"9#厂房": "factory"}
    assert load(desk).outlets() == {}


def test_columns_may_stand_in_any_order(desk) -> None:
    desk.write(REGISTER, "source,outlets,room,floor,kind,building\nx,A1,hall,1F,office,A\n")
    assert load(desk).rooms[0][:4] == ("A", "office", "1F", "hall")


ROW = "A,office,1F,hall,A1..A3,x\n"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", ["1:1: is empty; begin with the line building,kind,floor,room,outlets,source"]),
        (
            HEAD.replace("outlets", "outlet") + ROW,
            [
                ("1:1: column `outlets` is missing;"
                " begin with the line building,kind,floor,room,outlets,source"),
                "1:26: the register has no column `outlet`; did you mean `outlets`?",
            ],
        ),
        (HEAD[:-1] + ",kind\n" + ROW, ["1:41: column `kind` stands twice; delete one"]),
        (
            HEAD + "A,office,1F,hall,A1\n",
            [("2:1: the row has 5 cells, the header has 6;"
             " put a text that holds a comma in double quotes")],
        ),
        (HEAD + ROW.replace("office", "ofice"),
         ["2:3: `kind` cannot be `ofice`; did you mean `office`?"]),
        (
            HEAD + ROW + ROW.replace("office", "factory").replace("A1..A3", "A4"),
            ["3:3: `A` is factory here and office on line 2; give the building one kind"],
        ),
        (
            HEAD + ROW + "A,office,2F,hall,A0;A2,x\n",
            ["3:18: outlet `A2` of `A` is already on line 2; write every outlet once"],
        ),
        (
            HEAD + "A,office,1F,hall,A1;A1,x\n",
            ["2:18: outlet `A1` of `A` is already on line 2; write every outlet once"],
        ),
        (
            HEAD + '"=cmd|\' /C calc\'!A0",office,1F,@x,+1,x\n',
            [
                ("2:1: `=cmd|' /C calc'!A0` would run as a formula in a spreadsheet;"
                " delete the sign it begins with"),
                ("2:32: `@x` would run as a formula in a spreadsheet;"
                " delete the sign it begins with"),
                ("2:35: `+1` would run as a formula in a spreadsheet;"
                " delete the sign it begins with"),
            ],
        ),
        (HEAD + ROW.replace("A1..A3", "A3..A1"),
         ["2:18: 'A3..A1' runs backwards; write a range as 1F-001..1F-024"]),
        (HEAD + ROW.replace("1F,hall", ","),
         ["2:12: outlets without a floor and a room; write where they are"]),
        (HEAD + ",office,1F,hall,A1,x\n", ["2:1: `building` is empty; write the building's name"]),
        (
            HEAD + 'A,"office,1F,hall,A1,x\n',
            [("2:3: a quote is opened and not closed before the cell ends;"
             ' close it; a `"` inside a quoted cell is written twice')],
        ),
        (HEAD + ROW.replace("hall", "ha\tll"), ["2:13: a tab in a cell; delete it"]),
        (
            HEAD + ROW.replace("hall", "ha\x1bll"),
            [("2:15: control character U+001B in the file;"
             " delete it; a name is one line of visible characters")],
        ),
        (HEAD + ROW.replace("hall", "h" * 81),
         ["2:13: `room` is 81 characters long; use at most 80"]),
    ],
)  # fmt: skip
def test_a_mistake_in_the_register_is_told_at_its_cell(text: str, lines: list[str], desk) -> None:
    desk.write(REGISTER, text)
    told = desk.complaints(lambda: load(desk))
    assert [line.removeprefix(f"{REGISTER}:") for line in told] == lines


def test_a_missing_register_says_what_to_put_there(desk) -> None:
    (desk.root / REGISTER).unlink()
    (line,) = desk.complaints(lambda: load(desk))
    assert line.startswith(f"{REGISTER}:1:1: is missing; save the land and property register there")


def test_bytes_of_no_known_encoding_are_refused(desk) -> None:
    desk.write(REGISTER, b"\xff\xfe\x00\x80")
    (line,) = desk.complaints(lambda: load(desk))
    assert "is neither UTF-8 nor GB18030 text" in line


@settings(
    deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(content=st.binary() | st.text('abcA01.;"=,\n\r厂').map(lambda text: (HEAD + text).encode()))
def test_no_bytes_do_anything_but_load_or_be_refused(content: bytes, desk) -> None:
    desk.write(REGISTER, content)
    try:
        register = load(desk)
    except IntentError:
        return
    assert len(register.outlets()) == sum(len(room.outlets) for room in register.rooms)
