"""An intent in; what is wrong with the register of carrier circuits out.

A circuit's kind says what it is for. Over `internet` and `international` the park takes a default
route; a `private` one leads to what lies behind it and nowhere else.
"""

from collections.abc import Iterator
from datetime import date

from parknet.design.days import last_day
from parknet.design.gateways import ends_of
from parknet.errors import Problem
from parknet.model.intent import Intent, Path, Uplink


def circuits(intent: Intent, today: date | None) -> Iterator[Problem]:
    """Yield contracts that are past, and private circuits that lead nowhere.

    Args:
        intent: a park.
        today: the day that contracts are held against; None leaves their dates alone.
    """
    for at, uplink in enumerate(intent.park.uplinks):
        path: Path = ("park", "uplinks", at)
        yield from _contract(intent, path, uplink, today)
        if uplink.kind == "private":
            yield from _private(intent, path, uplink)
        elif uplink.reaches:
            yield Problem(
                intent.origin(*path, "reaches"),
                f"circuit {uplink.uplink} is of kind {uplink.kind}: it takes a default route, "
                "so nothing can lie behind it alone",
                "write kind: private, or remove reaches",
            )


def _contract(intent: Intent, path: Path, uplink: Uplink, today: date | None) -> Iterator[Problem]:
    if uplink.until is None:
        return
    yield from last_day(
        intent.origin(*path, "until"),
        uplink.until,
        today,
        what=f"the contract for circuit {uplink.uplink} of {uplink.carrier} ended on "
        f"{uplink.until}",
        remedy="write the last day of the contract that holds now, or remove the circuit",
    )


def _private(intent: Intent, path: Path, uplink: Uplink) -> Iterator[Problem]:
    if uplink.carrier_as is not None:
        # What a carrier's BGP is taken for here is a default route: see `BgpPlan`.
        yield Problem(
            intent.origin(*path, "carrier_as"),
            f"this release does not build BGP over a private circuit such as {uplink.uplink}",
            "remove carrier_as; static routes lead to what `reaches` names",
        )
    if not uplink.reaches:
        yield Problem(
            intent.origin(*path, "kind"),
            f"circuit {uplink.uplink} is private, and nothing lies behind it",
            "name the prefixes behind it under reaches",
        )
    for number, prefix in enumerate(uplink.reaches):
        if not prefix.prefixlen:
            yield Problem(
                intent.origin(*path, "reaches", number),
                f"circuit {uplink.uplink} is private, but {prefix} is a default route",
                "name what lies behind it, or write kind: internet",
            )
    ends = ends_of(intent.park, uplink)
    others = [gateway for _, gateway in intent.park.single_gateways if gateway.device not in ends]
    if others:
        # Routers know gateways by their default routes alone, so some would miss this one.
        yield Problem(
            intent.origin(*path, "gateway"),
            f"circuit {uplink.uplink} is private, but the park has another gateway, "
            f"{others[0].device}, which does not know what lies behind it",
            "let a private circuit end on the only gateway of a park",
        )
