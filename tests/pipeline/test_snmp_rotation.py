"""Other SNMP secrets for a whole park: a request proves them before they stay."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from parknet.errors import SecretError, StateError
from parknet.lab.faults import Fault
from parknet.model.change import ChangeSet, Grade, Outcome, OutcomeStatus
from parknet.pipeline.logins import LOGIN, SNMP, holders
from parknet.pipeline.measure import collect_park
from parknet.pipeline.proofs import SnmpProof
from parknet.pipeline.push import apply_plan, make_plan, resume_runs
from parknet.pipeline.rotation import plan_rotation, resume_rotation, rotate
from tests.pipeline.arista import arista_park
from tests.pipeline.cisco import cisco_park
from tests.pipeline.debian_park import debian_workspace
from tests.pipeline.openwrt_park import openwrt_park
from tests.pipeline.rig import SECRETS, Rig, rig_of
from tests.pipeline.ruijie import ruijie_park
from tests.pipeline.test_factory_new import huawei_park
from tests.pipeline.test_rotation import (
    POLICY,
    Killed,
    KillingLedger,
    access_of,
    again,
    make_h3c,
    names,
)

PARK = "wuhan-agricultural"
NEXT = {"snmp-auth-next": "next-auth-0002", "snmp-priv-next": "next-priv-0002"}
ANY = frozenset({Grade.R})


@contextmanager
def rotating(folder: Path, park: str = PARK) -> Iterator[Rig]:
    """Yield a park as designed, whose vault has the next SNMP secrets as well."""
    with rig_of(folder, park, configured=True) as rig:
        with (folder / "secrets").open("a", encoding="utf-8") as file:
            file.writelines(f"{name}={value}\n" for name, value in NEXT.items())
        yield again(rig, folder)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return arista_park(tmp_path)


def planned(rig: Rig) -> ChangeSet:
    return plan_rotation(rig.site, rig.reach, ANY, SNMP)


def turn(rig: Rig) -> dict[str, Outcome]:
    outcomes = rotate(rig.site, rig.reach, planned(rig), POLICY, lambda _: None)
    return {outcome.device: outcome for outcome in outcomes}


def answers(rig: Rig, *, new: bool) -> set[str]:
    return set(SnmpProof(rig.reach).takes(names(rig), new=new))


@pytest.mark.parametrize(
    ("make", "park"),
    [
        (arista_park, PARK),
        (make_h3c, PARK),
        (huawei_park, "my-park"),
        (cisco_park, PARK),
        (ruijie_park, PARK),
        (debian_workspace, PARK),
        (openwrt_park, PARK),
    ],
    ids=["eos", "comware", "vrp", "ios", "rgos", "debian", "openwrt"],
)
def test_every_device_answers_the_new_secrets_and_none_the_old(
    make: Callable[[Path], Path], park: str, tmp_path: Path
) -> None:
    make(tmp_path)
    with rotating(tmp_path, park) as rig:
        assert answers(rig, new=False) == set(names(rig))
        plan = planned(rig)
        assert plan.failures == ()
        assert not any(value in plan.model_dump_json() for value in NEXT.values())
        outcomes = turn(rig)
        assert {it.status for it in outcomes.values()} == {OutcomeStatus.APPLIED}, outcomes
        assert answers(rig, new=True) == set(names(rig))
        assert answers(rig, new=False) == set()
        assert holders(rig.site, rig.reach.vault, SNMP) == set(names(rig))
        assert holders(rig.site, rig.reach.vault, LOGIN) == set()


def test_every_device_is_read_with_the_secrets_that_it_holds(root: Path) -> None:
    with rotating(root) as rig:
        plan = planned(rig)
        some = plan.model_copy(update={"changes": plan.changes[:2]})
        rotate(rig.site, rig.reach, some, POLICY, lambda _: None)
        assert len(answers(rig, new=True)) == 2
        for reader in ("gufo", "pysnmp"):
            snapshot = collect_park(rig.site, rig.reach, reader)  # type: ignore[arg-type]
            assert [name for name, it in snapshot.devices.items() if it.failure] == []
        plan = make_plan(rig.site, rig.reach)
        assert plan.failures == ()
        assert not any("snmp" in line for change in plan.changes if change.device in
                       {it.device for it in some.changes} for line in change.patch)  # fmt: skip
        turn(rig)
        assert answers(rig, new=True) == set(names(rig))
        done = planned(rig)
        assert (done.changes, set(done.unchanged)) == ((), set(names(rig)))
        # What the last step of a rotation asks for: the next ones become the usual ones.
        secrets = root / "secrets"
        kept = {**SECRETS, **{name.removesuffix("-next"): value for name, value in NEXT.items()}}
        secrets.write_text("".join(f"{name}={value}\n" for name, value in kept.items()))
        snapshot = collect_park(rig.site, again(rig, root).reach)
        assert [name for name, it in snapshot.devices.items() if it.failure] == []


@pytest.mark.parametrize("kind", ["dropped_session", "dropped_commit", "refused_line", "silent"])
@pytest.mark.parametrize("make", [arista_park, make_h3c, ruijie_park], ids=["eos", "h3c", "rgos"])
def test_a_device_that_fails_keeps_the_old_secrets(
    kind: str, make: Callable[[Path], Path], tmp_path: Path
) -> None:
    make(tmp_path)
    with rotating(tmp_path) as rig:
        name = access_of(rig)[0]
        plan = planned(rig)
        fault = Fault(kind, f"device/{name}", name, detail="1")  # type: ignore[arg-type]
        rig.lab.plant(fault)
        outcomes = rotate(rig.site, rig.reach, plan, POLICY, lambda _: None)
        rig.lab.heal(fault)
        new, old = answers(rig, new=True), answers(rig, new=False)
        assert (new & old, new | old) == (set(), set(names(rig)))
        held = holders(rig.site, rig.reach.vault, SNMP)
        for outcome in outcomes:
            assert (outcome.device in held) is (outcome.status is OutcomeStatus.APPLIED), outcome
            assert outcome.status is OutcomeStatus.UNKNOWN or (outcome.device in held) is (
                outcome.device in new
            )
        if rig.site.ledger.open_runs():
            resume_rotation(rig.site, rig.reach, POLICY, lambda _: None)
        turn(rig)
        assert answers(rig, new=True) == set(names(rig))
        assert holders(rig.site, rig.reach.vault, SNMP) == set(names(rig))


@pytest.mark.parametrize("make", [arista_park, make_h3c], ids=["eos", "h3c"])
def test_secrets_that_no_request_proves_are_taken_back(
    make: Callable[[Path], Path], tmp_path: Path
) -> None:
    make(tmp_path)
    with rotating(tmp_path) as rig:
        plan = planned(rig)
        name = access_of(rig)[0]
        (change,) = [it for it in plan.changes if it.device == name]
        # The device takes something else than what was meant.
        broken = tuple(
            line.replace("<<secret:snmp-auth-next>>", "something-else-01") for line in change.patch
        )
        only = plan.model_copy(update={"changes": (change.model_copy(update={"patch": broken}),)})
        (outcome,) = rotate(rig.site, rig.reach, only, POLICY, lambda _: None)
        assert outcome.status is OutcomeStatus.ROLLED_BACK, outcome
        assert answers(rig, new=False) == set(names(rig))
        assert rig.site.ledger.open_runs() == []


@pytest.mark.parametrize("steps", range(1, 8))
@pytest.mark.parametrize("make", [arista_park, make_h3c], ids=["eos", "h3c"])
def test_a_killed_rotation_is_resumed_whatever_it_was_at(
    steps: int, make: Callable[[Path], Path], tmp_path: Path
) -> None:
    make(tmp_path)
    with rotating(tmp_path) as rig:
        plan = planned(rig)
        ledger = rig.site.ledger
        rig.site.__dict__["ledger"] = KillingLedger(ledger, steps)
        with pytest.raises(Killed):
            rotate(rig.site, rig.reach, plan, POLICY, lambda _: None)
        rig.site.__dict__["ledger"] = ledger
        again(rig, tmp_path)
        with pytest.raises(StateError, match="SNMP secrets, and was interrupted"):
            resume_runs(rig.site, rig.reach, POLICY, lambda _: None)
        resume_rotation(rig.site, rig.reach, POLICY, lambda _: None)
        assert rig.site.ledger.open_runs() == []
        new, old = answers(rig, new=True), answers(rig, new=False)
        assert (new & old, new | old) == (set(), set(names(rig)))
        assert holders(rig.site, rig.reach.vault, SNMP) == new
        turn(rig)
        assert answers(rig, new=True) == set(names(rig))
        # Nothing of it was on a timer any more.
        rig.lab.advance(3600)
        assert answers(rig, new=True) == set(names(rig))


def test_what_is_too_short_missing_or_the_same_is_told_before_anything_is_read(root: Path) -> None:
    with rig_of(root, PARK, configured=True) as rig:
        with pytest.raises(SecretError, match="snmp-auth-next"):
            planned(rig)
        with (root / "secrets").open("a", encoding="utf-8") as file:
            file.write("snmp-auth-next=short\nsnmp-priv-next=lab-priv-0001\n")
        with pytest.raises(SecretError, match="at least 8 characters"):
            planned(again(rig, root))
        text = (root / "secrets").read_text(encoding="utf-8")
        (root / "secrets").write_text(text.replace("next=short", "next=lab-auth-0001"))
        with pytest.raises(SecretError, match="the same"):
            planned(again(rig, root))


def test_a_rotation_of_snmp_secrets_is_applied_by_no_other_command(root: Path) -> None:
    with rotating(root) as rig, pytest.raises(StateError, match="credentials rotate"):
        apply_plan(rig.site, rig.reach, planned(rig), POLICY, lambda _: None)
