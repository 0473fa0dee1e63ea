"""What the IPv6 rollout says to devices goes in, comes out again, and is known to them."""

import pytest

from parknet.design import design
from parknet.model.intent import Intent
from parknet.model.network import Allocations, DevicePlan
from parknet.render import render
from tests.conformance.full_park import KITS
from tests.conformance.test_rollout import DELEGATING, park_of
from tests.dialect import devices
from tests.dialect.asking import ask, need
from tests.dialect.devices import enter, shown
from tests.render.regenerate import templates_of_checkout


def core_of(intent: Intent) -> tuple[DevicePlan, str]:
    """Return the first core as it is planned and as it is rendered, gateways being of EOS."""
    buildings = {
        code: building.model_copy(update={"aggregation": KITS["eos"].aggregation})
        for code, building in intent.buildings.items()
    }
    network, _ = design(intent.model_copy(update={"buildings": buildings}), Allocations())
    texts = {c.device: c.text for c in render(network, templates_of_checkout())}
    return network.device("core-1"), texts["core-1"]


@pytest.mark.parametrize("kit", ["vrp5", "vrp8", "comware7"])
def test_a_route_to_customers_goes_in_and_comes_out_again(kit: str) -> None:
    plan, plain = core_of(park_of(kit))
    _, leading = core_of(park_of(kit, **DELEGATING))
    os = plan.os
    config = devices.started(os, [port.name for port in plan.ports], plain)
    before = config.copy()
    change = need(shown(config), leading, os)
    said = "\n".join(change.patch)
    assert "import-route static" in said
    assert "ipv6 route-static 2001:db8:4200:100:: 56" in said
    enter(config, change.patch)
    assert ask(shown(config), leading, os) is None
    enter(config, change.inverse)
    assert config.same(before)
    back = need(leading, plain, os)
    assert "undo import-route static" in "\n".join(back.patch)


def test_a_gateway_learns_what_was_delegated_and_forgets_it_again() -> None:
    plans, texts = [], []
    for more in ({}, DELEGATING):
        network, _ = design(park_of("comware7", **more), Allocations())
        plans.append(network.device("b03-agg"))
        rendered = {c.device: c.text for c in render(network, templates_of_checkout())}
        texts.append(rendered["b03-agg"])
    plain, handing = texts
    config = devices.started("comware7", [port.name for port in plans[0].ports], plain)
    before = config.copy()
    change = need(shown(config), handing, "comware7")
    assert "ipv6 dhcp advertise pd-route" in change.patch
    assert "ipv6 dhcp relay client-information record" in change.patch
    assert "ipv6 route-static 2001:db8:4200:100:: 56 NULL0" in change.patch
    enter(config, change.patch)
    assert ask(shown(config), handing, "comware7") is None
    enter(config, change.inverse)
    assert config.same(before)


@pytest.mark.parametrize("kit", ["vrp5", "vrp8", "comware7"])
def test_a_gateway_loses_ipv4_of_people_and_gets_it_back(kit: str) -> None:
    texts, plans = [], []
    for phase in ("dual-stack", "ipv6-only"):
        network, _ = design(park_of(kit, ipv6={"phase": phase}), Allocations())
        texts.append(
            {c.device: c.text for c in render(network, templates_of_checkout())}["b03-agg"]
        )
        plans.append(network.device("b03-agg"))
    both, only = texts
    os = plans[0].os
    config = devices.started(os, [port.name for port in plans[0].ports], both)
    before = config.copy()
    change = need(shown(config), only, os)
    assert "undo ip address" in "\n".join(change.patch)
    enter(config, change.patch)
    assert ask(shown(config), only, os) is None
    enter(config, change.inverse)
    assert config.same(before)
