"""What somebody changed on a device, as a change to the park's files that makes it intended."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from parknet.deploy.terms import RollOutPolicy
from parknet.model.change import OutcomeStatus
from parknet.pipeline.parks import Site
from parknet.pipeline.proposals import proposals
from parknet.pipeline.push import apply_plan, make_plan
from parknet.workspace import Workspace
from tests.pipeline.rig import Rig, rig_of

PARK = "wuhan-agricultural"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "inventory" / "parks" / PARK
    shutil.copytree(Workspace(tmp_path).library / "inventory" / "parks" / PARK, found)
    return found


def settled(rig: Rig) -> None:
    """Push what a configured park still lacks: secrets that no ledger knows yet."""
    plan = make_plan(rig.site, rig.reach)
    _, outcomes = apply_plan(rig.site, rig.reach, plan, RollOutPolicy(), lambda _: None)
    assert {one.status for one in outcomes} <= {OutcomeStatus.APPLIED, OutcomeStatus.UNCHANGED}


@pytest.mark.slow
def test_a_proposal_that_is_taken_over_leaves_nothing_to_change(
    folder: Path, tmp_path: Path
) -> None:
    with rig_of(tmp_path, PARK, configured=True) as rig:
        rig.site.keep_allocations()
        settled(rig)
        access = next(
            device
            for device in rig.site.network.devices
            if device.role == "access" and any(port.role == "outlet" for port in device.ports)
        )
        port = next(port for port in access.ports if port.role == "outlet" and port.vlan)
        vlans = {name: found.vlan for name, found in rig.site.intent.park.segments.items()}
        there = {vlan.vlan for vlan in access.vlans}
        name, vlan = next(
            (name, vlan)
            for name, vlan in vlans.items()
            if vlan in there and vlan != port.vlan and name not in ("management",)
        )
        rig.lab.configure(access.name, f"interface {port.name}", f" port access vlan {vlan}")
        rig.lab.configure(access.name, "ntp-service unicast-server 10.9.9.9")
        drift = make_plan(rig.site, rig.reach)
        assert [change.device for change in drift.changes] == [access.name]
        found = proposals(rig.site, drift)
        (moved,) = [one for one in found if one.yaml.startswith("ports:")]
        (raw,) = [one for one in found if one.yaml.startswith("raw:")]
        assert moved.where == port.origin
        assert f"is in VLAN {vlan}, {name}, on the device" in moved.what
        assert "ntp-service unicast-server 10.9.9.9" in raw.yaml

        file = tmp_path / moved.where.partition(":")[0]
        body = yaml.safe_load(file.read_text(encoding="utf-8"))
        rule = yaml.safe_load(moved.yaml)["ports"]
        text = yaml.safe_dump(body | {"ports": [*body.get("ports", []), *rule]}, allow_unicode=True)
        file.write_text(text, encoding="utf-8")
        park = folder / "park.yml"
        park.write_text(park.read_text(encoding="utf-8") + "\n" + raw.yaml + "\n", "utf-8")

        site = site_again(rig, tmp_path)
        again = make_plan(site, replace(rig, site=site).reach)
        left = {change.device: change.diff for change in again.changes}

        # The port takes the guards of its new segment, if those differ.
        assert not any(line.startswith("-") for diff in left.values() for line in diff)


@pytest.mark.slow
def test_what_parknet_wrote_itself_is_no_drift(folder: Path, tmp_path: Path) -> None:
    park = folder / "park.yml"
    before = park.read_text(encoding="utf-8")
    with_one_more = before.replace("syslog: [10.16.0.12,", "syslog: [10.16.0.14, 10.16.0.12,")
    assert with_one_more != before
    with rig_of(tmp_path, PARK, configured=True) as rig:
        rig.site.keep_allocations()
        park.write_text(with_one_more, encoding="utf-8")
        settled(replace(rig, site=site_again(rig, tmp_path)))
        name = rig.site.network.devices[0].name
        rig.lab.configure(name, "ntp-service unicast-server 10.9.9.9")

        park.write_text(before, encoding="utf-8")
        site = site_again(rig, tmp_path)
        drift = make_plan(site, rig.reach)
        for change in drift.changes:
            assert any(line.startswith("-") and "10.16.0.14" in line for line in change.diff)
        (raw,) = proposals(site, drift)
        assert raw.device == name
        assert "10.9.9.9" in raw.yaml
        assert "10.16.0.14" not in raw.yaml


def site_again(rig: Rig, folder: Path) -> Site:
    """Return the park as its files are by now."""
    site = Site(Workspace(folder), PARK)
    site.clock = rig.lab.clock
    return site
