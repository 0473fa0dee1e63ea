"""A park with devices that no driver speaks to is designed and rendered, and told apart."""

import shutil
from pathlib import Path

import pytest

from parknet.drivers.fleet import Timeouts
from parknet.model.change import FailureKind
from parknet.pipeline.parks import Site
from parknet.pipeline.push import make_plan
from parknet.pipeline.reach import Reach
from parknet.vault import open_vault
from parknet.workspace import Workspace

CHECKOUT = Path(__file__).parents[2]
PARK = "wuhan-agricultural"


@pytest.fixture
def controlled(tmp_path: Path) -> Site:
    """Return an example park with a WLAN controller, an SSID, and one access point on its list."""
    park = tmp_path / "inventory" / "parks" / PARK
    shutil.copytree(CHECKOUT / "inventory" / "parks" / PARK, park)
    with (park / "park.yml").open("a", encoding="utf-8") as file:
        file.write(CONTROLLER)
    building = park / "buildings" / "b01.yml"
    text = building.read_text(encoding="utf-8")
    # Without quotes YAML 1.1 reads these digits and colons as a number of base 60.
    macs = '{macs: {AP11: "00:10:20:30:40:50"}, names: AP11'
    building.write_text(text.replace("{names: AP11", macs), encoding="utf-8")
    return Site(Workspace(tmp_path), PARK)


CONTROLLER = """
controllers:
  - {device: ac-1, model: ac6605-26-pwr, links: 2}
wlan:
  ssids:
    - {ssid: park-staff, segment: wifi, security: psk, secret: wlan-staff}
"""


def test_a_plan_goes_on_without_a_controller(controlled: Site, tmp_path: Path) -> None:
    text = controlled.configs["ac-1"].text
    assert "ap-mac 0010-2030-4050" in text
    nowhere = Reach(
        targets={},
        snmp={},
        vault=open_vault({"PARKNET_SECRET_SSH_PASSWORD": "x" * 12}, None, tmp_path / "vault.key"),
        snmp_user="parknet",
        rehearsal=False,
        timeouts=Timeouts(),
    )
    failures = {failure.device: failure for failure in make_plan(controlled, nowhere).failures}
    assert failures["ac-1"].kind is FailureKind.UNSUPPORTED
    assert "designs and renders Huawei AC" in failures["ac-1"].detail
    assert len(failures) == len(controlled.network.devices)
    others = {failures[name].kind for name in failures if name != "ac-1"}
    assert FailureKind.UNSUPPORTED not in others
