"""Read what every device runs and keep it in a git repository, secrets masked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from parknet.backups import Kept, keep
from parknet.dialect import speaks
from parknet.model.change import DeviceFailure, RunningConfig
from parknet.pipeline.parks import Site
from parknet.pipeline.reach import Reach
from parknet.units import counted


@dataclass(frozen=True)
class Backup:
    """What a backup kept, of which devices it kept nothing, and where it is."""

    folder: Path
    kept: Kept
    read: int
    failures: tuple[DeviceFailure, ...]


def back_up(site: Site, reach: Reach, folder: Path | None = None) -> Backup:
    """Keep the running configuration of every device that answers.

    Args:
        site: the park.
        reach: where its devices are.
        folder: the repository; in the park's state folder where it is left out. What a lab runs
            is kept beside it, never in it.

    Raises:
        StateError: there is no git, or it refuses.
    """
    if folder is None:
        folder = site.state / ("backup-of-lab" if reach.rehearsal else "backup")
    names = [device.name for device in site.network.devices if speaks(device.platform)]
    site.talk(f"reading the configuration of {counted(len(names), 'device')} over SSH")
    answers: Mapping[str, RunningConfig | DeviceFailure] = reach.fleet().running(names)
    texts = {name: one.text for name, one in answers.items() if isinstance(one, RunningConfig)}
    moment = datetime.fromtimestamp(site.clock.now(), UTC).isoformat(timespec="seconds")
    kept = keep(folder, texts, moment)
    failures = tuple(one for one in answers.values() if isinstance(one, DeviceFailure))
    return Backup(folder, kept, len(texts), failures)
