"""Platforms whose configuration is no command line: what their dialects give to `compare`."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Protocol

from parknet.model.change import TwoEnded


@dataclass(frozen=True, slots=True)
class Way:
    """What leads from what runs to what is wanted.

    Attributes:
        diff: for people: lines that begin with +, - or a space.
        patch, inverse: commands in order; secrets are placeholders.
        irreversible: lines of the inverse that hold a secret nobody knows.
        deletions: lines that go away.
        paths: what comes and goes, each behind the head of the section it stands in.
        owned: what is ours of the result, in one form, secrets masked.
        held: why it waits for a person.
        two_ended: what the other ends of links have to change at once.
        addresses: the device's own before and after, each with what has it; with their lengths or
            without.
    """

    diff: tuple[str, ...]
    patch: tuple[str, ...]
    inverse: tuple[str, ...]
    irreversible: tuple[str, ...]
    deletions: int
    paths: tuple[tuple[str, ...], ...]
    owned: str
    held: tuple[str, ...] = ()
    two_ended: tuple[TwoEnded, ...] = ()
    addresses: tuple[frozenset[tuple[str, str]], frozenset[tuple[str, str]]] = (
        frozenset(),
        frozenset(),
    )


class Dialect(Protocol):
    """A platform whose configurations are compared in a way of its own."""

    def way(self, running: str, wanted: str, current_secrets: AbstractSet[str]) -> Way | None:
        """Return what leads from one text to the other; None where nothing has to change."""
        ...

    def owned(self, running: str) -> str:
        """Return what is ours of a configuration, in one form, secrets masked."""
        ...
