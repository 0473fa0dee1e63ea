"""The page that a department head reads."""

import itertools
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parknet.messages import LANGUAGES, Language
from parknet.model.packs import Indicator, Level, Measure, Purpose
from parknet.model.verdict import Counts, Reason, Status
from parknet.report.page import to_html
from tests.report.builder import (
    SPEED,
    Case,
    M,
    building,
    clause,
    finding,
    rich_case,
    verdict,
)
from tests.report.page import Page

NASTY = "<script>alert(1)</script>\"'&<img src=https://evil.example/x onerror=a>"
both = pytest.mark.parametrize("language", LANGUAGES)


def page(case: Case, language: Language = "zh") -> Page:
    return Page(to_html(case.assessment, case.network, language))


@both
def test_the_page_runs_nothing_and_loads_nothing(language: Language) -> None:
    found = page(rich_case(), language)
    assert not {"script", "link", "img", "iframe", "object", "form", "base"} & {
        element.tag for element in found.elements
    }
    for element in found.elements:
        for name, value in element.attributes.items():
            assert not name.startswith("on")
            if name in ("href", "src", "action", "xlink:href"):
                assert value.startswith("#")
    content = to_html(rich_case().assessment, rich_case().network, language).decode()
    assert not re.search(r"https?:|url\(|@import", content)
    assert "default-src 'none'" in content


@both
def test_every_link_leads_to_a_place_on_the_page_and_no_place_stands_twice(
    language: Language,
) -> None:
    found = page(rich_case(), language)
    ids = [element.attributes["id"] for element in found.elements if "id" in element.attributes]
    assert len(ids) == len(set(ids))
    targets = {element.attributes["href"][1:] for element in found.all("a")}
    targets |= {
        element.attributes["aria-labelledby"]
        for element in found.elements
        if "aria-labelledby" in element.attributes
    }
    assert targets <= set(ids)


def nasty_case(text: str) -> Case:
    case = rich_case()
    case.buildings = [building("b01", text), building("b02", text, (90.0, 0.0))]
    case.unmodelled = (text, f"{text}/1F-001", f"x{text}")
    case.unregistered = (text,)
    case.unreachable = {"core-1": f"unreachable: {text}", text: text}
    case.findings = [
        replace(
            finding("outlet/b01/1", Status.FAIL, text, because="WH-09", label=text,
                    device_name=text, metric="x", operator="==", target=text, evidence=text)
        ),
        finding("outlet/b01/2", Status.UNKNOWN, text, because="WH-09", label=text, evidence=text),
    ]  # fmt: skip
    odd = Indicator(what=text, operator="==", threshold=text, unit=text)
    named = clause(9, measure=Measure.DESKTOP_SPEED, indicator=odd, quote=text, method_zh=text)
    many = clause(10, indicator=odd.model_copy(update={"threshold": {text: 1.0}}), quote=text)
    case.verdicts = [
        verdict(named, Status.FAIL, Counts(failed=1, unknown=1), contract=text),
        verdict(many, Status.UNKNOWN, reason=Reason.NEEDS_SURVEY, contract=text),
    ]
    return case


@both
def test_no_text_of_a_park_or_a_device_becomes_an_element(language: Language) -> None:
    plain, nasty = page(nasty_case("plain"), language), page(nasty_case(NASTY), language)
    assert [e.tag for e in plain.elements] == [e.tag for e in nasty.elements]
    assert [sorted(e.attributes) for e in plain.elements] == [
        sorted(e.attributes) for e in nasty.elements
    ]
    assert "<script>alert(1)</script>" in nasty.text()


@given(text=st.text(min_size=1, max_size=40).filter(str.strip))
@settings(max_examples=60, deadline=None)
def test_any_text_leaves_the_elements_of_the_page_as_they_are(text: str) -> None:
    plain, other = page(nasty_case("plain")), page(nasty_case(text))
    kept = {"section", "table", "tr", "details", "svg", "h2", "h3", "script", "style"}
    # How many outlets a name with a slash stands for is another matter.
    if "/" not in text:
        assert [e.tag for e in plain.elements if e.tag in kept] == [
            e.tag for e in other.elements if e.tag in kept
        ]
    assert not list(other.all("script"))


@both
@pytest.mark.parametrize("is_rehearsal", [True, False])
def test_the_rehearsal_is_told_in_title_and_banner_exactly_when_it_is_one(
    language: Language, is_rehearsal: bool
) -> None:
    case = rich_case()
    case.rehearsal = is_rehearsal
    found = page(case, language)
    notes = [e for e in found.elements if e.attributes.get("role") == "note"]
    assert len(notes) == is_rehearsal
    word = {"zh": "演练", "en": "Rehearsal"}[language]
    title = next(data for data, chain in found.texts if chain[-1][0] == "title")
    assert (word in title) is is_rehearsal
    assert (word in found.text()) is is_rehearsal


# What engineers write in Latin letters in Chinese too.
TECHNICAL = {"mbit", "gbit", "snmp", "csv", "ipv", "wifi", "sha", "parknet", "vlan", "down", "up"}


def test_the_chinese_page_holds_no_english() -> None:
    found = page(rich_case(), "zh")
    kept = [
        data
        for data, chain in found.texts
        if not {"style", "code"} & {tag for tag, _ in chain} and "en" not in {c[1] for c in chain}
    ]
    kept += [
        value
        for element in found.elements
        for name, value in element.attributes.items()
        if name in ("aria-label", "data-label", "title")
    ]
    words = {
        word.lower()
        for word in re.findall(r"[A-Za-z]{2,}", re.sub(r"2001:db8\S*", "", " ".join(kept)))
    }
    ids = {"wh", "ap", "acc", "agg", "core"}
    assert words - TECHNICAL - ids == set()


def test_the_english_page_marks_chinese_quotes_as_chinese() -> None:
    case = rich_case()
    found = page(case, "en")
    for data, chain in found.texts:
        if "百兆到桌面" in data or "千兆进厂房" in data:
            assert chain[-1][1] == "zh"
    assert next(found.all("html")).attributes["lang"] == "en"
    assert next(page(case, "zh").all("html")).attributes["lang"] == "zh-CN"


@both
@pytest.mark.parametrize("method_zh", ["", "逐点测试"])
def test_how_a_clause_is_proved_is_told_in_chinese_where_the_pack_does(
    language: Language, method_zh: str
) -> None:
    found = page(Case(verdicts=[verdict(clause(9, method_zh=method_zh), Status.UNKNOWN)]), language)
    text = method_zh if language == "zh" and method_zh else "Look at it"
    (chain,) = (chain for data, chain in found.texts if data == text)
    is_foreign = language == "zh" and not method_zh
    assert chain[-1] == ("span", "en" if is_foreign else "")


@both
def test_headings_descend_one_level_at_a_time_and_tables_name_their_columns(
    language: Language,
) -> None:
    found = page(rich_case(), language)
    levels = [int(e.tag[1]) for e in found.elements if re.fullmatch("h[1-6]", e.tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    for element in found.all("th"):
        assert element.attributes["scope"] in ("col", "row")
    for element in found.all("svg"):
        assert element.attributes.get("role") == "img" or "aria-hidden" in element.attributes


@both
def test_unknown_is_never_shown_as_met(language: Language) -> None:
    desks = clause(9, measure=Measure.DESKTOP_SPEED, indicator=SPEED)
    case = Case(
        verdicts=[verdict(desks, Status.UNKNOWN, Counts(unknown=2), reason=Reason.BELOW_LEVEL,
                          required=Level.VERIFIED)],
        findings=[
            finding(f"outlet/b01/{n}", Status.UNKNOWN, 100 * M, because="WH-09",
                    reason=Reason.BELOW_LEVEL)
            for n in range(2)
        ],
        purpose=Purpose.ACCEPTANCE,
    )  # fmt: skip
    found = page(case, language)
    states = [e.attributes["class"] for e in found.all("span") if "state" in str(e.attributes)]
    assert set(states) == {"state unknown"}
    content = to_html(case.assessment, case.network, language).decode()
    assert re.findall(r'class="tile (\w+)[ zero]*"><b>(\d+)<', content) == [
        ("fail", "0"), ("pass", "0"), ("unknown", "1"),
    ]  # fmt: skip


@both
def test_a_fault_is_listed_once_however_many_clauses_it_breaks(language: Language) -> None:
    case = rich_case()
    text = page(case, language).text()
    assert text.count("10 Mbit/s") == 3  # the fault, the clause that it decides, its evidence
    assert page(case, language).text().count("2001:db8::1") == 1


@both
def test_registered_buildings_and_outlets_that_nobody_modelled_are_named(
    language: Language,
) -> None:
    text = page(rich_case(), language).text()
    assert "九号厂房" in text
    assert {"zh": "一号厂房 2 个", "en": "一号厂房: 2"}[language] in text
    assert "一号厂房/1F-099" not in text


@both
@pytest.mark.parametrize("case", [Case(), Case(buildings=[]), Case(verdicts=[verdict(
    clause(9, measure=Measure.DESKTOP_SPEED, indicator=SPEED), Status.PASS, Counts(passed=1))])],
    ids=["no clause", "no building", "all met"])  # fmt: skip
def test_an_empty_assessment_reads_well(case: Case, language: Language) -> None:
    text = page(case, language).text()
    assert "None" not in text
    assert "()" not in text
    assert "{" not in text


@both
def test_no_python_value_shows(language: Language) -> None:
    text = page(rich_case(), language).text()
    assert not re.search(r"None|True|False|\bNaN\b|Status\.|Level\.|[\[\]{}]|e\+\d", text)


def test_an_unread_device_is_named_with_its_place() -> None:
    text = page(rich_case()).text()
    assert "b02-1f-acc1 二号 接入交换机 设备不可达 no answer" in text


@both
def test_ten_thousand_findings_stay_below_two_megabytes(language: Language) -> None:
    desks = [clause(n, measure=Measure.DESKTOP_SPEED, indicator=SPEED) for n in range(1, 11)]
    case = Case(
        buildings=[building(f"b{n:02d}", at=(n % 7 * 150.0, n // 7 * 150.0)) for n in range(28)],
        verdicts=[verdict(one, Status.FAIL, Counts(failed=1000)) for one in desks],
        findings=[
            finding(f"outlet/b{n % 28:02d}/1F-{n:04d}", Status.FAIL, 10 * M, because=one.id,
                    label=f"{n % 28}号厂房 一层大厅 1F-{n:04d}",
                    evidence=f"snmp:b01-1f-acc1:interface.speed:GE0/0/{n}@1795161600")
            for one in desks
            for n in range(1000)
        ],
        unmodelled=tuple(f"{n}号仓库" for n in range(3000)),
    )  # fmt: skip
    content = to_html(case.assessment, case.network, language)
    assert len(content) < 2_000_000
    assert "1000" in Page(content).text()
