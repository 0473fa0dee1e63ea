"""What a plan says to people of devices that change together."""

import pytest

from parknet.cli.push import print_plan
from parknet.model.change import Change, ChangeSet, ChangeStep, Grade, TwoEnded

UNIT = ("b01-1f-acc1", "b01-agg")


def plan_of(unit: tuple[str, ...], *ends: TwoEnded) -> ChangeSet:
    changes = [
        Change(
            device=device,
            platform="huawei_vrp",
            os="vrp8",
            grade=Grade.A,
            diff=("+ mode lacp",),
            patch=("mode lacp",),
            deletions=0,
            running_digest="old",
            wanted_digest="new",
            two_ended=ends,
            unit=unit,
        )
        for device in unit
    ]
    return ChangeSet(
        park="park", tool="0.1.0", created="", intent_digest="", changes=tuple(changes)
    )


def test_a_plan_names_the_devices_that_go_together_and_why(
    capsys: pytest.CaptureFixture[str],
) -> None:
    print_plan(plan_of(UNIT, TwoEnded(what="LAG mode", at="Eth-Trunk1")))
    shown = capsys.readouterr()
    words = " ".join((shown.out + shown.err).split())
    assert "together with b01-agg: LAG mode of Eth-Trunk1" in words
    assert "together, all of them or none: b01-1f-acc1, b01-agg (LAG mode of Eth-Trunk1)" in words


def test_of_many_devices_that_go_together_the_first_are_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    routers = tuple(f"r-{number:02}" for number in range(30))
    print_plan(plan_of(routers, TwoEnded(what="routing authentication")))
    shown = capsys.readouterr()
    words = " ".join((shown.out + shown.err).split())
    assert "r-00, r-01, r-02, r-03, r-04, r-05 and 24 more (routing authentication)" in words


def test_a_device_that_changes_alone_says_nothing_of_others(
    capsys: pytest.CaptureFixture[str],
) -> None:
    plan = plan_of(UNIT)
    print_plan(
        plan.model_copy(update={"changes": (plan.changes[0].model_copy(update={"unit": ()}),)})
    )
    shown = capsys.readouterr()
    assert "together" not in shown.out + shown.err


def test_a_plan_shows_in_which_order_groups_of_access_points_change(
    capsys: pytest.CaptureFixture[str],
) -> None:
    steps = tuple(
        ChangeStep(what=what, ap_groups=(), patch=("a",), inverse=(), irreversible=(),
                   running_digest="", wanted_digest="new")
        for what in ("AP groups b01, b02", "AP group b03")
    )  # fmt: skip
    plan = plan_of(UNIT)
    change = plan.changes[0].model_copy(update={"unit": (), "steps": steps})
    print_plan(plan.model_copy(update={"changes": (change,)}))
    shown = capsys.readouterr()
    assert "2 steps: AP groups b01, b02, then AP group b03" in " ".join(
        (shown.out + shown.err).split()
    )
