"""An intent in; every semantic problem at once out, each with its line and a remedy."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from parknet.design import (
    check_addresses,
    check_cabling,
    check_delegation,
    check_guards,
    check_ipv6,
    check_names,
    check_profiles,
    check_reach,
    check_routing,
    check_translators,
    check_wireless,
    features,
)
from parknet.design.multicast import check_multicast
from parknet.design.not_built import not_built
from parknet.design.raw import raw_problems
from parknet.design.scope import BuildingScope, scopes_of
from parknet.errors import Problem
from parknet.model.intent import Intent
from parknet.model.packs import Measure
from parknet.model.register import Register
from parknet.units import format_speed, parse_speed


class Demand(NamedTuple):
    """What a policy that the park names asks of a population: speed in bit/s."""

    measure: Measure
    minimum_bps: int
    kinds: tuple[str, ...]  # of buildings; empty means all
    because: str  # the clause's id


def review(
    intent: Intent,
    register: Register | None = None,
    demands: Sequence[Demand] = (),
    today: date | None = None,
) -> list[Problem]:
    """Return every semantic problem of an intent, sorted by place.

    Args:
        intent: a park whose records are valid one by one.
        register: what exists; contradictions with it are problems, what it lacks is not.
        demands: what the named policies ask of speeds; no number is built in.
        today: the day that dated deviations are held against; None leaves their dates alone.
    """
    scopes = scopes_of(intent)
    models = check_profiles.models_of(intent)
    problems = [
        *check_names.park_names(intent),
        *check_profiles.profiles(intent),
        *check_names.duplicates(intent, scopes),
        *check_addresses.vlans(intent),
        *check_addresses.pools(intent, scopes),
        *check_addresses.circuits(intent),
        *check_addresses.services(intent),
        *check_ipv6.ipv6(intent),
        *check_delegation.delegation(intent, scopes),
        *check_translators.translators(intent),
        *check_cabling.backbone(intent, scopes, models),
        *check_cabling.buildings(intent, scopes, models),
        *check_routing.second_uplinks(intent, scopes),
        *check_routing.carriers(intent),
        *check_routing.rates(intent, scopes),
        *check_routing.able(intent, scopes, models),
        *check_routing.signatures(intent, scopes),
        *check_multicast(intent, scopes),
        *check_wireless.wireless(intent, scopes),
        *not_built(intent),
        *features.deviations(intent, scopes, today),
        *features.trusted(intent),
        *raw_problems(intent, scopes),
        *check_guards.guards(intent, scopes, today),
        *check_reach.matrix_lines(intent, scopes),
        *check_reach.lifelines(intent, scopes),
        *check_reach.systems(intent, scopes),
        *(_register(intent, register) if register is not None else ()),
    ]
    for scope in scopes:
        problems += check_names.building_names(intent, scope.code, scope.building)
        problems += check_cabling.reach(intent, scope)
    for demand in demands:
        problems += _slower(intent, scopes, demand)
    return sorted(set(problems))


def _register(intent: Intent, register: Register) -> Iterator[Problem]:
    """Yield buildings that the register knows as another kind."""
    kinds = register.buildings()
    for code, building in intent.buildings.items():
        kind = kinds.get(building.building, building.kind)
        if kind != building.kind:
            yield Problem(
                intent.origin("buildings", code, "kind"),
                f"{building.building} is {building.kind} here, but {kind} in the register",
                "correct the one that is wrong: clauses ask for different things by kind",
            )


def _slower(intent: Intent, scopes: Sequence[BuildingScope], demand: Demand) -> Iterator[Problem]:
    """Yield what is planned slower than a clause demands."""
    for where, what, speed_bps in _planned(intent, scopes, demand):
        if speed_bps < demand.minimum_bps:
            yield Problem(
                where,
                f"{what} is planned for {format_speed(speed_bps)}, but {demand.because} demands "
                f"{format_speed(demand.minimum_bps)}",
                f"plan {format_speed(demand.minimum_bps)} or more",
            )


def _planned(
    intent: Intent, scopes: Sequence[BuildingScope], demand: Demand
) -> Iterator[tuple[str, str, int]]:
    if demand.measure is Measure.PARK_UPLINK_SPEED:
        for at, uplink in enumerate(intent.park.uplinks):
            where = intent.origin("park", "uplinks", at, "speed")
            yield where, f"circuit {uplink.uplink}", parse_speed(uplink.speed)
    for scope in scopes:
        building = scope.building
        if demand.kinds and building.kind not in demand.kinds:
            continue
        if demand.measure is Measure.BUILDING_UPLINK_SPEED:
            where = intent.origin("buildings", scope.code, "uplink", "speed")
            speed_bps = parse_speed(building.uplink.speed) * building.uplink.links
            yield where, f"the uplink of {scope.code}", speed_bps
        elif demand.measure is Measure.DESKTOP_SPEED:
            yield from _desktops(intent, scope)


def _desktops(intent: Intent, scope: BuildingScope) -> Iterator[tuple[str, str, int]]:
    for floor in scope.floors:
        for outlets in floor.outlets:
            profile = intent.library.ports.get(outlets.profile)
            if profile is not None and profile.desktop:
                where = intent.origin("library", "ports", outlets.profile, "minimum_speed")
                what = f"port profile {outlets.profile}"
                yield where, what, parse_speed(profile.minimum_speed)
