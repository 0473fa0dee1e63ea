"""Two states of UCI packages in, the commands of `uci batch` that lead from one to the other out.

Both states share their sections: what is the same object in both is the same section. All commands
are staged and take effect at once, so no order of them can cut a path; they are ordered so that
each fits when it is read: changes, sections that go (the last first), sections that come, places.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from parknet.dialect.uci_text import Section, Value, quoted

MASKED = "<<secret>>"


@dataclass(slots=True)
class Script:
    """Commands in order, and the lines that cannot be sent since nobody knows their secret."""

    commands: list[str] = field(default_factory=list)
    unsayable: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Place:
    """One section before and after; None where it is not there. Places are told by identity."""

    before: Section | None
    after: Section | None


def write(package: str, before: Sequence[Place], after: Sequence[Place], script: Script) -> None:
    """Append the commands that lead from one order of sections to the other.

    Args:
        package: the package.
        before: its sections as they stand, each with what becomes of it.
        after: its sections as they shall stand.
        script: what to append to.
    """
    standing = list(before)
    kept = {id(place) for place in after}
    for place in before:
        if id(place) in kept and place.before is not None and place.after is not None:
            where = f"{package}.{_reference(standing, place)}"
            _options(where, place.before.options, place.after.options, script)
    for place in reversed(before):
        if id(place) not in kept:
            script.commands.append(f"delete {package}.{_reference(standing, place)}")
            _take(standing, place)
    for place in after:
        if place.before is None and place.after is not None:
            standing.append(place)
            new = place.after
            where = f"{package}.{_reference(standing, place)}"
            script.commands.append(
                f"set {where}={quoted(new.kind)}" if new.name else f"add {package} {new.kind}"
            )
            _options(where, {}, new.options, script)
    for at, place in enumerate(after):
        if standing[at] is not place:
            # The place counts without the section itself (libuci, uci_list_set_pos).
            script.commands.append(f"reorder {package}.{_reference(standing, place)}={at}")
            _take(standing, place)
            standing.insert(at, place)


def _take(standing: list[Place], place: Place) -> None:
    del standing[next(at for at, other in enumerate(standing) if other is place)]


def _section(place: Place) -> Section:
    section = place.before if place.before is not None else place.after
    if section is None:
        raise ValueError("a place without a section")
    return section


def _reference(standing: Sequence[Place], place: Place) -> str:
    """Return how a command names a section: by name, else by its place among its kind."""
    section = _section(place)
    if section.name:
        return section.name
    alike = [other for other in standing if _section(other).kind == section.kind]
    at = next(number for number, other in enumerate(alike) if other is place)
    return f"@{section.kind}[{at}]"


def _options(where: str, old: dict[str, Value], new: dict[str, Value], script: Script) -> None:
    for key in sorted(old.keys() | new.keys()):
        if old.get(key) != new.get(key):
            for command in _change(f"{where}.{key}", old.get(key), new.get(key)):
                unsayable = MASKED in command
                (script.unsayable if unsayable else script.commands).append(command)


def _change(where: str, old: Value | None, new: Value | None) -> Iterator[str]:
    if new is None:
        yield f"delete {where}"
    elif isinstance(new, str):
        yield f"set {where}={quoted(new)}"
    else:
        yield from _list(where, old, new)


def _list(where: str, old: Value | None, new: tuple[str, ...]) -> Iterator[str]:
    """Yield what changes a list value by value, or writes it anew where that would disorder it."""
    gone: list[str] = []
    left: list[str] = []
    if isinstance(old, tuple) and len(set(old)) == len(old):
        gone = [item for item in old if item not in new]
        left = [item for item in old if item in new]
    if not left or left != list(new[: len(left)]):
        if old is not None:
            yield f"delete {where}"
        gone, left = [], []
    yield from (f"del_list {where}={quoted(item)}" for item in gone)
    yield from (f"add_list {where}={quoted(item)}" for item in new[len(left) :])
