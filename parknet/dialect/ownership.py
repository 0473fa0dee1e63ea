"""What a device runs and what is wanted in, what it shall run out.

parknet removes only what it owns. The answer holds every wanted line and
every line that is not ours to remove; so the difference to what runs is exactly what may be done.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from annet.annlib.rbparser.syntax import compile_row_regexp, parse_text

from parknet.dialect.language import Platform
from parknet.dialect.lines import Tree
from parknet.dialect.platforms import PLATFORMS

_SCHEME: Final = {
    "owned": {"validator": str, "default": "kind"},
    "global": {"validator": bool, "default": False},
}

_CHAIN: Final = re.compile(r"^key ?chain (parknet-\S+)")

Key = tuple[str, ...]
_NONE: Final[Tree] = {}


@dataclass(frozen=True, eq=False)
class Rule:
    """A line of the rulebook."""

    row: str
    pattern: re.Pattern[str]
    owned: str
    inside: "Level"

    def owns(self, key: Key, row: str) -> bool:
        """Return whether a line nobody wants is ours, as far as its key tells, or else its words.

        A line that there can be one of has no key: whose it is shows in what it says.
        """
        if self.owned == "kind":
            return True
        if self.owned in {"named", "first", "second", "third", "kept"}:
            return False
        return re.match(self.owned, " ".join(key) if key else row) is not None

    def named_by(self, key: Key) -> Key:
        """Return the part of the key that makes a line ours where it occurs in what is wanted."""
        parts = {"first": key[:1], "second": key[1:2], "third": key[2:3]}
        return parts.get(self.owned, key)


class Level:
    """The rules of one view."""

    def __init__(self, rules: list[Rule]) -> None:
        self.rules = rules
        self._by_word: dict[str, list[Rule]] = defaultdict(list)
        self._of_any: list[Rule] = []
        for rule in rules:
            # A rule's first word is plain text; a `$` behind it is the pattern's. What begins with
            # a key, such as a numbered rule, is tried where no word is known.
            word = rule.row.partition(" ")[0].removesuffix("$")
            (self._of_any if word.startswith("*") else self._by_word[word]).append(rule)

    def match(self, row: str) -> tuple[Rule, Key] | None:
        """Return the rule that knows a line, and the line's key; None for what we do not model."""
        for rule in self._by_word.get(row.partition(" ")[0], self._of_any):
            if found := rule.pattern.match(row):
                return rule, found.groups()
        return None


@cache
def vocabulary(platform: str) -> Level:
    """Return the lines we own on a platform."""
    return _level(parse_text(PLATFORMS[platform].rules, _SCHEME))


def _level(rules: dict[str, Any]) -> Level:
    return Level(
        [
            Rule(
                row=rule["row"],
                pattern=compile_row_regexp(rule["row"]),
                owned=rule["params"]["owned"],
                inside=_level(rule["children"]),
            )
            for rule in rules.values()
            if not rule["params"]["global"]
        ]
    )


def target(running: Tree, wanted: Tree, platform: str) -> Tree:
    """Return what the device shall run: all that is wanted, and what is not ours to remove."""
    result = _merge(running, wanted, vocabulary(platform))
    _keep_what_others_use(running, wanted, result, PLATFORMS[platform])
    _drop_lists_let_go(running, wanted, result, PLATFORMS[platform])
    for row in [row for row in result if row not in wanted and _is_unused_key(row, result)]:
        del result[row]
    return result


def with_used_keys(running: Tree, final: Tree) -> Tree:
    """Return what shall run with the keychains that go, but are named until everything else has.

    Who still names one would sign with nothing for as long as the lines of a change take.
    """
    going = [row for row in running if row not in final and _CHAIN.match(row)]
    used = {row: running[row] for row in going if not _is_unused_key(row, running)}
    return {**final, **used}


def _is_unused_key(row: str, tree: Tree) -> bool:
    """Return whether a line makes a keychain of ours that nothing names, in whatever view."""
    found = _CHAIN.match(row)
    return found is not None and not any(
        f" {found[1]} " in f" {line} " for line in _below(tree) if not _CHAIN.match(line)
    )


def _below(tree: Tree) -> Iterator[str]:
    for row, inside in tree.items():
        yield row
        yield from _below(inside)


def owned_part(tree: Tree, level: Level, raw: Tree = _NONE) -> Tree:
    """Return a configuration without the lines we do not model, `raw` lines apart."""
    part: Tree = {}
    for row, inside in tree.items():
        found = level.match(row)
        if found is not None or row in raw:
            below = found[0].inside if found is not None else Level([])
            part[row] = owned_part(inside, below, raw.get(row, _NONE)) if inside else {}
    return part


def _merge(running: Tree, wanted: Tree, level: Level) -> Tree:
    result = dict(wanted)
    keys: dict[Rule, set[Key]] | None = None
    for row, inside in running.items():
        if row in wanted:
            if inside and wanted[row] != inside:
                found = level.match(row)
                result[row] = _merge(inside, wanted[row], found[0].inside if found else Level([]))
            continue
        found = level.match(row)
        if found is None:
            result[row] = inside
            continue
        rule, key = found
        if rule.owns(key, row):
            continue
        if keys is None:
            keys = _keys(wanted, level)
        if rule.named_by(key) not in keys.get(rule, ()):
            result[row] = inside
    return result


def _keys(tree: Tree, level: Level) -> dict[Rule, set[Key]]:
    keys: dict[Rule, set[Key]] = defaultdict(set)
    for row in tree:
        found = level.match(row)
        if found is not None:
            keys[found[0]].add(found[0].named_by(found[1]))
    return keys


def _keep_what_others_use(running: Tree, wanted: Tree, result: Tree, platform: Platform) -> None:
    """Put back LAGs and VLANs that interfaces we do not model still lean on."""
    left_alone = [row for row in result if row not in wanted and row.startswith("interface ")]
    for row in left_alone:
        inside = result[row]
        for line in inside:
            for prefix in platform.port_vlan:
                if line.startswith(prefix):
                    _put_back(running, result, f"vlan {line[len(prefix) :]}")
            lag = platform.member.format("")
            if line.startswith(lag):
                number = line[len(lag) :].partition(" ")[0]  # a mode may follow
                _put_back(running, result, platform.lag + number)


def _drop_lists_let_go(running: Tree, wanted: Tree, result: Tree, platform: Platform) -> None:
    """Drop access lists that an interface of ours named and that nothing names any more."""
    lists = platform.access_lists
    for row in [row for row in result if lists.is_list(row) and row not in wanted]:
        name = lists.name(row)
        users = [view for view in running if name and _names(running[view], name)]
        if users and not any(_names(inside, name) for inside in result.values()):
            del result[row]


def _names(inside: Tree, name: str) -> bool:
    return any(name in line.split() for line in inside)


def _put_back(running: Tree, result: Tree, row: str) -> None:
    if row in running and row not in result:
        result[row] = running[row]
