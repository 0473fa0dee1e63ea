"""A park that uses everything, on Cisco: rulebook and emulated devices agree with it."""

from collections.abc import Iterator

import pytest

from parknet.design import design
from parknet.dialect.lines import read
from parknet.dialect.ownership import Level, vocabulary
from parknet.model.network import Allocations, DevicePlan
from parknet.names import PLACEHOLDER
from parknet.render import render
from tests.conformance.full_park import dressed, full_park, plain_park
from tests.dialect.asking import ask, mask, need
from tests.dialect.devices import enter, shown, started
from tests.lab.test_tables import ONLY_TABLES
from tests.render.regenerate import templates_of_checkout

TEMPLATES = templates_of_checkout()
KITS = ("ios", "iosxe")


def _cases() -> Iterator[tuple[str, tuple[DevicePlan, str, str]]]:
    """Yield one device of each role with its configuration, and without any demand."""
    for kit in KITS:
        plain = design(plain_park(kit), Allocations())[0]
        bare = {config.device: config.text for config in render(plain, TEMPLATES)}
        tables = design(full_park(kit, ONLY_TABLES), Allocations())[0]
        parks = {
            "enforce": dressed(plain),
            "monitor": dressed(plain, monitor=True),
            "tables": tables,
        }
        for mode, network in parks.items():
            seen = set()
            for config in render(network, TEMPLATES):
                device = network.device(config.device)
                is_new = (device.role, device.os) not in seen
                if is_new and config.text != bare[device.name]:
                    seen.add((device.role, device.os))
                    yield f"{kit}-{mode}-{device.name}", (device, config.text, bare[device.name])


CASES = dict(_cases())
EVERY = pytest.mark.parametrize(("device", "text", "bare"), CASES.values(), ids=CASES.keys())


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
    assert not there.held
    enter(emulated, there.patch)
    back = need(shown(emulated), bare, device.os, current_secrets=secrets)
    enter(emulated, back.patch)
    assert ask(shown(emulated), bare, device.os, current_secrets=secrets) is None


@EVERY
def test_the_inverse_leads_exactly_back(device, text, bare) -> None:
    secrets = frozenset(PLACEHOLDER.findall(text + bare))
    emulated = started(device.os, [port.name for port in device.ports], bare)
    before = emulated.copy()
    change = need(shown(emulated), text, device.os, current_secrets=secrets)
    enter(emulated, change.patch)
    enter(emulated, change.inverse)
    assert emulated.same(before)
