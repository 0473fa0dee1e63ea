"""A new login password for a whole park: proved before it stays, the old one kept until then."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from nornir.core import Nornir
from nornir.plugins.runners import ThreadedRunner

from parknet.deploy.terms import RollOutPolicy
from parknet.drivers.fleet import NornirFleet
from parknet.drivers.nornir_inventory import inventory_of
from parknet.drivers.nornir_tasks import facts
from parknet.errors import SecretError, StateError
from parknet.lab.faults import Fault
from parknet.model.change import Outcome, OutcomeStatus
from parknet.pipeline.logins import logins_of
from parknet.pipeline.push import apply_plan, make_plan, resume_runs
from parknet.pipeline.rotation import plan_rotation, resume_rotation, rotate
from parknet.pipeline.undo import roll_back
from parknet.vault import open_vault
from tests.pipeline.arista import arista_park
from tests.pipeline.cisco import cisco_park
from tests.pipeline.debian_park import debian_workspace
from tests.pipeline.openwrt_park import openwrt_park
from tests.pipeline.rig import Rig, rig_of
from tests.pipeline.ruijie import ruijie_park

PARK = "wuhan-agricultural"
NEXT = "next-Pass-0002"
POLICY = RollOutPolicy(revert_in_s=300, error_budget=0)


@contextmanager
def rotating(folder: Path) -> Iterator[Rig]:
    """Yield a park as designed, whose vault has the next password as well."""
    with rig_of(folder, PARK, configured=True) as rig:
        with (folder / "secrets").open("a", encoding="utf-8") as file:
            file.write(f"ssh-password-next={NEXT}\n")
        yield again(rig, folder)


def again(rig: Rig, folder: Path) -> Rig:
    """Return the same park as a process finds it that starts now."""
    vault = open_vault({}, folder / "secrets", folder / "vault.key")
    rig.reach = replace(rig.reach, vault=vault, logins=partial(logins_of, rig.site, vault))
    return rig


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return arista_park(tmp_path)


def names(rig: Rig) -> list[str]:
    return [device.name for device in rig.site.network.devices]


def turn(rig: Rig) -> dict[str, Outcome]:
    plan = plan_rotation(rig.site, rig.reach)
    outcomes = rotate(rig.site, rig.reach, plan, POLICY, lambda _: None)
    return {outcome.device: outcome for outcome in outcomes}


def lets_in(rig: Rig, secret: str) -> set[str]:
    found = rig.reach.fleet(secret).logs_in(names(rig))
    return {name for name, why in found.items() if why is None}


def make_h3c(folder: Path) -> Path:
    return folder


@pytest.mark.parametrize(
    "make", [arista_park, make_h3c, cisco_park, ruijie_park, debian_workspace, openwrt_park]
)
def test_a_whole_park_gets_the_new_password_and_loses_the_old_one(
    make: object, tmp_path: Path
) -> None:
    make(tmp_path)  # type: ignore[operator]
    with rotating(tmp_path) as rig:
        plan = plan_rotation(rig.site, rig.reach)
        assert plan.failures == ()
        assert NEXT not in plan.model_dump_json()
        outcomes = turn(rig)
        assert {it.status for it in outcomes.values()} == {OutcomeStatus.APPLIED}, outcomes
        assert lets_in(rig, "ssh-password-next") == set(names(rig))
        assert lets_in(rig, "ssh-password") == set()


def test_later_sessions_take_the_password_of_each_device(root: Path) -> None:
    with rotating(root) as rig:
        turn(rig)
        plan = make_plan(rig.site, again(rig, root).reach)
        assert plan.failures == ()
        for change in plan.changes:
            assert not any("ssh-password" in line for line in change.patch)
        done = plan_rotation(rig.site, rig.reach)
        assert (done.changes, set(done.unchanged)) == ((), set(names(rig)))
        # What the last step of a rotation asks for: the next one becomes the usual one.
        secrets = root / "secrets"
        text = secrets.read_text(encoding="utf-8").replace("lab-Pass-0001", NEXT)
        secrets.write_text(text.replace(f"ssh-password-next={NEXT}\n", ""), encoding="utf-8")
        plan = make_plan(rig.site, again(rig, root).reach)
        assert plan.failures == ()
        for change in plan.changes:
            assert not any("ssh-password" in line for line in change.patch)


def test_scripts_log_in_with_the_password_of_each_device(root: Path) -> None:
    with rotating(root) as rig:
        turn(rig)
        reach = again(rig, root).reach
        inventory = inventory_of(rig.site.network, reach.targets, reach.logins())
        read = Nornir(inventory, runner=ThreadedRunner()).run(task=facts, secrets=reach.vault)
        assert read.keys() == set(names(rig))
        assert not read.failed, read.failed_hosts


def access_of(rig: Rig) -> list[str]:
    return [device.name for device in rig.site.network.devices if device.role == "access"]


@pytest.mark.parametrize("kind", ["dropped_session", "dropped_commit", "refused_line", "silent"])
def test_a_device_that_fails_keeps_the_old_password(kind: str, root: Path) -> None:
    with rotating(root) as rig:
        name = access_of(rig)[0]
        plan = plan_rotation(rig.site, rig.reach)
        fault = Fault(kind, f"device/{name}", name, detail="1")  # type: ignore[arg-type]
        rig.lab.plant(fault)
        outcomes = rotate(rig.site, rig.reach, plan, POLICY, lambda _: None)
        rig.lab.heal(fault)
        new, old = lets_in(rig, "ssh-password-next"), lets_in(rig, "ssh-password")
        assert new.isdisjoint(old)
        assert new | old == set(names(rig))
        for outcome in outcomes:
            held = outcome.device in logins_of(rig.site, rig.reach.vault)
            assert held is (outcome.status is OutcomeStatus.APPLIED) is (outcome.device in new)
        if rig.site.ledger.open_runs():
            resume_rotation(rig.site, rig.reach, POLICY, lambda _: None)
        assert {it.status for it in turn(rig).values()} <= {OutcomeStatus.APPLIED}
        assert lets_in(rig, "ssh-password-next") == set(names(rig))


class Killed(BaseException):
    """As kill -9 ends a process: nothing of ours catches it."""


class KillingLedger:
    """A ledger whose process dies right before or after its nth step."""

    def __init__(self, ledger: object, steps: int) -> None:
        self._ledger, self._left = ledger, steps

    def __getattr__(self, name: str) -> object:
        found = getattr(self._ledger, name)
        if name not in ("step", "record_secrets", "finish"):
            return found

        def step(*arguments: object) -> None:
            found(*arguments)
            self._left -= 1
            if not self._left:
                raise Killed

        return step


@pytest.mark.parametrize("steps", range(1, 8))
@pytest.mark.parametrize("make", [arista_park, make_h3c], ids=["eos", "h3c"])
def test_a_killed_rotation_is_resumed_whatever_it_was_at(
    steps: int, make: Callable[[Path], Path], tmp_path: Path
) -> None:
    root = make(tmp_path)
    with rotating(root) as rig:
        plan = plan_rotation(rig.site, rig.reach)
        ledger = rig.site.ledger
        rig.site.__dict__["ledger"] = KillingLedger(ledger, steps)
        with pytest.raises(Killed):
            rotate(rig.site, rig.reach, plan, POLICY, lambda _: None)
        rig.site.__dict__["ledger"] = ledger
        again(rig, root)
        with pytest.raises(StateError, match="--resume"):
            resume_runs(rig.site, rig.reach, POLICY, lambda _: None)
        resume_rotation(rig.site, rig.reach, POLICY, lambda _: None)
        assert rig.site.ledger.open_runs() == []
        new, old = lets_in(rig, "ssh-password-next"), lets_in(rig, "ssh-password")
        assert (new & old, new | old) == (set(), set(names(rig)))
        assert set(logins_of(rig.site, rig.reach.vault)) == new
        turn(rig)
        assert lets_in(rig, "ssh-password-next") == set(names(rig))
        # Nothing of it was on a timer any more.
        rig.lab.advance(3600)
        assert lets_in(rig, "ssh-password-next") == set(names(rig))


def test_a_new_password_that_does_not_let_in_is_taken_back(root: Path) -> None:
    with rotating(root) as rig:
        plan = plan_rotation(rig.site, rig.reach)
        name = access_of(rig)[0]
        (change,) = [it for it in plan.changes if it.device == name]
        # The device takes something else than what was meant.
        broken = [line.replace("<<secret:ssh-password-next>>", "other") for line in change.patch]
        bad = change.model_copy(update={"patch": (*broken, "! <<secret:ssh-password-next>>")})
        only = plan.model_copy(update={"changes": (bad,)})
        (outcome,) = rotate(rig.site, rig.reach, only, POLICY, lambda _: None)
        assert outcome.status is not OutcomeStatus.APPLIED
        assert lets_in(rig, "ssh-password") == set(names(rig))


def test_a_rotation_is_neither_applied_nor_rolled_back_like_a_change(root: Path) -> None:
    with rotating(root) as rig:
        plan = plan_rotation(rig.site, rig.reach)
        with pytest.raises(StateError, match="credentials rotate"):
            apply_plan(rig.site, rig.reach, plan, POLICY, lambda _: None)
        turn(rig)
        ((run, _, _),) = rig.site.ledger.all_runs()
        with pytest.raises(StateError, match="rotate to the former"):
            roll_back(rig.site, rig.reach, run)


def test_a_device_with_other_differences_is_left_alone(root: Path) -> None:
    with rotating(root) as rig:
        name = access_of(rig)[0]
        rig.lab.configure(name, "logging host 10.9.9.9")
        (failure,) = plan_rotation(rig.site, rig.reach).failures
        assert failure.device == name
        assert "parknet plan" in failure.detail


def test_the_same_password_again_is_no_rotation(root: Path) -> None:
    with rig_of(root, PARK, configured=True) as rig:
        with pytest.raises(SecretError, match="ssh-password-next"):
            plan_rotation(rig.site, rig.reach)
        with (root / "secrets").open("a", encoding="utf-8") as file:
            file.write("ssh-password-next=lab-Pass-0001\n")
        with pytest.raises(SecretError, match="the same"):
            plan_rotation(rig.site, again(rig, root).reach)


def test_the_fleet_shows_who_lets_in(root: Path) -> None:
    with rotating(root) as rig:
        fleet = rig.reach.fleet()
        assert isinstance(fleet, NornirFleet)
        assert set(fleet.logs_in(names(rig)).values()) == {None}
