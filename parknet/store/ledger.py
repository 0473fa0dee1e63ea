"""The ledger of runs: each step is on disk before it is taken."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from parknet.drivers.base import Clock
from parknet.errors import StateError
from parknet.model.change import Change
from parknet.model.standing import Standing
from parknet.store.database import (
    Database,
    places,
    planned,
    playbooks,
    runs,
    secrets,
    standings,
    steps,
)
from parknet.store.locks import check, release, take

# A device in such a state may hold some of its change, or all of it.
_OPEN = ("committing", "committed", "confirming", "rolling_back", "unknown", "between", "partly")


class StoredLedger:
    """The `Ledger` that deploy writes, for one park."""

    def __init__(self, database: Database, park: str, clock: Clock) -> None:
        self._database = database
        self._park = park
        self._clock = clock
        self._tokens: dict[str, int] = {}  # of the runs that this process holds

    def begin(self, run: str, changes: Iterable[Change]) -> None:
        """Record a run and its devices as planned, and hold them until it finishes.

        Raises:
            StateError: the run is known already, or another one holds a device.
        """
        changes = list(changes)
        with self._database.transaction() as connection:
            token = take(connection, self._park, run, {change.device for change in changes})
            connection.execute(
                insert(runs).values(
                    run=run, park=self._park, started=self._clock.now(), finished=""
                )
            )
            rows = [
                {"run": run, "device": change.device, "change": change.model_dump_json()}
                for change in changes
            ]
            if rows:
                connection.execute(insert(planned), rows)
                connection.execute(
                    insert(steps),
                    [
                        {
                            "run": run,
                            "device": row["device"],
                            "at": self._clock.now(),
                            "state": "planned",
                            "detail": "",
                        }
                        for row in rows
                    ],
                )
        self._tokens[run] = token

    def take_over(self, run: str) -> None:
        """Hold a run's devices for this process, whichever process held them before.

        Raises:
            StateError: another run holds one of them.
        """
        with self._database.transaction() as connection:
            devices = connection.execute(select(planned.c.device).where(planned.c.run == run))
            token = take(connection, self._park, run, set(devices.scalars()))
        self._tokens[run] = token

    def let_go(self, run: str) -> None:
        """Hold the run's devices no longer."""
        with self._database.transaction() as connection:
            release(connection, self._park, run)
        self._tokens.pop(run, None)

    def step(self, run: str, device: str, state: str, detail: str = "") -> None:
        """Record one step of one device.

        Raises:
            StateError: this process does not hold the device for this run.
        """
        with self._database.transaction() as connection:
            check(connection, self._park, run, device, self._tokens.get(run, 0))
            connection.execute(
                insert(steps).values(
                    run=run, device=device, at=self._clock.now(), state=state, detail=detail
                )
            )

    def advance(
        self, run: str, device: str, done: int, running_digest: str, state: str = "between"
    ) -> None:
        """Record how many steps of a change stay, and what the device runs before the next.

        Raises:
            StateError: this process does not hold the device for this run.
        """
        row = (planned.c.run == run) & (planned.c.device == device)
        with self._database.transaction() as connection:
            check(connection, self._park, run, device, self._tokens.get(run, 0))
            text = connection.execute(select(planned.c.change).where(row)).scalar_one()
            change = Change.model_validate_json(text).begun(done, running_digest)
            connection.execute(update(planned).where(row).values(change=change.model_dump_json()))
            kept = ", ".join(name for one in change.steps[:done] for name in one.ap_groups)
            connection.execute(
                insert(steps).values(
                    run=run,
                    device=device,
                    at=self._clock.now(),
                    state=state,
                    detail=f"{done} of {len(change.steps)} steps stay: AP group {kept or 'none'}",
                )
            )

    def finish(self, run: str, how: str) -> None:
        """Close a run, `done`, `rolled_back` or `abandoned`, and let go of its devices."""
        with self._database.transaction() as connection:
            connection.execute(update(runs).where(runs.c.run == run).values(finished=how))
            release(connection, self._park, run)
        self._tokens.pop(run, None)

    def states(self, run: str) -> Mapping[str, str]:
        """Return the last state of each device."""
        last = (
            select(func.max(steps.c.id)).where(steps.c.run == run).group_by(steps.c.device)
        ).scalar_subquery()
        with self._database.transaction() as connection:
            rows = connection.execute(
                select(steps.c.device, steps.c.state).where(steps.c.id.in_(last))
            )
            return {row.device: row.state for row in rows}

    def keep_standings(self, run: str, found: Iterable[Standing]) -> None:
        """Record what devices are joined to before a wave; a later record replaces it."""
        rows = [
            {"run": run, "device": one.device, "standing": one.model_dump_json()} for one in found
        ]
        if not rows:
            return
        statement = upsert(standings)
        with self._database.transaction() as connection:
            connection.execute(
                statement.on_conflict_do_update(
                    index_elements=["run", "device"],
                    set_={"standing": statement.excluded.standing},
                ),
                rows,
            )

    def standings(self, run: str) -> Mapping[str, Standing]:
        """Return what was recorded of each device last."""
        with self._database.transaction() as connection:
            rows = connection.execute(
                select(standings.c.standing).where(standings.c.run == run)
            ).all()
        kept = [Standing.model_validate_json(row.standing) for row in rows]
        return {one.device: one for one in kept}

    def history(self, run: str) -> Sequence[tuple[float, str, str, str]]:
        """Return (Unix time, device, state, detail) of every step, in order."""
        with self._database.transaction() as connection:
            rows = connection.execute(
                select(steps.c.at, steps.c.device, steps.c.state, steps.c.detail)
                .where(steps.c.run == run)
                .order_by(steps.c.id)
            )
            return [tuple(row) for row in rows]

    def changes(self, run: str) -> Sequence[Change]:
        """Return what a run set out to do.

        Raises:
            StateError: no such run.
        """
        with self._database.transaction() as connection:
            known = connection.execute(select(runs.c.run).where(runs.c.run == run)).first()
            rows = connection.execute(
                select(planned.c.change).where(planned.c.run == run).order_by(planned.c.device)
            ).all()
        if known is None:
            raise StateError(f"the ledger knows no run {run!r}: `parknet status` lists them")
        return [Change.model_validate_json(row.change) for row in rows]

    def open_runs(self) -> Sequence[str]:
        """Return this park's runs that neither finished nor were rolled back, oldest first."""
        with self._database.transaction() as connection:
            rows = connection.execute(
                select(runs.c.run)
                .where(runs.c.park == self._park, runs.c.finished == "")
                .order_by(runs.c.started)
            )
            return [row.run for row in rows]

    def all_runs(self) -> Sequence[tuple[str, float, str]]:
        """Return (run, started, how it finished) of this park, oldest first."""
        with self._database.transaction() as connection:
            rows = connection.execute(
                select(runs.c.run, runs.c.started, runs.c.finished)
                .where(runs.c.park == self._park)
                .order_by(runs.c.started)
            )
            return [tuple(row) for row in rows]

    def raw_lines(self) -> Mapping[str, tuple[str, ...]]:
        """Return the lines of escape hatches that runs of this park gave each device.

        What a device may have been given counts as well: by a run whose outcome is not known.
        """
        held: dict[str, tuple[str, ...]] = {}
        with self._database.transaction() as connection:
            rows = connection.execute(
                select(planned.c.run, planned.c.device, planned.c.change)
                .join(runs, runs.c.run == planned.c.run)
                .where(runs.c.park == self._park)
                .where(planned.c.change.like('%"raw":["%') | planned.c.change.like('%_gone":["%'))
                .order_by(runs.c.started)
            ).all()
        states = {run: self.states(run) for run in {row.run for row in rows}}
        for run, device, text in rows:
            change = Change.model_validate_json(text)
            state = states[run].get(device, "")
            if state == "confirmed":
                held[device] = change.raw
            elif state in _OPEN:
                held[device] = (*held.get(device, ()), *change.raw)
        return {device: lines for device, lines in held.items() if lines}

    def applied_secrets(self, world: str) -> Mapping[str, Mapping[str, str]]:
        """Return the keyed digest of each secret that each device is known to hold.

        Args:
            world: tells real devices from emulated ones: see `parknet.vault`.
        """
        found: dict[str, dict[str, str]] = {}
        with self._database.transaction() as connection:
            rows = connection.execute(
                select(secrets.c.device, secrets.c.name, secrets.c.digest).where(
                    secrets.c.park == self._park, secrets.c.world == world
                )
            )
            for device, name, digest in rows:
                found.setdefault(device, {})[name] = digest
        return found

    def record_secrets(self, world: str, device: str, digests: Mapping[str, str]) -> None:
        """Remember what a device was given, as keyed digests."""
        if not digests:
            return
        known = {"park": self._park, "device": device, "world": world}
        statement = upsert(secrets)
        with self._database.transaction() as connection:
            connection.execute(
                statement.on_conflict_do_update(
                    index_elements=["park", "device", "world", "name"],
                    set_={"digest": statement.excluded.digest},
                ),
                [known | {"name": name, "digest": digest} for name, digest in digests.items()],
            )

    def places(self, *, rehearsal: bool) -> Mapping[str, str]:
        """Return the address by which each device was seen to be managed last.

        Args:
            rehearsal: those of a lab, and not the real ones.
        """
        with self._database.transaction() as connection:
            rows = connection.execute(
                select(places.c.device, places.c.address).where(
                    places.c.park == self._park, places.c.rehearsal == int(rehearsal)
                )
            )
            return {row.device: row.address for row in rows}

    def record_places(self, found: Mapping[str, str], *, rehearsal: bool) -> None:
        """Remember by which address devices are managed."""
        known = {"park": self._park, "rehearsal": int(rehearsal)}
        rows = [known | {"device": name, "address": found[name]} for name in found]
        if not rows:
            return
        statement = upsert(places)
        with self._database.transaction() as connection:
            connection.execute(
                statement.on_conflict_do_update(
                    index_elements=["park", "device", "rehearsal"],
                    set_={"address": statement.excluded.address},
                ),
                rows,
            )

    def begin_playbook(self, record: str, name: str, *, check: bool) -> None:
        """Record that a playbook begins."""
        with self._database.transaction() as connection:
            connection.execute(
                insert(playbooks).values(
                    record=record,
                    park=self._park,
                    name=name,
                    is_check=int(check),
                    started=self._clock.now(),
                    ended="",
                )
            )

    def end_playbook(self, record: str, how: str) -> None:
        """Record how a playbook ended, in Ansible's words or `interrupted`."""
        with self._database.transaction() as connection:
            connection.execute(
                update(playbooks).where(playbooks.c.record == record).values(ended=how)
            )

    def playbooks_run(self) -> Sequence[tuple[str, float, str]]:
        """Return (playbook, started, how it ended) of this park, oldest first."""
        with self._database.transaction() as connection:
            rows = connection.execute(
                select(playbooks.c.name, playbooks.c.started, playbooks.c.ended)
                .where(playbooks.c.park == self._park)
                .order_by(playbooks.c.started)
            )
            return [(row.name, row.started, row.ended or "interrupted") for row in rows]
