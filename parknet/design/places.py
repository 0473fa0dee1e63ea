"""What was given out and who asks now in; numbers and address blocks out.

Order decides addresses, so order is part of the contract: what `allocations.lock` holds stays, and
new places are added by descending size, then by name. What someone held who is gone stays theirs
until nothing else is free, so that a building taken out and put back keeps its addresses.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import heappop, heappush

from parknet.model.network import Allocations


class ShortageError(Exception):
    """A pool cannot hold what is asked of it; the caller knows the line to blame."""

    def __init__(self, what: str, remedy: str) -> None:
        self.what = what
        self.remedy = remedy
        super().__init__(what)


class Places:
    """The entries of `allocations.lock` by pool, as they are and as they become."""

    def __init__(self, allocations: Allocations) -> None:
        self._pools: dict[str, dict[str, str]] = {}
        for key, text in allocations.entries.items():
            pool, _, owner = key.rpartition("/")
            self._pools.setdefault(pool, {})[owner] = text

    def held(self, pool: str) -> Mapping[str, str]:
        """Return what the owners of `pool` hold."""
        return self._pools.get(pool, {})

    def pools(self, prefix: str) -> Iterator[tuple[str, Mapping[str, str]]]:
        """Yield the pools below `prefix`, by the rest of their name."""
        for pool, held in self._pools.items():
            if pool.startswith(prefix + "/"):
                yield pool[len(prefix) + 1 :], held

    def give(self, pool: str, owner: str, text: str) -> None:
        """Record that `owner` holds `text`."""
        self._pools.setdefault(pool, {})[owner] = text

    def release(self, pool: str, owner: str) -> None:
        """Forget what `owner` held."""
        self._pools[pool].pop(owner, None)

    def assign_numbers(
        self, pool: str, owners: Iterable[str], numbers: Sequence[int]
    ) -> dict[str, int]:
        """Return a number of its own for every owner, and record it.

        Args:
            pool: the pool's name in `allocations.lock`.
            owners: who needs a number now.
            numbers: what may be given out, the preferred first; without repetition.

        Raises:
            ShortageError: there are fewer numbers than owners, or the lock cannot be right.
        """
        held = self._numbers(pool)
        wanted = set(owners)
        by_number = {number: owner for owner, number in sorted(held.items())}
        clash = [o for o in sorted(wanted & held.keys()) if by_number[held[o]] != o]
        if clash:
            raise ShortageError(
                f"allocations.lock gives {pool}/{clash[0]} the number {held[clash[0]]}, "
                f"which {pool}/{by_number[held[clash[0]]]} holds",
                f"remove the line {pool}/{clash[0]}",
            )
        outside = [o for o in sorted(wanted & held.keys()) if held[o] not in numbers]
        if outside:
            raise ShortageError(
                f"allocations.lock gives {pool}/{outside[0]} the number {held[outside[0]]}, "
                "which the pool does not have",
                f"remove the line {pool}/{outside[0]} to number it anew, or widen the pool again",
            )
        free = _free_first(numbers, by_number, wanted)
        for owner in sorted(wanted - held.keys()):
            number = next(free, None)
            if number is None:
                raise ShortageError(
                    f"{len(wanted)} need a number of pool {pool}, which has {len(numbers)}",
                    f"make it {len(wanted)} or more, or ask for {len(wanted) - len(numbers)} fewer",
                )
            if number in by_number:
                self.release(pool, by_number[number])
            held[owner] = number
            self.give(pool, owner, str(number))
        return {owner: held[owner] for owner in wanted}

    def _numbers(self, pool: str) -> dict[str, int]:
        held: dict[str, int] = {}
        for owner, text in self.held(pool).items():
            if not (text.isascii() and text.isdigit()):
                raise ShortageError(
                    f"allocations.lock gives {pool}/{owner} {text!r}, which is no number",
                    f"remove the line {pool}/{owner}, or restore the file from version control",
                )
            held[owner] = int(text)
        return held

    def allocations(self) -> Allocations:
        """Return everything held now, sorted by key."""
        return Allocations(
            {
                f"{pool}/{owner}": text
                for pool, held in sorted(self._pools.items())
                for owner, text in sorted(held.items())
            }
        )


def _free_first(
    numbers: Sequence[int], by_number: Mapping[int, str], wanted: set[str]
) -> Iterator[int]:
    yield from (number for number in numbers if number not in by_number)
    yield from (
        number for number in numbers if number in by_number and by_number[number] not in wanted
    )


class FreeSpace:
    """Free power-of-two blocks of an address range: the smallest that fits goes first.

    Example:
        >>> space = FreeSpace([(0, 16)], taken=[(0, 4)])
        >>> space.take(2), space.take(3), space.take(3)
        (4, 8, None)
    """

    def __init__(
        self, ranges: Iterable[tuple[int, int]], taken: Iterable[tuple[int, int]] = ()
    ) -> None:
        self._free: dict[int, list[int]] = {}
        holes = sorted(taken)
        for start, end in ranges:
            at = start
            for first, last in holes:
                if last <= at or first >= end:
                    continue
                self._add(at, first)
                at = max(at, last)
            self._add(at, end)

    def _add(self, start: int, end: int) -> None:
        """Cut a range into blocks aligned to their own size."""
        while start < end:
            size = (end - start).bit_length() - 1
            if start:
                size = min(size, (start & -start).bit_length() - 1)
            heappush(self._free.setdefault(size, []), start)
            start += 1 << size

    def take(self, bits: int) -> int | None:
        """Return the start of a block of 2**bits addresses, or None where none is left."""
        fits = [size for size, starts in self._free.items() if size >= bits and starts]
        if not fits:
            return None
        size = min(fits)
        start = heappop(self._free[size])
        while size > bits:
            size -= 1
            heappush(self._free.setdefault(size, []), start + (1 << size))
        return start
