"""The platform's page: all parks at a glance, then each park's clauses."""

import doctest
import importlib
import re
from datetime import UTC, datetime

import pytest

from parknet.hub.views import ClauseRow, ParkSummary, render_page
from parknet.messages import LANGUAGES, Language

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
both = pytest.mark.parametrize("language", LANGUAGES)


def row(clause: str, state: str = "pass", **over: object) -> ClauseRow:
    values = {
        "clause": clause, "pack": "wuhan-2016 1", "purpose": "monitoring", "state": state,
        "binding": True, "numerator": 3, "denominator": 4, "unknown": 1, "reason": "met",
        "level": "observed", "time": "2026-11-20T07:59:00.000Z", **over,
    }  # fmt: skip
    return ClauseRow.model_validate(values)


def park(node: str = "p1", *rows: ClauseRow, **over: object) -> ParkSummary:
    values = {
        "node": node, "source": f"urn:parknet:420100:park:{node}",
        "name": {"zh": "一号园", "en": "First park"}, "last_seen": "2026-11-20T07:59:00.000Z",
        "is_stale": False, "rehearsal": False, "devices": 70, "unreachable": 1, "links": 9,
        "links_as_planned": 8, "clauses": rows, "events": 1, **over,
    }  # fmt: skip
    return ParkSummary.model_validate(values)


def words(page: str) -> str:
    without_style = re.sub(r"<style>.*</style>", "", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", without_style))


@both
def test_the_page_runs_nothing_and_loads_nothing(language: Language) -> None:
    page = render_page([park("p1", row("WH-08", "fail"))], language, NOW)
    assert not re.search(r"<script|<link|<img|\son\w+=|url\(|@import|src=", page)
    for target in re.findall(r'href="([^"]*)"', page):
        assert target.startswith(("#", "?lang="))


@both
def test_a_platform_without_parks_says_how_one_joins(language: Language) -> None:
    assert "parknet feed PARK" in render_page([], language, NOW)


@both
def test_only_clauses_that_bind_are_counted(language: Language) -> None:
    rows = [row("WH-08", "fail"), row("WH-09"), row("WH-10", "not_applicable", binding=False)]
    found = park("p1", *rows)
    assert [found.count(state) for state in ("fail", "pass", "not_applicable")] == [1, 1, 0]
    page = render_page([found], language, NOW)
    assert re.findall(r'<li class="(\w+)"><b>(\d+)<', page) == [
        ("fail", "1"), ("pass", "1"), ("unknown", "0"),
    ]  # fmt: skip


def test_what_was_measured_comes_first_and_what_fails_before_all() -> None:
    rows = [row("A"), row("B", "unknown", level="none"), row("C", "unknown"), row("D", "fail")]
    found = park("p1", *rows)
    assert [one.clause for one in found.measured] == ["D", "C", "A"]
    assert [one.clause for one in found.others] == ["B"]


@both
def test_a_silent_park_shows_no_figures_of_devices_and_links(language: Language) -> None:
    silent = park("p1", row("WH-08", "unknown", reason="stale"), is_stale=True, links_as_planned=0)
    text = words(render_page([silent], language, NOW))
    assert "69/70" not in text
    assert "0/9" not in text
    assert {"zh": "超时未上报", "en": "silent for too long"}[language] in text


@both
def test_a_clause_is_shown_in_its_own_words_where_the_platform_knows_them(
    language: Language,
) -> None:
    texts = {"WH-08": {"zh": "千兆<进>厂房", "en": "gigabit <into> the factory"}}
    page = render_page([park("p1", row("WH-08"))], language, NOW, texts)
    assert {"zh": "千兆&lt;进&gt;厂房", "en": "gigabit &lt;into&gt; the factory"}[language] in page


@both
def test_a_reason_of_a_later_release_is_shown_and_escaped(language: Language) -> None:
    page = render_page([park("p1", row("WH-08", reason="<new>"))], language, NOW)
    assert "&lt;new&gt;" in page
    survey = render_page([park("p1", row("WH-08", reason="needs_survey"))], language, NOW)
    assert "{" not in words(survey)


def test_times_are_those_of_the_readers() -> None:
    found = [park("p1", row("WH-08"))]
    assert "2026-11-20 15:59" in render_page(found, "zh", NOW)
    assert "2026-11-20 07:59" in render_page(found, "en", NOW)


def test_the_chinese_page_holds_no_english() -> None:
    page = render_page([park("p1", row("WH-08", "fail"), rehearsal=True)], "zh", NOW)
    latin = set(re.findall(r"[A-Za-z]{2,}", words(page)))
    assert latin <= {"English", "WH", "urn", "parknet", "park", "wuhan"}


def test_the_examples_in_docstrings_hold() -> None:
    assert doctest.testmod(importlib.import_module("parknet.hub.views")).failed == 0
