"""A park with devices that no driver speaks to is designed and rendered, and told apart."""

import shutil
from pathlib import Path

import pytest

from parknet.drivers.fleet import Timeouts
from parknet.errors import StateError
from parknet.model.change import FailureKind
from parknet.pipeline.labs import lab_up
from parknet.pipeline.parks import Site
from parknet.pipeline.push import make_plan
from parknet.pipeline.reach import Reach
from parknet.vault import open_vault
from parknet.workspace import Workspace

CHECKOUT = Path(__file__).parents[2]
PARK = "wuhan-agricultural"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Return an example park whose gateway is of another maker."""
    park = tmp_path / "inventory" / "parks" / PARK
    shutil.copytree(CHECKOUT / "inventory" / "parks" / PARK, park)
    file = park / "park.yml"
    model = Workspace(tmp_path).load_intent(PARK).park.gateways[0].model
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace(model, "c9500-48y4c", 1), encoding="utf-8")
    return Site(Workspace(tmp_path), PARK)


def test_a_plan_says_which_devices_it_cannot_speak_to(site: Site, tmp_path: Path) -> None:
    stranger, *others = site.network.devices
    assert stranger.platform == "cisco_ios"
    assert f"hostname {stranger.name}\n" in site.configs[stranger.name].text
    nowhere = Reach(
        targets={},
        snmp={},
        vault=open_vault({"PARKNET_SECRET_SSH_PASSWORD": "x" * 12}, None, tmp_path / "vault.key"),
        snmp_user="parknet",
        rehearsal=False,
        timeouts=Timeouts(),
    )
    failures = {failure.device: failure for failure in make_plan(site, nowhere).failures}
    assert failures[stranger.name].kind is FailureKind.UNSUPPORTED
    assert "designs and renders Cisco IOS and IOS-XE" in failures[stranger.name].detail
    # The others were asked, and nobody knows where they are.
    assert all(failures[device.name].kind is not FailureKind.UNSUPPORTED for device in others)


def test_a_lab_names_what_it_cannot_emulate(site: Site) -> None:
    with pytest.raises(StateError, match=r"knows no Cisco IOS and IOS-XE: 1 of \d+ devices"):
        lab_up(site)
