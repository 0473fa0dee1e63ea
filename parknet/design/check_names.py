"""An intent in; names that name nothing, serve in the wrong role, or stand twice, out."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from parknet.design.scope import BuildingScope, expand, fits
from parknet.design.wording import suggestion
from parknet.errors import Problem
from parknet.model.intent import Building, Intent, Path
from parknet.names import expand_range


def _unknown(
    intent: Intent, path: Path, noun: str, name: str, known: Collection[str]
) -> Iterator[Problem]:
    if name not in known:
        yield Problem(intent.origin(*path), f"there is no {noun} {name}", suggestion(name, known))


def _device(intent: Intent, path: Path, model: str, role: str) -> Iterator[Problem]:
    """Check one use of a device profile."""
    library = intent.library
    yield from _unknown(intent, path, "device profile", model, library.devices)
    profile = library.devices.get(model)
    if profile is None:
        return
    if role not in profile.roles:
        serving = sorted(name for name, other in library.devices.items() if role in other.roles)
        yield Problem(
            intent.origin(*path),
            f"device profile {model} serves as {', '.join(profile.roles)}, not as {role}",
            f"use one of {', '.join(serving)}" if serving else f"add {role} to its roles",
        )
    if profile.platform not in library.platforms:
        yield Problem(
            intent.origin("library", "devices", model, "platform"),
            f"there is no platform {profile.platform}",
            suggestion(profile.platform, library.platforms),
        )


def unknown_serials(intent: Intent, devices: Collection[str]) -> Iterator[Problem]:
    """Yield serial numbers of devices that the design does not have."""
    for name in intent.park.management.serials:
        path = ("park", "management", "serials", name)
        yield from _unknown(intent, path, "device", name, devices)


def _twin_serials(intent: Intent) -> Iterator[Problem]:
    """Yield serial numbers that two devices are said to have."""
    first: dict[str, str] = {}
    for name, serial in intent.park.management.serials.items():
        other = first.setdefault(serial.upper(), name)
        if other != name:
            yield Problem(
                intent.origin("park", "management", "serials", name),
                f"{name} has the serial number of {other}",
                "read both from the labels: each device has its own",
            )


def park_names(intent: Intent) -> Iterator[Problem]:
    """Yield what is wrong with the names of park.yml."""
    park = intent.park
    for at, device in enumerate(park.gateways):
        yield from _device(intent, ("park", "gateways", at, "model"), device.model, "gateway")
    for at, device in enumerate(park.cores):
        yield from _device(intent, ("park", "cores", at, "model"), device.model, "core")
    cores = [device.device for device in park.cores]
    for at, controller in enumerate(park.controllers):
        here: Path = ("park", "controllers", at)
        yield from _device(intent, (*here, "model"), controller.model, "controller")
        if controller.core is not None:
            yield from _unknown(intent, (*here, "core"), "core", controller.core, cores)
    gateways = [device.device for _, device in park.single_gateways]
    for at, uplink in enumerate(park.uplinks):
        path = ("park", "uplinks", at, "gateway")
        yield from _unknown(intent, path, "gateway", uplink.gateway, gateways)
    yield from _twin_serials(intent)
    at_segment = ("park", "management", "segment")
    yield from _unknown(intent, at_segment, "segment", park.management.segment, park.segments)
    for name, profile in intent.library.aps.items():
        if name in _aps_used(intent):
            for segment in (profile.native, *profile.tagged):
                at_profile = ("library", "aps", name)
                yield from _unknown(intent, at_profile, "segment", segment, park.segments)
            if profile.device is not None:
                at_device = ("library", "aps", name, "device")
                yield from _device(intent, at_device, profile.device, "ap")


def _aps_used(intent: Intent) -> set[str]:
    return {
        aps.profile
        for building in intent.buildings.values()
        for floor in building.floors
        for aps in floor.aps
    }


def building_names(intent: Intent, code: str, building: Building) -> Iterator[Problem]:
    """Yield what is wrong with the names that a building uses."""
    here: Path = ("buildings", code)
    segments = intent.park.segments
    yield from _device(intent, (*here, "aggregation"), building.aggregation, "aggregation")
    yield from _device(intent, (*here, "access"), building.access, "access")
    if building.uplink.core is not None:
        cores = [device.device for device in intent.park.cores]
        path = (*here, "uplink", "core")
        yield from _unknown(intent, path, "core", building.uplink.core, cores)
    if building.access_link is not None and building.access_link.core is not None:
        yield Problem(
            intent.origin(*here, "access_link", "core"),
            "access_link leads to the building's aggregation switch, never to a core",
            "delete core from access_link",
        )
    for at, segment in enumerate(building.segments or ()):
        yield from _unknown(intent, (*here, "segments", at), "segment", segment, segments)
    yield from _outlet_rules(intent, here, building)
    for number, floor in enumerate(building.floors):
        on_floor = (*here, "floors", number)
        if floor.access is not None:
            yield from _device(intent, (*on_floor, "access"), floor.access, "access")
        for at, room in enumerate(floor.rooms):
            in_room = (*on_floor, "rooms", at)
            yield from _unknown(intent, (*in_room, "segment"), "segment", room.segment, segments)
            path = (*in_room, "profile")
            yield from _unknown(intent, path, "port profile", room.profile, intent.library.ports)
            yield from _ranges(intent, (*in_room, "outlets"), room.outlets)
        for at, aps in enumerate(floor.aps):
            at_aps = (*on_floor, "aps", at)
            path = (*at_aps, "profile")
            yield from _unknown(intent, path, "AP profile", aps.profile, intent.library.aps)
            yield from _ranges(intent, (*at_aps, "names"), aps.names)


def _outlet_rules(intent: Intent, here: Path, building: Building) -> Iterator[Problem]:
    names: list[str] | None = None
    for at, rule in enumerate(building.ports):
        path = (*here, "ports", at)
        if rule.segment is not None:
            known = intent.park.segments
            yield from _unknown(intent, (*path, "segment"), "segment", rule.segment, known)
        if rule.profile is not None:
            profiles = intent.library.ports
            yield from _unknown(intent, (*path, "profile"), "port profile", rule.profile, profiles)
        yield from _ranges(intent, (*path, "outlets"), rule.outlets)
        if rule.segment is None and rule.profile is None:
            yield Problem(intent.origin(*path), "changes nothing", "give it a profile or a segment")
        if names is None:
            rooms = [room for floor in building.floors for room in floor.rooms]
            names = [name for room in rooms for name in expand(room.outlets)]
        if not any(fits(rule, name) for name in names):
            yield Problem(
                intent.origin(*path, "outlets"),
                "fits no outlet of this building",
                "write names, ranges or expressions of outlets that its rooms list: 1F-C*",
            )


def _ranges(intent: Intent, path: Path, names: tuple[str, ...] | str) -> Iterator[Problem]:
    for name in (names,) if isinstance(names, str) else names:
        if ".." not in name:
            continue
        try:
            expand_range(name)
        except ValueError as error:
            remedy = "write a range such as 1F-001..024"
            yield Problem(intent.origin(*path), str(error), remedy)


def _twice(intent: Intent, noun: str, named: Iterable[tuple[str, str, Path]]) -> Iterator[Problem]:
    """Yield a problem for each (key, name, path) whose key was there before."""
    first: dict[str, Path] = {}
    for key, name, path in named:
        if key in first:
            yield Problem(
                intent.origin(*path),
                f"{noun} {name} is also at {intent.origin(*first[key])}",
                "give each a name of its own",
            )
        else:
            first[key] = path


def duplicates(intent: Intent, scopes: Sequence[BuildingScope]) -> Iterator[Problem]:
    """Yield every name that stands for two things."""
    park = intent.park
    devices: list[tuple[str, str, Path]] = [
        (device.device, device.device, ("park", kind, at, "device"))
        for kind, placed in (
            ("gateways", park.single_gateways),
            ("cores", list(enumerate(park.cores))),
            ("controllers", list(enumerate(park.controllers))),
        )
        for at, device in placed
    ]
    devices += [
        (name, name, ("buildings", scope.code)) for scope in scopes for name in scope.aggregations
    ]
    yield from _twice(intent, "device", devices)
    yield from _twice(
        intent,
        "uplink",
        [
            (u.uplink, u.uplink, ("park", "uplinks", n, "uplink"))
            for n, u in enumerate(park.uplinks)
        ],
    )
    yield from _twice(
        intent,
        "building",
        [
            (
                scope.building.building,
                scope.building.building,
                ("buildings", scope.code, "building"),
            )
            for scope in scopes
        ],
    )
    for scope in scopes:
        yield from _building_duplicates(intent, scope)


def _building_duplicates(intent: Intent, scope: BuildingScope) -> Iterator[Problem]:
    yield from _twice(
        intent,
        "floor",
        [(floor.slug, floor.name, (*floor.path, "floor")) for floor in scope.floors],
    )
    outlets = [o for floor in scope.floors for o in floor.outlets]
    aps = [a for floor in scope.floors for a in floor.aps]
    for noun, groups in (("outlet", outlets), ("access point", aps)):
        names = [name for group in groups for name in group.names]
        if len(set(names)) != len(names):
            yield from _twice(
                intent,
                noun,
                [(name, name, group.path) for group in groups for name in group.names],
            )
