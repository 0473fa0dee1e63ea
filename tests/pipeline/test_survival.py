"""What a push survives: random faults over many devices, full disks, two operators at once."""

import random
from dataclasses import replace
from pathlib import Path

import pytest

from bench.generated import write_park
from parknet.deploy.terms import RollOutPolicy
from parknet.drivers.sessions import Timeouts
from parknet.errors import StateError
from parknet.lab.faults import Fault
from parknet.lab.park import Lab
from parknet.model.change import ChangeSet, Grade, OutcomeStatus
from parknet.pipeline.parks import Site
from parknet.pipeline.push import apply_plan, make_plan, push_texts, resume_runs
from parknet.workspace import Workspace
from tests.pipeline.rig import SECRETS, Rig, reach_lab, rig_of

PARK = "wuhan-urban"
POLICY = RollOutPolicy(revert_in_s=300, error_budget=1000)
KINDS = (
    "dropped_session",
    "dropped_commit",
    "refused_line",
    "wrong_host_key",
    "wrong_password",
    "silent",
    "flash_full",
)
FINAL_OLD = {"rolled_back", "rejected", "unreachable", "skipped", "planned"}


def hold_secrets(rig: Rig) -> None:
    digests = {name: rig.reach.vault.digest(name) for name in SECRETS}
    for device in rig.site.network.devices:
        rig.site.ledger.record_secrets(rig.reach.vault.world, device.name, digests)


def described(text: str, words: str) -> str:
    """Return a configuration in which the first description of a port is another one."""
    at = text.index("\n description ", text.index("\ninterface "))
    return f"{text[:at]}\n description {words}{text[text.index(chr(10), at + 1) :]}"


def one_line_each(rig: Rig) -> ChangeSet:
    configs = rig.site.configs
    return push_texts(
        rig.site, rig.reach, {name: described(configs[name].text, "new") for name in configs}
    )


@pytest.mark.slow
def test_random_faults_over_a_hundred_devices_leave_the_ledger_right(tmp_path: Path) -> None:
    name = write_park(tmp_path, 100, ("huawei", "h3c"))
    site = Site(Workspace(tmp_path), name)
    started = {device: config.text for device, config in site.configs.items()}
    with Lab(site.network, started, SECRETS) as lab:
        site.clock = lab.clock
        quick = Timeouts(connect_s=3.0, reply_s=10.0)
        reach = replace(reach_lab(tmp_path, site, lab), timeouts=quick)
        rig = Rig(site, lab, reach)
        hold_secrets(rig)
        plan = one_line_each(rig)
        # VRP 5 reverts by rebooting, and nobody opts in here; some commands nobody verified.
        pushed = [change.device for change in plan.changes if not change.held]
        assert len(plan.changes) >= 100
        before = {device: lab.running(device) for device in started}
        chance = random.Random(7)  # noqa: S311 - a rehearsal, not a secret
        faulty = chance.sample(pushed[1:], max(5, len(pushed) // 20))
        for device in faulty:
            kind = chance.choice(KINDS)
            lab.plant(Fault(kind, f"device/{device}", device, detail="1"))  # type: ignore[arg-type]
        run, outcomes = apply_plan(site, reach, plan, POLICY, lambda _: None)
        lab.advance(100_000)
        found = {outcome.device: outcome for outcome in outcomes}
        states = site.ledger.states(run)
        for device in started:
            is_new = " description new\n" in lab.running(device)
            state = states.get(device, "planned")
            if state == "confirmed":
                assert is_new, device
            elif state in FINAL_OLD:
                assert lab.running(device) == before[device], (device, state)
            else:  # the ledger names it, and says what is on it
                assert state == "unknown"
                assert found[device].detail
                assert device in faulty
        good = [device for device in pushed if device not in faulty]
        assert {found[device].status for device in good} == {OutcomeStatus.APPLIED}


def test_a_device_that_cannot_save_is_named_with_what_it_runs(tmp_path: Path) -> None:
    with rig_of(tmp_path, PARK, configured=True) as rig:
        hold_secrets(rig)
        for device in ("b01-agg", "b02-agg"):
            rig.lab.plant(Fault("flash_full", f"device/{device}", device))
            text = described(rig.site.configs[device].text, "new")
            plan = push_texts(rig.site, rig.reach, {device: text})
            run, (outcome,) = apply_plan(rig.site, rig.reach, plan, POLICY, lambda _: None)
            assert outcome.status is OutcomeStatus.UNKNOWN
            assert "runs the change, but is not saved" in outcome.detail
            assert " description new\n" in rig.lab.running(device)
            rig.lab.heal(Fault("flash_full", f"device/{device}", device))
            (settled,) = resume_runs(rig.site, rig.reach, POLICY, lambda _: None)[run]
            assert settled.status is OutcomeStatus.APPLIED
            assert "saved" in settled.detail


def test_a_ledger_that_cannot_be_written_stops_the_run_before_the_next_step(
    tmp_path: Path,
) -> None:
    with rig_of(tmp_path, PARK, configured=True) as rig:
        hold_secrets(rig)
        plan = one_line_each(rig)
        before = {name: rig.lab.running(name) for name in rig.site.configs}
        engine = rig.site.database.engine
        with engine.connect() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        from sqlalchemy import event

        # SQLite says that the disk is full once a database may not grow any more.
        full = [False]

        @event.listens_for(engine, "begin")
        def limit(connection: object) -> None:
            size = pages + 1 if full[0] else 1 << 30
            connection.exec_driver_sql(f"PRAGMA max_page_count = {size}")  # type: ignore[attr-defined]

        def fill(_: object) -> None:
            full[0] = True

        with pytest.raises(StateError, match="full"):
            apply_plan(rig.site, rig.reach, plan, POLICY, fill)
        full[0] = False
        rig.lab.advance(1000)
        (run,) = rig.site.ledger.open_runs()
        states = rig.site.ledger.states(run)
        for name, text in before.items():
            if states[name] != "confirmed":
                assert rig.lab.running(name) == text, (name, states[name])
        outcomes = resume_runs(rig.site, rig.reach, POLICY, lambda _: None)[run]
        now = {outcome.device: outcome.status for outcome in outcomes}
        for name, status in now.items():
            assert (rig.lab.running(name) != before[name]) == (status is OutcomeStatus.APPLIED)


def test_of_two_operators_one_pushes_and_the_other_is_told(tmp_path: Path) -> None:
    with rig_of(tmp_path, PARK, configured=True) as rig:
        hold_secrets(rig)
        plan = one_line_each(rig)
        other = Site(Workspace(tmp_path), PARK)
        other.clock = rig.site.clock
        told: list[str] = []

        def meanwhile(_: object) -> None:
            if not told:
                with pytest.raises(StateError) as caught:
                    apply_plan(other, rig.reach, plan, POLICY, lambda _: None)
                told.append(str(caught.value))

        _, outcomes = apply_plan(rig.site, rig.reach, plan, POLICY, meanwhile)
        assert "is pushing to this park" in told[0]
        assert {outcome.status for outcome in outcomes} == {OutcomeStatus.APPLIED}
        # Afterwards the other one's plan is stale on every device, and nothing is forced.
        _, late = apply_plan(other, rig.reach, plan, POLICY, lambda _: None)
        assert OutcomeStatus.APPLIED not in {outcome.status for outcome in late}
        assert make_plan(other, rig.reach, frozenset({Grade.R})).failures == ()
