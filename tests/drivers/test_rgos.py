"""The RGOS driver against emulated switches and tables: nothing takes a change back by itself."""

import warnings
from collections.abc import Iterator
from pathlib import Path

import napalm
import pytest
from napalm.base import models
from napalm.base.test import helpers
from napalm.base.test.getters import BaseTestGetters

from custom_napalm.ruijie_rgos import RuijieRgosDriver
from parknet.drivers.failures import HalfAppliedError, NotUndoneError, OutcomeUnknownError
from parknet.drivers.napalm.ruijie.hosts import occupants
from parknet.drivers.rgos_text import comparable_rgos, mask_rgos
from parknet.errors import CommandRejectedError, DeviceError
from parknet.lab.device import RELOAD_S
from tests.drivers.emulated import INVERSE, PATCH, SECRETS, Emulated, change_of, read
from tests.drivers.far_end import PASSWORD, Far, Table

RUN = "run-1"
TABLE = {
    "show version": (
        "System description      : Ruijie Gigabit Switch(S2910-24GT4XS-UP-H) By Ruijie Networks\r\n"
        "System start time       : 2026-01-02 08:00:00\r\n"
        "System uptime           : 3:02:41:07\r\nSystem hardware version : 1.30\r\n"
        "System software version : S2910_RGOS 11.4(1)B70P2\r\nSystem patch number     : NA\r\n"
        "System serial number    : G1XXXXXXXX020\r\nSystem boot version     : 1.2.25"
    ),
    "show running-config": (
        "Building configuration...\r\nCurrent configuration: 700 bytes\r\n\r\n"
        "version S2910_RGOS 11.4(1)B70P2\r\nhostname sw1\r\n!\r\n"
        "username ops privilege 15 secret 8 $1c$2MjWkWWQEE$f#!r0.268lb:jh$\r\n!\r\n"
        "vlan range 10,30-31\r\n!\r\nvlan 10\r\n name office\r\n!\r\n"
        "interface GigabitEthernet 0/1\r\n description b03/1F-001\r\n"
        " switchport access vlan 10\r\n!\r\n"
        "interface TenGigabitEthernet 0/25\r\n switchport mode trunk\r\n"
        " switchport trunk allowed vlan only 10,30-31\r\n shutdown\r\n!\r\n"
        "interface VLAN 10\r\n ip address 10.20.12.1 255.255.255.0\r\n"
        " ipv6 address 2001:DB8::1/64\r\n!\r\nend"
    ),
    "show interfaces status": (
        "Interface                                Status    Vlan   Duplex   Speed     Type\r\n"
        "---------------------------------------- --------  ------ -------  --------- ------\r\n"
        "GigabitEthernet 0/1                      up        10     Full     1000M     copper\r\n"
        "TenGigabitEthernet 0/25                  disabled  trunk  Unknown  Unknown   fiber"
    ),
    "show lldp neighbors": (
        "Capability codes: \r\n    (R) Router, (B) Bridge, (T) Telephone\r\n"
        "System Name              Local Intf               Port ID                     Capability"
        "    Aging-time\r\n"
        "core 1                   TenGigabitEthernet 0/25  TenGigabitEthernet 0/3      B, R      "
        "    1minutes 55seconds\r\nTotal entries displayed: 1"
    ),
}


@pytest.fixture
def emulated(tmp_path: Path) -> Iterator[Emulated]:
    devices = Emulated(tmp_path, ("rgos",))
    yield devices
    devices.close()


def opened(target, password: str, **arguments) -> RuijieRgosDriver:
    where = {"port": target.port, "known_hosts": target.known_hosts, "persist_id": "parknet-1"}
    driver = napalm.get_network_driver("ruijie_rgos")(
        target.host,
        target.username,
        password,
        timeout=5,
        optional_args={"inverse": ()} | where | arguments,
    )
    driver.open()
    return driver


def of_table(far: Far, **replies: str) -> RuijieRgosDriver:
    table = Table(replies=TABLE | replies, prompt="sw1#")
    return opened(far.serve(table, platform="ruijie_rgos"), PASSWORD)


def of_lab(emulated: Emulated, **arguments) -> RuijieRgosDriver:
    return opened(emulated.targets["rgos"], SECRETS["ssh-password"], **arguments)


def loaded(driver: RuijieRgosDriver, *lines: str) -> RuijieRgosDriver:
    driver.load_merge_candidate(config="\n".join(lines or PATCH["rgos"]))
    return driver


def test_the_driver_has_napalms_own_signatures() -> None:
    conformance = BaseTestGetters()
    conformance.driver = napalm.get_network_driver("ruijie_rgos")
    assert conformance.driver is RuijieRgosDriver
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        conformance.test_method_signatures()


# -- getters --------------------------------------------------------------------------------------


def test_facts_follow_napalms_model(far: Far) -> None:
    with of_table(far) as driver:
        facts = driver.get_facts()
    assert helpers.test_model(models.FactsDict, facts)
    assert facts == {
        "vendor": "Ruijie",
        "model": "S2910-24GT4XS-UP-H",
        "os_version": "S2910_RGOS 11.4(1)B70P2",
        "serial_number": "G1XXXXXXXX020",
        "uptime": 268867.0,
        "hostname": "sw1",
        "fqdn": "sw1",
        "interface_list": ["GigabitEthernet 0/1", "TenGigabitEthernet 0/25", "VLAN 10"],
    }


def test_state_and_neighbours_are_read_from_the_displays(far: Far) -> None:
    with of_table(far) as driver:
        ports = driver.get_interfaces()
        near = driver.get_lldp_neighbors()
    assert all(helpers.test_model(models.InterfaceDict, port) for port in ports.values())
    assert ports["GigabitEthernet 0/1"]["is_up"]
    assert ports["GigabitEthernet 0/1"]["description"] == "b03/1F-001"
    assert not ports["TenGigabitEthernet 0/25"]["is_enabled"]
    assert near == {
        "TenGigabitEthernet 0/25": [{"hostname": "core 1", "port": "TenGigabitEthernet 0/3"}]
    }


def test_addresses_and_vlans_are_read_from_the_configuration(far: Far) -> None:
    with of_table(far) as driver:
        assert driver.get_interfaces_ip() == {
            "VLAN 10": {
                "ipv4": {"10.20.12.1": {"prefix_length": 24}},
                "ipv6": {"2001:db8::1": {"prefix_length": 64}},
            }
        }
        vlans = driver.get_vlans()
    assert vlans["10"] == {
        "name": "office",
        "interfaces": ["GigabitEthernet 0/1", "TenGigabitEthernet 0/25"],
    }
    assert vlans["31"]["interfaces"] == ["TenGigabitEthernet 0/25"]


def test_a_device_that_is_not_rgos_or_gives_no_privilege_is_left_alone(far: Far) -> None:
    with pytest.raises(DeviceError, match="not Ruijie RGOS"):
        of_table(far, **{"show version": "Cisco IOS Software"})
    table = Table(replies=TABLE, prompt="sw1>")
    with pytest.raises(DeviceError, match="no privilege"):
        opened(far.serve(table, platform="ruijie_rgos"), PASSWORD)


def test_a_configuration_that_did_not_arrive_whole_is_refused(far: Far) -> None:
    cut = TABLE["show running-config"].removesuffix("\r\n!\r\nend")
    driver = of_table(far, **{"show running-config": cut})
    with driver, pytest.raises(DeviceError, match="did not arrive whole"):
        driver.get_config("running")


# -- texts ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "username a privilege 15 secret {}",
        "username a privilege 15 secret 8 {}",
        "enable password 7 {}",
        "radius-server host 10.0.0.1 key 7 {}",
        "tacacs-server host ipv6 2001:db8::1 key {}",
        "ntp authentication-key 1 md5 {} 7",
        "snmp-server user u g v3 encrypted auth sha {} priv aes128 {}",
        "snmp-server community {} ro",
        "  key-string 7 {}",
        " password 7 {}",
        " security rsn akm psk set-key ascii {}",
    ],
)
def test_every_secret_is_masked_and_masking_twice_is_masking_once(line: str) -> None:
    shown = mask_rgos(line.format("$1c$a%b#$", "canary"))
    assert "$1c$" not in shown
    assert "canary" not in shown
    assert mask_rgos(shown) == shown


@pytest.mark.parametrize(
    "line",
    [
        "ntp server 10.0.0.1 key 2",
        "key chain parknet-ospf",
        "service password-encryption",
        " description the secret room",
        "password policy min-size 8",
    ],
)
def test_what_is_no_secret_stays(line: str) -> None:
    assert mask_rgos(line) == line


def test_a_header_and_marks_make_no_difference() -> None:
    head = "Building configuration...\nCurrent configuration: 4 bytes\n\nversion A\n"
    assert comparable_rgos(f"{head}hostname a\n!\n!\nend\n") == comparable_rgos(
        "!\nhostname a\n!\nend\n"
    )


# -- life cycle -----------------------------------------------------------------------------------


def test_nothing_is_promised_that_the_device_does_not_do(emulated: Emulated) -> None:
    with of_lab(emulated) as driver, pytest.raises(CommandRejectedError, match="on a timer"):
        loaded(driver).commit_config(revert_in=300)
    assert "second" not in emulated.devices["rgos"].running.text()


def test_what_ran_before_is_on_the_flash_until_the_run_is_over(emulated: Emulated) -> None:
    device = emulated.devices["rgos"]
    with of_lab(emulated) as driver:
        loaded(driver).commit_config()
        assert device.files["parknet-1.text"].same(device.startup)
        assert "second" not in device.startup.text()
    with of_lab(emulated) as other:
        other.confirm_commit()
    assert device.files == {}
    assert device.startup.same(device.running)


def test_a_full_flash_ends_it_before_anything_has_changed(emulated: Emulated) -> None:
    device = emulated.devices["rgos"]
    device.faults.flash_full = True
    before = device.running.copy()
    with of_lab(emulated) as driver, pytest.raises(CommandRejectedError, match="No space"):
        loaded(driver).commit_config()
    assert device.running.same(before)


def test_unsaved_changes_of_others_are_not_mixed_with_ours(emulated: Emulated) -> None:
    emulated.on_loop(lambda: emulated.devices["rgos"].apply((), "vlan 77"))
    with of_lab(emulated) as driver, pytest.raises(CommandRejectedError, match="not saved"):
        loaded(driver).commit_config()


@pytest.mark.parametrize("number", range(1, 6))
def test_a_refused_line_is_undone_by_the_inverse(emulated: Emulated, number: int) -> None:
    device = emulated.devices["rgos"]
    before = device.running.copy()
    with of_lab(emulated, inverse=INVERSE["rgos"]) as driver:
        loaded(driver)
        device.faults.refuse_line = number
        with pytest.raises(HalfAppliedError):
            driver.commit_config()
        driver.rollback()
    assert device.running.same(before)
    assert device.files == {}


def test_a_lost_session_is_unknown_and_says_what_can_be_done(emulated: Emulated) -> None:
    emulated.devices["rgos"].faults.drop_at_line = 3
    with of_lab(emulated) as driver, pytest.raises(OutcomeUnknownError) as caught:
        loaded(driver).commit_config()
    assert "lines before it are live" in str(caught.value)
    assert "flash:parknet-1.text holds what ran before" in str(caught.value)


def test_a_power_cycle_before_the_confirmation_brings_back_what_ran(emulated: Emulated) -> None:
    fleet = emulated.fleet()
    before = read(fleet, "rgos")["rgos"]
    assert fleet.commit([change_of(before)], 300, RUN)["rgos"].status == "applied"
    emulated.on_loop(emulated.devices["rgos"].restart)
    emulated.advance(RELOAD_S + 1)
    outcome = fleet.confirm(["rgos"], RUN)["rgos"]
    assert outcome.status == "rolled_back"
    assert read(fleet, "rgos")["rgos"].text == before.text


def test_what_others_changed_meanwhile_is_seen_and_not_called_undone(emulated: Emulated) -> None:
    device = emulated.devices["rgos"]
    with of_lab(emulated, inverse=INVERSE["rgos"]) as driver:
        loaded(driver).commit_config()
        emulated.on_loop(lambda: device.apply((), "vlan 77"))
        with pytest.raises(NotUndoneError, match=r"flash:parknet-1\.text holds it"):
            driver.rollback()
    assert "parknet-1.text" in device.files


def test_a_process_that_asks_about_its_router_id_gets_its_answer(emulated: Emulated) -> None:
    device = emulated.devices["rgos"]
    emulated.on_loop(lambda: device.running.load("router ospf 1\n router-id 10.0.0.1\n"))
    emulated.on_loop(device.save)
    with of_lab(emulated) as driver:
        loaded(driver, "router ospf 1", "router-id 10.0.0.2", "exit").commit_config()
    assert "router-id 10.0.0.2" in device.running.text()


def test_a_question_that_nobody_foresaw_is_answered_by_hanging_up(far: Far) -> None:
    with of_table(far, reload="Reload system? [Y/N]:") as driver:
        with pytest.raises(DeviceError):
            driver.cli(["reload"])
        assert not driver.is_alive()["is_alive"]


def test_hosts_are_read_by_their_words_whatever_the_widths(far: Far) -> None:
    running = TABLE["show running-config"].replace(
        "!\r\nvlan range", "!\r\nip dhcp snooping\r\n!\r\nvlan range", 1
    )
    replies = {
        "show running-config": running.replace(
            "switchport access vlan 10\r\n",
            "switchport access vlan 10\r\n dot1x port-control auto\r\n",
        ),
        "show mac-address-table": (
            "Vlan        MAC Address          Type     Interface            Live Time\r\n"
            "10  98:4a:6b:c6:ec:89  Dynamic  GigabitEthernet 0/1\r\n"
            "        30  00d0.f800.1001       DYNAMIC  AggregatePort 1      0d 00:00:01"
        ),
        "show ip dhcp snooping binding": (
            "Total number of bindings: 1\r\n"
            "001b.241e.6775   192.168.12.9   infinite   DHCP-Snooping 10  GigabitEthernet 0/1"
        ),
        "show dot1x summary": (
            "16777302  ts-user  b048.7a7f.f9f3 GigabitEthernet 0/1 10 Authenticated Idle Authed\r\n"
            "16777303  other    b048.7a7f.f9f4 GigabitEthernet 0/1 10 Connecting Idle Unauthed"
        ),
        "show arp": (
            "Protocol  Address          Age(min)  Hardware        Type   Interface\r\n"
            "Internet  192.168.195.68   0         0013.20a5.7a5f  arpa   VLAN 10\r\n"
            "Internet  192.168.195.1    --        0013.20a5.7a60  arpa   VLAN 10"
        ),
        "show ipv6 neighbors": "2001:db8::7   0013.20a5.7a5f   VLAN 10",
    }
    with of_table(far, **replies) as driver:
        switch = occupants(driver, "sw1", routes=False)
        router = occupants(driver, "sw1", routes=True)
    assert [(s.mac, s.vlan, s.port) for s in switch.macs] == [
        ("98:4a:6b:c6:ec:89", 10, "GigabitEthernet 0/1"),
        ("00:d0:f8:00:10:01", 30, "AggregatePort 1"),
    ]
    assert [str(b.address) for b in switch.bindings] == ["192.168.12.9"]
    assert switch.sessions == ("b0:48:7a:7f:f9:f3",)
    assert switch.unread == ()
    assert [str(n.address) for n in router.neighbours] == ["192.168.195.68", "2001:db8::7"]


def test_what_a_switch_does_not_do_is_not_taken_for_nobody(far: Far) -> None:
    replies = {"show mac-address-table": "% Invalid input detected at '^' marker."}
    with of_table(far, **replies) as driver:
        found = occupants(driver, "sw1", routes=False)
    assert found.unread == ("macs", "bindings", "sessions")
