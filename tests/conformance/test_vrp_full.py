"""A park that uses everything, on Huawei: rulebook, emulated devices and meaning agree with it."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings

from parknet.design import design
from parknet.dialect.lines import read
from parknet.dialect.ownership import Level, vocabulary
from parknet.model.network import Allocations, DevicePlan
from parknet.model.policy import FilterPlan
from parknet.names import PLACEHOLDER
from parknet.render import render
from parknet.render.vrp import vrp_rules
from tests.conformance.full_park import dressed, plain_park
from tests.conformance.test_vrp import filters
from tests.dialect.asking import ask, mask, need
from tests.dialect.devices import enter, started
from tests.render.regenerate import templates_of_checkout

TEMPLATES = templates_of_checkout()
KITS = ("vrp5", "vrp8")


def _cases() -> Iterator[tuple[str, tuple[DevicePlan, str, str]]]:
    """Yield one device of each role with its configuration, and without any demand."""
    for kit in KITS:
        plain = design(plain_park(kit), Allocations())[0]
        if kit == "vrp5":  # its routers too: switches with V200R route as well
            plain = replace(plain, devices=tuple(replace(d, os=kit) for d in plain.devices))
            plain = replace(plain, by_name={device.name: device for device in plain.devices})
        bare = {config.device: config.text for config in render(plain, TEMPLATES)}
        for monitor in (False, True):
            network = dressed(plain, monitor=monitor)
            seen = set()
            for config in render(network, TEMPLATES):
                device = network.device(config.device)
                if (device.role, device.os) not in seen:
                    seen.add((device.role, device.os))
                    mode = "monitor" if monitor else "enforce"
                    yield f"{kit}-{mode}-{device.name}", (device, config.text, bare[device.name])


CASES = dict(_cases())
EVERY = pytest.mark.parametrize(("device", "text", "bare"), CASES.values(), ids=CASES.keys())


def shown(config) -> str:
    """Return what a device shows, every secret masked as a driver masks it."""
    return re.sub(r"( (?:irreversible-cipher|cipher)) \S+", r"\1 <<secret>>", config.text())


@EVERY
def test_every_line_is_in_the_rulebook_once(device, text, bare) -> None:
    def walk(tree, level: Level) -> None:
        for row, inside in tree.items():
            matches = [rule for rule in level.rules if rule.pattern.match(row)]
            assert len(matches) == 1, (row, [rule.row for rule in matches])
            assert level.match(row) is not None, row
            walk(inside, matches[0].inside)

    walk(read(text, device.platform).tree, vocabulary(device.platform))


@EVERY
def test_a_new_device_takes_it_and_then_needs_nothing(device, text, bare) -> None:
    secrets = frozenset(PLACEHOLDER.findall(text))
    emulated = started(device.os, [port.name for port in device.ports])
    change = need(shown(emulated), text, device.os, current_secrets=secrets)
    assert change.deletions == 0
    enter(emulated, change.patch)
    assert ask(shown(emulated), text, device.os, current_secrets=secrets) is None
    wanted = started(device.os, emulated.ports, text)
    assert emulated.same(wanted)
    assert ask(mask(text), text, device.os, current_secrets=secrets) is None


@EVERY
def test_it_comes_and_goes_without_a_refusal(device, text, bare) -> None:
    secrets = frozenset(PLACEHOLDER.findall(text + bare))
    emulated = started(device.os, [port.name for port in device.ports], bare)
    there = need(shown(emulated), text, device.os, current_secrets=secrets)
    if there.held:
        return
    enter(emulated, there.patch)
    back = need(shown(emulated), bare, device.os, current_secrets=secrets)
    enter(emulated, back.patch)
    assert ask(shown(emulated), bare, device.os, current_secrets=secrets) is None


def _acls(plans: tuple[FilterPlan, ...]) -> str:
    out = []
    for plan in plans:
        kind = "ipv6 " if plan.version == 6 else ""
        out += [f"acl {kind}name {plan.name} {plan.number}"]
        out += [*(f" rule {rule}" for rule in vrp_rules(plan)), "#"]
    return "\n".join(out) + "\n"


@settings(max_examples=30, deadline=None)
@given(filters(), filters())
def test_any_filter_is_changed_into_any_other_and_then_shown_as_no_difference(old, new) -> None:
    """Devices show names of ports and another order of words than our templates."""
    emulated = started("vrp5", [], _acls(old))
    assert ask(shown(emulated), _acls(old), "vrp5") is None
    for text in (_acls(new), _acls(old)):
        change = ask(shown(emulated), text, "vrp5")
        if change is not None:
            enter(emulated, change.patch)
        assert ask(shown(emulated), text, "vrp5") is None
