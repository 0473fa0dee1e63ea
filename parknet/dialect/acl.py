"""Access lists as two devices' texts hold them in, rules in one form and under steady numbers out.

A device matches rules in the order of their numbers. So a wanted list that says the same under
other numbers is no difference, and a rule that is put between two others gets a number between
theirs: the rules around it, which carry traffic, are not touched.
"""

from difflib import SequenceMatcher
from itertools import islice
from typing import Final

from parknet.dialect.lines import Tree
from parknet.dialect.lists import AccessLists, Numbered

# Both vendors take 0 to 4294967294 or less; Comware's limit is the lower [D: ACL "rule"].
LAST_NUMBER: Final = 65534
# What both vendors leave between two rules [D: ACL "step"].
STEP: Final = 5


def with_steady_numbers(running: Tree, wanted: Tree, lists: AccessLists) -> Tree:
    """Return what is wanted with its access lists numbered as the device numbers them already.

    Args:
        running: what the device runs.
        wanted: what it shall run; its numbers only tell an order.
        lists: how the platform writes access lists.
    """
    numbered: Tree = {}
    for row, inside in wanted.items():
        old = running.get(row) if lists.is_list(row) else None
        if old and inside and old != inside:
            inside = _numbered(  # noqa: PLW2901
                _rules(old, lists), _rules(inside, lists), inside, lists.first
            )
        numbered[row] = inside
    return numbered


def in_order(inside: Tree, lists: AccessLists) -> Tree:
    """Return an access list's lines with rules numbered 0, 1, 2 …: what their order says."""
    rules = _rules(inside, lists)
    lines = _without(inside, rules)
    return lines | {f"{rule.before}{place} {rule.text}": {} for place, rule in enumerate(rules)}


def moved_rules(old: Tree, new: Tree, lists: AccessLists) -> list[Numbered]:
    """Return rules of one list that come back under another number, as the device shows them.

    A device refuses a rule that it holds already [D: ACL "rule"], so these go first.
    """
    coming = {rule.text for rule in _rules(new, lists)}
    return [rule for rule in _rules(old, lists) if rule.text in coming]


def shown(rule: Numbered) -> str:
    """Return a rule as its line."""
    return f"{rule.before}{rule.number} {rule.text}"


def _rules(inside: Tree, lists: AccessLists) -> list[Numbered]:
    """Return the rules of a list in rising order."""
    found = filter(None, map(lists.numbered, inside))
    return sorted(found, key=lambda rule: (rule.number, rule.text))


def _without(inside: Tree, rules: list[Numbered]) -> Tree:
    rows = set(map(shown, rules))
    return {row: deeper for row, deeper in inside.items() if row not in rows}


def _numbered(old: list[Numbered], new: list[Numbered], inside: Tree, first: int) -> Tree:
    """Return a list's lines with rules that stand already under the numbers they have."""
    old_numbers, old_texts = [rule.number for rule in old], [rule.text for rule in old]
    new_numbers, new_texts = [rule.number for rule in new], [rule.text for rule in new]
    matcher = SequenceMatcher(None, old_texts, new_texts, autojunk=False)
    kept: dict[int, int] = {}  # place in the new list: number on the device
    for block in matcher.get_matching_blocks():
        for step in range(block.size):
            kept[block.b + step] = old_numbers[block.a + step]
    given = _fill(new_numbers, kept, set(old_numbers), first)
    while isinstance(given, int):
        if given not in kept:
            return inside
        # The gap is too narrow: the rule behind it moves as well.
        del kept[given]
        given = _fill(new_numbers, kept, set(old_numbers), first)
    return _without(inside, new) | {
        shown(rule._replace(number=number)): {} for number, rule in zip(given, new, strict=True)
    }


def _fill(liked: list[int], kept: dict[int, int], taken: set[int], first: int) -> list[int] | int:
    """Return a rising number for every rule, or the place behind a gap that is too narrow.

    Args:
        liked: the numbers the rules would have on an empty device.
        kept: by place, the numbers that are given already.
        taken: numbers on the device now: a new rule must not run into one that is still to go.
        first: the lowest number there is.
    """
    given: list[int] = []
    while len(given) < len(liked):
        place = len(given)
        if place in kept:
            given.append(kept[place])
            continue
        end = next((later for later in range(place, len(liked)) if later in kept), len(liked))
        low = given[-1] + 1 if given else first
        high = kept[end] if end in kept else LAST_NUMBER + 1
        found = _choose(liked[place:end], range(low, high), taken)
        if found is None:
            return end
        given.extend(found)
    return given


def _choose(liked: list[int], gap: range, taken: set[int]) -> list[int] | None:
    """Return as many free numbers of a gap as are wanted, with room between them."""
    if all(number in gap and number not in taken for number in liked):
        return liked
    for step in (STEP, 1):
        start = -(-gap.start // step) * step
        free = (number for number in range(start, gap.stop, step) if number not in taken)
        found = list(islice(free, len(liked)))
        if len(found) == len(liked):
            return found
    return None
