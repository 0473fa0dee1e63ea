"""What `design` works on while it works: the intent, what is given out, and what is done so far."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from ipaddress import IPv4Address, IPv4Interface, IPv4Network, IPv6Interface, IPv6Network

from parknet.design.addressing import SitePlan, Subnets
from parknet.design.bundles import Bundle
from parknet.design.features import has
from parknet.design.filters import ReachFilters, filter_name
from parknet.design.guards import AccessGuards, access_guards
from parknet.design.operators import operator_plan
from parknet.design.places import Places
from parknet.design.sockets import Model
from parknet.errors import Problem
from parknet.model.intent import Intent
from parknet.model.network import (
    ApPlan,
    BuildingPlan,
    CircuitPlan,
    DevicePlan,
    End,
    LinkPlan,
    OutletPlan,
    PortPlan,
    ServicesPlan,
    StaticRoute,
    VlanPlan,
)
from parknet.model.platforms import Platform
from parknet.model.policy import MulticastPlan, OperatorPlan, WlanPlan

DEFAULT4 = IPv4Network("0.0.0.0/0")
DEFAULT6 = IPv6Network("::/0")
BACKBONE = "0.0.0.0"  # noqa: S104 - an OSPF area, not an address to listen on


@dataclass(slots=True)
class Draft:
    """A park half designed."""

    intent: Intent
    places: Places
    plan: SitePlan
    services: ServicesPlan
    segment_numbers: Mapping[str, int]
    building_numbers: Mapping[str, int]
    loopbacks: Mapping[str, int]
    link_vlans: Mapping[str, int]  # bundle's owner, or `circuit/<uplink>`
    ring_numbers: Mapping[str, int]
    delegated: Mapping[str, tuple[int, ...]] = field(default_factory=dict)  # places by segment
    delegating: set[str] = field(default_factory=set)  # buildings that hand prefixes out
    vrf_numbers: Mapping[str, int] = field(default_factory=dict)  # of routing tables, by name
    tables: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # by bundle's owner
    table_vlans: Mapping[tuple[str, str], int] = field(default_factory=dict)  # (table, owner)
    subnets: dict[str, Subnets] = field(default_factory=dict)
    filters: ReachFilters | None = None  # None where the park has no matrix
    multicast: MulticastPlan | None = None  # None where no segment has multicast
    devices: list[DevicePlan] = field(default_factory=list)
    links: list[LinkPlan] = field(default_factory=list)
    circuits: list[CircuitPlan] = field(default_factory=list)
    outlets: list[OutletPlan] = field(default_factory=list)
    aps: list[ApPlan] = field(default_factory=list)
    buildings: list[BuildingPlan] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    wlan: WlanPlan | None = None  # what the controller of the access points is told
    hosts: dict[str, int] = field(default_factory=dict)  # numbers in management, by device
    ends: dict[str, dict[str, str]] = field(default_factory=dict)  # device: owner: port
    _models: dict[str, Model] = field(default_factory=dict)
    _spares: dict[tuple[str, int], tuple[PortPlan, ...]] = field(default_factory=dict)
    _vlans: dict[tuple[int, str], VlanPlan] = field(default_factory=dict)
    _guards: dict[tuple[str, bool], AccessGuards] = field(default_factory=dict)
    _operators: dict[str, OperatorPlan] = field(default_factory=dict)

    def model(self, name: str) -> Model:
        """Return a device profile with its ports."""
        model = self._models.get(name)
        if model is None:
            model = self._models[name] = Model.of(name, self.intent.library.devices[name])
        return model

    def platform(self, model: Model) -> Platform:
        """Return the platform of a device profile."""
        return self.intent.library.platforms[model.profile.platform]

    def spares(self, model: Model) -> tuple[PortPlan, ...]:
        """Return the model's ports as they are when nothing is plugged in: shut."""
        key = (model.name, model.members)
        spares = self._spares.get(key)
        if spares is None:
            spares = self._spares[key] = tuple(
                PortPlan(
                    name=port.name,
                    role="spare",
                    description="spare",
                    enabled=False,
                    speed_bps=port.speed_bps,
                    has_poe=port.poe_w > 0,
                )
                for port in model.ports
            )
        return spares

    def services_of(self, profile: str) -> ServicesPlan:
        """Return the services of a device; unsigned time where its profile has no other."""
        if not self.services.ntp_secret or has(self.intent, profile, "ntp-auth"):
            return self.services
        return replace(self.services, ntp_secret="")

    def guards(self, profile: str, *, enforced: bool) -> AccessGuards:
        """Return the guards of access switches of a device profile."""
        guards = self._guards.get((profile, enforced))
        if guards is None:
            guards = access_guards(self.intent, profile, enforced=enforced)
            self._guards[profile, enforced] = guards
        return guards

    def operators(self, building: str) -> OperatorPlan:
        """Return who may open the command lines of a building's devices, or of the backbone's."""
        plan = self._operators.get(building)
        if plan is None:
            plan = self._operators[building] = operator_plan(
                self.intent, self.plan, self.subnets, building
            )
        return plan

    def vlan(self, number: int, name: str) -> VlanPlan:
        """Return a VLAN of a device."""
        return self._vlans.setdefault((number, name), VlanPlan(number, name))

    def filter_names(self, end: str) -> tuple[str, str]:
        """Return the names of both filters for what comes from a segment or circuit."""
        if self.filters is None:
            return "", ""
        return filter_name(end, 4), filter_name(end, 6)

    def link_vlan(self, bundle: Bundle, vrf: str = "") -> int:
        """Return the VLAN of a link between routers in a routing table; "" is the global one."""
        return self.table_vlans[vrf, bundle.owner] if vrf else self.link_vlans[bundle.owner]

    def link_addresses(
        self, bundle: Bundle, device: str, vrf: str = ""
    ) -> tuple[IPv4Interface, IPv6Interface]:
        """Return what `device` has on its end of a link between routers, in a routing table."""
        lower, upper = self.plan.link(self.link_vlan(bundle, vrf))
        return lower if device == bundle.lower else upper

    def area(self, code: str) -> str:
        """Return the OSPF area of a building; that of the backbone for anything else.

        Its number is that of the building's IPv6 block, which `allocations.lock` keeps.
        """
        if not code or self.intent.park.routing.areas == "one":
            return BACKBONE
        return str(IPv4Address(self.building_numbers[code]))

    def stub_areas(self, codes: Iterable[str]) -> tuple[str, ...]:
        """Return the areas of buildings as a device on their border lists them."""
        areas = {self.area(code) for code in codes} - {BACKBONE}
        return tuple(sorted(areas, key=IPv4Address))

    def add_links(self, bundles: Iterable[Bundle]) -> None:
        """Record the cables of bundles whose two ends are plugged in."""
        for bundle in bundles:
            for link, owner in zip(bundle.ids(), bundle.owners(), strict=True):
                self.links.append(
                    LinkPlan(
                        id=link,
                        a=End(bundle.lower, self.ends[bundle.lower][owner]),
                        b=End(bundle.upper, self.ends[bundle.upper][owner]),
                        speed_bps=bundle.speed_bps,
                        kind="backbone" if bundle.kind == "controller" else bundle.kind,
                        building=bundle.building,
                        origin=bundle.origin,
                    )
                )

    def defaults(self, *, via: tuple[IPv4Interface, IPv6Interface]) -> tuple[StaticRoute, ...]:
        """Return the default routes through one neighbour."""
        return (StaticRoute(DEFAULT4, via[0].ip), StaticRoute(DEFAULT6, via[1].ip))
