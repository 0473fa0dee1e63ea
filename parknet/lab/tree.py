"""A device's configuration as a tree: lines in, a changed tree or a refusal out, and back as text.

What is kept is normal form: keywords whole, masks dotted, VLAN lists as sets. `text` shows it in
the vendor's order with defaults left out, so that entering the text on an empty device gives it
again.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from parknet.lab.cipher import Secret, conceal
from parknet.lab.grammar import Grammar, Line, Match, Refusal, View, leading_keywords
from parknet.lab.refusals import Site, refuse
from parknet.lab.vpn import BINDING, forget_instance, unbind
from parknet.lab.words import natural, vlan_ranges

Path = tuple[str, ...]
LINK_TYPE: Final = "port link-type"


class Node:
    """One line of a configuration, with the lines of the view it opens."""

    __slots__ = ("children", "line", "vlans", "words")

    def __init__(self, line: Line | None, words: tuple[str, ...]) -> None:
        self.line = line
        self.words = words
        self.vlans: frozenset[int] = line.base if line is not None else frozenset()
        self.children: dict[str, Node] = {}

    def copy(self) -> "Node":
        """Return a copy that can be changed on its own."""
        twin = Node(self.line, self.words)
        twin.vlans = self.vlans
        twin.children = {key: child.copy() for key, child in self.children.items()}
        return twin

    def same(self, other: "Node") -> bool:
        """Return whether both hold the same lines, whatever their order."""
        return (
            self.words == other.words
            and self.vlans == other.vlans
            and self.children.keys() == other.children.keys()
            and all(child.same(other.children[key]) for key, child in self.children.items())
        )


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of a line: the view one stands in after it, or why it was refused."""

    path: Path
    changed: bool = False
    refusal: Refusal | None = None
    error: str = ""  # the device's own words, where the line was understood but cannot be

    @property
    def is_refused(self) -> bool:
        """Return whether nothing happened."""
        return self.refusal is not None or bool(self.error)


class Config:
    """A configuration of one device."""

    def __init__(self, grammar: Grammar, ports: frozenset[str]) -> None:
        self.grammar = grammar
        self.ports = ports
        self.root = Node(None, ())
        opener = next(
            line for line in grammar.views["system"].lines if line.pattern == "interface <port>"
        )
        for port in ports:
            self.root.children[f"interface {port}"] = Node(opener, ("interface", port))

    @classmethod
    def factory(cls, grammar: Grammar, ports: frozenset[str]) -> "Config":
        """Return what a new device holds."""
        config = cls(grammar, ports)
        config.load(grammar.factory)
        return config

    def copy(self) -> "Config":
        """Return a copy that can be changed on its own."""
        twin = Config(self.grammar, frozenset())
        twin.ports = self.ports
        twin.root = self.root.copy()
        return twin

    def same(self, other: "Config") -> bool:
        """Return whether both say the same."""
        return self.root.same(other.root)

    def load(self, text: str) -> list[tuple[str, str]]:
        """Enter a configuration file; return the lines that were refused and why."""
        refused = []
        path: Path = ()
        for row in text.splitlines():
            line = row.strip()
            if line in ("#", "return"):
                # Only a mark at the margin ends a section; devices also print them inside views.
                path = path if row[:1].isspace() else ()
            elif line and not line.startswith(("!", "version ")):
                done = self.apply(path, line)
                path = done.path
                if done.is_refused:
                    refused.append((line, done.error or str(done.refusal)))
        return refused

    def node(self, path: Path) -> Node:
        """Return the node of a view."""
        node = self.root
        for key in path:
            node = node.children[key]
        return node

    def find(self, *keys: str) -> Node | None:
        """Return a node by its keys, or None."""
        node: Node | None = self.root
        for key in keys:
            node = node.children.get(key) if node is not None else None
        return node

    def view(self, path: Path) -> View:
        """Return the lines that may stand at `path`."""
        line = self.node(path).line
        return self.grammar.views[line.view if line is not None else "system"]

    def apply(self, path: Path, text: str) -> Applied:
        """Enter one line at `path`; lines of an outer view leave the inner one."""
        first: Refusal | None = None
        for depth in range(len(path), -1, -1):
            here = path[:depth]
            done = self._apply_at(here, text)
            if not isinstance(done, Refusal):
                return done
            if first is None or done.column > first.column:
                first = done
        return Applied(path, refusal=first)

    def _apply_at(self, path: Path, text: str) -> Applied | Refusal:
        view = self.view(path)
        head, _, rest = text.partition(" ")
        removing = head == "undo" or (len(head) > 2 and "undo".startswith(head))
        if removing and not rest.strip():
            return Refusal("incomplete", len(text.rstrip()))
        body = rest.lstrip() if removing else text
        match = view.undo(body, len(text) - len(body)) if removing else view.enter(body)
        if isinstance(match, Refusal):
            return match
        error = refuse(Site(self, path, match, removing))
        if error:
            return Applied(path, error=error)
        if removing:
            return Applied(path, changed=self._remove(self.node(path), match))
        return self._add(path, match)

    def _add(self, path: Path, match: Match) -> Applied:
        parent, line = self.node(path), match.line
        key = _key(match)
        if line.kind == "view":
            return self._open(path, key, match)
        if line.kind in ("create", "batch"):
            return Applied(path, changed=self._create_vlans(match.vlans))
        if line.kind == "vlans":
            node = parent.children.get(key) or Node(line, match.words)
            before, node.vlans = node.vlans, node.vlans | match.vlans
            self._keep(parent, key, node)
            return Applied(path, changed=before != node.vlans)
        old = parent.children.get(key)
        if line.kind == "on" or " ".join(match.words) == line.default:
            parent.children.pop(key, None)
            changed = old is not None
        else:
            words = match.words
            if old is not None and line.join is not None:
                words = line.join(old.words, words)
            changed = old is None or old.words != words
            if changed:
                parent.children[key] = Node(line, words)
        if changed and key == LINK_TYPE:
            _forget_vlan_settings(parent)
        if changed and key == BINDING:
            unbind(parent)
        return Applied(path, changed=changed)

    def _create_vlans(self, vlans: frozenset[int]) -> bool:
        lines = self.grammar.views["system"].lines
        opener = next(line for line in lines if line.pattern == "vlan <vlan>")
        missing = [vlan for vlan in vlans if f"vlan {vlan}" not in self.root.children]
        for vlan in missing:
            self.root.children[f"vlan {vlan}"] = Node(opener, ("vlan", str(vlan)))
        return bool(missing)

    def _open(self, path: Path, key: str, match: Match) -> Applied:
        """Enter a view; a longer form of its line (`ospf 1 router-id`) says more about it."""
        children = self.node(path).children
        old = children.get(key)
        changed = old is None or (len(match.words) > len(key.split()) and old.words != match.words)
        if old is None:
            children[key] = Node(match.line, match.words)
        elif changed:
            old.words = match.words
        return Applied((*path, key), changed=changed)

    @staticmethod
    def _keep(parent: Node, key: str, node: Node) -> None:
        if node.line is not None and node.vlans == node.line.base:
            parent.children.pop(key, None)
        else:
            parent.children[key] = node

    def _remove(self, parent: Node, match: Match) -> bool:
        line = match.line
        if line.kind == "on":
            key = _key(match)
            is_new = key not in parent.children
            parent.children[key] = Node(line, ("undo", *match.words))
            return is_new
        if line.kind == "vlans" and match.vlans:
            key = _key(match)
            node = parent.children.get(key) or Node(line, match.words)
            before, node.vlans = node.vlans, node.vlans - match.vlans
            self._keep(parent, key, node)
            return before != node.vlans
        if line.kind in ("create", "batch"):
            gone = [f"vlan {vlan}" for vlan in match.vlans if f"vlan {vlan}" in parent.children]
        else:
            count = len(match.words)
            gone = [
                key
                for key, node in parent.children.items()
                if (node.words == match.words if match.exact else node.words[:count] == match.words)
            ]
            own = " ".join(match.words[: line.key])
            if not gone and line.kind == "one" and line.key and own in parent.children:
                gone = [own]  # `undo voice-vlan enable` leaves out the number in the middle
        for key in gone:
            del parent.children[key]
        self._tidy(parent, gone)
        return bool(gone)

    def _tidy(self, parent: Node, gone: list[str]) -> None:
        """Take away what goes with what was removed."""
        if LINK_TYPE in gone:
            _forget_vlan_settings(parent)
        if BINDING in gone:
            unbind(parent)
        if "ipv6 enable" in gone:
            _forget(parent, lambda key: key.startswith("ipv6 address "))
        if parent is not self.root:
            return
        for key in gone:
            number = key.rpartition(" ")[2]
            if key.startswith("vlan "):
                self._forget_everywhere(("port default vlan", "port access vlan"), number)
            elif key.startswith("ip vpn-instance "):
                forget_instance(self.root, number)
            elif key.startswith("interface Bridge-Aggregation"):
                lag = number.removeprefix("Bridge-Aggregation")
                self._forget_everywhere(("port link-aggregation group",), lag)

    def _forget_everywhere(self, keys: tuple[str, ...], value: str) -> None:
        for node in self.root.children.values():
            for key in keys:
                found = node.children.get(key)
                if found is not None and found.words[-1] == value:
                    del node.children[key]

    # Showing

    def text(self, path: Path = (), *, salted: bool = True) -> str:
        """Return the lines below `path` as the device shows them, `#` between blocks.

        Args:
            path: the view; the whole configuration where it is empty.
            salted: give secrets a fresh salt, as devices do; else equal secrets look equal.
        """
        rows = list(self._system(salted)) if not path else list(self._one(path, salted))
        return "\n".join(rows) + "\n"

    def _one(self, path: Path, salted: bool) -> Iterator[str]:
        node = self.node(path)
        yield "#"
        yield _show(node, salted)[0]
        yield from self._lines(node, 1, salted)
        yield "#"

    def _system(self, salted: bool) -> Iterator[str]:
        view = self.grammar.views["system"]
        pad = " " * self.grammar.indent
        groups: dict[Line, list[Node]] = {}
        for node in self.root.children.values():
            if node.line is not None:
                groups.setdefault(node.line, []).append(node)
        block = -1
        for line in view.lines:
            nodes = sorted(groups.get(line, ()), key=lambda node: natural(" ".join(node.words)))
            if line.kind == "batch":
                vlans = {int(key[5:]) for key in self.root.children if key.startswith("vlan ")} - {
                    1
                }
                head = line.pattern.replace(" <vlans>", "")
                rows = [f"{pad}{head} {part}" for part in _chunks(vlans)]
            else:
                rows = (
                    []
                    if line.kind == "view"
                    else [pad + row for n in nodes for row in _show(n, salted)]
                )
            if rows and view.block[line] != block:
                block = view.block[line]
                yield "#"
            yield from rows
            if line.kind == "view":
                for node in nodes:
                    body = list(self._lines(node, 1, salted))
                    if not body and self._is_batched(line):
                        continue
                    block = -1
                    yield "#"
                    yield " ".join(node.words)
                    yield from body
        yield "#"

    def _is_batched(self, line: Line) -> bool:
        """Return whether a VLAN without settings is shown by `vlan batch` alone."""
        lines = self.grammar.views["system"].lines
        return line.pattern == "vlan <vlan>" and any(row.kind == "batch" for row in lines)

    def _lines(self, node: Node, depth: int, salted: bool) -> Iterator[str]:
        if node.line is None or not node.line.view:
            return
        view = self.grammar.views[node.line.view]
        pad = " " * depth
        shown: dict[Line, list[Node]] = {}
        for child in node.children.values():
            if child.line is not None:
                shown.setdefault(child.line, []).append(child)
        for line in view.lines:
            if line.always and line not in shown:
                yield pad + line.always
            for child in sorted(
                shown.get(line, ()), key=lambda node: natural(" ".join(node.words))
            ):
                for row in _show(child, salted):
                    yield pad + row
                yield from self._lines(child, depth + 1, salted)


def _forget(node: Node, is_gone: Callable[[str], bool]) -> None:
    for key in [key for key in node.children if is_gone(key)]:
        del node.children[key]


def _forget_vlan_settings(port: Node) -> None:
    """A port of another link type starts afresh: CloudEngine and Comware [D] port link-type."""
    _forget(port, lambda key: key.startswith(("port trunk ", "port default ", "port access ")))


def _key(match: Match) -> str:
    line = match.line
    if line.kind == "on":
        return "undo " + " ".join(match.words)
    if line.key:
        return " ".join(match.words[: line.key])
    if line.kind in ("one", "vlans"):
        return " ".join(match.words[: leading_keywords(line.pattern)])
    return " ".join(match.words)


def _chunks(vlans: frozenset[int] | set[int]) -> list[str]:
    """Return a VLAN list in lines of ten items, as much as one line takes."""
    ranges = vlan_ranges(vlans)
    return [" ".join(ranges[at : at + 10]) for at in range(0, len(ranges), 10)]


def _show(node: Node, salted: bool) -> list[str]:
    line = node.line
    if line is not None and line.kind == "vlans":
        head = " ".join(node.words)
        gone, added = line.base - node.vlans, node.vlans - line.base
        return [
            *(f"undo {head} {part}" for part in _chunks(gone)),
            *(f"{head} {part}" for part in _chunks(added)),
        ]
    return [
        " ".join(
            conceal(word, salted=salted) if isinstance(word, Secret) else word
            for word in node.words
        )
    ]
