"""The EOS driver, beside what all drivers are tested for: drafts, timers, masks, displays."""

import warnings
from collections.abc import Iterator
from pathlib import Path

import napalm
import pytest
from hypothesis import given
from hypothesis import strategies as st
from napalm.base import models
from napalm.base.test import helpers
from napalm.base.test.getters import BaseTestGetters

from custom_napalm import arista_eos
from parknet.drivers.eos_text import mask_eos, waiting
from parknet.drivers.failures import NotUndoneError, OutcomeUnknownError
from parknet.drivers.napalm.hosts import occupants_of
from parknet.drivers.sessions import Timeouts
from parknet.errors import CommandRejectedError, DeviceError
from parknet.model.change import OutcomeStatus
from tests.drivers.emulated import INVERSE, PATCH, SECRETS, Emulated, change_of, read
from tests.drivers.far_end import PASSWORD, Far, Table

VERSION = (
    "Arista DCS-7050SX3-48YC8-F\r\nHardware version: 11.00\r\nSerial number: JPE19181498\r\n"
    "Hardware MAC address: fcbd.670f.5279\r\n\r\nSoftware image version: 4.29.4M\r\n"
    "Architecture: i686\r\n\r\nUptime: 1 week, 0 days, 20 hours and 15 minutes\r\n"
    "Total memory: 3982784 kB"
)
RUNNING = (
    "! Command: show running-config\r\n! device: sw1 (DCS-7050SX3-48YC8, EOS-4.29.4M)\r\n!\r\n"
    "hostname sw1\r\n!\r\nvlan 10\r\n   name office\r\n!\r\nvlan 30-31\r\n!\r\n"
    "interface Ethernet1\r\n   description b03/1F-001\r\n   switchport access vlan 10\r\n!\r\n"
    "interface Ethernet49/1\r\n   switchport trunk allowed vlan 10,30-31\r\n"
    "   switchport mode trunk\r\n!\r\n"
    "interface Vlan10\r\n   ip address 10.20.12.1/24\r\n   ipv6 address 2001:db8::1/64\r\n!\r\nend"
)
INTERFACES = (
    '{"interfaces": {"Ethernet1": {"lineProtocolStatus": "up", "interfaceStatus": "connected", '
    '"description": "b03/1F-001", "mtu": 9214, "bandwidth": 1000000000, '
    '"physicalAddress": "4c:1f:cc:00:00:01"}, "Ethernet49/1": {"lineProtocolStatus": "down", '
    '"interfaceStatus": "disabled", "description": "", "mtu": 9214, "bandwidth": 0, '
    '"physicalAddress": "4c:1f:cc:00:00:02"}}}'
)
NEIGHBOURS = (
    '{"lldpNeighbors": [{"port": "Ethernet49/1", "neighborDevice": "core 1", '
    '"neighborPort": "Ethernet3", "ttl": 120}]}'
)
REPLIES = {
    "terminal length 0": "Pagination disabled.",
    "terminal width 511": "Width set to 511 columns.",
    "show version": VERSION,
    "show running-config": RUNNING,
    "show interfaces | json": INTERFACES,
    "show lldp neighbors | json": NEIGHBOURS,
}


@pytest.fixture
def emulated(tmp_path: Path) -> Iterator[Emulated]:
    devices = Emulated(tmp_path, ("eos",))
    yield devices
    devices.close()


def of_table(far: Far, **replies: str):
    table = Table(replies=REPLIES | replies, prompt="sw1#")
    target = far.serve(table, platform="arista_eos")
    driver = napalm.get_network_driver("arista_eos")(
        target.host,
        target.username,
        PASSWORD,
        optional_args={"port": target.port, "known_hosts": target.known_hosts, "inverse": ()},
    )
    driver.open()
    return driver


def of_lab(emulated: Emulated, **arguments):
    target = emulated.targets["eos"]
    where = {"port": target.port, "known_hosts": target.known_hosts, "inverse": ()}
    driver = napalm.get_network_driver("arista_eos")(
        target.host,
        target.username,
        SECRETS["ssh-password"],
        timeout=5,
        optional_args={"persist_id": "parknet-1"} | where | arguments,
    )
    driver.open()
    return driver


def loaded(driver, os: str = "eos"):
    driver.load_merge_candidate(config="\n".join(PATCH[os]))
    return driver


def test_napalm_finds_it_and_it_has_napalms_signatures() -> None:
    assert napalm.get_network_driver("arista_eos") is arista_eos.AristaEosDriver
    conformance = BaseTestGetters()
    conformance.driver = arista_eos.AristaEosDriver
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        conformance.test_method_signatures()


# Getters


def test_getters_follow_napalms_models(far: Far) -> None:
    with of_table(far) as driver:
        facts, ports = driver.get_facts(), driver.get_interfaces()
        near, vlans = driver.get_lldp_neighbors(), driver.get_vlans()
        addresses = driver.get_interfaces_ip()
    assert helpers.test_model(models.FactsDict, facts)
    assert (facts["vendor"], facts["model"], facts["os_version"], facts["serial_number"]) == (
        "Arista", "DCS-7050SX3-48YC8-F", "4.29.4M", "JPE19181498",
    )  # fmt: skip
    assert facts["uptime"] == 604800 + 20 * 3600 + 15 * 60
    assert facts["interface_list"] == ["Ethernet1", "Ethernet49/1", "Vlan10"]
    assert all(helpers.test_model(models.InterfaceDict, port) for port in ports.values())
    assert ports["Ethernet1"]["speed"] == 1000.0
    assert (ports["Ethernet49/1"]["is_up"], ports["Ethernet49/1"]["is_enabled"]) == (False, False)
    assert near == {"Ethernet49/1": [{"hostname": "core 1", "port": "Ethernet3"}]}
    assert all(helpers.test_model(models.VlanDict, vlan) for vlan in vlans.values())
    assert vlans["10"] == {"name": "office", "interfaces": ["Ethernet1", "Ethernet49/1"]}
    assert vlans["31"]["interfaces"] == ["Ethernet49/1"]
    assert addresses["Vlan10"]["ipv6"] == {"2001:db8::1": {"prefix_length": 64}}


def test_what_is_no_arista_is_refused(far: Far) -> None:
    with pytest.raises(DeviceError, match="not Arista EOS"):
        of_table(far, **{"show version": "Cisco IOS Software, Version 15.2"})


def test_half_a_configuration_is_never_taken_for_a_whole_one(far: Far) -> None:
    with (
        of_table(far, **{"show running-config": RUNNING.removesuffix("\r\nend")}) as driver,
        pytest.raises(DeviceError, match="did not arrive whole"),
    ):
        driver.get_config("running")


def test_who_stands_at_the_lower_prompt_is_raised(emulated: Emulated) -> None:
    device = emulated.devices["eos"]
    emulated.on_loop(lambda: device.apply((), "no aaa authorization exec default"))
    with of_lab(emulated) as driver:
        assert driver.get_config("running")["running"].startswith("hostname eos\n")


# Drafts


def test_nothing_runs_before_the_commit_and_the_device_tells_what_will(emulated: Emulated) -> None:
    with of_lab(emulated) as driver:
        before = driver.get_config("running", sanitized=True)["running"]
        loaded(driver)
        assert "+   description second" in driver.compare_config().splitlines()
        assert driver.get_config("running", sanitized=True)["running"] == before


def test_a_difference_shows_no_secret(emulated: Emulated) -> None:
    with of_lab(emulated, secret=lambda _: "Other-secret-1") as driver:
        driver.load_merge_candidate(
            config="username parknet privilege 15 role network-admin secret sha512 <<secret:x>>"
        )
        shown = driver.compare_config()
    assert "+username parknet" in shown
    assert shown.count("<<secret>>") == 2
    assert "$6$" not in shown


def test_a_closed_driver_leaves_no_draft(emulated: Emulated) -> None:
    with of_lab(emulated) as driver:
        loaded(driver)
        assert set(emulated.devices["eos"].drafts) == {"parknet-1"}
    assert emulated.devices["eos"].drafts == {}


def test_a_refused_line_leaves_no_draft(emulated: Emulated) -> None:
    with of_lab(emulated) as driver:
        with pytest.raises(CommandRejectedError, match="Invalid input"):
            driver.load_merge_candidate(config="vlan 40\nfrobnicate 7")
        assert emulated.devices["eos"].drafts == {}
        assert driver.compare_config() == ""


def test_a_draft_of_a_process_that_was_cut_off_is_begun_anew(emulated: Emulated) -> None:
    emulated.devices["eos"].faults.drop_at_line = 3
    lost = of_lab(emulated)
    with pytest.raises(DeviceError):
        loaded(lost)
    lost.close()
    assert set(emulated.devices["eos"].drafts) == {"parknet-1"}
    with of_lab(emulated) as driver:
        driver.load_merge_candidate(config="vlan 40")
        assert "description" not in "".join(
            line for line in driver.compare_config().splitlines() if line[0] in "+-"
        )


def test_drafts_that_were_left_behind_do_not_block_a_device(emulated: Emulated) -> None:
    device = emulated.devices["eos"]
    for number in range(4):
        device.drafts[f"parknet-old{number}"] = device.running.copy()
    device.drafts["people"] = device.running.copy()
    with of_lab(emulated) as driver:
        loaded(driver)
        assert set(device.drafts) == {"people", "parknet-1"}


def test_what_others_changed_meanwhile_is_not_committed_over(emulated: Emulated) -> None:
    device = emulated.devices["eos"]
    with of_lab(emulated) as driver:
        loaded(driver)
        emulated.on_loop(lambda: device.apply((), "vlan 77"))
        with pytest.raises(CommandRejectedError, match="changed meanwhile"):
            driver.commit_config(revert_in=300)
    assert "vlan 77" in device.running.root.children
    assert device.drafts == {}


def test_a_draft_that_somebody_aborted_is_not_committed(emulated: Emulated) -> None:
    with of_lab(emulated) as driver:
        loaded(driver)
        emulated.devices["eos"].drafts.clear()
        with pytest.raises(CommandRejectedError, match="somebody aborted"):
            driver.commit_config(revert_in=300)
    assert emulated.devices["eos"].trial is None


def test_a_device_that_saves_at_every_commit_is_refused(emulated: Emulated) -> None:
    emulated.devices["eos"].saves_by_itself = True
    with of_lab(emulated) as driver, pytest.raises(CommandRejectedError, match="saves at every"):
        loaded(driver)


# Timers


@pytest.mark.parametrize("seconds", [0, -1, 86_400])
def test_a_timer_takes_less_than_a_day(emulated: Emulated, seconds: int) -> None:
    with of_lab(emulated) as driver, pytest.raises(ValueError, match="1 to 86399"):
        loaded(driver).commit_config(revert_in=seconds)


def test_another_object_confirms_by_name_and_only_by_that_name(emulated: Emulated) -> None:
    with of_lab(emulated) as driver:
        loaded(driver).commit_config(revert_in=330)
    with of_lab(emulated, persist_id="parknet-2") as driver:
        assert driver.has_pending_commit()
        with pytest.raises(DeviceError, match="session parknet-1 waits"):
            driver.confirm_commit()
    emulated.advance(329)
    with of_lab(emulated) as driver:
        driver.confirm_commit()
        assert not driver.has_pending_commit()
        assert not driver.is_unsaved
        with pytest.raises(DeviceError, match="no session waits"):
            driver.confirm_commit()
    emulated.advance(10_000)
    assert "description second" in emulated.devices["eos"].running.text()


def test_a_rollback_returns_to_what_ran_and_not_to_what_was_saved(emulated: Emulated) -> None:
    """NAPALM's own driver loads the startup configuration."""
    device = emulated.devices["eos"]
    emulated.on_loop(lambda: device.apply((), "vlan 55"))
    for confirms in (False, True):
        with of_lab(emulated, inverse=INVERSE["eos"]) as driver:
            before = driver.get_config("running", sanitized=True)["running"]
            loaded(driver).commit_config(revert_in=300)
            if confirms:
                driver.confirm_commit()
            driver.rollback()
            assert driver.get_config("running", sanitized=True)["running"] == before
        assert "vlan 55" in device.running.root.children


def test_a_confirmed_change_without_inverse_is_told_not_undone(emulated: Emulated) -> None:
    with of_lab(emulated) as driver:
        loaded(driver).commit_config(revert_in=300)
        driver.confirm_commit()
        with pytest.raises(NotUndoneError, match="no inverse"):
            driver.rollback()


def test_a_session_lost_in_the_commit_is_unknown_and_reverts(emulated: Emulated) -> None:
    device = emulated.devices["eos"]
    before = device.running.copy()
    device.faults.drop_in_commit = True
    with of_lab(emulated) as driver, pytest.raises(OutcomeUnknownError):
        loaded(driver).commit_config(revert_in=300)
    assert device.trial is not None
    emulated.advance(300)
    assert device.running.same(before)


def test_a_restart_between_commit_and_save_brings_back_what_was_saved(emulated: Emulated) -> None:
    fleet = emulated.fleet(timeouts=Timeouts(connect_s=5, reply_s=5))
    before = read(fleet, "eos")
    assert fleet.commit([change_of(before["eos"])], 300, "run-1")["eos"].status == "applied"
    emulated.on_loop(emulated.devices["eos"].restart)
    emulated.advance(200)
    assert read(fleet, "eos") == before
    outcome = emulated.fleet().confirm(["eos"], "run-1")["eos"]
    assert outcome.status is OutcomeStatus.UNKNOWN
    assert "no session waits" in outcome.detail


def test_a_full_flash_is_told(emulated: Emulated) -> None:
    with of_lab(emulated) as driver:
        loaded(driver).commit_config(revert_in=300)
        emulated.devices["eos"].faults.flash_full = True
        with pytest.raises(DeviceError, match="NOT saved"):
            driver.confirm_commit()


# Texts


@pytest.mark.parametrize(
    ("line", "masked"),
    [
        ("username a privilege 15 role r secret sha512 $6$x", "secret sha512 <<secret>>"),
        ("username a secret 5 $1$x", "secret 5 <<secret>>"),
        ("enable password sha512 $6$x", "password sha512 <<secret>>"),
        ("radius-server host 10.0.0.1 key 7 08", "key 7 <<secret>>"),
        ("tacacs-server key plain", "key <<secret>>"),
        ("ntp authentication-key 2 sha1 7 08", "sha1 7 <<secret>>"),
        ("   ip ospf message-digest-key 1 sha256 7 08", "sha256 7 <<secret>>"),
        ("   neighbor 10.0.0.1 password 7 08", "password 7 <<secret>>"),
        ("snmp-server community public ro", "community <<secret>> ro"),
        (
            "snmp-server user a b v3 localized f5 auth sha256 0a priv aes 0b",
            "auth sha256 <<secret>> priv aes <<secret>>",
        ),
        ("-username a secret sha512 $6$x", "-username a secret sha512 <<secret>>"),
    ],
)
def test_every_form_of_a_secret_is_masked_once(line: str, masked: str) -> None:
    assert mask_eos(line).endswith(masked)
    assert mask_eos(mask_eos(line)) == mask_eos(line)


@pytest.mark.parametrize(
    "line",
    ["ntp server 10.0.0.1 key 2", "   description secret key 7 door", "management ssh",
     "dot1x pae authenticator", "spanning-tree portfast", "ntp trusted-key 2"],
)  # fmt: skip
def test_what_is_no_secret_stays(line: str) -> None:
    assert mask_eos(line) == line


@given(text=st.text())
def test_masking_twice_is_masking_once(text: str) -> None:
    assert mask_eos(mask_eos(text)) == mask_eos(text)


def test_both_displays_of_sessions_are_read() -> None:
    older = (
        "Maximum number of completed sessions: 1\nMaximum number of pending sessions: 5\n\n"
        "  Name        State                  User   Terminal\n"
        "  ----------- ---------------------- ------ --------\n"
        "  cfg-1-2     completed\n* parknet-1   pendingCommitTimer     admin  vty3\n"
        "  sess-1      pending\n"
    )
    assert waiting(older).timed == "parknet-1"
    assert waiting(older).drafts == {"sess-1"}
    newer = (
        "Merge on commit is disabled\nAutosave to startup-config on commit is enabled\n\n"
        "Session with pending commit timer: parknet-1\n"
        "Time left until commit timer expiry: in 0:04:59\n\n"
        "  Name      State     User  Terminal Completed Time      Committed By\n"
        "- --------- --------- ----- -------- ------------------- ------------\n"
        "  parknet-1 committed                2026-09-27 10:00:00 admin\n"
        "  sess-1    pending   admin vty8\n"
    )
    assert waiting(newer).timed == "parknet-1"
    assert waiting(newer).drafts == {"sess-1"}
    assert waiting(newer).saves_by_itself


def test_hosts_are_read_and_what_is_not_told_is_named(far: Far) -> None:
    macs = (
        '{"unicastTable": {"tableEntries": [{"macAddress": "00:1c:73:00:00:99", "vlanId": 10, '
        '"interface": "Ethernet1", "entryType": "dynamic"}]}}'
    )
    users = (
        "Port      Supplicant MAC Auth Method  State                     Fallback  VLAN\r\n"
        "--------- -------------- ------------ ------------------------- --------- ----\r\n"
        "Et1       001c.7300.0099 EAPOL        SUCCESS                   NONE\r\n"
        "Et2       001c.7300.0098 EAPOL        FAILED                    NONE"
    )
    told = {"show mac address-table | json": macs, "show dot1x hosts": users}
    asks = RUNNING.replace("vlan 10\r\n!", "vlan 10\r\n   dot1x port-control auto\r\n!")
    with of_table(far, **told, **{"show running-config": asks}) as driver:
        found = occupants_of(driver, "sw1", "arista_eos", routes=False)
    assert [(seen.mac, seen.vlan, seen.port) for seen in found.macs] == [
        ("00:1c:73:00:00:99", 10, "Ethernet1")
    ]
    assert found.sessions == ("00:1c:73:00:00:99",)
    assert found.unread == ("bindings",)
    with of_table(far, **{"show mac address-table | json": "% Invalid input"}) as driver:
        found = occupants_of(driver, "sw1", "arista_eos", routes=False)
    assert set(found.unread) == {"bindings", "macs", "sessions"}


def test_whom_a_router_resolved_is_read(far: Far) -> None:
    told = {
        "show ip arp | json": (
            '{"ipV4Neighbors": [{"hwAddress": "001c.7300.0099", "address": "10.20.12.9", '
            '"interface": "Vlan10, Ethernet1"}]}'
        ),
        "show ipv6 neighbors | json": "% Invalid input",
    }
    with of_table(far, **told) as driver:
        found = occupants_of(driver, "sw1", "arista_eos", routes=True)
    assert [(one.mac, str(one.address)) for one in found.neighbours] == [
        ("00:1c:73:00:00:99", "10.20.12.9")
    ]
