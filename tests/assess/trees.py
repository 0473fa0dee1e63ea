"""Random parks as trees of switches, and what their agents would say of cables and machines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Interface, IPv6Interface

from hypothesis import strategies as st

from parknet.model.network import (
    DevicePlan,
    End,
    LinkPlan,
    Network,
    OutletPlan,
    PortPlan,
    ServicesPlan,
)
from parknet.model.snapshot import Column, DeviceSnapshot, Snapshot, Value

Rows = list[tuple[str, Value]]


def _device(number: int, name: str, ports: Sequence[str]) -> DevicePlan:
    return DevicePlan(
        name=name, role="aggregation" if number == 0 else "access", platform="huawei_vrp",
        os="vrp8", model="test", building="b01", floor="1F", ownership="observe",
        deletion_budget=0, management4=IPv4Interface(f"10.9.{number}.1/32"),
        management6=IPv6Interface(f"2001:db8::{number + 1:x}/128"),
        management_interface="LoopBack0",
        router_id=IPv4Interface("10.9.0.1/32").ip if number == 0 else None,
        default_originate=False, vlans=(),
        ports=tuple(PortPlan(port, "spare", "") for port in ports), lags=(), svis=(), routes=(),
        services=ServicesPlan("parknet", "parknet", (), ()),
    )  # fmt: skip


@dataclass
class Tree:
    """A park of switches: the first is the router, every other hangs below an earlier one."""

    parents: list[int]
    spare: int = 2  # ports of each device with nothing planned on them
    outlets: int = 2  # of each device
    names: list[str] = field(init=False)
    network: Network = field(init=False)

    def __post_init__(self) -> None:
        count = len(self.parents) + 1
        self.names = ["b01-agg", *(f"b01-acc{number}" for number in range(1, count))]
        used = [0] * count
        links = []
        for child, parent in enumerate(self.parents, 1):
            used[child] += 1
            used[parent] += 1
            a = End(self.names[child], f"GE0/0/{used[child]}")
            b = End(self.names[parent], f"GE0/0/{used[parent]}")
            links.append(LinkPlan(f"l{child}", a, b, 10**9, "access", origin=f"b01.yml:{child}:1"))
        outlets = [
            OutletPlan(f"b01/{n}-{o}", "b01", "1F", f"room {n}", f"{n}-{o}", True, 0,
                       End(name, f"GE0/0/{used[n] + o + 1}"))
            for n, name in enumerate(self.names) for o in range(self.outlets)
        ]  # fmt: skip
        devices = tuple(
            _device(n, name, [f"GE0/0/{p + 1}" for p in range(used[n] + self.outlets + self.spare)])
            for n, name in enumerate(self.names)
        )
        self.network = Network(
            park="tree", name={"zh": "树", "en": "tree"}, kind="urban", region="420100",
            policies=(), contracts=(), devices=devices, links=tuple(links), circuits=(),
            outlets=tuple(outlets), aps=(), buildings=(), intent_digest="",
            by_name={one.name: one for one in devices},
        )  # fmt: skip

    @property
    def cables(self) -> list[tuple[End, End]]:
        """Return the planned cables."""
        return [(link.a, link.b) for link in self.network.links]

    def free(self) -> list[End]:
        """Return the ports with nothing planned on them."""
        used = {end for cable in self.cables for end in cable}
        used |= {outlet.end for outlet in self.network.outlets}
        return [
            End(d.name, port.name)
            for d in self.network.devices
            for port in d.ports
            if End(d.name, port.name) not in used
        ]


trees = (
    st.integers(1, 8)
    .flatmap(lambda count: st.tuples(*(st.integers(0, at) for at in range(count))))
    .map(lambda parents: Tree(list(parents)))
)


def lldp(cables: Sequence[tuple[End, End]]) -> dict[str, dict[str, Rows]]:
    """Return what both ends of cables hear by LLDP, by device and metric."""
    told: dict[str, dict[str, Rows]] = {}
    for here, there in (pair for a, b in cables for pair in ((a, b), (b, a))):
        of = told.setdefault(here.device, {})
        of.setdefault("lldp.remote_name", []).append((here.port, there.device))
        of.setdefault("lldp.remote_port", []).append((here.port, there.port))
        of.setdefault("lldp.remote_capabilities", []).append((here.port, "bridge"))
    return told


def forwarding(
    tree: Tree, machines: Mapping[str, End], silent: Sequence[str] = ()
) -> dict[str, dict[str, Rows]]:
    """Return what switches learn of machines, by MAC address, and what the router resolved."""
    told: dict[str, dict[str, Rows]] = {}
    toward: dict[str, dict[str, str]] = {name: {} for name in tree.names}
    near: dict[str, list[tuple[str, str]]] = {name: [] for name in tree.names}
    for a, b in tree.cables:
        near[a.device].append((a.port, b.device))
        near[b.device].append((b.port, a.device))
    for name in tree.names:
        waiting = [(far, port) for port, far in near[name]]
        while waiting:
            far, port = waiting.pop()
            if far != name and far not in toward[name]:
                toward[name][far] = port
                waiting += [(beyond, port) for _, beyond in near[far]]
    for number, (mac, end) in enumerate(machines.items()):
        for name in tree.names:
            if name not in silent:
                port = end.port if name == end.device else toward[name][end.device]
                told.setdefault(name, {}).setdefault("bridge.port", []).append((mac, port))
        router = told.setdefault(tree.names[0], {})
        router.setdefault("ipv4.neighbour", []).append(("Vlanif10", f"10.1.0.{number + 10}"))
        router.setdefault("ipv4.neighbour_mac", []).append(("Vlanif10", mac))
    return told


def snapshot(tree: Tree, *told: Mapping[str, Mapping[str, Rows]]) -> Snapshot:
    """Return a snapshot in which every device of a tree was read."""
    devices = {}
    for name in tree.names:
        rows: dict[str, Rows] = {}
        for one in told:
            for metric, more in one.get(name, {}).items():
                rows.setdefault(metric, []).extend(more)
        devices[name] = DeviceSnapshot(
            name,
            1.0,
            {
                metric: Column(metric, "", tuple(i for i, _ in of), tuple(v for _, v in of))
                for metric, of in rows.items()
            },
        )
    return Snapshot("tree", 1.0, devices, rehearsal=False)
