"""What a wave must not lose: what is read before it is held against what is read after it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parknet.deploy import resume
from parknet.deploy.checks import FRESH_S, Surroundings
from parknet.deploy.losses import Stays, everything_stays, losses
from parknet.model.standing import Standing, Tie
from tests.deploy.fakes import Bench, KilledError, bench, change
from tests.deploy.test_roll_out import PARK, POLICY, assert_ledger_is_right, go, statuses

UP = Tie("port", "GE0/0/1")
NEAR = Tie("ospf", "Vlanif3001", "10.0.0.1")
AROUND = Surroundings(
    neighbours={
        "acc2": frozenset({"b01-agg"}),
        "acc3": frozenset({"b01-agg"}),
        "b01-agg": frozenset({"acc2", "acc3", "core-1"}),
        "core-1": frozenset({"b01-agg"}),
    }
)


def park(**faults: str) -> Bench:
    it = bench(*PARK, **faults)
    for device in it.fleet.devices.values():
        device.ties = (UP, NEAR)
    return it


def breaks(it: Bench, who: str, whose: str, what: Tie = NEAR) -> Tie:
    """Let a change of one device break a tie of another, or of its own."""
    mine = replace(what, at=f"{what.at} of {whose}")
    it.fleet.devices[whose].ties += (mine,)
    it.fleet.broken_by[mine] = who
    return mine


def standing(*ties: Tie, **more: Any) -> Standing:
    return Standing(device="a", ties=ties, **more)


def test_a_device_that_lost_a_neighbour_is_rolled_back_and_not_confirmed() -> None:
    it = park()
    tie = breaks(it, "acc2", "acc2")
    outcomes = go(it)
    assert outcomes["acc2"].status == "rolled_back"
    assert outcomes["acc2"].detail == f"lost the OSPF neighbour 10.0.0.1 on {tie.at}"
    assert ("acc2", "confirming") not in it.ledger.steps
    assert set(statuses(outcomes).values()) == {"rolled_back", "applied"}
    assert_ledger_is_right(it)


def test_a_change_whose_neighbour_lost_its_path_is_rolled_back() -> None:
    it = park()
    breaks(it, "b01-agg", "core-1")
    outcomes = go(it, surroundings=AROUND)
    assert outcomes["b01-agg"].status == "rolled_back"
    assert outcomes["b01-agg"].detail.startswith("core-1 lost the OSPF neighbour")
    assert outcomes["core-1"].status == "applied"  # its own change was another wave
    assert_ledger_is_right(it)


def test_of_two_that_changed_only_the_one_that_the_lost_port_leads_to_is_rolled_back() -> None:
    it = park()
    tie = breaks(it, "acc3", "b01-agg", UP)
    outcomes = go(it, surroundings=replace(AROUND, leads_to={("b01-agg", tie.at): "acc3"}))
    assert (outcomes["acc2"].status, outcomes["acc3"].status) == ("applied", "rolled_back")


def test_protocols_are_given_time_to_come_back_and_no_more_than_a_third_of_the_timer() -> None:
    it = park()
    breaks(it, "acc2", "acc2")
    it.fleet.heals_s = 30
    assert set(statuses(go(it)).values()) == {"applied"}
    assert sum(it.clock.slept) <= POLICY.revert_in_s / 3
    it = park()
    breaks(it, "acc2", "acc2")
    it.fleet.heals_s = 50
    assert statuses(go(it))["acc2"] == "rolled_back"
    assert sum(it.clock.slept) <= POLICY.revert_in_s / 3


def test_only_what_is_missing_is_looked_at_again() -> None:
    it = park()
    breaks(it, "acc2", "acc2")
    it.fleet.heals_s = 3
    go(it)
    assert ("acc2",) in it.fleet.looked


def test_a_failed_check_of_the_canary_ends_the_run() -> None:
    it = park()
    breaks(it, "acc0", "acc0")
    found = statuses(go(it))
    assert found.pop("acc0") == "rolled_back"
    assert set(found.values()) == {"skipped"}


def test_losses_beyond_the_budget_leave_nobody_of_the_wave_confirmed() -> None:
    it = park()
    breaks(it, "acc2", "acc2")
    breaks(it, "acc3", "acc3")
    found = statuses(go(it))
    assert [found[name] for name in ("acc1", "acc2", "acc3")] == ["rolled_back"] * 3
    assert ("acc1", "confirming") not in it.ledger.steps


def test_everybody_of_a_wave_is_read_before_anybody_changes() -> None:
    it = park()
    seen: list[str] = []
    it.fleet.on_call = seen.append
    it.ledger.on_step = seen.append
    go(it)
    first = seen.index("commit")
    assert seen[:first].index("standing") < seen[:first].index("keep_standings")
    assert "committing" not in seen[: seen.index("keep_standings")]


def test_a_device_that_cannot_be_read_before_is_not_changed() -> None:
    it = park(acc2="dead")
    outcomes = go(it)
    assert outcomes["acc2"].status == "unreachable"
    assert outcomes["acc2"].detail == "nothing was sent: no answer"
    assert ("acc2", "committing") not in it.ledger.steps


def test_what_could_not_be_checked_is_told_and_never_passes_silently() -> None:
    it = park()
    it.fleet.devices["core-1"].unchecked = ("no checks are written for x_os",)
    outcomes = go(it, surroundings=AROUND)
    told = "confirmed and saved; not checked: "
    assert outcomes["core-1"].detail.endswith("not checked: no checks are written for x_os")
    assert outcomes["b01-agg"].detail.endswith("core-1: no checks are written for x_os"), told
    assert "not checked" not in outcomes["acc1"].detail


def test_what_was_there_before_survives_a_crash_and_is_compared_on_resuming() -> None:
    it = park()
    breaks(it, "b01-agg", "core-1")
    done: list[str] = []

    def die(state: str) -> None:
        done.append(state)
        if state == "committed" and it.fleet.devices["b01-agg"].text == "new b01-agg":
            raise KilledError

    it.ledger.on_step = die
    with pytest.raises(KilledError):
        go(it, surroundings=AROUND)
    it.ledger.on_step = lambda _: None
    outcomes = go(it, verb=resume, surroundings=AROUND)
    assert outcomes["b01-agg"].status == "rolled_back"
    assert outcomes["b01-agg"].detail.startswith("core-1 lost")
    assert_ledger_is_right(it)


# Comparing


def test_who_took_the_place_of_a_neighbour_counts_for_it() -> None:
    was, now = standing(NEAR), standing(replace(NEAR, to="10.0.0.2"))
    assert losses(was, now, everything_stays) == ()
    two = standing(NEAR, replace(NEAR, to="10.0.0.3"))
    assert [loss.at for loss in losses(two, now, everything_stays)] == ["Vlanif3001"]


def test_what_the_design_takes_away_is_no_loss() -> None:
    assert losses(standing(UP, NEAR), standing(), lambda *_: Stays.MAY_GO) == ()


@given(st.integers(1, 60), st.integers(0, 60))
def test_outlets_are_lost_only_in_number(up: int, down: int) -> None:
    ties = tuple(Tie("port", f"GE0/0/{number}") for number in range(up))
    found = losses(standing(*ties), standing(*ties[min(down, up) :]), lambda *_: Stays.COUNTED)
    assert bool(found) == (min(down, up) > max(2, up // 10))


@pytest.mark.parametrize(
    ("before", "after", "lost"),
    [
        (12, 12, ""),
        (12, 14, ""),
        (12, 9, "lost 3 of 12 access points"),
        (0, None, ""),
        (5, None, "lost 5 of 5 access points"),
    ],
)
def test_access_points_are_counted(before: int, after: int | None, lost: str) -> None:
    found = losses(standing(aps=before), standing(aps=after), everything_stays)
    assert "".join(loss.what for loss in found) == lost


KINDS = st.sampled_from(["port", "lldp", "ospf", "ospfv3", "bgp", "gateway"])
TIES = st.frozensets(
    st.builds(Tie, KINDS, st.sampled_from("abc"), st.sampled_from(["", "x", "y"])), max_size=12
)


@given(TIES, TIES)
def test_nothing_is_lost_where_everything_is_still_there(before, more) -> None:
    assert losses(standing(*before), standing(*(before | more)), everything_stays) == ()


@given(TIES)
def test_whoever_lost_everything_is_told_everything(before: frozenset[Tie]) -> None:
    assert len(losses(standing(*before), standing(), everything_stays)) == len(before)


# Changes of secrets alone, of which no reading tells whether they took effect


def secrets_only() -> Bench:
    it = bench(*(each.model_copy(update={"wanted_digest": each.running_digest}) for each in PARK))
    it.fleet.is_masked = True
    return it


def states(it: Bench) -> Mapping[str, str]:
    return it.ledger.states("run-1")


@pytest.mark.parametrize("hides", [False, True], ids=["tells of its timer", "tells nothing"])
@pytest.mark.parametrize("fault", ["", "mute", "forget", "vanish", "refuse"])
def test_a_change_of_secrets_alone_ends_in_what_the_device_holds(fault: str, hides: bool) -> None:
    it = secrets_only()
    it.fleet.hides_timers = hides
    it.fleet.devices["acc0"].fault = fault
    outcomes = go(it)
    expected = {"": "applied", "mute": "applied", "refuse": "rejected", "vanish": "rolled_back"}
    if fault == "mute" and hides:  # the answer was lost, and its timer is not shown: it reverts
        assert outcomes["acc0"].status == "rolled_back"
    elif fault == "forget":  # it may have been confirmed, or not
        assert outcomes["acc0"].status == "unknown"
        assert "old secrets or the new ones" in outcomes["acc0"].detail
    else:
        assert outcomes["acc0"].status == expected[fault]
    assert_ledger_is_right(it)


def test_what_is_confirmed_and_not_saved_is_saved_or_named_and_never_called_rolled_back() -> None:
    it = bench(change("a"), change("b"))
    it.fleet.devices["a"].fault = "unsaved"
    outcomes = go(it)
    assert outcomes["a"].status == "unknown"
    assert outcomes["a"].detail == "runs the change, but is not saved: flash is full"
    assert it.fleet.devices["a"].text == "new a"
    assert it.clock.slept == []  # nobody waits for a timer that is stopped


BEFORE_AGG = ("b01-agg", "core-1")  # nothing has looked at core-1 yet, and b01-agg changes


def test_the_look_after_one_wave_serves_as_the_look_before_the_next() -> None:
    it = park()
    go(it, surroundings=AROUND)
    assert BEFORE_AGG in it.fleet.looked


def test_who_was_taken_back_is_looked_at_anew_before_the_next_wave() -> None:
    it = park()
    breaks(it, "acc2", "acc2")
    go(it, surroundings=AROUND)
    assert ("acc2", *BEFORE_AGG) in it.fleet.looked


def test_a_look_that_is_too_old_is_taken_anew() -> None:
    it = park()
    it.ledger.on_step = lambda what: it.clock.sleep(FRESH_S) if what == "confirmed" else None
    go(it, surroundings=AROUND)
    assert ("acc2", "acc3", *BEFORE_AGG) in it.fleet.looked
