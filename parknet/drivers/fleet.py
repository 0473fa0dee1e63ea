"""The devices of a park over their command lines: many in, one answer each out.

Nornir fans out over threads, one session to a device; the work is done by our NAPALM drivers. Each
call makes a fresh Nornir, since that remembers hosts that failed once, and gives it its inventory
in memory.

Nothing that a run needs lives here: the timer's name on a device follows from the run and the
device, so a restarted process can confirm or abort what an earlier one has armed.
"""

import logging
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TypeVar

from nornir.core import Nornir
from nornir.core.inventory import Host, Hosts, Inventory
from nornir.core.task import Task
from nornir.plugins.runners import ThreadedRunner

from parknet.drivers.answers import failure_of, fields_of, outcome_of, unknown
from parknet.drivers.base import Secrets
from parknet.drivers.config_text import digest_of
from parknet.drivers.failures import HalfAppliedError, NotSavedError, OutcomeUnknownError
from parknet.drivers.napalm.driver import CommandLineDriver, is_armed, save_running
from parknet.drivers.napalm.hosts import occupants_of
from parknet.drivers.napalm.standing import standing_of
from parknet.drivers.one_push import push, running_digest, undo
from parknet.drivers.preflight import Preflight, preflight
from parknet.drivers.sessions import Sessions, Target, Timeouts, sends_login
from parknet.errors import (
    CommandRejectedError,
    DeviceError,
    DeviceUnreachableError,
    SecretError,
)
from parknet.model.change import (
    Change,
    DeviceFailure,
    Outcome,
    OutcomeStatus,
    RunningConfig,
)
from parknet.model.occupants import Occupants
from parknet.model.standing import Standing
from parknet.names import PLACEHOLDER

LOG: Final = logging.getLogger(__name__)
DEFAULT_WIDTH: Final = 50

Answer = TypeVar("Answer")


class NornirFleet:
    """Implements `parknet.drivers.base.Fleet` with Nornir threads and NAPALM drivers."""

    def __init__(
        self,
        targets: Mapping[str, Target],
        secrets: Secrets,
        timeouts: Timeouts | None = None,
        width: int = DEFAULT_WIDTH,
        logins: Mapping[str, str] | None = None,
    ) -> None:
        """Prepare to reach devices.

        Args:
            targets: every device that may be asked for.
            secrets: passwords and what configurations name as `<<secret:NAME>>`.
            timeouts: how long to wait for a device.
            width: most sessions at once, at least 1.
            logins: by device, the name of the secret that lets in, where it is not the usual one.
        """
        self._sessions = Sessions(targets, secrets, timeouts or Timeouts(), logins or {})
        self._width = max(1, width)
        # What ran before each commit of this process: a confirmation can then tell that the timer
        # was faster. A restarted process does without.
        self._before: dict[tuple[str, str], str] = {}

    # -- the protocol ------------------------------------------------------------------------------

    def running(
        self, devices: Sequence[str], *, whole: bool = False
    ) -> Mapping[str, RunningConfig | DeviceFailure]:
        """Read running configurations, secrets masked.

        Args:
            devices: whose.
            whole: ask for serial numbers and room on flash as well.
        """

        def read(driver: CommandLineDriver, device: str) -> RunningConfig:
            text = driver.get_config("running", sanitized=True)["running"]
            platform = self._sessions.targets[device].platform
            unsaved = driver.is_unsaved
            told = preflight(driver, platform) if whole else Preflight()
            return RunningConfig(
                device=device,
                platform=platform,
                os=driver.os,
                text=text,
                digest=digest_of(text),
                unsaved=unsaved,
                serial=told.serial,
                free_bytes=told.free_bytes,
            )

        return self._read(devices, read)

    def occupants(
        self, switches: Sequence[str], routers: Sequence[str]
    ) -> Mapping[str, Occupants | DeviceFailure]:
        """Read who is on the ports of switches, and which addresses routers resolved."""

        def read(driver: CommandLineDriver, device: str) -> Occupants:
            platform = self._sessions.targets[device].platform
            return occupants_of(driver, device, platform, routes=device in routers)

        return self._read([*switches, *routers], read)

    def logs_in(self, devices: Sequence[str]) -> Mapping[str, DeviceFailure | None]:
        """Over a NEW session each: tell who is let in (None), and why others are not."""
        return self._read(devices, lambda *_: None)

    def facts(self, devices: Sequence[str]) -> Mapping[str, dict[str, Any] | DeviceFailure]:
        """Read NAPALM's facts, with `system` and whether what runs is `saved` beside them."""

        def read(driver: CommandLineDriver, _: str) -> dict[str, Any]:
            told = {"system": driver.os, "saved": not driver.is_unsaved}
            return dict(driver.get_facts()) | told

        return self._read(devices, read)

    def standing(
        self, devices: Sequence[str], ahead_of: Sequence[Change] = (), run: str = ""
    ) -> Mapping[str, Standing | DeviceFailure]:
        """Over a NEW session: read what devices are joined to; nothing is changed.

        The sessions of devices in `ahead_of` stay open for what comes next of their changes, a
        commit, a confirmation or a rollback. A commit closes all that were opened before it, so
        what confirms was always opened after the change.
        """
        changes = {change.device: change for change in ahead_of}

        def read(driver: CommandLineDriver, device: str) -> Standing:
            return standing_of(driver, device, self._sessions.targets[device].platform)

        def begin(device: str) -> Standing | DeviceFailure:
            self._sessions.release(device)
            change = changes.get(device)
            if change is not None and change.move is not None:
                change = None  # it is confirmed where it goes, wherever it answered now
            driver = self._sessions.driver(device, run, change)
            answer = self._ask(driver, device, read, keep=change is not None)
            if change is not None and isinstance(answer, Standing):
                self._sessions.keep(device, run, driver)
            return answer

        return self._fan_out(devices, begin, failure_of)

    def release(self) -> None:
        """Close the sessions that `standing` kept and nobody took."""
        self._sessions.release_all()

    def commit(
        self, changes: Sequence[Change], revert_in_s: int, run: str
    ) -> Mapping[str, Outcome]:
        """Arm each device's timer and apply its patch; refuse a stale running digest.

        Statuses: applied (and waiting for `confirm`, where the device has a timer), unchanged,
        rejected (nothing has taken effect), rolled_back (some lines had, and were undone),
        unreachable (nothing has taken effect), unknown (read back before anything else).
        """
        by_device = {change.device: change for change in changes}
        answers = self._fan_out(
            by_device,
            lambda device: self._commit(by_device[device], revert_in_s, run),
            unknown,
        )
        self.release()
        return answers

    def confirm(self, devices: Sequence[str], run: str) -> Mapping[str, Outcome]:
        """Over a NEW session: prove the device is reachable, stop its timer, save.

        Unknown where the device knows no timer of this run: it has reverted, or an earlier process
        has confirmed. Reading back tells which.
        """
        return self._fan_out(devices, lambda device: self._confirm(device, run), unknown)

    def pending(self, devices: Sequence[str], run: str) -> Mapping[str, bool | None]:
        """Ask devices whether a timer of this run is armed; None where they cannot tell."""

        def ask(device: str) -> bool | None:
            driver = self._sessions.driver(device, run)
            try:
                driver.open()
                return is_armed(driver)
            except (DeviceError, SecretError):
                return None
            finally:
                driver.close()

        return self._fan_out(devices, ask, lambda *_: None)

    def save(self, devices: Sequence[str]) -> Mapping[str, Outcome]:
        """Make what runs what devices start with; only where no timer may still run."""
        return self._fan_out(devices, self._save, unknown)

    def rollback(self, changes: Sequence[Change], run: str) -> Mapping[str, Outcome]:
        """Bring devices back to what they ran before the run, and prove it by reading back."""
        by_device = {change.device: change for change in changes}
        return self._fan_out(
            by_device, lambda device: self._rollback(by_device[device], run), unknown
        )

    # -- one device --------------------------------------------------------------------------------

    def _commit(self, change: Change, revert_in_s: int, run: str) -> Outcome:
        driver = self._sessions.take(change.device, run) or self._sessions.driver(
            change.device, run, change
        )
        # A changed secret changes no digest, since every secret is masked alike.
        has_secrets = any(PLACEHOLDER.search(line) for line in change.patch)
        self._before[run, change.device] = "" if has_secrets else change.running_digest
        try:
            status, detail = push(driver, change, revert_in_s)
        except HalfAppliedError as error:
            status, detail = undo(driver, change, error)
        except OutcomeUnknownError as error:
            status, detail = OutcomeStatus.UNKNOWN, str(error)
        except (CommandRejectedError, SecretError) as error:
            status, detail = OutcomeStatus.REJECTED, str(error)
        except DeviceError as error:
            status, detail = OutcomeStatus.UNREACHABLE, str(error)
        finally:
            driver.close()
        if status is OutcomeStatus.APPLIED and sends_login(change):
            self._sessions.forget_first_login(change.device)
        fields = {"device": change.device, "run": run, "status": status}
        LOG.info("commit ended", extra={"fields": fields})
        return outcome_of(change.device, status, detail)

    def _confirm(self, device: str, run: str) -> Outcome:
        kept = self._sessions.take(device, run)
        driver = kept or self._sessions.driver(device, run, is_proof=True)
        before = self._before.get((run, device))
        try:
            if kept is None:
                driver.open()
        except DeviceError as error:
            driver.close()
            return outcome_of(device, OutcomeStatus.UNREACHABLE, f"not confirmed: {error}")
        try:
            if before and running_digest(driver) == before:
                return outcome_of(
                    device, OutcomeStatus.ROLLED_BACK, "reverted before it was confirmed"
                )
            driver.confirm_commit()
        except NotSavedError as error:
            return outcome_of(device, OutcomeStatus.UNKNOWN, str(error), stands=True)
        except DeviceError as error:
            return outcome_of(device, OutcomeStatus.UNKNOWN, str(error))
        finally:
            driver.close()
        LOG.info("device confirmed", extra={"fields": {"device": device, "run": run}})
        return outcome_of(device, OutcomeStatus.APPLIED, "confirmed and saved")

    def _save(self, device: str) -> Outcome:
        driver = self._sessions.driver(device)
        try:
            driver.open()
            save_running(driver)
        except DeviceError as error:
            return outcome_of(device, OutcomeStatus.UNKNOWN, str(error))
        finally:
            driver.close()
        return outcome_of(device, OutcomeStatus.APPLIED, "saved")

    def _rollback(self, change: Change, run: str) -> Outcome:
        kept = self._sessions.take(change.device, run)
        driver = kept or self._sessions.driver(change.device, run, change)
        try:
            if kept is None:
                driver.open()
            driver.rollback()
        except DeviceUnreachableError as error:
            return outcome_of(change.device, OutcomeStatus.UNREACHABLE, str(error))
        except (DeviceError, SecretError) as error:
            return outcome_of(change.device, OutcomeStatus.UNKNOWN, str(error))
        finally:
            driver.close()
        LOG.info("device rolled back", extra={"fields": {"device": change.device, "run": run}})
        return outcome_of(change.device, OutcomeStatus.ROLLED_BACK, "runs what it ran before")

    # -- machinery ---------------------------------------------------------------------------------

    def _read(
        self, devices: Sequence[str], read: Callable[[CommandLineDriver, str], Answer]
    ) -> dict[str, Answer | DeviceFailure]:
        """Read devices, each over a session of its own."""
        return self._fan_out(
            devices,
            lambda device: self._ask(self._sessions.driver(device), device, read),
            failure_of,
        )

    def _ask(
        self,
        driver: CommandLineDriver,
        device: str,
        read: Callable[[CommandLineDriver, str], Answer],
        *,
        keep: bool = False,
    ) -> Answer | DeviceFailure:
        """Open a session and read; it stays open only where that is wanted and went well."""
        is_read = False
        try:
            driver.open()
            answer = read(driver, device)
            is_read = True
        except (DeviceError, SecretError) as error:
            LOG.info("not read", extra=fields_of(device, error))
            return failure_of(device, error)
        finally:
            if not (keep and is_read):
                driver.close()
        return answer

    def _fan_out(
        self,
        devices: Iterable[str],
        work: Callable[[str], Answer],
        failed: Callable[[str, Exception], Answer],
    ) -> dict[str, Answer]:
        """Run `work` for each device in threads; what it raises becomes that device's answer."""
        hosts = Hosts()
        answers: dict[str, Answer] = {}
        for device in devices:
            target = self._sessions.targets.get(device)
            if target is None:
                answers[device] = failed(device, DeviceError("no address of it is known"))
            else:
                hosts[device] = Host(
                    device, hostname=target.host, port=target.port, platform=target.platform
                )

        def one(task: Task) -> Answer:
            try:
                return work(task.host.name)
            except Exception as error:  # noqa: BLE001  # one device must not stop the others
                # The place, never the text: nobody has masked what an unforeseen error says.
                at = traceback.extract_tb(error.__traceback__)[-1]
                fields = {"device": task.host.name, "kind": type(error).__name__}
                fields |= {"at": f"{Path(at.filename).name}:{at.lineno}"}
                LOG.error("internal error", extra={"fields": fields})
                return failed(task.host.name, error)

        if hosts:
            runner = ThreadedRunner(num_workers=min(self._width, len(hosts)))
            results = Nornir(inventory=Inventory(hosts), runner=runner).run(task=one)
            answers |= {device: result[0].result for device, result in results.items()}
        return answers
