"""What every platform tells of its serial number and its flash, and who is refused for it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from parknet.deploy.fitness import hold_unfit
from parknet.drivers.preflight import SERIALS
from parknet.model.change import OutcomeStatus
from tests.drivers.emulated import SYSTEMS, Emulated, change_of

RUN = "2026-03-01T08:00:00Z-7f3a"
LABEL = "2102113089P0A1000777"


@pytest.fixture
def park(tmp_path: Path) -> Iterator[Emulated]:
    it = Emulated(tmp_path)
    for device in it.devices.values():
        device.serial, device.free_kib = LABEL, 4_096
    yield it
    it.close()


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_device_tells_its_serial_number_and_what_its_flash_has_left(
    park: Emulated, system: str
) -> None:
    found = park.fleet().running([system], whole=True)[system]
    assert (found.serial, found.free_bytes) == (LABEL, 4_096 * 1024)


@pytest.mark.parametrize("system", SYSTEMS)
def test_another_machine_is_refused_before_anything_is_sent(park: Emulated, system: str) -> None:
    fleet = park.fleet()
    running = fleet.running([system], whole=True)[system]
    change = hold_unfit(change_of(running), running, LABEL.lower(), "park.yml:7:3")
    assert change.held == ""
    park.devices[system].serial = "2102113089P0A1000999"
    version = park.devices[system].version
    outcome = fleet.commit([change], 300, RUN)[system]
    assert outcome.status is OutcomeStatus.REJECTED
    assert "another machine answers at its address" in outcome.detail
    assert park.devices[system].version == version


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_flash_that_filled_up_since_the_plan_is_found_before_anything_is_sent(
    park: Emulated, system: str
) -> None:
    fleet = park.fleet()
    running = fleet.running([system], whole=True)[system]
    change = hold_unfit(change_of(running), running, "", "")
    park.devices[system].free_kib = 8
    outcome = fleet.commit([change], 300, RUN)[system]
    assert outcome.status is OutcomeStatus.REJECTED
    assert "8192 bytes left" in outcome.detail


def test_a_plan_holds_what_is_another_machine_or_has_no_room_and_says_what_to_do(
    park: Emulated,
) -> None:
    park.devices["vrp8"].free_kib = 8
    running = park.fleet().running(["vrp8"], whole=True)["vrp8"]
    held = hold_unfit(change_of(running), running, "2102113089P0A1000001", "park.yml:7:3").held
    assert f"serial number {LABEL}, and park.yml:7:3 says 2102113089P0A1000001" in held
    assert "delete what the device does not need" in held


@pytest.mark.parametrize("system", SYSTEMS)
def test_who_tells_nothing_is_not_refused(park: Emulated, system: str) -> None:
    running = park.fleet().running([system])[system]
    assert hold_unfit(change_of(running), running, LABEL, "park.yml:7:3").held == ""


def test_every_command_line_has_a_way_to_ask() -> None:
    lines = {"huawei_vrp", "huawei_ac", "h3c_comware", "h3c_ac", "cisco_ios", "arista_eos"}
    assert lines | {"ruijie_rgos", "ruijie_ac"} == SERIALS.keys()
