"""What is known of a park beside its snapshot: instruments' tests, and what ports have shown."""

from typing import Final

from parknet.collect.health import METRICS_OF_HEALTH, health_of
from parknet.model.health import PortHealth
from parknet.model.measured import Measured
from parknet.model.snapshot import Snapshot
from parknet.pipeline.instruments import known_tests
from parknet.pipeline.parks import Site
from parknet.pipeline.samples import folder_of
from parknet.store.samples import Samples

# Far enough back for people who were on leave; near enough for a desk that was not recabled since.
HISTORY_DAYS: Final = 30
_DAY_S: Final = 86_400.0
_SPEED: Final = "interface.speed"


def measured_beside(site: Site, snapshot: Snapshot) -> Measured:
    """Return the evidence that a snapshot does not hold; of a lab's, the lab's own samples."""
    until = snapshot.taken_at
    since = until - HISTORY_DAYS * _DAY_S
    tests = known_tests(site).by_subject
    best: dict[tuple[str, str], float] = {}
    health: dict[tuple[str, str], PortHealth] = {}
    folder = folder_of(site, rehearsal=snapshot.rehearsal)
    if (folder / "hot.db").is_file():
        with Samples(folder) as samples:
            for device in {outlet.end.device for outlet in site.network.outlets}:
                found = samples.figures(device, (_SPEED,), since=since, until=until + 1)
                for port, figures in found.items():
                    best[device, port] = figures[_SPEED].most
            for device, ports in _linked(site).items():
                day = until - _DAY_S
                figures_of = samples.figures(device, METRICS_OF_HEALTH, since=day, until=until + 1)
                mine = {port: found for port, found in figures_of.items() if port in ports}
                health |= {(device, one.interface): one for one in health_of(device, mine)}
    return Measured(tests=tests, best_bps=best, since=since, health=health)


def _linked(site: Site) -> dict[str, set[str]]:
    """Return the ports of links and circuits by device: those whose health is asked for."""
    found: dict[str, set[str]] = {}
    ends = [link.a for link in site.network.links] + [one.end for one in site.network.circuits]
    for end in ends:
        found.setdefault(end.device, set()).add(end.port)
    return found
