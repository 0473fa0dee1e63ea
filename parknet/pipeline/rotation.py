"""Another password, or other SNMP secrets, for a whole park: each proved before it stays.

A plan of a line or a few for each device. A device takes the new secret under its timer, and only
what proves it stops that timer: a new session that logs in with the new password, a request that
is signed and enciphered with the new SNMP secrets. Until then nothing but the old one is known to
work. What an interrupted rotation left open is told apart by what devices take, not by what they
show: they mask secrets.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from parknet import __version__
from parknet.deploy.terms import ENDED, FINAL_STATES, STATUS, Progress, RollOutPolicy, State
from parknet.deploy.waves import waves
from parknet.dialect import speaks
from parknet.drivers.sessions import FORMER_SECRET, LOGIN_SECRET
from parknet.errors import StateError
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
from parknet.pipeline.logins import (
    LOGIN,
    Credential,
    holders,
    placeholder,
    rotated,
    with_next,
)
from parknet.pipeline.parks import Site
from parknet.pipeline.plan_files import digests_of, expiry_of, held_without_timer
from parknet.pipeline.proofs import proof_of
from parknet.pipeline.push import compared, for_park, new_run
from parknet.pipeline.reach import Reach
from parknet.pipeline.told_clock import ToldClock

_FORMER: Final = placeholder(FORMER_SECRET)
_BY_HAND: Final = (
    "takes neither the new {0} nor the old: set it on its console, then rotate with --resume"
)


# -- the plan --------------------------------------------------------------------------------------


def plan_rotation(
    site: Site,
    reach: Reach,
    opted_in: frozenset[Grade] = frozenset(),
    credential: Credential = LOGIN,
) -> ChangeSet:
    """Read every device and plan its new secrets; nothing is changed.

    Args:
        site: the park.
        reach: where its devices are; its vault holds the old secrets and the next ones.
        opted_in: grades of safety beyond A and B that a person allowed for this plan.
        credential: what is replaced.

    Raises:
        SecretError: there is no next one, or it is the old one.
    """
    proof_of(reach, credential)
    held = holders(site, reach.vault, credential)
    done = [device.name for device in site.network.devices if device.name in held]
    names = [it.name for it in site.network.devices if speaks(it.platform) and it.name not in done]
    site.talk(f"reading the configuration of {len(names)} devices over SSH")
    answers = reach.fleet().running(names, whole=True) if names else {}
    changes: list[Change] = []
    failures: list[DeviceFailure] = []
    for device in site.network.devices:
        if device.name in done:
            continue
        answer = answers.get(device.name)
        if not isinstance(answer, RunningConfig):
            failures.append(answer or _refusal(device, "this release cannot push its platform"))
            continue
        found = _new_secrets(site, reach, device, answer, opted_in, credential=credential)
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


def _new_secrets(
    site: Site,
    reach: Reach,
    device: DevicePlan,
    running: RunningConfig,
    opted_in: frozenset[Grade],
    *,
    credential: Credential,
) -> Change | DeviceFailure:
    named = frozenset(PLACEHOLDER.findall(site.configs[device.name].text))
    secrets = frozenset(credential.secrets)
    if not secrets <= named:
        return _refusal(device, f"its configuration holds no {credential.title}: change it there")
    if any(device.name in reach.logins(name) for name in secrets):
        first = f"it has what it was given at its first boot: parknet plan {site.park} first"
        return _refusal(device, first)
    if compared(site, device, running, named, opted_in=opted_in, former_raw=()) is not None:
        why = f"it differs from its plan beside this: parknet plan {site.park} first"
        return _refusal(device, why)
    change = compared(site, device, running, named - secrets, opted_in=opted_in, former_raw=())
    if change is None or with_next(change.patch, credential) == change.patch:
        return _refusal(device, f"nothing of its plan sets the {credential.title}")
    change = held_without_timer(site, change, rehearsal=reach.rehearsal)
    # Setting the old one again is the same line: no ciphertext has to be known for it. A device
    # whose login is the next password already means the former one by that name.
    former = [line.replace(placeholder(LOGIN_SECRET), _FORMER) for line in change.patch]
    return change.model_copy(
        update={
            "patch": with_next(change.patch, credential),
            "diff": with_next(change.diff, credential),
            "inverse": tuple(former),
            "irreversible": (),
        }
    )


def _refusal(device: DevicePlan, why: str) -> DeviceFailure:
    return DeviceFailure(device=device.name, kind=FailureKind.UNSUPPORTED, detail=why)


# -- the run ---------------------------------------------------------------------------------------


def rotate(
    site: Site, reach: Reach, plan: ChangeSet, policy: RollOutPolicy, progress: Progress
) -> list[Outcome]:
    """Give devices the next secrets in waves, one canary first; return what became of each.

    Raises:
        SecretError: there is no next one, or it is the old one.
        StateError: the plan is no rotation, or another run is under way or unfinished.
    """
    credential = rotated(plan.changes)
    if not plan.changes:
        return []
    if credential is None:
        raise StateError(f"this plan is no rotation: parknet apply {site.park} PLAN")
    proof_of(reach, credential)
    with exclusive(site.state / "push.lock"):
        unfinished = site.ledger.open_runs()
        if unfinished:
            raise StateError(
                f"run {unfinished[0]} was interrupted and is not settled: resume it first"
            )
        run = new_run(site)
        site.ledger.begin(run, [change for change in plan.changes if not change.held])
        work = _Rotation(
            site, reach, run, for_park(site, policy, plan.changes), progress, credential=credential
        )
        for change in plan.changes:
            if change.held:
                work.report(change, OutcomeStatus.SKIPPED, change.held)
        work.push(plan.changes)
        return work.finish()


def resume_rotation(
    site: Site, reach: Reach, policy: RollOutPolicy, progress: Progress
) -> list[Outcome]:
    """Settle rotations that were interrupted, by what devices take; go on with what is left."""
    outcomes: list[Outcome] = []
    with exclusive(site.state / "push.lock"):
        for run in site.ledger.open_runs():
            changes = site.ledger.changes(run)
            credential = rotated(changes)
            if credential is None:
                raise StateError(
                    f"run {run} was interrupted: parknet apply {site.park} --resume first"
                )
            proof_of(reach, credential)
            site.ledger.take_over(run)
            work = _Rotation(
                site, reach, run, for_park(site, policy, changes), progress, credential=credential
            )
            outcomes += work.resume(changes)
    return outcomes


class _Rotation:
    """One run: what proves the old and the new, and what became of each device so far."""

    def __init__(
        self,
        site: Site,
        reach: Reach,
        run: str,
        policy: RollOutPolicy,
        progress: Progress,
        *,
        credential: Credential,
    ) -> None:
        self._site, self._reach, self._run = site, reach, run
        self._policy, self._progress = policy, progress
        self._clock = ToldClock(site.clock, site.talk)
        self._credential = credential
        self._proof = proof_of(reach, credential)
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
        answers = self._proof.old.commit(changes, self._policy.revert_in_s, self._run)
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
        proved, doubtful = (live, []) if self._proof.is_session else self._told_apart(live)
        self._settle([*doubtful, *self._confirm(proved)], deadline)

    def _confirm(self, changes: Sequence[Change]) -> list[Change]:
        """Stop the timers of proved devices over new sessions; return what is in doubt."""
        doubtful = []
        for change in changes:
            self._step(change, State.CONFIRMING)
        answers = self._proof.new.confirm([change.device for change in changes], self._run)
        for change in changes:
            answer = answers[change.device]
            if answer.status is OutcomeStatus.APPLIED:
                self._hold(change, answer.detail)
            else:
                doubtful.append(change)
        return doubtful

    def _settle(self, doubtful: Sequence[Change], deadline: float) -> None:
        """Who takes the new secret stays; the others are brought back."""
        left = self._keep(doubtful)
        # Whose new secret works has a timer that nobody could stop, or none any more: that is seen
        # once it must be over. What still takes the old one has a timer, or nothing, to be rid of.
        _, wrong = self._told_apart(left)
        for change in wrong:
            self._step(change, State.ROLLING_BACK)
        self._proof.old.rollback(wrong, self._run)
        left = self._let_go(left)
        if left:
            self._clock.sleep(max(deadline - self._clock.now(), 0.0))
            left = self._let_go(self._keep(left, timers_over=True))
        for change in left:
            self._end(change, State.UNKNOWN, _BY_HAND.format(self._credential.title))

    def _keep(self, changes: Sequence[Change], *, timers_over: bool = False) -> list[Change]:
        """Confirm or save where the new secret is taken; return the others."""
        live, _ = self._told_apart(changes)
        pending = self._proof.new.pending([change.device for change in live], self._run)
        # A device that cannot tell may have a timer all the same: what is saved before it is over
        # would not be what runs then.
        doubtful = self._confirm([it for it in live if pending[it.device] is not False])
        doubtful += [change for change in live if pending[change.device] is False]
        safe = [
            change.device
            for change in doubtful
            if pending[change.device] is False or (timers_over and not pending[change.device])
        ]
        saved = self._proof.new.save(safe)
        for change in doubtful:
            answer = saved.get(change.device)
            if answer is not None and answer.status is OutcomeStatus.APPLIED:
                self._hold(change, f"takes the new {self._credential.title}; saved")
        kept = self._outcomes.keys()
        return [change for change in changes if change.device not in kept]

    def _let_go(self, changes: Sequence[Change]) -> list[Change]:
        """End what takes the old secret; return the others."""
        taken = self._proof.takes([change.device for change in changes], new=False)
        for change in changes:
            if change.device in taken:
                title = self._credential.title
                detail = f"the new {title} {'was' if title == LOGIN.title else 'were'} not proved;"
                self._remember(change, {name: name for name in self._credential.secrets})
                self._end(change, State.ROLLED_BACK, f"{detail} takes the old")
        return [change for change in changes if change.device not in taken]

    def _told_apart(self, changes: Sequence[Change]) -> tuple[list[Change], list[Change]]:
        """Return who takes the new secret, and the others."""
        taken = self._proof.takes([change.device for change in changes], new=True)
        live = [change for change in changes if change.device in taken]
        return live, [change for change in changes if change.device not in taken]

    # Bookkeeping

    def _hold(self, change: Change, detail: str) -> None:
        """End what was proved to take the new secrets."""
        self._remember(change, self._credential.next)
        self._end(change, State.CONFIRMED, detail)

    def _remember(self, change: Change, held: Mapping[str, str]) -> None:
        """Keep which secrets it takes, before the ledger calls the device done."""
        vault = self._reach.vault
        digests = {name: vault.digest(name, which) for name, which in held.items()}
        self._site.ledger.record_secrets(vault.world, change.device, digests)

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
