"""What both ends of a link have to change at once: trees before and after in, what and where out.

Each alone would cut the link, and no single device can take that back. Such lines are sent last: on
devices where lines are live one by one, what follows the line that cuts would never arrive.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from parknet.dialect.engine import Step
from parknet.dialect.language import Platform
from parknet.dialect.lines import Tree
from parknet.model.change import TwoEnded
from parknet.names import PLACEHOLDER

# A key, what it is used by, and the interface or area that asks for it.
_SIGNS: Final = re.compile(
    r"^(undo |no )?(ip |ipv6 )?(ospf(v3)? )?(message-digest-key|authentication)"
)
_ROUTES: Final = re.compile(r"^(router )?ospf(v3)?\b|^area ")
_KEYS: Final = re.compile(r"^key ?chain (\S+)")


def two_ended(old: Tree, final: Tree, platform: Platform) -> tuple[TwoEnded, ...]:
    """Return what the devices at the other ends have to change together with this one."""
    modes = (*_modes(old, final, platform), *_member_modes(old, final, platform))
    found = [TwoEnded(what="LAG mode", at=_name(row)) for row in modes]
    found += [TwoEnded(what="native VLAN", at=_name(row)) for row in _natives(old, final, platform)]
    before, after = _signing(old), _signing(final)
    if before != after and _is_routed(old):
        resent = _masked(before) == _masked(after)
        found.append(TwoEnded(what="routing authentication", resent=resent))
    return tuple(found)


def _name(row: str) -> str:
    return row.removeprefix("interface ")


def _modes(old: Tree, final: Tree, platform: Platform) -> Iterator[str]:
    """Yield each LAG whose mode changes under its members."""
    for row in sorted(old.keys() & final.keys()):
        if not platform.lag_mode or not row.startswith(platform.lag):
            continue
        before, after = (
            [line for line in tree[row] if line.startswith(platform.lag_mode)]
            for tree in (old, final)
        )
        if before != after and _members(old, row, platform):
            yield row


def _member_modes(old: Tree, final: Tree, platform: Platform) -> Iterator[str]:
    """Yield each port that stays in its LAG in another mode, where members say the mode."""
    head = platform.member.format("")
    for row in sorted(old.keys() & final.keys()):
        before, after = (
            [line.removeprefix(head) for line in tree[row] if line.startswith(head)]
            for tree in (old, final)
        )
        for one, other in zip(before, after, strict=False):
            if one != other and one.split()[0] == other.split()[0]:
                yield row


def _members(tree: Tree, lag: str, platform: Platform) -> list[str]:
    line = platform.member.format(lag[len(platform.lag) :])
    return [row for row, inside in tree.items() if line in inside]


def _natives(old: Tree, final: Tree, platform: Platform) -> Iterator[str]:
    """Yield each trunk whose untagged VLAN changes."""
    words = tuple(prefix for prefix in platform.port_vlan if " trunk " in prefix)
    if not words:
        return
    for row in sorted(old.keys() & final.keys()):
        sides = [[line for line in tree[row] if line.startswith(words)] for tree in (old, final)]
        are_trunks = all(
            # A telephone's port, `mode trunk phone`, has no other end of ours.
            any(line.endswith(("link-type trunk", "mode trunk")) for line in tree[row])
            for tree in (old, final)
        )
        if sides[0] != sides[1] and are_trunks:
            yield row


def _signing(tree: Tree) -> frozenset[tuple[str, ...]]:
    """Return every line that signs what routers tell one another, behind its sections.

    A keychain that nothing names signs nothing.
    """
    found = [path for path in _paths(tree) if _is_signing(path)]
    used = {word for path in found if not _KEYS.match(path[0]) for word in path[-1].split()}
    return frozenset(
        path for path in found if not (chain := _KEYS.match(path[0])) or chain[1] in used
    )


def _masked(signing: Iterable[tuple[str, ...]]) -> frozenset[tuple[str, ...]]:
    """Return lines whose secrets look alike, as devices show them."""
    return frozenset((*path[:-1], PLACEHOLDER.sub("<<secret>>", path[-1])) for path in signing)


def _is_signing(path: Sequence[str]) -> bool:
    if _KEYS.match(path[0]):
        return "ospf" in path[0] and len(path) > 1
    line = path[-1]
    if not _SIGNS.match(line):
        return False
    return "ospf" in line or any(_ROUTES.match(view) for view in path[:-1])


def _is_routed(tree: Tree) -> bool:
    return any(re.match(r"(router )?ospf ", row) for row in tree)


def _paths(tree: Tree, views: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for row, inside in tree.items():
        yield (*views, row)
        yield from _paths(inside, (*views, row))


def cutting_last(
    steps: Iterable[Step], found: Sequence[TwoEnded], platform: Platform
) -> tuple[Step, ...]:
    """Return steps, those that cut a link behind all others."""
    if not found:
        return tuple(steps)
    views = {each.what: {one.at for one in found if one.what == each.what} for each in found}

    def cuts(step: Step) -> bool:
        line = re.sub(rf"^{platform.negation} ", "", step.path[-1])
        at = _name(step.path[0])
        if at in views.get("LAG mode", ()):
            words = (platform.lag_mode, platform.member.format("").strip())
            return line.startswith(tuple(word for word in words if word))
        if at in views.get("native VLAN", ()):
            return line.startswith(platform.port_vlan)
        signs = "routing authentication" in views and not _KEYS.match(step.path[0])
        return signs and _is_signing(step.path)

    return tuple(sorted(steps, key=cuts))  # sorting keeps the order of equals


def emptied(steps: Sequence[Step], old: Tree, final: Tree, platform: Platform) -> tuple[Step, ...]:
    """Return steps in which members leave a LAG while its mode changes, where they have to.

    [D] S5700 command reference, Link Aggregation, mode: not while the Eth-Trunk has members.
    """
    if not platform.mode_needs_empty:
        return tuple(steps)
    lags = {row: _members(old, row, platform) for row in _modes(old, final, platform)}
    result: list[Step] = []
    for step in steps:
        view = step.path[0]
        is_mode = view in lags and re.match(
            rf"({platform.negation} )?{platform.lag_mode}\b", step.path[-1]
        )
        if not is_mode:
            result.append(step)
            continue
        line = platform.member.format(view[len(platform.lag) :])
        bare = platform.member.format("").strip()
        result += [Step((port, f"{platform.negation} {bare}")) for port in lags[view]]
        result.append(step)
        result += [Step((port, line)) for port in lags[view] if line in final.get(port, {})]
    return tuple(result)
