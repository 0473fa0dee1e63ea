"""Plans as files."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parknet.deploy import seal, unseal
from parknet.errors import PlanError
from tests.deploy.fakes import change, change_set

PLAN = change_set(change("a"), change("楼", tier=1, held='say "no"'))
TEXT = seal(PLAN)


def test_a_sealed_plan_opens_to_what_it_was_made_from() -> None:
    assert unseal(TEXT, park="p", tool="0.2.1").change_set == PLAN


@given(st.integers(0, len(TEXT) - 1), st.characters(codec="utf-8"))
def test_a_changed_character_is_found(at: int, character: str) -> None:
    changed = TEXT[:at] + character + TEXT[at + 1 :]
    if changed == TEXT:
        return
    with pytest.raises(PlanError):
        unseal(changed, park="p", tool="0.1.0")


@given(st.integers(0, len(TEXT) - 1))
def test_a_half_written_plan_is_found(length: int) -> None:
    with pytest.raises(PlanError):
        unseal(TEXT[:length], park="p", tool="0.1.0")


def test_a_command_slipped_in_under_a_new_digest_of_its_own_is_still_shown_as_what_it_is() -> None:
    document = json.loads(TEXT)
    document["plan"]["changes"][0]["patch"] = ["reset saved-configuration"]
    with pytest.raises(PlanError, match="was changed after it was made"):
        unseal(json.dumps(document), park="p", tool="0.1.0")


@pytest.mark.parametrize(
    ("park", "tool", "now", "what"),
    [
        ("q", "0.1.0", "", "plan: is for the park 'p', not 'q'; name the park"),
        ("p", "1.0.0", "", "plan: was made by parknet 0.1.0, and this is 1.0.0; make a new plan"),
        ("p", "0.1.0", "2026-03-02T08:00:00Z", "plan: expired at 2026-03-02T08:00:00Z; make a new"),
    ],
    ids=["another park", "another release", "too late"],
)
def test_a_plan_that_does_not_belong_here_is_refused(park, tool, now, what) -> None:
    with pytest.raises(PlanError) as caught:
        unseal(TEXT, park=park, tool=tool, now=now)
    assert str(caught.value).startswith(what)


def test_a_file_that_is_no_plan_says_where_it_stops_being_one() -> None:
    with pytest.raises(PlanError, match=r"plan\.json: is not a plan file: line 1, column 1"):
        unseal("hello", park="p", tool="0.1.0", where="plan.json")
