"""What a device was joined to before and after: two records in, what was lost out.

What the design itself takes away is no loss, and of what people plug in only the number counts:
somebody switches a computer off during every push.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from typing import Final, NamedTuple

from parknet.model.standing import Standing, Tie, TieKind

# Of the outlets that were up, so many may be down afterwards: a share, and at least this number.
OUTLETS_SHARE: Final = 0.1
OUTLETS_LEAST: Final = 2

_TITLES: Final[dict[TieKind, str]] = {
    "port": "the port {at}",
    "lldp": "the LLDP neighbour {to} on {at}",
    "ospf": "the OSPF neighbour {to} on {at}",
    "ospfv3": "the OSPFv3 neighbour {to} on {at}",
    "bgp": "the BGP session with {at}",
    "gateway": "the default gateway {at}",
}


class Stays(StrEnum):
    """What may become of something that a device is joined to."""

    MUST = "must"  # it has to be there afterwards
    MAY_GO = "may_go"  # the design takes it away, or it is nothing of ours
    COUNTED = "counted"  # people plug it in and out: most of them have to stay


class Loss(NamedTuple):
    """Something that is not there any more, as people are told, and on which interface it was."""

    what: str
    at: str = ""


Expected = Callable[[str, Tie], Stays]


def everything_stays(_device: str, _tie: Tie) -> Stays:
    """Return that nothing may go."""
    return Stays.MUST


def losses(before: Standing, after: Standing, expected: Expected) -> tuple[Loss, ...]:
    """Return what a device has lost.

    A neighbour that another one has taken the place of is not lost: a name or a router id changes
    with a design.

    Example:
        >>> was = Standing(device="a", ties=(Tie("ospf", "Vlanif3001", "10.0.0.1"),))
        >>> losses(was, Standing(device="a", ties=()), everything_stays)[0].what
        'lost the OSPF neighbour 10.0.0.1 on Vlanif3001'
    """
    found: list[Loss] = []
    counted: list[Tie] = []
    now = frozenset(after.ties)
    came: dict[tuple[TieKind, str], int] = defaultdict(int)
    for tie in now - frozenset(before.ties):
        came[tie.kind, tie.at] += 1
    for tie in before.ties:
        stays = expected(before.device, tie)
        if stays is Stays.COUNTED:
            counted.append(tie)
        if stays is not Stays.MUST or tie in now:
            continue
        if came[tie.kind, tie.at]:
            came[tie.kind, tie.at] -= 1
            continue
        found.append(Loss("lost " + _TITLES[tie.kind].format(at=tie.at, to=tie.to), tie.at))
    return (*found, *_too_few(counted, now), *_aps(before, after))


def _too_few(counted: Sequence[Tie], now: frozenset[Tie]) -> Iterator[Loss]:
    down = [tie for tie in counted if tie not in now]
    if len(down) > max(OUTLETS_LEAST, int(len(counted) * OUTLETS_SHARE)):
        first = ", ".join(tie.at for tie in down[:3])
        yield Loss(f"lost {len(down)} of {len(counted)} outlets that were up, first {first}")


def _aps(before: Standing, after: Standing) -> Iterator[Loss]:
    if before.aps and (after.aps is None or after.aps < before.aps):
        yield Loss(f"lost {before.aps - (after.aps or 0)} of {before.aps} access points")
