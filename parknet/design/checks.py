"""An intent in; every semantic problem at once out, each with its line and a remedy."""

from collections.abc import Iterator, Sequence
from datetime import date

from parknet.design import (
    check_addresses,
    check_cabling,
    check_circuits,
    check_controllers,
    check_delegation,
    check_guards,
    check_ipv6,
    check_names,
    check_pairs,
    check_profiles,
    check_reach,
    check_rings,
    check_routing,
    check_snmp,
    check_speeds,
    check_tables,
    check_translators,
    check_wireless,
    features,
)
from parknet.design.check_speeds import Demand
from parknet.design.fat_aps import fat_aps
from parknet.design.multicast import check_multicast
from parknet.design.raw import raw_problems
from parknet.design.scope import scopes_of
from parknet.errors import Problem
from parknet.model.intent import Intent
from parknet.model.register import Register


def review(
    intent: Intent,
    register: Register | None = None,
    demands: Sequence[Demand] | None = None,
    today: date | None = None,
) -> list[Problem]:
    """Return every semantic problem of an intent, sorted by place.

    Args:
        intent: a park whose records are valid one by one.
        register: what exists; contradictions with it are problems, what it lacks is not.
        demands: what the named policies ask of speeds, where they are at hand; no number is
            built in.
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
        *check_pairs.pairs(intent, scopes, models),
        *check_rings.rings(intent, scopes, models),
        *check_cabling.backbone(intent, scopes, models),
        *check_cabling.buildings(intent, scopes, models),
        *check_routing.second_uplinks(intent, scopes),
        *check_routing.carriers(intent),
        *check_routing.rates(intent, scopes),
        *check_routing.able(intent, scopes, models),
        *check_routing.signatures(intent, scopes),
        *check_multicast(intent, scopes),
        *check_wireless.wireless(intent, scopes),
        *check_controllers.controllers(intent, scopes, models),
        *fat_aps(intent, scopes),
        *features.deviations(intent, scopes, today, demands),
        *features.trusted(intent),
        *check_snmp.exceptions(intent, today),
        *raw_problems(intent, scopes),
        *check_circuits.circuits(intent, today),
        *check_guards.guards(intent, scopes, today),
        *check_reach.matrix_lines(intent, scopes),
        *check_reach.lifelines(intent, scopes),
        *check_reach.systems(intent, scopes),
        *check_tables.tables(intent, scopes),
        *(_register(intent, register) if register is not None else ()),
    ]
    for scope in scopes:
        problems += check_names.building_names(intent, scope.code, scope.building)
        problems += check_cabling.reach(intent, scope)
    if demands is not None:
        problems += check_speeds.slower(intent, scopes, demands)
        problems += check_speeds.deviations(intent, scopes, demands)
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
