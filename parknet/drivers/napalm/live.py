"""Drivers of command lines on which every line is live as soon as it is sent: lines in, in order.

Lines that take the session's own way along go in one write, at the end: a device reads on in what
it has received, [U] on hardware. Whether all of them arrived is asked over a new session, and the
device's timer is for where they did not.
"""

from collections.abc import Sequence
from typing import Final

from parknet.drivers.config_text import check_lines, fill_secrets
from parknet.drivers.failures import HalfAppliedError, NotUndoneError, OutcomeUnknownError
from parknet.drivers.napalm.configured import ConfiguredDriver
from parknet.errors import CommandRejectedError, DeviceUnreachableError

# Seconds of silence after which a device is taken to have read what it was sent.
_QUIET_S: Final = 3.0


class LiveDriver(ConfiguredDriver):
    """Base of the drivers of devices without a candidate."""

    def _apply_live(self, lines: Sequence[str]) -> None:
        """Send lines that take effect at once; the first refusal ends it."""
        try:
            self._to_system_view()
            for line in lines[: len(lines) - self.parting]:
                self._configure(line)
        except CommandRejectedError as error:
            raise HalfAppliedError(error.line, error.reply) from None
        except DeviceUnreachableError as error:
            raise OutcomeUnknownError(f"{error}; lines before it are live") from None
        if self.parting:
            self._part(lines[len(lines) - self.parting :])

    def _undo_live(self) -> None:
        """Send the inverse; what was never applied is refused, so only the read-back counts."""
        if self.irreversible and self._has_sent_secrets is not False:
            raise NotUndoneError(
                "it holds secrets whose former values nobody knows: its timer alone reverts them"
            )
        self._to_system_view()
        lines = check_lines(self.inverse)
        skipped = 0  # views that were not opened: what was meant for them must not go elsewhere
        for line in lines[: len(lines) - self.inverse_parting]:
            opens = bool(self.opens_view.match(line.strip()))
            closes = line.strip() == self.leave_command
            if skipped:
                skipped += opens - closes
                continue
            if closes and not self._session().is_below_system_view:
                continue  # it would leave the system view, and a second one the device
            try:
                self._configure(line)
            except CommandRejectedError:
                if not self._session().is_alive():
                    raise
                skipped = int(opens)
        if self.inverse_parting:
            self._part(lines[len(lines) - self.inverse_parting :])
        self._to_user_view()

    def _part(self, lines: Sequence[str]) -> None:
        """Send lines at once that end this session; what became of them is asked in a new one."""
        plain = [fill_secrets(self._spoken(line.strip()), self._remember) for line in lines]
        self._session().part(plain, _QUIET_S)
        raise OutcomeUnknownError("the way to the device was to go with its last lines")
