"""The picture of the park."""

import itertools
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parknet.messages import LANGUAGES, Language, say
from parknet.model.verdict import Status
from parknet.report.layout import lay_out
from parknet.report.marks import mark
from parknet.report.park_map import columns, park_map, short
from parknet.report.places import BuildingState, building_states
from tests.report.builder import Case, building, finding, rich_case

metres = st.floats(-3000, 3000, allow_nan=False, width=32)
places = st.lists(st.tuples(metres, metres), min_size=1, max_size=40)


def state(code: str, failed: int = 0, unknown: int = 0, passed: int = 0) -> BuildingState:
    return BuildingState(building(code), failed, unknown, passed)


@given(at=places, width=st.floats(20, 100))
@settings(max_examples=100, deadline=None)
def test_no_mark_or_name_covers_another(at: list[tuple[float, float]], width: float) -> None:
    plans = [building(f"b{n:02d}", at=place) for n, place in enumerate(at)]
    layout = lay_out(plans, {plan.code: width for plan in plans})
    for one, other in itertools.combinations(layout.placed, 2):
        assert not one.label.overlaps(other.label)


@given(at=places)
@settings(max_examples=100, deadline=None)
def test_everything_is_within_the_drawing_and_north_is_up(at: list[tuple[float, float]]) -> None:
    plans = [building(f"b{n:02d}", at=place) for n, place in enumerate(at)]
    layout = lay_out(plans, {plan.code: 60.0 for plan in plans})
    for one in layout.placed:
        for box in (one.footprint, one.label):
            slack = 1e-6  # of floating point
            assert box.left >= layout.left - slack
            assert box.top >= layout.top - slack
            assert box.left + box.width <= layout.left + layout.width + slack
            assert box.top + box.height <= layout.top + layout.height + slack
    for one, other in itertools.combinations(layout.placed, 2):
        if one.plan.at[1] > other.plan.at[1]:
            assert one.footprint.y <= other.footprint.y + 1e-6
        if one.plan.at[0] > other.plan.at[0]:
            assert one.footprint.x >= other.footprint.x - 1e-6


def test_buildings_far_apart_keep_their_names_with_them() -> None:
    plans = [building(f"b{n:02d}", at=(n % 6 * 280.0, n // 6 * 240.0)) for n in range(24)]
    layout = lay_out(plans, {plan.code: 50.0 for plan in plans})
    assert not any(one.is_moved for one in layout.placed)


def test_a_state_shows_by_its_sign_and_its_line_as_well_as_by_colour() -> None:
    signs = [
        re.findall(r'd="([^"]+)"', mark(s)) for s in (Status.FAIL, Status.UNKNOWN, Status.PASS)
    ]
    assert all(one != other for one, other in itertools.combinations(signs, 2))
    drawn = park_map(
        [state("b01", failed=1), state("b02", unknown=1), state("b03", passed=1)], "zh"
    )
    for status, sign in zip(("fail", "unknown", "pass"), signs, strict=True):
        group = next(g for g in drawn.split('<g class="') if g.startswith(f'{status}"><title'))
        assert all(f'd="{path}"' in group for path in sign)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_picture_has_a_scale_a_north_and_a_name_for_those_who_cannot_see_it(
    language: Language,
) -> None:
    drawn = park_map([state("b01", passed=1)], language)
    assert re.search(r">\d+ k?m</text>", drawn)
    assert f">{say('report.map.north', language)}</text>" in drawn
    assert 'role="img" aria-label="' in drawn


@pytest.mark.parametrize("size", [1, 400, 5_000, 90_000])
def test_the_scale_bar_has_the_length_it_tells(size: int) -> None:
    states = [state("b01", passed=1), BuildingState(building("b02", at=(size, 0.0)), 0, 0, 1)]
    drawn = park_map(states, "en")
    match = re.search(r"v5h([\d.]+)v-5.*?>(\d+) (k?m)<", drawn)
    assert match is not None
    told = int(match[2]) * (1000 if match[3] == "km" else 1)
    plans = [one.plan for one in states]
    layout = lay_out(plans, {plan.code: 60.0 for plan in plans})
    assert float(match[1]) == pytest.approx(told * layout.units_per_m, abs=0.1)
    assert 20 < float(match[1]) < 700


@given(name=st.text(min_size=1, max_size=80))
def test_a_name_on_the_picture_is_never_longer_than_its_room(name: str) -> None:
    assert columns(short(name)) <= 14
    assert short(name)[0] == name[0]


def test_a_building_nothing_is_known_of_is_unknown() -> None:
    assert state("b01").status is Status.UNKNOWN
    assert state("b01", passed=9, unknown=1).status is Status.UNKNOWN
    assert state("b01", passed=9, unknown=1, failed=1).status is Status.FAIL
    assert state("b01", passed=9).status is Status.PASS


def test_a_part_counts_once_in_its_worst_state() -> None:
    case = rich_case()
    found = {one.plan.code: one for one in building_states(case.assessment, case.network)}
    assert found["b01"][1:] == (1, 0, 0)
    assert found["b02"][1:] == (0, 1, 2)
    assert found["b03"][1:] == (2, 0, 0)
    assert found["b04"][1:] == (0, 0, 0)


def test_what_is_asked_of_a_whole_building_shows_on_it() -> None:
    case = Case(findings=[finding("building/01号厂房", Status.UNKNOWN, metric="wifi.coverage")])
    (found,) = building_states(case.assessment, case.network)
    assert found.status is Status.UNKNOWN
    assert found.unknown == 1


def test_there_is_no_picture_of_no_building() -> None:
    assert park_map([], "zh") == ""
