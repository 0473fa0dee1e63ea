"""An intent in; what is wrong with its matrix and its register of systems out."""

from collections.abc import Callable, Iterator, Sequence

from parknet.design.permissions import (
    EVERY,
    INTERNET,
    SERVICES,
    Permissions,
    between_tenants,
    covers,
    pairs_of,
    standing,
)
from parknet.design.scope import BuildingScope
from parknet.design.wording import suggestion
from parknet.errors import Problem
from parknet.model.intent import Intent, Path

Cell = tuple[str, str, str]  # source, target, service
_COMMAND_LINE = "tcp/22"
_CAPWAP = ("udp/5246", "udp/5247")  # RFC 5415, 3.1


def matrix_lines(intent: Intent, scopes: Sequence[BuildingScope]) -> Iterator[Problem]:
    """Yield lines of the matrix that name nothing, lead nowhere or add nothing."""
    if not intent.park.reach:
        return
    here = standing(tuple(scopes))
    for word in (INTERNET, SERVICES):
        if word in intent.park.segments:
            yield Problem(
                intent.origin("park", "segments", word),
                f"in the matrix {word} is a word of its own, and here a segment",
                "give the segment another name",
            )
    for at, line in enumerate(intent.park.reach):
        for key, words in (("from", line.source), ("to", line.to)):
            yield from _words(intent, ("park", "reach", at, key), words, here)
        yield from _outside(intent, at)
    yield from _idle_lines(intent)
    yield from _tenants(intent)


def _words(intent: Intent, path: Path, words: tuple[str, ...], here: set[str]) -> Iterator[Problem]:
    segments = intent.park.segments
    extra = {EVERY, INTERNET, SERVICES} - ({SERVICES} if path[-1] == "from" else set())
    for number, word in enumerate(words):
        where = intent.origin(*path, number)
        if word not in segments and word not in extra:
            yield Problem(
                where, f"there is no segment {word}", suggestion(word, {*segments, *extra})
            )
        elif word in segments and word not in here:
            yield Problem(
                where,
                f"segment {word} is in no building, so no path leads there",
                "delete it from the line, or add the segment to a building",
            )
        if word in words[:number] or (EVERY in words and word in segments):
            yield Problem(
                where,
                f"{word} is named already" + ("" if word in words[:number] else " by *"),
                "delete it here",
            )


def _outside(intent: Intent, at: int) -> Iterator[Problem]:
    """Yield what a line wrongly says about the internet."""
    line = intent.park.reach[at]
    if INTERNET not in line.source:
        return
    for number, word in enumerate(line.to):
        if word in (INTERNET, SERVICES):
            yield Problem(
                intent.origin("park", "reach", at, "to", number),
                f"no path from internet to {word} leads through the park",
                "delete it from the line, or name the segment that is meant",
            )
    if "any" in line.allow:
        yield Problem(
            intent.origin("park", "reach", at, "allow", line.allow.index("any")),
            "the line opens every port to the internet",
            "name the ports, such as tcp/443",
        )


def _idle_lines(intent: Intent) -> Iterator[Problem]:
    """Yield lines whose every permission other lines give as well, the later one first."""
    park = intent.park
    cells = {
        at: {(*pair, service) for pair in pairs_of(park, line) for service in line.allow}
        for at, line in enumerate(park.reach)
    }
    for at in sorted(cells, reverse=True):
        own = cells.pop(at)
        granted: dict[tuple[str, str], dict[str, int]] = {}
        for other, given in cells.items():
            for source, target, service in given:
                granted.setdefault((source, target), {}).setdefault(service, other)
        lines = [_grantor(granted.get(cell[:2], {}), cell[2]) for cell in sorted(own)]
        known = sorted({line for line in lines if line is not None})
        if own and None not in lines:
            by = " and ".join(intent.origin("park", "reach", other) for other in known)
            yield Problem(
                intent.origin("park", "reach", at),
                f"this line allows nothing that is not allowed already: see {by}",
                "delete one of them",
            )
        else:
            cells[at] = own
    for at, line in enumerate(park.reach):
        for number, service in enumerate(line.allow):
            others = (*line.allow[:number], *(s for s in line.allow[number + 1 :] if s != service))
            if any(covers(other, service) for other in others):
                yield Problem(
                    intent.origin("park", "reach", at, "allow", number),
                    f"{service} is allowed already by the same line",
                    "delete it here",
                )


def _grantor(granted: dict[str, int], service: str) -> int | None:
    return min((line for one, line in granted.items() if covers(one, service)), default=None)


def _tenants(intent: Intent) -> Iterator[Problem]:
    """Yield pairs of tenants that a line joins in one direction only."""
    park = intent.park
    joined: dict[tuple[str, str], int] = {}
    for at, line in enumerate(park.reach):
        for pair in pairs_of(park, line):
            if between_tenants(park, *pair):
                joined.setdefault(pair, at)
    for (source, target), at in sorted(joined.items()):
        if (target, source) not in joined:
            yield Problem(
                intent.origin("park", "reach", at),
                f"tenant {source} may reach tenant {target}, but not the other way round",
                f"write a line from {target} to {source} too if both tenants agree, "
                "or delete this one",
            )


def lifelines(intent: Intent, scopes: Sequence[BuildingScope]) -> Iterator[Problem]:
    """Yield what the matrix would cut off although the park needs it."""
    park = intent.park
    if not park.reach or park.management.segment not in park.segments:
        return
    permissions = Permissions.of(park)
    management = park.management.segment
    for at, segment in enumerate(park.operators.from_segments):
        known = segment in park.segments and segment != management
        if known and permissions.line(segment, management, _COMMAND_LINE) is None:
            yield Problem(
                intent.origin("park", "operators", "from_segments", at),
                f"operators in {segment} may log in, but the matrix denies {_COMMAND_LINE} "
                f"from {segment} to {management}",
                f"allow it by a line of reach, or take {segment} out",
            )
    # Without WiFi nobody asks for a controller, and what configures itself never does.
    is_asked = bool(park.wlan.ssids or park.controllers or park.wlan.controller)
    profiles = {aps.profile for scope in scopes for floor in scope.floors for aps in floor.aps}
    fit = [intent.library.aps[name] for name in profiles if name in intent.library.aps]
    natives = {ap.native for ap in fit if is_asked and ap.device is None} & set(park.segments)
    for native in sorted(natives):
        if any(permissions.line(native, management, port) is None for port in _CAPWAP):
            yield Problem(
                intent.origin("park", "reach"),
                f"access points in {native} cannot reach their controller: the matrix denies "
                f"udp/5246..5247 from {native} to {management}",
                f"add a line from {native} to {management} that allows it",
            )


def systems(intent: Intent, scopes: Sequence[BuildingScope]) -> Iterator[Problem]:
    """Yield systems without a network, and zones that hold two protection levels."""
    park = intent.park
    here = standing(tuple(scopes))
    origin: Callable[..., str] = intent.origin
    first: dict[str, tuple[str, int]] = {}
    for name, system in park.systems.items():
        segment = system.segment
        where = origin("park", "systems", name, "segment")
        if segment not in park.segments:
            yield Problem(
                where, f"there is no segment {segment}", suggestion(segment, park.segments)
            )
            continue
        if segment not in here:
            yield Problem(
                where,
                f"segment {segment} of system {name} is in no building",
                "add the segment to a building, or name another",
            )
        if system.protection_level is None:
            continue
        other, level = first.setdefault(segment, (name, system.protection_level))
        if level != system.protection_level:
            # GB/T 22240-2020 grades systems; GB/T 22239-2019, 8.1.2.1 c) asks for zones.
            yield Problem(
                origin("park", "systems", name, "protection_level"),
                f"segment {segment} holds {name} of level {system.protection_level} and {other} "
                f"of level {level}",
                "give the system of the other level a segment of its own",
            )
