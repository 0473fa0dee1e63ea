"""A design and a register in; what stands where, by the names people use, out."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from parknet.model.network import BuildingPlan, LinkPlan, Network, OutletPlan, SviPlan
from parknet.model.packs import Clause
from parknet.model.register import Register

# A kind that packs may name beside the register's: offices that the park declares 主要 (main).
MAIN_OFFICE = "main-office"


@dataclass(frozen=True, slots=True)
class Uplink:
    """What carries a building's traffic: one port, or several that share it.

    Attributes:
        port: interface whose state stands for all: a port, or the link aggregation.
        members: empty for a single port.
        subject: the link's id as reports name it.
    """

    device: str
    port: str
    members: tuple[str, ...]
    subject: str
    origin: str


@dataclass(frozen=True, slots=True)
class Places:
    """The register's view of a park beside the design's."""

    network: Network
    register: Register
    plans: Mapping[str, BuildingPlan]  # by people's name
    codes: Mapping[str, BuildingPlan]
    links: Mapping[str, tuple[LinkPlan, ...]]  # a building's uplinks, by its code
    outlets: Mapping[tuple[str, str], OutletPlan]  # by people's names of building and outlet

    @classmethod
    def of(cls, network: Network, register: Register) -> "Places":
        """Index a park once."""
        codes = {plan.code: plan for plan in network.buildings}
        links: defaultdict[str, list[LinkPlan]] = defaultdict(list)
        for link in network.links:
            if link.kind == "building":
                links[link.building].append(link)
        return cls(
            network=network,
            register=register,
            plans={plan.name: plan for plan in network.buildings},
            codes=codes,
            links={code: tuple(found) for code, found in links.items()},
            outlets={
                (codes[outlet.building].name, outlet.name): outlet for outlet in network.outlets
            },
        )

    def selected(self, clause: Clause) -> Iterator[tuple[str, BuildingPlan | None]]:
        """Yield the registered buildings a clause is about, with their plans where there are any.

        An office that nobody modelled may be a main one, so it stays in.
        """
        kinds = clause.applies_to
        for name, kind in self.register.buildings().items():
            plan = self.plans.get(name)
            is_main_office = kind == "office" and (plan is None or plan.main)
            if not kinds or kind in kinds or (MAIN_OFFICE in kinds and is_main_office):
                yield name, plan

    def uplink(self, plan: BuildingPlan) -> Uplink | None:
        """Return what carries a building's traffic, or None where the design has no such link.

        Of two links to two cores it is the first: the second stands in for it, and the design
        demands both, so that one which is lost shows.
        """
        links = self.links.get(plan.code, ())
        if not links:
            return None
        first = links[0]
        device = self.network.device(first.a.device)
        ends = (first.a.device, first.b.device)
        ports = tuple(link.a.port for link in links if (link.a.device, link.b.device) == ends)
        for lag in device.lags:
            if first.a.port in lag.members or first.a.port == lag.name:
                return Uplink(
                    device=device.name,
                    port=lag.name,
                    members=lag.members,
                    subject=f"link/{first.id}",
                    origin=first.origin,
                )
        return Uplink(
            device=device.name,
            port=first.a.port,
            members=ports if len(ports) > 1 else (),
            subject=f"link/{first.id}",
            origin=first.origin,
        )

    def user_gateways(self, plan: BuildingPlan) -> Iterator[tuple[str, SviPlan]]:
        """Yield the VLAN interfaces that are a building's users' gateways, with their device."""
        for name in filter(None, (plan.aggregation, plan.second)):
            for svi in self.network.device(name).svis:
                if svi.role == "segment":
                    yield name, svi

    def unmodelled(self) -> tuple[str, ...]:
        """Return registered buildings, and outlets of modelled buildings, the design lacks."""
        buildings = [name for name in self.register.buildings() if name not in self.plans]
        outlets = [
            f"{building}/{outlet}"
            for building, outlet in self.register.outlets()
            if building in self.plans and (building, outlet) not in self.outlets
        ]
        return tuple(buildings + outlets)

    def unregistered(self) -> tuple[str, ...]:
        """Return designed buildings, and outlets of registered buildings, the register lacks."""
        registered = self.register.buildings()
        known = self.register.outlets()
        buildings = [name for name in self.plans if name not in registered]
        outlets = [
            f"{building}/{outlet}"
            for building, outlet in self.outlets
            if building in registered and (building, outlet) not in known
        ]
        return tuple(buildings + outlets)


def gateway_of(plan: BuildingPlan, device: str, svi: SviPlan) -> tuple[str, str]:
    """Return the subject and the label of a users' gateway; of two, the second says which."""
    if device == plan.aggregation:
        return f"vlan/{plan.code}/{svi.segment}", f"{plan.name} {svi.segment}"
    return f"vlan/{plan.code}/{svi.segment}/{device}", f"{plan.name} {svi.segment} {device}"


def address_of(svi: SviPlan) -> str:
    """Return the planned IPv6 address; empty where none is planned and any routed one would do."""
    return "" if svi.ipv6 is None else str(svi.ipv6.ip)
