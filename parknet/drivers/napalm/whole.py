"""What a NAPALM program of its own expects beside what parknet's fleet needs: replace, and undo.

The fleet hands a driver the inverse of its patch. Any other program does not, so a driver remembers
what ran before the first thing was loaded, and has whoever knows the platform's language say what
leads back: after a refusal half-way, and for `rollback`.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar, Final, NamedTuple, Protocol

from napalm.base.exceptions import MergeConfigException, ReplaceConfigException

from parknet.drivers.failures import HalfAppliedError
from parknet.drivers.napalm.driver import CommandLineDriver
from parknet.errors import CommandRejectedError, DeviceError

_MASK: Final = "<<secret>>"
_PLACEHOLDER: Final = re.compile(r"<<secret:([rw]\d+)>>")


class Replacement(Protocol):
    """What turns a running configuration into another: `parknet.dialect.Replacement`."""

    @property
    def patch(self) -> tuple[str, ...]:
        """Return the commands, in order."""
        ...

    @property
    def inverse(self) -> tuple[str, ...]:
        """Return the commands that lead back."""
        ...

    @property
    def diff(self) -> tuple[str, ...]:
        """Return it for people: lines that begin with +, - or a space."""
        ...


class _Leading(NamedTuple):
    patch: tuple[str, ...]
    inverse: tuple[str, ...]
    diff: tuple[str, ...]


class RefusedMergeError(CommandRejectedError, MergeConfigException):  # type: ignore[misc]
    """A line of a merge was refused, in parknet's words and in NAPALM's; nothing of it stays."""


class RefusedReplaceError(CommandRejectedError, ReplaceConfigException):  # type: ignore[misc]
    """A line of a replacement was refused, in the same way."""


class WholeDriver(CommandLineDriver):
    """Mixed in before a driver, with `platform` and `replacement` set."""

    platform: ClassVar[str]

    @staticmethod
    def replacement(running: str, wanted: str, platform: str) -> Replacement:
        """Return what leads from one configuration to another, secrets as placeholders."""
        raise NotImplementedError

    def __init__(
        self,
        hostname: str,
        username: str,
        password: str,
        timeout: int = 60,
        optional_args: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(hostname, username, password, timeout, optional_args)
        # Whoever gives the inverse undoes by himself.
        self._undoes = "inverse" not in (optional_args or {})
        self._before = ""  # what ran before the candidate, ciphertext and all
        self._replaces = False
        self._difference = ""

    def load_replace_candidate(
        self, filename: str | None = None, config: str | None = None
    ) -> None:
        """Take a whole configuration, as the device shows it; what it does not hold is removed.

        A secret that the device holds in another form counts as equal: merge a line to change one.

        Raises:
            ReplaceConfigException: nothing was given, or the device refuses a line.
        """
        if filename is not None:
            config = Path(filename).read_text("utf-8")
        if not (config or "").strip():
            raise ReplaceConfigException("neither a file nor a text was given")
        self._replaces = True
        found = self._leading(self._running(), config or "")
        self.inverse = found.inverse
        self._difference = "\n".join(found.diff).strip()
        if found.patch:
            self._load_told("\n".join(found.patch))

    def load_merge_candidate(self, filename: str | None = None, config: str | None = None) -> None:
        """Take commands, one a line; where the device has a candidate, send them into it.

        Raises:
            MergeConfigException: nothing was given, or the device refuses a line.
        """
        if not self._undoes:
            super().load_merge_candidate(filename, config)
            return
        self._replaces = False
        if filename is not None:
            config = Path(filename).read_text("utf-8")
        if config is None:
            raise MergeConfigException("neither a file nor a text was given")
        self._running()
        self._load_told(config)

    def _load_told(self, config: str) -> None:
        try:
            super().load_merge_candidate(config=config)
        except CommandRejectedError as error:
            raise self._told(error) from None

    def compare_config(self) -> str:
        """Return what would change, secrets masked; the device's own words where it has any."""
        shown = str(super().compare_config())
        if self._replaces and shown == CommandLineDriver.compare_config(self):
            return self._difference if self._candidate else ""
        return self._masked(shown)

    def commit_config(self, message: str = "", revert_in: int | None = None) -> None:
        """Make the candidate take effect; what was applied before a refusal is undone.

        Without a timer it is also saved, once a new session has got through.

        Raises:
            MergeConfigException, ReplaceConfigException: the device refused a line, and runs what
                it ran before.
            DeviceError: it could not be undone, or it is not known what came of it.
        """
        if not self._undoes:
            super().commit_config(message, revert_in)
            return
        if self._replaces and not self._candidate:
            return  # it changes nothing
        try:
            super().commit_config(message, revert_in)
        except HalfAppliedError as error:
            self.rollback()
            raise self._told(error) from None
        except CommandRejectedError as error:
            raise self._told(error) from None
        if revert_in is None:
            self.close()
            self.open()
            self._save()
            self._ends_pending()

    def rollback(self) -> None:
        """Bring back what ran before, and prove it by reading back."""
        if not self._undoes:
            super().rollback()
            return
        if not self._before:
            raise DeviceError("nothing was loaded by this object: it knows no way back")
        self._to_user_view()
        running = self.get_config("running")["running"]
        self.inverse = self._leading(running, self._before).patch
        self._undoes = False  # the inverse is no candidate of the caller's
        try:
            super().rollback()
        finally:
            self._undoes = True

    def _told(self, error: CommandRejectedError) -> CommandRejectedError:
        kind = RefusedReplaceError if self._replaces else RefusedMergeError
        return kind(error.line, error.reply)

    def _running(self) -> str:
        """Return what runs, and keep it as the way back, unless a candidate waits already."""
        text: str = self.get_config("running")["running"]
        if not self._candidate and not self._is_pending:
            self._before = text
            self.baseline_digest = self._running_digest()
        return text

    def _leading(self, running: str, wanted: str) -> _Leading:
        """Return what leads from one configuration to another, ciphertext put back in."""
        values: dict[str, str] = {}
        found = self.replacement(
            self._named(running, "r", values), self._named(wanted, "w", values), self.platform
        )
        return _Leading(
            tuple(_filled(line, values) for line in found.patch),
            tuple(_filled(line, values) for line in found.inverse),
            tuple(_PLACEHOLDER.sub(_MASK, line) for line in found.diff),
        )

    def _named(self, text: str, kind: str, values: dict[str, str]) -> str:
        """Return a configuration with every secret named, and keep them by name."""
        lines = []
        for line in text.splitlines():
            masked = self._masked(f"{line}\n").rstrip("\n")
            if masked == line or _MASK not in masked:
                lines.append(line)
                continue
            parts = masked.split(_MASK)
            match = re.fullmatch("(.+)".join(re.escape(part) for part in parts), line)
            if match is None:
                lines.append(line)
                continue
            row = parts[0]
            for value, part in zip(match.groups(), parts[1:], strict=True):
                name = f"{kind}{len(values)}"
                values[name] = value
                row += f"<<secret:{name}>>{part}"
            lines.append(row)
        return "\n".join(lines) + "\n"


def _filled(line: str, values: Mapping[str, str]) -> str:
    return _PLACEHOLDER.sub(lambda found: values[found[1]], line)


class WholeBundleDriver(CommandLineDriver):
    """Mixed in before a driver of files or sections, which merge takes whole already."""

    platform: ClassVar[str]

    @staticmethod
    def replacement(running: str, wanted: str, platform: str) -> Replacement:
        """Return what leads from one configuration to another."""
        raise NotImplementedError

    def load_replace_candidate(
        self, filename: str | None = None, config: str | None = None
    ) -> None:
        """Take a whole configuration; what it does not hold and is parknet's own is removed.

        Raises:
            ReplaceConfigException: nothing was given, or the device refuses it.
        """
        if filename is not None:
            config = Path(filename).read_text("utf-8")
        if not (config or "").strip():
            raise ReplaceConfigException("neither a file nor a text was given")
        found = self.replacement(self.get_config("running")["running"], config or "", self.platform)
        self.inverse = found.inverse
        if found.patch:
            try:
                self.load_merge_candidate(config="\n".join(found.patch))
            except CommandRejectedError as error:
                raise RefusedReplaceError(error.line, error.reply) from None
