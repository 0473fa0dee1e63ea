"""An intent in; what is wrong with pairs of aggregation switches, gateways and stacks out."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from parknet.design.features import Want
from parknet.design.gateways import sides
from parknet.design.scope import BuildingScope, is_stack
from parknet.design.sockets import Model
from parknet.errors import Problem
from parknet.model.demands import Pair
from parknet.model.intent import Intent, Path, Uplink

_FEATURES: Final = {
    "vrrp": ("vrrp", "vrrp6"),
    "stack": ("stack",),
    "mlag": ("mlag", "vrrp", "vrrp6"),
}


def pair_wants(scope: BuildingScope) -> list[Want]:
    """Return what a second aggregation switch asks of both."""
    return _wants(scope.building.pair, ("buildings", scope.code))


def stack_wants(pair: Pair | None, device: Path) -> list[Want]:
    """Return what a second member asks of a core."""
    return _wants(pair, device) if is_stack(pair) else []


def _wants(pair: Pair | None, here: Path) -> list[Want]:
    if pair is None:
        return []
    kind, gateway = (*here, "pair", "kind"), (*here, "pair", "gateway")
    if pair.kind == "mlag" and pair.gateway == "anycast":
        return [Want("mlag", kind), Want("anycast-gateway", gateway)]
    return [Want(feature, kind) for feature in _FEATURES[pair.kind]]


def pairs(
    intent: Intent, scopes: Sequence[BuildingScope], models: Mapping[str, Model]
) -> Iterator[Problem]:
    """Yield pairs that their devices cannot be."""
    for scope in scopes:
        here: Path = ("buildings", scope.code)
        pair = scope.building.pair
        yield from _stackable(intent, here, pair, scope.building.aggregation, models)
    for at, core in enumerate(intent.park.cores):
        here = ("park", "cores", at)
        if core.pair is not None and not is_stack(core.pair):
            yield Problem(
                intent.origin(*here, "pair", "kind"),
                f"a core cannot be a pair of kind {core.pair.kind}",
                "write a second core: buildings reach both by `second`; or write kind: stack",
            )
        yield from _stackable(intent, here, core.pair, core.model, models)
    for at, gateway in enumerate(intent.park.gateways):
        here = ("park", "gateways", at)
        if gateway.pair is not None and gateway.pair.kind == "mlag":
            yield Problem(
                intent.origin(*here, "pair", "kind"),
                "a gateway cannot be a pair of kind mlag: nobody aggregates links to both",
                "write kind: vrrp; cores reach both by OSPF",
            )
        yield from _stackable(intent, here, gateway.pair, gateway.model, models)
    for at, uplink in enumerate(intent.park.uplinks):
        yield from _own(intent, at, uplink)


def _own(intent: Intent, at: int, uplink: Uplink) -> Iterator[Problem]:
    """Yield what is wrong with a circuit that is handed over to both gateways of a pair."""
    if uplink.own is None:
        return
    where = intent.origin("park", "uplinks", at, "own")
    pair = next((g.pair for g in intent.park.gateways if g.device == uplink.gateway), None)
    if pair is None or pair.kind != "vrrp":
        yield Problem(
            where,
            f"circuit {uplink.uplink} has addresses of two, but {uplink.gateway} is no pair",
            "name the first gateway of a pair of kind vrrp, or remove own",
        )
    for (shared, *own), hop, network in zip(
        *zip(*sides(uplink), strict=True),
        (uplink.ipv4.network, uplink.ipv6.network),
        strict=True,
    ):
        ends = (network.network_address, network.broadcast_address)[: 6 - network.version]
        for address in own:
            if address not in network or address in ends:
                yield Problem(
                    where,
                    f"{address} of circuit {uplink.uplink} is no host of {network}",
                    "use the carrier's network on the circuit: it must hold three of ours",
                )
        if len({shared, hop, *own}) < 4:
            yield Problem(
                where,
                f"on circuit {uplink.uplink} two of {shared}, {hop}, {own[0]} and {own[1]} are one",
                "give each of the two gateways an address of its own beside the shared one",
            )


def _stackable(
    intent: Intent, here: Path, pair: Pair | None, name: str, models: Mapping[str, Model]
) -> Iterator[Problem]:
    model = models.get(name)
    if pair is not None and pair.gateway == "anycast" and pair.kind != "mlag":
        # Elsewhere one MAC address at two places would have a switch learn it to and fro.
        yield Problem(
            intent.origin(*here, "pair", "gateway"),
            f"a pair of kind {pair.kind} has no gateway that both answer as",
            "write kind: mlag, where access switches see one device, or gateway: vrrp",
        )
    if is_stack(pair) and model is not None and model.profile.stack is None:
        yield Problem(
            intent.origin(*here, "pair", "kind"),
            f"device profile {name} does not say how the ports of a stack are named",
            "give the profile `stack`, or choose one that has it",
        )
