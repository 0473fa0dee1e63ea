"""An intent in; what is wrong with pairs of aggregation switches and stacks of cores out."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from parknet.design.features import Want
from parknet.design.scope import BuildingScope, is_stack
from parknet.design.sockets import Model
from parknet.errors import Problem
from parknet.model.demands import Pair
from parknet.model.intent import Intent, Path

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
    return [Want(feature, (*here, "pair", "kind")) for feature in _FEATURES[pair.kind]]


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
        if gateway.pair is not None:
            yield Problem(
                intent.origin("park", "gateways", at, "pair"),
                "this release does not build pairs of gateways yet",
                "write a second gateway: cores reach all of them",
            )


def _stackable(
    intent: Intent, here: Path, pair: Pair | None, name: str, models: Mapping[str, Model]
) -> Iterator[Problem]:
    model = models.get(name)
    if is_stack(pair) and model is not None and model.profile.stack is None:
        yield Problem(
            intent.origin(*here, "pair", "kind"),
            f"device profile {name} does not say how the ports of a stack are named",
            "give the profile `stack`, or choose one that has it",
        )
