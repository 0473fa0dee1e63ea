"""Floors, links and circuits in; which port of which device takes which, out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from parknet.design.bundles import Bundle, access_bundles
from parknet.design.places import Places, ShortageError
from parknet.design.scope import (
    BuildingScope,
    FloorScope,
    ap_need,
    outlet_need,
)
from parknet.design.sockets import Model, Need, Switch, parse_panel
from parknet.model.demands import Pair
from parknet.model.intent import Intent, Library
from parknet.model.policy import StackMember
from parknet.units import counted, parse_speed

MAX_SWITCHES = 40  # per floor, as the intent's own limit


@dataclass(frozen=True, slots=True)
class PluggedSwitch:
    """An access switch of a floor with everything plugged in."""

    name: str
    floor: FloorScope
    switch: Switch
    bundles: tuple[Bundle, ...]  # all that end here


def floor_needs(floor: FloorScope, library: Library) -> dict[Need, list[str]]:
    """Return the outlets and access points of a floor by what they ask of a port.

    The most demanding come first, so that the modest do not take their ports.
    """
    needs: dict[Need, list[str]] = {}
    for outlets in floor.outlets:
        need = outlet_need(library.ports[outlets.profile])
        needs.setdefault(need, []).extend(["o:" + name for name in outlets.names])
    for aps in floor.aps:
        need = ap_need(library.aps[aps.profile])
        needs.setdefault(need, []).extend(["a:" + name for name in aps.names])
    return dict(sorted(needs.items(), key=lambda item: (-item[0].poe_w, -item[0].speed_bps)))


def place_floor(
    scope: BuildingScope, floor: FloorScope, model: Model, places: Places, intent: Intent
) -> list[PluggedSwitch]:
    """Return the access switches of a floor with everything plugged in, and record the ports.

    Raises:
        ShortageError: ports or PoE do not suffice; says how many do.
    """
    needs = floor_needs(floor, intent.library)
    held = places.held("ports")
    stem = f"{scope.code}-{floor.slug}-acc"
    total = sum(map(len, needs.values()))
    if floor.switches is not None:
        counts = range(floor.switches, floor.switches + 1)
    elif not total:
        return []
    else:
        most = max(len(model.ports), 1)
        counts = range(max(-(-total // most), _switches_held(stem, held, needs)), MAX_SWITCHES + 1)
    left: list[tuple[Need, int]] = []
    for count in counts:
        names = [f"{stem}{number}" for number in range(1, count + 1)]
        switches = [Switch.of(model, held.get(name, "")) for name in names]
        bundles_of = [access_bundles(intent, scope, floor, name) for name in names]
        left = _plug_floor(switches, bundles_of, needs)
        if not left:
            for name, switch in zip(names, switches, strict=True):
                places.give("ports", name, switch.line())
            return [
                PluggedSwitch(name, floor, switch, bundles)
                for name, switch, bundles in zip(names, switches, bundles_of, strict=True)
            ]
        if any(not model.candidates(need) for need, _ in left):
            break
    raise _floor_shortage(floor, model, needs, left, counts)


def _switches_held(stem: str, held: Mapping[str, str], needs: Mapping[Need, Sequence[str]]) -> int:
    """Return the highest number of a switch that holds something which still exists."""
    living = {owner for owners in needs.values() for owner in owners}
    highest = 1
    for number in range(2, MAX_SWITCHES + 1):
        text = held.get(f"{stem}{number}")
        if text is not None and not living.isdisjoint(parse_panel(text, 1 << 10)):
            highest = number
    return highest


def _plug_floor(
    switches: Sequence[Switch],
    bundles_of: Sequence[Sequence[Bundle]],
    needs: Mapping[Need, Sequence[str]],
) -> list[tuple[Need, int]]:
    """Plug in links and users; return the needs that found too few ports, with how many."""
    need_of = {owner: need for need, owners in needs.items() for owner in owners}
    left: list[tuple[Need, int]] = []
    placed: set[str] = set()
    for switch, bundles in zip(switches, bundles_of, strict=True):
        # All links of an access switch are of one speed.
        link = Need("link", bundles[0].speed_bps)
        cables = [cable for bundle in bundles for cable in bundle.owners()]
        if any(switch.panel):
            switch.keep(need_of | dict.fromkeys(cables, link), placed)
            placed.update(switch.index_of)
        cables = [cable for cable in cables if cable not in switch.index_of]
        missing = len(cables) - switch.plug(link, cables)
        if missing:
            left.append((link, missing))
    for need, owners in needs.items():
        waiting: Sequence[str] = owners
        if placed:
            waiting = [owner for owner in owners if owner not in placed]
        done = _spread(switches, need, waiting) if need.poe_w else _fill(switches, need, waiting)
        if done < len(waiting):
            left.append((need, len(waiting) - done))
    return left


def _fill(switches: Sequence[Switch], need: Need, owners: Sequence[str]) -> int:
    done = 0
    for switch in switches:
        done += switch.plug(need, owners[done:])
    return done


def _spread(switches: Sequence[Switch], need: Need, owners: Sequence[str]) -> int:
    """Plug what draws power into the switch that has most of it left."""
    for done, owner in enumerate(owners):
        by_power = sorted(switches, key=lambda switch: -switch.watts_left)
        if not any(switch.plug(need, [owner]) for switch in by_power):
            return done
    return len(owners)


def _floor_shortage(
    floor: FloorScope,
    model: Model,
    needs: Mapping[Need, Sequence[str]],
    left: Sequence[tuple[Need, int]],
    counts: Sequence[int],
) -> ShortageError:
    need, missing = left[0]
    if need.use == "link":
        return ShortageError(
            f"access switch {model.name} has no {missing} more ports of {need} for its link",
            "choose a profile with more uplink ports, or fewer links in access_link",
        )
    fits = len(model.candidates(need))
    count = counts[-1]
    if not fits:
        return ShortageError(
            f"floor {floor.name}: no port of {model.name} gives {need}",
            "choose a device profile whose ports do, or a more modest profile",
        )
    watts = sum(need.poe_w * len(owners) for need, owners in needs.items())
    budget = model.profile.poe_budget_w * count
    if watts > budget:
        return ShortageError(
            f"floor {floor.name} needs {watts:g} W PoE, but its {count} × {model.name} "
            f"give {budget:g} W",
            f"set switches to {_ceil(watts, model.profile.poe_budget_w)} or more, "
            "or choose a profile with a larger budget",
        )
    total = sum(map(len, needs.values()))
    found = total - sum(number for _, number in left)
    per_switch = max(found // count, 1)
    return ShortageError(
        f"floor {floor.name} needs {counted(total, 'port')} for outlets and access points, "
        f"but its {count} × {model.name} have {found} that fit",
        f"set switches to {_ceil(total, per_switch)}, or move outlets to another floor",
    )


def _ceil(amount: float, each: float) -> int:
    return int(-(-amount // each)) if each else 1


def link_needs(
    name: str,
    model: Model,
    bundles: Iterable[Bundle],
    pair: Pair | None = None,
    *,
    spreads: bool = False,
) -> list[tuple[Need, Sequence[str]]]:
    """Return what the links of a device ask of its ports; links up count from the last port.

    On a stack, cables of one link aggregation lie on both members, and so do the ways up; each
    member has ports of its own for the other. With `spreads`, links down take the members in turn
    as well, though each has one cable.
    """
    needs: list[tuple[Need, Sequence[str]]] = []
    ups = rings = 0
    for bundle in bundles:
        if name not in (bundle.lower, bundle.upper):
            continue
        is_up = bundle.lower == name
        need = Need("link", bundle.speed_bps, from_end=is_up)
        owners = bundle.owners()
        if bundle.kind == "ring" and model.members > 1:
            needs.append((need._replace(member=rings % model.members), owners))
            rings += 1
            continue
        if model.members == 1 or (len(owners) == 1 and not (is_up or spreads)):
            needs.append((need, owners))
            continue
        for at, owner in enumerate(owners, ups if is_up or spreads else 0):
            needs.append((need._replace(member=at % model.members), [owner]))
        ups += len(owners) if is_up or spreads else 0
    if pair is not None and model.members > 1:
        speed_bps = parse_speed(pair.link)
        for member in range(model.members):
            need = Need("link", speed_bps, from_end=True, member=member)
            needs.append((need, stack_owners(member, pair)))
    return needs


def stack_owners(member: int, pair: Pair) -> list[str]:
    """Return what stands in `allocations.lock` for a member's ports towards the other."""
    return [f"l:stack/{member + 1}/{cable}" for cable in range(1, pair.links + 1)]


def stack_members(switch: Switch, pair: Pair | None) -> tuple[StackMember, ...]:
    """Return the members of a stack that is plugged in; none of a device that stands alone."""
    model = switch.model
    if pair is None or model.members == 1 or model.profile.stack is None:
        return ()
    return tuple(
        StackMember(
            model.profile.stack.first + member,
            tuple(
                model.ports[index].name
                for index in sorted(switch.index_of[o] for o in stack_owners(member, pair))
            ),
            parse_speed(pair.link),
        )
        for member in range(model.members)
    )


def plug_links(
    name: str, model: Model, places: Places, links: Iterable[tuple[Need, Sequence[str]]]
) -> Switch:
    """Return a device with its links plugged in, the fastest first, and record its ports.

    Raises:
        ShortageError: there are more links than ports that can serve them.
    """
    ordered = sorted(links, key=lambda item: (not item[0].from_end, -item[0].speed_bps, item[1]))
    switch = Switch.of(model, places.held("ports").get(name, ""))
    need_of = {owner: need for need, owners in ordered for owner in owners}
    if any(switch.panel):
        switch.keep(need_of, set())
    for need, owners in ordered:
        waiting = [owner for owner in owners if owner not in switch.index_of]
        if switch.plug(need, waiting) < len(waiting):
            total = sum(n.speed_bps >= need.speed_bps for n in need_of.values())
            raise ShortageError(
                f"{name} needs {counted(total, 'port')} of {need} or more for links, "
                f"but {model.name} has {len(model.candidates(need))}",
                "choose a device profile with more such ports, or fewer or slower links",
            )
    places.give("ports", name, switch.line())
    return switch
