"""What `uci export` prints in, packages of sections out; and values back as UCI writes them.

The order of sections is kept, the order of options in a section says nothing. An empty value is no
value: UCI deletes what is set to nothing (libuci, list.c, uci_set).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

Value = str | tuple[str, ...]

_PART: Final = re.compile(r"""'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)|([^\s'"\\#]+)|(\s+)|(#.*)""")
_ESCAPED: Final = re.compile(r"\\(.)")


@dataclass(slots=True)
class Section:
    """One section: `options` are texts, or tuples where the export has lists."""

    package: str
    kind: str
    name: str  # "" where nobody named it
    options: dict[str, Value] = field(default_factory=dict)

    @property
    def head(self) -> str:
        """Return the line that opens it."""
        return f"config {self.kind} {quoted(self.name)}" if self.name else f"config {self.kind}"

    def lines(self) -> Iterator[str]:
        """Yield its options as the export has them."""
        for key, value in self.options.items():
            yield from lines_of(key, value)


Packages = dict[str, list[Section]]


def quoted(value: str) -> str:
    r"""Return a value as UCI quotes it.

    Example:
        >>> print(quoted("it's"))
        'it'\''s'
    """
    return "'" + value.replace("'", "'\\''") + "'"


def lines_of(key: str, value: Value) -> Iterator[str]:
    """Yield the lines of one option.

    Example:
        >>> list(lines_of("server", ("a", "b")))
        ["list server 'a'", "list server 'b'"]
    """
    if isinstance(value, str):
        yield f"option {key} {quoted(value)}"
    else:
        yield from (f"list {key} {quoted(item)}" for item in value)


def packages_of(text: str) -> Packages:
    r"""Return the packages of an export; what is no line of UCI is passed over.

    Example:
        >>> found = packages_of("package a\nconfig b 'c'\n\toption d 'e f'\n\tlist g 1\n")
        >>> found["a"][0].options
        {'d': 'e f', 'g': ('1',)}
    """
    packages: Packages = {}
    package, section = "", None
    for line in text.splitlines():
        match _words(line):
            case ["package", package]:
                section = None
                packages.setdefault(package, [])
            case ["config", kind, *name] if package and len(name) < 2:
                section = _opened(packages[package], Section(package, kind, "".join(name)))
            case ["option", key, value] if section is not None:
                section.options.pop(key, None)
                if value:
                    section.options[key] = value
            case ["list", key, value] if section is not None:
                before = section.options.get(key, ())
                items = (before,) if isinstance(before, str) else before
                section.options[key] = (*items, value)
    return packages


def _opened(sections: list[Section], new: Section) -> Section:
    """Return the section that a head opens: a name may stand twice, and means one section."""
    for section in sections:
        if new.name and (section.kind, section.name) == (new.kind, new.name):
            return section
    sections.append(new)
    return new


def _words(line: str) -> list[str]:
    words: list[str] = []
    is_open = False
    for single, double, escaped, plain, blank, comment in _PART.findall(line):
        if comment:
            break
        if blank:
            is_open = False
            continue
        if not is_open:
            words.append("")
            is_open = True
        words[-1] += single or _ESCAPED.sub(r"\1", double) or escaped or plain
    return words


def items_of(value: Value) -> tuple[str, ...]:
    """Return the values of a list, or the words of an option: netifd and scripts take either.

    Example:
        >>> items_of("lan1 lan2")
        ('lan1', 'lan2')
    """
    return tuple(value.split()) if isinstance(value, str) else value
