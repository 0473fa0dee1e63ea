"""A design, a register and policy packs in; what every part of the park must show out."""

from collections.abc import Sequence

from parknet.assess.places import Places
from parknet.assess.planned import planned
from parknet.assess.populations import POPULATIONS, SPEED_MEASURES, target_bps
from parknet.errors import PackError, Problem
from parknet.model.network import Network
from parknet.model.packs import Clause, Level, Pack, Purpose
from parknet.model.register import Register
from parknet.model.verdict import Expectation


def expect(
    network: Network, register: Register, packs: Sequence[Pack], purpose: Purpose
) -> tuple[Expectation, ...]:
    """Return every demand on a park, the design's first, then each clause's in the packs' order.

    Args:
        network: the design.
        register: what exists, whoever modelled it.
        packs: policies; those the park does not name demand nothing of it.
        purpose: decides how well a clause must be known.

    Raises:
        PackError: a clause with a measure lacks the number that the measure compares with.
    """
    packs = [pack for pack in packs if pack.pack in network.policies]
    _check(packs)
    places = Places.of(network, register)
    demands = list(planned(places))
    for pack in packs:
        for clause in pack.clauses:
            population = POPULATIONS.get(clause.measure)
            if population is not None:
                demands += population(places, clause, required_level(clause, purpose))
    return tuple(demands)


def required_level(clause: Clause, purpose: Purpose) -> Level:
    """Return how well a clause must be known; a pack that is silent gets no leniency."""
    return clause.level.get(purpose, Level.VERIFIED)


def _check(packs: Sequence[Pack]) -> None:
    problems = [
        Problem(
            where=f"coverage/targets/{pack.pack}.yml ({clause.id})",
            what=f"measure {clause.measure} needs one number in Mbit/s or Gbit/s as its threshold",
            remedy="give the text's own number and unit, or write measure: none",
        )
        for pack in packs
        for clause in pack.clauses
        if clause.measure in SPEED_MEASURES and target_bps(clause) is None
    ]
    if problems:
        raise PackError.of(problems)
