"""Speeds that policies demand in; uplinks, buildings and outlets planned slower, out.

Whoever accepts a slower one writes a line of `deviations` with the clause's id, lower case, as its
feature and the circuit, the building or the port profile as its device.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from parknet.design.scope import BuildingScope
from parknet.design.wording import suggestion
from parknet.errors import Problem
from parknet.model.demands import Deviation
from parknet.model.intent import Building, Intent
from parknet.model.packs import Measure
from parknet.units import format_speed, parse_speed

# A kind that packs may name beside the register's: offices that the park declares 主要 (main).
MAIN_OFFICE = "main-office"


class Demand(NamedTuple):
    """What a policy that the park names asks of a population: speed in bit/s."""

    measure: Measure
    minimum_bps: int
    kinds: tuple[str, ...]  # of buildings; empty means all
    because: str  # the clause's id

    @property
    def feature(self) -> str:
        """Return what a deviation calls it."""
        return self.because.lower()


class _Planned(NamedTuple):
    """Something with a speed: its place, its words, and what a deviation calls it."""

    where: str
    what: str
    name: str
    speed_bps: int


def slower(
    intent: Intent, scopes: Sequence[BuildingScope], demands: Sequence[Demand]
) -> Iterator[Problem]:
    """Yield what is planned slower than a clause demands and nobody accepted."""
    for demand in demands:
        accepted = {name for line in _lines(intent, demand) for name in line.devices}
        for planned in dict.fromkeys(_planned(intent, scopes, demand)):
            if planned.speed_bps < demand.minimum_bps and planned.name not in accepted:
                yield Problem(
                    planned.where,
                    f"{planned.what} is planned for {format_speed(planned.speed_bps)}, but "
                    f"{demand.because} demands {format_speed(demand.minimum_bps)}",
                    f"plan {format_speed(demand.minimum_bps)} or more, or accept it under "
                    f"deviations as {demand.feature} for {planned.name}, with an owner and a date",
                )


def deviations(
    intent: Intent, scopes: Sequence[BuildingScope], demands: Sequence[Demand]
) -> Iterator[Problem]:
    """Yield deviations from clauses that name nothing a clause is about."""
    for demand in demands:
        known = {planned.name for planned in _all(intent, scopes, demand)}
        for line in _lines(intent, demand):
            at = intent.park.deviations.index(line)
            for number, name in enumerate(line.devices):
                if name not in known:
                    yield Problem(
                        intent.origin("park", "deviations", at, "devices", number),
                        f"{demand.because} says nothing of {name}",
                        suggestion(name, known),
                    )


def _lines(intent: Intent, demand: Demand) -> Iterator[Deviation]:
    return (line for line in intent.park.deviations if line.feature == demand.feature)


def _planned(intent: Intent, scopes: Sequence[BuildingScope], demand: Demand) -> Iterator[_Planned]:
    """Yield what a clause judges.

    Read as `parknet.assess` does: slower circuits (mostly back-up) are excused where one is
    contracted at the speed, and judged where none is.
    """
    found = list(_all(intent, scopes, demand))
    is_contracted = any(one.speed_bps >= demand.minimum_bps for one in found)
    if demand.measure is Measure.PARK_UPLINK_SPEED and is_contracted:
        return
    yield from found


def _all(intent: Intent, scopes: Sequence[BuildingScope], demand: Demand) -> Iterator[_Planned]:
    if demand.measure is Measure.PARK_UPLINK_SPEED:
        for at, uplink in enumerate(intent.park.uplinks):
            where = intent.origin("park", "uplinks", at, "speed")
            name = uplink.uplink
            yield _Planned(where, f"circuit {name}", name, parse_speed(uplink.speed))
    for scope in scopes:
        if not _is_meant(scope.building, demand.kinds):
            continue
        if demand.measure is Measure.BUILDING_UPLINK_SPEED:
            where = intent.origin("buildings", scope.code, "uplink", "speed")
            uplink_of = scope.building.uplink
            speed_bps = parse_speed(uplink_of.speed) * uplink_of.links
            yield _Planned(where, f"the uplink of {scope.code}", scope.code, speed_bps)
        elif demand.measure is Measure.DESKTOP_SPEED:
            yield from _desktops(intent, scope)


def _is_meant(building: Building, kinds: tuple[str, ...]) -> bool:
    return not kinds or building.kind in kinds or (building.main and MAIN_OFFICE in kinds)


def _desktops(intent: Intent, scope: BuildingScope) -> Iterator[_Planned]:
    for floor in scope.floors:
        for outlets in floor.outlets:
            profile = intent.library.ports.get(outlets.profile)
            if profile is not None and profile.desktop:
                where = intent.origin("library", "ports", outlets.profile, "minimum_speed")
                what = f"port profile {outlets.profile}"
                yield _Planned(where, what, outlets.profile, parse_speed(profile.minimum_speed))
