"""A workspace: folders of files people wrote in, validated records out.

Profiles, templates, collectors and packs are looked for in the workspace first, file by file,
then in the built-in library. A park is one folder and is never mixed from two places.
"""

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, TypeVar

from parknet.errors import IntentError, PackError, Problem
from parknet.library import library_root
from parknet.model.audit import HardeningRules
from parknet.model.instruments import InstrumentFormat
from parknet.model.intent import (
    Building,
    DeviceProfile,
    Intent,
    Library,
    Park,
    PortProfile,
)
from parknet.model.intent import Path as Place
from parknet.model.network import Allocations
from parknet.model.packs import Contract, Pack
from parknet.model.platforms import Platform
from parknet.model.radio import ApProfile, Country
from parknet.model.record import Record
from parknet.model.register import Register
from parknet.workspace.allocations import read_allocations, write_allocations
from parknet.workspace.document import Document, read_document
from parknet.workspace.explain import draft, validate
from parknet.workspace.files import Source, decode_text, read_bytes
from parknet.workspace.references import References
from parknet.workspace.registers import read_register
from parknet.workspace.wording import shown, suggestion

_RecordT = TypeVar("_RecordT", bound=Record)

PARKS: Final = "inventory/parks"
TARGETS: Final = "coverage/targets"
HARDENING: Final = "coverage/hardening"
INSTRUMENTS: Final = "coverage/instruments"
# Codes begin device names, which some platforms cut at 30 characters.
_CODE: Final = re.compile(r"(?=.{1,16}$)[a-z][a-z0-9]*(-[a-z0-9]+)*")
_LIBRARY: Final[tuple[tuple[str, str, type[Record]], ...]] = (
    ("platforms", "inventory/platforms", Platform),
    ("devices", "inventory/profiles/devices", DeviceProfile),
    ("ports", "inventory/profiles/ports", PortProfile),
    ("aps", "inventory/profiles/aps", ApProfile),
    ("countries", "inventory/profiles/countries", Country),
)


class Workspace:
    """What a folder holds; the built-in library fills in what it lacks.

    Args:
        root: the user's folder; it need not hold anything.
        library: the built-in library, where another than parknet's own is wanted.
    """

    def __init__(self, root: Path, library: Path | None = None) -> None:
        self.root = root.resolve()
        self.library = (library or library_root()).resolve()
        self._roots = [self.root] + ([self.library] if self.library != self.root else [])

    def parks(self) -> list[str]:
        """Return the names of all parks, in order."""
        return sorted(
            {file.parent.name for root in self._roots for file in (root / PARKS).glob("*/park.yml")}
        )

    def require(self, park: str) -> None:
        """Make sure that there is a park of this name.

        Raises:
            IntentError: there is none.
        """
        self._park_root(park)

    def load_intent(self, park: str) -> Intent:
        """Return a validated park with its buildings and the library.

        Raises:
            IntentError: everything that is wrong in any of its files.
        """
        intent, problems = self.draft_intent(park)
        if intent is None or problems:
            raise IntentError(*problems)
        return intent

    def draft_intent(self, park: str) -> tuple[Intent | None, list[Problem]]:
        """Return a park as far as it can be understood, and everything that is wrong in its files.

        A draft with problems is for looking further, so that what is wrong elsewhere is told in
        the same run: a wrong key is left out of it, and a number out of range is at its limit.
        """
        root = self._park_root(park)
        loading = _Loading()
        library: dict[str, Any] = {}
        for kind, folder, model in _LIBRARY:
            library[kind] = loading.records(self._files(folder, ".yml"), model, ("library", kind))
        whole_library = not loading.problems
        described = loading.record(self._source(root, f"{PARKS}/{park}/park.yml"), Park, ("park",))
        sources = self._building_files(root, park, loading.problems)
        buildings = loading.records(sources, Building, ("buildings",))
        loading.refuse_misnamed(described, park)
        loading.refuse_twins(buildings)
        intent: Intent | None = None
        if described is not None and whole_library:
            intent = Intent.model_construct(
                # Each part is validated; validating 40,000 origins again would double the time.
                park=described,
                buildings=buildings,
                library=Library.model_construct(**library),
                digest=loading.digest(),
                origins=loading.origins,
            )
            loading.problems += References(
                intent,
                packs=self._files(TARGETS, ".yml"),
                contracts=self._files(f"{TARGETS}/contracts", ".yml"),
                collectors=self._files("collectors", ".yml"),
            ).problems()
        return intent, loading.problems

    def load_register(self, park: str) -> Register:
        """Return what exists in a park, whoever modelled it or not.

        Raises:
            IntentError: the register is missing or wrong.
        """
        name = f"coverage/registers/{park}.csv"
        for root in self._roots:
            if (root / name).is_file():
                return read_register(self._source(root, name))
        self._park_root(park)
        raise IntentError(
            self._source(self.root, name).problem(
                "is missing",
                "save the land and property register there as CSV with the columns"
                " building,kind,floor,room,outlets,source",
            )
        )

    def load_allocations(self, park: str) -> Allocations:
        """Return what was given out to a park before; nothing where nothing was.

        Raises:
            IntentError: the file is damaged.
        """
        self._park_root(park)
        name = f"{PARKS}/{park}/allocations.lock"
        for root in self._roots:
            if (root / name).exists():
                return read_allocations(self._source(root, name))
        return Allocations()

    def save_allocations(self, park: str, allocations: Allocations) -> bool:
        """Write what was given out, whole or not at all, and return whether it changed."""
        self._park_root(park)
        name = f"{PARKS}/{park}/allocations.lock"
        return write_allocations(self._source(self.root, name), allocations)

    def templates(self) -> dict[str, dict[str, str]]:
        """Return every platform's template files: text by platform and file name."""
        found: dict[str, dict[str, str]] = {}
        for root in reversed(self._roots):
            for folder in sorted((root / "templates").glob("*/")):
                for source in self._listed(root, f"templates/{folder.name}", ".j2"):
                    text = decode_text(source, read_bytes(source))
                    found.setdefault(folder.name, {})[source.path.name] = text
        return found

    def collector_profiles(self, folder: str = "collectors") -> dict[str, dict[str, Any]]:
        """Return every collector profile, or trap of `collectors/traps`, as plain data, by name.

        Raises:
            IntentError: a profile is not readable.
        """
        loading = _Loading()
        found: dict[str, dict[str, Any]] = {}
        for name, source in self._files(folder, ".yml").items():
            document = loading.document(source)
            if document is not None:
                loading.problems += document.problems
                found[name] = document.data
        if loading.problems:
            raise IntentError(*loading.problems)
        return found

    def pack_files(self) -> dict[str, Pack]:
        """Return every policy pack by its id.

        Raises:
            PackError: everything that is wrong with any of them.
        """
        return _packs(self._files(TARGETS, ".yml"), Pack, "pack")

    def contract_files(self) -> dict[str, Contract]:
        """Return every contract profile by its id.

        Raises:
            PackError: everything that is wrong with any of them.
        """
        return _packs(self._files(f"{TARGETS}/contracts", ".yml"), Contract, "contract")

    def hardening_files(self) -> dict[str, HardeningRules]:
        """Return every set of hardening rules by its id.

        Raises:
            PackError: everything that is wrong with any of them.
        """
        return _packs(self._files(HARDENING, ".yml"), HardeningRules, "ruleset")

    def instrument_files(self) -> dict[str, InstrumentFormat]:
        """Return how each known instrument's export is read, by its id.

        Raises:
            PackError: everything that is wrong with any of them.
        """
        return _packs(self._files(INSTRUMENTS, ".yml"), InstrumentFormat, "format")

    def _park_root(self, park: str) -> Path:
        known = self.parks()
        if park in known:
            for root in self._roots:
                if (root / PARKS / park / "park.yml").exists():
                    return root
        raise IntentError(
            Problem(
                f"{PARKS}/",
                f"there is no park {shown(park)}",
                suggestion(park, known) if known else "write one with `parknet init`",
            )
        )

    def _building_files(self, root: Path, park: str, problems: list[Problem]) -> dict[str, Source]:
        """Return a park's building files by code, and tell those that cannot be any."""
        folder = f"{PARKS}/{park}/buildings"
        found: dict[str, Source] = {}
        for source in self._listed(root, folder, ""):
            if not source.name.endswith(".yml"):
                problems.append(
                    source.problem("is not a building's file", "name it `<code>.yml` or move it")
                )
            elif not _CODE.fullmatch(source.stem):
                problems.append(
                    source.problem(
                        f"{shown(source.stem)} cannot be a building's code",
                        "name the file with at most 16 lower-case letters, digits and single"
                        " hyphens, as b01.yml; the building's own name stands inside",
                    )
                )
            else:
                found[source.stem] = source
        if not found and not problems:
            problems.append(
                Problem(f"{folder}/", "the park has no buildings", "write one file to a building")
            )
        return found

    def _source(self, root: Path, name: str) -> Source:
        label = name if root == self.root else f"library/{name}"
        return Source(root, name, label)

    def _listed(self, root: Path, folder: str, extension: str) -> list[Source]:
        try:
            names = sorted(entry.name for entry in (root / folder).iterdir())
        except (FileNotFoundError, NotADirectoryError):
            return []
        return [
            self._source(root, f"{folder}/{name}")
            for name in names
            if name.endswith(extension) and not name.startswith(".")
        ]

    def _files(self, folder: str, extension: str) -> dict[str, Source]:
        """Return the files of a folder by stem: the workspace's own before the library's."""
        found = {
            source.stem: source
            for root in reversed(self._roots)
            for source in self._listed(root, folder, extension)
        }
        return dict(sorted(found.items()))


def _packs(sources: Mapping[str, Source], model: type[_RecordT], key: str) -> dict[str, _RecordT]:
    loading = _Loading()
    found: dict[str, _RecordT] = {}
    for name, source in sources.items():
        document = loading.document(source)
        if document is None:
            continue
        if document.data.pop("sha256", None) is not None:
            document.problems.append(
                Problem(
                    document.where_key(("sha256",)),
                    "`sha256` is computed, never written",
                    "delete the line",
                )
            )
        record = loading.validated(document, model)
        if record is None:
            continue
        if getattr(record, key) != name:
            loading.problems.append(
                Problem(
                    document.where((key,)),
                    f"`{key}` is {shown(getattr(record, key))}, but the file is called `{name}`",
                    "give both the same name",
                )
            )
        found[name] = record.model_copy(update={"sha256": document.sha256})
    if loading.problems:
        raise PackError(*loading.problems)
    return found


class _Loading:
    """One load: the files read so far, what they said where, and every problem."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.origins: dict[Place, str] = {}
        self._digests: dict[str, str] = {}

    def document(self, source: Source) -> Document | None:
        try:
            document = read_document(source)
        except IntentError as error:
            self.problems += error.problems
            return None
        self._digests[source.name] = document.sha256
        return document

    def validated(self, document: Document, model: type[_RecordT]) -> _RecordT | None:
        record, problems = validate(document, model)
        self.problems += problems
        return record

    def record(
        self, source: Source, model: type[_RecordT], prefix: tuple[str, ...]
    ) -> _RecordT | None:
        document = self.document(source)
        if document is None:
            return None
        self.origins.update(document.origins(*prefix))
        return self.validated(document, model) or draft(document, model)

    def records(
        self, sources: Mapping[str, Source], model: type[_RecordT], prefix: tuple[str, ...]
    ) -> dict[str, _RecordT]:
        found = {
            name: self.record(source, model, (*prefix, name)) for name, source in sources.items()
        }
        return {name: record for name, record in found.items() if record is not None}

    def digest(self) -> str:
        """Return the SHA-256 over all files read: the same wherever the workspace lies."""
        lines = "".join(f"{sha} {name}\n" for name, sha in sorted(self._digests.items()))
        return hashlib.sha256(lines.encode()).hexdigest()

    def refuse_misnamed(self, park: Park | None, folder: str) -> None:
        """Refuse a park that is not called as its folder."""
        here = self.origins.get(("park", "park"))
        if park is not None and here is not None and park.park != folder:
            self.problems.append(
                Problem(
                    here,
                    f"`park` is {shown(park.park)}, but the folder is called `{folder}`",
                    "give both the same name",
                )
            )

    def refuse_twins(self, buildings: Mapping[str, Building]) -> None:
        """Refuse a second file for one building."""
        first: dict[str, str] = {}
        for code, building in buildings.items():
            here = self.origins.get(("buildings", code, "building"), "")
            if not here:  # a draft whose key was misspelt
                continue
            there = first.setdefault(building.building, here)
            if there != here:
                self.problems.append(
                    Problem(
                        here,
                        f"{shown(building.building)} is already the building of {there}",
                        "give each building its own name",
                    )
                )
