"""A park that may announce nothing of one IP version tells carriers nothing of it.

Private IPv4 pools are announced to nobody. A prefix list that is named and does not exist permits
everything on most platforms: what one carrier tells would go on to the other.
"""

import re
from dataclasses import replace

import pytest

from parknet.design import design
from parknet.lab.tree import Config
from parknet.model.network import Allocations, DevicePlan
from parknet.render import render
from tests.conformance.full_park import KITS, dressed, plain_park
from tests.conformance.linux_parks import full_park
from tests.conformance.test_conformance import reader
from tests.dialect import devices
from tests.dialect.asking import ask, need
from tests.dialect.devices import enter, started
from tests.render.regenerate import templates_of_checkout

NETWORKS = {kit: dressed(design(plain_park(kit), Allocations())[0]) for kit in KITS}
NETWORKS["debian12"] = full_park()


def shown(config: Config) -> str:
    """Return what a device shows, every secret masked as a driver masks it."""
    text = devices.shown(config)
    return re.sub(r"( (?:irreversible-cipher|cipher)) (?!<<|auth)\S+", r"\1 <<secret>>", text)


def gateway(kit: str, version: int) -> tuple[DevicePlan, str]:
    """Return a gateway that announces one IP version only, and its text."""
    network = NETWORKS[kit]
    device = next(d for d in network.devices if d.role == "gateway")
    assert device.bgp is not None
    kept = tuple(prefix for prefix in device.bgp.announces if prefix.version == version)
    device = replace(device, bgp=replace(device.bgp, announces=kept))
    one = replace(network, devices=(device,))
    return device, render(one, templates_of_checkout())[0].text


@pytest.mark.parametrize("version", [4, 6])
@pytest.mark.parametrize("kit", NETWORKS)
def test_nothing_is_announced_of_the_other_version(kit: str, version: int) -> None:
    device, text = gateway(kit, version)
    assert device.bgp is not None
    found = reader(device.platform)(text).bgp  # which refuses a list that does not exist
    assert found is not None
    assert found[2] == frozenset(map(str, device.bgp.announces))


@pytest.mark.parametrize("version", [4, 6])
@pytest.mark.parametrize("kit", ["vrp8", "comware7"])
def test_devices_take_it_and_change_it(kit: str, version: int) -> None:
    device, text = gateway(kit, version)
    _, other = gateway(kit, 10 - version)
    secrets = reader(device.platform)(text).secrets
    config = started(device.os, [port.name for port in device.ports], text)
    assert ask(shown(config), text, device.os, current_secrets=secrets) is None
    enter(config, need(shown(config), other, device.os, current_secrets=secrets).patch)
    assert ask(shown(config), other, device.os, current_secrets=secrets) is None
