"""A device's files as it shows them and as they are wanted in, what leads from one to other out.

For a device whose configuration is a bundle of whole files (`frr_ovs`), each headed by a line:

    ### file: PATH     parknet's, though somebody may have changed it since
    ### foreign: PATH  somebody else's: shown, and never overwritten unless a person gives it up

A patch is a bundle of the files that change, whole, and of two more kinds:

    ### gone: PATH     the file goes
    ### first: PATH    Open vSwitch commands that go before the file's own, in one transaction

Files are parknet's whole, so order and blanks count; only secrets are compared by name.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from parknet.dialect.ovs import SWITCH, named, reconciled
from parknet.dialect.way import Way
from parknet.names import PLACEHOLDER

_MASK: Final = "<<secret>>"
_HEADER: Final = re.compile(r"^### (file|foreign): (/\S+)$")
_NOTHING: Final = re.compile(r"^\s*(?:[#!].*)?$|^\s*exit$")
# Who reaches the machine itself by SSH and SNMP; `nftables.conf` has sets of any length before it.
_MANAGES: Final = re.compile(r"\b(?:tcp dport 22|udp dport 161) accept$|^type filter hook input ")
_AROUND: Final = 2  # lines shown before and after a difference
WRITTEN: Final = "/var/lib/parknet/written"

Lines = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bundle:
    """The files of a text, by path; `foreign` are the paths of those that are not parknet's."""

    files: Mapping[str, Lines]
    foreign: frozenset[str] = frozenset()

    @property
    def own(self) -> dict[str, Lines]:
        """Return the files that are parknet's."""
        return {path: rows for path, rows in self.files.items() if path not in self.foreign}


@dataclass(frozen=True, slots=True)
class _Turn:
    """One file: what it was and is to be, masked, and as it is sent; None where it is not."""

    path: str
    old: Lines | None
    new: Lines | None
    sent: Lines


def bundle_of(text: str) -> Bundle:
    r"""Return the files of a text.

    Example:
        >>> bundle_of("### file: /etc/hostname\nsw1\n").files
        {'/etc/hostname': ('sw1',)}
    """
    files: dict[str, list[str]] = {}
    foreign = set()
    rows: list[str] = []  # what stands before the first file is nobody's
    for line in text.splitlines():
        match = _HEADER.match(line)
        if match is None:
            rows.append(line)
            continue
        rows = files.setdefault(match[2], [])
        if match[1] == "foreign":
            foreign.add(match[2])
    return Bundle({path: tuple(body) for path, body in files.items()}, frozenset(foreign))


class Files:
    """The dialect of a device whose configuration is files."""

    def way(self, running: str, wanted: str, current_secrets: AbstractSet[str]) -> Way | None:
        """Return what leads from what a device holds to what is wanted; None where it holds that.

        Args:
            running: the device's files, secrets masked.
            wanted: as rendered, secrets by name.
            current_secrets: names of secrets that the device is known to hold.
        """
        old, new = bundle_of(running), bundle_of(wanted).files
        turns = list(_turns(old, new, current_secrets))
        if not turns:
            return None
        final = {
            **old.own,
            **{turn.path: _shown(turn.new) for turn in turns if turn.new is not None},
        }
        for turn in turns:
            if turn.new is None:
                del final[turn.path]
        back, lost = _inverse(turns, current_secrets)
        taken = sorted(turn.path for turn in turns if turn.path in old.foreign)
        return Way(
            diff=tuple(row for turn in turns for row in _difference(turn)),
            patch=tuple(_patch(turns)),
            inverse=back,
            irreversible=lost,
            deletions=sum(_lost(turn.old or (), turn.new or ()) for turn in turns),
            paths=tuple(path for turn in turns for path in _paths(turn)),
            owned=_one_form(final),
            held=tuple(_held(taken)),
            addresses=(_addresses(old.own), _addresses(final)),
        )

    def owned(self, running: str) -> str:
        """Return what is parknet's of a device's files, in one form, secrets masked."""
        return _one_form({path: _shown(rows) for path, rows in bundle_of(running).own.items()})


def _turns(
    old: Bundle, new: Mapping[str, Lines], current_secrets: AbstractSet[str]
) -> Iterator[_Turn]:
    """Yield each file that has to change, in the order they are wanted in."""
    for path, rows in new.items():
        masked = tuple(_masked(row, current_secrets) for row in rows)
        if old.files.get(path) != masked:
            yield _Turn(path, old.files.get(path), masked, rows)
    for path, rows in old.own.items():
        if path not in new:
            yield _Turn(path, rows, None, ())


def _masked(row: str, current_secrets: AbstractSet[str]) -> str:
    """Mask a line's secrets if the device holds them all."""
    if all(name in current_secrets for name in PLACEHOLDER.findall(row)):
        return PLACEHOLDER.sub(_MASK, row)
    return row


def _shown(rows: Lines) -> Lines:
    return tuple(PLACEHOLDER.sub(_MASK, row) for row in rows)


def _one_form(files: Mapping[str, Lines]) -> str:
    return json.dumps(files, sort_keys=True, separators=(",", ":"))


def _held(foreign: Sequence[str]) -> Iterator[str]:
    if foreign:
        yield (
            f"the device holds {', '.join(foreign)}, which parknet did not write: move what is "
            "needed of it into the park's files, then give it up on the device with "
            f"sha256sum {' '.join(foreign)} | sudo tee -a {WRITTEN}"
        )


def _patch(turns: Sequence[_Turn]) -> Iterator[str]:
    for turn in turns:
        if turn.new is None:
            yield f"### gone: {turn.path}"
            continue
        if turn.path == SWITCH:
            before = reconciled(turn.old or (), turn.new)
            yield from ([f"### first: {turn.path}", *before] if before else [])
        yield from (f"### file: {turn.path}", *turn.sent)


def _inverse(turns: Sequence[_Turn], current: AbstractSet[str]) -> tuple[Lines, Lines]:
    """Return what brings the files of before back, and the lines that nobody can say again.

    A device keeps the files of before itself, secrets and all; this is for one that lost them.
    """
    rows: list[str] = []
    lost: list[str] = []
    for turn in turns:
        if turn.old is None:
            rows.append(f"### gone: {turn.path}")
            continue
        if turn.path == SWITCH:
            before = reconciled(turn.new or (), turn.old)
            rows += [f"### first: {turn.path}", *before] if before else []
        # A masked line of before is the one that is wanted, where the device holds its secrets.
        known = {PLACEHOLDER.sub(_MASK, row): row for row in turn.sent if _knows(row, current)}
        rows.append(f"### file: {turn.path}")
        for row in turn.old:
            said = known.get(row, row)
            (lost if _MASK in said else rows).append(said)
    return tuple(rows), tuple(lost)


def _knows(row: str, current: AbstractSet[str]) -> bool:
    names = PLACEHOLDER.findall(row)
    return bool(names) and all(name in current for name in names)


def _paths(turn: _Turn) -> Iterator[tuple[str, ...]]:
    """Yield what comes and what goes, each behind its file and the section it stands in."""
    before, after = Counter(_placed(turn.old or ())), Counter(_placed(turn.new or ()))
    for head, row in (*(after - before), *(before - after)):
        heads = [head] if head else []
        if turn.path == SWITCH:
            heads = [f"interface {name}" for name in named(row)]
        elif _MANAGES.search(row):
            heads = ["management filter"]
        for each in heads or [""]:
            yield tuple(filter(None, (turn.path, each, row)))


def _placed(rows: Lines) -> Iterator[tuple[str, str]]:
    """Yield each line behind the one that its section begins with."""
    head = ""
    for row in rows:
        if not row.startswith(" "):
            head = row
        yield ("" if head == row else head), row.strip()


def _addresses(files: Mapping[str, Lines]) -> frozenset[tuple[str, str]]:
    """Return the addresses that FRR gives interfaces, and what has them."""
    return frozenset(
        (row.removeprefix("ip address "), head.removeprefix("interface "))
        for rows in files.values()
        for head, row in _placed(rows)
        if head.startswith("interface ") and row.startswith("ip address ")
    )


def _lost(old: Lines, new: Lines) -> int:
    """Return how many lines go without another of their kind in their place.

    `ip address` that becomes another is an edit; an interface that is no more is a loss. Comments
    and marks are none.
    """
    before, after = Counter(old), Counter(new)
    places = Counter(_kind(row) for row in (after - before).elements())
    gone = Counter(_kind(row) for row in (before - after).elements() if not _NOTHING.match(row))
    return (gone - places).total()


def _kind(row: str) -> tuple[str, ...]:
    return (row[: len(row) - len(row.lstrip())], *row.split()[:2])


def _difference(turn: _Turn) -> Iterator[str]:
    """Yield one file's difference for people: a line that stays begins with a blank."""
    old, new = turn.old or (), turn.new or ()
    fate = {(True, False): "new", (False, True): "removed"}
    state = fate.get((turn.old is None, turn.new is None), "changed")
    yield f" ### file: {turn.path} ({state})"
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for number, group in enumerate(matcher.get_grouped_opcodes(_AROUND)):
        if number:
            yield " ..."
        for tag, i1, i2, j1, j2 in group:
            if tag == "equal":
                yield from (f" {row}" for row in old[i1:i2])
                continue
            yield from (f"-{row}" for row in old[i1:i2])
            yield from (f"+{row}" for row in new[j1:j2])
