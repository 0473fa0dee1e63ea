"""The store of OpenWrt's UCI: configuration files and staged deltas in, what `uci` makes of them.

Behaviour is that of libuci [C] (openwrt/uci: file.c for the text, list.c for the changes, delta.c
for what is staged): names are letters, digits and `_`; setting an empty value deletes; a section
nobody named gets a name of its own while it is loaded; a delta that fits no more is skipped.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, Literal
from zlib import crc32

from parknet.lab.grammar import Grammar
from parknet.lab.tree import Config, Node, Path

Value = str | list[str]
Command = Literal["set", "add", "delete", "add_list", "del_list", "rename", "reorder"]
_NAME: Final = re.compile(r"[A-Za-z0-9_]+")
_TYPE: Final = re.compile(r"[!-~]+")
_PACKAGE: Final = re.compile(r"[A-Za-z0-9_-]+")
_PART: Final = re.compile(
    r"""'(?P<single>[^']*)'|"(?P<double>(?:[^"\\]|\\.)*)"|\\.|\s+|#|[^\s'"\\#]+|['"]"""
)
_ESCAPED: Final = re.compile(r"\\(.)")
_NTH: Final = re.compile(r"@([!-~]+)\[(-?\d+)\]")


class UciError(Exception):
    """What `uci` says of a command that it does not carry out, without its own name."""


NOT_FOUND: Final = "Entry not found"
INVALID: Final = "Invalid argument"
PARSE: Final = "Parse error"
UNKNOWN: Final = "Unknown command"


@dataclass(slots=True)
class Section:
    """A section; one that nobody named has a name for as long as it is loaded."""

    kind: str
    name: str
    is_anonymous: bool = False
    options: dict[str, Value] = field(default_factory=dict)

    def copy(self) -> "Section":
        """Return a section that changes by itself."""
        options = {
            key: list(value) if isinstance(value, list) else value
            for key, value in self.options.items()
        }
        return Section(self.kind, self.name, self.is_anonymous, options)

    def text(self, key: str, default: str = "") -> str:
        """Return an option; a list's values with blanks between them, as scripts read it."""
        value = self.options.get(key, default)
        return value if isinstance(value, str) else " ".join(value)

    def values(self, key: str) -> list[str]:
        """Return a list; an option's words, as netifd reads it."""
        value = self.options.get(key, [])
        return value.split() if isinstance(value, str) else value


Package = list[Section]


@dataclass(frozen=True, slots=True)
class Delta:
    """One staged change; `section` is a name, never a place."""

    command: Command
    section: str
    option: str = ""
    value: str = ""

    def shown(self, package: str) -> str:
        """Return it as `uci changes` prints it [C] cli.c, uci_show_changes."""
        place = ".".join(part for part in (package, self.section, self.option) if part)
        if self.command == "delete":
            return f"-{place}"
        sign = {"add_list": "+=", "del_list": "-="}.get(self.command, "=")
        return f"{place}{sign}{quoted(self.value)}"


def quoted(value: str) -> str:
    r"""Return a value in UCI's quotes.

    Example:
        >>> print(quoted("it's"))
        'it'\''s'
    """
    return "'" + value.replace("'", "'\\''") + "'"


def words_of(line: str) -> list[str]:
    """Return the words of a line; quotes and backslashes as file.c has them.

    Raises:
        UciError: a quote is not closed.
    """
    words: list[str] = []
    is_open = False  # whether the next part goes on with the last word
    for match in _PART.finditer(line):
        part = match[0]
        if part[0] == "#":
            break
        if part.isspace():
            is_open = False
            continue
        if part in ("'", '"'):
            raise UciError(PARSE)
        if match["single"] is not None:
            part = match["single"]
        elif match["double"] is not None:
            part = _ESCAPED.sub(r"\1", match["double"])
        elif part[0] == "\\":
            part = part[1:]
        if not is_open:
            words.append("")
        words[-1] += part
        is_open = True
    return words


class UciConfig(Config):
    """Every package of a device, as committed or with deltas applied; no tree of lines."""

    def __init__(self, grammar: Grammar, ports: frozenset[str]) -> None:
        self.grammar = grammar
        self.ports = ports
        self.root = Node(None, ())  # it has no lines
        self.packages: dict[str, Package] = {}
        self._count = 0  # of sections that nobody named

    def copy(self) -> "UciConfig":
        """Return a store that changes by itself."""
        twin = UciConfig(self.grammar, self.ports)
        twin._count = self._count
        twin.packages = {
            name: [section.copy() for section in sections]
            for name, sections in self.packages.items()
        }
        return twin

    def same(self, other: Config) -> bool:
        """Return whether two stores say the same, whatever the order of options in a section."""
        return isinstance(other, UciConfig) and self._meaning() == other._meaning()

    def _meaning(self) -> dict[str, list[tuple[str, str, dict[str, Value]]]]:
        return {
            name: [
                (section.kind, "" if section.is_anonymous else section.name, section.options)
                for section in sections
            ]
            for name, sections in self.packages.items()
        }

    def sections(self, package: str, kind: str) -> Iterator[Section]:
        """Yield the sections of a kind, in order."""
        return (found for found in self.packages.get(package, ()) if found.kind == kind)

    # Text

    def text(self, path: Path = (), *, salted: bool = True) -> str:
        """Return what `uci export` prints, or a package; `salted` is nothing: UCI shows secrets."""
        del salted
        return "".join(self.export(name) for name in path or sorted(self.packages))

    def export(self, package: str) -> str:
        """Return one package as `uci export` prints it [C] file.c, uci_export_package."""
        rows = [f"package {package}"]
        for section in self.packages[package]:
            name = "" if section.is_anonymous else f" {quoted(section.name)}"
            rows += ["", f"config {section.kind}{name}"]
            for key, value in section.options.items():
                if isinstance(value, str):
                    rows.append(f"\toption {key} {quoted(value)}")
                else:
                    rows += [f"\tlist {key} {quoted(item)}" for item in value]
        return "".join(f"{row}\n" for row in (*rows, ""))

    def load(self, text: str) -> list[tuple[str, str]]:
        """Import packages in the place of those here, or carry out commands; return refusals."""
        refused: list[tuple[str, str]] = []
        place: list[Section] = []
        package = ""
        for line in text.splitlines():
            try:
                words = words_of(line)
                match words:
                    case []:
                        pass
                    case ["package", package] if _PACKAGE.fullmatch(package):
                        self.packages[package], place = [], []
                    case ["config", kind, *name] if package and len(name) < 2:
                        place = [self._opened(package, kind, "".join(name))]
                    case ["option", key, value] if place and _NAME.fullmatch(key):
                        _put(place[0], key, value)
                    case ["list", key, value] if place and _NAME.fullmatch(key):
                        _append(place[0], key, value)
                    case _:
                        self.run(words)
            except UciError as error:
                refused.append((line, f"uci: {error}"))
        return refused

    def _opened(self, package: str, kind: str, name: str) -> Section:
        if not _TYPE.fullmatch(kind) or (name and not _NAME.fullmatch(name)):
            raise UciError(PARSE)
        for section in self.packages[package]:
            if name and section.name == name:
                if section.kind != kind:
                    raise UciError(PARSE)
                return section
        return self._made(package, kind, name)

    def _made(self, package: str, kind: str, name: str) -> Section:
        is_anonymous = not name
        if is_anonymous:
            self._count += 1
            name = f"cfg{self._count % 256:02x}{crc32(f'{kind}{self._count}'.encode()) % 65536:04x}"
        section = Section(kind, name, is_anonymous)
        self.packages[package].append(section)
        return section

    # Commands

    def run(self, words: list[str]) -> tuple[str, Delta, str]:
        """Carry out one command; return its package, what is to be staged, and what is printed.

        Raises:
            UciError: it is refused.
        """
        match words:
            case ["add", package, kind]:
                if package not in self.packages:
                    raise UciError(NOT_FOUND)
                if not _TYPE.fullmatch(kind):
                    raise UciError(INVALID)
                name = self._made(package, kind, "").name
                return package, Delta("add", name, value=kind), f"{name}\n"
            case ["set" | "delete" | "add_list" | "del_list" | "rename" | "reorder" as verb, what]:
                return self._change(verb, what)
            case _:
                raise UciError(UNKNOWN)

    def _change(self, verb: Command, what: str) -> tuple[str, Delta, str]:
        place, equals, value = what.partition("=")
        package, _, rest = place.partition(".")
        name, _, option = rest.partition(".")
        if package not in self.packages:
            raise UciError(NOT_FOUND)
        if not name or (verb != "delete" and not equals):
            raise UciError(INVALID)
        if found := _NTH.fullmatch(name):
            chosen = [s for s in self.packages[package] if s.kind == found[1]]
            at = int(found[2])
            if not -len(chosen) <= at < len(chosen):
                raise UciError(NOT_FOUND)
            name = chosen[at].name
        elif not _NAME.fullmatch(name):
            raise UciError(INVALID)
        if option and not _NAME.fullmatch(option):
            raise UciError(INVALID)
        delta = Delta(verb, name, option, value)
        self.apply_delta(package, delta)
        return package, delta, ""

    def apply_delta(self, package: str, delta: Delta) -> None:
        """Carry out one change [C] list.c.

        Raises:
            UciError: it does not fit.
        """
        sections = self.packages.get(package)
        if sections is None:
            raise UciError(NOT_FOUND)
        section = next((found for found in sections if found.name == delta.section), None)
        if section is None:
            if delta.option or delta.command not in ("set", "add"):
                raise UciError(NOT_FOUND if delta.command in ("delete", "reorder") else INVALID)
            if not _TYPE.fullmatch(delta.value):
                raise UciError(INVALID)
            made = Section(delta.value, delta.section, delta.command == "add")
            sections.append(made)
            return
        _CHANGES[delta.command](sections, section, delta)


def _set(sections: Package, section: Section, delta: Delta) -> None:
    if not delta.value:
        if not delta.option or delta.option in section.options:
            _delete(sections, section, delta)
    elif delta.option:
        section.options[delta.option] = delta.value
    else:
        section.kind = delta.value


def _delete(sections: Package, section: Section, delta: Delta) -> None:
    if not delta.option:
        sections.remove(section)
    elif section.options.pop(delta.option, None) is None:
        raise UciError(NOT_FOUND)


def _add_list(_: Package, section: Section, delta: Delta) -> None:
    if not delta.option:
        raise UciError(INVALID)
    _append(section, delta.option, delta.value)


def _del_list(_: Package, section: Section, delta: Delta) -> None:
    value = section.options.get(delta.option)
    if isinstance(value, list):
        left = [item for item in value if item != delta.value]
        if left:
            section.options[delta.option] = left
        else:
            del section.options[delta.option]


def _rename(sections: Package, section: Section, delta: Delta) -> None:
    if not _NAME.fullmatch(delta.value):
        raise UciError(INVALID)
    if delta.option:
        if delta.option not in section.options:
            raise UciError(NOT_FOUND)
        section.options[delta.value] = section.options.pop(delta.option)
    elif any(other.name == delta.value for other in sections):
        raise UciError(INVALID)
    else:
        section.name, section.is_anonymous = delta.value, False


def _reorder(sections: Package, section: Section, delta: Delta) -> None:
    if delta.option or not delta.value.isdigit():
        raise UciError(INVALID)
    sections.remove(section)
    sections.insert(int(delta.value), section)


_CHANGES: Final = {
    "set": _set,
    "add": _set,
    "delete": _delete,
    "add_list": _add_list,
    "del_list": _del_list,
    "rename": _rename,
    "reorder": _reorder,
}


def _put(section: Section, key: str, value: str) -> None:
    if value:
        section.options[key] = value
    else:
        section.options.pop(key, None)


def _append(section: Section, key: str, value: str) -> None:
    before = section.options.get(key, [])
    section.options[key] = [*([before] if isinstance(before, str) else before), value]
