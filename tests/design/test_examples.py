"""Every example park of the library, from its files to configurations."""

from pathlib import Path

import pytest

from parknet.design import design, review
from parknet.render import render
from parknet.workspace import Workspace

PARKS = Workspace(Path(__file__).parents[2]).parks()


@pytest.mark.parametrize("park", PARKS)
def test_an_example_park_has_no_problem_and_renders_whole(park: str, tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    intent = workspace.load_intent(park)
    assert review(intent, workspace.load_register(park)) == []
    network, _ = design(intent, workspace.load_allocations(park))
    configs = render(network, workspace.templates())
    assert [config.device for config in configs] == [device.name for device in network.devices]
    assert len({device.name for device in network.devices}) == len(network.devices)


@pytest.mark.parametrize("park", PARKS)
def test_what_an_example_park_was_given_survives_its_file(park: str, tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    intent = workspace.load_intent(park)
    network, given = design(intent, workspace.load_allocations(park))
    assert workspace.save_allocations(park, given)
    again = workspace.load_allocations(park)
    assert again == given
    assert design(intent, again) == (network, given)
    assert not workspace.save_allocations(park, given)
