"""A park that answers at once by a clock that tests move: no socket, no thread, no waiting."""

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_interface

from parknet.drivers.base import PollReply, PollRequest
from parknet.drivers.snmp.crew import Answer
from parknet.model.change import DeviceFailure, FailureKind
from parknet.model.network import DevicePlan, Network, Role, ServicesPlan
from parknet.model.traps import Happening
from parknet.pipeline.watching import Polled, Status

NAME, IN, OUT = "1.3.6.1.2.1.31.1.1.1.1", "1.3.6.1.2.1.31.1.1.1.6", "1.3.6.1.2.1.31.1.1.1.10"
STATUS, HIGH_SPEED = "1.3.6.1.2.1.2.2.1.8", "1.3.6.1.2.1.31.1.1.1.15"
UPTIME = "1.3.6.1.2.1.1.3"
EPOCH = 1_795_161_600.0


class SimulatedClock:
    """Both clocks; the wall's can be set."""

    def __init__(self) -> None:
        self.passed = 0.0
        self.offset = EPOCH

    def now(self) -> float:
        return self.offset + self.passed

    def monotonic(self) -> float:
        return self.passed

    def sleep(self, seconds: float) -> None:
        self.passed += seconds


@dataclass
class Agent:
    """A switch whose ports carry 1 Mbit/s each way.

    Attributes:
        takes_s: for one poll.
        is_dead: it answers nothing.
        begun: when it was started.
        order: its ports' names in the order of their indexes.
    """

    ports: int = 4
    takes_s: float = 0.1
    is_dead: bool = False
    begun: float = -1000.0
    order: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.order = self.order or [f"GigabitEthernet0/0/{at}" for at in range(1, self.ports + 1)]

    def reply(self, request: PollRequest, at: float) -> PollReply:
        if self.is_dead:
            dead = DeviceFailure(
                device=request.device, kind=FailureKind.UNREACHABLE, detail="no answer"
            )
            return PollReply(request.device, {}, failure=dead)
        up = at - self.begun
        number = {name: int(name.rpartition("/")[2]) for name in self.order}
        table: dict[str, dict[str, int | bytes | str]] = {
            NAME: {str(at): name.encode() for at, name in enumerate(self.order, 1)},
            STATUS: {str(at): 1 for at in range(1, self.ports + 1)},
            HIGH_SPEED: {str(at): 1000 for at in range(1, self.ports + 1)},
            IN: {
                str(at): int(up * 125_000 * number[name]) for at, name in enumerate(self.order, 1)
            },
            OUT: {str(at): int(up * 125_000) for at in range(1, self.ports + 1)},
        }
        cells = {column: table.get(column, {}) for column in request.columns}
        if UPTIME in request.scalars:
            cells[UPTIME] = {"0": int(up * 100)}
        return PollReply(request.device, cells)


class SimulatedCrew:
    """Answers by the clock, as many at once as are asked; jobs are done when they are given."""

    def __init__(self, clock: SimulatedClock, agents: dict[str, Agent]) -> None:
        self.asked: list[tuple[float, PollRequest]] = []
        self.keeps = True
        self._clock, self._agents = clock, agents
        self._coming: list[tuple[float, int, PollRequest]] = []
        self._posted: list[object] = []
        self._count = 0
        self._then: list[tuple[float, Callable[[], None]]] = []

    def at(self, moment: float, act: Callable[[], None]) -> None:
        """Have something happen."""
        self._then.append((moment, act))
        self._then.sort(key=lambda one: one[0])

    def ask(self, request: PollRequest) -> None:
        if self.keeps:
            self.asked.append((self._clock.passed, request))
        self._count += 1
        takes_s = self._agents[request.device].takes_s
        heapq.heappush(self._coming, (self._clock.passed + takes_s, self._count, request))

    def run(self, job: Callable[[], object]) -> None:
        self._posted.append(job())

    def post(self, item: object) -> None:
        self._posted.append(item)

    def drop_waiting(self) -> list[str]:
        return []

    def take(self, wait_s: float) -> Sequence[object]:
        until = self._clock.passed + wait_s
        while self._then and self._then[0][0] <= until and not self._posted:
            moment, act = self._then.pop(0)
            self._clock.passed = max(self._clock.passed, moment)
            act()
        if self._posted:
            found, self._posted = self._posted, []
            return found
        if not self._coming or self._coming[0][0] > until:
            self._clock.passed = until
            return []
        at, _, request = heapq.heappop(self._coming)
        self._clock.passed = max(self._clock.passed, at)
        reply = self._agents[request.device].reply(request, self._clock.passed)
        return [Answer(reply, self._clock.now(), self._clock.passed)]


@dataclass
class Notebook:
    """A watcher that writes down what it is told."""

    polls: list[Polled] = field(default_factory=list)
    texts: list[tuple[str, str]] = field(default_factory=list)
    happenings: list[Happening] = field(default_factory=list)
    last: Status | None = None

    def polled(self, polled: Polled) -> None:
        self.polls.append(polled)

    def told(self, text: str, device: str = "") -> None:
        self.texts.append((device, text))

    def happened(self, happening: Happening) -> None:
        self.happenings.append(happening)

    def tick(self, status: Status) -> None:
        self.last = status


def plan_of(name: str, role: Role = "access") -> DevicePlan:
    return DevicePlan(
        name=name, role=role, platform="huawei_vrp", os="vrp8", model="m", building="b01",
        floor="1F", ownership="observe", deletion_budget=20,
        management4=ip_interface("10.0.0.1/32"), management6=ip_interface("2001:db8::1/128"),
        management_interface="LoopBack0", router_id=None, default_originate=False, vlans=(),
        ports=(), lags=(), svis=(), routes=(),
        services=ServicesPlan("parknet", "parknet", (), ()),
    )  # fmt: skip


def park_of(*devices: DevicePlan) -> Network:
    return Network(
        park="p", name={}, kind="industrial", region="420100", policies=(), contracts=(),
        devices=devices, links=(), circuits=(), outlets=(), aps=(), buildings=(),
        intent_digest="", by_name={device.name: device for device in devices},
    )  # fmt: skip
