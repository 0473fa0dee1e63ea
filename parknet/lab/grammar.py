"""A vendor's configuration language as tables: a typed line in, what it means or why not out.

A `Line` is one row of a vendor's table. Its pattern is keywords and `<type>` arguments (see
`parknet.lab.words`). Keywords may be abbreviated as long as they are unique, as on the devices.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal

from parknet.lab.words import Reader, Value, reader

if TYPE_CHECKING:
    from parknet.lab.facts import DeviceFacts
    from parknet.lab.refusals import Site
    from parknet.lab.tree import Config, Node

# one     one line per key; entering it again replaces it
# many    any number of lines, each its own key
# on      a setting that is on without being shown; its `undo` is what the device shows
# vlans   a set of VLANs that lines add to and `undo` lines take from
# allowed a set of VLANs that a line replaces; after `add`, `remove` and `except` it changes the
#         set, `all` and `none` say themselves; its `no` brings back `base`
# view    opens a view of its own
# create  makes many VLAN views at once without opening one
# batch   as create, and is how the device shows VLANs (`vlan batch`): empty views are not shown
Kind = Literal["one", "many", "on", "vlans", "allowed", "view", "create", "batch"]


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One line that a view accepts.

    Attributes:
        key: how many words tell one line from another; 0 means the keywords before the first
            argument (`one`, `vlans`) or every word (`many`, `view`).
        view: the view that it opens.
        undo: patterns that `undo` takes; `undo` removes every line of the view that begins with
            the words given, or, with a final `$`, exactly that line. None means the key's words;
            empty that there is no `undo`.
        default: a whole line that only says what holds anyway, so it is not kept.
        always: shown where nothing else is set.
        base: the VLANs in the set before anything is configured.
        kept_as: a place among the words and the word that is kept there (`simple` as `hash`).
        checks: names of refusals in `parknet.lab.refusals`.
        join: what stands when the line is entered over an old one of the same key, from the words
            of both; None where the new one replaces it.
        also: other patterns of the same line, such as `… vlan add <vlan-list>`.
        closing: what the device prints below the view, and takes as the way out of it.
        whole: the word before a whole set of VLANs (`only`), where one stands there.
        hides: the view is not shown while nothing stands in it.
        undo_skips: words that `undo` says before the line's own (`undo ap ap-id 1`).
    """

    pattern: str
    kind: Kind = "one"
    key: int = 0
    view: str = ""
    undo: tuple[str, ...] | None = None
    default: str = ""
    always: str = ""
    base: frozenset[int] = frozenset()
    kept_as: tuple[int, str] | None = None
    checks: tuple[str, ...] = ()
    join: Callable[[tuple[str, ...], tuple[str, ...]], tuple[str, ...]] | None = None
    also: tuple[str, ...] = ()
    closing: str = ""
    whole: str = ""
    hides: bool = False
    undo_skips: int = 0


@dataclass(frozen=True, slots=True)
class Match:
    """A line understood: its normal form, and the VLANs it lists if it lists any."""

    line: Line
    words: tuple[str, ...]
    vlans: frozenset[int] = frozenset()
    exact: bool = False  # an undo form that takes exactly this line


Why = Literal["unrecognized", "incomplete", "ambiguous", "wrong", "excess"]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A line not understood: why, and the column its vendor puts the caret under."""

    why: Why
    column: int


@dataclass(slots=True, eq=False)
class _Step:
    keywords: dict[str, "_Step"] = field(default_factory=dict)
    arguments: list[tuple[str, Reader, "_Step"]] = field(default_factory=list)
    end: Line | None = None
    exact: bool = False

    def follow(self, token: str, interfaces: dict[str, Reader]) -> "_Step":
        if not token.startswith("<"):
            return self.keywords.setdefault(token, _Step())
        kind = token[1:-1]
        for known, _, step in self.arguments:
            if known == kind:
                return step
        step = _Step()
        self.arguments.append((kind, reader(kind, interfaces), step))
        return step


def _alternatives(pattern: str) -> list[list[str]]:
    """Spell out `{a|b}` choices of keywords."""
    spelled: list[list[str]] = [[]]
    for token in pattern.split():
        choices = token[1:-1].split("|") if token.startswith("{") else [token]
        spelled = [[*before, choice] for before in spelled for choice in choices]
    return spelled


@lru_cache(maxsize=2000)
def leading_keywords(pattern: str) -> int:
    """Return how many keywords stand before the first argument or choice."""
    tokens = pattern.split()
    return next((at for at, token in enumerate(tokens) if token[0] in "<{"), len(tokens))


def _undo_patterns(line: Line, whole: bool) -> tuple[str, ...]:
    if line.undo is not None:
        return line.undo
    if line.kind in ("one", "allowed"):
        tokens = line.pattern.split()
        head = " ".join(tokens[: line.key or leading_keywords(line.pattern)])
        return (head, *dict.fromkeys((line.pattern, *line.also))) if whole else (head,)
    return (line.pattern, *line.also)


KNOWN_LINES: Final = 1 << 14  # of a view; filters of a whole park have about 5,000 different rules


class View:
    """The lines of one view, compiled; `lines` keeps the order in which the device shows them.

    Args:
        blocks: lines, by the blocks that the device prints a mark between.
        interfaces: readers of the vendor's own arguments.
        whole: a setting is also taken back by its whole line, as Cisco's `no` does.
    """

    def __init__(
        self,
        blocks: Sequence[Sequence[Line]],
        interfaces: dict[str, Reader],
        *,
        whole: bool = False,
    ) -> None:
        self.lines = tuple(line for block in blocks for line in block)
        self.block = {line: number for number, block in enumerate(blocks) for line in block}
        self.order = {line: number for number, line in enumerate(self.lines)}
        self._enter, self._undo = _Step(), _Step()
        for line in self.lines:
            for pattern in (line.pattern, *line.also):
                for tokens in _alternatives(pattern):
                    _grow(self._enter, tokens, line, interfaces)
            for pattern in _undo_patterns(line, whole):
                for tokens in _alternatives(pattern.removesuffix("$")):
                    _grow(self._undo, tokens, line, interfaces, exact=pattern.endswith("$"))

        # Devices of a park are told much the same: a line is understood once.
        self._known = lru_cache(maxsize=KNOWN_LINES)(_match)

    def enter(self, text: str) -> Match | Refusal:
        """Understand a line that is to be configured."""
        return self._known(self._enter, text, 0)

    def undo(self, text: str, column: int) -> Match | Refusal:
        """Understand what follows `undo`, which stands at `column`."""
        return self._known(self._undo, text, column)


def _grow(
    step: _Step, tokens: list[str], line: Line, interfaces: dict[str, Reader], exact: bool = False
) -> None:
    for token in tokens:
        step = step.follow(token, interfaces)
    if step.end is None:
        step.end, step.exact = line, exact


def _keyword(step: _Step, word: str) -> str | Literal["ambiguous"] | None:
    if word in step.keywords:
        return word
    found = [keyword for keyword in step.keywords if keyword.startswith(word.lower())]
    if len(found) > 1:
        return None if step.arguments else "ambiguous"
    return found[0] if found else None


def _columns(text: str) -> list[int]:
    columns, at = [], 0
    for word in text.split():
        at = text.index(word, at)
        columns.append(at)
        at += len(word)
    return columns


def _match(step: _Step, text: str, offset: int) -> Match | Refusal:
    words = text.split()
    normal: list[str] = []
    vlans: frozenset[int] = frozenset()
    at = 0
    while at < len(words):
        keyword = _keyword(step, words[at])
        if keyword is not None and keyword in step.keywords:
            step, at = step.keywords[keyword], at + 1
            normal.append(keyword)
            continue
        column = offset + _columns(text)[at]
        if keyword == "ambiguous":
            return Refusal("ambiguous", column)
        taken = _argument(step, words, at)
        if taken is None:
            if not step.keywords and not step.arguments:
                return Refusal("excess", column)
            is_value = step.arguments and (not step.keywords or words[at][0].isdigit())
            return Refusal("wrong" if is_value else "unrecognized", column)
        value, at, step = taken
        if isinstance(value, frozenset):
            vlans = value
        else:
            normal.append(value)
    if step.end is None:
        return Refusal("incomplete", offset + len(text.rstrip()))
    if step.end.kept_as is not None and step.end.kept_as[0] < len(normal):
        normal[step.end.kept_as[0]] = step.end.kept_as[1]
    return Match(step.end, tuple(normal), vlans, step.exact)


def _argument(step: _Step, words: list[str], at: int) -> tuple[Value, int, _Step] | None:
    for _, read, following in step.arguments:
        taken = read(words, at)
        if taken is not None:
            return taken[0], taken[1], following
    return None


@dataclass(frozen=True, slots=True, eq=False)
class Grammar:
    """A vendor's whole configuration language.

    Attributes:
        name: the operating system's.
        vendor: whose it is: `huawei`, `h3c`, `cisco`, …
        views: by name; `system` is the root.
        indent: spaces before a line of the system view.
        prompts: what the prompt shows of a view, with the words of its line to fill in.
        factory: what a device holds before anyone configured it.
        refusals: texts of the errors, by `Refusal.why`.
        facts: reads from a configuration what it makes a device do.
        accepts: whether a configuration lets a user in, with this password.
        object_id: sysObjectID, a class of switch and not an exact model.
        software: sysDescr; `{model}` is filled in.
        names: the line whose last word is the device's name.
        unnamed: the name of a device that was given none.
        negation: the word that takes a line back.
        comment: what begins a line that says nothing, and stands between blocks.
        closing: the last line of a configuration as the device shows it.
        leaving: words that leave one view; a text that is entered may hold them.
        step: spaces of a view's lines before those of the view around it.
        is_nested: how far a line is indented tells its view; else only a mark at the margin does.
        members_match: a LAG takes only members that treat VLANs as it does.
        checks: this language's own refusals, by the names that lines have them by.
        follow: takes away or sets what goes with lines that came or went: of the configuration, the
            view's node, the lines' keys, and whether they went.
    """

    name: str
    vendor: str
    views: Mapping[str, View]
    prompts: Mapping[str, str]
    indent: int
    factory: str
    refusals: Mapping[Why, str]
    facts: "Callable[[Config, str], DeviceFacts]"
    accepts: "Callable[[Config, str, str], bool]"
    follow: "Callable[[Config, Node, Sequence[str], bool], None]"
    object_id: str
    software: str
    names: str = "sysname"
    unnamed: str = ""
    negation: str = "undo"
    comment: str = "#"
    closing: str = "return"
    leaving: frozenset[str] = frozenset()
    step: int = 1
    is_nested: bool = False
    members_match: bool = False
    checks: "Mapping[str, Callable[[Site], str]]" = field(default_factory=dict)
