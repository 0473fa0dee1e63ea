"""A new login password for a whole park: a plan of one line a device, each proved before it stays.

A device takes the new password under its timer, and only a new session that logs in with the new
one stops that timer; until then nothing but the old one is known to let in. What an interrupted
rotation left open is told apart by who is let in, not by what devices show: they mask passwords.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from parknet import __version__
from parknet.deploy.terms import ENDED, FINAL_STATES, STATUS, Progress, RollOutPolicy, State
from parknet.deploy.waves import waves
from parknet.dialect import speaks
from parknet.drivers.sessions import FORMER_SECRET, LOGIN_SECRET
from parknet.errors import SecretError, StateError
from parknet.model.change import (
    Change,
    ChangeSet,
    DeviceFailure,
    FailureKind,
    Grade,
    Outcome,
    OutcomeStatus,
    RunningConfig,
)
from parknet.model.network import DevicePlan
from parknet.names import PLACEHOLDER
from parknet.pipeline.lock import exclusive
from parknet.pipeline.logins import NEXT_PLACEHOLDER, NEXT_SECRET, is_rotation, logins_of
from parknet.pipeline.parks import Site
from parknet.pipeline.plan_files import digests_of, expiry_of, held_without_timer
from parknet.pipeline.push import compared, for_park, new_run
from parknet.pipeline.reach import Reach
from parknet.pipeline.told_clock import ToldClock

_LOGIN: Final = f"<<secret:{LOGIN_SECRET}>>"
_FORMER: Final = f"<<secret:{FORMER_SECRET}>>"
_BY_HAND: Final = "neither password lets in: set it on its console, then rotate with --resume"


# -- the plan --------------------------------------------------------------------------------------


def plan_rotation(site: Site, reach: Reach, opted_in: frozenset[Grade] = frozenset()) -> ChangeSet:
    """Read every device and plan its new password; nothing is changed.

    Args:
        site: the park.
        reach: where its devices are; its vault holds the old password and the next one.
        opted_in: grades of safety beyond A and B that a person allowed for this plan.

    Raises:
        SecretError: there is no next password, or it is the old one.
    """
    _check_secrets(reach)
    done = _holders(site, reach)
    names = [it.name for it in site.network.devices if speaks(it.platform) and it.name not in done]
    site.talk(f"reading the configuration of {len(names)} devices over SSH")
    answers = reach.fleet().running(names) if names else {}
    changes: list[Change] = []
    failures: list[DeviceFailure] = []
    for device in site.network.devices:
        if device.name in done:
            continue
        answer = answers.get(device.name)
        if not isinstance(answer, RunningConfig):
            failures.append(answer or _refusal(device, "this release cannot push its platform"))
            continue
        found = _new_password(site, device, answer, opted_in, rehearsal=reach.rehearsal)
        if isinstance(found, Change):
            changes.append(found)
        else:
            failures.append(found)
    return ChangeSet(
        park=site.park,
        tool=__version__,
        created=datetime.fromtimestamp(site.clock.now(), UTC).isoformat(timespec="seconds"),
        expires=expiry_of(site),
        intent_digest=site.network.intent_digest,
        digests=digests_of(site),
        changes=tuple(changes),
        unchanged=tuple(done),
        failures=tuple(failures),
    )


def _holders(site: Site, reach: Reach) -> list[str]:
    """Return the devices that were proved to hold the next password."""
    found = logins_of(site, reach.vault)
    return [device for device, name in found.items() if name == NEXT_SECRET]


def _check_secrets(reach: Reach) -> None:
    if reach.vault.get(NEXT_SECRET) == reach.vault.get(LOGIN_SECRET):
        raise SecretError(f"{NEXT_SECRET} and {LOGIN_SECRET} are the same: there is nothing to do")


def _new_password(
    site: Site,
    device: DevicePlan,
    running: RunningConfig,
    opted_in: frozenset[Grade],
    *,
    rehearsal: bool,
) -> Change | DeviceFailure:
    named = frozenset(PLACEHOLDER.findall(site.configs[device.name].text))
    if LOGIN_SECRET not in named:
        return _refusal(device, "its configuration holds no password: change it on the device")
    if compared(site, device, running, named, opted_in=opted_in, former_raw=()) is not None:
        why = f"it differs from its plan beside the password: parknet plan {site.park} first"
        return _refusal(device, why)
    change = compared(
        site, device, running, named - {LOGIN_SECRET}, opted_in=opted_in, former_raw=()
    )
    if change is None or not any(_LOGIN in line for line in change.patch):
        return _refusal(device, "nothing of its plan sets the password")
    change = held_without_timer(site, change, rehearsal=rehearsal)
    return change.model_copy(
        update={
            "patch": _with(change.patch, NEXT_PLACEHOLDER),
            "diff": _with(change.diff, NEXT_PLACEHOLDER),
            # Setting the old one again is the same line: no ciphertext has to be known for it.
            "inverse": _with(change.patch, _FORMER),
            "irreversible": (),
        }
    )


def _with(lines: Sequence[str], placeholder: str) -> tuple[str, ...]:
    return tuple(line.replace(_LOGIN, placeholder) for line in lines)


def _refusal(device: DevicePlan, why: str) -> DeviceFailure:
    return DeviceFailure(device=device.name, kind=FailureKind.UNSUPPORTED, detail=why)


# -- the run ---------------------------------------------------------------------------------------


def rotate(
    site: Site, reach: Reach, plan: ChangeSet, policy: RollOutPolicy, progress: Progress
) -> list[Outcome]:
    """Give devices the next password in waves, one canary first; return what became of each.

    Raises:
        SecretError: there is no next password, or it is the old one.
        StateError: the plan is no rotation, or another run is under way or unfinished.
    """
    _check_secrets(reach)
    if plan.changes and not is_rotation(plan.changes):
        raise StateError(f"this plan is no rotation: parknet apply {site.park} PLAN")
    with exclusive(site.state / "push.lock"):
        unfinished = site.ledger.open_runs()
        if unfinished:
            raise StateError(
                f"run {unfinished[0]} was interrupted and is not settled: resume it first"
            )
        run = new_run(site)
        site.ledger.begin(run, [change for change in plan.changes if not change.held])
        work = _Rotation(site, reach, run, for_park(site, policy, plan.changes), progress)
        for change in plan.changes:
            if change.held:
                work.report(change, OutcomeStatus.SKIPPED, change.held)
        work.push(plan.changes)
        return work.finish()


def resume_rotation(
    site: Site, reach: Reach, policy: RollOutPolicy, progress: Progress
) -> list[Outcome]:
    """Settle rotations that were interrupted, by who is let in; go on with what is left."""
    _check_secrets(reach)
    outcomes: list[Outcome] = []
    with exclusive(site.state / "push.lock"):
        for run in site.ledger.open_runs():
            changes = site.ledger.changes(run)
            if not is_rotation(changes):
                raise StateError(
                    f"run {run} was interrupted: parknet apply {site.park} --resume first"
                )
            site.ledger.take_over(run)
            work = _Rotation(site, reach, run, for_park(site, policy, changes), progress)
            outcomes += work.resume(changes)
    return outcomes


class _Rotation:
    """One run: two ways in, and what became of each device so far."""

    def __init__(
        self, site: Site, reach: Reach, run: str, policy: RollOutPolicy, progress: Progress
    ) -> None:
        self._site, self._reach, self._run = site, reach, run
        self._policy, self._progress = policy, progress
        self._clock = ToldClock(site.clock, site.talk)
        self._old = reach.fleet(LOGIN_SECRET)
        self._new = reach.fleet(NEXT_SECRET)
        self._outcomes: dict[str, Outcome] = {}
        self._stopped = ""

    def push(self, changes: Sequence[Change]) -> None:
        """Push in waves; a failed canary or too many failures end it."""
        for wave in waves(changes, self._policy.wave_size, self._policy.pairs):
            if not self._stopped:
                self._push_wave(wave.changes)
                self._stopped = self._why_stop(is_canary=wave.kind == "canary")
            else:
                for change in wave.changes:
                    self._end(change, State.SKIPPED, self._stopped)

    def resume(self, changes: Sequence[Change]) -> list[Outcome]:
        """Settle what is open, push what is left, and return what became of each device."""
        states = {name: State(state) for name, state in self._site.ledger.states(self._run).items()}
        open_ = []
        for change in changes:
            state = states[change.device]
            if state in FINAL_STATES:
                self.report(change, STATUS[state], "settled before the run was interrupted")
            elif state is not State.PLANNED:
                open_.append(change)
        # When the timers were armed is not known: the latest moment is now.
        self._settle(open_, self._deadline())
        self._stopped = self._why_stop(is_canary=False)
        self.push([change for change in changes if states[change.device] is State.PLANNED])
        return self.finish()

    def finish(self) -> list[Outcome]:
        """Close the run if nothing is open; return the outcomes."""
        found = list(self._outcomes.values())
        if not any(outcome.status is OutcomeStatus.UNKNOWN for outcome in found):
            self._site.ledger.finish(self._run, "done")
        return found

    def report(self, change: Change, status: OutcomeStatus, detail: str) -> None:
        """Keep and tell what became of a device."""
        outcome = Outcome(device=change.device, status=status, detail=detail)
        self._outcomes[change.device] = outcome
        self._progress(outcome)

    # One wave

    def _push_wave(self, changes: Sequence[Change]) -> None:
        for change in changes:
            self._step(change, State.COMMITTING)
        answers = self._old.commit(changes, self._policy.revert_in_s, self._run)
        deadline = self._deadline()
        live = []
        for change in changes:
            answer = answers[change.device]
            if answer.status in ENDED:
                self._end(change, ENDED[answer.status], answer.detail)
            else:
                live.append(change)
        for change in live:
            self._step(change, State.COMMITTED)
        self._settle(self._confirm(live), deadline)

    def _confirm(self, changes: Sequence[Change]) -> list[Change]:
        """Stop the timers over new sessions with the new password; return what is in doubt."""
        doubtful = []
        for change in changes:
            self._step(change, State.CONFIRMING)
        answers = self._new.confirm([change.device for change in changes], self._run)
        for change in changes:
            answer = answers[change.device]
            if answer.status is OutcomeStatus.APPLIED:
                self._hold(change, answer.detail)
            else:
                doubtful.append(change)
        return doubtful

    def _settle(self, doubtful: Sequence[Change], deadline: float) -> None:
        """Who lets us in with the new password stays; the others are brought back."""
        left = self._keep(doubtful)
        for change in left:
            self._step(change, State.ROLLING_BACK)
        # What is still let in by the old password only has a timer, or nothing, to be rid of.
        self._old.rollback(left, self._run)
        left = self._let_go(left)
        if left:
            self._clock.sleep(max(deadline - self._clock.now(), 0.0))
            left = self._let_go(self._keep(left))
        for change in left:
            self._end(change, State.UNKNOWN, _BY_HAND)

    def _keep(self, changes: Sequence[Change]) -> list[Change]:
        """Confirm or save what the new password opens; return the others."""
        shut = self._new.logs_in([change.device for change in changes])
        live = [change for change in changes if shut[change.device] is None]
        pending = self._new.pending([change.device for change in live], self._run)
        doubtful = self._confirm([change for change in live if pending[change.device]])
        doubtful += [change for change in live if not pending[change.device]]
        saved = self._new.save([change.device for change in doubtful])
        for change in doubtful:
            answer = saved[change.device]
            if answer.status is OutcomeStatus.APPLIED:
                self._hold(change, "the new password lets in; saved")
        kept = self._outcomes.keys()
        return [change for change in changes if change.device not in kept]

    def _let_go(self, changes: Sequence[Change]) -> list[Change]:
        """End what the old password opens; return the others."""
        shut = self._old.logs_in([change.device for change in changes])
        for change in changes:
            if shut[change.device] is None:
                detail = "the new password was not proved; the old one lets in"
                self._end(change, State.ROLLED_BACK, detail)
        return [change for change in changes if shut[change.device] is not None]

    # Bookkeeping

    def _hold(self, change: Change, detail: str) -> None:
        """Remember which password lets in before the ledger calls the device done."""
        digest = self._reach.vault.digest(LOGIN_SECRET, NEXT_SECRET)
        self._site.ledger.record_secrets(change.device, {LOGIN_SECRET: digest})
        self._end(change, State.CONFIRMED, detail)

    def _end(self, change: Change, state: State, detail: str) -> None:
        self._site.ledger.step(self._run, change.device, state.value, detail)
        self.report(change, STATUS[state], detail)

    def _step(self, change: Change, state: State) -> None:
        self._site.ledger.step(self._run, change.device, state.value)

    def _deadline(self) -> float:
        return self._clock.now() + self._policy.revert_in_s + self._policy.margin_s

    def _why_stop(self, *, is_canary: bool) -> str:
        good = (OutcomeStatus.APPLIED, OutcomeStatus.UNCHANGED, OutcomeStatus.SKIPPED)
        failed = sorted(name for name, it in self._outcomes.items() if it.status not in good)
        if failed and is_canary:
            return f"the canary {failed[0]} failed"
        if len(failed) > self._policy.error_budget:
            return f"{len(failed)} devices failed, more than the error budget allows"
        return ""
