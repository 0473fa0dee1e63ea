import io
import logging

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from parknet.drivers.answers import persist_id
from parknet.drivers.fleet import NornirFleet
from parknet.drivers.sessions import Target, Timeouts
from parknet.lab.device import SessionFaults
from parknet.log import set_up_logging
from parknet.model.change import DeviceFailure, FailureKind, Grade, Outcome, OutcomeStatus
from parknet.vault import Vault
from tests.drivers.emulated import SECRETS, SYSTEMS, Emulated, change_of, read
from tests.drivers.far_end import Far, Table

RUN = "2026-03-01T08:00:00Z-7f3a"
TIMED = ("vrp8", "comware7", "eos", "iosxe")


def statuses(outcomes: dict[str, Outcome]) -> dict[str, str]:
    return {device: outcome.status.value for device, outcome in outcomes.items()}


def everywhere(status: str, devices: tuple[str, ...] = SYSTEMS) -> dict[str, str]:
    return dict.fromkeys(devices, status)


# -- reading --------------------------------------------------------------------------------------


def test_the_system_is_told_from_the_device_itself(emulated: Emulated) -> None:
    assert {name: found.os for name, found in read(emulated.fleet(), *SYSTEMS).items()} == {
        name: name for name in SYSTEMS
    }


def test_reading_twice_gives_one_digest_though_ciphertext_is_salted_anew(
    emulated: Emulated,
) -> None:
    first = read(emulated.fleet(), *SYSTEMS)
    emulated.advance(3600)
    assert read(emulated.fleet(), *SYSTEMS) == first


def test_a_device_that_is_not_known_is_a_failure_and_the_others_are_read(
    emulated: Emulated,
) -> None:
    found = emulated.fleet().running(["vrp8", "nowhere"])
    assert isinstance(found["nowhere"], DeviceFailure)
    assert found["vrp8"].os == "vrp8"


def test_one_devices_failure_leaves_the_others(emulated: Emulated) -> None:
    emulated.devices["vrp5"].faults.wrong_host_key = True
    emulated.devices["vrp8"].faults.wrong_password = True
    found = emulated.fleet().running(SYSTEMS)
    assert found["vrp5"].kind is FailureKind.HOST_KEY
    assert found["vrp8"].kind is FailureKind.AUTHENTICATION
    assert found["comware7"].os == "comware7"


def test_a_silent_device_is_unreachable_within_its_limit(emulated: Emulated) -> None:
    emulated.devices["vrp5"].faults.is_silent = True
    fleet = emulated.fleet(timeouts=Timeouts(connect_s=0.3, reply_s=1))
    assert fleet.running(["vrp5"])["vrp5"].kind is FailureKind.UNREACHABLE


def test_a_device_of_another_maker_is_a_failure(far: Far) -> None:
    target = far.serve(Table(replies={"display version": "Other OS 1.0"}), platform="h3c_comware")
    fleet = NornirFleet({"d": target}, Vault({"ssh-password": "canary-Login-7351"}, b""))
    found = fleet.running(["d"])["d"]
    assert found.kind is FailureKind.PROTOCOL
    assert "not H3C Comware 7" in found.detail


@pytest.mark.parametrize(
    "text", ["#\r\nsysname sw1\r\n#\r\nheader login\r\n<sw1>", "#\r\nsysname sw1", ""]
)
def test_a_configuration_that_is_not_whole_is_never_taken_for_one(far: Far, text: str) -> None:
    prompts = {"system-view": "[sw1]", "return": "<sw1>"}
    target = far.serve(Table(replies={"display current-configuration": text}, prompts=prompts))
    fleet = NornirFleet({"d": target}, Vault({"ssh-password": "canary-Login-7351"}, b""))
    found = fleet.running(["d"])["d"]
    assert isinstance(found, DeviceFailure)
    assert "did not arrive whole" in found.detail


def test_a_missing_login_secret_is_a_failure_of_state(emulated: Emulated) -> None:
    fleet = NornirFleet(emulated.targets, Vault({}, b""))
    found = fleet.running(["vrp8"])["vrp8"]
    assert found.kind is FailureKind.STATE
    assert "PARKNET_SECRET_SSH_PASSWORD" in found.detail


def test_a_width_of_one_reads_all_devices(emulated: Emulated) -> None:
    assert len(read(emulated.fleet(width=1), *SYSTEMS)) == len(SYSTEMS)


# -- committing and confirming --------------------------------------------------------------------


def test_a_confirmed_change_runs_is_saved_and_survives_the_timer(emulated: Emulated) -> None:
    fleet = emulated.fleet()
    before = read(fleet, *SYSTEMS)
    changes = [change_of(found) for found in before.values()]
    assert statuses(fleet.commit(changes, 300, RUN)) == everywhere("applied")
    assert all(found.unsaved for found in read(fleet, *SYSTEMS).values())
    assert statuses(fleet.confirm(SYSTEMS, RUN)) == everywhere("applied")
    emulated.advance(86_400)
    after = read(fleet, *SYSTEMS)
    assert all(found.digest != before[name].digest for name, found in after.items())
    assert not any(found.unsaved for found in after.values())


def test_a_change_that_nobody_confirms_is_taken_back_by_the_device(emulated: Emulated) -> None:
    fleet = emulated.fleet()
    before = read(fleet, *TIMED)
    fleet.commit([change_of(found) for found in before.values()], 300, RUN)
    assert read(fleet, *TIMED) != before
    emulated.advance(301)
    assert read(fleet, *TIMED) == before


def test_a_confirmation_that_comes_too_late_is_told_as_rolled_back(emulated: Emulated) -> None:
    fleet = emulated.fleet()
    fleet.commit([change_of(found) for found in read(fleet, *TIMED).values()], 300, RUN)
    emulated.advance(301)
    assert statuses(fleet.confirm(TIMED, RUN)) == everywhere("rolled_back", TIMED)


def test_a_restarted_process_confirms_what_an_earlier_one_has_armed(emulated: Emulated) -> None:
    fleet = emulated.fleet()
    before = read(fleet, *TIMED)
    fleet.commit([change_of(found) for found in before.values()], 300, RUN)
    assert statuses(emulated.fleet().confirm(TIMED, RUN)) == everywhere("applied", TIMED)
    emulated.advance(86_400)
    assert read(fleet, "vrp8")["vrp8"].digest != before["vrp8"].digest


def test_a_restarted_process_never_takes_a_reverted_change_for_confirmed(
    emulated: Emulated,
) -> None:
    fleet = emulated.fleet()
    fleet.commit([change_of(found) for found in read(fleet, *TIMED).values()], 300, RUN)
    emulated.advance(301)
    assert statuses(emulated.fleet().confirm(TIMED, RUN)) == everywhere("unknown", TIMED)


def test_another_run_cannot_confirm_a_trial(emulated: Emulated) -> None:
    fleet = emulated.fleet()
    fleet.commit([change_of(read(fleet, "vrp8")["vrp8"])], 300, RUN)
    assert statuses(emulated.fleet().confirm(["vrp8"], "another")) == {"vrp8": "unknown"}


def test_a_stale_plan_is_rejected_and_nothing_is_sent(emulated: Emulated) -> None:
    fleet = emulated.fleet()
    before = read(fleet, *SYSTEMS)
    changes = [change_of(found, running_digest="0" * 64) for found in before.values()]
    outcomes = fleet.commit(changes, 300, RUN)
    assert statuses(outcomes) == everywhere("rejected")
    assert all(outcome.detail.startswith("stale") for outcome in outcomes.values())
    assert read(fleet, *SYSTEMS) == before


def test_a_plan_for_another_system_is_rejected(emulated: Emulated) -> None:
    fleet = emulated.fleet()
    found = read(fleet, "vrp5")["vrp5"]
    outcome = fleet.commit([change_of(found, os="vrp8", grade=Grade.A)], 300, RUN)["vrp5"]
    assert outcome.status is OutcomeStatus.REJECTED
    assert "runs vrp5" in outcome.detail


def test_an_empty_patch_leaves_the_device_alone(emulated: Emulated) -> None:
    fleet = emulated.fleet()
    outcomes = fleet.commit([change_of(read(fleet, "vrp8")["vrp8"], patch=())], 300, RUN)
    assert statuses(outcomes) == {"vrp8": "unchanged"}


def test_what_was_confirmed_but_not_saved_is_saved_later(emulated: Emulated) -> None:
    fleet = emulated.fleet()
    fleet.commit([change_of(found) for found in read(fleet, *SYSTEMS).values()], 300, RUN)
    for device in emulated.devices.values():
        device.faults.flash_full = True
    fleet.confirm(SYSTEMS, RUN)
    for device in emulated.devices.values():
        device.faults.flash_full = False
    assert all(found.unsaved for found in read(fleet, *SYSTEMS).values())
    assert statuses(fleet.save(SYSTEMS)) == everywhere("applied")
    assert not any(found.unsaved for found in read(fleet, *SYSTEMS).values())


def test_a_full_flash_is_told_after_the_confirmation(emulated: Emulated) -> None:
    fleet = emulated.fleet()
    fleet.commit([change_of(found) for found in read(fleet, *SYSTEMS).values()], 300, RUN)
    for device in emulated.devices.values():
        device.faults.flash_full = True
    outcomes = fleet.confirm(SYSTEMS, RUN)
    assert statuses(outcomes) == everywhere("unknown")
    assert all("NOT saved" in outcome.detail for outcome in outcomes.values())


# -- refusals and losses --------------------------------------------------------------------------


@pytest.mark.parametrize("number", range(1, 8))
def test_a_refused_line_leaves_nothing_half_applied(emulated: Emulated, number: int) -> None:
    fleet = emulated.fleet()
    before = read(fleet, *SYSTEMS)
    for device in emulated.devices.values():
        device.faults.refuse_line = number
    outcomes = fleet.commit([change_of(found) for found in before.values()], 300, RUN)
    took_effect = {device: outcome.status for device, outcome in outcomes.items()}
    after = read(fleet, *SYSTEMS)
    if OutcomeStatus.APPLIED in took_effect.values():  # `quit` is no configuration line
        assert set(took_effect.values()) == {OutcomeStatus.APPLIED}
        return
    assert took_effect == {
        "vrp5": OutcomeStatus.ROLLED_BACK,
        "vrp8": OutcomeStatus.REJECTED,
        "comware7": OutcomeStatus.ROLLED_BACK,
        "eos": OutcomeStatus.REJECTED,
        "rgos": OutcomeStatus.ROLLED_BACK,
        "iosxe": OutcomeStatus.ROLLED_BACK,
    }
    assert {name: found.text for name, found in after.items()} == {
        name: found.text for name, found in before.items()
    }
    assert all("was refused" in outcome.detail for outcome in outcomes.values())


def test_a_line_that_the_device_does_not_know_is_named(emulated: Emulated) -> None:
    fleet = emulated.fleet()
    changes = [
        change_of(found, patch=("frobnicate 7",)) for found in read(fleet, *SYSTEMS).values()
    ]
    for outcome in fleet.commit(changes, 300, RUN).values():
        assert "'frobnicate 7' was refused" in outcome.detail


@pytest.mark.parametrize("line", ["vlan 10\nvlan 666", "description a\rb", "descr\x1b[A", "sys?"])
def test_no_text_in_a_patch_can_smuggle_in_a_second_line(emulated: Emulated, line: str) -> None:
    fleet = emulated.fleet()
    before = read(fleet, *TIMED)
    changes = [change_of(found, patch=(f"{line}",)) for found in before.values()]
    outcomes = fleet.commit(changes, 300, RUN)
    assert statuses(outcomes) == everywhere("rejected", TIMED)
    assert read(fleet, *TIMED) == before


def test_a_session_lost_before_the_commit_changes_nothing_on_vrp8(emulated: Emulated) -> None:
    fleet = emulated.fleet()
    before = read(fleet, "vrp8")
    emulated.devices["vrp8"].faults.drop_at_line = 3
    outcomes = fleet.commit([change_of(before["vrp8"])], 300, RUN)
    assert statuses(outcomes) == {"vrp8": "unreachable"}
    assert read(fleet, "vrp8") == before


def test_a_session_lost_in_the_commit_is_unknown_until_it_is_read_back(emulated: Emulated) -> None:
    fleet = emulated.fleet()
    before = read(fleet, "vrp8")
    emulated.devices["vrp8"].faults.drop_in_commit = True
    outcomes = fleet.commit([change_of(before["vrp8"])], 300, RUN)
    assert statuses(outcomes) == {"vrp8": "unknown"}
    assert read(fleet, "vrp8")["vrp8"].digest != before["vrp8"].digest


@pytest.mark.parametrize("name", ["vrp5", "comware7"])
def test_a_session_lost_among_live_lines_is_unknown_and_can_be_rolled_back(
    emulated: Emulated, name: str
) -> None:
    fleet = emulated.fleet()
    before = read(fleet, name)
    change = change_of(before[name])
    emulated.devices[name].faults.drop_at_line = 3
    assert statuses(fleet.commit([change], 300, RUN)) == {name: "unknown"}
    assert read(fleet, name)[name].digest != before[name].digest
    assert statuses(emulated.fleet().rollback([change], RUN)) == {name: "rolled_back"}
    assert read(fleet, name)[name].text == before[name].text


def test_a_session_lost_among_live_lines_is_taken_back_by_the_timer(emulated: Emulated) -> None:
    fleet = emulated.fleet()
    before = read(fleet, "comware7")
    emulated.devices["comware7"].faults.drop_at_line = 3
    fleet.commit([change_of(before["comware7"])], 120, RUN)
    emulated.advance(121)
    assert read(fleet, "comware7") == before


def test_lines_that_a_device_runs_already_begin_no_trial_and_count_as_unchanged(
    emulated: Emulated,
) -> None:
    fleet = emulated.fleet()
    found = read(fleet, "vrp8")["vrp8"]
    same = ("interface GigabitEthernet0/0/1", "description first", "quit")
    answer = statuses(fleet.commit([change_of(found, patch=same)], 300, RUN))
    assert answer == {"vrp8": "unchanged"}


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    name=st.sampled_from(SYSTEMS),
    drop=st.integers(0, 7),
    refuse=st.integers(0, 7),
    drop_in_commit=st.booleans(),
    has_timer=st.booleans(),
)
def test_whatever_fails_an_outcome_tells_what_the_device_runs(
    emulated: Emulated,
    name: str,
    drop: int,
    refuse: int,
    drop_in_commit: bool,
    has_timer: bool,
) -> None:
    device = emulated.devices[name]
    fleet = emulated.fleet()
    before = read(fleet, name)
    grade = Grade.B if not has_timer else Grade.R if name == "vrp5" else Grade.A
    change = change_of(before[name], grade=grade)
    device.faults = SessionFaults(
        drop_at_line=drop,
        refuse_line=refuse,
        drop_in_commit=drop_in_commit,
    )
    outcome = fleet.commit([change], 300, RUN)[name]
    device.faults = SessionFaults()
    after = read(fleet, name)
    event(f"{name}: {outcome.status}")
    if outcome.status is OutcomeStatus.APPLIED:
        assert "second" in after[name].text
    elif outcome.status is not OutcomeStatus.UNKNOWN:
        assert after[name].text == before[name].text
    # The lab's VRP 8 forgets the trial where the session is lost in the commit.
    if has_timer and not (name == "vrp8" and drop_in_commit):
        emulated.advance(301 + 180)
        assert read(fleet, name)[name].text == before[name].text
    assert fleet.rollback([change], RUN)[name].status is OutcomeStatus.ROLLED_BACK
    assert read(fleet, name) == before


# -- rolling back ---------------------------------------------------------------------------------


@pytest.mark.parametrize("is_confirmed", [False, True], ids=["on trial", "confirmed"])
def test_a_rollback_brings_back_what_ran_before_and_saves_it(
    emulated: Emulated, is_confirmed: bool
) -> None:
    fleet = emulated.fleet()
    before = read(fleet, *SYSTEMS)
    changes = [change_of(found) for found in before.values()]
    fleet.commit(changes, 300, RUN)
    if is_confirmed:
        fleet.confirm(SYSTEMS, RUN)
    assert statuses(emulated.fleet().rollback(changes, RUN)) == everywhere("rolled_back")
    assert read(fleet, *SYSTEMS) == before
    emulated.advance(86_400)
    assert read(fleet, *SYSTEMS) == before


def test_a_rollback_without_a_way_back_is_never_reported_as_done(emulated: Emulated) -> None:
    fleet = emulated.fleet()
    changes = [change_of(found, inverse=()) for found in read(fleet, *SYSTEMS).values()]
    fleet.commit(changes, 300, RUN)
    fleet.confirm(SYSTEMS, RUN)
    assert statuses(fleet.rollback(changes, RUN)) == everywhere("unknown")


def test_rolling_back_twice_is_the_same_as_once(emulated: Emulated) -> None:
    fleet = emulated.fleet()
    before = read(fleet, *SYSTEMS)
    changes = [change_of(found) for found in before.values()]
    fleet.commit(changes, 300, RUN)
    fleet.rollback(changes, RUN)
    assert statuses(fleet.rollback(changes, RUN)) == everywhere("rolled_back")
    assert read(fleet, *SYSTEMS) == before


def test_an_inverse_never_acts_outside_the_view_it_was_meant_for(emulated: Emulated) -> None:
    fleet = emulated.fleet()
    before = read(fleet, "vrp5", "comware7")
    inverse = {
        name: (
            f"interface GigabitEthernet{slot}/0/2",
            "interface Nowhere9/9/9",  # does not open: the next two must not reach port 2
            "undo shutdown",
            "quit",
            "quit",
            "quit",  # too many: must not end the session
            f"interface GigabitEthernet{slot}/0/1",
            "description first",
            "quit",
        )
        for name, slot in (("vrp5", 0), ("comware7", 1))
    }
    changes = [
        change_of(
            found,
            patch=(f"interface GigabitEthernet{slot}/0/1", "description second", "quit"),
            inverse=inverse[name],
        )
        for (name, found), slot in zip(before.items(), (0, 1), strict=True)
    ]
    fleet.commit(changes, 300, RUN)
    assert set(statuses(fleet.rollback(changes, RUN)).values()) == {"rolled_back"}
    assert read(fleet, "vrp5", "comware7") == before


# -- VRP 5 ----------------------------------------------------------------------------------------


def test_vrp5_reboots_into_what_it_started_with_only_where_that_was_agreed_to(
    emulated: Emulated,
) -> None:
    fleet = emulated.fleet()
    before = read(fleet, "vrp5")
    change = change_of(before["vrp5"], grade=Grade.R)
    assert statuses(fleet.commit([change], 300, RUN)) == {"vrp5": "applied"}
    device = emulated.devices["vrp5"]
    assert device.reboot is not None
    emulated.advance(301 + 180)
    assert read(fleet, "vrp5") == before


def test_a_confirmed_change_of_vrp5_stops_the_reboot(emulated: Emulated) -> None:
    fleet = emulated.fleet()
    change = change_of(read(fleet, "vrp5")["vrp5"], grade=Grade.R)
    fleet.commit([change], 300, RUN)
    assert statuses(fleet.confirm(["vrp5"], RUN)) == {"vrp5": "applied"}
    assert emulated.devices["vrp5"].reboot is None


def test_without_that_agreement_vrp5_never_reboots(emulated: Emulated) -> None:
    fleet = emulated.fleet()
    change = change_of(read(fleet, "vrp5")["vrp5"])
    assert statuses(fleet.commit([change], 300, RUN)) == {"vrp5": "applied"}
    assert emulated.devices["vrp5"].reboot is None


@pytest.mark.parametrize("grade", [Grade.B, Grade.R])
def test_vrp5_is_not_touched_while_it_runs_unsaved_changes(
    emulated: Emulated, grade: Grade
) -> None:
    device = emulated.devices["vrp5"]
    emulated.on_loop(lambda: device.apply((), "vlan 77"))
    fleet = emulated.fleet()
    before = read(fleet, "vrp5")
    outcome = fleet.commit([change_of(before["vrp5"], grade=grade)], 300, RUN)["vrp5"]
    assert outcome.status is OutcomeStatus.REJECTED
    assert "not saved" in outcome.detail
    assert read(fleet, "vrp5") == before


# -- secrets --------------------------------------------------------------------------------------

_VRP_SECRETS = (
    "snmp-agent usm-user v3 parknet authentication-mode sha2-256 cipher <<secret:snmp-auth>>",
    "snmp-agent usm-user v3 parknet privacy-mode aes128 cipher <<secret:snmp-priv>>",
    "frobnicate <<secret:snmp-auth>>",
)
_COMWARE_SECRETS = (
    "local-user parknet class manage",
    "password hash <<secret:ssh-password>>",
    "quit",
    "frobnicate <<secret:ssh-password>>",
)
_EOS_SECRETS = (
    "username parknet privilege 15 role network-admin secret sha512 <<secret:ssh-password>>",
    (
        "snmp-server user parknet parknet v3 auth sha256 <<secret:snmp-auth>> "
        "priv aes <<secret:snmp-priv>>"
    ),
    "frobnicate <<secret:ssh-password>>",
)
_RGOS_SECRETS = (
    "username parknet privilege 15 secret <<secret:ssh-password>>",
    (
        "snmp-server user parknet parknet v3 auth sha <<secret:snmp-auth>> "
        "priv aes128 <<secret:snmp-priv>>"
    ),
    "frobnicate <<secret:ssh-password>>",
)
_IOS_SECRETS = (
    "username parknet privilege 15 algorithm-type scrypt secret <<secret:ssh-password>>",
    (
        "snmp-server user parknet parknet v3 auth sha-2 256 <<secret:snmp-auth>> "
        "priv aes 128 <<secret:snmp-priv>>"
    ),
    "frobnicate <<secret:ssh-password>>",
)


def test_no_secret_shows_in_any_log_outcome_or_reading(
    emulated: Emulated, caplog: pytest.LogCaptureFixture
) -> None:
    stream = io.StringIO()
    root = logging.getLogger()
    kept = root.handlers[:], root.level
    handler = set_up_logging(logging.DEBUG, vault=None, stream=stream)
    names = ["", "parknet", "netmiko", "paramiko", "nornir", "parknet.drivers.paramiko"]
    levels = {name: logging.getLogger(name).level for name in names}
    try:
        for name in names:
            logging.getLogger(name).setLevel(logging.DEBUG)
        fleet = emulated.fleet()
        found = read(fleet, *SYSTEMS)
        patches = {
            "vrp5": _VRP_SECRETS,
            "vrp8": _VRP_SECRETS,
            "comware7": _COMWARE_SECRETS,
            "eos": _EOS_SECRETS,
            "rgos": _RGOS_SECRETS,
            "iosxe": _IOS_SECRETS,
        }
        changes = [change_of(value, patch=patches[name]) for name, value in found.items()]
        outcomes = fleet.commit(changes, 300, RUN)
        later = fleet.rollback(changes, RUN)
    finally:
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)
        root.handlers[:], root.level = kept
        handler.close()
    shown = f"{stream.getvalue()}{caplog.text}{found}{changes}{outcomes}{later}{fleet!r}"
    assert not [secret for secret in SECRETS.values() if secret in shown]
    assert all("frobnicate <<secret:" in outcome.detail for outcome in outcomes.values())


def test_secrets_are_put_in_when_they_are_sent(emulated: Emulated) -> None:
    vault = Vault(SECRETS | {"snmp-auth": "Another+1", "ssh-password": "canary-Ssh+Pass/1"}, b"")
    fleet = NornirFleet(emulated.targets, vault)
    found = read(fleet, *SYSTEMS)
    lines = {
        "vrp5": _VRP_SECRETS[:2],
        "vrp8": _VRP_SECRETS[:2],
        "comware7": _COMWARE_SECRETS[:3],
        "eos": _EOS_SECRETS[:2],
        "rgos": _RGOS_SECRETS[:2],
        "iosxe": _IOS_SECRETS[:2],
    }
    changes = [change_of(value, patch=lines[name]) for name, value in found.items()]
    outcomes = fleet.commit(changes, 300, RUN)
    assert statuses(outcomes) == everywhere("applied"), outcomes
    for name in ("vrp5", "vrp8"):
        node = emulated.devices[name].running.find(
            "snmp-agent usm-user v3 parknet authentication-mode"
        )
        assert node is not None
        assert str(node.words[-1]) == "Another+1"
    for name in ("eos", "rgos", "iosxe"):
        user = emulated.devices[name].running.find("snmp-server user parknet parknet")
        assert user is not None
        assert "Another+1" in user.words
    assert statuses(fleet.confirm(SYSTEMS, RUN)) == everywhere("applied")


def test_a_secret_that_is_not_known_is_refused_before_the_device_changes(
    emulated: Emulated,
) -> None:
    fleet = emulated.fleet()
    before = read(fleet, *SYSTEMS)
    patch = ("snmp-agent sys-info contact <<secret:nowhere>>",)
    outcomes = fleet.commit([change_of(found, patch=patch) for found in before.values()], 300, RUN)
    assert statuses(outcomes) == everywhere("rejected")
    assert read(fleet, *SYSTEMS) == before


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(run=st.text(), device=st.text())
def test_a_timers_name_is_one_that_devices_take(run: str, device: str) -> None:
    name = persist_id(run, device)
    assert name == persist_id(run, device)
    assert name[0].isalpha()
    assert len(name) <= 256
    assert name.isascii()
    assert not set(name) & set(" ?\"'")


def test_a_run_has_a_timer_of_its_own_on_each_device() -> None:
    assert len({persist_id(run, name) for run in ("a", "b") for name in ("x", "y")}) == 4


def test_a_fault_of_ours_is_told_without_its_text(emulated: Emulated) -> None:
    target = emulated.targets["vrp8"]
    broken = Target(target.host, target.port, "no_such_platform", "canary-user", target.known_hosts)
    fleet = NornirFleet({"d": broken}, emulated.vault)
    found = fleet.running(["d"])["d"]
    assert found.detail == "internal error: ModuleImportError"


# -- sessions that stay open ----------------------------------------------------------------------


def test_a_change_goes_over_the_session_that_looked_and_is_confirmed_over_a_new_one(
    emulated: Emulated,
) -> None:
    fleet = emulated.fleet()
    changes = [change_of(found) for found in read(fleet, *SYSTEMS).values()]
    taken = dict.fromkeys(SYSTEMS, 0)
    for name, server in emulated.servers.items():
        taken[name] = server.logins
    fleet.standing(SYSTEMS, changes, RUN)
    assert statuses(fleet.commit(changes, 300, RUN)) == everywhere("applied")
    assert {name: it.logins - taken[name] for name, it in emulated.servers.items()} == (
        dict.fromkeys(SYSTEMS, 1)
    )
    fleet.standing(SYSTEMS, changes, RUN)
    assert statuses(fleet.confirm(SYSTEMS, RUN)) == everywhere("applied")
    assert {name: it.logins - taken[name] for name, it in emulated.servers.items()} == (
        dict.fromkeys(SYSTEMS, 2)
    )


def test_a_session_from_before_a_change_never_confirms_it(emulated: Emulated) -> None:
    fleet = emulated.fleet()
    found = read(fleet, "vrp8", "comware7")
    first, second = (change_of(one) for one in found.values())
    fleet.standing(["vrp8", "comware7"], [first, second], RUN)
    assert fleet.commit([first], 300, RUN)["vrp8"].status is OutcomeStatus.APPLIED
    before = emulated.servers["comware7"].logins
    fleet.confirm(["comware7"], RUN)
    assert emulated.servers["comware7"].logins == before + 1


def test_a_kept_session_that_was_lost_is_opened_anew(emulated: Emulated) -> None:
    fleet = emulated.fleet()
    change = change_of(read(fleet, "vrp8")["vrp8"])
    fleet.standing(["vrp8"], [change], RUN)
    emulated.on_loop(emulated.servers["vrp8"].drop)
    assert fleet.commit([change], 300, RUN)["vrp8"].status is OutcomeStatus.APPLIED
