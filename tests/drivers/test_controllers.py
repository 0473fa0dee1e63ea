"""The drivers of WLAN controllers against emulated ones: views, timers, secrets, a way back."""

from collections.abc import Iterator
from pathlib import Path

import napalm
import pytest
from napalm.base import models
from napalm.base.test import helpers
from napalm.base.test.getters import BaseTestGetters

from parknet.drivers.failures import HalfAppliedError, NotUndoneError
from parknet.drivers.napalm.driver import CommandLineDriver
from parknet.errors import CommandRejectedError, DeviceError
from parknet.lab.device import RELOAD_S
from tests.drivers.emulated import PLATFORM, SECRETS, Emulated
from tests.drivers.wlan_texts import KEY, PATCHES

OSES = sorted(PATCHES)
TIMED = ["comware7_ac", "vrp5_ac"]
EACH = pytest.mark.parametrize("os", OSES)
EACH_TIMED = pytest.mark.parametrize("os", TIMED)


@pytest.fixture
def emulated(tmp_path: Path, os: str) -> Iterator[Emulated]:
    devices = Emulated(tmp_path, (os,))
    yield devices
    devices.close()


def opened(emulated: Emulated, os: str, platform: str = "", **arguments) -> CommandLineDriver:
    """Return an open driver, as another process would have it."""
    target = emulated.targets[os]
    where = {"port": target.port, "known_hosts": target.known_hosts, "persist_id": "parknet-1"}
    inverse = PATCHES[os]("things", 1) if os in PATCHES else ()
    driver = napalm.get_network_driver(platform or PLATFORM[os])(
        target.host, target.username, SECRETS["ssh-password"], timeout=5,
        optional_args={"inverse": inverse, "allow_reboot": os in TIMED} | where | arguments,
    )  # fmt: skip
    driver.open()
    return driver


def changed(driver: CommandLineDriver, os: str) -> CommandLineDriver:
    driver.load_merge_candidate(config="\n".join(PATCHES[os]("machines", 6)))
    driver.commit_config(revert_in=120 if os in TIMED else None)
    return driver


def runs(emulated: Emulated, os: str) -> tuple[bool, bool]:
    """Return whether the other SSID and the other channel are there."""
    text = emulated.on_loop(emulated.devices[os].running.text)
    return "machines" in text, any(
        line.strip() in ("channel 20mhz 6", "channel 6", "channel 6 radio 1")
        for line in text.splitlines()
    )


def is_saved(emulated: Emulated, os: str) -> bool:
    device = emulated.devices[os]
    return device.running.same(device.startup)


@EACH
def test_the_driver_has_napalms_own_signatures(os: str) -> None:
    conformance = BaseTestGetters()
    conformance.driver = napalm.get_network_driver(PLATFORM[os])
    conformance.test_method_signatures()


@EACH
def test_a_controller_is_told_from_a_switch_and_says_what_it_is(
    os: str, emulated: Emulated
) -> None:
    with opened(emulated, os) as driver:
        assert driver.os == os
        facts = driver.get_facts()
    assert helpers.test_model(models.FactsDict, facts)
    assert facts["hostname"] == os


@EACH
def test_the_keys_of_wlans_are_masked_and_plain_text_is_never_shown(
    os: str, emulated: Emulated
) -> None:
    with opened(emulated, os) as driver:
        masked = driver.get_config("running", sanitized=True)["running"]
        again = driver.get_config("running", sanitized=True)["running"]
    (line,) = [line for line in masked.splitlines() if "pass-phrase" in line or "set-key" in line]
    assert "<<secret>>" in line
    assert KEY not in masked
    assert masked == again, "what is salted anew at each showing is no difference"


@EACH
def test_a_change_inside_views_takes_effect_and_a_new_session_keeps_it(
    os: str, emulated: Emulated
) -> None:
    changed(opened(emulated, os), os).close()
    assert runs(emulated, os) == (True, True)
    assert not is_saved(emulated, os), "nothing is saved before it is confirmed"
    with opened(emulated, os) as driver:
        driver.confirm_commit()
    emulated.advance(600)
    assert runs(emulated, os) == (True, True)
    assert is_saved(emulated, os)
    assert emulated.devices[os].is_on


@EACH_TIMED
def test_what_nobody_confirms_reverts_by_itself(os: str, emulated: Emulated) -> None:
    changed(opened(emulated, os), os).close()
    emulated.advance(121 + RELOAD_S)
    assert runs(emulated, os) == (False, False)
    assert is_saved(emulated, os)


@EACH
def test_a_new_session_takes_it_back_and_no_timer_stays(os: str, emulated: Emulated) -> None:
    with opened(emulated, os) as driver:
        changed(driver, os)
        baseline = driver.baseline_digest
    with opened(emulated, os, baseline_digest=baseline) as driver:
        driver.rollback()
    assert runs(emulated, os) == (False, False)
    assert is_saved(emulated, os)
    assert emulated.devices[os].reboot is None
    assert emulated.devices[os].trial is None


@EACH
def test_a_line_refused_inside_a_view_is_told_and_what_came_before_is_undone(
    os: str, emulated: Emulated
) -> None:
    lines = PATCHES[os]("machines", 6)
    at = next(number for number, line in enumerate(lines) if line.startswith("channel"))
    broken = (*lines[:at], "channel 999 nonsense", *lines[at + 1 :])
    driver = opened(emulated, os)
    driver.load_merge_candidate(config="\n".join(broken))
    with pytest.raises((HalfAppliedError, CommandRejectedError)) as caught:
        driver.commit_config(revert_in=120 if os in TIMED else None)
    assert "channel 999 nonsense" in str(caught.value)
    driver.rollback()
    driver.close()
    assert runs(emulated, os) == (False, False)


@EACH
def test_lines_for_a_view_that_does_not_open_go_to_no_other(os: str, emulated: Emulated) -> None:
    """An inverse names an access point that is not there: its channel must not land elsewhere."""
    heads = ("ap-id", "wlan ap", "ap-config")
    view = next(line for line in PATCHES[os]("things", 1) if line.startswith(heads))
    refused = {"vrp5_ac": "ap-id 70000 ap-mac none", "comware7_ac": "wlan ap",
               "rgos_ac": "ap-config"}[os]  # fmt: skip
    inverse = tuple(refused if line == view else line for line in PATCHES[os]("things", 1))
    with opened(emulated, os) as driver:
        changed(driver, os)
        baseline = driver.baseline_digest
    with (
        opened(emulated, os, baseline_digest=baseline, inverse=inverse) as driver,
        pytest.raises(NotUndoneError),
    ):
        driver.rollback()
    assert runs(emulated, os) == (False, True), "the other view's line went back, its own did not"


@pytest.mark.parametrize("os", ["vrp5_ac"])
def test_nobody_agreed_to_a_restart_and_nothing_is_sent(os: str, emulated: Emulated) -> None:
    driver = opened(emulated, os, allow_reboot=False)
    with pytest.raises(CommandRejectedError, match="nobody has agreed"):
        changed(driver, os)
    driver.close()
    assert runs(emulated, os) == (False, False)
    assert emulated.devices[os].reboot is None


@pytest.mark.parametrize("os", ["rgos_ac"])
def test_ruijies_restart_by_timer_is_not_used(os: str, emulated: Emulated) -> None:
    with opened(emulated, os) as driver:
        driver.load_merge_candidate(config="\n".join(PATCHES[os]("machines", 6)))
        with pytest.raises(CommandRejectedError, match="reload in"):
            driver.commit_config(revert_in=120)
    assert runs(emulated, os) == (False, False)


@pytest.mark.parametrize("os", ["vrp8"])
def test_a_controller_with_two_stages_is_refused(os: str, emulated: Emulated) -> None:
    with pytest.raises(DeviceError, match="candidate configuration"):
        opened(emulated, os, "huawei_ac")
