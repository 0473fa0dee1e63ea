"""A design in, what it demands of its own devices out: links at speed, gateways, access points.

One fault gives one failure: a link that is down fails its speed and leaves its duplex unknown.
"""

from collections.abc import Iterator
from functools import partial

from parknet.assess import metrics
from parknet.assess.places import Places, address_of, gateway_of
from parknet.model.packs import Level
from parknet.model.verdict import Expectation, Status

# From 10 Gbit/s Ethernet knows no half duplex (IEEE 802.3), and many agents then say unknown.
_DUPLEX_BELOW_BPS = 10_000_000_000

# The design is content with what devices say of themselves: it is no clause, and packs set levels.
_design_demand = partial(Expectation, level=Level.OBSERVED, because="design")


def planned(places: Places) -> Iterator[Expectation]:
    """Yield the design's demands: links and circuits, outlets, access points, gateways."""
    yield from _planned_links(places)
    yield from _planned_outlets(places)
    yield from _planned_aps(places)
    yield from _planned_gateways(places)


def _planned_links(places: Places) -> Iterator[Expectation]:
    network = places.network
    for link in network.links:
        building = places.codes.get(link.building)
        near = f"{building.name} {link.a.device}" if building else link.a.device
        yield from _planned_port(
            f"link/{link.id}",
            f"{near} – {link.b.device}",
            (link.a.device, link.a.port),
            link.speed_bps,
            link.origin,
        )
    for circuit in network.circuits:
        yield from _planned_port(
            f"circuit/{circuit.id}",
            f"{circuit.carrier} {circuit.id}",
            (circuit.end.device, circuit.end.port),
            circuit.speed_bps,
            circuit.origin,
        )


def _planned_port(
    subject: str, label: str, end: tuple[str, str], speed_bps: int, origin: str
) -> Iterator[Expectation]:
    """Yield what a link's near end must show: up at its speed, and full duplex."""
    device, port = end
    yield _design_demand(
        id=f"design:{subject}:speed",
        subject=subject,
        label=label,
        device=device,
        metric=metrics.SPEED,
        instance=port,
        operator=">=",
        target=speed_bps,
        unit="bit/s",
        origin=origin,
    )
    if speed_bps < _DUPLEX_BELOW_BPS:
        yield _design_demand(
            id=f"design:{subject}:duplex",
            subject=subject,
            label=label,
            device=device,
            metric=metrics.DUPLEX,
            instance=port,
            operator="==",
            target=metrics.FULL_DUPLEX,
            unit="",
            origin=origin,
            down=Status.UNKNOWN,
        )


def _planned_outlets(places: Places) -> Iterator[Expectation]:
    for (building, name), outlet in places.outlets.items():
        if outlet.minimum_bps:
            subject = f"outlet/{outlet.id}"
            yield _design_demand(
                id=f"design:{subject}",
                subject=subject,
                label=f"{building} {outlet.room} {name}",
                device=outlet.end.device,
                metric=metrics.SPEED,
                instance=outlet.end.port,
                operator=">=",
                target=outlet.minimum_bps,
                unit="bit/s",
                origin=outlet.origin,
                down=Status.UNKNOWN,
            )


def _planned_aps(places: Places) -> Iterator[Expectation]:
    for ap in places.network.aps:
        subject = f"ap/{ap.id}"
        yield _design_demand(
            id=f"design:{subject}",
            subject=subject,
            label=f"{places.codes[ap.building].name} {ap.floor} {ap.name}",
            device=ap.controller,
            metric=metrics.AP_STATE,
            instance=ap.id,  # people's AP01 is in every building; one controller serves them all
            operator="==",
            target=metrics.UP,
            unit="",
            origin=ap.origin,
        )


def _planned_gateways(places: Places) -> Iterator[Expectation]:
    for plan in places.network.buildings:
        for device, svi in places.user_gateways(plan):
            if svi.ipv6 is not None:
                subject, label = gateway_of(plan, device, svi)
                yield _design_demand(
                    id=f"design:{subject}",
                    subject=subject,
                    label=label,
                    device=device,
                    metric=metrics.IPV6_ADDRESS,
                    instance=svi.name,
                    operator="contains",
                    target=address_of(svi),
                    unit="",
                    origin=svi.origin or plan.origin,
                    down=Status.UNKNOWN,
                )
