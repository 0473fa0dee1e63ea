"""What devices go without is in every report, accepted or not."""

import json

import pytest

from parknet.messages import Language
from parknet.model.network import DeviationPlan
from parknet.report.page import to_html
from parknet.report.rows import to_json
from tests.report.builder import rich_case

DEVIATIONS = (
    DeviationPlan("ra-guard", ("b03-1f-acc1",), "王<工", "2027-03-31", "换新 & 升级"),
    DeviationPlan("arp-inspection-monitor", ("b03-1f-acc1", "b03-1f-acc2")),
)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "zh",
            ["暂缓与缺失的功能", "王&lt;工", "2027-03-31", "换新 &amp; 升级", "无人接受", "2 台"],
        ),
        ("en", ["Features gone without", "nobody accepted it", "2 devices", "ra-guard"]),
    ],
)
def test_the_page_shows_owner_day_and_what_nobody_accepted(
    language: Language, words: list[str]
) -> None:
    case = rich_case()
    judged = case.assessment.model_copy(update={"deviations": DEVIATIONS})
    page = to_html(judged, case.network, language).decode()
    for word in words:
        assert word in page


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh", ["2 个无线接入点", "控制器不接纳", "b03/AP01"]),
        ("en", ["2 access points", "neither MAC address nor serial number", "b03/AP01"]),
    ],
)
def test_the_page_names_access_points_that_no_controller_admits(
    language: Language, words: list[str]
) -> None:
    case = rich_case()
    left_out = (DeviationPlan("ap-identity", ("b03/AP01", "b03/AP02")),)
    judged = case.assessment.model_copy(update={"deviations": left_out})
    page = to_html(judged, case.network, language).decode()
    for word in words:
        assert word in page


def test_a_park_without_deviations_has_no_such_section() -> None:
    case = rich_case()
    assert 'id="deviations"' not in to_html(case.assessment, case.network, "en").decode()


def test_the_data_holds_every_device() -> None:
    judged = rich_case().assessment.model_copy(update={"deviations": DEVIATIONS})
    found = json.loads(to_json(judged))["deviations"]
    assert [one["feature"] for one in found] == ["ra-guard", "arp-inspection-monitor"]
    assert found[1]["devices"] == ["b03-1f-acc1", "b03-1f-acc2"]
    assert found[0]["owner"] == "王<工"
