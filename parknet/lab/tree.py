"""A device's configuration as a tree: lines in, a changed tree or a refusal out, and back as text.

What is kept is normal form: keywords whole, masks dotted, VLAN lists as sets. `text` shows it in
the vendor's order with defaults left out, so that entering the text on an empty device gives it
again.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from parknet.lab.cipher import Secret, conceal
from parknet.lab.grammar import Grammar, Line, Match, Refusal, View, leading_keywords
from parknet.lab.refusals import Site, refuse
from parknet.lab.vlan_sets import changed_set, chunks, listed, whole_set
from parknet.lab.words import natural

Path = tuple[str, ...]


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
        mine, theirs = self.shown(), other.shown()
        return (
            self.words == other.words
            and self.vlans == other.vlans
            and mine.keys() == theirs.keys()
            and all(child.same(theirs[key]) for key, child in mine.items())
        )

    def shown(self) -> dict[str, "Node"]:
        """Return the lines in this view without views that a device hides while they are empty."""
        return {key: child for key, child in self.children.items() if not child.is_hidden}

    @property
    def is_hidden(self) -> bool:
        """Return whether the device shows nothing of it."""
        return self.line is not None and self.line.hides and not self.children


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
        grammar = self.grammar
        for row in text.splitlines():
            line = row.strip()
            if line in (grammar.comment, grammar.closing):
                # Only a mark at the margin ends a section; devices also print them inside views.
                path = path if row[:1].isspace() else ()
            elif line and not line.startswith(("!", "version ")) and line not in grammar.leaving:
                done = self._enter_row(path, row, line)
                path = done.path
                if done.is_refused:
                    refused.append((line, done.error or str(done.refusal)))
        return refused

    def _enter_row(self, path: Path, row: str, line: str) -> Applied:
        """Enter a line of a text where it stands; who types does not indent."""
        if self.grammar.is_nested:
            depth = (len(row) - len(row.lstrip())) // self.grammar.step
            done = self.apply(path[:depth], line)
            if not done.is_refused or depth >= len(path):
                return done
        return self.apply(path, line)

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
        negation = self.grammar.negation
        removing = head == negation or (len(head) > 2 and negation.startswith(head))
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
        key = self._key(match)
        if line.kind == "view":
            return self._open(path, key, match)
        if line.kind in ("create", "batch"):
            made = self._create_vlans(match.vlans)
            # Cisco's opens a mode for all of them [D] vlan; here it stands for the last.
            opens = line.kind == "create" and self.grammar.negation == "no"
            return Applied((f"vlan {max(match.vlans)}",) if opens else path, changed=made)
        if line.kind == "allowed":
            node = parent.children.get(key) or Node(line, match.words[: line.key])
            before, node.vlans = node.vlans, changed_set(node.vlans, match)
            self._keep(parent, key, node)
            if before != node.vlans:
                self.grammar.follow(self, parent, [key], False)
            return Applied(path, changed=before != node.vlans)
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
        if changed:
            self.grammar.follow(self, parent, [key], False)
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
            key = self._key(match)
            is_new = key not in parent.children
            parent.children[key] = Node(line, (self.grammar.negation, *match.words))
            return is_new
        if line.kind == "vlans" and match.vlans:
            key = self._key(match)
            node = parent.children.get(key) or Node(line, match.words)
            before, node.vlans = node.vlans, node.vlans - match.vlans
            self._keep(parent, key, node)
            return before != node.vlans
        if line.kind in ("create", "batch"):
            gone = [f"vlan {vlan}" for vlan in match.vlans if f"vlan {vlan}" in parent.children]
        else:
            told = match.words[line.undo_skips :]
            count = len(told)
            gone = [
                key
                for key, node in parent.children.items()
                if (node.words == told if match.exact else node.words[:count] == told)
            ]
            count = line.key or leading_keywords(line.pattern)
            own = " ".join(match.words[:count])
            is_one = line.kind == "allowed" or (line.kind == "one" and self._by_key(line))
            if not gone and is_one and own in parent.children:
                gone = [own]  # `undo voice-vlan enable` leaves out the number in the middle
        for key in gone:
            del parent.children[key]
        self.grammar.follow(self, parent, gone, True)
        return bool(gone)

    def _by_key(self, line: Line) -> bool:
        """Return whether a setting goes whatever value is named; Cisco's `no` reads none."""
        return bool(line.key) or self.grammar.negation == "no"

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
        yield self.grammar.comment
        yield self._show(node, salted)[0]
        yield from self._lines(node, 1, salted)
        yield self.grammar.comment

    def _system(self, salted: bool) -> Iterator[str]:
        view, mark = self.grammar.views["system"], self.grammar.comment
        pad = " " * self.grammar.indent
        groups: dict[Line, list[Node]] = {}
        for node in self.root.children.values():
            if node.line is not None and not node.is_hidden:
                groups.setdefault(node.line, []).append(node)
        block = -1
        for line in view.lines:
            nodes = sorted(groups.get(line, ()), key=lambda node: natural(" ".join(node.words)))
            if line.kind == "batch":
                vlans = {int(key[5:]) for key in self.root.children if key.startswith("vlan ")} - {
                    1
                }
                head = line.pattern.replace(" <vlans>", "")
                rows = [f"{pad}{head} {part}" for part in chunks(vlans)]
            else:
                rows = (
                    []
                    if line.kind == "view"
                    else [pad + row for n in nodes for row in self._show(n, salted)]
                )
            if rows and view.block[line] != block:
                block = view.block[line]
                yield mark
            yield from rows
            if line.kind == "view":
                for node in nodes:
                    body = list(self._lines(node, 1, salted))
                    if not body and self._is_batched(line):
                        continue
                    block = -1
                    yield mark
                    yield " ".join(node.words)
                    yield from body
        yield mark

    def _is_batched(self, line: Line) -> bool:
        """Return whether a VLAN without settings is shown by `vlan batch` alone."""
        lines = self.grammar.views["system"].lines
        return line.pattern == "vlan <vlan>" and any(row.kind == "batch" for row in lines)

    def _lines(self, node: Node, depth: int, salted: bool) -> Iterator[str]:
        if node.line is None or not node.line.view:
            return
        view = self.grammar.views[node.line.view]
        pad = " " * (depth * self.grammar.step)
        shown: dict[Line, list[Node]] = {}
        for child in node.children.values():
            if child.line is not None and not child.is_hidden:
                shown.setdefault(child.line, []).append(child)
        for line in view.lines:
            if line.always and line not in shown:
                yield pad + line.always
            for child in sorted(
                shown.get(line, ()), key=lambda node: natural(" ".join(node.words))
            ):
                for row in self._show(child, salted):
                    yield pad + row
                yield from self._lines(child, depth + 1, salted)
                if line.closing:
                    yield pad + line.closing

    def _key(self, match: Match) -> str:
        line = match.line
        if line.kind == "on":
            return f"{self.grammar.negation} {' '.join(match.words)}"
        if line.key:
            return " ".join(match.words[: line.key])
        if line.kind in ("one", "vlans", "allowed"):
            return " ".join(match.words[: leading_keywords(line.pattern)])
        return " ".join(match.words)

    def _show(self, node: Node, salted: bool) -> list[str]:
        line = node.line
        if line is not None and line.kind == "allowed":
            return whole_set(" ".join(node.words), node.vlans, line.whole)
        if line is not None and line.kind == "vlans":
            head = " ".join(node.words)
            gone, added = line.base - node.vlans, node.vlans - line.base
            return [
                *(f"{self.grammar.negation} {head} {part}" for part in chunks(gone)),
                *(f"{head} {part}" for part in listed(added, line.pattern)),
            ]
        return [
            " ".join(
                conceal(word, salted=salted) if isinstance(word, Secret) else word
                for word in node.words
            )
        ]
