"""What was imported is kept once, found at its place, and superseded by what is later."""

from pathlib import Path

import pytest

from parknet.instruments import match, read_export
from parknet.instruments.matching import folded
from parknet.model.instruments import FieldTest, InstrumentFormat
from parknet.store import Database
from parknet.store.field_tests import FieldTests
from tests.assess.conftest import make_network, make_register
from tests.instruments.conftest import export, row

Formats = list[InstrumentFormat]
NETWORK = make_network(("wuhan-2016",))
REGISTER = make_register()


def read(formats: Formats, *rows: str, building: str = "") -> tuple[FieldTest, ...]:
    return read_export(export(*rows), "a.csv", formats, building=building).tests


@pytest.fixture
def kept(tmp_path: Path) -> FieldTests:
    return FieldTests(Database(tmp_path / "parknet.db"))


def test_importing_again_adds_nothing(formats: Formats, kept: FieldTests) -> None:
    tests = read(formats, row(), row(Link="1F-002"))
    assert kept.keep("p", tests, 1.0) == 2
    assert kept.keep("p", tests, 2.0) == 0
    assert kept.keep("p", read(formats, "", row()), 3.0) == 0  # on another line of another file
    assert len(kept.all("p")) == 2
    assert kept.all("other") == ()


def test_a_test_that_learns_its_building_is_not_kept_twice(
    formats: Formats, kept: FieldTests
) -> None:
    nowhere = row(Building="")
    assert kept.keep("p", read(formats, nowhere), 1.0) == 1
    assert kept.keep("p", read(formats, nowhere, building="综合楼"), 2.0) == 0
    assert kept.keep("p", read(formats, nowhere), 3.0) == 0
    (test,) = kept.all("p")
    assert test.building == "综合楼"
    assert kept.keep("p", read(formats, nowhere, building="食堂"), 4.0) == 1


def test_a_later_test_supersedes_and_the_earlier_stays(formats: Formats, kept: FieldTests) -> None:
    failed = row(Result="FAIL")
    passed = row(Tested="2026-05-05 09:30:00")
    kept.keep("p", read(formats, passed, failed), 1.0)
    found = match(kept.all("p"), NETWORK, REGISTER)
    assert [test.outcome for test in found.by_subject["outlet/b03/1F-001"]] == ["pass", "fail"]


@pytest.mark.parametrize(
    ("link", "building", "subject"),
    [
        ("1F-001", "综合楼", "outlet/b03/1F-001"),
        ("1f 001", "B03", "outlet/b03/1F-001"),
        ("b03/1F-001", "", "outlet/b03/1F-001"),
        ("综合楼-1F-001", "", "outlet/b03/1F-001"),
        ("9#厂房 1F-001", "", "outlet/9#厂房/1F-001"),
        ("2F-001", "", "outlet/b01/2F-001"),
        ("b02-agg GE0/0/2", "", "link/b02-agg/2"),
        ("telecom-1", "", "circuit/telecom-1"),
        ("1F-001", "", ""),  # every building has one
        ("no such", "综合楼", ""),
    ],
)
def test_a_label_is_found_at_its_place_or_at_none(
    formats: Formats, link: str, building: str, subject: str
) -> None:
    found = match(read(formats, row(Link=link, Building=building)), NETWORK, REGISTER)
    assert list(found.by_subject) == ([subject] if subject else [])
    assert len(found.unmatched) == (not subject)


def test_folding_is_stable() -> None:
    assert folded(folded("B03 / 1F-001")) == "b03-1f-001"
