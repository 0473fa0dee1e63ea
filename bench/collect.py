"""What reading switches costs: poll and decode of 52 ports and 8 columns, v3, and a whole park.

The agents are a process of their own (`bench.responder`), whose CPU is not counted; v3's are the
lab's. gufo_snmp alone, which neither decodes nor remembers, is measured on the same agents in the
same minute.
"""

import asyncio
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import yaml
from gufo.snmp import SnmpVersion
from gufo.snmp.sync import SnmpSession

from bench.figures import Figure, peak_mb
from bench.responder import agents
from parknet.collect import Decoder, read_profiles, request_for
from parknet.collect.rates import Baseline, rates_of
from parknet.drivers.base import PollRequest
from parknet.drivers.snmp import (
    Credential,
    GufoReader,
    Limits,
    SnmpCommunity,
    SnmpCredential,
    SnmpTarget,
)
from parknet.lab.snmp.agent import serve
from parknet.model.collector import Profile
from parknet.model.snapshot import DeviceSnapshot
from parknet.store.samples import Samples
from tests.drivers_snmp.conftest import AUTH, PRIV, Device, switch

ROOT = Path(__file__).parents[1]
PORTS, SWITCHES, ROUNDS = 52, 50, 10
PARK, PARK_PORTS, PARK_ROUNDS = 2500, 42, 4
WIDTH = 10
PUBLIC = SnmpCommunity("public")
EIGHT = {
    "interface.in_octets", "interface.out_octets", "interface.speed", "interface.oper_status",
    "interface.in_errors", "interface.out_errors", "interface.in_discards",
    "interface.out_discards",
}  # fmt: skip
COLUMNS = (
    *(f"1.3.6.1.2.1.31.1.1.1.{column}" for column in (6, 10, 15)),
    *(f"1.3.6.1.2.1.2.2.1.{column}" for column in (8, 13, 14, 19, 20)),
)


def profile() -> Profile:
    """Return IF-MIB's eight columns that the peers read, and the names of ports."""
    text = (ROOT / "collectors" / "if-mib.yml").read_text(encoding="utf-8")
    whole = read_profiles({"if-mib": yaml.safe_load(text)})["if-mib"]
    tables = []
    for table in whole.tables:
        metrics = []
        for metric in table.metrics:
            wanted = metric.metric in EIGHT or metric.metric == "interface.name"
            sources = tuple(one for one in metric.sources if one.column in COLUMNS)
            if metric.metric == "interface.name":
                sources = metric.sources
            if wanted and sources:
                metrics.append(metric.model_copy(update={"sources": sources}))
        if metrics:
            tables.append(table.model_copy(update={"metrics": tuple(metrics)}))
    return whole.model_copy(update={"tables": tuple(tables)})


class Park:
    """Devices, a session and a decoder each."""

    def __init__(self, targets: dict[str, SnmpTarget], credential: Credential) -> None:
        self._profiles = [profile()]
        self.decoders = {name: Decoder(self._profiles) for name in targets}
        self._reader = GufoReader(targets, credential, Limits(timeout_s=5.0, width=WIDTH))
        self.values = 0

    def requests(self) -> Iterable[PollRequest]:
        """Return what is asked next: names only once."""
        for name, decoder in self.decoders.items():
            yield request_for(name, self._profiles, known=decoder.known)

    def round(self, keep: Callable[[DeviceSnapshot], object] = bool) -> None:
        """Read and decode every device once."""
        self.values = 0
        for reply in self._reader.poll_many(list(self.requests())):
            if reply.failure is not None:
                raise RuntimeError(f"{reply.device}: {reply.failure.detail}")
            snapshot = self.decoders[reply.device].decode(reply, time.time())
            self.values += sum(len(snapshot.columns[name].values) for name in EIGHT)
            keep(snapshot)


def cpu(work: Callable[[], None], rounds: int) -> float:
    """Return CPU seconds of the middle one of some rounds; one warms up."""
    work()
    spent = []
    for _ in range(rounds):
        began = time.process_time()
        work()
        spent.append(time.process_time() - began)
    return median(spent)


def polled(targets: dict[str, SnmpTarget], credential: Credential) -> float:
    """Return CPU seconds of a poll with decoding."""
    park = Park(targets, credential)
    spent = cpu(park.round, ROUNDS) / len(targets)
    assert park.values == len(targets) * PORTS * len(EIGHT), park.values
    return spent


def kept(targets: dict[str, SnmpTarget], folder: Path) -> float:
    """Return CPU seconds of a poll, decoded, with rates, stored."""
    park = Park(targets, PUBLIC)
    baselines: dict[str, Baseline] = {}
    with Samples(folder) as samples:

        def keep(snapshot: DeviceSnapshot) -> None:
            device = snapshot.device
            rates, baselines[device] = rates_of(baselines.get(device), snapshot)
            samples.append(snapshot, rates)

        return cpu(lambda: park.round(keep), ROUNDS) / len(targets)


def alone(ports: Sequence[int]) -> float:
    """Return CPU seconds of what gufo_snmp takes for the same columns, one switch at a time."""

    def work() -> None:
        for port in ports:
            session = SnmpSession(
                "127.0.0.1", port=port, community="public", version=SnmpVersion.v2c,
                max_repetitions=25,
            )  # fmt: skip
            count = sum(1 for column in COLUMNS for _ in session.getbulk(column))
            assert count == PORTS * len(COLUMNS)

    return cpu(work, ROUNDS) / len(ports)


def over_v3() -> float:
    """Return CPU seconds of a poll over SHA-256 and AES-128, of the lab's agents in a thread."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    devices = {f"sw{n}": Device(switch(f"sw{n}", ports=PORTS - 2)) for n in range(10)}
    group = asyncio.run_coroutine_threadsafe(serve(devices), loop).result()
    assert thread.ident is not None
    theirs = time.pthread_getcpuclockid(thread.ident)
    try:
        targets = {name: SnmpTarget("127.0.0.1", port) for name, port in group.ports.items()}
        park = Park(targets, SnmpCredential("parknet", AUTH, PRIV))
        park.round()
        began, of_agents = time.process_time(), time.clock_gettime(theirs)
        for _ in range(ROUNDS):
            park.round()
        spent = time.process_time() - began - (time.clock_gettime(theirs) - of_agents)
        return spent / ROUNDS / len(targets)
    finally:
        loop.call_soon_threadsafe(group.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def whole_park(ports: Sequence[int]) -> tuple[float, float, float]:
    """Return CPU seconds of a round of a park, and peaks of memory after two and after all."""
    targets = {f"sw{n:04}": SnmpTarget("127.0.0.1", ports[n % len(ports)]) for n in range(PARK)}
    park = Park(targets, PUBLIC)
    park.round()
    began = time.process_time()
    park.round()
    early = peak_mb()
    for _ in range(PARK_ROUNDS - 2):
        park.round()
    assert park.values == PARK * PARK_PORTS * len(EIGHT)
    return (time.process_time() - began) / (PARK_ROUNDS - 1), early, peak_mb()


def run() -> list[Figure]:
    """Return the figures."""
    with agents(PORTS, SWITCHES) as ports:
        targets = {f"sw{n}": SnmpTarget("127.0.0.1", port) for n, port in enumerate(ports)}
        ours = polled(targets, PUBLIC)
        gufo = alone(ports)
        with TemporaryDirectory() as folder:
            whole = kept(targets, Path(folder))
    v3 = over_v3()
    with agents(PARK_PORTS, 25) as ports:
        spent, early, late = whole_park(ports)
    return [
        Figure(
            "poll and decode of 52 ports, 8 columns", 1000 * ours, "CPU-ms", 0.7,
            f"{ours / gufo:.2f} of gufo_snmp alone ({1000 * gufo:.2f} CPU-ms)",
        ),
        Figure("the same with rates, stored", 1000 * whole, "CPU-ms", 1.9),
        Figure("over SNMPv3 (SHA-256, AES-128), of v2c", v3 / ours, "times", 2.0),
        Figure(f"{PARK} switches of {PARK_PORTS} ports, a round", spent, "CPU-s", 30.0),
        Figure("memory meanwhile", late, "MB", 600, f"{early:.0f} MB after two rounds"),
    ]  # fmt: skip
