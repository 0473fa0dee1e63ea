"""Routing tables on emulated devices: each is joined by its own links, and by nothing else."""

import pytest

from parknet.design import design
from parknet.lab.dayzero.devices import day_zero
from parknet.lab.park import Lab
from parknet.model.network import Allocations, Network
from parknet.render import render
from tests.conformance.full_park import ASKED_OF_SEGMENTS, DEMANDS, full_park
from tests.lab.parks import SECRETS
from tests.render.regenerate import templates_of_checkout

KITS = ("vrp5", "vrp8", "comware7")
ONLY_TABLES = tuple(name for name in (*DEMANDS, *ASKED_OF_SEGMENTS) if name != "vrf")


def lab_of(kit: str) -> tuple[Network, Lab]:
    network, _ = design(full_park(kit, ONLY_TABLES), Allocations())
    texts = {c.device: c.text for c in render(network, templates_of_checkout())}
    return network, Lab(network, texts, SECRETS)


@pytest.mark.parametrize("kit", KITS)
def test_a_park_with_tables_is_taken_and_reached(kit: str) -> None:
    network, lab = lab_of(kit)
    assert lab.refused == {}
    assert all(lab.is_reached(device.name) for device in network.devices)
    carrying = {device.name for device in network.devices if device.vrfs}
    assert lab.joined_in("tenant-a") == carrying
    assert lab.joined_in("tenant-b") == set()


@pytest.mark.parametrize("kit", KITS)
def test_day_zero_knows_no_tables(kit: str) -> None:
    network, _ = design(full_park(kit, ONLY_TABLES), Allocations())
    lab = Lab(network, {d.name: day_zero(d) for d in network.devices}, SECRETS)
    assert lab.refused == {}
    assert all(lab.is_reached(device.name) for device in network.devices)
    assert lab.joined_in("tenant-a") == set()


@pytest.mark.parametrize("kit", KITS)
def test_management_does_not_ride_in_a_table(kit: str) -> None:
    """With its own link VLAN shut, a building is lost although its table still has a way."""
    network, lab = lab_of(kit)
    building = network.device("b03-agg")
    for svi in building.svis:
        if svi.role == "link" and not svi.vrf:
            lab.configure("b03-agg", f"interface {svi.name}", "shutdown")
    assert not lab.is_reached("b03-agg")
    assert "b03-agg" in lab.joined_in("tenant-a")


@pytest.mark.parametrize("kit", KITS)
def test_a_table_is_cut_off_by_its_own_links_alone(kit: str) -> None:
    network, lab = lab_of(kit)
    for svi in network.device("b03-agg").svis:
        if svi.role == "link" and svi.vrf:
            lab.configure("b03-agg", f"interface {svi.name}", "shutdown")
    assert lab.is_reached("b03-agg")
    assert "b03-agg" not in lab.joined_in("tenant-a")


@pytest.mark.parametrize("kit", KITS)
def test_a_device_drops_an_interface_s_addresses_when_it_moves(kit: str) -> None:
    network, lab = lab_of(kit)
    svi = next(svi for svi in network.device("b03-agg").svis if svi.vrf and svi.segment)
    undo = "undo ip binding vpn-instance" + (" tenant-a" if kit != "comware7" else "")
    lab.configure("b03-agg", f"interface {svi.name}", undo)
    block = lab.running("b03-agg").split(f"\ninterface {svi.name}\n")[1].split("\n#")[0]
    assert block.split("\n") == [f" description {svi.description}"]
