"""A park's polls in; kept with their rates, sent on and shown."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from parknet.collect.rates import Baseline, rates_of
from parknet.feed.remote_write import PolledColumns, RemoteWriter
from parknet.model.blocks import Rates
from parknet.model.retention import Retention
from parknet.model.snapshot import DeviceSnapshot
from parknet.pipeline.parks import Site
from parknet.report.exposition import Newest, exposition
from parknet.store.samples import Samples
from parknet.workspace import Workspace

_FRESH_S = 1800.0  # optics are read every 15 minutes
_OF_PARKS, _OF_LABS = "samples", "samples-lab"


def folder_of(site: Site, *, rehearsal: bool) -> Path:
    """Return where a park's samples lie; a lab's lie apart."""
    return site.state / (_OF_LABS if rehearsal else _OF_PARKS)


class Keeper:
    """What becomes of each poll. One thread keeps, another may keep house at the same time."""

    def __init__(self, folder: Path, park: str, policy: Retention) -> None:
        """Open the store.

        Raises:
            StateError: it is damaged.
        """
        self._folder = folder
        self._park = park
        self._policy = policy
        self._samples = Samples(folder, policy)
        self._baselines: dict[str, Baseline] = {}
        self._remote = RemoteWriter(policy.remote_write) if policy.remote_write else None

    @classmethod
    def of(cls, site: Site, *, rehearsal: bool) -> "Keeper":
        """Return the keeper of a park, as its `park.yml` has it; a lab's samples lie apart."""
        return cls(folder_of(site, rehearsal=rehearsal), site.park, site.intent.park.samples)

    @property
    def samples(self) -> Samples:
        """Return the store, for the thread that keeps."""
        return self._samples

    def keep(
        self, snapshot: DeviceSnapshot, monotonic_s: float | None = None
    ) -> tuple[Rates, tuple[str, ...]]:
        """Keep one poll; return its rates, and what is to be told of the store.

        Args:
            snapshot: what was read; what was odd about its rates is in their warnings.
            monotonic_s: when, by a clock that nobody sets.
        """
        before = self._baselines.get(snapshot.device)
        rates, self._baselines[snapshot.device] = rates_of(before, snapshot, monotonic_s)
        if self._remote is not None:
            columns = (*snapshot.columns.values(), *rates.columns().values())
            self._remote.put(PolledColumns(self._park, snapshot.device, snapshot.taken_at, columns))
        return rates, self._samples.append(snapshot, rates)

    def keep_house(self, now: float, monotonic_s: float) -> tuple[str, ...]:
        """Roll hours to files and send what waits; return what is to be told. Call it often.

        Args:
            now: Unix time in seconds.
            monotonic_s: by a clock that nobody sets.
        """
        sent = self._remote.send(monotonic_s) if self._remote is not None else ()
        with Samples(self._folder, self._policy) as samples:  # a thread, a connection
            return sent + samples.roll(now)

    def close(self) -> None:
        """Write what waits for the disk, and let go of files and connections."""
        self._samples.close()
        if self._remote is not None:
            self._remote.close()


def newest(folders: Iterable[tuple[str, Path]], now: float) -> Iterator[Newest]:
    """Yield what devices of parks said last; parks of which nothing was stored have none."""
    for park, folder in folders:
        if not (folder / "hot.db").is_file():
            continue
        with Samples(folder) as samples:
            for latest in samples.latest(now, _FRESH_S):
                rehearsal = folder.name == _OF_LABS
                yield Newest(park, latest.device, latest.at, latest.columns, rehearsal)


def metrics_text(workspace: Workspace, now: float) -> Iterator[str]:
    """Yield all parks' latest values as Prometheus scrapes them; the stores are read at once."""
    folders = [
        (path.parent.name, path)
        for kind in (_OF_PARKS, _OF_LABS)
        for path in workspace.root.glob(f"state/*/{kind}")
    ]
    return exposition(list(newest(sorted(folders), now)))
