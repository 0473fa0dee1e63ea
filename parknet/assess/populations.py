"""A clause and a register in; one expectation for each member of the clause's population out.

What the register holds and the design does not becomes an expectation without a device: nothing
can answer it, so it stays unknown and in the denominator.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import NamedTuple

from parknet.assess import metrics
from parknet.assess.places import Places, address_of, gateway_of
from parknet.model.network import OutletPlan
from parknet.model.packs import Clause, Level, Measure
from parknet.model.verdict import Expectation, Reason, Status

Population = Callable[[Places, Clause, Level], Iterator[Expectation]]

_SCALES = {"Mbit/s": 10**6, "Gbit/s": 10**9}


def _clause_demand(
    clause: Clause,
    level: Level,
    subject: str,
    label: str,
    *,
    device: str = "",
    metric: str,
    instance: str = "",
    target: float | str,
    origin: str = "",
    members: tuple[str, ...] = (),
    down: Status = Status.FAIL,
    excused: Reason | None = None,
    far: tuple[str, str] | None = None,
) -> Expectation:
    is_speed = metric == metrics.SPEED
    return Expectation(
        id=f"{clause.id}:{subject}",
        subject=subject,
        label=label,
        device=device,
        metric=metric,
        instance=instance,
        operator=">=" if is_speed else "contains",
        target=target,
        unit="bit/s" if is_speed else "",
        level=level,
        because=clause.id,
        origin=origin,
        members=members,
        down=down,
        excused=excused,
        far=far,
    )


def target_bps(clause: Clause) -> int | None:
    """Return the speed a clause demands in bit/s, or None where it gives no single number."""
    indicator = clause.indicator
    scale = _SCALES.get(indicator.unit or "")
    if scale is None or not isinstance(indicator.threshold, int | float):
        return None
    return round(indicator.threshold * scale)


def _speed_target(clause: Clause) -> int:
    target = target_bps(clause)
    if target is None:
        raise ValueError(f"{clause.id} gives no speed")  # `expect` has checked
    return target


def _circuits(places: Places, clause: Clause, level: Level) -> Iterator[Expectation]:
    """Yield every carrier circuit.

    A text that wants 10G into the park does not want it of every circuit: where one is contracted
    for it, slower ones (mostly back-up) are excused, and where none is, none is excused.
    """
    target = _speed_target(clause)
    circuits = places.network.circuits
    is_contracted = any(circuit.speed_bps >= target for circuit in circuits)
    for circuit in circuits:
        is_slower = is_contracted and circuit.speed_bps < target
        yield _clause_demand(
            clause,
            level,
            f"circuit/{circuit.id}",
            f"{circuit.carrier} {circuit.id}",
            device=circuit.end.device,
            metric=metrics.SPEED,
            instance=circuit.end.port,
            target=target,
            origin=circuit.origin,
            excused=Reason.SLOWER_CIRCUIT if is_slower else None,
        )


def _buildings(places: Places, clause: Clause, level: Level) -> Iterator[Expectation]:
    target = _speed_target(clause)
    for name, plan in places.selected(clause):
        uplink = places.uplink(plan) if plan else None
        if uplink is None:
            yield _clause_demand(
                clause, level, f"building/{name}", name, metric=metrics.SPEED, target=target
            )
        else:
            yield _clause_demand(
                clause,
                level,
                uplink.subject,
                name,
                device=uplink.device,
                metric=metrics.SPEED,
                instance=uplink.port,
                target=target,
                origin=uplink.origin,
                members=uplink.members,
            )


def _desks(places: Places, clause: Clause, level: Level) -> Iterator[Expectation]:
    """Yield every outlet of the register; one that the design gives another use is excused."""
    target = _speed_target(clause)
    for subject, label, outlet in _outlets(places, clause):
        if outlet is None:
            yield _clause_demand(clause, level, subject, label, metric=metrics.SPEED, target=target)
        else:
            yield _clause_demand(
                clause,
                level,
                subject,
                label,
                device=outlet.end.device,
                metric=metrics.SPEED,
                instance=outlet.end.port,
                target=target,
                origin=outlet.origin,
                down=Status.UNKNOWN,
                excused=None if outlet.desktop else Reason.NOT_A_DESK,
            )


def _gateways(places: Places, clause: Clause, level: Level) -> Iterator[Expectation]:
    for name, plan in places.selected(clause):
        gateways = list(places.user_gateways(plan)) if plan else []
        if plan is None or not gateways:
            yield _clause_demand(
                clause, level, f"building/{name}", name, metric=metrics.IPV6_ADDRESS, target=""
            )
            continue
        for device, svi in gateways:
            subject, label = gateway_of(plan, device, svi)
            yield _clause_demand(
                clause,
                level,
                subject,
                label,
                device=device,
                metric=metrics.IPV6_ADDRESS,
                instance=svi.name,
                target=address_of(svi),
                origin=svi.origin or plan.origin,
                down=Status.UNKNOWN,
            )


_medium = partial(_clause_demand, metric=metrics.MEDIUM, target="fibre")


def _fibre_circuits(places: Places, clause: Clause, level: Level) -> Iterator[Expectation]:
    for circuit in places.network.circuits:
        yield _medium(
            clause,
            level,
            f"circuit/{circuit.id}",
            f"{circuit.carrier} {circuit.id}",
            device=circuit.end.device,
            instance=circuit.end.port,
            origin=circuit.origin,
        )


def _fibre_links(places: Places, clause: Clause, level: Level) -> Iterator[Expectation]:
    """Yield circuits, links among cores, and links of every registered building."""
    yield from _fibre_circuits(places, clause, level)
    selected = dict(places.selected(clause))
    codes = {plan.code for plan in selected.values() if plan is not None}
    for name, plan in selected.items():
        if plan is None or not places.links.get(plan.code):
            yield _medium(clause, level, f"building/{name}", name)
    for link in places.network.links:
        if link.kind != "access" and (not link.building or link.building in codes):
            yield _medium(
                clause,
                level,
                f"link/{link.id}",
                f"{link.a.device} – {link.b.device}",
                device=link.a.device,
                instance=link.a.port,
                far=(link.b.device, link.b.port),
                origin=link.origin,
            )


def _fibre_desks(places: Places, clause: Clause, level: Level) -> Iterator[Expectation]:
    yield from _fibre_links(places, clause, level)
    for place in _outlets(places, clause):
        outlet = place.outlet
        yield _medium(
            clause,
            level,
            place.subject,
            place.label,
            device=outlet.end.device if outlet else "",
            instance=outlet.end.port if outlet else "",
            origin=outlet.origin if outlet else "",
            excused=None if outlet is None or outlet.desktop else Reason.NOT_A_DESK,
        )


def _fibre_access(places: Places, clause: Clause, level: Level) -> Iterator[Expectation]:
    """Yield what brings the network to the park and to every registered building."""
    yield from _fibre_circuits(places, clause, level)
    for name, plan in places.selected(clause):
        links = places.links.get(plan.code, ()) if plan else ()
        for link in links:
            yield _medium(
                clause,
                level,
                f"link/{link.id}",
                name,
                device=link.a.device,
                instance=link.a.port,
                far=(link.b.device, link.b.port),
                origin=link.origin,
            )
        if not links:
            yield _medium(clause, level, f"building/{name}", name)


class _Outlet(NamedTuple):
    subject: str
    label: str
    outlet: OutletPlan | None


def _outlets(places: Places, clause: Clause) -> Iterator[_Outlet]:
    """Yield every outlet of the register that a clause is about, designed or not."""
    selected = dict(places.selected(clause))
    for (building, name), room in places.register.outlets().items():
        if building in selected:
            plan = places.plans.get(building)
            outlet = places.outlets.get((building, name))
            subject = f"outlet/{plan.code if plan else building}/{name}"
            yield _Outlet(
                f"outlet/{outlet.id}" if outlet else subject,
                f"{building} {room.room} {name}",
                outlet,
            )


def _surveyed(places: Places, clause: Clause, level: Level) -> Iterator[Expectation]:
    for name, _ in places.selected(clause):
        yield _clause_demand(
            clause, level, f"building/{name}", name, metric=metrics.WIFI_COVERAGE, target=""
        )


SPEED_MEASURES = {
    Measure.PARK_UPLINK_SPEED,
    Measure.BUILDING_UPLINK_SPEED,
    Measure.DESKTOP_SPEED,
}
POPULATIONS: Mapping[Measure, Population] = {
    Measure.PARK_UPLINK_SPEED: _circuits,
    Measure.BUILDING_UPLINK_SPEED: _buildings,
    Measure.DESKTOP_SPEED: _desks,
    Measure.IPV6_GATEWAY: _gateways,
    Measure.FIBRE_NETWORK: _fibre_links,
    Measure.FIBRE_DESKTOP: _fibre_desks,
    Measure.FIBRE_ACCESS: _fibre_access,
    Measure.WIFI_COVERAGE: _surveyed,
}
