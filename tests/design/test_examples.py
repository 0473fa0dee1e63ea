"""Every example park of the library, from its files to configurations."""

import re
from pathlib import Path

import pytest

from parknet.design import design, review
from parknet.model.network import Allocations
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


def test_the_addressing_page_shows_what_design_gives_out() -> None:
    workspace = Workspace(Path(__file__).parents[2])
    network, given = design(workspace.load_intent("wuhan-industrial"), Allocations())
    page = (Path(__file__).parents[2] / "docs" / "addressing.md").read_text(encoding="utf-8")
    key, value = re.findall(r"^    (ports/\S+) (\S+)$", page, re.MULTILINE)[0]
    assert given.entries[key] == value
    aggregation, access = network.device("b03-agg"), network.device("b03-1f-acc1")
    interfaces = [
        address
        for svi in (*aggregation.svis, *access.svis)
        for address in (svi.ipv4, svi.ipv6)
        if address is not None
    ] + [aggregation.management4, aggregation.management6]
    known = {str(address) for address in interfaces}
    known |= {str(address.ip) for address in interfaces}
    known |= {str(address.network) for address in interfaces} | set(given.entries.values())
    example_column = [line.split("|")[-2] for line in page.splitlines() if line.startswith("| ")]
    addresses = re.findall(r"(?:10\.|2001:)[0-9a-f.:]+(?:/\d+)?", " ".join(example_column[1:]))
    assert len(addresses) >= 10
    assert set(addresses) - known == {"2001:db8:4200:300::/56"}
