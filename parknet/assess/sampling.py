"""A population and what seeds the draw in, who is to be tested out (T-SAMPLE).

The seed is a digest of the profile and of the register, so that whoever is to be tested can repeat
the draw and cannot choose it: another register or another profile draws others.
"""

from collections.abc import Iterable
from math import ceil

from parknet.evidence import sha256_hex


def drawn(population: Iterable[str], count: int, *seed: str) -> frozenset[str]:
    """Return `count` members of a population, all of them where there are fewer.

    Each member is drawn by a digest of its own, so the order of the population does not matter,
    and a larger draw holds the smaller one.

    Example:
        >>> sorted(drawn(["a", "b", "c"], 5, "x"))
        ['a', 'b', 'c']
    """
    prefix = "\n".join(seed)
    ranked = sorted(population, key=lambda member: (sha256_hex(f"{prefix}\n{member}"), member))
    return frozenset(ranked[:count])


def sample_size(population: int, share_percent: float, least: float = 0) -> int:
    """Return how many must be tested: a share, a number at least, all where there are fewer.

    Example:
        >>> sample_size(24, 10), sample_size(24, 10, 10), sample_size(7, 10, 10)
        (3, 10, 7)
    """
    return min(population, max(ceil(population * share_percent / 100), int(least)))
