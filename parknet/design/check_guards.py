"""An intent in; what is wrong with `protection`, `radius` and `operators`, out."""

from collections.abc import Iterator, Sequence
from datetime import date

from parknet.design.features import Placed, placed, unmet
from parknet.design.guards import (
    MONITOR_DAYS,
    access_wants,
    enforced_modes,
    monitored_long_enough,
    voice_segment,
    voice_want,
)
from parknet.design.operators import operator_wants
from parknet.design.scope import BuildingScope
from parknet.design.wording import suggestion
from parknet.errors import Problem
from parknet.model.demands import Mode
from parknet.model.intent import Intent

# A telephone, the computer behind it, and the telephone again while it has no voice VLAN yet.
_MACS_WITH_A_PHONE = 3


def guards(
    intent: Intent, scopes: Sequence[BuildingScope], today: date | None
) -> Iterator[Problem]:
    """Yield what is wrong with what protects ports and command lines.

    Args:
        intent: a park with its library.
        scopes: its buildings.
        today: the day `monitored_since` is held against; None leaves it alone.
    """
    yield from _protection(intent, today)
    yield from _voice(intent, scopes)
    yield from _operators(intent)
    devices = list(placed(intent, scopes))
    access = [(one.device, one.profile) for one in devices if _is_guarded(one)]
    yield from unmet(intent, access, access_wants(intent))
    everywhere = [(one.device, one.profile) for one in devices]
    yield from unmet(intent, everywhere, operator_wants(intent))


def _is_guarded(one: Placed) -> bool:
    return one.role == "access" and one.enforced


def _protection(intent: Intent, today: date | None) -> Iterator[Problem]:
    park = intent.park
    protection = park.protection
    at = ("park", "protection")
    if protection.dot1x is not Mode.OFF and park.radius is None:
        yield Problem(
            intent.origin(*at, "dot1x"),
            "802.1X is on, but the park names no RADIUS server",
            "add radius with its servers, or set dot1x to off",
        )
    for field in enforced_modes(protection):
        if not monitored_long_enough(protection, today):
            yield Problem(
                intent.origin(*at, field),
                f"{field} is enforced before it was watched: it would cut off hosts nobody knows",
                f"set {field} to monitor, push it, look at who would be cut off, and after "
                f"{MONITOR_DAYS.days} days write monitored_since with the day it began",
            )
        if field != "dot1x" and not protection.dhcp_snooping:
            yield Problem(
                intent.origin(*at, field),
                f"{field} holds packets against what DHCP snooping learns, which is off",
                f"set dhcp_snooping to true, or {field} to off",
            )


def _voice(intent: Intent, scopes: Sequence[BuildingScope]) -> Iterator[Problem]:
    limit = intent.park.protection.mac_limit
    default = intent.park.management.ownership
    by_segment: dict[str, list[tuple[str, str]]] = {}
    for scope in scopes:
        voice = voice_segment(scope)
        if voice is None:
            continue
        owned = (scope.building.ownership or default) == "enforce"
        switches = [
            (one.device, one.profile)
            for one in placed(intent, [scope])
            if one.role == "access" and owned
        ]
        by_segment.setdefault(voice[0], []).extend(switches)
    for name, switches in by_segment.items():
        yield from unmet(intent, switches, [voice_want(name)])
    if by_segment and limit is not None and limit < _MACS_WITH_A_PHONE:
        yield Problem(
            intent.origin("park", "protection", "mac_limit"),
            f"mac_limit {limit} has no room for a telephone and the computer behind it",
            f"set it to {_MACS_WITH_A_PHONE} or more",
        )


def _operators(intent: Intent) -> Iterator[Problem]:
    park = intent.park
    at = ("park", "operators")
    for number, segment in enumerate(park.operators.from_segments):
        if segment not in park.segments:
            yield Problem(
                intent.origin(*at, "from_segments", number),
                f"there is no segment {segment}",
                suggestion(segment, park.segments),
            )
    own = park.management.ssh_user
    if own in park.operators.accounts:
        yield Problem(
            intent.origin(*at, "accounts", own),
            f"{own} is the account parknet itself logs in with",
            "give people accounts of their own, or parknet another in management.ssh_user",
        )
    if park.operators.from_segments and not park.operators.stations:
        yield Problem(
            intent.origin(*at, "from_segments"),
            "command lines are to answer to some networks only, but nothing says where parknet "
            "itself works",
            "add stations with the networks that parknet and its people connect from",
        )
