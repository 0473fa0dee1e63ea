"""An intent in; rings that do not close, that carry too little or that devices cannot do, out."""

from collections.abc import Iterator, Mapping, Sequence

from parknet.design.features import Want, lacking
from parknet.design.scope import BuildingScope, FloorScope
from parknet.design.sockets import Model
from parknet.design.wording import suggestion
from parknet.errors import Problem
from parknet.model.demands import Ring
from parknet.model.intent import Intent, Path

# What `addressing` gives to links and circuits.
_LINK_VLANS = range(3000, 4000)


def rings(
    intent: Intent, scopes: Sequence[BuildingScope], models: Mapping[str, Model]
) -> Iterator[Problem]:
    """Yield what is wrong with the rings of a park."""
    by_aggregation = {scope.aggregation: scope for scope in scopes}
    names: dict[str, int] = {}
    vlans = {segment.vlan: f"segment {name}" for name, segment in intent.park.segments.items()}
    seen: dict[str, str] = {}
    for at, ring in enumerate(intent.park.rings):
        path: Path = ("park", "rings", at)
        if ring.ring in names:
            where = intent.origin("park", "rings", names[ring.ring])
            yield Problem(
                intent.origin(*path, "ring"),
                f"ring {ring.ring} is also at {where}",
                "give each a name of its own",
            )
        names.setdefault(ring.ring, at)
        yield from _control_vlan(intent, path, ring, vlans)
        yield from _once(intent, path, ring, seen, by_aggregation)
        scope = next((by_aggregation[d] for d in ring.devices if d in by_aggregation), None)
        if scope is None:
            yield Problem(
                intent.origin(*path, "devices"),
                f"ring {ring.ring} does not pass a building's aggregation switch",
                "begin it at the aggregation switch of its building, such as b03-agg",
            )
            continue
        yield from _closes(intent, path, ring, scope)
        yield from _carries(intent, path, ring, scope)
        yield from _able(intent, path, ring, scope, models)


def _control_vlan(
    intent: Intent, path: Path, ring: Ring, used: dict[int, str]
) -> Iterator[Problem]:
    vlan = ring.control_vlan
    other = "links and circuits" if vlan in _LINK_VLANS else used.get(vlan)
    if other is not None:
        yield Problem(
            intent.origin(*path, "control_vlan"),
            f"control VLAN {vlan} of ring {ring.ring} is that of {other}",
            "choose a VLAN below 3000 that nothing else has",
        )
    used.setdefault(vlan, f"ring {ring.ring}")


def _once(
    intent: Intent,
    path: Path,
    ring: Ring,
    seen: dict[str, str],
    aggregations: Mapping[str, BuildingScope],
) -> Iterator[Problem]:
    """Yield devices that are listed twice; an aggregation switch may have several rings."""
    here: set[str] = set()
    for number, device in enumerate(ring.devices):
        other = ring.ring if device in here else seen.get(device)
        if other is not None and (device in here or device not in aggregations):
            yield Problem(
                intent.origin(*path, "devices", number),
                f"{device} is already on ring {other}",
                "list each switch once: it has one port each way round",
            )
        here.add(device)
    for device in here:
        seen.setdefault(device, ring.ring)
    if ring.owner not in here:
        yield Problem(
            intent.origin(*path, "owner"),
            f"the owner of ring {ring.ring}, {ring.owner}, is not on it",
            suggestion(ring.owner, ring.devices),
        )


def _closes(intent: Intent, path: Path, ring: Ring, scope: BuildingScope) -> Iterator[Problem]:
    """Yield devices that are not the building's, and an aggregation in the middle."""
    floor_of = _switches(scope)
    for number, device in enumerate(ring.devices):
        if device != scope.aggregation and device not in floor_of:
            yield Problem(
                intent.origin(*path, "devices", number),
                f"building {scope.code} has no access switch {device} that is counted",
                "name a switch of the ring's building, and write `switches` on its floor: "
                + suggestion(device, floor_of),
            )
    if ring.devices[0] != scope.aggregation and ring.devices[-1] != scope.aggregation:
        yield Problem(
            intent.origin(*path, "devices", ring.devices.index(scope.aggregation)),
            f"ring {ring.ring} passes {scope.aggregation} in its middle",
            "list the switches in their order, the aggregation switch first or last",
        )
    if scope.second is not None:
        yield Problem(
            intent.origin(*path, "devices"),
            f"this release does not build rings at two aggregation switches, and {scope.code} "
            "has a pair",
            "write kind: stack for the pair: a ring then ends on either member",
        )


def _switches(scope: BuildingScope) -> dict[str, FloorScope]:
    """Return the access switches that people counted, with their floor."""
    return {
        f"{scope.code}-{floor.slug}-acc{number}": floor
        for floor in scope.floors
        for number in range(1, (floor.switches or 0) + 1)
    }


def _carries(intent: Intent, path: Path, ring: Ring, scope: BuildingScope) -> Iterator[Problem]:
    """Yield segments that are not there, and those that its floors need and it leaves out."""
    here = {name for name, _ in scope.segments}
    for number, segment in enumerate(ring.segments):
        if segment not in here:
            yield Problem(
                intent.origin(*path, "segments", number),
                f"segment {segment} does not reach building {scope.code}",
                suggestion(segment, here),
            )
    carried = {*ring.segments, intent.park.management.segment}
    floor_of = _switches(scope)
    floors = {
        floor_of[device].slug: floor_of[device] for device in ring.devices if device in floor_of
    }
    for floor in floors.values():
        for outlets in floor.outlets:
            if outlets.segment in here and outlets.segment not in carried:
                yield _left_out(intent, path, ring, floor, outlets.segment)
        for aps in floor.aps:
            profile = intent.library.aps.get(aps.profile)
            needed = (profile.native, *profile.tagged) if profile is not None else ()
            for segment in needed:
                if segment in here and segment not in carried:
                    yield _left_out(intent, path, ring, floor, segment)


def _left_out(intent: Intent, path: Path, ring: Ring, floor: FloorScope, segment: str) -> Problem:
    return Problem(
        intent.origin(*path, "segments"),
        f"floor {floor.name} has users of {segment}, which does not go round ring {ring.ring}",
        f"add {segment} to the ring's segments, or leave the floor's switches out of it",
    )


def _able(
    intent: Intent,
    path: Path,
    ring: Ring,
    scope: BuildingScope,
    models: Mapping[str, Model],
) -> Iterator[Problem]:
    """Yield devices whose operating system cannot do rings: one breaks it for all."""
    floor_of = _switches(scope)
    model_of = {scope.aggregation: scope.building.aggregation}
    model_of |= {name: floor.access for name, floor in floor_of.items()}
    want = Want("ring", path)
    for number, device in enumerate(ring.devices):
        model = model_of.get(device)
        if model in models and model is not None and lacking(intent, model, [want]):
            yield Problem(
                intent.origin(*path, "devices", number),
                f"{device} ({model}) cannot do ring, which all of ring {ring.ring} must do alike",
                "choose another device profile, or leave the switch out of the ring",
            )
