"""Strict YAML: a file's text in, plain data and the position of every value out.

The subset is what YAML 1.2 and JSON agree on. YAML 1.1 reads `no` as false, `010` as eight and
`12:30` as 750; other tools do not. Such a value is refused, so a file means one thing everywhere.
Anchors, aliases and tags are refused: a small file with aliases can stand for gigabytes, and tags
construct objects. Events are read from libyaml directly: nesting costs no stack, and no node tree
is built that is thrown away at once.
"""

import hashlib
import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final, NamedTuple

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from parknet.errors import IntentError, Problem
from parknet.model.intent import Path
from parknet.workspace.files import Source, decode_text, read_bytes

MAX_DEPTH: Final = 24
_Loader: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,17})(\.[0-9]+)?(?:[eE]([-+]?[0-9]{1,2}))?")
# Plain words and numbers on which YAML 1.1, YAML 1.2 and JSON disagree.
_DISPUTED: Final = re.compile(
    r"(?:yes|no|on|off|true|false|null)"
    r"|[-+]?0[0-7_]+|[-+]?[0-9][0-9_]*|[-+]?0[oO][0-7_]+|[-+]?0[xX][0-9a-fA-F_]+|[-+]?0b[01_]+"
    r"|[-+]?(?:[0-9][0-9_]*)?\.[0-9_]+(?:e[-+]?[0-9]+)?|[-+]?[0-9][0-9_]*\."
    r"|[-+]?[0-9][0-9_.]*e[-+]?[0-9]+"
    r"|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?"
    r"|[-+]?\.inf|\.nan",
    re.IGNORECASE,
)
# Only words that begin so need the slow look; most values are names.
_SUSPECTS: Final = frozenset("0123456789+-.yYnNoOtTfF~")


class Mark(NamedTuple):
    """Where a value stands and where its key does; lines and columns count from 1."""

    line: int
    column: int
    key_line: int
    key_column: int


@dataclass(slots=True)
class Document:
    """One YAML file: its data, positions, and what is wrong with its form."""

    source: Source
    data: Any
    marks: dict[Path, Mark]
    sha256: str
    problems: list[Problem] = field(default_factory=list)
    refused: set[Path] = field(default_factory=set)  # told already: the schema need not complain

    def where(self, path: Path = ()) -> str:
        """Return `file:line:column` of the value at `path`, or of what holds it."""
        for length in range(len(path), -1, -1):
            mark = self.marks.get(path[:length])
            if mark is not None:
                return f"{self.source.label}:{mark.line}:{mark.column}"
        return f"{self.source.label}:1:1"

    def where_key(self, path: Path) -> str:
        """Return `file:line:column` of the key at `path`, or of the value where it has none."""
        mark = self.marks.get(path)
        if mark is None:
            return self.where(path)
        return f"{self.source.label}:{mark.key_line}:{mark.key_column}"

    def origins(self, *prefix: str) -> dict[Path, str]:
        """Return where each value was written, with `prefix` before its path."""
        label = self.source.label
        return {
            (*prefix, *path): f"{label}:{mark.line}:{mark.column}"
            for path, mark in self.marks.items()
        }


def read_document(source: Source) -> Document:
    """Read one YAML file whose top level is a mapping.

    Problems of form that leave the rest readable are in `Document.problems`.

    Raises:
        IntentError: the file cannot be read as YAML at all.
    """
    content = read_bytes(source)
    text = decode_text(source, content)
    digest = hashlib.sha256(content).hexdigest()
    document = Document(source, None, {}, digest)
    _refuse_tabs(source, text)
    _Reading(document).run(text)
    if document.data is None and () not in document.marks:
        raise IntentError(source.problem("is empty", "write its keys, or delete the file"))
    if not isinstance(document.data, dict):
        raise IntentError(
            *document.problems,
            Problem(document.where(), "the file does not begin with `key: value`", _SHAPE_REMEDY),
        )
    return document


_SHAPE_REMEDY: Final = "write one `key: value` to a line; see an example park for the keys"
_INDENTING_TAB: Final = re.compile(r"^ *\t", re.MULTILINE)


def _refuse_tabs(source: Source, text: str) -> None:
    if "\t" not in text:
        return
    problems = [
        source.problem(
            "the line is indented with a tab",
            "indent with spaces",
            text.count("\n", 0, found.start()) + 1,
            found.end() - found.start(),
        )
        for found in _INDENTING_TAB.finditer(text)
    ]
    if problems:
        raise IntentError(*problems[:20])


class _Frame:
    """A mapping or a list that is being filled; `key` is None while a key is awaited."""

    __slots__ = ("key", "key_column", "key_line", "path", "value")

    def __init__(self, value: Any, path: Path) -> None:
        self.value = value
        self.path = path
        self.key: str | None = None
        self.key_line = 0
        self.key_column = 0


class _Reading:
    """One pass over a file's events."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.marks = document.marks
        self.stack: list[_Frame] = []
        self.documents = 0

    def run(self, text: str) -> None:
        try:
            loader = _Loader(text)
            try:
                self._read_all(loader.get_event)
            finally:
                loader.dispose()
        except yaml.YAMLError as error:
            raise IntentError(
                *self.document.problems, _syntax_problem(self.document.source, error)
            ) from None

    def _read_all(self, next_event: Any) -> None:
        while (event := next_event()) is not None:
            kind = type(event)
            if kind is ScalarEvent:
                self._scalar(event)
            elif kind is MappingStartEvent:
                self._open(event, {})
            elif kind is SequenceStartEvent:
                self._open(event, [])
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                self.stack.pop()
            elif kind is AliasEvent:
                path = self._place(event, None)
                self._refuse(event, path, "an alias (`*`) is not allowed", "write the value out")
            elif kind is DocumentStartEvent:
                self.documents += 1
                if self.documents > 1:
                    self._stop(event, "a second document begins", "keep one document to a file")

    def _scalar(self, event: Any) -> None:
        frame = self.stack[-1] if self.stack else None
        if frame is not None and frame.key is None and type(frame.value) is dict:
            self._key(frame, event)
            return
        text = event.value
        # A plain scalar has the style "" from libyaml and None from PyYAML's own parser.
        if event.style or not text or text[0] not in _SUSPECTS:
            # Quoted, or a word no YAML version takes for anything else; nothing at all is null.
            value: Any = text if text or event.style else None
            path = self._place(event, value)
        else:
            value, is_disputed = _resolve(text)
            path = self._place(event, value)
            if is_disputed:
                self._refuse(
                    event,
                    path,
                    f"`{text}` means one thing to one YAML tool and another to the next",
                    _dispute_remedy(text),
                )
        if event.anchor is not None or event.tag is not None:
            self._refuse_decoration(event, path)

    def _key(self, frame: _Frame, event: Any) -> None:
        mark = event.start_mark
        key = event.value
        if event.anchor is not None or event.tag is not None:
            self._refuse_decoration(event, (*frame.path, key))
        frame.key_line = mark.line + 1
        frame.key_column = mark.column + 1
        if key in frame.value:
            first = self.marks[(*frame.path, key)]
            self.document.problems.append(
                self._problem(
                    event,
                    f"`{key}` is written twice; the first is on line {first.key_line}",
                    "keep one of the two",
                )
            )
            # What follows is read for its own problems, but the first value stands.
            key = f"{key} (again, line {frame.key_line})"
            self.document.refused.add((*frame.path, key))
        frame.key = key

    def _open(self, event: Any, value: Any) -> None:
        frame = self.stack[-1] if self.stack else None
        if frame is not None and frame.key is None and type(frame.value) is dict:
            self._stop(event, "a key is a mapping or a list", "use a plain word as the key")
        if len(self.stack) >= MAX_DEPTH:
            self._stop(
                event, f"nested more than {MAX_DEPTH} levels deep", "no parknet file nests so"
            )
        path = self._place(event, value)
        if event.anchor is not None or event.tag is not None:
            self._refuse_decoration(event, path)
        self.stack.append(_Frame(value, path))

    def _place(self, event: Any, value: Any) -> Path:
        """Put a value where it belongs and note where it stands."""
        mark = event.start_mark
        line = mark.line + 1
        column = mark.column + 1
        if not self.stack:
            self.document.data = value
            self.marks[()] = Mark(line, column, line, column)
            return ()
        frame = self.stack[-1]
        if type(frame.value) is list:
            path: Path = (*frame.path, len(frame.value))
            frame.value.append(value)
            self.marks[path] = Mark(line, column, line, column)
            return path
        key = frame.key
        if key is None:
            self._stop(event, "an alias stands for a key", "write the key out")
            return ()
        path = (*frame.path, key)
        frame.key = None
        frame.value[key] = value
        if value is None or type(value) is dict or type(value) is list:
            # People look for a block at its key, not at the first line inside it.
            line, column = frame.key_line, frame.key_column
        self.marks[path] = Mark(line, column, frame.key_line, frame.key_column)
        return path

    def _refuse_decoration(self, event: Any, path: Path) -> None:
        if event.anchor is not None:
            self._refuse(event, path, "an anchor (`&`) is not allowed", "write the value out")
        if event.tag is not None:
            self._refuse(event, path, "a tag (`!`) is not allowed", "write the plain value")

    def _refuse(self, event: Any, path: Path, what: str, remedy: str) -> None:
        self.document.problems.append(self._problem(event, what, remedy))
        self.document.refused.add(path)

    def _stop(self, event: Event, what: str, remedy: str) -> None:
        raise IntentError(*self.document.problems, self._problem(event, what, remedy))

    def _problem(self, event: Any, what: str, remedy: str) -> Problem:
        mark = event.start_mark
        return self.document.source.problem(what, remedy, mark.line + 1, mark.column + 1)


@lru_cache(maxsize=8192)
def _resolve(text: str) -> tuple[str | int | float | bool | None, bool]:
    """Return what a plain scalar stands for, and whether YAML tools disagree about it."""
    if text in {"true", "false"}:
        return text == "true", False
    if text in {"null", "~"}:
        return None, False
    number = _NUMBER.fullmatch(text)
    if number is not None:
        whole = number[1] is None and number[2] is None
        return (int(text) if whole else float(text)), False
    return text, _DISPUTED.fullmatch(text) is not None


def _dispute_remedy(text: str) -> str:
    word = text.lower()
    if word in {"yes", "no", "on", "off", "true", "false"}:
        meant = "true" if word in {"yes", "on", "true"} else "false"
        return f'write {meant}, or "{text}" in quotes if it is a name'
    if word == "null":
        return "leave the key out, or write it in quotes if it is a name"
    return f'write the number in plain digits, or "{text}" in quotes if it is a name'


# libyaml's words for the mistakes people make most, in plain ones.
_SYNTAX: Final = (
    (
        "mapping values are not allowed",
        "a second `:` on the line, or a line that is indented too far",
        "put a text that holds `: ` in quotes, or mend the indentation",
    ),
    (
        "could not find expected ':'",
        "the line has no `:` after its key",
        "write it as `key: value`",
    ),
    (
        "did not find expected key",
        "the indentation does not fit the lines above",
        "line the keys of one block up",
    ),
    (
        "did not find expected '-' indicator",
        "the list above is not continued properly",
        "line up the `-` of one list",
    ),
    ("found unexpected end of stream", "a quote is opened and never closed", "close the quote"),
    (
        "did not find expected ',' or",
        "a `[` or `{` is opened and not closed properly",
        "separate the items with `, ` and close the bracket",
    ),
    (
        "found character that cannot start any token",
        "a value begins with a character that YAML keeps for itself",
        "put the value in quotes",
    ),
    ("found undefined tag handle", "a tag (`!`) is not allowed", "write the plain value"),
    ("found unknown escape character", "a `\\` in double quotes", "use single quotes"),
)


def _syntax_problem(source: Source, error: yaml.YAMLError) -> Problem:
    said = str(getattr(error, "problem", None) or getattr(error, "reason", None) or "not YAML")
    marks = [getattr(error, "problem_mark", None), getattr(error, "context_mark", None)]
    if "end of stream" in said or "',' or" in said:
        marks.reverse()  # where the quote or bracket opened, not where the next thing begins
    mark = next((mark for mark in marks if mark is not None), None)
    line, column = (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
    for key, what, remedy in _SYNTAX:
        if key in said:
            return source.problem(what, remedy, line, column)
    return source.problem(
        f"is not YAML here ({said})", "check colons, quotes and indentation", line, column
    )
