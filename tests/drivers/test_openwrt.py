"""The OpenWrt driver on emulated devices: what is staged, what reverts, what is never shown."""

import doctest
import re
from collections.abc import Iterator
from pathlib import Path

import napalm
import pytest
from napalm.base import models
from napalm.base.exceptions import MergeConfigException, ReplaceConfigException
from napalm.base.test import helpers

from custom_napalm import openwrt
from parknet.drivers import exec_session, uci_text
from parknet.drivers.config_text import digest_of
from parknet.drivers.failures import OutcomeUnknownError
from parknet.drivers.known_hosts import load_known_hosts
from parknet.drivers.session import SessionLimits
from parknet.drivers.sessions import Target
from parknet.errors import (
    AuthenticationError,
    CommandRejectedError,
    DeviceError,
    DeviceUnreachableError,
    HostKeyError,
    SecretError,
)
from parknet.lab.kinds import KINDS
from parknet.lab.openwrt.device import OpenWrtDevice
from parknet.lab.shells import shell_of
from parknet.lab.ssh import DeviceServer, host_key, public_line
from tests.drivers.emulated import SECRETS, Emulated

OS = "openwrt2305"
TEXT = """package system
config system
	option hostname 'sw1'
	option log_size '64'

package network
config device
	option name 'br-lan'
	option type 'bridge'
	list ports 'lan1'
	list ports 'lan2'
config bridge-vlan
	option device 'br-lan'
	option vlan '10'
	list ports 'lan1:u*'
	list ports 'lan2:t'
config interface 'vlan10'
	option device 'br-lan.10'
	option proto 'static'
	list ipaddr '10.20.12.2/24'

package wireless
config wifi-iface 'staff'
	option key 'it is a secret'

package snmpd
config v3
	option username 'parknet'
	option auth_pass 'canary-Auth+9/zz'
"""
PATCH = (
    "set system.@system[0].hostname='sw2'",
    "set wireless.staff.key='<<secret:wlan>>'",
    "del_list network.@bridge-vlan[0].ports='lan1:u*'",
)
WLAN = "it's 'quoted' and has blanks?"


class Rig(Emulated):
    """One emulated OpenWrt device."""

    def _start(self, os: str, seed: int) -> str:
        device = KINDS[os](os, os, "test", frozenset({"lan1", "lan2"}), self.clock)
        device.accounts = {"parknet": SECRETS["ssh-password"]}
        assert device.boot(TEXT) == []
        key = host_key(seed, os)
        server = DeviceServer(device, key, shell_of, seed)
        self.on_loop(server.listen)
        self.devices[os], self.servers[os] = device, server
        self.targets[os] = Target("127.0.0.1", server.port, "openwrt", "parknet", self.known_hosts)
        return f"[127.0.0.1]:{server.port} {public_line(key)}\n"

    @property
    def device(self) -> OpenWrtDevice:
        found = self.devices[OS]
        assert isinstance(found, OpenWrtDevice)
        return found

    def driver(self, password: str = SECRETS["ssh-password"], **arguments: object):
        target = self.targets[OS]
        secrets = SECRETS | {"wlan": WLAN}
        where = {
            "port": target.port, "known_hosts": target.known_hosts, "secret": secrets.__getitem__,
            "persist_id": "parknet-1",
        }  # fmt: skip
        driver = napalm.get_network_driver("openwrt")(
            target.host, "parknet", password, timeout=5, optional_args=where | arguments
        )
        driver.open()
        return driver


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    found = Rig(tmp_path, (OS,))
    yield found
    found.close()


def loaded(rig: Rig, patch: tuple[str, ...] = PATCH, **arguments: object):
    driver = rig.driver(**arguments)
    driver.load_merge_candidate(config="\n".join(patch))
    return driver


def test_napalm_finds_the_driver_by_name() -> None:
    assert napalm.get_network_driver("openwrt") is openwrt.OpenWrtDriver


def test_nothing_takes_effect_before_the_commit_and_the_device_itself_tells_what_would(
    rig: Rig,
) -> None:
    driver = loaded(rig)
    assert driver.compare_config().splitlines() == [
        f"network.{name_of(rig)}.ports-='lan1:u*'",
        f"system.{name_of(rig, 'system', 'system')}.hostname='sw2'",
        "wireless.staff.key='<<secret>>'",
    ]
    assert "sw2" not in rig.device.running.text()
    driver.discard_config()
    assert driver.compare_config() == ""
    assert rig.device.staged == {}
    driver.close()


def name_of(rig: Rig, package: str = "network", kind: str = "bridge-vlan") -> str:
    (section,) = rig.device.flash.sections(package, kind)
    return section.name


def test_a_confirmed_change_stays_and_leaves_nothing_behind(rig: Rig) -> None:
    driver = loaded(rig)
    driver.commit_config(revert_in=300)
    driver.close()
    assert rig.device.rpcd.pending is not None
    second = rig.driver()
    second.confirm_commit()
    second.close()
    rig.advance(10_000)
    assert rig.device.sysname == "sw2"
    staff = next(iter(rig.device.flash.sections("wireless", "wifi-iface")))
    assert staff.text("key") == WLAN, "a secret comes through its quotes as it is"
    assert set(rig.device.texts) == {"/etc/shadow"}
    assert (rig.device.rpcd.sessions, rig.device.staged) == ({}, {})


def test_an_unconfirmed_change_comes_back_exactly(rig: Rig) -> None:
    before = rig.device.running.copy()
    driver = loaded(rig)
    driver.commit_config(revert_in=300)
    driver.close()
    rig.advance(299)
    assert rig.device.sysname == "sw2"
    rig.advance(2)
    assert rig.device.running.same(before)
    late = rig.driver()
    with pytest.raises(CommandRejectedError, match="no timer"):
        late.confirm_commit()
    late.close()


def test_a_rollback_from_a_new_session_brings_back_what_ran(rig: Rig) -> None:
    before = rig.device.running.copy()
    driver = loaded(rig)
    baseline = driver.baseline_digest
    driver.commit_config(revert_in=300)
    driver.close()
    second = rig.driver(baseline_digest=baseline)
    second.rollback()
    second.close()
    assert rig.device.running.same(before)
    assert rig.device.rpcd.pending is None
    assert rig.device.staged == {}, "what was staged holds secrets"


def test_a_refused_line_leaves_nothing_staged_and_changes_nothing(rig: Rig) -> None:
    """The driver on sale commits what was not refused: `uci batch` ends with 0 all the same."""
    before = rig.device.running.copy()
    driver = rig.driver()
    patch = (*PATCH, "set network.nobody.proto='static'", "set system.@system[0].hostname='sw3'")
    with pytest.raises(CommandRejectedError, match="Invalid argument; nothing has taken effect"):
        driver.load_merge_candidate(config="\n".join(patch))
    with pytest.raises(MergeConfigException):
        driver.commit_config(revert_in=300)
    driver.close()
    assert rig.device.running.same(before)
    assert rig.device.staged == {}


def test_what_somebody_else_staged_is_never_committed(rig: Rig) -> None:
    rig.device.execute("root", "uci batch", "set system.@system[0].log_size='1'\n")
    driver = rig.driver()
    assert driver.is_unsaved
    with pytest.raises(CommandRejectedError, match="somebody has staged"):
        driver.load_merge_candidate(config=PATCH[0])
    driver.close()
    assert "'64'" in rig.device.running.text()


def test_a_second_timer_is_refused_and_the_first_one_runs_on(rig: Rig) -> None:
    first = loaded(rig)
    first.commit_config(revert_in=300)
    first.close()
    second = loaded(rig, ("set system.@system[0].log_size='1'",), persist_id="parknet-2")
    with pytest.raises(CommandRejectedError, match="Permission denied"):
        second.commit_config(revert_in=300)
    second.close()
    assert rig.device.sysname == "sw2"
    rig.advance(301)
    assert rig.device.sysname == "sw1"
    assert "'64'" in rig.device.running.text()


def test_a_flash_that_is_full_is_noticed_although_the_device_says_nothing(rig: Rig) -> None:
    before = rig.device.running.copy()
    driver = loaded(rig)
    rig.device.faults.flash_full = True
    with pytest.raises(CommandRejectedError, match="flash full"):
        driver.commit_config(revert_in=300)
    driver.close()
    assert rig.device.running.same(before)


def test_a_session_lost_at_the_commit_leaves_the_outcome_unknown_and_the_timer_armed(
    rig: Rig,
) -> None:
    driver = loaded(rig)
    rig.device.faults.drop_in_commit = True
    with pytest.raises(OutcomeUnknownError):
        driver.commit_config(revert_in=300)
    driver.close()
    second = rig.driver()
    second.confirm_commit()
    second.close()
    rig.advance(10_000)
    assert rig.device.sysname == "sw2"


def test_without_rpcd_there_is_no_timer_and_the_system_says_so(rig: Rig) -> None:
    rig.device.has_rpcd = False
    driver = loaded(rig)
    assert driver.os == "openwrt2305_plain"
    with pytest.raises(CommandRejectedError, match="no rpcd"):
        driver.commit_config(revert_in=300)
    driver.commit_config()
    driver.close()
    assert rig.device.sysname == "sw2"


def test_a_refused_line_without_rpcd_is_reverted_too(rig: Rig) -> None:
    rig.device.has_rpcd = False
    driver = rig.driver()
    with pytest.raises(CommandRejectedError):
        driver.load_merge_candidate(config=f"{PATCH[0]}\nset network.nobody.proto='x'")
    driver.close()
    assert [found for found in rig.device.staged.get("/tmp/.uci", {}).values() if found] == []


def test_no_secret_is_in_any_text_that_a_driver_gives_away(rig: Rig) -> None:
    driver = loaded(rig)
    given = driver.get_config(sanitized=True)
    texts = [*given.values(), driver.compare_config()]
    assert not [text for text in texts if "canary" in text or "secret'" in text or "blanks" in text]
    assert given["running"].count("<<secret>>") == 3
    driver.close()


def test_commands_hold_no_secret(rig: Rig) -> None:
    seen: list[str] = []
    run = rig.device.execute

    class Watched(OpenWrtDevice):
        def execute(self, user: str, command: str, stdin: str):
            seen.append(command)
            return run(user, command, stdin)

    rig.device.__class__ = Watched
    driver = loaded(rig)
    driver.commit_config(revert_in=300)
    driver.confirm_commit()
    driver.close()
    assert seen
    assert not [command for command in seen if "quoted" in command or "canary" in command]


def test_equal_configurations_are_equal_texts_whatever_the_order_of_options(rig: Rig) -> None:
    driver = rig.driver()
    first = driver.get_config("running", sanitized=True)["running"]
    rig.device.execute("root", "uci batch", "delete system.@system[0].log_size\n")
    rig.device.execute("root", "uci batch", "delete system.@system[0].hostname\n")
    for line in ("log_size='64'", "hostname='sw1'"):
        rig.device.execute("root", "uci batch", f"set system.@system[0].{line}\n")
    rig.device.execute("root", "uci commit", "")
    again = driver.get_config("running", sanitized=True)["running"]
    assert digest_of(first) == digest_of(again)
    driver.close()


def test_a_wrong_key_is_refused_before_a_password_is_sent_and_a_wrong_password_is_told(
    rig: Rig,
) -> None:
    rig.device.faults.wrong_host_key = True
    with pytest.raises(HostKeyError):
        rig.driver()
    rig.device.faults.wrong_host_key = False
    with pytest.raises(AuthenticationError):
        rig.driver(password="wrong")


def test_another_release_is_refused(rig: Rig) -> None:
    class Later(OpenWrtDevice):
        def execute(self, user: str, command: str, stdin: str):
            done = super().execute(user, command, stdin)
            return type(done)(done.status, done.stdout.replace("23.05", "19.07"), done.stderr)

    rig.device.__class__ = Later
    with pytest.raises(DeviceError, match=r"this is OpenWrt 19\.07"):
        rig.driver()


def test_a_device_that_dies_in_the_middle_is_unreachable(rig: Rig) -> None:
    driver = rig.driver()
    rig.on_loop(rig.servers[OS].drop)
    with pytest.raises(DeviceUnreachableError):
        driver.get_facts()
    driver.close()


def test_a_secret_that_no_line_can_hold_is_refused(rig: Rig) -> None:
    driver = rig.driver(secret=lambda _: "two\nlines")
    with pytest.raises(SecretError):
        driver.load_merge_candidate(config=PATCH[1])
    driver.close()


def test_a_whole_replaces_a_whole_and_rollback_brings_it_back(rig: Rig) -> None:
    driver = rig.driver()
    with pytest.raises(ReplaceConfigException):
        driver.load_replace_candidate(config=" ")
    before = driver.get_config("running")["running"]
    driver.load_replace_candidate(config=before)
    assert driver.compare_config() == ""
    name = re.search(r"option hostname '?([^'\n]+)", before)[1]
    wanted = before.replace(name, "other", 1)
    driver.load_replace_candidate(config=wanted)
    assert "hostname='other'" in driver.compare_config()
    driver.commit_config(revert_in=300)
    assert driver.get_config("running")["running"] == wanted
    driver.rollback()
    assert driver.get_config("running")["running"] == before
    driver.close()


def test_getters_give_napalms_records(rig: Rig) -> None:
    driver = rig.driver()
    facts = driver.get_facts()
    assert helpers.test_model(models.FactsDict, facts)
    assert (facts["hostname"], facts["vendor"]) == ("sw1", "OpenWrt")
    assert driver.get_vlans() == {"10": {"name": "vlan10", "interfaces": ["lan1", "lan2"]}}
    assert driver.is_alive() == {"is_alive": True}
    assert driver.cli(["uci changes"]) == {"uci changes": ""}
    driver.close()


def test_a_command_that_fails_is_told_in_its_own_words(rig: Rig) -> None:
    target = rig.targets[OS]
    session = exec_session.ExecSession(
        host=target.host,
        port=target.port,
        username="parknet",
        password=SECRETS["ssh-password"],
        known_hosts=load_known_hosts(target.known_hosts),
        limits=SessionLimits(5, 5),
    )
    with pytest.raises(CommandRejectedError, match="uci: Entry not found"):
        session.run("uci export nothing")
    with pytest.raises(CommandRejectedError, match="ash: vtysh: not found"):
        session.run("vtysh")
    session.disconnect()
    assert not session.is_alive()


def test_the_examples_in_the_docstrings_hold() -> None:
    for module in (exec_session, uci_text):
        assert doctest.testmod(module).failed == 0


# The password of the account that logs in, of which UCI knows nothing

WORD = ("set shadow.parknet.password='<<secret:next>>'",)
NEW = 'it\'s $next "Pass" 2'


def setting(rig: Rig, patch: tuple[str, ...] = WORD, **arguments: object):
    values = SECRETS | {"next": NEW, "wlan": WLAN}
    return loaded(rig, patch, secret=values.__getitem__, **arguments)


def takes(rig: Rig) -> set[str]:
    words = {"new": NEW, "old": SECRETS["ssh-password"]}
    return {which for which, word in words.items() if rig.device.accepts("parknet", word)}


def left_behind(rig: Rig) -> set[str]:
    return set(rig.device.texts) - {"/etc/shadow"}


@pytest.mark.parametrize("patch", [WORD, (*PATCH, *WORD)], ids=["alone", "with a change of UCI"])
def test_a_new_password_stays_once_a_session_that_logged_in_with_it_confirms(
    patch: tuple[str, ...], rig: Rig
) -> None:
    driver = setting(rig, patch)
    assert driver.compare_config().endswith("shadow.parknet.password='<<secret>>'")
    assert NEW not in driver.compare_config()
    assert takes(rig) == {"old"}
    driver.commit_config(revert_in=300)
    driver.close()
    assert takes(rig) == {"new"}
    assert not any(NEW in text for text in rig.device.texts.values())
    second = rig.driver(NEW)
    second.confirm_commit()
    second.close()
    rig.advance(10_000)
    assert (takes(rig), left_behind(rig)) == ({"new"}, set())
    assert rig.device.sysname == ("sw1" if patch == WORD else "sw2")


@pytest.mark.parametrize("patch", [WORD, (*PATCH, *WORD)], ids=["alone", "with a change of UCI"])
def test_a_password_that_nobody_proves_gives_way_to_the_former_one(
    patch: tuple[str, ...], rig: Rig
) -> None:
    driver = setting(rig, patch)
    others = [row for row in rig.device.texts["/etc/shadow"].splitlines() if "parknet" not in row]
    driver.commit_config(revert_in=300)
    driver.close()
    rig.advance(301)
    assert (takes(rig), rig.device.sysname) == ({"old"}, "sw1")
    kept = rig.device.texts["/etc/shadow"].splitlines()
    assert [row for row in kept if "parknet" not in row] == others
    late = rig.driver()
    with pytest.raises(CommandRejectedError, match="reverted"):
        late.confirm_commit()
    late.close()
    assert takes(rig) == {"old"}


@pytest.mark.parametrize("patch", [WORD, (*PATCH, *WORD)], ids=["alone", "with a change of UCI"])
def test_a_rollback_brings_the_former_password_back_at_once(
    patch: tuple[str, ...], rig: Rig
) -> None:
    driver = setting(rig, patch)
    driver.commit_config(revert_in=300)
    driver.rollback()
    driver.close()
    assert (takes(rig), rig.device.sysname, left_behind(rig)) == ({"old"}, "sw1", set())


def test_whoever_confirms_again_leaves_a_confirmed_password_alone(rig: Rig) -> None:
    driver = setting(rig, (*PATCH, *WORD))
    driver.commit_config(revert_in=300)
    driver.confirm_commit()
    driver.close()
    again = rig.driver(NEW)
    with pytest.raises(CommandRejectedError, match="was confirmed"):
        again.confirm_commit()
    again.close()
    rig.advance(301)
    assert (takes(rig), rig.device.sysname) == ({"new"}, "sw2")


def test_a_confirmed_password_is_undone_by_its_inverse(rig: Rig) -> None:
    driver = setting(rig)
    driver.commit_config(revert_in=300)
    driver.confirm_commit()
    driver.close()
    former = ("set shadow.parknet.password='<<secret:ssh-password>>'",)
    again = rig.driver(NEW, inverse=former, baseline_digest=driver.baseline_digest)
    again.rollback()
    again.close()
    assert takes(rig) == {"old"}


def test_a_password_that_flash_has_no_room_for_changes_nothing(rig: Rig) -> None:
    driver = setting(rig, (*PATCH, *WORD))
    rig.device.faults.flash_full = True
    with pytest.raises(CommandRejectedError, match="unchanged"):
        driver.commit_config(revert_in=300)
    rig.device.faults.flash_full = False
    driver.close()
    rig.advance(301)
    assert (takes(rig), rig.device.sysname) == ({"old"}, "sw1")


def test_a_session_that_is_lost_while_both_change_leaves_both_as_they_were(rig: Rig) -> None:
    driver = setting(rig, (*PATCH, *WORD))
    rig.device.faults.drop_in_commit = True
    with pytest.raises(OutcomeUnknownError):
        driver.commit_config(revert_in=300)
    driver.close()
    assert (takes(rig), rig.device.sysname) == ({"new"}, "sw2")
    rig.advance(301)
    assert (takes(rig), rig.device.sysname) == ({"old"}, "sw1")


def test_power_lost_before_the_confirmation_keeps_the_password_as_it_keeps_uci(rig: Rig) -> None:
    driver = setting(rig, (*PATCH, *WORD))
    driver.commit_config(revert_in=300)
    rig.on_loop(rig.device.restart)
    rig.advance(10_000)
    assert (takes(rig), rig.device.flash.text().count("'sw2'")) == ({"new"}, 1)


@pytest.mark.parametrize(
    "line",
    ["set shadow.root.password='<<secret:next>>'", "delete shadow.parknet", "add shadow account"],
)
def test_no_other_account_is_touched(line: str, rig: Rig) -> None:
    with pytest.raises(CommandRejectedError, match="only the password of the account"):
        setting(rig, (*PATCH, line))
    assert (takes(rig), rig.device.staged) == ({"old"}, {})
