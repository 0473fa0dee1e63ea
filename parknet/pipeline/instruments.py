"""Import what test instruments found; say of what place each test is and of which nobody knows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from parknet.assess import cabling_sample, deciding
from parknet.errors import IntentError, Problem, StateError
from parknet.instruments import Export, Matches, match, read_export
from parknet.model.instruments import FieldTest
from parknet.pipeline.files import write_whole
from parknet.pipeline.parks import Site
from parknet.store.field_tests import FieldTests


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import brought."""

    exports: tuple[Export, ...]
    new: int
    matches: Matches


def import_tests(
    site: Site, files: Iterable[Path], *, building: str = "", wanted: str = ""
) -> Imported:
    """Keep the tests of exports, all of them or none; the files are kept too, as evidence.

    Args:
        site: the park.
        files: as instruments' software wrote them.
        building: where they were measured, where the files do not say.
        wanted: id of the format, where the titles do not tell it.

    Raises:
        IntentError: everything that is wrong with any of them.
    """
    known = site.workspace.instrument_files()
    if wanted and wanted not in known:
        raise IntentError(
            Problem("--format", f"there is no format {wanted}", f"use one of {', '.join(known)}")
        )
    contents: list[bytes] = []
    exports: list[Export] = []
    problems: list[Problem] = []
    for path in files:
        try:
            content = path.read_bytes()
            found = read_export(
                content, path.name, list(known.values()), building=building, wanted=wanted
            )
        except OSError as error:
            problems.append(
                Problem(str(path), f"cannot be read: {error.strerror}", "check its name")
            )
        except IntentError as error:
            problems += error.problems
        else:
            contents.append(content)
            exports.append(found)
            problems += found.problems
    if problems:
        raise IntentError(*problems)
    tests = [test for export in exports for test in export.tests]
    for content, export in zip(contents, exports, strict=True):
        write_whole(site.state / "instruments" / export.sha256, content, mode=0o600)
    new = FieldTests(site.database).keep(site.park, tests, site.clock.now())
    return Imported(tuple(exports), new, match(tests, site.network, site.register))


def known_tests(site: Site) -> Matches:
    """Return all tests of a park by what they were made at, as its files name it now."""
    tests = FieldTests(site.database).all(site.park)
    return match(tests, site.network, site.register) if tests else Matches({}, ())


@dataclass(frozen=True, slots=True)
class Sample:
    """The outlets that are to be tested at least, and what is known of them.

    Attributes:
        outlets: label and whether a certificate was imported, by subject.
    """

    contract: str
    seed: tuple[str, str]  # digests of the profile and of the register
    population: int
    outlets: Mapping[str, tuple[str, bool]]


def cabling_draw(site: Site) -> Sample:
    """Return the outlets that the park's cabling profile wants tested: drawn, not chosen.

    Raises:
        StateError: there is no profile of kind cabling, or it asks for no sample.
    """
    profiles = deciding(site.network.contracts, site.contracts)
    contract = next((one for one in profiles if one.kind == "cabling"), None)
    codes = {plan.name: plan.code for plan in site.network.buildings}
    wanted = cabling_sample(site.register, codes, contract) if contract else frozenset()
    if contract is None or not wanted:
        raise StateError(f"no contract profile of {site.park} asks for a sample of its cabling")
    tests = known_tests(site).by_subject
    outlets = {}
    for (building, name), room in site.register.outlets().items():
        subject = f"outlet/{codes.get(building, building)}/{name}"
        if subject in wanted:
            is_tested = any(test.kind == "cable" for test in tests.get(subject, ()))
            outlets[subject] = (f"{building} {room.floor} {room.room} {name}", is_tested)
    return Sample(
        contract.contract,
        (contract.sha256, site.register.digest),
        len(site.register.outlets()),
        outlets,
    )


def place_of(test: FieldTest) -> str:
    """Return what a tester called a place, with the building where it is known."""
    return f"{test.building} {test.link}".strip()
