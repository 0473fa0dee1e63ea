"""NAPALM's own tests of a driver's configuration life cycle, on emulated devices."""

from pathlib import Path

import napalm
import pytest
from napalm.base.test.base import TestConfigNetworkDriver as Life

from tests.drivers.emulated import PLATFORM, SECRETS, Emulated

Life.__test__ = False  # it is run by name below

# By system: how lines begin that make a VLAN and describe the first port.
WORDS = {
    "vrp5": ("vlan 77\n", " description first", "vlan batch 10 30", "vlan batch 10 30 77"),
    "vrp8": ("vlan 77\n", " description first", "vlan batch 10 30", "vlan batch 10 30 77"),
    "comware7": ("vlan 77\n", " description first", "vlan 30\n", "vlan 30\n#\nvlan 77\n"),
    "iosxe": ("vlan 77\n", " description first", "vlan 30\n", "vlan 30\n!\nvlan 77\n"),
    "eos": ("vlan 77\n", "   description first", "vlan 30\n", "vlan 30\n!\nvlan 77\n"),
    "rgos": ("vlan 77\n", " description first", "vlan 30\n", "vlan 30\n!\nvlan 77\n"),
}
WORDS |= {f"{os}_ac": WORDS[os] for os in ("vrp5", "comware7", "rgos")}

# What `compare_config` says: of a candidate the device's own words, else the difference itself.
OTHER = "interface {}\n- description first\n+ description other\n+vlan 77"
REPLACED = {
    "vrp5": OTHER.format("GigabitEthernet0/0/1"),
    "comware7": OTHER.format("GigabitEthernet1/0/1"),
    "iosxe": OTHER.format("GigabitEthernet1/0/1"),
    "rgos": OTHER.format("GigabitEthernet 0/1"),
    "vrp5_ac": OTHER.format("GigabitEthernet0/0/1"),
    "comware7_ac": OTHER.format("GigabitEthernet1/0/1"),
    "rgos_ac": OTHER.format("GigabitEthernet 0/1"),
    "vrp8": """- vlan batch 10 30
+ vlan batch 10 30 77
  #
  interface GigabitEthernet0/0/1
 - description first
 + description other""",
    "eos": """@@ -18,8 +18,10 @@
 !
 vlan 30
 !
+vlan 77
+!
 interface Ethernet1
-   description first
+   description other
    switchport access vlan 10
 !
 interface Ethernet2""",
}
MERGED = dict.fromkeys(WORDS, "-vlan 77") | {
    "vrp8": "- vlan batch 10 30 77\n+ vlan batch 10 30",
    "eos": """@@ -18,8 +18,6 @@
 !
 vlan 30
 !
-vlan 77
-!
 interface Ethernet1
    description first
    switchport access vlan 10""",
}


@pytest.fixture(params=sorted(WORDS))
def life(request: pytest.FixtureRequest, tmp_path: Path):
    """Yield NAPALM's tests over an open driver, with the files that they read."""
    os = request.param
    vlan, description, before, after = WORDS[os]
    park = Emulated(tmp_path, (os,))
    driver = open_driver(park, os)
    initial = driver.get_config("running")["running"]
    assert before in initial
    assert description in initial
    good = initial.replace(description, description.replace("first", "other"), 1)
    good = good.replace(before, after, 1)
    files = tmp_path / "vendor"
    files.mkdir()
    (files / "initial.conf").write_text(initial)
    (files / "new_good.conf").write_text(good)
    (files / "new_typo.conf").write_text(good.replace(" description", " descripption", 1))
    (files / "merge_good.conf").write_text(vlan)
    (files / "merge_typo.conf").write_text(f"{vlan}no such line at all\n")
    (files / "new_good.diff").write_text(REPLACED[os])
    (files / "merge_good.diff").write_text(MERGED[os])
    case = type("Case", (Life,), {"assertEqual": _equal, "assertTrue": _true})()
    case.vendor, case.device = str(files), driver
    yield case
    driver.close()
    park.close()


def open_driver(park: Emulated, os: str):
    target = park.targets[os]
    driver = napalm.get_network_driver(PLATFORM[os])(
        target.host,
        target.username,
        SECRETS["ssh-password"],
        optional_args={"port": target.port, "known_hosts": str(target.known_hosts)},
    )
    driver.open()
    return driver


def _equal(_: object, one: object, other: object) -> None:
    assert one == other


def _true(_: object, value: object) -> None:
    assert value


NAPALMS = [name for name in dir(Life) if name.startswith("test_") and name != "test_load_template"]


@pytest.mark.parametrize("name", NAPALMS)
def test_napalms_own_test_passes(name: str, life) -> None:
    before = life.device.get_config("running", sanitized=True)["running"]
    getattr(life, name)()
    assert life.device.get_config("running", sanitized=True)["running"] == before
