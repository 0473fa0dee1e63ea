"""A small park by hand, a register that knows more of it than its design, and healthy readings."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from ipaddress import IPv4Interface, IPv6Interface
from pathlib import Path

import pytest
import yaml

from parknet.assess import assess
from parknet.model.change import DeviceFailure, FailureKind
from parknet.model.network import (
    ApPlan,
    BuildingPlan,
    CircuitPlan,
    DevicePlan,
    End,
    LagPlan,
    LinkPlan,
    Network,
    OutletPlan,
    PortPlan,
    Role,
    ServicesPlan,
    SviPlan,
)
from parknet.model.packs import Contract, Pack, Purpose
from parknet.model.register import Register, RegisteredRoom
from parknet.model.snapshot import Column, DeviceSnapshot, Snapshot, Value
from parknet.model.verdict import Assessment, ClauseVerdict, Status

TARGETS = Path(__file__).parents[2] / "coverage" / "targets"
G = 10**9
M = 10**6

# metric, instance -> value, of one device; addresses stand as `(metric, interface)` -> text.
Cells = dict[tuple[str, str, str], Value]


def load_packs() -> tuple[Pack, ...]:
    return tuple(
        Pack.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
        for path in sorted(TARGETS.glob("*.yml"))
    )


def load_contracts() -> tuple[Contract, ...]:
    return tuple(
        Contract.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
        for path in sorted((TARGETS / "contracts").glob("*.yml"))
    )


def device(
    name: str,
    role: Role,
    *,
    building: str = "",
    ports: Iterable[tuple[str, int]] = (),
    lags: tuple[LagPlan, ...] = (),
    svis: tuple[SviPlan, ...] = (),
) -> DevicePlan:
    return DevicePlan(
        name=name,
        role=role,
        platform="huawei_vrp",
        os="vrp8",
        model="test",
        building=building,
        floor="",
        ownership="observe",
        deletion_budget=0,
        management4=IPv4Interface("10.0.0.1/32"),
        management6=IPv6Interface("2001:db8::1/128"),
        management_interface="LoopBack0",
        router_id=None,
        default_originate=False,
        vlans=(),
        ports=tuple(
            PortPlan(name=port, role="downlink", description="", speed_bps=speed_bps)
            for port, speed_bps in ports
        ),
        lags=lags,
        svis=svis,
        routes=(),
        services=ServicesPlan(ssh_user="parknet", snmp_user="parknet", ntp=(), syslog=()),
        origin="park.yml:1:1",
    )


def svi(number: int, building: int, segment: str) -> SviPlan:
    return SviPlan(
        name=f"Vlanif{number}",
        vlan=number,
        role="management" if segment == "management" else "segment",
        description=segment,
        ipv4=None,
        ipv6=IPv6Interface(f"2001:db8:0:{building}{number}::1/64"),
        segment=segment,
    )


# code, people's name, kind, main, uplink speed, uplink members
BUILDINGS = (
    ("b01", "1#厂房", "factory", False, G, 1),
    ("b02", "2#厂房", "factory", False, G, 2),
    ("b03", "综合楼", "office", True, 10 * G, 1),
    ("b04", "研发楼", "office", False, 10 * G, 1),
    ("b05", "食堂", "public", False, G, 1),
    ("b06", "1#温室", "greenhouse", False, G, 1),
)


def make_network(policies: tuple[str, ...], contracts: tuple[str, ...] = ()) -> Network:
    devices = [
        device("gw-1", "gateway", ports=[("XGE0/0/1", 10 * G), ("XGE0/0/2", 10 * G)]),
        device("core-1", "core", ports=[("XGE1/0/1", 10 * G)]),
    ]
    links = [LinkPlan("core-1/gw-1", End("core-1", "XGE1/0/1"), End("gw-1", "XGE0/0/2"), 10 * G,
                      "backbone", origin="park.yml:9:1")]  # fmt: skip
    outlets, aps, plans = [], [], []
    for number, (code, name, kind, main, speed_bps, members) in enumerate(BUILDINGS, 1):
        ups = [f"GE0/0/{index}" for index in range(1, members + 1)]
        lag = LagPlan("Eth-Trunk1", 1, "uplink", "core-1", tuple(ups), None, ())
        aggregation = device(
            f"{code}-agg",
            "aggregation",
            building=code,
            ports=[(up, speed_bps) for up in ups],
            lags=(lag,) if members > 1 else (),
            svis=(svi(10, number, "office"), svi(20, number, "iot"), svi(99, number, "management")),
        )
        desks = [f"1F-{index:03d}" for index in range(1, 5)]
        access = device(
            f"{code}-1f-acc1",
            "access",
            building=code,
            ports=[(f"GE1/0/{index}", G) for index in range(len(desks) + 1)],
        )
        devices += [aggregation, access]
        origin = f"buildings/{code}.yml"
        links += [
            LinkPlan(
                f"{code}-agg/{index}",
                End(aggregation.name, up),
                End("core-1", f"GE2/{number}/{index}"),
                speed_bps,
                "building",
                code,
                f"{origin}:5:3",
            )
            for index, up in enumerate(ups, 1)
        ]
        links.append(
            LinkPlan(f"{access.name}/1", End(access.name, "GE1/0/0"),
                     End(aggregation.name, "GE0/0/9"), G, "access", code, f"{origin}:8:3")
        )  # fmt: skip
        outlets += [
            OutletPlan(f"{code}/{desk}", code, "1F", "101", desk, desk != "1F-004", 100 * M,
                       End(access.name, f"GE1/0/{index}"), f"{origin}:12:7")
            for index, desk in enumerate(desks, 1)
        ]  # fmt: skip
        aps.append(
            ApPlan(f"{code}/AP01", code, "1F", "AP01", "indoor", "core-1",
                   End(access.name, "GE1/0/24"), f"{origin}:15:7")
        )  # fmt: skip
        plans.append(
            BuildingPlan(code, name, kind, main, (0.0, 0.0), (60.0, 30.0), aggregation.name, origin)
        )
    return Network(
        park="test-park",
        name={"zh": "测试园区", "en": "Test park"},
        kind="industrial",
        region="420100",
        policies=policies,
        contracts=contracts,
        devices=tuple(devices),
        links=tuple(links),
        circuits=(
            CircuitPlan("telecom-1", "电信", End("gw-1", "XGE0/0/1"), 10 * G, "park.yml:20:3"),
        ),
        outlets=tuple(outlets),
        aps=tuple(aps),
        buildings=tuple(plans),
        intent_digest="0" * 64,
        by_name={plan.name: plan for plan in devices},
    )


def make_register(*, extra: bool = True) -> Register:
    """Return every building; with `extra` also one that nobody modelled, and a forgotten outlet."""
    desks = ("1F-001", "1F-002", "1F-003", "1F-004")
    rooms = [
        RegisteredRoom(name, kind, "1F", "101", desks, f"register.csv:{line}")
        for line, (_, name, kind, _, _, _) in enumerate(BUILDINGS, 2)
    ]
    if extra:
        rooms.append(RegisteredRoom("9#厂房", "factory", "1F", "101", desks[:2], "register.csv:9"))
        rooms.append(
            RegisteredRoom("1#厂房", "factory", "2F", "201", ("2F-001",), "register.csv:8")
        )
    return Register(rooms=tuple(rooms), digest="1" * 64)


def healthy(network: Network) -> Cells:
    """Return the readings of a park without a fault: one cell per device, metric and instance."""
    cells: Cells = {}

    def port(end: End, speed_bps: int) -> None:
        cells[end.device, "interface.oper_status", end.port] = "up"
        cells[end.device, "interface.speed", end.port] = speed_bps
        cells[end.device, "interface.duplex", end.port] = "fullDuplex"

    for link in network.links:
        port(link.a, link.speed_bps)
        port(link.b, link.speed_bps)
    for circuit in network.circuits:
        port(circuit.end, circuit.speed_bps)
    for outlet in network.outlets:
        port(outlet.end, G)
    for number, ap in enumerate(network.aps):
        cells[ap.controller, "wlan.ap.name", f"00:00:00:00:00:{number:02x}"] = ap.id
        cells[ap.controller, "wlan.ap.state", f"00:00:00:00:00:{number:02x}"] = "normal"
    for plan in network.devices:
        for lag in plan.lags:
            cells[plan.name, "interface.oper_status", lag.name] = "up"
            cells[plan.name, "interface.speed", lag.name] = 2 * G
        for interface in plan.svis:
            cells[plan.name, "interface.oper_status", interface.name] = "up"
            cells[plan.name, "ipv6.address", interface.name] = str(interface.ipv6)
    return cells


def snapshot_of(
    cells: Mapping[tuple[str, str, str], Value],
    *,
    failures: Mapping[str, FailureKind] | None = None,
    rehearsal: bool = True,
) -> Snapshot:
    failures = failures or {}
    columns: dict[str, dict[str, list[tuple[str, Value]]]] = {}
    for (name, metric, instance), value in cells.items():
        columns.setdefault(name, {}).setdefault(metric, []).append((instance, value))
    devices = {
        name: DeviceSnapshot(
            device=name,
            taken_at=1_800_000_000.0,
            columns={
                metric: Column(
                    metric,
                    "",
                    tuple(i for i, _ in rows),
                    tuple(v for _, v in rows),
                    in_service=frozenset({"normal"} if metric == "wlan.ap.state" else ()),
                )
                for metric, rows in metrics.items()
            },
        )
        for name, metrics in columns.items()
    }
    for name, kind in failures.items():
        failure = DeviceFailure(device=name, kind=kind, detail="no answer")
        found = devices.get(name) or DeviceSnapshot(device=name, taken_at=1_800_000_000.0)
        devices[name] = replace(found, failure=failure)
    return Snapshot("test-park", 1_800_000_000.0, devices, rehearsal=rehearsal)


@dataclass(slots=True)
class Park:
    """A park under test; `cells` are changed to plant faults."""

    network: Network
    register: Register
    cells: Cells
    packs: tuple[Pack, ...]
    contracts: tuple[Contract, ...] = ()
    failures: dict[str, FailureKind] = field(default_factory=dict)

    def assess(
        self, purpose: Purpose = Purpose.MONITORING, cells: Cells | None = None
    ) -> Assessment:
        read = snapshot_of(self.cells if cells is None else cells, failures=self.failures)
        return assess(self.network, self.register, self.packs, self.contracts, read, purpose)

    def verdict(self, clause: str, purpose: Purpose = Purpose.MONITORING) -> ClauseVerdict:
        (found,) = (v for v in self.assess(purpose).verdicts if v.clause.id == clause)
        return found

    def failed(self) -> set[str]:
        """Return the subjects that fail."""
        findings = self.assess().findings
        return {f.expectation.subject for f in findings if f.status is Status.FAIL}

    def port(self, subject: str) -> tuple[str, str]:
        """Return the device and port a link, circuit or outlet stands on."""
        kind, _, key = subject.partition("/")
        ends = {
            "link": {link.id: link.a for link in self.network.links},
            "circuit": {circuit.id: circuit.end for circuit in self.network.circuits},
            "outlet": {outlet.id: outlet.end for outlet in self.network.outlets},
        }[kind]
        return ends[key].device, ends[key].port

    def show(self, subject: str, metric: str, value: Value | None) -> None:
        """Let a link, circuit or outlet show another value, or none."""
        name, port = self.port(subject)
        if value is None:
            del self.cells[name, f"interface.{metric}", port]
        else:
            self.cells[name, f"interface.{metric}", port] = value

    def break_link(self, subject: str) -> None:
        self.show(subject, "oper_status", "down")
        self.show(subject, "speed", None)
        self.show(subject, "duplex", None)


@pytest.fixture(scope="session")
def packs() -> tuple[Pack, ...]:
    return load_packs()


@pytest.fixture(scope="session")
def contracts() -> tuple[Contract, ...]:
    return load_contracts()


NewPark = Callable[..., Park]


@pytest.fixture(scope="session")
def new_park(packs: tuple[Pack, ...], contracts: tuple[Contract, ...]) -> NewPark:
    """Return a maker of parks: bound by some policies, with or without what nobody modelled."""

    def make(*policies: str, extra: bool = False, own: tuple[str, ...] = ()) -> Park:
        network = make_network(policies, own)
        return Park(network, make_register(extra=extra), healthy(network), packs, contracts)

    return make


@pytest.fixture
def wuhan(new_park: NewPark) -> Park:
    """A park under Wuhan's plan, with a building and an outlet that nobody modelled."""
    return new_park("wuhan-2016", extra=True)


@pytest.fixture
def chongqing(new_park: NewPark) -> Park:
    """A park under Chongqing's plan that is modelled whole."""
    return new_park("chongqing-2018")
