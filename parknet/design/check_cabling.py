"""An intent in; what finds no port, no power, no VLAN or no address in its building, out."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from parknet.design.bundles import backbone_bundles, building_bundles, pair_bundles
from parknet.design.cabling import PluggedSwitch, link_needs, place_floor, plug_links
from parknet.design.gateways import circuit_needs
from parknet.design.places import Places, ShortageError
from parknet.design.scope import BuildingScope, is_stack
from parknet.design.sockets import Model, Need
from parknet.design.translators import translator_needs
from parknet.errors import Problem
from parknet.model.demands import Pair
from parknet.model.intent import Intent
from parknet.model.network import Allocations

Models = Mapping[str, Model]


def reach(intent: Intent, scope: BuildingScope) -> Iterator[Problem]:
    """Yield segments that a building's outlets and access points need but that do not reach it."""
    here = {name for name, _ in scope.segments}
    known = intent.park.segments
    remedy = f"let it reach {scope.code}: add it to the building's segments, or use another"
    management = intent.park.management.segment
    if management in known and management not in here:
        yield Problem(
            intent.origin("buildings", scope.code, "segments"),
            f"the management segment {management} does not reach building {scope.code}",
            f"add {management} to the building's segments: its switches are managed there",
        )
    for floor in scope.floors:
        for outlets in floor.outlets:
            if outlets.segment in known and outlets.segment not in here:
                yield Problem(
                    intent.origin(*outlets.path, "segment"),
                    f"segment {outlets.segment} does not reach building {scope.code}",
                    remedy,
                )
        for aps in floor.aps:
            profile = intent.library.aps.get(aps.profile)
            needed = (profile.native, *profile.tagged) if profile is not None else ()
            missing = [name for name in needed if name in known and name not in here]
            if missing:
                yield Problem(
                    intent.origin(*aps.path, "profile"),
                    f"AP profile {aps.profile} needs {', '.join(missing)}, which does not reach "
                    f"building {scope.code}",
                    remedy,
                )


def buildings(intent: Intent, scopes: Sequence[BuildingScope], models: Models) -> Iterator[Problem]:
    """Yield what the buildings' switches and subnets cannot take."""
    hosts: list[tuple[BuildingScope, Counter[str]]] = []
    for scope in scopes:
        yield from _building(intent, scope, models, hosts)
    yield from _crowded(intent, hosts)


def _building(
    intent: Intent,
    scope: BuildingScope,
    models: Models,
    hosts: list[tuple[BuildingScope, Counter[str]]],
) -> Iterator[Problem]:
    """Yield what a building's switches cannot take, and count its hosts where they can."""
    if not _is_known(intent, scope, models):
        return
    places = Places(Allocations())
    plugged: list[PluggedSwitch] = []
    complete = True
    for floor in scope.floors:
        try:
            plugged += place_floor(scope, floor, models[floor.access], places, intent)
        except ShortageError as shortage:
            complete = False
            yield Problem(intent.origin(*floor.path), shortage.what, shortage.remedy)
    bundles = [*building_bundles(intent, scope), *pair_bundles(intent, scope)]
    bundles += dict.fromkeys(bundle for switch in plugged for bundle in switch.bundles)
    pair = scope.building.pair
    model = _model(models[scope.building.aggregation], pair)
    for name in scope.aggregations:
        try:
            plug_links(name, model, places, link_needs(name, model, bundles, pair))
        except ShortageError as shortage:
            where = intent.origin("buildings", scope.code, "aggregation")
            yield Problem(where, shortage.what, shortage.remedy)
            break
    if complete:
        hosts.append((scope, _hosts(intent, scope, len(plugged))))


def _is_known(intent: Intent, scope: BuildingScope, models: Models) -> bool:
    """Return whether every name holds that this building's cabling is worked out from."""
    library = intent.library
    return scope.building.aggregation in models and all(
        floor.access in models
        and all(outlets.profile in library.ports for outlets in floor.outlets)
        and all(aps.profile in library.aps for aps in floor.aps)
        for floor in scope.floors
    )


def _hosts(intent: Intent, scope: BuildingScope, switches: int) -> Counter[str]:
    """Return how many IPv4 hosts each segment of a building has."""
    hosts: Counter[str] = Counter({intent.park.management.segment: switches})
    for floor in scope.floors:
        for outlets in floor.outlets:
            hosts[outlets.segment] += len(outlets.names)
        for aps in floor.aps:
            hosts[intent.library.aps[aps.profile].native] += len(aps.names)
    return hosts


def _crowded(
    intent: Intent, hosts: Sequence[tuple[BuildingScope, Counter[str]]]
) -> Iterator[Problem]:
    """Yield segments planned for fewer hosts than some building has: once, with the most."""
    for name, segment in intent.park.segments.items():
        crowded = [(counts[name], scope.code) for scope, counts in hosts]
        crowded = [found for found in crowded if found[0] > segment.hosts]
        if crowded:
            most, code = max(crowded, key=lambda found: (found[0], found[1]))
            others = f" (and {len(crowded) - 1} more are too full)" if len(crowded) > 1 else ""
            yield Problem(
                intent.origin("park", "segments", name, "hosts"),
                f"segment {name} is planned for {segment.hosts} hosts in a building, but {code} "
                f"has {most}{others}",
                f"set hosts to {most} or more",
            )


def backbone(intent: Intent, scopes: Sequence[BuildingScope], models: Models) -> Iterator[Problem]:
    """Yield cores and gateways with more links than ports."""
    park = intent.park
    places = Places(Allocations())
    bundles = [bundle for scope in scopes for bundle in building_bundles(intent, scope)]
    bundles += backbone_bundles(intent)
    for kind, placed in (
        ("cores", list(enumerate(park.cores))),
        ("gateways", park.single_gateways),
        ("controllers", list(enumerate(park.controllers))),
    ):
        for at, device in placed:
            if device.model not in models:
                continue
            model = _model(models[device.model], device.pair)
            spreads = kind == "gateways"
            links = link_needs(device.device, model, bundles, device.pair, spreads=spreads)
            links += _circuits_of(intent, device.device, model.members)
            try:
                plug_links(device.device, model, places, links)
            except ShortageError as shortage:
                where = intent.origin("park", kind, at)
                yield Problem(where, shortage.what, shortage.remedy)


def _model(model: Model, pair: Pair | None) -> Model:
    """Return the model, or two of them as one device; a profile that cannot is told elsewhere."""
    return model.stacked() if is_stack(pair) and model.profile.stack is not None else model


def _circuits_of(intent: Intent, device: str, members: int) -> Iterator[tuple[Need, list[str]]]:
    yield from circuit_needs(intent.park, device, members)
    yield from translator_needs(intent.park, device)
