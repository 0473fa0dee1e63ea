"""A verdict says what is known and no more."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parknet.assess import expect
from parknet.errors import PackError
from parknet.model.change import FailureKind
from parknet.model.packs import Level, Measure, Purpose
from parknet.model.verdict import Reason, Status

if TYPE_CHECKING:
    from tests.assess.conftest import NewPark, Park

M = 10**6
ACCEPTANCE = Purpose.ACCEPTANCE
ALL = ("wuhan-2016", "chongqing-2018", "shanghai-2013", "province-2020", "longwan-2014")


def test_a_healthy_park_fails_nothing(wuhan: Park, chongqing: Park) -> None:
    assert wuhan.failed() == set()
    assert chongqing.failed() == set()


@pytest.mark.parametrize("clause", ["CQ-06", "CQ-07", "CQ-24"])
def test_what_is_all_observed_passes_monitoring(chongqing: Park, clause: str) -> None:
    verdict = chongqing.verdict(clause)
    assert (verdict.status, verdict.level) == (Status.PASS, Level.OBSERVED)
    assert verdict.reason == Reason.MET


@pytest.mark.parametrize("clause", ["CQ-06", "CQ-07", "CQ-08", "CQ-24"])
def test_what_is_only_observed_never_passes_acceptance(chongqing: Park, clause: str) -> None:
    verdict = chongqing.verdict(clause, ACCEPTANCE)
    assert verdict.status is Status.UNKNOWN
    assert verdict.reason == Reason.BELOW_LEVEL
    assert verdict.required is Level.VERIFIED
    assert verdict.counts.passed == 0
    assert verdict.counts.unknown == verdict.counts.denominator


def test_below_the_level_the_value_is_still_shown(chongqing: Park) -> None:
    assert chongqing.verdict("CQ-07", ACCEPTANCE).observed == "5/5 ≥ 1 Gbit/s (min 1 Gbit/s)"


def test_below_the_level_a_fault_still_fails(chongqing: Park) -> None:
    chongqing.show("link/b01-agg/1", "speed", 100 * M)
    assert chongqing.verdict("CQ-07", ACCEPTANCE).status is Status.FAIL


FAULTS = {
    "a factory's uplink at 100 Mbit/s": (
        lambda park: park.show("link/b01-agg/1", "speed", 100 * M),
        {"link/b01-agg/1"},
        {"WH-08", "CQ-07", "SH-04"},
    ),
    "a factory's uplink down": (
        lambda park: park.break_link("link/b01-agg/1"),
        {"link/b01-agg/1"},
        {"WH-08", "CQ-07", "SH-04"},
    ),
    "one member of a link aggregation down": (
        lambda park: park.break_link("link/b02-agg/2"),
        {"link/b02-agg/2"},
        set(),
    ),
    "a desk at 10 Mbit/s": (
        lambda park: park.show("outlet/b03/1F-002", "speed", 10 * M),
        {"outlet/b03/1F-002"},
        {"WH-09", "CQ-08", "SH-05"},
    ),
    "an access link at half duplex": (
        lambda park: park.show("link/b04-1f-acc1/1", "duplex", "halfDuplex"),
        {"link/b04-1f-acc1/1"},
        set(),
    ),
    "a circuit at 1 Gbit/s": (
        lambda park: park.show("circuit/telecom-1", "speed", 1000 * M),
        {"circuit/telecom-1"},
        {"CQ-06"},
    ),
    "an access point down": (
        lambda park: park.cells.update({("core-1", "wlan.ap.state", "00:00:00:00:00:02"): "fault"}),
        {"ap/b03/AP01"},
        set(),
    ),
    "a VLAN whose gateway lost IPv6": (
        lambda park: park.cells.pop(("b03-agg", "ipv6.address", "Vlanif10")),
        {"vlan/b03/office"},
        {"CQ-24"},
    ),
    "a gateway with a link-local address only": (
        lambda park: park.cells.update({("b03-agg", "ipv6.address", "Vlanif10"): "fe80::1/64"}),
        {"vlan/b03/office"},
        {"CQ-24"},
    ),
    "a gateway with another address": (
        lambda park: park.cells.update({("b03-agg", "ipv6.address", "Vlanif10"): "2001:db8::9/64"}),
        {"vlan/b03/office"},
        {"CQ-24"},
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_fails_its_own_subject_and_its_own_clauses(new_park: NewPark, fault: str) -> None:
    plant, subjects, clauses = FAULTS[fault]
    park = new_park(*ALL)
    plant(park)
    assert park.failed() == subjects
    failed = {v.clause.id for v in park.assess().verdicts if v.status is Status.FAIL}
    assert failed == clauses


def test_wuhan_s_gigabit_is_about_factories_only(wuhan: Park) -> None:
    wuhan.show("link/b03-agg/1", "speed", 100 * M)
    assert wuhan.verdict("WH-08").status is not Status.FAIL
    assert wuhan.failed() == {"link/b03-agg/1"}


def test_a_link_aggregation_is_judged_by_its_active_members(chongqing: Park) -> None:
    chongqing.show("link/b02-agg/1", "speed", 100 * M)
    chongqing.break_link("link/b02-agg/2")
    assert chongqing.verdict("CQ-07").status is Status.FAIL
    assert chongqing.verdict("CQ-07").observed == "4/5 ≥ 1 Gbit/s (min 100 Mbit/s)"


def test_an_unread_member_leaves_a_link_aggregation_unknown_unless_the_rest_suffices(
    chongqing: Park,
) -> None:
    chongqing.show("link/b02-agg/2", "oper_status", None)
    assert chongqing.verdict("CQ-07").status is Status.PASS
    chongqing.show("link/b02-agg/1", "speed", 100 * M)
    assert chongqing.verdict("CQ-07").status is Status.UNKNOWN


def test_two_uplinks_without_aggregation_add_up(chongqing: Park) -> None:
    bare = replace(chongqing.network.device("b02-agg"), lags=())
    devices = tuple(bare if d.name == "b02-agg" else d for d in chongqing.network.devices)
    chongqing.network = replace(
        chongqing.network, devices=devices, by_name={d.name: d for d in devices}
    )
    for number in (1, 2):
        chongqing.show(f"link/b02-agg/{number}", "speed", 500 * M)
    assert chongqing.verdict("CQ-07").status is Status.PASS


def test_a_port_that_is_down_says_nothing_about_its_desk(chongqing: Park) -> None:
    chongqing.break_link("outlet/b01/1F-001")
    verdict = chongqing.verdict("CQ-08")
    assert (verdict.status, verdict.reason) == (Status.UNKNOWN, Reason.PORT_DOWN)
    assert chongqing.failed() == set()


def test_a_speed_left_over_from_a_link_that_went_down_does_not_pass(chongqing: Park) -> None:
    chongqing.show("link/b01-agg/1", "oper_status", "lowerLayerDown")
    assert chongqing.verdict("CQ-07").status is Status.FAIL


@pytest.mark.parametrize("value", [0, -1, float("nan"), "fast", None])
def test_a_speed_that_is_none_leaves_the_desk_unknown(
    chongqing: Park, value: float | str | None
) -> None:
    chongqing.show("outlet/b01/1F-001", "speed", value)
    verdict = chongqing.verdict("CQ-08")
    assert verdict.status is Status.UNKNOWN
    assert verdict.counts.unknown == 1


def test_an_outlet_with_another_use_is_no_desk_and_is_shown_as_such(chongqing: Park) -> None:
    chongqing.show("outlet/b01/1F-004", "speed", 10 * M)  # a camera's
    verdict = chongqing.verdict("CQ-08")
    assert verdict.status is Status.PASS
    assert verdict.counts.not_applicable == 6
    assert verdict.counts.denominator == 18


def test_a_building_that_nobody_modelled_is_unknown_and_counted(wuhan: Park) -> None:
    verdict = wuhan.verdict("WH-08")
    assert verdict.status is Status.UNKNOWN
    assert verdict.reason == Reason.NOT_MODELLED
    assert (verdict.counts.passed, verdict.counts.denominator) == (2, 3)
    assert verdict.observed == "2/3 ≥ 1 Gbit/s (min 1 Gbit/s)"


def test_outlets_that_nobody_modelled_are_unknown_and_counted(wuhan: Park) -> None:
    verdict = wuhan.verdict("WH-09")
    assert verdict.status is Status.UNKNOWN
    assert (verdict.counts.unknown, verdict.counts.denominator) == (3, 21)


def test_what_register_and_design_do_not_share_is_listed(wuhan: Park) -> None:
    network = wuhan.network
    wuhan.network = replace(
        network,
        buildings=tuple(
            replace(plan, name="新楼") if plan.code == "b06" else plan for plan in network.buildings
        ),
    )
    found = wuhan.assess()
    assert found.unmodelled == ("1#温室", "9#厂房", "1#厂房/2F-001")
    assert found.unregistered == ("新楼",)


def test_a_design_cannot_shrink_the_denominator(new_park: NewPark) -> None:
    park = new_park("chongqing-2018")
    before = {v.clause.id: v.counts.denominator for v in park.assess().verdicts}
    lost = {"b01"}
    park.network = replace(
        park.network,
        buildings=tuple(b for b in park.network.buildings if b.code not in lost),
        outlets=tuple(o for o in park.network.outlets if o.building not in lost),
        links=tuple(link for link in park.network.links if link.building not in lost),
        aps=tuple(ap for ap in park.network.aps if ap.building not in lost),
    )
    after = {v.clause.id: v for v in park.assess().verdicts}
    for clause in ("CQ-07", "CQ-08"):
        assert after[clause].counts.denominator >= before[clause]
        assert after[clause].status is Status.UNKNOWN
    assert after["CQ-24"].status is Status.UNKNOWN


def test_a_slower_back_up_circuit_is_excused_where_another_brings_the_bandwidth(
    chongqing: Park,
) -> None:
    network = chongqing.network
    slow = replace(network.circuits[0], id="mobile-1", speed_bps=1000 * M)
    chongqing.network = replace(network, circuits=(*network.circuits, slow))
    verdict = chongqing.verdict("CQ-06")
    assert (verdict.status, verdict.counts.not_applicable) == (Status.PASS, 1)
    chongqing.network = replace(network, circuits=(replace(network.circuits[0], speed_bps=10**9),))
    chongqing.show("circuit/telecom-1", "speed", 10**9)
    assert chongqing.verdict("CQ-06").status is Status.FAIL


def test_coverage_needs_a_survey_under_the_park_s_own_contract_or_w2(new_park: NewPark) -> None:
    for own, decides in (((), "w2"), (("gbt21671-2008", "w1"), "w1")):
        for purpose in Purpose:
            verdict = new_park("wuhan-2016", own=own).verdict("WH-10", purpose)
            assert verdict.status is Status.UNKNOWN
            assert verdict.reason == Reason.NEEDS_SURVEY
            assert verdict.contract == decides


def test_main_offices_are_what_the_park_declares_and_all_offices_are_wider(
    new_park: NewPark,
) -> None:
    assert new_park("wuhan-2016").verdict("WH-10").counts.unknown == 2  # 综合楼, 食堂
    assert new_park("chongqing-2018").verdict("CQ-19").counts.unknown == 3


def test_what_does_not_bind_never_fails(new_park: NewPark) -> None:
    park = new_park("chongqing-2018")
    park.packs = tuple(
        pack.model_copy(
            update={
                "clauses": tuple(
                    clause.model_copy(update={"force": "promote", "binding": False})
                    for clause in pack.clauses
                )
            }
        )
        for pack in park.packs
    )
    park.show("link/b01-agg/1", "speed", 100 * M)
    found = park.assess()
    assert {verdict.status for verdict in found.verdicts} == {Status.NOT_APPLICABLE}
    (gigabit,) = (v for v in found.verdicts if v.clause.id == "CQ-07")
    assert (gigabit.counts.passed, gigabit.counts.failed) == (4, 1)
    failed = [f for f in found.findings if f.status is Status.FAIL]
    assert {f.expectation.because for f in failed} == {"design"}


def test_a_clause_that_nothing_measures_is_unknown_and_counted(wuhan: Park) -> None:
    for verdict in wuhan.assess().verdicts:
        if verdict.clause.measure is Measure.NONE and verdict.clause.binding:
            assert (verdict.status, verdict.reason) == (Status.UNKNOWN, Reason.NOT_MEASURED)
            assert verdict.counts.denominator == 1
            assert verdict.level is None


def test_policies_that_the_park_does_not_name_are_not_judged(wuhan: Park) -> None:
    found = wuhan.assess()
    assert {verdict.pack for verdict in found.verdicts} == {"wuhan-2016"}
    assert {f.expectation.because[:2] for f in found.findings} == {"WH", "de"}


def test_a_policy_that_the_park_names_is_never_left_out_silently(wuhan: Park) -> None:
    wuhan.packs = ()
    with pytest.raises(ValueError, match="wuhan-2016"):
        wuhan.assess()


def test_a_measure_without_a_number_is_a_problem_with_a_remedy(chongqing: Park) -> None:
    chongqing.packs = tuple(
        pack.model_copy(
            update={
                "clauses": tuple(
                    clause.model_copy(
                        update={
                            "indicator": clause.indicator.model_copy(update={"threshold": None})
                        }
                    )
                    for clause in pack.clauses
                )
            }
        )
        for pack in chongqing.packs
    )
    with pytest.raises(PackError) as caught:
        chongqing.assess()
    assert len(caught.value.problems) == 3
    assert all("measure" in problem.remedy for problem in caught.value.problems)


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (FailureKind.UNREACHABLE, Reason.DEVICE_UNREACHABLE),
        (FailureKind.AUTHENTICATION, Reason.DEVICE_AUTHENTICATION),
        (FailureKind.PROTOCOL, Reason.DEVICE_FAILED),
    ],
)
def test_a_device_that_was_not_read_is_unknown_and_says_why(
    chongqing: Park, kind: FailureKind, reason: Reason
) -> None:
    chongqing.cells = {key: v for key, v in chongqing.cells.items() if key[0] != "b01-agg"}
    chongqing.failures["b01-agg"] = kind
    verdict = chongqing.verdict("CQ-07")
    assert (verdict.status, verdict.reason) == (Status.UNKNOWN, reason)
    assert chongqing.assess().unreachable == {"b01-agg": f"{kind}: no answer"}
    assert chongqing.failed() == set()


def test_a_device_that_was_not_asked_is_named(chongqing: Park) -> None:
    chongqing.cells = {key: v for key, v in chongqing.cells.items() if key[0] != "b01-agg"}
    assert chongqing.assess().unreachable == {"b01-agg": "not_collected"}
    assert chongqing.verdict("CQ-07").reason == Reason.NOT_COLLECTED


def test_an_address_missing_from_a_device_that_broke_off_is_unknown(chongqing: Park) -> None:
    del chongqing.cells["b03-agg", "ipv6.address", "Vlanif10"]
    chongqing.failures["b03-agg"] = FailureKind.UNREACHABLE
    assert chongqing.verdict("CQ-24").status is Status.UNKNOWN
    assert chongqing.failed() == set()


def test_a_gateway_that_is_down_is_unknown(chongqing: Park) -> None:
    chongqing.cells["b03-agg", "interface.oper_status", "Vlanif10"] = "down"
    del chongqing.cells["b03-agg", "ipv6.address", "Vlanif10"]
    assert chongqing.verdict("CQ-24").status is Status.UNKNOWN


def test_an_access_point_its_controller_does_not_list_is_unknown(chongqing: Park) -> None:
    del chongqing.cells["core-1", "wlan.ap.name", "00:00:00:00:00:02"]
    (found,) = (f for f in chongqing.assess().findings if f.expectation.subject == "ap/b03/AP01")
    assert found.status is Status.UNKNOWN


def test_a_word_of_another_maker_is_not_in_service(chongqing: Park) -> None:
    chongqing.cells["core-1", "wlan.ap.state", "00:00:00:00:00:02"] = "run"
    (found,) = (f for f in chongqing.assess().findings if f.expectation.subject == "ap/b03/AP01")
    assert (found.status, found.reason) == (Status.FAIL, Reason.AP_DOWN)


def test_two_rows_of_one_name_are_no_evidence(chongqing: Park) -> None:
    chongqing.cells["core-1", "wlan.ap.name", "00:00:00:00:00:01"] = "b03/AP01"
    (found,) = (f for f in chongqing.assess().findings if f.expectation.subject == "ap/b03/AP01")
    assert found.status is Status.UNKNOWN


def test_a_lab_s_assessment_is_a_rehearsal(wuhan: Park) -> None:
    assert wuhan.assess().rehearsal is True


def test_every_value_names_its_evidence_and_its_line(chongqing: Park) -> None:
    for finding in chongqing.assess().findings:
        assert (finding.observed is None) == (finding.evidence == "")
        assert (finding.observed is None) == (finding.level is None)
        if finding.expectation.because == "design":
            assert finding.expectation.origin.count(":") == 2 or "/" in finding.expectation.origin
        if finding.evidence:
            assert finding.evidence.startswith(f"snmp:{finding.expectation.device}:")
            assert finding.evidence.endswith("@1800000000")


@pytest.mark.parametrize("purpose", list(Purpose))
def test_ids_are_unique_and_counts_add_up(new_park: NewPark, purpose: Purpose) -> None:
    park = new_park(*ALL, extra=True)
    park.show("link/b01-agg/1", "speed", 100 * M)
    found = park.assess(purpose)
    ids = Counter(finding.expectation.id for finding in found.findings)
    assert max(ids.values()) == 1
    for verdict in found.verdicts:
        counts = verdict.counts
        findings = [f for f in found.findings if f.expectation.because == verdict.clause.id]
        total = counts.denominator + counts.not_applicable + counts.waived
        assert total == max(len(findings), 1)
        if findings and verdict.clause.binding:
            tally = Counter(finding.status for finding in findings)
            assert counts.passed == tally[Status.PASS]
            assert counts.failed == tally[Status.FAIL]
            assert counts.unknown == tally[Status.UNKNOWN]
        if verdict.status is Status.PASS:
            assert counts.passed == counts.denominator > 0
        if verdict.status is Status.FAIL:
            assert counts.failed > 0


def test_no_reading_at_all_passes_and_fails_nothing(new_park: NewPark) -> None:
    park = new_park(*ALL, extra=True)
    found = park.assess(cells={})
    statuses = {finding.status for finding in found.findings}
    assert statuses == {Status.UNKNOWN, Status.NOT_APPLICABLE}
    assert {v.status for v in found.verdicts} == {Status.UNKNOWN, Status.NOT_APPLICABLE}
    assert len(found.unreachable) == len(park.network.devices)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(choices=st.data())
def test_taking_readings_away_turns_nothing_into_a_pass_or_a_failure(
    new_park: NewPark, choices: st.DataObject
) -> None:
    """An address table is taken away whole: one that was read tells by what it lacks."""
    park = new_park(*ALL, extra=True)
    for fault in choices.draw(st.sets(st.sampled_from(sorted(FAULTS)), max_size=3)):
        plant, _, _ = FAULTS[fault]
        try:
            plant(park)
        except KeyError:  # another fault has taken the reading already
            continue
    before = park.assess()
    single = sorted(key for key in park.cells if key[1] != "ipv6.address")
    seed = choices.draw(st.randoms(use_true_random=False))
    share = choices.draw(st.floats(0, 1))
    gone = {key for key in single if seed.random() < share}
    tables = sorted({key[0] for key in park.cells if key[1] == "ipv6.address"})
    silent = {name for name in tables if seed.random() < share}
    kept = {
        key: value
        for key, value in park.cells.items()
        if key not in gone and not (key[1] == "ipv6.address" and key[0] in silent)
    }
    after = park.assess(cells=kept)
    for old, new in zip(before.findings, after.findings, strict=True):
        if new.status in (Status.PASS, Status.FAIL):
            assert new.status is old.status, new
    for was, now in zip(before.verdicts, after.verdicts, strict=True):
        if now.status in (Status.PASS, Status.FAIL):
            assert now.status is was.status
        assert now.counts.denominator == was.counts.denominator


def test_expectations_do_not_depend_on_what_was_read(wuhan: Park) -> None:
    arguments = (wuhan.network, wuhan.register, wuhan.packs, Purpose.MONITORING)
    assert expect(*arguments) == tuple(f.expectation for f in wuhan.assess().findings)
