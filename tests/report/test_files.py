"""The report for machines and spreadsheets."""

import csv
import io
import json
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parknet.messages import LANGUAGES, Language
from parknet.model.packs import Measure
from parknet.model.verdict import Assessment, Counts, Reason, Status
from parknet.report.rows import clauses_csv, findings_csv, to_json, to_junit
from parknet.report.summary import faults
from tests.report.builder import SPEED, Case, M, clause, finding, rich_case, verdict

both = pytest.mark.parametrize("language", LANGUAGES)


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def parsed(content: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(content)


def with_text(text: str) -> Case:
    """Return a park in which a person's text and a device's stand wherever they may."""
    named = clause(9, measure=Measure.DESKTOP_SPEED, indicator=SPEED, quote=text)
    failing = finding("outlet/b01/1", Status.FAIL, text, because="WH-09", label=text, metric="x",
                      device_name=text, operator="==", target=text, evidence=text)  # fmt: skip
    return Case(verdicts=[verdict(named, Status.FAIL, Counts(failed=1))], findings=[failing])


def test_json_holds_the_whole_assessment() -> None:
    assessment = rich_case().assessment
    content = to_json(assessment)
    assert Assessment.model_validate_json(content) == assessment
    assert json.loads(content)["rehearsal"] is True


@both
def test_junit_counts_what_it_holds(language: Language) -> None:
    (suite,) = parsed(to_junit(rich_case().assessment, language))
    cases = suite.findall("testcase")
    assert [suite.get(name) for name in ("tests", "failures", "skipped", "errors")] == [
        str(len(cases)),
        str(len(suite.findall("testcase/failure"))),
        str(len(suite.findall("testcase/skipped"))),
        "0",
    ]
    assert (len(cases), suite.get("failures"), suite.get("skipped")) == (5, "1", "4")


@both
def test_junit_never_lets_an_unknown_clause_pass(language: Language) -> None:
    assessment = rich_case().assessment
    (suite,) = parsed(to_junit(assessment, language))
    for one, case in zip(assessment.verdicts, suite.findall("testcase"), strict=True):
        assert (len(case) == 0) is (one.status is Status.PASS)


def test_junit_tells_purpose_and_rehearsal() -> None:
    (suite,) = parsed(to_junit(rich_case().assessment, "zh"))
    told = {one.get("name"): one.get("value") for one in suite.findall("properties/property")}
    assert told == {"purpose": "monitoring", "rehearsal": "true"}


@both
def test_a_junit_failure_names_each_place_with_its_value(language: Language) -> None:
    (suite,) = parsed(to_junit(rich_case().assessment, language))
    (failure,) = suite.findall("testcase/failure")
    assert failure.text is not None
    assert "一号厂房 1F-001: 10 Mbit/s, ≥ 100 Mbit/s" in failure.text


texts = st.text(min_size=1, max_size=30)


@given(text=texts | st.text("\x00\x0b\ufffe\uffff<&]>\"'", min_size=1))
@settings(max_examples=150, deadline=None)
def test_junit_is_well_formed_whatever_names_hold(text: str) -> None:
    (suite,) = parsed(to_junit(with_text(text).assessment, "zh"))
    assert suite.get("failures") == "1"


signs = st.sampled_from("=+-@＝＋－＠\t\r\n ")


@given(text=st.builds("{}{}{}".format, signs, signs, texts) | texts)
@settings(max_examples=150, deadline=None)
def test_no_cell_begins_a_formula_or_breaks_a_line(text: str) -> None:
    assessment = with_text(text).assessment
    for content in (clauses_csv(assessment, "zh"), findings_csv(assessment, "zh")):
        (row,) = rows(content)
        for cell in row.values():
            assert not cell.strip().startswith(tuple("=+-@＝＋－＠"))
        assert content.decode("utf-8-sig").count("\n") == 2


def test_a_negative_number_stays_a_number() -> None:
    assessment = Case(
        findings=[finding("x", Status.FAIL, -65.0, metric="y", target=-60.0)]
    ).assessment
    (row,) = rows(findings_csv(assessment, "en"))
    assert (row["observed"], row["target"]) == ("-65.0", "-60.0")


@both
def test_spreadsheets_hold_every_row_and_read_as_utf_8(language: Language) -> None:
    assessment = rich_case().assessment
    found = findings_csv(assessment, language)
    assert found.startswith(b"\xef\xbb\xbf")
    assert len(rows(found)) == len(assessment.findings)
    clauses = rows(clauses_csv(assessment, language))
    assert [row["clause"] for row in clauses] == [v.clause.id for v in assessment.verdicts]
    assert {row["rehearsal"] for row in clauses} == {"True"}
    assert clauses[0]["threshold"] == "≥ 100 Mbit/s"
    assert clauses[0]["denominator"] == "3"


def test_faults_are_grouped_by_subject_and_the_widest_come_first() -> None:
    subjects = ["outlet/b01/1", "ap/b01/AP01", "odd", "vlan/b01/office", "link/b01", "circuit/t"]
    case = Case(
        findings=[
            finding(subject, Status.FAIL, 1, because=because)
            for subject in subjects
            for because in ("WH-09", "design", "CQ-08")
        ]
    )
    found = faults(case.assessment)
    assert [one.kind for one in found] == ["circuit", "link", "vlan", "ap", "outlet", "other"]
    assert {one.breaks for one in found} == {("CQ-08", "WH-09", "design")}


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(list(Status)))))
def test_exactly_what_fails_is_a_fault(answers: list[tuple[str, Status]]) -> None:
    case = Case(findings=[finding(subject, status, 10 * M) for subject, status in answers])
    found = {one.subject for one in faults(case.assessment)}
    assert found == {subject for subject, status in answers if status is Status.FAIL}


def test_what_the_design_demands_names_the_port_and_the_clause_the_place() -> None:
    by_design = replace(finding("link/b01", Status.FAIL, 10 * M, label="b01-agg – core-1"))
    by_clause = finding(
        "link/b01", Status.FAIL, 10 * M, because="WH-08", label="一号厂房", device_name="b01-agg"
    )
    (one,) = faults(Case(findings=[by_design, by_clause]).assessment, "zh")
    assert (one.label, one.device, one.reason) == ("一号厂房", "core-1", Reason.TOO_SLOW)
