"""Numbered rules of filters: running and wanted in, wanted with the numbers that run out.

The order of rules means something and their numbers nothing else, so a rule that stays keeps the
number it has, and a new one takes a number between its neighbours. Otherwise one rule more at the
top would rewrite all below it while traffic passes.
"""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Final

from parknet.dialect.lines import Tree

_RULE: Final = re.compile(r"^rule (\d+) ((?:permit|deny) .*)$")
_FILTER: Final = "acl "


def keep_numbers(running: Tree, wanted: Tree) -> Tree:
    """Return what is wanted, each filter's rules numbered as they run where that can be.

    Example:
        >>> old = {"acl name a 3000": {"rule 5 permit ip": {}, "rule 10 deny ip": {}}}
        >>> new = {"acl name a 3000": {
        ...     "rule 5 deny tcp": {}, "rule 10 permit ip": {}, "rule 15 deny ip": {}}}
        >>> list(keep_numbers(old, new)["acl name a 3000"])
        ['rule 2 deny tcp', 'rule 5 permit ip', 'rule 10 deny ip']
    """
    result = dict(wanted)
    for row, inside in wanted.items():
        if row.startswith(_FILTER) and row in running and running[row] != inside:
            result[row] = _aligned(running[row], inside)
    return result


def counted(tree: Tree) -> Tree:
    """Return the same with every filter's rules numbered from 1: what their order alone says."""
    return {
        row: _counted(inside) if row.startswith(_FILTER) else inside for row, inside in tree.items()
    }


def _counted(inside: Tree) -> Tree:
    rest: Tree = {row: lines for row, lines in inside.items() if not _RULE.match(row)}
    return rest | {
        f"rule {place} {text}": {} for place, (_, text) in enumerate(_rules(inside), start=1)
    }


def _aligned(running: Tree, wanted: Tree) -> Tree:
    old, new = _rules(running), _rules(wanted)
    matcher = SequenceMatcher(
        None, [text for _, text in old], [text for _, text in new], autojunk=False
    )
    numbers: list[int] = []
    below = -1
    for _, first, last, start, end in matcher.get_opcodes():
        if old[first:last] and [t for _, t in old[first:last]] == [t for _, t in new[start:end]]:
            numbers += [number for number, _ in old[first:last]]
        else:
            above = old[last][0] if last < len(old) else max(_above(new), below + 1)
            between = _between(below, above, end - start)
            if between is None:
                return wanted
            numbers += between
        below = numbers[-1] if numbers else -1
    rest: Tree = {row: lines for row, lines in wanted.items() if not _RULE.match(row)}
    return rest | {
        f"rule {number} {text}": {} for number, (_, text) in zip(numbers, new, strict=True)
    }


def _above(rules: list[tuple[int, str]]) -> int:
    """Return a number that leaves room for all rules."""
    return max((number for number, _ in rules), default=0) + 5 * len(rules)


def _between(below: int, above: int, count: int) -> list[int] | None:
    """Spread numbers evenly between two; None where they do not fit."""
    if above - below - 1 < count:
        return None
    return [below + (above - below) * place // (count + 1) for place in range(1, count + 1)]


def _rules(inside: Tree) -> list[tuple[int, str]]:
    return sorted(_numbered(inside))


def _numbered(inside: Tree) -> Iterator[tuple[int, str]]:
    for row in inside:
        if match := _RULE.match(row):
            yield int(match[1]), match[2]
