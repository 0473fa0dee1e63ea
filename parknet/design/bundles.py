"""Floors, buildings and the backbone in; links between devices, a bundle of cables each, out."""

from itertools import pairwise
from typing import Literal, NamedTuple

from parknet.design.scope import BuildingScope, FloorScope, access_link
from parknet.model.demands import Ring
from parknet.model.intent import Intent
from parknet.units import parse_speed

# No slug has an underscore, so a second link's name is nobody else's, and it sorts last.
_SECOND = "_second"


class Bundle(NamedTuple):
    """One or more parallel cables between two devices; `lower` is nearer to the users."""

    owner: str
    lower: str
    upper: str
    speed_bps: int
    links: int
    kind: Literal["building", "access", "backbone", "pair", "ring", "controller"]
    building: str
    origin: str

    @property
    def is_lag(self) -> bool:
        """Tell whether it is a link aggregation: where it may grow, always."""
        return self.kind in ("access", "pair", "controller") or self.links > 1

    @property
    def is_routed(self) -> bool:
        """Tell whether both ends route, or one is a host: no VLAN goes on behind it."""
        return self.kind in ("building", "backbone", "controller")

    @property
    def has_stp(self) -> bool:
        """Tell whether spanning tree minds it: not where a ring has its own protection."""
        return not self.is_routed and self.kind != "ring"

    @property
    def lock_name(self) -> str:
        """Return the owner of its VLAN in `allocations.lock`."""
        if self.building:
            second = "_agg2" if self.lower == f"{self.building}-agg2" else ""
            return self.building + second + self.owner.removeprefix(self.lower)
        if self.kind == "controller":  # whatever core it is linked to
            return f"controller--{self.lower}"
        return f"{self.lower}--{self.upper}"

    def ids(self) -> tuple[str, ...]:
        """Return the id of each cable."""
        if self.kind == "backbone":
            return (self.owner,)
        return tuple(f"{self.owner}/{number}" for number in range(1, self.links + 1))

    def owners(self) -> list[str]:
        """Return what stands in `allocations.lock` for each cable."""
        return [f"l:{link}" for link in self.ids()]


def access_bundles(
    intent: Intent, scope: BuildingScope, floor: FloorScope, name: str
) -> tuple[Bundle, ...]:
    """Return the links of an access switch: its part of a ring, or one to each aggregation."""
    ring = ring_of(intent, name)
    if ring is not None and scope.aggregation in ring.devices:
        return tuple(b for b in ring_bundles(intent, scope, ring) if name in (b.lower, b.upper))
    speed_bps, links = access_link(scope.building)
    origin = intent.origin(*floor.path)
    return tuple(
        Bundle(name + suffix, name, upper, speed_bps, links, "access", scope.code, origin)
        for upper, suffix in zip(scope.aggregations, ("", _SECOND), strict=False)
    )


def ring_of(intent: Intent, device: str) -> Ring | None:
    """Return the ring that an access switch is on."""
    return next((ring for ring in intent.park.rings if device in ring.devices), None)


def rings_of(intent: Intent, scope: BuildingScope) -> list[Ring]:
    """Return the rings that begin and end at a building's aggregation switch."""
    return [ring for ring in intent.park.rings if scope.aggregation in ring.devices]


def ring_bundles(intent: Intent, scope: BuildingScope, ring: Ring) -> list[Bundle]:
    """Return the links of a ring: each switch to the one before it, the last to the first again."""
    first = ring.devices.index(scope.aggregation)
    order = (*ring.devices[first:], *ring.devices[:first])
    at = intent.park.rings.index(ring)
    origin = intent.origin("park", "rings", at, "devices")
    speed_bps, _ = access_link(scope.building)
    ends = [(lower, lower, upper) for upper, lower in pairwise(order)]
    ends.append((order[-1] + _SECOND, order[-1], order[0]))
    return [
        Bundle(owner, lower, upper, speed_bps, 1, "ring", scope.code, origin)
        for owner, lower, upper in ends
    ]


def pair_bundles(intent: Intent, scope: BuildingScope) -> list[Bundle]:
    """Return the link between the two aggregation switches of a building, where it has two."""
    pair, second = scope.building.pair, scope.second
    if pair is None or second is None:
        return []
    origin = intent.origin("buildings", scope.code, "pair")
    speed_bps = parse_speed(pair.link)
    owner = f"{second}_pair"
    return [
        Bundle(owner, second, scope.aggregation, speed_bps, pair.links, "pair", scope.code, origin)
    ]


def building_bundles(intent: Intent, scope: BuildingScope) -> list[Bundle]:
    """Return the links of a building to its core, and to a second core where there is one.

    Each aggregation switch has its own.

    No slug has an underscore, so the second link's name is nobody else's, and it sorts last.
    """
    uplink = scope.building.uplink
    ends = [("", uplink.core or intent.park.cores[0].device)]
    if uplink.second is not None:
        ends.append((_SECOND, uplink.second))
    return [
        Bundle(
            aggregation + suffix,
            aggregation,
            core,
            parse_speed(uplink.speed),
            uplink.links,
            "building",
            scope.code,
            intent.origin("buildings", scope.code, "uplink"),
        )
        for aggregation in scope.aggregations
        for suffix, core in ends
    ]


def backbone_bundles(intent: Intent) -> list[Bundle]:
    """Return all links between devices that people place.

    Every core to every gateway, cores that share a building, every controller to its core.
    """
    speed_bps = parse_speed(intent.park.gateway_link)
    links = [
        Bundle(
            f"{core.device}/{gateway.device}",
            core.device,
            gateway.device,
            speed_bps,
            1,
            "backbone",
            "",
            intent.origin("park", "cores", at),
        )
        for at, core in enumerate(intent.park.cores)
        for _, gateway in intent.park.single_gateways
    ]
    at_of = {core.device: at for at, core in enumerate(intent.park.cores)}
    for lower, upper in core_pairs(intent):
        origin = intent.origin("park", "cores", at_of.get(lower, 0))
        links.append(Bundle(f"{lower}/{upper}", lower, upper, speed_bps, 1, "backbone", "", origin))
    return [*links, *gateway_pairs(intent), *controller_bundles(intent)]


def gateway_pairs(intent: Intent) -> list[Bundle]:
    """Return the link between the two of every pair of gateways."""
    placed = [(at, device.device) for at, device in intent.park.single_gateways]
    found = []
    for (at, first), (again, second) in pairwise(placed):
        pair = intent.park.gateways[at].pair
        if at == again and pair is not None:
            origin = intent.origin("park", "gateways", at, "pair")
            speed_bps, owner = parse_speed(pair.link), f"{second}_pair"
            found.append(Bundle(owner, second, first, speed_bps, pair.links, "pair", "", origin))
    return found


def controller_bundles(intent: Intent) -> list[Bundle]:
    """Return the link of every controller to its core."""
    return [
        Bundle(
            controller.device,
            controller.device,
            controller.core or intent.park.cores[0].device,
            parse_speed(controller.speed),
            controller.links,
            "controller",
            "",
            intent.origin("park", "controllers", at),
        )
        for at, controller in enumerate(intent.park.controllers)
    ]


def core_pairs(intent: Intent) -> list[tuple[str, str]]:
    """Return the cores that some building is linked to both of, by name."""
    first = intent.park.cores[0].device
    pairs = set()
    for building in intent.buildings.values():
        one, other = building.uplink.core or first, building.uplink.second
        if other is not None and other != one:
            pairs.add((min(one, other), max(one, other)))
    return sorted(pairs)
