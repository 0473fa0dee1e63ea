"""Escape hatches in use are in every report."""

import json

import pytest

from parknet.messages import Language
from parknet.model.network import RawPlan
from parknet.report.page import to_html
from parknet.report.rows import to_json
from tests.report.builder import rich_case

RAW = (RawPlan(("interface X", " mtu <9000>"), ("b03-agg",), "for <storage>"),)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_shows_each_line_and_why(language: Language) -> None:
    case = rich_case()
    judged = case.assessment.model_copy(update={"raw": RAW})
    page = to_html(judged, case.network, language).decode()
    for word in ("for &lt;storage&gt;", "mtu &lt;9000&gt;", 'id="raw"'):
        assert word in page
    assert 'id="raw"' not in to_html(case.assessment, case.network, language).decode()


def test_the_data_holds_lines_and_devices() -> None:
    judged = rich_case().assessment.model_copy(update={"raw": RAW})
    (found,) = json.loads(to_json(judged))["raw"]
    assert (found["why"], found["devices"]) == ("for <storage>", ["b03-agg"])
