"""The drivers as any NAPALM program uses them; displays follow the command references [D]."""

import warnings
from pathlib import Path

import napalm
import pytest
from napalm.base import models
from napalm.base.exceptions import MergeConfigException
from napalm.base.test import helpers
from napalm.base.test.getters import BaseTestGetters

from custom_napalm import h3c_comware, huawei_vrp
from parknet.errors import CommandRejectedError, DeviceError, DeviceUnreachableError
from tests.drivers.emulated import INVERSE, PATCH, PLATFORM, SECRETS, SYSTEMS, Emulated
from tests.drivers.far_end import PASSWORD, Far, Table

CUSTOM = Path(h3c_comware.__file__).parent
# The fleet gives the way back; what other programs get is in test_napalm_config.
FLEETS = {"inverse": ()}
# Systems on which nothing takes a change back but a restart, which has tests of its own.
UNTIMED = ("rgos",)
VRP5_TABLE = {
    "display version": (
        "Huawei Versatile Routing Platform Software\r\n"
        "VRP (R) software, Version 5.170 (S5735 V200R019C10SPC500)\r\n"
        "Copyright (C) 2000-2020 HUAWEI TECH Co., Ltd.\r\n"
        "HUAWEI S5735-L24T4X-A Routing Switch uptime is 0 week, 3 days, 2 hours, 41 minutes"
    ),
    "display esn": "ESN of slot 0: 2102113XYZ10K3000001",
    "display current-configuration": (
        "!Software Version V200R019C10SPC500\r\n#\r\nsysname sw1\r\n#\r\nvlan batch 10 30 to 31\r\n"
        "#\r\nvlan 10\r\n name office\r\n#\r\ninterface Vlanif10\r\n"
        " ip address 10.20.12.1 255.255.255.0\r\n"
        " ipv6 enable\r\n ipv6 address 2001:DB8::1/64\r\n#\r\ninterface GigabitEthernet0/0/1\r\n"
        " port link-type access\r\n port default vlan 10\r\n#\r\n"
        "interface XGigabitEthernet0/0/1\r\n"
        " port link-type trunk\r\n port trunk allow-pass vlan 10 30 to 31\r\n#\r\nreturn"
    ),
    "display interface": (
        "GigabitEthernet0/0/1 current state : UP\r\nLine protocol current state : UP\r\n"
        "Description:b03/1F-001\r\n"
        "Switch Port, Link-type : access(negotiated),\r\n"
        "PVID :   10, TPID : 8100(Hex), The Maximum Frame Length is 9216\r\n"
        "IP Sending Frames' Format is PKTFMT_ETHNT_2, Hardware address is 4c1f-cc00-0001\r\n"
        "Port Mode: COMMON COPPER\r\nSpeed : 1000,  Loopback: NONE\r\n"
        "Duplex: FULL,  Negotiation: ENABLE\r\n\r\n"
        "XGigabitEthernet0/0/1 current state : Administratively DOWN\r\n"
        "Line protocol current state : DOWN\r\nDescription:\r\n"
        "IP Sending Frames' Format is PKTFMT_ETHNT_2, Hardware address is 4c1f-cc00-0002"
    ),
    "display lldp neighbor brief": (
        "Local Intf   Neighbor Dev             Neighbor Intf             Exptime(s)\r\n"
        "XGE0/0/1     core 1                   Ten-GigabitEthernet1/0/3  101"
    ),
}
COMWARE_TABLE = {
    "display version": (
        "H3C Comware Software, Version 7.1.070, Release 6126P20\r\n"
        "Copyright (c) 2004-2020 New H3C Technologies Co., Ltd. All rights reserved.\r\n"
        "H3C S5560X-30C-EI uptime is 1 week, 0 days, 0 hours, 5 minutes"
    ),
    "display device manuinfo": "Slot 1 CPU 0:\r\nDEVICE_SERIAL_NUMBER : 219801A1KQ9187Q00012",
    "display current-configuration": (
        "#\r\n version 7.1.070, Release 6126P20\r\n#\r\n sysname sw1\r\n#\r\n"
        "vlan 1\r\n#\r\nvlan 10\r\n"
        " name office\r\n#\r\nvlan 30 to 31\r\n#\r\ninterface Vlan-interface10\r\n"
        " ip address 10.20.12.1 255.255.255.0\r\n ipv6 address 2001:DB8::1/64\r\n#\r\n"
        "interface GigabitEthernet1/0/1\r\n port access vlan 10\r\n#\r\n"
        "interface Ten-GigabitEthernet1/0/1\r\n port link-type trunk\r\n"
        " port trunk permit vlan 10 30 to 31\r\n#\r\n ssh server enable\r\n#\r\nreturn"
    ),
    "display interface": (
        "GigabitEthernet1/0/1\r\nCurrent state: UP\r\nLine protocol state: UP\r\n"
        "IP packet frame type: Ethernet II, hardware address: 4c1f-cc00-0001\r\n"
        "Description: b03/1F-001\r\nBandwidth: 1000000 kbps\r\n"
        "1000Mbps-speed mode, full-duplex mode\r\nMaximum frame length: 9216\r\n\r\n"
        "Ten-GigabitEthernet1/0/1\r\nCurrent state: Administratively DOWN\r\n"
        "Line protocol state: DOWN\r\n"
        "IP packet frame type: Ethernet II, hardware address: 4c1f-cc00-0002\r\nDescription: "
    ),
    "display lldp neighbor-information list": (
        "Chassis ID : * -- -- Nearest nontpmr bridge neighbor\r\n"
        "             # -- -- Nearest customer bridge neighbor\r\n"
        "             Default -- -- Nearest bridge neighbor\r\n"
        "System Name          Local Interface Chassis ID      Port ID\r\n"
        "core 1               XGE1/0/1        000f-e25d-ee91  Ten-GigabitEthernet1/0/3"
    ),
}
TABLES = {"huawei_vrp": VRP5_TABLE, "h3c_comware": COMWARE_TABLE}
PORTS = {
    "huawei_vrp": ("Vlanif10", "GigabitEthernet0/0/1", "XGigabitEthernet0/0/1"),
    "h3c_comware": ("Vlan-interface10", "GigabitEthernet1/0/1", "Ten-GigabitEthernet1/0/1"),
}
UPLINK = {"huawei_vrp": "XGE0/0/1", "h3c_comware": "XGE1/0/1"}
NAMES = tuple(TABLES)


def of_table(far: Far, name: str):
    prompts = {"system-view": "[sw1]", "return": "<sw1>"}
    target = far.serve(Table(replies=TABLES[name], prompts=prompts), platform=name)
    driver = napalm.get_network_driver(name)(
        target.host,
        target.username,
        PASSWORD,
        optional_args={"port": target.port, "known_hosts": target.known_hosts, **FLEETS},
    )
    driver.open()
    return driver


def of_lab(emulated: Emulated, os: str, **arguments):
    target = emulated.targets[os]
    where = {"port": target.port, "known_hosts": target.known_hosts, **FLEETS}
    driver = napalm.get_network_driver(PLATFORM[os])(
        target.host,
        target.username,
        SECRETS["ssh-password"],
        timeout=5,
        optional_args=where | arguments,
    )
    driver.open()
    return driver


def test_napalm_finds_our_drivers_by_the_names_of_our_platforms() -> None:
    assert napalm.get_network_driver("huawei_vrp") is huawei_vrp.HuaweiVrpDriver
    assert napalm.get_network_driver("h3c_comware") is h3c_comware.H3cComwareDriver


@pytest.mark.parametrize("name", sorted(path.stem for path in CUSTOM.glob("*.py")))
def test_the_drivers_have_napalms_own_signatures(name: str) -> None:
    conformance = BaseTestGetters()
    conformance.driver = napalm.get_network_driver(name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        conformance.test_method_signatures()


@pytest.mark.parametrize("name", NAMES)
def test_facts_follow_napalms_model(far: Far, name: str) -> None:
    with of_table(far, name) as driver:
        facts = driver.get_facts()
    assert helpers.test_model(models.FactsDict, facts)
    assert (
        facts
        == {
            "huawei_vrp": {
                "vendor": "Huawei",
                "model": "S5735-L24T4X-A",
                "os_version": "5.170 S5735 V200R019C10SPC500",
                "serial_number": "2102113XYZ10K3000001",
                "uptime": 268860.0,
                "hostname": "sw1",
                "fqdn": "sw1",
                "interface_list": list(PORTS["huawei_vrp"]),
            },
            "h3c_comware": {
                "vendor": "H3C",
                "model": "S5560X-30C-EI",
                "os_version": "7.1.070 Release 6126P20",
                "serial_number": "219801A1KQ9187Q00012",
                "uptime": 605100.0,
                "hostname": "sw1",
                "fqdn": "sw1",
                "interface_list": list(PORTS["h3c_comware"]),
            },
        }[name]
    )


@pytest.mark.parametrize("name", NAMES)
def test_interfaces_follow_napalms_model(far: Far, name: str) -> None:
    with of_table(far, name) as driver:
        found = driver.get_interfaces()
    assert all(helpers.test_model(models.InterfaceDict, entry) for entry in found.values())
    _, outlet, uplink = PORTS[name]
    assert found == {
        outlet: {
            "is_up": True,
            "is_enabled": True,
            "description": "b03/1F-001",
            "last_flapped": -1.0,
            "speed": 1000.0,
            "mtu": 9216,
            "mac_address": "4C:1F:CC:00:00:01",
        },
        uplink: {
            "is_up": False,
            "is_enabled": False,
            "description": "",
            "last_flapped": -1.0,
            "speed": -1.0,
            "mtu": -1,
            "mac_address": "4C:1F:CC:00:00:02",
        },
    }


@pytest.mark.parametrize("name", NAMES)
def test_addresses_follow_napalms_model(far: Far, name: str) -> None:
    with of_table(far, name) as driver:
        found = driver.get_interfaces_ip()
    assert found == {
        PORTS[name][0]: {
            "ipv4": {"10.20.12.1": {"prefix_length": 24}},
            "ipv6": {"2001:db8::1": {"prefix_length": 64}},
        }
    }


@pytest.mark.parametrize("name", NAMES)
def test_neighbours_keep_names_with_blanks(far: Far, name: str) -> None:
    with of_table(far, name) as driver:
        found = driver.get_lldp_neighbors()
    entry = {"hostname": "core 1", "port": "Ten-GigabitEthernet1/0/3"}
    assert found == {UPLINK[name]: [entry]}
    assert helpers.test_model(models.LLDPNeighborDict, entry)


@pytest.mark.parametrize("name", NAMES)
def test_vlans_list_their_members(far: Far, name: str) -> None:
    with of_table(far, name) as driver:
        found = driver.get_vlans()
    assert all(helpers.test_model(models.VlanDict, entry) for entry in found.values())
    _, outlet, uplink = PORTS[name]
    assert found["10"] == {"name": "office", "interfaces": [outlet, uplink]}
    assert found["31"]["interfaces"] == [uplink]
    assert set(found) == {"1", "10", "30", "31"}


@pytest.mark.parametrize("os", SYSTEMS)
def test_a_sanitised_configuration_holds_no_secret_and_the_plain_one_is_the_devices(
    emulated: Emulated, os: str
) -> None:
    with of_lab(emulated, os) as driver:
        shown = driver.get_config(sanitized=True)
        plain = driver.get_config("running")
    assert helpers.test_model(models.ConfigurationDict, shown)
    assert "<<secret>>" in shown["running"]
    assert shown["running"] == shown["startup"]
    assert "<<secret>>" not in plain["running"]
    assert plain["startup"] == ""


@pytest.mark.parametrize("os", SYSTEMS)
def test_the_life_cycle_runs_as_napalm_describes_it(emulated: Emulated, os: str) -> None:
    with of_lab(emulated, os, inverse=INVERSE[os], allow_reboot=os not in UNTIMED) as driver:
        before = driver.get_config("running", sanitized=True)["running"]
        driver.load_merge_candidate(config="\n".join(PATCH[os]))
        assert "second" in driver.compare_config()
        driver.commit_config(revert_in=None if os in UNTIMED else 300)
        assert driver.has_pending_commit()
        driver.confirm_commit()
        assert not driver.has_pending_commit()
        after = driver.get_config("running", sanitized=True)["running"]
        assert "second" in after
        driver.rollback()
        assert driver.get_config("running", sanitized=True)["running"] == before


@pytest.mark.parametrize("os", SYSTEMS)
def test_a_discarded_candidate_changes_nothing(emulated: Emulated, os: str) -> None:
    with of_lab(emulated, os) as driver:
        before = driver.get_config("running", sanitized=True)["running"]
        driver.load_merge_candidate(config="\n".join(PATCH[os]))
        driver.discard_config()
        assert driver.compare_config() == ""
        with pytest.raises(MergeConfigException, match="nothing is loaded"):
            driver.commit_config()
        assert driver.get_config("running", sanitized=True)["running"] == before


def test_vrp8_shows_its_own_difference(emulated: Emulated) -> None:
    with of_lab(emulated, "vrp8") as driver:
        driver.load_merge_candidate(config="\n".join(PATCH["vrp8"]))
        shown = driver.compare_config()
    assert "- port default vlan 10" in shown
    assert "+ port default vlan 30" in shown


@pytest.mark.parametrize("os", SYSTEMS)
def test_a_second_commit_waits_for_the_first(emulated: Emulated, os: str) -> None:
    with of_lab(emulated, os, allow_reboot=True) as driver:
        driver.load_merge_candidate(config="\n".join(PATCH[os]))
        revert_in = None if os in UNTIMED else 300
        driver.commit_config(revert_in=revert_in)
        with pytest.raises(DeviceError):
            # EOS refuses another draft already.
            driver.load_merge_candidate(config="\n".join(PATCH[os]))
            driver.commit_config(revert_in=revert_in)


def test_a_reboot_on_a_timer_needs_leave(emulated: Emulated) -> None:
    with of_lab(emulated, "vrp5") as driver:
        driver.load_merge_candidate(config="\n".join(PATCH["vrp5"]))
        with pytest.raises(CommandRejectedError, match="only by rebooting"):
            driver.commit_config(revert_in=300)
    assert emulated.devices["vrp5"].reboot is None


def test_a_device_that_saves_by_itself_is_not_rebooted_on_a_timer(far: Far) -> None:
    running = VRP5_TABLE["display current-configuration"].replace(
        "#\r\nreturn", "#\r\nset save-configuration interval 60\r\n#\r\nreturn"
    )
    table = Table(
        replies=VRP5_TABLE
        | {
            "display current-configuration": running,
            "compare configuration": (
                "The current configuration is the same as the next startup configuration file."
            ),
        },
        prompts={"system-view": "[sw1]", "return": "<sw1>"},
    )
    target = far.serve(table)
    driver = napalm.get_network_driver("huawei_vrp")(
        target.host,
        target.username,
        PASSWORD,
        optional_args={
            "port": target.port,
            "known_hosts": target.known_hosts,
            "allow_reboot": True,
        },
    )
    with driver:
        driver.load_merge_candidate(config="vlan 7")
        with pytest.raises(CommandRejectedError, match="saves by itself"):
            driver.commit_config(revert_in=300)
    assert "vlan 7" not in table.lines


@pytest.mark.parametrize("seconds", [0, 59, 65536])
def test_vrp8_takes_only_the_times_that_the_device_takes(emulated: Emulated, seconds: int) -> None:
    with of_lab(emulated, "vrp8") as driver:
        driver.load_merge_candidate(config="vlan 30\ndescription x\nquit")
        with pytest.raises(ValueError, match="60 to 65535"):
            driver.commit_config(revert_in=seconds)


def test_a_file_of_commands_is_loaded_like_a_text(emulated: Emulated, tmp_path: Path) -> None:
    path = tmp_path / "patch.txt"
    path.write_bytes("\r\n".join(PATCH["vrp8"]).encode())
    with of_lab(emulated, "vrp8") as driver:
        driver.load_merge_candidate(filename=str(path))
        assert "second" in driver.compare_config()


def test_a_closed_driver_says_so(emulated: Emulated) -> None:
    driver = of_lab(emulated, "vrp8")
    assert driver.is_alive() == {"is_alive": True}
    driver.close()
    assert driver.is_alive() == {"is_alive": False}
    with pytest.raises(DeviceUnreachableError, match="not open"):
        driver.get_config()


def test_commands_are_run_as_they_are(emulated: Emulated) -> None:
    with of_lab(emulated, "vrp8") as driver:
        assert "VRP (R) software" in driver.cli(["display version"])["display version"]


@pytest.mark.parametrize(
    ("reply", "is_error"),
    [
        ("", False),
        ("Please wait... Done.", False),
        ("Configuring GigabitEthernet1/0/1 done.", False),
        ("Warning: the VLAN is not in use.", False),
        ("Info: not saved yet.", False),
        ("The VLAN does not exist.", True),
        ("The operation was not done.", True),
        ("Failed to set the address.", True),
        ("     ^\r\n % Wrong parameter found at '^' position.", True),
        ("Permission denied.", True),
    ],
)
def test_comware_takes_what_is_not_known_to_be_harmless_for_an_error(
    far: Far, reply: str, is_error: bool
) -> None:
    table = Table(
        replies=COMWARE_TABLE | {"vlan 7": reply},
        prompts={"system-view": "[sw1]", "return": "<sw1>"},
    )
    target = far.serve(table)
    driver = napalm.get_network_driver("h3c_comware")(
        target.host,
        target.username,
        PASSWORD,
        optional_args={"port": target.port, "known_hosts": target.known_hosts, **FLEETS},
    )
    with driver:
        driver.load_merge_candidate(config="vlan 7")
        if is_error:
            with pytest.raises(CommandRejectedError):
                driver.commit_config(revert_in=60)
        else:
            driver.commit_config(revert_in=60)
