"""A change that keeps the way to its device and loses something else is seen, and taken back."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from parknet.deploy.terms import RollOutPolicy
from parknet.model.change import Outcome
from parknet.model.standing import Standing
from parknet.pipeline.push import apply_plan, push_lines
from tests.pipeline.rig import Rig, rig_of

PARK = "wuhan-urban"  # buildings of two makers
POLICY = RollOutPolicy(revert_in_s=300, error_budget=5)


@pytest.fixture(scope="module")
def rig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    folder: Path = tmp_path_factory.mktemp("losses")
    with rig_of(folder, PARK, configured=True) as found:
        yield found


def push(rig: Rig, device: str, wanted: str) -> Outcome:
    plan = push_lines(rig.site, rig.reach, device, wanted)
    assert plan.changes
    _, (outcome,) = apply_plan(rig.site, rig.reach, plan, POLICY, lambda _: None)
    return outcome


def without(text: str, interface: str, line: str) -> str:
    """Return a configuration without what begins with a line in an interface."""
    head, found, rest = text.partition(f"\ninterface {interface}\n")
    section, end, tail = rest.partition("\n#\n")
    kept = "\n".join(row for row in section.split("\n") if not row.startswith(line))
    assert kept != section
    return head + found + kept + end + tail


def link_of(rig: Rig, device: str) -> str:
    return next(svi.name for svi in rig.site.network.device(device).svis if svi.role == "link")


@pytest.mark.parametrize("device", ["b01-agg", "b02-agg"], ids=["huawei", "h3c"])
@pytest.mark.parametrize("line", [" ospfv3 ", " ipv6 address "])
def test_a_change_that_loses_a_routing_neighbour_is_rolled_back(
    device: str, line: str, rig: Rig
) -> None:
    before = rig.lab.running(device)
    link = link_of(rig, device)
    text = rig.site.configs[device].text
    outcome = push(rig, device, without(text, link, line))
    assert outcome.status == "rolled_back"
    assert f"lost the OSPFv3 neighbour 10.27.252.3 on {link}" in outcome.detail
    assert re.search(rf"core-1 lost the OSPFv3 neighbour [\d.]+ on {'Vlanif'}", outcome.detail)
    assert rig.lab.running(device) == before
    assert rig.lab.is_reached(device)


@pytest.mark.parametrize("device", ["b01-agg", "b02-agg"], ids=["huawei", "h3c"])
def test_a_change_that_takes_a_neighbour_its_gateway_is_rolled_back(device: str, rig: Rig) -> None:
    """The router itself notices nothing: its switches no longer have their IPv6 gateway."""
    before = rig.lab.running(device)
    plan = rig.site.network.device(device)
    managed = next(svi for svi in plan.svis if svi.role == "management")
    assert managed.ipv6 is not None
    outcome = push(
        rig, device, without(rig.site.configs[device].text, managed.name, " ipv6 address ")
    )
    assert outcome.status == "rolled_back"
    assert re.search(
        rf"{plan.building}-\S+-acc1 lost the default gateway {managed.ipv6.ip}", outcome.detail
    )
    assert rig.lab.running(device) == before


@pytest.mark.parametrize("device", ["b01-agg", "b02-agg"], ids=["huawei", "h3c"])
def test_a_port_that_the_wanted_configuration_shuts_is_no_loss(device: str, rig: Rig) -> None:
    plan = rig.site.network.device(device)
    down = next(port for port in plan.ports if port.role == "downlink" and port.lag)
    text = rig.site.configs[device].text
    head, found, rest = text.partition(f"\ninterface {down.name}\n")
    outcome = push(rig, device, f"{head}{found} shutdown\n{rest}")
    assert outcome.status == "applied", outcome.detail
    assert push(rig, device, text).status == "applied"


def test_everything_is_asked_of_every_device_and_nothing_is_left_unchecked(rig: Rig) -> None:
    network = rig.site.network
    found = rig.reach.fleet().standing([device.name for device in network.devices])
    for device in network.devices:
        standing = found[device.name]
        assert isinstance(standing, Standing)
        assert standing.unchecked == ()
        ties = {(tie.kind, tie.at): tie.to for tie in standing.ties}
        links = {svi.name for svi in device.svis if svi.role == "link"}
        for kind in ("ospf", "ospfv3"):
            assert {at for each, at in ties if each == kind} == links, device.name
        hops = {str(route.next_hop) for route in device.routes}
        assert {at for each, at in ties if each == "gateway"} == hops
        cabled = {
            here.port: there.device
            for link in network.links
            for here, there in ((link.a, link.b), (link.b, link.a))
            if here.device == device.name
        }
        assert {at: to for (each, at), to in ties.items() if each == "lldp"} == cabled
        up = {at for each, at in ties if each == "port"}
        assert up >= cabled.keys() | {lag.name for lag in device.lags} | links


def test_a_device_of_a_platform_without_checks_is_told_as_unchecked(rig: Rig) -> None:
    from parknet.drivers.napalm.standing import standing_of

    found = standing_of(None, "a", "x_os")  # type: ignore[arg-type]  # no driver is asked
    assert found.unchecked == ("no checks are written for x_os",)
