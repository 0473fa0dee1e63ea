"""A park in; who may open what to whom out, for people and for tests of a network that stands."""

from collections.abc import Sequence

from parknet.design import matrix
from parknet.model.policy import Expectation
from parknet.pipeline.parks import Site

_WORDS = {frozenset(): "-", frozenset({4}): "IPv4", frozenset({6}): "IPv6"}


def matrix_of(site: Site) -> tuple[Expectation, ...]:
    """Return the matrix of a park.

    Raises:
        IntentError: the park has problems.
    """
    _ = site.network  # a park that cannot be designed has no matrix
    return matrix(site.intent)


def cells_of(expected: Sequence[Expectation]) -> tuple[list[str], list[tuple[str, ...]]]:
    """Return the services asked for, and one row for each pair: verdicts, then lines.

    A segment in a routing table of its own has it behind its name: `guest [visitors]`.
    """
    services = list(dict.fromkeys(one.service for one in expected))
    pairs: dict[tuple[str, str], list[Expectation]] = {}
    for one in expected:
        ends = _end(one.source, one.source_vrf), _end(one.target, one.target_vrf)
        pairs.setdefault(ends, []).append(one)
    rows = []
    for (source, target), found in pairs.items():
        verdicts = []
        for service in services:
            open_in = {e.version for e in found if e.service == service and e.allowed}
            verdicts.append(_WORDS.get(frozenset(open_in), "yes"))
        lines = sorted({e.origin for e in found if e.allowed and e.origin})
        rows.append((source, target, *verdicts, " ".join(lines)))
    return services, rows


def _end(name: str, vrf: str) -> str:
    return f"{name} [{vrf}]" if vrf else name
