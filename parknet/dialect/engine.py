"""What runs and what shall run in, commands in order out: annet with our rulebooks and our order.

annet's own providers are not used: they are global, and the default one reads a file of the user.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any, Final, cast

from annet.annlib.patching import Orderer, PatchTree, make_diff, make_patch, make_pre
from annet.annlib.types import Op
from annet.rulebook import common
from annet.rulebook.patching import compile_patching_text
from annet.vendors import registry_connector
from annet.vendors.registry import Registry, registry

from parknet.dialect import cisco_logic, logic, rgos_logic
from parknet.dialect.acl import moved_rules, shown
from parknet.dialect.language import Order, Platform
from parknet.dialect.lines import Tree
from parknet.dialect.platforms import PLATFORMS
from parknet.dialect.tables import resend_what_moves


class _Vendors(Registry):
    """annet's own vendors, whatever else is installed beside it."""

    def __init__(self) -> None:
        self.vendors = registry.vendors
        self._matchers = registry._matchers


# Left to itself annet would look for plugins on disk; it says RuntimeError where it is set already.
with suppress(RuntimeError):
    registry_connector.set(_Vendors)

# Lists of which a line can be taken back while others stay.
_SHRINKING: Final = logic.SHRINKING | cisco_logic.SHRINKING | rgos_logic.SHRINKING
# Lines in one place of the order; more than any place has.
_PLACES: Final = 1000

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a patch: the views it stands in, last the line; and whether it opens a view."""

    path: Path
    opens: bool = False


@dataclass(frozen=True, slots=True)
class Patch:
    """Steps in order, and how many lines they take away."""

    steps: tuple[Step, ...]
    deletions: int


def patch(old: Tree, new: Tree, platform: str) -> Patch:
    """Return what turns `old` into `new`.

    Args:
        old: lines before, as `parknet.dialect.lines` reads them.
        new: lines after.
        platform: a key of `PLATFORMS`.
    """
    known = PLATFORMS[platform]
    less_old, less_new = _differing(old, new)
    released = [*_released(less_old, less_new, known), *_moved(less_old, less_new, known)]
    resend_what_moves(old, new, less_old, less_new, known)
    created = _created(old, less_new)
    diff = make_diff(less_old, less_new, {"patching": _rulebook(platform)}, [])
    pre = make_pre(diff)
    tree = make_patch(
        cast("Any", pre), {}, cast("Any", None), add_comments=False, orderer=_orderer(platform)
    )
    return Patch((*released, *created, *_steps(tree)), _deletions(pre) + len(released))


def _differing(old: Tree, new: Tree) -> tuple[Tree, Tree]:
    """Return both without what is equal: annet's cost grows with every line it sees."""
    less_old: Tree = {}
    less_new: Tree = {}
    for row, inside in old.items():
        other = new.get(row)
        if other is None:
            less_old[row] = inside
        elif inside != other:
            less_old[row], less_new[row] = _differing(inside, other)
    for row, inside in new.items():
        if row not in old:
            less_new[row] = inside
    return less_old, less_new


def _released(old: Tree, new: Tree, platform: Platform) -> list[Step]:
    """Take addresses back first where another interface is to have their subnet.

    Devices refuse an address that overlaps one in use. Lines taken back are gone from `old`.
    """
    wanted = [(view, network) for view, _, network in _addresses(new)]
    steps: list[Step] = []
    for view, line, network in list(_addresses(old)):
        if any(view != other and network.overlaps(subnet) for other, subnet in wanted):
            old[view] = {row: inside for row, inside in old[view].items() if row != line}
            steps.append(Step((view, platform.address_back(line))))
    return steps


def _created(old: Tree, new: Tree) -> list[Step]:
    """Create VLANs whose own lines all come later: interfaces wait for them."""
    return [
        Step((view,), opens=True)
        for view, inside in new.items()
        if view.startswith("vlan ") and view not in old and inside
        if not any(line.startswith(("description ", "name ")) for line in inside)
    ]


def _moved(old: Tree, new: Tree, platform: Platform) -> list[Step]:
    """Take rules of an access list back that come again under another number."""
    steps: list[Step] = []
    for view in sorted(old.keys() & new.keys()):
        if not platform.access_lists.is_list(view):
            continue
        gone = {
            shown(rule): rule for rule in moved_rules(old[view], new[view], platform.access_lists)
        }
        old[view] = {row: inside for row, inside in old[view].items() if row not in gone}
        for _, rule in sorted(gone.items()):
            steps.append(Step((view, f"{platform.negation} {rule.before}{rule.number}")))
    return steps


def _addresses(tree: Tree) -> Iterator[tuple[str, str, IPv4Network | IPv6Network]]:
    for view, inside in tree.items():
        if not view.startswith("interface "):
            continue
        for line in inside:
            if line.startswith(("ip address ", "ipv6 address ")):
                with suppress(ValueError):
                    words = line.split()
                    yield view, line, ip_network("/".join(words[2:4]), strict=False)


def _deletions(pre: dict[str, Any]) -> int:
    """Count lines that go and are not replaced, and lists that lose some of what they hold."""
    count = 0
    for content in pre.values():
        shrinks = content["attrs"].get("logic") in _SHRINKING
        for diff in content["items"].values():
            for kept in diff[Op.AFFECTED]:
                count += _deletions(kept["children"])
            if diff[Op.ADDED] and not shrinks:
                continue
            if shrinks and diff[Op.ADDED] and diff[Op.REMOVED]:
                count += logic.loses_any(content["rule"], diff)
                continue
            for gone in diff[Op.REMOVED]:
                count += 1 + _deletions(gone["children"])
    return count


def _steps(tree: PatchTree, views: Path = ()) -> Iterator[Step]:
    for item in tree.itms:
        path = (*views, str(item.row))
        if item.child is None:
            yield Step(path)
        elif not item.child.itms:
            yield Step(path, opens=True)
        else:
            yield from _steps(item.child, path)


@cache
def _rulebook(platform: str) -> dict[str, Any]:
    """Compile a platform's rules; a `$` that ends a pattern is no part of what undoes it."""
    known = PLATFORMS[platform]
    rules = cast("dict[str, Any]", compile_patching_text(known.rules, known.vendor))
    _amend(rules)
    return rules


class _Attributes(dict[str, Any]):
    """What a rule says: annet copies all of it for every row, and sets only what is at the top."""

    def __deepcopy__(self, memo: dict[int, Any]) -> "_Attributes":
        del memo
        return _Attributes(self)


def _amend(rules: dict[str, Any]) -> None:
    for scope in rules.values():
        for rule in scope.values():
            attributes = rule["attrs"] = _Attributes(rule["attrs"])
            attributes["reverse"] = attributes["reverse"].removesuffix("$")
            if attributes["logic"] is common.default:
                attributes["logic"] = logic.default
            if rule["children"]:
                _amend(rule["children"])


def _in_rank(part: str) -> str:
    """Return a number in a form that sorts as numbers do."""
    return part.zfill(10) if part.isdigit() else part


@cache
def _orderer(platform: str) -> "_Order":
    return _Order(PLATFORMS[platform].order)


class _Order(Orderer):
    """annet's orderer, asked by place in our table rather than by likeness of words."""

    def __init__(self, order: Order) -> None:
        super().__init__([], "")
        self._views = [
            (re.compile(view), [re.compile(line) for line in lines]) for view, lines in order
        ]

    def get_order(
        self,
        row: tuple[str, ...],
        cmd_direct: bool,
        keys: tuple[tuple[str, ...], ...] = (),
        scope: str | None = None,  # noqa: ARG002 - annet's signature
    ) -> tuple[tuple[tuple[float, tuple[str, ...]], ...], bool]:
        """Return the place of a line: of its view, then in its view; keys keep views together."""
        keys = tuple(tuple(map(_in_rank, key)) for key in keys)
        if len(row) == 1:
            view, line = self._place("", row[0])
            return ((view * _PLACES + line, keys[0]),), cmd_direct
        view, line = self._place(row[0], row[1])
        rest = tuple((0.0, key) for key in keys[2:])
        return ((view * _PLACES, keys[0]), (line, keys[1]), *rest), cmd_direct

    def _place(self, view: str, line: str) -> tuple[float, float]:
        for index, (view_pattern, lines) in enumerate(self._views):
            if view_pattern.match(view) if view_pattern.pattern else not view:
                for place, pattern in enumerate(lines):
                    if pattern.match(line):
                        return index, place
        return len(self._views), 0
