"""A search asks only whom it may, ends whatever neighbours say, and finds all that is joined."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network

import yaml
from hypothesis import given
from hypothesis import strategies as st

from parknet.collect import read_profiles
from parknet.drivers.base import PollReply, PollRequest
from parknet.drivers.snmp.target import SnmpTarget
from parknet.library import library_root
from parknet.model.change import DeviceFailure, FailureKind
from parknet.pipeline.discovery import twins_of
from parknet.pipeline.exploring import Bounds, Exploration, World

PROFILES = read_profiles(
    {
        name: yaml.safe_load((library_root() / "collectors" / f"{name}.yml").read_text("utf-8"))
        for name in ("system", "if-mib", "lldp", "bridge", "ip-mib")
    }
)
NAME, PORT = "1.3.6.1.2.1.1.5", "1.3.6.1.2.1.31.1.1.1.1"
REMOTE, MANAGED = "1.0.8802.1.1.2.1.4.1.1", "1.0.8802.1.1.2.1.4.2.1.3"
LOCAL = "1.0.8802.1.1.2.1.3.7.1.3"
INSIDE = ip_network("10.0.0.0/24")


@dataclass
class Agent:
    """A device: its name, and for each port whom it hears: name, chassis and address."""

    name: str
    hears: list[tuple[str, bytes, str]] = field(default_factory=list)

    def cells(self) -> Mapping[str, Mapping[str, int | bytes | str]]:
        ports = {str(at): f"GE0/0/{at}".encode() for at in range(len(self.hears))}
        rows = {f"0.{at}.1": one for at, one in enumerate(self.hears)}
        managed = {}
        for row, (_, _, address) in rows.items():
            packed = ip_address(address).packed
            managed[".".join(map(str, (row, len(packed) // 16 + 1, len(packed), *packed)))] = 2
        return {
            NAME: {"0": self.name.encode()},
            PORT: ports,
            LOCAL: ports,
            f"{REMOTE}.4": dict.fromkeys(rows, 4),
            f"{REMOTE}.5": {row: chassis for row, (_, chassis, _) in rows.items()},
            f"{REMOTE}.9": {row: name.encode() for row, (name, _, _) in rows.items()},
            MANAGED: managed,
        }


@dataclass
class FakeReader:
    """Answers for agents by address, and notes who was asked."""

    agents: Mapping[str, Agent]
    asked: set[str]

    def poll_many(self, requests: Iterable[PollRequest]) -> Iterator[PollReply]:
        for request in requests:
            self.asked.add(request.device)
            agent = self.agents.get(request.device)
            if agent is None:
                failure = DeviceFailure(
                    device=request.device, kind=FailureKind.UNREACHABLE, detail="no answer"
                )
                yield PollReply(request.device, {}, failure=failure)
                continue
            wanted = {*request.scalars, *request.columns, *request.spares}
            cells = {of: rows for of, rows in agent.cells().items() if of in wanted}
            yield PollReply(request.device, cells)


class StillClock:
    def now(self) -> float:
        return 0.0

    def sleep(self, seconds: float) -> None:
        raise AssertionError(seconds)


def explore(agents: Mapping[str, Agent], bounds: Bounds) -> tuple[Exploration, set[str]]:
    asked: set[str] = set()
    world = World(PROFILES, lambda _: FakeReader(agents, asked), SnmpTarget, StillClock())
    found = Exploration(world, bounds)
    found.run(["10.0.0.1"], lambda _: None)
    return found, asked


def chassis(number: int) -> bytes:
    return b"\x00\xe0\xfc\0\0" + bytes((number,))


@given(st.lists(st.integers(0, 30), min_size=1, max_size=20))
def test_all_that_is_joined_to_a_seed_is_found_once(parents: list[int]) -> None:
    agents = {f"10.0.0.{at + 1}": Agent(f"sw{at + 1}") for at in range(len(parents) + 1)}
    for child, parent in enumerate((it % (at + 1) for at, it in enumerate(parents)), 1):
        for one, other in ((child, parent), (parent, child)):
            heard = (f"sw{other + 1}", chassis(other), f"10.0.0.{other + 1}")
            agents[f"10.0.0.{one + 1}"].hears.append(heard)
    found, asked = explore(agents, Bounds((INSIDE,)))
    assert set(found.devices) == {one.name for one in agents.values()} == set(found.read)
    assert asked == set(agents)
    assert not found.heard
    assert not found.cut
    assert twins_of(found.read.values()) == {}


addresses = st.one_of(
    st.integers(0, 255).map(lambda last: f"10.0.0.{last}"),
    st.sampled_from(["192.0.2.1", "10.0.1.1", "2001:db8::1", "127.0.0.1", "255.255.255.255"]),
)
hearing = st.lists(
    st.tuples(
        st.sampled_from(["sw1", "sw2", "SW3.park", "", "10.0.0.9"]),
        st.integers(0, 5).map(chassis),
        addresses,
    ),
    max_size=6,
)


@given(
    st.dictionaries(addresses, st.builds(Agent, st.sampled_from(["sw1", "sw2", "", "x"]), hearing)),
    hearing,
    st.integers(1, 20),
    st.integers(0, 5),
)
def test_whatever_is_told_nobody_outside_is_asked_and_no_more_than_may_be(
    agents: dict[str, Agent],
    first: list[tuple[str, bytes, str]],
    most: int,
    depth: int,
) -> None:
    agents["10.0.0.1"] = Agent("sw1", first)
    found, asked = explore(agents, Bounds((INSIDE,), most, depth))
    assert all(ip_address(one) in INSIDE for one in asked)
    assert len(asked) <= most
    assert all(one.why != "outside" or one.address not in asked for one in found.heard.values())


def test_two_devices_of_one_name_are_told() -> None:
    agents = {
        "10.0.0.1": Agent("sw1", [("twin", chassis(7), "10.0.0.2")]),
        "10.0.0.2": Agent("twin", [("twin", chassis(8), "10.0.0.3")]),
    }
    found, _ = explore(agents, Bounds((INSIDE,)))
    assert twins_of(found.read.values()) == {
        "twin": ("00:e0:fc:00:00:07", "00:e0:fc:00:00:08"),
    }
