"""Who has approved a plan, and what it still lacks."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parknet.deploy import seal, unseal
from parknet.deploy.approval import approve, approvers, lacking
from parknet.evidence import new_signing_key, public_key
from tests.deploy.fakes import change, change_set

ANN, BO, EVE = (new_signing_key() for _ in range(3))
KEYS = {public_key(ANN): "Ann", public_key(BO): "Bo"}
DIGEST = json.loads(seal(change_set(change("a"))))["sha256"]


def signed(*keys: str, plan: str = DIGEST):
    return [approve(plan, "somebody", "2026-03-01T09:00:00Z", key) for key in keys]


def test_signatures_count_once_for_each_person_the_park_names() -> None:
    assert approvers(DIGEST, signed(ANN, ANN, EVE, BO), KEYS) == ("Ann", "Bo")


def test_a_signature_under_another_plan_is_nobodys() -> None:
    assert approvers(DIGEST, signed(ANN, plan="0" * 64), KEYS) == ()


@given(st.sampled_from(["by", "at", "key", "signature"]), st.integers(0, 39), st.characters())
def test_a_changed_approval_is_nobodys(part: str, at: int, character: str) -> None:
    (one,) = signed(ANN)
    text = getattr(one, part)
    changed = text[: at % len(text)] + character + text[at % len(text) + 1 :]
    # The last character of base64 holds bits that mean nothing.
    if changed[:-1] == text[:-1] or changed == text:
        return
    assert approvers(DIGEST, [one.model_copy(update={part: changed})], KEYS) == ()


RISKY = change("a", sensitive=("aaa: local-user x",))


@pytest.mark.parametrize(
    ("changes", "people", "rules", "said"),
    [
        ([change("a")], (), (False, True), "nobody has approved it"),
        ([change("a")], ("Ann",), (False, True), ""),
        ([change("a")], ("Ann",), (True, True), "only Ann has approved it, and the park wants two"),
        ([change("a")], ("Ann", "Bo"), (True, True), ""),
        ([RISKY], ("Ann",), (False, True), "of 1 device, first a"),
        ([RISKY], ("Ann", "Bo"), (False, True), ""),
        ([RISKY], ("Ann",), (False, False), ""),
        ([change("a", held="by hand", sensitive=("aaa",))], ("Ann",), (False, True), ""),
    ],
)
def test_what_a_plan_lacks(changes, people, rules, said) -> None:
    four_eyes, second_look = rules
    found = lacking(changes, people, four_eyes=four_eyes, second_look=second_look)
    assert said in found
    assert bool(said) == bool(found)


def test_approvals_travel_in_the_plan_file() -> None:
    plan = change_set(change("a"))
    opened = unseal(seal(plan, signed(ANN, BO)), park="p", tool="0.1.0")
    assert (opened.change_set, list(opened.approvals)) == (plan, signed(ANN, BO))
    assert opened.digest == DIGEST
