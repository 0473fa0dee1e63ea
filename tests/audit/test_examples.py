"""The example parks keep every rule that is rendered, and the list of what is not is exact."""

from dataclasses import replace
from pathlib import Path

import pytest

from parknet.audit import audit
from parknet.design import design
from parknet.model.network import Allocations
from parknet.pipeline.audits import ParkAudit, audit_rendered
from parknet.pipeline.parks import Site
from parknet.render import render
from parknet.workspace import Workspace
from tests.conformance.full_park import OPERATORS
from tests.conformance.wlan_park import wlan_park
from tests.render.regenerate import templates_of_checkout

ROOT = Path(__file__).parents[2]
PARKS = ("wuhan-urban", "wuhan-industrial", "wuhan-agricultural")


@pytest.fixture(scope="module", params=PARKS)
def found(request: pytest.FixtureRequest) -> ParkAudit:
    return audit_rendered(Site(Workspace(ROOT), request.param))


def test_an_example_park_breaks_no_rule_that_is_rendered(found: ParkAudit) -> None:
    assert [(one.device, one.rule, one.where, one.text) for one in found.findings] == []


@pytest.fixture(scope="module")
def broken() -> set[tuple[str, str]]:
    """Rules that some example park breaks, by operating system."""
    pairs: set[tuple[str, str]] = set()
    for park in PARKS:
        site = Site(Workspace(ROOT), park)
        systems = {device.name: device.os for device in site.network.devices}
        result = audit_rendered(site)
        pairs |= {(one.rule, systems[one.device]) for one in result.not_rendered}
    return pairs


def test_what_is_said_not_to_be_rendered_is_not(broken: set[tuple[str, str]]) -> None:
    """Where templates begin to print a rule, `rendered: false` must go from its data."""
    seen = {device.os for park in PARKS for device in Site(Workspace(ROOT), park).network.devices}
    said = {
        (rule.id, os)
        for rules in Workspace(ROOT).hardening_files().values()
        for rule in rules.rules
        for check in rule.checks
        for os in check.os
        if not check.rendered and os in seen
    }
    assert said == broken


@pytest.mark.parametrize("platform", ["huawei_ac", "h3c_ac"])
def test_a_controller_of_access_points_breaks_no_rule_that_is_rendered(platform: str) -> None:
    network, _ = design(wlan_park(platform), Allocations())
    (device,) = [device for device in network.devices if device.role == "controller"]
    one = replace(network, devices=(replace(device, operators=OPERATORS),))
    (config,) = render(one, templates_of_checkout())
    rules = list(Workspace(ROOT).hardening_files().values())
    found = audit(config.text, device.os, rules, device.name)
    assert [(finding.rule, finding.where) for finding in found if finding.rendered] == []
    assert found, "rules that are not rendered yet are found all the same"
