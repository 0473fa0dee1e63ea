"""Lines of escape hatches: whose they are, what they contradict, and how they go away again.

parknet owns a line that it does not know for as long as people write it under `raw`, and takes it
back once they do not. It knows nothing of such a line but its words: it goes by `undo` and these.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from parknet.dialect.engine import Step
from parknet.dialect.lines import MASK as MASKED
from parknet.dialect.lines import Tree, is_silent, read
from parknet.dialect.ownership import Level, vocabulary
from parknet.dialect.platforms import PLATFORMS
from parknet.names import PLACEHOLDER

MARK: Final = "  (raw line)"
_UNDO: Final = ("undo ", "no ")


def raw_tree(lines: Sequence[str], platform: str) -> Tree:
    """Return raw lines in the form that devices show them in, secrets masked."""
    text = "\n".join(lines)
    return read(text, platform, frozenset(PLACEHOLDER.findall(text))).tree


def gone_of(former: Sequence[str], wanted: Sequence[str], platform: str) -> tuple[str, ...]:
    """Return the lines that were pushed once and that nobody wants any more, indented.

    Args:
        former: lines that the ledger knows of.
        wanted: lines of the park file now.
        platform: a key of `parknet.dialect.platforms.PLATFORMS`.
    """
    if not former:
        return ()
    return tuple(_minus(raw_tree(former, platform), raw_tree(wanted, platform), 0))


def _minus(former: Tree, wanted: Tree, depth: int) -> Iterator[str]:
    for row, inside in former.items():
        if row not in wanted:
            yield " " * depth + row
            yield from _minus(inside, {}, depth + 1)
        elif below := list(_minus(inside, wanted[row], depth + 1)):
            yield " " * depth + row
            yield from below


def without(tree: Tree, gone: Tree, wanted: Tree) -> Tree:
    """Return a configuration without lines that are ours no more.

    A section goes with its last line, unless somebody wants it or put something else into it.

    Example:
        >>> without({"a": {"b": {}, "c": {}}, "d": {}}, {"a": {"b": {}}, "d": {}}, {})
        {'a': {'c': {}}}
    """
    result: Tree = {}
    for row, inside in tree.items():
        if row not in gone:
            result[row] = inside
        elif row in wanted:
            result[row] = without(inside, gone[row], wanted[row])
        elif left := without(inside, gone[row], {}):
            result[row] = left
    return result


def in_order(steps: Sequence[Step], gone: Tree, wanted: Tree, negation: str) -> tuple[Step, ...]:
    """Return the steps of a patch with raw lines in the order in which people wrote them.

    What one line needs of another is not known: those that go are taken back first, the last one
    first, and those that come are put after all else. So a value is also taken back before the one
    that replaces it.
    """
    if not (gone or wanted):
        return tuple(steps)
    old = {path: -at for at, path in enumerate(_paths(gone))}
    new = {path: at for at, path in enumerate(_paths(wanted))}
    first: list[Step] = []
    last: list[Step] = []
    between: list[Step] = []
    for step in steps:
        is_new = _masked(step.path) in new
        place = first if _taken_back(step, negation) in old else last if is_new else between
        place.append(step)
    first.sort(key=lambda step: old[_taken_back(step, negation)])
    last.sort(key=lambda step: new[_masked(step.path)])
    return (*first, *between, *last)


def _masked(path: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(PLACEHOLDER.sub(MASKED, line) for line in path)


def _taken_back(step: Step, negation: str) -> tuple[str, ...]:
    """Return the path that a step takes back; nothing where it takes nothing back."""
    if not step.path[-1].startswith(f"{negation} "):
        return ()
    return _masked((*step.path[:-1], step.path[-1].removeprefix(f"{negation} ")))


def _paths(tree: Tree, views: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for row, inside in tree.items():
        yield (*views, row)
        yield from _paths(inside, (*views, row))


def plain_undo(steps: Sequence[Step], negation: str) -> tuple[Step, ...]:
    """Return steps in which what undoes an `undo` is the command itself."""
    twice = f"{negation} {negation} "
    return tuple(
        Step((*step.path[:-1], step.path[-1].removeprefix(twice)), step.opens)
        if step.path[-1].startswith(twice)
        else step
        for step in steps
    )


def marked(diff: Sequence[str], raw: Tree) -> Iterator[str]:
    """Yield a difference as people read it, with raw lines marked as such."""
    views: list[str] = []
    for line in diff:
        body = line[1:].lstrip(" ")
        depth = len(line) - 1 - len(body)
        del views[depth:]
        views.append(body)
        inside: Tree | None = raw
        for row in (PLACEHOLDER.sub(MASKED, view) for view in views):
            inside = inside.get(row) if inside is not None else None
        is_raw = inside is not None and not inside and line[0] in "+-"
        yield line + MARK if is_raw else line


def clashes(text: str, lines: Sequence[str], platform: str) -> list[tuple[str, str]]:
    """Return (raw line, rendered line) wherever a raw line repeats or contradicts what is rendered.

    Args:
        text: the configuration without raw lines.
        lines: the raw lines.
        platform: of the device; of platforms without a dialect only a line itself and its
            opposite are known.

    Returns:
        Pairs; the rendered line is empty where the raw one says what holds anyway.
    """
    if platform not in PLATFORMS:
        return list(_clashes(_indented(lines), _indented(text.splitlines()), None))
    found = [(line.strip(), "") for line in lines if is_silent(line.strip(), platform)]
    wanted = read(text, platform).tree
    return [*found, *_clashes(read("\n".join(lines), platform).tree, wanted, vocabulary(platform))]


def _clashes(raw: Tree, rendered: Tree, level: Level | None) -> Iterator[tuple[str, str]]:
    for row, inside in raw.items():
        if row in rendered:
            if not inside:
                yield row, row
                continue
            known = level.match(row) if level is not None else None
            yield from _clashes(inside, rendered[row], known[0].inside if known else None)
            continue
        for other in rendered:
            if _opposed(row, other) or _opposed(other, row) or _same_setting(row, other, level):
                yield row, other


def _opposed(undo: str, line: str) -> bool:
    """Return whether one line takes the other back."""
    for word in _UNDO:
        if undo.startswith(word):
            taken = undo.removeprefix(word)
            return line == taken or line.startswith(f"{taken} ")
    return False


def _same_setting(row: str, other: str, level: Level | None) -> bool:
    if level is None:
        return False
    found, known = level.match(row), level.match(other)
    return found is not None and found == known


def _indented(lines: Sequence[str]) -> Tree:
    root: Tree = {}
    views: list[tuple[int, Tree]] = []
    for line in lines:
        body = line.strip()
        if not body or body[0] in "#!":
            continue
        indent = len(line) - len(line.lstrip())
        while views and views[-1][0] >= indent:
            views.pop()
        inside = (views[-1][1] if views else root).setdefault(body, {})
        views.append((indent, inside))
    return root
