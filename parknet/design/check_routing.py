"""An intent in; what is wrong with routing, second uplinks and QoS out.

Some things both ends of a link must do alike: a device that lacks one of those cannot be accepted
as a deviation, because its neighbours would lose it.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from parknet.design import features
from parknet.design.check_cabling import Models
from parknet.design.check_pairs import pair_wants, stack_wants
from parknet.design.check_tables import backbone_wants, scope_wants
from parknet.design.features import Want
from parknet.design.gateways import circuits_of, gateway_wants
from parknet.design.multicast import routing_wants, snooping_wants
from parknet.design.queueing import queue_wants
from parknet.design.scope import BuildingScope
from parknet.design.wireless import controller_of
from parknet.design.wlan import wlan_wants
from parknet.design.wording import suggestion
from parknet.errors import Problem
from parknet.model.intent import Intent
from parknet.units import format_speed, parse_speed

# RFC 7607, RFC 6793 (AS_TRANS) and RFC 7300: numbers that no neighbour may have.
_NO_AS: Final = frozenset({0, 23456, 65535, 4294967295})
# Operating systems whose OSPFv2 is signed with MD5 alone (FRR before 10: OSPF, message-digest-key);
# all others are told HMAC-SHA-256 (RFC 5709).
_MD5_ONLY: Final = frozenset({"debian12"})
_TOGETHER: Final = frozenset(
    {"ospf-areas", "ospf-auth", "bgp", "vrrp", "vrrp6", "stack", "mlag", "vrf"}
    | {"anycast-gateway"}
)


def wants(intent: Intent, role: str, device: str) -> list[Want]:
    """Return what a router is asked to do beyond plain OSPF."""
    routing = intent.park.routing
    at = ("park", "routing")
    found = []
    if routing.areas == "building" and role in ("aggregation", "core"):
        found.append(Want("ospf-areas", (*at, "areas")))
    if routing.authentication:
        found.append(Want("ospf-auth", (*at, "authentication")))
    if routing.bfd:
        found.append(Want("bfd", (*at, "bfd")))
    circuits = circuits_of(intent.park, device)
    if routing.as_number is not None and any(
        uplink.carrier_as is not None for _, uplink in circuits
    ):
        found.append(Want("bgp", (*at, "as_number")))
    for number, uplink in circuits:
        if uplink.nat:
            found.append(Want("nat44", ("park", "uplinks", number, "nat")))
    found += gateway_wants(intent.park, device)
    found += routing_wants(intent)
    found += queue_wants(intent)
    if device == controller_of(intent.park):
        routers = (*intent.park.cores, *(d for _, d in intent.park.single_gateways))
        model = {d.device: d.model for d in routers}.get(device)
        able = model is not None and features.is_known(intent, model)
        found += wlan_wants(
            intent,
            can_control=able and features.has(intent, model or "", "wlan-controller"),
        )
    return found


def segment_wants(scope: BuildingScope) -> list[Want]:
    """Return what the segments of a building ask of its aggregation switch."""
    found = []
    for name, segment in scope.segments:
        path = ("park", "segments", name)
        if segment.traffic != "default":
            found.append(Want("qos", (*path, "traffic")))
        if segment.rate is not None:
            found.append(Want("rate-limit", (*path, "rate")))
        if segment.delegate is not None:
            found.append(Want("dhcpv6-pd", (*path, "delegate")))
    return [*found, *snooping_wants(scope)]


def able(intent: Intent, scopes: Sequence[BuildingScope], models: Models) -> Iterator[Problem]:
    """Yield what devices lack of that which is asked of them."""
    park = intent.park
    tables = backbone_wants(intent, scopes)
    asked = [
        (
            g.model,
            g.device,
            [
                *wants(intent, "gateway", g.device),
                *stack_wants(g.pair, ("park", "gateways", at)),
                *tables,
            ],
        )
        for at, g in park.single_gateways
    ]
    for at, core in enumerate(park.cores):
        found = [
            *wants(intent, "core", core.device),
            *stack_wants(core.pair, ("park", "cores", at)),
            *tables,
        ]
        asked.append((core.model, core.device, found))
    for scope in scopes:
        for device in scope.aggregations:
            found = wants(intent, "aggregation", device)
            found += [*segment_wants(scope), *pair_wants(scope), *scope_wants(intent, scope)]
            asked.append((scope.building.aggregation, device, found))
    by_want: dict[Want, list[tuple[str, str]]] = {}
    for model, device, device_wants in asked:
        for want in device_wants if model in models else ():
            by_want.setdefault(want, []).append((device, model))
    for want, devices in by_want.items():
        if want.feature in _TOGETHER:
            yield from _together(intent, want, devices)
        else:
            yield from features.unmet(intent, devices, [want])


def _together(intent: Intent, want: Want, devices: Sequence[tuple[str, str]]) -> Iterator[Problem]:
    """Yield a problem for the devices that lack what their neighbours rely on."""
    unable = {model for _, model in devices if features.lacking(intent, model, [want])}
    names = [device for device, model in devices if model in unable]
    if names:
        more = f" and {len(names) - 1} more" if len(names) > 1 else ""
        yield Problem(
            intent.origin(*want.path),
            f"{names[0]}{more} ({', '.join(sorted(unable))}) cannot do {want.feature}, which both "
            "ends of a link must do alike",
            "choose another device profile, or remove this line",
        )


def signatures(intent: Intent, scopes: Sequence[BuildingScope]) -> Iterator[Problem]:
    """Yield routers that would sign OSPF in a way their neighbours do not understand."""
    park = intent.park
    if not park.routing.authentication:
        return
    routers = {device.device: device.model for device in park.cores}
    routers |= {device.device: device.model for _, device in park.single_gateways}
    routers |= {scope.aggregation: scope.building.aggregation for scope in scopes}
    known = intent.library.devices
    weak = [name for name, model in routers.items() if model in known]
    weak = [name for name in weak if known[routers[name]].os in _MD5_ONLY]
    if weak and len(weak) < len(routers):
        more = f" and {len(weak) - 1} more" if len(weak) > 1 else ""
        yield Problem(
            intent.origin("park", "routing", "authentication"),
            f"{weak[0]}{more} ({routers[weak[0]]}) signs OSPF with MD5 only, its neighbours with "
            "HMAC-SHA-256",
            "choose another device profile, or remove this line",
        )


def second_uplinks(intent: Intent, scopes: Sequence[BuildingScope]) -> Iterator[Problem]:
    """Yield second uplinks that lead nowhere new."""
    cores = [core.device for core in intent.park.cores]
    for scope in scopes:
        uplink = scope.building.uplink
        here = ("buildings", scope.code)
        where = intent.origin(*here, "uplink", "second")
        if uplink.second is not None and uplink.second not in cores:
            remedy = suggestion(uplink.second, cores)
            yield Problem(where, f"there is no core {uplink.second}", remedy)
        elif uplink.second is not None and uplink.second == (uplink.core or cores[0]):
            yield Problem(
                where,
                f"the second uplink of {scope.code} leads to {uplink.second}, as the first does",
                "name another core, or give the uplink more links",
            )
        link = scope.building.access_link
        if link is not None and link.second is not None:
            yield Problem(
                intent.origin(*here, "access_link", "second"),
                "access_link leads to the building's aggregation switch alone",
                "delete second from access_link",
            )


def carriers(intent: Intent) -> Iterator[Problem]:
    """Yield BGP that is said by half."""
    park = intent.park
    own = park.routing.as_number
    at_own = ("park", "routing", "as_number")
    numbered = [(at, uplink) for at, uplink in enumerate(park.uplinks) if uplink.carrier_as]
    if own is not None and not numbered:
        yield Problem(
            intent.origin(*at_own),
            "as_number asks for BGP, but no uplink has carrier_as",
            "give the uplinks with BGP their carrier_as, or remove as_number",
        )
    if own in _NO_AS:
        yield _no_as(intent.origin(*at_own), own)
    for at, uplink in numbered:
        where = intent.origin("park", "uplinks", at, "carrier_as")
        if own is None:
            yield Problem(
                where,
                f"circuit {uplink.uplink} has carrier_as, but routing has no as_number",
                "write the park's own as_number under routing, or remove carrier_as",
            )
        elif uplink.carrier_as == own:
            yield Problem(
                where,
                f"circuit {uplink.uplink}: the carrier's AS {own} is the park's own",
                "write the AS number that the carrier gave for its side",
            )
        if uplink.carrier_as in _NO_AS:
            yield _no_as(where, uplink.carrier_as)


def _no_as(where: str, number: int | None) -> Problem:
    return Problem(
        where,
        f"AS {number} is reserved and no network's number",
        "use the number that the registry or the carrier gave, or one of 64512..65534",
    )


def rates(intent: Intent, scopes: Sequence[BuildingScope]) -> Iterator[Problem]:
    """Yield limits that no building's uplink could ever reach: a slip of the unit, mostly."""
    for name, segment in intent.park.segments.items():
        if segment.rate is None:
            continue
        speeds = [
            parse_speed(scope.building.uplink.speed) * scope.building.uplink.links
            for scope in scopes
            if any(name == here for here, _ in scope.segments)
        ]
        rate_bps = parse_speed(segment.rate)
        if speeds and rate_bps > min(speeds):
            yield Problem(
                intent.origin("park", "segments", name, "rate"),
                f"segment {name} may use {format_speed(rate_bps)} in a building, but the slowest "
                f"uplink has {format_speed(min(speeds))}",
                f"limit it to {format_speed(min(speeds))} or less, or remove the limit",
            )
