"""A park's NAT64 translators in; ports, VLAN interfaces and routes of their routers out.

A translator is a host on a routed link of its own: /31 and /127, without OSPF. Its router leads
the NAT64 prefix and the translator's IPv4 pool to it by static routes, which OSPF carries through
the park. Several share the prefix: an answer comes back by the pool that its question left with.
"""

from collections.abc import Iterator, Mapping
from ipaddress import IPv4Interface, IPv6Address, IPv6Interface
from typing import Final, NamedTuple

from parknet.design.draft import BACKBONE, Draft
from parknet.design.sockets import Model, Need, Switch
from parknet.model.demands import Translator
from parknet.model.hosts import TranslatorHost
from parknet.model.intent import Intent, Park
from parknet.model.network import Network, PortPlan, StaticRoute, SviPlan, VlanPlan
from parknet.units import parse_speed

_HOST: Final = 128


class Attached(NamedTuple):
    """What a router has for its translators."""

    ports: Mapping[int, PortPlan]
    svis: tuple[SviPlan, ...]
    vlans: tuple[VlanPlan, ...]
    routes: tuple[StaticRoute, ...]


def owner(translator: Translator) -> str:
    """Return a translator's name in `allocations.lock`; no device's has an underscore."""
    return f"translator_{translator.translator}"


def translator_needs(park: Park, router: str) -> list[tuple[Need, list[str]]]:
    """Return the ports that a router needs for its translators."""
    return [
        (Need("link", parse_speed(one.speed)), [f"l:{owner(one)}"])
        for one in park.ipv6.translators
        if one.router == router
    ]


def attached(draft: Draft, router: str, model: Model, switch: Switch) -> Attached:
    """Return what a router has for its translators; their ports are plugged in already."""
    ports: dict[int, PortPlan] = {}
    found = []
    for at, one in enumerate(draft.intent.park.ipv6.translators):
        if one.router == router:
            index = switch.index_of[f"l:{owner(one)}"]
            origin = draft.intent.origin("park", "ipv6", "translators", at)
            ports[index], svi, vlan, routes = _link(draft, model, one, index, origin)
            found.append((svi, vlan, routes))
    return Attached(
        ports,
        tuple(svi for svi, _, _ in found),
        tuple(vlan for _, vlan, _ in found),
        tuple(route for _, _, routes in found for route in routes),
    )


def _link(
    draft: Draft, model: Model, one: Translator, index: int, origin: str
) -> tuple[PortPlan, SviPlan, VlanPlan, tuple[StaticRoute, ...]]:
    number = draft.link_vlans[owner(one)]
    own, far = draft.plan.link(number)[::-1]
    port = model.ports[index]
    return (
        PortPlan(
            name=port.name,
            role="downlink",
            description=one.translator,
            speed_bps=port.speed_bps,
            minimum_bps=parse_speed(one.speed),
            mode="access",
            vlan=number,
            stp=False,
            has_poe=port.poe_w > 0,
            subject=f"translator/{one.translator}",
            origin=origin,
        ),
        SviPlan(
            name=draft.platform(model).svi.format(vlan=number),
            vlan=number,
            role="link",
            description=one.translator,
            ipv4=own[0],
            ipv6=own[1],
            ospf=True,
            passive=True,
            area=BACKBONE,
            origin=origin,
        ),
        draft.vlan(number, "translator"),
        (
            StaticRoute(one.pool, far[0].ip),
            StaticRoute(draft.intent.park.ipv6.nat64, far[1].ip),
            StaticRoute(draft.plan.loopback(draft.loopbacks[owner(one)])[1].network, far[1].ip),
        ),
    )


def translator_hosts(intent: Intent, network: Network) -> Iterator[TranslatorHost]:
    """Yield what every translator is told, from the links that its router has."""
    park = intent.park
    for one in park.ipv6.translators:
        router = network.device(one.router)
        vlan = next(
            port.vlan for port in router.ports if port.subject == f"translator/{one.translator}"
        )
        svi = next(svi for svi in router.svis if svi.vlan == vlan)
        if svi.ipv4 is None or svi.ipv6 is None:
            raise ValueError(f"{one.router} has no addresses towards {one.translator}")
        ipv6 = IPv6Interface((int(svi.ipv6.ip) + 1, 127))
        own = next(
            route.prefix
            for route in router.routes
            if route.next_hop == ipv6.ip and route.prefix.prefixlen == _HOST
        )
        yield TranslatorHost(
            name=one.translator,
            interface=one.interface,
            ipv4=IPv4Interface((int(svi.ipv4.ip) + 1, 31)),
            ipv6=ipv6,
            gateway4=svi.ipv4.ip,
            gateway6=svi.ipv6.ip,
            own=IPv6Address(own.network_address),
            nat64=park.ipv6.nat64,
            pool=one.pool,
            hidden=(
                park.addressing.ipv4,
                park.addressing.ipv4_links,
                *(other.pool for other in park.ipv6.translators),
            ),
            asking=(park.addressing.ipv6,),
            operators=router.operators.sources if router.operators is not None else (),
        )
