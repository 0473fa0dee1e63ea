"""Every device of the example parks: from the factory to what is wanted, and then nothing more."""

from pathlib import Path

import pytest

from parknet.design import design
from parknet.dialect.lines import read
from parknet.dialect.ownership import vocabulary
from parknet.render import render
from parknet.workspace import Workspace
from tests.dialect.asking import ask, mask, need
from tests.dialect.devices import enter, shown, started

PARKS = Workspace(Path(__file__).parents[2]).parks()


@pytest.fixture(scope="module", params=PARKS)
def park(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory):
    """Return the devices and configurations of an example park."""
    workspace = Workspace(tmp_path_factory.mktemp(request.param))
    intent = workspace.load_intent(request.param)
    network, _ = design(intent, workspace.load_allocations(request.param))
    return list(zip(network.devices, render(network, workspace.templates()), strict=True))


def test_every_line_of_a_template_is_in_the_rulebook_once(park) -> None:
    def walk(tree, level) -> None:
        for row, inside in tree.items():
            matches = [rule for rule in level.rules if rule.pattern.match(row)]
            assert len(matches) == 1, (row, [rule.row for rule in matches])
            walk(inside, matches[0].inside)

    for _, config in park:
        walk(read(config.text, config.platform).tree, vocabulary(config.platform))


def test_a_device_that_runs_what_is_wanted_needs_nothing(park) -> None:
    for device, config in park:
        assert ask(mask(config.text), config.text, device.os) is None, device.name


def test_a_new_device_takes_its_patch_and_then_needs_nothing(park) -> None:
    tried = set()
    for device, config in park:
        # One of each kind: they differ in numbers, and the lab is slow.
        if (device.role, device.os) in tried:
            continue
        tried.add((device.role, device.os))
        emulated = started(device.os, [port.name for port in device.ports])
        change = need(shown(emulated), config.text, device.os)
        assert change.deletions == 0
        enter(emulated, change.patch)
        assert ask(shown(emulated), config.text, device.os) is None, device.name
        assert emulated.same(started(device.os, emulated.ports, config.text))
