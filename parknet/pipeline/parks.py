"""One park in one workspace: what every use case starts from."""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from parknet.assess.populations import SPEED_MEASURES, target_bps
from parknet.clock import SystemClock
from parknet.design import Demand, design, review
from parknet.design.explain import Cause, explain
from parknet.drivers.base import Clock
from parknet.errors import IntentError, PackError, Problem
from parknet.model.change import DeviceConfig
from parknet.model.intent import Intent
from parknet.model.network import Allocations, Network
from parknet.model.packs import Contract, Pack
from parknet.model.register import Register
from parknet.pipeline.escape_hatches import raw_conflicts
from parknet.render import render
from parknet.workspace import Workspace

if TYPE_CHECKING:
    from parknet.store import Database, StoredLedger

log = logging.getLogger("parknet")
Talk = Callable[[str], None]


def silent(_message: str) -> None:
    """Say nothing."""


@dataclass
class Site:
    """A park, its state folder and the clock.

    Attributes:
        workspace: where people wrote it.
        park: its name.
        talk: where progress is told, a sentence at a time.
    """

    workspace: Workspace
    park: str
    talk: Talk = silent
    clock: Clock = field(default_factory=SystemClock)

    @property
    def state(self) -> Path:
        """Return the folder of what parknet remembers of this park."""
        return self.workspace.root / "state" / self.park

    @property
    def build(self) -> Path:
        """Return the folder that rendered configurations and reports go to."""
        return self.workspace.root / "build" / self.park

    @cached_property
    def intent(self) -> Intent:
        """Return the validated description.

        Raises:
            IntentError: everything that is wrong with the park, as `parknet validate` tells it.
        """
        try:
            return self.workspace.load_intent(self.park)
        except IntentError:
            raise IntentError(*problems_of(self.workspace, self.park)) from None

    @cached_property
    def register(self) -> Register:
        """Return what exists, whoever modelled it or not."""
        return self.workspace.load_register(self.park)

    @cached_property
    def _designed(self) -> tuple[Network, Allocations]:
        try:
            allocations = self.workspace.load_allocations(self.park)
            demands = demands_of(self.packs)
            return design(self.intent, allocations, day_of(self.clock), demands)
        except IntentError as error:
            found = problems_of(self.workspace, self.park, self.clock)
            raise IntentError(*found, *error.problems) from None

    @property
    def network(self) -> Network:
        """Return the designed network."""
        return self._designed[0]

    @property
    def allocations(self) -> Allocations:
        """Return what was given out, this design included."""
        return self._designed[1]

    def keep_allocations(self) -> bool:
        """Write what the design gave out; return whether anything was new."""
        before = self.workspace.load_allocations(self.park)
        for gone, new in renamed_buildings(before, self.intent.buildings):
            self.talk(
                f"building {new} is new and {gone} is gone: if they are the same, name the file "
                f"buildings/{gone}.yml again, for its devices now have other names and addresses; "
                "what people call a building stands inside its file"
            )
        return self.workspace.save_allocations(self.park, self._designed[1])

    @cached_property
    def configs(self) -> Mapping[str, DeviceConfig]:
        """Return every device's intended configuration, secrets as placeholders.

        Raises:
            IntentError: a raw line contradicts what is rendered.
        """
        templates = self.workspace.templates()
        conflicts = raw_conflicts(self.intent, self.network, templates)
        if conflicts:
            raise IntentError(*conflicts)
        rendered = render(self.network, templates)
        return {config.device: config for config in rendered}

    @cached_property
    def packs(self) -> list[Pack]:
        """Return the policy packs that the park names, in its order."""
        known = self.workspace.pack_files()
        return [known[name] for name in self.intent.park.policies]

    @cached_property
    def contracts(self) -> list[Contract]:
        """Return the contract profiles, those that the park names first."""
        known = self.workspace.contract_files()
        named = [name for name in self.intent.park.contracts if name in known]
        return [known[name] for name in dict.fromkeys([*named, *sorted(known)])]

    @cached_property
    def database(self) -> "Database":
        """Return the park's memory."""
        from parknet.store import Database  # noqa: PLC0415 - a quarter of what validate loads

        return Database(self.state / "parknet.db")

    @cached_property
    def ledger(self) -> "StoredLedger":
        """Return the ledger of pushes."""
        from parknet.store import StoredLedger  # noqa: PLC0415 - as above

        return StoredLedger(self.database, self.park, self.clock)


def explain_name(site: Site, name: str) -> list[Cause]:
    """Return where the values behind a name come from: see `parknet.design.explain`."""
    return explain(site.intent, site.network, site.allocations, name)


def renamed_buildings(before: Allocations, codes: Iterable[str]) -> list[tuple[str, str]]:
    """Return pairs of a code that went and one that came where they may be one building.

    A code is new once only: what is given out stays in `before` from then on.
    """
    subnets = (key.split("/") for key in before.entries if key.startswith("subnet4/"))
    known = {parts[1] for parts in subnets if len(parts) == 3}
    gone, new = sorted(known - set(codes)), sorted(set(codes) - known)
    return list(zip(gone, new, strict=True)) if known and len(gone) == len(new) else []


def day_of(clock: Clock) -> date:
    """Return the day by a clock, in UTC: what dated deviations are held against."""
    return datetime.fromtimestamp(clock.now(), UTC).date()


def demands_of(packs: Iterable[Pack]) -> list[Demand]:
    """Return what policies ask of speeds: the clauses that bind and give a number."""
    return [
        Demand(clause.measure, speed_bps, clause.applies_to, clause.id)
        for pack in packs
        for clause in pack.clauses
        if clause.binding and clause.measure in SPEED_MEASURES
        for speed_bps in (target_bps(clause),)
        if speed_bps is not None
    ]


def problems_of(workspace: Workspace, park: str, clock: Clock | None = None) -> list[Problem]:
    """Return every problem of a park's files, its register, its packs and its design at once."""
    try:
        intent, problems = workspace.draft_intent(park)
    except IntentError as error:
        return list(error.problems)
    register: Register | None = None
    try:
        register = workspace.load_register(park)
    except IntentError as error:
        problems += error.problems
    try:
        workspace.load_allocations(park)
    except IntentError as error:
        problems += error.problems
    packs: Mapping[str, Pack] = {}
    try:
        packs = workspace.pack_files()
        workspace.contract_files()
        workspace.hardening_files()
    except PackError as error:
        problems += error.problems
    if intent is not None:
        named = [packs[name] for name in intent.park.policies if name in packs]
        # What names nothing is told by both; and it makes the library's profiles look wrong.
        told = {problem.where for problem in problems}
        problems += [
            problem
            for problem in review(
                intent, register, demands_of(named), day_of(clock or SystemClock())
            )
            if not told or not (problem.where in told or problem.where.startswith("library/"))
        ]
        problems += _of_raw_lines(workspace, intent) if not problems else []
    return sorted(set(problems))


def _of_raw_lines(workspace: Workspace, intent: Intent) -> list[Problem]:
    """Return what only the rendered text can tell: raw lines that contradict it."""
    if not intent.park.raw:
        return []
    try:
        network, _ = design(intent, workspace.load_allocations(intent.park.park))
    except IntentError:
        return []  # told by whoever designs
    return raw_conflicts(intent, network, workspace.templates())


def write_configs(site: Site) -> list[Path]:
    """Write every device's configuration to `build/<park>/configs/` and return the files."""
    wanted = {f"{name}.cfg": config.text for name, config in site.configs.items()}
    folder = site.build / "configs"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.cfg"):
        if old.name not in wanted:
            old.unlink()
    written = []
    for name, text in sorted(wanted.items()):
        path = folder / name
        path.write_text(text, encoding="utf-8")
        written.append(path)
    return written
