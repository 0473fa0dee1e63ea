"""A page as a reader gets it: elements with their attributes, and the text of some of them."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import NamedTuple

VOID = {"meta", "br", "path", "rect", "circle", "link", "img"}


class Element(NamedTuple):
    """An opening tag and the chain of tags it stands in, itself last."""

    tag: str
    attributes: dict[str, str]
    chain: tuple[tuple[str, str], ...]  # tag, lang


class Page(HTMLParser):
    """A parsed page; unbalanced tags raise."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self.texts: list[tuple[str, tuple[tuple[str, str], ...]]] = []
        self._open: list[tuple[str, str]] = []
        self.feed(content.decode())
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        chain = (*self._open, (tag, attributes.get("lang", "")))
        self.elements.append(Element(tag, attributes, chain))
        if tag not in VOID:
            self._open.append(chain[-1])

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.elements.append(Element(tag, attributes, (*self._open, (tag, ""))))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append((data, tuple(self._open)))

    def all(self, tag: str) -> Iterator[Element]:
        return (element for element in self.elements if element.tag == tag)

    def text(self, *, outside: frozenset[str] = frozenset({"style"})) -> str:
        """Return what is read, without the insides of some tags."""
        kept = (data for data, chain in self.texts if not outside & {tag for tag, _ in chain})
        return re.sub(r"\s+", " ", " ".join(kept))
