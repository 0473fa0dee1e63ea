"""Tests and a park's own names in; which outlet, link or circuit each test was made at, out.

Testers write what they find on the label. A name is compared without regard to case, spaces and
signs between its parts; a name that fits several places fits none, unless the building is known.
What fits nothing is kept and told.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from parknet.model.instruments import FieldTest
from parknet.model.network import Network
from parknet.model.register import Register

_SIGNS: Final = re.compile(r"[\s/\\_\-–—:：.|·]+")


class Matches(NamedTuple):
    """What was tested, and what nobody knows the place of.

    Attributes:
        by_subject: tests of `outlet/b03/1F-001`, `link/…`, `circuit/…`, the latest first.
        unmatched: tests whose name fits no place, or several.
    """

    by_subject: Mapping[str, tuple[FieldTest, ...]]
    unmatched: tuple[FieldTest, ...]


def match(tests: Iterable[FieldTest], network: Network, register: Register) -> Matches:
    """Return which test was made where.

    A later test of one kind supersedes an earlier one: it stands before it.
    """
    places = _places(network, register)
    found: defaultdict[str, list[FieldTest]] = defaultdict(list)
    unmatched: list[FieldTest] = []
    for test in tests:
        subject = _subject(test, places)
        if subject:
            found[subject].append(test)
        else:
            unmatched.append(test)
    # Of two tests of one moment the worse stands first: a file sorted otherwise changes nothing.
    order = {"fail": 0, "": 1, "pass": 2}
    return Matches(
        {
            subject: tuple(sorted(made, key=lambda one: (-one.taken_at, order[one.outcome])))
            for subject, made in found.items()
        },
        tuple(unmatched),
    )


def _subject(test: FieldTest, places: Mapping[str, frozenset[str]]) -> str:
    names = [f"{test.building}/{test.link}"] if test.building else []
    for name in (*names, test.link):
        subjects = places.get(folded(name), frozenset())
        if len(subjects) == 1:
            return next(iter(subjects))
        if subjects:
            return ""
    return ""


def folded(name: str) -> str:
    """Return a name as tests and places are compared.

    Example:
        >>> folded("B03 / 1F-001") == folded("b03-1f-001")
        True
    """
    return _SIGNS.sub("-", name.strip().casefold()).strip("-")


def _places(network: Network, register: Register) -> Mapping[str, frozenset[str]]:
    """Return the subjects that each name may mean."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    codes = {plan.name: plan.code for plan in network.buildings}
    for building, outlet in register.outlets():
        code = codes.get(building, building)
        _add_outlet(found, f"outlet/{code}/{outlet}", (building, code), outlet)
    names = {plan.code: plan.name for plan in network.buildings}
    for plan in network.outlets:
        whose = (plan.building, names.get(plan.building, plan.building))
        _add_outlet(found, f"outlet/{plan.id}", whose, plan.name)
    for link in network.links:
        subject = f"link/{link.id}"
        found[folded(link.id)].add(subject)
        for a, b in ((link.a, link.b), (link.b, link.a)):
            found[folded(f"{a.device} {a.port}")].add(subject)
            found[folded(f"{a.device} {b.device}")].add(subject)
    for circuit in network.circuits:
        found[folded(circuit.id)].add(f"circuit/{circuit.id}")
    return {name: frozenset(subjects) for name, subjects in found.items()}


def _add_outlet(
    found: dict[str, set[str]], subject: str, buildings: Iterable[str], outlet: str
) -> None:
    found[folded(outlet)].add(subject)
    for building in buildings:
        found[folded(f"{building}/{outlet}")].add(subject)
