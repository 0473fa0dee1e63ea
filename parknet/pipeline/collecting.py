"""A park that is read again and again: polls in, samples, rates and the latest snapshot out.

One thread decides and keeps; others wait for devices. Nothing here reads the clock but through its
argument, so an hour passes in a test as fast as its polls can be decoded.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final, Protocol, TypeVar

from parknet.collect import Decoder, request_for
from parknet.collect.elapsed import Moment, elapsed
from parknet.collect.merging import Merged
from parknet.collect.rates import moment_of
from parknet.collect.schedule import NAMES, Due, Schedule, intervals_of
from parknet.drivers.base import PollRequest, SteadyClock
from parknet.drivers.snmp.crew import Answer
from parknet.model.collector import Profile, Tier
from parknet.model.monitoring import Monitoring
from parknet.model.network import Network
from parknet.model.snapshot import DeviceSnapshot, Snapshot
from parknet.model.traps import Happening, Trap
from parknet.pipeline.listening import ENGINE_ID, Ears
from parknet.pipeline.samples import Keeper
from parknet.pipeline.watching import Polled, Status, Watcher

T = TypeVar("T")
# sysUpTime, snmpEngineBoots, snmpEngineTime: whatever is asked, a restart changes what it means.
_CLOCKS: Final = ("1.3.6.1.2.1.1.3", "1.3.6.1.6.3.10.2.1.2", "1.3.6.1.6.3.10.2.1.3")
_TICK_S: Final = 1.0
_HOUSE_S: Final = 30.0
# Writing a large park's snapshot takes seconds: it is given no more than so much of the time.
_WRITING_SHARE: Final = 0.05


class Asking(Protocol):
    """Who asks devices: `parknet.drivers.snmp.crew.Crew`, or a test's."""

    def ask(self, request: PollRequest) -> None:
        """Have a device asked; an `Answer` comes."""
        ...

    def run(self, job: Callable[[], object]) -> None:
        """Have something done beside the polls; its result comes."""
        ...

    def post(self, item: object) -> None:
        """Have something come."""
        ...

    def take(self, wait_s: float) -> Sequence[object]:
        """Return what came."""
        ...

    def drop_waiting(self) -> list[str]:
        """Return devices that will not be asked after all."""
        ...


@dataclass(frozen=True, slots=True)
class Job:
    """What was done beside the polls: its name, how long it took, what it has to tell."""

    name: str
    took_s: float
    told: tuple[str, ...] = ()


class _Device:
    """What the loop remembers of one device."""

    __slots__ = ("asked", "decoder", "merged", "moment", "profiles", "told")

    def __init__(
        self, name: str, profiles: Sequence[Profile], intervals: Mapping[Tier, float]
    ) -> None:
        self.profiles = profiles
        self.decoder = Decoder(profiles)
        self.merged = Merged(name, profiles, intervals)
        self.moment: Moment | None = None
        self.asked: frozenset[Tier] = frozenset()
        self.told: frozenset[str] = frozenset()


class Collecting:
    """Reads a park until it is stopped.

    Args:
        network: the park.
        profiles: what each device is read with, by its name.
        monitoring: how often.
        crew: asks devices.
        keeper: keeps samples.
        write: keeps the latest snapshot.
        clock: gives all times.
        watcher: is told.
        rehearsal: the devices are a lab's.
    """

    def __init__(
        self,
        network: Network,
        profiles: Mapping[str, Sequence[Profile]],
        monitoring: Monitoring,
        *,
        crew: Asking,
        keeper: Keeper,
        write: Callable[[Snapshot], object],
        clock: SteadyClock,
        watcher: Watcher,
        rehearsal: bool,
    ) -> None:
        self._park, self._rehearsal = network.park, rehearsal
        self._crew, self._keeper, self._write = crew, keeper, write
        self._clock, self._watcher = clock, watcher
        self._every_s = float(monitoring.every_s)
        intervals = {
            name: intervals_of(network.device(name).role, of, monitoring)
            for name, of in profiles.items()
        }
        self._devices = {name: _Device(name, of, intervals[name]) for name, of in profiles.items()}
        self._schedule = Schedule(intervals, self._every_s, clock.monotonic())
        self._running: set[str] = set()
        self._jobs: set[str] = set()
        self._house_at = self._write_at = clock.monotonic() + self._every_s
        self._is_ending = False
        self._ears: Ears | None = None
        self._heard: list[Happening] = []

    def listen(self, ears: Ears) -> None:
        """Take traps, which come by the crew's inbox."""
        self._ears = ears

    def interface(self, device: str, index: str) -> str | None:
        """Return an interface's name by its ifIndex, as it was read last."""
        return self._devices[device].decoder.interface(index)

    def stop(self) -> None:
        """End once the polls in flight have; may be called from a signal's handler."""
        self._is_ending = True
        self._crew.post(None)

    def run(self, for_s: float | None = None) -> Status:
        """Read until stopped; then everything is written, and how things stand is returned.

        Args:
            for_s: stop after so many seconds.
        """
        end = None if for_s is None else self._clock.monotonic() + for_s
        try:
            while True:
                now = self._clock.monotonic()
                self._is_ending = self._is_ending or (end is not None and now >= end)
                if self._is_ending:
                    self._running.difference_update(self._crew.drop_waiting())
                    if not self._running and not self._jobs:
                        break
                else:
                    for due in self._schedule.due(now):
                        self._ask(due)
                    self._keep_house(now)
                for item in self._crew.take(self._wait_s(now, end)):
                    self._take(item)
                self._watcher.tick(self.status())
        finally:
            if self._ears is not None:
                self._ears.keep(self._heard)
            self._write(self.snapshot())
            self._keeper.close()
        return self.status()

    def snapshot(self) -> Snapshot:
        """Return all that is known of the park now."""
        now = self._clock.now()
        found = {
            name: device.merged.snapshot(now, self._every_s)
            for name, device in self._devices.items()
            if self._schedule.condition(name) != "waiting"
        }
        return Snapshot(self._park, now, found, self._rehearsal)

    def status(self) -> Status:
        """Return how things stand."""
        tally, next_at = self._schedule.tally, self._schedule.next_at()
        return Status(
            at=self._clock.now(),
            devices=len(self._devices),
            conditions=dict(tally.conditions),
            polls=tally.polls,
            failures=tally.failures,
            skipped=tally.skipped,
            running=len(self._running),
            next_in_s=None if next_at is None else max(0.0, next_at - self._clock.monotonic()),
            is_ending=self._is_ending,
        )

    def _ask(self, due: Due) -> None:
        device = self._devices[due.device]
        known = device.decoder.known
        # Without names no row of a table says whose it is.
        device.asked = due.tiers if known else due.tiers | {NAMES}
        request = request_for(
            due.device, device.profiles, device.asked, () if NAMES in device.asked else known
        )
        more = (*_CLOCKS, ENGINE_ID) if NAMES in device.asked else _CLOCKS
        scalars = tuple(dict.fromkeys((*request.scalars, *more)))
        self._running.add(due.device)
        self._crew.ask(replace(request, scalars=scalars))

    def _take(self, item: object) -> None:
        if isinstance(item, Answer):
            self._running.discard(item.reply.device)
            self._take_answer(item)
        elif isinstance(item, Trap) and self._ears is not None:
            self._take_trap(self._ears, item)
        elif isinstance(item, Job):
            self._jobs.discard(item.name)
            if item.name == "snapshot":
                wait_s = max(self._every_s, item.took_s / _WRITING_SHARE)
                self._write_at = self._clock.monotonic() + wait_s
            for text in item.told:
                self._watcher.told(text)

    def _take_trap(self, ears: Ears, trap: Trap) -> None:
        now = self._clock.monotonic()
        happening = ears.take(trap, now)
        if happening is None:
            return
        self._heard.append(happening)
        self._watcher.happened(happening)
        if happening.reads:
            self._schedule.want(happening.device, happening.reads, now)

    def _take_answer(self, answer: Answer) -> None:
        name = answer.reply.device
        device = self._devices[name]
        snapshot = device.decoder.decode(answer.reply, answer.at)
        answered = snapshot.failure is None
        engine = answer.reply.cells.get(ENGINE_ID, {}).get("0")
        if self._ears is not None and isinstance(engine, bytes):
            self._ears.learn(name, engine)
        self._schedule.done(name, answer.monotonic_s, answered=answered)
        warnings: tuple[str, ...] = ()
        if self._is_misread(name, device, snapshot, answer):
            warnings = ("the device or its agent was restarted: everything is read anew",)
        else:
            warnings = self._keep(device, snapshot, answer)
            if "interface.name" in snapshot.partial:
                device.decoder.forget()
                self._schedule.owe(name, {NAMES})
        readings = sum(len(column.values) for column in snapshot.columns.values())
        self._tell(name, device, Polled(
            name, answer.at, device.asked, readings, self._schedule.condition(name),
            snapshot.failure, (*snapshot.warnings, *warnings),
        ))  # fmt: skip

    def _is_misread(
        self, name: str, device: _Device, snapshot: DeviceSnapshot, answer: Answer
    ) -> bool:
        """Return whether a device was restarted since its names were read; they are then forgot.

        Indexes may mean other ports now, so what this poll says of them is nobody's.
        """
        before, now = device.moment, moment_of(snapshot, answer.monotonic_s)
        if now.uptime is None:  # it did not answer
            return False
        device.moment = now
        everything = self._schedule.tiers(name)
        if before is None or not elapsed(before, now).restarted or device.asked >= everything:
            return False
        device.decoder.forget()
        self._schedule.want(name, everything, answer.monotonic_s)
        return NAMES not in device.asked

    def _keep(self, device: _Device, snapshot: DeviceSnapshot, answer: Answer) -> tuple[str, ...]:
        if not snapshot.columns:
            device.merged.add(snapshot, device.asked)
            return ()
        rates, told = self._keeper.keep(snapshot, answer.monotonic_s)
        device.merged.add(snapshot, device.asked, rates.columns())
        for text in told:
            self._watcher.told(text)
        return rates.warnings

    def _tell(self, name: str, device: _Device, polled: Polled) -> None:
        """Tell of a poll; a warning is told when it is new, not with every poll."""
        self._watcher.polled(polled)
        failure = polled.failure.detail if polled.failure is not None else ""
        now = frozenset({*polled.warnings, *((failure,) if failure else ())})
        for text in sorted(now - device.told):
            self._watcher.told(text, name)
        device.told = now

    def _keep_house(self, now: float) -> None:
        if now >= self._house_at and "house" not in self._jobs:
            self._house_at = now + _HOUSE_S
            self._run("house", partial(self._keeper.keep_house, self._clock.now(), now))
        if self._ears is not None and self._heard and "traps" not in self._jobs:
            heard, self._heard = self._heard, []
            self._run("traps", partial(_done, self._ears.keep, heard))
        if now >= self._write_at and "snapshot" not in self._jobs:
            self._run("snapshot", partial(_done, self._write, self.snapshot()))

    def _run(self, name: str, job: Callable[[], tuple[str, ...]]) -> None:
        self._jobs.add(name)
        self._crew.run(partial(_timed, name, job, self._clock))

    def _wait_s(self, now: float, end: float | None) -> float:
        moments = [now + _TICK_S]
        if not self._is_ending:
            next_at = self._schedule.next_at()
            moments += [] if next_at is None else [next_at]
            moments += [] if end is None else [end]
        return max(0.0, min(moments) - now)


def _timed(name: str, job: Callable[[], tuple[str, ...]], clock: SteadyClock) -> Job:
    begun = clock.monotonic()
    told = job()
    return Job(name, clock.monotonic() - begun, told)


def _done(act: Callable[[T], object], what: T) -> tuple[str, ...]:
    act(what)
    return ()
