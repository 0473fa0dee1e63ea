"""Carrier circuits in; what a gateway tells carriers, out.

Announced is what the park owns towards the world: its site prefix, and pools of IPv4 that the
Internet routes. RFC 1918 and RFC 6598 pools stay inside, and so do unique local ones (RFC 4193).
"""

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network
from typing import Final

from parknet.design.draft import DEFAULT4, DEFAULT6, Draft
from parknet.design.gateways import addresses, circuit_id, virtual
from parknet.design.queueing import mark_of
from parknet.design.rollout import pools4
from parknet.design.sockets import Model, Port
from parknet.model.demands import Sla
from parknet.model.intent import Park, Uplink
from parknet.model.network import CircuitPlan, End, PortPlan, StaticRoute, SviPlan
from parknet.model.policy import BgpPeer, BgpPlan
from parknet.units import parse_speed

INSIDE4: Final = tuple(
    map(IPv4Network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"))
)
INSIDE6: Final = IPv6Network("fc00::/7")


def bgp_plan(park: Park, circuits: Sequence[Uplink]) -> BgpPlan | None:
    """Return the BGP of a gateway with these circuits, or None where none of them has it."""
    if park.routing.as_number is None:
        return None
    peers = [
        BgpPeer(hop, circuit.carrier_as, f"{circuit.uplink}/{circuit.carrier}")
        for circuit in circuits
        if circuit.carrier_as is not None
        for hop in (circuit.ipv4_next_hop, circuit.ipv6_next_hop)
    ]
    if not peers:
        return None
    return BgpPlan(park.routing.as_number, tuple(peers), announced(park))


def announced(park: Park) -> tuple[IPv4Network | IPv6Network, ...]:
    """Return the prefixes that carriers may hear of."""
    pools = [pool for pool in pools4(park) if not any(pool.overlaps(inside) for inside in INSIDE4)]
    sites = [site for site in (park.addressing.ipv6,) if not site.overlaps(INSIDE6)]
    return (*pools, *sites)


def private4(park: Park) -> tuple[IPv4Network, ...]:
    """Return the park's IPv4 pools that the Internet does not route."""
    return tuple(pool for pool in pools4(park) if any(pool.overlaps(net) for net in INSIDE4))


def carrier_port(
    draft: Draft, device: str, port: Port, uplink: Uplink, origin: str, *, queued: bool = False
) -> PortPlan:
    """Return the port of a carrier's circuit, and record the circuit.

    An access port: the carrier sends untagged frames, and both vendors do it alike.
    """
    speed_bps = parse_speed(uplink.speed)
    sla = uplink.sla or Sla()
    name = circuit_id(draft.intent.park, uplink, device)
    draft.circuits.append(
        CircuitPlan(
            name,
            uplink.carrier,
            End(device, port.name),
            speed_bps,
            origin,
            kind=uplink.kind,
            contract=uplink.contract,
            far_end=uplink.far_end,
            until=uplink.until or "",
            availability_percent=sla.availability_percent,
            delay_ms=sla.delay_ms,
            loss_percent=sla.loss_percent,
            repair_hours=sla.repair_hours,
        )
    )
    return PortPlan(
        name=port.name,
        role="carrier",
        description=f"{uplink.uplink}/{uplink.carrier}",
        speed_bps=port.speed_bps,
        minimum_bps=speed_bps,
        mode="access",
        vlan=draft.link_vlans[f"circuit/{uplink.uplink}"],
        stp=False,
        has_poe=port.poe_w > 0,
        queued=queued,
        subject=f"circuit/{name}",
        origin=origin,
    )


def carrier_svi(draft: Draft, device: str, model: Model, uplink: Uplink, origin: str) -> SviPlan:
    """Return the VLAN interface of a carrier's circuit."""
    park = draft.intent.park
    ipv4, ipv6 = addresses(park, uplink, device)
    vlan = draft.link_vlans[f"circuit/{uplink.uplink}"]
    filter4, filter6 = draft.filter_names(uplink.uplink)
    return SviPlan(
        name=draft.platform(model).svi.format(vlan=vlan),
        vlan=vlan,
        role="carrier",
        description=f"{uplink.uplink}/{uplink.carrier}",
        ipv4=ipv4,
        ipv6=ipv6,
        filter4=filter4,
        filter6=filter6,
        vrrp=virtual(park, uplink, device, vlan),
        traffic=mark_of(draft.intent, model.name),
        translated4=private4(park) if uplink.nat else (),
        origin=origin,
    )


def carrier_routes(uplink: Uplink) -> tuple[StaticRoute, ...]:
    """Return the static routes over a circuit: a default, or what lies behind a private one."""
    if uplink.kind == "private":
        return tuple(
            StaticRoute(
                prefix, uplink.ipv4_next_hop if prefix.version == 4 else uplink.ipv6_next_hop
            )
            for prefix in uplink.reaches
        )
    if uplink.carrier_as is not None:
        return ()
    return (
        StaticRoute(DEFAULT4, uplink.ipv4_next_hop),
        StaticRoute(DEFAULT6, uplink.ipv6_next_hop),
    )
