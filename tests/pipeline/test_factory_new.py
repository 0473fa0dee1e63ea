"""Devices as they leave their factories: from the first DHCP offer to an empty second plan."""

import json
import re
import shutil
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from parknet.cli.entry import run
from parknet.deploy.terms import RollOutPolicy
from parknet.lab.dayzero.factory import FactoryDevice, FirstBootError, Started
from parknet.model.change import Grade, OutcomeStatus
from parknet.pipeline.logins import first_boot_login, logins_of
from parknet.pipeline.parks import Site
from parknet.pipeline.push import apply_plan, make_plan
from parknet.pipeline.ztp import write_day_zero
from parknet.pipeline.ztp_server import Handout, day_zero_server
from parknet.workspace import Workspace
from tests.pipeline.arista import PARK, arista_park
from tests.pipeline.openwrt_park import openwrt_park
from tests.pipeline.rig import Rig, rig_of
from tests.pipeline.tftp import tftp_server

POLICY = RollOutPolicy(revert_in_s=300, error_budget=0)
CODES = {"boot-file-name": 67, "tftp-server-name": 66, "parknet-tftp-address": 150}


def huawei_park(root: Path) -> Path:
    """Make a park of VRP 8, whose access switches run VRP 5."""
    assert run(["init", str(root)]) == 0
    building = root / "inventory/parks/my-park/buildings/b01.yml"
    text = building.read_text(encoding="utf-8")
    assert "s5735-l24p4xe-a-v2" in text
    building.write_text(text.replace("s5735-l24p4xe-a-v2", "s5735-l24p4x-a1"), encoding="utf-8")
    park = root / "inventory/parks/my-park/park.yml"
    text = park.read_text(encoding="utf-8").replace("ownership: observe", "ownership: enforce")
    text = text.replace("# unverified: [", "unverified: [snmpv3-sha256, vty-acl, ")
    park.write_text(text, encoding="utf-8")
    return root


def h3c_park(root: Path) -> Path:
    folder = root / "inventory/parks" / PARK
    shutil.copytree(Workspace(root).library / "inventory/parks" / PARK, folder)
    return root


def serials_of(site: Site) -> dict[str, str]:
    """Return a serial number for each device, which is a MAC address as well."""
    names = [device.name for device in site.network.devices]
    return {name: f"02000000{at:04X}" for at, name in enumerate(names)}


def with_serials(root: Path, park: str) -> Site:
    """Write serial numbers of all devices into a park."""
    serials = ", ".join(
        f"{name}: '{serial}'" for name, serial in serials_of(Site(Workspace(root), park)).items()
    )
    file = root / "inventory/parks" / park / "park.yml"
    text = file.read_text(encoding="utf-8")
    assert "\nmanagement:\n" in text
    new = f"\nmanagement:\n  serials: {{{serials}}}\n"
    file.write_text(text.replace("\nmanagement:\n", new), encoding="utf-8")
    return Site(Workspace(root), park)


def offer_of(kea: str, device: FactoryDevice) -> Mapping[int, str]:
    """Return what DHCP offers: the options of each class whose test the request passes."""
    offered: dict[int, str] = {}
    for one in json.loads(kea)["Dhcp4"]["client-classes"]:
        test = re.sub(
            r"substring\(option\[60\]\.hex, 0, (\d+)\)",
            lambda found: repr(device.vendor_class[: int(found[1])]),
            one["test"],
        )
        if eval(test, {"__builtins__": {}}):  # noqa: S307 - Kea's words, which are Python's too
            offered |= {CODES[option["name"]]: option["data"] for option in one["option-data"]}
    return offered


def first_boots(rig: Rig) -> dict[str, Started]:
    """Have every device start for the first time; each gets what it asks for."""
    vault, site = rig.reach.vault, rig.site
    with ExitStack() as stack:
        url = stack.enter_context(day_zero_server(Handout(site, vault), "127.0.0.1", 0))
        write_day_zero(site, vault, "127.0.0.1", url)
        folder = site.build / "ztp"
        port = stack.enter_context(tftp_server(folder))
        kea = (folder / "kea-day-zero.conf").read_text(encoding="utf-8")
        image = {
            f"/{path.relative_to(folder / 'openwrt')}": path.read_text(encoding="utf-8")
            for path in (folder / "openwrt").rglob("*")
            if path.is_file()
        }
        found = {}
        for name, serial in serials_of(site).items():
            device = FactoryDevice(site.network.device(name).os, serial, image, port)
            found[name] = device.start(offer_of(kea, device))
        return found


@pytest.mark.parametrize(
    ("make", "park", "systems"),
    [
        (arista_park, PARK, {"eos"}),
        (h3c_park, PARK, {"comware7"}),
        (huawei_park, "my-park", {"vrp5", "vrp8"}),
        (openwrt_park, PARK, {"openwrt2305", "comware7"}),
    ],
    ids=["eos", "comware", "vrp", "openwrt"],
)
def test_a_park_comes_up_from_the_factory_and_its_first_push_completes_it(
    make: Callable[[Path], Path], park: str, systems: set[str], tmp_path: Path
) -> None:
    make(tmp_path)
    site = with_serials(tmp_path, park)
    names = [device.name for device in site.network.devices]
    assert systems <= {device.os for device in site.network.devices}
    with rig_of(tmp_path, park, startup=dict.fromkeys(names, "")) as rig:
        assert not any(rig.lab.is_reached(name) for name in names)
        for name, started in first_boots(rig).items():
            rig.lab.restore(name, started.text)
            rig.lab.device(name).accounts = started.accounts
        assert all(rig.lab.is_reached(name) for name in names)
        reach = replace(rig.reach, logins=partial(logins_of, rig.site, rig.reach.vault))
        assert reach.logins() == {name: first_boot_login(name) for name in names}
        assert None not in reach.fleet("ssh-password").logs_in(names).values()
        plan = make_plan(rig.site, reach, frozenset({Grade.R}))
        assert plan.failures == ()
        assert {change.device for change in plan.changes} == set(names)
        _, outcomes = apply_plan(rig.site, reach, plan, POLICY, lambda _: None)
        assert {it.status for it in outcomes} == {OutcomeStatus.APPLIED}, outcomes
        again = make_plan(rig.site, reach, frozenset({Grade.R}))
        assert (again.changes, again.failures) == ((), ())
        assert reach.logins() == {}
        assert set(reach.fleet("ssh-password").logs_in(names).values()) == {None}
        handout = Handout(rig.site, rig.reach.vault)
        assert handout.is_over
        with pytest.raises(FirstBootError), day_zero_server(handout, "127.0.0.1", 0) as url:
            serial = serials_of(site)[names[0]]
            FactoryDevice("eos", serial).start({67: f"{url}/ztp/eos"})
