"""An intent in; every semantic problem at once out, each with its line and a remedy."""

from collections.abc import Sequence
from typing import NamedTuple

from parknet.errors import Problem
from parknet.model.intent import Intent
from parknet.model.packs import Measure
from parknet.model.register import Register


class Demand(NamedTuple):
    """What a policy that the park names asks of a population: speed in bit/s."""

    measure: Measure
    minimum_bps: int
    kinds: tuple[str, ...]  # of buildings; empty means all
    because: str  # the clause's id


def review(
    intent: Intent, register: Register | None = None, demands: Sequence[Demand] = ()
) -> list[Problem]:
    """Return every semantic problem of an intent."""
    return []
