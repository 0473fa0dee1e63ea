"""Who may push what, and when: plans as files between those who make, read and apply them."""

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from parknet.deploy.terms import RollOutPolicy
from parknet.errors import PlanError, StateError
from parknet.evidence import new_signing_key, public_key
from parknet.model.change import Grade
from parknet.pipeline.parks import Site
from parknet.pipeline.plan_files import (
    approve_plan,
    approved_plan,
    held_without_timer,
    open_plan,
    save_plan,
    signer_of,
)
from parknet.pipeline.push import make_plan
from parknet.pipeline.windows import within_window
from parknet.workspace import Workspace
from tests.pipeline.rig import Rig, rig_of

PARK = "wuhan-agricultural"


@pytest.fixture
def park(tmp_path: Path) -> Path:
    """Return the folder of a copy of the park that may be written to."""
    folder = tmp_path / "inventory" / "parks" / PARK
    shutil.copytree(Workspace(tmp_path).library / "inventory" / "parks" / PARK, folder)
    return folder


@pytest.fixture
def keys(tmp_path: Path) -> dict[str, Path]:
    """Return the key files of two approvers and a stranger."""
    found = {}
    for name in ("li-wei", "zhang-min", "stranger"):
        found[name] = tmp_path / f"{name}.key"
        found[name].write_text(f"{new_signing_key()}\n")
        found[name].chmod(0o600)
    return found


def name_approvers(park: Path, keys: dict[str, Path], rules: str = "") -> None:
    rows = "".join(
        f"      - {{name: {name}, key: {public_key(keys[name].read_text().strip())}}}\n"
        for name in ("li-wei", "zhang-min")
    )
    file = park / "park.yml"
    text = file.read_text(encoding="utf-8")
    head = "management:\n"
    assert head in text
    approval = f"  approval:\n{rules}    approvers:\n{rows}"
    file.write_text(text.replace(head, head + approval, 1), encoding="utf-8")


@pytest.fixture
def rig(park: Path, tmp_path: Path) -> Iterator[Rig]:
    with rig_of(tmp_path, PARK, configured=True) as found:
        yield found


def again(rig: Rig, tmp_path: Path) -> Site:
    site = Site(Workspace(tmp_path), PARK)
    site.clock = rig.lab.clock
    return site


def planned(site: Site, rig: Rig, path: Path) -> Path:
    save_plan(make_plan(site, rig.reach, frozenset({Grade.R})), path)
    return path


def test_without_approvers_a_rehearsal_asks_for_one_approval_and_a_real_push_for_two(
    rig: Rig, tmp_path: Path
) -> None:
    path = planned(rig.site, rig, tmp_path / "plan.json")
    with pytest.raises(PlanError, match=r"nobody has approved it; parknet approve"):
        approved_plan(rig.site, path, rehearsal=True)
    approve_plan(rig.site, path, signer_of(rig.site))
    plan = approved_plan(rig.site, path, rehearsal=True)
    assert any(change.sensitive for change in plan.changes)
    with pytest.raises(PlanError, match="a second person must: it touches the management"):
        approved_plan(rig.site, path, rehearsal=False)


def test_what_may_lock_us_out_needs_two_of_the_people_the_park_names(
    rig: Rig, park: Path, keys: dict[str, Path], tmp_path: Path
) -> None:
    name_approvers(park, keys)
    site = again(rig, tmp_path)
    path = planned(site, rig, tmp_path / "plan.json")
    with pytest.raises(PlanError, match="the key of nobody whom"):
        approve_plan(site, path, signer_of(site, keys["stranger"]))
    approve_plan(site, path, signer_of(site, keys["li-wei"]))
    approve_plan(site, path, signer_of(site, keys["li-wei"]))
    with pytest.raises(PlanError, match="only li-wei has approved it, and a second person must"):
        approved_plan(site, path, rehearsal=True)
    approve_plan(site, path, signer_of(site, keys["zhang-min"]))
    assert approved_plan(site, path, rehearsal=True) == open_plan(site, path).change_set


def test_a_device_without_a_timer_is_held_where_the_change_may_lock_us_out(
    rig: Rig, park: Path, keys: dict[str, Path], tmp_path: Path
) -> None:
    name_approvers(park, keys)
    site = again(rig, tmp_path)
    change = make_plan(site, rig.reach).changes[0]
    assert change.sensitive
    assert not change.held
    by_reboot = change.model_copy(update={"grade": Grade.R})
    held = held_without_timer(site, by_reboot, rehearsal=True).held
    assert "of a device of grade R, not A" in held
    assert "management.approval.without_timer" in held
    harmless = by_reboot.model_copy(update={"sensitive": ()})
    assert not held_without_timer(site, harmless, rehearsal=False).held


def test_a_plan_that_is_held_in_part_is_pushed_only_where_that_is_meant(
    rig: Rig, tmp_path: Path
) -> None:
    plan = make_plan(rig.site, rig.reach)
    first, *others = plan.changes
    path = tmp_path / "plan.json"

    def keep(held: str) -> None:
        changes = (first.model_copy(update={"held": held}), *others)
        save_plan(plan.model_copy(update={"changes": changes}), path)
        approve_plan(rig.site, path, signer_of(rig.site))

    keep("removes 60 lines, more than the budget of 50")
    with pytest.raises(PlanError, match=f"leave 1 device as it is, first {first.device}"):
        approved_plan(rig.site, path, rehearsal=True)
    assert approved_plan(rig.site, path, rehearsal=True, partly=True).changes[0].held
    keep("ownership is observe (management.ownership): set it to enforce to push")
    approved_plan(rig.site, path, rehearsal=True)


def test_a_plan_expires(rig: Rig, tmp_path: Path) -> None:
    path = planned(rig.site, rig, tmp_path / "plan.json")
    rig.lab.advance(24 * 3600 - 1)
    open_plan(rig.site, path)
    rig.lab.advance(2)
    with pytest.raises(PlanError, match=r"expired at .*; make a new plan"):
        open_plan(rig.site, path)


@pytest.mark.parametrize(
    ("file", "what"),
    [
        ("templates/huawei_vrp/guard.j2", "templates"),
        ("coverage/targets/wuhan-2016.yml", "policy packs"),
    ],
)
def test_a_plan_made_of_other_files_is_refused(
    file: str, what: str, rig: Rig, tmp_path: Path
) -> None:
    path = planned(rig.site, rig, tmp_path / "plan.json")
    library = Workspace(tmp_path).library
    text = (library / file).read_text(encoding="utf-8")
    (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / file).write_text(text + "\n", encoding="utf-8")
    site = again(rig, tmp_path)
    with pytest.raises(PlanError, match=f"was made of other {what}; make it again with"):
        open_plan(site, path)


def test_outside_a_change_window_nothing_is_pushed(park: Path, rig: Rig, tmp_path: Path) -> None:
    file = park / "park.yml"
    text = file.read_text(encoding="utf-8")
    now = datetime.fromtimestamp(rig.lab.clock.now(), timezone(timedelta(hours=8)))
    start, end = (f"{now + timedelta(minutes=minutes):%H:%M}" for minutes in (120, 240))
    windows = f'  windows: [{{from: "{start}", to: "{end}"}}]\n'
    file.write_text(text.replace("management:\n", "management:\n" + windows, 1), encoding="utf-8")
    site = again(rig, tmp_path)
    with pytest.raises(StateError, match=f"the next one opens .* {start} UTC"):
        within_window(site, RollOutPolicy(revert_in_s=300))
    rig.lab.advance(3 * 3600)
    within = within_window(site, RollOutPolicy(revert_in_s=300))
    assert 0 < within.until - rig.lab.clock.now() <= 3600
    with pytest.raises(StateError, match=r"closes .*, before a device would have reverted"):
        within_window(site, RollOutPolicy(revert_in_s=7200))
