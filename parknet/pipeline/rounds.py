"""`collect --every`: a park's files and its devices in, the loop that reads it out."""

from collections.abc import Callable, Sequence
from functools import partial
from signal import SIGINT, SIGTERM, signal
from types import FrameType
from typing import Final

from parknet.clock import SystemClock
from parknet.collect import read_profiles
from parknet.collect.plan import profiles_by_device
from parknet.drivers.base import SteadyClock
from parknet.drivers.snmp.crew import Crew
from parknet.drivers.snmp.target import Limits
from parknet.drivers.snmp.traps import Place
from parknet.pipeline.agents import bearings_of, keep_bearings, told_exceptions
from parknet.pipeline.collecting import Collecting
from parknet.pipeline.listening import ears_of, listener_of
from parknet.pipeline.measure import READERS, ReaderName, keep_snapshot
from parknet.pipeline.parks import Site
from parknet.pipeline.reach import Reach
from parknet.pipeline.samples import Keeper
from parknet.pipeline.watching import Status, Watcher

_WIDTH: Final = 32  # most of them wait for a device


def collect_rounds(
    site: Site,
    reach: Reach,
    watcher: Watcher,
    *,
    every_s: float | None = None,
    for_s: float | None = None,
    reader: ReaderName = "gufo",
    traps: Sequence[Place] = (),
    clock: SteadyClock | None = None,
) -> Status:
    """Read a park round after round, until Ctrl-C or a signal to end; what was read is kept.

    Args:
        site: the park.
        reach: where its devices are.
        watcher: is told what happens.
        every_s: seconds of a round, where it is not what `park.yml` says.
        for_s: end by itself after so many seconds.
        reader: the SNMP library.
        traps: addresses and ports to listen for traps and informs on.
        clock: the machine's, if left out.

    Raises:
        StateError: the store of samples is damaged.
        DeviceError: a port for traps is taken, or not ours to take.
    """
    ticking = clock if clock is not None else SystemClock()
    monitoring = site.intent.park.monitoring
    if every_s is not None:
        monitoring = monitoring.model_copy(update={"every_s": every_s})
    profiles = profiles_by_device(
        site.network,
        read_profiles(site.workspace.collector_profiles()),
        site.intent.library.platforms,
    )
    for line in told_exceptions(reach):
        site.talk(line)
    limits = Limits(width=_WIDTH)
    bearings = bearings_of(site)
    polling = READERS[reader](
        reach.snmp_targets(), reach.snmp_credential(), limits, bearings=bearings
    )
    crew = Crew(polling.poll, limits.width, ticking)
    loop = Collecting(
        site.network,
        profiles,
        monitoring,
        crew=crew,
        keeper=Keeper.of(site, rehearsal=reach.rehearsal),
        write=partial(keep_snapshot, site, reach),
        clock=ticking,
        watcher=watcher,
        rehearsal=reach.rehearsal,
    )
    listener = listener_of(reach, traps, crew.post, ticking) if traps else None
    if listener is not None:
        ears = ears_of(site, reach, listener, loop.interface, watcher.told)
        for host, port in listener.start():
            watcher.told(f"listening for traps and informs on {host} port {port} (UDP)")
        loop.listen(ears)
    restore = _stop_on_signals(loop.stop)
    try:
        return loop.run(for_s)
    finally:
        restore()
        if listener is not None:
            listener.stop()
        crew.dismiss()
        keep_bearings(site, bearings)
        polling.close()


def _stop_on_signals(stop: Callable[[], None]) -> Callable[[], None]:
    """Have the first signal end the loop in order, the second at once; return what undoes that."""
    seen: list[int] = []

    def end(number: int, _frame: FrameType | None) -> None:
        seen.append(number)
        if len(seen) > 1:
            raise KeyboardInterrupt
        stop()

    before = {number: signal(number, end) for number in (SIGINT, SIGTERM)}

    def restore() -> None:
        for number, handler in before.items():
            signal(number, handler)

    return restore
