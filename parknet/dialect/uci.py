"""A running and a wanted `uci export` in, what leads from one to the other and back out.

Sections are matched by what tells them apart (`uci_model`), so the hostname that OpenWrt keeps in a
section without a name is ours, and no second one is made. Options, sections and packages that
templates never write stay.
"""

import json
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Final

from parknet.dialect.uci_ends import addresses, two_ended
from parknet.dialect.uci_model import MODEL, Kind
from parknet.dialect.uci_patch import MASKED, Place, Script, write
from parknet.dialect.uci_text import (
    Packages,
    Section,
    Value,
    items_of,
    lines_of,
    packages_of,
    quoted,
)
from parknet.dialect.way import Way
from parknet.names import PLACEHOLDER

_OPEN: Final = frozenset({"none", "open", ""})


@dataclass(slots=True)
class _Matched:
    """One package's sections, old and new, and what stands in the way of changing them."""

    before: list[Place] = field(default_factory=list)
    after: list[Place] = field(default_factory=list)


class Uci:
    """OpenWrt's dialect."""

    def way(self, running: str, wanted: str, current_secrets: AbstractSet[str]) -> Way | None:
        """Return what leads from what runs to what is wanted, or None where it runs already.

        Args:
            running: `uci export`, secrets masked.
            wanted: as rendered, secrets by name.
            current_secrets: names of secrets that the device is known to hold.
        """
        old, new = packages_of(running), packages_of(wanted)
        matched = {
            package: _match(package, old.get(package, []), sections, current_secrets)
            for package, sections in new.items()
        }
        ahead, back = Script(), Script()
        for package, both in matched.items():
            write(package, both.before, both.after, ahead)
            turned = {id(place): Place(place.after, place.before) for place in both.before}
            turned |= {id(place): Place(place.after, None) for place in both.after
                       if place.before is None}  # fmt: skip
            write(
                package,
                [turned[id(place)] for place in both.after],
                [turned[id(place)] for place in both.before],
                back,
            )
        if not ahead.commands and not ahead.unsayable:
            return None
        rows = [row for package, both in matched.items() for row in _rows(package, both)]
        final = old | {
            package: [place.after for place in both.after if place.after is not None]
            for package, both in matched.items()
        }
        return Way(
            diff=tuple(row.shown for row in rows),
            patch=tuple(ahead.commands),
            inverse=tuple(back.commands),
            irreversible=tuple(back.unsayable),
            deletions=sum(row.goes for row in rows),
            paths=tuple(row.path for row in rows if row.shown[0] in "+-"),
            owned=_owned(final),
            held=tuple(_held(old, new, final)),
            two_ended=two_ended(old, final),
            addresses=(addresses(old), addresses(final)),
        )

    def owned(self, running: str) -> str:
        """Return what is ours of a configuration, in one form."""
        return _owned(packages_of(running))


# Matching


def _match(
    package: str, old: list[Section], wanted: list[Section], current: AbstractSet[str]
) -> _Matched:
    partners = _partners(package, old, wanted)
    both = _Matched()
    for section in old:
        new = partners.get(id(section))
        kind = MODEL.get((package, section.kind))
        if new is not None and kind is not None:
            both.before.append(Place(section, _merged(section, new, kind, current)))
        elif kind is not None and kind.ours(section):
            both.before.append(Place(section, None))
        else:
            both.before.append(Place(section, section))
    both.after = [place for place in both.before if place.after is not None]
    taken = {id(new) for new in partners.values()}
    both.after += [Place(None, section) for section in wanted if id(section) not in taken]
    return both


def _partners(package: str, old: list[Section], wanted: list[Section]) -> dict[int, Section]:
    """Return the wanted section of each old one, by the old one's id."""
    partners: dict[int, Section] = {}
    left = []
    for new in wanted:
        same = [one for one in old if new.name and (one.kind, one.name) == (new.kind, new.name)]
        if same:
            partners[id(same[0])] = new
        else:
            left.append(new)
    for new in left:
        kind = MODEL.get((package, new.kind))
        for one in old:
            if id(one) not in partners and one.kind == new.kind and _is_same(one, new, kind):
                partners[id(one)] = new
                break
    return partners


def _is_same(one: Section, new: Section, kind: Kind | None) -> bool:
    """Return whether two sections of a kind are one: by their identity, else by what they say."""
    if kind is None or kind.identity is None:
        return not one.name and one.options == new.options
    return kind.who(one) == kind.who(new)


def _merged(old: Section, new: Section, kind: Kind, current: AbstractSet[str]) -> Section:
    """Return a section as it shall be: what we say of it, and what we do not."""
    options: dict[str, Value] = {}
    for key, value in old.options.items():
        if key not in kind.options | kind.lists:
            options[key] = value
        elif key in new.options:
            options[key] = _settled(value, new.options[key], current)
    for key, value in new.options.items():
        options.setdefault(key, value)
    return Section(old.package, old.kind, old.name, options)


def _settled(old: Value, new: Value, current: AbstractSet[str]) -> Value:
    """Return what an option shall be: as it stands, where that means the same."""
    if isinstance(new, str):
        secret = PLACEHOLDER.fullmatch(new)
        is_same = (
            old == MASKED and secret[1] in current if secret else " ".join(items_of(old)) == new
        )
        return old if old == new or is_same else new
    items = items_of(old)
    if isinstance(old, str):
        return old if sorted(items) == sorted(new) else new
    return (*(item for item in items if item in new), *(i for i in new if i not in items))


# What people and machines are told


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the difference, and what tells rules about lines where it stands."""

    path: tuple[str, ...]
    shown: str
    goes: int = 0


def _rows(package: str, both: _Matched) -> Iterator[_Row]:
    found = [row for place in _in_turn(both) for row in _section_rows(place)]
    if found:
        yield _Row((), f" package {package}")
        yield from found


def _in_turn(both: _Matched) -> Iterator[Place]:
    yield from both.before
    yield from (place for place in both.after if place.before is None)


def _section_rows(place: Place) -> Iterator[_Row]:
    old, new = place.before, place.after
    section = old or new
    if section is None or old is new:
        return
    head = f"config {section.kind} {quoted(section.name)}"  # as if it had a name: one form
    sign = "-" if new is None else "+" if old is None else " "
    before = old.options if old is not None else {}
    after = new.options if new is not None else {}
    changed = []
    for key in (*before, *(key for key in after if key not in before)):
        was = list(lines_of(key, before[key])) if key in before else []
        will = list(lines_of(key, after[key])) if key in after else []
        is_replaced = key in before and key in after and isinstance(after[key], str)
        changed += [_Row((head, line), f"-  {line}", 0 if is_replaced else 1)
                    for line in was if line not in will]  # fmt: skip
        changed += [_Row((head, line), f"+  {line}") for line in will if line not in was]
    if changed or sign != " ":
        yield _Row((head,), f"{sign}{section.head}", int(sign == "-"))
        yield from changed


def _held(old: Packages, new: Packages, final: Packages) -> Iterator[str]:
    """Yield why a change waits."""
    for package, sections in new.items():
        if package not in old:
            yield f"the device has no /etc/config/{package}: install the package that brings it"
        kinds = {section.name: section.kind for section in old.get(package, [])}
        for section in sections:
            other = kinds.get(section.name, section.kind) if section.name else section.kind
            if other != section.kind:
                yield (
                    f"{package}.{section.name} is a section of type {other}, not {section.kind}: "
                    "rename it"
                )
    radios = {section.name for section in new.get("wireless", []) if section.kind == "wifi-device"}
    ours = {section.name for section in new.get("wireless", [])}
    for section in final.get("wireless", []):
        is_open = str(section.options.get("encryption", "")) in _OPEN
        is_off = section.options.get("disabled") == "1"
        on_radio = section.options.get("device") in radios and section.name not in ours
        if section.kind == "wifi-iface" and on_radio and is_open and not is_off:
            yield (
                f"the radio {section.options['device']} would also send "
                f"{section.options.get('ssid', 'a network')} ({section.head}), open to everybody: "
                "remove or disable it first"
            )


def _owned(packages: Packages) -> str:
    found = []
    for package, sections in packages.items():
        for section in sections:
            kind = MODEL.get((package, section.kind))
            if kind is None:
                continue
            options: dict[str, str | list[str]] = {}
            for key, value in section.options.items():
                if key in kind.lists:
                    options[key] = sorted(items_of(value))
                elif key in kind.options:
                    options[key] = PLACEHOLDER.sub(MASKED, " ".join(items_of(value)))
            found.append([package, section.kind, list(kind.who(section)), options])
    return json.dumps(sorted(found, key=json.dumps), sort_keys=True, separators=(",", ":"))
