"""A fleet of dictionaries, a ledger of dictionaries, and a clock that tests move."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

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
from parknet.model.standing import Standing, Tie


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


class KilledError(BaseException):
    """The process ends here; nothing after it is done."""


class FakeClock:
    def __init__(self) -> None:
        self.time = 1_000_000.0
        self.slept: list[float] = []

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds


@dataclass
class FakeDevice:
    """A device that runs a text, and reverts when its timer fires.

    `fault`: refuse (the patch), vanish (cut off by the change until it reverts), dead (never
    answers), mute (takes the change but the answer is lost), stuck (cut off, and has no timer),
    forget (takes the change, reverts when asked to confirm), unsaved (confirms, and cannot save),
    unconfirmed (lets nobody confirm it).
    """

    clock: FakeClock
    text: str
    fault: str = ""
    before: str = ""
    armed_until: float | None = None
    pushes: int = 0
    run: str = ""
    saved: str = ""
    ties: tuple[Tie, ...] = ()
    unchecked: tuple[str, ...] = ()
    changed_at: float | None = None
    nearer: "FakeDevice | None" = None  # whose link to it works while both run old or both new

    def tick(self) -> None:
        if self.armed_until is not None and self.clock.now() >= self.armed_until:
            self.text, self.armed_until = self.before, None

    @property
    def is_silent(self) -> bool:
        self.tick()
        cut = self.fault in {"vanish", "stuck"} and bool(self.before) and self.text != self.before
        return self.fault == "dead" or cut or self.is_cut_off

    @property
    def is_cut_off(self) -> bool:
        """Return whether a device on the way here does not agree with this one."""
        if self.nearer is None:
            return False
        self.nearer.tick()
        differs = self.text.startswith("new") != self.nearer.text.startswith("new")
        return differs or self.nearer.is_silent


@dataclass
class FakeFleet:
    clock: FakeClock
    devices: dict[str, FakeDevice]
    on_call: Callable[[str], None] = lambda _: None
    shows_more: bool = False
    hides_timers: bool = False
    is_masked: bool = False  # old and new look alike
    broken_by: dict[Tie, str] = field(default_factory=dict)  # a tie, and whose change breaks it
    heals_s: float = float("inf")  # seconds after the change in which it comes back
    looked: list[tuple[str, ...]] = field(default_factory=list)
    calls: list[tuple[str, str]] = field(default_factory=list)
    together: list[tuple[str, ...]] = field(default_factory=list)

    def running(self, devices: Sequence[str]) -> Mapping[str, RunningConfig | DeviceFailure]:
        self.on_call("running")
        return {name: self._read(name) for name in devices}

    def standing(
        self, devices: Sequence[str], ahead_of: Sequence[Change] = (), run: str = ""
    ) -> Mapping[str, Standing | DeviceFailure]:
        del ahead_of, run
        self.on_call("standing")
        self.looked.append(tuple(devices))
        return {name: self._standing(name) for name in devices}

    def release(self) -> None:
        pass

    def _standing(self, name: str) -> Standing | DeviceFailure:
        device = self.devices[name]
        if device.is_silent:
            return DeviceFailure(device=name, kind=FailureKind.UNREACHABLE, detail="no answer")
        ties = {tie for tie in device.ties if not self.breaks(device, tie)}
        return Standing(device=name, ties=tuple(sorted(ties)), unchecked=device.unchecked)

    def breaks(self, device: FakeDevice, tie: Tie) -> bool:
        """Return whether a tie is down: a device that runs `new` with the fault has broken it."""
        del device
        cause = self.devices.get(self.broken_by.get(tie, ""))
        if cause is None:
            return False
        cause.tick()
        back = cause.changed_at is not None and self.clock.now() >= cause.changed_at + self.heals_s
        return cause.text.startswith("new") and not back

    def pending(self, devices: Sequence[str], run: str) -> Mapping[str, bool | None]:
        self.on_call("pending")
        return {
            name: None
            if self.hides_timers or self.devices[name].is_silent
            else self.devices[name].armed_until is not None and self.devices[name].run == run
            for name in devices
        }

    def _read(self, name: str) -> RunningConfig | DeviceFailure:
        device = self.devices[name]
        self.calls.append(("running", name))
        if device.is_silent:
            return DeviceFailure(device=name, kind=FailureKind.UNREACHABLE, detail="no answer")
        text = f"old {name}" if self.is_masked else device.text
        if self.shows_more and text.startswith("new"):
            text += " and a line the device added"
        return RunningConfig(
            device=name, platform="huawei_vrp", os="vrp8", text=text, digest=digest(text)
        )

    def commit(
        self, changes: Sequence[Change], revert_in_s: int, run: str
    ) -> Mapping[str, Outcome]:
        self.together.append(tuple(change.device for change in changes))
        answers = {}
        for change in changes:
            self.on_call("commit")
            self.calls.append(("commit", change.device))
            status = self._commit(change, revert_in_s, run)
            answers[change.device] = Outcome(device=change.device, status=status)
        return answers

    def _commit(self, change: Change, revert_in_s: int, run: str) -> OutcomeStatus:
        device = self.devices[change.device]
        if device.is_silent:
            return OutcomeStatus.UNREACHABLE
        if digest(device.text) != change.running_digest or device.fault == "refuse":
            return OutcomeStatus.REJECTED
        device.pushes += 1
        device.before, device.text, device.run = device.text, "\n".join(change.patch), run
        device.changed_at = self.clock.now()
        if device.fault != "stuck":
            device.armed_until = self.clock.now() + revert_in_s
        if device.fault in {"vanish", "stuck", "mute"} or device.is_cut_off:
            return OutcomeStatus.UNKNOWN
        return OutcomeStatus.APPLIED

    def confirm(self, devices: Sequence[str], run: str) -> Mapping[str, Outcome]:
        answers = {}
        for name in devices:
            self.on_call("confirm")
            device = self.devices[name]
            status = OutcomeStatus.UNKNOWN  # no timer of this run
            if device.is_silent or device.fault == "unconfirmed":
                status = OutcomeStatus.UNREACHABLE
            elif device.fault == "forget":
                device.text, device.armed_until = device.before, None
            elif device.armed_until is not None and device.run == run:
                device.armed_until, status = None, OutcomeStatus.APPLIED
                if device.fault == "unsaved":
                    answers[name] = Outcome(
                        device=name, status=OutcomeStatus.UNKNOWN, detail="not saved", stands=True
                    )
                    continue
                device.saved = device.text
            answers[name] = Outcome(device=name, status=status)
        return answers

    def save(self, devices: Sequence[str]) -> Mapping[str, Outcome]:
        answers = {}
        for name in devices:
            self.on_call("save")
            device = self.devices[name]
            status = OutcomeStatus.UNREACHABLE if device.is_silent else OutcomeStatus.APPLIED
            if device.fault == "unsaved":
                status = OutcomeStatus.UNKNOWN
            else:
                device.saved = device.text
            detail = "flash is full" if device.fault == "unsaved" else ""
            answers[name] = Outcome(device=name, status=status, detail=detail)
        return answers

    def rollback(self, changes: Sequence[Change], run: str) -> Mapping[str, Outcome]:
        answers = {}
        for change in changes:
            self.on_call("rollback")
            device = self.devices[change.device]
            status = OutcomeStatus.UNREACHABLE
            if not device.is_silent:
                device.text, device.armed_until = device.before or device.text, None
                status = OutcomeStatus.ROLLED_BACK
                if device.is_cut_off:
                    status = OutcomeStatus.UNREACHABLE
            answers[change.device] = Outcome(device=change.device, status=status)
        return answers


@dataclass
class FakeLedger:
    on_step: Callable[[str], None] = lambda _: None
    runs: dict[str, dict[str, str]] = field(default_factory=dict)
    steps: list[tuple[str, str]] = field(default_factory=list)
    kept: dict[str, dict[str, Standing]] = field(default_factory=dict)
    digests: dict[tuple[str, str], tuple[int, str]] = field(default_factory=dict)  # steps done

    def begin(self, run: str, changes: Iterable[Change]) -> None:
        self.on_step("begin")
        self.runs[run] = {change.device: "planned" for change in changes}

    def step(self, run: str, device: str, state: str, detail: str = "") -> None:
        self.on_step(state)
        self.runs[run][device] = state
        self.steps.append((device, state))

    def advance(self, run: str, device: str, done: int, running_digest: str) -> None:
        self.on_step("between")
        self.runs[run][device] = "between"
        self.steps.append((device, "between"))
        self.digests[run, device] = (done, running_digest)

    def states(self, run: str) -> Mapping[str, str]:
        return dict(self.runs.get(run, {}))

    def keep_standings(self, run: str, found: Iterable[Standing]) -> None:
        self.on_step("keep_standings")
        self.kept.setdefault(run, {}).update({one.device: one for one in found})

    def standings(self, run: str) -> Mapping[str, Standing]:
        return dict(self.kept.get(run, {}))

    def open_runs(self) -> Sequence[str]:
        return list(self.runs)


def change(
    device: str,
    tier: int = 0,
    place: tuple[str, str] = ("", ""),
    held: str = "",
    grade: str = "A",
    sensitive: tuple[str, ...] = (),
) -> Change:
    return Change(
        device=device,
        platform="huawei_vrp",
        os="vrp8",
        grade=Grade(grade),
        diff=("+new",),
        patch=(f"new {device}",),
        deletions=0,
        running_digest=digest(f"old {device}"),
        wanted_digest=digest(f"new {device}"),
        held=held,
        sensitive=sensitive,
        wave_key=place,
        tier=tier,
    )


def change_set(*changes: Change) -> ChangeSet:
    return ChangeSet(
        park="p",
        tool="0.1.0",
        created="2026-03-01T08:00:00Z",
        expires="2026-03-02T08:00:00Z",
        intent_digest="0",
        changes=changes,
    )


@dataclass
class Bench:
    """Everything a run needs, and what it needs it for."""

    plan: ChangeSet
    clock: FakeClock
    fleet: FakeFleet
    ledger: FakeLedger
    told: list[Outcome] = field(default_factory=list)


def bench(*changes: Change, **faults: str) -> Bench:
    """Return devices that run `old <name>`; faults by name, with `_` for `-`."""
    clock = FakeClock()
    devices = {
        it.device: FakeDevice(
            clock, f"old {it.device}", faults.get(it.device.replace("-", "_"), "")
        )
        for it in changes
    }
    return Bench(change_set(*changes), clock, FakeFleet(clock, devices), FakeLedger())
