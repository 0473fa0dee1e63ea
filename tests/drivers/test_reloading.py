"""Grade R on IOS and RGOS: a restart on a timer brings back what is saved, where people agreed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from parknet.lab.device import RELOAD_S
from parknet.model.change import Grade, OutcomeStatus
from tests.drivers.emulated import Emulated, change_of, read

RUN = "2026-03-01T08:00:00Z-7f3a"
EACH = pytest.mark.parametrize("system", ["iosxe", "rgos"])


@pytest.fixture
def park(tmp_path: Path) -> Iterator[Emulated]:
    it = Emulated(tmp_path, ("iosxe", "rgos"))
    yield it
    it.close()


@EACH
def test_a_change_that_nobody_confirms_comes_back_by_a_restart(park: Emulated, system: str) -> None:
    fleet = park.fleet()
    before = read(fleet, system)
    change = change_of(before[system], grade=Grade.R)
    assert fleet.commit([change], 300, RUN)[system].status is OutcomeStatus.APPLIED
    assert fleet.pending([system], RUN) == {system: True}
    assert read(fleet, system)[system].digest != before[system].digest
    park.advance(301)
    assert not park.devices[system].is_on
    park.advance(RELOAD_S + 1)
    assert read(fleet, system) == before


@EACH
def test_a_confirmation_over_a_new_session_cancels_the_restart(park: Emulated, system: str) -> None:
    change = change_of(read(park.fleet(), system)[system], grade=Grade.R)
    assert park.fleet().commit([change], 300, RUN)[system].status is OutcomeStatus.APPLIED
    other = park.fleet()  # as another process would have it
    assert other.confirm([system], RUN)[system].status is OutcomeStatus.APPLIED
    assert park.devices[system].reboot is None
    park.advance(86_400)
    found = read(other, system)[system]
    assert found.digest != change.running_digest
    assert not found.unsaved


@EACH
def test_a_rollback_cancels_the_restart_once_what_ran_before_is_proved(
    park: Emulated, system: str
) -> None:
    fleet = park.fleet()
    before = read(fleet, system)
    change = change_of(before[system], grade=Grade.R)
    fleet.commit([change], 300, RUN)
    assert fleet.rollback([change], RUN)[system].status is OutcomeStatus.ROLLED_BACK
    assert park.devices[system].reboot is None
    assert read(fleet, system) == before


@EACH
def test_a_restart_is_never_armed_where_anything_is_unsaved(park: Emulated, system: str) -> None:
    port = {"iosxe": "GigabitEthernet1/0/1", "rgos": "GigabitEthernet 0/1"}[system]
    park.on_loop(lambda: park.devices[system].apply((f"interface {port}",), "description by hand"))
    fleet = park.fleet()
    change = change_of(read(fleet, system)[system], grade=Grade.R)
    outcome = fleet.commit([change], 300, RUN)[system]
    assert outcome.status is OutcomeStatus.REJECTED
    assert "not saved" in outcome.detail
    assert park.devices[system].reboot is None


@EACH
def test_somebody_elses_restart_is_neither_replaced_nor_cancelled(
    park: Emulated, system: str
) -> None:
    device = park.devices[system]
    park.on_loop(lambda: device.schedule_reboot(7200, "power work"))
    fleet = park.fleet()
    change = change_of(read(fleet, system)[system], grade=Grade.R)
    outcome = fleet.commit([change], 300, RUN)[system]
    assert outcome.status is OutcomeStatus.REJECTED
    assert "somebody has scheduled a restart" in outcome.detail
    assert fleet.rollback([change], RUN)[system].status is OutcomeStatus.ROLLED_BACK
    assert device.reboot_reason == "power work"
    assert device.reboot is not None


@EACH
def test_a_refused_line_is_undone_and_the_restart_cancelled(park: Emulated, system: str) -> None:
    park.devices[system].faults.refuse_line = 3
    fleet = park.fleet()
    before = read(fleet, system)
    outcome = fleet.commit([change_of(before[system], grade=Grade.R)], 300, RUN)[system]
    assert outcome.status is OutcomeStatus.ROLLED_BACK
    assert park.devices[system].reboot is None
    assert read(fleet, system) == before


@EACH
def test_a_restart_that_is_over_is_no_confirmation(park: Emulated, system: str) -> None:
    fleet = park.fleet()
    change = change_of(read(fleet, system)[system], grade=Grade.R)
    fleet.commit([change], 300, RUN)
    park.advance(301 + RELOAD_S)
    assert fleet.confirm([system], RUN)[system].status is OutcomeStatus.ROLLED_BACK
