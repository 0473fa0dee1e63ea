"""Access points go group by group: trees before and after in, the steps of the way out.

What a group's access points are told makes them join anew, so a change takes a few groups at a
time: all that is not of a group with the first, then groups in order. Groups that no device runs
yet have nobody to lose and do not count.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from typing import Final

from parknet.dialect.lines import Tree

Path = tuple[str, ...]
# What a group that waits still names stays until it has gone too.
_NAMED: Final = (
    "traffic-profile ", "security-profile ", "ssid-profile ", "vap-profile ", "ap-group ",
    "wlan service-template ", "vlan ", "authentication-profile ",
    "portal-access-profile ", "dot1x-access-profile ", "web-auth-server ", "url-template ",
    "portal web-server ",
)  # fmt: skip


def _huawei(tree: Tree) -> Iterator[tuple[str, Path]]:
    for row, inside in tree.get("wlan", {}).items():
        if row.startswith("ap-group name "):
            yield row.removeprefix("ap-group name "), ("wlan", row)
        elif row.startswith("ap-id "):
            yield _last(inside, "ap-group "), ("wlan", row)


def _h3c(tree: Tree) -> Iterator[tuple[str, Path]]:
    entries = {row.split()[2]: row for row in tree if row.startswith("wlan ap ")}
    for row, inside in tree.items():
        if row.startswith("wlan ap-group "):
            group = row.removeprefix("wlan ap-group ")
            yield group, (row,)
            members = (line.removeprefix("ap ") for line in inside if line.startswith("ap "))
            yield from ((group, (entries[name],)) for name in members if name in entries)


def _ruijie(tree: Tree) -> Iterator[tuple[str, Path]]:
    for row, inside in tree.items():
        if row.startswith("ap-group "):
            yield row.removeprefix("ap-group "), (row,)
        elif row.startswith("ap-config "):
            yield _last(inside, "ap-group "), (row,)


def _last(inside: Tree, head: str) -> str:
    return next((line.removeprefix(head) for line in inside if line.startswith(head)), "")


_READERS: Final[Mapping[str, Callable[[Tree], Iterator[tuple[str, Path]]]]] = {
    "huawei_ac": _huawei,
    "h3c_ac": _h3c,
    "ruijie_ac": _ruijie,
}


def staged(
    old: Tree, final: Tree, platform: str, at_once: int
) -> list[tuple[Tree, tuple[str, ...]]]:
    """Return what to run step by step, and the groups that each step tells something else.

    Args:
        old: what runs.
        final: what shall run in the end: the last step.
        platform: its name; only controllers have groups.
        at_once: most groups that may change in one step; 0 knows no end.
    """
    if platform not in _READERS:
        return [(final, ())]
    before, after = (_paths(tree, platform) for tree in (old, final))
    touched = [
        group
        for group in sorted(before)
        if any(
            _at(old, path) != _at(final, path) for path in before[group] | after.get(group, set())
        )
    ]
    size = at_once or max(1, len(touched))
    steps = []
    for first in range(0, max(1, len(touched)), size):
        waiting = touched[first + size :]
        result = {**final, "wlan": dict(final["wlan"])} if "wlan" in final else dict(final)
        for group in waiting:
            for path in sorted(before[group] | after.get(group, set())):
                _put(result, path, _at(old, path))
        for path in _named(old) if waiting else ():
            if _at(result, path) is None:
                _put(result, path, _at(old, path))
        result = kept_in_use(old, result, platform)
        steps.append((result, tuple(touched[first : first + size])))
    return steps


def kept_in_use(old: Tree, final: Tree, platform: str) -> Tree:
    """Return what shall run with the profiles that something we leave alone still names."""
    if platform not in _READERS:
        return final
    result = {**final, "wlan": dict(final["wlan"])} if "wlan" in final else dict(final)
    while True:
        used = set(_words(result))
        missing = [
            path
            for path in _named(old)
            if _at(result, path) is None and _call_name(path[-1]) in used
        ]
        if not missing:
            return result
        for path in missing:
            _put(result, path, _at(old, path))


def _call_name(head: str) -> tuple[str, str]:
    """Return how other lines name what a line makes.

    Example:
        >>> _call_name("vap-profile name a"), _call_name("wlan service-template a")
        (('vap-profile', 'a'), ('service-template', 'a'))
    """
    words = head.removeprefix("wlan ").removeprefix("portal ").split()
    return words[0], words[-1]


def _words(tree: Tree, depth: int = 0) -> Iterator[tuple[str, str]]:
    """Yield each two words that stand together in a line inside a view."""
    for row, inside in tree.items():
        if depth:
            yield from pairwise(row.split())
        yield from _words(inside, depth + 1)


def without_rivals(final: Tree, wanted: Tree, platform: str) -> Tree:
    """Return what shall run without entries that hold an access point which another is to hold.

    Such an entry stays where nobody wants it, but no controller takes one access point twice.
    """
    if platform not in _READERS:
        return final
    ours = {path: _identities(path, wanted) for _, path in _READERS[platform](wanted)}
    taken = frozenset().union(*ours.values())
    result = {**final, "wlan": dict(final["wlan"])} if "wlan" in final else dict(final)
    for _, path in _READERS[platform](final):
        if path not in ours and _identities(path, final) & taken:
            _put(result, path, None)
    return result


def _identities(path: Path, tree: Tree) -> frozenset[str]:
    """Return the MAC address and serial number of an entry; a group has none."""
    head = path[-1].split()
    words = head[3::2] if head[0] == "ap-id" else []
    known = ("ap-mac ", "mac-address ", "serial-id ")
    inside = _at(tree, path) or {}
    return frozenset((*words, *(row.split()[-1] for row in inside if row.startswith(known))))


def _paths(tree: Tree, platform: str) -> dict[str, set[Path]]:
    found: dict[str, set[Path]] = {}
    for group, path in _READERS[platform](tree):
        found.setdefault(group, set()).add(path)
    return found


def _named(tree: Tree) -> Iterator[Path]:
    yield from ((row,) for row in tree if row.startswith(_NAMED))
    yield from (("wlan", row) for row in tree.get("wlan", {}) if row.startswith(_NAMED))


def _at(tree: Tree, path: Path) -> Tree | None:
    found: Tree | None = tree
    for row in path:
        found = found.get(row) if found is not None else None
    return found


def _put(tree: Tree, path: Path, inside: Tree | None) -> None:
    view = tree
    for row in path[:-1]:
        view = view.setdefault(row, {})
    if inside is None:
        view.pop(path[-1], None)
    else:
        view[path[-1]] = inside
