"""Raw lines and unverified commands through the whole loop, on emulated devices."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from parknet.deploy.terms import RollOutPolicy
from parknet.errors import IntentError
from parknet.model.change import ChangeSet, OutcomeStatus
from parknet.pipeline.parks import Site, problems_of
from parknet.pipeline.push import apply_plan, make_plan
from parknet.pipeline.undo import roll_back
from parknet.workspace import Workspace
from tests.pipeline.rig import Rig, rig_of

PARK = "wuhan-agricultural"
POLICY = RollOutPolicy(revert_in_s=300, error_budget=0)
RAW = """raw:
  - why: the vendor's page, until the controller is here
    platform: h3c_comware
    devices: [b01-agg]
    lines: [ip https enable, interface LoopBack7, " description by hand"]
"""


@pytest.fixture
def park(tmp_path: Path) -> Path:
    """Return the park file of a copy that may be written to."""
    folder = tmp_path / "inventory" / "parks" / PARK
    shutil.copytree(Workspace(tmp_path).library / "inventory" / "parks" / PARK, folder)
    return folder / "park.yml"


def again(rig: Rig, tmp_path: Path) -> Rig:
    """Return the rig with the park read anew."""
    site = Site(Workspace(tmp_path), PARK)
    site.clock = rig.lab.clock
    return replace(rig, site=site)


def applied(rig: Rig, plan: ChangeSet) -> str:
    run, outcomes = apply_plan(rig.site, rig.reach, plan, POLICY, lambda _: None)
    assert {outcome.status for outcome in outcomes} == {OutcomeStatus.APPLIED}
    return run


@pytest.mark.slow
def test_raw_lines_are_pushed_counted_rolled_back_and_taken_back(
    park: Path, tmp_path: Path
) -> None:
    plain = park.read_text(encoding="utf-8")
    with rig_of(tmp_path, PARK, configured=True) as started:
        rig = started
        first = make_plan(rig.site, rig.reach)
        assert first.raw == {}
        if first.changes:  # secrets that the ledger does not know yet
            applied(rig, first)

        park.write_text(plain + RAW, encoding="utf-8")
        rig = again(rig, tmp_path)
        plan = make_plan(rig.site, rig.reach)
        (change,) = plan.changes
        assert plan.raw == {"b01-agg": 3}
        assert change.patch == (
            "ip https enable",
            "interface LoopBack7",
            "description by hand",
            "quit",
        )
        run = applied(rig, plan)
        settled = make_plan(rig.site, rig.reach)
        assert (settled.changes, settled.raw) == ((), {"b01-agg": 3})

        (back,) = roll_back(rig.site, rig.reach, run)
        assert back.status is OutcomeStatus.ROLLED_BACK
        applied(rig, make_plan(rig.site, rig.reach))

        park.write_text(plain, encoding="utf-8")
        rig = again(rig, tmp_path)
        (gone,) = make_plan(rig.site, rig.reach).changes
        assert gone.patch == ("undo interface LoopBack7", "undo ip https enable")
        applied(rig, make_plan(rig.site, rig.reach))
        assert make_plan(rig.site, rig.reach).changes == ()
        assert rig.site.ledger.raw_lines() == {}


def test_a_raw_line_that_contradicts_the_rendered_text_is_told_at_its_line(
    park: Path, tmp_path: Path
) -> None:
    text = park.read_text(encoding="utf-8") + RAW.replace(
        "ip https enable", "undo lldp global enable"
    )
    park.write_text(text, encoding="utf-8")
    (problem,) = problems_of(Workspace(tmp_path), PARK)
    assert "contradicts `lldp global enable`" in problem.what
    line = 1 + text.splitlines().index(
        '    lines: [undo lldp global enable, interface LoopBack7, " description by hand"]'
    )
    assert f"park.yml:{line}:" in problem.where
    with pytest.raises(IntentError):
        _ = Site(Workspace(tmp_path), PARK).configs


@pytest.mark.slow
def test_unverified_commands_wait_for_the_park_file(park: Path, tmp_path: Path) -> None:
    text = park.read_text(encoding="utf-8")
    opted = "unverified: [nd-inspection, snmpv3-sha256, vty-acl]"
    assert opted in text
    park.write_text(text.replace(opted, "unverified: [nd-inspection, vty-acl]"), encoding="utf-8")
    with rig_of(tmp_path, PARK) as rig:
        plan = make_plan(rig.site, rig.reach)
        assert plan.changes
        assert plan.unverified["snmpv3-sha256"] == len(plan.changes)
        for change in plan.changes:
            assert change.held.startswith("1 command that nobody verified on ")
            assert "(snmpv3-sha256): management.unverified does not allow them" in change.held
            assert "vty-acl" in {one.feature for one in change.unverified}
        assert plan.waiting is not None
        (one,) = plan.waiting.features
        assert (one.feature, one.commands, one.devices) == (
            "snmpv3-sha256", len(plan.changes), plan.waiting.devices,
        )  # fmt: skip
        assert one.example.startswith("snmp-agent usm-user v3 parknet")
        line = 1 + [row.strip().startswith("unverified:") for row in text.splitlines()].index(True)
        assert f"park.yml:{line}:" in plan.waiting.where
        assert plan.waiting.replaces
        written = park.read_text(encoding="utf-8")
        assert plan.waiting.line == "unverified: [nd-inspection, vty-acl, snmpv3-sha256]"
        park.write_text(
            written.replace("unverified: [nd-inspection, vty-acl]", plan.waiting.line),
            encoding="utf-8",
        )
        plan = make_plan(again(rig, tmp_path).site, rig.reach)
        assert {change.held for change in plan.changes} == {""}
        assert plan.waiting is None
