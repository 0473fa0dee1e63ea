"""Thresholds and values in words, and the doctests of the room."""

import doctest
import importlib
import pkgutil
import re
from pathlib import Path

import pytest
import yaml

import parknet.messages
import parknet.report
from parknet.messages import LANGUAGES, Language, say
from parknet.model.packs import Indicator, Measure, Pack
from parknet.model.verdict import Counts, Reason, Status
from parknet.report.values import label_text, measured_text, threshold_text
from tests.report.builder import SPEED, M, clause, finding, verdict

TARGETS = Path(__file__).parents[2] / "coverage" / "targets"
INDICATORS = {
    one.id: one.indicator
    for path in sorted(TARGETS.glob("*.yml"))
    for one in Pack.model_validate(yaml.safe_load(path.read_text(encoding="utf-8"))).clauses
    if one.indicator.threshold is not None
}
MODULES = [
    module.name
    for package in (parknet.report, parknet.messages)
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
]


@pytest.mark.parametrize("name", [*MODULES, "parknet.messages"])
def test_the_examples_in_docstrings_hold(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


@pytest.mark.parametrize("clause_id", sorted(INDICATORS))
def test_every_threshold_of_the_packs_reads_naturally_in_both_languages(clause_id: str) -> None:
    chinese = threshold_text(INDICATORS[clause_id], "zh")
    english = threshold_text(INDICATORS[clause_id], "en")
    for text in (chinese, english):
        assert text.strip()
        assert not re.search(r"[\[\]{}'_]|e\+|->|None|\.0\b", text)
    latin = set(re.findall(r"[A-Za-z]{2,}", chinese)) - {"Mbit", "Gbit", "IPv", "WiFi", "YD"}
    assert not latin
    assert not re.search(r"[\u4e00-\u9fff]", english)


@pytest.mark.parametrize(
    ("wanted", "chinese", "english"),
    [
        ((">=", 1000, "Mbit/s"), "≥ 1000 Mbit/s", "≥ 1000 Mbit/s"),
        ((">=", 1_000_000, "Mbit/s"), "≥ 1000000 Mbit/s", "≥ 1000000 Mbit/s"),
        (("==", 3, "levels"), "3 级", "3 levels"),
        ((">=", 95, "%"), "≥ 95 %", "≥ 95 %"),
        (("range", (8.0, 10.0), "parks"), "8 至 10 个园区", "8 to 10 parks"),
        (("any_of", ("fibre", "WLAN"), None), "任一：光纤、无线局域网", "any of: fibre, WLAN"),
        (("conforms", "YD 5206-2014", None), "符合 YD 5206-2014", "conforms to YD 5206-2014"),
        (("present", None, None), "", ""),
        (("==", "没有见过", "x"), "没有见过", "没有见过"),
    ],
)
def test_a_threshold_is_written_as_people_write_it(
    wanted: tuple[str, object, str | None], chinese: str, english: str
) -> None:
    operator, threshold, unit = wanted
    indicator = Indicator.model_validate(
        {"what": "…", "operator": operator, "threshold": threshold, "unit": unit}
    )
    assert threshold_text(indicator, "zh") == chinese
    assert threshold_text(indicator, "en") == english


UPLINK = Indicator(what="speed", operator=">=", threshold=1000, unit="Mbit/s")


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        ("zh", ["25/28 栋达标 ≥ 1000 Mbit/s", "1 栋：100 Mbit/s", "1 栋：链路中断",
                "1 栋未知：在台账中登记，但设计中没有"]),
        ("en", ["met: 25 of 28 buildings ≥ 1000 Mbit/s", "1 building: 100 Mbit/s",
                "1 building: the link is down",
                "1 building unknown: in the register, but nobody modelled it"]),
    ],
)  # fmt: skip
def test_the_decisive_values_are_told_beside_the_share(
    language: Language, lines: list[str]
) -> None:
    uplinks = clause(8, measure=Measure.BUILDING_UPLINK_SPEED, indicator=UPLINK)
    counts = Counts(passed=25, failed=2, unknown=1)
    findings = [finding(f"building/{n}", Status.PASS, 1000 * M) for n in range(25)]
    findings += [
        finding("building/x", Status.FAIL, 100 * M),
        finding("building/y", Status.FAIL, "down", reason=Reason.LINK_DOWN),
        finding("building/z", Status.UNKNOWN, reason=Reason.NOT_MODELLED),
    ]
    assert measured_text(verdict(uplinks, Status.FAIL, counts), findings, language) == lines


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_value_of_too_weak_evidence_is_told_as_a_value_and_not_as_met(
    language: Language,
) -> None:
    desks = clause(9, measure=Measure.DESKTOP_SPEED, indicator=SPEED)
    findings = [
        finding(f"outlet/b01/{n}", Status.UNKNOWN, 100 * M, reason=Reason.BELOW_LEVEL)
        for n in range(3)
    ]
    first, second = measured_text(
        verdict(desks, Status.UNKNOWN, Counts(unknown=3)), findings, language
    )
    assert first.startswith({"zh": "数值满足 3/3", "en": "sufficient values: 3 of 3"}[language])
    assert say("reason.below_level", language) in second


def test_a_message_chooses_between_one_and_many() -> None:
    assert say("count.building_uplink_speed", "en", count=1) == "1 building"
    assert say("count.building_uplink_speed", "en", count=0) == "0 buildings"
    assert say("count.building_uplink_speed", "zh", count=1) == "1 栋"


@pytest.mark.parametrize(
    ("subject", "label", "wanted"),
    [
        ("vlan/b03/office", "3号厂房 office", "3号厂房 办公网"),
        ("vlan/b03/guest", "3号厂房 guest", "3号厂房 guest"),
        ("building/office", "office", "office"),
    ],
)
def test_people_read_a_segment_s_name_where_it_has_one(
    subject: str, label: str, wanted: str
) -> None:
    names = {"office": {"zh": "办公网", "en": "Office network"}}
    told = finding(subject, Status.FAIL, label=label).expectation
    assert label_text(told, names, "zh") == wanted
