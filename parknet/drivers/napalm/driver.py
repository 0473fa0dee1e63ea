"""What our NAPALM drivers have in common: the session, the candidate, the life cycle's guards.

NAPALM's life cycle maps onto these devices as follows:

* `load_merge_candidate` takes commands (ours are patches), one a line;
* `commit_config(revert_in=s)` arms the device's own timer before anything takes effect;
* `confirm_commit` may be called by a NEW driver object with the same `persist_id`: it stops the
  timer and saves. `commit_config` itself never saves, with or without a timer;
* `rollback` brings back what ran before, reads it back and compares.

Optional arguments: `port`, `known_hosts` (path), `connect_timeout` (s), `persist_id`, `inverse`
(lines that undo the candidate), `irreversible` (lines that only a timer brings back),
`baseline_digest` (of the masked running configuration before), `allow_reboot`, `secret` (a function
from a secret's name to its plain value), `places` (see `parknet.drivers.places`), `parting` and
`inverse_parting` (how many lines at the candidate's and its inverse's end take the way along).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Final

import napalm.base.base as napalm_base
from napalm.base.exceptions import MergeConfigException, ReplaceConfigException

from parknet.drivers.config_text import (
    check_lines,
    comparable,
    digest_of,
    fill_secrets,
    mask_secrets,
)
from parknet.drivers.failures import (
    NotSavedError,
    NotUndoneError,
    OutcomeUnknownError,
)
from parknet.drivers.known_hosts import load_known_hosts
from parknet.drivers.places import Places
from parknet.drivers.session import Answer, SessionLimits, StrictSession
from parknet.errors import CommandRejectedError, DeviceError, DeviceUnreachableError, SecretError
from parknet.names import PLACEHOLDER
from parknet.vault import mask

SAVE_TIMEOUT_S = 120.0  # flash of an old switch takes a minute and more [U]

# Lines that open a view, as far as patches of ours hold them.
_OPENS_VIEW: Final = re.compile(
    r"^(?:interface |vlan \d+$|ospf(?:v3)? \d|area |aaa$|user-interface |line |acl |domain "
    r"|local-user \S+ class )"
)


def _no_secret(name: str) -> str:
    raise SecretError(f"secret {name!r} is needed, but the driver was given no secrets")


class CommandLineDriver(napalm_base.NetworkDriver):  # type: ignore[misc]  # napalm ships no types
    """Base of the platforms' drivers; not found by napalm, since no module there names it.

    Attributes:
        enter_command, return_command, leave_command: into configuration, out of it altogether, and
            one view up.
        negation: the word that takes a line back.
        opens_view: lines that open a view, as far as patches of ours hold them.
        saves: how commands begin that write to flash, which takes long.
        shows: the commands that show the running and the startup configuration.
        ends: how a running configuration ends that arrived whole.
    """

    session_type: ClassVar[type[StrictSession]]
    enter_command: ClassVar[str] = "system-view"
    return_command: ClassVar[str] = "return"
    leave_command: ClassVar[str] = "quit"
    negation: ClassVar[str] = "undo"
    opens_view: ClassVar[re.Pattern[str]] = _OPENS_VIEW
    saves: ClassVar[tuple[str, ...]] = ("save",)
    shows: ClassVar[Mapping[str, str]] = {
        "running": "display current-configuration",
        "startup": "display saved-configuration",
    }
    ends: ClassVar[str] = "return"

    def __init__(
        self,
        hostname: str,
        username: str,
        password: str,
        timeout: int = 60,
        optional_args: Mapping[str, Any] | None = None,
    ) -> None:
        arguments = dict(optional_args or {})
        self.hostname = hostname
        self.username = username
        self.password = password
        self.timeout = timeout
        self.port = int(arguments.get("port", 22))
        self.places: Places = arguments.get("places") or Places((hostname, self.port))
        self.known_hosts = Path(arguments.get("known_hosts") or "~/.ssh/known_hosts").expanduser()
        self.connect_timeout = float(arguments.get("connect_timeout", 10.0))
        self.persist_id = str(arguments.get("persist_id", "parknet"))
        self.inverse: tuple[str, ...] = tuple(arguments.get("inverse", ()))
        self.irreversible: tuple[str, ...] = tuple(arguments.get("irreversible", ()))
        self.parting = int(arguments.get("parting", 0))
        self.inverse_parting = int(arguments.get("inverse_parting", 0))
        self.baseline_digest = str(arguments.get("baseline_digest", ""))
        self.allow_reboot = bool(arguments.get("allow_reboot", False))
        self.device: StrictSession | None = None
        self._secret: Callable[[str], str] = arguments.get("secret", _no_secret)
        self._plain: set[str] = set()
        self._has_sent_secrets: bool | None = None  # None where another object has loaded
        self._shown_running = ""  # masked, until something is sent that may change it
        self._candidate: tuple[str, ...] = ()
        self._is_pending = False

    # -- session ---------------------------------------------------------------------------------

    def open(self) -> None:
        """Connect: host key, then credentials, then the prompt."""
        known = self.places.trusting(load_known_hosts(self.known_hosts))
        limits = SessionLimits(connect_s=self.connect_timeout, reply_s=float(self.timeout))
        login = partial(self.session_type, username=self.username, password=self.password)
        connect = partial(login, known_hosts=known, limits=limits)
        self.device = self.places.open(lambda host, port: connect(host=host, port=port))

    def close(self) -> None:
        """Close the session; a candidate that was not committed is gone with it."""
        if self.device is not None:
            self.device.disconnect()
        self.device = None
        self._candidate = ()

    def is_alive(self) -> dict[str, bool]:
        """Return whether the session stands."""
        return {"is_alive": self.device is not None and self.device.is_alive()}

    def cli(self, commands: list[str], encoding: str = "text") -> dict[str, str]:
        """Return each command's reply."""
        if encoding != "text":
            raise NotImplementedError(f"encoding {encoding!r}: these devices show text")
        return {command: self._show(command) for command in commands}

    @property
    def os(self) -> str:
        """Return which system the device runs, or an empty text before `open`."""
        return ""

    @property
    def caveat(self) -> str:
        """Return what the device's timer does not guard against; empty where it does."""
        return ""

    @property
    def is_unsaved(self) -> bool:
        """Return whether the device runs what it would not start with; False before `open`."""
        return self.device is not None and self._compare_saved()

    def _save(self) -> None:
        """Make what runs what the device starts with, and check that it is."""
        raise NotImplementedError

    def _compare_saved(self) -> bool:
        """Compare as text: both are masked, since some releases salt ciphertext at each showing."""
        running = self._shown_running or self.get_config("running", sanitized=True)["running"]
        return running != self.get_config("startup", sanitized=True)["startup"]

    def _session(self) -> StrictSession:
        if self.device is None:
            raise DeviceUnreachableError(f"{self.hostname}:{self.port}: the session is not open")
        return self.device

    # -- one line --------------------------------------------------------------------------------

    def _error_in(self, reply: str, *, is_configuration: bool) -> str:
        """Return the error a reply tells of, or an empty text."""
        raise NotImplementedError

    def _spoken(self, line: str) -> str:
        """Return a line as it is sent when its secrets are plain."""
        return line

    def _exchange(
        self, line: str, *, is_configuration: bool, answers: Sequence[Answer] = ()
    ) -> str:
        if not line.startswith(self.session_type.display):
            self._shown_running = ""
        plain = line
        if PLACEHOLDER.search(line):
            plain = fill_secrets(self._spoken(line), self._remember)
        try:
            timeout_s = SAVE_TIMEOUT_S if line.startswith(self.saves) else None
            reply = self._session().run(plain, answers=answers, shown=line, timeout_s=timeout_s)
        except CommandRejectedError as error:
            raise CommandRejectedError(error.line, mask(error.reply, self._plain)) from None
        problem = self._error_in(reply, is_configuration=is_configuration)
        if problem:
            raise CommandRejectedError(line.strip(), mask(problem, self._plain))
        return reply

    def _remember(self, name: str) -> str:
        value = self._secret(name)
        self._plain.add(value)
        self._has_sent_secrets = True
        return value

    def _show(self, command: str) -> str:
        return self._exchange(command, is_configuration=False)

    def _configure(self, line: str, *, answers: Sequence[Answer] = ()) -> str:
        return self._exchange(line.strip(), is_configuration=True, answers=answers)

    def _to_system_view(self) -> None:
        """Enter the system view, wherever the session stands."""
        if self._session().is_configuring:
            self._to_user_view()
        self._show(self.enter_command)

    def _to_user_view(self) -> None:
        if self._session().is_configuring:
            self._show(self.return_command)

    def _comparable(self, text: str) -> str:
        """Return a shown configuration without what does not belong to it."""
        return comparable(text)

    def _masked(self, text: str) -> str:
        """Return a configuration with every secret masked."""
        return mask_secrets(text)

    # -- configuration ---------------------------------------------------------------------------

    def get_config(
        self,
        retrieve: str = "all",
        full: bool = False,  # noqa: ARG002  # napalm's signature
        sanitized: bool = False,
        format: str = "text",  # noqa: A002  # napalm's signature
    ) -> dict[str, str]:
        """Return configurations; these devices show no defaults, so `full` changes nothing."""
        if format != "text":
            raise NotImplementedError(f"format {format!r}: these devices show text")
        found = {"running": "", "candidate": "", "startup": ""}
        for name, command in self.shows.items():
            if retrieve in ("all", name):
                text = self._comparable(self._show(command))
                if name == "running" and not text.endswith(f"\n{self.ends}\n"):
                    raise DeviceError(
                        "the running configuration did not arrive whole: it does not end in "
                        f"{self.ends}"
                    )
                found[name] = self._masked(text) if sanitized else text
                if sanitized and name == "running":
                    self._shown_running = found[name]
        if retrieve in ("all", "candidate"):
            found["candidate"] = "".join(f"{line}\n" for line in self._candidate)
        return found

    def load_replace_candidate(
        self,
        filename: str | None = None,  # noqa: ARG002  # napalm's signature
        config: str | None = None,  # noqa: ARG002  # as above
    ) -> None:
        """Refuse: replacing a whole configuration would remove what parknet does not own."""
        raise ReplaceConfigException(
            "this driver does not replace whole configurations; compute a patch and merge it"
        )

    def load_merge_candidate(self, filename: str | None = None, config: str | None = None) -> None:
        """Take commands, one a line; where the device has a candidate, send them into it."""
        if filename is None and config is None:
            raise MergeConfigException("neither a file nor a text was given")
        text = config if filename is None else Path(filename).read_text("utf-8")  # LF for CRLF
        lines = check_lines(line for line in (text or "").split("\n") if line.strip())
        self._has_sent_secrets = self._has_sent_secrets or False
        self._candidate = (*self._candidate, *lines)
        self._load(lines)

    def _load(self, lines: Sequence[str]) -> None:
        """Send lines into the device's candidate, where it has one."""

    def compare_config(self) -> str:
        """Return what the device says would change; without a candidate, the commands to be sent.

        What begins with `undo` or `no` counts as a removal. Nothing is compared with the running
        configuration here: flat comparisons take a moved VLAN for no difference.
        """
        return "\n".join(
            f"{'-' if line.strip().startswith(f'{self.negation} ') else '+'}{line}"
            for line in self._candidate
        )

    def discard_config(self) -> None:
        """Forget the candidate."""
        self._candidate = ()

    def has_pending_commit(self) -> bool:
        """Return whether a commit of this object waits for `confirm_commit`."""
        return self._is_pending

    def _is_armed(self) -> bool | None:
        """Return whether a timer of `persist_id` runs on the device; None where it cannot tell."""
        return None

    def _changes_nothing(self) -> bool:
        """Return whether the device says that what was loaded is what it runs already."""
        return False

    def _guard_commit(self) -> None:
        if self._is_pending:
            raise DeviceError("a commit is waiting for its confirmation already")
        if not self._candidate:
            raise MergeConfigException("nothing is loaded")
        if not self.baseline_digest:
            self.baseline_digest = self._running_digest()

    def _running_digest(self) -> str:
        return digest_of(self.get_config("running", sanitized=True)["running"])

    @staticmethod
    def _check_saved(save: Callable[[], str]) -> None:
        """Save, or tell that what runs now is lost at the next start."""
        try:
            reply = save()
        except CommandRejectedError as error:
            reply = f"refused: {error.reply}"
        if not re.search(r"(?i)success", reply) or "refused" in reply:
            told = " ".join(reply.split()) or "nothing"
            raise NotSavedError(f"it runs but is NOT saved; the device told: {told[-200:]}")

    # -- taking back -------------------------------------------------------------------------------

    def _prove_baseline(self, otherwise: str) -> None:
        """Raise unless the device runs what it ran before."""
        if not self.baseline_digest:
            raise NotUndoneError("it is not known what ran before")
        if self._running_digest() != self.baseline_digest:
            raise NotUndoneError(otherwise)

    def _lost_means_unknown(self, step: Callable[[], object], what: str) -> None:
        try:
            step()
        except DeviceUnreachableError as error:
            raise OutcomeUnknownError(f"{error}; {what}") from None

    def _ends_pending(self) -> None:
        self._is_pending = False
        self._candidate = ()


def save_running(driver: CommandLineDriver) -> None:
    """Make what a device runs what it starts with; no method, for NAPALM has none of this kind.

    Raises:
        DeviceError: it is not saved.
    """
    driver._save()


def is_armed(driver: CommandLineDriver) -> bool | None:
    """Return whether a timer of the driver's `persist_id` runs; None where it cannot tell."""
    return driver._is_armed()


def changes_nothing(driver: CommandLineDriver) -> bool:
    """Return whether a device says that what was loaded is what it runs already."""
    return driver._changes_nothing()
