"""Changes and the cables between their devices in, those that go together out.

What both ends of a link have to change at once is one unit. Where the far end already is as
designed, a device changes alone: that mends the link. Where it cannot change now, nobody does.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from ipaddress import IPv4Network
from types import MappingProxyType
from typing import Final

from parknet.deploy.cables import carried_by
from parknet.model.change import Change, Grade
from parknet.model.network import DevicePlan, LinkPlan, Network

# A unit is changed and confirmed as a whole while its timers run. Where all that are equally far
# change at once, five minutes are enough; each round more may wait for a reply that never comes.
ENOUGH_S: Final = 300
ROUND_S: Final = 90
_SHOWN: Final = 5

# Interfaces with a routing neighbour, of the devices that told.
Adjacent = Mapping[str, frozenset[str]]


def together(
    changes: Sequence[Change],
    network: Network,
    unread: Iterable[str] = (),
    adjacent: Adjacent = MappingProxyType({}),
) -> tuple[Change, ...]:
    """Return changes, each with its unit, or held where that cannot be changed as one.

    Args:
        changes: of one plan.
        network: what is cabled to what.
        unread: devices that the plan could not read: nobody knows what they would have to change.
        adjacent: on which interfaces devices have a routing neighbour; a link on which nobody has
            one is not cut by signing. Who is not in it may have some anywhere.
    """
    by_name = {change.device: change for change in changes}
    ends = _far_ends(changes, network, adjacent)
    why: dict[str, str] = {}
    partners: dict[str, set[str]] = defaultdict(set)
    blind = frozenset(unread)
    for (device, what), far in ends.items():
        for other in far:
            if other in blind:
                why.setdefault(
                    device, f"changes its {what}, and {other} at the other end cannot be read"
                )
            elif device in ends.get((other, what), ()):
                partners[device].add(other)
                partners[other].add(device)
    for device, routers in _routers_of(changes, network):
        for router in routers:
            if router in blind:
                why.setdefault(
                    device, f"moves its management, and its router {router} cannot be read"
                )
            elif router in by_name:
                partners[device].add(router)
                partners[router].add(device)
    units = {
        device: tuple(sorted(group, key=lambda name: distance(by_name[name])))
        for device, group in _components(partners).items()
    }
    # Who moves alone is one too: its own session may break, and it is read where it moved to.
    units |= {it.device: (it.device,) for it in changes if it.move and it.device not in units}
    found = []
    for change in changes:
        unit = units.get(change.device, ())
        reason = why.get(change.device) or _refused(change, unit, by_name, why)
        held = "; ".join(part for part in (change.held, reason) if part)
        found.append(change.model_copy(update={"unit": () if held else unit, "held": held}))
    return tuple(found)


def distance(change: Change) -> tuple[int, int, str]:
    """Return what sorts devices, the farthest from the management station first."""
    return change.tier, -change.move.hops if change.move else 0, change.device


def _routers_of(
    changes: Iterable[Change], network: Network
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield devices that move with those that have an address in the subnet they move to."""
    at: dict[IPv4Network, list[str]] = defaultdict(list)
    for device in network.devices:
        for svi in device.svis:
            if svi.ipv4 is not None:
                at[svi.ipv4.network].append(device.name)
    for change in changes:
        mine = network.by_name.get(change.device)
        if change.move and mine is not None:
            others = (name for name in at[mine.management4.network] if name != mine.name)
            yield mine.name, tuple(name for name in others if network.device(name).router_id)


def _far_ends(
    changes: Iterable[Change], network: Network, adjacent: Adjacent
) -> Mapping[tuple[str, str], frozenset[str]]:
    """Return the devices at the other ends of what changes, by device and what it is."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for change in changes:
        device = network.by_name.get(change.device)
        for one in change.two_ended:
            if device is not None:
                found[change.device, one.what] |= _behind(device, one.at, network, adjacent)
    return {key: frozenset(far) for key, far in found.items()}


def _behind(device: DevicePlan, interface: str, network: Network, adjacent: Adjacent) -> set[str]:
    """Return the devices behind an interface; behind any between routers, without a name."""
    ports = {interface}
    for lag in device.lags:
        if lag.name == interface:
            ports |= set(lag.members)
    found = set()
    for link in network.links:
        for here, there in ((link.a, link.b), (link.b, link.a)):
            if here.device != device.name:
                continue
            other = network.by_name.get(there.device)
            routed = other is not None and other.router_id is not None
            if here.port in ports or (
                not interface and routed and not _is_idle(link, network, adjacent)
            ):
                found.add(there.device)
    return found


def _is_idle(link: LinkPlan, network: Network, adjacent: Adjacent) -> bool:
    """Return whether a link carries no routing neighbour yet, as its ends told."""
    told = [end for end in (link.a, link.b) if end.device in adjacent]
    return bool(told) and not any(
        name in adjacent[end.device]
        for end in told
        for name in carried_by(network.by_name.get(end.device), end.port)
    )


def _components(partners: Mapping[str, set[str]]) -> dict[str, tuple[str, ...]]:
    """Return the group of each device that has partners."""
    groups: dict[str, tuple[str, ...]] = {}
    for start in partners:
        if start in groups:
            continue
        group, waiting = {start}, [start]
        while waiting:
            for other in partners[waiting.pop()] - group:
                group.add(other)
                waiting.append(other)
        groups |= dict.fromkeys(group, tuple(group))
    return groups


def _refused(
    change: Change, unit: tuple[str, ...], by_name: Mapping[str, Change], why: Mapping[str, str]
) -> str:
    """Return why a unit cannot be changed as one."""
    if not unit:
        return ""
    moves = (*(["management"] if any(by_name[name].move for name in unit) else []),)
    whats = " and ".join(dict.fromkeys([*(one.what for one in change.two_ended), *moves]))
    names = [name for name in unit if name != change.device]
    more = [f"{len(names) - _SHOWN} more"] if len(names) > _SHOWN else []
    others = ", ".join([*names[:_SHOWN], *more])
    told = f"changes its {whats}{' together with ' if others else ''}{others}"
    for name in unit:
        if by_name[name].grade is not Grade.A:
            return f"{told}: all of them must revert by a timer of their own, {name} cannot"
    own = change.held.split("; ")
    for name in unit:
        theirs = by_name[name].held or why.get(name, "")
        others_only = [part for part in theirs.split("; ") if part and part not in own]
        if name != change.device and others_only:
            return f"{told}, and {name} is held: {'; '.join(others_only)}"
    return ""


def longest(changes: Iterable[Change], sessions: int) -> tuple[int, tuple[str, ...]]:
    """Return for how long a unit's timers have to wait at least, in seconds, and which unit it is.

    Of the changes that are pushed, that of the unit that takes longest; 0 where none takes more
    than any timer gives.

    Args:
        changes: of one plan.
        sessions: most of them at once, at least 1.
    """
    units: dict[tuple[str, ...], Counter[tuple[int, int]]] = defaultdict(Counter)
    for change in changes:
        if change.unit and not change.held:
            units[change.unit][distance(change)[:2]] += 1
    found: tuple[int, tuple[str, ...]] = (0, ())
    for unit, stages in units.items():
        more = sum(-(-count // sessions) - 1 for count in stages.values())
        if more:
            found = max(found, (ENOUGH_S + ROUND_S * more, unit))
    return found
