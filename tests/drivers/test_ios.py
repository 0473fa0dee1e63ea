"""The driver of Cisco IOS: errors at each line, questions, what displays leave out."""

import pytest

from parknet.drivers.ios_text import lacks_numbers, mask_ios, with_numbers, with_users
from parknet.drivers.napalm.cisco_ios import CiscoIosDriver
from parknet.errors import CommandRejectedError
from parknet.model.change import OutcomeStatus
from tests.drivers.emulated import Emulated, change_of, read
from tests.drivers.far_end import PASSWORD, USER, Far, Table

VERSION = (
    "Cisco IOS Software [Bengaluru], Catalyst L3 Switch Software (CAT9K_IOSXE), Version 17.6.5"
)
PORTFAST = """%Warning: portfast should only be enabled on ports connected to a single
 host. Connecting hubs, concentrators, switches, bridges, etc... to this
 interface  when portfast is enabled, can cause temporary bridging loops.
 Use with CAUTION

%Portfast has been configured on GigabitEthernet1/0/1 but will only
 have effect when the interface is in a non-trunking mode."""


@pytest.mark.parametrize(
    "reply",
    [
        "       ^\n% Invalid input detected at '^' marker.",
        "% Incomplete command.",
        '% Ambiguous command:  "sw"',
        "% 10.0.0.0 overlaps with Vlan20",
        "10.0.0.0 overlaps with Vlan20",
        "Command rejected: Gi1/0/1 is a dynamic port.",
        "policy map a not configured",
    ],
)
def test_every_refusal_counts_and_not_only_invalid_input(reply: str) -> None:
    """NAPALM's own driver knows the first alone, and commits past the others."""
    driver = CiscoIosDriver("host", "user", "password")
    assert driver._error_in(reply, is_configuration=True)


@pytest.mark.parametrize(
    "reply",
    [
        "",
        "Enter configuration commands, one per line.  End with CNTL/Z.",
        PORTFAST,
        "% Interface Vlan10 IPv4 disabled and address(es) removed due to enabling VRF a",
        "*Nov 20 10:00:00.000: %SYS-5-CONFIG_I: Configured from console by parknet on vty0",
    ],
)
def test_what_is_only_told_is_no_refusal(reply: str) -> None:
    driver = CiscoIosDriver("host", "user", "password")
    assert driver._error_in(reply, is_configuration=True) == ""


def driver_of(far: Far, table: Table) -> CiscoIosDriver:
    table.replies.setdefault("show version", VERSION)
    target = far.serve(table, platform="cisco_ios")
    return CiscoIosDriver(
        target.host,
        USER,
        PASSWORD,
        timeout=5,
        optional_args={"port": target.port, "known_hosts": str(far.known_hosts)},
    )


def test_a_question_that_nobody_foresaw_ends_the_session(far: Far) -> None:
    table = Table(prompt="sw#", replies={"write memory": "Really do it? [yes/no]:"})
    driver = driver_of(far, table)
    driver.open()
    with pytest.raises(CommandRejectedError, match="unforeseen"):
        driver._show("write memory")
    assert not driver.is_alive()["is_alive"]


def test_a_user_without_privilege_is_told_so_and_nothing_is_sent(far: Far) -> None:
    table = Table(prompt="sw>")
    with pytest.raises(Exception, match="privilege"):
        driver_of(far, table).open()
    assert "configure terminal" not in table.lines


def test_users_and_numbers_that_displays_leave_out_are_put_in(emulated: Emulated) -> None:
    shown = read(emulated.fleet(), "iosxe")["iosxe"].text
    line = "snmp-server user parknet parknet v3 auth sha-2 256 <<secret>> priv aes 128 <<secret>>"
    assert f"\n{line}\n" in shown


def test_numbers_are_those_of_the_device_and_not_counted() -> None:
    text = "ip access-list extended a\n permit ip any any\n deny ip any any\nend\n"
    lists = (
        "Extended IP access list a\n    15 permit ip any any (4 matches)\n    40 deny ip any any\n"
    )
    assert lacks_numbers(text)
    numbered = with_numbers(text, lists)
    assert not lacks_numbers(numbered)
    assert " 15 permit ip any any\n 40 deny ip any any\n" in numbered
    six = "ipv6 access-list b\n permit ipv6 any any\nend\n"
    shown = "IPv6 access list b\n    permit ipv6 any any sequence 20\n"
    assert " sequence 20 permit ipv6 any any\n" in with_numbers(six, shown)


def test_a_user_with_sha_1_is_told_from_one_with_sha_2() -> None:
    head = "User name: u\nEngine ID: 80\nstorage-type: nonvolatile\n"
    tail = "Privacy Protocol: AES128\nGroup-name: g\n"
    for told, kind in (("SHA", "sha"), ("SHA-256", "sha-2 256"), ("SHA512", "sha-2 512")):
        text = with_users("end\n", f"{head}Authentication Protocol: {told}\n{tail}")
        assert f"v3 auth {kind} <<secret>> priv aes 128 <<secret>>" in text


@pytest.mark.parametrize(
    "line",
    [
        "username a privilege 15 secret 9 $9$canary",
        "enable secret 5 $1$canary",
        " key 7 canary",
        "  key-string 7 canary",
        "ntp authentication-key 1 md5 canary 7",
        "snmp-server community canary RO",
        "radius-server host 10.0.0.1 key 7 canary",
        " password 7 canary",
        " ip ospf message-digest-key 1 md5 7 canary",
        "+ key 7 canary",
    ],
)
def test_no_secret_is_shown(line: str) -> None:
    assert "canary" not in mask_ios(line)
    assert mask_ios(mask_ios(line)) == mask_ios(line)


def test_another_s_timer_is_left_alone(emulated: Emulated) -> None:
    device = emulated.devices["iosxe"]
    emulated.on_loop(lambda: device.start_trial(device.running.copy(), 600.0, "somebody"))
    found = read(emulated.fleet(), "iosxe")["iosxe"]
    outcome = emulated.fleet().commit([change_of(found)], 300, "run-1")["iosxe"]
    assert outcome.status is OutcomeStatus.REJECTED
    assert "waits for its confirmation" in outcome.detail
    assert device.trial is not None


def test_whether_a_timer_runs_is_known_while_it_does(emulated: Emulated) -> None:
    fleet = emulated.fleet()
    assert fleet.pending(["iosxe"], "run-1") == {"iosxe": False}
    found = read(fleet, "iosxe")["iosxe"]
    assert fleet.commit([change_of(found)], 300, "run-1")["iosxe"].status is OutcomeStatus.APPLIED
    assert fleet.pending(["iosxe"], "run-1") == {"iosxe": True}
    assert fleet.confirm(["iosxe"], "run-1")["iosxe"].status is OutcomeStatus.APPLIED
    assert fleet.pending(["iosxe"], "run-1") == {"iosxe": False}
