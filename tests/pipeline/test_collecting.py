"""The loop that reads a park, by a simulated clock: hours of it in a moment."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import yaml

from parknet.collect import read_profiles
from parknet.collect.traps import TrapDesk, read_notifications
from parknet.model.collector import Profile
from parknet.model.monitoring import Monitoring
from parknet.model.network import Role
from parknet.model.retention import Retention
from parknet.model.snapshot import Snapshot
from parknet.model.traps import Happening, Trap
from parknet.pipeline.collecting import Collecting
from parknet.pipeline.listening import Ears
from parknet.pipeline.samples import Keeper
from tests.pipeline.simulated import (
    EPOCH,
    NAME,
    Agent,
    Notebook,
    SimulatedClock,
    SimulatedCrew,
    park_of,
    plan_of,
)

COLLECTORS = Path(__file__).parents[2] / "collectors"


@pytest.fixture(scope="module")
def profiles() -> list[Profile]:
    named = {name: COLLECTORS / f"{name}.yml" for name in ("system", "if-mib")}
    return list(
        read_profiles(
            {name: yaml.safe_load(path.read_text("utf-8")) for name, path in named.items()}
        ).values()
    )


@dataclass
class Rig:
    """A loop over agents, and all that it tells and writes."""

    folder: Path
    profiles: list[Profile]
    agents: dict[str, Agent]
    role: Role = "aggregation"
    clock: SimulatedClock = field(default_factory=SimulatedClock)
    notebook: Notebook = field(default_factory=Notebook)
    written: list[Snapshot] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.crew = SimulatedCrew(self.clock, self.agents)
        self.loop = Collecting(
            park_of(*(plan_of(name, self.role) for name in self.agents)),
            dict.fromkeys(self.agents, self.profiles),
            Monitoring(),
            crew=self.crew,
            keeper=Keeper(self.folder, "p", Retention()),
            write=self.written.append,
            clock=self.clock,
            watcher=self.notebook,
            rehearsal=False,
        )

    def texts(self, device: str = "") -> list[str]:
        return [text for of, text in self.notebook.texts if of == device]


@pytest.fixture
def rig(tmp_path: Path, profiles: list[Profile]) -> Callable[..., Rig]:
    def build(**agents: Agent) -> Rig:
        return Rig(tmp_path / "samples", profiles, agents)

    return build


def test_an_hour_of_polls_is_stored_with_its_rates(rig: Callable[..., Rig]) -> None:
    park = rig(a=Agent())
    park.loop.run(3600.0)
    with Keeper(park.folder, "p", Retention()).samples as samples:
        found = samples.read(
            "a", "interface.in_rate", "GigabitEthernet0/0/3", since=EPOCH, until=EPOCH + 4000
        )
    assert len(found.values) == 59
    assert all(math.isclose(rate, 3e6, rel_tol=1e-4) for rate in found.values)


def test_names_are_read_once_an_hour_and_not_with_every_poll(rig: Callable[..., Rig]) -> None:
    park = rig(a=Agent())
    park.loop.run(7200.0)
    named = [at for at, request in park.crew.asked if NAME in request.columns]
    assert len(park.crew.asked) == 120
    assert len(named) in (2, 3)


def test_the_latest_snapshot_is_written_every_round_and_at_the_end(
    rig: Callable[..., Rig],
) -> None:
    park = rig(a=Agent(), b=Agent())
    park.loop.run(600.0)
    assert len(park.written) == 10
    last = park.written[-1].devices["b"]
    assert last.value("interface.oper_status", "GigabitEthernet0/0/1") == "up"
    assert last.value("interface.out_rate", "GigabitEthernet0/0/1") == pytest.approx(1e6, rel=1e-3)
    times = {reading.metric: reading.at for reading in last.readings()}
    assert times["interface.name"] < times["interface.oper_status"] <= EPOCH + 600


def test_a_device_that_was_never_asked_is_not_in_the_snapshot(rig: Callable[..., Rig]) -> None:
    park = rig(a=Agent(), b=Agent(takes_s=500.0))
    park.crew.at(100.0, park.loop.stop)
    park.crew.at(101.0, lambda: None)
    assert "b" not in park.loop.snapshot().devices
    park.loop.run()
    assert "b" in park.written[-1].devices  # the poll in flight was waited for


def test_a_slow_device_is_skipped_and_counted_and_holds_up_nobody(
    rig: Callable[..., Rig],
) -> None:
    park = rig(slow=Agent(takes_s=130.0), quick=Agent())
    status = park.loop.run(3600.0)
    polls = [polled.device for polled in park.notebook.polls]
    assert polls.count("quick") == 60
    assert 18 <= polls.count("slow") <= 28
    assert status.skipped > 30
    assert status.conditions["slow"] == 1


def test_a_dead_device_is_told_once_and_asked_less_often(rig: Callable[..., Rig]) -> None:
    park = rig(dead=Agent(is_dead=True), a=Agent())
    status = park.loop.run(3600.0)
    assert park.texts("dead") == ["no answer"]
    assert [polled.device for polled in park.notebook.polls].count("dead") <= 9
    failure = park.written[-1].devices["dead"].failure
    assert failure is not None
    assert failure.detail == "no answer"
    assert status.conditions["dead"] == status.conditions["up"] == 1


def test_after_a_restart_names_are_read_again_before_anything_is_believed(
    rig: Callable[..., Rig],
) -> None:
    agent = Agent()
    park = rig(a=agent)

    def restart() -> None:
        agent.begun = park.clock.passed
        agent.order = agent.order[::-1]  # other indexes from now on

    park.crew.at(1000.0, restart)
    park.loop.run(3600.0)
    assert any("restarted" in text for text in park.texts("a"))
    with Keeper(park.folder, "p", Retention()).samples as samples:
        for port in (1, 4):
            found = samples.read(
                "a", "interface.in_rate", f"GigabitEthernet0/0/{port}",
                since=EPOCH, until=EPOCH + 4000,
            )  # fmt: skip
            assert len(found.values) >= 56
            assert all(math.isclose(rate, port * 1e6, rel_tol=1e-3) for rate in found.values)


def test_a_clock_that_is_set_changes_no_rate_and_no_interval(rig: Callable[..., Rig]) -> None:
    park = rig(a=Agent())

    def set_clock() -> None:
        park.clock.offset -= 7200.0

    park.crew.at(1000.0, set_clock)
    park.loop.run(3600.0)
    assert len(park.notebook.polls) == 60
    assert any("set back" in text for text in park.texts())
    rates = park.written[-1].devices["a"].columns["interface.in_rate"]
    assert rates.values == pytest.approx([1e6, 2e6, 3e6, 4e6], rel=1e-3)


def test_access_switches_give_their_ports_every_five_minutes(
    tmp_path: Path, profiles: list[Profile]
) -> None:
    park = Rig(tmp_path, profiles, {"a": Agent()}, role="access")
    park.loop.run(3600.0)
    ports = [polled for polled in park.notebook.polls if "ports" in polled.tiers]
    assert len(park.notebook.polls) == 60
    assert len(ports) in (12, 13)
    columns = park.written[-1].devices["a"].columns
    assert {"interface.oper_status", "interface.name", "system.uptime"} <= columns.keys()


def test_a_stop_waits_for_polls_in_flight_and_writes_what_they_say(
    rig: Callable[..., Rig],
) -> None:
    park = rig(a=Agent(takes_s=20.0))
    first = park.loop.status().next_in_s or 0.0
    park.crew.at(first + 1.0, park.loop.stop)
    status = park.loop.run()
    assert status.is_ending
    assert park.clock.passed == pytest.approx(first + 20.0)
    assert "interface.name" in park.written[-1].devices["a"].columns


def test_what_is_remembered_does_not_grow_with_time(rig: Callable[..., Rig]) -> None:
    agents = {f"a{at}": Agent(ports=1) for at in range(3)}
    agents["dead"] = Agent(is_dead=True)
    park = rig(**agents)
    park.crew.keeps = False
    sizes = []

    def measure() -> None:
        merged = [device.merged for device in park.loop._devices.values()]
        sizes.append(
            (
                len(park.loop._schedule._heap),
                sum(len(one._kept) + len(one._told) for one in merged),
                len(park.loop._running) + len(park.loop._jobs),
            )
        )

    for hour in range(2, 12):
        park.crew.at(hour * 3600.0, measure)
    park.loop.run(12 * 3600.0)
    assert len(sizes) == 10
    assert max(heap for heap, _, _ in sizes) <= 2 * len(agents)
    assert max(kept for _, kept, _ in sizes[5:]) <= max(kept for _, kept, _ in sizes[:5])
    assert max(running for _, _, running in sizes) <= 3


def listening(park: Rig, kept: list[Happening]) -> TrapDesk:
    files = (COLLECTORS / "traps").glob("*.yml")
    notifications = read_notifications(
        {file.stem: yaml.safe_load(file.read_text("utf-8")) for file in files}
    )
    desk = TrapDesk(notifications, {"10.0.0.1": "a"}, {}, park.loop.interface, park.notebook.told)
    park.loop.listen(Ears(desk, lambda _device, _engine: None, kept.extend))
    return desk


def link_down(address: str = "10.0.0.1", index: int = 3) -> Trap:
    objects = {f"1.3.6.1.2.1.2.2.1.1.{index}": index}
    return Trap(EPOCH, address, b"", "1.3.6.1.6.3.1.1.5.3", objects)


def test_a_trap_has_its_device_read_at_once_and_names_the_port(rig: Callable[..., Rig]) -> None:
    park = rig(a=Agent(), b=Agent())
    kept: list[Happening] = []
    listening(park, kept)
    park.crew.at(1000.0, lambda: park.crew.post(link_down()))
    park.loop.run(1200.0)
    (happening,) = park.notebook.happenings
    assert (happening.device, happening.kind) == ("a", "link-down")
    assert happening.instance == "GigabitEthernet0/0/3"
    assert kept == [happening]
    after = [at for at, request in park.crew.asked if request.device == "a" and at >= 1000.0]
    assert after[0] <= 1010.0
    assert len(park.crew.asked) == 41


def test_a_storm_of_traps_is_bounded_and_strangers_are_told_once(rig: Callable[..., Rig]) -> None:
    park = rig(a=Agent())
    kept: list[Happening] = []
    desk = listening(park, kept)

    def storm() -> None:
        for at in range(5000):
            park.crew.post(link_down(index=at))
            park.crew.post(link_down("192.0.2.66"))

    park.crew.at(1000.0, storm)
    park.loop.run(1200.0)
    assert len(kept) == desk.heard.taken == 20
    assert desk.heard.dropped == 4980
    assert desk.heard.strangers == 5000
    assert len([text for text in park.texts() if "192.0.2.66" in text]) == 1
    assert len([text for text in park.texts("a") if "more traps" in text]) == 1
    assert len(park.crew.asked) <= 22
