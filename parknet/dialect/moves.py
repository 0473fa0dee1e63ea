"""How the address moves by which a device is managed: before and after in, the move out.

The session ends with the old path, and where lines are live one by one, what follows the line that
takes it would never arrive. So all that touches either path goes last, and at once: a device reads
on in what it has received.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final

from parknet.dialect.engine import Step
from parknet.dialect.language import Platform
from parknet.dialect.lines import Tree
from parknet.model.change import Grade, ManagementMove

Holders = frozenset[tuple[str, str]]  # an address with its length, and the interface that has it
_ADDRESS: Final = re.compile(r"^ip address (\d+\.\d+\.\d+\.\d+)([ /].*)?$")
_DEFAULT: Final = re.compile(
    r"(ip route-static 0\.0\.0\.0 |ip route 0\.0\.0\.0[ /]|ip default-gateway "
    r"|ipv6 route-static :: 0 |ipv6 route(-static)? ::/0 )"
)


def addresses(tree: Tree) -> Holders:
    """Return the IPv4 addresses of interfaces, as lines have them, and what has them."""
    return frozenset(
        (line.removeprefix("ip address "), view.removeprefix("interface "))
        for view, inside in tree.items()
        if view.startswith("interface ")
        for line in inside
        if _ADDRESS.match(line)
    )


def move_of(
    before: Collection[tuple[str, str]],
    after: Collection[tuple[str, str]],
    at: str,
    wanted: str,
    hops: int = 0,
) -> ManagementMove | None:
    """Return how a device's management moves, or None where it stays where it is.

    Args:
        before: what has which address, with or without its length.
        after: the same once the change is made.
        at: the address by which the device is managed now; empty where nobody knows.
        wanted: the address by which it is managed then.
        hops: cables between it and the router of its segment.
    """
    here, there = _holding(before, at), _holding(after, wanted)
    if not at or not here or (here, at) == (there, wanted):
        return None
    old, new = (next(iter(sorted(found)), ("", "")) for found in (here, there))
    return ManagementMove(
        before=at, after=wanted, interface_before=old[1], interface_after=new[1], hops=hops
    )


def refused(move: ManagementMove | None, grade: Grade, steps: int = 1) -> Iterator[str]:
    """Yield why a move cannot be made; a change of several steps is confirmed between them."""
    if move is None:
        return
    if not move.interface_after:
        yield f"takes the management address {move.before} away and gives no other"
    elif grade is not Grade.A:
        yield (
            f"moves its management from {move.before} to {move.after}, and no timer of grade A "
            "takes that back: move it at its console, then plan again"
        )
    elif steps > 1:
        yield "moves its management while its change goes in steps: plan one after the other"


def parting_last(
    steps: Sequence[Step], move: ManagementMove | None, platform: Platform
) -> tuple[tuple[Step, ...], tuple[Step, ...]]:
    """Return steps that leave the way to the device as it is, and those that do not."""
    if move is None:
        return tuple(steps), ()
    heads = {f"interface {name}" for name in (move.interface_before, move.interface_after)}
    word = f"{platform.negation} "

    def parts(step: Step) -> bool:
        line = step.path[-1].removeprefix(word)
        takes = line != step.path[-1]
        return (
            step.path[0].removeprefix(word) in heads
            or bool(_DEFAULT.match(line))
            or (takes and bool(re.search(r"\bvlan\b", line)))
            or line.startswith("switchport trunk allowed vlan remove ")
        )

    return tuple(it for it in steps if not parts(it)), tuple(it for it in steps if parts(it))


def _holding(found: Iterable[tuple[str, str]], address: str) -> frozenset[tuple[str, str]]:
    return frozenset(one for one in found if re.split("[ /]", one[0])[0] == address)
