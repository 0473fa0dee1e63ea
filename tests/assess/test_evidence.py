"""Instruments, what ports have shown, media, light and health: each says what it proves."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parknet.assess import assess, cabling_sample
from parknet.assess.media import medium_of
from parknet.assess.sampling import drawn
from parknet.assess.tested import carried_bps, computed_db
from parknet.collect.health import CRITERIA, health_of
from parknet.model.health import Figures
from parknet.model.instruments import FieldTest, Instrument
from parknet.model.measured import Measured
from parknet.model.packs import Level, Purpose
from parknet.model.verdict import Check, Reason, Status
from tests.assess.conftest import snapshot_of

if TYPE_CHECKING:
    from parknet.model.verdict import Assessment, ClauseVerdict, Finding
    from tests.assess.conftest import NewPark, Park

M, G = 10**6, 10**9
DAY = date(2026, 5, 4)
DESK = "outlet/b03/1F-002"


def field_test(kind: str = "cable", outcome: str = "pass", **changes: object) -> FieldTest:
    given_ = {
        "kind": kind, "link": "x", "outcome": outcome, "limit": "ISO 11801 PL Class E",
        "taken_at": 1.0, "day": DAY, "format": "f", "sha256": "0" * 64, "origin": "a.csv:2",
        "instrument": Instrument(serial="S", calibration_due=DAY + timedelta(days=9)),
        "values": {"length": 40.0},
    }  # fmt: skip
    return FieldTest.model_validate(given_ | changes)


def judged(park: Park, measured: Measured, purpose: Purpose = Purpose.MONITORING) -> Assessment:
    read = snapshot_of(park.cells)
    return assess(park.network, park.register, park.packs, park.contracts, read, purpose, measured)


def desk(
    park: Park, measured: Measured, clause: str = "CQ-08", purpose: Purpose = Purpose.MONITORING
) -> Finding:
    (found,) = (
        one
        for one in judged(park, measured, purpose).findings
        if one.expectation.subject == DESK and one.expectation.because == clause
    )
    return found


def clause(assessment: Assessment, name: str) -> ClauseVerdict:
    (found,) = (one for one in assessment.verdicts if one.clause.id == name)
    return found


def check(assessment: Assessment, name: str) -> Check:
    (found,) = (one for one in assessment.checks if one.check == name)
    return found


def best(park: Park, speed_bps: float) -> Measured:
    return Measured(best_bps={park.port(DESK): speed_bps}, since=5.0)


def test_a_sleeping_host_does_not_fail_a_desk_that_ran_faster_before(chongqing: Park) -> None:
    chongqing.show(DESK, "speed", 10 * M)
    assert desk(chongqing, Measured()).status is Status.FAIL
    found = desk(chongqing, best(chongqing, G))
    assert (found.status, found.reason, found.observed) == (Status.PASS, Reason.SEEN_FASTER, G)
    assert found.level is Level.OBSERVED
    assert found.evidence.startswith("samples:")


@pytest.mark.parametrize(("speed_bps", "status"), [(G, Status.PASS), (10 * M, Status.FAIL)])
def test_a_port_that_is_down_is_judged_by_the_best_it_has_shown(
    chongqing: Park, speed_bps: float, status: Status
) -> None:
    chongqing.break_link(DESK)
    assert desk(chongqing, Measured()).status is Status.UNKNOWN
    assert desk(chongqing, best(chongqing, speed_bps)).status is status


@pytest.mark.parametrize(
    ("test", "status", "reason"),
    [
        (field_test(), Status.PASS, Reason.CABLE_PASSED),
        (field_test(outcome="fail"), Status.FAIL, Reason.CABLE_FAILED),
        (field_test(limit="a limit of our own"), Status.UNKNOWN, Reason.PORT_DOWN),
        (field_test(outcome=""), Status.UNKNOWN, Reason.PORT_DOWN),
        (field_test(kind="loss"), Status.UNKNOWN, Reason.PORT_DOWN),
    ],
)
def test_without_a_host_the_latest_certificate_speaks(
    chongqing: Park, test: FieldTest, status: Status, reason: Reason
) -> None:
    chongqing.break_link(DESK)
    found = desk(chongqing, Measured(tests={DESK: (test, field_test(outcome="fail"))}))
    if test.kind == "cable":
        assert (found.status, found.reason) == (status, reason)
    else:
        assert found.reason == Reason.CABLE_FAILED  # the older one is of another kind


def test_a_certificate_verifies_what_a_port_negotiated(chongqing: Park) -> None:
    measured = Measured(tests={DESK: (field_test(),)})
    assert desk(chongqing, Measured(), purpose=Purpose.ACCEPTANCE).status is Status.UNKNOWN
    found = desk(chongqing, measured, purpose=Purpose.ACCEPTANCE)
    assert (found.status, found.level, found.observed) == (Status.PASS, Level.VERIFIED, G)
    assert found.evidence == f"test:{'0' * 64}:a.csv:2"


@pytest.mark.parametrize("port_is_up", [True, False])
def test_a_certificate_by_an_expired_instrument_passes_no_acceptance(
    chongqing: Park, *, port_is_up: bool
) -> None:
    if not port_is_up:
        chongqing.break_link(DESK)
    stale = field_test(instrument=Instrument(serial="S", calibration_due=DAY - timedelta(days=1)))
    found = desk(chongqing, Measured(tests={DESK: (stale,)}), purpose=Purpose.ACCEPTANCE)
    assert (found.status, found.reason) == (Status.UNKNOWN, Reason.BELOW_LEVEL)


def test_a_good_cable_does_not_excuse_a_slow_port(chongqing: Park) -> None:
    chongqing.show(DESK, "speed", 10 * M)
    assert desk(chongqing, Measured(tests={DESK: (field_test(),)})).status is Status.FAIL


@pytest.mark.parametrize(
    ("limit", "mbps"),
    [
        ("TIA - Cat 6A Perm. Link", 10_000),
        ("ISO11801 PL Class Ea", 10_000),
        ("Class E", 1000),
        ("GB/T 50312 永久链路 D级", 1000),
        ("超五类", 1000),
        ("Class C", 0),
        ("Category 60", 0),
        ("", 0),
    ],
)
def test_a_limit_stands_for_what_its_class_carries(
    new_park: NewPark, limit: str, mbps: float
) -> None:
    (cabling,) = (one for one in new_park().contracts if one.kind == "cabling")
    assert carried_bps(field_test(limit=limit), cabling) == mbps * M


# -- link aggregations ------------------------------------------------------------------------


def test_only_active_members_of_an_aggregation_count(chongqing: Park) -> None:
    def uplink() -> Finding:
        (found,) = (
            one
            for one in judged(chongqing, Measured()).findings
            if one.expectation.because == "CQ-07" and one.expectation.device == "b02-agg"
        )
        return found

    assert uplink().parts == (G, G)
    chongqing.cells["b02-agg", "interface.lag", "GE0/0/1"] = "Eth-Trunk1"
    assert (uplink().observed, uplink().parts) == (G, (G,))
    chongqing.cells["b02-agg", "interface.lag", "GE0/0/2"] = "Eth-Trunk1"
    assert (uplink().observed, uplink().parts) == (2 * G, (G, G))


# -- media ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "medium"),
    [
        ("1000BaseTFD", "copper"), ("100BaseTXFD", "copper"), ("10GigBaseCX4", "copper"),
        ("2p5GigT", "copper"), ("25GbaseCR", "copper"), ("1000baseKX", "copper"),
        ("2BaseTL", "copper"), ("10PassTS", "copper"), ("40GbaseKR4", "copper"),
        ("1000BaseLXFD", "fibre"), ("10GigBaseLR", "fibre"), ("100BaseFXFD", "fibre"),
        ("1000BasePX20D", "fibre"), ("10GbasePRU3", "fibre"), ("10G1GbasePRXD1", "fibre"),
        ("100GbaseSR4", "fibre"), ("10GbaseLRM", "fibre"), ("100BaseBX10U", "fibre"),
        ("other", ""), ("b10GigBase", ""), ("", ""),
    ],
)  # fmt: skip
def test_every_kind_of_word_is_fibre_copper_or_unknown(word: str, medium: str) -> None:
    assert medium_of(word) == medium


def show_media(park: Park, word: str) -> None:
    for link in park.network.links:
        park.cells[link.b.device, "interface.medium", link.b.port] = word
    for circuit in park.network.circuits:
        park.cells[circuit.end.device, "interface.medium", circuit.end.port] = word


@pytest.mark.parametrize(
    ("word", "status", "reason"),
    [
        ("1000BaseLXFD", Status.PASS, Reason.IS_FIBRE),
        ("1000BaseTFD", Status.FAIL, Reason.IS_COPPER),
        ("other", Status.UNKNOWN, Reason.NOT_TOLD),
    ],
)
def test_copper_left_in_the_access_network_fails_longwan_and_silence_does_not(
    new_park: NewPark, word: str, status: Status, reason: Reason
) -> None:
    park = new_park("longwan-2014")
    show_media(park, word)
    found = clause(judged(park, Measured()), "LW-20")
    assert (found.status, found.reason) == (status, reason)
    assert found.counts.denominator == len(park.network.circuits) + 7  # one building has two


def test_a_building_nobody_modelled_stays_in_the_fibre_share(new_park: NewPark) -> None:
    park = new_park("longwan-2014", extra=True)
    show_media(park, "1000BaseLXFD")
    found = clause(judged(park, Measured()), "LW-20")
    assert (found.status, found.counts.unknown) == (Status.UNKNOWN, 1)


def test_the_fibre_share_of_what_does_not_bind_is_shown_and_judges_nothing(
    chongqing: Park,
) -> None:
    show_media(chongqing, "1000BaseTFD")
    found = clause(judged(chongqing, Measured()), "CQ-05")
    assert found.status is Status.NOT_APPLICABLE
    assert found.counts.failed == found.counts.denominator > 0
    desks = clause(judged(chongqing, Measured()), "CQ-15")
    assert desks.counts.denominator > found.counts.denominator


# -- contract profiles ------------------------------------------------------------------------


def test_nothing_measured_leaves_every_check_unknown(chongqing: Park) -> None:
    checks = judged(chongqing, Measured()).checks
    assert {one.check for one in checks} == {
        *CRITERIA, "received-power", "fibre-loss", "cabling"
    }  # fmt: skip
    assert {one.status for one in checks} == {Status.UNKNOWN}
    assert all(one.counts.passed == 0 for one in checks)


@pytest.mark.parametrize(
    ("dbm", "status"),
    [(-10.0, Status.PASS), (-25.0, Status.FAIL), (-1.0, Status.FAIL), (-19.0, Status.PASS)],
)
def test_light_is_judged_by_the_range_of_its_medium(
    chongqing: Park, dbm: float, status: Status
) -> None:
    for link in chongqing.network.links:
        for end in (link.a, link.b):
            chongqing.cells[end.device, "interface.medium", end.port] = "1000BaseLXFD"
            chongqing.cells[end.device, "optic.rx_power", end.port] = dbm
    for circuit in chongqing.network.circuits:
        chongqing.cells[circuit.end.device, "interface.medium", circuit.end.port] = "1000BaseTFD"
    found = check(judged(chongqing, Measured()), "received-power")
    assert found.status is status
    assert found.counts.not_applicable == len(chongqing.network.circuits)
    assert found.observed == f"{dbm:g} dBm"


def test_a_lane_that_is_dark_is_not_hidden_by_the_others(chongqing: Park) -> None:
    end = chongqing.network.circuits[0].end
    chongqing.cells[end.device, "interface.medium", end.port] = "10GigBaseLR"
    for lane, dbm in enumerate((-3.0, -30.0), 1):
        chongqing.cells[end.device, "optic.rx_power", f"{end.port}/{lane}"] = dbm
    found = check(judged(chongqing, Measured()), "received-power")
    assert (found.counts.failed, found.observed) == (1, "-30 dBm")


@pytest.mark.parametrize(
    ("test", "status"),
    [
        (field_test("loss", values={"loss": 12.0}, limit="GPON B+", outcome=""), Status.FAIL),
        (field_test("loss", values={"loss": 20.0}, limit="GPON B+", outcome=""), Status.PASS),
        (field_test("loss", values={"loss": 28.5}, limit="GPON B+"), Status.FAIL),
        (field_test("loss", values={"loss": 1.0, "loss_limit": 0.9}), Status.FAIL),
        (field_test("loss", values={"loss": 1.0}, outcome=""), Status.UNKNOWN),
        (field_test("otdr", values={"loss": 1.0}), Status.PASS),
        (field_test("otdr", outcome="fail", values={}), Status.FAIL),
        (
            field_test(
                "loss",
                values={"loss": 2.5, "length": 1000, "wavelength": 1310, "connectors": 2,
                        "splices": 1},
            ),
            Status.FAIL,
        ),
    ],
)  # fmt: skip
def test_a_fibre_s_loss_is_held_against_what_it_may_be(
    chongqing: Park, test: FieldTest, status: Status
) -> None:
    found = check(judged(chongqing, Measured(tests={"link/b01-agg/1": (test,)})), "fibre-loss")
    counts = {Status.PASS: found.counts.passed, Status.FAIL: found.counts.failed}
    assert counts.get(status, 0) == (status is not Status.UNKNOWN)
    assert found.counts.passed + found.counts.failed == (status is not Status.UNKNOWN)


def test_what_a_fibre_should_lose_is_its_length_connectors_and_splices(new_park: NewPark) -> None:
    (optical,) = (one for one in new_park().contracts if one.kind == "optical")
    values = {"length": 2000, "wavelength": 1550, "connectors": 2, "splices": 3}
    assert computed_db(field_test("loss", values=values), optical) == pytest.approx(0.8 + 1.5 + 0.9)
    assert computed_db(field_test("loss", values=values | {"wavelength": 1625}), optical) is None


@pytest.mark.parametrize(
    ("passed", "failed", "status"),
    [
        (3, 0, Status.PASS), (2, 0, Status.UNKNOWN), (2, 1, Status.FAIL), (24, 0, Status.PASS),
        (0, 1, Status.FAIL), (0, 0, Status.UNKNOWN),
    ],
)  # fmt: skip
def test_a_tenth_of_the_cabling_is_tested_and_at_most_one_in_a_hundred_fails(
    chongqing: Park, passed: int, failed: int, status: Status
) -> None:
    outlets = sorted(f"outlet/{one.id}" for one in chongqing.network.outlets)  # 24 of them
    outlets.sort(key=lambda outlet: outlet not in sample_of(chongqing))
    outcomes = ["pass"] * passed + ["fail"] * failed
    tests = {
        outlet: (field_test(outcome=outcome),)
        for outlet, outcome in zip(outlets, outcomes, strict=False)
    }
    found = check(judged(chongqing, Measured(tests=tests)), "cabling")
    assert found.status is status
    assert found.counts.denominator == len(outlets)


def sample_of(park: Park) -> frozenset[str]:
    codes = {plan.name: plan.code for plan in park.network.buildings}
    (cabling,) = (one for one in park.contracts if one.kind == "cabling")
    return cabling_sample(park.register, codes, cabling)


def test_a_sample_that_somebody_chose_does_not_suffice(chongqing: Park) -> None:
    sample = sample_of(chongqing)
    assert len(sample) == 3
    others = {f"outlet/{one.id}" for one in chongqing.network.outlets} - sample
    tests = {outlet: (field_test(),) for outlet in others}
    found = check(judged(chongqing, Measured(tests=tests)), "cabling")
    assert (found.status, found.reason) == (Status.UNKNOWN, Reason.TOO_FEW)
    assert found.counts.passed == 21


@given(st.sets(st.text(max_size=5), max_size=30), st.integers(0, 40), st.text(max_size=3))
def test_a_larger_draw_holds_the_smaller_and_order_does_not_matter(
    members: set[str], count: int, seed: str
) -> None:
    found = drawn(sorted(members), count, seed)
    assert len(found) == min(count, len(members))
    assert found <= drawn(sorted(members, reverse=True), count + 1, seed) <= members


def test_a_permanent_link_that_is_too_long_fails_whatever_the_instrument_says(
    chongqing: Park,
) -> None:
    tests = {DESK: (field_test(values={"length": 93.5}),)}
    found = check(judged(chongqing, Measured(tests=tests)), "cabling")
    assert found.findings[0].reason == Reason.TOO_LONG
    assert found.observed == "93.5 m"


def health(park: Park, mean: float, steps: int) -> Measured:
    figures = Figures(mean, mean, mean, steps)
    names = [name for ways in CRITERIA.values() for name in ways]
    ends = [link.a for link in park.network.links] + [one.end for one in park.network.circuits]
    return Measured(
        health={
            (end.device, end.port): one
            for end in ends
            for one in health_of(end.device, {end.port: dict.fromkeys(names, figures)})
        }
    )


@pytest.mark.parametrize(
    ("mean", "steps", "status"),
    [(0.5, 288, Status.PASS), (0.5, 200, Status.UNKNOWN), (71.0, 288, Status.FAIL)],
)
def test_a_link_is_healthy_by_a_day_of_polls_and_by_no_less(
    chongqing: Park, mean: float, steps: int, status: Status
) -> None:
    found = judged(chongqing, health(chongqing, mean, steps))
    assert check(found, "utilisation").status is status
    assert check(found, "error-frames").status is status


def test_checks_decide_no_clause(chongqing: Park) -> None:
    bad = {DESK: (field_test(outcome="fail"),), "link/b01-agg/1": (field_test("loss", "fail"),)}
    plain = judged(chongqing, Measured())
    tested = judged(chongqing, Measured(tests=bad))
    assert [one.status for one in plain.verdicts] == [one.status for one in tested.verdicts]


# -- information ------------------------------------------------------------------------------


def test_vlans_without_ipv6_are_not_ready_and_silence_is_unknown(chongqing: Park) -> None:
    def of(device: str) -> tuple[int, int, int]:
        (one,) = (one for one in judged(chongqing, Measured()).ipv6 if one.device == device)
        return one.vlans, one.ready, one.unknown

    assert of("b01-agg") == (2, 2, 0)
    chongqing.cells["b01-agg", "ipv6.address", "Vlanif10"] = "fe80::1/64"
    assert of("b01-agg") == (2, 1, 0)
    del chongqing.cells["b01-agg", "interface.oper_status", "Vlanif20"]
    assert of("b01-agg") == (2, 0, 1)


def test_the_share_of_ipv6_is_of_all_octets_and_of_none_where_one_is_not_told(
    chongqing: Park,
) -> None:
    for metric, octets in (("ipv4.in", 600), ("ipv4.out", 100), ("ipv6.in", 200)):
        chongqing.cells["b01-agg", f"{metric}_octets", ""] = octets
    assert judged(chongqing, Measured()).ipv6[0].share_percent is None
    chongqing.cells["b01-agg", "ipv6.out_octets", ""] = 100
    assert judged(chongqing, Measured()).ipv6[0].share_percent == 30.0


def test_access_points_are_counted_by_what_their_controller_calls_in_service(
    chongqing: Park,
) -> None:
    chongqing.cells["core-1", "wlan.ap.state", "00:00:00:00:00:00"] = "fault"
    del chongqing.cells["core-1", "wlan.ap.state", "00:00:00:00:00:01"]
    chongqing.cells["core-1", "wlan.ap.clients", "00:00:00:00:00:02"] = 7
    chongqing.cells["core-1", "wlan.radio.utilisation", "00:00:00:00:00:02/1"] = 61
    (load,) = judged(chongqing, Measured()).wlan
    assert (load.planned, load.in_service, load.unknown) == (6, 4, 1)
    assert (load.clients, load.busiest_percent) == (7, 61)


# -- properties -------------------------------------------------------------------------------

OUTCOMES = st.sampled_from(["pass", "fail", ""])


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(choices=st.data())
def test_checks_count_all_they_are_about_and_pass_nothing_without_evidence(
    new_park: NewPark, choices: st.DataObject
) -> None:
    park = new_park("chongqing-2018", extra=True)
    subjects = [f"outlet/{one.id}" for one in park.network.outlets]
    subjects += [f"link/{one.id}" for one in park.network.links]
    tested = choices.draw(st.sets(st.sampled_from(subjects)))
    kinds = st.sampled_from(["cable", "loss", "otdr"])
    tests = {
        subject: (field_test(choices.draw(kinds), choices.draw(OUTCOMES)),) for subject in tested
    }
    purpose = choices.draw(st.sampled_from(list(Purpose)))
    found = judged(park, Measured(tests=tests), purpose)
    again = judged(park, Measured(), purpose)
    for one, none in zip(found.checks, again.checks, strict=True):
        assert one.counts.denominator + one.counts.not_applicable == (
            none.counts.denominator + none.counts.not_applicable
        )
        assert none.counts.passed == 0
        assert one.counts.passed + one.counts.failed <= len(tested)
    for verdict, bare in zip(found.verdicts, again.verdicts, strict=True):
        assert verdict.counts.denominator == bare.counts.denominator


def test_a_cable_at_another_port_is_told_with_the_line_that_plans_it(chongqing: Park) -> None:
    link = chongqing.network.links[1]
    chongqing.cells[link.a.device, "lldp.remote_name", link.a.port] = link.b.device
    chongqing.cells[link.a.device, "lldp.remote_port", link.a.port] = "XGE1/0/1"
    found = judged(chongqing, Measured())
    (one,) = found.cabling
    assert (one.kind, one.origin) == ("other-port", link.origin)
    assert found.hearing == 1


def test_silence_about_neighbours_is_no_difference_and_is_counted(chongqing: Park) -> None:
    found = judged(chongqing, Measured())
    assert (found.cabling, found.hearing) == ((), 0)
