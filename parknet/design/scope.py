"""An intent in; what each building holds out, ranges expanded and names made device names.

`review` and `design` both read a park through this, so they cannot disagree about what it says.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from hashlib import sha256
from typing import Final, NamedTuple

from parknet.design.sockets import Need
from parknet.model.demands import Pair
from parknet.model.intent import (
    Building,
    Intent,
    OutletRule,
    PortProfile,
    Room,
    Segment,
)
from parknet.model.radio import ApProfile
from parknet.names import expand_range
from parknet.units import parse_speed

# IEEE 802.3-2022 clause 33: what a port must be able to give to a device of unknown class (type 1).
POE_TYPE_1_W: Final = 15.4
# 2 × 1G where a building says nothing.
ACCESS_LINK: Final = (10**9, 2)
_NOT_IN_SYSNAME: Final = re.compile(r"[^a-z0-9]+")


class Outlets(NamedTuple):
    """The outlets of one room that share a segment and a profile."""

    room: str
    names: tuple[str, ...]
    segment: str
    profile: str
    path: tuple[str | int, ...]


class Aps(NamedTuple):
    """Access points of one floor that share a profile."""

    names: tuple[str, ...]
    profile: str
    path: tuple[str | int, ...]
    macs: Mapping[str, str] = {}  # by name
    serials: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class FloorScope:
    """A floor with everything that is plugged in on it."""

    name: str
    slug: str
    access: str
    switches: int | None
    outlets: tuple[Outlets, ...]
    aps: tuple[Aps, ...]
    path: tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class BuildingScope:
    """A building with its segments (by VLAN number) and floors."""

    code: str
    building: Building
    segments: tuple[tuple[str, Segment], ...]
    floors: tuple[FloorScope, ...]

    @property
    def aggregation(self) -> str:
        """Return the name of its aggregation switch."""
        return f"{self.code}-agg"

    @property
    def second(self) -> str | None:
        """Return the name of a second one that is a device of its own."""
        pair = self.building.pair
        return f"{self.code}-agg2" if pair is not None and pair.kind != "stack" else None

    @property
    def aggregations(self) -> tuple[str, ...]:
        """Return the names of all devices that are the gateways of its segments."""
        second = self.second
        return (self.aggregation,) if second is None else (self.aggregation, second)

    @property
    def gateway_addresses(self) -> int:
        """Return how many addresses gateways have in each subnet, a shared one included."""
        return 1 if self.second is None else 3


def is_stack(pair: Pair | None) -> bool:
    """Return whether two devices are one."""
    return pair is not None and pair.kind == "stack"


def floor_slug(name: str) -> str:
    """Return a floor's part of a switch's name: lower-case ASCII, one for each name.

    Example:
        >>> floor_slug("1F"), floor_slug("一层")
        ('1f', 'f633a')
    """
    lower = name.lower()
    slug = _NOT_IN_SYSNAME.sub("", lower)
    if slug == lower and len(slug) <= 12:
        return slug
    return slug[:12] + "f" + sha256(name.encode()).hexdigest()[:4]


def ap_sysname(code: str, ap: str) -> str:
    """Return the sysname of an access point that is a device of its own.

    Example:
        >>> ap_sysname("b03", "AP01"), ap_sysname("b03", "大厅")
        ('b03-ap-ap01', 'b03-ap-fea6d')
    """
    return f"{code}-ap-{floor_slug(ap)}"


def expand(names: tuple[str, ...] | str) -> tuple[str, ...]:
    """Return the single names that names and ranges stand for; a broken range stands for itself."""
    expanded: list[str] = []
    for name in (names,) if isinstance(names, str) else names:
        try:
            expanded += expand_range(name)
        except ValueError:
            expanded.append(name)
    return tuple(expanded)


def segments_of(intent: Intent, building: Building) -> tuple[tuple[str, Segment], ...]:
    """Return the segments that reach a building, by VLAN number; unknown ones are left out."""
    known = intent.park.segments
    if building.segments is not None:
        reach: Iterable[str] = (name for name in building.segments if name in known)
    else:
        reach = (
            name
            for name, segment in known.items()
            if not segment.buildings or building.kind in segment.buildings
        )
    return tuple(sorted(((name, known[name]) for name in set(reach)), key=lambda s: s[1].vlan))


def fits(rule: OutletRule, outlet: str) -> bool:
    """Return whether a rule speaks of an outlet."""
    names, expressions = _parts(rule.outlets)
    return outlet in names or any(fnmatchcase(outlet, one) for one in expressions)


@lru_cache(maxsize=1000)
def _parts(outlets: tuple[str, ...] | str) -> tuple[frozenset[str], tuple[str, ...]]:
    """Return names, ranges expanded, and expressions."""
    every = (outlets,) if isinstance(outlets, str) else outlets
    expressions = tuple(one for one in every if any(sign in one for sign in "*?["))
    return frozenset(expand(tuple(one for one in every if one not in expressions))), expressions


def _room(
    code: str, rules: tuple[OutletRule, ...], room: Room, path: tuple[str | int, ...]
) -> Iterator[Outlets]:
    """Yield the outlets of a room: those that no rule speaks of first, then rule by rule."""
    names = expand(room.outlets)
    plain = Outlets(room.room, names, room.segment, room.profile, path)
    if not rules:
        yield plain
        return
    by_rule: dict[int | None, list[str]] = {}
    for name in names:
        last = next((at for at in range(len(rules) - 1, -1, -1) if fits(rules[at], name)), None)
        by_rule.setdefault(last, []).append(name)
    for at, group in sorted(by_rule.items(), key=lambda item: -1 if item[0] is None else item[0]):
        if at is None:
            yield plain._replace(names=tuple(group))
            continue
        yield Outlets(
            room.room,
            tuple(group),
            rules[at].segment or room.segment,
            rules[at].profile or room.profile,
            ("buildings", code, "ports", at),
        )


def scope_of(intent: Intent, code: str) -> BuildingScope:
    """Return one building of the intent."""
    building = intent.buildings[code]
    floors = []
    for at, floor in enumerate(building.floors):
        path: tuple[str | int, ...] = ("buildings", code, "floors", at)
        floors.append(
            FloorScope(
                name=floor.floor,
                slug=floor_slug(floor.floor),
                access=floor.access or building.access,
                switches=floor.switches,
                outlets=tuple(
                    outlets
                    for number, room in enumerate(floor.rooms)
                    for outlets in _room(code, building.ports, room, (*path, "rooms", number))
                ),
                aps=tuple(
                    Aps(
                        expand(group.names),
                        group.profile,
                        (*path, "aps", number),
                        group.macs,
                        group.serials,
                    )
                    for number, group in enumerate(floor.aps)
                ),
                path=path,
            )
        )
    return BuildingScope(code, building, segments_of(intent, building), tuple(floors))


def scopes_of(intent: Intent) -> tuple[BuildingScope, ...]:
    """Return all buildings, by code."""
    return tuple(scope_of(intent, code) for code in sorted(intent.buildings))


def access_link(building: Building) -> tuple[int, int]:
    """Return speed in bit/s and number of links from an access switch to the aggregation."""
    if building.access_link is None:
        return ACCESS_LINK
    return parse_speed(building.access_link.speed), building.access_link.links


def outlet_need(profile: PortProfile) -> Need:
    """Return what an outlet asks of its port."""
    return Need("outlet", parse_speed(profile.minimum_speed), POE_TYPE_1_W if profile.poe else 0.0)


def ap_need(profile: ApProfile) -> Need:
    """Return what an access point asks of its port: it takes the last, outlets the first."""
    return Need("ap", parse_speed(profile.speed), profile.poe_w, from_end=True)
