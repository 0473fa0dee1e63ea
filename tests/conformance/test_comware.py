"""What Comware's templates print means what the plan means."""

from dataclasses import replace

import pytest

from parknet.design import design
from parknet.model.network import Allocations, DevicePlan
from parknet.model.policy import FilterRule
from parknet.render import render
from tests.conformance.full_park import DEMANDS, dressed, full_park
from tests.conformance.meaning import Meaning, meaning_of
from tests.conformance.read_comware import read
from tests.render.regenerate import templates_of_checkout

PLAIN, _ = design(full_park("comware7", tuple(DEMANDS)), Allocations())
PARKS = {
    "plain": PLAIN,
    "enforced": dressed(PLAIN),
    "monitored": dressed(PLAIN, monitor=True),
}
DEVICES = [
    pytest.param(device, config.text, id=f"{park}-{device.name}")
    for park, network in PARKS.items()
    for device, config in zip(
        network.devices, render(network, templates_of_checkout()), strict=True
    )
]


def as_comware_can(wanted: Meaning) -> Meaning:
    """Return the meaning without what Comware 7 has no means for.

    ARP inspection and source guard drop or do nothing: there is no log-only mode.
    """
    lacking = {"arp:monitor", "source:monitor"}
    wanted.guards = {
        port: words - lacking for port, words in wanted.guards.items() if words - lacking
    }
    wanted.filters = {
        name: (version, without_repeats(rules)) for name, (version, rules) in wanted.filters.items()
    }
    return wanted


def without_repeats(rules: tuple[FilterRule, ...]) -> tuple[FilterRule, ...]:
    """Return rules of which a second one, and a last deny of all, says nothing."""
    once = tuple(dict.fromkeys(rules))
    return once[:-1] if once and once[-1] == FilterRule("deny") else once


@pytest.mark.parametrize(("device", "text"), DEVICES)
def test_a_text_means_what_the_plan_means(device: DevicePlan, text: str) -> None:
    found = read(text)
    assert {"snmp-auth", "snmp-priv", "ssh-password"} <= found.secrets
    assert not found.insecure
    wanted = as_comware_can(meaning_of(device))
    assert replace(found, secrets=set()) == wanted
